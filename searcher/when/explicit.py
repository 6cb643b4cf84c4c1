"""Complete dates, read as the stamps of articles are, and why a phrase is none."""

from __future__ import annotations

from datetime import timedelta

from corpus.dates import read_published
from corpus.errors import DateError

from .phrase import HINT, DatePhrase
from .range import Range

_LONGEST_NUMBER = 8  # digits: 20161201; nobody types seconds since 1970


def stamp_range(phrase: DatePhrase, *, day_first: bool | None = None) -> Range | None:
    """The day, month or year of a complete stamp; the day is the stated local one. None for all else."""
    typed = phrase.typed_part
    if not any(map(str.isdecimal, typed)) or (typed.isdecimal() and len(typed) > _LONGEST_NUMBER):
        return None
    try:
        published = read_published(typed, origin="question", day_first=day_first)
    except DateError:
        return None
    return Range(published.day, published.last_day + timedelta(days=1))


def refusal(phrase: DatePhrase) -> DateError:
    """The error that says why a phrase, in no form known, is not a date."""
    readings = {stamp_range(phrase, day_first=day_first) for day_first in (True, False)} - {None}
    if len(readings) > 1:
        return phrase.refusal("it is ambiguous", f"Write {' or '.join(sorted(map(str, readings)))}.")
    try:
        read_published(phrase.typed_part, origin="question")
    except DateError as error:
        return DateError(error.message, phrase.typed, *phrase.span, HINT)
    return phrase.refusal()

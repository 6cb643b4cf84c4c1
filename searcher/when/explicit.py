"""Complete dates, read as the stamps of articles are."""

from __future__ import annotations

from datetime import timedelta

from corpus.dates import read_published
from corpus.errors import DateError

from .phrase import DatePhrase
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

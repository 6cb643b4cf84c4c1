"""Why a phrase is no date: the words at fault, or what is wrong with a date that is nearly one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.dates import read_published
from corpus.dates.names import (
    fold,
    jalali_month_number,
    month_numbers,
    ordinal_number,
    small_number,
    weekday_numbers,
)
from corpus.errors import DateError
from corpus.text import in_quotes

from .decades import CENTURIES, TENS
from .explicit import stamp_range
from .feasts import FEASTS, NAMES
from .grammar import BESIDE_DATES
from .periods import DIVISIONS, PERIODS
from .phrase import HINT, DatePhrase

_IN_PATTERNS = re.compile(r"\?P[<=]\w+[>)]|\\[a-zA-Z](?:[0-9a-f]{4})?|([a-z]+)")
_OTHER_WORDS = (
    "no final easter ytd qtd mtd wtd am pm utc gmt bst ist cet est edt pst pdt"  # half hidden in patterns
)
_MARKS = ".,;:!?()[]{}<>=\"'’‘*-–—/"


def refusal(phrase: DatePhrase) -> DateError:
    """The error that says why a phrase, in no form known, is not a date."""
    readings = {stamp_range(phrase, day_first=day_first) for day_first in (True, False)} - {None}
    if len(readings) > 1:
        return phrase.refusal("it is ambiguous", f"Write {' or '.join(sorted(map(str, readings)))}.")
    if unknown := [word for word in phrase.typed_part.split() if not is_date_word(word)]:
        words = ", ".join(in_quotes(word.strip(_MARKS) or word) for word in unknown)
        are = "is no word" if len(unknown) == 1 else "are no words"
        return phrase.refusal(f"{words} {are} of a date known here")
    try:
        read_published(phrase.typed_part, origin="question")
    except DateError as error:
        if not re.search("is not a |alone is not", error.message):  # it took one word for another
            return DateError(error.message, phrase.typed, *phrase.span, HINT)
    return phrase.refusal("these words make no date together" if " " in str(phrase) else "")


def is_date_word(word: str) -> bool:
    """Whether a word can be part of a date, as typed: it holds a digit, or forms of dates know it."""
    bare = re.sub("['’ʼ‘]", "", fold(word)).strip(_MARKS)
    return not bare or any(map(str.isdecimal, bare)) or all(map(_is_known, re.split("[-–—/.]+", bare)))


def _is_known(word: str) -> bool:
    named = (month_numbers, weekday_numbers, jalali_month_number, small_number, ordinal_number)
    words = _words_of_forms()
    return not word or word in words or word.removesuffix("s") in words or any(read(word) for read in named)


@cache
def _words_of_forms() -> frozenset[str]:
    """The words that stand in the patterns of all forms."""
    return frozenset(word for pattern in _patterns() for word in _IN_PATTERNS.findall(pattern) if word)


def _patterns() -> Iterator[str]:
    tables: Sequence[Sequence[tuple[str, object]]] = (PERIODS, DIVISIONS, FEASTS)
    for forms in tables:
        yield from (pattern for pattern, _ in forms)
    yield from (_OTHER_WORDS, *BESIDE_DATES, *CENTURIES, *TENS, *NAMES)

"""How far a date reaches into the words of a query: ``published:last week flood``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from corpus.errors import DateError
from corpus.text import in_quotes

from .questions import read_range
from .range import Range
from .refusals import is_date_word

MOST_WORDS = 12


def longest_date(words: Sequence[str], now: datetime) -> int:
    """How many of these words, from the first one on, are one date: 2 of ``last week flood``.

    The longest run that reads as a date is meant. Where its first word is another date by itself, and what
    follows may be a word to search for (``2016 march``), neither is taken.

    Args:
        words: as typed, without quotes, up to what cannot be part of a date: an operator, a parenthesis.
        now: the moment of asking.

    Raises:
        DateError: of no run is a date, or of two; its text is the run at fault, with single blanks.
    """
    run = list(takewhile(is_date_word, words[:MOST_WORDS])) or list(words[:1])
    for length in range(len(run), 0, -1):
        found = _reading(run[:length], now)
        if found is not None:
            _refuse_two_readings(run[:length], found, now)
            return length
    read_range(" ".join(run), now)
    raise AssertionError("what did not read, reads now")


def _reading(words: Sequence[str], now: datetime) -> Range | None:
    try:
        return read_range(" ".join(words), now)
    except DateError:
        return None


def _refuse_two_readings(words: Sequence[str], found: Range, now: datetime) -> None:
    first, *others = words
    may_be_words = bool(others) and not any(map(str.isdecimal, "".join(others)))
    if may_be_words and _reading([first], now) not in (None, found):
        text = " ".join(words)
        rest = " ".join(others)
        raise DateError(
            f"{in_quotes(text)} may be one date, or {in_quotes(first)} and words to search for.",
            text,
            hint=f'Write published:"{text}", or published:{first} AND {rest}.',
        )

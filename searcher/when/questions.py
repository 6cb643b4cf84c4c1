"""What a question says about time -> a range, or one end of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from .ends import OPENINGS, RANGES, first_end, last_end
from .grammar import first_form
from .periods import named_period, period
from .phrase import DatePhrase
from .range import Range
from .recent import RECENT
from .refusals import refusal

_LAST_HINT = "Forms that work: 90d, 3 weeks, 6 months, 1y, week, month."


def read_range(text: str, now: datetime) -> Range:
    """The days that a text names, such as "last week" or "since March 2016".

    Args:
        text: nothing but the date, in a form of ``FORMS`` or a complete date.
        now: the moment of asking, on the asker's own clock; its zone, if any, is not needed.

    Raises:
        DateError: it is not understood, is ambiguous, or names no day.
    """
    phrase = DatePhrase.of(text, now)
    is_range = phrase.folded.startswith(OPENINGS)  # no period begins so
    found = (None if is_range else period(phrase)) or first_form(RANGES, phrase)
    if found is None and named_period(phrase):
        word = phrase.typed_part
        raise phrase.refusal(
            "it may be another word", f"Write 'since {word}', 'last {word}', or a full date."
        )
    if found is None:
        raise refusal(phrase)
    return _with_notes(found, phrase)


def read_since(text: str, now: datetime) -> date:
    """The first day of what a text names: "March 2016" gives 1 March.

    Raises:
        DateError: it does not name one period.
    """
    since = range_since(text, now).since
    assert since  # a period has a beginning
    return since


def range_since(text: str, now: datetime) -> Range:
    """The days from the first one of what a text names.

    Raises:
        DateError: it does not name one period.
    """
    phrase = DatePhrase.of(text, now)
    return _with_notes(Range(first_end(phrase).since, None), phrase)


def read_until(text: str, now: datetime) -> date | None:
    """The day after the last one of what a text names: "March 2016" gives 1 April.

    It is None for what ends with the year 9999, after which there is no day.

    Raises:
        DateError: it does not name one period.
    """
    return range_until(text, now).until


def range_until(text: str, now: datetime) -> Range:
    """The days up to the last one of what a text names.

    Raises:
        DateError: it does not name one period.
    """
    phrase = DatePhrase.of(text, now)
    return _with_notes(Range(None, last_end(phrase).until), phrase)


def read_last(text: str, now: datetime) -> Range:
    """The days that "last" and a text name: "90d", "3 weeks", "week".

    Raises:
        DateError: nothing can be last of it.
    """
    phrase = DatePhrase.of(text, now)
    found = first_form(RECENT, phrase)
    if found is None:
        raise phrase.refusal("it is not a length of time", _LAST_HINT)
    return _with_notes(found, phrase)


def _with_notes(found: Range, phrase: DatePhrase) -> Range:
    return replace(found, notes=tuple(dict.fromkeys(phrase.notes)))

"""What a question says about time -> a range, or one end of it."""

from __future__ import annotations

from datetime import date, datetime

from .ends import RANGES, end_named
from .explicit import refusal
from .periods import RECENT, first_form, named_period, period
from .phrase import DatePhrase
from .range import Range

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
    found = period(phrase) or first_form(RANGES, phrase)
    if found is None and named_period(phrase):
        word = phrase.typed_part
        raise phrase.refusal(
            "it may be another word", f"Write 'since {word}', 'last {word}', or a full date."
        )
    if found is None:
        raise refusal(phrase)
    return found


def read_since(text: str, now: datetime) -> date:
    """The first day of what a text names: "March 2016" gives 1 March.

    Raises:
        DateError: it does not name one period.
    """
    since = end_named(DatePhrase.of(text, now)).since
    assert since  # a period has a beginning
    return since


def read_until(text: str, now: datetime) -> date | None:
    """The day after the last one of what a text names: "March 2016" gives 1 April.

    It is None for what ends with the year 9999, after which there is no day.

    Raises:
        DateError: it does not name one period.
    """
    return end_named(DatePhrase.of(text, now)).until


def read_last(text: str, now: datetime) -> Range:
    """The days that "last" and a text name: "90d", "3 weeks", "week".

    Raises:
        DateError: nothing can be last of it.
    """
    phrase = DatePhrase.of(text, now)
    found = first_form(RECENT, phrase)
    if found is None:
        raise phrase.refusal("it is not a length of time", _LAST_HINT)
    return found

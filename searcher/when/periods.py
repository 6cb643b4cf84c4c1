"""Phrases that name one period: a day, a week, "the past 90 days", "Q3 2016", "end of October 2016"."""

from __future__ import annotations

from .day_names import BARE_DAYS, DAYS, NAMES_ALONE, PARTS_OF_WEEKS
from .decades import DECADES
from .explicit import stamp_range
from .feasts import FEASTS
from .grammar import Forms, first_form
from .parts import PARTS
from .phrase import DatePhrase
from .range import Range
from .recent import RECKONED
from .seasons import SEASONS
from .week_names import PLACED_WEEKS, WEEKS
from .year_names import MONTHS_ALONE, YEARS

_DEEPEST = 6  # periods within each other

_DIGITS = tuple("0123456789")
_GROUPS: tuple[tuple[tuple[str, ...], Forms], ...] = (
    (("last", "past", "ago", "this", "the ", "next", "previous", "weekend", "date", "td"), RECKONED),
    ((*_DIGITS, "year", "quarter", "half"), YEARS),
    ((), DAYS),
    (("week", "wk", "w"), WEEKS),
    (("spring", "summer", "autumn", "fall", "winter"), SEASONS),
    (("ies", "0", "century"), DECADES),
    ((), (*MONTHS_ALONE, *NAMES_ALONE)),
)
"""Forms, and what a phrase must hold one of for any of them to fit: patterns are compiled when tried."""
PERIODS: Forms = tuple(form for _, forms in _GROUPS for form in forms)
DIVISIONS = (*PLACED_WEEKS, *PARTS, *PARTS_OF_WEEKS)


def period(phrase: DatePhrase) -> Range | None:
    """The period that a phrase names by itself, or None."""
    text = str(phrase)
    for signs, forms in _GROUPS:
        if not signs or any(sign in text for sign in signs):
            found = first_form(forms, phrase)
            if found:
                return found
    return _division(phrase) or first_form(FEASTS, phrase) or stamp_range(phrase)


def named_period(phrase: DatePhrase) -> Range | None:
    """The period that a phrase names after a word such as "since", which lets "May" be a month."""
    return first_form(BARE_DAYS, phrase) or period(phrase)


def _division(phrase: DatePhrase) -> Range | None:
    """What divides a period that is named in the same phrase."""
    if phrase.depth >= _DEEPEST or " " not in str(phrase).replace("-", " "):
        return None
    for pattern, divider in DIVISIONS:
        match = phrase.match(pattern)
        whole = named_period(phrase.part(match, "rest")) if match else None
        if match and whole:
            try:
                found = divider(phrase, match, whole)
            except (ValueError, OverflowError) as error:
                raise phrase.refusal(str(error)) from None
            if found is not None:
                return found
    return None

"""The Jalali (Persian solar) calendar, for the years in which news is written.

Leap years follow the 33-year cycle, which agrees with the astronomical rule (the year begins on the
day whose noon in Tehran follows the equinox) for all years accepted here.
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1300, 1419  # March 1921 to March 2041; later numbers may be Hijri years
_LAST_HIJRI_YEAR = 1499
_NEW_YEAR_1300 = date(1921, 3, 21)
_LEAP_REMAINDERS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def is_jalali_year(year: int) -> bool:
    """Whether a year in a date of Persian form is certainly Jalali."""
    return FIRST_YEAR <= year <= LAST_YEAR


def may_be_hijri_year(year: int) -> bool:
    """Whether a year may be Jalali or (Islamic lunar) Hijri, so that its dates are ambiguous."""
    return LAST_YEAR < year <= _LAST_HIJRI_YEAR


def gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Jalali one.

    Raises:
        ValueError: there is no such day, or the year is outside 1300 to 1419.
    """
    if not is_jalali_year(year):
        raise ValueError(f"year {year} is outside {FIRST_YEAR} to {LAST_YEAR} of the Jalali calendar")
    lengths = month_lengths(year)
    if not 1 <= month <= len(lengths):
        raise ValueError(f"there is no month {month}")
    if not 1 <= day <= lengths[month - 1]:
        raise ValueError(f"that month has no day {day}")
    days_of_years = sum(sum(month_lengths(earlier)) for earlier in range(FIRST_YEAR, year))
    return _NEW_YEAR_1300 + timedelta(days=days_of_years + sum(lengths[: month - 1]) + day - 1)


def month_lengths(year: int) -> tuple[int, ...]:
    """The number of days in each of the twelve months."""
    return (31,) * 6 + (30,) * 5 + (30 if year % 33 in _LEAP_REMAINDERS else 29,)

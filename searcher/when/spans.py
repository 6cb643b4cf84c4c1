"""Ranges of whole days, weeks, months and years, and the ones that recur."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import MO, SA, relativedelta

from .range import Range

_STEPS = {  # by the first letter of their names
    "h": relativedelta(hours=1),
    "d": relativedelta(days=1),
    "w": relativedelta(weeks=1),
    "f": relativedelta(weeks=2),
    "m": relativedelta(months=1),
    "q": relativedelta(months=3),
    "y": relativedelta(years=1),
}


def step(unit: str) -> relativedelta:
    """How long a unit of time is: "days", "fortnight", "q", "decade"."""
    return relativedelta(years=10) if unit.startswith("dec") else _STEPS[unit[0]]


def days(since: date, number: int = 1) -> Range:
    """So many days from ``since`` on."""
    return _spanning(since, relativedelta(days=number))


def week(day: date) -> Range:
    """The week of a day, Monday to Sunday."""
    return days(day + relativedelta(weekday=MO(-1)), 7)


def weekend(day: date) -> Range:
    """The latest Saturday up to a day, and the Sunday after it."""
    return days(day + relativedelta(weekday=SA(-1)), 2)


def months(year: int, month: int, number: int = 1) -> Range:
    """So many whole months."""
    return _spanning(date(year, month, 1), relativedelta(months=number))


def years(year: int, number: int = 1) -> Range:
    """So many whole years."""
    return _spanning(date(year, 1, 1), relativedelta(years=number))


def calendar_unit(unit: str, day: date) -> Range:
    """The week, month, quarter, year or decade that a day is in."""
    match unit:
        case "week":
            return week(day)
        case "month":
            return months(day.year, day.month)
        case "quarter":
            return months(day.year, day.month - (day.month - 1) % 3, 3)
        case "decade":
            return years(day.year - day.year % 10, 10)
        case _:
            return years(day.year)


def latest_weekday(number: int, not_after: date) -> Range:
    """The most recent such day of the week, 0 (Monday) to 6 (Sunday)."""
    return days(not_after - timedelta(days=(not_after.weekday() - number) % 7))


def yearly(year: int, month: int, day: int | None) -> Range | None:
    """A day of the year, or a whole month; None where that year has no such day (29 February)."""
    try:
        return months(year, month) if day is None else days(date(year, month, day))
    except ValueError:
        return None


def latest(month: int, day: int | None, not_after: date, *, whole: bool = False) -> Range | None:
    """The most recent such day or month that has begun, or is ``whole``, by ``not_after``."""
    return latest_of(lambda year: yearly(year, month, day), not_after, whole=whole)


def latest_of(
    yearly_: Callable[[int], Range | None], not_after: date, *, whole: bool = False
) -> Range | None:
    """The most recent of what recurs each year that has begun, or is ``whole``, by ``not_after``."""
    for year in range(not_after.year, not_after.year - 9, -1):  # eight years may pass without a 29 February
        found = yearly_(year)
        reached = found and (found.last if whole else found.since)
        if reached and reached <= not_after:
            return found
    return None


def _spanning(since: date, step: relativedelta) -> Range:
    try:
        return Range(since, since + step)
    except (ValueError, OverflowError):  # what reaches beyond the year 9999 is open
        return Range(since, None)

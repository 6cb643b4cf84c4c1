"""Forms of weeks and weekends: "week 42", "week of 14 November 2016", "the weekend of 19 November"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.dates.names import ordinal_number, weekday_number

from .grammar import FIGURES, OF_YEAR, Divisions, Forms, year_of
from .phrase import DatePhrase
from .range import Range
from .spans import days, latest_of, latest_weekday, months, week, weekend, years

_SATURDAY = 5
_WEEKS_OF_A_MONTH = 4


def _numbered_week(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return week(
        date.fromisocalendar(
            year_of(phrase, match.groupdict().get("figures") or match["year"]), int(match["week"]), 1
        )
    )


def _latest_week(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    number = int(match["week"])

    def of_year(year: int) -> Range | None:
        try:
            return week(date.fromisocalendar(year, number, 1))
        except ValueError:  # most years have no week 53
            return None

    found = latest_of(of_year, phrase.today)
    if found is None:
        raise ValueError("no year has such a week")
    phrase.note(f"read as {found}: weeks are counted by ISO 8601")
    return found


def _week_of(_: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    if whole.since is None or whole != days(whole.since):
        return None
    match match["how"]:
        case "of":
            return week(whole.since)
        case "ending":
            return days(whole.since - timedelta(days=6), 7)
        case _:
            return days(whole.since, 7)


def _weekend_of(phrase: DatePhrase, _: re.Match[str], whole: Range) -> Range | None:
    if whole.since is None:
        return None
    found = weekend(whole.since)
    if whole in (found, days(whole.since)) and whole.since.weekday() >= _SATURDAY:
        return found
    hint = f"Write {found} or {weekend(whole.since + timedelta(days=7))}."
    raise phrase.refusal(f"{whole.since} is a {whole.since:%A}, between two weekends", hint)


def _week_of_month(phrase: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """Days 1 to 7 of a month, 8 to 14, …, and for "last" its last seven."""
    if whole.since is None or whole.until is None:
        return None
    if whole == years(whole.since.year):
        first = week(date.fromisocalendar(whole.since.year, 1, 1))
        hint = f"For the first, write {first} or {days(whole.since, 7)}."
        raise phrase.refusal(
            "a year's weeks may be counted from its first day or from its first Monday", hint
        )
    if whole != months(whole.since.year, whole.since.month):
        return None
    if match["nth"] in ("last", "final"):
        found = days(whole.until - timedelta(days=7), 7)
    else:
        number = ordinal_number(match["nth"])
        if number is None or number > _WEEKS_OF_A_MONTH:
            raise ValueError("a month has four weeks, and a few days more")
        found = days(whole.since + timedelta(days=7 * (number - 1)), 7)
    phrase.note(f"read as {found}: a month's weeks are counted from its first day, the last one from its end")
    return found


def _weekday_of_month(_: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """The first, second, third, fourth or last day of that name in a month."""
    weekday = weekday_number(match["weekday"])
    day = None if weekday is None else _nth_weekday(match["nth"], weekday, whole)
    return days(day) if day else None


def _nth_weekday(nth: str, weekday: int, month: Range) -> date | None:
    since, until, number = month.since, month.until, ordinal_number(nth)
    if since is None or until is None or month != months(since.year, since.month):
        return None
    if nth in ("last", "final"):
        return latest_weekday(weekday, until - timedelta(days=1)).since
    return latest_weekday(weekday, since + timedelta(days=7 * number - 1)).since if number else None


def _weekend_of_month(_: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """The first, second, third, fourth or last Saturday of a month, and the Sunday after it."""
    saturday = _nth_weekday(match["nth"], _SATURDAY, whole)
    return days(saturday, 2) if saturday else None


WEEKS: Forms = (
    (rf"{FIGURES}-?w(?P<week>\d\d)", _numbered_week),
    (
        rf"(?:(?:the )?(?:week|wk\.?) ?|w)(?P<week>\d\d?)(?:{OF_YEAR}|[-/](?P<figures>\d{{4}}))",
        _numbered_week,
    ),
    (rf"(?:the )?(?P<week>\d\d?)(?:st|nd|rd|th) week{OF_YEAR}", _numbered_week),
    (r"(?:(?:the )?(?:week|wk\.?) ?|w)(?P<week>\d\d?)", _latest_week),
)
PLACED_WEEKS: Divisions = (
    (
        r"(?:the )?(?:week|wk) (?P<how>of|beginning|starting|commencing|ending)(?: on)? (?P<rest>.+)",
        _week_of,
    ),
    (r"(?P<how>w/c|wc|w/b) (?P<rest>.+)", _week_of),
    (r"(?:the )?weekend (?:of|beginning|starting) (?P<rest>.+)", _weekend_of),
    (r"(?:the )?(?P<nth>[a-z]+|\d[a-z]{2}) week (?:of|in) (?P<rest>.+)", _week_of_month),
    (r"(?:the )?(?P<nth>[a-z]+|\d[a-z]{2}) (?P<weekday>[a-z]+day) (?:of|in) (?P<rest>.+)", _weekday_of_month),
    (r"(?:the )?(?P<nth>[a-z]+|\d[a-z]{2}) weekend (?:of|in) (?P<rest>.+)", _weekend_of_month),
)

"""Phrases that name one period: a day, a week, "the past 90 days", "Q3 2016".

A table of forms: a pattern of the whole phrase, and the function that builds its range. A builder
returns None where the words, on a closer look, are others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from corpus.dates import jalali
from corpus.dates.names import (
    jalali_month_number,
    month_number,
    ordinal_number,
    small_number,
    weekday_number,
)

from .explicit import stamp_range
from .phrase import DatePhrase
from .range import Range
from .spans import STEPS, calendar_unit, days, latest, latest_weekday, months, week, weekend, years

Builder = Callable[[DatePhrase, re.Match[str]], Range | None]
Forms = tuple[tuple[str, Builder], ...]

_FIRST_MONTHS = {  # of the seasons, in the north
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
}


def first_form(forms: Forms, phrase: DatePhrase) -> Range | None:
    """The range that the first fitting form builds, or None.

    Raises:
        DateError: a form fits, but there is no such day.
    """
    for pattern, builder in forms:
        if match := phrase.match(pattern):
            try:
                found = builder(phrase, match)
            except (ValueError, OverflowError) as error:
                raise phrase.refusal(str(error)) from None
            if found is not None:
                return found
    return None


def period(phrase: DatePhrase) -> Range | None:
    """The period that a phrase names by itself, or None."""
    return first_form(PERIODS, phrase) or stamp_range(phrase)


def named_period(phrase: DatePhrase) -> Range | None:
    """The period that a phrase names after a word such as "since", which lets "May" be a month."""
    return first_form(BARE_NAMES, phrase) or period(phrase)


def recurring(phrase: DatePhrase) -> tuple[int, int | None] | None:
    """Month and day of a phrase such as "July 18" (month and None: "July"), or None for others."""
    for pattern in (*_YEARLESS_DAYS, _MONTH_NAME):
        if match := phrase.match(pattern):
            month = month_number(match["month"])
            if month:
                return month, int(match["day"]) if "day" in match.groupdict() else None
    return None


def _today(phrase: DatePhrase, match: re.Match[str]) -> Range:
    distances = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2}
    return days(phrase.today + timedelta(days=distances.get(match[0], 0)))


def _year(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """A year, or with more groups a month or day of it, in ISO 8601: the calendar is Gregorian."""
    year, parts = int(match["year"]), match.groupdict()
    if not phrase.typed_part.isascii() and (jalali.is_jalali_year(year) or jalali.may_be_hijri_year(year)):
        return None  # written in another script's digits, it is no ISO 8601
    if parts.get("day"):
        return days(date(year, int(parts["month"]), int(parts["day"])))
    return months(year, int(parts["month"])) if parts.get("month") else years(year)


def _ago(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    since = _back(phrase, match)
    return None if since is None else days(since)


def _rolling(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    since = _back(phrase, match)
    return None if since is None else Range(since, days(phrase.today).until)


def _back(phrase: DatePhrase, match: re.Match[str]) -> date | None:
    """The day that is so many units before now, or None where the number is none."""
    count = small_number(match["count"] or "one")
    if count == 0:
        raise ValueError("the number must be one or more")
    return (phrase.now - count * STEPS[match["unit"][0]]).date() if count else None


def _this(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return calendar_unit(match["unit"][0], phrase.today)


def _previous(phrase: DatePhrase, match: re.Match[str]) -> Range:
    letter = match["unit"][0]
    return calendar_unit(letter, phrase.today - STEPS[letter])


def _next(phrase: DatePhrase, match: re.Match[str]) -> Range:
    letter = match["unit"][0]
    return calendar_unit(letter, phrase.today + STEPS[letter])


def _weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today)


def _this_weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today + timedelta(days=6 - phrase.today.weekday()))


def _last_weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today - timedelta(days=2))  # on a Sunday, the one before


def _weekday(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    number = weekday_number(match["weekday"])
    return None if number is None else latest_weekday(number, phrase.today)


def _last(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    return first_form(RECENT, phrase.part(match, "rest"))


def _last_name(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The weekday or month of that name before the current one."""
    weekday = weekday_number(match["name"])
    if weekday is not None:
        return latest_weekday(weekday, phrase.today - timedelta(days=1))
    month = month_number(match["name"])
    return latest(month, None, phrase.today.replace(day=1) - timedelta(days=1)) if month else None


def _part_of_year(_: DatePhrase, match: re.Match[str]) -> Range | None:
    number = ordinal_number(match["number"]) or small_number(match["number"])
    length = 3 if match["kind"][0] == "q" else 6
    if number is None:
        return None
    if number * length not in range(1, 13):
        raise ValueError("a year has four quarters, or two halves")
    return months(int(match["year"]), length * (number - 1) + 1, length)


def _season(_: DatePhrase, match: re.Match[str]) -> Range:
    return months(int(match["year"]), _FIRST_MONTHS[match["season"]], 3)


def _winter(phrase: DatePhrase, match: re.Match[str]) -> Range:
    year, following = int(match["year"]), match["next"]
    if not following:
        hint = f"Write winter {year - 1}-{year} or winter {year}-{year + 1}."
        raise phrase.refusal("a winter is in two years", hint)
    if not str(year + 1).endswith(following):
        raise ValueError("a winter is in two years, one after the other")
    return months(year, _FIRST_MONTHS["winter"], 3)


def _decade(phrase: DatePhrase, match: re.Match[str]) -> Range:
    year = int(match["year"])
    if year % 100 == 0 and year != 2000:  # noqa: PLR2004 -- the 2000s are not yet used for a century
        hint = f"Write {year}..{year + 9} or {year}..{year + 99}."
        raise phrase.refusal("it may be a decade or a century", hint)
    return years(year, 10)


def _numbered_week(_: DatePhrase, match: re.Match[str]) -> Range:
    return week(date.fromisocalendar(int(match["year"]), int(match["week"]), 1))


def _week_of(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    found = named_period(phrase.part(match, "rest"))
    if found is None or found.since is None or found != days(found.since):
        return None
    return week(found.since) if match["how"] == "of" else days(found.since, 7)


def _third(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The early, middle or late part of a month (from its days 1, 11, 21) or year (by four months)."""
    whole = named_period(phrase.part(match, "rest"))
    place = ("early", "mid", "late").index(match["third"])
    if whole is None or whole.since is None:
        return None
    if whole == years(whole.since.year):
        return months(whole.since.year, 4 * place + 1, 4)
    if whole == months(whole.since.year, whole.since.month):
        third = days(whole.since + timedelta(days=10 * place), 10)
        return third if place < 2 else Range(third.since, whole.until)  # noqa: PLR2004 -- the last of three
    return None


def _yearless(phrase: DatePhrase, _: re.Match[str]) -> Range | None:
    name = recurring(phrase)
    if name is None:
        return None
    found = latest(*name, phrase.today)
    if found is None:
        raise ValueError("no month has such a day")
    return found


def _named_jalali_month(_: DatePhrase, match: re.Match[str]) -> Range | None:
    month = jalali_month_number(match["month"])
    return _jalali_month(int(match["year"]), month) if month else None


def _numeric_month(_: DatePhrase, match: re.Match[str]) -> Range:
    year, month = int(match["year"]), int(match["month"])
    if jalali.may_be_hijri_year(year):
        raise ValueError(f"the year {year} may be Jalali or Hijri")
    return _jalali_month(year, month) if jalali.is_jalali_year(year) else months(year, month)


def _jalali_month(year: int, month: int) -> Range:
    return days(jalali.gregorian(year, month, 1), jalali.month_lengths(year)[month - 1])


_COUNT = r"(?P<count>\d{1,6}(?= ?[a-z])|[a-z]+(?= ))"
_UNIT = r"(?P<unit>d|days?|w|wks?|weeks?|m|mos?|months?|y|yrs?|years?|h|hrs?|hours?)"
_CALENDAR_UNIT = r"(?P<unit>week|month|quarter|year)"
_SUFFIX = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_MONTH_NAME = r"(?P<month>[a-z]+)\.?"
_YEARLESS_DAYS = (
    rf"(?:the )?(?P<day>\d\d?){_SUFFIX}(?: of)? {_MONTH_NAME}",
    rf"{_MONTH_NAME} (?:the )?(?P<day>\d\d?){_SUFFIX}",
)

BARE_NAMES: Forms = (  # after a word such as "since"
    (_MONTH_NAME, _yearless),
    (r"(?P<weekday>[a-z]+)\.?", _weekday),
)
RECENT: Forms = (  # after "last"
    (_CALENDAR_UNIT, _previous),
    (r"weekend", _last_weekend),
    (rf"{_COUNT} ?{_UNIT}", _rolling),
    (r"(?P<name>[a-z]+)\.?", _last_name),
)
PERIODS: Forms = (
    (rf"(?:the year )?{_YEAR}", _year),
    (rf"{_YEAR}-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?", _year),
    (r"now|today|tomorrow|yesterday|the day before yesterday", _today),
    (r"(?P<weekday>[a-z]{3,6}day)", _weekday),
    (rf"{_COUNT} ?{_UNIT} ago", _ago),
    (rf"(?:the )?past (?:{_COUNT} ?)?{_UNIT}", _rolling),
    (r"(?:the )?last (?P<rest>.+)", _last),
    (rf"(?:the )?previous {_CALENDAR_UNIT}", _previous),
    (rf"(?:this|the current) {_CALENDAR_UNIT}", _this),
    (rf"next {_CALENDAR_UNIT}", _next),
    (r"(?:the )?weekend", _weekend),
    (r"this weekend", _this_weekend),
    *((pattern, _yearless) for pattern in _YEARLESS_DAYS),
    (rf"(?P<kind>[qh])(?P<number>\d)(?: of)?[ /-]?{_YEAR}", _part_of_year),
    (rf"{_YEAR}[ /-]?(?P<kind>[qh])(?P<number>\d)", _part_of_year),
    (rf"(?:the )?(?P<number>[a-z]+|\d[a-z]{{2}}) (?P<kind>quarter|half)(?: of)? {_YEAR}", _part_of_year),
    (rf"(?:the )?(?P<season>spring|summer|autumn|fall)(?: of)? {_YEAR}", _season),
    (rf"(?:the )?winter(?: of)? {_YEAR}(?:[-–/](?P<next>\d\d|\d{{4}}))?", _winter),
    (r"(?:the )?(?P<year>\d{3}0)['’]?s", _decade),
    (rf"{_YEAR}-?w(?P<week>\d\d)", _numbered_week),
    (rf"week (?P<week>\d\d?)(?:,| of)? {_YEAR}", _numbered_week),
    (r"(?:the )?week (?P<how>of|beginning|starting) (?:the )?(?P<rest>.+)", _week_of),
    (r"(?P<third>early|mid|late)[ -](?P<rest>.+)", _third),
    (rf"(?P<month>[^\W\d_]+) {_YEAR}", _named_jalali_month),
    (rf"{_YEAR}/(?P<month>\d\d?)", _numeric_month),
    (rf"(?P<month>\d\d?)/{_YEAR}", _numeric_month),
)

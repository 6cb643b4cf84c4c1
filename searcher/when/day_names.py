"""Forms of days: "Tuesday, Nov. 8", "the 8th of November 2016", "Monday morning"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.dates.names import month_number, weekday_number, weekday_numbers

from .grammar import (
    DAYS_OF_A_YEAR,
    MONTH,
    OF_YEAR,
    SUFFIX,
    WEEKDAY,
    Divisions,
    Forms,
    check_weekday,
    is_of_other_calendar,
    is_whole_name,
    month_of,
    year_of,
)
from .phrase import DatePhrase
from .range import Range
from .spans import days, latest, latest_weekday, week, yearly

TO = r"(?:to|until|till|through|thru|up to)"
_CLOCK = r"\d\d?(?::\d\d){1,2}(?: ?[ap]\.?m\.?)?|\d\d? ?(?:[ap]\.?m\.?|o['’]?clock)"
_TIME_OF_DAY = (
    rf"(?:(?:early |late )?(?:morning|noon|midday|lunchtime|afternoon|evening|night|midnight)|{_CLOCK})"
)
TIMES = rf"\d ?t\d\d|-\d\d \d\d|\b{_TIME_OF_DAY}"
"""What to search for to know whether a phrase states a time of day."""

_DISTANCES = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}


def recurring(phrase: DatePhrase) -> tuple[int, int | None] | None:
    """Month and day of a phrase such as "July 18" (month and None: "July"), or None for others."""
    for pattern in (*_DAYS_WITH_WEEKDAY, MONTH):
        if match := phrase.match(pattern):
            groups = match.groupdict()
            weekday = groups.get("weekday")
            month = month_of(phrase, match["month"]) if not weekday or weekday_numbers(weekday) else None
            if month:
                return month, int(groups["day"]) if "day" in groups else None
    return None


def check_stated_weekday(phrase: DatePhrase, found: Range) -> None:
    """Make sure that a day is of the weekday that its phrase states, if any.

    Raises:
        DateError: it is not.
    """
    for pattern in _DAYS_WITH_WEEKDAY:
        if (match := phrase.match(pattern)) and match["weekday"]:
            check_weekday(phrase, match["weekday"], found)


def yearless(phrase: DatePhrase, _: re.Match[str]) -> Range | None:
    """The latest such day or month that has begun."""
    name = recurring(phrase)
    if name is None:
        return None
    found = latest(*name, phrase.today)
    if found is None:
        raise ValueError("no month has such a day")
    check_stated_weekday(phrase, found)
    return found


def weekday_alone(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest day of that name, in any language."""
    name = match["weekday"]
    numbers = weekday_numbers(name)
    if len(numbers) != 1:
        return None
    (number,) = numbers
    found = latest_weekday(number, phrase.today)
    if weekday_number(name) is None:
        phrase.note(f"read as {found.since:%A}, {found}")
    return found


def weekday_after_word(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest day of a name; a short one is English: "since man" is no Monday."""
    name = match["weekday"]
    is_clear = weekday_number(name) is not None or is_whole_name(name)
    return weekday_alone(phrase, match) if is_clear else None


def month_after_word(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest month of a name, likewise: "since out" is no October."""
    name = match["month"]
    return yearless(phrase, match) if month_number(name) or is_whole_name(name) else None


def weekday_in_full(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest day of a name that is no short one."""
    return weekday_alone(phrase, match) if is_whole_name(match["weekday"]) else None


def _relative_day(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return days(phrase.today + timedelta(days=_DISTANCES.get(match[0], 0)))


def _night(phrase: DatePhrase, _: re.Match[str]) -> Range:
    today = phrase.today
    hint = f"Write yesterday, or {days(today - timedelta(days=1), 2)}."
    raise phrase.refusal("a night belongs to two days", hint)


def _day_of_year(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    weekday, month = match["weekday"], None
    if not is_of_other_calendar(match["year"]) and (not weekday or weekday_numbers(weekday)):
        month = month_of(phrase, match["month"])
    if month is None:
        return None
    found = days(date(year_of(phrase, match["year"]), month, int(match["day"])))
    if weekday:
        check_weekday(phrase, weekday, found)
    return found


def _days_of_month(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """From one day to another of the same month: "March 1-5, 2016"."""
    month, year = month_of(phrase, match["month"]), match["year"]
    first, last = int(match["first"]), int(match["last"])
    if month is None:
        return None
    stated = yearly(year_of(phrase, year), month, last) if year else None
    end = stated or latest(month, last, phrase.today, whole=True)
    if end is None or end.since is None or first > last or (year and not stated):
        raise ValueError("there are no such days")
    return Range(end.since.replace(day=first), end.until)


def _weekday_before_last(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    number = weekday_number(match["weekday"])
    return None if number is None else latest_weekday(number, phrase.today - timedelta(days=8))


def _day_at_a_time(phrase: DatePhrase, _: re.Match[str], whole: Range) -> Range | None:
    if whole.since is None or whole != days(whole.since):
        return None
    phrase.note(f"read as the whole of {whole}: days are not divided")
    return whole


def _weekday_of_week(_: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    numbers = weekday_numbers(match["weekday"])
    if not numbers or whole.since is None or whole != week(whole.since):
        return None
    return days(whole.since + timedelta(days=min(numbers)))


def _numbered_day(_: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    if whole.since is None:
        return None
    return days(whole.since.replace(day=int(match["day"])))


_WITH_WEEKDAY = rf"(?:{WEEKDAY},? )?"
_DAYS_WITH_WEEKDAY = tuple(rf"{_WITH_WEEKDAY}{pattern}" for pattern in DAYS_OF_A_YEAR)
_FIRST_TO_LAST = (
    rf"(?P<first>\d\d?)(?:{SUFFIX}|\.) ?(?:[-–—]| {TO} (?:the )?) ?(?P<last>\d\d?)(?:{SUFFIX}|\.)"
)

BARE_DAYS: Forms = (  # after a word such as "since"
    (MONTH, month_after_word),
    (WEEKDAY, weekday_after_word),
)
DAYS: Forms = (
    (rf"now|today|tonight|this (?:morning|afternoon|evening|night)|{'|'.join(_DISTANCES)}", _relative_day),
    (r"(?:last night|overnight)", _night),
    (r"(?P<weekday>[a-z]{3,6}day)", weekday_alone),
    (r"(?:the )?(?P<weekday>[a-z]+) before last", _weekday_before_last),
    *((pattern, yearless) for pattern in _DAYS_WITH_WEEKDAY),
    *((rf"{pattern}{OF_YEAR}", _day_of_year) for pattern in _DAYS_WITH_WEEKDAY),
    (rf"{MONTH} {_FIRST_TO_LAST}(?:{OF_YEAR})?", _days_of_month),
    (rf"(?:the )?{_FIRST_TO_LAST}(?: of| de)? {MONTH}(?:{OF_YEAR})?", _days_of_month),
)
NAMES_ALONE: Forms = ((WEEKDAY, weekday_in_full),)
PARTS_OF_WEEKS: Divisions = (
    (rf"{WEEKDAY}(?: of)? (?P<rest>(?:the )?(?:last|this|next|previous|week)\b.*)", _weekday_of_week),
    (rf"(?:the )?(?P<day>\d\d?){SUFFIX} of (?P<rest>(?:last|this|next|previous|the) month.*)", _numbered_day),
    (rf"(?P<rest>.+?),? (?:(?:at|around|in the) )?{_TIME_OF_DAY}", _day_at_a_time),
    (rf"(?:the )?{_TIME_OF_DAY},? (?:(?:on|of) )?(?P<rest>.+)", _day_at_a_time),
)

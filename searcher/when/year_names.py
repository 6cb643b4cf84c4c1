"""Forms of years, months and the numbered parts of a year: "2016", "Nov '16", "Q3", "first half of 2016"."""

from __future__ import annotations

import re
from datetime import date

from corpus.dates import jalali
from corpus.dates.names import english_month, jalali_month_number, month_number, ordinal_number, small_number

from .grammar import (
    FIGURES,
    MONTH,
    OF_YEAR,
    YEAR,
    Forms,
    is_of_other_calendar,
    is_whole_name,
    month_of,
    year_of,
)
from .phrase import DatePhrase
from .range import Range
from .spans import days, latest, latest_of, months, years

_MONTHS = 12


def _year(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """A year, or with more groups a month or day of it, in ISO 8601: the calendar is Gregorian."""
    year, parts = int(match["year"]), match.groupdict()
    is_doubtful = is_of_other_calendar(match["year"])
    if not phrase.typed_part.isascii() and is_doubtful:
        return None  # written in another script's digits, it is no ISO 8601
    if parts.get("day"):
        if is_doubtful:
            phrase.note(f"{year} was read as a year of the Gregorian calendar; the Jalali day has slashes")
        return days(date(year, int(parts["month"]), int(parts["day"])))
    found = months(year, int(parts["month"])) if parts.get("month") else years(year)
    if is_doubtful:
        raise phrase.refusal(
            f"the year {year} may be Jalali, Hijri or Gregorian", _calendars(found, year, parts)
        )
    return found


def _calendars(found: Range, year: int, parts: dict[str, str | None]) -> str:
    """How to write a month or a year of either calendar."""
    gregorian = f"Write {found.since}..{found.last} for the Gregorian one"
    if not jalali.is_jalali_year(year):
        return f"{gregorian}."
    month = parts.get("month")
    jalali_months = f"{year}/{int(month):02}" if month else f"{year}/01..{year}/12"
    return f"{gregorian}, {jalali_months} for the Jalali one."


def _years_that_join(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """``2013/14`` and ``2014-16``: a season, a school year, or whole years from one to the other."""
    year, short = int(match["year"]), int(match["next"])
    following = year - year % 100 + short + (100 if short <= year % 100 else 0)
    is_month = 1 <= short <= _MONTHS
    if (is_month and (match["mark"] == "-" or following != year + 1)) or following > year + _LONGEST_SPAN:
        return None
    hint = f"Write {year}..{following}, or the first and last month."
    other = f"{english_month(short)} {year}" if is_month else "a season or school year"
    raise phrase.refusal(f"it may be {other}, or the years {year} to {following}", hint)


def _year_with_star(_: DatePhrase, match: re.Match[str]) -> Range:
    year = int(match["year"])
    return months(year, int(match["month"])) if match["month"] else years(year)


def _month_of_year(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    if is_of_other_calendar(match["year"]):
        return None
    month = month_of(phrase, match["month"])
    return months(year_of(phrase, match["year"]), month) if month else None


def _month_alone(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    if not is_whole_name(match["month"]):
        return None
    month = month_of(phrase, match["month"])
    return latest(month, None, phrase.today) if month else None


def _month_or_day(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """``Nov-16``, which has two meanings."""
    month = month_number(match["month"])
    if month is None:
        return None
    name, number = english_month(month), match["number"]
    century = phrase.today.year // 100
    readings = [f"{int(number)} {name}"] if 1 <= int(number) <= 31 else []  # noqa: PLR2004 -- days of a month
    hint = " or ".join(
        (f"Write {name} {century - (int(number) > phrase.today.year % 100)}{number}", *readings)
    )
    raise phrase.refusal(
        f"{number} may be a year or a day" if readings else "its century is missing", f"{hint}."
    )


def _short_dated(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """``8 Nov 16`` and ``01-Feb-03``: two figures at the end are a year for certain where they are no day."""
    month = month_number(match["month"])
    first, last = int(match["first"]), int(match["last"])
    if month is None or last > 31:  # noqa: PLR2004 -- days of a month
        return None
    name = english_month(month)
    hint = f"Write {first} {name} {phrase.today.year // 100}{last:02}, with its year in four figures."
    raise phrase.refusal(f"its year may be {first:02} or {last:02}, of any century", hint)


def _numbered_part(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    number = _part_number(match)
    length = 3 if match["kind"][0] == "q" else 6
    if number is None:
        return None
    if number * length not in range(1, _MONTHS + 1):
        raise ValueError("a year has four quarters, or two halves")

    def of_year(year: int) -> Range:
        return months(year, length * (number - 1) + 1, length)

    if year := match.groupdict().get("year"):
        return of_year(year_of(phrase, year))
    return latest_of(of_year, phrase.today)


def _part_number(match: re.Match[str]) -> int | None:
    if match["number"] in ("last", "final"):
        return 4 if match["kind"][0] == "q" else 2
    return ordinal_number(match["number"]) or small_number(match["number"])


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


_LONGEST_SPAN = 50  # years
_PART = r"(?P<kind>[qh])(?P<number>\d)"
_PART_IN_WORDS = r"(?:the )?(?P<number>[a-z]+|\d[a-z]{2}) (?P<kind>quarter|half)"
_NOT_RECKONED = "(?!(?:the )?last)"  # "last quarter" is the one before this

YEARS: Forms = (
    (rf"(?:(?:the )?year )?{FIGURES}", _year),
    (rf"{FIGURES}(?P<mark>[-–/])(?P<next>\d\d)", _years_that_join),
    (rf"{FIGURES}-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?", _year),
    (rf"{FIGURES}(?:-(?P<month>\d\d))?-?\*(?:-\*)?", _year_with_star),
    (r"(?P<month>[a-z]+)\.?-(?P<number>\d\d)", _month_or_day),
    (r"(?P<first>\d\d?)[ -](?P<month>[a-z]+)\.?,?[ -](?P<last>\d\d)(?: .+)?", _short_dated),
    (rf"(?:the month of )?{MONTH}{OF_YEAR}", _month_of_year),
    (rf"{FIGURES} {MONTH}", _month_of_year),
    (_PART, _numbered_part),
    (rf"{_PART}(?: of)?[ /-]?{YEAR}", _numbered_part),
    (rf"(?P<number>\d)(?P<kind>[qh])(?: of)?[ /-]?{YEAR}", _numbered_part),
    (rf"{FIGURES}[ /-]?{_PART}", _numbered_part),
    (rf"{_PART_IN_WORDS}(?: of| in)? (?:the year )?{YEAR}", _numbered_part),
    (rf"{_NOT_RECKONED}{_PART_IN_WORDS}", _numbered_part),
    (rf"(?P<month>[^\W\d_]+) {FIGURES}", _named_jalali_month),
    (rf"{FIGURES}/(?P<month>\d\d?)", _numeric_month),
    (rf"(?P<month>\d\d?)/{FIGURES}", _numeric_month),
)
MONTHS_ALONE: Forms = ((MONTH, _month_alone),)

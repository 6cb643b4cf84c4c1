"""Phrases that state the ends of a range: "since X", "between X and Y", ``X..Y``, ``[X TO Y]``.

The ends are periods (see periods.py). One that names only a month or a day of it takes its year from
the other end; two of them are the most recent such range that is over.
"""

from __future__ import annotations

import re
from datetime import date

from corpus.dates.names import month_number
from corpus.errors import DateError

from .explicit import refusal
from .periods import Forms, first_form, named_period, recurring
from .phrase import DatePhrase
from .range import Range
from .spans import days, latest, yearly

_LONGEST_MONTH = 31  # days


def end_named(phrase: DatePhrase) -> Range:
    """The period that one end of a range names.

    Raises:
        DateError: it names none.
    """
    found = named_period(phrase)
    if found is None:
        raise refusal(phrase)
    return found


def _since(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return Range(end_named(phrase.part(match, "rest")).since, None)


def _after(phrase: DatePhrase, match: re.Match[str]) -> Range:
    until = end_named(phrase.part(match, "rest")).until
    if until is None:
        raise ValueError("no day comes after it")
    return Range(until, None)


def _before(phrase: DatePhrase, match: re.Match[str]) -> Range:
    found = Range(None, end_named(phrase.part(match, "rest")).since)
    if found.is_empty:
        raise ValueError("no day comes before it")
    return found


def _until(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return Range(None, end_named(phrase.part(match, "rest")).until)


def _within(phrase: DatePhrase, match: re.Match[str]) -> Range:
    rest = phrase.part(match, "rest")
    return named_period(rest) or first_form(JOINS, rest) or end_named(rest)


def _from(phrase: DatePhrase, match: re.Match[str]) -> Range:
    """From a day on; but "from 2014-2016" has an end."""
    rest = phrase.part(match, "rest")
    return (None if named_period(rest) else first_form(JOINS, rest)) or _since(phrase, match)


def _both(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The days that two one-sided ranges share; each must have its own year."""
    for end in (phrase.part(match, "left"), phrase.part(match, "right")):
        if recurring(end):
            raise _yearless(end)
    one, two = (first_form(ONE_SIDED, phrase.part(match, side)) for side in ("one", "two"))
    if one is None or two is None:
        return None
    found = one.intersection(two)
    if found.is_empty:
        raise ValueError("no day is within both limits")
    return found


def _from_to(phrase: DatePhrase, match: re.Match[str]) -> Range:
    left, right = phrase.part(match, "left"), phrase.part(match, "right")
    first, last = _ends(left, right)
    return _in_order(Range(first.since, last.until), phrase, left, right)


def _days_of_a_month(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """From one day to another of a month named before them: "March 1-5, 2016"."""
    month, year = month_number(match["month"]), match["year"]
    first, last = int(match["first"]), int(match["last"])
    if month is None:
        return None
    end = days(date(int(year), month, last)) if year else latest(month, last, phrase.today, whole=True)
    if end is None or end.since is None or first > last:
        raise ValueError("there are no such days")
    return Range(end.since.replace(day=first), end.until)


def _in_brackets(phrase: DatePhrase, match: re.Match[str]) -> Range:
    """``[X TO Y]``: brackets include their end, braces exclude it."""
    left, right = phrase.part(match, "left"), phrase.part(match, "right")
    first, last = _ends(left, right)
    _in_order(Range(first.since, last.until), phrase, left, right)
    since = first.until if match["opening"] == "{" else first.since
    until = last.since if match["closing"] == "}" else last.until
    found = Range(since, until)
    if found.is_empty:
        raise ValueError("no day lies between its ends")
    return found


def _in_order(found: Range, phrase: DatePhrase, left: DatePhrase, right: DatePhrase) -> Range:
    if found.is_empty:
        why = f"{right.typed_part} comes before {left.typed_part}"
        raise phrase.refusal(why, "Put the earlier end first, or state both years.")
    return found


def _ends(left: DatePhrase, right: DatePhrase) -> tuple[Range, Range]:
    """The periods at both ends, each with the year or month that it may leave to the other."""
    if str(left) in _OPEN and str(right) in _OPEN:
        raise ValueError("neither end is stated")
    if str(left) in _OPEN:
        return _ALL_DAYS, end_named(right)
    if str(right) in _OPEN:
        return end_named(left), _ALL_DAYS
    if number := left.match(_DAY_NUMBER):
        last = _last_end(right)
        return _day_of_its_month(int(number["day"]), last, left), last
    if recurring(left):
        last = _last_end(right)
        return _in_year_of(last, left, right), last
    first = end_named(left)
    return first, _in_year_of(first, right, left) if recurring(right) else end_named(right)


def _last_end(phrase: DatePhrase) -> Range:
    """The period at the end of a range; without its year, the most recent one that is over by today."""
    name = recurring(phrase)
    return (latest(*name, phrase.today, whole=True) if name else None) or end_named(phrase)


def _day_of_its_month(number: int, other: Range, phrase: DatePhrase) -> Range:
    if other.since is None or other != days(other.since):
        raise phrase.refusal("its month is missing")
    return days(other.since.replace(day=number))


def _in_year_of(other: Range, phrase: DatePhrase, beside: DatePhrase) -> Range:
    """A day or month without its year, given the other end of the range.

    A year stated there holds for both ends. Otherwise (the other end is "today", or has no year
    either), it is the most recent one before the other end.
    """
    name = recurring(phrase)
    assert name
    assert other.since
    if other.until is None or (other.until - other.since).days > _LONGEST_MONTH:
        raise _yearless(phrase)
    stated = re.search(r"\d{4}", str(beside))
    found = yearly(other.since.year, *name) if stated else latest(*name, other.since)
    if found is None:
        raise phrase.refusal("there is no such day")
    return found


def _yearless(phrase: DatePhrase) -> DateError:
    return phrase.refusal("its year is missing", f"Write {phrase.typed_part} with its year.")


_ALL_DAYS = Range(None, None)
_OPEN = ("", "*")
_SUFFIX = r"(?:st|nd|rd|th)?"
_DAY_NUMBER = rf"(?P<day>\d\d?){_SUFFIX}"
_TO = r"(?:to|until|till|through|thru|up to)"
_LOWER = r"(?:(?:since|from|starting|after|later than) |>=? ?)"
_UPPER = r"(?:(?:before|earlier than|prior to|until|till|up to) |<=? ?)"

ONE_SIDED: Forms = (
    (r"(?:(?:since|starting) |>= ?)(?P<rest>.+)", _since),
    (r"from (?P<rest>.+)", _from),
    (r"(?:(?:after|later than) |>(?!=) ?)(?P<rest>.+)", _after),
    (r"(?:(?:before|earlier than|prior to) |<(?!=) ?)(?P<rest>.+)", _before),
    (r"(?:(?:until|till|up to|through|to|by) |<= ?)(?P<rest>.+)", _until),
)
JOINS: Forms = (
    (
        (
            rf"(?P<month>[a-z]+)\.? (?P<first>\d\d?){_SUFFIX} ?(?:[-–]|{_TO}) ?(?P<last>\d\d?){_SUFFIX}"
            r"(?:,? (?P<year>\d{4}))?"
        ),
        _days_of_a_month,
    ),
    (r"(?P<left>.*?) ?\.\.\.? ?(?P<right>.*)", _from_to),
    (rf"(?P<left>.+?) {_TO} (?P<right>.+)", _from_to),
    (r"(?P<left>.+?)(?: - | ?[–—] ?)(?P<right>.+)", _from_to),
    (r"(?P<left>[^-]+)-(?P<right>[^-]+)", _from_to),
    (r"(?P<left>\d{4}-[\d-]+)/(?P<right>\d{4}-[\d-]+)", _from_to),
)
RANGES: Forms = (
    (r"between (?P<left>.+?) and (?P<right>.+)", _from_to),
    (rf"(?:between|from|since) (?P<left>.+?)(?: and)? {_TO} (?P<right>.+)", _from_to),
    (
        rf"(?P<one>{_LOWER}(?P<left>.+?))(?: and |, ?| )(?P<two>{_UPPER}(?P<right>.+))",
        _both,
    ),
    (r"(?:from )?(?P<rest>.+?),? onwards?", _since),
    *ONE_SIDED,
    (r"(?:(?:in|on|over|during|throughout|within)(?: the)? |= ?)(?P<rest>.+)", _within),
    (
        r"(?P<opening>[\[{]) ?(?P<left>.*?) ?\bto\b ?(?P<right>.*?) ?(?P<closing>[\]}])",
        _in_brackets,
    ),
    *JOINS,
)

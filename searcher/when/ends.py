"""Phrases that state the ends of a range: "since X", "between X and Y", ``X..Y``, ``[X TO Y]``.

The ends are periods (see periods.py), of whole days. One that names only a month or a day of it takes its
year from the other end; two of them are the most recent such range that is over. "The end of October" is an
end for what lies before it, and "the beginning of 2016" for what comes after.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.errors import DateError

from .day_names import TIMES, TO, check_stated_weekday, recurring
from .grammar import AFTER, BEFORE, SINCE, SUFFIX, UNTIL, Forms, first_form
from .parts import EDGE
from .periods import named_period
from .phrase import DatePhrase
from .range import Range
from .refusals import refusal
from .spans import days, latest, yearly

_LONGEST_MONTH = 31  # days


def end_named(phrase: DatePhrase) -> Range:
    """The period that one end of a range names.

    Raises:
        DateError: it names none.
    """
    if re.search(TIMES, str(phrase)):
        raise phrase.refusal("a range is of whole days", "Leave out the time of day.")
    found = named_period(phrase)
    if found is None:
        raise refusal(phrase)
    return found


def first_end(phrase: DatePhrase) -> Range:
    """The period with whose first day a range begins."""
    return end_named(_without_edge(phrase, "beginning", "start"))


def last_end(phrase: DatePhrase) -> Range:
    """The period with whose last day a range ends."""
    return end_named(_without_edge(phrase, "end", "close"))


def _without_edge(phrase: DatePhrase, *edges: str) -> DatePhrase:
    """The period of which a phrase names one of these edges, or else the phrase.

    Raises:
        DateError: it names another part of it, whose days are not certain.
    """
    if not (match := phrase.match(EDGE)):
        return phrase
    if match["edge"] not in edges:
        raise phrase.refusal("it is not one day", "Write the day.")
    return phrase.part(match, "rest")


def _since(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return Range(first_end(phrase.part(match, "rest")).since, None)


def _after(phrase: DatePhrase, match: re.Match[str]) -> Range:
    until = last_end(phrase.part(match, "rest")).until
    if until is None:
        raise ValueError("no day comes after it")
    return Range(until, None)


def _before(phrase: DatePhrase, match: re.Match[str]) -> Range:
    found = Range(None, first_end(phrase.part(match, "rest")).since)
    if found.is_empty:
        raise ValueError("no day comes before it")
    return found


def _until(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return Range(None, last_end(phrase.part(match, "rest")).until)


def _within(phrase: DatePhrase, match: re.Match[str]) -> Range:
    rest = phrase.part(match, "rest")
    return named_period(rest) or first_form(JOINS, rest) or end_named(rest)


def _refuse_last(phrase: DatePhrase, match: re.Match[str]) -> Range:
    """Refuse "in the last month": the one before this to some, the days up to today to others."""
    last = phrase.part(match, "rest")
    past = match["rest"].replace("last", "past")
    raise phrase.refusal(
        f"it may be {end_named(last)}, or reach up to today", f"Write {match['rest']}, or {past}."
    )


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
        return _ALL_DAYS, last_end(right)
    if str(right) in _OPEN:
        return first_end(left), _ALL_DAYS
    left, right = _without_edge(left, "beginning", "start"), _without_edge(right, "end", "close")
    if number := left.match(_DAY_NUMBER):
        last = _recent_end(right)
        return _day_of_its_month(int(number["day"]), last, left), last
    if recurring(left):
        last = _recent_end(right)
        return _in_year_of(last, left, right), last
    if _lacks_year(left, right):
        last = end_named(right)
        return end_named(_in_time_of(last, left)), last
    first = end_named(left)
    if recurring(right):
        return first, _in_year_of(first, right, left)
    return first, end_named(_in_time_of(first, right) if _lacks_year(right, left) else right)


def _lacks_year(phrase: DatePhrase, beside: DatePhrase) -> bool:
    """Whether a period such as "Q1" has its year from the other end of a range, and not from today."""
    return beside.states_year and not phrase.states_year and not re.search(_RECKONED, str(phrase))


def _in_time_of(other: Range, phrase: DatePhrase) -> DatePhrase:
    """The phrase as it is read at the end of the year that another period begins in."""
    assert other.since
    return replace(phrase, now=phrase.now.replace(year=other.since.year, month=12, day=31))


def _recent_end(phrase: DatePhrase) -> Range:
    """The period at the end of a range; without its year, the most recent one that is over by today."""
    name = recurring(phrase)
    found = latest(*name, phrase.today, whole=True) if name else None
    if found is None:
        return end_named(phrase)
    check_stated_weekday(phrase, found)
    return found


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
    found = yearly(other.since.year, *name) if beside.states_year else latest(*name, other.since)
    if found is None:
        raise phrase.refusal("there is no such day")
    check_stated_weekday(phrase, found)
    return found


def _yearless(phrase: DatePhrase) -> DateError:
    return phrase.refusal("its year is missing", f"Write {phrase.typed_part} with its year.")


def _as_of(phrase: DatePhrase, match: re.Match[str]) -> Range:
    day = phrase.part(match, "rest").typed_part
    raise phrase.refusal("it may look back or forward", f"Write since {day}, or until {day}.")


_RECKONED = r"\b(?:last(?! week of)|this|past|next|ago|today|now|tomorrow|current|previous|[a-z]+day)\b"
_ALL_DAYS = Range(None, None)
_OPEN = ("", "*")
_DAY_NUMBER = rf"(?:the )?(?P<day>\d\d?){SUFFIX}"
_LOWER = rf"(?:(?:{SINCE}|from|{AFTER}) |>=? ?)"
_UPPER = rf"(?:(?:{UNTIL}|{BEFORE}) |<=? ?)"

ONE_SIDED: Forms = (
    (r"as of (?P<rest>.+)", _as_of),
    (rf"(?:{SINCE} |>= ?)(?P<rest>.+)", _since),
    (r"from (?P<rest>.+)", _from),
    (rf"(?:{AFTER} |>(?!=) ?)(?P<rest>.+)", _after),
    (rf"(?:{BEFORE} |<(?!=) ?)(?P<rest>.+)", _before),
    (rf"(?:(?:{UNTIL}|to|by) |<= ?)(?P<rest>.+)", _until),
)
JOINS: Forms = (
    (r"(?P<left>.*?) ?\.\.\.? ?(?P<right>.*)", _from_to),
    (rf"(?P<left>.+?) {TO} (?P<right>.+)", _from_to),
    (r"(?P<left>[^*]+?)(?: - | ?[–—] ?)(?P<right>[^*]+)", _from_to),
    (r"(?P<left>\d{4})-(?P<right>\d{4})", _from_to),
    (r"(?P<left>[^*-]+)-(?P<right>(?!\d{4}\Z)[^*-]+)", _from_to),  # "W09-2016" is one week
    (r"(?P<left>\d{4}-[\d-]+)/(?P<right>\d{4}-[\d-]+)", _from_to),
)
OPENINGS = ("since ", "from ", "between ", "before ", "after ", "until ", "in ", "on ", "<", ">", "[", "{")
"""Beginnings of phrases that are in the forms of ``RANGES`` alone."""
RANGES: Forms = (
    (r"between (?P<left>.+?) and (?P<right>.+)", _from_to),
    (rf"(?:between|from|since) (?P<left>.+?)(?: and)? {TO} (?P<right>.+)", _from_to),
    (
        rf"(?P<one>{_LOWER}(?P<left>.+?))(?: and |, ?| )(?P<two>{_UPPER}(?P<right>.+))",
        _both,
    ),
    (r"(?:from )?(?P<rest>.+?)(?:,? onwards?|,? (?:or|and) (?:later|after|since))", _since),
    (r"(?P<rest>.+?),? (?:or|and) (?:earlier|before)", _until),
    *ONE_SIDED,
    (
        r"(?:(?:in|during) the|(?:over|within)(?: the)?) (?P<rest>last (?:week|month|quarter|year))",
        _refuse_last,
    ),
    (r"(?:(?:in|on|over|during|throughout|within|for|at)(?: the)? |= ?)(?P<rest>.+)", _within),
    (
        r"(?P<opening>[\[{]) ?(?P<left>.*?) ?\bto\b ?(?P<right>.*?) ?(?P<closing>[\]}])",
        _in_brackets,
    ),
    *JOINS,
)

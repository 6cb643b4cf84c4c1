"""Forms of dates: a pattern of a whole phrase, and the function that builds its range.

Below are the pieces that many patterns share, and what the words in their groups mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.dates import jalali
from corpus.dates.names import english_month, fold, month_number, month_numbers, weekday_numbers
from corpus.text import in_quotes

from .phrase import DatePhrase
from .range import Range

Builder = Callable[[DatePhrase, re.Match[str]], Range | None]
"""It returns None where the words are others; a ValueError says that there is no such day."""
Forms = tuple[tuple[str, Builder], ...]
Divider = Callable[[DatePhrase, re.Match[str], Range], Range | None]
"""A builder that is given the period which the group ``rest`` names, too."""
Divisions = tuple[tuple[str, Divider], ...]

SUFFIX = r"(?:st|nd|rd|th|er)?"
COUNT = r"(?P<count>\d{1,6}(?= ?[a-z])|[a-z]+(?= ))"
UNIT = r"(?P<unit>(?:hour|hr|day|week|wk|fortnight|month|mo|quarter|year|yr|decade)s?|[hdwmy])"
CALENDAR_UNIT = r"(?P<unit>week|month|quarter|year)"
FIGURES = r"(?P<year>\d{4})"
YEAR = r"(?P<year>\d{4}|['’‘]\d\d|(?:last|this|next|the) year|the year before last)"
"""A year that ``year_of`` reads: ``2016``, ``'16``, "last year"."""
OF_YEAR = rf"(?:,? | of |, of | de )(?:the year )?{YEAR}"
# A letter of any script, then letters with what stands within names: apostrophes, and vowel signs.
_NAME = (
    r"(?!(?:the|last|this|next|of)\b)"
    r"[^\W\d_](?:[^\W\d_]|['’ʼ\u0900-\u0903\u093a-\u094f\u0b82\u0bbe-\u0bcd])*+"
)
MONTH = rf"(?P<month>{_NAME})\.?"
WEEKDAY = rf"(?P<weekday>{_NAME})\.?"
DAYS_OF_A_YEAR = (
    rf"(?:the )?(?P<day>\d\d?)(?:{SUFFIX}(?: of)?|\.| de) {MONTH}",
    rf"{MONTH} (?:the )?(?P<day>\d\d?){SUFFIX}",
)

_NOT = r"not?"
SINCE = (
    rf"(?:since|starting(?: from| on)?|as from|beginning(?! of)|on or after|from and including"
    rf"|{_NOT} (?:earlier than|before))"
)
AFTER = r"(?:after|later than)"
BEFORE = r"(?:before(?! last(?: and| to|,|\Z))|earlier than|prior to)"
UNTIL = (
    rf"(?:(?:up )?(?:until|till|to) and including|on or before|{_NOT} (?:later than|after)"
    r"|until|till|up to|up until|through|ending(?: on)?)"
)
BESIDE_DATES = (
    *(SINCE, AFTER, BEFORE, UNTIL),
    "between and in on over during throughout within for at from to by as of or onward onwards later earlier",
    "till through thru up",
)
"""Words that stand before a date, between two or after one."""

_PIVOT = 50  # of RFC 5322, as for the stamps of articles
_LONG_NAME = 4  # letters


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


def year_of(phrase: DatePhrase, text: str) -> int:
    """The year that a text which fits ``YEAR`` means.

    Raises:
        DateError: it has two figures, and may be of this century or the last.
    """
    this = phrase.today.year
    if text.isdecimal():
        return int(text)
    if not text[1:].isdecimal():
        return this + {"last year": -1, "next year": 1, "the year before last": -2}.get(text, 0)
    century = this - this % 100
    year = century + int(text[1:])
    if year > this:
        year -= 100
        if int(text[1:]) < _PIVOT:
            why = f"the year {text} may be {year} or {year + 100}"
            raise phrase.refusal(why, "Write the year in four figures.")
    phrase.note(f"the year {text} was read as {year}")
    return year


def is_of_other_calendar(year: str) -> bool:
    """Whether a year in four figures is, or may be, of the Jalali or the Hijri calendar."""
    return year.isdecimal() and (jalali.is_jalali_year(int(year)) or jalali.may_be_hijri_year(int(year)))


def month_of(phrase: DatePhrase, name: str) -> int | None:
    """1 to 12 for the name of a month in any language that is known; None for other words.

    Raises:
        DateError: it is one month in one language and another in another.
    """
    english = month_number(name)
    if english:
        return english
    numbers = month_numbers(name)
    if len(numbers) > 1:
        both = " or ".join(english_month(number) for number in sorted(numbers))
        raise phrase.refusal(
            f"{in_quotes(name)} may be {both}, depending on the language", "Write it in English."
        )
    for number in numbers:
        if not phrase.states_year:
            phrase.note(f"{in_quotes(name)} was read as {english_month(number)}")
        return number
    return None


def is_whole_name(name: str) -> bool:
    """Whether a month or weekday can be named by it alone: by "December", not by "march", "may" or "dec"."""
    return len(name.rstrip(".")) >= _LONG_NAME and fold(name) != "march"


def check_weekday(phrase: DatePhrase, name: str, days: Range) -> bool:
    """Whether a word is a day of the week, in any language.

    Raises:
        DateError: it is one, but not that of these days.
    """
    numbers = weekday_numbers(name)
    if numbers and days.since and days.since.weekday() not in numbers:
        raise phrase.refusal(
            f"{days.since} is a {days.since:%A}", "Leave out the weekday, or state the year."
        )
    return bool(numbers)

"""Names of months, weekdays and numbers, and the folding under which they are compared.

The tables serve both the stamps of articles and the dates in questions. They are built on first use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

# Months or days divided by "|", spellings by blanks, "_" for a blank within a name.
_ENGLISH_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|"
    "july jul|august aug|september sept sep|october oct|november nov|december dec"
)
_JALALI_MONTHS = """
farvardin|ordibehesht|khordad|tir|mordad amordad|shahrivar|mehr|aban|azar|dey|bahman|esfand
فروردین|اردیبهشت|خرداد|تیر|مرداد امرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند
حمل|ثور|جوزا|سرطان|اسد|سنبله|میزان|عقرب|قوس|جدی|دلو|حوت
"""
_MONTH_IN_PERSIAN = "ماه"  # as in آذرماه

_ENGLISH_WEEKDAYS = (
    "monday mon|tuesday tues tue|wednesday weds wed|thursday thurs thur thu|"
    "friday fri|saturday sat|sunday sun"
)
# What papers write beside the tables that are made of CLDR (tables/LICENCES.md).
_OTHER_MONTHS = """
|feber febbr|maerz mrz||||||||||
|||||يونيه|يوليه|||||
"""
_OTHER_WEEKDAYS = """
|||||sonnabend|
دوشنبه دو_شنبه|سهشنبه سه_شنبه|چهارشنبه چهار_شنبه|پنجشنبه پنج_شنبه|جمعه|شنبه|یکشنبه یک_شنبه
"""

_NUMBERS = "a an one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ORDINALS = "first 1st|second 2nd|third 3rd|fourth 4th"

_INVISIBLE = "Cf"  # Unicode's category of joiners and marks of direction
# Marks of a higher class are accents, and the vowel points of Hebrew and Arabic; those up to it are letters
# of Indian words, which mean another month without them.
_MARKS_THAT_ARE_LETTERS = 9
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
# Letters that Arabic and Persian keyboards write differently, and hyphens of word processors.
_VARIANTS = str.maketrans("یىکة\u2010\u2011\u2212", "ييكه---")


def fold(text: str) -> str:
    """The text in the form in which names are compared: no case, accents, invisible marks or variants."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_VARIANTS).replace("ı", "i")
    return "".join(c for c in letters if not _is_uncompared(c))


def _is_uncompared(character: str) -> bool:
    return (
        unicodedata.combining(character) > _MARKS_THAT_ARE_LETTERS
        or unicodedata.category(character) == _INVISIBLE
    )


def western_digits(text: str) -> str:
    """The text with the decimal digits of every script replaced by ``0`` to ``9``."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def plain(text: str) -> str:
    """The text in NFC, without invisible marks of direction or joining, with single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_VARIANTS))
        text = "".join(c for c in text if unicodedata.category(c) != _INVISIBLE)
    return " ".join(text.split())


def month_number(name: str) -> int | None:
    """1 to 12 for the English name of a month, a final full stop allowed; None for other words."""
    return _numbers_by_spelling(_ENGLISH_MONTHS).get(_key(name))


def month_numbers(name: str, language: str = "") -> AbstractSet[int]:
    """1 to 12 for a month of the Gregorian year in any language known here; nothing for other words.

    Few words are two months: "listopad" is October in Croatian and November in Polish. Both come back, unless
    the language is given and has the word.

    Args:
        name: as written, a final full stop allowed.
        language: a BCP 47 tag, or "".
    """
    english = month_number(name)
    return {english} if english else _date_words("months.txt", _OTHER_MONTHS).of(name, language)


def english_month(number: int) -> str:
    """The name of a month: ``"January"`` for 1."""
    return _ENGLISH_MONTHS.split("|")[number - 1].partition(" ")[0].capitalize()


def jalali_month_number(name: str) -> int | None:
    """1 (Farvardin) to 12 (Esfand) for a month of the Jalali year; None for other words."""
    return _numbers_by_spelling(_JALALI_MONTHS).get(_key(name).removesuffix(_MONTH_IN_PERSIAN).rstrip())


def weekday_number(name: str) -> int | None:
    """0 (Monday) to 6 (Sunday), as in ``date.weekday``, for an English name; None for other words."""
    number = _numbers_by_spelling(_ENGLISH_WEEKDAYS).get(_key(name))
    return None if number is None else number - 1


def weekday_numbers(name: str) -> AbstractSet[int]:
    """The days, 0 to 6, that a word means in any language that is known here; nothing for other words."""
    english = weekday_number(name)
    if english is not None:
        return {english}
    return {number - 1 for number in _date_words("weekdays.txt", _OTHER_WEEKDAYS).of(name)}


def small_number(text: str) -> int | None:
    """The number that digits or an English word up to twelve name ("a" is one); None for other words."""
    return int(text) if text.isdecimal() else _numbers_by_spelling(_NUMBERS).get(_key(text))


def ordinal_number(text: str) -> int | None:
    """1 to 4 for "first" to "fourth"; None for other words."""
    return _numbers_by_spelling(_ORDINALS).get(_key(text))


def _key(name: str) -> str:
    return fold(name).translate(_APOSTROPHES).rstrip(".׳॰")


class _DateWords:
    """What words mean in the languages of a table."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        self._by_language: dict[str, dict[str, int]] = {}
        self._all: dict[str, set[int]] = {}
        for tag, line in lines:
            for spelling, number in _numbers_by_spelling(line).items():
                self._by_language.setdefault(tag, {})[spelling] = number
                self._all.setdefault(spelling, set()).add(number)

    def of(self, name: str, language: str = "") -> AbstractSet[int]:
        """The numbers that a word stands for: that of its language, where the word is in it, else all."""
        key = _key(name)
        own = self._by_language.get(language.lower().replace("_", "-").partition("-")[0], {}).get(key)
        return {own} if own else self._all.get(key, frozenset())


@cache
def _date_words(table: str, others: str) -> _DateWords:
    from importlib.resources import files

    text = (files(__package__) / "tables" / table).read_text(encoding="utf-8")
    tagged = [tuple(line.split("\t")) for line in text.splitlines()]
    return _DateWords(
        [*((tag, line) for tag, line in tagged), *(("", line) for line in others.strip("\n").split("\n"))]
    )


@cache
def _numbers_by_spelling(table: str) -> dict[str, int]:
    """Folded spelling → its position in the line, counted from one."""
    return {
        _key(spelling.replace("_", " ")): number
        for language in table.strip().splitlines()
        for number, spellings in enumerate(language.split("|"), start=1)
        for spelling in spellings.split()
    }

"""Names of months, weekdays and numbers, and the folding under which they are compared.

The tables serve both the stamps of articles and the dates in questions. They are built on first use.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# One line a language: months divided by "|", spellings by blanks, "_" for a blank within a name. Short
# forms that stand on a line above are not repeated, nor is the weekend that Portuguese has from Spanish.
_ENGLISH_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|"
    "july jul|august aug|september sept sep|october oct|november nov|december dec"
)
_MONTHS = f"""{_ENGLISH_MONTHS}
janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre|octobre|novembre|décembre déc
enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre set|octubre|noviembre|diciembre dic
januar jänner jän|februar feber|märz mrz maerz|april|mai|juni|juli|august|september|oktober okt|november|dezember dez
gennaio gen genn|febbraio febbr|marzo|aprile|maggio mag magg|giugno giu|luglio lug|agosto|settembre sett|ottobre ott|novembre|dicembre
janeiro|fevereiro fev|março|abril|maio|junho|julho|agosto|setembro|outubro out|novembro|dezembro
januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|december
يناير|فبراير|مارس|أبريل|مايو|يونيو يونيه|يوليو يوليه|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر
كانون_الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين_الأول|تشرين_الثاني|كانون_الأول
ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر
"""  # noqa: E501 -- a line is a language

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
_WEEKDAYS = f"""{_ENGLISH_WEEKDAYS}
lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim
lunes|martes|miércoles mié|jueves jue|viernes vie|sábado sáb|domingo dom
montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sonnabend sa|sonntag so
lunedì|martedì|mercoledì|giovedì gio|venerdì|sabato|domenica
segunda-feira segunda|terça-feira terça|quarta-feira quarta|quinta-feira quinta|sexta-feira sexta
maandag ma|dinsdag|woensdag wo|donderdag|vrijdag vr|zaterdag za|zondag zo
الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد
دوشنبه دو_شنبه|سهشنبه سه_شنبه|چهارشنبه چهار_شنبه|پنجشنبه پنج_شنبه|جمعه|شنبه|یکشنبه یک_شنبه
"""

_NUMBERS = "a an one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ORDINALS = "first 1st|second 2nd|third 3rd|fourth 4th"

_INVISIBLE = "Cf"  # Unicode's category of joiners and marks of direction
_UNCOMPARED = ("Mn", _INVISIBLE)  # "Mn": accents and vowel signs
# Letters that Arabic and Persian keyboards write differently, and hyphens of word processors.
_VARIANTS = str.maketrans("یىکة\u2010\u2011\u2212", "ييكه---")


def fold(text: str) -> str:
    """The text in the form in which names are compared: no case, accents, invisible marks or variants."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_VARIANTS)
    return "".join(c for c in letters if unicodedata.category(c) not in _UNCOMPARED)


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


def month_number(name: str, *, english: bool = False) -> int | None:
    """1 to 12 for a month of the Gregorian year, a final full stop allowed; None for other words."""
    return _numbers_by_spelling(_ENGLISH_MONTHS if english else _MONTHS).get(_key(name))


def english_month(number: int) -> str:
    """The name of a month: ``"January"`` for 1."""
    return _ENGLISH_MONTHS.split("|")[number - 1].partition(" ")[0].capitalize()


def jalali_month_number(name: str) -> int | None:
    """1 (Farvardin) to 12 (Esfand) for a month of the Jalali year; None for other words."""
    return _numbers_by_spelling(_JALALI_MONTHS).get(_key(name).removesuffix(_MONTH_IN_PERSIAN).rstrip())


def weekday_number(name: str, *, english: bool = False) -> int | None:
    """0 (Monday) to 6 (Sunday), as in ``date.weekday``; None for other words."""
    number = _numbers_by_spelling(_ENGLISH_WEEKDAYS if english else _WEEKDAYS).get(_key(name))
    return None if number is None else number - 1


def small_number(text: str) -> int | None:
    """The number that digits or an English word up to twelve name ("a" is one); None for other words."""
    return int(text) if text.isdecimal() else _numbers_by_spelling(_NUMBERS).get(_key(text))


def ordinal_number(text: str) -> int | None:
    """1 to 4 for "first" to "fourth"; None for other words."""
    return _numbers_by_spelling(_ORDINALS).get(_key(text))


def _key(name: str) -> str:
    return fold(name).rstrip(".")


@cache
def _numbers_by_spelling(table: str) -> dict[str, int]:
    """Folded spelling → its position in the line, counted from one."""
    return {
        fold(spelling.replace("_", " ")): number
        for language in table.strip().splitlines()
        for number, spellings in enumerate(language.split("|"), start=1)
        for spelling in spellings.split()
    }

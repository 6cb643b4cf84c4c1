"""One complete date stamp -> Published.

ISO 8601 is read by dateutil's ``isoparser``, and means the Gregorian calendar in any year. All other
stamps are matched, whole, against a short list of forms; the first form that fits decides.

What is settled here:
    - ``23:59:60`` (any second 60) is read as second 59 of the same minute; fractions are dropped.
    - A year of two digits is of the last century from 50 to 99, as in RFC 5322, and of this one up to the
      current year. Those between would lie in the future, or before 1950, and are refused.
    - ``01/02/2016`` has two meanings and is refused, unless the order of its source is given or its weekday
      allows only one of them. Between full stops the day is first: ``01.02.2016``. With a year of two digits,
      that may stand first as well.
    - A word that is one month in one language and another in another (``listopad``) is refused, unless the
      language is given and has it, or the weekday allows only one of them.
    - Numeric dates with a year from 1300 to 1419 that are not ISO 8601 are Jalali; from 1420 to 1499
      they may be Jalali or Hijri, and are refused.
    - A zone's name counts only where it means one offset worldwide or in RFC 822. With any other
      (``IST``, ``BST``), the wall clock is kept and its zone is unknown.
    - A weekday that contradicts a written date is an error: one of the two is wrong. In a program's stamp
      (``Thu, 01 Dec 2016 22:09:14 GMT``) it is made from a template, and is not asked.
    - A count of seconds since 1970, or of their thousandths, is a moment in UTC; see ``epochs``.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..article import Precision, Published
from ..errors import AmbiguousDateError, DateError
from ..text import in_quotes
from . import clocks, jalali
from .east_asian import western_form
from .epochs import epoch_moment
from .labels import label_of
from .names import english_month, jalali_month_number, month_numbers, plain, weekday_numbers, western_digits

FIRST_YEAR, LAST_YEAR = 1400, 2199
LONGEST = 200  # characters; no stamp comes near
_MONTHS = range(1, 13)
_HINT = "Forms that work: 2016-12-01, 2016-12-01T22:09:14+03:30, 1 December 2016."

# Patterns are compiled by re on first use, which keeps the import quick.
# What ends a stamp without being part of it: category codes after control characters, as news wires
# wrote them, and a note after a number sign.
_TRAILER = r"(?s)(?:[\x00-\x08\x0e-\x1f\x7f-\x9f]+(?: ?[A-Z]{1,2})*|\s+#\s.*)\s*\Z"

_ZONE_NAME = r"(?<=[\dZ])\[[A-Za-z_/+-]{1,40}\]\Z"  # of the IANA, as Java writes it after the offset
_TIME_MARK = r"\A(\d{4}-\d\d?-\d\d?)[Tt](?=\d)"

_ISO_DAY = (
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?W[0-9]{2}-?[0-9])"
    r"(?:[Tt ](?P<clock>[0-9]{2}(?::?[0-9]{2})?(?P<second>:?[0-9]{2}(?:[.,:][0-9]+)?)?))?"
    r"(?: ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)(?:(?<=[0-9]) [A-Z]{3,5})?)?"  # Go adds the zone's name
)
_FRACTION = r"(?:[.,]|(?<=:\d\d:\d\d):)\d+\Z"  # some programs write a colon before it
_ISO_PERIOD = r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?"

# A letter of any script, then letters with what stands within names of months and days: apostrophes, and the
# vowel signs of Devanagari and Tamil.
_WORD = r"[^\W\d_](?:[^\W\d_]|['’ʼ\u0900-\u0903\u093a-\u094f\u0b82\u0bbe-\u0bcd])*+"
_OF = r"(?: (?:de|del|of))?"
_WEEKDAY = rf"(?:(?P<weekday>(?!(?i:ngày) ){_WORD}(?:[- ]{_WORD})?)(?:\.?[,،] ?|\.? ))?"
_WEEKDAY_LAST = rf"(?:\.?,? | ?, ?| ?\()(?P<weekday>{_WORD}(?:[- ]{_WORD})??)\.?\)?"
_SUFFIX = r"(?:st|nd|rd|th|er|[.ºª])?"
_MONTH = rf"(?P<month>(?!d['’]){_WORD}(?: {_WORD})??)\.?"  # lazily, so that "de" is no part of a name
_BETWEEN = (
    r"(?: ?[,،|–—•·@-] ?| )(?:(?:at|um|à|a las|às|alle|ore|om|klo?|la|в|о|v|u|lúc|pukul|saat|godz|στις|"
    r"ساعت|الساعة)\.? )?"
)
_YEAR_WORD = r"(?: ?(?:г|года|р|року|r|թ|m)(?![^\W\d_])\.?|\.)?"  # "year", and the full stop of Slavic dates
_DAY_MONTH_YEAR = (
    rf"(?P<day>\d\d?){_SUFFIX}(?:{_OF}[ .-]| d['’]){_MONTH},?{_OF}[ -](?P<year>\d{{4}}|\d\d){_YEAR_WORD}"
)
_DAYS = (
    r"(?:(?i:ngày) )?(?P<day>\d\d?) [Tt]háng (?P<month>\d\d?),? (?:năm )?(?P<year>\d{4})",
    _DAY_MONTH_YEAR,
    rf"(?P<month>{_WORD})\.?[ -](?P<day>\d\d?){_SUFFIX}(?:, ?|[ -])(?P<year>\d{{4}}){_YEAR_WORD}",
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)\.?",
    r"(?P<year>\d{4}) (?P<mark>[-/.]) (?P<month>\d\d?) (?P=mark) (?P<day>\d\d?)",
    r"(?P<year>\d{4})\. (?P<month>\d\d?)\. (?P<day>\d\d?)\.?",
    rf"(?P<one>\d\d?) ?(?P<mark>[-/.]) ?(?P<two>\d\d?) ?(?P=mark) ?(?P<year>\d{{4}}){_YEAR_WORD}",
    rf"(?P<year>\d{{4}})\.?(?: m\.)?[ -](?P<month>{_WORD})\.?[ -](?P<day>\d\d?)(?: d\.|\.)?",
)
_SHORT_YEAR = r"(?P<one>\d\d?)(?P<mark>[-/.])(?P<two>\d\d?)(?P=mark)(?P<year>\d\d)"
_TIME = rf"(?:{_BETWEEN}{clocks.PATTERN})?"
_EDITION = r"(?: [^\d]{1,80})?"  # what LexisNexis adds: "Late Edition - Final"
_NOTE = r" ?\((?:[^()\d]{1,80}|[^()]{0,80}https?://[^()]{1,80})\)"  # whose copy it is, or where it was
# The weekday is decoration in what a program writes, and the day is what its clock said.
_PROGRAMS_STAMP = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d?) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<zone>[A-Z]{1,4})?(?P<offset>[+-]\d{4})?"
    r"(?: \([A-Z]{1,5}\))?"
)
_FORMS = (
    _PROGRAMS_STAMP,
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z)?",
    *(rf"{_WEEKDAY}{day}{_TIME}" for day in _DAYS),
    rf"{_SHORT_YEAR}{_TIME}",
    rf"{_DAY_MONTH_YEAR} \d{{3}}:\d\d:\d\d\.\d\d",  # a wire's clock with a slip in its hour: a day is left
    rf"(?P<weekday>{_WORD}) (?P<month>{_WORD}) (?P<day>\d\d?) {clocks.PATTERN} (?P<year>\d{{4}})",
    *(rf"(?:ساعت )?{clocks.PATTERN}(?:[,،] ?| [|–—•·-] | )(?:on )?{_WEEKDAY}{day}" for day in _DAYS),
    *(rf"{day}{_WEEKDAY_LAST}{_TIME}{_EDITION}" for day in _DAYS),
    *(rf"{day}{_NOTE}" for day in _DAYS),
    rf"{_MONTH},?{_OF}[ -](?P<year>\d{{4}}){_YEAR_WORD}",
    r"(?P<year>\d{4})(?:/(?P<month>\d\d?))?",
)


_NUMERIC = (
    r"(?<![\d/.-])(?P<one>\d\d?) ?(?P<mark>[-/.]) ?(?P<two>\d\d?) ?(?P=mark) ?(?P<year>\d{4}|\d\d)(?![\d/-])"
)
# What Persian pages add to a year, to say by which calendar it counts; written as names.plain leaves it.
_PERSIAN_YEAR = r"(?<=1[34]\d\d) (?:(?:هجري )?(?:شمسي|خورشيدي)|ه ?\.? ?ش\.?)(?=$|[ ,،|-])"


class _TwoMeaningsError(ValueError):
    """Either of two numbers could be the month."""


@dataclass(frozen=True, slots=True)
class _DateStamp:
    """The parts of ``Published`` that a stamp states."""

    local: datetime
    precision: Precision
    offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a stamp's source.

    Attributes:
        day_first: the order in which it writes ``01/02/2016``.
        language: a BCP 47 tag, or "".
    """

    day_first: bool | None = None
    language: str = ""


def read_published(raw: str, *, origin: str, day_first: bool | None = None, language: str = "") -> Published:
    """The moment, day, month or year that a complete stamp names.

    Args:
        raw: the stamp, such as ``Thu, 01 Dec 2016 22:09:14 GMT``, and nothing else; a number in digits.
        origin: where it was found; see ``Published``.
        day_first: the order in which its source writes ``01/02/2016``, where that is known.
        language: the BCP 47 tag of its source, or "": a few words are months of two languages.

    Raises:
        AmbiguousDateError: it means one day where the day stands first, and another where the month does.
        DateError: it is not a complete stamp, contradicts itself, or its year is outside 1400 to 2199.
    """
    text = raw.strip()
    if len(text) > LONGEST:
        raise DateError(f"A text of {len(text)} characters is not a date.", raw, hint=_HINT)
    try:
        stamp = _iso_stamp(text)  # of nearly all exports, and before anything is taken off it
        if not stamp:
            text = re.sub(_ZONE_NAME, "", plain(re.sub(_TRAILER, "", text)))
            stamp = _machine_stamp(text) or _other_stamp(western_digits(text), _Known(day_first, language))
        _check_year(stamp.local.year)
    except _TwoMeaningsError as error:
        return _only_reading(raw, origin, f"{in_quotes(text)} cannot be read as a date: {error}.")
    except (ValueError, OverflowError) as error:
        raise DateError(f"{in_quotes(text)} cannot be read as a date: {error}.", raw, hint=_HINT) from None
    instant = None if stamp.offset is None else (stamp.local - stamp.offset).replace(tzinfo=UTC)
    return Published(stamp.local, stamp.precision, instant, origin, raw)


def numeric_order(published: Published) -> tuple[str, bool] | None:
    """The mark between day and month, and whether the day stands first, where both are numbers before a year.

    None for other stamps, and for those that read the same either way.
    """
    if not (match := re.search(_NUMERIC, western_digits(plain(published.raw)))):
        return None
    one, two, local = int(match["one"]), int(match["two"]), published.local
    if one == two:
        return None
    if {one, two} == {local.day, local.month} and local.year % 10 ** len(match["year"]) == int(match["year"]):
        return match["mark"], one == local.day
    if max(one, two) > 12 and len(match["year"]) > 2:  # noqa: PLR2004 -- months; a Jalali year
        return match["mark"], one > two
    return None


def _only_reading(raw: str, origin: str, message: str) -> Published:
    """The one date that a stamp with two meanings can be, given its weekday.

    Raises:
        AmbiguousDateError: it leaves both.
        DateError: it leaves none.
    """
    readings, faults = [], []
    for day_first in (True, False):
        try:
            readings.append(read_published(raw, origin=origin, day_first=day_first))
        except DateError as error:
            faults.append(error)
    if not readings:
        raise faults[0]
    if faults:
        return readings[0]
    raise AmbiguousDateError(message, raw, day_first=readings[0], month_first=readings[1], hint=_HINT)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        advice = "; a Jalali date is written 1395/09/11" if jalali.is_jalali_year(year) else ""
        raise ValueError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}{advice}")


def _machine_stamp(text: str) -> _DateStamp | None:
    """The stamp, if it is a count of seconds, or ISO 8601 in western digits; else None."""
    if moment := epoch_moment(text):
        local, offset = moment
        return _DateStamp(local, "second", offset)
    return _iso_stamp(text)


def _iso_stamp(text: str) -> _DateStamp | None:
    """The stamp, if it is ISO 8601 in western digits; else None."""
    if match := re.fullmatch(_ISO_PERIOD, text):
        return _period(int(match["year"]), match["month"])
    if not (match := re.fullmatch(_ISO_DAY, text)):
        return None
    from dateutil.parser import isoparse

    clock = match["clock"] or "00"
    if match["clock"]:
        clock = re.sub(r"^(\d\d:?\d\d:?)60$", r"\g<1>59", re.sub(_FRACTION, "", clock))
    moment = isoparse(f"{match['date']}T{clock}{(match['zone'] or '').upper()}")
    local, offset = moment.replace(tzinfo=None, microsecond=0), moment.utcoffset()
    if offset is not None:
        clocks.check_offset(offset)
    if not match["clock"]:
        return _DateStamp(local, "day")
    return _DateStamp(local, "second" if match["second"] else "minute", offset)


def _other_stamp(text: str, known: _Known) -> _DateStamp:
    """The stamp in the first form that fits.

    Raises:
        ValueError: none fits, or it names no day or moment.
    """
    if (label := label_of(text)) and label.published:
        text = label.stamp
    text = re.sub(_PERSIAN_YEAR, "", re.sub(_TIME_MARK, r"\1 ", western_form(text)))
    for form in _FORMS:
        if match := re.fullmatch(form, text):
            parts = {name: part for name, part in match.groupdict().items() if part}
            return _moment(parts, known) if "day" in parts or "one" in parts else _named_period(parts, known)
    raise ValueError("it has no form of a date that is known here")


def _moment(parts: dict[str, str], known: _Known) -> _DateStamp:
    day = _day(parts, known)
    if "weekday" in parts:
        _check_weekday(parts["weekday"], day)
    if "hour" not in parts:
        return _DateStamp(datetime.combine(day, time()), "day")
    local = datetime.combine(day, clocks.time_of_day(parts))
    return _DateStamp(local, "second" if "second" in parts else "minute", clocks.offset_from_utc(parts))


def _named_period(parts: dict[str, str], known: _Known) -> _DateStamp:
    year, month = int(parts["year"]), parts.get("month")
    if month and not month.isdecimal():
        return _period(year, _only_month(month, month_numbers(month, known.language)))
    if jalali.is_jalali_year(year) or jalali.may_be_hijri_year(year):
        raise ValueError(f"the year {year} seems not to be Gregorian, and needs a month and a day")
    return _period(year, month)


def _period(year: int, month: str | int | None) -> _DateStamp:
    first = date(year, int(month or 1), 1)
    return _DateStamp(datetime.combine(first, time()), "month" if month else "year")


def _day(parts: dict[str, str], known: _Known) -> date:
    if "one" in parts:
        return _day_of_numbers(parts, known.day_first)
    year, name, day = _full_year(parts["year"]), parts["month"], int(parts["day"])
    if name.isdecimal():
        return _numeric_day(year, int(name), day)
    if jalali_month := jalali_month_number(name):
        return jalali.gregorian(year, jalali_month, day)
    months = month_numbers(name, known.language)
    if len(months) > 1 and "weekday" in parts:
        weekdays = weekday_numbers(parts["weekday"])
        months = {month for month in months if date(year, month, day).weekday() in weekdays} or months
    return date(year, _only_month(name, months), day)


def _day_of_numbers(parts: dict[str, str], day_first: bool | None) -> date:  # noqa: FBT001 -- handed on
    one, two = int(parts["one"]), int(parts["two"])
    if day_first is None and _may_begin_with_year(parts):
        raise _TwoMeaningsError("it is ambiguous, as its first or its last number may be the year")
    if day_first is None and parts["mark"] == ".":
        day_first = True
    return _numeric_day(_full_year(parts["year"]), *_month_and_day(one, two, day_first))


def _may_begin_with_year(parts: dict[str, str]) -> bool:
    """Whether three numbers of two digits may be year, month and day."""
    try:
        return len(parts["year"]) == len(parts["one"]) and bool(
            date(_full_year(parts["one"]), int(parts["two"]), int(parts["year"]))
        )
    except ValueError:
        return False


def _numeric_day(year: int, month: int, day: int) -> date:
    if jalali.may_be_hijri_year(year):
        raise ValueError(f"the year {year} may be Jalali or Hijri")
    return jalali.gregorian(year, month, day) if jalali.is_jalali_year(year) else date(year, month, day)


def _month_and_day(one: int, two: int, day_first: bool | None) -> tuple[int, int]:  # noqa: FBT001 -- as above
    if one in _MONTHS and two in _MONTHS and one != two:
        if day_first is None:
            raise _TwoMeaningsError("it is ambiguous, as either number may be the month")
        return (two, one) if day_first else (one, two)
    return (one, two) if one in _MONTHS else (two, one)


def _only_month(name: str, numbers: AbstractSet[int]) -> int:
    if not numbers:
        raise ValueError(f"{in_quotes(name)} is not a month")
    if len(numbers) > 1:
        both = " or ".join(english_month(number) for number in sorted(numbers))
        raise ValueError(f"{in_quotes(name)} may be {both}, depending on the language")
    return min(numbers)


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) != 2:  # noqa: PLR2004 -- a year without its century
        return year
    if year >= 50:  # noqa: PLR2004 -- the pivot of RFC 5322
        return 1900 + year
    if 2000 + year > datetime.now(UTC).year:
        raise ValueError(f"the year {digits} may be {1900 + year} or {2000 + year}")
    return 2000 + year


def _check_weekday(name: str, day: date) -> None:
    numbers = weekday_numbers(name)
    if not numbers:
        raise ValueError(f"{in_quotes(name)} is not a day of the week")
    if day.weekday() not in numbers:
        raise ValueError(f"{day.isoformat()} is not a {name}")

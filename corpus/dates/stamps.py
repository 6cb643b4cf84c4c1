"""One complete date stamp -> Published.

ISO 8601 is read by dateutil's ``isoparser``, and means the Gregorian calendar in any year. All other
stamps are matched, whole, against a short list of forms; the first form that fits decides.

What is settled here:
    - ``23:59:60`` (any second 60) is read as second 59 of the same minute; fractions are dropped.
    - A year of two digits follows RFC 5322: 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999.
    - ``01/02/2016`` has two meanings and is refused, unless the order of its source is given or its weekday
      allows only one of them.
    - Numeric dates with a year from 1300 to 1419 that are not ISO 8601 are Jalali; from 1420 to 1499
      they may be Jalali or Hijri, and are refused.
    - A zone's name counts only where it means one offset worldwide or in RFC 822. With any other
      (``IST``, ``BST``), the wall clock is kept and its zone is unknown.
    - A weekday that contradicts the date is an error: one of the two is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..article import Precision, Published
from ..errors import AmbiguousDateError, DateError
from ..text import in_quotes
from . import clocks, jalali
from .names import jalali_month_number, month_number, plain, weekday_number, western_digits

FIRST_YEAR, LAST_YEAR = 1400, 2199
LONGEST = 200  # characters; no stamp comes near
_HINT = "Forms that work: 2016-12-01, 2016-12-01T22:09:14+03:30, 1 December 2016."

# Patterns are compiled by re on first use, which keeps the import quick.
# What ends a stamp without being part of it: category codes after control characters, as news wires
# wrote them, and a note after a number sign.
_TRAILER = r"(?s)(?:[\x00-\x08\x0e-\x1f\x7f-\x9f]+(?: ?[A-Z]{1,2})*|\s+#\s.*)\s*\Z"

_ISO_DAY = (
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?W[0-9]{2}-?[0-9])"
    r"(?:[Tt ](?P<clock>[0-9]{2}(?::?[0-9]{2})?(?P<second>:?[0-9]{2}(?:[.,][0-9]+)?)?))?"
    r"(?: ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_ISO_PERIOD = r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?"

_WORD = r"[^\W\d_]+"
_OF = r"(?: (?:de|del|of))?"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD}(?:[- ]{_WORD})?)(?:\.?[,،] ?|\.? ))?"
_SUFFIX = r"(?:st|nd|rd|th|er|[.ºª])?"
_MONTH = rf"(?P<month>{_WORD}(?: {_WORD})??)\.?"  # lazily, so that "de" is no part of a name
_BETWEEN = r"(?: ?[,،|–—•·@-] ?| )(?:(?:at|um|à|a las|às|alle|ore|om|kl\.?|ساعت|الساعة) )?"
_DAY_MONTH_YEAR = rf"(?P<day>\d\d?){_SUFFIX}{_OF}[ .-]{_MONTH},?{_OF}[ -](?P<year>\d{{4}}|\d\d)"
_DAYS = (
    _DAY_MONTH_YEAR,
    rf"(?P<month>{_WORD})\.?[ -](?P<day>\d\d?){_SUFFIX}(?:, ?|[ -])(?P<year>\d{{4}})",
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)",
    r"(?P<year>\d{4}) (?P<mark>[-/.]) (?P<month>\d\d?) (?P=mark) (?P<day>\d\d?)",
    r"(?P<one>\d\d?) ?(?P<mark>[-/.]) ?(?P<two>\d\d?) ?(?P=mark) ?(?P<year>\d{4})",
    rf"(?P<year>\d{{4}})[ -](?P<month>{_WORD})\.?[ -](?P<day>\d\d?)",
)
_FORMS = (
    *(rf"{_WEEKDAY}{day}(?:{_BETWEEN}{clocks.PATTERN})?" for day in _DAYS),
    rf"{_DAY_MONTH_YEAR} \d{{3}}:\d\d:\d\d\.\d\d",  # a wire's clock with a slip in its hour: a day is left
    rf"(?P<weekday>{_WORD}) (?P<month>{_WORD}) (?P<day>\d\d?) {clocks.PATTERN} (?P<year>\d{{4}})",
    *(rf"(?:ساعت )?{clocks.PATTERN}(?:[,،] ?| [|–—•·-] | )(?:on )?{_WEEKDAY}{day}" for day in _DAYS),
    rf"{_MONTH},?{_OF}[ -](?P<year>\d{{4}})",
    r"(?P<year>\d{4})(?:/(?P<month>\d\d?))?",
)


_NUMERIC = r"(?<!\d)(?P<one>\d\d?) ?(?P<mark>[-/.]) ?(?P<two>\d\d?) ?(?P=mark) ?(?P<year>\d{4})(?!\d)"
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


def read_published(raw: str, *, origin: str, day_first: bool | None = None) -> Published:
    """The moment, day, month or year that a complete stamp names.

    Args:
        raw: the stamp, such as ``Thu, 01 Dec 2016 22:09:14 GMT``, and nothing else.
        origin: where it was found; see ``Published``.
        day_first: the order in which its source writes ``01/02/2016``, where that is known.

    Raises:
        AmbiguousDateError: it means one day where the day stands first, and another where the month does.
        DateError: it is not a complete stamp, contradicts itself, or its year is outside 1400 to 2199.
    """
    text = raw.strip()
    if len(text) > LONGEST:
        raise DateError(f"A text of {len(text)} characters is not a date.", raw, hint=_HINT)
    text = plain(re.sub(_TRAILER, "", text))
    try:
        stamp = _iso_stamp(text) or _other_stamp(western_digits(text), day_first=day_first)
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
    if max(one, two) > 12:  # noqa: PLR2004 -- months
        return match["mark"], one > two
    if local.year == int(match["year"]) and {one, two} == {local.day, local.month}:
        return match["mark"], one == local.day
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


def _iso_stamp(text: str) -> _DateStamp | None:
    """The stamp, if it is ISO 8601 in western digits; else None."""
    if match := re.fullmatch(_ISO_PERIOD, text):
        return _period(int(match["year"]), match["month"])
    if not (match := re.fullmatch(_ISO_DAY, text)):
        return None
    from dateutil.parser import isoparse

    clock = re.sub(r"^(\d\d:?\d\d:?)60(?:[.,]\d+)?$", r"\g<1>59", match["clock"] or "00")
    moment = isoparse(f"{match['date']}T{clock}{(match['zone'] or '').upper()}")
    local, offset = moment.replace(tzinfo=None, microsecond=0), moment.utcoffset()
    if offset is not None:
        clocks.check_offset(offset)
    if not match["clock"]:
        return _DateStamp(local, "day")
    return _DateStamp(local, "second" if match["second"] else "minute", offset)


def _other_stamp(text: str, *, day_first: bool | None) -> _DateStamp:
    """The stamp in the first form that fits.

    Raises:
        ValueError: none fits, or it names no day or moment.
    """
    text = re.sub(_PERSIAN_YEAR, "", text)
    for form in _FORMS:
        if match := re.fullmatch(form, text):
            parts = {name: part for name, part in match.groupdict().items() if part}
            return _moment(parts, day_first) if "day" in parts or "one" in parts else _named_period(parts)
    raise ValueError("it has no form of a date that is known here")


def _moment(parts: dict[str, str], day_first: bool | None) -> _DateStamp:  # noqa: FBT001 -- handed on
    day = _day(parts, day_first)
    if "weekday" in parts:
        _check_weekday(parts["weekday"], day)
    if "hour" not in parts:
        return _DateStamp(datetime.combine(day, time()), "day")
    local = datetime.combine(day, clocks.time_of_day(parts))
    return _DateStamp(local, "second" if "second" in parts else "minute", clocks.offset_from_utc(parts))


def _named_period(parts: dict[str, str]) -> _DateStamp:
    year, month = int(parts["year"]), parts.get("month")
    if month and not month.isdecimal():
        return _period(year, _month(month))
    if jalali.is_jalali_year(year) or jalali.may_be_hijri_year(year):
        raise ValueError(f"the year {year} seems not to be Gregorian, and needs a month and a day")
    return _period(year, month)


def _period(year: int, month: str | int | None) -> _DateStamp:
    first = date(year, int(month or 1), 1)
    return _DateStamp(datetime.combine(first, time()), "month" if month else "year")


def _day(parts: dict[str, str], day_first: bool | None) -> date:  # noqa: FBT001 -- handed on
    year = _full_year(parts["year"])
    if "one" in parts:
        return _numeric_day(year, *_month_and_day(int(parts["one"]), int(parts["two"]), day_first))
    name, day = parts["month"], int(parts["day"])
    if name.isdecimal():
        return _numeric_day(year, int(name), day)
    if jalali_month := jalali_month_number(name):
        return jalali.gregorian(year, jalali_month, day)
    return date(year, _month(name), day)


def _numeric_day(year: int, month: int, day: int) -> date:
    if jalali.may_be_hijri_year(year):
        raise ValueError(f"the year {year} may be Jalali or Hijri")
    return jalali.gregorian(year, month, day) if jalali.is_jalali_year(year) else date(year, month, day)


def _month_and_day(one: int, two: int, day_first: bool | None) -> tuple[int, int]:  # noqa: FBT001 -- as above
    months = range(1, 13)
    if one in months and two in months and one != two:
        if day_first is None:
            raise _TwoMeaningsError("it is ambiguous, as either number may be the month")
        return (two, one) if day_first else (one, two)
    return (one, two) if one in months else (two, one)


def _month(name: str) -> int:
    number = month_number(name)
    if number is None:
        raise ValueError(f"{in_quotes(name)} is not a month")
    return number


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:  # noqa: PLR2004 -- a year without its century
        year += 2000 if year < 50 else 1900  # noqa: PLR2004 -- the pivot of RFC 5322
    return year


def _check_weekday(name: str, day: date) -> None:
    number = weekday_number(name)
    if number is None:
        raise ValueError(f"{in_quotes(name)} is not a day of the week")
    if number != day.weekday():
        raise ValueError(f"{day.isoformat()} is not a {name}")

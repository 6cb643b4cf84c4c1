"""Lines above an article of which one says when it appeared, without a label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...dates import read_published
from ...dates.names import weekday_number
from ...errors import AmbiguousDateError, DateError
from ...text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 120  # characters of a line with a date
# A date up to its year, with the weekday and the clock that may follow; editions stand behind them.
_stamp = re.compile(
    r"(?P<day>[^\d]{0,30}\d[^:]{0,40}?(?<!\d)\d{4}(?!\d))(?P<weekday>,? [^\W\d_]{3,12}(?![^\W_]))?+"
    r"(?P<clock>,? \d\d?[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?(?: {1,2}[A-Z]{2,5}\b)?)?+"
)
_month_year = re.compile(r"[^\W\d_]{3,12}\.? \d{4}(?!\d)")
_year = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_asian = re.compile(r" ?([年月]) ?| ?(日) ?")
_copyright = re.compile(
    r"(?:copyright\b|©|\(c\)|all rights? reserved|alle rechte vorbehalten|tous droits)", re.IGNORECASE
)


def is_copyright(line: str) -> bool:
    """Whether a line says whose the text is."""
    return _copyright.match(line.lstrip()) is not None


def date_stamp(line: str) -> str:
    """The stamp that a line begins with and but for an edition consists of; "" where that is no date.

    ``January 11, 2010 Final Edition`` gives ``January 11, 2010``. A weekday belongs to the stamp, so that it
    is held against the day.
    """
    if len(line) > _LONGEST:
        return ""
    line = one_line(_asian.sub(_join_numbers, one_line(line)))
    return next((stamp for stamp in (line, _without_edition(line)) if stamp and _is_date(stamp)), "")


def find_date(lines: Sequence[str]) -> tuple[int, str]:
    """The place of the first line with a date, and its stamp; -1 and "" if there is none.

    Where no date can be read, it is the first line with a year, so that it can be told what was not read.
    """
    for place, line in enumerate(lines):
        if stamp := date_stamp(line):
            return place, stamp
    dated = (
        place
        for place, line in enumerate(lines)
        if len(line) <= _LONGEST and _year.search(line) and not is_copyright(line)
    )
    place = next(dated, -1)
    return place, one_line(lines[place]) if place >= 0 else ""


def _without_edition(line: str) -> str:
    if not (found := _stamp.match(line) or _month_year.match(line)):
        return ""
    parts = found.groupdict()
    weekday = parts.get("weekday") or ""
    if weekday and weekday_number(weekday.strip(", ")) is None:
        return parts["day"]
    return found[0]


def _is_date(stamp: str) -> bool:
    if stamp.isdecimal():
        return False
    try:
        read_published(stamp, origin="field")
    except AmbiguousDateError:
        return True
    except DateError:
        return False
    return True


def _join_numbers(found: re.Match[str]) -> str:
    """``2018 年 10 月 7 日 17:04``, as some menus set it, without the blanks before and after its marks."""
    return found[1] or f"{found[2]} "

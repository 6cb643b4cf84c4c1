"""When an entry of a bibliography says that it was published: as one stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...dates.names import month_number
from ...text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS = 12


def publication_day(labels: Mapping[str, str]) -> str:
    """The first day in ``date`` (BibLaTeX), else what ``year``, ``month`` and ``day`` say; else "".

    The day of access (``urldate``) is none.
    """
    if date := one_line(labels.get("date", "")).partition("/")[0]:
        return date
    year, month, day = (one_line(labels.get(name, "")) for name in ("year", "month", "day"))
    if not month or not year:
        return year
    number = int(month) if month.isdecimal() and len(month) < 3 else month_number(month.rstrip("."))  # noqa: PLR2004 -- digits of a month
    if number is None or not 1 <= number <= _MONTHS:
        return f"{month} {year}"  # such as "1 December", or "December 1"
    return f"{year}-{number:02}-{day.zfill(2)}" if day else f"{year}-{number:02}"

"""Moments as programs count them: seconds or smaller units since the beginning of 1970, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {9: 1, 10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""Digits that a count of our time has, and how many of its units are a second."""

_COUNT = r"(?P<count>\d{9,19})(?:\.\d+)?"
_WRAPPED = r"\\?/Date\((?P<count>-?\d{1,15})(?P<offset>[+-]\d{4})?\)\\?/"  # as .NET writes JSON
_part = re.compile(r"[0-9]{1,4}")
_BEGINNING = datetime(1970, 1, 1)
_NEXT_DAY = timedelta(days=1)


def epoch_moment(text: str) -> tuple[datetime, timedelta] | None:
    """The wall clock that a count names, and its offset from UTC; None if the text is no such count.

    A count that lies in the future is some other number.

    Raises:
        ValueError: there is no such moment, or it lies in the future.
    """
    if match := re.fullmatch(_WRAPPED, text):
        offset = _offset(match["offset"] or "+0000")
        return _BEGINNING + timedelta(seconds=int(match["count"]) // 1000) + offset, offset
    if not (match := re.fullmatch(_COUNT, text)) or len(match["count"]) not in _UNITS:
        return None
    moment = _BEGINNING + timedelta(seconds=int(match["count"]) // _UNITS[len(match["count"])])
    if moment > datetime.now(UTC).replace(tzinfo=None) + _NEXT_DAY:
        raise ValueError("counted in seconds since 1970 it lies in the future")
    return moment, timedelta()


def stamp_within(value: object) -> object:
    """The stamp in an object as MongoDB (``$date``) or CSL (``date-parts``) has it; else ``value`` itself."""
    for key in ("$date", "$numberLong"):
        if isinstance(value, dict) and key in value:
            value = value[key]
    match value:
        case {"date-parts": [[*parts]]} if parts and all(_part.fullmatch(str(part)) for part in parts[:3]):
            return "-".join(str(part).zfill(2) for part in parts[:3])
    return value


def _offset(written: str) -> timedelta:
    size = timedelta(hours=int(written[1:3]), minutes=int(written[3:]))
    return -size if written[0] == "-" else size

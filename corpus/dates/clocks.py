"""Times of day and their zones, as they are written beside a date."""

from __future__ import annotations

from datetime import time, timedelta

_ZONES = {  # hours ahead of UTC: names that mean one offset, by RFC 822 or across Europe
    -8: "PST",
    -7: "PDT MST",
    -6: "MDT CST",
    -5: "CDT EST",
    -4: "EDT",
    0: "Z UTC UT GMT WET",
    1: "WEST CET",
    2: "CEST EET",
    3: "EEST",
}
_HOURS_AHEAD = {name: hours for hours, names in _ZONES.items() for name in names.split()}
_UNIVERSAL = ("UTC", "UT", "GMT")  # the names that an offset may follow: "GMT+2"
_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)

PATTERN = (
    r"(?P<hour>\d\d?)(?:[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm](?![A-Za-z])\.?)?(?: ?(?:Uhr|uur|[Hh]rs?))?"
    r"(?: ?(?P<zone>[A-Za-z]{1,5})?(?P<offset>[+-]\d\d?(?::?\d\d)?)?(?: ?\([^()]{1,40}\))?)"
)


def time_of_day(parts: dict[str, str]) -> time:
    """The time that the parts matched by ``PATTERN`` name; a second 60 is the one before it.

    Raises:
        ValueError: there is no such time.
    """
    hour, half = int(parts["hour"]), parts.get("half", "").lower()
    if half:
        if hour not in range(1, 13):
            raise ValueError(f"{hour} is not an hour of a.m. or p.m")
        hour = hour % 12 + (12 if half == "p" else 0)
    elif "minute" not in parts:
        raise ValueError(f"{hour} alone is not a time of day")
    second = int(parts.get("second", 0))
    return time(hour, int(parts.get("minute", 0)), 59 if second == 60 else second)  # noqa: PLR2004 -- leap second


def offset_from_utc(parts: dict[str, str]) -> timedelta | None:
    """Local clock minus UTC; None where no zone was stated, or a name that several zones share.

    Raises:
        ValueError: there is no such zone.
    """
    name, offset = parts.get("zone", "").upper(), parts.get("offset", "")
    if offset:
        if name and name not in _UNIVERSAL:
            raise ValueError(f"{name}{offset} is not an offset from UTC")
        return _numeric(offset)
    if name in _HOURS_AHEAD:
        return timedelta(hours=_HOURS_AHEAD[name])
    if name and (name != parts["zone"] or len(name) == 1):
        raise ValueError(f"{parts['zone']} is not a time zone")
    return None


def check_offset(offset: timedelta) -> timedelta:
    """The offset itself, if some time zone has it.

    Raises:
        ValueError: none do.
    """
    if not _WESTERNMOST <= offset <= _EASTERNMOST:
        raise ValueError("an offset from UTC lies between -12:00 and +14:00")
    return offset


def _numeric(offset: str) -> timedelta:
    """An offset written as ``+3``, ``+03``, ``+330``, ``+0330`` or ``+03:30``."""
    figures = offset[1:].replace(":", "")
    cut = len(figures) if len(figures) < 3 else -2  # noqa: PLR2004 -- minutes take the last two figures
    minutes = int(figures[cut:] or 0)
    if minutes not in range(60):
        raise ValueError(f"{offset} is not an offset from UTC")
    size = timedelta(hours=int(figures[:cut]), minutes=minutes)
    return check_offset(-size if offset[0] == "-" else size)

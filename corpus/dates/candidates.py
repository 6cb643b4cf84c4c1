"""Several dates that a page states for one article -> the one that counts.

Markup that was made for machines is asked before what was made for people, and an address last of all
(ORDER). A finer statement of the same day wins over a coarser one. Where they disagree, none is taken, and a
notice names them. A candidate later than the moment the page was fetched cannot be right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ..article import Precision, Published
from ..errors import DateError
from .stamps import FIRST_YEAR, read_published

ORDER = ("json-ld", "meta", "time element", "feed", "mail header", "field", "date line", "url path")
"""Origins of dates, the most trustworthy first."""

_FINENESS: tuple[Precision, ...] = ("year", "month", "day", "minute", "second")
_NEAR = timedelta(days=1)  # two clocks may name neighbouring days for one moment
_FARTHEST_ZONE, _ZONE_STEP = timedelta(hours=14), timedelta(minutes=15)
_PATH_LIMIT = 2048  # characters; longer ones are no paths
_ADDRESS_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/_-]?)(?P<month>0[1-9]|1[0-2])(?P=mark)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_ADDRESS_SHORT_DAY = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?=/|$)"
)
_ADDRESS_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])/")


class Candidate(NamedTuple):
    """One statement of when an article was published."""

    origin: str
    published: Published


def candidate(origin: str, stamp: str, *, language: str = "") -> Candidate | None:
    """The stamp as a candidate; None if it is no date."""
    try:
        return Candidate(origin, read_published(stamp, origin=origin, language=language))
    except DateError:
        return None


def address_date(url: str) -> Candidate | None:
    """The day, or else the month, that an address carries: ``/2016/11/24/``, ``-20161124``, ``/2016/11/``."""
    path = url[:_PATH_LIMIT].partition("?")[0]
    found = _ADDRESS_DAY.search(path) or _ADDRESS_SHORT_DAY.search(path) or _ADDRESS_MONTH.search(path)
    if not found:
        return None
    parts = found.groupdict()
    stamp = "-".join(parts[name].zfill(2) for name in ("year", "month", "day") if name in parts)
    read = candidate("url path", stamp)
    if read is None or read.published.local.year < FIRST_YEAR:
        return None
    return read


def choose(
    candidates: Sequence[Candidate], fetched: datetime | None = None
) -> tuple[Published | None, tuple[str, ...]]:
    """The publication date, or None; and notices of what speaks against it.

    A stamp in UTC whose neighbouring day stands in the address was published on that day of its outlet's
    clock: that is right nine times in ten. Where dates disagree by more than zones can, none is taken: the
    most trustworthy origin was wrong as often as right on such pages.

    Args:
        candidates: what was found, in any order; of one origin, the first counts.
        fetched: when the page was crawled, in UTC, or None where that is unknown.
    """
    possible = [each for each in candidates if not _is_later(each.published, fetched)]
    notices = []
    if len(possible) < len(candidates):
        late = next(each for each in candidates if each not in possible)
        notices.append(f"a date later than the page was fetched was not believed: {_caption(late)}")
    if not possible:
        return None, tuple(notices)
    first = min(possible, key=lambda each: ORDER.index(each.origin))
    chosen = max((each for each in possible if _same_day(each, first)), key=_fineness)
    others = [each for each in possible if _disagree(each, chosen)]
    if others:
        shown = ", ".join(dict.fromkeys(map(_caption, (chosen, *others))))
        return None, (*notices, f"dates disagree, and none was taken: {shown}")
    return _on_outlets_clock(chosen.published, possible), tuple(notices)


def _on_outlets_clock(published: Published, candidates: Sequence[Candidate]) -> Published:
    """A moment in UTC as the outlet's own clock told it, as far as another candidate says."""
    if published.offset != timedelta(0):
        return published
    for each in candidates:
        if _names_same_moment(each.published, published):
            return replace(each.published, instant=published.instant)
    address = next((each.published for each in candidates if each.origin == "url path"), None)
    if address and address.precision == "day" and abs(address.day - published.day) == _NEAR:
        return replace(address, instant=published.instant)
    return published


def _names_same_moment(local: Published, universal: Published) -> bool:
    """Whether a wall clock, with or without its zone, is a moment in UTC told in some zone."""
    if local.precision != universal.precision or universal.instant is None or local.offset == timedelta(0):
        return False
    if local.instant is not None:
        return local.instant == universal.instant
    ahead = local.local - universal.local
    return abs(ahead) <= _FARTHEST_ZONE and ahead % _ZONE_STEP == timedelta(0)


def _is_later(published: Published, fetched: datetime | None) -> bool:
    if fetched is None:
        return False
    if published.instant is not None:
        return published.instant > fetched + _NEAR
    return published.local > fetched.replace(tzinfo=None) + _NEAR


def _same_day(one: Candidate, other: Candidate) -> bool:
    """Whether one date contains the other's day; a month or a year contains all of its days."""
    return one.published.day <= other.published.day <= one.published.last_day or (
        other.published.day <= one.published.day <= other.published.last_day
    )


def _disagree(one: Candidate, other: Candidate) -> bool:
    """Whether two dates cannot be the same moment, whatever their time zones."""
    if one.published.offset is not None and one.published.offset == other.published.offset != timedelta(0):
        return one.published.day != other.published.day
    return not (
        one.published.day - _NEAR <= other.published.last_day
        and other.published.day - _NEAR <= one.published.last_day
    )


def _fineness(each: Candidate) -> tuple[int, int]:
    return _FINENESS.index(each.published.precision), -ORDER.index(each.origin)


def _caption(each: Candidate) -> str:
    return f"{each.origin} {each.published}"

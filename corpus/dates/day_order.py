"""In which order does an outlet write ``01/02/2016``? As it writes the dates that have one meaning only.

``13/02/2016`` can but name the day first. An outlet's order is settled by at least three such dates, if
fewer than one in twenty speak against it. Dates between other marks (``13.02.2016``) say nothing of those
between slashes. Where nothing is settled, nothing is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .names import english_month
from .stamps import numeric_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..article import Published
    from ..errors import AmbiguousDateError

LEAST = 3
"""Dates that settle an order."""
MOST_OUTLETS = 50_000
"""Outlets that are counted in one file; in a hostile one, each article may name another."""

_AGAINST = 0.05


class Settled(NamedTuple):
    """The order of an outlet's dates, and the evidence for it.

    Attributes:
        day_first: whether the day stands first.
        agreeing: how many dates are written so.
        total: of how many.
    """

    day_first: bool
    agreeing: int
    total: int


class DayOrderTally:
    """Counts, by outlet, how dates with one meaning order day and month."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[int]] = {}

    def count(self, outlet: str, published: Published) -> None:
        """Count a date that was read without a given order."""
        order = numeric_order(published)
        if order is None:
            return
        mark, day_first = order
        key = outlet.casefold(), mark
        if key in self._counts or len(self._counts) < MOST_OUTLETS:
            self._counts.setdefault(key, [0, 0])[day_first] += 1

    def order(self, outlet: str, mark: str) -> Settled | None:
        """The outlet's order of day and month around a mark, or None if it is not settled."""
        month_first, day_first = self._counts.get((outlet.casefold(), mark), (0, 0))
        agreeing, total = max(month_first, day_first), month_first + day_first
        if agreeing < LEAST or total - agreeing >= _AGAINST * total:
            return None
        return Settled(day_first > month_first, agreeing, total)


class DayOrders:
    """Reads dates that have two meanings as their outlets write others.

    Args:
        tallies: each counts more of what the outlet wrote than the one before, and is called once, when it
            is needed. The first is of the file at hand, and decides for articles without an outlet too.
    """

    def __init__(self, *tallies: Callable[[], DayOrderTally]) -> None:
        self._sources = tallies
        self._tallies: list[DayOrderTally] = []

    def settle(self, outlet: str, error: AmbiguousDateError) -> tuple[Published, str] | None:
        """The date that is meant, and a notice that gives the evidence; None if nothing is settled."""
        mark = numeric_order(error.day_first)
        for number in range(len(self._sources) if outlet else 1):
            found = self._tally(number).order(outlet, mark[0]) if mark else None
            if found:
                read = error.day_first if found.day_first else error.month_first
                whose = "outlet" if outlet else "file"
                return read, f"was read as {_day_and_month(read)}, as its {whose} writes {_majority(found)}"
        return None

    def _tally(self, number: int) -> DayOrderTally:
        while len(self._tallies) <= number:
            self._tallies.append(self._sources[len(self._tallies)]())
        return self._tallies[number]


def _day_and_month(published: Published) -> str:
    day = published.day
    return f"{day.day} {english_month(day.month)}"


def _majority(settled: Settled) -> str:
    return f"{settled.agreeing:,} of {settled.total:,} others"

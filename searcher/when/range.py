"""A range of days, half-open, with either end open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Range:
    """The days from ``since`` up to, and without, ``until``.

    Attributes:
        since: the first day, or None where the range has no beginning.
        until: the day after the last one, or None where the range has no end.
        notes: sentences on how a text was read as it, where that may surprise.
    """

    since: date | None
    until: date | None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def last(self) -> date | None:
        """The last day, or None where the range has no end (or no day at all)."""
        return None if self.until is None or self.is_empty else self.until - timedelta(days=1)

    @property
    def is_empty(self) -> bool:
        """Whether no day is in the range."""
        return self.until is not None and self.until <= (self.since or date.min)

    def intersection(self, other: Range) -> Range:
        """The days in both ranges; it may be empty."""
        beginnings = [since for since in (self.since, other.since) if since is not None]
        ends = [until for until in (self.until, other.until) if until is not None]
        notes = tuple(dict.fromkeys((*self.notes, *other.notes)))
        return Range(max(beginnings, default=None), min(ends, default=None), notes)

    def __str__(self) -> str:
        """First and last day: ``2016-03-31..2016-10-22``, ``2016-03-31..``, ``2016-12-01``, ``no day``."""
        if self.is_empty:
            return "no day"
        if self.since is not None and self.since == self.last:
            return self.since.isoformat()
        return f"{self.since or ''}..{self.last or ''}"

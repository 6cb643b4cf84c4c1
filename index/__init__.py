"""How do articles become an index, and stay whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

if TYPE_CHECKING:
    from .inspection import Check
    from .lifecycle import Index, check, create, open, rebuild  # noqa: A004 -- read as index.open
    from .report import Line, Report

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".inspection": ("Check",),
        ".lifecycle": ("Index", "check", "create", "open", "rebuild"),
        ".report": ("Line", "Report"),
    },
)


__all__ = ["Check", "Index", "Line", "Report", "check", "create", "open", "rebuild"]

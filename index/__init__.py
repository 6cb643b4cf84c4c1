"""How do articles become an index, and stay whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

if TYPE_CHECKING:
    from .ingest.report import Line, Report
    from .upkeep.check import Check
    from .upkeep.lifecycle import Index, check, create, open, rebuild  # noqa: A004 -- read as index.open

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".upkeep.check": ("Check",),
        ".upkeep.lifecycle": ("Index", "check", "create", "open", "rebuild"),
        ".ingest.report": ("Line", "Report"),
    },
)


__all__ = ["Check", "Index", "Line", "Report", "check", "create", "open", "rebuild"]

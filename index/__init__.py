"""How do articles become an index, and stay whole?"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .inspection import Check
    from .lifecycle import Index, check, create, open, rebuild  # noqa: A004 -- read as index.open
    from .report import Line, Report

# Imported when first asked for: who only searches writes nothing.
_HOMES = {
    "Check": ".inspection",
    **dict.fromkeys(("Index", "check", "create", "open", "rebuild"), ".lifecycle"),
    **dict.fromkeys(("Line", "Report"), ".report"),
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = ["Check", "Index", "Line", "Report", "check", "create", "open", "rebuild"]

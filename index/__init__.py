"""How do articles become an index, and stay whole?"""

from .lifecycle import Check, Index, check, create, open, rebuild  # noqa: A004 -- read as index.open
from .report import Line, Report

__all__ = ["Check", "Index", "Line", "Report", "check", "create", "open", "rebuild"]

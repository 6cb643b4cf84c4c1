"""How does a question become an answer?"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from .archive import Archive, Clock
    from .results import Coverage, Entities, Hit, Receipt, Related, Results, TermCount


def open(path: str | PathLike[str], *, clock: Clock | None = None) -> Archive:  # noqa: A001 -- read as searcher.open
    """Open an archive for searching.

    Args:
        path: the archive's directory.
        clock: tells the present moment, from which "last week" is reckoned; this machine's by default.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
    """
    from .archive import Archive, local_now

    return Archive(path, clock=clock or local_now)


# Imported when first asked for: the command line's help answers before an engine could be loaded.
_HOMES = {"Archive": ".archive"} | dict.fromkeys(
    ("Coverage", "Entities", "Hit", "Receipt", "Related", "Results", "TermCount"), ".results"
)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Archive",
    "Coverage",
    "Entities",
    "Hit",
    "Receipt",
    "Related",
    "Results",
    "TermCount",
    "open",
]

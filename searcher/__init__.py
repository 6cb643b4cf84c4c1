"""How does a question become an answer?"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from .results import Coverage, Entities, Hit, Receipt, Related, Results, TermCount

if TYPE_CHECKING:
    from .archive import Archive, Clock


def open(path: str | PathLike[str], *, clock: Clock | None = None) -> Archive:  # noqa: A001 -- read as searcher.open
    """Open an archive for searching.

    Args:
        path: the archive's directory.
        clock: tells the present moment, from which "last week" is reckoned; this machine's by default.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
    """
    from .archive import Archive, local_now  # the engine takes a tenth of a second to import: only when used

    return Archive(path, clock=clock or local_now)


def __getattr__(name: str) -> object:
    if name == "Archive":
        from .archive import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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

"""Inputs that did not become articles: kept in the archive, so that an answer can say what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

from corpus import Rejected
from corpus.errors import ArchiveDamagedError

MOST_KEPT = 10_000
"""Later ones are only reported, not kept; the file stays small enough to be read with every question."""


def decoded(content: bytes, archive: Path) -> tuple[Rejected, ...]:
    """What earlier runs could not read, in the order it was met.

    Args:
        content: of the list's file; b"" where there is none.
        archive: the archive's directory, for the error.

    Raises:
        ArchiveDamagedError: it is no such list.
    """
    if not content:
        return ()
    try:
        return tuple(Rejected(str(source), str(reason)) for source, reason in json.loads(content))
    except (ValueError, TypeError, RecursionError):
        raise ArchiveDamagedError(
            f"The list of rejected inputs of {archive} cannot be read.",
            archive,
            "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage",
        ) from None


class Rejections:
    """The list during a batch: an input that is read again leaves it, whatever becomes of it."""

    def __init__(self, committed: tuple[Rejected, ...]) -> None:
        self._reasons = {rejected.source: rejected.reason for rejected in committed}
        self._committed = dict(self._reasons)

    @property
    def changed(self) -> bool:
        """Whether it differs from what is committed."""
        return self._reasons != self._committed

    def forget(self, source: str) -> None:
        """The input has become an article after all."""
        self._reasons.pop(source, None)

    def remember(self, rejected: Rejected) -> None:
        """The input did not become an article."""
        if len(self._reasons) < MOST_KEPT:
            self._reasons[rejected.source] = rejected.reason

    def encoded(self) -> bytes:
        """The content of the list's file; b"" for an empty list."""
        if not self._reasons:
            return b""
        text = json.dumps(list(self._reasons.items()), ensure_ascii=False, indent=0)
        return text.encode("utf-8", "replace")

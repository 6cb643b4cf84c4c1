"""Inputs that did not become articles: kept in the archive, so that an answer can say what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

from corpus import Rejected

from .manifest import replace_file

NAME = "rejected.json"
MOST_KEPT = 10_000
"""Later ones are only reported, not kept; the file stays small enough to be read with every question."""


def read(archive: Path) -> tuple[Rejected, ...]:
    """What earlier runs could not read, in the order it was met; empty where the list is missing."""
    try:
        values = json.loads((archive / NAME).read_bytes())
        return tuple(Rejected(str(source), str(reason)) for source, reason in values)
    except (OSError, ValueError, TypeError):
        return ()


class Rejections:
    """The list during a run: an input that is read again leaves it, whatever becomes of it."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._reasons = {rejected.source: rejected.reason for rejected in read(archive)}
        self._before = dict(self._reasons)

    def forget(self, source: str) -> None:
        """The input has become an article after all."""
        self._reasons.pop(source, None)

    def remember(self, rejected: Rejected) -> None:
        """The input did not become an article."""
        if len(self._reasons) < MOST_KEPT:
            self._reasons[rejected.source] = rejected.reason

    def save(self) -> None:
        """Write the list, if the run changed it."""
        if self._reasons != self._before:
            text = json.dumps(list(self._reasons.items()), ensure_ascii=False, indent=0)
            replace_file(self._archive / NAME, text.encode("utf-8", "replace"))
            self._before = dict(self._reasons)

"""What a contender is: an engine that indexes rows and answers asks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from .collection import Row
from .queries import Ask

Answer = Sequence[tuple[object, object]]
"""At most ten pairs: of document and score or date, or of topic and count."""

TOP = 10
HEAP = 256_000_000
"""Bytes that an engine with such a setting may hold before it writes."""


class Contender(Protocol):
    """An engine; ``folder`` is its own."""

    name: str
    workers: tuple[int, ...]
    """How many threads or processes it can index with."""

    def __init__(self, folder: Path) -> None: ...

    def index(self, rows: Iterable[bytes], workers: int) -> None:
        """Index the lines of a collection (collection.row_of) and commit."""

    def open(self) -> None:
        """Open the index for searching."""

    def close(self) -> None:
        """Close what ``open`` opened."""

    def segments(self) -> int:
        """How many parts the opened index has."""

    def prepared(self, ask: Ask) -> Callable[[], Answer] | None:
        """What answers an ask when it is called, all words analysed before; None: there is no such query."""

    def count(self, ask: Ask) -> int:
        """How many documents match."""


NAMES = {"dateline": "Dateline", "tantivy": "Tantivy", "sqlite": "SQLite", "whoosh": "StockWhoosh"}
"""Module and class of each contender."""


def contender(name: str) -> type[Contender]:
    """A contender's class.

    Raises:
        ImportError: what it needs is not installed.
    """
    module = importlib.import_module(f".{name}_contender", __package__)
    found: type[Contender] = getattr(module, NAMES[name])
    return found


def installed() -> dict[str, type[Contender]]:
    """The contenders that can run here, by name; those that cannot are said aloud."""
    found = {}
    for name in NAMES:
        try:
            found[name] = contender(name)
        except ImportError as error:
            print(f"{name} does not take part: {error}")
    return found


def make(name: str, folder: Path) -> Contender:
    """A contender with its folder."""
    return contender(name)(folder)


__all__ = ["HEAP", "TOP", "Answer", "Ask", "Contender", "Row", "contender", "installed", "make"]

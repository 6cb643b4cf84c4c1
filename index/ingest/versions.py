"""The versions of articles that a batch meets: those of the archive, and those on their way."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from corpus import Article

from ..articles.documents import article_as_read, article_from_json
from ..engine.protocol import Snapshot

EARLIER_KEPT = 16
"""Fingerprints of earlier readings that an article keeps."""


@dataclass(frozen=True)
class Version:
    """One version of an article; its text is read only where its fingerprint does not settle the matter.

    Attributes:
        id: of the article.
        mark: its fingerprint, and those of readings of it that it took the place of.
        read: reads the article.
        is_stored: whether it is in the archive, rather than on its way.
    """

    id: str
    mark: str
    read: Callable[[], Article] = field(repr=False, compare=False)
    is_stored: bool

    @property
    def fingerprint(self) -> str:
        """Of the reading that it is."""
        return self.mark.partition(",")[0]

    @property
    def earlier(self) -> tuple[str, ...]:
        """The fingerprints of readings that it took the place of."""
        return tuple(self.mark.split(",")[1:])

    @cached_property
    def article(self) -> Article:
        """The article as it was read."""
        return self.read()


def stored_version(id_: str, mark: str, snapshot: Snapshot) -> Version:
    """The version of the archive."""

    def read() -> Article:
        stored = snapshot.stored_texts((id_,), ("article",))[0]
        assert stored
        return article_as_read(stored[0])

    return Version(id_, mark, read, is_stored=True)


def mark_after(fingerprint: str, before: Version, *readings: str) -> str:
    """The mark of a reading that takes the place of another one, and of further readings."""
    earlier = [each for each in dict.fromkeys((*readings, *before.mark.split(","))) if each != fingerprint]
    return ",".join([fingerprint, *earlier[:EARLIER_KEPT]])


class PendingArticles:
    """The articles of a batch, outside of memory until one of them is asked for again."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the batch
        self._end = 0

    def add(self, id_: str, mark: str, encoded: bytes) -> Version:
        """Keep an article, given as its JSON."""
        start = self._end
        self._file.seek(start)
        self._end += self._file.write(encoded)
        return Version(id_, mark, lambda: self._article(start, len(encoded)), is_stored=False)

    def close(self) -> None:
        """Drop them."""
        self._file.close()

    def _article(self, start: int, size: int) -> Article:
        self._file.seek(start)
        return article_from_json(self._file.read(size))

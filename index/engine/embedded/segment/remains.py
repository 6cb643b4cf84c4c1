"""The stored values of a field that can still be read in a segment's file, however damaged.

Blocks are found by their heads, wherever they lie, and each is verified by its own checksum: no directory, no
table and no other page of the file is needed. What has no head, as in segments of version 1, is read in the
ordinary way.
"""

from __future__ import annotations

import mmap
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import zstandard

from corpus.errors import ArchiveDamagedError

from ..store import files
from ..store.manifest import MOST_DOCUMENTS
from .segment import Segment
from .stored import HEAD_BYTES, LARGEST_BLOCK, MAGIC, Head, unpack_block, value_in

_UNREADABLE = (ArchiveDamagedError, IndexError)


class _FoundBlock(NamedTuple):
    """A block that is whole, and where its frame lies in the file."""

    first: int
    documents: int
    start: int
    stop: int


class Remains:
    """The stored values of a field, by document; a document's tags, where they can be read.

    Attributes:
        documents: how many there are, by what is whole; 0: nothing tells.

    Raises:
        ArchiveDamagedError: what is there is no file.
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path, field: str) -> None:
        self._path = path
        self._field = field
        self._content = _map_file(path)
        self._segment = _open_segment(path)
        self._blocks = list(_without_overlaps(sorted(_blocks_of(self._content, field))))
        self._starts = [block.first for block in self._blocks]
        self._content_of = lru_cache(maxsize=4)(self._unpack)
        last = self._blocks[-1] if self._blocks else None
        told = self._segment.documents if self._segment and self._segment.stored_fields() else 0
        self.documents = max(told, last.first + last.documents if last else 0)

    def value(self, document: int) -> bytes:
        """A document's value, encoded.

        Raises:
            ArchiveDamagedError: it cannot be read.
        """
        place = bisect_right(self._starts, document) - 1
        if place >= 0 and document < self._blocks[place].first + self._blocks[place].documents:
            block = self._blocks[place]
            try:
                return value_in(self._content_of(place), document - block.first, block.documents)
            except ValueError as error:
                raise self._damage_error(document) from error
        return self._value_by_tables(document)

    def tags(self, field: str, document: int) -> list[str]:
        """A document's tags in another field; []: it has none, or they cannot be read."""
        try:
            column = self._segment.tags(field) if self._segment else None
            return column.of(document) if column else []
        except _UNREADABLE:
            return []

    def close(self) -> None:
        """Let go of the file."""
        if self._segment:
            self._segment.close()
        self._content_of.cache_clear()

    def _value_by_tables(self, document: int) -> bytes:
        if self._segment is None or document >= self._segment.documents:
            raise self._damage_error(document)
        values = self._segment.stored_values(self._field)
        return values.get(document) if values else b""

    def _unpack(self, place: int) -> bytes:
        block = self._blocks[place]
        return unpack_block(
            self._content[block.start : block.stop], block.documents, zstandard.ZstdDecompressor()
        )

    def _damage_error(self, document: int) -> ArchiveDamagedError:
        what = f"The {self._field} of document {document} of {self._path} cannot be read."
        return ArchiveDamagedError(what, self._path.parent)


def _map_file(path: Path) -> mmap.mmap | bytes:
    with files.open_file(path) as file:
        size = file.seek(0, 2)
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""


def _open_segment(path: Path) -> Segment | None:
    try:
        return Segment(path)
    except ArchiveDamagedError:
        return None


def _blocks_of(content: mmap.mmap | bytes, field: str) -> Iterator[_FoundBlock]:
    """The blocks of a field that are whole. Where a head is, nothing is looked for in its frame."""
    mark = zlib.crc32(field.encode())
    at = content.find(MAGIC)
    while at >= 0:
        head = Head.from_bytes(content[at : at + HEAD_BYTES])
        start = at + (HEAD_BYTES if head else 1)
        stop = start + (head.length if head else 0)
        if head and head.field == mark and _is_whole(head, content[start:stop]):
            yield _FoundBlock(head.first, head.documents, start, stop)
        at = content.find(MAGIC, stop)


def _is_whole(head: Head, frame: bytes) -> bool:
    """Whether a frame is the head's, and has room for as many documents as that says."""
    if zlib.crc32(frame) != head.crc32 or head.first + head.documents > MOST_DOCUMENTS:
        return False
    try:
        return 4 * (head.documents + 1) <= int(zstandard.frame_content_size(frame)) <= LARGEST_BLOCK
    except zstandard.ZstdError:
        return False


def _without_overlaps(blocks: list[_FoundBlock]) -> Iterator[_FoundBlock]:
    """Blocks that do not overlap: of two that hold the same documents, the first in the file."""
    end = 0
    for block in blocks:
        if block.first >= end and block.documents:
            yield block
            end = block.first + block.documents

"""Stored values: what was given for a field, as it was given, in compressed blocks.

A value is bytes: empty where there is none; else ``s`` and a text in UTF-8, or ``j`` and JSON. A block holds
the values of consecutive documents: a table of offsets, u4[documents + 1], then the values. It is one frame
of Zstandard (RFC 8878) that names its size, so that nothing is unpacked that does not fit. Before it stands a
skippable frame, the block's head. It says whose values these are: so a block is found also where what leads
to it is damaged (remains.py).
"""

from __future__ import annotations

import json
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import zstandard

from corpus.errors import ArchiveDamagedError, DatelineError

from .layout import SegmentFile, SegmentFileWriter

BLOCK = 1 << 15
"""Bytes at which a block is closed."""
BLOCK_VALUES = 64
"""Values at which a block is closed: a short one is not to cost the unpacking of hundreds."""
LARGEST_BLOCK = 1 << 28
"""Bytes that a block may unpack to."""

_LEVEL = 3
_LONGEST_VALUE = LARGEST_BLOCK - BLOCK - 64
_WITH_HEADS = 2
"""The version of a segment from which on its blocks have heads."""
_OFFSETS = struct.Struct("<II")
_HEAD = struct.Struct("<8sIIIII")
_CHECKSUM = struct.Struct("<I")
HEAD_BYTES = _HEAD.size + _CHECKSUM.size
MAGIC = struct.pack("<II", 0x184D2A5D, HEAD_BYTES - 8)
"""How a head begins: as a skippable frame of Zstandard, with the size of the rest."""
_CACHED_BYTES = 1 << 19
"""Bytes of unpacked blocks that a thread keeps of a field."""
_HELD_BYTES = 1 << 25
"""Bytes of blocks that wait to be compressed."""

Block = tuple[bytes, int]
"""A block that is not compressed, and of how many documents."""


def encode_value(value: object) -> bytes:
    """A value as it is stored: None, a text, or whatever JSON can say.

    Raises:
        DatelineError: JSON cannot say it, or it is too long.
    """
    if value is None:
        return b""
    try:
        raw = b"s" + value.encode() if isinstance(value, str) else b"j" + _to_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise DatelineError(f"A value cannot be stored: {error}") from error
    if len(raw) > _LONGEST_VALUE:
        raise DatelineError(f"A value of {len(raw):,} bytes is too long to be stored.")
    return raw


def _to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def decode_value(raw: bytes) -> object:
    """The value that ``encode_value`` was given; tuples are lists now.

    Raises:
        ValueError: it is not such a value.
    """
    if not raw:
        return None
    if raw[:1] == b"s":
        return raw[1:].decode()
    if raw[:1] != b"j":
        raise ValueError("a stored value is of no known kind")
    try:
        return json.loads(raw[1:])
    except RecursionError as error:
        raise ValueError("a stored value is nested too deep") from error


class Head(NamedTuple):
    """The head of a block: whose values it holds, and its checksum.

    Attributes:
        field: CRC-32 of its field's name.
        first: number of its first document.
        documents: how many it holds.
        length: bytes of the frame after the head.
        crc32: of that frame.
    """

    field: int
    first: int
    documents: int
    length: int
    crc32: int

    def to_bytes(self) -> bytes:
        """The head as it is on the disk."""
        content = _HEAD.pack(MAGIC, *self)
        return content + _CHECKSUM.pack(zlib.crc32(content))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Head | None:
        """The head that begins here; None: there is none, or a damaged one."""
        if len(raw) < HEAD_BYTES or raw[:8] != MAGIC or Head._checksum(raw) != zlib.crc32(raw[: _HEAD.size]):
            return None
        return cls(*_HEAD.unpack_from(raw)[1:])

    @staticmethod
    def _checksum(raw: bytes) -> int:
        return int(_CHECKSUM.unpack_from(raw, _HEAD.size)[0])


def block_bytes(field: str, first: int, documents: int, frame: bytes) -> bytes:
    """A block as it is on the disk: its head and its frame."""
    mark = zlib.crc32(field.encode())
    return Head(mark, first, documents, len(frame), zlib.crc32(frame)).to_bytes() + frame


class Blocks:
    """Values on their way into blocks, which come out as they are to be compressed."""

    def __init__(self) -> None:
        self._values: list[bytes] = []
        self._size = 4
        self._held = 0  # values that are not empty

    @property
    def waiting(self) -> int:
        """Bytes of the block that is not closed yet; a value counts as its share of a block at least."""
        return max(self._size, self._held * (BLOCK // BLOCK_VALUES)) if self._values else 0

    def extend(self, values: Iterable[bytes]) -> Iterator[Block]:
        """Take the values of several documents; the blocks that these close."""
        for value in values:
            self._values.append(value)
            self._size += 4 + len(value)
            self._held += value != b""
            if self._size >= BLOCK or self._held >= BLOCK_VALUES:
                yield from self.close()

    def close(self) -> Iterator[Block]:
        """The block of what waits, if anything does."""
        if self._values:
            lengths = np.fromiter(map(len, self._values), np.int64, len(self._values))
            offsets = np.concatenate(([0], np.cumsum(lengths))).astype("<u4")
            raw = b"".join([offsets.tobytes(), *self._values])
            documents = len(self._values)
            self._values, self._size, self._held = [], 4, 0
            yield raw, documents


def compressor() -> zstandard.ZstdCompressor:
    """A compressor of blocks, for one thread."""
    return zstandard.ZstdCompressor(level=_LEVEL)


class StoredWriter:
    """Collects the stored values of a field in memory, a value for each document."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._blocks = Blocks()
        self._documents: list[int] = []  # of each block
        self._frames: list[bytes] = []
        self._raw: list[bytes] = []  # the blocks after these
        self._held = 0

    def extend(self, values: Iterable[bytes]) -> None:
        """The next documents' values, encoded; b"": a document has none."""
        self._take(self._blocks.extend(values))
        if self._held > _HELD_BYTES:
            self._compress()

    def finish(self) -> None:
        """Compress what was collected, after the last document.

        Another thread may go on meanwhile with what is not this writer's.
        """
        self._take(self._blocks.close())
        self._compress()

    def write(self, file: SegmentFileWriter) -> None:
        """Write the sections."""
        self.finish()
        put_tables(file, self._field, list(zip(map(len, self._frames), self._documents, strict=True)))
        first = accumulate(self._documents, initial=0)
        blocks = map(partial(block_bytes, self._field), first, self._documents, self._frames)
        file.put(f"{self._field}/stored/data", b"".join(blocks))

    def _take(self, blocks: Iterable[Block]) -> None:
        for raw, documents in blocks:
            self._raw.append(raw)
            self._documents.append(documents)
            self._held += len(raw)

    def _compress(self) -> None:
        if self._raw:  # in one call: each would wait for its turn in the interpreter
            made = compressor().multi_compress_to_buffer([*self._raw])
            self._frames += [made[number].tobytes() for number in range(len(made))]
            self._raw, self._held = [], 0


def put_tables(file: SegmentFileWriter, field: str, blocks: Sequence[tuple[int, int]]) -> None:
    """Write where each block lies and which documents it holds.

    Args:
        file: what is written to.
        field: the field's name.
        blocks: of each its compressed size in bytes, without its head, and how many documents it holds.
    """
    table = np.array(blocks, np.int64).reshape(-1, 2) + np.array((HEAD_BYTES, 0))
    ends = np.concatenate((np.zeros((1, 2), np.int64), np.cumsum(table, axis=0)))
    file.put(f"{field}/stored/blocks", ends[:, 0].astype("<u8"))
    file.put(f"{field}/stored/first", ends[:, 1].astype("<u4"))


def unpack_block(frame: bytes, documents: int, decompressor: zstandard.ZstdDecompressor) -> bytes:
    """The content of a block of so many documents.

    Raises:
        ValueError: it is none, or larger than blocks are.
    """
    try:
        size = zstandard.frame_content_size(frame)
        if not 4 * (documents + 1) <= size <= LARGEST_BLOCK:
            raise ValueError(f"a block of {size} bytes")
        return decompressor.decompress(frame)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def value_in(raw: bytes, at: int, documents: int) -> bytes:
    """The value at a place in a block's content, encoded.

    Raises:
        ValueError: it does not lie in the block.
    """
    start, stop = _OFFSETS.unpack_from(raw, 4 * at)
    base = 4 * (documents + 1)
    if not start <= stop <= len(raw) - base:
        raise ValueError("a value outside of its block")
    return raw[base + start : base + stop]


@dataclass(slots=True)
class _BlockCache:
    """The unpacked blocks of one thread, and its decompressor: zstd's contexts are not to be shared."""

    decompressor: zstandard.ZstdDecompressor = field(default_factory=zstandard.ZstdDecompressor)
    blocks: OrderedDict[int, bytes] = field(default_factory=OrderedDict)
    size: int = 0

    def keep(self, number: int, raw: bytes) -> None:
        """Remember a block, and forget those that were not asked for lately."""
        if len(raw) > _CACHED_BYTES:
            return
        self.blocks[number] = raw
        self.size += len(raw)
        while self.size > _CACHED_BYTES:
            self.size -= len(self.blocks.popitem(last=False)[1])


class StoredValues:
    """The stored values of a field. Threads may share it: each has unpacked blocks of its own."""

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self._field = field
        self._head = HEAD_BYTES if file.version >= _WITH_HEADS else 0
        self._data = file.section(f"{field}/stored/data")
        self._blocks = file.section(f"{field}/stored/blocks").whole()
        self._first = file.section(f"{field}/stored/first").whole()
        self._local = threading.local()
        self._check()

    def _check(self) -> None:
        blocks, first = self._blocks, self._first
        if not 0 < len(first) == len(blocks):
            raise self._contradiction()
        ends = (int(blocks[0]), int(blocks[-1]), int(first[0]), int(first[-1]))
        sizes = np.diff(blocks.astype(np.int64))
        ascending = bool(np.all(sizes >= self._head) and np.all(first[1:] > first[:-1]))
        if ends != (0, self._data.count, 0, self._file.documents) or not ascending:
            raise self._contradiction()

    def __len__(self) -> int:
        return len(self._blocks) - 1

    def get(self, document: int) -> bytes:
        """A document's value, encoded; b"": it has none.

        Raises:
            IndexError: there is no document of that number.
            ArchiveDamagedError: the value is not as it was written.
        """
        if not 0 <= document < self._file.documents:
            raise IndexError(document)
        block = int(self._first.searchsorted(document, "right")) - 1
        at = document - int(self._first[block])
        try:
            return value_in(self.block(block), at, self.documents_of(block))
        except ValueError as error:
            raise self._contradiction() from error

    def each_of(self, documents: Iterable[int]) -> Iterator[bytes]:
        """The values of some documents, in ascending order: as ``get``, at a fraction of the cost."""
        first = end = 0
        for document in documents:
            if not first <= document < end:
                block = int(self._first.searchsorted(document, "right")) - 1
                raw, first = self.block(block), int(self._first[block])
                end = first + self.documents_of(block)
            try:
                value = value_in(raw, document - first, end - first)
            except ValueError as error:
                raise self._contradiction() from error
            yield value

    def documents_of(self, block: int) -> int:
        """How many documents a block holds."""
        return int(self._first[block + 1]) - int(self._first[block])

    def frame(self, block: int) -> bytes:
        """A block's content, compressed."""
        return self._data.bytes(int(self._blocks[block]) + self._head, int(self._blocks[block + 1]))

    def frame_bytes(self, block: int) -> int:
        """Bytes of a block's content, compressed."""
        return int(self._blocks[block + 1]) - int(self._blocks[block]) - self._head

    def counts(self) -> list[int]:
        """How many documents each block holds."""
        counts: list[int] = np.diff(self._first).tolist()
        return counts

    def block(self, block: int) -> bytes:
        """An unpacked block.

        Raises:
            ArchiveDamagedError: it is none, or larger than blocks are.
        """
        scratch: _BlockCache | None = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = _BlockCache()
        raw = scratch.blocks.get(block)
        if raw is None:
            raw = self._unpack(block, scratch.decompressor)
            scratch.keep(block, raw)
        else:
            scratch.blocks.move_to_end(block)
        return raw

    def _unpack(self, block: int, decompressor: zstandard.ZstdDecompressor) -> bytes:
        frame = self.frame(block)
        try:
            return unpack_block(frame, self.documents_of(block), decompressor)
        except ValueError as error:
            raise self._contradiction() from error

    def _contradiction(self) -> ArchiveDamagedError:
        return self._file.damage_error(f"its stored values of {self._field} cannot be read")

"""Bytes on their way to a reader: decompressed within bounds, as UTF-8, a line at a time."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from ..unpacking import CHUNK, HEAD, Flow, Level, Readable, decompress, read_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["HEAD", "LINE_LIMIT", "Opened", "look_ahead", "numbered_lines", "open_text"]

LINE_LIMIT = 64 * 1024**2

# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """An input that is open, decompressed and in UTF-8.

    Attributes:
        head: its first 64 KiB, unpacked and in UTF-8.
        stream: all of it, the head included. Closing it leaves the input open.
        level: how deep in its input it lies, the layers of compression around it counted.
        is_packed: whether there are any such layers.
        is_utf8: whether that is known, by a byte order mark or because it was turned into it.
    """

    head: bytes
    stream: io.BufferedReader
    level: Level = field(default_factory=Level)
    is_packed: bool = False
    is_utf8: bool = False


def open_text(source: Readable, level: Level | None = None) -> Opened:
    """An input as plain bytes.

    Compressed data are decompressed, wherever their magic numbers stand; UTF-16 and UTF-32 with a byte order
    mark are turned into UTF-8, and the mark is dropped.

    Raises:
        InputError: there are too many layers of compression; while reading, see
            ``corpus.unpacking.decompress``.
    """
    level = level or Level()
    flow, unpacked = decompress(Flow(read_once(source)), level)
    unmarked = flow
    for mark, encoding in _ENCODINGS.items():
        if flow.head.startswith(mark):
            flow.read(len(mark))
            flow = Flow(_Transcoded(flow.read, encoding).read)
            break
    if flow.head.startswith(codecs.BOM_UTF8):
        flow.read(len(codecs.BOM_UTF8))
        flow = Flow(flow.read)
    return Opened(
        flow.head, io.BufferedReader(flow, CHUNK), unpacked, unpacked != level, flow is not unmarked
    )


def as_utf8(opened: Opened, encoding: str) -> Opened:
    """An open input whose text is in ``encoding``, in UTF-8."""
    flow = Flow(_Transcoded(opened.stream.read, encoding).read)
    return replace(opened, head=flow.head, stream=io.BufferedReader(flow, CHUNK), is_utf8=True)


def look_ahead(source: BinaryIO) -> tuple[bytes, io.BufferedReader]:
    """The first 64 KiB of a stream, and a stream of all of it, the head included."""
    flow = Flow(read_once(source))
    return flow.head, io.BufferedReader(flow, CHUNK)


def numbered_lines(stream: BinaryIO, limit: int = LINE_LIMIT) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for a line of more than ``limit`` bytes. Memory is bounded."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
        else:
            while (more := stream.readline(CHUNK)) and not more.endswith(b"\n"):
                pass
            yield number, None


class _Transcoded:
    """UTF-8 from bytes in another encoding; what cannot be decoded becomes U+FFFD."""

    def __init__(self, read: Callable[[int], bytes | None], encoding: str) -> None:
        self._read = read
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int) -> bytes:
        while encoded := self._read(max(size, CHUNK)):
            if text := self._decoder.decode(encoded):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode()

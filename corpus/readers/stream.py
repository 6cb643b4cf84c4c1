"""Bytes on their way to a reader: decompressed within bounds, as UTF-8, a line at a time."""

from __future__ import annotations

import codecs
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

HEAD = 64 * 1024
LINE_LIMIT = 64 * 1024**2
UNPACKED_LIMIT = 4 * 1024**3
UNPACKED_FREELY = 32 * 1024**2
EXPANSION_LIMIT = 200

_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"
# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def open_text(source: BinaryIO) -> tuple[bytes, io.BufferedReader]:
    """The first 64 KiB of ``source``, and all of it (the head included) as a stream to read from.

    gzip is decompressed, wherever its magic number stands; UTF-16 and UTF-32 with a byte order mark are
    turned into UTF-8, and the mark is dropped. Closing the stream leaves ``source`` open.

    Raises:
        InputError: while reading, when the unpacked bytes exceed 4 GiB, or 200 times the packed ones
            (the first 32 MiB are free).
    """
    flow = _Flow(_read_once(source))
    if flow.head.startswith(_GZIP):
        flow = _Flow(_Unpacked(flow.read).read)
    for mark, encoding in _ENCODINGS.items():
        if flow.head.startswith(mark):
            flow.read(len(mark))
            flow = _Flow(_Transcoded(flow.read, encoding).read)
            break
    if flow.head.startswith(codecs.BOM_UTF8):
        flow.read(len(codecs.BOM_UTF8))
        flow = _Flow(flow.read)
    return flow.head, io.BufferedReader(flow, _CHUNK)


def look_ahead(source: BinaryIO) -> tuple[bytes, io.BufferedReader]:
    """The first 64 KiB of ``source``, and all of it, the head included, as a stream to read from."""
    flow = _Flow(_read_once(source))
    return flow.head, io.BufferedReader(flow, _CHUNK)


def numbered_lines(stream: BinaryIO, limit: int = LINE_LIMIT) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for one of more than ``limit`` bytes, in bounded memory."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
        else:
            while (more := stream.readline(_CHUNK)) and not more.endswith(b"\n"):
                pass
            yield number, None


def _read_once(source: BinaryIO) -> Callable[[int], bytes | None]:
    """``read1`` where there is one: a buffered ``read`` loses what it has when the next part fails."""
    read: Callable[[int], bytes | None] = getattr(source, "read1", source.read)
    return read


class _Flow(io.RawIOBase):
    """Bytes from a function, with a ``head`` that can be looked at before it is read."""

    def __init__(self, read: Callable[[int], bytes | None]) -> None:
        self._read = read
        self._ahead = bytearray()
        self._failure: Exception | None = None
        try:
            while len(self._ahead) < HEAD and (chunk := self._next(HEAD - len(self._ahead))):
                self._ahead += chunk
        except (OSError, EOFError, zlib.error, InputError) as error:
            self._failure = error  # in its turn, after what could be read
        self.head = bytes(self._ahead[:HEAD])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        part = self._ahead or self._next(len(view))
        size = min(len(part), len(view))
        view[:size] = part[:size]
        self._ahead = bytearray(part[size:])
        return size

    def _next(self, size: int) -> bytes:
        if self._failure:
            raise self._failure
        chunk = self._read(size)
        if chunk is None:
            raise InputError("the stream would block; give a blocking one")
        return chunk


class _Counted:
    """A function that reads, and how many bytes it gave."""

    def __init__(self, read: Callable[[int], bytes | None]) -> None:
        self._read = read
        self.count = 0

    def read(self, size: int) -> bytes:
        chunk = self._read(size) or b""
        self.count += len(chunk)
        return chunk

    def seek(self, offset: int) -> int:
        """Asked for by the type of ``GzipFile``, and never used to read on."""
        raise io.UnsupportedOperation(f"seek to {offset}")


class _Unpacked:
    """A gzip stream that stops where it grows like a bomb."""

    def __init__(self, read: Callable[[int], bytes | None]) -> None:
        import gzip  # few sources are compressed, and importing corpus must stay quick

        self._packed = _Counted(read)
        self._unpacked = _Counted(gzip.GzipFile(fileobj=self._packed, mode="rb").read1)

    def read(self, size: int) -> bytes:
        chunk = self._unpacked.read(size)
        if self._unpacked.count > UNPACKED_LIMIT:
            raise InputError(f"unpacks to more than {UNPACKED_LIMIT // 1024**3} GiB; split it")
        if self._unpacked.count > max(UNPACKED_FREELY, EXPANSION_LIMIT * self._packed.count):
            raise InputError(
                f"unpacks to more than {EXPANSION_LIMIT} times its size, as a decompression bomb does; "
                "if it is sound, unpack it first"
            )
        return chunk


class _Transcoded:
    """UTF-8 from bytes in another encoding; what cannot be decoded becomes U+FFFD."""

    def __init__(self, read: Callable[[int], bytes | None], encoding: str) -> None:
        self._read = read
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int) -> bytes:
        while encoded := self._read(max(size, _CHUNK)):
            if text := self._decoder.decode(encoded):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode()

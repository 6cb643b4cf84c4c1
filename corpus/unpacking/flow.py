"""Bytes on their way, with a head that can be looked at before it is read."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Protocol

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

HEAD = 64 * 1024
CHUNK = 256 * 1024


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int, /) -> bytes | None:
        """At most ``size`` bytes; empty at the end."""
        ...


def read_once(source: Readable) -> Callable[[int], bytes | None]:
    """``read1`` if there is one, as a buffered ``read`` loses its bytes when the next part fails."""
    read: Callable[[int], bytes | None] = getattr(source, "read1", source.read)
    return read


class Flow(io.RawIOBase):
    """A stream over a read function, with a ``head`` of up to 64 KiB to look at beforehand.

    A failure before the end of the head is raised in its turn, after what could be read.
    """

    def __init__(self, read: Callable[[int], bytes | None]) -> None:
        self._read = read
        self._ahead = bytearray()
        self._failure: Exception | None = None
        try:
            while len(self._ahead) < HEAD and (chunk := self._next(HEAD - len(self._ahead))):
                self._ahead += chunk
        except (OSError, EOFError, zlib.error, InputError) as error:
            self._failure = error
        self.head = bytes(self._ahead[:HEAD])

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with the next bytes; returns their number, 0 at the end."""
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


def read_whole(read: Callable[[int], bytes | None], size: int) -> bytes:
    """``size`` bytes, or fewer at the end; for small sizes."""
    chunk = read(size) or b""
    if len(chunk) == size or not chunk:
        return chunk
    parts = bytearray(chunk)
    while len(parts) < size and (chunk := read(size - len(parts)) or b""):
        parts += chunk
    return bytes(parts)

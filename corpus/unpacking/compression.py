"""Compressed streams: gzip, bzip2, xz, lzma and Zstandard, known by their content."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from ..errors import InputError
from .flow import Flow
from .limits import Guard, Level

if TYPE_CHECKING:
    from collections.abc import Callable

COMPRESSED_SUFFIXES = (".gz", ".bz2", ".xz", ".lzma", ".zst", ".zstd")
"""What is dropped from a file's name before a reader sees it."""

_PIECE = 16 * 1024  # read at once: what comes out of a piece is lost when it turns out to be damaged
_bzip2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
# LZMA alone has no magic number: properties 0x5d, a dictionary of a power of two or one and a half, and a
# size that is unknown or below a terabyte. Text holds no NUL bytes; a TAR archive whose first member is
# called "]" holds nothing else there.
_lzma = re.compile(rb"\x5d\x00\x00(?!\x00\x00)(?:[\x00-\xff]{2})(?:\xff{8}|[\x00-\xff]{5}\x00{3})", re.DOTALL)


class Decoder(Protocol):
    """What decompresses one stream, piece by piece."""

    @property
    def eof(self) -> bool:
        """Whether the stream's end was reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more to come without further bytes."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What followed the stream's end."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most about ``max_length`` bytes of what comes next."""
        ...


def decompress(flow: Flow, level: Level) -> tuple[Flow, Level]:
    """The content of ``flow`` without its layers of compression, and its level.

    Raises:
        InputError: there are more than three layers. While reading: what is damaged, unpacks to more than
            4 GiB, or to more than 200 times what was packed (the first 32 MiB are free).
    """
    while kind := compression_kind(flow.head):
        within = level.in_layer()
        flow = Flow(unpacking(kind, flow.read, level))
        level = within
    return flow, level


def compression_kind(head: bytes) -> str:
    """The compression that begins so; "" if it is none that is known."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if _bzip2.match(head):
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if head[:4] == b"\x28\xb5\x2f\xfd" or (head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F):  # noqa: PLR2004 -- skippable frames have sixteen magic numbers
        return "Zstandard"
    return "lzma" if _lzma.match(head) else ""


def unpacking(kind: str, read: Callable[[int], bytes | None], level: Level) -> Callable[[int], bytes]:
    """A function that decompresses what ``read`` gives."""
    guard = Guard(level.budget)
    if kind == "gzip":
        return _Gzip(read, guard).read
    return Unpacked(kind, read, guard, level.window).read


class Inflater:
    """A raw deflate stream as a ``Decoder``."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the stream's end was reached."""
        return self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        """What followed the stream's end."""
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most ``max_length`` bytes of what comes next."""
        chunk = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        self.needs_input = len(chunk) < max_length and not self._inflate.unconsumed_tail
        return chunk


def decoder(kind: str, window: int) -> Decoder:
    """A decoder for one stream, which may need about ``window`` bytes of memory."""
    if kind == "deflate":
        return Inflater()
    if kind == "bzip2":
        import bz2

        return bz2.BZ2Decompressor()
    if kind == "Zstandard":
        from .zstandard_frames import ZstandardFrame

        return ZstandardFrame(window)
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ if kind == "xz" else lzma.FORMAT_ALONE, memlimit=window)


class Unpacked:
    """Compressed streams, one after another, behind one read function."""

    def __init__(
        self,
        kind: str,
        read: Callable[[int], bytes | None],
        guard: Guard,
        window: int,
        *,
        is_single: bool = False,
    ) -> None:
        self._is_single = is_single
        self._kind = kind
        self._read = read
        self._guard = guard
        self._window = window
        self._rest = b""
        self._failure: InputError | None = None
        self._decoder: Decoder | None = decoder(kind, window)

    def read(self, size: int) -> bytes:
        """The next bytes, at most about ``size``; empty at the end.

        Raises:
            InputError: the data are damaged, cut off, or a bomb; again and again from then on.
        """
        if self._failure:
            raise self._failure
        try:
            while self._decoder:
                if chunk := self._step(max(size, 1)):
                    return self._guard.admit(chunk)
        except InputError as error:
            self._failure = error
            raise
        return b""

    def _step(self, size: int) -> bytes:
        assert self._decoder
        if self._decoder.eof:
            self._rest += self._decoder.unused_data
            self._next_stream()
            return b""
        piece = self._rest
        self._rest = b""
        if not piece and self._decoder.needs_input:
            piece = self._piece()
            if not piece:
                raise damage(self._kind, "it is cut off")
        return decode_piece(self._decoder, self._kind, piece, size)

    def _next_stream(self) -> None:
        """Go on with the stream that follows, after padding."""
        if self._is_single:
            self._decoder = None
            return
        rest = self._rest.lstrip(b"\0")
        while not rest and (piece := self._piece()):
            rest = piece.lstrip(b"\0")
        self._decoder = decoder(self._kind, self._window) if rest else None
        self._rest = rest

    def _piece(self) -> bytes:
        piece = self._read(_PIECE) or b""
        self._guard.packed += len(piece)
        return piece


def decode_piece(decoder: Decoder, kind: str, piece: bytes, size: int) -> bytes:
    """What ``decoder`` makes of ``piece``, with its errors turned into ``InputError``.

    Raises:
        InputError: the data are damaged, or need too much memory.
    """
    try:
        return decoder.decompress(piece, size)
    except InputError:
        raise
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise damage(kind, str(error)) from None
    except MemoryError:
        raise InputError(f"{kind} data that need more memory than there is to unpack") from None
    except Exception as error:
        if type(error).__name__ != "LZMAError":
            raise
        if "emory" in str(error):
            raise InputError(f"{kind} data that need too much memory to unpack; unpack them first") from None
        raise damage(kind, str(error)) from None


def damage(kind: str, reason: str) -> InputError:
    """The error for damaged compressed data."""
    return InputError(f"damaged {kind} data, read as far as they go: {reason}")


class _Gzip:
    """A gzip file, which may have several members."""

    def __init__(self, read: Callable[[int], bytes | None], guard: Guard) -> None:
        import gzip  # few inputs are compressed, and importing corpus must stay quick

        self._packed = _CountedFile(read, guard)
        self._guard = guard
        self._failure: InputError | None = None
        self._unpacked = gzip.GzipFile(fileobj=cast("BinaryIO", self._packed), mode="rb")

    def read(self, size: int) -> bytes:
        """The next bytes; empty at the end."""
        if self._failure:
            raise self._failure
        try:
            return self._guard.admit(self._unpacked.read1(size))
        except InputError as error:
            self._failure = error
            raise
        except (EOFError, zlib.error) as error:
            self._failure = damage("gzip", str(error))
        except OSError as error:
            if error.errno is not None:  # the input's own
                raise
            self._failure = damage("gzip", str(error))
        raise self._failure


class _CountedFile:
    """A read function as a file object, with its bytes counted."""

    def __init__(self, read: Callable[[int], bytes | None], guard: Guard) -> None:
        self._read = read
        self._guard = guard

    def read(self, size: int) -> bytes:
        chunk = self._read(size) or b""
        self._guard.packed += len(chunk)
        return chunk

    def seek(self, offset: int) -> int:
        """Never called; the type of ``GzipFile`` asks for it."""
        raise io.UnsupportedOperation(f"seek to {offset}")

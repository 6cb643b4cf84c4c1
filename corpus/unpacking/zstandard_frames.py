"""Frames of Zstandard, block by block.

The library's decoder, given many bytes, returns all that comes out of them at once, and does not tell a frame
that is cut off from one that has ended. So each block, of which at most 128 KiB can come, is given to it by
itself. (RFC 8878, section 3.1.)
"""

from __future__ import annotations

from typing import Any

from ..errors import InputError

_BLOCK_LIMIT = 128 * 1024
_MAGIC = b"\x28\xb5\x2f\xfd"
_RLE, _RESERVED = 1, 3


class ZstandardFrame:
    """One frame; a ``Decoder``."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._frame: Any = None
        self._pending = bytearray()
        self._step = self._begin
        self._wanted = 4
        self._has_checksum = False
        self._is_last = False
        self.eof = False

    @property
    def needs_input(self) -> bool:
        """Whether the next step needs more bytes."""
        return not self.eof and len(self._pending) < self._wanted

    @property
    def unused_data(self) -> bytes:
        """What followed the frame's end."""
        return bytes(self._pending) if self.eof else b""

    def decompress(self, data: bytes, max_length: int) -> bytes:  # noqa: ARG002 -- a block is little enough
        """The content of the next block, at most 128 KiB; empty if more input is needed, or at the end."""
        self._pending += data
        chunk = b""
        while not chunk and not self.eof and len(self._pending) >= self._wanted:
            chunk = self._step()
        return chunk

    def _begin(self) -> bytes:
        if self._pending[:4] == _MAGIC:
            self._step, self._wanted = self._describe, 5
        elif self._pending[1:4] == b"\x2a\x4d\x18" and self._pending[0] >> 4 == 5:  # noqa: PLR2004 -- 0x5?
            self._step, self._wanted = self._skip_begin, 8
        else:
            raise ValueError("what follows a frame is none")
        return b""

    def _skip_begin(self) -> bytes:
        self._left = int.from_bytes(self._pending[4:8], "little")
        del self._pending[:8]
        self._step, self._wanted = self._skip, min(1, self._left)
        return b""

    def _skip(self) -> bytes:
        part = min(self._left, len(self._pending))
        del self._pending[:part]
        self._left -= part
        self._wanted = min(1, self._left)
        self.eof = not self._left
        return b""

    def _describe(self) -> bytes:
        """Read the frame descriptor, which tells the header's length."""
        descriptor = self._pending[4]
        is_single = bool(descriptor & 0x20)
        size = (0, 2, 4, 8)[descriptor >> 6] or int(is_single)
        self._has_checksum = bool(descriptor & 0x04)
        self._wanted = 5 + (not is_single) + (0, 1, 2, 4)[descriptor & 3] + size
        self._step = self._open
        return b""

    def _open(self) -> bytes:
        import zstandard

        self._frame = zstandard.ZstdDecompressor(max_window_size=self._window).decompressobj()
        header = self._take(self._wanted)
        self._step, self._wanted = self._block, 3
        return self._give(header)

    def _block(self) -> bytes:
        header = int.from_bytes(self._pending[:3], "little")
        self._is_last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
        if kind == _RESERVED or size > _BLOCK_LIMIT:
            raise ValueError("a block that is none")
        self._step, self._wanted = self._content, 3 + (1 if kind == _RLE else size)
        return b""

    def _content(self) -> bytes:
        block = self._take(self._wanted)
        if not self._is_last:
            self._step, self._wanted = self._block, 3
        elif self._has_checksum:
            self._step, self._wanted = self._close, 4
        else:
            self.eof = True
        return self._give(block)

    def _close(self) -> bytes:
        self.eof = True
        return self._give(self._take(4))

    def _take(self, size: int) -> bytes:
        taken = bytes(self._pending[:size])
        del self._pending[:size]
        return taken

    def _give(self, part: bytes) -> bytes:
        import zstandard

        try:
            return bytes(self._frame.decompress(part))
        except zstandard.ZstdError as error:
            if "too much memory" in str(error):
                limit = f"{self._window // 1024**2} MiB"
                raise InputError(
                    f"Zstandard data with a window of more than {limit}; unpack them first"
                ) from None
            raise ValueError(str(error)) from None

"""Streams kept where one can seek in them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from ..errors import InputError
from .flow import CHUNK
from .limits import UNPACKED_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_MEMORY = 4 * 1024**2  # bytes; larger streams go to a file


@contextmanager
def spool(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The rest of ``stream`` as a seekable file: in memory, or in an unnamed file if it is large.

    Raises:
        InputError: it has more than 4 GiB.
        OSError: there is no room for it.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > UNPACKED_LIMIT:
                limit = f"{UNPACKED_LIMIT // 1024**3} GiB"
                raise InputError(f"more than {limit} in which one must seek; unpack it first, or split it")
            file.write(chunk)
        file.seek(0)
        yield cast("BinaryIO", file)

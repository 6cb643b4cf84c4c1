"""Which documents of a segment are deleted: a bitmap beside it, written anew whenever that changes.

Bit i of the file (the least significant bit of a byte first) is document i of the segment.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from . import small_files
from .manifest import DeletedFile, SegmentEntry

Mask = NDArray[np.bool_]


def write(path: Path, deleted: Mask) -> DeletedFile:
    """Write a bitmap, bool[documents of the segment], to a new file, and bring it to the disk."""
    content = np.packbits(deleted, bitorder="little").tobytes()
    small = small_files.write(path, content)
    return DeletedFile(small.name, small.bytes, small.crc32, int(deleted.sum()))


def read(archive: Path, segment: SegmentEntry) -> Mask | None:
    """Which documents of a segment are deleted, bool[documents]; None: none is.

    Raises:
        ArchiveDamagedError: the bitmap is not as it was written.
        FileNotFoundError: it is not there.
    """
    file = segment.deleted
    if file is None:
        return None
    deleted = mask_of_bytes(small_files.read(archive, file), segment.documents)
    if int(deleted.sum()) != file.documents:
        raise small_files.damage_error(archive, file)
    return deleted


def mask_of_bytes(content: bytes, documents: int) -> Mask:
    """A bitmap's bits, bool[documents]."""
    octets = np.frombuffer(content, np.uint8)
    return np.unpackbits(octets, count=documents, bitorder="little").view(np.bool_)

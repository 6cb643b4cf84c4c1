"""Which documents of a segment are deleted: a bitmap beside it, written anew whenever that changes.

Bit i of the file (the least significant bit of a byte first) is document i of the segment.
"""

from __future__ import annotations

import zlib
from os import fstat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError

from . import disk
from .manifest import DeletedFile, SegmentFile, SmallFile

_LARGEST = 1 << 28
"""Bytes of a bitmap of the most documents that an archive can hold."""

Mask = NDArray[np.bool_]

REMEDY = "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage"


def write(path: Path, deleted: Mask) -> DeletedFile:
    """Write a bitmap, bool[documents of the segment], to a new file, and bring it to the disk."""
    content = np.packbits(deleted, bitorder="little").tobytes()
    disk.write_file(path, content)
    return DeletedFile(path.name, len(content), zlib.crc32(content), int(deleted.sum()))


def read(archive: Path, segment: SegmentFile) -> Mask | None:
    """Which documents of a segment are deleted, bool[documents]; None: none is.

    Raises:
        ArchiveDamagedError: the bitmap is not as it was written.
        FileNotFoundError: it is not there.
    """
    file = segment.deleted
    if file is None:
        return None
    deleted = unpacked(read_small(archive, file), segment.documents)
    if int(deleted.sum()) != file.documents:
        raise _damaged(archive, file)
    return deleted


def unpacked(content: bytes, documents: int) -> Mask:
    """A bitmap's bits, bool[documents]."""
    octets = np.frombuffer(content, np.uint8)
    return np.unpackbits(octets, count=documents, bitorder="little").view(np.bool_)


def read_small(archive: Path, file: SmallFile) -> bytes:
    """The content of a small file, after its size and its checksum were compared with the manifest's.

    Raises:
        ArchiveDamagedError: it is not as it was written.
        FileNotFoundError: it is not there.
    """
    with (archive / file.name).open("rb") as opened:
        if fstat(opened.fileno()).st_size != file.bytes or file.bytes > _LARGEST:
            raise _damaged(archive, file)
        content = opened.read(file.bytes)
    if len(content) != file.bytes or zlib.crc32(content) != file.crc32:
        raise _damaged(archive, file)
    return content


def _damaged(archive: Path, file: SmallFile) -> ArchiveDamagedError:
    return ArchiveDamagedError(f"{archive / file.name} is not as it was written.", archive, REMEDY)

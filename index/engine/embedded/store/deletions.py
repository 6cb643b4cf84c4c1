"""Which documents of a segment are deleted: a bitmap beside it, written anew whenever that changes.

Bit i of the file (the least significant bit of a byte first) is document i of the segment.
"""

from __future__ import annotations

import contextlib
import zlib
from dataclasses import replace
from os import fstat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError

from . import disk, files
from .manifest import COPY, DeletedFile, SegmentFile, SmallFile

_LARGEST = 1 << 28
"""Bytes of a bitmap of the most documents that an archive can hold."""

Mask = NDArray[np.bool_]

REMEDY = "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage"


def write(path: Path, deleted: Mask) -> DeletedFile:
    """Write a bitmap, bool[documents of the segment], to a new file, and bring it to the disk."""
    content = np.packbits(deleted, bitorder="little").tobytes()
    small = write_small(path, content)
    return DeletedFile(small.name, small.bytes, small.crc32, int(deleted.sum()))


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


def write_small(path: Path, content: bytes) -> SmallFile:
    """Write a small file and its copy, and bring the file to the disk."""
    disk.write_file(path, content)
    disk.write_copy(path.with_name(path.name + COPY), content)
    return SmallFile(path.name, len(content), zlib.crc32(content))


def read_small(archive: Path, file: SmallFile) -> bytes:
    """The content of a small file, or of its copy where that alone is as the manifest says.

    Raises:
        ArchiveDamagedError: neither is as it was written.
        FileNotFoundError: neither is there.
    """
    try:
        return read_whole(archive, file)
    except (ArchiveDamagedError, FileNotFoundError):
        with contextlib.suppress(ArchiveDamagedError, OSError):
            return read_whole(archive, replace(file, name=file.name + COPY))
        raise


def restore_small(archive: Path, file: SmallFile) -> None:
    """Write a small file that is damaged anew from its copy, and a copy that is damaged from the file.

    Raises:
        ArchiveDamagedError, FileNotFoundError: neither is as it was written, or there.
    """
    content = read_small(archive, file)
    copy = replace(file, name=file.name + COPY)
    for each, write in ((file, disk.replace_file), (copy, disk.write_copy)):
        try:
            read_whole(archive, each)
        except (ArchiveDamagedError, FileNotFoundError):
            write(archive / each.name, content)


def read_whole(archive: Path, file: SmallFile) -> bytes:
    """The content of a small file, after its size and its checksum were compared with the manifest's.

    Raises:
        ArchiveDamagedError: it is not as it was written.
        FileNotFoundError: it is not there.
    """
    with files.open_file(archive / file.name) as opened:
        if fstat(opened.fileno()).st_size != file.bytes or file.bytes > _LARGEST:
            raise _damaged(archive, file)
        content = opened.read(file.bytes)
    if len(content) != file.bytes or zlib.crc32(content) != file.crc32:
        raise _damaged(archive, file)
    return content


def _damaged(archive: Path, file: SmallFile) -> ArchiveDamagedError:
    return ArchiveDamagedError(f"{archive / file.name} is not as it was written.", archive, REMEDY)

"""Small files of an archive, each with a copy: what they say stands nowhere else."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from os import fstat
from pathlib import Path

from corpus.errors import ArchiveDamagedError

from . import disk, files
from .manifest import COPY, SmallFile

_LARGEST = 1 << 28
"""Bytes of a bitmap of the most documents that an archive can hold."""

REMEDY = "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage"


def write(path: Path, content: bytes) -> SmallFile:
    """Write a small file and its copy, and bring the file to the disk."""
    disk.write_file(path, content)
    disk.write_copy(path.with_name(path.name + COPY), content)
    return SmallFile(path.name, len(content), zlib.crc32(content))


def read(archive: Path, file: SmallFile) -> bytes:
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


def read_present(archive: Path, file: SmallFile) -> bytes:
    """As ``read``, where the file must be there.

    Raises:
        ArchiveDamagedError: it is missing, or neither it nor its copy is as it was written.
    """
    try:
        return read(archive, file)
    except FileNotFoundError:
        raise ArchiveDamagedError(f"{archive / file.name} is missing.", archive, REMEDY) from None


def restore(archive: Path, file: SmallFile) -> None:
    """Write a small file that is damaged anew from its copy, and a copy that is damaged from the file.

    Raises:
        ArchiveDamagedError, FileNotFoundError: neither is as it was written, or there.
    """
    content = read(archive, file)
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
            raise damage_error(archive, file)
        content = opened.read(file.bytes)
    if len(content) != file.bytes or zlib.crc32(content) != file.crc32:
        raise damage_error(archive, file)
    return content


def damage_error(archive: Path, file: SmallFile) -> ArchiveDamagedError:
    """The error of a small file whose content is another one."""
    return ArchiveDamagedError(f"{archive / file.name} is not as it was written.", archive, REMEDY)


def count_to_combine(files: Sequence[SmallFile], size: int) -> int:
    """How many of the last files are to be combined with a new one of that many bytes.

    Each file that stays is larger than all after it together, so that there are at most about
    log2(bytes) of them, and each byte is written again about as often.
    """
    count = 0
    for file in reversed(files):
        if file.bytes > size:
            break
        size += file.bytes
        count += 1
    return count

"""The container: named sections of one type each, mapped into memory and checked page by page.

docs/format.md describes it byte for byte. A page is verified when it is first read, so that opening costs
nothing and no damaged byte is ever taken for an answer.
"""

from __future__ import annotations

import errno
import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError, ArchiveFormatError

from ..store import disk, files

VERSION = 2
_READABLE = (1, 2)
PAGE = 1 << 16
"""Bytes that one checksum stands for."""

_MAGIC = b"dateline-segment"
_HEADER = struct.Struct("<16sI44x")
_FOOTER = struct.Struct("<QQQIIII8s")
"""Offset of the table; offset and length of the directory; checksums of both; version; own checksum; end."""
_END = b"segment."
_ALIGNMENT = 64
_LONGEST_DIRECTORY = 1 << 24
_READ_BACK = 1 << 20
_TYPES = {name: np.dtype("<" + name) for name in ("u1", "u2", "u4", "u8", "i4", "i8", "f4")}

Array = NDArray[Any]


class SegmentFileWriter:
    """Writes a segment's file; a context manager that removes the file when an exception passes."""

    def __init__(self, path: Path) -> None:
        self._file = disk.NewFile(path)
        self._sections: dict[str, tuple[str, int, int]] = {}
        self._regions: list[Region] = []
        self._file.write_at(0, _HEADER.pack(_MAGIC, VERSION))
        self._end = self._filled = _HEADER.size

    def put(self, name: str, array: Array | bytes) -> None:
        """Write a whole section."""
        values = np.frombuffer(array, np.uint8) if isinstance(array, bytes) else array
        self.region(name, _type_name(values.dtype), len(values)).append(values)

    def region(self, name: str, dtype: str, count: int) -> Region:
        """Reserve a section whose values follow, in order; several may be open at once."""
        if name in self._sections:
            raise ValueError(f"two sections {name!r}")
        start = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        self._sections[name] = (dtype, start, count)
        self._end = start + count * _TYPES[dtype].itemsize
        region = Region(self._file, _TYPES[dtype], start, count, start - self._filled)
        self._regions.append(region)
        if count:
            self._filled = self._end
        return region

    def finish(self, documents: int, fields: Mapping[str, object]) -> int:
        """Write checksums, directory and footer, and bring the file to the disk.

        Returns:
            Its size in bytes.
        """
        if any(region.left for region in self._regions):
            raise ValueError("a region was not filled")
        if self._end > self._file.size:  # a last section without values leaves its padding to us
            self._file.write_at(self._file.size, bytes(self._end - self._file.size))
        table = self._page_checksums()
        directory = json.dumps(
            {"documents": documents, "fields": fields, "sections": self._sections}, separators=(",", ":")
        ).encode()
        at = self._end
        self._file.write_at(at, table + directory)
        numbers = (at, at + len(table), len(directory), zlib.crc32(table), zlib.crc32(directory), VERSION)
        footer = _FOOTER.pack(*numbers, 0, _END)
        footer = _FOOTER.pack(*numbers, _own_checksum(footer), _END)
        self._file.write_at(at + len(table) + len(directory), footer)
        self._file.sync()
        return self._file.size

    def _page_checksums(self) -> bytes:
        checksums = []
        for offset in range(0, self._end, _READ_BACK):
            piece = memoryview(self._read_back(offset, min(_READ_BACK, self._end - offset)))
            checksums += [zlib.crc32(piece[start : start + PAGE]) for start in range(0, len(piece), PAGE)]
        return np.array(checksums, "<u4").tobytes()

    def _read_back(self, offset: int, length: int) -> bytes:
        read = self._file.read_at(offset, length)
        while len(read) < length:
            more = self._file.read_at(offset + len(read), length - len(read))
            if not more:
                raise OSError(errno.EIO, "what was written cannot be read back", str(self._file.path))
            read += more
        return read

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.__exit__(kind, error, trace)


class Region:
    """A section that is being filled.

    Attributes:
        left: how many values are still to come.
    """

    def __init__(
        self, file: disk.NewFile, dtype: np.dtype[Any], start: int, count: int, padding: int
    ) -> None:
        self.left = count
        self._file = file
        self._dtype = dtype
        self._at = start
        self._padding = padding

    def append(self, array: Array) -> None:
        """Write the next values."""
        if len(array) > self.left:
            raise ValueError("more values than the region holds")
        self.left -= len(array)
        values = np.ascontiguousarray(array, self._dtype)
        if values.nbytes:
            if self._padding:
                self._file.write_at(self._at - self._padding, bytes(self._padding))
                self._padding = 0
            self._file.write_at(self._at, values)
            self._at += values.nbytes


class SegmentFile:
    """A segment's file, mapped for reading; threads may share it.

    Attributes:
        documents: how many it holds.
        fields: what it keeps of each field.
        size: in bytes.
        version: of the format it is written in.

    Raises:
        ArchiveDamagedError, ArchiveFormatError: it cannot be understood.
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with files.open_file(path) as file:
            self.size = file.seek(0, 2)
            if self.size < _HEADER.size + _FOOTER.size:
                raise self.damage_error("it is too short")
            self._map = mmap.mmap(file.fileno(), self.size, access=mmap.ACCESS_READ)
        self._bytes = memoryview(self._map)
        self._sections: dict[str, Section] = {}
        self._read_footer()

    def _read_footer(self) -> None:
        footer = self._map[-_FOOTER.size :]
        table, at, length, of_table, of_directory, version, own, end = _FOOTER.unpack(footer)
        if end != _END or _own_checksum(footer) != own:
            raise self.damage_error("its end is not that of a segment")
        magic, begun = _HEADER.unpack(self._map[: _HEADER.size])
        if magic != _MAGIC or begun != version:
            raise self.damage_error("its beginning is not that of a segment")
        self.version = version
        if version not in _READABLE:
            raise ArchiveFormatError(
                f"The segment {self.path} has format version {version}, not {VERSION}.",
                self.path.parent,
                "Use the version of Dateline that wrote it, or index its inputs anew.",
            )
        pages = -(-table // PAGE)
        if at != table + 4 * pages or at + length != self.size - _FOOTER.size or length > _LONGEST_DIRECTORY:
            raise self.damage_error("its footer contradicts itself")
        checksums, directory = self._map[table:at], self._map[at : at + length]
        if zlib.crc32(checksums) != of_table or zlib.crc32(directory) != of_directory:
            raise self.damage_error("its directory has another checksum")
        self._data_end = table
        self._checksums = np.frombuffer(checksums, "<u4").tolist()
        self._verified = bytearray(pages)
        self._read_directory(directory)

    def _read_directory(self, raw: bytes) -> None:
        try:
            directory = json.loads(raw)
            self.documents: int = directory["documents"]
            self.fields: Mapping[str, dict[str, Any]] = directory["fields"]
            self._directory: dict[str, tuple[np.dtype[Any], int, int]] = {
                name: (_TYPES[dtype], offset, count)
                for name, (dtype, offset, count) in directory["sections"].items()
            }
            understood = all(isinstance(entry, dict) for entry in self.fields.values())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            understood = False
        if not understood or not _is_count(self.documents, 1 << 32):
            raise self.damage_error("its directory cannot be understood")
        end = _HEADER.size
        for name, (dtype, offset, count) in sorted(self._directory.items(), key=_place):
            fits = _is_count(offset, self._data_end) and _is_count(count, self._data_end)
            if not fits or offset % _ALIGNMENT or offset + count * dtype.itemsize > self._data_end:
                raise self.damage_error(f"its section {name} lies outside")
            if offset < end:
                raise self.damage_error(f"its section {name} overlaps another")
            end = offset + count * dtype.itemsize

    def has(self, name: str) -> bool:
        """Whether there is a section of that name."""
        return name in self._directory

    def section(self, name: str, dtype: str = "") -> Section:
        """A section by its name; that it is missing, or of another type than is asked for, is damage."""
        section = self._sections.get(name)
        if section is None:
            if name not in self._directory:
                raise self.damage_error(f"its section {name} is missing")
            section = self._sections[name] = Section(self, self._map, *self._directory[name])
        if dtype and section.dtype != _TYPES[dtype]:
            raise self.damage_error(f"its section {name} is of type {section.dtype}, not {dtype}")
        return section

    def check(self, start: int, stop: int) -> None:
        """Make sure that the bytes from ``start`` to ``stop`` are those that were written.

        Raises:
            ArchiveDamagedError: they are not.
        """
        verified = self._verified
        last = -(-stop // PAGE)
        page = verified.find(0, start // PAGE, last)
        while page >= 0:
            if not self._is_whole(page):
                raise self.damage_error(
                    f"the bytes from {page * PAGE} to {self._page_end(page)} were changed"
                )
            verified[page] = 1
            page = verified.find(0, page + 1, last)

    def verify(self) -> list[str]:
        """Read every page anew; a sentence for each section that is damaged."""
        broken = [page for page in range(len(self._checksums)) if not self._is_whole(page)]
        found = []
        for name, (dtype, offset, count) in self._directory.items():
            end = offset + count * dtype.itemsize
            if any(page * PAGE < end and self._page_end(page) > offset for page in broken):
                found.append(f"{self.path.name}: {name} was changed")
        return found or [f"{self.path.name}: bytes between its sections were changed"] * bool(broken)

    def let_go(self) -> None:
        """Have the system take back the memory of what was read; what is needed again is verified again."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not everywhere
            self._map.madvise(mmap.MADV_DONTNEED)
            self._verified[:] = bytes(len(self._verified))

    def close(self) -> None:
        """Let go of the file, as soon as no array of it is in use."""
        self._sections.clear()

    def damage_error(self, why: str) -> ArchiveDamagedError:
        """The error for this file."""
        return ArchiveDamagedError(
            f"The segment {self.path} is damaged: {why}.",
            self.path.parent,
            "See what it costs with: dateline check; keep the rest with: dateline rebuild --salvage",
        )

    def _is_whole(self, page: int) -> bool:
        piece = self._bytes[page * PAGE : self._page_end(page)]
        return bool(zlib.crc32(piece) == self._checksums[page])

    def _page_end(self, page: int) -> int:
        end: int = min((page + 1) * PAGE, self._data_end)
        return end


class Section:
    """Values of one type, one after another.

    Attributes:
        count: how many.
        dtype: of each.
    """

    __slots__ = ("_array", "_file", "_map", "_start", "_whole", "count", "dtype")

    def __init__(
        self, file: SegmentFile, map_: mmap.mmap, dtype: np.dtype[Any], start: int, count: int
    ) -> None:
        self.count = count
        self._file = file
        self._map = map_
        self.dtype = dtype
        self._start = start
        self._array: Array = np.frombuffer(map_, dtype, count, start) if count else np.empty(0, dtype)
        self._whole = False

    def read(self, start: int, stop: int) -> Array:
        """The values from ``start`` up to ``stop``: a view that cannot be written to."""
        if not 0 <= start <= stop <= self.count:
            raise self._file.damage_error("a place in it lies outside its section")
        if not self._whole:
            size = self.dtype.itemsize
            self._file.check(self._start + start * size, self._start + stop * size)
        return self._array[start:stop]

    def whole(self) -> Array:
        """All values."""
        if not self._whole:
            self.read(0, self.count)
            self._whole = True
        return self._array

    def bytes(self, start: int, stop: int) -> bytes:
        """The raw bytes from value ``start`` up to ``stop``."""
        return self.read(start, stop).tobytes()

    def mapping(self) -> tuple[mmap.mmap, int]:
        """The file, and where in it the section lies, which is verified: to cut bytes from it fast."""
        self.whole()
        return self._map, self._start


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _place(entry: tuple[str, tuple[np.dtype[Any], Any, Any]]) -> tuple[int, int]:
    """Where a section begins, and how long it is; what is no number comes first, and is refused."""
    _, (_, offset, count) = entry
    if type(offset) is int and type(count) is int:
        return offset, count
    return -1, 0


def _type_name(dtype: np.dtype[Any]) -> str:
    return dtype.newbyteorder("<").str.lstrip("<|=")


def _own_checksum(footer: bytes) -> int:
    """Checksum of a footer without its own checksum."""
    return zlib.crc32(footer[:36] + footer[40:])

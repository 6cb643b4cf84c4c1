"""ZIP archives, entry by entry (PKWARE's APPNOTE 6.3.10).

The directory at the end of the file rules. It is read in pieces: an archive of a million members needs hardly
more memory than a small one.
"""

from __future__ import annotations

import stat
import zlib
from itertools import islice
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ..errors import InputError
from .compression import Unpacked, damage
from .flow import CHUNK, read_whole
from .limits import Guard
from .member import Member, MemberNames, Refused, last_part, refusal_of, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .limits import Level

_END = Struct("<4s4H2LH")
_END_LOCATOR_64 = Struct("<4sLQL")
_END_64 = Struct("<4sQ2H2L4Q")
_ENTRY = Struct("<4s6H3L5H2L")
_ENTRY_LIMIT = _ENTRY.size + 3 * 65_535
_LOCAL = Struct("<4s5H3L2H")
_COMMENT_LIMIT = 65_535
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_UTF8 = 0x0800
_LZMA_END_MARK = 0x0002
_UNIX = 3
_ZIP64 = 0x0001
_DIRECTORY = "a ZIP archive whose directory is damaged"
_OVERLAP = "a ZIP archive whose members overlap, as those of a bomb do; what follows was not read"
_NAMES_LIMIT = 10_000

_STORED, _LZMA = 0, 14
_METHODS = {8: "deflate", 12: "bzip2", _LZMA: "lzma", 20: "Zstandard", 93: "Zstandard", 95: "xz"}


class _ZipEntry(NamedTuple):
    """An entry of the directory."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    unpacked: int
    offset: int
    mode: int


def is_zip(head: bytes) -> bool:
    """Whether this begins like a ZIP archive."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04"))


def first_names(file: BinaryIO, start: int) -> list[str]:
    """The names of the first members of a ZIP archive, some ten thousand of them.

    Raises:
        InputError: its directory is damaged.
    """
    return [entry.name for entry in islice(_entries(file, start), _NAMES_LIMIT)]


def is_office_document(names: list[str]) -> bool:
    """Whether a ZIP archive of these names is an office document, an e-book or the like."""
    return "[Content_Types].xml" in names or names[:1] == ["mimetype"]


def zip_members(file: BinaryIO, level: Level, *, hidden: bool = False) -> Iterator[Member | Refused]:
    """The members of the archive that begins where ``file`` stands.

    Members that share bytes take more of them together than there are: then no more is read.

    Args:
        file: the archive; it can seek.
        level: how deep its members lie.
        hidden: whether hidden members are wanted too, as the parts of a document are.

    Raises:
        InputError: its directory is damaged, or its members overlap or are too many.
    """
    start = file.tell()
    names = MemberNames()
    room = file.seek(0, 2) - start
    for entry in _entries(file, start):
        level.budget.count_member()
        room -= _LOCAL.size + entry.packed
        if room < 0:
            raise InputError(_OVERLAP)
        if entry.name.endswith("/") or stat.S_ISDIR(entry.mode):
            continue
        shown, fault = names.judge(entry.name)
        shown = shown or (shown_name(entry.name) if hidden else "")
        fault = fault or (_fault(entry) if shown else "")
        if fault:
            yield Refused(shown, fault)
        elif shown:
            yield Member(last_part(entry.name), shown, _ZipContent(file, entry, level).read)
        level.budget.check()


def _fault(entry: _ZipEntry) -> str:
    """The reason why a member cannot be read, or ""."""
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        return refusal_of(entry.mode)
    if entry.flags & _ENCRYPTED:
        return "it is encrypted; unpack it first"
    if entry.method != _STORED and entry.method not in _METHODS:
        return f"it is compressed by method {entry.method}, which is not read; unpack it first"
    return ""


class _ZipContent:
    """One member's bytes, checked against its directory entry."""

    def __init__(self, file: BinaryIO, entry: _ZipEntry, level: Level) -> None:
        self._file = file
        self._entry = entry
        self._level = level
        self._guard = Guard(level.budget)
        self._unpacked: Callable[[int], bytes] | None = None
        self._position = 0
        self._left = entry.packed
        self._size = 0
        self._checksum = 0

    def read(self, size: int) -> bytes:
        """The next bytes; empty at the end."""
        unpacked = self._unpacked or self._begin_member()
        chunk = unpacked(size)
        self._size += len(chunk)
        self._checksum = zlib.crc32(chunk, self._checksum)
        if self._size > self._entry.unpacked:
            raise damage("ZIP", "a member is larger than the directory says")
        if not chunk and self._size < self._entry.unpacked:
            raise damage("ZIP", "a member is smaller than the directory says")
        if not chunk and self._checksum != self._entry.checksum:
            raise damage("ZIP", "a member's checksum is wrong")
        return chunk

    def _begin_member(self) -> Callable[[int], bytes]:
        entry = self._entry
        header = _at(self._file, entry.offset, _LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise damage("ZIP", "there is no member where the directory says")
        *_, name, extra = _LOCAL.unpack(header)
        self._position = entry.offset + _LOCAL.size + name + extra
        if entry.method == _STORED:
            self._unpacked = self._read_stored
        else:
            start = self._lzma_header() if entry.method == _LZMA else b""
            self._unpacked = Unpacked(
                _METHODS[entry.method],
                _after(start, self._read_packed),
                self._guard,
                self._level.window,
                is_single=True,
            ).read
        return self._unpacked

    def _read_stored(self, size: int) -> bytes:
        chunk = self._read_packed(size)
        self._guard.packed += len(chunk)
        return self._guard.admit(chunk)

    def _read_packed(self, size: int) -> bytes:
        chunk = _at(self._file, self._position, min(size, self._left))
        self._position += len(chunk)
        self._left -= len(chunk)
        return chunk

    def _lzma_header(self) -> bytes:
        """The header of an "LZMA alone" file, from that of a member (APPNOTE 5.8.8)."""
        _, length = Struct("<2sH").unpack(self._read_packed(4).ljust(4, b"\0"))
        size = -1 if self._entry.flags & _LZMA_END_MARK else self._entry.unpacked
        return self._read_packed(length) + size.to_bytes(8, "little", signed=True)


def _after(start: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """``read`` with ``start`` put before its bytes."""
    waiting = [start] if start else []
    return lambda size: waiting.pop() if waiting else read(size)


def _entries(file: BinaryIO, start: int) -> Iterator[_ZipEntry]:
    """The entries of the directory, in order.

    Raises:
        InputError: it is missing or damaged.
    """
    position, size, shift = _directory(file, start)
    end = position + size
    ahead, at = b"", 0
    while position < end:
        if len(ahead) - at < min(end - position, _ENTRY_LIMIT):
            ahead, at = _at(file, position, min(end - position, CHUNK + _ENTRY_LIMIT)), 0
        fields = _ENTRY.unpack_from(ahead, at) if len(ahead) - at >= _ENTRY.size else None
        if not fields or fields[0] != b"PK\x01\x02":
            raise InputError(_DIRECTORY)
        begin = at + _ENTRY.size
        name, extra, comment = fields[10:13]
        yield _entry(fields, ahead[begin : begin + name], ahead[begin + name : begin + name + extra], shift)
        length = _ENTRY.size + name + extra + comment
        position += length
        at += length


def _entry(fields: tuple[Any, ...], name: bytes, extra: bytes, shift: int) -> _ZipEntry:
    creator, flags, method = fields[1] >> 8, fields[3], fields[4]
    checksum, packed, unpacked, offset = fields[7], fields[8], fields[9], fields[16]
    if _FULL_32 in (packed, unpacked, offset):
        packed, unpacked, offset = _in_64_bits(extra, packed, unpacked, offset)
    mode = fields[15] >> 16 if creator == _UNIX else 0
    return _ZipEntry(_name(name, flags), flags, method, checksum, packed, unpacked, offset + shift, mode)


def _in_64_bits(extra: bytes, packed: int, unpacked: int, offset: int) -> tuple[int, int, int]:
    """Sizes that do not fit in 32 bits, from the ZIP64 field (APPNOTE 4.5.3)."""
    wide = b""
    while len(extra) >= 4:  # noqa: PLR2004 -- a field's tag and length
        tag, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if tag == _ZIP64:
            wide = extra[4 : 4 + length]
        extra = extra[4 + length :]
    sizes = []
    for size in (unpacked, packed, offset):
        if size == _FULL_32 and len(wide) >= 8:  # noqa: PLR2004 -- 64 bits
            sizes.append(int.from_bytes(wide[:8], "little"))
            wide = wide[8:]
        else:
            sizes.append(size)
    return sizes[1], sizes[0], sizes[2]


def _name(encoded: bytes, flags: int) -> str:
    """A member's name. Many programs write UTF-8 without a flag; the others, code page 437."""
    try:
        return encoded.decode()
    except UnicodeDecodeError:
        return encoded.decode(errors="replace") if flags & _UTF8 else encoded.decode("cp437")


def _directory(file: BinaryIO, start: int) -> tuple[int, int, int]:
    """The offset and the size of the directory, and the shift of the offsets in it."""
    length = file.seek(0, 2)
    tail_at = max(start, length - _END.size - _COMMENT_LIMIT)
    tail = _at(file, tail_at, length - tail_at)
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise InputError("a ZIP archive without its directory: it is damaged or cut off")
    _, disk, first_disk, _, _, size, offset, _ = _END.unpack_from(tail, found)
    end = tail_at + found
    end, size, offset = _end_in_64_bits(file, end, size, offset)
    if {disk, first_disk} - {0, _FULL_16}:
        raise InputError("a part of a ZIP archive that goes on in other files; join them first")
    position = end - size
    if position < start or position - offset < start:
        raise InputError(f"{_DIRECTORY}: it begins before the file does")
    return position, size, position - offset


def _end_in_64_bits(file: BinaryIO, end: int, size: int, offset: int) -> tuple[int, int, int]:
    locator = _at(file, max(0, end - _END_LOCATOR_64.size), _END_LOCATOR_64.size)
    if not locator.startswith(b"PK\x06\x07"):
        return end, size, offset
    # It says where the record is, which is no help where something stands before the archive.
    wide_end = end - _END_LOCATOR_64.size - _END_64.size
    record = _at(file, max(0, wide_end), _END_64.size)
    if len(record) < _END_64.size or not record.startswith(b"PK\x06\x06"):
        raise InputError(_DIRECTORY)
    *_, size, offset = _END_64.unpack(record)
    return wide_end, size, offset


def _at(file: BinaryIO, position: int, size: int) -> bytes:
    file.seek(position)
    return read_whole(file.read, size)

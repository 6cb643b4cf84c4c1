"""TAR archives as streams, member by member (POSIX ustar and pax; GNU's long names).

The standard library's reader takes extended headers of any size into memory and keeps every member it met.
This one needs hardly more memory for a large archive than for a small one, and skips what is damaged.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from ..errors import InputError
from .flow import CHUNK, read_whole
from .limits import UNPACKED_LIMIT
from .member import Member, MemberNames, Refused, last_part, refusal_of, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .limits import Level

_BLOCK = 512
_HEADER_LIMIT = 1024**2  # of pax headers and long names
_DIGITS = 20
_SIZE = slice(124, 136)
_CHECKSUM = slice(148, 156)
_MAGIC = slice(257, 262)
_MAGIC_OF_POSIX = slice(257, 263)
_PREFIX = slice(345, 500)
_DAMAGED = "a TAR archive that is damaged here; passed over up to the next member that is whole"
_REGULAR = b"0\x007"
_MODES = {b"2": stat.S_IFLNK, b"3": stat.S_IFCHR, b"4": stat.S_IFBLK, b"6": stat.S_IFIFO}
_DIRECTORY, _HARD_LINK, _SPARSE = b"5", b"1", b"S"
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _SOLARIS_PAX = b"L", b"K", b"x", b"g", b"X"
_EXTENDED = _LONG_NAME + _LONG_LINK + _PAX + _PAX_GLOBAL + _SOLARIS_PAX


def is_tar(head: bytes) -> bool:
    """Whether this begins like a TAR archive, even one without a magic number."""
    return head[_MAGIC] == b"ustar" or (len(head) >= _BLOCK and _is_header(head[:_BLOCK]))


def tar_members(stream: BinaryIO, level: Level) -> Iterator[Member | Refused]:
    """The members of the archive that ``stream`` holds.

    Raises:
        InputError: it is cut off, or holds too many members.
    """
    names = MemberNames()
    headers = _TarHeaders(stream)
    while header := headers.next():
        level.budget.count_member()
        content = _TarContent(stream, header.size)
        if header.fault:
            yield Refused(shown_name(header.name), header.fault)
        elif header.kind != _DIRECTORY and not header.name.endswith("/"):
            name, fault = names.judge(header.name)
            fault = fault or (_fault(header) if name else "")
            if fault:
                yield Refused(name, fault)
            elif name:
                yield Member(last_part(header.name), name, content.read)
        content.skip()


@dataclass(slots=True)
class _TarHeader:
    """What a container says of a member."""

    name: str
    size: int
    kind: bytes
    is_sparse: bool = False
    fault: str = ""


def _fault(header: _TarHeader) -> str:
    """The reason why a member cannot be read, or ""."""
    if header.kind in _MODES:
        return refusal_of(_MODES[header.kind])
    if header.kind == _HARD_LINK:
        return "a link to another member, not followed"
    if header.is_sparse or header.kind == _SPARSE:
        return "a file stored with holes, which is not read; unpack it first"
    if header.kind not in _REGULAR:
        return "not a regular file"
    if header.size > UNPACKED_LIMIT:
        return f"more than {UNPACKED_LIMIT // 1024**3} GiB; unpack and split it"
    return ""


class _TarContent:
    """One member's bytes."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size
        self._padding = -size % _BLOCK

    def read(self, size: int) -> bytes:
        """The next bytes; empty at the end."""
        wanted = min(size, self._left)
        chunk = self._stream.read(wanted) if wanted else b""
        if wanted and not chunk:
            raise InputError("a TAR archive that is cut off within this member")
        self._left -= len(chunk)
        return chunk

    def skip(self) -> None:
        """Skip to the next header."""
        while self.read(CHUNK):
            pass
        read_whole(self._stream.read, self._padding)  # which the last member may lack
        self._padding = 0


class _TarHeaders:
    """The headers of a container, with extended headers merged in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._common: dict[str, str] = {}
        self._held = b""

    def next(self) -> _TarHeader | None:
        """The next member's header, or None at the end. Damaged headers are passed over as one."""
        own: dict[str, str] = {}
        while block := self._block():
            if not _is_header(block):
                return self._skip_damage()
            header = _header(block)
            if header.kind not in _EXTENDED:
                return _with_keywords(header, {**self._common, **own})
            if header.size > _HEADER_LIMIT:
                header.fault = "its name or its attributes are too long"
                return header
            self._take(header, own)
        return None

    def _take(self, header: _TarHeader, own: dict[str, str]) -> None:
        """Merge an extended header."""
        content = _TarContent(self._stream, header.size)
        written = read_whole(content.read, header.size)
        content.skip()
        if header.kind == _LONG_NAME:
            own["path"] = _text(written)
        elif header.kind == _PAX_GLOBAL:
            self._common.update(_keywords(written))
        elif header.kind != _LONG_LINK:
            own.update(_keywords(written))

    def _block(self) -> bytes:
        """The next block that is not empty; shorter or empty at the end."""
        if held := self._held:
            self._held = b""
            return held
        while (block := read_whole(self._stream.read, _BLOCK)) and not block.strip(b"\0"):
            pass
        return block

    def _skip_damage(self) -> _TarHeader:
        """One faulty header in place of all blocks up to the next header that is whole."""
        while block := self._block():
            if block[_MAGIC] == b"ustar" and _is_header(block):
                self._held = block
                break
        return _TarHeader("", 0, b"0", fault=_DAMAGED)


def _is_header(block: bytes) -> bool:
    """Whether this block is a header with a correct checksum."""
    if len(block) < _BLOCK or _number(block[_SIZE]) is None:
        return False
    stated = _number(block[_CHECKSUM])
    return stated == sum(block) - sum(block[_CHECKSUM]) + 8 * ord(" ")


def _number(written: bytes) -> int | None:
    """A number in octal or in GNU's base 256; None if it is neither."""
    if written[:1] == b"\x80":
        return int.from_bytes(written[1:], "big")
    digits = written.partition(b"\0")[0].strip()
    if digits.strip(b"01234567"):
        return None
    return int(digits or b"0", 8)


def _header(block: bytes) -> _TarHeader:
    name = _text(block[:100])
    prefix = _text(block[_PREFIX]) if block[_MAGIC_OF_POSIX] == b"ustar\0" else ""
    return _TarHeader(f"{prefix}/{name}" if prefix else name, _number(block[_SIZE]) or 0, block[156:157])


def _with_keywords(header: _TarHeader, keywords: dict[str, str]) -> _TarHeader:
    """``header`` with the values of extended headers."""
    header.name = keywords.get("path", header.name)
    size = keywords.get("size", "")
    if size.isdecimal() and len(size) <= _DIGITS:
        header.size = int(size)
    header.is_sparse = "sparse" in keywords
    return header


def _keywords(written: bytes) -> dict[str, str]:
    """The keywords of a pax header that matter: path, size, and whether the file is sparse."""
    found = {}
    position = 0
    while position < len(written):
        digits = written[position : position + _DIGITS].partition(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        if length <= len(digits) + 1:
            break
        key, _, value = written[position + len(digits) + 1 : position + length - 1].partition(b"=")
        if key.startswith(b"GNU.sparse."):
            found["sparse"] = ""
        elif key in (b"path", b"size"):
            found[key.decode()] = value.decode(errors="replace")
        position += length
    return found


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode(errors="replace")

"""What a Parquet file says of its own layout, looked at before a library takes memory for it.

Two things are written in Thrift's compact protocol: the footer, with the schema and the places of columns,
and a header before each page of a column, with the size that the page unpacks to. A footer may be wrong about
its pages, and a few bytes of a page may stand for gigabytes. Sources: ``parquet.thrift`` (Apache Parquet);
``thrift-compact-protocol.md`` of Apache Thrift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from ...errors import InputError
from ...unpacking import UnpackingBudget
from ...unpacking.flow import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC, ENCRYPTED = b"PAR1", b"PARE"
FOOTER_LIMIT = 16 * 1024**2
"""Bytes of a footer: those of the largest files have some MB."""

SCHEMA_DEPTH = 16
"""How deep the types of a column may be nested."""

PAGE_LIMIT = 512 * 1024**2
"""Bytes that a page may unpack to. Most programs write some 1 MiB, a few one page for each group of rows."""

DICTIONARY_LIMIT = 16 * 1024**2
"""Bytes that a dictionary may unpack to: each of its values may be meant any number of times. Those that
programs write end at 1 or 2 MiB."""

VALUES_FREELY, VALUES_PER_BYTE = 1_000_000, 16
"""Values that the columns which are read may have for each byte of the file; those of nothing take none."""

PAGES_FREELY, BYTES_PER_PAGE = 20_000, 256
"""Bytes of the file for each page, as each takes its time to be looked at."""

_HEADER_LIMIT = 1024**2  # bytes of a page's header, which may hold the least and the greatest of its values
_TAIL = 8  # bytes: the footer's length and the magic number
_FIELDS_LIMIT = 2_000_000  # values in one footer or header
_DEPTH = 12  # of structures in each other; parquet.thrift needs 7
_DATA, _DICTIONARY = (0, 3), 2
_DAMAGED = "a Parquet file whose {} is damaged"

Struct = dict[int, Any]
"""Field number → value."""


def check_layout(file: BinaryIO, columns: frozenset[str]) -> None:
    """Check that the columns of these names unpack within bounds.

    Args:
        file: a seekable Parquet file.
        columns: names of the outermost columns that will be read.

    Raises:
        InputError: they do not, or it is no Parquet file.
    """
    size = file.seek(0, 2)
    footer = _read_footer(file, size)
    budget = UnpackingBudget(size)
    budget.holds(size)
    left, values = max(PAGES_FREELY, size // BYTES_PER_PAGE), max(VALUES_FREELY, VALUES_PER_BYTE * size)
    for chunk in _chunks(footer, columns):
        for unpacked, count in _pages(file, size, chunk):
            left, values = left - 1, values - count
            if left < 0 or values < 0:
                raise InputError("a Parquet file of more pages or values than its size allows; split it")
            budget.spend(unpacked)


def outer_columns(file: BinaryIO) -> list[str]:
    """The names of the outermost columns, once it is certain that they are not nested too deeply.

    Raises:
        InputError: they are, or it is no Parquet file.
    """
    schema = _read_footer(file, file.seek(0, 2)).get(2, [])
    names: list[str] = []
    open_: list[int] = []  # how many children each of the groups around has yet to come
    for element in schema:
        if len(open_) == 1:
            names.append(_as_text(element.get(4)))
        if open_:
            open_[-1] -= 1
        open_.append(max(0, _as_number(element.get(5, 0))))
        while len(open_) > 1 and not open_[-1]:
            open_.pop()
        if len(open_) > SCHEMA_DEPTH:
            raise InputError(f"a Parquet file whose columns are nested more than {SCHEMA_DEPTH} deep")
    return names


def _read_footer(file: BinaryIO, size: int) -> Struct:
    file.seek(max(0, size - _TAIL))
    tail = read_whole(file.read, _TAIL)
    if tail[4:] == ENCRYPTED:
        raise InputError("an encrypted Parquet file; decrypt it first")
    if tail[4:] != MAGIC:
        raise InputError("no Parquet file, or one that is cut off: it does not end like one")
    length = int.from_bytes(tail[:4], "little")
    if length > min(FOOTER_LIMIT, size - _TAIL):
        raise InputError(_DAMAGED.format("footer"))
    file.seek(size - _TAIL - length)
    footer = _Compact(read_whole(file.read, length), "footer").struct()
    if not isinstance(footer.get(2), list) or not all(isinstance(each, dict) for each in footer[2]):
        raise InputError(_DAMAGED.format("footer"))
    return footer


def _chunks(footer: Struct, columns: frozenset[str]) -> Iterator[Struct]:
    """What the footer says of each chunk of these columns."""
    try:
        for group in footer.get(4, []):
            for chunk in group[1]:
                if _as_text(chunk[3][3][0]) in columns:
                    yield chunk[3]
    except (KeyError, IndexError, TypeError):
        raise InputError(_DAMAGED.format("footer")) from None


def _pages(file: BinaryIO, size: int, chunk: Struct) -> Iterator[tuple[int, int]]:
    """The bytes that each page of a chunk unpacks to, and how many values it has."""
    place = min(filter(None, (_as_number(chunk.get(field, 0)) for field in (9, 11))), default=0)
    end = place + _as_number(chunk.get(7, 0))
    if place < 0 or end > size:
        raise InputError(_DAMAGED.format("footer"))
    while place < end:
        file.seek(place)
        compact = _Compact(read_whole(file.read, min(_HEADER_LIMIT, 256, size - place)), "page")
        header, length = _whole_header(file, place, size, compact)
        kind, unpacked, packed = (_as_number(header.get(field, 0)) for field in (1, 2, 3))
        limit = DICTIONARY_LIMIT if kind == _DICTIONARY else PAGE_LIMIT
        if not 0 <= unpacked <= limit or packed < 0:
            raise InputError(f"a Parquet file with a page that unpacks to more than {limit // 1024**2} MiB")
        counted = header.get(5) or header.get(8)
        values = _as_number(counted.get(1, 0)) if kind in _DATA and isinstance(counted, dict) else 0
        yield unpacked, max(0, values)
        place += length + packed


def _whole_header(file: BinaryIO, place: int, size: int, compact: _Compact) -> tuple[Struct, int]:
    """A page's header and its length; of a long one, all of it is read."""
    try:
        return compact.struct(), compact.place
    except InputError:
        file.seek(place)
        compact = _Compact(read_whole(file.read, min(_HEADER_LIMIT, size - place)), "page")
        return compact.struct(), compact.place


def _as_number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _as_text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else ""


class _Compact:
    """Values in Thrift's compact protocol.

    Attributes:
        place: the offset of what comes next.
    """

    def __init__(self, encoded: bytes, what: str) -> None:
        self._encoded = encoded
        self._what = what
        self._left = _FIELDS_LIMIT
        self.place = 0

    def struct(self, depth: int = 0) -> Struct:
        """The fields of a structure.

        Raises:
            InputError: it is cut off, damaged or too deep.
        """
        fields: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._zigzag()
            fields[number] = self._value(head & 15, depth + 1)
        return fields

    def _value(self, kind: int, depth: int, *, listed: bool = False) -> object:
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            raise self._fault()
        match kind:
            case 1 | 2:
                return self._byte() == 1 if listed else kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._zigzag()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._varint())
            case 9 | 10:
                return self._list(depth)
            case 12:
                return self.struct(depth)
        raise self._fault()  # maps and sets there are none

    def _list(self, depth: int) -> list[object]:
        head = self._byte()
        length = head >> 4 if head >> 4 < 15 else self._varint()  # noqa: PLR2004 -- a length follows
        if length > len(self._encoded) - self.place:
            raise self._fault()
        return [self._value(head & 15, depth + 1, listed=True) for _ in range(length)]

    def _byte(self) -> int:
        if self.place >= len(self._encoded):
            raise self._fault()
        self.place += 1
        return self._encoded[self.place - 1]

    def _bytes(self, length: int) -> bytes:
        start = self.place
        if length > len(self._encoded) - start:
            raise self._fault()
        self.place += length
        return self._encoded[start : self.place]

    def _varint(self) -> int:
        number = shift = 0
        while (byte := self._byte()) & 0x80:
            number |= (byte & 0x7F) << shift
            shift += 7
            if shift > 63:  # noqa: PLR2004 -- of 64 bits
                raise self._fault()
        return number | byte << shift

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)

    def _fault(self) -> InputError:
        return InputError(_DAMAGED.format(self._what))

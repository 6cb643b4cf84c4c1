"""Workbooks of spreadsheets (Office Open XML): each sheet a table, whose rows are read as those of CSV."""

from __future__ import annotations

import re
import warnings
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ...article import Rejected
from ...errors import InputError
from ...text import in_quotes, inert, one_line
from ...unpacking import CHUNK, Level, UnpackingBudget
from ...unpacking.member import Refused
from ...unpacking.spool import spool
from ...unpacking.zip_container import zip_members
from .cells import plain_value, size_of
from .fields import article
from .keys import known_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...article import Article
    from ..base import Options

ELEMENTS_FREELY = 1_000_000
ELEMENTS_PER_BYTE = 4
"""Beginnings and ends of elements that a workbook may have for each of its bytes: a cell with a number in it
takes four of them and, packed, some three bytes. Each takes some 2 microseconds to be read."""

ROWS_LIMIT = 1_048_576
"""Rows of a sheet, as the programs that write them have it; a number beyond would be waited for in vain."""

BLANK_ROWS_LIMIT = 4 * ROWS_LIMIT
"""Rows without a value in all sheets together. They may stand for nothing in the file."""

_HEADER_ROWS = 30  # within which the header stands: what comes before says what was asked of a database
_AT_ONCE = 128  # rows
_TITLE_LENGTH = 31  # characters that the name of a sheet may have
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))
_part_of_workbook = re.compile(rb"PK\x03\x04.{26}xl/", re.DOTALL)
_escape = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDED = "A workbook (XLSX) needs the package openpyxl."
_INSTALL = "pip install 'dateline[xlsx]'"


class Workbook:
    """Reads XLSX: every sheet in which a row names the columns."""

    name = "xlsx"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this is a ZIP archive in which a member lies in ``xl/``; or that is called a workbook."""
        if not head.startswith(b"PK\x03\x04"):
            return False
        return bool(_part_of_workbook.search(head)) or name.lower().endswith((".xlsx", ".xlsm"))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each row below the header that is not blank.

        Raises:
            InputError: the package is missing, or the workbook is damaged or too large.
        """
        with spool(stream) as file:
            blanks = _BlankRows()
            for sheet in _open_sheets(file):
                yield from _read_sheet(sheet, options, blanks)


class _SheetHeader(NamedTuple):
    """The row that names the columns, and how many stand before it."""

    before: int
    names: tuple[str, ...]


class _BlankRows:
    """Counts the rows without a value."""

    def __init__(self) -> None:
        self._count = 0

    def count(self) -> None:
        """Count one.

        Raises:
            InputError: they are too many.
        """
        self._count += 1
        if self._count > BLANK_ROWS_LIMIT:
            raise InputError(f"more than {BLANK_ROWS_LIMIT:,} blank rows; what follows was not read")


def columns_of_workbook(stream: BinaryIO, fields: Mapping[str, str]) -> list[str]:
    """The names of the columns in the first sheet that has them; [] if there is none.

    Args:
        stream: the workbook.
        fields: our field name → the export's key.
    """
    with spool(stream) as file:
        for sheet in _open_sheets(file):
            header = _find_header([cells for _, cells in islice(_SheetRows(sheet), _HEADER_ROWS)], fields)
            if header:
                return list(header.names)
    return []


def _open_sheets(file: BinaryIO) -> list[Any]:
    try:
        import openpyxl
    except ImportError:
        raise InputError(_NEEDED, _INSTALL) from None
    _check_parts(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and charts, which are not read
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- of a damaged part the package raises whatever it ran into
        raise _damage(error) from None
    return list(book.worksheets)


def _check_parts(file: BinaryIO) -> None:
    """Unpack all parts once, within the bounds of what is packed, and count their elements.

    Raises:
        InputError: they are damaged, encrypted, or too much.
    """
    size = file.seek(0, 2)
    file.seek(0)
    budget = UnpackingBudget(size)
    budget.holds(size)
    left = max(ELEMENTS_FREELY, ELEMENTS_PER_BYTE * size)
    for part in zip_members(file, Level(budget), hidden=True):
        if isinstance(part, Refused):
            raise InputError(
                f"a workbook with a part that is not read, {in_quotes(part.shown)}: {part.reason}"
            )
        while chunk := part.read(CHUNK):
            left -= chunk.count(b"<")
            if left < 0:
                raise InputError(
                    f"a workbook of more than {ELEMENTS_FREELY:,} elements, "
                    f"{ELEMENTS_PER_BYTE} for each of its bytes; split it"
                )


def _read_sheet(sheet: Any, options: Options, blanks: _BlankRows) -> Iterator[Article | Rejected]:  # noqa: ANN401 -- openpyxl has no types
    place = f"{options.origin}[{inert(sheet.title[:_TITLE_LENGTH])}]"
    rows = _SheetRows(sheet)
    first = list(islice(rows, _HEADER_ROWS))
    header = _find_header([cells for _, cells in first], options.fields)
    if header:
        for number, cells in chain(first[header.before + 1 :], rows):
            if row := _row(header.names, cells):
                options.density.count(size_of(row))
                yield article(row, options, f"{place}:{number}")
            else:
                blanks.count()
    elif any(any(map(_is_value, cells)) for _, cells in first):
        yield Rejected(place, _headless([cells for _, cells in first]))
    if rows.fault:
        yield Rejected(place, f"{rows.fault}; what follows in this sheet was not read")


class _SheetRows:
    """The rows of a sheet, missing ones included, and their numbers.

    Attributes:
        fault: why they ended before the sheet did, or "".
    """

    def __init__(self, sheet: Any) -> None:  # noqa: ANN401 -- openpyxl has no types
        sheet.reset_dimensions()  # for what a file says of its size need not be true
        self._rows = enumerate(sheet.iter_rows(values_only=True), 1)
        self.fault = ""

    def __iter__(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        while some := self._take():
            yield from some

    def _take(self) -> list[tuple[int, tuple[object, ...]]]:
        """The next rows; [] at the end."""
        some: list[tuple[int, tuple[object, ...]]] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                some.extend(islice(self._rows, _AT_ONCE))
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 -- as in _open_sheets
                self.fault = str(_damage(error))
        if some and some[-1][0] > ROWS_LIMIT:
            self.fault = f"a sheet of more than {ROWS_LIMIT:,} rows"
            return []
        return some


def _find_header(rows: Sequence[Sequence[object]], fields: Mapping[str, str]) -> _SheetHeader | None:
    """The first row that names two columns that articles have, the title or the text among them.

    Where there is none, it is the first that has a value, if it names a title or a text.
    """
    headers = [_SheetHeader(number, tuple(map(_name_of_column, cells))) for number, cells in enumerate(rows)]
    headers = [header for header in headers if any(header.names)]
    known = [known_fields(filter(None, header.names), fields) for header in headers]
    for header, found in zip(headers, known, strict=True):
        if len(found) > 1 and found & {"title", "body"}:
            return header
    return headers[0] if headers and known[0] & {"title", "body"} else None


def _name_of_column(cell: object) -> str:
    return one_line(cell) if isinstance(cell, str) else ""


def _row(names: Iterable[str], cells: Iterable[object]) -> dict[str, object]:
    """Column name → value; of two columns of one name, the first that holds something."""
    row: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and _is_value(cell):
            row.setdefault(name, plain_value(_unescape(cell) if isinstance(cell, str) else cell))
    return row


def _is_value(cell: object) -> bool:
    return cell is not None and cell not in _ERRORS and not (isinstance(cell, str) and not cell.strip())


def _unescape(text: str) -> str:
    """``text`` with characters for escapes such as ``_x000D_`` (ECMA-376, part 1, 22.9.2.19)."""
    return _escape.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _headless(rows: Sequence[Sequence[object]]) -> str:
    shown = next((cells for cells in rows if any(map(_is_value, cells))), ())
    columns = ", ".join(in_quotes(str(cell), 30) for cell in shown[:12] if cell is not None)
    return f"no title and no text column in its first rows; it has {columns}; name them with fields"


def _damage(error: Exception) -> InputError:
    if isinstance(error, InputError):
        return error
    cause = error.__cause__ or error
    if type(cause).__name__ == "EntitiesForbidden":
        return InputError("a workbook that declares entities, which may expand without bound; not read")
    return InputError(f"a workbook that is damaged: {in_quotes(one_line(str(cause)), 120)}")

"""Output formats: a page for people, JSON, lines of JSON, comma- and tab-separated values, bare ids.

Those for programs are complete and faithful: nothing is cut or rounded. Control and bidirectional characters
are escaped in JSON, and left out elsewhere, so that no format can act on a terminal. Only the formats for
spreadsheets change values: a text that would be taken for a formula gets an apostrophe, which says that it is
none.

A command hands its answer to a format once. To add a format, ``register`` one: every command then has its
option.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from .terminal import inert, is_terminal, out

Row = Mapping[str, object]

_JOINT = "; "
_HAZARD = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # compiled when first used
_BREAKS = re.compile(r"[\t\n]+")
_BYTE_ORDER_MARK = "\ufeff"
# OWASP, CSV Injection: what a cell begins with that is taken for a formula. The same after a semicolon, which
# begins another cell for the spreadsheets of many languages.
_FORMULA = r"(^|;)(?=\s*[=+\-@＝＋－＠\t\r\n])"


class CommandOutput(NamedTuple):
    """All that a command can print of its answer; each part is made when a format asks for it.

    Attributes:
        text: shows the page for people.
        value: one JSON-ready object that holds everything.
        columns: of a table of ``rows``.
        rows: a row for each part of the answer; it may lack columns and hold more.
        objects: the same as whole JSON-ready objects; by default the rows.
        ids: the ids alone; by default those of the rows.
    """

    text: Callable[[], object]
    value: Callable[[], object]
    columns: Sequence[str]
    rows: Callable[[], Iterable[Row]]
    objects: Callable[[], Iterable[Row]] | None = None
    ids: Callable[[], Iterable[str]] | None = None


class OutputFormat:
    """A way to print an answer.

    Attributes:
        name: its option, without the dashes.
        help: of its option.
        for_spreadsheets: the same with a byte order mark and without formulas, if there is one.
        has_rows: whether ``sheet`` writes rows one by one.
        has_ids: whether it prints nothing but ids.
        is_whole: whether one value holds all of an answer, so that nothing needs to be told beside it.
    """

    name: str = ""
    help: str = ""
    for_spreadsheets: OutputFormat | None = None
    has_rows: ClassVar[bool] = False
    has_ids: ClassVar[bool] = False
    is_whole: ClassVar[bool] = False

    def write(self, answer: CommandOutput) -> None:
        """Write an answer to standard output."""
        raise NotImplementedError

    def sheet(self, columns: Sequence[str]) -> Callable[[Row], object]:
        """What writes a row as soon as it is there; for formats that have rows."""
        raise NotImplementedError


class PageFormat(OutputFormat):
    """A page for people: what is printed where no option asks for another format."""

    name = "text"

    def write(self, answer: CommandOutput) -> None:
        """Show the page."""
        answer.text()


class JsonFormat(OutputFormat):
    """One object: laid out for the eye on a terminal, on one line elsewhere."""

    name = "json"
    help = "Print one JSON object."
    is_whole = True

    def write(self, answer: CommandOutput) -> None:
        """Write the object."""
        out(json_text(answer.value(), indent=2 if is_terminal(sys.stdout) else None) + "\n")


class RowFormat(OutputFormat):
    """A format of rows: one that has a ``sheet``."""

    has_rows = True

    def write(self, answer: CommandOutput) -> None:
        """Write every row."""
        add = self.sheet(answer.columns)
        for row in self.rows_of(answer):
            add(row)

    def rows_of(self, answer: CommandOutput) -> Iterable[Row]:
        """The rows of an answer."""
        return answer.rows()


class JsonLinesFormat(RowFormat):
    """An object a line."""

    name = "jsonl"
    help = "Print one JSON object a line."

    def rows_of(self, answer: CommandOutput) -> Iterable[Row]:
        """The objects."""
        return (answer.objects or answer.rows)()

    def sheet(self, columns: Sequence[str]) -> Callable[[Row], object]:  # noqa: ARG002 -- an object is whole
        """What writes a line."""
        return lambda row: out(json_text(row) + "\n")


class IdsFormat(RowFormat):
    """Ids alone, one a line; a row without an id is left out."""

    name = "ids"
    help = "Print ids alone, one a line."
    has_ids = True

    def rows_of(self, answer: CommandOutput) -> Iterable[Row]:
        """The ids."""
        return ({"id": id_} for id_ in answer.ids()) if answer.ids else answer.rows()

    def sheet(self, columns: Sequence[str]) -> Callable[[Row], object]:  # noqa: ARG002 -- there is one
        """What writes an id."""
        return _write_id


class TableFormat(RowFormat):
    """Cells by columns, below a line of column names.

    Args:
        is_safe: whether it is for spreadsheets.
    """

    def __init__(self, *, is_safe: bool = False) -> None:
        self._is_safe = is_safe
        if is_safe:
            self.name = f"{self.name} --bom"
        else:
            self.for_spreadsheets = type(self)(is_safe=True)

    def sheet(self, columns: Sequence[str]) -> Callable[[Row], object]:
        """What writes a row; the column names are written at once."""
        cell = _safe_cell if self._is_safe else cell_text
        write = self.line_writer()
        if self._is_safe:
            out(_BYTE_ORDER_MARK)
        write(list(columns))
        return lambda row: write([cell(row.get(column)) for column in columns])

    def line_writer(self) -> Callable[[list[str]], object]:
        """What writes the cells of a line."""
        raise NotImplementedError


class CsvFormat(TableFormat):
    """Comma-separated values (RFC 4180), lines ending in LF."""

    name = "csv"
    help = "Print comma-separated values, with a line of column names."

    def line_writer(self) -> Callable[[list[str]], object]:
        """What quotes cells where they need it."""
        import csv

        return csv.writer(sys.stdout, lineterminator="\n").writerow


class TsvFormat(TableFormat):
    """Tab-separated values: tabs and line ends in a cell become a blank."""

    name = "tsv"
    help = "Print tab-separated values, with a line of column names."

    def line_writer(self) -> Callable[[list[str]], object]:
        """What writes cells between tabs."""
        return lambda cells: out("\t".join(_BREAKS.sub(" ", cell) for cell in cells) + "\n")


PAGE = PageFormat()
FORMATS: dict[str, OutputFormat] = {}
"""Name → format, in the order of their options."""


def register(output_format: OutputFormat) -> None:
    """Add a format; commands that print data have an option for it from now on."""
    FORMATS[output_format.name] = output_format


OWN_FORMATS = (JsonFormat(), JsonLinesFormat(), CsvFormat(), TsvFormat(), IdsFormat())
"""The formats that Dateline has of its own."""

for _format in OWN_FORMATS:
    register(_format)


def json_text(value: object, indent: int | None = None) -> str:
    """JSON in which nothing acts on a terminal: C0, C1, bidirectional characters and surrogates escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return re.sub(_HAZARD, lambda match: f"\\u{ord(match[0]):04x}", text)


def _write_id(row: Mapping[str, object]) -> None:
    id_ = _BREAKS.sub(" ", cell_text(row.get("id")))
    if id_:
        out(id_ + "\n")


def cell_text(value: object) -> str:
    """A value as the text of a cell."""
    match value:
        case None:
            return ""
        case str():
            return inert(value)
        case list() | tuple():
            return _JOINT.join(map(cell_text, value))
        case _:
            return str(value)


def _safe_cell(value: object) -> str:
    """A cell for spreadsheets: a text of which no part is taken for a formula; numbers are what they are."""
    cell = cell_text(value)
    return re.sub(_FORMULA, r"\1'", cell) if isinstance(value, str | list | tuple) else cell

"""Forms of data for other programs: JSON, lines of JSON, comma- and tab-separated values, bare ids.

Complete and faithful: nothing is cut or rounded. Control and bidirectional characters are escaped in JSON,
and left out elsewhere, so that no form can act on a terminal. Only the forms for spreadsheets change values:
a text that would be taken for a formula gets an apostrophe, which says that it is none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from .terminal import inert, is_terminal, out

Form = Literal["text", "json", "jsonl", "csv", "csv --bom", "tsv", "tsv --bom", "ids"]
"""As its options are typed."""
FORMS: tuple[Form, ...] = ("json", "jsonl", "csv", "tsv", "ids")
FOR_SPREADSHEETS: Mapping[Form, Form] = {"csv": "csv --bom", "tsv": "tsv --bom"}
"""Tables, and what they are with a byte order mark and without formulas."""

_JOINT = "; "
_HAZARD = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # compiled when first used
_BREAKS = re.compile(r"[\t\n]+")
_BYTE_ORDER_MARK = "\ufeff"
# OWASP, CSV Injection: what a cell begins with that is taken for a formula. The same after a semicolon, which
# begins another cell for the spreadsheets of many languages.
_FORMULA = r"(^|;)(?=\s*[=+\-@＝＋－＠\t\r\n])"


def json_text(value: object, indent: int | None = None) -> str:
    """JSON in which nothing acts on a terminal: C0, C1, bidirectional characters and surrogates escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return re.sub(_HAZARD, lambda match: f"\\u{ord(match[0]):04x}", text)


def write_json(value: object) -> None:
    """Write one object: laid out for the eye on a terminal, on one line elsewhere."""
    out(json_text(value, indent=2 if is_terminal(sys.stdout) else None) + "\n")


class Sheet:
    """Rows written one by one, as soon as each is there.

    Args:
        form: one of the forms that have rows.
        columns: of CSV and TSV; a row may lack some and hold more.
    """

    def __init__(self, form: Form, columns: Sequence[str]) -> None:
        self._columns = columns
        self._cell = _safe_cell if form in FOR_SPREADSHEETS.values() else _cell
        self._write = self._writer(form)
        if form in FOR_SPREADSHEETS.values():
            out(_BYTE_ORDER_MARK)
        if form in FOR_SPREADSHEETS or form in FOR_SPREADSHEETS.values():
            self._write({column: column for column in columns})

    def add(self, row: Mapping[str, object]) -> None:
        """Write one row."""
        self._write(row)

    def _writer(self, form: Form) -> Callable[[Mapping[str, object]], None]:
        match form:
            case "jsonl":
                return lambda row: out(json_text(row) + "\n")
            case "csv" | "csv --bom":
                import csv

                rows = csv.writer(sys.stdout, lineterminator="\n")
                return lambda row: rows.writerow(self._cells(row))
            case "tsv" | "tsv --bom":
                return lambda row: out("\t".join(_BREAKS.sub(" ", cell) for cell in self._cells(row)) + "\n")
            case "ids":
                return _write_id
            case _:
                raise ValueError(f"{form} has no rows")

    def _cells(self, row: Mapping[str, object]) -> list[str]:
        return [self._cell(row.get(column)) for column in self._columns]


def write_rows(form: Form, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write all rows in one of the forms that have rows."""
    sheet = Sheet(form, columns)
    for row in rows:
        sheet.add(row)


def _write_id(row: Mapping[str, object]) -> None:
    id_ = _BREAKS.sub(" ", _cell(row.get("id")))
    if id_:
        out(id_ + "\n")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return inert(value)
        case list() | tuple():
            return _JOINT.join(map(_cell, value))
        case _:
            return str(value)


def _safe_cell(value: object) -> str:
    """A cell for spreadsheets: a text of which no part is taken for a formula; numbers are what they are."""
    cell = _cell(value)
    return re.sub(_FORMULA, r"\1'", cell) if isinstance(value, str | list | tuple) else cell

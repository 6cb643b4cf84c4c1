"""Forms of data for other programs: JSON, lines of JSON, comma- and tab-separated values, bare ids.

Complete and faithful: nothing is cut or rounded. Control and bidirectional characters are escaped in JSON,
and left out elsewhere, so that no form can act on a terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from .terminal import inert, is_terminal, out

Form = Literal["text", "json", "jsonl", "csv", "tsv", "ids"]
FORMS: tuple[Form, ...] = ("json", "jsonl", "csv", "tsv", "ids")

_JOINT = "; "
_HAZARD = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # compiled when first used
_BREAKS = re.compile(r"[\t\n]+")


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
        self._write = self._writer(form)
        if form in ("csv", "tsv"):
            self._write({column: column for column in columns})

    def add(self, row: Mapping[str, object]) -> None:
        """Write one row."""
        self._write(row)

    def _writer(self, form: Form) -> Callable[[Mapping[str, object]], None]:
        match form:
            case "jsonl":
                return lambda row: out(json_text(row) + "\n")
            case "csv":
                import csv

                rows = csv.writer(sys.stdout, lineterminator="\n")
                return lambda row: rows.writerow(self._cells(row))
            case "tsv":
                return lambda row: out("\t".join(_BREAKS.sub(" ", cell) for cell in self._cells(row)) + "\n")
            case "ids":
                return _write_id
            case _:
                raise ValueError(f"{form} has no rows")

    def _cells(self, row: Mapping[str, object]) -> list[str]:
        return [_cell(row.get(column)) for column in self._columns]


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

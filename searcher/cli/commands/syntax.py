"""``dateline syntax``: the query language and the language of dates, as two tables."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..options import debug_option, form_options
from ..output_formats import Form, write_json, write_rows
from ..program import Command
from ..terminal import Screen, bold, screen

_COLUMNS = ("part", "form", "meaning")


@click.command(
    cls=Command,
    examples=("dateline syntax", "dateline syntax --json"),
)
@form_options("json", "jsonl", "csv", "tsv")
@debug_option
def syntax(*, form: Form) -> None:
    """Show what a query may hold, and how dates are written in it and in --since, --until, --on, --last."""
    from ... import language, when

    tables = {"query": language.FORMS, "date": when.FORMS}
    rows = [
        dict(zip(_COLUMNS, (part, *line), strict=True)) for part, table in tables.items() for line in table
    ]
    match form:
        case "text":
            page = screen()
            _show("Queries", tables["query"], page)
            page.line()
            _show("Dates", tables["date"], page)
        case "json":
            write_json({"schema": "dateline.syntax/1", "forms": rows})
        case _:
            write_rows(form, _COLUMNS, rows)


def _show(name: str, table: Sequence[tuple[str, str]], page: Screen) -> None:
    wide = max(len(form) for form, _ in table)
    page.line(bold(name))
    for form, meaning in table:
        first, *others = page.folded(meaning, " " * (wide + 4))
        page.line(f"  {form:<{wide}}  {first.lstrip()}")
        for line in others:
            page.line(line)

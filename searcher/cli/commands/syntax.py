"""``dateline syntax``: the query language and the language of dates, as two tables."""

from __future__ import annotations

import click

from ..options import common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, screen
from ..text_output import Table, show_table

_COLUMNS = ("part", "form", "meaning")


@click.command(
    cls=Command,
    examples=("dateline syntax", "dateline syntax --json"),
)
@form_options(ids=False)
@common_options
def syntax(*, form: OutputFormat) -> None:
    """Show what a query may hold, and how dates are written in it and in --since, --until, --on, --last."""
    from ... import language, when

    tables = {"query": language.FORMS, "date": when.FORMS}
    rows = [
        dict(zip(_COLUMNS, (part, *line), strict=True)) for part, table in tables.items() for line in table
    ]
    form.write(
        CommandOutput(
            text=lambda: _show_tables(tables["query"], tables["date"], screen()),
            value=lambda: {"schema": "dateline.syntax/1", "forms": rows},
            columns=_COLUMNS,
            rows=lambda: rows,
        )
    )


def _show_tables(queries: Table, dates: Table, page: Screen) -> None:
    show_table("Queries", queries, page)
    page.line()
    show_table("Dates", dates, page)

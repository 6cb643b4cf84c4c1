"""``dateline show``: one article in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from corpus import Article

from ...present.json_values import ARTICLE_COLUMNS, article_row, article_value
from ...results import Mark, Related
from ..opening import open_archive
from ..options import archive_option, common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, screen
from ..text_output import show_article, show_entities, show_marks


@click.command(
    cls=Command,
    examples=(
        "dateline show 4711",
        "dateline show 4711 --mark 'flood person:\"Mara Ellison\"'",
        "dateline show 4711 --entities",
        "dateline show 4711 --json",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--entities", is_flag=True, help="Also list where each name stands in the text.")
@click.option(
    "--mark",
    "query",
    metavar="QUERY",
    help="Mark what matches QUERY, and list it: part of QUERY, paragraph (0 is the headline), offsets.",
)
@form_options()
@archive_option
@common_options
def show(id_: str, *, entities: bool, query: str | None, archive: Path | str, form: OutputFormat) -> None:
    """Show the article of ID: its text, its date and where that comes from, names, links and notices."""
    with open_archive(archive) as opened:
        article = opened.get(id_)
        marks = None if query is None else opened.marks(id_, query)
        found = {} if marks is None else {"marks": [mark.to_dict() for mark in marks]}
        form.write(
            CommandOutput(
                text=lambda: _show(article, opened.related(id_, limit=0), marks, screen(), entities=entities),
                value=lambda: article_value(article) | found,
                columns=ARTICLE_COLUMNS,
                rows=lambda: [article_row(article)],
                objects=lambda: [article.to_json() | found],
            )
        )


def _show(
    article: Article,
    stated: Sequence[Related],
    marks: Sequence[Mark] | None,
    page: Screen,
    *,
    entities: bool,
) -> None:
    show_article(article, stated, page, marks or ())
    if marks is not None:
        show_marks(marks, page)
    if entities:
        show_entities(article, page)

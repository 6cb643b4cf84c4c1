"""``dateline show``: one article in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from corpus import Article

from ...present.json_values import ARTICLE_COLUMNS, article_row, article_value
from ...results import Related
from ..opening import open_archive
from ..options import archive_option, debug_option, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, screen
from ..text_output import show_article, show_entities


@click.command(
    cls=Command,
    examples=("dateline show 4711", "dateline show 4711 --entities", "dateline show 4711 --json"),
)
@click.argument("id_", metavar="ID")
@click.option("--entities", is_flag=True, help="Also list where each name stands in the text.")
@form_options()
@archive_option
@debug_option
def show(id_: str, *, entities: bool, archive: Path | str, form: OutputFormat) -> None:
    """Show the article of ID: its text, its date and where that comes from, names, links and notices."""
    with open_archive(archive) as opened:
        article = opened.get(id_)
        form.write(
            CommandOutput(
                text=lambda: _show(article, opened.related(id_, limit=0), screen(), entities=entities),
                value=lambda: article_value(article),
                columns=ARTICLE_COLUMNS,
                rows=lambda: [article_row(article)],
                objects=lambda: [article.to_json()],
            )
        )


def _show(article: Article, stated: Sequence[Related], page: Screen, *, entities: bool) -> None:
    show_article(article, stated, page)
    if entities:
        show_entities(article, page)

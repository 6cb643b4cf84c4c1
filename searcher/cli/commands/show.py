"""``dateline show``: one article in full."""

from __future__ import annotations

from pathlib import Path

import click

from ...present.json_values import ARTICLE_COLUMNS, article_row, article_value
from ..opening import searching
from ..options import archive_option, debug_option, form_options
from ..output_formats import Form, write_json, write_rows
from ..program import Command
from ..terminal import screen
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
def show(id_: str, *, entities: bool, archive: Path, form: Form) -> None:
    """Show the article of ID: its text, its date and where that comes from, names, links and notices."""
    with searching(archive) as opened:
        article = opened.get(id_)
        match form:
            case "text":
                show_article(article, opened.related(id_, limit=0), screen())
                if entities:
                    show_entities(article, screen())
            case "json":
                write_json(article_value(article))
            case "jsonl":
                write_rows(form, (), [article.to_json()])
            case _:
                write_rows(form, ARTICLE_COLUMNS, [article_row(article)])

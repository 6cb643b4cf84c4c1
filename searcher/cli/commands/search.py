"""``dateline search``: ask a question."""

from __future__ import annotations

from pathlib import Path

import click

from ..account import account
from ..archives import searching
from ..asked import Asked
from ..failures import FOUND, NONE
from ..formats import Form, write_json, write_rows
from ..options import archive_option, cost_options, debug_option, form_options, typed_archive
from ..page import show_hits
from ..questions import QuestionCommand, page_options, question_options
from ..terminal import note, screen
from ..values import HIT_COLUMNS, hit_row, hit_value, search_value


@click.command(
    cls=QuestionCommand,
    examples=(
        """dateline search '"civilian casualties"' coalition --place Manbij""",
        "dateline search 'airstrike OR bombardment' --since 2016-03-31 --until 'last week' --sort newest",
        "dateline search coalition -Russia --facets people,places --json",
    ),
)
@question_options
@page_options
@click.option(
    "--explain", "explained", is_flag=True, help="Tell how the question was understood, and what it matches."
)
@form_options()
@cost_options
@archive_option
@debug_option
@click.pass_context
def search(
    ctx: click.Context, *, asked: Asked, archive: Path, budget: float, form: Form, explained: bool
) -> None:
    """Find articles that match all words of QUERY, and show them with the articles related to them.

    The words may be joined by AND, OR and NOT, grouped by parentheses, and stand in quotes for a phrase:
    see 'dateline syntax'. Without QUERY, every article that the options allow is found.

    Data go to standard output, counts and notes to standard error.
    """
    if asked.page > 1 and not asked.limit:
        raise click.UsageError("--limit 0 shows all hits, so there is no further page.", ctx)
    with searching(archive, budget) as opened:
        results = asked.of(opened)
        match form:
            case "text" if not results.hits:
                pass
            case "text":
                show_hits(asked, results, screen())
            case "json":
                write_json(search_value(asked, results))
            case "ids":  # what else an answer holds is not even read
                write_rows(form, (), ({"id": id_} for id_ in results.ids))
            case "jsonl":
                write_rows(form, (), map(hit_value, results))
            case _:
                write_rows(form, HIT_COLUMNS, map(hit_row, results))
        if asked.facets and form not in ("text", "json"):
            note(f"Facets are not part of --{form}; --json has them.")
        if form != "json":
            account(asked, results, opened, typed_archive(ctx), explained=explained)
    ctx.exit(FOUND if len(results) else NONE)

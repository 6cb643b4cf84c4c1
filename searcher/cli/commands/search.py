"""``dateline search``: ask a question."""

from __future__ import annotations

from pathlib import Path

import click

from ...present.json_values import COLLAPSED_COLUMNS, HIT_COLUMNS, hit_row
from ...question import Question
from ..exit_codes import FOUND, NONE
from ..notes import note_explanation
from ..opening import open_archive
from ..options import archive_option, common_options, cost_options, form_options, typed_archive
from ..output_formats import CommandOutput, OutputFormat
from ..question_options import QuestionCommand, page_options, question_options
from ..terminal import note, screen
from ..text_output import show_hits


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
@common_options
@click.pass_context
def search(
    ctx: click.Context,
    *,
    question: Question,
    archive: Path | str,
    budget: float,
    form: OutputFormat,
    explained: bool,
) -> None:
    """Find articles that match all words of QUERY, and show them with the articles related to them.

    The words may be joined by AND, OR and NOT, grouped by parentheses, and stand in quotes for a phrase:
    see 'dateline syntax'. Without QUERY, every article that the options allow is found.

    Data go to standard output, counts and notes to standard error.
    """
    if question.page > 1 and not question.limit:
        raise click.UsageError("--limit 0 shows all hits, so there is no further page.", ctx)
    with open_archive(archive, budget) as opened:
        results = opened.ask(question)
        form.write(
            CommandOutput(
                text=lambda: show_hits(results, screen()) if results.hits else None,
                value=results.to_dict,
                columns=COLLAPSED_COLUMNS if question.collapse else HIT_COLUMNS,
                rows=lambda: map(hit_row, results),
                objects=lambda: (hit.to_dict() for hit in results),
                ids=lambda: results.ids,  # what else an answer holds is not even read
            )
        )
        if question.facets and form.has_rows:
            note(f"Facets are not part of --{form.name}; --json has them.")
        if not form.is_whole:
            note_explanation(results, opened, typed_archive(ctx), in_full=explained)
    ctx.exit(FOUND if len(results) else NONE)

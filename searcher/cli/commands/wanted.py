"""``dateline wanted``: what outlets link to and the archive lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ...present.wording import count_phrase
from ...question import MOST_WANTED, Question
from ...results import MissingArticle, MissingArticles
from ..exit_codes import FOUND, NONE
from ..opening import open_archive
from ..options import archive_option, common_options, cost_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..question_options import QuestionCommand, question_options
from ..terminal import ProgressLine, Screen, note, screen
from ..text_output import first_few, missing_line

_COLUMNS = ("articles", "outlets", "title", "published", "url", "media", "outlet_id", "linked_from")
_LINKING = 3  # articles and outlets, listed for people


@click.command(
    cls=QuestionCommand,
    examples=(
        "dateline wanted",
        "dateline wanted 'civilian casualties' --source 'Press TV' --site aljazeera.com",
        "dateline wanted --limit 0 --csv > to-fetch.csv",
    ),
)
@question_options
@click.option(
    "-n",
    "--limit",
    "most",
    type=click.IntRange(min=0),
    metavar="N",
    default=MOST_WANTED,
    show_default=True,
    help="Wanted articles, at most; 0 is all of them.",
)
@click.option("--site", metavar="HOST", default="", help="Only what lies at this host or domain.")
@form_options()
@cost_options
@archive_option
@common_options
@click.pass_context
def wanted(
    ctx: click.Context,
    *,
    question: Question,
    most: int,
    site: str,
    archive: Path | str,
    budget: float,
    form: OutputFormat,
) -> None:
    """List the articles that outlets link to and the archive lacks, those first that most articles link to.

    With QUERY and the options of 'dateline search' the links of the articles that match count alone. Links
    are looked up as by 'dateline related'; those to one address, in any spelling, are links to one article.
    Shown are headline, day and address as the outlets give them, and what links there. --ids prints the
    addresses, one a line.
    """
    with ProgressLine("reading links") as progress, open_archive(archive, budget) as opened:
        found = opened.wanted(
            None if question == Question() else question, limit=most, site=site, progress=progress
        )
    form.write(
        CommandOutput(
            text=lambda: _show(found, screen()),
            value=lambda: {"schema": "dateline.wanted/1", "total": found.total, "wanted": list(_rows(found))},
            columns=_COLUMNS,
            rows=lambda: ({**row, "outlets": len(row["outlets"])} for row in _rows(found)),
            objects=lambda: _rows(found),
            ids=lambda: (missing.url for missing in found.articles if missing.url),
        )
    )
    if not form.is_whole:
        for sentence in _ends(found):
            note(sentence)
    ctx.exit(FOUND if found.total else NONE)


def _rows(found: MissingArticles) -> Iterator[dict[str, Any]]:
    return ({"articles": len(each.linked_from), **each.to_dict()} for each in found.articles)


def _show(found: MissingArticles, page: Screen) -> None:
    for missing in found.articles:
        page.paragraph(missing_line(missing), hanging=2)
        if missing.url and missing.title:
            page.line(f"    {missing.url}")
        page.paragraph(_linking(missing), "    ", hanging=2)


def _linking(missing: MissingArticle) -> str:
    """What links to an article."""
    number = count_phrase(len(missing.linked_from), "article")
    outlets = f" of {first_few(missing.outlets, _LINKING)}" if missing.outlets else ""
    return f"from {number}{outlets}: {first_few(missing.linked_from, _LINKING)}"


def _ends(found: MissingArticles) -> Iterator[str]:
    if not found.total:
        yield "Every link leads to an article of the archive, or there is none."
    elif found.total > len(found.articles):
        yield f"{len(found.articles):,} of {found.total:,} wanted articles: --limit 0 for all."

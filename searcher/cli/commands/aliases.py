"""``dateline aliases suggest``: names that may be one, for the archive's own table of names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..opening import open_archive
from ..options import archive_option, common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, bold, note, screen

if TYPE_CHECKING:
    from ...likely_aliases import LikelyAlias

_COLUMNS = ("name", "alias", "kind", "reason", "articles", "alias_articles")
_TITLES = {
    "surname": "surnames that stand alone",
    "outlet": "outlets that may be one",
    "spelling": "spellings a letter apart",
}


@click.command(
    cls=Command,
    examples=(
        "dateline aliases suggest",
        "dateline aliases suggest --json",
        "dateline aliases suggest -n 10",
    ),
)
@click.argument("action", type=click.Choice(["suggest"]), metavar="suggest")
@click.option(
    "--limit", "-n", type=click.IntRange(min=1), default=50, show_default=True, help="Of each sort, at most."
)
@form_options(ids=False)
@archive_option
@common_options
def aliases(*, archive: Path | str, form: OutputFormat, action: str, limit: int) -> None:  # noqa: ARG001 -- there is one
    """Suggest rows for the archive's own table of names, aliases.tsv, with how many articles have each."""
    with open_archive(archive) as opened:
        found = opened.likely_aliases(most=limit)
    rows = [each._asdict() for each in found]
    form.write(
        CommandOutput(
            text=lambda: _show(found, screen()),
            value=lambda: {"schema": "dateline.aliases/1", "aliases": rows},
            columns=_COLUMNS,
            rows=lambda: rows,
        )
    )


def _show(found: Sequence[LikelyAlias], page: Screen) -> None:
    if not found:
        note("No two names look like one.")
    for reason, title in _TITLES.items():
        of_reason = [each for each in found if each.reason == reason]
        if of_reason:
            page.line(bold(title))
            page.lines(
                f"  {each.alias} ({each.alias_articles:,})  {each.name} ({each.articles:,})  {each.kind}"
                for each in of_reason
            )
            page.line()

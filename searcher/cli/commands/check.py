"""``dateline check``: whether an archive is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...present.wording import count_phrase
from ..exit_codes import DAMAGED, FOUND
from ..options import archive_option, common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import ProgressLine, note, screen, warn

if TYPE_CHECKING:
    from index import Check


@click.command(
    cls=Command,
    examples=("dateline check", "dateline check --archive news.archive --json"),
)
@form_options(ids=False)
@archive_option
@common_options
@click.pass_context
def check(ctx: click.Context, *, archive: Path | str, form: OutputFormat) -> None:
    """Read every byte of the archive, and tell what is damaged and how many articles that concerns.

    Nothing is changed. The rows of --jsonl, --csv and --tsv are the problems found.
    """
    with ProgressLine("checking") as progress:
        found = _run_check(archive, progress)
    rows = [{"problem": problem} for problem in found.problems]
    form.write(
        CommandOutput(
            text=lambda: screen().lines(found.problems),
            value=lambda: _value(found),
            columns=("problem",),
            rows=lambda: rows,
        )
    )
    problems = count_phrase(len(rows), "problem") if rows else "all is well"
    note(f"{count_phrase(found.articles, 'article')} read; {problems}.")
    if found.copies:
        warn(f"Damaged or missing copies, which dateline rebuild makes anew: {', '.join(found.copies)}")
    if rows:
        warn(_outlook(found))
        warn("Keep what can be read of it with: dateline rebuild --salvage")
    ctx.exit(DAMAGED if rows else FOUND)


def _run_check(archive: Path | str, progress: ProgressLine) -> Check:
    """What a check finds, also of an archive whose manifest is damaged."""
    import index
    from corpus.errors import ArchiveDamagedError

    try:
        return index.check(archive, progress=progress)
    except ArchiveDamagedError:
        return index.check(archive, progress=progress, salvage=True)


def _value(found: Check) -> dict[str, object]:
    damage = {"lost": found.lost, "ids": found.ids} if found.problems else {}
    return {
        "schema": "dateline.check/1",
        "articles": found.articles,
        "problems": found.problems,
        **damage,
    }


def _outlook(found: Check) -> str:
    """What a salvage would lose."""
    if not found.lost:
        return "A salvage loses nothing of it."
    return "\n".join(f"would be lost: {loss}" for loss in found.lost)

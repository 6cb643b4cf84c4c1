"""``dateline check``: whether an archive is whole."""

from __future__ import annotations

from pathlib import Path

import click

from ..failures import DAMAGED, FOUND
from ..formats import Form, write_json, write_rows
from ..options import archive_option, debug_option, form_options
from ..program import Command
from ..terminal import Progress, counted, note, screen


@click.command(
    cls=Command,
    examples=("dateline check", "dateline check --archive news.archive --json"),
)
@form_options("json", "jsonl", "csv", "tsv")
@archive_option
@debug_option
@click.pass_context
def check(ctx: click.Context, *, archive: Path, form: Form) -> None:
    """Read every byte of the archive, and tell what is damaged and how many articles that concerns.

    Nothing is changed. The rows of --jsonl, --csv and --tsv are the problems found.
    """
    import index

    with Progress("checking") as progress:
        found = index.check(archive, progress=progress)
    rows = [{"problem": problem} for problem in found.problems]
    match form:
        case "text":
            page = screen()
            for problem in found.problems:
                page.line(problem)
        case "json":
            write_json({"schema": "dateline.check/1", "articles": found.articles, "problems": found.problems})
        case _:
            write_rows(form, ("problem",), rows)
    problems = counted(len(rows), "problem") if rows else "all is well"
    note(f"{counted(found.articles, 'article')} read; {problems}.")
    if rows:
        note("Keep what can be read of it with: dateline rebuild --salvage")
    ctx.exit(DAMAGED if rows else FOUND)

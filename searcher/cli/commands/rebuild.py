"""``dateline rebuild``: a fresh index of an archive's articles."""

from __future__ import annotations

from pathlib import Path

import click

from ..failures import FOUND, REJECTED
from ..formats import Form, write_json, write_rows
from ..options import archive_option, debug_option, form_options, wait_option
from ..program import Command
from ..terminal import Progress, counted, note, screen

_COLUMNS = ("articles", "undated", "lost")
_INTERRUPTED = "the archive is as it was"


@click.command(
    cls=Command,
    examples=(
        "dateline rebuild",
        "dateline rebuild --archive news.archive --wait 60",
        "dateline rebuild --salvage",
    ),
)
@click.option(
    "--salvage",
    is_flag=True,
    help="Keep every article that can still be read of a damaged archive, and tell what is lost.",
)
@wait_option
@form_options("json", "jsonl", "csv", "tsv")
@archive_option
@debug_option
@click.pass_context
def rebuild(ctx: click.Context, *, wait: float, archive: Path, form: Form, salvage: bool) -> None:
    """Make a fresh index beside the old one, and put it in its place in one step.

    The sources are not needed: articles are taken from the archive, and names found in them anew. Searches
    are answered meanwhile; an interrupted rebuild leaves the archive as it was. So does a damaged file,
    unless --salvage is given: then what cannot be read is left out, and told.
    """
    import index

    with Progress("rebuilding") as progress:
        try:
            report = index.rebuild(archive, progress=progress, wait=wait, salvage=salvage)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_INTERRUPTED) from None
    value = {"articles": report.added, "undated": report.undated, "lost": report.lost}
    match form:
        case "text":
            page = screen()
            for loss in report.lost:
                page.line(f"lost: {loss}")
        case "json":
            write_json({"schema": "dateline.rebuild/1", **value})
        case _:
            write_rows(form, _COLUMNS, [value])
    note(f"{counted(report.added, 'article')} in the fresh index; {report.undated:,} undated.")
    if salvage and not report.lost:
        note("Nothing is lost.")
    ctx.exit(REJECTED if report.lost else FOUND)

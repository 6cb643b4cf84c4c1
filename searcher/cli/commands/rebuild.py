"""``dateline rebuild``: a fresh index of an archive's articles."""

from __future__ import annotations

from pathlib import Path

import click

from ..formats import Form, write_json, write_rows
from ..options import archive_option, debug_option, form_options, wait_option
from ..program import Command
from ..terminal import Progress, counted, note

_COLUMNS = ("articles", "undated")
_INTERRUPTED = "the archive is as it was"


@click.command(
    cls=Command,
    examples=("dateline rebuild", "dateline rebuild --archive news.archive --wait 60"),
)
@wait_option
@form_options("json", "jsonl", "csv", "tsv")
@archive_option
@debug_option
def rebuild(*, wait: float, archive: Path, form: Form) -> None:
    """Make a fresh index beside the old one, and put it in its place in one step.

    The sources are not needed: articles are taken from the archive, and names found in them anew. Searches
    are answered meanwhile; an interrupted rebuild leaves the archive as it was.
    """
    import index

    with Progress("rebuilding") as progress:
        try:
            report = index.rebuild(archive, progress=progress, wait=wait)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_INTERRUPTED) from None
    value = {"articles": report.added, "undated": report.undated}
    match form:
        case "text":
            pass
        case "json":
            write_json({"schema": "dateline.rebuild/1", **value})
        case _:
            write_rows(form, _COLUMNS, [value])
    note(f"{counted(report.added, 'article')} in the fresh index; {report.undated:,} undated.")

"""``dateline rebuild``: a fresh index of an archive's articles."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.errors import DatelineError

from ...present.wording import count_phrase
from ..exit_codes import FOUND, REJECTED
from ..options import archive_option, common_options, form_options, wait_option
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import ProgressLine, is_terminal, note, screen, warn

_COLUMNS = ("articles", "undated", "lost")
_MOST_IDS = 1000  # told one by one before a salvage
_INTERRUPTED = "the archive is as it was"


@click.command(
    cls=Command,
    examples=(
        "dateline rebuild",
        "dateline rebuild --archive news.archive --wait 60",
        "dateline rebuild --salvage",
        "dateline rebuild --salvage --yes",
    ),
)
@click.option(
    "--salvage",
    is_flag=True,
    help="Keep every article that can still be read of a damaged archive, after telling what will be lost "
    "and asking. The damaged files stay beside it, in NAME.damaged-TIME.",
)
@click.option("--yes", is_flag=True, help="Do not ask before a salvage that loses something.")
@wait_option
@form_options(ids=False)
@archive_option
@common_options
@click.pass_context
def rebuild(
    ctx: click.Context, *, wait: float, archive: Path | str, form: OutputFormat, salvage: bool, yes: bool
) -> None:
    """Make a fresh index beside the old one, and put it in its place in one step.

    The inputs are not needed: articles are taken from the archive, and names found in them anew. Searches
    are answered meanwhile; an interrupted rebuild leaves the archive as it was. So does a damaged file,
    unless --salvage is given: then what cannot be read is left out. What that is, is told before; without a
    terminal to ask on, --yes says that it may be lost.
    """
    import index

    if salvage and not yes:
        _ask(archive)
    with ProgressLine("rebuilding") as progress:
        try:
            report = index.rebuild(archive, progress=progress, wait=wait, salvage=salvage)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_INTERRUPTED) from None
    kept = str(report.kept) if report.kept else None
    value = {"articles": report.added, "undated": report.undated, "lost": report.lost, "kept": kept}
    form.write(
        CommandOutput(
            text=lambda: screen().lines(f"lost: {loss}" for loss in report.lost),
            value=lambda: {"schema": "dateline.rebuild/1", **value},
            columns=_COLUMNS,
            rows=lambda: [value],
        )
    )
    note(f"{count_phrase(report.added, 'article')} in the fresh index; {report.undated:,} undated.")
    if salvage and not report.lost:
        note("Nothing is lost.")
    if kept:
        warn(f"The damaged files are kept in {kept}")
    ctx.exit(REJECTED if report.lost else FOUND)


def _ask(archive: Path | str) -> None:
    """Tell what a salvage loses, and go on only where that is wanted."""
    import index

    with ProgressLine("checking") as progress:
        found = index.check(archive, progress=progress, salvage=True)
    if not found.lost:
        return
    for loss in found.lost:
        warn(f"will be lost: {loss}")
    listed = ", ".join(found.ids[:_MOST_IDS]) + (", …" if len(found.ids) > _MOST_IDS else "")
    if found.ids:
        warn(f"The ids that will be lost: {listed}")
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise DatelineError(
            f"A salvage of {archive} loses what is told above; nothing was done.", "Add --yes to go on."
        )
    if not click.confirm(f"Keep {count_phrase(found.articles, 'article')}, and lose that?", err=True):
        raise DatelineError("Nothing was done.")

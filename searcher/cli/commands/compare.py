"""``dateline compare``: what two articles share, and what differs."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import click

from ...results import SideBySide
from ..exit_codes import FOUND, NONE
from ..opening import open_archive
from ..options import archive_option, common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, bold, fold_text, screen

_COLUMNS = ("one", "start", "other", "other_start")
_GUTTER = " │ "


@click.command(
    cls=Command,
    examples=("dateline compare 4711 4712", "dateline compare 4711 4712 --json"),
)
@click.argument("id_", metavar="ID")
@click.argument("other_id", metavar="OTHER_ID")
@form_options()
@archive_option
@common_options
@click.pass_context
def compare(ctx: click.Context, *, id_: str, other_id: str, archive: Path | str, form: OutputFormat) -> None:
    """Show how much two articles share, and the passages that differ, side by side.

    Exit code 1 says that they share nothing.
    """
    with open_archive(archive) as opened:
        comparison = opened.compare(id_, other_id)
    form.write(
        CommandOutput(
            text=lambda: _show(comparison, screen()),
            value=lambda: {"schema": "dateline.compare/1", **comparison.to_dict()},
            columns=_COLUMNS,
            rows=lambda: [passage.to_dict() for passage in comparison.passages],
            ids=lambda: (comparison.id, comparison.other_id),
        )
    )
    ctx.exit(FOUND if comparison.share else NONE)


def _show(comparison: SideBySide, page: Screen) -> None:
    page.line(bold(f"1. {comparison.title or '(no headline)'}"))
    page.line(bold(f"2. {comparison.other_title or '(no headline)'}"))
    page.line()
    page.paragraph(f"{comparison.share:.0%} of 1 stands in 2, {comparison.other_share:.0%} of 2 in 1.")
    if not comparison.passages:
        page.line("The texts are the same, word for word.")
    for passage in comparison.passages:
        page.line()
        _show_side_by_side(passage.one, passage.other, page)


def _show_side_by_side(one: str, other: str, page: Screen) -> None:
    width = (page.width - len(_GUTTER)) // 2
    sides = [fold_text(" ".join(text.split()) or "–", width) for text in (one, other)]
    for left, right in zip_longest(*sides, fillvalue=""):
        page.line(f"{left:<{width}}{_GUTTER}{right}".rstrip())

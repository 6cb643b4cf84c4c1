"""``dateline delete``: articles out of an archive."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Container, Iterator
from pathlib import Path

import click

from corpus.errors import ArticleNotFoundError

from ...present.wording import count_phrase
from ..exit_codes import FOUND, NONE
from ..opening import open_archive
from ..options import archive_option, common_options, form_options, wait_option
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import is_terminal, note, warn

_COLUMNS = ("outcome", "id")
_MISSING_SHOWN = 10


@click.command(
    cls=Command,
    examples=(
        "dateline delete 4711 4712",
        "dateline search 'source:\"Test Wire\"' --limit 0 --ids | dateline delete -",
    ),
)
@click.argument("chosen", nargs=-1, required=True, metavar="ID...")
@click.option("--yes", is_flag=True, help="Do not ask, even on a terminal.")
@wait_option
@form_options()
@archive_option
@common_options
@click.pass_context
def delete(
    ctx: click.Context,
    *,
    chosen: tuple[str, ...],
    yes: bool,
    wait: float,
    archive: Path | str,
    form: OutputFormat,
) -> None:
    """Delete the articles of each ID from the archive; '-' reads ids from standard input, one a line.

    The files are not touched: indexing them again brings the articles back.
    """
    import index

    asked = tuple(dict.fromkeys(_all_ids(chosen)))
    if not yes and is_terminal(sys.stdin) and is_terminal(sys.stderr):
        click.confirm(f"Delete {count_phrase(len(asked), 'article')} from {archive}?", abort=True, err=True)
    with index.open(archive, wait=wait) as opened:
        held = dict.fromkeys(_held_ids(archive, asked))
        if held:
            opened.delete(*held)
    rows = [{"outcome": "deleted" if id_ in held else "missing", "id": id_} for id_ in asked]
    missing = [id_ for id_ in asked if id_ not in held]
    form.write(
        CommandOutput(
            text=lambda: None,
            value=lambda: {"schema": "dateline.delete/1", "deleted": list(held), "missing": missing},
            columns=_COLUMNS,
            rows=lambda: rows,
            ids=lambda: [id_ for id_ in asked if id_ in held],
        )
    )
    _summarise(asked, held)
    ctx.exit(FOUND if held else NONE)


def _all_ids(chosen: tuple[str, ...]) -> Iterator[str]:
    for id_ in chosen:
        if id_ == "-":
            lines = sys.stdin.buffer if sys.stdin else ()
            yield from filter(None, (line.decode(errors="replace").strip() for line in lines))
        else:
            yield id_


def _held_ids(archive: Path | str, ids: tuple[str, ...]) -> Iterator[str]:
    """Those of the ids that the archive holds."""
    with open_archive(archive) as opened:
        for id_ in ids:
            with contextlib.suppress(ArticleNotFoundError):
                opened.get(id_)
                yield id_


def _summarise(asked: tuple[str, ...], held: Container[str]) -> None:
    missing = [id_ for id_ in asked if id_ not in held]
    note(f"{count_phrase(len(asked) - len(missing), 'article')} deleted.")
    if missing:
        listed = ", ".join(missing[:_MISSING_SHOWN])
        more = f" and {len(missing) - _MISSING_SHOWN:,} more" if len(missing) > _MISSING_SHOWN else ""
        warn(f"Not in the archive: {listed}{more}")

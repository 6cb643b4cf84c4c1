"""``dateline demo``: five questions to a small archive that comes with the program."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from corpus.errors import ArchiveExistsError

from ..options import Directory, common_options
from ..program import NAME, Command, Program
from ..terminal import Screen, bold, screen

DEFAULT = Path("dateline-demo.archive")
_SOURCES_SHOW = (
    "An export becomes an archive; what cannot be read is said, and harms nothing else.",
    "A spreadsheet joins it.",
    "Saved pages do not say whose they are, so we do.",
    "More pages, of another outlet.",
)


@click.command(
    cls=Command,
    examples=("dateline demo", "dateline demo --archive /tmp/demo.archive"),
)
@click.option(
    "-a",
    "--archive",
    type=Directory(),
    metavar="DIR",
    default=DEFAULT,
    show_default=True,
    help="Where to make the archive of the demo; $DATELINE_ARCHIVE does not count here.",
)
@common_options
@click.pass_context
def demo(ctx: click.Context, *, archive: Path) -> None:
    """Index a small archive of invented news, and ask it five questions.

    Each is shown as a command that you can type, what it demonstrates, and its answer.
    """
    from corpus import sample

    program = ctx.find_root().command
    assert isinstance(program, Program)
    _refuse_strangers(archive)
    where = ("--archive", str(archive))
    page = screen()
    for source, shows in zip(sample.INPUTS, _SOURCES_SHOW, strict=True):
        outlet = ["--outlet", source.outlet] if source.outlet else []
        _run(program, page, ["index", str(sample.path() / source.path), *outlet, *where], shows)
    for question in sample.QUESTIONS:
        words = [question.words] if question.words else []
        _run(program, page, ["search", *words, *question.options, *where], question.shows)
    page.line(bold("What to try next"))
    for args in (
        ("search", "your words", *where),
        ("timeline", *where),
        ("syntax",),
        ("index", "YOUR-FOLDER"),
    ):
        page.line(f"$ {_command_line(args)}")


def _run(program: Program, page: Screen, args: list[str], shows: str) -> None:
    """Show a command, what it demonstrates, and what it prints."""
    page.line(bold(f"$ {_command_line(args)}"))
    page.paragraph(shows, "# ")
    page.line()
    with contextlib.redirect_stderr(sys.stdout):  # one page, in the order in which a terminal shows it
        program.obey(args)
    page.line()


def _command_line(args: Sequence[str]) -> str:
    import shlex

    return shlex.join([NAME, *args])


def _refuse_strangers(archive: Path) -> None:
    """Keep invented news out of an archive that is somebody's own."""
    if archive != DEFAULT and archive.exists() and (not archive.is_dir() or any(archive.iterdir())):
        raise ArchiveExistsError(
            f"There is something at {archive} already.", archive, "Choose a fresh directory."
        )

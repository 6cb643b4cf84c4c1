"""A small archive of news for tests of the command line, and a way to run commands on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from corpus import Entity, Link, Published, Rejected
from searcher.cli import main

from .articles import add, article, day, stamp

Run = Callable[..., Result]
MARA, GHENT = Entity("person", "Mara Ellison", "Ellison"), Entity("place", "Ghent", "Ghent")


def month(text: str) -> Published:
    return Published(stamp(f"{text}-01").local, "month", origin="test", raw=text)


ARTICLES = [
    article(
        "dam",
        "Dam breaks near Ghent",
        "The river broke the dam. Two mills were flooded, said Ellison.",
        published=stamp("2016-03-31T06:30:00+02:00"),
        source="Wire",
        url="https://wire.example/dam",
        authors=("Ada Lowe",),
        entities=(MARA, GHENT),
        links=(
            Link("Dam mended", "mended"),
            Link("A flood on film", published=day("2016-04-02"), media="video"),
            *(Link(f"Lost report {n}") for n in range(5)),
        ),
    ),
    article(
        "mended", "Dam mended", "The river is back.", published="2016-10-22", source="Post", entities=(GHENT,)
    ),
    article("inquiry", "Dam inquiry opens", "The river law.", published=month("2016-10"), source="Post"),
    article("memories", "Dam memories", "The river and time.", source="Post"),
    *(
        article(f"mill{n:02}", f"Mill {n} sold", "A market report.", published=f"2018-01-{n + 1:02}")
        for n in range(12)
    ),
    Rejected("broken.txt", "empty file"),
]


def make(path: Path) -> Path:
    """Make the archive of news."""
    add(path, ARTICLES, extractor="none")
    return path


def make_three(path: Path) -> Path:
    """Make an archive of three articles, to be changed."""
    add(path, [article(id_) for id_ in ("one", "two", "three")], extractor="none")
    return path


def run_on(archive: Path) -> Run:
    """What runs a command line on an archive, in this process."""

    def run(*args: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, args, input=stdin, env={"DATELINE_ARCHIVE": str(archive)})

    return run


def found(result: Result) -> list[str]:
    """The ids that a command printed."""
    assert result.exit_code in (0, 1), result.stderr
    return result.stdout.split()

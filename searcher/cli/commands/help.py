"""``dateline help``: what can be read about a command, or about a topic."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import click

from ..options import common_options
from ..program import NAME, TOPICS, Command, Program
from ..terminal import out, screen
from ..text_output import show_table

if TYPE_CHECKING:
    from ..text_output import Table

_MANUAL = "man"
_NAMED_ELSEWHERE = {
    **dict.fromkeys(("query", "operator", "operators", "boolean", "field", "fields"), "queries"),
    **dict.fromkeys(("phrase", "phrases", "proximity", "wildcards", "fuzzy", "spelling"), "queries"),
    "date": "dates",
}


def _offer_topics(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:  # noqa: ARG001 -- click's signature
    program = ctx.find_root().command
    assert isinstance(program, Program)
    return [name for name in (*program.commands, *_topics(), _MANUAL) if name.startswith(begun)]


@click.command(
    name="help",
    cls=Command,
    examples=(
        "dateline help search",
        "dateline help dates",
        "dateline help parentheses",
        "dateline help man | man -l -",
    ),
)
@click.argument("words", nargs=-1, metavar="[TOPIC]", shell_complete=_offer_topics)
@common_options
@click.pass_context
def help_command(ctx: click.Context, *, words: tuple[str, ...]) -> None:
    """Show the help of a command, or of a topic: queries, dates, syntax (both), exit-codes, environment.

    'man' prints the manual page. Any other word shows the forms of queries and dates that speak of it.
    """
    root = ctx.find_root()
    topic = "-".join(words).lower()
    tables = _topics()
    if not topic:
        click.echo(root.get_help())
    elif topic == _MANUAL:
        out((resources.files("searcher.cli") / f"{NAME}.1").read_text("utf-8"))
    elif topic in ("syntax", *tables, *_NAMED_ELSEWHERE):
        names = ("queries", "dates") if topic == "syntax" else (_NAMED_ELSEWHERE.get(topic, topic),)
        _show({name: tables[name] for name in names})
    else:
        _show_command(root, topic, " ".join(words))


def _show_command(root: click.Context, name: str, typed: str) -> None:
    program = root.command
    assert isinstance(program, Program)
    if name in program.commands:
        click.echo(click.Context(program.commands[name], root, name).get_help())
        return
    found = {topic: _rows_with(typed, table) for topic, table in _topics().items()}
    if not any(found.values()):
        raise click.UsageError(_nothing_on(typed, (*program.commands, *_topics())), root)
    _show({topic: table for topic, table in found.items() if table})


def _topics() -> dict[str, Table]:
    """Topics that are tables, under the names by which they are asked for."""
    from ... import language, when

    own = {title.lower().replace(" ", "-"): table for title, table in TOPICS.items()}
    return {"queries": language.FORMS, "dates": when.FORMS, **own}


def _show(tables: dict[str, Table]) -> None:
    page = screen()
    for number, (name, table) in enumerate(tables.items()):
        if number:
            page.line()
        show_table(name.replace("-", " ").capitalize(), table, page)


def _rows_with(word: str, table: Table) -> Table:
    return [row for row in table if word.casefold() in " ".join(row).casefold()]


def _nothing_on(word: str, topics: tuple[str, ...]) -> str:
    import difflib

    near = difflib.get_close_matches(word, topics, 1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no help on {word!r}.{guess} Topics are commands, and {', '.join(_topics())}."


help = help_command  # noqa: A001 -- under the name of the command

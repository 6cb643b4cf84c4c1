"""The manual page ``dateline.1``, as the program knows itself: in the macros of man(7)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from searcher import language, when
from searcher.cli import main
from searcher.cli.exit_codes import EXIT_CODES
from searcher.cli.program import ENVIRONMENT


def manual() -> str:
    """The page; the same whatever the version of click."""
    lines = [
        f'.TH DATELINE 1 "" "dateline {version()}" "User Commands"',
        *section("NAME"),
        r"dateline \- search archives of news articles",
        *section("SYNOPSIS"),
        r".B dateline",
        r".I COMMAND",
        r"[\fIOPTIONS\fR] [\fIARGUMENTS\fR]",
        *section("DESCRIPTION"),
        *paragraphs(main.help or ""),
        *section("EXAMPLES"),
        *examples(main.examples),
        *section("COMMANDS"),
    ]
    for name, command in main.commands.items():
        lines += command_lines(name, command)
    for title, rows in (
        ("QUERIES", language.FORMS),
        ("DATES", when.FORMS),
        ("EXIT STATUS", [(str(code), meaning) for code, meaning in EXIT_CODES]),
        ("ENVIRONMENT", ENVIRONMENT),
    ):
        lines += [*section(title), *(line for row in rows for line in entry(*row))]
    return "\n".join(lines) + "\n"


def version() -> str:
    """The version that is being built."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def section(title: str) -> list[str]:
    """The head of a section."""
    return [f".SH {title}"]


def command_lines(name: str, command: click.Command) -> Iterator[str]:
    """One command: what it does, its options, examples."""
    operands = [param.metavar or "" for param in command.params if isinstance(param, click.Argument)]
    yield f'.SS "{escaped(" ".join(["dateline", name, "[OPTIONS]", *operands]))}"'
    yield from paragraphs(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option):
            default = f" (default: {option.default})" if option.show_default else ""
            yield from entry(form(option), (option.help or "") + default)
    yield ".PP"
    yield from examples(getattr(command, "examples", ()))


def form(option: click.Option) -> str:
    """An option as it is typed."""
    names = ", ".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return names
    choices = "|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else ""
    return f"{names} {option.metavar or choices}"


def entry(name: str, meaning: str) -> Iterator[str]:
    """A name, and what it means, indented."""
    yield ".TP"
    yield f".B {escaped(name)}" if '"' not in name else f"\\fB{escaped(name)}\\fR"
    yield protected(meaning)


def examples(commands: Iterable[str]) -> Iterator[str]:
    """Commands as one types them."""
    yield ".nf"
    yield from map(protected, commands)
    yield ".fi"


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of a help text."""
    for paragraph in text.split("\n\n"):
        yield ".PP"
        yield protected(paragraph)


def protected(text: str) -> str:
    """``text`` on one line, of which nothing is a macro."""
    line = escaped(text)
    return f"\\&{line}" if line.startswith((".", "'")) else line


def escaped(text: str) -> str:
    """``text`` on one line as it is to be seen: hyphens are those that one types."""
    plain = " ".join(text.split()).replace("\\", "\\e")
    for character, sequence in (("-", "\\-"), ("'", "\\(aq"), ("^", "\\(ha"), ("~", "\\(ti"), ("`", "\\(ga")):
        plain = plain.replace(character, sequence)
    return plain

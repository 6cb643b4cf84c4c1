"""Write the reference part of docs/commands.md, and the manual page, as the program knows itself.

Usage: python tools/write_commands.py           brings both files up to date
       python tools/write_commands.py --check   ends with 1 if they are not
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from manual_page import manual

from searcher.cli import main
from searcher.cli.exit_codes import EXIT_CODES

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "commands.md"
MANUAL = PROJECT / "searcher" / "cli" / "dateline.1"
BEGIN, END = "<!-- reference: begin -->\n", "<!-- reference: end -->\n"


def reference() -> str:
    """The reference part, in Markdown; the same whatever the version of click."""
    lines = ["## Exit codes", "", "| code | meaning |", "|---:|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES]
    for name, command in main.commands.items():
        lines += ["", *command_lines(name, command)]
    return "\n".join(lines) + "\n"


def command_lines(name: str, command: click.Command) -> Iterator[str]:
    """One command: examples, what it does, its options."""
    operands = [param.metavar or "" for param in command.params if isinstance(param, click.Argument)]
    yield f"## dateline {name}"
    yield ""
    yield "```sh"
    yield from getattr(command, "examples", ())
    yield "```"
    yield ""
    yield f"`{' '.join(['dateline', name, '[OPTIONS]', *operands])}`"
    yield ""
    yield from paragraphs(command.help or "")
    yield "| option | meaning |"
    yield "|---|---|"
    for option in command.params:
        if isinstance(option, click.Option):
            default = f" (default: {option.default})" if option.show_default else ""
            yield f"| `{escaped(form(option))}` | {escaped((option.help or '') + default)} |"


def form(option: click.Option) -> str:
    """An option as it is typed."""
    names = "/".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return names
    choices = f"[{'|'.join(option.type.choices)}]" if isinstance(option.type, click.Choice) else ""
    return f"{names} {option.metavar or choices}"


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of a help text, each on one line, as Markdown."""
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""


def escaped(text: str) -> str:
    """``text`` for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def updated(page: str) -> str:
    """The page with its reference part as it should be."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + reference() + END + after


if __name__ == "__main__":
    for path, wanted in ((PAGE, updated(PAGE.read_text("utf-8"))), (MANUAL, manual())):
        written = path.read_text("utf-8") if path.exists() else ""
        if written != wanted and "--check" in sys.argv[1:]:
            sys.exit(f"{path.name} is out of date: run tools/write_commands.py")
        if written != wanted:
            path.write_text(wanted, "utf-8")

"""Help, documentation and completion of the command line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from searcher import language, when
from searcher.cli import main


def help_of(*args: str) -> str:
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["", *main.commands])
def test_help_leads_with_examples_that_can_be_typed(name: str) -> None:
    text = help_of(*([name] if name else []), "--help")
    assert text.startswith("Examples:\n  ")
    examples = text.partition("\n\n")[0].splitlines()[1:]
    assert len(examples) >= 2
    for example in examples:
        command = example.strip().split(" | ")[-1].removeprefix("eval ").strip('"$()').partition(" > ")[0]
        words = shlex.split(command)
        if words[0] == "dateline":
            called = main.commands[words[1]]
            called.make_context(words[1], words[2:], parent=click.Context(main))


def test_without_a_command_there_is_help() -> None:
    text = help_of()
    assert "Commands:" in text
    assert "130  interrupted" in text


def test_the_syntax_is_two_tables() -> None:
    text = help_of("syntax")
    for form, _ in (*language.FORMS, *when.FORMS):
        assert f"  {form} " in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    assert "_DATELINE_COMPLETE" in help_of("completion", shell)


@pytest.mark.parametrize(
    ("words", "completed"),
    [("dateline se", "plain,search\n"), ("dateline search -Russia --undated o", "plain,only\n")],
)
def test_completion_completes(words: str, completed: str) -> None:
    asked = {"_DATELINE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    program = [sys.executable, "-m", "searcher.cli"]
    done = subprocess.run(program, capture_output=True, text=True, env={**os.environ, **asked}, check=False)
    assert done.stdout == completed


def test_every_command_and_option_is_documented(project: Path) -> None:
    page = (project / "docs" / "commands.md").read_text("utf-8")
    for name, command in main.commands.items():
        _, _, section = page.partition(f"\n## dateline {name}\n")
        section = section.partition("\n## ")[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{'/'.join([*option.opts, *option.secondary_opts])}" in section, (name, option.name)
                assert (option.help or "?").replace("|", "\\|") in section, (name, option.name)


def test_the_reference_is_up_to_date(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(project / "tools" / "write_commands.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

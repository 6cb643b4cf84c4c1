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

from . import news


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.make(tmp_path_factory.mktemp("news") / "news.archive")


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
    [
        ("dateline se", "plain,search\n"),
        ("dateline search -Russia --undated o", "plain,only\n"),
        ("dateline help da", "plain,dates\n"),
        ("dateline index x", "file,x\n"),
        ("dateline search --archive n", "dir,n\n"),
        ("dateline search urgent ti", "plain,title:\n"),
        ("dateline search --person ma", "plain,'Mara Ellison'\n"),
        ("dateline search --outlet p", "plain,Post\n"),
        ("dateline search person : MAR", "plain,'\"Mara Ellison\"'\n"),
        ("dateline search place : gh", "plain,Ghent\n"),
        ("dateline search --person 'ma", "plain,Mara Ellison\n"),
        ("dateline search --archive none --person ma", "\n"),
    ],
)
def test_completion_completes(archive: Path, words: str, completed: str) -> None:
    asked = {
        "_DATELINE_COMPLETE": "bash_complete",
        "COMP_WORDS": words.replace(" ", "\n"),
        "COMP_CWORD": str(words.count(" ")),
        "DATELINE_ARCHIVE": str(archive),
    }
    program = [sys.executable, "-m", "searcher.cli"]
    done = subprocess.run(program, capture_output=True, text=True, env={**os.environ, **asked}, check=False)
    assert done.stdout == completed


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        ("dates", "Dates\n  2016-12-01"),
        ("queries", "Queries\n  airstrikes"),
        ("fields", "Queries\n  airstrikes"),
        ("proximity", "NEAR/5"),
        ("exit codes", "\n  130  interrupted"),
        ("environment", "\n  NO_COLOR"),
        ("search", "Examples:\n  dateline search"),
        ("parentheses", "(raid OR strike) AND civilians"),
        ("man", '.TH DATELINE 1 "" "dateline '),
        ("", "Examples:\n  dateline demo"),
    ],
)
def test_help_is_given_on_commands_and_topics(topic: str, shown: str) -> None:
    assert shown in help_of("help", *topic.split())


def test_syntax_is_queries_and_dates() -> None:
    assert help_of("help", "syntax") == help_of("syntax")


def test_there_is_no_help_on_anything_else() -> None:
    result = CliRunner().invoke(main, ["help", "serach"])
    assert result.exit_code == 2
    assert "There is no help on 'serach'. Did you mean 'search'?" in result.stderr


def test_the_manual_page_holds_every_command_and_option() -> None:
    page = help_of("help", "man").replace("\\-", "-")
    for name, command in main.commands.items():
        _, _, part = page.partition(f'.SS "dateline {name} ')
        part = part.partition("\n.S")[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"\n.B {', '.join([*option.opts, *option.secondary_opts])}" in part, (
                    name,
                    option.name,
                )
    assert not [line for line in page.splitlines() if line.startswith("'")]
    macros = {line.split(" ")[0] for line in page.splitlines() if line.startswith(".")}
    assert macros == {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".nf", ".fi"}


def test_a_help_page_is_as_wide_as_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for topic in ("syntax", "exit-codes", "environment"):
        assert 40 < max(map(len, help_of("help", topic).splitlines())) <= 60


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

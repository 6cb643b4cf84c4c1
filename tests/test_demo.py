"""The demonstration: what a newcomer sees first must run, and show what it says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus import sample
from searcher.cli import main

from .articles import add, article


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    result = CliRunner().invoke(main, ["demo", "--archive", str(folder / "demo.archive")])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def commands(page: str) -> list[list[str]]:
    return [
        shlex.split(line.removeprefix("$ ")) for line in page.splitlines() if line.startswith("$ dateline")
    ]


def test_the_demo_asks_its_five_questions(page: str) -> None:
    asked = [
        command[2:] for command in commands(page.partition("What to try next")[0]) if command[1] == "search"
    ]
    assert len(asked) == len(sample.QUESTIONS) == 5
    for words, question in zip(asked, sample.QUESTIONS, strict=True):
        assert words[:-2] == [question.words, *question.options]
        assert " ".join(question.shows.split()) in " ".join(page.replace("\n# ", " ").split())


def test_each_question_prints_what_typing_it_prints(page: str) -> None:
    for command in commands(page.partition("What to try next")[0]):
        if command[1] == "search":
            result = CliRunner().invoke(main, command[1:])
            assert result.exit_code in (0, 1)
            assert result.stdout + result.stderr in page
            assert result.stdout or "No articles match" in result.stderr


def test_what_to_try_next_runs(page: str) -> None:
    following = commands(page.partition("What to try next")[2])
    assert [command[1] for command in following] == ["search", "timeline", "syntax", "index"]
    for command in following[:3]:
        assert CliRunner().invoke(main, command[1:]).exit_code in (0, 1)


def test_its_own_archive_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "mine"))
    first, second = (CliRunner().invoke(main, ["demo"]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert " 0 updated, 0 unchanged" in first.stdout
    assert "0 added, 0 updated, " in second.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["dateline-demo.archive"]


def test_somebody_elses_archive_is_left_alone(tmp_path: Path) -> None:
    add(tmp_path / "mine", [article("a")], extractor="none")
    result = CliRunner().invoke(main, ["demo", "--archive", str(tmp_path / "mine")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Choose a fresh directory." in result.stderr

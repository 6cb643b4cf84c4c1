"""Errors on the command line: a sentence, a way out, an exit code; nothing printed acts on a terminal."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import index
from corpus import Entity, Link, Rejected
from searcher.cli.exit_codes import pointer

from . import news
from .articles import add, article
from .news import Run, run_on

HAZARDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.make(tmp_path_factory.mktemp("news") / "news.archive")


@pytest.fixture
def run(archive: Path) -> Run:
    return run_on(archive)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return news.make_three(tmp_path / "fresh")


def test_carets_stand_under_the_token_at_fault(run: Run) -> None:
    result = run("search", "dam", "(raid", "OR", "strike")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "dateline: This parenthesis is never closed.",
        "  dam (raid OR strike",
        "      ^",
        "Add the closing ).",
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "lines"),
    [
        ("a\tbad", 2, 5, ("a bad", "  ^^^")),
        ("\x1b[31mx bad", 7, 10, ("[31mx bad", "      ^^^")),
        ("大 bad", 2, 5, ("大 bad", "   ^^^")),
        ("e\u0301 bad", 3, 6, ("e\u0301 bad", "  ^^^")),
        ("bad", 3, 3, ("bad", "   ^")),
        (
            "x" * 100 + "bad" + "y" * 100,
            100,
            103,
            ("…" + "x" * 40 + "bad" + "y" * 40 + "…", " " * 41 + "^^^"),
        ),
    ],
)
def test_carets_stand_right_whatever_the_text_holds(
    text: str, start: int, end: int, lines: tuple[str, str]
) -> None:
    assert pointer(text, start, end) == lines


MISTAKES = [
    (("search", "dam", "--limt", "3"), "--limit"),
    (("search", "dam", "-limit", "3"), "Did you mean --limit?"),
    (("search", "--on", "2016-13-41"), "^^^^^^^^^^"),
    (("search", "--since", ""), "--since"),
    (("search", "--person", " "), "--person"),
    (("search", "--archive", ""), "--archive"),
    (("search", "--facets=colour"), "colour"),
    (("search", "--page", "2", "--limit", "0"), "no further page"),
    (("search", "--csv", "--json"), "--csv and --json exclude each other"),
    (("search", "--sort", "best"), "relevance"),
    (("serach", "dam"), "Did you mean 'search'?"),
    (("airstrike",), "dateline search airstrike"),
    (("show", "nothing"), "dateline search WORDS --ids"),
    (("related", "nothing"), "dateline search WORDS --ids"),
    (("related", "dam", "--decay", "nan"), "--decay"),
    (("stats", "--archive", "nowhere"), "dateline index SOURCE"),
    (("index",), "SOURCE"),
    (("index", ".", "--field", "title"), "NAME=KEY"),
    (("completion", "tcsh"), "bash"),
]


@pytest.mark.parametrize(("args", "hint"), MISTAKES)
def test_a_mistake_is_one_sentence_with_a_way_out(run: Run, args: tuple[str, ...], hint: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("dateline: ")
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_locked_archive_has_its_own_exit_code(run: Run, fresh: Path) -> None:
    with index.open(fresh):
        for args in (("delete", "one"), ("rebuild",), ("index", str(Path(__file__)))):
            result = run(*args, "--archive", str(fresh), "--wait", "0")
            assert result.exit_code == 4
            assert f"process {os.getpid()}" in result.stderr


@pytest.mark.parametrize("content", ["{}", '{"format": "dateline archive", "version": 99}'])
def test_a_damaged_archive_has_its_own_exit_code(run: Run, fresh: Path, content: str) -> None:
    (fresh / "archive.json").write_text(content)
    for args in (("search", "title"), ("check",), ("stats",)):
        assert run(*args, "--archive", str(fresh)).exit_code == 5


def test_check_finds_damage(run: Run, fresh: Path) -> None:
    for file in fresh.glob("*.segment"):
        content = bytearray(file.read_bytes())
        content[: len(content) // 2] = bytes(len(content) // 2)
        file.write_bytes(content)
    result = run("check", "--archive", str(fresh))
    assert result.exit_code == 5
    assert "Traceback" not in result.stderr


def test_problems_that_a_check_finds_are_data(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.check", lambda *_, **__: index.Check(3, ("this is torn", "and that")))
    result = run("check")
    assert (result.exit_code, result.stdout) == (5, "this is torn\nand that\n")
    assert "3 articles read; 2 problems." in result.stderr
    assert run("check", "--csv").stdout == "problem\nthis is torn\nand that\n"


def test_an_unexpected_error_is_one_sentence_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of\n\x1b[31mluck")

    monkeypatch.setattr("searcher.archive.Archive.ask", broken)
    result = run("search", "dam")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0] == "dateline: unexpected RuntimeError: out of [31mluck"
    assert "Traceback" in run("search", "dam", "--debug").stderr
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    assert "Traceback" in run("search", "dam").stderr


# What is printed is inert


NASTY = "\x1b]0;owned\x07 \x9b31m \u202egnp.exe \x00 \r\b"


@pytest.mark.parametrize("form", ["", "--json", "--jsonl", "--csv", "--tsv", "--ids"])
def test_nothing_printed_acts_on_a_terminal(run: Run, tmp_path: Path, form: str) -> None:
    entities = (Entity("person", f"Mara {NASTY}", "Mara"),)
    nasty = article(
        f"id{NASTY}",
        f"Dam {NASTY}",
        f"The dam. {NASTY}",
        source=NASTY,
        url=NASTY,
        links=(Link(f"Other dam {NASTY}"),),
        entities=entities,
        notices=(NASTY,),
    )
    add(tmp_path / "a", [nasty, Rejected(NASTY, NASTY)], extractor="none")
    forms = [form] if form else []
    commands: list[tuple[str, ...]] = [
        ("search", "dam", "--facets"),
        ("show", nasty.id),
        ("related", nasty.id),
        ("story", nasty.id),
    ]
    if form != "--ids":
        commands += [("stats",), ("stats", "--rejected"), ("timeline",)]
    for args in (*commands, ("search", f"zebra {NASTY}"), ("search", f"({NASTY}"), ("show", NASTY)):
        result = run(*args, *forms, "--archive", str(tmp_path / "a"))
        assert not HAZARDS.search(result.stdout + result.stderr), args

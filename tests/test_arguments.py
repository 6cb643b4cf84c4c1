"""What is typed after a command: options told from words, and habits of other programs refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QueryError
from searcher import Question

from . import news
from .news import Run, found, run_on


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_on(news.make(tmp_path_factory.mktemp("news") / "news.archive"))


def query_of(run: Run, *args: str) -> tuple[str, int]:
    asked = json.loads(run("search", "--json", *args).stdout)["query"]
    return asked["text"], asked["limit"]


@pytest.mark.parametrize("letter", "lvistpcABCFfrow5?")
def test_a_single_letter_is_no_word_to_exclude(run: Run, letter: str) -> None:
    result = run("search", f"-{letter}", "5", "mill")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is no option -{letter}." in result.stderr
    assert f"To exclude the word: NOT {letter}" in result.stderr


def test_what_a_single_letter_may_have_meant_is_told(run: Run) -> None:
    assert "For 5 hits: -n 5." in run("search", "-l", "5", "mill").stderr
    assert "For 20 hits: -n 20." in run("search", "-20", "mill").stderr
    meant = "--since or --source or --strict-names or --sort"
    assert f"Did you mean {meant}?" in run("search", "-s", "mill").stderr
    assert "-n" not in run("timeline", "-l", "5", "mill").stderr


def test_what_two_hyphens_may_have_meant_is_told(run: Run) -> None:
    assert (
        "There is no option --nato. To exclude the word: NOT nato" in run("search", "mill", "--nato").stderr
    )
    assert "a field of the query: language:VALUE" in run("search", "mill", "--language", "fr").stderr
    assert "a field of the query: section:VALUE" in run("search", "mill", "--section=World").stderr


@pytest.mark.parametrize("word", ["-nato", "-assad", "-qatar", "-hungary", "-2016", "-中", "-é"])
def test_a_word_to_exclude_is_one(run: Run, word: str) -> None:
    assert query_of(run, "mill", word) == (f"mill {word}", 10)


def test_short_options_stand_alone(run: Run) -> None:
    assert query_of(run, "-n", "5", "mill") == ("mill", 5)
    assert query_of(run, "mill", "-q", "-n", "5") == ("mill", 5)
    for joined, write in (
        ("-n5", "-n 5"),
        ("-n=5", "-n 5"),
        ("-a=x", "-a x"),
        ("-a./x", "-a ./x"),
        ("-q1", "-q"),
    ):
        result = run("search", joined, "mill")
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"stands alone. Write: {write}. To exclude the word: NOT {joined[1:]}" in result.stderr
    assert "stands alone. Write: -a x." in run("stats", "-ax").stderr
    assert len(found(run("related", "dam", "-n", "1", "--ids"))) > 0


def test_another_archive_is_named_by_a_letter(run: Run, tmp_path: Path) -> None:
    result = run("search", "-a", str(tmp_path / "none"), "mill")
    assert result.exit_code == 2
    assert str(tmp_path / "none") in result.stderr


@pytest.mark.parametrize("dash", "–—−‒―‐‑－﹣")
def test_a_dash_before_the_name_of_an_option_is_refused(run: Run, dash: str) -> None:
    for typed, write in (
        (f"{dash}since", "--since"),
        (f"{dash}{dash}limit=5", "--limit"),
        (f"{dash}n", "-n"),
    ):
        result = run("search", "mill", typed, "2017")
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Write the option with hyphens: {write}." in result.stderr
    assert query_of(run, "mill", f"{dash}russia")[0] == f"mill {dash}russia"
    assert run("stats", f"{dash}rejected").stderr.count("with hyphens: --rejected") == 1


@pytest.mark.parametrize(
    ("args", "value"),
    [
        (("--facets", "persons"), "--facets=people"),
        (("--facets", "people,sorces"), "--facets=people,source"),
        (("--facets", "locations"), "--facets=places"),
        (("--facets", "people:0"), "--facets=people:all"),
        (("--facets", "people:5x"), "--facets=people:5"),
        (("--facets", "people:-1"), "--facets=people:1"),
        (("--facets", "person:al"), "--facets=people:all"),
        (("--undated", "onyl"), "--undated=only"),
        (("--undated", "Include"), "--undated=include"),
        (("--undated", "incl"), "--undated=include"),
        (("--related", "five"), "--related=5"),
        (("--related", "500"), "--related=500"),
    ],
)
def test_what_is_nearly_a_value_is_no_word(run: Run, args: Sequence[str], value: str) -> None:
    result = run("search", *args, "mill")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Write {value}; or, to search for the word, put it before {args[0]}." in result.stderr
    assert query_of(run, args[1], args[0], "--json") == (args[1], 10)


@pytest.mark.parametrize("word", ["flood", "online", "exclusive", "peace", "2016", "oil,gas"])
def test_a_word_behind_an_option_is_a_word(run: Run, word: str) -> None:
    for option in ("--facets", "--undated", "--related"):
        assert query_of(run, option, word) == (word, 10)


def test_quiet_is_quiet_of_notes_alone(run: Run) -> None:
    loud, quiet = run("search", "mill"), run("search", "mill", "--quiet")
    assert loud.stderr
    assert (quiet.stdout, quiet.stderr) == (loud.stdout, "")
    nothing = run("search", "-q", "zebra")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (1, "", "")
    assert run("search", "-q", "(").stderr.startswith("dateline: ")
    assert run("check", "-q").stderr == ""


def test_quiet_hides_nothing_that_is_lost(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "1", "title": "T"}\n{\n')
    result = run("index", "-q", "-a", str(tmp_path / "a"), str(tmp_path / "x.jsonl"))
    assert result.exit_code == 3
    assert "x.jsonl:2: not JSON" in result.stderr
    assert "added" not in result.stderr


WORDS = st.sampled_from(
    ["-n", "-a", "-q", "-l", "--limit", "5", "mill", "-nato", "-n5", "--", "--undated", "only"]
)


@given(st.lists(WORDS, max_size=6))
def test_a_command_that_is_read_means_what_the_command_line_takes_it_for(run: Run, words: list[str]) -> None:
    result = run("search", *words, "--json", "--archive", "/nowhere") if "--" not in words else None
    try:
        Question.from_command(f"dateline search {' '.join(words)}")
    except QueryError:
        return
    assert result is None or "There is no option" not in result.stderr


def test_short_options_of_a_written_command_are_read() -> None:
    assert Question.from_command("dateline search mill -n 5 -q -a news.archive -nato") == Question(
        "mill -nato", limit=5
    )
    with pytest.raises(QueryError, match="No option of a question: -l"):
        Question.from_command("dateline search mill -l 5")

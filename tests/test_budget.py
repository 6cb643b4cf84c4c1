"""What a question may cost: counted work, held memory, a deadline; and the ways that make it cost less."""

from __future__ import annotations

import fnmatch
import re
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

import searcher
from corpus.errors import CostError, DatelineError, DeadlineError, QueryError
from index.articles.schema import schema
from index.engine.budget import meter
from index.engine.embedded.execute import UNBOUNDED, Budget, Executor, Meter
from index.engine.embedded.execute.wildcards import fitting_terms
from index.engine.embedded.store.store import Store
from index.text.analysis import exact_terms, wildcard_pattern
from searcher.cli import main
from searcher.cli.exit_codes import ERROR, EXIT_CODES, LATE

from .articles import add, article
from .test_kernels import joined

SMALL = Budget(0.001)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("budget") / "a"
    add(
        made,
        [
            article("1", "ab", "ab cd " * 20_000, published="2016-03-01"),
            article("2", "ferry", "A ferry sank near Ghent.", published="2016-03-02", source="Wire"),
            article("3", "long", "x" * 700 + " after"),
        ],
    )
    return made


# The meter


def test_work_beyond_the_budget_is_refused_and_counted() -> None:
    counted = Meter(Budget(1e-6))
    counted.spend(900)
    with pytest.raises(CostError, match="allowed"):
        counted.spend(200)
    assert counted.work == 1100


def test_memory_beyond_the_budget_is_refused_and_given_back() -> None:
    counted = Meter(Budget(memory=100))
    counted.hold(80)
    counted.release(80)
    counted.hold(100)
    with pytest.raises(CostError, match="memory"):
        counted.hold(1)


def test_what_costs_most_is_at_fault() -> None:
    counted = Meter(Budget(1e-6))
    dear, cheap = query.Prefix("exact", "a"), query.Prefix("exact", "b")
    counted.spend(100, cheap)
    with pytest.raises(CostError) as refused:
        counted.spend(2000, dear)
    assert refused.value.fault is dear


def test_a_deadline_counts_only_while_the_question_runs() -> None:
    counted = Meter(UNBOUNDED)
    with counted.running(1e-9), pytest.raises(DeadlineError):
        counted.spend(1)
    counted.spend(1)
    assert meter() is not counted


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    counted = Meter(Budget(memory=160))
    counted.remember("a", "kept", 10)
    counted.remember("b", "not kept", 1)
    assert (counted.recall("a"), counted.recall("b")) == ("kept", None)
    counted.forget()
    assert counted.recall("a") is None


# Questions


def test_a_dear_part_is_pointed_at(path: Path) -> None:
    with searcher.open(path, budget=SMALL) as archive, pytest.raises(CostError) as refused:
        archive.search('ferry OR "ab cd"')
    error = refused.value
    assert error.text[error.start : error.end] == '"ab cd"'
    assert "fewer words" in error.hint


def test_a_dear_part_beside_the_query_is_shown(path: Path) -> None:
    with searcher.open(path, budget=Budget(1e-9)) as archive, pytest.raises(CostError) as refused:
        archive.search(source="*i*")
    assert refused.value.message


def test_a_pattern_of_too_many_words_is_pointed_at(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("1", "many", " ".join(f"w{n}" for n in range(5_001)))])
    with searcher.open(tmp_path / "a") as archive, pytest.raises(QueryError) as refused:
        archive.search("many w*")
    assert (refused.value.start, refused.value.end) == (5, 7)


def test_the_same_question_has_the_same_verdict(path: Path) -> None:
    with searcher.open(path, budget=SMALL) as archive:
        costs = set()
        for _ in range(3):
            with pytest.raises(CostError) as refused:
                archive.search('"ab cd ab"')
            costs.add(str(refused.value))
    assert len(costs) == 1


def test_what_is_refused_is_answered_with_a_greater_budget(path: Path) -> None:
    with searcher.open(path, budget=UNBOUNDED) as archive:
        assert archive.search('"ab cd"').ids == ("1",)
    with searcher.open(path) as archive:
        results = archive.search('"ab cd"')
        assert (results.ids, results.receipt.terms[0].articles) == (("1",), 1)


def test_after_a_refusal_answers_are_right(path: Path) -> None:
    with searcher.open(path, budget=SMALL) as archive:
        with pytest.raises(CostError):
            archive.search('ferry OR "ab cd ab"')
        assert archive.search("ferry OR sank").ids == ("2",)


def test_time_that_passes_ends_a_question(path: Path) -> None:
    with searcher.open(path) as archive:
        with pytest.raises(DeadlineError):
            archive.search("ferry", timeout=1e-9)
        with pytest.raises(DeadlineError):
            archive.related("2", timeout=1e-9)
        assert archive.search("ferry", timeout=60).receipt.terms
        time.sleep(0.01)
        assert archive.backlinks("2", timeout=60) == ()


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_is_positive(path: Path, timeout: float) -> None:
    with searcher.open(path) as archive, pytest.raises(DatelineError, match="timeout"):
        archive.search("ferry", timeout=timeout)


# The command line


def test_the_command_line_refuses_and_points(path: Path) -> None:
    asked = ["search", '"ab cd" OR ferry', "--budget", "0.001", "--archive", str(path)]
    done = CliRunner().invoke(main, asked)
    assert (done.exit_code, done.stdout) == (ERROR, "")
    assert "^^^^^^^" in done.stderr
    assert CliRunner().invoke(main, [*asked, "--budget", "0"]).exit_code == 0


@pytest.mark.parametrize(
    "command", [["search", "ferry"], ["timeline", "ferry"], ["related", "2"], ["story", "2"]]
)
def test_the_command_line_gives_up_in_time(path: Path, command: list[str]) -> None:
    done = CliRunner().invoke(main, [*command, "--timeout", "0.000000001", "--archive", str(path)])
    assert (done.exit_code, done.stdout) == (LATE, "")
    assert LATE in dict(EXIT_CODES)


# Wildcards

LETTERS = st.text("abé", max_size=6)


@given(st.sets(LETTERS, min_size=1, max_size=30), st.text("abé*?", min_size=1, max_size=8))
def test_wildcards_fit_what_they_mean(words: set[str], wildcard: str) -> None:
    ordered = sorted(words)
    fits = re.compile(fnmatch.translate(wildcard)).match
    expected = [number for number, word in enumerate(ordered) if fits(word)]
    assert fitting_terms(*joined(ordered), wildcard).tolist() == expected
    assert [
        number for number, word in enumerate(ordered) if wildcard_pattern(wildcard).fullmatch(word)
    ] == expected


@given(st.text("ab", min_size=1, max_size=40), st.text("ab*?", min_size=1, max_size=30))
def test_long_pieces_are_found_in_few_words(word: str, wildcard: str) -> None:
    expected = [0] if re.compile(fnmatch.translate(wildcard)).match(word) else []
    assert fitting_terms(*joined([word]), wildcard).tolist() == expected


def test_a_word_of_many_letters_alike_costs_time_that_is_linear() -> None:
    word = joined(["a" * 300_000])
    counted = Meter(Budget(0.1))
    assert fitting_terms(*word, "*" + "a" * 4_000 + "b*", counted).tolist() == []
    assert fitting_terms(*word, "*" + "a" * 4_000 + "*", counted).tolist() == [0]


# Phrases


@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=30), min_size=1, max_size=6),
    st.lists(st.sampled_from("abc"), min_size=2, max_size=14),
)
def test_a_phrase_is_found_whatever_repeats_in_it(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], phrase: list[str]
) -> None:
    path = tmp_path_factory.mktemp("phrases") / "a"
    add(path, [article(f"{n}", "title", " ".join(text) or "-") for n, text in enumerate(texts)])
    wanted = f" {' '.join(phrase)} "
    expected = {f"{n}" for n, text in enumerate(texts) if wanted in f" {' '.join(text)} "}
    with searcher.open(path) as archive:
        found = archive.search(f'"{" ".join(phrase)}"', limit=0)
        assert set(found.ids) == expected
        assert found.receipt.terms[0].articles == len(expected)


def test_stretches_of_documents_make_no_difference(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engine.embedded.execute.phrases.AT_A_TIME", 3)
    with searcher.open(path) as archive:
        assert set(archive.search('"ab cd"').ids) == {"1"}
        assert archive.search('"ferry sank near"').ids == ("2",)


def test_parts_of_a_disjunction_are_added_in_one_order(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("ferry", "sank", "near", "ghent", "ab", "cd", "after", "wire")
    asked = query.Or([query.Or([query.Term("text", word) for word in words]), query.Term("text", "a")])
    with closing(Store(path, schema()).view()) as view:
        whole = Executor(view, path).search(asked, None)
        monkeypatch.setattr("index.engine.embedded.execute.boolean._AT_A_TIME", 1)
        assert Executor(view, path).search(asked, None) == whole
        assert np.isfinite([score for _, score in whole]).all()


# Long words


def test_a_long_word_is_found_and_told(path: Path) -> None:
    assert [len(term) for term in exact_terms("x" * 700)] == [255, 255, 190]
    with searcher.open(path) as archive:
        found = archive.search("x" * 700)
        assert found.ids == ("3",)
        assert "255 letters" in found.receipt.notes[0]
        assert archive.search(f'"{"x" * 700} after"').ids == ("3",)
        assert archive.search("x" * 701).ids == ()
        assert not archive.search("x" * 255).receipt.notes


def test_a_pattern_of_more_letters_than_a_term_has_is_refused(path: Path) -> None:
    with searcher.open(path) as archive, pytest.raises(QueryError, match="255") as refused:
        archive.search(f"ferry {'x' * 256}*")
    assert refused.value.start == len("ferry ")


def test_names_of_any_length_are_whole(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("1", source="y" * 400)])
    with searcher.open(tmp_path / "a") as archive:
        assert archive.search(source="y" * 400).ids == ("1",)
        assert archive.search(source=f"*{'y' * 300}*").ids == ("1",)

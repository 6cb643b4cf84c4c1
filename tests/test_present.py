"""What every surface says alike: values, sentences, proposals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import searcher
from corpus import Link
from searcher import Question, present
from searcher.cli import main

from .articles import add, article


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of twelve articles, one of them with a date and a link."""
    path = tmp_path_factory.mktemp("present") / "a"
    first = article(
        "a", "Dam mended", "Water.", published="2016-03-31", source="Wire", links=(Link("Lost", "x"),)
    )
    add(path, [first, *(article(f"b{n}", f"Dam {n}", "Water.") for n in range(11))], extractor="none")
    return path


@pytest.fixture(scope="module")
def archive(path: Path) -> searcher.Archive:
    return searcher.open(path)


def printed(path: Path, *args: str) -> Any:
    return json.loads(CliRunner().invoke(main, [*args, "--json", "--archive", str(path)]).stdout)


def is_json_ready(value: dict[str, Any]) -> bool:
    return bool(json.loads(json.dumps(value, allow_nan=False)) == value)


def test_an_answer_is_the_object_that_the_command_line_prints(path: Path, archive: searcher.Archive) -> None:
    results = archive.search("dam", since="2016", facets=True)
    value = results.to_dict()
    assert is_json_ready(value)
    assert value == printed(path, "search", "dam", "--since", "2016", "--facets")
    assert value["hits"] == [hit.to_dict() for hit in results]
    assert value["hits"][0]["related"] == [to.to_dict() for to in results.hits[0].related]
    assert value["receipt"] == results.receipt.to_dict()
    assert value["receipt"]["coverage"] == results.receipt.coverage.to_dict()
    assert value["receipt"]["terms"] == [term.to_dict() for term in results.receipt.terms]


def test_articles_and_numbers_are_the_objects_that_the_command_line_prints(
    path: Path, archive: searcher.Archive
) -> None:
    assert present.article_value(archive.get("a")) == printed(path, "show", "a")
    assert json.loads(json.dumps(present.statistics_value(archive.statistics()))) == printed(path, "stats")


def test_an_answer_is_explained_in_sentences(archive: searcher.Archive) -> None:
    one, *others = present.explain(archive.search("dam", limit=5, page=2))
    assert (one.subject, one.text) == ("total", "12 articles (6–10 shown).")
    assert one.typed == "12 articles (6–10 shown; --page 3 for more)."
    assert not others
    subjects = [sentence.subject for sentence in present.explain(archive.search("dam", since="2016"))]
    assert subjects[:2] == ["total", "undated"]


def test_a_sentence_tells_no_web_page_what_to_type(archive: searcher.Archive) -> None:
    results = archive.search("dam", since="2016", limit=1)
    for sentence in present.explain(results, in_full=True):
        assert "--" not in sentence.text
        assert sentence.typed == "" or "--" in sentence.typed


def test_every_proposal_finds_what_it_says(archive: searcher.Archive) -> None:
    results = archive.search("dam", source="Wire", since="2017", limit=3, sort="newest")
    assert not results.total
    proposals = present.propose(results, archive)
    assert proposals
    assert all(archive.ask(question).total == n > 0 for question, n in proposals)
    (alone,) = present.propose(archive.search("mended zebra", limit=3, facets=True), archive)[:1]
    assert alone == (Question("mended"), 1)

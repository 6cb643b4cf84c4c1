"""The passage shown of a hit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from searcher.language import read_query
from searcher.snippets import LENGTH, MARK, Marker

from .articles import article


def snippet(query: str, body: str, title: str = "Title") -> str:
    question = read_query(query, now=datetime(2020, 1, 1, tzinfo=UTC))
    return Marker(question.tree).snippet(Article("x", title, body))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("flood", "The **flooded** fields lay under water; a **flood** of letters followed."),
        ('"flood of letters"', "The flooded fields lay under water; a **flood of letters** followed."),
        ("let*", "The flooded fields lay under water; a flood of **letters** followed."),
        ("flooded fields", "The **flooded fields** lay under water; a **flood** of letters followed."),
        ("water NOT flood", "The flooded fields lay under **water**; a flood of letters followed."),
        ("place:Ghent", "The flooded fields lay under water; a flood of letters followed."),
        ("title:flood", "The flooded fields lay under water; a flood of letters followed."),
    ],
)
def test_matches_are_marked(query: str, expected: str) -> None:
    body = "The flooded fields lay under water;\na flood of letters followed."
    assert snippet(query, body) == expected


FILLER = "Nothing much happened on that quiet day in the harbour town. " * 30


def test_the_passage_with_most_of_the_question_is_shown() -> None:
    body = f"A dam. {FILLER} The dam broke near the old mill. {FILLER} A mill."
    shown = snippet("dam mill", body)
    assert shown.startswith("…The **dam** broke near the old **mill**.")
    assert shown.endswith("…")
    assert len(shown) < 1.5 * LENGTH


def test_the_first_of_equal_passages_is_shown() -> None:
    assert snippet("dam", f"A dam here. {FILLER} A dam there.").startswith("A **dam** here.")


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet("title:mill", f"Beginning. {FILLER}", "A mill").startswith("Beginning. Nothing")


def test_an_article_without_a_body_shows_its_headline() -> None:
    assert snippet("mill", "", "A mill burns") == "A **mill** burns"


def test_a_word_without_blanks_is_cut() -> None:
    assert len(snippet("x", "y" * 10_000)) < 2 * LENGTH


@given(st.text(st.sampled_from("ab .\n"), max_size=2000), st.sampled_from(["a", '"a b"', "a*", "a b"]))
def test_a_snippet_is_the_text_with_marks(body: str, query: str) -> None:
    shown = snippet(query, body, "")
    assert shown.count(MARK) % 2 == 0
    plain = shown.replace(MARK, "").strip("…").strip()
    assert plain in " ".join(body.split())


def test_the_same_question_shows_the_same_passage() -> None:
    one = article("x", body=f"A dam. {FILLER} A mill. {FILLER} A dam and a mill.")
    question = read_query("dam mill", now=datetime(2020, 1, 1, tzinfo=UTC))
    assert len({Marker(question.tree).snippet(one) for _ in range(5)}) == 1

"""A hundred and fifty small texts, and the facets that each gives: tests/alias_cases.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article
from corpus.entities import get

KINDS = {"P": "person", "O": "organisation", "T": "place"}
TABLE = Path(__file__).with_name("alias_cases.tsv").read_text(encoding="utf-8")
CASES = [line.split("\t") for line in TABLE.splitlines() if not line.startswith("#")]


def is_right(text: str, expected: str) -> bool:
    """Whether a text gives exactly the facets expected."""
    facets = {(entity.kind, entity.name) for entity in get().extract(Article(id="1", title="", body=text))}
    names = [] if expected == "-" else expected.split(" | ")
    return facets == {(KINDS[name[0]], name[2:]) for name in names}


@pytest.mark.parametrize("subject", sorted({subject for subject, *_ in CASES}))
def test_the_cases_of_a_subject(subject: str) -> None:
    cases = [(text, expected) for each, text, expected in CASES if each == subject]
    assert [case for case in cases if not is_right(*case)] == []


def test_all_hundred_and_fifty_are_right() -> None:
    assert len({text for _, text, _ in CASES}) == len(CASES) == 150
    assert sum(is_right(text, expected) for _, text, expected in CASES) == 150

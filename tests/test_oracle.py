"""The kernels against stock Whoosh over its own index of the same documents, for query trees of every type."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from whoosh import query

from . import oracle, trees
from .trees import Sides

PER_CASE = 620
"""Trees for each number of segments: twenty of each type at the root."""


@pytest.fixture(scope="module", params=[1, 3, 8])
def sides(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sides:
    path: Path = tmp_path_factory.mktemp("oracle") / "archive"
    return trees.sides(path, request.param)


def asked(sides: Sides) -> list[query.Query]:
    """Other trees for each number of segments."""
    return list(islice(trees.trees(len(sides.view.parts)), PER_CASE))


def test_both_sides_hold_the_same_segments(sides: Sides) -> None:
    theirs = [(reader.doc_count_all(), reader.doc_count()) for reader, _ in sides.stock.reader().leaf_readers()]
    ours = [(part.segment.documents, part.segment.documents - part.deleted) for part in sides.view.parts]
    assert ours == theirs


def test_every_tree_finds_what_stock_whoosh_finds_with_its_scores(sides: Sides) -> None:
    for q in asked(sides):
        expected = oracle.answers(sides.stock, q)
        found = sides.found(q)
        assert found.keys() == expected.keys(), q
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-6), q

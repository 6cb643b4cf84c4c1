"""The kernels against stock Whoosh over its own index of the same documents, for queries of every type."""

from __future__ import annotations

import random
from itertools import accumulate, islice
from pathlib import Path

import pytest
from whoosh import fields, query

from index.engine.embedded.execute import PRODUCT, WHOOSH, Executor, Weighting
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.fields import Words

from . import oracle, trees
from .trees import Sides

KINDS = len((*trees.LEAVES, *trees.COMPOUNDS, *trees.SPANS))
ROUNDS = 6
"""Trees of each type at the root, for each number of segments: 558 trees in all."""

Answered = list[tuple[query.Query, list[tuple[int, float]]]]


@pytest.fixture(scope="module", params=[1, 3, 8])
def sides(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return trees.sides(tmp_path_factory.mktemp("oracle") / "archive", request.param)


@pytest.fixture(scope="module")
def answered(sides: Sides) -> Answered:
    """Trees, others for each number of segments, with all documents that we find."""
    asked = islice(trees.trees(seed=len(sides.view.parts)), KINDS * ROUNDS)
    return [(q, sides.executor.search(q, limit=None)) for q in asked]


def test_both_sides_hold_the_same_segments(sides: Sides) -> None:
    theirs = [
        (reader.doc_count_all(), reader.doc_count()) for reader, _ in sides.stock.reader().leaf_readers()
    ]
    ours = [(part.segment.documents, part.segment.documents - part.deleted) for part in sides.view.parts]
    assert ours == theirs
    assert len(ours) in (1, 3, 8)


def test_every_tree_finds_what_stock_whoosh_finds_with_its_scores(sides: Sides, answered: Answered) -> None:
    for q, hits in answered:
        expected = oracle.answers(sides.stock, q)
        found = {str(sides.view.stored_value("id", number)): score for number, score in hits}
        assert found.keys() == expected.keys(), q
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-6), q
    assert sum(bool(hits) for _, hits in answered) > len(answered) / 2  # what finds nothing tests little


def test_the_best_come_first_and_equals_by_number(answered: Answered) -> None:
    for q, hits in answered:
        assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0])), q


def test_the_first_ten_of_every_tree_are_the_first_of_all(sides: Sides, answered: Answered) -> None:
    for q, hits in answered:
        assert sides.executor.search(q, limit=10) == hits[:10], q


def test_filters_and_exclusions_keep_what_a_set_keeps(sides: Sides, answered: Answered) -> None:
    draw = random.Random(7)
    everything = numbers(sides.executor.search(query.Every(), limit=None))
    for q, hits in answered[::5]:
        filters, excluded = (draw.choices(answered, k=draw.randint(0, 2)) for _ in range(2))
        left = everything.intersection(*(numbers(each) for _, each in filters))
        left = left.difference(*(numbers(each) for _, each in excluded))
        conditions = {"filters": [each for each, _ in filters], "excluded": [each for each, _ in excluded]}
        kept = [hit for hit in hits if hit[0] in left]
        for limit in (None, 5):
            assert sides.executor.search(q, limit=limit, **conditions) == kept[:limit], (q, conditions)


def numbers(hits: list[tuple[int, float]]) -> set[int]:
    return {number for number, _ in hits}


def test_sorting_by_a_column_is_sorting_by_its_values(sides: Sides) -> None:
    q = query.Term("body", "flood")
    values = {}
    for number in numbers(sides.executor.search(q, limit=None)):
        part, document = sides.view.locate(number)
        column = part.segment.numbers("size")
        assert column is not None
        there = column.present is None or column.present[document]
        values[number] = int(column.values[document]) if there else None
    for reverse in (False, True):

        def key(number: int, *, back: bool = reverse) -> tuple[bool, int, int]:
            value = values[number]
            return (value is None, 0 if value is None else -value if back else value, number)

        for limit in (None, 12):
            found = sides.executor.search(q, limit=limit, sortedby="size", reverse=reverse)
            assert [number for number, _ in found] == sorted(values, key=key)[:limit]


# Many documents: lists of postings that are long enough to be passed over in blocks

MANY = 5_000
WORDS = [f"w{rank}" for rank in range(400)]
ZIPF = list(accumulate(1 / (rank + 1) for rank in range(len(WORDS))))
LONG = fields.Schema(
    title=Words(stemmed=False, positions=False),
    body=Words(stemmed=False, positions=False),
    size=fields.NUMERIC(),
)


@pytest.fixture(scope="module", params=[1, 3])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> View:
    """Documents of Zipf's words; every ninth is deleted."""
    store = Store.create(tmp_path_factory.mktemp("many"), LONG)
    draw = random.Random(3)
    for _ in range(request.param):
        with store.writer() as writer:
            for number in range(MANY // request.param):
                writer.add_document(
                    title=" ".join(draw.choices(WORDS, cum_weights=ZIPF, k=6)),
                    body=" ".join(draw.choices(WORDS, cum_weights=ZIPF, k=draw.choice((8, 40, 160)))),
                    size=number % 9,
                )
    with store.writer() as writer:
        for number in range(0, writer.doc_count_all(), 9):
            writer.delete_document(number)
        writer.commit(merge=False)
    return store.view()


def long_queries(seed: int, count: int) -> list[query.Query]:
    """Words common and rare, alone and several, boosted, with others that only add to the score."""
    draw = random.Random(seed)

    def word() -> query.Query:
        rank = min(int(draw.expovariate(0.08)), len(WORDS) - 1)
        return query.Term(draw.choice(("title", "body")), WORDS[rank], boost=draw.choice((1, 1, 0.3, 4)))

    def any_of(most: int) -> query.Query:
        return query.Or([word() for _ in range(draw.randint(1, most))], boost=draw.choice((1, 1, 2.5)))

    made = (
        word,
        lambda: any_of(8),
        lambda: query.And([word(), word()]),
        lambda: query.AndMaybe(word(), any_of(3)),
        lambda: query.AndMaybe(any_of(4), any_of(3)),
        lambda: query.AndMaybe(query.And([word(), word()]), any_of(3)),
        lambda: query.DisjunctionMax([any_of(2), word()]),
    )
    return [draw.choice(made)() for _ in range(count)]


@pytest.mark.parametrize(
    "weighting", [WHOOSH, PRODUCT, Weighting(k1=0.9, b=0.4)], ids=["whoosh", "product", "other"]
)
def test_pruning_finds_what_scoring_everything_finds(
    many: View, tmp_path: Path, weighting: Weighting
) -> None:
    executor = Executor(many, tmp_path, weighting)
    small = query.NumericRange("size", 0, 3)
    for q in long_queries(seed=5, count=100):
        for conditions in ({}, {"filters": [small]}, {"excluded": [query.Term("body", "w1")]}):
            everything = executor.search(q, limit=None, **conditions)
            for limit in (1, 10, 200):
                assert executor.search(q, limit=limit, **conditions) == everything[:limit], (q, conditions)


@pytest.mark.parametrize(
    "q",
    [
        query.Term("body", "w0", boost=-1),
        query.Or([query.Term("body", "w2"), query.Term("body", "w0", boost=-1)]),
        query.Or([query.Term("body", "w2"), query.Term("body", "w5")], boost=-2),
        query.Or([query.Term("body", "w2"), query.Term("body", "w5")], boost=0),
        query.AndMaybe(query.Term("body", "w2"), query.Or([query.Term("body", "w0", boost=-1)])),
    ],
    ids=repr,
)
def test_a_boost_may_be_nothing_or_less(many: View, tmp_path: Path, q: query.Query) -> None:
    executor = Executor(many, tmp_path, WHOOSH)
    assert executor.search(q, limit=10) == executor.search(q, limit=None)[:10]

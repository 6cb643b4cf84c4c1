"""What the executor promises beyond Whoosh's answers: order, refusals, threads, new kernels; the reader."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from whoosh import fields, query
from whoosh.searching import Searcher
from whoosh.support.levenshtein import damerau_levenshtein

from corpus.errors import ArchiveDamagedError, CostError, QueryError
from index.engine.budget import UNBOUNDED, Meter
from index.engine.embedded.execute import (
    KERNELS,
    PRODUCT,
    WHOOSH,
    Executor,
    Matches,
    ScoredPart,
    kernel,
    patterns,
)
from index.engine.embedded.execute.patterns import MOST_EXPANSIONS
from index.engine.embedded.execute.spellings import near_words
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.embedded.whoosh.reader import reader_of
from index.engine.fields import Keys, Words
from index.engine.plan import Plan
from searcher.planning import ORDERS

from . import oracle, trees
from .trees import Sides

SCHEMA = fields.Schema(
    id=Keys(unique=True, sortable=True),
    body=Words(stemmed=False, positions=True),
    title=Words(stemmed=False, positions=False),
    moment=fields.NUMERIC(int, bits=64, signed=True),
)
WORDS = [f"w{first}{second}" for first in "abcdefghijklmnopqrst" for second in "abcdefghij"]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """6,000 short documents in four segments, of which the first is long enough for pruning."""
    store = Store.create(tmp_path_factory.mktemp("kernels"), SCHEMA)
    draw = random.Random(4)
    ids = draw.sample(range(6_000), 6_000)
    for commit in (range(4_500), range(4_500, 5_000), range(5_000, 5_010), range(5_010, 6_000)):
        with store.writer() as writer:
            for number in commit:
                writer.add_document(
                    id=f"i{ids[number]:04}",
                    body=" ".join(word(draw) for _ in range(draw.choice((3, 9, 30)))),
                    title=" ".join(word(draw) for _ in range(3)),
                    moment=draw.choice((0, draw.randint(1, 40))),
                )
            writer.commit(merge=False)
    with store.writer() as writer:
        for number in draw.sample(range(6_000), 500):
            writer.delete_document(number)
        writer.commit(merge=False)
    return store.view()


def word(draw: random.Random) -> str:
    return WORDS[min(int(draw.expovariate(0.06)), len(WORDS) - 1)]


def small(path: Path, *texts: str) -> View:
    """A view of one segment."""
    store = Store.create(path, SCHEMA)
    with store.writer() as writer:
        for number, text in enumerate(texts):
            writer.add_document(id=f"d{number}", body=text)
    return store.view()


# Scores


def test_a_score_is_bm25_by_hand(tmp_path: Path) -> None:
    executor = Executor(small(tmp_path, "tide tide port", "port", "storm ferry coal"), tmp_path, WHOOSH)
    idf, average = math.log(3 / 2) + 1, 7 / 3
    expected = 2 * idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / average))
    assert executor.search(query.Term("body", "tide", boost=2.0)) == [(0, pytest.approx(expected))]


def test_a_score_is_the_same_in_whichever_segment_a_document_lies(view: View, tmp_path: Path) -> None:
    """Documents that are alike have bit-equal scores."""
    executor = Executor(view, tmp_path, WHOOSH)
    scores = dict(executor.search(query.Term("body", "waa"), limit=None))
    alike: dict[tuple[int, int], set[float]] = {}
    for part in view.parts:
        postings = part.segment.postings("body")
        assert postings is not None
        number = postings.terms.find(b"waa")
        counts = postings.frequencies_of(number)
        for document, count in zip(postings.documents_of(number).tolist(), counts.tolist(), strict=True):
            if part.base + document in scores:
                length = int(postings.lengths()[document])
                alike.setdefault((length, int(count)), set()).add(scores[part.base + document])
    assert len(alike) > 3
    assert all(len(each) == 1 for each in alike.values())


# Order


def any_plan(draw: random.Random) -> Plan:
    def term() -> query.Query:
        return query.Term(draw.choice(("body", "title")), word(draw), boost=draw.choice((1.0, 0.5, 3.0)))

    core = draw.choice(
        (
            query.Every(),
            term(),
            query.Or([term()]),
            query.Or([term() for _ in range(draw.randint(2, 6))]),
            query.And([term(), term()]),
            query.AndMaybe(term(), query.Or([query.Term("title", word(draw), boost=0.5)])),
            query.Phrase("body", [word(draw), word(draw)], slop=2),
            query.Prefix("body", word(draw)[:2]),
        )
    )
    filters = [query.NumericRange("moment", draw.randint(0, 40), None)] if draw.random() < 0.4 else []
    excluded = [term()] if draw.random() < 0.3 else []
    return Plan(core, tuple(filters), tuple(excluded))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_page_is_cut_from_the_whole_and_equals_come_by_id(view: View, tmp_path: Path, sort: str) -> None:
    executor = Executor(view, tmp_path, PRODUCT)
    draw = random.Random(8)
    moments = np.concatenate([part.segment.numbers("moment").values for part in view.parts])
    for plan in (any_plan(draw) for _ in range(60)):
        whole = executor.rank(plan, ORDERS[sort], None)
        keys = [
            (_key(sort, score, int(moments[number])), executor.id(number))
            for number, score in zip(whole.documents, whole.scores, strict=True)
        ]
        assert keys == sorted(keys), plan
        for limit in (1, 10, 60):
            first = executor.rank(plan, ORDERS[sort], limit)
            assert (first.documents, first.scores) == (whole.documents[:limit], whole.scores[:limit]), plan
        matching = executor.matching(plan)
        numbers = np.concatenate(
            [part.base + found for part, found in zip(view.parts, matching, strict=True)]
        )
        assert numbers.tolist() == sorted(whole.documents)
        assert executor.count(plan) == len(whole.documents)


def _key(sort: str, score: float, moment: int) -> float:
    """What comes first is least; undated documents are last."""
    if sort == "relevance":
        return -score
    if not moment:
        return math.inf
    return -moment if sort == "newest" else moment


def test_a_segment_that_cannot_beat_another_is_passed_over(view: View, tmp_path: Path) -> None:
    """Each word alone, so that the later segments have nothing to add."""
    executor = Executor(view, tmp_path, WHOOSH)
    for text in WORDS:
        q = query.Or([query.Term("body", text)])
        whole = executor.search(q, limit=None)
        for limit in (1, 5):
            assert executor.search(q, limit=limit) == whole[:limit], text


def test_threads_share_an_executor(view: View, tmp_path: Path) -> None:
    executor = Executor(view, tmp_path, WHOOSH)
    draw = random.Random(2)
    plans = [any_plan(draw) for _ in range(40)]
    expected = [executor.rank(plan, ORDERS["relevance"], 10) for plan in plans]
    shared = Executor(view, tmp_path, WHOOSH)
    with ThreadPoolExecutor(4) as pool:
        for found in [
            pool.map(lambda plan: shared.rank(plan, ORDERS["relevance"], 10), plans) for _ in range(4)
        ]:
            assert list(found) == expected


# Refusals


def test_a_pattern_that_stands_for_too_many_words_is_refused(tmp_path: Path) -> None:
    texts = " ".join(f"word{number}" for number in range(MOST_EXPANSIONS + 1))
    executor = Executor(small(tmp_path, texts, "port"), tmp_path)
    for q in (query.Prefix("body", "word"), query.Wildcard("body", "*o*d*")):
        with pytest.raises(QueryError, match="more than 5,000 different words"):
            executor.search(q)
    assert len(executor.search(query.Prefix("body", "word1"))) == 1


@pytest.mark.parametrize("segments", [1, 3])
def test_a_pattern_is_refused_however_the_snapshot_is_cut_into_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, segments: int
) -> None:
    monkeypatch.setattr(patterns, "MOST_EXPANSIONS", 4)
    texts = ("port pore tide tidal", "port pork tide tides", "port porch tide tided tidy")
    store = Store.create(tmp_path, SCHEMA)
    for chunk in (texts,) if segments == 1 else ([text] for text in texts):
        writer = store.writer()
        for text in chunk:
            writer.add_document(id=text, body=text, title="")
        writer.commit(merge=False)
    view = store.view()
    assert len(view.parts) == segments
    executor = Executor(view, tmp_path)
    for q in (
        query.Prefix("body", "tid"),
        query.Wildcard("body", "*tid*"),
        query.FuzzyTerm("body", "tide", maxdist=2),
    ):
        with Meter(UNBOUNDED).running(), pytest.raises(CostError, match="more than 4 different words"):
            executor.rank(Plan(q), ORDERS["relevance"], 10)
    # In all segments together these stand for six terms and more, but for four different ones.
    for q in (query.Prefix("body", "por"), query.Wildcard("body", "p*r*")):
        with Meter(UNBOUNDED).running():
            assert executor.count(Plan(q)) == len(texts)


@pytest.mark.parametrize(
    "q",
    [
        query.FuzzyTerm("body", "port", maxdist=3),
        query.Regex("body", "(port"),
        query.Phrase("title", ["port", "storm"]),
    ],
    ids=["far", "broken", "without-positions"],
)
def test_what_cannot_be_answered_is_refused(tmp_path: Path, q: query.Query) -> None:
    store = Store.create(tmp_path, SCHEMA)
    with store.writer() as writer:
        writer.add_document(id="a", body="port storm", title="port storm")
    with pytest.raises(QueryError):
        Executor(store.view(), tmp_path).search(q)


def test_near_words_are_those_of_a_plain_edit_distance() -> None:
    draw = random.Random(6)
    words = ["".join(draw.choices("abcé", k=draw.randint(1, 6))) for _ in range(300)]
    for wanted in words[:20]:
        for most in (1, 2):
            expected = [
                index for index, each in enumerate(words) if damerau_levenshtein(each, wanted) <= most
            ]
            assert near_words(words, wanted, most) == expected


# A kernel of one's own


class Even(query.Query):  # type: ignore[misc] # Whoosh ships no types
    """Documents with an even number in their segment."""


@pytest.fixture
def even() -> Iterator[None]:
    @kernel(Even)
    def evens(part: ScoredPart, q: Even, *, scored: bool) -> Matches:  # noqa: ARG001 -- as every kernel
        documents = np.arange(0, part.documents, 2)
        return documents, np.ones(len(documents), np.float32) if scored else None

    yield
    del KERNELS[Even]


@pytest.mark.usefixtures("even")
def test_a_kernel_is_a_function_that_is_registered(tmp_path: Path) -> None:
    executor = Executor(small(tmp_path, "port", "port tide", "port", "tide"), tmp_path, WHOOSH)
    assert executor.search(Even()) == [(0, 1.0), (2, 1.0)]
    assert [number for number, _ in executor.search(query.And([Even(), query.Term("body", "port")]))] == [
        0,
        2,
    ]
    assert executor.count(Plan(query.Term("body", "tide"), excluded=(Even(),))) == 2


# Whoosh's own searcher over our segments


@pytest.fixture(scope="module", params=[1, 3])
def sides(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return trees.sides(tmp_path_factory.mktemp("reader") / "archive", request.param)


def of_words(q: query.Query) -> bool:
    """Whether a query asks for words alone: numbers have no terms in our segments."""
    if getattr(q, "fieldname", None) in ("size", "count", "date", "flag"):
        return False
    return all(of_words(child) for child in q.children())


def test_stock_whoosh_answers_alike_over_our_reader(sides: Sides) -> None:
    searcher = Searcher(reader_of(sides.view))
    asked = 0
    for q in filter(of_words, islice(trees.trees(seed=90), 250)):
        # Spelled out over its own index: readers differ in what they take for an edit.
        meant = oracle.as_meant(q, sides.stock)
        expected = {number: score for score, number in sides.stock.search(meant, limit=None).top_n}
        found = {number: score for score, number in searcher.search(meant, limit=None).top_n}
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-6), q
        asked += 1
    assert asked > 100


def test_our_reader_says_of_terms_and_documents_what_stock_whoosh_says(sides: Sides) -> None:
    theirs, ours = sides.stock.reader(), reader_of(sides.view)
    for field in ("title", "body", "words", "stems", "tags", "keys"):
        assert list(ours.lexicon(field)) == list(theirs.lexicon(field))
        if ours.schema[field].scorable:
            assert ours.field_length(field) == theirs.field_length(field)
        for term in theirs.lexicon(field):
            assert ours.doc_frequency(field, term) == theirs.doc_frequency(field, term)
            assert ours.frequency(field, term) == pytest.approx(theirs.frequency(field, term))
            mine, other = ours.postings(field, term), theirs.postings(field, term)
            assert list(mine.all_ids()) == list(other.all_ids())
    for number in range(theirs.doc_count_all()):
        assert ours.is_deleted(number) == theirs.is_deleted(number)
        assert ours.stored_fields(number) == theirs.stored_fields(number)
        for field in ("title", "body", "words", "stems"):
            length = theirs.doc_field_length(number, field) or 0  # None where it lacks the field
            assert ours.doc_field_length(number, field) == length


# What the patch mends


@pytest.mark.parametrize("limit", [0, -1])
def test_no_documents_are_wanted(view: View, tmp_path: Path, limit: int) -> None:
    executor = Executor(view, tmp_path)
    q = query.Term("body", "waa")
    assert executor.search(q, limit=limit) == []
    for sort in ("relevance", "newest"):
        assert executor.rank(Plan(q), ORDERS[sort], limit).documents == ()


@pytest.mark.parametrize("boost", [0.0, -2.0])
def test_boosts_that_do_not_raise_scores(view: View, tmp_path: Path, boost: float) -> None:
    executor = Executor(view, tmp_path)
    one, other = query.Term("body", "waa"), query.Term("body", "wac", boost=boost)
    for q in (
        other,
        query.Or([one, other]),
        query.Or([one, query.Term("title", "wad")], boost=boost),
        query.AndMaybe(other, query.Or([query.Term("title", "waa")])),
        query.AndMaybe(one, query.Or([query.Term("title", "waa")], boost=boost)),
    ):
        assert executor.search(q, limit=10) == executor.search(q, limit=None)[:10], q


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_a_question_that_was_cut_short_leaves_nothing_behind(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    executor = Executor(view, tmp_path)
    q = query.Or([query.Prefix("body", "wab"), query.Prefix("body", "wc")])
    expected = executor.search(q, limit=None)

    def cut_short(_: np.ndarray) -> None:
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(np, "flatnonzero", cut_short)
        with pytest.raises((KeyboardInterrupt, ArchiveDamagedError)):
            executor.search(query.Or([query.Prefix("body", "wa"), query.Prefix("body", "wb")]), limit=None)
    assert executor.search(q, limit=None) == expected

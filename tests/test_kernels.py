"""Each kernel by a small example, and the laws of what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh import fields, matching, query
from whoosh.query import qcore, spans
from whoosh.searching import Searcher
from whoosh.support.levenshtein import damerau_levenshtein

from corpus.errors import QueryError
from index.engine.embedded.execute import KERNELS, WHOOSH, Executor, Matches, ScoredPart, kernel, sets
from index.engine.embedded.execute.kernel import NOTHING
from index.engine.embedded.execute.part import CollectionStatistics
from index.engine.embedded.execute.patterns import fitting_terms
from index.engine.embedded.execute.ranking import leading_places, threshold
from index.engine.embedded.execute.spellings import near_terms, near_words
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.fields import Keys, Words
from index.text import spelling

SCHEMA = fields.Schema(
    id=fields.ID(unique=True, stored=True),
    text=Words(stemmed=False, positions=True),
    counted=Words(stemmed=False, positions=False),
    place=Keys(),
    size=fields.NUMERIC(int, signed=True),
    count=fields.NUMERIC(int, signed=False),
    share=fields.NUMERIC(float),
    date=fields.DATETIME,
    told=fields.BOOLEAN,
)
DAY = datetime(2016, 12, 1)
DOCUMENTS = {
    "flood": {"text": "the river rose and the harbour flooded", "place": ["north"], "size": -3, "count": 0},
    "ferry": {"text": "a ferry in the harbour", "place": ["north", "east"], "size": 0, "share": -0.5},
    "bridge": {"text": "the bridge across the river", "place": ["south"], "size": 7, "count": 9},
    "gone": {"text": "the river is gone", "place": ["east"], "size": 1, "share": 0.25, "told": True},
    "boats": {"text": ["boats on the river", "harbour lights"], "size": 9, "share": 1.5, "told": True},
    "empty": {"date": DAY, "told": False, "count": 3},
    "later": {"date": DAY + timedelta(hours=5), "counted": "river river harbour"},
}


@pytest.fixture(scope="module", params=[1, 3])
def view(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The documents in one or several segments; the one that is gone is deleted."""
    store = Store.create(tmp_path_factory.mktemp("kernels"), SCHEMA)
    names = list(DOCUMENTS)
    for begin in range(request.param):
        with store.writer() as writer:
            for name in names[begin :: request.param]:
                writer.add_document(id=name, **DOCUMENTS[name])
            writer.commit(merge=False)
    with store.writer() as writer:
        writer.delete_by_term("id", "gone")
        writer.commit(merge=False)
    view = store.view()
    yield view
    view.close()


def scores(view: View, q: query.Query) -> dict[str, float]:
    found = Executor(view, view.path, WHOOSH).search(q, limit=None)
    return {str(view.stored_value("id", number)): round(score, 4) for number, score in found}


def ids(view: View, q: query.Query) -> set[str]:
    return set(scores(view, q))


def word(text: str, boost: float = 1.0) -> query.Term:
    return query.Term("text", text, boost=boost)


RIVER = {"flood", "bridge", "boats"}
HARBOUR = {"flood", "ferry", "boats"}
EVERYTHING = set(DOCUMENTS) - {"gone"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        (word("river"), RIVER),
        (word("nosuchword"), set()),
        (query.Term("nosuchfield", "river"), set()),
        (query.And([word("river"), word("harbour")]), {"flood", "boats"}),
        (query.And([word("river"), query.Not(word("harbour"))]), {"bridge"}),
        (query.And([query.Not(word("river")), query.Not(word("harbour"))]), {"empty", "later"}),
        (query.And([]), set()),
        (query.Or([word("ferry"), word("bridge")]), {"ferry", "bridge"}),
        (query.Or([]), set()),
        (query.Not(word("river")), EVERYTHING - RIVER),
        (query.AndNot(word("river"), word("harbour")), {"bridge"}),
        (query.AndMaybe(word("river"), word("harbour")), RIVER),
        (query.Require(word("river"), word("harbour")), {"flood", "boats"}),
        (query.Otherwise(word("river"), word("ferry")), RIVER),
        (query.Otherwise(word("is"), word("ferry")), {"ferry"}),
        (query.DisjunctionMax([word("ferry"), word("bridge")]), {"ferry", "bridge"}),
        (query.ConstantScoreQuery(word("river")), RIVER),
        (query.NullQuery, set()),
        (query.Every(), EVERYTHING),
        (query.Every("place"), {"flood", "ferry", "bridge"}),
        (query.Every("size"), {"flood", "ferry", "bridge", "boats"}),
        (query.Every("nosuchfield"), set()),
        (query.Prefix("text", "b"), {"bridge", "boats"}),
        (query.Prefix("text", ""), RIVER | HARBOUR),
        (query.Wildcard("text", "?erry"), {"ferry"}),
        (query.Wildcard("text", "*ri?*"), RIVER),
        (query.Wildcard("place", "*"), {"flood", "ferry", "bridge"}),
        (query.Regex("text", "(ferry|bridge)$"), {"ferry", "bridge"}),
        (query.FuzzyTerm("text", "fery"), {"ferry"}),
        (query.FuzzyTerm("text", "gerry", prefixlength=0), {"ferry"}),
        (query.FuzzyTerm("text", "gerry", prefixlength=1), set()),
        (query.FuzzyTerm("text", "rivers", maxdist=2), RIVER),
        (query.Variations("text", "flooded"), {"flood"}),
        (query.TermRange("text", "ferry", "flooded"), {"ferry", "flood"}),
        (query.TermRange("text", "ferry", "flooded", startexcl=True), {"flood"}),
        (query.TermRange("place", "north", None), {"flood", "ferry", "bridge"}),
        (query.TermRange("size", 0, 7), {"ferry", "bridge"}),
        (query.NumericRange("size", -3, 7), {"flood", "ferry", "bridge"}),
        (query.NumericRange("size", -3, 7, startexcl=True, endexcl=True), {"ferry"}),
        (query.NumericRange("size", None, None), {"flood", "ferry", "bridge", "boats"}),
        (query.NumericRange("size", 8, 3), set()),
        (query.NumericRange("count", 0, 8), {"flood", "empty"}),
        (query.NumericRange("share", -1.0, 1.0), {"ferry"}),
        (query.NumericRange("nosuchfield", 1, 2), set()),
        (query.DateRange("date", DAY, DAY + timedelta(hours=1)), {"empty"}),
        (query.DateRange("date", DAY, None, startexcl=True), {"later"}),
        (query.Term("size", 7), {"bridge"}),
        (query.Term("size", "no number"), set()),
        (query.Term("size", 1 << 80), set()),
        (query.Term("date", DAY), {"empty"}),
        (query.Term("told", "true"), {"boats"}),
        (query.Term("told", "no"), {"empty"}),
        (query.Phrase("text", ["the", "river"]), {"flood", "bridge", "boats"}),
        (query.Phrase("text", ["bridge", "river"]), set()),
        (query.Phrase("text", ["bridge", "river"], slop=3), {"bridge"}),
        (query.Phrase("text", ["river", "harbour"], slop=5), {"flood"}),
        (query.Phrase("text", ["river", "bridge"], slop=9), set()),
        (query.Phrase("text", ["river"]), RIVER),
        (query.Phrase("text", []), set()),
        (spans.SpanFirst(word("the"), limit=0), {"flood", "bridge"}),
        (spans.SpanNear(word("harbour"), word("ferry"), slop=3, ordered=False), {"ferry"}),
        (
            spans.SpanNot(word("river"), spans.SpanNear(word("rose"), word("river"), ordered=False)),
            RIVER - {"flood"},
        ),
        (query.Sequence([word("river"), word("harbour")], slop=5), {"flood"}),
        (query.Sequence([word("river"), word("harbour")], slop=1), set()),
    ],
    ids=lambda value: repr(value) if isinstance(value, query.Query) else "",
)  # fmt: skip
def test_a_query_finds(view: View, q: query.Query, expected: set[str]) -> None:
    assert ids(view, q) == expected


def test_every_type_that_asks_for_words_or_numbers_has_a_kernel() -> None:
    wanted = {
        kind for kind in vars(query).values() if isinstance(kind, type) and issubclass(kind, query.Query)
    }
    abstract = {query.Query, query.MultiTerm, query.PatternQuery, query.ExpandingTerm, query.RangeMixin}
    compounds = {qcore.Query, query.CompoundQuery, query.BinaryQuery, query.WrappingQuery}
    by_matchers = {kind for kind in wanted if not (set(KERNELS) | abstract | compounds) & {kind}}
    assert {kind.__name__ for kind in by_matchers} <= {
        *(
            "SpanQuery",
            "SpanFirst",
            "SpanNear",
            "SpanNear2",
            "SpanNot",
            "SpanOr",
            "SpanContains",
            "SpanBefore",
        ),
        *(
            "SpanCondition",
            "SpanBiQuery",
            "WrappingSpan",
            "Sequence",
            "Ordered",
            "NestedParent",
            "NestedChildren",
        ),
        *("ColumnQuery", "WeightingQuery", "DefaultOr", "PreloadedOr", "SplitOr"),
        *("Regex", "Variations"),
    }


# Scores


def test_scores_are_added_and_multiplied(view: View) -> None:
    river, harbour = scores(view, word("river")), scores(view, word("harbour"))
    both = scores(view, query.And([word("river"), word("harbour", boost=2)], boost=3))
    for id_ in ("flood", "boats"):
        assert both[id_] == pytest.approx(3 * (river[id_] + 2 * harbour[id_]), rel=1e-3)
    assert scores(view, query.And([word("river")], boost=2))["flood"] == pytest.approx(
        2 * river["flood"], rel=1e-3
    )


def test_conditions_add_nothing_to_a_score(view: View) -> None:
    river = scores(view, word("river"))
    assert scores(view, query.And([word("river"), query.Not(word("ferry"))])) == river
    assert scores(view, query.AndNot(word("river"), word("ferry"))) == river
    assert scores(view, query.Require(word("river"), query.Every())) == river


def test_what_is_not_a_word_counts_its_boost(view: View) -> None:
    for q in (
        query.Prefix("text", "river", boost=2),
        query.Wildcard("text", "river*", boost=2),
        query.TermRange("text", "river", "river", boost=2),
        query.ConstantScoreQuery(word("river"), score=2),
    ):
        assert scores(view, q) == dict.fromkeys(RIVER, 2.0)
    assert scores(view, query.Term("place", "south", boost=2)) == {"bridge": 2.0}
    assert scores(view, query.NumericRange("size", 7, 7, boost=2)) == {"bridge": 2.0}
    assert scores(view, query.ConstantScoreQuery(word("ferry"), score=0)) == {"ferry": 0.0}


def test_the_best_of_several_scores_counts(view: View) -> None:
    river, harbour = scores(view, word("river")), scores(view, word("harbour"))
    best = scores(view, query.DisjunctionMax([word("river"), word("harbour")]))
    assert best == {id_: max(river.get(id_, 0), harbour.get(id_, 0)) for id_ in RIVER | HARBOUR}


def test_with_a_scale_who_matches_more_counts_more(view: View) -> None:
    plain = scores(view, query.Or([word("river"), word("harbour")]))
    scaled = scores(view, query.Or([word("river"), word("harbour")], scale=0.5))
    for id_, score in plain.items():
        bonus = 1 / 1.5**2 if id_ in RIVER & HARBOUR else 0
        assert scaled[id_] == pytest.approx((score + bonus) / 2, abs=1e-3)


# Refusals


@pytest.mark.parametrize(
    "q",
    [
        query.Phrase("counted", ["river", "harbour"]),
        query.Phrase("place", ["north", "east"]),
        query.Regex("text", "(river"),
        query.FuzzyTerm("text", "river", maxdist=3),
    ],
    ids=repr,
)
def test_what_cannot_be_answered_is_refused(view: View, q: query.Query) -> None:
    with pytest.raises(QueryError):
        Executor(view, view.path).search(q)


# Types of others


class Even(query.Query):
    """Documents whose number is even: a type that no kernel knows."""

    boost = 1.5

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:  # noqa: ARG002 -- Whoosh's
        live = [number for number in searcher.reader().all_doc_ids() if number % 2 == 0]
        return matching.ListMatcher(live, all_weights=self.boost)


def test_a_type_without_a_kernel_is_answered_by_its_own_matcher(view: View) -> None:
    even = {
        str(part.read_stored(number, "id")["id"])
        for part in view.parts
        for number in part.documents()
        if number % 2 == 0
    }
    assert scores(view, Even()) == dict.fromkeys(even, 1.5)
    assert ids(view, query.And([Even(), word("river")])) == even & RIVER


def test_a_kernel_can_be_added(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    class First(query.Query):
        """The first document of each segment."""

    def first(part: ScoredPart, q: First, *, scored: bool) -> Matches:  # noqa: ARG001 -- as every kernel
        return np.arange(1), np.ones(1, np.float32) if scored else None

    monkeypatch.setitem(KERNELS, First, None)  # taken back afterwards
    kernel(First)(first)
    assert KERNELS[First] is first
    expected = {str(part.read_stored(0, "id")["id"]) for part in view.parts} - {"gone"}
    assert ids(view, First()) == expected
    assert ids(view, query.Or([First(), word("river")])) == expected | RIVER


# Laws

WORD = st.text("abcé大", max_size=6)
SETS = st.lists(st.sets(st.integers(0, 99)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> ScoredPart:
    """A part of a hundred documents, for its scratch arrays."""
    store = Store.create(tmp_path_factory.mktemp("part"), SCHEMA)
    with store.writer() as writer:
        for number in range(100):
            writer.add_document(id=str(number))
    return CollectionStatistics(store.view(), WHOOSH).parts[0]


def clean(part: ScoredPart) -> bool:
    return not part.mask.any() and not part.sums.any()


@given(st.lists(WORD, max_size=8), WORD, st.integers(0, 3))
def test_near_words_are_those_of_few_edits(words: list[str], wanted: str, most: int) -> None:
    expected = [index for index, each in enumerate(words) if damerau_levenshtein(each, wanted) <= most]
    assert near_words(words, wanted, most) == expected


@given(st.lists(WORD, max_size=8), WORD, st.integers(0, 3))
def test_near_terms_are_those_of_few_edits(words: list[str], wanted: str, most: int) -> None:
    expected = [index for index, each in enumerate(words) if damerau_levenshtein(each, wanted) <= most]
    assert near_terms(*joined(words), wanted, most).tolist() == expected


@given(WORD, WORD, st.integers(0, 3))
def test_edits_are_counted_alike_without_arrays(one: str, other: str, most: int) -> None:
    expected = damerau_levenshtein(one, other)
    assert spelling.edits(one, other) == expected
    assert spelling.is_near(one, other, most) == (expected <= most)


@given(st.lists(st.text("abc", max_size=6), max_size=8), st.text("abc?*", max_size=6))
def test_terms_that_fit_a_wildcard(words: list[str], wildcard: str) -> None:
    expected = [index for index, each in enumerate(words) if fnmatchcase(each, wildcard)]
    assert fitting_terms(*joined(words), wildcard).tolist() == expected


def joined(words: list[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Words in one piece, and where each begins and the last ends."""
    terms = [word.encode() for word in words]
    return b"".join(terms), np.cumsum([0, *map(len, terms)])


@pytest.mark.parametrize(
    "q",
    [
        query.Prefix("text", "r"),
        query.Wildcard("text", "*o*"),
        query.Wildcard("text", "?i*r"),
        query.Wildcard("text", "*"),
        query.FuzzyTerm("text", "rivers", boost=2.0),
        query.TermRange("text", "a", "harbour"),
        query.TermRange("size", "0", "9"),
        query.Prefix("text", "r", constantscore=False),
        query.Prefix("text", ""),
        query.Prefix("text", "none"),
    ],
    ids=repr,
)
def test_the_first_documents_of_a_pattern_are_the_first_of_all(view: View, q: query.Query) -> None:
    executor = Executor(view, view.path)
    everything = executor.search(q, limit=None)
    for limit in range(1, 8):
        assert executor.search(q, limit) == everything[:limit]
    filtered = executor.search(q, limit=None, filters=[word("river")])
    assert executor.search(q, 2, filters=[word("river")]) == filtered[:2]


SCORED = st.dictionaries(st.integers(0, 99), st.floats(0.25, 4, width=32), max_size=8)


@given(one=SCORED, other=SCORED)
def test_few_documents_are_added_up_as_many_are(
    part: ScoredPart, one: dict[int, float], other: dict[int, float]
) -> None:
    matches = [
        (np.array(sorted(each), np.intp), np.array([each[number] for number in sorted(each)], np.float32))
        for each in (one, other)
    ]
    found, totals = sets.total(part, [*matches, NOTHING])
    merged, sums = sets.total(part, matches)
    assert (merged.tolist(), sums.tolist()) == (found.tolist(), totals.tolist())


@given(lists=SETS)
def test_common_and_union_are_those_of_sets(part: ScoredPart, lists: list[set[int]]) -> None:
    arrays = [np.array(sorted(each), np.intp) for each in lists]
    found, places = sets.common(part, arrays)
    assert found.tolist() == sorted(set.intersection(*lists))
    for array, at in zip(arrays, places, strict=True):
        assert array[at].tolist() == found.tolist()
    assert sets.union(part, arrays).tolist() == sorted(set.union(*lists))
    assert clean(part)


@given(lists=SETS)
def test_totals_are_sums(part: ScoredPart, lists: list[set[int]]) -> None:
    matches = [
        (np.array(sorted(each), np.intp), np.full(len(each), 2.0**number, np.float32))
        for number, each in enumerate(lists)
    ]
    found, totals = sets.total(part, matches)
    expected = {
        document: sum(2.0**number for number, each in enumerate(lists) if document in each)
        for document in sorted(set.union(*lists))
    }
    assert dict(zip(found.tolist(), totals.tolist(), strict=True)) == expected
    inside = sets.member(part, found, matches[0][0])
    assert inside.tolist() == [document in lists[0] for document in expected]
    assert sets.at(part, found, matches[0]).tolist() == [float(document in lists[0]) for document in expected]
    assert clean(part)


@given(few=st.sets(st.integers(0, 99), max_size=3), left_out=st.sets(st.integers(0, 99), max_size=25))
def test_a_short_list_is_searched_in_a_long_one(part: ScoredPart, few: set[int], left_out: set[int]) -> None:
    many = set(range(100)) - left_out
    one, other = np.array(sorted(few), np.intp), np.array(sorted(many), np.intp)
    here, there = sets.intersect(part, one, other)
    assert one[here].tolist() == other[there].tolist() == sorted(few & many)
    assert clean(part)


@given(st.lists(st.integers(-9, 40), min_size=1, max_size=2_000), st.integers(1, 30))
def test_the_leading_keys_are_the_greatest(keys: list[int], wanted: int) -> None:
    wanted = min(wanted, len(keys))
    array = np.array(keys, np.float32)
    last = sorted(keys, reverse=True)[wanted - 1]
    assert float(threshold(array, wanted)) <= last
    expected = [index for index, key in enumerate(keys) if key >= last]
    assert sorted(leading_places(array, wanted).tolist()) == expected


@given(seed=st.integers(0, 1 << 32), wanted=st.integers(1, 20))
def test_the_leading_keys_of_very_many_are_the_greatest(seed: int, wanted: int) -> None:
    array = np.random.default_rng(seed).integers(0, 500, 5_000).astype(np.float32)
    last = np.sort(array)[-wanted]
    assert float(threshold(array, wanted)) <= last
    assert sorted(leading_places(array, wanted).tolist()) == np.flatnonzero(array >= last).tolist()


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], Executor]:
    """Texts of three words in every order, and some longer ones."""
    texts = [list(text) for length in (1, 2, 3, 4) for text in product("abc", repeat=length)]
    texts += [list("abc" * 5 + "cab"), list("aabbcc" * 3)]
    schema = fields.Schema(text=Words(stemmed=False, positions=True))
    store = Store.create(tmp_path_factory.mktemp("sentences"), schema)
    with store.writer() as writer:
        for text in texts:
            writer.add_document(text=" ".join(text))
    return texts, Executor(store.view(), store.path)


def holds(text: list[str], words: list[str], slop: int) -> bool:
    """Whether each word stands one to ``slop`` places after the one before, by trying all places."""

    def follow(place: int, rest: list[str]) -> bool:
        if not rest:
            return True
        places = range(place + 1, min(place + slop, len(text) - 1) + 1)
        return any(text[each] == rest[0] and follow(each, rest[1:]) for each in places)

    return any(text[place] == words[0] and follow(place, words[1:]) for place in range(len(text)))


@given(words=st.lists(st.sampled_from("abc"), min_size=1, max_size=4), slop=st.integers(1, 4))
def test_a_phrase_stands_where_its_words_follow_one_another(
    sentences: tuple[list[list[str]], Executor], words: list[str], slop: int
) -> None:
    texts, executor = sentences
    found = executor.search(query.Phrase("text", words, slop=slop), limit=None)
    assert {number for number, _ in found} == {
        number for number, text in enumerate(texts) if holds(text, words, slop)
    }

"""Both engines behind the protocol: each for itself, and one against the other over generated questions."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from whoosh import query
from whoosh.fields import Schema
from whoosh.filedb.filestore import RamStorage

import index
import searcher
from corpus import Article, Entity, Link, entities, sample
from corpus.errors import (
    ArchiveExistsError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    DatelineError,
    DeadlineError,
)
from index.articles.documents import article_as_read, document, document_of_row, row
from index.articles.schema import UNDATED_MOMENT, schema
from index.engine.addresses import ENGINES, engine_of
from index.engine.budget import UNBOUNDED, Meter
from index.engine.embedded.execute import pairing
from index.engine.plan import Plan
from index.engine.protocol import (
    DocumentChoice,
    Engine,
    Fading,
    Likeness,
    Lookup,
    Order,
    Pairing,
    Sharing,
    Snapshot,
    Storage,
    Tally,
    TextWord,
)
from index.text.analysis import name_key
from index.text.languages import analysed_in
from index.text.languages import stems as stems_of
from index.text.shingles import Shingles
from searcher import Hit, Related, Results

from . import oracle
from .articles import article, day
from .plain_engine import IDF, PlainEngine, PlainSnapshot
from .plans import Planner
from .questions import NOW, Asked, articles, questions

EVERY = Plan(query.Every())
ABOUT = {"extractor": "none", "extractor_version": "1", "created": "2024-01-01"}
MAKE = partial(document_of_row, extractor=entities.get("none"))
NEAR = pytest.approx
EXACT = {"rel": 1e-5, "abs": 1e-9}

# Each by itself

MARA, GHENT = Entity("person", "Mara Ellison", "Ellison"), Entity("place", "Ghent", "Ghent")
HELD = [
    article("b", "Flood in Ghent", "The river broke the dyke.", published="2024-01-02", entities=(GHENT,)),
    article("a", "Flood in Ghent", "The river broke the dyke.", published="2024-01-02", entities=(GHENT,)),
    article("c", "Dyke mended", "A dyke, a dyke and a river.", published="2024-03-01", source="Wire"),
    article("d", "A play", "Nothing of floods. The dyke broke the river.", entities=(GHENT, MARA)),
    article(
        "é", "Ein Spiel", "Häuser am Fluss", language="de", published="2024-02-01", links=(Link("x", "c"),)
    ),
]


@pytest.fixture(params=["embedded", "plain"])
def made(request: pytest.FixtureRequest, tmp_path: Path, plain: PlainEngine) -> tuple[Engine, str]:
    """An engine, and an address of its own that nothing is at."""
    address = str(tmp_path / "index") if request.param == "embedded" else f"plain://{tmp_path}"
    engine = engine_of(address)
    assert (engine is plain) == (request.param == "plain")
    return engine, address


@pytest.fixture
def storage(made: tuple[Engine, str]) -> Iterator[Storage]:
    engine, address = made
    with closing(engine.create(address, schema(), ABOUT, wait=0)) as opened:
        yield opened


@pytest.fixture
def snapshot(storage: Storage) -> Snapshot:
    return put(storage, HELD)


def put(storage: Storage, held: Sequence[Article], *, base: Snapshot | None = None) -> Snapshot:
    """What there is after some articles were added."""
    with storage.pool(MAKE, processes=1) as pool, storage.commit(base or storage.snapshot()) as commit:
        for each in held:
            pool.add(row(each, f"mark-{each.id}"))
        assert not commit.take(pool)
    return storage.snapshot()


def ids(snapshot: Snapshot, q: query.Query, **asked: Any) -> list[str]:
    return list(snapshot.answer(Plan(q), **{"most": None} | asked).ids)


def term(text: str, field: str = "exact") -> query.Term:
    return query.Term(field, text)


PHRASE = query.Phrase("exact", ["broke", "the", "dyke"])


@pytest.mark.parametrize(
    ("q", "found"),
    [
        (query.Every(), "abcdé"),
        (query.Or([query.Every("link_id"), query.Every("links")]), "é"),
        (term("dyke"), "abcd"),
        (term("flood", "text"), "abd"),
        (term("de:haus", "text"), "é"),
        (term("ghent", "places"), "abd"),
        (term("unheard"), ""),
        (PHRASE, "ab"),
        (query.Phrase("exact", ["ghent", "the"]), ""),  # a phrase never runs from the title into the text
        (query.Phrase("exact", ["river", "the", "dyke"], slop=2), "ab"),
        (query.Phrase("exact", ["dyke", "a", "dyke"]), "c"),
        (query.Prefix("exact", "brok"), "abd"),
        (query.Wildcard("exact", "?uss"), ""),
        (query.Wildcard("exact", "fl?ss"), "é"),
        (query.Wildcard("people", "*a ell*n"), "d"),
        (query.NumericRange("first_day", 1, None), "abcé"),
        (query.NumericRange("last_day", None, day("2024-02-01").day.toordinal()), "abé"),
        (query.NumericRange("links", 1, 1), "é"),
        (query.And([term("dyke"), term("ghent")]), "ab"),
        (query.And([term("dyke"), query.Not(term("ghent"))]), "cd"),
        (query.And([]), ""),
        (query.Or([term("mended"), term("play"), term("unheard")]), "cd"),
        (query.Or([]), ""),
        (query.AndMaybe(term("mended"), term("unheard")), "c"),
        (query.DisjunctionMax([term("mended"), term("play")]), "cd"),
        (query.ConstantScoreQuery(term("mended"), 2.0), "c"),
        (query.ConstantScoreQuery(query.Not(term("dyke")), 2.0), "é"),
    ],
    ids=str,
)
def test_each_type_of_query_finds_its_documents(snapshot: Snapshot, q: query.Query, found: str) -> None:
    assert sorted(ids(snapshot, q)) == list(found)
    assert snapshot.counts([Plan(q), EVERY]) == [len(found), 5]
    assert sorted(ids(snapshot, query.Every(), most=0)) == []
    left = snapshot.answer(Plan(query.Every(), excluded=(q,)), most=None).ids
    assert sorted(left) == sorted(set("abcdé") - set(found))
    assert snapshot.answer(Plan(query.Every(), filters=(q,)), most=None).ids == tuple(found)
    assert snapshot.counts_within(EVERY, [q, query.Every()]) == [len(found), 5]


def test_hits_come_by_score_and_equals_by_id(snapshot: Snapshot) -> None:
    answer = snapshot.answer(Plan(term("dyke")), most=None)
    assert answer.ids == ("c", "a", "b", "d")
    assert answer.scores[1] == answer.scores[2] > answer.scores[3] > 0
    assert snapshot.answer(Plan(term("dyke")), skip=1, most=2).ids == ("a", "b")
    assert snapshot.answer(Plan(term("dyke")), skip=9, most=2) == replace(answer, ids=(), scores=())
    assert snapshot.answer(EVERY, most=2).scores == (0.0, 0.0)


def test_hits_come_by_a_number_with_those_that_have_none_last(snapshot: Snapshot) -> None:
    by_time = Order("moment", absent=UNDATED_MOMENT)
    assert ids(snapshot, query.Every(), order=by_time) == ["a", "b", "é", "c", "d"]
    newest = replace(by_time, descending=True)
    assert ids(snapshot, query.Every(), order=newest) == ["c", "é", "a", "b", "d"]
    assert ids(snapshot, term("dyke"), order=newest, skip=2) == ["b", "d"]
    assert ids(snapshot, query.Every(), order=Order("links")) == ["é", "a", "b", "c", "d"]
    assert snapshot.answer(Plan(term("dyke")), order=newest, most=1).scores == (0.0,)


def test_a_score_is_bm25_with_lengths_in_a_byte(storage: Storage) -> None:
    """11 tokens count as 12; the average is that of the true lengths."""
    snapshot = put(
        storage, [article("a", "Dyke", " ".join(["dyke"] * 3 + ["x"] * 7)), article("b", "y", "z")]
    )
    ids_, (score,) = (answer := snapshot.answer(Plan(term("dyke")), most=None)).ids, answer.scores
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 12 / ((11 + 2) / 2))
    assert ids_ == ("a",)
    assert score == NEAR(idf * 2.2 * 4 / (4 + norm), rel=1e-5)


def test_scores_of_parts_are_put_together(snapshot: Snapshot) -> None:
    def score(q: query.Query) -> float:
        answer = snapshot.answer(Plan(q), most=None)
        return dict(zip(answer.ids, answer.scores, strict=True))["a"]

    broke, the, dyke, river = (score(term(word)) for word in ("broke", "the", "dyke", "river"))
    assert score(PHRASE) == NEAR(broke + the + dyke, rel=1e-5)
    assert score(query.And([term("dyke"), term("river")])) == NEAR(dyke + river, rel=1e-5)
    assert score(query.Or([term("dyke"), term("river"), term("play")])) == NEAR(dyke + river, rel=1e-5)
    assert score(query.DisjunctionMax([term("dyke"), term("broke")])) == NEAR(max(dyke, broke), rel=1e-5)
    assert score(query.AndMaybe(term("dyke"), term("broke"))) == NEAR(dyke + broke, rel=1e-5)
    assert score(query.Term("exact", "dyke", boost=0.5)) == NEAR(dyke / 2, rel=1e-5)
    assert score(query.And([term("dyke"), query.Not(term("play"))])) == NEAR(dyke, rel=1e-5)
    assert score(query.ConstantScoreQuery(term("dyke"), 0.25)) == 0.25
    assert score(query.Prefix("exact", "dy")) == score(term("ghent", "places")) == 1


def test_tags_are_counted(snapshot: Snapshot) -> None:
    tallies = [
        Tally("places_shown"),
        Tally("month_shown", 2),
        Tally("people_shown", 0),
        Tally("source_shown"),
    ]
    counted = snapshot.answer(Plan(query.Or([term("dyke"), term("fluss")])), tallies=tallies).tallies
    assert counted == ((("Ghent", 3),), (("2024-01", 2), ("2024-02", 1)), (), (("Wire", 1),))


def test_documents_are_chosen_by_their_terms(snapshot: Snapshot) -> None:
    ghent, wire, none = Lookup("places", "ghent"), Lookup("source", "wire"), Lookup("people", "x")
    (first,) = snapshot.choose([DocumentChoice((ghent,))])
    since = query.NumericRange("first_day", 1, None)
    choices = [
        DocumentChoice((ghent, wire, none, first)),
        DocumentChoice((wire, ghent), none=(Lookup("people", "mara ellison"), none)),
        DocumentChoice((wire, ghent), none=(first,)),
        DocumentChoice((ghent, wire), within=since),
        DocumentChoice((none,), none=(ghent,)),
        DocumentChoice(()),
    ]
    chosen = snapshot.choose(choices)
    assert [*map(len, chosen)] == [4, 3, 1, 3, 0, 0]
    assert snapshot.count_chosen(EVERY, [first, *chosen]) == [3, 4, 3, 1, 3, 0, 0]
    assert snapshot.count_chosen(Plan(term("mended")), chosen) == [1, 1, 1, 1, 0, 0]
    assert snapshot.count_chosen(EVERY, []) == []
    assert snapshot.tags_of_chosen([first, chosen[2], chosen[4]], "month_shown") == [
        {"2024-01": 2},
        {"2024-03": 1},
        {},
    ]
    assert snapshot.tags_of_chosen([chosen[0]], "source_shown") == [{"wire": 1}]
    assert snapshot.tags_of_chosen([], "source_shown") == []


def test_documents_and_fields_are_read(snapshot: Snapshot) -> None:
    assert snapshot.about == ABOUT
    assert snapshot.documents == 5
    assert snapshot.find([Lookup("id", "c"), Lookup("places", "ghent"), Lookup("people", "x")]) == [
        ("c",),
        ("a", "b", "d"),
        (),
    ]
    assert snapshot.find([Lookup("places", "ghent")], most=2) == [("a", "b")]
    for id_ in snapshot.find([Lookup("places", "ghent")])[0]:
        dated = [Lookup("places", "ghent", ("first_day", day)) for day in snapshot.numbers("first_day")]
        assert id_ in {found for ids in snapshot.find(dated) for found in ids}
    assert snapshot.stored_texts(["c", "none"], ["fingerprint", "id"]) == [("mark-c", ""), None]
    assert snapshot.tags(["d", "none"], ["places_shown", "people_shown", "id"]) == [
        (("Ghent",), ("Mara Ellison",), ("d",)),
        None,
    ]
    assert list(snapshot.scan(["fingerprint"])) == [(f"mark-{each.id}",) for each in HELD]
    assert snapshot.terms("headline") == ("a play", "dyke mended", "ein spiel", "flood in ghent")
    assert snapshot.term_counts("headline", ["flood in ghent", "flood"]) == [2, 0]
    assert snapshot.terms_with("headline", "dyke", 9) == (("dyke mended", 1),)
    assert snapshot.terms_with("headline", "in", 9) == (("flood in ghent", 2),)
    assert snapshot.terms_with("headline", "fl", 9) == ()
    assert len(snapshot.numbers("first_day")) == 4
    assert snapshot.numbers("links") == (1,)
    assert snapshot.total("links") == 1


def test_what_is_like_a_document_shares_its_words(snapshot: Snapshot) -> None:
    words = tuple(TextWord(stem, 1, 1.0) for stem in ("flood", "in", "ghent"))
    request = Likeness("title", "b", words, most_words=5, most=5, least=0.2, shared=2)
    faded = Fading("first_day", day("2024-01-12").day.toordinal(), 10.0, 0.5, 1, 0.75)
    few = replace(request, most_words=2)
    shared = ("flood", "ghent", "in")
    assert snapshot.similar([request, replace(request, fading=faded), few, replace(request, id="none")]) == [
        [("a", NEAR(1, rel=1e-5), shared)],
        [("a", NEAR(0.5 + 0.5 / math.e, rel=1e-5), shared)],
        [("a", NEAR(1, rel=1e-5), shared[:2])],
        [],
    ]
    assert snapshot.similar([replace(request, shared=4)]) == [[]]


def test_a_snapshot_stays_what_it_was(storage: Storage, made: tuple[Engine, str]) -> None:
    before = put(storage, HELD[:2])
    after = put(storage, HELD[2:])
    assert (before.documents, after.documents) == (2, 5)
    assert ids(before, term("dyke")) == ["a", "b"]
    assert made[0].snapshot(made[1], schema()).documents == 5


def test_a_commit_is_done_wholly_or_not_at_all(storage: Storage) -> None:
    def change(base: Snapshot, error: DatelineError | None = None) -> None:
        with storage.pool(MAKE, processes=1) as pool, storage.commit(base) as commit:
            places = [
                pool.add(row(replace(each, title="New"), "new")) for each in (HELD[0], HELD[1], HELD[1])
            ]
            broken = pool.add(b"mark {}")
            assert list(commit.take(pool)) == [broken]
            commit.delete(["a", "b", "c"])
            commit.drop(places[:2])
            commit.attach("rejected", b"kept")
            if error:
                raise error

    base = put(storage, HELD)
    with pytest.raises(DatelineError, match="stop"):
        change(base, DatelineError("stop"))
    assert storage.snapshot().documents == 5
    change(base)
    after = storage.snapshot()
    assert sorted(ids(after, query.Every())) == ["a", "d", "é"]
    assert after.find([Lookup("headline", "new")]) == [("a",)]
    assert after.attachments("rejected") == (b"kept",)
    with pytest.raises(ArchiveLockedError):
        change(base)  # another one has committed since
    assert storage.snapshot().documents == 3


def test_attachments_are_kept_as_they_are(storage: Storage) -> None:
    def attached(name: str) -> bytes:
        return b"|".join(storage.snapshot().attachments(name))

    assert (attached("ledger"), attached("rejected")) == (b"", b"")
    for number in range(4):
        with storage.commit(storage.snapshot()) as commit:
            commit.append("ledger", b"%d" % number, b"|".join)
            commit.attach("rejected", b"%d" % number)
    put(storage, HELD)
    assert (attached("ledger"), attached("rejected")) == (b"0|1|2|3", b"3")
    with storage.renewal(storage.snapshot(), {"extractor_version": "2"}) as commit:
        commit.attach("rejected", b"")
    assert (attached("ledger"), attached("rejected")) == (b"0|1|2|3", b"")
    assert storage.snapshot().documents == 0
    assert storage.about == storage.snapshot().about == ABOUT | {"extractor_version": "2"}


def test_an_index_is_made_once_and_has_one_writer(made: tuple[Engine, str]) -> None:
    engine, address = made
    for missing in (engine.snapshot, partial(engine.open, wait=0)):
        with pytest.raises(ArchiveNotFoundError):
            missing(address, schema())
    storage = engine.create(address, schema(), ABOUT, wait=0)
    with pytest.raises(ArchiveExistsError):
        engine.create(address, schema(), ABOUT, wait=0)
    with pytest.raises(ArchiveLockedError):
        engine.open(address, schema(), wait=0)
    storage.close()
    with closing(engine.open(address, schema(), wait=0)) as again:
        assert again.address == address
        assert again.snapshot().documents == 0


def test_a_deadline_is_met(snapshot: Snapshot) -> None:
    with Meter(UNBOUNDED).running(1e-9), pytest.raises(DeadlineError):
        snapshot.counts([Plan(PHRASE)])


# What the embedded engine does otherwise than the protocol says, and the plain one


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Storage]:
    address = str(tmp_path / "index")
    with closing(engine_of(address).create(address, schema(), ABOUT, wait=0)) as opened:
        yield opened


def test_every_of_a_field_as_a_whole_plan_is_those_that_have_something_there(embedded: Storage) -> None:
    assert ids(put(embedded, HELD), query.Every("link_id")) == ["é"]


def test_an_attachment_has_one_of_the_names_there_are(embedded: Storage) -> None:
    with pytest.raises(DatelineError, match="notes"), embedded.commit(embedded.snapshot()) as commit:
        commit.attach("notes", b"lost")
    assert embedded.snapshot().attachments("notes") == ()


class CountingEngine(PlainEngine):
    """A plain engine whose snapshots count what they are asked."""

    calls: Counter[str]

    def snapshot(self, address: str, schema: Schema) -> Any:
        return Counted(super().snapshot(address, schema), self.calls)


class Counted:
    """A snapshot that counts what it is asked."""

    def __init__(self, snapshot: PlainSnapshot, calls: Counter[str]) -> None:
        self._snapshot = snapshot
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        self._calls[name] += 1
        return getattr(self._snapshot, name)


@pytest.mark.parametrize("limit", [1, 10, 20])
def test_a_page_takes_a_handful_of_calls_however_many_hits_it_has(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    engine = CountingEngine()
    engine.calls = Counter()
    monkeypatch.setitem(ENGINES, "plain", engine)
    links = [(Link("Storm", f"l{n + 1}"), Link("Storm over")) for n in range(30)]
    linked = [article(f"l{n}", f"Storm over the harbour {n}", links=both) for n, both in enumerate(links)]
    with index.create("plain://counting", extractor="none") as archive:
        archive.add(linked)
    with searcher.open("plain://counting") as opened:
        engine.calls.clear()
        results = opened.search("storm", limit=limit, facets=True)
        assert [results.hits[place].id for place in range(limit)] == list(results.ids)
        assert results.receipt.archive_articles == len(linked)
        assert engine.calls.total() <= 20


# The plain engine against stock Whoosh


def test_the_plain_engine_scores_as_stock_whoosh() -> None:
    """Over Whoosh's own index of the same documents, with the same weights."""
    held = [each for each in articles(count=60) if isinstance(each, Article)]
    engine, stock = PlainEngine(), RamStorage().create_index(schema())
    with closing(engine.create("plain://stock", schema(), ABOUT, wait=0)) as storage:
        plain = put(storage, held)
    assert isinstance(plain, PlainSnapshot)
    plain.idf = IDF["Whoosh"]
    writer = stock.writer()
    for each in held:
        made = document(each, (), "")
        shown = {name: value for name, value in made.items() if not name.endswith("_shown")}
        writer.add_document(
            **{name: value for name, value in shown.items() if value is not None and value != []}
        )
    writer.commit()
    asked = [
        *(term(word) for word in ("the", "ferry", "dordrecht")),
        *(term(word, "text") for word in ("flood", "de:haf", "ferri")),
        term("heron", "title"),
        query.Phrase("exact", ["of", "the"]),
        query.Phrase("exact", ["heron", "dyke"]),
        query.Prefix("exact", "dy", boost=0.5),
        query.Wildcard("exact", "?a*e"),
        query.NumericRange("first_day", day("2024-02-01").day.toordinal(), day("2024-05-01").day.toordinal()),
        query.And([term("the"), term("of"), query.Not(term("ferry"))]),
        query.Or([term("ferry"), term("dyke"), query.Phrase("exact", ["in", "the"])]),
        query.AndMaybe(term("the"), query.Or([query.Term("title", "flood", boost=0.5)])),
        query.DisjunctionMax([term("flood", "text"), term("flood"), term("rust")]),
        query.ConstantScoreQuery(term("ferry"), 1e-9),
    ]
    with stock.searcher() as searcher_:
        numbers = {number: fields["article"] for number, fields in searcher_.reader().iter_docs()}
        keys = {fields: each.id for fields, each in zip(numbers.values(), held, strict=True)}
        for q in asked:
            answer = plain.answer(Plan(q), most=None)
            expected = {keys[of]: score for of, score in oracle.answers(searcher_, q, "article").items()}
            assert expected, q
            assert dict(zip(answer.ids, answer.scores, strict=True)) == NEAR(expected, rel=1e-9), q


# One against the other


class Pair(NamedTuple):
    """Two archives of the same articles.

    Attributes:
        embedded, plain: one of each engine.
        addresses: of the same.
        held: the articles that were added.
    """

    embedded: searcher.Archive
    plain: searcher.Archive
    addresses: tuple[str, str]
    held: list[Article]

    def both(self, ask: Callable[[searcher.Archive], Any]) -> tuple[Any, Any]:
        return answer_or_error(self.embedded, ask), answer_or_error(self.plain, ask)


def answer_or_error(archive: searcher.Archive, ask: Callable[[searcher.Archive], Any]) -> Any:
    try:
        return ask(archive)
    except DatelineError as error:
        return type(error), str(error)


def pair(folder: Path, name: str) -> Pair:
    entries = articles()
    parts = entries[:90], entries[90:130], entries[130:]  # each a segment that stays by itself
    addresses = str(folder / name), f"plain://{folder.name}/{name}"
    reports = []
    for address in addresses:
        with index.create(address) as made:
            reports.append([made.add(part) for part in parts])
    assert reports[0] == reports[1]
    assert sum(report.added for report in reports[0]) == len(entries) - 1
    embedded, plain = (searcher.open(address, clock=lambda: NOW) for address in addresses)
    return Pair(embedded, plain, addresses, [each for each in entries if isinstance(each, Article)])


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory, plain: PlainEngine) -> Pair:  # noqa: ARG001 -- it is put in place
    return pair(tmp_path_factory.mktemp("alike"), "archive")


ASKED = 500
AT_A_TIME = 50


@pytest.fixture(scope="module")
def generated(alike: Pair) -> list[Asked]:
    return questions(alike.held, ASKED)


def compare(alike: Pair, text: str, **options: Any) -> Results | None:
    """Ask both, and hold one against the other; None where both refuse."""
    one, other = alike.both(lambda archive: archive.search(text, **options))
    if not isinstance(other, Results):
        assert one == other
        return None
    assert (one.total, len(one), one.page, one.facets) == (other.total, len(other), other.page, other.facets)
    assert (one.receipt, one.without_copies) == (other.receipt, other.without_copies)
    hits, others = list(one), list(other)
    assert [hit.id for hit in hits] == list(one.ids)
    assert [hit.score for hit in hits] == NEAR([hit.score for hit in others], **EXACT)
    if one.ids != other.ids:
        # Only what scores alike may stand in another order, or in another's place at the end of a page.
        whole = alike.plain.search(text, **{**options, "limit": 0, "page": 1, "related": 0})
        scores = {hit.id: hit.score for hit in whole}
        assert options.get("sort", "relevance") == "relevance"
        assert [scores[id_] for id_ in one.ids] == NEAR([scores[id_] for id_ in other.ids], **EXACT)
    of_other = {hit.id: hit for hit in others}
    for hit in hits:
        if hit.id in of_other:
            same_hit(hit, of_other[hit.id])
    return other


def same_hit(hit: Hit, other: Hit) -> None:
    assert hit.score == NEAR(other.score, **EXACT)
    assert replace(hit, score=0.0, related=()) == replace(other, score=0.0, related=())
    same_relations(hit.related, other.related)


def same_relations(found: Sequence[Related], others: Sequence[Related]) -> None:
    """Stated ones are the same; so are computed ones, but that those that are as near may change places."""
    assert [each.kind for each in found] == [each.kind for each in others]
    nearness = {each.id: each.score for each in others}
    last = min((each.score for each in others if each.score is not None), default=0.0)
    for one, other in zip(found, others, strict=True):
        if one.score is None:
            assert one == other
            continue
        assert one.score == NEAR(other.score, **EXACT)
        assert nearness.get(one.id, last) == NEAR(one.score, **EXACT)
        if one.id == other.id:
            assert replace(one, score=None) == replace(other, score=None)


@pytest.mark.parametrize("first", range(0, ASKED, AT_A_TIME))
def test_generated_questions_have_the_same_answers(alike: Pair, generated: list[Asked], first: int) -> None:
    for asked in generated[first : first + AT_A_TIME]:
        try:
            compare(alike, asked.text, **asked.options)
        except AssertionError as error:
            error.add_note(f"asked: {asked.text!r}, {asked.options}")
            raise


def test_the_questions_are_of_all_kinds_and_most_have_answers(alike: Pair, generated: list[Asked]) -> None:
    found, refused = 0, Counter[str]()
    kinds = Counter(kind for asked in generated for kind in asked.kinds)
    for asked in generated:
        options = {**asked.options, "limit": 1, "page": 1}
        answer = answer_or_error(
            alike.embedded, lambda archive, q=asked.text, o=options: archive.search(q, **o)
        )
        if isinstance(answer, Results):
            found += bool(answer.total)
        else:
            refused[answer[0].__name__] += 1
    assert len(kinds) >= 38
    assert min(kinds.values()) >= 10, kinds
    assert found > ASKED * 0.6
    assert refused.total() < ASKED * 0.05
    assert "CostError" not in refused


@pytest.mark.parametrize("seed", range(3))
def test_generated_plans_have_the_same_answers(alike: Pair, seed: int) -> None:
    """Those, too, that no question leads to: the closed set of types, in every combination."""
    one, other = snapshots(alike)
    planner, found = Planner(other, [each.body for each in alike.held], seed), 0
    tallies = [Tally("people_shown", 5), Tally("month_shown"), Tally("source_shown", 1)]
    for plan, order in planner.plans(50):
        ask, skip = {"order": order, "tallies": tallies}, seed
        whole, page = other.answer(plan, most=None, **ask), one.answer(plan, skip=skip, most=7, **ask)
        scores = dict(zip(whole.ids, whole.scores, strict=True))
        expected = list(whole.scores[skip : skip + 7])
        assert (page.total, page.tallies) == (whole.total, whole.tallies), plan
        assert list(page.scores) == NEAR(expected, **EXACT), plan
        assert [scores[id_] for id_ in page.ids] == NEAR(expected, **EXACT), plan
        assert page.ids == whole.ids[skip : skip + 7] or not order.field, plan
        conditions = [query.Or([planner.tree(1)]), query.And([planner.tree(0), query.Term("language", "en")])]
        assert one.counts_within(plan, conditions) == other.counts_within(plan, conditions), (
            plan,
            conditions,
        )
        terms = [Lookup("people", name) for name in other.terms("people")[:60]]
        choices = [
            DocumentChoice(
                tuple(terms[at : at + 3]),
                tuple(terms[at + 3 : at + 6]),
                conditions[at % 2] if at % 4 else None,
            )
            for at in range(seed, 50, 7)
        ]
        chosen, expected = (snapshot.choose(choices) for snapshot in (one, other))
        assert [*map(len, chosen)] == [*map(len, expected)]
        assert one.count_chosen(plan, chosen) == other.count_chosen(plan, expected)
        for field in ("month_shown", "people_shown"):
            assert one.tags_of_chosen(chosen, field) == other.tags_of_chosen(expected, field)
        found += bool(whole.total)
    assert found > 20


def snapshots(alike: Pair) -> list[Snapshot]:
    return [engine_of(address).snapshot(address, schema()) for address in alike.addresses]


def test_fields_hold_the_same(alike: Pair) -> None:
    one, other = snapshots(alike)
    for name in schema().names():
        assert one.terms(name) == other.terms(name), name
        assert one.numbers(name) == other.numbers(name), name
        assert one.total(name) == other.total(name), name
        terms = one.terms(name)[:20]
        assert one.term_counts(name, terms) == other.term_counts(name, terms), name
        assert one.terms_with(name, "the", 5) == other.terms_with(name, "the", 5), name
    shown = ["people_shown", "organisations_shown", "places_shown", "source_shown", "month_shown", "id"]
    every = [each.id for each in alike.held]
    assert one.tags(every, shown) == other.tags(every, shown)
    assert list(one.scan(["fingerprint", "card"])) == list(other.scan(["fingerprint", "card"]))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_like_a_document_is_the_same(alike: Pair, seed: int) -> None:
    """Of any field, with any of its words, whatever time takes away, and whoever its house is."""
    one, other = snapshots(alike)
    draw, requests = random.Random(seed), []
    for each in alike.held:
        field = draw.choice(["title", "text", "text"])
        (stored,) = one.stored_texts([each.id], ["article"])
        read = article_as_read(stored[0]) if stored else each
        text = f"{each.title} {each.body}" if field == "text" else each.title
        stems = Counter(stems_of(text, analysed_in(read.language)))
        words = tuple(TextWord(stem, count, draw.choice([1.0, 2.5])) for stem, count in stems.items())
        faded = Fading("first_day", draw.randrange(738600, 739300), draw.choice([1.0, 30.0]), 0.5, 1, 0.75)
        least, most, shared = (
            draw.choice([0.0, 0.21, 0.53]),
            draw.choice([1, 10, 500]),
            draw.choice([1, 2, 5]),
        )
        fading, most_words = draw.choice([1.0, 0.75, faded]), draw.choice([6, 24])
        house = draw.choice([None, Lookup("source", name_key(each.source))]) if each.source else None
        requests.append(Likeness(field, each.id, words, most_words, most, least, shared, fading, house))
    for request, found, others in zip(requests, one.similar(requests), other.similar(requests), strict=True):
        assert [near.nearness for near in found] == NEAR([near.nearness for near in others], **EXACT), request
        near = {each.id: each for each in others}
        last = min((each.nearness for each in others), default=0.0)
        for each in found:
            assert each.id in near or each.nearness == NEAR(last, **EXACT), request
            assert each.shared == near.get(each.id, each).shared


@pytest.mark.parametrize(("common", "told", "widest"), [(3, 5, 10**6), (64, 32, 2), (2, 1, 5)])
def test_documents_that_share_hashes_are_the_same(alike: Pair, common: int, told: int, widest: int) -> None:
    one, other = snapshots(alike)
    draw, found = random.Random(common * told), 0
    known = [Shingles(each.body).sample() for each in alike.held]
    sets = (*known, *(tuple({*draw.choice(known), *draw.choice(known), 7, 2**32 - 1}) for _ in range(20)), ())
    for field in ("shingles", "none"):
        for fewest, rarity, part, most in ((2, 0.4, 0.5, 25), (1, 0.0, 0.9, 2), (2, 0.9, 0.0, 5)):
            request = Sharing(field, sets, common, fewest, rarity, told, part, min(2, common), widest, most)
            sharers = one.sharing(request)
            assert sharers == other.sharing(request)
            found += sum(map(len, sharers))
    assert found > len(known)


@pytest.mark.parametrize(
    ("field", "q"),
    [("shingles", query.Not(term("dyke"))), ("shingles", query.Every()), ("none", term("dyke"))],
    ids=str,
)
def test_pairs_that_share_hashes_are_the_same(
    alike: Pair, monkeypatch: pytest.MonkeyPatch, field: str, q: query.Query
) -> None:
    one, other = snapshots(alike)
    pairs = 0
    for common, fewest, rarity, part, told, widest in (
        (64, 2, 0.4, 0.2, 0.5, 256),
        (5, 1, 0.0, 0.0, 1.0, 5),
        (2, 2, 0.9, 0.5, 0.5, 10**6),
    ):
        request = Pairing(field, common, fewest, rarity, part, told, widest, "exact")
        found = one.pairs(Plan(q), request)
        assert found == other.pairs(Plan(q), request)
        with monkeypatch.context() as bound:
            bound.setattr(pairing, "AT_ONCE", 7)  # several ranges of hashes
            assert one.pairs(Plan(q), request) == found
        pairs += len(found)
    assert bool(pairs) == (field != "none")


@pytest.mark.parametrize("asked", sample.QUESTIONS, ids=lambda asked: asked.words)
def test_the_questions_of_the_sample_have_the_same_answers(alike: Pair, asked: sample.Question) -> None:
    given = dict(
        zip((flag.removeprefix("--") for flag in asked.options[::2]), asked.options[1::2], strict=True)
    )
    options: dict[str, Any] = dict(given)
    if "facets" in given:
        options["facets"] = given["facets"].split(",")
    if "limit" in given:
        options["limit"] = int(given["limit"])
    answer = compare(alike, asked.words, **options)
    assert answer is not None
    assert answer.receipt.archive_articles == len(alike.held)


def test_pages_follow_one_another_in_both(alike: Pair) -> None:
    for text, options in (("the", {}), ("the OR der", {"sort": "newest"}), ("", {"sort": "relevance"})):
        for archive in (alike.embedded, alike.plain):
            whole = archive.search(text, limit=0, **options)
            pages = [archive.search(text, limit=30, page=page, **options) for page in range(1, 8)]
            assert tuple(id_ for page in pages for id_ in page.ids) == whole.ids
            assert {page.total for page in pages} == {whole.total}
            assert not pages[-1].ids


@pytest.mark.parametrize("sort", ["relevance", "oldest"])
def test_collapsed_answers_are_the_same(alike: Pair, sort: str) -> None:
    for text in ("", "the OR der", "dyke"):
        results = compare(alike, text, sort=sort, limit=20, facets=True, undated="include", collapse=True)
        assert results is not None
        assert results.hit_total < results.total or text == "dyke"


@pytest.mark.parametrize("decay_days", [30.0, None])
def test_relations_are_the_same(alike: Pair, decay_days: float | None) -> None:
    stated = computed = 0
    for each in alike.held:
        found, others = alike.both(lambda archive, id_=each.id: archive.related(id_, decay_days=decay_days))
        same_relations(found, others)
        stated += sum(one.kind == "stated" and one.id is not None for one in found)
        computed += sum(one.kind == "computed" for one in found)
    assert stated > 50
    assert computed > 100


def test_articles_and_what_links_to_them_are_the_same(alike: Pair) -> None:
    links = 0
    for id_ in [each.id for each in alike.held]:
        one, other = alike.both(lambda archive, id_=id_: (archive.get(id_), archive.backlinks(id_)))
        assert one == other
        links += len(one[1])
    assert links > 50
    one, other = alike.both(lambda archive: archive.get("none"))
    assert one[0] is other[0]


def test_statistics_are_the_same(alike: Pair) -> None:
    one, other = alike.both(lambda archive: archive.statistics())
    assert one == other
    assert one.rejected


def test_archives_stay_alike_when_articles_change_and_go(
    tmp_path: Path, alike: Pair, generated: list[Asked]
) -> None:
    """Scores count deleted articles in one engine and not in the other, until the archive is rebuilt."""
    changed, held = pair(tmp_path, "changed"), alike.held
    newer = [replace(each, body=f"{each.body} Floods again.") for each in held[10:60]]
    moved = [replace(each, published=day(f"{NOW - timedelta(days=9):%Y-%m-%d}")) for each in held[60:70]]
    for_twice = [replace(held[0], title="First"), replace(held[0], title="Second")]
    reports, gone = [], [each.id for each in held[::9]]
    for address in changed.addresses:
        with index.open(address) as opened:
            reports.append(
                (opened.add([*newer, *moved, *held[100:], *for_twice]), opened.delete(*gone, "none"))
            )
    assert reports[0] == reports[1]
    for archive in (changed.embedded, changed.plain):
        archive.refresh()
    for asked in generated[:30]:
        options = {**asked.options, "sort": "newest", "related": 0}
        one, other = changed.both(lambda archive, q=asked.text, o=options: archive.search(q, **o))
        if isinstance(other, Results):
            assert (one.total, one.ids, one.facets) == (other.total, other.ids, other.facets), asked
            assert one.receipt == other.receipt, asked
    for address in changed.addresses:
        index.rebuild(address)
        assert index.check(address).problems == ()
    for archive in (changed.embedded, changed.plain):
        archive.refresh()
    assert changed.embedded.statistics() == changed.plain.statistics()
    for asked in generated[30:60]:
        compare(changed, asked.text, **asked.options)

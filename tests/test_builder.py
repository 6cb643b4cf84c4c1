"""Documents become a segment: what stock Whoosh makes of them is what the segment holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields
from whoosh.filedb.filestore import RamStorage

from corpus import Article, Entity, Published
from corpus.errors import DatelineError
from index.articles.documents import Card, article_of, card_of, document, fingerprint
from index.articles.schema import schema as archive_schema
from index.engine.embedded.build import buffers, builder
from index.engine.embedded.build.builder import SegmentBuilder
from index.engine.embedded.segment.segment import Segment
from index.engine.fields import Keys, Tags, Words, from_stored

Documents = Sequence[Mapping[str, Any]]
Found = dict[tuple[bytes, int], tuple[int, list[int]]]

PUBLISHED = Published(datetime(2016, 12, 1, 22, 9), "minute", None, "field", "1 December 2016 22:09")
ARTICLE = Article(
    id="a1",
    title="Raids on Aleppo",
    body="Two raids were flown.",
    published=PUBLISHED,
    source="The Daily Example",
    url="https://example.org/a1",
    authors=("A. Reporter",),
)


def schema() -> fields.Schema:
    return fields.Schema(
        text=Words(stemmed=True, positions=False),
        exact=Words(stemmed=False, positions=True),
        names=Keys(),
        id=Keys(unique=True, sortable=True, stored=True),
        plain=fields.TEXT(stored=True, sortable=True),
        counted=fields.TEXT(phrase=False),
        words=fields.KEYWORD(commas=True, lowercase=True, scorable=True),
        path=fields.ID(sortable=True),
        done=fields.BOOLEAN(),
        size=fields.NUMERIC(int, signed=True),
        when=fields.DATETIME(stored=True),
        shown=Tags(),
        note=fields.STORED(),
    )


DOCUMENTS: Documents = [
    {
        "text": ("Two raids", "the U.S. raided"),
        "exact": ("Two raids", "the U.S. raided"),
        "names": ["aleppo", "homs", "aleppo"],
        "id": "one",
        "plain": "The raids, the RAIDS on Aleppo",
        "counted": "raids and raids",
        "words": "War, Civil war",
        "path": "/news/1",
        "done": True,
        "size": -5,
        "when": datetime(2016, 12, 1, 22, 9),
        "shown": ["Aleppo", "Homs"],
        "note": {"any": ["JSON"]},
    },
    {"exact": "nothing else"},
    {},
    {
        "text": ["raid"],
        "exact": ["raid"],
        "names": "homs",
        "id": ["two"],
        "done": "no",
        "size": 9,
        "note": b"\x00",
    },
]


def segment(tmp_path: Path, documents: Documents, of: fields.Schema | None = None) -> Segment:
    """The documents, built and read again."""
    made = SegmentBuilder(schema() if of is None else of)
    for each in documents:
        made.add(each)
    path = tmp_path / "00000001.segment"
    path.unlink(missing_ok=True)
    assert made.write(path) == path.stat().st_size
    assert (made.documents, made.weight) == (0, 0)
    return Segment(path)


def held(segment: Segment, name: str) -> Found:
    """Frequency and positions of each term in each document, as the segment has them."""
    postings = segment.postings(name)
    if postings is None:
        return {}
    found: Found = {}
    for number in range(len(postings.terms)):
        documents = postings.documents_of(number).tolist()
        counts = postings.frequencies_of(number).tolist() if postings.counted else [1] * len(documents)
        at, position = postings.positions_of(number) if postings.positional else (np.empty(0), np.empty(0))
        for each, (local, count) in enumerate(zip(documents, counts, strict=True)):
            found[postings.terms[number], local] = (int(count), position[at == each].tolist())
    return found


def of_stock_whoosh(documents: Documents, name: str, of: fields.Schema) -> Found:
    """The same, as stock Whoosh has them."""
    index = RamStorage().create_index(of)
    with index.writer() as writer:
        for each in documents:
            writer.add_document(**each)
    field = of[name]
    found: Found = {}
    with index.reader() as reader:
        for term in reader.lexicon(name):
            matcher = reader.postings(name, term)
            while matcher.is_active():
                positions = matcher.value_as("positions") if field.supports("positions") else []
                found[term, matcher.id()] = (matcher.value_as("frequency"), list(positions))
                matcher.next()
    return found


@pytest.mark.parametrize(
    "name", ["text", "exact", "names", "id", "plain", "counted", "words", "path", "done"]
)
def test_a_segment_holds_the_postings_of_stock_whoosh(tmp_path: Path, name: str) -> None:
    expected = of_stock_whoosh(DOCUMENTS, name, schema())
    assert expected
    assert held(segment(tmp_path, DOCUMENTS), name) == expected


TEXT = st.lists(st.sampled_from(["raid", "Raids", "U.S.", "on", "é", "1.5", "-", " ", "\n"])).map(" ".join)
PASSAGES = st.one_of(st.none(), TEXT, st.lists(TEXT, max_size=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.tuples(PASSAGES, PASSAGES, st.booleans()), max_size=8), st.sampled_from([1, 2, 3, 256]))
def test_batches_make_no_difference(
    tmp_path: Path, texts: list[tuple[Any, Any, bool]], batch_size: int
) -> None:
    documents = [{"exact": one, "text": one if same else other} for one, other, same in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buffers, "_BATCH_DOCUMENTS", batch_size)
        made = segment(tmp_path, documents)
    for name in ("text", "exact"):
        assert held(made, name) == of_stock_whoosh(documents, name, schema())


def test_lengths_count_tokens_not_positions(tmp_path: Path) -> None:
    postings = segment(tmp_path, DOCUMENTS).postings("exact")
    assert postings is not None
    assert postings.lengths().tolist() == [5, 2, 0, 1]
    assert postings.total_length == 8


def test_numbers_are_a_column(tmp_path: Path) -> None:
    column = segment(tmp_path, DOCUMENTS).numbers("size")
    assert column is not None
    assert column.present is not None
    assert column.present.tolist() == [True, False, False, True]
    assert column.values[column.present].tolist() == [-5, 9]
    assert (column.least, column.greatest) == (-5, 9)


def test_tags_are_a_column(tmp_path: Path) -> None:
    made = segment(tmp_path, DOCUMENTS)
    for name, expected in {
        "shown": [["Aleppo", "Homs"], [], [], []],
        "id": [["one"], [], [], ["two"]],
        "path": [["/news/1"], [], [], []],
        "plain": [["The raids, the RAIDS on Aleppo"], [], [], []],
    }.items():
        column = made.tags(name)
        assert column is not None
        assert [column.of(number) for number in range(4)] == expected


def test_values_are_stored(tmp_path: Path) -> None:
    made = segment(tmp_path, DOCUMENTS)
    assert set(made.stored_fields()) == {"id", "plain", "when", "note"}
    for name in made.stored_fields():
        assert [from_stored(made.stored_value(name, number)) for number in range(4)] == [
            each.get(name) for each in DOCUMENTS
        ]


def test_another_value_can_be_stored_than_is_indexed(tmp_path: Path) -> None:
    made = segment(tmp_path, [{"plain": "the raid", "_stored_plain": "shown"}])
    assert made.stored_value("plain", 0) == "shown"
    tags = made.tags("plain")
    assert tags is not None
    assert tags.of(0) == ["shown"]
    assert [term for term, _ in held(made, "plain")] == [b"raid"]


def test_a_field_that_no_document_has_is_not_there(tmp_path: Path) -> None:
    made = segment(tmp_path, [{"note": "text"}, {}])
    assert made.documents == 2
    assert made.postings("text") is None
    assert made.tags("shown") is None
    assert made.numbers("size") is None


BAD: list[dict[str, object]] = [
    {"unknown": "text"},
    {"exact": 5},
    {"exact": ["text", None]},
    {"names": ["a", 1]},
    {"names": "\ud800"},
    {"shown": "\ud800"},
    {"size": "many"},
    {"size": [1, 2]},
    {"when": "soon"},
    {"plain": 5},
    {"note": object()},
    {"note": "\ud800"},
    {"_boost": 2.0, "exact": "text"},
    {"exact": "text", "_exact_boost": 2.0},
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: ascii(next(iter(bad.items()))).split(" object")[0])
def test_a_document_that_cannot_be_added_leaves_no_trace(tmp_path: Path, bad: dict[str, object]) -> None:
    made = SegmentBuilder(schema())
    for each in (DOCUMENTS[0], DOCUMENTS[1]):
        with pytest.raises(DatelineError):
            made.add({**DOCUMENTS[0], **bad})
        made.add(each)
    made.write(tmp_path / "with")
    other = SegmentBuilder(schema())
    other.add(DOCUMENTS[0])
    other.add(DOCUMENTS[1])
    other.write(tmp_path / "without")
    assert (tmp_path / "with").read_bytes() == (tmp_path / "without").read_bytes()


def test_a_boost_of_one_is_none(tmp_path: Path) -> None:
    made = segment(tmp_path, [{"exact": "text", "_exact_boost": 1.0, "_boost": 1}])
    assert held(made, "exact") == {(b"text", 0): (1, [0])}


def test_a_schema_that_cannot_be_kept_names_the_field() -> None:
    with pytest.raises(DatelineError, match="'odd'"):
        SegmentBuilder(fields.Schema(odd=fields.TEXT(vector=True)))


def test_a_builder_begins_anew_after_each_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SegmentBuilder(schema())
    for largest in (0, 1_000_000, 0):
        monkeypatch.setattr(builder, "_LARGEST_VOCABULARY", largest)
        made.add(DOCUMENTS[0])
        made.write(tmp_path / "used")
        fresh = SegmentBuilder(schema())
        fresh.add(DOCUMENTS[0])
        fresh.write(tmp_path / "fresh")
        assert (tmp_path / "used").read_bytes() == (tmp_path / "fresh").read_bytes()
        for name in ("used", "fresh"):
            (tmp_path / name).unlink()


def test_dynamic_fields_are_kept(tmp_path: Path) -> None:
    of = fields.Schema()
    of.add("*_key", Keys(), glob=True)
    assert held(segment(tmp_path, [{}, {"any_key": "a"}], of), "any_key") == {(b"a", 1): (1, [])}


def test_weight_grows_with_what_is_buffered() -> None:
    made = SegmentBuilder(schema())
    weights = [made.weight]
    for value in (
        {"exact": "six tokens or so are here"},
        {"names": ["a"]},
        {"note": "x" * 1000},
        {"size": 1},
    ):
        made.add(value)
        weights.append(made.weight)
    assert weights == sorted(set(weights))


def test_an_article_is_a_document_of_the_archive_and_comes_back(tmp_path: Path) -> None:
    named = (Entity("place", "Aleppo", "Aleppo", 9, 15),)
    made = segment(tmp_path, [document(ARTICLE, named, fingerprint(ARTICLE))], archive_schema())
    stored = {name: made.stored_value(name, 0) for name in made.stored_fields()}
    assert article_of(stored["article"], stored["entities"]) == ARTICLE.with_entities(named)
    assert card_of(stored["card"]) == Card(
        "a1", "Raids on Aleppo", PUBLISHED, "The Daily Example", "https://example.org/a1"
    )
    shown = {name: made.tags(f"{name}_shown") for name in ("people", "places", "source", "month")}
    assert {name: column.of(0) for name, column in shown.items() if column} == {
        "people": [],
        "places": ["Aleppo"],
        "source": ["The Daily Example"],
        "month": ["2016-12"],
    }
    assert held(made, "title_exact")[b"aleppo", 0] == (1, [2])
    assert held(made, "text")[b"raid", 0] == (2, [])


def test_an_undated_article_has_no_last_day(tmp_path: Path) -> None:
    undated = Article(id="u", title="Undated", body="")
    made = segment(tmp_path, [document(undated, (), "")], archive_schema())
    assert held(made, "undated") == {(b"1", 0): (1, [])}
    assert made.numbers("last_day") is None
    assert card_of(made.stored_value("card", 0)).published is None

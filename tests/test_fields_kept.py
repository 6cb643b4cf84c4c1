"""What a segment keeps of a field, and how a field takes its values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields
from whoosh.analysis import StemmingAnalyzer
from whoosh.filedb.filestore import RamStorage

from corpus.errors import DatelineError
from index.articles.schema import schema
from index.engine.fields import (
    PASSAGE_GAP,
    FieldParts,
    Keys,
    Tags,
    Words,
    column_number,
    field_parts,
    from_number,
    from_stored,
    keys_of,
    to_stored,
)
from index.text.analysis import exact_terms, stem

TERMS = FieldParts(terms=True)
COUNTED = FieldParts(terms=True, frequencies=True)
SCORED = FieldParts(terms=True, frequencies=True, scored=True)
POSITIONS = FieldParts(terms=True, frequencies=True, scored=True, positions=True)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Words(stemmed=True, positions=False), SCORED),
        (Words(stemmed=False, positions=True), POSITIONS),
        (Keys(), TERMS),
        (Keys(unique=True, sortable=True), FieldParts(terms=True, tags=True)),
        (Tags(), FieldParts(tags=True)),
        (fields.TEXT(), POSITIONS),
        (fields.TEXT(chars=True), POSITIONS),
        (fields.TEXT(phrase=False), SCORED),
        (
            fields.TEXT(phrase=False, sortable=True, stored=True),
            FieldParts(terms=True, frequencies=True, scored=True, tags=True, stored=True),
        ),
        (fields.ID(), TERMS),
        (fields.ID(unique=True, stored=True), FieldParts(terms=True, stored=True)),
        (fields.KEYWORD(), COUNTED),
        (fields.KEYWORD(scorable=True), SCORED),
        (fields.BOOLEAN(), TERMS),
        (fields.NUMERIC(), FieldParts(numbers=True)),
        (fields.NUMERIC(sortable=True, stored=True), FieldParts(numbers=True, stored=True)),
        (fields.DATETIME(), FieldParts(numbers=True)),
        (fields.STORED(), FieldParts(stored=True)),
        (fields.NGRAM(), SCORED),
    ],
    ids=repr,
)
def test_what_is_kept_follows_from_the_type(field: fields.FieldType, expected: FieldParts) -> None:
    assert field_parts(field) == expected


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (fields.TEXT(vector=True), "vectors"),
        (fields.TEXT(field_boost=2.0), "boost"),
        (fields.NUMERIC(field_boost=2.0), "boost"),
        (fields.TEXT(StemmingAnalyzer(), spelling=True), "spellings"),
        (fields.COLUMN(), "column"),
    ],
    ids=["vector", "boost", "number boost", "spelling", "column"],
)
def test_what_cannot_be_kept_is_refused(field: fields.FieldType, reason: str) -> None:
    with pytest.raises(DatelineError, match=reason):
        field_parts(field)


def postings(field: fields.FieldType, value: object) -> dict[str, list[int]]:
    """The positions of each term, as Whoosh reads them."""
    return {
        term.decode(): field.format.decode_positions(encoded) for term, _, _, encoded in field.index(value)
    }


def test_passages_are_kept_apart() -> None:
    found = postings(Words(stemmed=False, positions=True), ("The raid", "", "the Raid"))
    assert found == {"the": [0, 2 * PASSAGE_GAP + 2], "raid": [1, 2 * PASSAGE_GAP + 3]}


@given(st.text())
def test_words_are_the_terms_of_the_analysis(text: str) -> None:
    exact = exact_terms(text)
    found = postings(Words(stemmed=False, positions=True), text)
    assert found == {term: [at for at, other in enumerate(exact) if other == term] for term in exact}
    stems = [stem(term) for term in exact]
    counted = {term: frequency for term, frequency, *_ in Words(stemmed=True, positions=False).index(text)}
    assert counted == {term.encode(): stems.count(term) for term in stems}


def test_stock_whoosh_indexes_the_schema_of_an_archive() -> None:
    index = RamStorage().create_index(schema())
    with index.writer() as writer:
        writer.add_document(
            id=["1"],
            text=("Raids", "on Syria"),
            exact=("Raids", "on Syria"),
            places=["syria"],
            places_shown=["Syria"],
        )
    with index.searcher() as searcher:
        for name, text in (("id", "1"), ("text", "raid"), ("exact", "raids"), ("places", "syria")):
            assert searcher.document_number(**{name: text}) == 0


def test_the_analyzer_says_where_each_token_stands() -> None:
    text = "The U.S. raids"
    tokens = Words(stemmed=True, positions=True).analyzer(text, positions=True, chars=True)
    assert [(t.text, t.pos, text[t.startchar : t.endchar]) for t in tokens] == [
        ("the", 0, "The"),
        ("us", 1, "U.S"),
        ("raid", 2, "raids"),
    ]


def test_a_key_is_a_whole_term_and_counts_once() -> None:
    assert keys_of("Aleppo, Syria") == ["Aleppo, Syria"]
    assert keys_of(("b", "a", "b")) == ["b", "a"]


@pytest.mark.parametrize("value", [1, b"a", ["a", None], {"a": 1}], ids=repr)
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(DatelineError, match="text"):
        keys_of(value)
    with pytest.raises(DatelineError, match="text"):
        list(Words(stemmed=True, positions=True).index(value))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (fields.NUMERIC(), 7, 7),
        (fields.NUMERIC(), "7", 7),
        (fields.NUMERIC(), [7], 7),
        (fields.NUMERIC(), -7, -7),
        (fields.NUMERIC(int, 64, signed=False), 2**63 - 1, 2**63 - 1),
        (fields.NUMERIC(Decimal, decimal_places=2), Decimal("1.25"), 125),
        (fields.DATETIME(), datetime(1, 1, 2), 86_400_000_000),
        (fields.DATETIME(), "00010102", 86_400_000_000),
    ],
    ids=repr,
)
def test_a_number_is_kept_as_an_integer(field: fields.NUMERIC, value: object, expected: int) -> None:
    assert column_number(field, value) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.NUMERIC(), "seven"),
        (fields.NUMERIC(), 2**31),
        (fields.NUMERIC(), [1, 2]),
        (fields.NUMERIC(), []),
        (fields.NUMERIC(), b""),
        (fields.NUMERIC(float), float("nan")),
        (fields.NUMERIC(int, 64, signed=False), 2**63),
        (fields.NUMERIC(), Decimal("1.25")),
        (fields.DATETIME(), 7),
        (fields.DATETIME(), "yesterday"),
    ],
    ids=repr,
)
def test_what_is_no_number_of_the_field_is_refused(field: fields.NUMERIC, value: object) -> None:
    with pytest.raises(DatelineError):
        column_number(field, value)


@given(st.lists(st.floats(allow_nan=False), min_size=2))
def test_floats_sort_as_their_numbers(values: list[float]) -> None:
    field = fields.NUMERIC(float)
    numbers = [column_number(field, value) for value in values]
    assert [from_number(field, each) for each in numbers] == values
    assert sorted(values) == [from_number(field, each) for each in sorted(numbers)]


def given_back(values: Iterable[object], field: fields.NUMERIC) -> list[object]:
    return [from_number(field, column_number(field, value)) for value in values]


def test_numbers_are_given_back() -> None:
    assert given_back([1, -1], fields.NUMERIC()) == [1, -1]
    assert given_back([Decimal("1.25")], fields.NUMERIC(Decimal, decimal_places=2)) == [Decimal("1.25")]
    moment = datetime(2016, 12, 1, 22, 9, 14, 5)
    assert given_back([moment], fields.DATETIME()) == [moment]


@pytest.mark.parametrize(
    "value",
    [
        "text",
        None,
        b"\x00\xff",
        datetime(2016, 12, 1, 22, 9),
        datetime(2016, 12, 1, tzinfo=UTC) + timedelta(microseconds=1),
        ["a", 1],
        {"$bytes": 1},
        {"$bytes": "00", "other": 1},
    ],
    ids=repr,
)
def test_stored_values_are_given_back(value: object) -> None:
    assert from_stored(to_stored(value)) == value

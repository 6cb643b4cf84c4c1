"""What services, tools and tables put around articles."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers import density

STORIES: list[dict[str, Any]] = [
    {"title": "Ferries", "text": "The ferry is back.", "date": "2016-12-01"},
    {"title": "Cranes", "text": "Two cranes were sold."},
]
ONE = STORIES[0]
FOUND = ["Ferries", "Cranes"]


def read(value: object, **options: Any) -> list[Article | Rejected]:
    encoded = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(corpus.read(io.BytesIO(encoded), reader="jsonl", **options))


def titles(value: object, **options: Any) -> list[str]:
    return [a.title if isinstance(a, Article) else a.reason for a in read(value, **options)]


def articles(value: object, **options: Any) -> list[Article]:
    return [a for a in read(value, **options) if isinstance(a, Article)]


@pytest.mark.parametrize(
    "key",
    ["articles", "rows", "records", "documents", "entries", "docs", "data", "items", "results", "nieuws"],
)
def test_the_list_wins_over_what_holds_it(key: str) -> None:
    assert titles({key: STORIES}) == FOUND
    assert titles({"status": "ok", "message": "success", "total": 2, key: STORIES})[-1] != "success"
    assert titles({"meta": {"title": "x"}, key: STORIES}) == FOUND


@pytest.mark.parametrize(
    "envelope",
    [
        {"status": "ok", "message": "success", "articles": STORIES},
        {"status": "ok", "message": "success", "data": {"articles": STORIES}},
        {"ok": True, "result": {"count": 2, "items": STORIES}},
        {"payload": {"response": {"docs": STORIES}}},
        {"title": "Harbour Courier", "items": STORIES},
        {"title": "Harbour Courier", "link": "https://h.example", "description": "News", "items": STORIES},
        {"rss": {"channel": {"title": "Harbour Courier", "link": "https://h.example", "item": STORIES}}},
        {"hits": {"total": 2, "hits": [{"_id": "a", "_source": each} for each in STORIES]}},
        {"features": [{"name": "title"}], "rows": [{"row_idx": n, "row": s} for n, s in enumerate(STORIES)]},
        {"rows": [{"id": "x", "value": {"rev": "1"}, "doc": each} for each in STORIES]},
        {"data": {"articles": {"edges": [{"node": each} for each in STORIES]}}},
        {"world": STORIES[:1], "sport": STORIES[1:]},
        {"1001": STORIES[0], "1002": STORIES[1]},
        [{"name": "Harbour Courier", "articles": STORIES}],
    ],
)
def test_envelopes_are_opened(envelope: object) -> None:
    assert titles(envelope) == FOUND
    assert titles(json.dumps(envelope, indent=1).encode()) == FOUND
    assert titles(b"".join(json.dumps(envelope).encode() + b"\n" for _ in range(2))) == FOUND * 2


@pytest.mark.parametrize("key", ["article", "_source", "data", "row", "doc"])
def test_a_single_article_is_taken_out(key: str) -> None:
    assert titles({key: ONE}) == ["Ferries"]
    assert titles({"status": "ok", "message": "success", key: ONE}) == ["Ferries"]


@pytest.mark.parametrize("key", ["items", "results", "related", "comments", "links", "images"])
def test_an_article_that_lists_others_stays_one(key: str) -> None:
    assert titles({"title": "T", "text": "Long.", key: STORIES}) == ["T"]
    assert titles({"title": "T", "text": "Long.", "date": "2016-12-01", key: STORIES}) == ["T"]
    assert titles({"title": "T", "url": "https://h.example/1", key: [{"title": "U"}]}) == ["T"]


def test_an_article_with_links_to_articles_stays_one() -> None:
    teasers = [{"title": "U", "url": "https://h.example/2"}]
    assert titles({"title": "T", "text": "Long.", "articles": teasers}) == ["T"]
    assert titles({"title": "T", "text": "Long.", "date": "2016-12-01", "articles": STORIES}) == ["T"]


@pytest.mark.parametrize(
    "table",
    [
        {"title": {"0": "Ferries", "1": "Cranes"}, "body": {"0": "A", "1": "B"}},
        {"columns": ["title", "body"], "index": [0, 1], "data": [["Ferries", "A"], ["Cranes", "B"]]},
        {
            "schema": {"fields": [{"name": "title"}]},
            "data": [{"title": "Ferries", "body": "A"}, {"title": "Cranes"}],
        },
        {"0": {"title": "Ferries", "body": "A"}, "1": {"title": "Cranes", "body": "B"}},
        {"title": ["Ferries", "Cranes"], "body": ["A", "B"]},
    ],
)
def test_tables_are_read_by_their_rows(table: object) -> None:
    assert titles(table) == FOUND
    first = articles(table)[0]
    assert first.body == "A"
    assert len(first.id) == 16  # a row's number is no id


def test_objects_in_a_title_are_no_table() -> None:
    assert titles({"title": {"v1": {"a": "x"}, "v2": {"a": "y"}}}) == ["'title' holds an object, not text"]


def test_texts_in_several_languages_are_no_table() -> None:
    assert titles({"title": {"en": "Flood", "de": "Flut"}, "body": {"en": "a", "de": "b"}}) == [
        "'title' holds an object, not text"
    ]


def test_a_key_is_the_id_of_what_has_none() -> None:
    assert [a.id for a in articles({"1001": ONE, "1002": {**ONE, "id": "x"}})] == ["1001", "x"]
    assert [a.id for a in articles({"storm-a": ONE, "storm-b": ONE})] == ["storm-a", "storm-b"]
    assert [a.url for a in articles({"https://h.example/1": ONE, "https://h.example/2": ONE})] == [
        "https://h.example/1",
        "https://h.example/2",
    ]
    assert [a.id for a in articles({"_index": "news", "_id": "a7", "_source": ONE})] == ["a7"]
    assert len(articles({"_index": "news", "_id": "7", "_source": ONE})[0].id) == 16


def test_newspapers_are_the_outlets_of_what_they_hold() -> None:
    held = {
        "newspapers": {
            "pier": {"link": "x", "articles": STORIES},
            "quay": {"articles": [{**ONE, "source": "Q"}]},
        }
    }
    assert [a.source for a in articles(held)] == ["pier", "pier", "Q"]


def test_lists_may_be_reached_by_fields() -> None:
    assert titles({"nieuws": [{"kop": "Ferries"}, {"kop": "Cranes"}]}, fields={"title": "kop"}) == FOUND


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "error", "code": "apiKeyInvalid", "message": "Your key is invalid"},
        {"status": "ok", "message": "success", "payload": [{"n": 1}]},
        {"title": "Harbour Courier", "totalResults": 2, "payload": [{"n": 1}]},
    ],
)
def test_an_answer_that_is_not_understood_is_refused(answer: object) -> None:
    (rejected,) = read(answer)
    assert isinstance(rejected, Rejected)
    assert "one article a line" in rejected.reason


@pytest.mark.parametrize(
    "value", [{"title": "T", "status": "published"}, {"message": "T", "status": "draft"}]
)
def test_a_status_makes_no_answer(value: object) -> None:
    assert len(articles(value)) == 1


def test_what_is_no_article_in_a_list_costs_itself() -> None:
    assert titles({"articles": [ONE, None, {}, STORIES[1]]})[0::3] == FOUND


def test_a_list_may_begin_in_the_first_line() -> None:
    rows = b'{"total_rows":2,"rows":[\n{"doc":{"title":"Ferries"}},\n{"doc":{"title":"Cranes"}}\n]}\n'
    assert titles(rows) == FOUND


values = st.recursive(
    st.none() | st.text(max_size=4),
    lambda v: (
        st.lists(v, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "articles", "data", "0", "1", "article", "newspapers", "columns"]
            ),
            v,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(values)
def test_any_nesting_is_articles_or_rejected(value: object) -> None:
    for found in read(value):
        assert isinstance(found, Rejected) or found.title or found.body


@pytest.mark.parametrize(
    "value",
    [
        {"articles": [{"articles": [{"articles": [{"title": "x"}] * 30}] * 30}] * 30},
        {str(n): {"x": {"y": {"title": "t"}}} for n in range(5_000)},
        {"title": {str(n): "t" for n in range(20_000)}, "body": {str(n): "t" for n in range(20_000)}},
        {
            "newspapers": {
                "newspapers": {"newspapers": {"newspapers": {str(n): {"a": ONE} for n in range(5_000)}}}
            }
        },
    ],
)
def test_nesting_takes_bounded_time(value: object) -> None:
    encoded = json.dumps(value).encode()
    begun = time.process_time()
    found = read(encoded)
    assert time.process_time() - begun < 4
    assert len(found) <= 27_000


def test_crumbs_in_an_envelope_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(density, "COUNTED_FREELY", 100)
    *_, last = read({str(n): {"title": "t"} for n in range(200)})
    assert isinstance(last, Rejected)
    assert "on average" in last.reason

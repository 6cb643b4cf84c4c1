"""The keys that exports use, and what becomes of their values."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

import corpus
from corpus import Article, Entity, Link, Rejected
from corpus.readers.rows import fields
from corpus.readers.rows.fields import split_names


def read_one(value: object, **options: Any) -> Article:
    (article,) = corpus.read(io.BytesIO(json.dumps(value).encode()), **options)
    assert isinstance(article, Article)
    return article


def reason(value: object) -> str:
    (rejected,) = corpus.read(io.BytesIO(json.dumps(value).encode()))
    assert isinstance(rejected, Rejected)
    return rejected.reason


def test_an_article_has_all_its_fields() -> None:
    article = read_one(
        {
            "id": " 7 ",
            "title": "Ferries\n return",
            "body": "One.\r\n\r\n\r\nTwo.",
            "published": "2016-12-01T22:09:14+03:30",
            "source": "The Quay",
            "url": "https://example.org/7",
            "authors": ["Jane Doe", "Ali al-Amin"],
            "language": "en_GB",
            "links": [
                {"title": "Storm", "id": 6, "date": "2016-11-24", "media": "Video"},
                "https://example.org/5",
            ],
            "people": ["Ann Lee", "Ann Lee", ""],
            "organisations": "Port; Coast Guard",
            "places": [{"name": "Old Town"}],
            "topics": ["ignored"],
        }
    )
    assert (article.id, article.title, article.body) == ("7", "Ferries return", "One.\n\nTwo.")
    assert (str(article.published), article.source, article.url) == (
        "2016-12-01T22:09:14+03:30",
        "The Quay",
        "https://example.org/7",
    )
    assert (article.authors, article.language) == (("Jane Doe", "Ali al-Amin"), "en-GB")
    storm, bare = article.links
    assert (storm.title, storm.id, storm.media, str(storm.published)) == ("Storm", "6", "video", "2016-11-24")
    assert bare == Link(title="", url="https://example.org/5")
    assert article.entities == (
        Entity("person", "Ann Lee", "Ann Lee"),
        Entity("organisation", "Port", "Port"),
        Entity("organisation", "Coast Guard", "Coast Guard"),
        Entity("place", "Old Town", "Old Town"),
    )
    assert (article.origin, article.notices) == ("-:1", ())


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ("title headline Title HEADLINE", "title"),
        ("body text content", "body"),
        ("source outlet publisher", "source"),
        ("url link", "url"),
        ("language lang", "language"),
    ],
)
def test_keys_are_known_by_many_names(keys: str, field: str) -> None:
    for key in keys.split():
        assert getattr(read_one({"title": "T", "body": "B"} | {key: "xy"}), field) in {"xy", "T", "B"}
        assert (
            getattr(read_one({"id": "1", key: "xy", "Text" if field == "title" else "Headline": "z"}), field)
            == "xy"
        )


@pytest.mark.parametrize("key", ["published", "date", "published_at", "Date"])
def test_dates_are_known_by_many_names(key: str) -> None:
    assert str(read_one({"title": "T", key: "2016-12-01"}).published) == "2016-12-01"


@pytest.mark.parametrize("key", ["people", "persons", "organizations", "orgs", "places", "locations"])
def test_entities_are_known_by_many_names(key: str) -> None:
    assert [entity.name for entity in read_one({"title": "T", key: ["Ann Lee"]}).entities] == ["Ann Lee"]


def test_an_empty_value_leaves_the_word_to_the_next_key() -> None:
    assert read_one({"title": None, "headline": "H", "body": " ", "text": "T"}).text == "H\n\nT"
    assert read_one({"headline": "second", "title": "first"}).title == "first"


def test_fields_name_the_keys_of_an_export() -> None:
    article = read_one(
        {"Überschrift": "Fähren", "title": "no", "Datum": "01/02/2016", "text": "x"},
        fields={"title": "U\u0308BERSCHRIFT", "date": "datum"},
        day_first=True,
    )
    assert (article.title, str(article.published)) == ("Fähren", "2016-02-01")
    assert read_one({"title": "no", "text": "x"}, fields={"title": "kop"}).title == ""


@pytest.mark.parametrize(
    ("source", "outlet", "expected"),
    [("S", "O", "S"), ("", "O", "O"), (None, "", ""), ({"id": None, "name": "N"}, "O", "N")],
)
def test_the_outlet_stands_in_for_a_missing_source(source: object, outlet: str, expected: str) -> None:
    assert read_one({"title": "T", "source": source}, outlet=outlet).source == expected


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("Jane Doe; John Smith;", ["Jane Doe", "John Smith"]),
        ("Doe, Jane; Smith, John", ["Doe, Jane", "Smith, John"]),
        ("Jane Doe, John Smith and Ann Lee", ["Jane Doe", "John Smith", "Ann Lee"]),
        ("Jane Doe & John Smith", ["Jane Doe", "John Smith"]),
        ("Doe, Jane", ["Doe, Jane"]),
        ("Doe, Jane and Smith, John", ["Doe, Jane", "Smith, John"]),
        ("Reuters", ["Reuters"]),
        ("Jane Doe, Reuters", ["Jane Doe, Reuters"]),
        ("Marks and Spencer", ["Marks and Spencer"]),
        ("Byron Bay", ["Byron Bay"]),
        ("جین دو، علی امین", ["جین دو، علی امین"]),
        (" ; ", []),
    ],
)
def test_bylines_are_split_with_care(written: str, names: list[str]) -> None:
    assert list(split_names(written)) == names


def test_numbers_stay_as_they_were_written() -> None:
    article = read_one({"id": 10**40, "title": 1.5})
    assert (article.id, article.title) == (str(10**40), "1.5")
    (exact,) = corpus.read(io.BytesIO(b'{"id": 1.10, "title": 1e999, "n": ' + b"9" * 10_000 + b"}"))
    assert isinstance(exact, Article)
    assert (exact.id, exact.title) == ("1.10", "1e999")


@pytest.mark.parametrize("key", ["id", "title", "body", "source", "url", "lang"])
@pytest.mark.parametrize(
    ("value", "kind"), [({"a": 1}, "an object"), (["a", True], "a list"), (True, "true or false")]
)
def test_a_value_of_the_wrong_kind_is_rejected_by_its_key(key: str, value: object, kind: str) -> None:
    assert reason({"headline": "H", "text": "T"} | {key: value}) == f"'{key}' holds {kind}, not text"


@pytest.mark.parametrize("key", ["people", "places", "orgs", "authors"])
def test_a_name_that_is_none_is_rejected(key: str) -> None:
    assert reason({"title": "T", key: [["x"]]}) == f"'{key}' holds a list where a name is expected"


@pytest.mark.parametrize("value", [{}, {"id": "1"}, {"title": " ", "body": "\n"}, {"title": None}])
def test_an_article_needs_a_title_or_a_text(value: dict[str, Any]) -> None:
    assert reason(value).startswith("no title and no text")
    assert read_one(value | {"headline": "H"}).body == ""
    assert read_one(value | {"text": "T"}).title == ""


@pytest.mark.parametrize(
    "date", ["yesterday-ish", "0000-01-01", "9999-12-31", "2016-13-45", "01/02/2016", "x\x1b[31m", "9" * 5000]
)
def test_a_date_that_cannot_be_read_is_quoted_and_left_out(date: str) -> None:
    article = read_one({"title": "T", "date": date})
    assert article.published is None
    (notice,) = article.notices
    assert notice.startswith(f"date not understood: '{date[:5].replace(chr(27), '�')}")
    assert notice.isprintable()
    assert len(notice) < 400


def test_a_date_of_the_wrong_kind_is_left_out() -> None:
    assert read_one({"title": "T", "date": [2016, 12]}).notices == ("date not understood: it is a list",)


def test_the_date_as_written_is_kept_without_control_characters() -> None:
    published = read_one({"title": "T", "date": "26-FEB-1987 15:01:01.79\x05\x05\x05RM"}).published
    assert published is not None
    assert (published.origin, published.raw) == ("field", "26-FEB-1987 15:01:01.79RM")


def test_ids_are_bounded_cleaned_or_derived() -> None:
    assert read_one({"id": "a\n\x00b\u200b  c", "title": "T"}).id == "a b c"
    assert read_one({"id": "x" * 512, "title": "T"}).id == "x" * 512
    assert reason({"id": "x" * 513, "title": "T"}) == "its id has 513 characters; 512 are allowed"
    assert read_one({"id": "\u200b", "title": "T"}).id == read_one({"title": "T"}).id != ""


@pytest.mark.parametrize(
    "links",
    [
        '[{"title": "A", "id": "1"}, {"url": "https://example.org/2"}]',
        [{"Title": "A", "ID": 1}, {"link": "https://example.org/2"}],
        [{"title": "A", "id": "1"}, "https://example.org/2"],
    ],
)
def test_links_are_objects_addresses_or_json_text(links: object) -> None:
    assert read_one({"title": "T", "links": links}).links == (
        Link(title="A", id="1"),
        Link(title="", url="https://example.org/2"),
    )


def test_links_may_be_addresses_in_a_text() -> None:
    links = read_one({"title": "T", "links": "https://a.org/1; https://a.org/2.mp4\nwww.b.org"}).links
    assert [link.url for link in links] == ["https://a.org/1", "https://a.org/2.mp4", "www.b.org"]
    assert [link.media for link in links] == ["article", "video", "article"]


def test_links_that_say_nothing_are_counted() -> None:
    article = read_one({"title": "T", "links": [{"title": ""}, {"id": "1"}, None, True, {"id": {}}]})
    assert [link.id for link in article.links] == ["1"]
    assert article.notices == ("4 of 5 links of 'links' have no title, id or address",)


def test_links_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "LINKS_LIMIT", 2)
    article = read_one({"title": "T", "links": ["/1", "/2", "/3"]})
    assert [link.url for link in article.links] == ["/1", "/2"]
    assert article.notices == ("only 2 of 3 links of 'links' were read",)


def test_a_language_that_is_no_tag_is_left_out() -> None:
    article = read_one({"title": "T", "lang": "English, mostly"})
    assert (article.language, article.notices) == (
        "",
        ("not a language tag such as 'en': 'English, mostly'",),
    )


@pytest.mark.parametrize(
    "stamp",
    [
        1480630154,
        1480630154000,
        1480630154.0,
        "1480630154",
        {"$date": "2016-12-01T22:09:14Z"},
        {"$date": 1480630154000},
        {"$date": {"$numberLong": "1480630154000"}},
        "/Date(1480630154000)/",
    ],
)
def test_moments_that_programs_count(stamp: object) -> None:
    assert str(read_one({"title": "Storm", "published": stamp}).published) == "2016-12-01T22:09:14+00:00"

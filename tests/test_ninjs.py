"""ninjs 1, 2 and 3: alone, in arrays, in lines and in search answers."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.news.ninjs import Ninjs
from corpus.readers.rows.jsonl import JsonLines

ONE: dict[str, Any] = {
    "uri": "https://wire.example/items/1",
    "type": "text",
    "version": "3",
    "pubstatus": "usable",
    "language": "en",
    "firstcreated": "2016-12-01T21:00:00Z",
    "versioncreated": "2016-12-03T09:00:00Z",
    "headline": "Gulls return to the harbour",
    "byline": "By Ana Roe and Ben Poe",
    "located": "Port Isabel",
    "copyrightholder": "Wire Example Ltd",
    "subject": [{"name": "Nature", "code": "x"}, {"name": "Coast"}],
    "person": [{"name": "Cleo Doe", "rel": "about"}],
    "organisation": [{"name": "Harbour Trust"}],
    "place": [{"name": "Gull Rock"}, {"code": "nameless"}],
    "body_text": "The gulls came back. So did the terns.",
    "body_html": "<p>The gulls came back.</p><p>So did the terns.</p>",
    "associations": {
        "picture": {"uri": "https://wire.example/pictures/7", "type": "picture", "headline": "A gull"},
        "more": {
            "uri": "urn:2",
            "type": "text",
            "headline": "Terns",
            "versioncreated": "2016-11-30T08:00:00Z",
        },
        "film": [{"uri": "https://wire.example/films/9", "type": "video", "headline": "Gulls, filmed"}],
    },
}

THREE: dict[str, Any] = {
    "uri": "urn:newsml:wire.example:20161201:3",
    "standard": {"name": "ninjs", "version": "3.0"},
    "type": "text",
    "language": "nb-NO",
    "versionCreated": "2016-12-01T10:00:00+01:00",
    "by": "Dina Moe",
    "headlines": [{"role": "subhead", "value": "Og ternene"}, {"role": "main", "value": "Måkene er tilbake"}],
    "bodies": [
        {"role": "plain", "contentType": "text/plain", "value": "Måkene kom. Ternene også."},
        {"role": "web", "contentType": "text/html", "value": "<p>Måkene kom.</p><p>Ternene også.</p>"},
    ],
    "subjects": [{"name": "Natur"}],
    "people": [{"name": "Eli Loe"}],
    "organisations": [{"name": "Havnevesenet"}],
    "places": [{"name": "Havna"}],
    "infosources": [{"name": "Kystavisen"}],
    "associations": [{"name": "a1", "uri": "urn:4", "headlines": [{"role": "main", "value": "Ternene"}]}],
}

SUPERDESK: dict[str, Any] = {
    "guid": "urn:newsml:desk.example:1",
    "type": "text",
    "headline": "Harbour dredged",
    "firstcreated": "2016-11-20T09:02:48+0000",
    "firstpublished": "2016-12-01T09:06:12+0000",
    "versioncreated": "2016-12-02T09:06:12+0000",
    "version": "3",
    "source": "Harbour Desk",
    "service": [{"name": "Local", "code": "l"}],
    "subject": [{"name": "Dredging"}],
    "body_html": "<p>It is deep again.</p>",
}


def read(value: object, **options: Any) -> list[Article | Rejected]:
    text = value if isinstance(value, str | bytes) else json.dumps(value)
    encoded = text.encode() if isinstance(text, str) else text
    return list(corpus.read(io.BytesIO(encoded), **options))


def article(value: object, **options: Any) -> Article:
    (found,) = read(value, **options)
    assert isinstance(found, Article), found
    assert found.reader == "ninjs"
    return found


def reason(value: object) -> str:
    (found,) = read(value, reader="ninjs")
    assert isinstance(found, Rejected), found
    return found.reason


def named(found: Article) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for entity in found.entities:
        kinds.setdefault(entity.kind, []).append(entity.name)
        assert entity.start is entity.end is None
    return kinds


def test_an_item_of_version_1() -> None:
    found = article(ONE)
    assert (found.id, found.url) == ("https://wire.example/items/1", "https://wire.example/items/1")
    assert found.title == "Gulls return to the harbour"
    assert found.body == "The gulls came back.\n\nSo did the terns."
    assert found.authors == ("Ana Roe", "Ben Poe")
    assert (found.language, found.section, found.source) == ("en", "Nature", "Wire Example Ltd")
    assert named(found) == {
        "person": ["Cleo Doe"],
        "organisation": ["Harbour Trust"],
        "place": ["Port Isabel", "Gull Rock"],
    }


def test_what_is_associated_becomes_links_but_for_pictures() -> None:
    terns, film = article(ONE).links
    assert (terns.id, terns.title, terns.url, terns.media) == ("urn:2", "Terns", "", "article")
    assert str(terns.published) == "2016-11-30T08:00:00+00:00"
    assert (film.media, film.url) == ("video", "https://wire.example/films/9")


def test_an_item_of_version_3() -> None:
    found = article(THREE)
    assert (found.title, found.body) == ("Måkene er tilbake", "Måkene kom.\n\nTernene også.")
    assert (found.authors, found.source, found.section) == (("Dina Moe",), "Kystavisen", "Natur")
    assert named(found) == {"person": ["Eli Loe"], "organisation": ["Havnevesenet"], "place": ["Havna"]}
    assert str(found.published) == "2016-12-01T10:00:00+01:00"
    assert [link.title for link in found.links] == ["Ternene"]
    assert found.notices == ()


@pytest.mark.parametrize(
    ("dates", "expected", "noted"),
    [
        ({"firstpublished": "2016-12-01", "firstcreated": "2016-11-01"}, "2016-12-01", False),
        ({"firstcreated": "2016-12-01", "versioncreated": "2016-12-05"}, "2016-12-01", False),
        (
            {"firstcreated": "2016-12-01T08:00:00Z", "embargoed": "2016-12-02T08:00:00Z"},
            "2016-12-02T08:00:00+00:00",
            False,
        ),
        (
            {"firstcreated": "2016-12-01T08:00:00Z", "embargoed": "2016-11-02T08:00:00Z"},
            "2016-12-01T08:00:00+00:00",
            False,
        ),
        ({"versioncreated": "2016-12-05", "version": "1"}, "2016-12-05", False),
        ({"versioncreated": "2016-12-05", "version": 4}, "2016-12-05", True),
        ({"contentcreated": "1966-12-05"}, "None", False),
        ({"firstcreated": "nonsense"}, "None", True),
    ],
)
def test_which_date_is_that_of_publication(dates: dict[str, Any], expected: str, noted: bool) -> None:  # noqa: FBT001 -- a table
    found = article({"uri": "u", "headline": "H", "body_text": "B", **dates})
    assert str(found.published) == expected
    assert bool(found.notices) == noted


def test_a_search_answer_of_superdesk() -> None:
    first, second = read({"_items": [SUPERDESK, THREE], "_meta": {"total": 2}})
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.source, first.section) == ("urn:newsml:desk.example:1", "Harbour Desk", "Local")
    assert str(first.published) == "2016-12-01T09:06:12+00:00"
    assert first.origin == "-[0]"
    assert second.id == THREE["uri"]


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (json.dumps([ONE, THREE]), ["-[0]", "-[1]"]),
        (json.dumps([ONE, THREE], indent=2), ["-[0]", "-[1]"]),
        (f"{json.dumps(ONE)}\n\n{json.dumps(THREE)}\n", ["-:1", "-:3"]),
        (f"{json.dumps(ONE, indent=1)}\n{json.dumps(THREE, indent=1)}", ["-", "-[1]"]),
    ],
    ids=["array", "indented array", "lines", "spread objects"],
)
def test_several_items(text: str, origins: list[str]) -> None:
    found = read(text)
    assert [one.id for one in found if isinstance(one, Article)] == [ONE["uri"], THREE["uri"]]
    assert [one.origin for one in found if isinstance(one, Article)] == origins


def test_broken_lines_harm_no_others() -> None:
    lines = [json.dumps(ONE), '{"uri": "cut', "[]", json.dumps(THREE)]
    one, cut, empty, three = read("\n".join(lines))
    assert isinstance(one, Article)
    assert isinstance(three, Article)
    assert isinstance(cut, Rejected)
    assert isinstance(empty, Rejected)
    assert cut.reason.startswith("not JSON")
    assert empty.reason == "not a JSON object, as each item of ninjs is"


def test_a_truncated_array_keeps_what_is_whole() -> None:
    one, cut = read(json.dumps([ONE, THREE], indent=2)[:-200])
    assert isinstance(one, Article)
    assert isinstance(cut, Rejected)
    assert cut.source == "-[1]"


def test_what_is_no_article_is_rejected_with_its_reason() -> None:
    assert reason({**ONE, "pubstatus": "canceled"}) == "its publisher has withdrawn it (pubstatus canceled)"
    picture = {"uri": "u", "type": "picture", "headline": "A gull", "description_text": "A gull on a rock."}
    assert reason(picture) == "an item of type picture, without a text of its own"
    assert reason({"uri": "u", "type": "text"}) == "no title and no text"
    assert "nested too deeply" in reason('{"uri": "u", "body_text": ' + "[" * 100_000)


def test_a_body_that_is_missing_is_replaced_by_the_description() -> None:
    assert article({"uri": "u", "headline": "H", "versioncreated": "", "description_text": "D."}).body == "D."


def test_an_identifier_that_is_too_long_is_left_out() -> None:
    found = article({**ONE, "uri": "u" * 600})
    assert len(found.id) == 16
    assert found.notices == ("its id has more than 512 characters; another was derived",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ONE, True),
        (THREE, True),
        ([SUPERDESK], True),
        ({"uri": "u", "headline": "H"}, True),
        ({"uri": "u", "title": "T", "body": "B"}, False),
        ({"uri": "u", "headline": "H", "text": "B"}, False),
        ({"id": "1", "title": "T", "body": "B", "date": "2016-12-01"}, False),
        ({"headline": "H", "versioncreated": "2016-12-01"}, False),
    ],
)
def test_what_is_taken_for_ninjs_and_what_is_left_to_json_lines(value: object, expected: bool) -> None:  # noqa: FBT001 -- a table
    head = json.dumps(value).encode()
    assert Ninjs().sniff(head, "") is expected
    assert JsonLines().sniff(head, "")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ONE, *THREE]), inner, max_size=5)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*ONE, *THREE, "_items", "value", "role", "name"]), _json, max_size=8))
def test_no_value_in_any_key_raises(value: dict[str, Any]) -> None:
    found = read({**ONE, **value}, reader="ninjs")
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason], (
        found
    )


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 900))
def test_no_mangled_file_raises(junk: bytes, at: int) -> None:
    encoded = json.dumps(ONE).encode()
    found = read(encoded[:at] + junk + encoded[at + len(junk) :], reader="ninjs")
    assert found
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason], (
        found
    )

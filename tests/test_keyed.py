"""What formats with keys of their own share: strict JSON, encodings, rows, and dates of publication."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Rejected
from corpus.ids import ID_LENGTH
from corpus.readers import Options
from corpus.readers.charsets import codec_named, decode_as
from corpus.readers.news.ninjs import LATER_VERSION, publication
from corpus.readers.rows.keyed import keyed_article
from corpus.readers.rows.strict_json import decode_json, decode_json_at

JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=9,
)


@given(JSON)
def test_what_is_json_is_read_as_json(value: object) -> None:
    written = json.dumps(value)
    assert decode_json(written) == value
    assert decode_json_at(f"  {written}, ", 2) == (value, len(written) + 2)


@given(st.text(max_size=30))
def test_any_text_is_json_or_a_value_error(text: str) -> None:
    try:
        decode_json(text)
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1] [2]", "more follows its end at character 4"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": }', "Expecting value at its character 7"),
    ],
)
def test_what_is_no_json_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.split(" at ", maxsplit=1)[0]) as error:
        decode_json(text)
    assert str(error.value) == reason


def test_what_pandas_writes_for_a_missing_value_is_null() -> None:
    assert decode_json("[NaN, Infinity, -Infinity]") == [None, None, None]


def test_numbers_stay_as_written() -> None:
    assert decode_json('[1.10, 12345678901234567890123, 1e999, "tab\there"]') == [
        *("1.10", "12345678901234567890123", "1e999"),
        "tab\there",
    ]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF8", "utf-8"),
        ("latin-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("base64", ""),
        ("idna", ""),
        ("no such", ""),
        ("", ""),
        ("x" * 99, ""),
    ],
)
def test_only_encodings_of_texts_are_known(name: str, codec: str) -> None:
    assert codec_named(name) == codec


@pytest.mark.parametrize(
    ("encoded", "charset", "text", "notice"),
    [
        ("дождь".encode("cp1251"), "windows-1251", "дождь", ""),
        ("regnã".encode(), "utf-8", "regnã", ""),
        ("日本".encode("shift_jis"), '"Shift_JIS"', "日本", ""),
        (b"rain", "martian", "rain", ""),
        ("regnã".encode(), "martian", "regnã", ""),
        ("日本語です".encode(), "shift_jis", "日本語です", ""),
        (b"regn\xe3", "martian", "regnã", "its encoding 'martian' is unknown; read as Windows-1252"),
        (b"regn\xe3 br", "euc-jp", "regnã br", "not in 'euc-jp' as it says; read as Windows-1252"),
    ],
)
def test_bytes_are_read_as_they_say_or_as_they_are(
    encoded: bytes, charset: str, text: str, notice: str
) -> None:
    assert decode_as(encoded, charset) == (text, notice)


@pytest.mark.parametrize(
    ("created", "embargoed", "versioned", "version", "expected"),
    [
        ("2016-05-01", "", "2016-06-01", "3", ("2016-05-01", ())),
        ("2016-05-01", "2016-05-02", "", "1", ("2016-05-02", ())),
        ("2016-05-02", "2016-05-01", "", "1", ("2016-05-02", ())),
        ("2016-05-02T10:00:00+02:00", "2016-05-02T09:00:00Z", "", "", ("2016-05-02T09:00:00Z", ())),
        ("2016-05-02", "soon", "", "", ("2016-05-02", ())),
        ("", "", "2016-06-01", "1", ("2016-06-01", ())),
        ("", "", "2016-06-01", "2", ("2016-06-01", (LATER_VERSION,))),
        ("", "2016-05-02", "", "2", ("", ())),
    ],
)
def test_an_item_is_dated_by_its_first_version_or_the_end_of_its_embargo(
    created: str, embargoed: str, versioned: str, version: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    assert publication(created, embargoed, versioned, version) == expected


def keyed(row: dict[str, object], fetched: datetime | None = None) -> Article | Rejected:
    options = Options("x.json", fields={"title": "body"}, outlet="The Quay", fetched=fetched)
    return keyed_article(row, options, "x.json:1", dated="feed", section=" Sport \n", notices=["known"])


def test_a_row_of_our_own_keys_is_an_article() -> None:
    found = keyed({"title": "Rain", "body": "It rained.", "published": "2016-05-01"})
    assert isinstance(found, Article)
    assert (found.title, found.body, found.source, found.section) == (
        "Rain",
        "It rained.",
        "The Quay",
        "Sport",
    )
    assert found.notices == ("known",)
    assert found.published
    assert (str(found.published), found.published.origin) == ("2016-05-01", "feed")


def test_a_row_without_title_and_text_is_rejected() -> None:
    assert keyed({"title": " ", "id": "1"}) == Rejected("x.json:1", "no title and no text")


def test_an_id_that_is_too_long_is_replaced() -> None:
    found = keyed({"title": "Rain", "id": "x" * (ID_LENGTH + 1)})
    assert isinstance(found, Article)
    assert len(found.id) == 16
    assert "another was derived" in found.notices[1]


def test_a_date_after_the_file_was_fetched_is_not_believed() -> None:
    found = keyed({"title": "Rain", "published": "2017-05-01"}, datetime(2016, 5, 1, tzinfo=UTC))
    assert isinstance(found, Article)
    assert found.published is None
    assert "was not believed" in found.notices[1]

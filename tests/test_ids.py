"""Ids for articles that came without one."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Published
from corpus.article import Precision
from corpus.ids import derive_id

URL = "https://example.org/a"


def published(precision: Precision = "second", raw: str = "1 December 2016") -> Published:
    return Published(datetime(2016, 12, 1, 22, 9), precision, raw=raw)


def test_an_id_is_16_hexadecimal_characters_and_never_changes() -> None:
    assert derive_id("Title", "Body", published(), "Outlet", "") == "d38192f97375c465"


@pytest.mark.parametrize(
    ("title", "body", "source", "url"),
    [
        ("Another headline", "first", "S", URL),
        ("T", "second", "S", URL),
        ("T", "first", "", URL),
        ("T", "first", "S", "http://www.example.org/a/?utm_source=mail#top"),
    ],
)
def test_an_address_is_the_identity(title: str, body: str, source: str, url: str) -> None:
    """Neither headline, text, outlet nor the spelling of the address changes the id."""
    assert derive_id("T", "first", published(), "S", URL) == derive_id(title, body, None, source, url)


def test_the_address_of_a_front_page_is_nobodys() -> None:
    front = "https://example.org/"
    assert derive_id("T", "first", None, "S", front) != derive_id("T", "second", None, "S", front)


@pytest.mark.parametrize("stamp", [published("second"), published("day"), published("month"), None])
def test_one_headline_with_two_texts_is_two_articles(stamp: Published | None) -> None:
    assert derive_id("T", "first", stamp, "S", "") != derive_id("T", "second", stamp, "S", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("T", "B", None, "S", URL), ("T", "B", None, "S", URL + "b")),
        (("TS", "B", None, "", ""), ("T", "B", None, "S", "")),
        (("T", "B", published("day", "1 Dec"), "S", ""), ("T", "B", published("day", "2 Dec"), "S", "")),
        (("T", URL, None, "S", ""), ("T", "", None, "S", URL)),
    ],
)
def test_what_differs_in_identity_differs_in_id(
    one: tuple[str, str, Published | None, str, str], other: tuple[str, str, Published | None, str, str]
) -> None:
    assert derive_id(*one) != derive_id(*other)


def test_spacing_unicode_form_and_invisible_characters_do_not_count() -> None:
    tidy = derive_id("Café now", "Body\nline", None, "The Outlet", "")
    assert derive_id(" Cafe\u0301 \n now\u200b", "Bo\u00addy\r\nline", None, "The\tOutlet", "") == tidy


@given(st.text(), st.text(), st.text(), st.text())
def test_any_article_gets_an_id(title: str, body: str, source: str, url: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", derive_id(title, body, None, source, url))

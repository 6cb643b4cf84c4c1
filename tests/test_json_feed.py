"""JSON Feed: feeds that are JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

import corpus
from corpus import Article, Rejected

ITEM = {
    "id": "7",
    "url": "https://quay.example/7",
    "title": "Ferries &amp; cranes",
    "content_html": "<p>One.</p><p>Two.</p>",
    "summary": "Short.",
    "date_published": "2016-12-01T22:09:14-05:00",
    "date_modified": "2016-12-02T00:00:00Z",
    "authors": [{"name": "Jane Doe"}, {"name": "Ana Roe"}],
    "tags": ["World", "Port"],
    "language": "en",
}
FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Quay",
    "home_page_url": "https://www.quay.example/",
    "description": "News from the quay",
    "language": "nl",
    "authors": [{"name": "The Editors"}],
}


def read(items: object, **more: Any) -> list[Article | Rejected]:
    return list(corpus.read(io.BytesIO(json.dumps({**FEED, **more, "items": items}).encode())))


def one(item: dict[str, Any], **more: Any) -> Article:
    (article,) = read([item], **more)
    assert isinstance(article, Article)
    return article


def test_an_item_is_an_article() -> None:
    article = one(ITEM)
    assert (article.id, article.title, article.body) == ("7", "Ferries & cranes", "One.\n\nTwo.")
    assert (str(article.published), article.source, article.url) == (
        "2016-12-01T22:09:14-05:00",
        "The Quay",
        "https://quay.example/7",
    )
    assert article.published is not None
    assert article.published.origin == "feed"
    assert (article.authors, article.language, article.section) == (("Jane Doe", "Ana Roe"), "en", "World")
    assert (article.origin, article.notices) == ("-:1[0]", ())


def test_what_an_item_lacks_its_feed_states() -> None:
    article = one({"id": "7", "content_text": "One."})
    assert (article.body, article.authors, article.language) == ("One.", ("The Editors",), "nl")


def test_version_1_has_one_author() -> None:
    article = one(
        {"id": "7", "title": "T", "author": {"name": "Jane Doe"}},
        version="https://jsonfeed.org/version/1",
        authors=None,
    )
    assert article.authors == ("Jane Doe",)


def test_an_id_that_is_the_address_is_no_id() -> None:
    article = one({"id": "https://quay.example/7", "title": "T"})
    assert (len(article.id), article.url) == (16, "https://quay.example/7")


def test_a_last_change_dates_an_item_with_a_notice() -> None:
    article = one({"id": "7", "title": "T", "date_modified": "2016-12-02T00:00:00Z"})
    assert str(article.published) == "2016-12-02T00:00:00+00:00"
    assert article.notices == ("dated by its last change, as the feed states no publication",)


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://quay.example/7", "The Quay"),
        ("https://news.quay.example/7", "The Quay"),
        ("https://www.pier.example/7", "pier.example"),
        ("", "The Quay"),
    ],
)
def test_what_a_feed_collected_elsewhere_is_from_there(url: str, outlet: str) -> None:
    assert one({"id": "7", "title": "T", "url": url}).source == outlet


def test_an_odd_feed_harms_nothing() -> None:
    good, bad, empty = read([ITEM, 5, {"id": {}, "tags": 5, "authors": 5, "url": []}])
    assert isinstance(good, Article)
    assert isinstance(bad, Rejected)
    assert isinstance(empty, Rejected)
    (rejected,) = read("none")
    assert isinstance(rejected, Rejected)
    assert "without a list of items" in rejected.reason

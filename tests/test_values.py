"""What a value of an export states: a text, markup, an address, or that it is missing."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article
from corpus.readers.rows.values import home_of, is_missing, prose, resolve_references


def read_one(value: object, **options: Any) -> Article:
    (article,) = corpus.read(io.BytesIO(json.dumps(value).encode()), **options)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Sheriff&#8217;s office &amp; city", "Sheriff’s office & city"),
        ("AT&amp;T&nbsp;plans &#x2014; again", "AT&T plans — again"),
        ("AT&amp;amp;T, Sheriff&amp;#8217;s", "AT&T, Sheriff’s"),
        ("<p>Sheriff&amp;#8217;s</p>", "Sheriff’s"),
        ("&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;", "One & two.\n\nThree."),
        ("&lt;p class=&quot;x&quot;&gt;One&lt;/p&gt;", "One"),
        ("use the &lt;br&gt; tag", "use the <br> tag"),
        ("use the &amp;lt;br&amp;gt; tag", "use the &lt;br&gt; tag"),
        ("&lt;p&gt; begins a paragraph", "<p> begins a paragraph"),
        ("if a < b && c > d; AT&T; &copy=1", "if a < b && c > d; AT&T; &copy=1"),
        ("&nosuchthing; &#0; stays odd", "&nosuchthing; \ufffd stays odd"),
    ],
)
def test_references_become_characters(written: str, text: str) -> None:
    assert prose(written) == text


def test_what_was_read_from_markup_is_text() -> None:
    assert prose("write &amp; for an ampersand", is_text=True) == "write &amp; for an ampersand"


@given(st.text())
def test_text_without_references_stays(text: str) -> None:
    assert resolve_references(text.replace("&", "")) == text.replace("&", "")


@pytest.mark.parametrize("piece", ["&amp;", "&", "&lt;p ", "&#1", "&lt;p&gt;"])
def test_references_take_linear_time(piece: str) -> None:
    begun = time.process_time()
    prose(piece * 200_000)
    assert time.process_time() - begun < 2


def test_references_are_resolved_in_all_that_is_text() -> None:
    article = read_one(
        {
            "id": "a&amp;b",
            "title": "T",
            "source": "Smith &amp; Sons",
            "author": "O&#8217;Neil; Doe",
            "url": "https://quay.example/?a=1&amp;b=2",
            "section": "Arts &amp; Books",
            "people": ["Ann O&#39;Neil"],
        }
    )
    assert (article.id, article.source, article.url) == (
        "a&amp;b",
        "Smith & Sons",
        "https://quay.example/?a=1&b=2",
    )
    assert (article.authors, article.section) == (("O’Neil", "Doe"), "Arts & Books")
    assert article.entities[0].name == "Ann O'Neil"


@pytest.mark.parametrize("word", ["\\N", "nan", "NaN", "NaT", "NULL", "<NA>", " nan ", "NA"])
def test_a_word_for_what_is_missing_is_nothing(word: str) -> None:
    article = read_one(
        {"title": word, "headline": "H", "text": word, "source": word, "date": word, "url": word}
    )
    assert (article.title, article.body, article.source, article.url) == ("H", "", "", "")
    assert article.published is None
    assert article.notices == ()


@pytest.mark.parametrize("word", ["None", "none", "N/A"])
def test_a_headline_may_be_called_none(word: str) -> None:
    assert read_one({"title": word, "source": word, "author": word}).title == word
    assert read_one({"title": word, "source": word}).source == ""


def test_a_name_that_holds_such_a_word_is_one() -> None:
    assert not is_missing("source", "Nan News")
    assert read_one({"title": "NULL and void"}).title == "NULL and void"


def test_a_feed_may_say_anything() -> None:
    item = "<item><title>nan &amp;amp;amp; T</title></item>"
    feed = f"<rss version='2.0'><channel><title>NULL</title>{item}</channel></rss>"
    (article,) = corpus.read(io.BytesIO(feed.encode()))
    assert isinstance(article, Article)
    assert (article.title, article.source) == ("nan &amp; T", "NULL")


def test_a_list_with_one_text_is_that_text() -> None:
    article = read_one({"id": ["7"], "title": ["T"], "text": ["B"], "date": ["2016-12-01T00:00:00Z"]})
    assert (article.id, article.text, str(article.published)) == ("7", "T\n\nB", "2016-12-01T00:00:00+00:00")


def test_a_list_of_texts_is_a_text_of_paragraphs() -> None:
    assert read_one({"title": "T", "text": ["One.", "Two."]}).body == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("https://www.Quay.example", "quay.example"),
        ("http://quay.example/", "quay.example"),
        ("https://quay.example/7", ""),
        ("https://quay.example?x=1", ""),
        ("quay.example", ""),
    ],
)
def test_the_home_of_an_address(address: str, home: str) -> None:
    assert home_of(address) == home

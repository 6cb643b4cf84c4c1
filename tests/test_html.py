"""Saved HTML pages: headline, date, authors, text and links of invented outlets."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers import choose
from corpus.readers.base import Options
from corpus.readers.html import HtmlPage, read_page
from corpus.readers.html.headline import displayed_heading, headline

BODY = "".join(
    f"<p>The {ordinal} turbine hall of the dam was flooded on Thursday evening, the harbour office said, and "
    f"nobody was hurt. Repairs will take {weeks} weeks, according to its engineers.</p>"
    for ordinal, weeks in (("first", "three"), ("second", "five"), ("third", "seven"))
)
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Person", "@id": "#mara", "name": "Mara Ellison"},
        {"@type": "WebSite", "name": "Harbour Courier"},
        {
            "@type": "NewsArticle",
            "headline": "Turbine halls flooded at Ghent &amp; Bruges dams",
            "datePublished": "2016-12-01T22:09:14+01:00",
            "author": [{"@id": "#mara"}, {"@type": "Person", "name": "Tom Okafor"}],
            "publisher": {"@type": "Organization", "name": "Harbour Courier"},
            "articleSection": "Water",
            "inLanguage": "en-GB",
            "mainEntityOfPage": "https://harbour.example/2016/12/01/turbine-halls",
        },
    ],
}


def page(
    *,
    linked: object = LINKED,
    head: str = "",
    body: str = BODY,
    title: str = "Turbine halls | Harbour Courier",
) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{script}{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<main><article><h1>Turbine halls flooded at Ghent & Bruges dams</h1>{body}</article></main>"
        "<footer>All rights reserved. Contact us. Imprint.</footer></body></html>"
    ).encode()


def read(markup: bytes, **options: object) -> Article:
    found = read_page(markup, Options("page.html", **options))  # type: ignore[arg-type] # made-up options
    assert isinstance(found, Article), found
    return found


def test_linked_data_says_what_the_article_is() -> None:
    article = read(page())
    assert article.title == "Turbine halls flooded at Ghent & Bruges dams"
    assert str(article.published) == "2016-12-01T22:09:14+01:00"
    assert article.published
    assert article.published.origin == "json-ld"
    assert article.authors == ("Mara Ellison", "Tom Okafor")
    assert (article.source, article.section, article.language) == ("Harbour Courier", "Water", "en-GB")
    assert article.notices == ()


def test_the_text_is_that_of_the_article_alone() -> None:
    body = read(page()).body
    assert body.count("\n\n") == 2
    assert body.startswith("The first turbine hall")
    assert "Sport" not in body
    assert "All rights reserved" not in body


def test_without_linked_data_the_meta_elements_are_asked() -> None:
    head = (
        '<meta property="og:title" content="Turbine halls flooded at Ghent &amp; Bruges dams'
        ' - Harbour Courier">'
        '<meta property="og:site_name" content="Harbour Courier">'
        '<meta property="article:published_time" content="2016-12-01T22:09:14Z">'
        '<meta name="author" content="Mara Ellison and Tom Okafor">'
        '<meta property="article:section" content="Water">'
        '<link rel="canonical" href="https://harbour.example/a/17">'
    )
    article = read(page(linked=None, head=head))
    assert article.title == "Turbine halls flooded at Ghent & Bruges dams"
    assert (str(article.published), article.authors) == (
        "2016-12-01T22:09:14+00:00",
        ("Mara Ellison", "Tom Okafor"),
    )
    assert (article.source, article.section) == ("Harbour Courier", "Water")
    assert (article.url, article.language) == ("https://harbour.example/a/17", "en")


def test_a_marked_time_element_dates_the_article() -> None:
    body = f'<time itemprop="datePublished" datetime="2016-12-01">1 Dec</time>{BODY}'
    article = read(page(linked=None, body=body))
    assert article.published
    assert (str(article.published), article.published.origin) == ("2016-12-01", "time element")


def test_the_address_dates_what_nothing_else_does() -> None:
    article = read(page(linked=None), url="https://harbour.example/2016/11/24/turbines")
    assert article.published
    assert (str(article.published), article.published.origin) == ("2016-11-24", "url path")
    assert article.url == "https://harbour.example/2016/11/24/turbines"


def test_a_page_without_a_date_has_none() -> None:
    assert read(page(linked=None), fetched=datetime(2016, 12, 2, tzinfo=UTC)).published is None


def test_of_dates_that_disagree_none_is_taken() -> None:
    linked = json.loads(json.dumps(LINKED).replace("2016/12/01", "2014/01/05"))
    article = read(
        page(linked=linked, head='<link rel="canonical" href="https://harbour.example/2014/01/05/x">')
    )
    assert article.published is None
    assert article.notices == (
        "dates disagree, and none was taken: json-ld 2016-12-01T22:09:14+01:00, url path 2014-01-05",
    )


def test_related_links_and_links_in_the_text_are_stated() -> None:
    body = BODY.replace(
        "nobody was hurt",
        "<a href='/2016/11/30/earlier-flood?a=1#top'>nobody</a> was <a href='/tag'>hurt</a>",
    )
    related = (
        "<aside class='Related-stories'>"
        "<a href='https://harbour.example/story/88123'>Second dam under watch</a>"
        "<a href='javascript:void(0)'>Share this page now</a></aside>"
    )
    head = '<link rel="canonical" href="https://harbour.example/2016/12/01/turbine-halls">'
    links = read(page(head=head, body=body + related)).links
    assert [(link.title, link.url) for link in links] == [
        ("Second dam under watch", "https://harbour.example/story/88123"),
        ("nobody", "https://harbour.example/2016/11/30/earlier-flood?a=1"),
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "iso-8859-1", "windows-1251", "iso-2022-jp", "shift_jis", "utf-16"]
)
def test_every_declared_encoding_is_read(encoding: str) -> None:
    words = {"windows-1251": "плотина", "iso-2022-jp": "洪水です", "shift_jis": "洪水です"}.get(
        encoding, "Überflutung"
    )
    markup = page(linked=None, head=f'<meta charset="{encoding}">').decode().replace("first turbine", words)
    (found,) = corpus.read(BytesIO(markup.encode(encoding)))
    assert isinstance(found, Article)
    assert words in found.body
    assert found.notices == ()


def test_utf_8_is_believed_before_what_the_page_says() -> None:
    markup = page(linked=None, head='<meta charset="iso-8859-1">').replace(b"first", "première".encode())
    assert "première" in read(markup).body


def test_what_the_server_named_comes_before_what_the_page_says() -> None:
    markup = page(linked=None, head='<meta charset="koi8-r">').decode().replace("first turbine", "плотина")
    found = read_page(markup.encode("windows-1251"), Options("page.html", charset="windows-1251"))
    assert isinstance(found, Article)
    assert "плотина" in found.body


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("ks_c_5601-1987", "euc_kr"), ("x-mac-korean", "euc_kr"), ("hz-gb-2312", "hz"), ("ms_kanji", "cp932")],
)
def test_an_encoding_may_go_by_any_of_its_names(charset: str, codec: str) -> None:
    word = "洪水"
    markup = page(linked=None, head=f'<meta charset="{charset}">').decode().replace("first turbine", word)
    assert word in read(markup.encode(codec)).body


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "zlib", "utf-7", "x" * 50, "\x00"])
def test_encodings_that_are_none_of_texts_count_for_nothing(charset: str) -> None:
    markup = page(linked=None, head=f'<meta charset="{charset}">').replace(b"first turbine", b"\xe9t\xe9")
    found = read_page(markup, Options("page.html", charset=charset))
    assert isinstance(found, Article)
    assert "été" in found.body


def test_the_whole_page_in_a_form_is_read() -> None:
    assert "turbine hall" in read(page(body=f"<form><div>{BODY}</div></form>")).body


def test_an_article_filled_in_by_a_script_keeps_its_headline_and_summary() -> None:
    linked = json.loads(json.dumps(LINKED))
    linked["@graph"][2]["description"] = "Three halls under water."
    article = read(page(linked=linked, body=""))
    assert article.body == "Three halls under water."
    assert article.notices == ("the text of the article is not in the page, only its headline and summary",)


def test_the_text_in_linked_data_counts_where_the_page_shows_far_less() -> None:
    linked = json.loads(json.dumps(LINKED))
    linked["@graph"][2]["articleBody"] = "Behind the wall stands a text of some length. " * 40
    assert read(page(linked=linked, body="<p>Subscribe to read on.</p>")).body.startswith("Behind the wall")


def test_a_list_of_articles_is_rejected_with_the_reason() -> None:
    markup = b"<html><body><a href='/a'>One</a><a href='/b'>Two</a></body></html>"
    rejected = read_page(markup, Options("index.html"))
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith("a list of articles, such as a front page or a rubric, not an article")


def test_content_tells_a_page_before_its_name_does() -> None:
    for head in (
        b"<!doctype html><p>x",
        b"\n <HTML>",
        b"<!-- saved -->\n<html>",
        b"<?xml version='1.0'?><html>",
    ):
        chosen = choose(head, "page.txt")
        assert isinstance(chosen, HtmlPage), head
    assert isinstance(choose(b"plain words", "page.htm"), HtmlPage)


@pytest.mark.parametrize(
    ("linked", "stated", "shown", "outlet", "expected"),
    [
        ("Dam breaks", ["Dam breaks | Courier"], [], "Courier", "Dam breaks"),
        ("Dam breaks - Courier", ["Dam breaks"], [], "", "Dam breaks"),
        ("Dam breaks and …", ["Dam breaks and floods the town"], [], "", "Dam breaks and floods the town"),
        (
            "",
            ["Dam breaks near Ghent - National | Courier"],
            ["Dam breaks near Ghent"],
            "",
            "Dam breaks near Ghent",
        ),
        ("", ["Courier | Dam breaks near Ghent"], [], "Courier", "Dam breaks near Ghent"),
        ("", ["Dam breaks – what now?"], [], "Courier", "Dam breaks – what now?"),
        ("", [], ["Dam breaks"], "", "Dam breaks"),
        ("", [], [], "", ""),
    ],
)
def test_the_headline_among_titles(
    linked: str, stated: list[str], shown: list[str], outlet: str, expected: str
) -> None:
    assert headline(linked, stated, shown, outlet) == expected


@pytest.mark.parametrize(
    ("stated", "shown", "expected"),
    [
        (
            ["Water enters three halls | Courier"],
            ["Courier", "Water enters three halls"],
            "Water enters three halls",
        ),
        ([], ["How the water got into three halls"], "How the water got into three halls"),
        ([], ["More from Ghent"], ""),
        ([], ["How the water got in", "What to read next today"], ""),
        (["Dam breaks near Ghent"], ["Dam breaks"], ""),
        ([], [], ""),
    ],
)
def test_the_heading_that_says_more_than_the_headline(
    stated: list[str], shown: list[str], expected: str
) -> None:
    assert displayed_heading("Dam breaks near Ghent", stated, shown) == expected


def test_a_heading_other_than_the_headline_is_part_of_the_text() -> None:
    heading = "How the water got into the turbine halls"
    head = f'<meta property="og:title" content="{heading}">'
    article = read(page(head=head, body=f"<h1>{heading}</h1>{BODY}"))
    assert article.title == "Turbine halls flooded at Ghent & Bruges dams"
    assert article.body.startswith(f"{heading}\n\n")
    assert article.body.count(heading) == 1


def test_an_outlet_that_names_itself_as_the_author_is_asked_again() -> None:
    linked = json.loads(json.dumps(LINKED))
    linked["@graph"][2]["author"] = {"@type": "Organization", "name": "Harbour Courier"}
    body = f'<a rel="author" href="/mara">Mara Ellison</a>{BODY}'
    assert read(page(linked=linked, body=body)).authors == ("Mara Ellison",)
    assert read(page(linked=linked)).authors == ("Harbour Courier",)


@pytest.mark.parametrize(
    "markup",
    [
        b"<html>" + b"<div>" * 5_000 + BODY.encode(),
        b"<html><script type='application/ld+json'>" + b'{"a":' * 5_000 + b"</script>" + BODY.encode(),
        b"<html><script type='application/ld+json'>["
        + b'{"@type":"NewsArticle"},' * 30_000
        + b"{}]</script>",
        b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><p>&b;&b;&b;</p></html>',
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>',
        b"<html\x00><p\x00>" + b"\xff" * 100,
        b"<html><base href='http://[::1'><a href='http://[::bad'>a link to somewhere</a>" + BODY.encode(),
    ],
    ids=["deep", "deep json", "many nodes", "entities", "external entity", "not text", "bad addresses"],
)
def test_hostile_pages_are_read_or_rejected(markup: bytes) -> None:
    found = read_page(markup, Options("page.html"))
    assert isinstance(found, Article | Rejected)
    assert "root:" not in str(found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mangled_page_never_fails(data: st.DataObject) -> None:
    markup = bytearray(page())
    for _ in range(data.draw(st.integers(1, 12))):
        start = data.draw(st.integers(0, len(markup) - 1))
        markup[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    assert isinstance(read_page(bytes(markup), Options("page.html")), Article | Rejected)


def test_without_the_package_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.readers.html import main_text

    extractor = main_text._extractor  # noqa: SLF001 -- what it found once is remembered
    extractor.cache_clear()
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert read_page(page(), Options("page.html")) == Rejected(
        "page.html", "HTML pages need the package trafilatura: pip install 'dateline[html]'"
    )
    extractor.cache_clear()

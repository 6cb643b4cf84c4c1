"""What is no article: refused by name, content or what the page shows, each with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import READERS, Article, Rejected
from corpus.readers import Options, choose
from corpus.readers.byproducts import kind_by_content
from corpus.readers.html import read_page

SENTENCE = "The harbour office said on Thursday that the bridge would stay closed for three weeks. "
BEGINNINGS = [
    "<p>",
    "<div>",
    "<span>",
    "<a href='/'>Home</a>",
    "<article>",
    "<section>",
    "<main>",
    "<h1>Bridge closed</h1>",
    "<table><tr><td>",
    "<center>",
    "<font size='2'>",
    "<b>",
    "<br>",
    "<hr>",
    "<ul><li>",
    "<form>",
    "<link rel='a'>",
    "<style>p { color: red }</style>",
    "<script>var a = 1;</script>",
    "<noscript></noscript>",
    "<svg></svg>",
    "<base href='/'>",
    "<header>",
    "<img src='a.png'>",
    "<?php /* left over */ ?>",
    "<custom-story>",
    "</div>",
    "<!-- saved --> <p>",
    "Bridge closed",
    "{",
    "<xml></xml><p>",
    "<amp-img></amp-img>",
    "<o:p></o:p>",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_file_called_html_is_a_page_whatever_it_begins_with(beginning: str, tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    path.write_text(f"{beginning}<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>")
    (article,) = corpus.read(path)
    assert isinstance(article, Article)
    assert SENTENCE.strip() in article.body


@pytest.mark.parametrize(
    "content", [b"body { color: red }", b'{"a": 1}', b"https://courier.example/1\n", b"GIF a"]
)
def test_a_reader_that_is_named_is_given_all_that_is_text(content: bytes) -> None:
    assert choose(content, "style.css", READERS["html"]) is READERS["html"]


FILES = {
    "app.js": ("'use strict';\nvar a = 1;\n", "a script"),
    "story.css": ("p { color: red }", "a style sheet"),
    "app.js.map": ('{"version": 3, "sources": ["app.js"]}', "a source map"),
    "harvest.py": ("import os\n\nprint(os.name)\n", "a script"),
    "index.cdx": (
        " CDX N b a m s\nexample,courier)/ 20161201220914 https://courier.example/ text/html 200 A",
        "an index",
    ),
    "harvest.ini": ("[outlet]\nname = Harbour Courier\n", "settings"),
    "harvest.yaml": ("outlet: Harbour Courier\n", "settings"),
    "bridge.url": ("[InternetShortcut]\nURL=https://courier.example/1\n", "a shortcut"),
    "robots.txt": ("User-agent: *\nDisallow: /search\n", "rules for crawlers"),
    "ads.txt": ("ads.example, 12, DIRECT\nshop.example, 13, RESELLER\n", "a list of sellers"),
    "pages.txt": ("https://courier.example/1\nhttps://courier.example/2\n", "a list of addresses"),
    "harvest.log": (
        "--2016-12-01 22:09:14--  https://courier.example/\nResolving courier.example\n",
        "a log",
    ),
    "access": ('192.0.2.1 - - [01/Dec/2016:22:09:14 +0100] "GET / HTTP/1.1" 200 5\n' * 2, "a log"),
    "messages": ("Dec  1 22:09:14 press cron[7]: begun\nDec  1 22:10:02 press cron[7]: done\n", "a log"),
    "feeds.opml": ("<opml version='2.0'><body><outline text='Courier'/></body></opml>", "a list of feeds"),
    "feeds": ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a list of feeds"),
    "picture.svg": ("<svg xmlns='http://www.w3.org/2000/svg'><path d='M0'/></svg>", "an SVG picture"),
    "film.srt": ("1\r\n00:00:01,000 --> 00:00:02,000\r\nThe bridge.\r\n", "subtitles"),
    "film": ("WEBVTT\n\n00:01.000 --> 00:02.000\nThe bridge.\n", "subtitles"),
    "diary": ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a calendar"),
    "key": ("-----BEGIN CERTIFICATE-----\nAAAA\n", "a key"),
    "whole": (
        "window.a = function () {\n  return 1;\n};\nwindow.b = function () {\n  return 2;\n};\n",
        "a script",
    ),
    "small": ("body{color:red;margin:0}p.a{margin:1px}" * 5, "a script or style sheet"),
    "manifest.json": ('{"short_name": "Courier", "start_url": "/"}', "a manifest"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_stands_beside_articles_is_refused_by_what_it_is(name: str, tmp_path: Path) -> None:
    content, reason = FILES[name]
    (tmp_path / name).write_bytes(content.encode())
    (rejected,) = corpus.read(tmp_path / name)
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"Obj\x01\x04\x14avro.codec", "an Avro file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"!BDN\x00\x00\x00\x00SM", "a mailbox of Outlook"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "MPEG-4"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00\x02\x00", "a HEIF picture"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "WAV sound"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP picture"),
        (b"\xff\xfb\x90\x64" + bytes(40), "MP3 sound"),
        (b"ARROW1\x00\x00", "an Arrow or Feather file"),
        (b"bplist00\xd1", "a web archive of Safari"),
        (b"\x80\x04\x95\x10", "a pickle of Python"),
        ("Bridge closed".encode("utf-16-be"), "not text: it holds NUL bytes, as UTF-16"),
        (b"Bridge\0closed", "not text: it holds NUL bytes"),
    ],
)
@pytest.mark.parametrize("only", [None, "html", "captured"])
def test_what_is_binary_is_refused_by_its_first_bytes(head: bytes, reason: str, only: str | None) -> None:
    chosen = choose(head, "story.html", READERS[only] if only else None)
    assert isinstance(chosen, str)
    assert chosen.startswith(reason)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("courier.log", "Bridge closed\n\nThe harbour office said so."),
        ("courier.pl", "Bridge closed\n\nThe harbour office said so."),
        ("www.courier.rs", "Bridge closed\n\nThe harbour office said so."),
        ("story.txt", "https://courier.example/1\n\nBridge closed\n\nThe harbour office said so."),
        ("story.md", "# Bridge closed\n\n```\nvar a = 1;\n```\n\nThe harbour office said so."),
        ("story", "Title: Bridge closed\nDate: 1 December 2016\n\nThe harbour office said so."),
        ("story", "[Harbour Courier]\n\nBridge closed = no ferry\n\nThe harbour office said so."),
        ("story", "1\n\nBridge closed; ferry too; road open;\n"),
    ],
)
def test_an_article_is_read_whatever_it_looks_like_at_first(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    (article,) = corpus.read(tmp_path / name)
    assert isinstance(article, Article)


@given(st.text(st.sampled_from("abc ,;.\n{}()=:/[]#@-'\"<>0"), max_size=300))
def test_whatever_a_text_begins_with_its_kind_is_told_or_none(text: str) -> None:
    assert isinstance(kind_by_content(text.encode()), str)


def shown(title: str, body: str, head: str = "") -> Article | Rejected:
    """What is read of a page."""
    markup = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_page(markup.encode(), Options("page.html"))


STAND_INS = [
    (
        "404 Not Found",
        "<h1>Not Found</h1><p>The requested address was not found on this server.</p>",
        "an error page",
    ),
    (
        "Page not found | Harbour Courier",
        "<h1>Sorry</h1><p>The page may have moved. Try the search.</p>",
        "an error page",
    ),
    ("Seite nicht gefunden - Hafenbote", "<p>Leider gibt es diese Seite nicht mehr.</p>", "an error page"),
    ("Page introuvable", "<p>Cette page a disparu.</p>", "an error page"),
    ("503 Service Unavailable", "<h1>503 Service Unavailable</h1><p>Come back later.</p>", "an error page"),
    (
        "Just a moment...",
        "<h1>courier.example</h1><p>Enable JavaScript and cookies to continue</p>",
        "a wall against robots",
    ),
    (
        "Harbour Courier - Are you a robot?",
        "<p>Please confirm that you are not a robot.</p>",
        "a wall against robots",
    ),
    (
        "Access Denied",
        "<p>You don't have permission to access this. Reference #18.2</p>",
        "a wall against robots",
    ),
    (
        "Harbour Courier",
        (
            "<h2>We value your privacy</h2><p>We and our 812 partners access information on a device and "
            "process personal data for personalised ads.</p><p>You can withdraw your consent at any time.</p>"
            "<button>Accept all</button>"
        ),
        "a question for consent",
    ),
    (
        "Hafenbote",
        (
            "<h1>Willkommen</h1><p>Unsere 120 Partner brauchen Ihre Einwilligung, personenbezogene Daten zu "
            "nutzen.</p><p>Weiter mit personalisierter Werbung oder dem Pur-Abo.</p>"
        ),
        "a question for consent",
    ),
    (
        "Log in",
        "<p>Already a subscriber? Log in.</p><p>Subscribe for 2 crowns per month, cancel any time.</p>",
        "a page to sign in or subscribe",
    ),
]


@pytest.mark.parametrize(("title", "body", "reason"), STAND_INS)
def test_what_servers_send_in_the_place_of_an_article_is_refused(title: str, body: str, reason: str) -> None:
    rejected = shown(title, body)
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Why the city's site says 404", "Page not found, the site of the city has answered since Monday. "),
        (
            "Are you a robot? How captchas came to be",
            "A captcha asks you to prove that you are not a robot. ",
        ),
        ("We value your privacy, say 812 partners", "Cookies need consent, and consent can be withdrawn. "),
        ("404 families lose their homes", "The flood took their houses on Thursday. "),
        ("Just a moment in history", "The statue of the pilot was unveiled on Thursday. "),
        (
            "Courier to charge its readers",
            "Readers may subscribe for two crowns per month, its editor said. ",
        ),
        ("Access denied: reporters kept out of the dam", "The harbour office let no one in on Thursday. "),
    ],
)
def test_an_article_about_such_pages_stays(title: str, text: str) -> None:
    body = f"<article><h1>{title}</h1><p>{text}{SENTENCE * 3}</p>"
    body += f"<p>{SENTENCE}{text}</p><p>{SENTENCE * 4}</p></article>"
    article = shown(f"{title} | Harbour Courier", body)
    assert isinstance(article, Article)
    assert text.strip() in article.body


def teaser(number: int) -> str:
    return (
        f"<div class='card'><h2><a href='/news/bridge-{number}-closes'>"
        f"Bridge number {number} closes for weeks</a></h2>"
        f"<p>The harbour office said that bridge {number} would be mended before the ice comes.</p></div>"
    )


CARDS = "".join(map(teaser, range(8)))
LISTS = {
    "front page": (
        "Harbour Courier",
        f"<main>{CARDS}</main>",
        "<link rel='canonical' href='https://courier.example/'>",
    ),
    "rubric": ("Sport | Courier", f"<h1>Sport</h1><main>{CARDS}</main>", ""),
    "tag": (
        "Bridges",
        f"<h1>Bridges</h1><main>{CARDS}</main>",
        "<link rel='canonical' href='https://courier.example/tag/old-harbour-bridges'>",
    ),
    "collection": (
        "News",
        f"<main>{''.join(map(teaser, range(4)))}</main>",
        '<script type="application/ld+json">{"@type": "CollectionPage", "name": "News"}</script>',
    ),
    "links": ("Archive", "".join(f"<p><a href='/{n}'>Bridge {n} closes</a></p>" for n in range(30)), ""),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_that_lists_articles_is_none(kind: str) -> None:
    rejected = shown(*LISTS[kind])
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith("a list of articles") or "a list of links" in rejected.reason


@pytest.mark.parametrize("address", ["https://courier.example/news/dam-is-open-again", ""])
def test_an_article_with_many_teasers_below_it_stays(address: str) -> None:
    text = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(4))
    head = f"<link rel='canonical' href='{address}'>" if address else ""
    article = shown(
        "The dam is open again",
        f"<h1>The dam is open again</h1><article>{text}</article><div>{CARDS}</div>",
        head,
    )
    assert isinstance(article, Article)
    assert SENTENCE.strip() in article.body

"""RSS and Atom: one article for each entry, whatever the dialect, and nothing fetched or expanded."""

from __future__ import annotations

import io
import socket
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, InputError, Rejected
from corpus.readers.base import Options
from corpus.readers.feed import Feed

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The Harbour Courier</title><link>https://harbour.example/</link><language>en-GB</language>
<item>
  <title>Gulls &amp;amp; <![CDATA[<i>terns</i> return]]></title>
  <link>https://harbour.example/gulls</link><guid>https://harbour.example/gulls</guid>
  <pubDate>Thu, 01 Dec 2016 22:09:14 GMT</pubDate>
  <description>Only a summary.</description>
  <content:encoded><![CDATA[<p>The gulls&nbsp;came <b>back</b>.</p><script>x()</script>
<p>So did the terns.</p>]]>
  </content:encoded>
  <category>Nature</category><category>Coast</category>
  <dc:creator>Ana Roe and Ben Poe</dc:creator>
  <enclosure url="https://harbour.example/gulls.mp3" type="audio/mpeg" length="1"/>
</item>
<item>
  <title>Tide tables</title><link>https://harbour.example/tides?from=rss</link>
  <guid isPermaLink="false">courier-17</guid>
  <pubDate>Fri, 02 Dec 2016 08:00:00 +0100</pubDate>
  <description>&lt;p&gt;High at &lt;em&gt;six&lt;/em&gt;.&lt;/p&gt;&lt;p&gt;Low at noon.</description>
  <author>desk@harbour.example (Cleo Doe)</author>
</item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title>
<entry><id>tag:hafen.example,2016:1</id><title type="html">Die &lt;b&gt;Möwen&lt;/b&gt;</title>
<published>2016-12-01T10:00:00+01:00</published><updated>2016-12-05T10:00:00+01:00</updated>
<link rel="related" href="https://hafen.example/other"/><link href="https://hafen.example/1"/>
<summary>Kurz.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Erster.</p><p>Zweiter.</p></div></content>
<author><name>Max Muster</name></author></entry>
<entry xml:lang="fr"><id>tag:hafen.example,2016:2</id><title>Deux</title>
<updated>2016-12-03T00:00:00Z</updated><summary>Court.</summary>
<source><title>Le Phare</title></source></entry></feed>"""

RDF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Café News</title></channel>
<item rdf:about="https://cafe.example/9"><title>Señor Peña</title><link>https://cafe.example/9</link>
<description>A text.</description><dc:date>2003-05-01</dc:date></item></rdf:RDF>"""


def read(markup: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = markup.encode() if isinstance(markup, str) else markup
    return list(corpus.read(io.BytesIO(encoded), **options))


def articles(markup: str | bytes, **options: Any) -> list[Article]:
    found = read(markup, **options)
    assert all(isinstance(one, Article) and one.reader == "feed" for one in found), found
    return [one for one in found if isinstance(one, Article)]


def test_an_entry_of_rss_is_an_article() -> None:
    gulls, tides = articles(RSS, outlet="Not this")
    assert gulls.title == "Gulls & terns return"
    assert gulls.body == "The gulls came back.\n\nSo did the terns."
    assert str(gulls.published) == "2016-12-01T22:09:14+00:00"
    assert gulls.published
    assert gulls.published.origin == "feed"
    assert (gulls.source, gulls.language, gulls.section) == ("The Harbour Courier", "en-GB", "Nature")
    assert gulls.authors == ("Ana Roe", "Ben Poe")
    assert gulls.url == "https://harbour.example/gulls"
    assert tides.body == "High at six.\n\nLow at noon."
    assert tides.authors == ("Cleo Doe",)
    assert gulls.notices == tides.notices == gulls.links == ()


@pytest.mark.parametrize(
    ("kind", "status"),
    [("attachment", "inherit"), ("nav_menu_item", "publish"), ("post", "draft"), ("post", "trash")],
)
def test_what_never_appeared_of_an_export_of_wordpress_is_refused(kind: str, status: str) -> None:
    item = "<item><title>{}</title><wp:post_type>{}</wp:post_type><wp:status>{}</wp:status></item>"
    shown, hidden = read(
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title>'
        + item.format("Ferries", "post", "publish")
        + item.format("Cranes", kind, status)
        + "</channel></rss>"
    )
    assert isinstance(shown, Article)
    assert isinstance(hidden, Rejected)
    assert "WordPress" in hidden.reason


def test_a_guid_is_the_id_unless_it_is_the_address() -> None:
    gulls, tides = articles(RSS)
    assert len(gulls.id) == 16
    assert tides.id == "courier-17"
    changed = articles(RSS.replace("So did the terns.", "The terns stayed away."))[0]
    assert changed.id == gulls.id


def test_an_entry_of_atom_is_an_article() -> None:
    one, two = articles(ATOM)
    assert (one.id, one.title, one.body) == ("tag:hafen.example,2016:1", "Die Möwen", "Erster.\n\nZweiter.")
    assert (one.url, one.language, one.authors) == ("https://hafen.example/1", "de", ("Max Muster",))
    assert str(one.published) == "2016-12-01T10:00:00+01:00"
    assert (two.language, two.source) == ("fr", "Le Phare")


def test_a_date_of_change_is_told_from_one_of_publication() -> None:
    one, two = articles(ATOM)
    assert one.notices == ()
    assert str(two.published) == "2016-12-03T00:00:00+00:00"
    assert two.notices == ("dated by its last change, as the feed states no publication",)


def test_rss_1_and_its_encoding() -> None:
    (article,) = articles(RDF.encode("latin-1"))
    assert (article.title, article.source, str(article.published)) == (
        "Señor Peña",
        "Café News",
        "2003-05-01",
    )
    assert article.notices == ()


def test_a_wrong_encoding_is_read_and_noted() -> None:
    wrong = RDF.replace("ISO-8859-1", "utf-8").encode("cp1252")
    (article,) = articles(wrong)
    assert article.title == "Señor Peña"
    assert article.notices == ("not UTF-8; read as Windows-1252",)
    (sixteen,) = articles(RDF.replace("ISO-8859-1", "UTF-16").encode("utf-16"))
    assert sixteen.title == "Señor Peña"


def test_a_feed_without_a_title_takes_the_outlet() -> None:
    bare = "<rss version='2.0'><channel><item><title>One</title></item></channel></rss>"
    assert articles(bare, outlet="The Outlet")[0].source == "The Outlet"


def test_a_truncated_feed_is_read_as_far_as_it_goes() -> None:
    found = articles(RSS[: RSS.index("High at")])
    assert [one.title for one in found] == ["Gulls & terns return", "Tide tables"]
    assert all("the feed is broken and was read as far as it goes" in one.notices[0] for one in found)


def test_entries_without_title_and_text_are_rejected_alone() -> None:
    items = "<item><link>https://x.example/</link></item><item><title>Two</title></item>"
    empty, two = read(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert isinstance(empty, Rejected)
    assert (empty.source, empty.reason) == ("-[0]", "no title and no text")
    assert isinstance(two, Article)


def test_an_empty_feed_and_what_is_none_are_rejected() -> None:
    (empty,) = read("<rss version='2.0'><channel><title>X</title></channel></rss>")
    assert isinstance(empty, Rejected)
    assert empty.reason == "it holds no entries"
    (other,) = read("just words", reader="feed")
    assert isinstance(other, Rejected)
    assert other.reason.startswith("no RSS or Atom feed")


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "prolog",
    [
        LAUGHS,
        OUTSIDE,
        f"<?xml version='1.0'?>\n<!-- <rss> -->{LAUGHS}",
        f"<!-- <rss -->{OUTSIDE}",
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "https://x.example/e.dtd"> %p;]>',
        f"<!doctype rss [ ]]]>{LAUGHS}",
    ],
)
def test_declared_entities_are_refused(prolog: str) -> None:
    body = "<rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>"
    with pytest.raises(InputError, match="it declares entities"):
        list(Feed().read(io.BytesIO((prolog + body).encode()), Options("x")))
    (found,) = read(prolog + body)
    assert isinstance(found, Rejected)


def test_a_plain_document_type_is_no_harm() -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "https://x.example/rss.dtd">'
    )
    bare = "<rss version='0.91'><channel><item><title>One &eacute;</title></item></channel></rss>"
    (article,) = articles(doctype + bare)
    assert article.title == "One é"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.usefixtures("offline")
def test_an_address_instead_of_a_feed_is_not_fetched() -> None:
    found = list(Feed().read(io.BytesIO(b"https://x.example/feed.xml"), Options("x")))
    assert [type(one) for one in found] == [Rejected]
    found = list(Feed().read(io.BytesIO(__file__.encode()), Options("x")))
    assert [type(one) for one in found] == [Rejected]


def test_deep_nesting_and_many_elements_do_no_harm() -> None:
    deep = "<rss version='2.0'><channel><item><title>One</title>" + "<a>" * 5_000
    assert [type(one) for one in read(deep)] == [Article]
    (many,) = read("<rss version='2.0'><channel>" + "<item/>" * 250_001 + "</channel></rss>")
    assert isinstance(many, Rejected)
    assert "250,000 elements" in many.reason


def test_without_feedparser_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    (found,) = read(RSS)
    assert isinstance(found, Rejected)
    assert found.reason == "A feed needs the package feedparser. pip install 'dateline[feeds]'"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (RSS, True),
        (ATOM, True),
        (RDF, True),
        ("<html><body>A page that names rss</body></html>", False),
        ("<nitf></nitf>", False),
        ("<feedback>no</feedback>", False),
        ("Some words about <rss>", False),
        ('{"rss": "<rss>"}', False),
    ],
)
def test_what_is_taken_for_a_feed(head: str, expected: bool) -> None:  # noqa: FBT001 -- a table
    assert Feed().sniff(head.encode(), "") is expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([RSS, ATOM, RDF]), st.data())
def test_no_mangled_feed_raises(markup: str, data: st.DataObject) -> None:
    encoded = bytearray(markup.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(encoded)))
        end = start + data.draw(st.integers(0, 30))
        encoded[start:end] = data.draw(st.binary(max_size=8))
    found = read(bytes(encoded), reader="feed")
    assert found
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason]

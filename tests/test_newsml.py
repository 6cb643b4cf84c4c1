"""NITF and NewsML-G2, sound and hostile."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.news.news_xml import NewsXml
from corpus.readers.xml import xml_tree

DOCTYPE = '<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.2/specification/dtd/nitf-3-2.dtd">'
NITF = f"""<?xml version="1.0" encoding="utf-8"?>
{DOCTYPE}
<nitf version="-//IPTC//DTD NITF 3.2//EN" baselang="en">
<head><title>Gulls, short</title>
<tobject tobject.type="news"><tobject.subject tobject.subject.matter="Nature"/></tobject>
<docdata management-status="usable"><doc-id id-string="hc-161201-7"/>
<date.issue norm="20161201T220914Z"/><doc.copyright holder="Harbour Press" year="2016"/>
<key-list><keyword key="gulls"/></key-list>
<identified-content><person value="Cleo Doe">Mrs Doe</person><org>Harbour Trust</org>
<location>Port Isabel</location></identified-content></docdata>
<pubdata name="The Harbour Courier" ex-ref="https://harbour.example/gulls"/></head>
<body><body.head><hedline><hl1>Gulls return to the harbour</hl1><hl2>And terns</hl2></hedline>
<byline>By <person>Ana Roe</person>, <byttl>Staff Reporter</byttl></byline>
<dateline><location>PORT ISABEL</location></dateline>
<abstract><p>In short.</p></abstract></body.head>
<body.content><p>The gulls came back, <person>Dina Moe</person> said.</p>
<media media-type="image"><media-caption>A gull</media-caption></media>
<hl2>Terns</hl2><p>So did the&nbsp;terns &amp; more.</p></body.content>
<body.end><tagline>End.</tagline></body.end></body></nitf>"""

G2 = """<?xml version="1.0" encoding="utf-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:1" version="{version}"
 standard="NewsML-G2" xml:lang="en-GB">
<rightsInfo><copyrightHolder><name>Holder</name></copyrightHolder></rightsInfo>
<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="p:w"><name>Wire Example</name></provider>
<versionCreated>2016-12-0{version}T10:00:00+01:00</versionCreated>{created}<pubStatus qcode="stat:{status}"/>
<link rel="irel:seeAlso" residref="urn:newsml:wire.example:9"><title>Terns</title></link></itemMeta>
<contentMeta><contentCreated>1966-01-01</contentCreated><located><name>Port Isabel</name></located>
<by>By Ana Roe and Ben Poe</by><language tag="en"/>
<subject qcode="medtop:1"><name>Nature</name></subject>
<subject type="cpnat:person"><name>Cleo Doe</name></subject>
<subject type="cpnat:organisation"><name>Harbour Trust</name></subject>
<subject type="cpnat:geoArea"><name>Gull Rock</name></subject>
<headline role="h:short">Gulls</headline><headline>Gulls return to the harbour</headline>
<description>In short.</description></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""

XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>Not this</title></head><body><p>The gulls <b>came</b> back.</p><p>So did the terns.</p></body></html>
</inlineXML>"""
INLINE_NITF = """<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>Other</hl1>
</hedline></body.head><body.content><p>The gulls came back.</p></body.content></body></nitf></inlineXML>"""


def g2(
    version: int = 1, content: str = XHTML, created: str = "", kind: str = "text", status: str = "usable"
) -> str:
    return G2.format(version=version, content=content, created=created, kind=kind, status=status)


def read(markup: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = markup.encode() if isinstance(markup, str) else markup
    return list(corpus.read(io.BytesIO(encoded), **options))


def article(markup: str | bytes, **options: Any) -> Article:
    (found,) = read(markup, **options)
    assert isinstance(found, Article), found
    assert found.reader == "newsml"
    return found


def reason(markup: str | bytes) -> str:
    (found,) = read(markup)
    assert isinstance(found, Rejected), found
    return found.reason


def named(found: Article, kind: str) -> list[str]:
    return [entity.name for entity in found.entities if entity.kind == kind]


def bare(*items: str) -> list[str]:
    return [item.partition("?>")[2] for item in items]


def test_a_document_of_nitf() -> None:
    found = article(NITF)
    assert (found.id, found.url) == ("hc-161201-7", "https://harbour.example/gulls")
    assert found.title == "Gulls return to the harbour"
    assert found.body == (
        "PORT ISABEL\n\nThe gulls came back, Dina Moe said.\n\nTerns\n\nSo did the terns & more."
    )
    assert str(found.published) == "2016-12-01T22:09:14+00:00"
    assert (found.source, found.language, found.section) == ("The Harbour Courier", "en", "Nature")
    assert found.authors == ("Ana Roe",)
    assert named(found, "person") == ["Cleo Doe", "Dina Moe"]
    assert named(found, "organisation") == ["Harbour Trust"]
    assert named(found, "place") == ["Port Isabel"]
    assert found.notices == ()


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ana Roe and Ben Poe", ("Ana Roe", "Ben Poe")),
        ("Ana Roe, <byttl>Correspondent</byttl>", ("Ana Roe",)),
        ("By a Staff Writer", ()),
        ("", ()),
    ],
)
def test_bylines_of_nitf(byline: str, authors: tuple[str, ...]) -> None:
    start, end = NITF.index("By <person>"), NITF.index("</byline>")
    assert article(NITF[:start] + byline + NITF[end:]).authors == authors


def test_several_documents_of_nitf_in_one_file() -> None:
    one = NITF.partition(DOCTYPE)[2]
    two = one.replace("hc-161201-7", "hc-161201-8")
    found = read(f"<nitf-doc>{one}{two}</nitf-doc>")
    assert [entry.id for entry in found if isinstance(entry, Article)] == ["hc-161201-7", "hc-161201-8"]


def test_an_item_of_newsml_g2_with_html() -> None:
    found = article(g2())
    assert found.id == "urn:newsml:wire.example:1"
    assert found.title == "Gulls return to the harbour"
    assert found.body == "The gulls came back.\n\nSo did the terns."
    assert (found.source, found.language, found.section) == ("Wire Example", "en", "Nature")
    assert found.authors == ("Ana Roe", "Ben Poe")
    assert named(found, "person") == ["Cleo Doe"]
    assert named(found, "organisation") == ["Harbour Trust"]
    assert named(found, "place") == ["Port Isabel", "Gull Rock"]
    assert [(link.id, link.title) for link in found.links] == [("urn:newsml:wire.example:9", "Terns")]
    assert str(found.published) == "2016-12-01T10:00:00+01:00"
    assert found.notices == ()


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (INLINE_NITF, "The gulls came back."),
        ('<inlineData contenttype="text/plain">Plain &lt; text.</inlineData>', "Plain < text."),
        ('<inlineData contenttype="text/html">&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two</inlineData>', "One\n\nTwo"),
        ("", "In short."),
    ],
)
def test_what_an_item_may_hold(content: str, body: str) -> None:
    found = article(g2(content=content))
    assert (found.title, found.body) == ("Gulls return to the harbour", body)


def test_when_an_item_was_published() -> None:
    first = "<firstCreated>2016-11-01T08:00:00Z</firstCreated>"
    assert str(article(g2(3, created=first)).published) == "2016-11-01T08:00:00+00:00"
    held = f"{first}<embargoed>2016-11-02T08:00:00Z</embargoed>"
    assert str(article(g2(3, created=held)).published) == "2016-11-02T08:00:00+00:00"
    later = article(g2(3))
    assert str(later.published) == "2016-12-03T10:00:00+01:00"
    assert later.notices == ("dated by the version it is in, as its first one is not dated",)


def test_only_the_newest_version_of_an_item_is_read() -> None:
    old, new, other = bare(g2(2), g2(3), g2(1).replace("example:1", "example:5"))
    message = (
        f"<newsMessage><header/><itemSet>{new}{old}<packageItem guid='p'/>{other}</itemSet></newsMessage>"
    )
    found = read(message)
    assert [
        (one.id[-1], str(one.published)[:10], one.origin) for one in found if isinstance(one, Article)
    ] == [
        ("1", "2016-12-03", "-[0]"),
        ("5", "2016-12-01", "-[2]"),
    ]
    assert len(found) == 2


def test_what_is_no_article_is_rejected_with_its_reason() -> None:
    assert reason(g2(status="canceled")) == "its publisher has withdrawn it (pubStatus canceled)"
    assert reason(NITF.replace('"usable"', '"withheld"')).startswith("its publisher has withdrawn it")
    assert reason(g2(kind="picture", content="")) == "an item of class picture, without a text of its own"
    assert reason("<nitf><body/></nitf>") == "no title and no text"
    assert reason('<packageItem guid="p"/>').startswith("a package of NewsML-G2")
    assert reason("<newsMessage><header/></newsMessage>") == "it holds no newsItem"
    assert reason("<NewsML><NewsItem/></NewsML>").startswith("NewsML 1")
    assert "sitemap" in reason('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>')


def test_a_truncated_file_is_read_as_far_as_it_goes() -> None:
    found = article(NITF[: NITF.index("<body.end>")])
    assert found.title == "Gulls return to the harbour"
    assert found.body.endswith("So did the terns & more.")
    assert found.notices[0].startswith("not well-formed XML")
    assert reason("<nitf").startswith("not well-formed XML")


def test_encodings_right_and_wrong() -> None:
    accented = NITF.replace("Gulls return", "Señor Peña returns")
    assert article(accented.replace('"utf-8"', '"iso-8859-1"').encode("latin-1")).title.startswith(
        "Señor Peña"
    )
    wrong = article(accented.encode("cp1252"))
    assert wrong.title.startswith("Señor Peña")
    assert wrong.notices == ("not UTF-8; read as Windows-1252",)
    assert article(accented.replace('"utf-8"', '"utf-16"').encode("utf-16")).title.startswith("Señor Peña")
    unknown = article(accented.replace('"utf-8"', '"punycode"').encode("cp1252"))
    assert unknown.title.startswith("Señor Peña")
    assert unknown.notices == ("its encoding 'punycode' is unknown; read as Windows-1252",)
    russian = NITF.replace("Gulls return", "Чайки вернулись").replace('"utf-8"', '"koi8-r"')
    assert article(russian.encode("koi8-r")).title.startswith("Чайки")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY a SYSTEM "http://127.0.0.1:9/">',
        '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;',
        '<!-- ]> --><!ENTITY a "ha">',
    ],
)
def test_declared_entities_are_refused(declared: str) -> None:
    for prolog in (f"<!DOCTYPE nitf [{declared}]>", f'<!DOCTYPE nitf SYSTEM "x.dtd" [{declared}]>'):
        hostile = prolog + NITF.partition(DOCTYPE)[2].replace("In short", "&a;")
        assert (
            reason(hostile) == "it declares entities, which may expand without bound or name files; not read"
        )


def test_deep_and_endless_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason("<nitf>" + "<p>" * 100_000) == "its elements are nested more than 200 deep"
    monkeypatch.setattr(xml_tree, "ELEMENTS_LIMIT", 5_000)
    assert "5,000 elements" in reason("<nitf>" + "<p/>" * 5_001 + "</nitf>")


def test_without_defusedxml_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    assert reason(NITF) == "XML needs the package defusedxml. pip install 'dateline[xml]'"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (NITF, True),
        (g2(), True),
        ("<x:newsItem xmlns:x='y'/>", True),
        ("<html><body>nitf</body></html>", False),
        ("<rss></rss>", False),
        ("Words about <nitf>", False),
    ],
)
def test_what_is_taken_for_news_in_xml(head: str, expected: bool) -> None:  # noqa: FBT001 -- a table
    assert NewsXml().sniff(head.encode(), "") is expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([NITF, g2(), g2(content=INLINE_NITF)]), st.data())
def test_no_mangled_file_raises(markup: str, data: st.DataObject) -> None:
    encoded = bytearray(markup.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(encoded)))
        end = start + data.draw(st.integers(0, 40))
        encoded[start:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"<p>", b"]]>", b"&", b"<!--"])
        )
    found = read(bytes(encoded), reader="newsml")
    assert found
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason], (
        found
    )

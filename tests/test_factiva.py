"""Factiva: an article for each of those in a page or a text, with or without the codes of its fields."""

from __future__ import annotations

import pytest

from corpus import Article, Rejected

from .databases import articles, day_of, read, reasons_soon, repeated

FERRY = "HARBC00020161201ec1200007"
HARBOUR = "HAFEN00020161202ec1200001"

DISPLAY = f"""<html><head><title>Factiva</title></head><body>
<div id="article-{FERRY}" class="article enArticle">
 <div>Local</div>
 <div><span class="enHeadline"><b>Ferry late again</b></span></div>
 <div class="author">By Ana Roe and Ben Poe</div>
 <div>212 words</div><div>1 December 2016</div><div>22:09 GMT</div>
 <div>Harbour Courier</div><div>HARBC</div><div>12</div><div>English</div>
 <div>(c) 2016 Harbour Press</div>
 <p class="articleParagraph enarticleParagraph">The ferry came in late.</p>
 <p class="articleParagraph enarticleParagraph">Nobody<br>was amused.</p>
 <p>Harbour Press Ltd.</p>
 <div>Document {FERRY}</div>
</div>
<div class="article deArticle">
 <div class="deHeadline">Hafen gesperrt</div>
 <div>80 Wörter</div><div>2. Dezember 2016</div><div>Hafenblatt</div><div>HAFEN</div>
 <div>Deutsch</div><div>© 2016 Hafenblatt</div>
 <p class="articleParagraph dearticleParagraph">Der Hafen bleibt zu.</p>
 <div>Dokument {HARBOUR}</div>
</div></body></html>"""

INDEXED = f"""<html><head><title>Factiva</title></head><body><div class="article enArticle"><table>
<tr><td><b>HD</b></td><td>Ferry late again</td></tr>
<tr><td><b>BY</b></td><td>Ana Roe</td></tr>
<tr><td><b>WC</b></td><td>212 words</td></tr>
<tr><td><b>PD</b></td><td>1 December 2016</td></tr>
<tr><td><b>ET</b></td><td>22:09</td></tr>
<tr><td><b>SN</b></td><td>Harbour Courier</td></tr>
<tr><td><b>SE</b></td><td>Local</td></tr>
<tr><td><b>LA</b></td><td>English</td></tr>
<tr><td><b>LP</b></td><td><p>The ferry came in late.</p></td></tr>
<tr><td><b>TD</b></td><td><p>Nobody was amused.</p></td></tr>
<tr><td><b>NS</b></td><td>gtrans : Transport</td></tr>
<tr><td><b>AN</b></td><td>Document {FERRY}</td></tr>
</table></div></body></html>"""

TEXT = f"""Ferry late again

By Ana Roe
212 words
1 December 2016
Harbour Courier
HARBC
12
English
(c) 2016 Harbour Press

The ferry came in late.

Nobody was amused.

Document {FERRY}

Hafen gesperrt

80 Wörter
2 December 2016
Hafenblatt
HAFEN
Deutsch
© 2016 Hafenblatt

Der Hafen bleibt zu.

Dokument {HARBOUR}

© 2016 Factiva, Inc. All rights reserved.
"""

CODED = f"""HD
Ferry late again
BY  By Ana Roe
WC  212 words
PD  1 December 2016
SN  Harbour Courier
LA  English
LP
The ferry came in late.

TD
Nobody was amused.

NS
gtrans : Transport
AN
Document {FERRY}
"""


def test_each_article_of_a_page_is_read() -> None:
    ferry, harbour = articles(DISPLAY, "factiva")
    assert (ferry.title, ferry.source, ferry.section) == ("Ferry late again", "Harbour Courier", "Local")
    assert ferry.authors == ("Ana Roe", "Ben Poe")
    assert (ferry.id, ferry.language, day_of(ferry)) == (FERRY, "en", "2016-12-01")
    assert ferry.published
    assert ferry.published.precision == "minute"
    assert ferry.body == "The ferry came in late.\n\nNobody\nwas amused."
    assert (harbour.title, harbour.source, harbour.id) == ("Hafen gesperrt", "Hafenblatt", HARBOUR)
    assert (harbour.body, harbour.language, day_of(harbour)) == ("Der Hafen bleibt zu.", "de", "2016-12-02")


@pytest.mark.parametrize("export", [INDEXED, CODED])
def test_fields_with_their_codes(export: str) -> None:
    (ferry,) = articles(export, "factiva")
    assert (ferry.title, ferry.source, ferry.authors) == ("Ferry late again", "Harbour Courier", ("Ana Roe",))
    assert (ferry.id, ferry.language, day_of(ferry)) == (FERRY, "en", "2016-12-01")
    assert ferry.body == "The ferry came in late.\n\nNobody was amused."


def test_each_article_of_a_text_is_read() -> None:
    for line_end in ("\n", "\r\n"):
        ferry, harbour = articles(TEXT.replace("\n", line_end), "factiva")
        assert (ferry.title, ferry.source, ferry.authors) == (
            "Ferry late again",
            "Harbour Courier",
            ("Ana Roe",),
        )
        assert (ferry.id, ferry.language, day_of(ferry)) == (FERRY, "en", "2016-12-01")
        assert ferry.body == "The ferry came in late.\n\nNobody was amused."
        assert (harbour.title, harbour.body, harbour.id) == (
            "Hafen gesperrt",
            "Der Hafen bleibt zu.",
            HARBOUR,
        )
        assert harbour.origin.endswith(":18")


def test_an_article_that_is_cut_off_is_read_and_says_so() -> None:
    whole = TEXT[: TEXT.index("Hafen")]
    cut = TEXT[TEXT.index("Hafen") : TEXT.index("Dokument")]
    _, harbour = articles((whole + cut).replace("\n", "\r\n"), "factiva")
    assert harbour.title == "Hafen gesperrt"
    assert any("cut off" in notice for notice in harbour.notices)


def test_what_stands_below_the_articles_is_no_article() -> None:
    *_, rejected = read(TEXT + "\nSearch Summary\n\nText  ferry\n")
    assert isinstance(rejected, Rejected)
    assert "no article" in rejected.reason


def test_an_article_without_anything_costs_no_other() -> None:
    second = '<div class="article deArticle">'
    first, broken, last = read(DISPLAY.replace(second, f'<div class="article enArticle"></div>{second}'))
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected)
    assert isinstance(last, Article)


def test_an_article_within_another_is_a_part_of_it() -> None:
    nested = '<title>Factiva</title><div class="article enArticle"><div class="article enArticle"><p>A'
    assert len(read(nested)) == 1


def test_a_page_that_is_only_called_like_factivas_is_a_page() -> None:
    page = (
        "<html><head><title>Factiva</title></head><body><article><h1>A database is sold</h1>"
        "<p>The database was sold to the harbour on Thursday, said its owner, Ana Roe.</p>"
        "<p>It holds every article of the last forty years, and nobody knows them all.</p></article>"
    )
    (found,) = read(page)
    assert isinstance(found, Article)
    assert "sold to the harbour" in found.body


def test_a_text_that_names_a_document_is_an_article() -> None:
    (found,) = articles(f"What a number means\n\nWe quote Document {FERRY} of the archive.\n", "captured")
    assert FERRY in found.body


@pytest.mark.parametrize(
    "export",
    [
        repeated(f"Document {FERRY}\n".encode()),
        f"Document {FERRY}\n".encode() + repeated(b"HD  a\n"),
        f"Document {FERRY}\n".encode() + repeated(b"12 words\n"),
        b"<title>Factiva</title>" + b'<div class="article enArticle">' * 200 + repeated(b"<p>a</p>"),
        b'<title>Factiva</title><div class="article enArticle">' + repeated(b"<table><tr><td>a<td>b"),
    ],
    ids=["numbers", "codes", "counts of words", "articles in articles", "tables in tables"],
)
def test_hostile_exports_end_soon(export: bytes) -> None:
    reasons_soon(export)

"""LexisNexis: an article for each document of a text or a page, whatever the language of its labels."""

from __future__ import annotations

import pytest

from corpus import Article, Rejected

from .databases import articles, day_of, read, reasons_soon, repeated

MIDDLE = " " * 24
COVER = """Download Request: Selected Items: 1-3
Time Of Request: Friday, December 02, 2016

Terms: (ferry)
"""
FERRY = f"""
{MIDDLE}1 of 3 DOCUMENTS

{MIDDLE}Harbour Courier

{MIDDLE}December 1, 2016 Thursday
{MIDDLE}Final Edition

Ferry late again

BYLINE: By Ana Roe and Ben Poe

SECTION: LOCAL; Pg. 6

LENGTH: 212 words

HIGHLIGHT: The third time this week.

The ferry came in late, and the harbour master who had waited for
it since noon was not amused at all.
A short line.

Nobody was hurt: that is all we know.

LOAD-DATE: December 2, 2016

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

{MIDDLE}Copyright 2016 Harbour Press
{MIDDLE}All Rights Reserved
"""
HARBOUR = f"""
{MIDDLE}3 von 3 DOKUMENTEN

{MIDDLE}Hafenblatt

{MIDDLE}2. Dezember 2016 Freitag

Hafen gesperrt

AUTOR: Max Muster

RUBRIK: Lokales; S. 3

LÄNGE: 80 Wörter

Der Hafen bleibt zu.

UPDATE: 3. Dezember 2016

SPRACHE: GERMAN; DEUTSCH
"""
BROKEN = f"\n{MIDDLE}2 of 3 DOCUMENTS\n\n\n"

PAGE = """<!-- Hide XML section from browser
<DOC NUMBER=1> --><html><head><style>.c0 { text-align: center; }
.c4 { text-align: left; }</style></head><body>
<div class="c0"><p class="c1">1 of 2 DOCUMENTS</p></div>
<div class="c0"><p class="c1">Harbour Courier</p></div>
<div class="c0"><p class="c1">December 1, 2016 Thursday</p></div>
<div class="c4"><p>Ferry late again</p></div>
<div class="c4"><p>BYLINE: Ana Roe</p></div>
<div class="c4"><p>LENGTH: 212 words</p></div>
<div class="c4"><p>The ferry came in late.</p><p>Nobody was hurt.</p></div>
<div class="c4"><p>LANGUAGE: ENGLISH</p></div>
<div class="c0"><p class="c1">2 of 2 DOCUMENTS</p></div>
<div class="c0"><p class="c1">Le Phare</p></div>
<div class="c0"><p class="c1">2 d&eacute;cembre 2016 vendredi</p></div>
<div class="c4"><p>Le port est ferm&eacute;</p></div>
<div class="c4"><p>LONGUEUR: 80 mots</p></div>
<div class="c4"><p>Le port reste ferm&eacute;.</p></div>
<div class="c4"><p>LANGUE: FRENCH; FRAN&Ccedil;AIS</p></div>
</body></html>"""


def test_each_document_of_a_text_is_an_article() -> None:
    ferry, harbour = articles(COVER + FERRY + HARBOUR, "lexisnexis", outlet="Not this")
    assert (ferry.title, ferry.source, day_of(ferry)) == ("Ferry late again", "Harbour Courier", "2016-12-01")
    assert (ferry.authors, ferry.section, ferry.language) == (("Ana Roe", "Ben Poe"), "LOCAL", "en")
    assert ferry.body == (
        "The third time this week.\n\n"
        "The ferry came in late, and the harbour master who had waited for "
        "it since noon was not amused at all.\nA short line."
        "\n\nNobody was hurt: that is all we know."
    )
    assert (harbour.title, harbour.source, day_of(harbour)) == ("Hafen gesperrt", "Hafenblatt", "2016-12-02")
    assert (harbour.authors, harbour.section, harbour.language) == (("Max Muster",), "Lokales", "de")
    assert harbour.body == "Der Hafen bleibt zu."


def test_each_document_of_a_page_is_an_article() -> None:
    ferry, port = articles(PAGE, "lexisnexis")
    assert (ferry.title, ferry.source, day_of(ferry)) == ("Ferry late again", "Harbour Courier", "2016-12-01")
    assert (ferry.authors, ferry.body) == (("Ana Roe",), "The ferry came in late.\n\nNobody was hurt.")
    assert (port.title, port.source, day_of(port)) == ("Le port est fermé", "Le Phare", "2016-12-02")
    assert (port.body, port.language) == ("Le port reste fermé.", "fr")


def test_the_blocks_of_a_page_may_stand_in_another() -> None:
    wrapped = PAGE.replace("<body>", "<body><div><div>").replace("</body>", "</div></div></body>")
    assert [one.body for one in articles(wrapped, "lexisnexis")] == [
        one.body for one in articles(PAGE, "lexisnexis")
    ]


def test_a_document_without_anything_costs_no_other() -> None:
    ferry, broken, harbour = read(COVER + FERRY + BROKEN + HARBOUR)
    assert isinstance(ferry, Article)
    assert isinstance(broken, Rejected)
    assert broken.reason == "no title and no text"
    assert isinstance(harbour, Article)


def test_a_wrong_weekday_costs_the_date_and_is_told() -> None:
    (found,) = articles(COVER + FERRY.replace("Thursday", "Monday"), "lexisnexis")
    assert found.published is None
    assert found.title == "Ferry late again"
    assert found.notices


def test_the_day_may_follow_the_headline() -> None:
    export = FERRY.replace(f"{MIDDLE}December 1, 2016 Thursday\n{MIDDLE}Final Edition\n\n", "").replace(
        "Ferry late again\n", "Ferry late again\n\nDecember 1, 2016 Thursday\n"
    )
    (found,) = articles(COVER + export, "lexisnexis")
    assert (found.title, day_of(found)) == ("Ferry late again", "2016-12-01")


def test_documents_without_labels_are_refused_not_merged() -> None:
    """Nothing but the counts says whose they are."""
    export = "\n\n".join(f"{n} of 3 DOCUMENTS\n\nTide {n}\n\nHigh at six." for n in (1, 2, 3))
    (found,) = read(export, reader="captured")
    assert isinstance(found, Rejected)
    assert "several articles" in found.reason


@pytest.mark.parametrize(
    "page",
    [
        "Court opens its files\n\nThis is 1 of 3 documents, said the clerk, and 2 of 3 documents are lost.\n",
        "Court opens its files\n\n1 of 3 DOCUMENTS\n\nSo it was written on the box.\n",
    ],
)
def test_a_text_that_counts_documents_is_an_article(page: str) -> None:
    (found,) = articles(page, "captured")
    assert found.title == "Court opens its files"


@pytest.mark.parametrize(
    "export",
    [
        b"LENGTH: 1 words\n" + repeated(b"1 of 3 DOCUMENTS\n"),
        f"{MIDDLE}1 of 3 DOCUMENTS\n\nLENGTH: 1 words\n\n".encode() + repeated(b"AB: c\n\n"),
        f"{MIDDLE}1 of 3 DOCUMENTS\n\nLENGTH: 1 words\n\n".encode() + repeated(b"      1 May 201\n\n"),
        b"<!-- Hide XML section from browser -->" + b"<div>" * 200 + repeated(b"<p>1 of 3 DOCUMENTS</p>"),
    ],
    ids=["counts", "labels", "lines in the middle", "blocks in blocks"],
)
def test_hostile_exports_end_soon(export: bytes) -> None:
    reasons_soon(export)

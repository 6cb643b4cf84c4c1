"""Nexis, as Word documents and as text: an article for each end that is marked."""

from __future__ import annotations

import pytest

from corpus import Article, Rejected

from .databases import articles, day_of, read, reasons_soon, repeated
from .word import document, paragraph

FERRY = (
    "Ferry late again",
    "Harbour Courier",
    "December 1, 2016 Thursday",
    "Copyright 2016 Harbour Press All Rights Reserved",
    "Section: LOCAL; Pg. 6",
    "Length: 212 words",
    "Byline: Ana Roe and Ben Poe",
    "Highlight: The third time this week.",
    "Body",
    "The ferry came in late.",
    "Nobody was hurt: that is all we know.",
    "Classification",
    "Language: ENGLISH",
    "Publication-Type: Newspaper",
    "Load-Date: December 2, 2016",
    "End of Document",
)
HARBOUR = (
    "Hafen gesperrt",
    "Hafenblatt",
    "2. Dezember 2016 Freitag",
    "Length: 80 words",
    "Body",
    "Der Hafen bleibt zu.",
    "Load-Date: December 3, 2016",
    "End of Document",
)
CONTENTS = ("User Name: Ana Roe", "Documents (2)", "1. Ferry late again", "2. Hafen gesperrt")


def text_of(*parts: tuple[str, ...]) -> str:
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def document_of(*parts: tuple[str, ...], headings: tuple[str, ...] = (FERRY[0], HARBOUR[0])) -> bytes:
    return document(*(paragraph(line, heading=line in headings) for part in parts for line in part))


@pytest.mark.parametrize(
    ("export", "reader"),
    [
        (text_of(FERRY, HARBOUR).encode(), "nexis"),
        (document_of(FERRY, HARBOUR), "docx"),
        (document_of(FERRY, HARBOUR, headings=()), "docx"),
        (document_of(CONTENTS, FERRY, HARBOUR), "docx"),
    ],
    ids=["text", "document", "document without headings", "document with contents"],
)
def test_each_article_that_ends_is_read(export: bytes, reader: str) -> None:
    ferry, harbour = articles(export, reader, outlet="Not this")
    assert (ferry.title, ferry.source, day_of(ferry)) == ("Ferry late again", "Harbour Courier", "2016-12-01")
    assert (ferry.authors, ferry.section, ferry.language) == (("Ana Roe", "Ben Poe"), "LOCAL", "en")
    assert ferry.body == (
        "The third time this week.\n\nThe ferry came in late.\n\nNobody was hurt: that is all we know."
    )
    assert (harbour.title, harbour.source, day_of(harbour)) == ("Hafen gesperrt", "Hafenblatt", "2016-12-02")
    assert harbour.body == "Der Hafen bleibt zu."
    assert [one.origin[-3:] for one in (ferry, harbour)] == ["[1]", "[2]"]


@pytest.mark.parametrize("as_document", [False, True])
def test_an_article_without_anything_costs_no_other(as_document: bool) -> None:  # noqa: FBT001
    parts = (FERRY, ("End of Document",), HARBOUR)
    first, broken, last = read(document_of(*parts) if as_document else text_of(*parts))
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected)
    assert broken.reason == "no title and no text"
    assert isinstance(last, Article)


def test_an_article_that_is_cut_off_is_read_and_says_so() -> None:
    _, last = articles(document_of(FERRY, HARBOUR[:-1]), "docx")
    assert last.title == "Hafen gesperrt"
    assert any("cut off" in notice for notice in last.notices)


def test_a_document_of_one_article_without_an_end_is_that_article() -> None:
    (found,) = articles(document_of(FERRY[:-1]), "docx")
    assert (found.title, found.source, day_of(found)) == ("Ferry late again", "Harbour Courier", "2016-12-01")


def test_a_text_that_speaks_of_the_end_of_document_is_an_article() -> None:
    (found,) = articles("How files end\n\nEnd of Document\n\nSo it said on the last page.\n", "captured")
    assert found.title == "How files end"


@pytest.mark.parametrize("unit", [b"End of Document\n", b"Body\n", b"1 December 2016\n", b"Section: a\n"])
def test_hostile_exports_end_soon(unit: bytes) -> None:
    reasons_soon(b"Body\nEnd of Document\n" + repeated(unit))

"""Exports of news databases: several articles in a file are never merged, and one alone is not refused."""

from __future__ import annotations

import pytest

from corpus import Article, Rejected
from corpus.readers.databases.header_lines import date_stamp
from corpus.readers.databases.labels import byline_names, natural_name, section_name
from corpus.readers.databases.language_names import is_language, language_tag

from .databases import MEGABYTE, read, reasons_soon, repeated

MARKED_LINES = {
    "LexisNexis": ("1 of 2 DOCUMENTS", "2 of 2 DOCUMENTS"),
    "ProQuest": ("Document 1 of 2", "Document 2 of 2"),
    "EBSCO": ("Persistent link to this record (Permalink): https://a.example/1",) * 2,
    "GENIOS": ("Dauerhafte Adresse des Dokuments: https://a.example/1",) * 2,
    "Mediargus": ("Harbour Courier, 1 december 2016, p. 3, 120w.", "Hafenblatt, 2 december 2016, p. 4, 80w."),
    "Nexis": ("End of Document", "End of Document"),
    "RIS": ("TY  - NEWS", "TY  - NEWS"),
    "BibTeX": ("@misc{one,", "@online{two,"),
    "EndNote (ENW)": ("%0 Newspaper Article", "%0 Newspaper Article"),
    "MEDLINE": ("PMID- 1234567", "PMID- 1234568"),
    "Web of Science": ("PT J", "PT J"),
    "a database": (
        "Title: Ferry landing to close\nAuthor: Ada Quill\nDate: March 3, 2019",
        "Title: Mayor answers critics\nDate: March 5, 2019",
    ),
}
MARKED_PAGES = {
    "Kikuzo": '<table><tr><td class="topic-detail">{}</td></tr></table>',
    "Yomidas": '<div id="heiseiDetailArea"><table class="contentsTable"><tr><td>{}</td></tr></table></div>',
    "APA DeFacto": '<div class="eintrag"><p>{}</p></div>',
    "Europresse": '<article><span class="DocPublicationName">Le Phare</span><p>{}</p></article>',
    "Nexis": "<p>{}</p><p>End of Document</p>",
}
TIDES = ("High at six, said the harbour master.", "Low at noon, said the harbour master.")


@pytest.mark.parametrize("database", MARKED_LINES)
def test_a_text_of_several_articles_is_refused_by_name(database: str) -> None:
    first, second = MARKED_LINES[database]
    text = f"Results of a search\n\n{first}\n\nTide one\n\n{TIDES[0]}\n\n{second}\n\nTide two\n\n{TIDES[1]}\n"
    (found,) = read(text, reader="captured")
    assert isinstance(found, Rejected)
    assert found.reason.startswith(f"several articles, as {database} exports them; ")


@pytest.mark.parametrize("database", MARKED_LINES)
def test_a_text_with_one_such_line_is_an_article(database: str) -> None:
    (found,) = read(f"Tide tables\n\n{MARKED_LINES[database][0]}\n\n{TIDES[0]}\n", reader="captured")
    assert isinstance(found, Article)


@pytest.mark.parametrize("database", MARKED_LINES)
def test_a_text_that_says_so_in_sentences_is_an_article(database: str) -> None:
    first, second = MARKED_LINES[database]
    text = f"How exports look\n\nThey say {first} and so on.\n\nThen they say {second} and so on.\n"
    (found,) = read(text, reader="captured")
    assert isinstance(found, Article)


@pytest.mark.parametrize("database", MARKED_PAGES)
def test_a_page_of_several_articles_is_refused_by_name(database: str) -> None:
    title = "DeFacto" if database == "APA DeFacto" else "Results"
    blocks = "".join(MARKED_PAGES[database].format(tide) for tide in TIDES)
    (found,) = read(f"<html><head><title>{title}</title></head><body>{blocks}</body></html>")
    assert isinstance(found, Rejected)
    assert found.reason.startswith(f"several articles, as {database} exports them; ")


def test_a_page_that_counts_documents_in_a_sentence_is_an_article() -> None:
    page = (
        "<html><head><title>Court opens its files</title></head><body><article><h1>Court opens its files</h1>"
        "<p>This is 1 of 3 documents that the court has opened, said the clerk on Thursday.</p>"
        "<p>Another is 2 of 3 documents, and it is missing; nobody knows since when.</p></article>"
    )
    (found,) = read(page)
    assert isinstance(found, Article)
    assert "1 of 3 documents" in found.body


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("December 1, 2016 Thursday", "December 1, 2016 Thursday"),
        ("December 1, 2016 Final Edition", "December 1, 2016"),
        ("December 1, 2016 Monday", ""),
        ("2. Dezember 2016 Freitag", "2. Dezember 2016 Freitag"),
        ("1 December 2016 22:09 GMT", "1 December 2016 22:09 GMT"),
        ("December 2016", "December 2016"),
        ("2016 年 12 月 1 日", "2016年12月1日"),
        ("The 3rd storm of 2016", ""),
        ("2016", ""),
        ("", ""),
    ],
)
def test_a_line_above_an_article_says_when_it_appeared(line: str, stamp: str) -> None:
    assert date_stamp(line) == stamp


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("ENGLISH", "en"),
        ("GERMAN; DEUTSCH", "de"),
        ("Dutch / Nederlands", "nl"),
        ("德文", "de"),
        ("american", "en-US"),
        ("Harbour", "Harbour"),
        ("", ""),
    ],
)
def test_languages_as_databases_call_them(stated: str, tag: str) -> None:
    assert language_tag(stated) == tag
    assert is_language(stated) == (tag != stated)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("FEATURES; Pg. 6", "FEATURES"),
        ("Lokales; S. 3", "Lokales"),
        ("Local News, Page 4", "Local News"),
        ("Pg. 6", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_a_page_is_no_rubric(stated: str, name: str) -> None:
    assert section_name(stated) == name


def test_names_as_databases_write_them() -> None:
    assert byline_names("Von Max Muster") == ["Max Muster"]
    assert byline_names("By Ana Roe and Ben Poe") == ["Ana Roe", "Ben Poe"]
    assert natural_name("Roe, Ana") == "Ana Roe"
    assert natural_name("Poe, Ben, Jr.") == "Ben Poe Jr."
    assert natural_name("Harbour Desk") == "Harbour Desk"


@pytest.mark.parametrize(
    "unit", [b"{", b"TY  - ", b"Document ", b"1 of 3 DOCUMENTS ", b"Harbour, 1 december 2016, p. 3, "]
)
def test_hostile_texts_end_soon(unit: bytes) -> None:
    reasons_soon(b"A storm\n\n" + repeated(unit, MEGABYTE), reader="captured")

"""Word documents: one article each, its paragraphs as they are shown, within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus import Article, Rejected
from corpus.readers.databases import word_paragraphs

from .databases import articles, read, reasons_soon
from .word import NAMESPACE, document, packed, paragraph

TEXT = paragraph("Ferry late again", heading=True) + paragraph("The ferry came in late.")


def test_a_document_is_an_article() -> None:
    (found,) = articles(
        document(TEXT, paragraph(""), paragraph("Nobody was hurt.")), "docx", outlet="Courier"
    )
    assert (found.title, found.source) == ("Ferry late again", "Courier")
    assert found.body == "The ferry came in late.\n\nNobody was hurt."
    assert found.published is None


def test_the_first_line_is_the_headline_where_none_is_set_as_one() -> None:
    (found,) = articles(document(paragraph("Ferry late"), paragraph("It came at noon.")), "docx")
    assert (found.title, found.body) == ("Ferry late", "It came at noon.")


def test_what_stands_above_a_heading_stays_in_the_text() -> None:
    (found,) = articles(document(paragraph("Local"), TEXT), "docx")
    assert found.title == "Ferry late again"
    assert found.body.startswith("Local\n\n")


def test_codes_of_fields_and_deletions_are_no_text() -> None:
    link = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://harbour.example/" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>The harbour</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>'
        "<w:r><w:t> is</w:t><w:br/><w:t>shut</w:t><w:tab/><w:t>now.</w:t></w:r></w:p>"
    )
    (found,) = articles(document(TEXT, link), "docx")
    assert found.body == "The ferry came in late.\n\nThe harbour is\nshut\tnow."


def test_a_text_box_is_read_once() -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:txbxContent>'
        f"{paragraph('In a box.')}</w:txbxContent></mc:Choice><mc:Fallback><w:pict>{paragraph('In a box.')}"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Around it.</w:t></w:r></w:p>"
    )
    (found,) = articles(document(TEXT, box), "docx")
    assert found.body.count("In a box.") == 1
    assert "Around it." in found.body


def test_a_document_of_several_articles_that_no_mark_divides_is_refused() -> None:
    lines = [line for n in (1, 2) for line in (f"Document {n} of 2", f"Tide {n}", "High at six.")]
    (found,) = read(document(*map(paragraph, lines)))
    assert isinstance(found, Rejected)
    assert found.reason.startswith("several articles, as ProQuest exports them; save them one by one")


def test_a_broken_document_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "1.docx").write_bytes(document(TEXT))
    (tmp_path / "2.docx").write_bytes(packed("<w:document"))
    (tmp_path / "3.docx").write_bytes(document(TEXT)[:200])
    (tmp_path / "4.docx").write_bytes(document(TEXT))
    first, broken, cut, last = corpus.read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected)
    assert isinstance(cut, Rejected)
    assert isinstance(last, Article)


BOMB = (
    '<!DOCTYPE w:document [<!ENTITY a "storm storm storm">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f']><w:document xmlns:w="{NAMESPACE}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p>'
    + "</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("export", "reason"),
    [
        (packed(BOMB), "entities"),
        (packed(b"\0" * 60_000_000), "decompress"),
        (packed("<x/>", "word/other.xml"), "without a text"),
        (packed(f'<w:document xmlns:w="{NAMESPACE}">' + "<w:p>" * 40_000), "deep"),
        (packed(f'<w:document xmlns:w="{NAMESPACE}"><w:body>' + "<w:p/>" * 100 + "<w:q>"), "not well-formed"),
        (packed("storm " * 1_000), "not well-formed"),
        (packed("<w:document"), "not well-formed"),
    ],
    ids=["entities", "a bomb", "no text", "depth", "cut off", "no markup", "no namespace"],
)
def test_hostile_documents_are_refused_soon_with_a_reason(export: bytes, reason: str) -> None:
    (found,) = reasons_soon(export)
    assert reason in found


def test_elements_are_counted_before_there_is_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_paragraphs, "ELEMENTS_LIMIT", 50)
    (reason,) = reasons_soon(document(TEXT * 40))
    assert "elements" in reason


def test_other_office_documents_are_not_taken_for_words() -> None:
    (found,) = read(packed("<x/>", "ppt/slides/slide1.xml").replace(b"word/", b"slid/"))
    assert isinstance(found, Rejected)

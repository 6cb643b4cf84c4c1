"""PDF with text: what is read of it, what is refused, and what hostile ones cost."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.printed import pdf as pdf_reader
from corpus.readers.printed.line_ends import join_lines
from corpus.readers.printed.pdf import honest_title
from tests.pdf_files import HEADING, Line, column, deflate, drawing, pdf, pdf_of

SECONDS = 10  # of CPU, on a slow machine; most take some milliseconds
STORM = [
    "The storm closed the old bridge at noon, and the har-",
    "bour was shut. Nobody was hurt, the mayor of Saint-",
    "Denis said, but the fish market will stay closed.",
    "",
    "The ferry goes again on Monday, if the wind allows",
    "it, said a (tired) spokeswoman.",
]
PARAGRAPHS = (
    "The storm closed the old bridge at noon, and the harbour was shut. Nobody was hurt, the mayor of "
    "Saint-Denis said, but the fish market will stay closed.\n\n"
    "The ferry goes again on Monday, if the wind allows it, said a (tired) spokeswoman."
)
PAGE = [(72.0, 740.0, HEADING, "Storm closes the bridge"), *column(STORM)]


def read(content: bytes) -> Article | Rejected:
    (found,) = corpus.read(io.BytesIO(content))
    return found


def article(content: bytes) -> Article:
    found = read(content)
    assert isinstance(found, Article), found
    return found


def reason(content: bytes) -> str:
    found = read(content)
    assert isinstance(found, Rejected), found
    return found.reason


def test_the_largest_line_is_the_title_and_lines_become_paragraphs() -> None:
    found = article(pdf([PAGE]))
    assert (found.title, found.body, found.notices) == ("Storm closes the bridge", PARAGRAPHS, ())


def test_no_date_is_made_of_those_of_the_file() -> None:
    found = article(pdf([PAGE], "/CreationDate (D:20161201220914Z) /ModDate (D:20170101000000Z)"))
    assert found.published is None


def test_a_title_in_the_properties_is_believed_and_not_repeated() -> None:
    found = article(pdf([PAGE], "/Title (Storm Closes the Bridge)"))
    assert (found.title, found.body) == ("Storm Closes the Bridge", PARAGRAPHS)


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - storm.docx", "storm_final_2.indd", "Untitled", "https://harbour.example/print", "17"],
)
def test_what_a_program_wrote_is_no_title(title: str) -> None:
    assert honest_title(title) == ""
    assert article(pdf([PAGE], f"/Title ({title})")).title == "Storm closes the bridge"


def test_columns_are_read_one_after_another() -> None:
    left = column(["The storm closed the old bridge", "at noon, and the harbour was"])
    right = column(["shut at once, for the first time", "in years."], x=320)
    found = article(pdf([[PAGE[0], *left, *right]]))
    assert found.body == (
        "The storm closed the old bridge at noon, and the harbour was shut at once, "
        "for the first time in years."
    )


def test_a_sentence_goes_on_over_pages_and_what_stands_on_each_of_them_is_left_out() -> None:
    texts = [
        ["The storm closed the old bridge and the", "harbour, where nobody was"],
        ["hurt. The ferry goes again."],
    ]
    pages: list[list[Line]] = [
        [(72, 770, 8, "Harbour Courier, a newspaper"), *column(lines), (300, 30, 8, f"Page {number}")]
        for number, lines in enumerate(texts, 1)
    ]
    pages[0].insert(1, PAGE[0])
    found = article(pdf(pages))
    assert found.body == (
        "The storm closed the old bridge and the harbour, where nobody was hurt. The ferry goes again."
    )


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = column(["The storm closed the bridge.", "Nobody was hurt.", "The ferry goes again."])
    x, y, size, text = lines[1]
    found = article(pdf([[PAGE[0], lines[0], (x + 12, y, size, text), lines[2]]]))
    assert found.body.split("\n\n") == [
        "The storm closed the bridge.",
        "Nobody was hurt. The ferry goes again.",
    ]


def test_a_page_without_text_among_others_is_told() -> None:
    found = article(pdf([PAGE, []]))
    assert found.notices == ("1 of 2 pages hold no text; they may have been scanned",)


def test_a_page_that_cannot_be_read_costs_no_other() -> None:
    contents = [deflate(drawing(PAGE)), b"no stream of zlib"]
    found = article(pdf_of(contents, stream="/Filter /FlateDecode"))
    assert found.body == PARAGRAPHS
    assert len(found.notices) == 1


def test_a_scanned_pdf_is_refused_with_what_to_do() -> None:
    assert reason(pdf([[], []])) == (
        "a PDF without text: its pages were scanned; "
        "let a program for OCR read them, and give its hOCR or ALTO"
    )


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    key = "<" + "41" * 32 + ">"
    entry = f"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O {key} /U {key} >> /ID [<41> <41>]"
    assert reason(pdf([PAGE], extra=entry)).startswith("a PDF that asks for a password; save it without one")


def test_a_damaged_pdf_is_refused() -> None:
    assert reason(b"%PDF-1.4\nnothing of a PDF").startswith("a PDF that is damaged: ")


def test_fonts_without_letters_are_refused() -> None:
    lines = [[(72.0, 700.0, 10.0, "storm")]]
    content = pdf(lines).replace(b"(storm)", rb"(\001\002\003a)")
    assert reason(content).startswith("a PDF whose fonts do not tell which letters they show")


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert reason(pdf([PAGE])) == "A PDF needs the package pypdf. pip install 'dateline[pdf]'"


def test_pages_are_bounded_in_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "PAGES_LIMIT", 2)
    assert reason(pdf([PAGE] * 3)) == "a PDF of more than 2 pages; split it"
    monkeypatch.setattr(pdf_reader, "PDF_LIMIT", 100)
    assert reason(pdf([PAGE])).startswith("a PDF of more than ")


def test_pages_that_take_too_long_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "SECONDS_FREELY", -1.0)
    monkeypatch.setattr(pdf_reader, "SECONDS_PER_MEGABYTE", 0.0)
    assert reason(pdf([PAGE])).startswith("its pages take too long to be read; those from page 1 on")


def looped_table() -> bytes:
    """A table of objects that names itself as the one before."""
    content = pdf([PAGE], extra="/Prev 0000000")
    return content.replace(b"/Prev 0000000", b"/Prev %07d" % content.index(b"xref\n0"))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: pdf_of([deflate(b"BT " + b" " * 30_000_000)], stream="/Filter /FlateDecode"),
    "a bomb in a bomb": lambda: pdf_of(
        [deflate(b"\0" * 30_000_000, 3)], stream="/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    ),
    "many filters": lambda: pdf_of([b"a"], stream=f"/Filter [{'/FlateDecode ' * 10_000}]"),
    "pages in a loop": lambda: pdf_of([b"a"], kids="2 0 R 2 0 R"),
    "a page many times": lambda: pdf_of([drawing(PAGE)], kids="4 0 R " * 50_000),
    "a table that names itself": looped_table,
    "a declared size": lambda: pdf([PAGE], extra="/Size 999999999999").replace(
        b"/Count 1", b"/Count 999999999"
    ),
    "arrays in arrays": lambda: pdf_of([b"[" * 20_000 + b"] TJ"]),
    "dictionaries in dictionaries": lambda: pdf([PAGE], "<< /A " * 20_000),
    "forms that are not there": lambda: pdf_of([b"/X Do " * 5_000]),
    "states saved": lambda: pdf_of([b"q " * 20_000]),
    "fonts chosen": lambda: pdf_of([b"BT " + b"/F1 9 Tf (a) Tj " * 5_000]),
    "a text never closed": lambda: pdf_of([b"BT (" + b"(" * 20_000]),
    "objects never closed": lambda: b"%PDF-1.4\n" + b"1 0 obj << " * 20_000,
    "beginnings": lambda: b"%PDF-1.4\n" * 20_000,
    "ends": lambda: b"%PDF-1.4\n" + b"startxref\n9\n%%EOF\n" * 10_000,
}
"""Small files that stand for much."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ones_end_soon_and_say_why(name: str) -> None:
    content = HOSTILE[name]()
    began = time.process_time()
    found = read(content)
    assert time.process_time() - began < SECONDS
    assert not isinstance(found, Rejected) or found.reason


@settings(max_examples=40)
@given(st.integers(0, 2_000), st.binary(max_size=8))
def test_damage_of_any_kind_gives_an_article_or_a_reason(place: int, noise: bytes) -> None:
    content = pdf([PAGE])
    place %= len(content)
    assert read(content[:place] + noise + content[place + len(noise) :])


WORDS = st.lists(st.text("abcdefgh", min_size=2, max_size=9), min_size=2, max_size=30)


@given(WORDS, st.data())
def test_joining_undoes_dividing(words: list[str], data: st.DataObject) -> None:
    """However words are divided at line ends, the text is what it was."""
    text = " ".join(words)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=5)))
    parts = [text[begin:end] for begin, end in pairwise([0, *cuts, len(text)])]
    lines = [
        part + "\u00ad" if part[-1].isalpha() and following[0].isalpha() else part
        for part, following in pairwise([*parts, " "])
    ]
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the har-", "bour"], "the harbour"),
        (["in Saint-", "Denis"], "in Saint-Denis"),
        (["a NATO-", "led force"], "a NATO-led force"),
        (["his mother-in-", "law"], "his mother-in-law"),
        (["inter- and intra-", "city"], "inter- and intracity"),
        (["inter-", "and intracity"], "inter- and intracity"),
        (["the har¬", "bour"], "the harbour"),
        (["the har\u00ad", "bour"], "the harbour"),
        (["the year -", "a bad one"], "the year - a bad one"),
        (["the end-"], "the end-"),
        (["", "the", "", "end"], "the end"),
    ],
)
def test_line_ends(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined

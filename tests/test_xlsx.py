"""Workbooks: sheets as tables, refusals, and what hostile ones cost."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime

import openpyxl
import pytest

import corpus
from corpus import Article, Rejected
from corpus.readers.rows import workbook as workbook_reader

SECONDS = 10  # of CPU, on a slow machine; most take some milliseconds
HEADER = ("Title", "Text", "Date", "Source", "ID")
STORM = ("Storm closes the bridge", "Nobody was hurt.", datetime(2016, 12, 1), "Harbour Courier", 17.0)
GULLS = ("Gulls return", "They came back.", date(2016, 12, 2), "Harbour Courier", 18)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(**sheets: Iterable[Iterable[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(tuple(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: str) -> bytes:
    """The workbook with another content of one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return file.getvalue()


def with_rows(rows: str, before: str = "") -> bytes:
    """A workbook whose only sheet has these rows in XML."""
    sheet = (
        f'{before}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return with_part(workbook(News=[HEADER]), SHEET, sheet)


def read(content: bytes, **options: object) -> list[Article | Rejected]:
    return list(corpus.read(io.BytesIO(content), **options))  # type: ignore[arg-type]


def articles(content: bytes, **options: object) -> list[Article]:
    found = read(content, **options)
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


def reason(content: bytes) -> str:
    (found,) = read(content)
    assert isinstance(found, Rejected), found
    return found.reason


def test_each_row_below_the_header_is_an_article() -> None:
    storm, gulls = articles(workbook(News=[HEADER, STORM, GULLS]))
    assert (storm.title, storm.body, storm.source) == (STORM[0], STORM[1], STORM[3])
    assert (storm.id, storm.origin) == ("17", "-[News]:2")
    assert gulls.published
    assert (gulls.published.day, gulls.published.precision) == (date(2016, 12, 2), "day")


def test_a_day_has_no_midnight_and_a_time_stays() -> None:
    rows = [HEADER, STORM, (*STORM[:2], datetime(2016, 12, 1, 22, 9, 14), "", "")]
    day, moment = (each.published for each in articles(workbook(News=rows)))
    assert day
    assert moment
    assert (day.precision, day.day) == ("day", date(2016, 12, 1))
    assert (moment.precision, moment.local) == ("second", datetime(2016, 12, 1, 22, 9, 14))


def test_what_stands_above_the_header_is_passed_over() -> None:
    asked = [("Harbour Archive, search of 3 December 2016",), (), ("Hits", 2)]
    storm, gulls = articles(workbook(News=[*asked, HEADER, STORM, (), GULLS]))
    assert (storm.title, gulls.title, gulls.origin) == (STORM[0], GULLS[0], "-[News]:7")


def test_every_sheet_is_read_and_one_without_a_header_is_told() -> None:
    first, notes, second = read(
        workbook(A=[HEADER, STORM], Notes=[("asked", "by Ana Roe")], B=[HEADER, GULLS])
    )
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(notes, Rejected)
    assert notes.origin == "-[Notes]"
    assert notes.reason.startswith(
        "no title and no text column in its first rows; it has 'asked', 'by Ana Roe'"
    )


def test_columns_of_other_names_are_told_and_can_be_named() -> None:
    content = workbook(News=[("Überschrift", "Inhalt"), STORM[:2]])
    assert "'Überschrift'" in reason(content)
    (found,) = articles(content, fields={"title": "Überschrift", "body": "Inhalt"})
    assert (found.title, found.body) == STORM[:2]


def test_faults_of_formulas_and_escapes_are_no_text() -> None:
    (found,) = articles(workbook(News=[HEADER, (STORM[0], "One_x000D_\nTwo", "#N/A", "#REF!", None)]))
    assert (found.body, found.published, found.source) == ("One\nTwo", None, "")


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(News=[HEADER, STORM])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert reason(content) == "A workbook (XLSX) needs the package openpyxl. pip install 'dateline[xlsx]'"


def test_a_damaged_workbook_is_refused() -> None:
    assert "damaged" in reason(workbook(News=[HEADER, STORM])[:2_000])
    assert reason(with_part(workbook(News=[HEADER]), "xl/workbook.xml", "<work")).startswith(
        "a workbook that is damaged: "
    )


def test_a_sheet_is_read_as_far_as_it_is_sound() -> None:
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    rows = "".join(cell.format(number, "Storm" if number > 1 else "title") for number in range(1, 3_000))
    *found, rejected = read(with_rows(rows + "<row><c></row>"))
    assert len(found) > 1_000
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith("a workbook that is damaged: ")
    assert rejected.reason.endswith("what follows in this sheet was not read")


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    row = '<row><c t="inlineStr"><is><t>title&b;</t></is></c></row>'
    assert "entities" in reason(with_rows(row, laughs))


def far_row(number: int) -> bytes:
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>title</t></is></c></row>'
    return with_rows(cell.format(1) + cell.format(number))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: with_rows("<!--" + " " * 60_000_000 + "-->"),
    "many elements": lambda: with_rows("<row/>" * 2_000_000),
    "a row far away": lambda: far_row(2_000_000_000),
    "a column far away": lambda: with_rows(
        '<row r="1"><c r="ZZZ1" t="inlineStr"><is><t>title</t></is></c></row>' * 500
    ),
    "a declared size": lambda: with_part(
        workbook(News=[HEADER]),
        SHEET,
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>',
    ),
    "elements in elements": lambda: with_rows("<row>" * 100_000),
    "a string that is not there": lambda: with_rows('<row><c t="s"><v>99999999999</v></c></row>' * 100),
    "a day beyond all": lambda: with_rows('<row><c t="d"><v>99999999999</v></c></row>' * 100),
}
"""Small workbooks that stand for much."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ones_end_soon(name: str) -> None:
    content = HOSTILE[name]()
    began = time.process_time()
    found = read(content)
    assert time.process_time() - began < SECONDS
    assert all(each.reason for each in found if isinstance(each, Rejected))


def test_blank_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_reader, "BLANK_ROWS_LIMIT", 5)
    found = read(workbook(News=[HEADER, *[()] * 9, GULLS]))
    assert [each.reason for each in found if isinstance(each, Rejected)] == [
        "more than 5 blank rows; what follows was not read"
    ]

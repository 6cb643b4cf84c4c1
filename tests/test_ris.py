"""RIS: an article for each record, whichever program wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus import Article, Rejected

from .databases import MEGABYTE, articles, day_of, read, reasons_soon, repeated

TWO = """Provider: Harbour Library
Database: Newsstand

TY  - NEWS
TI  - Ferry late again
AU  - Roe, Ana
AU  - Poe, Ben, Jr.
T2  - Harbour Courier
DA  - 2016/12/01/
PY  - 2016
AB  - The ferry came in late.
The harbour master was not amused.
LA  - English
SE  - Local
UR  - https://harbour.example/ferry; https://library.example/7
AN  - HC-1201-7
ER  -

TY  - NEWS
T1  - Hafen gesperrt
A1  - Muster, Max
JF  - Hafenblatt
Y1  - 2016/12//
N2  - Der Hafen bleibt zu.
LA  - Deutsch
ID  - 2
ER  -
"""


def record(*lines: str) -> str:
    return "\n".join(("TY  - NEWS", "TI  - Tide tables", *lines, "ER  - ", ""))


def test_each_record_is_an_article() -> None:
    ferry, harbour = articles(TWO, "ris", outlet="Not this")
    assert (ferry.title, ferry.source, day_of(ferry)) == ("Ferry late again", "Harbour Courier", "2016-12-01")
    assert ferry.authors == ("Ana Roe", "Ben Poe Jr.")
    assert ferry.body == "The ferry came in late.\nThe harbour master was not amused."
    assert (ferry.language, ferry.section, ferry.id) == ("en", "Local", "HC-1201-7")
    assert ferry.url == "https://harbour.example/ferry"
    assert (harbour.title, harbour.source, harbour.authors) == (
        "Hafen gesperrt",
        "Hafenblatt",
        ("Max Muster",),
    )
    assert harbour.published
    assert (harbour.published.precision, day_of(harbour)) == ("month", "2016-12-01")
    assert (harbour.body, harbour.language) == ("Der Hafen bleibt zu.", "de")


def test_a_counter_of_records_is_no_id() -> None:
    assert articles(record("ID  - 2"), "ris")[0].id != "2"
    assert articles(record("ID  - 2204716"), "ris")[0].id == "2204716"


@pytest.mark.parametrize(
    ("lines", "day", "precision"),
    [
        (("PY  - 2016/12/01/Thursday",), "2016-12-01", "day"),
        (("PY  - 2016",), "2016-01-01", "year"),
        (("PY  - 2016///",), "2016-01-01", "year"),
        (("PY  - 2016", "DA  - December 1"), "2016-12-01", "day"),
        (("DA  - 2016-12-01",), "2016-12-01", "day"),
        (("DA  - Dec 1, 2016", "PY  - 2016"), "2016-12-01", "day"),
        ((), "", ""),
    ],
)
def test_the_day_as_programs_write_it(lines: tuple[str, ...], day: str, precision: str) -> None:
    (found,) = articles(record(*lines), "ris")
    assert (day_of(found), found.published.precision if found.published else "") == (day, precision)


def test_a_day_of_access_in_another_year_dates_nothing() -> None:
    (found,) = articles(record("DA  - 2021/05/04", "PY  - 2016"), "ris")
    assert found.published
    assert found.published.precision == "year"
    assert any("disagree" in notice for notice in found.notices)


def test_a_summary_that_the_text_repeats_is_read_once() -> None:
    (found,) = articles(record("AB  - The ferry is late.", "N2  - The ferry is late. More to come."), "ris")
    assert found.body == "The ferry is late. More to come."


def test_what_a_field_map_names_counts_first() -> None:
    (found,) = articles(record("C1  - Front page", "SE  - Local"), "ris", fields={"section": "C1"})
    assert found.section == "Front page"


def test_a_record_without_anything_costs_no_other() -> None:
    first, broken, last = read(record() + "TY  - NEWS\nXX  - \nER  - \n" + record("AB  - High at six."))
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected)
    assert broken.origin.endswith(":4")
    assert broken.reason == "no title and no text"
    assert isinstance(last, Article)
    assert last.body == "High at six."


def test_a_record_that_is_cut_off_is_read_and_says_so() -> None:
    first, last = articles(record().replace("ER  - \n", "") + "TY  - NEWS\nTI  - Cut", "ris")
    assert first.title == "Tide tables"
    assert last.title == "Cut"
    assert all("cut off" in one.notices[0] for one in (first, last))


def test_the_name_speaks_for_ris_where_the_content_does_not(tmp_path: Path) -> None:
    path = tmp_path / "export.ris"
    path.write_text("A preamble.\n" * 12 + TWO)
    assert len(list(corpus.read(path))) == 2


def test_a_text_about_ris_is_an_article() -> None:
    page = "How we keep our library\n\nEvery record begins with TY  - NEWS, we are told.\n"
    (found,) = articles(page, "captured")
    assert "TY  - NEWS" in found.body


@pytest.mark.parametrize(
    "export",
    [
        repeated(b"TY  - ", MEGABYTE),
        repeated(b"TY  - \n"),
        b"TY  - NEWS\nTI  - Storm\n" + repeated(b"AB  - storm\n"),
        b"TY  - NEWS\nTI  - Storm\n" + repeated(b"AU  - Roe, Ana\n"),
        b"TY  - NEWS\nTI  - Storm\nDA  - " + repeated(b"2016/"),
    ],
    ids=["one line", "lines", "texts", "authors", "a date"],
)
def test_hostile_records_end_soon(export: bytes) -> None:
    reasons_soon(export, reader="ris")


def test_a_file_of_types_alone_has_a_reason() -> None:
    assert reasons_soon(repeated(b"TY  - NEWS\n", 300_000))[-1].startswith("more than 20,000")

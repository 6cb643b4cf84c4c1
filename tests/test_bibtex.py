"""BibTeX and BibLaTeX: an article for each entry, its TeX turned into text."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus import Article, Rejected
from corpus.readers.databases.tex_text import text_of_tex

from .databases import MEGABYTE, articles, day_of, read, reasons_soon, repeated

BIBLIOGRAPHY = r"""% Exported from the reading room
@comment{kept: @article{not, title={Not an article}}}
@string{hc = "Harbour Courier"}

@article{roe2016,
  title = {{Ferry} late again: {\"U}ber 3 \& more},
  author = {Roe, Ana and Ben Poe and {Harbour Desk} and others},
  journal = hc,
  year = 2016, month = dec, day = 1,
  abstract = "The ferry came in {late} --- again.",
  url = {https://harbour.example/ferry\_1},
  langid = {ngerman},
  urldate = {2021-05-04},
}

@online(doe2017, title = "Tide " # "tables", date = {2017-01-03/2017-01-05},
  organization = {Le Phare}, howpublished = {\url{https://phare.example/2}})
"""


def entry(*fields: str) -> str:
    return "@misc{key, title = {Tide tables}" + "".join(f",\n  {field}" for field in fields) + "\n}\n"


def test_each_entry_is_an_article() -> None:
    ferry, tides = articles(BIBLIOGRAPHY, "bibtex")
    assert ferry.title == "Ferry late again: Über 3 & more"
    assert ferry.authors == ("Ana Roe", "Ben Poe", "Harbour Desk")
    assert (ferry.source, day_of(ferry), ferry.language) == ("Harbour Courier", "2016-12-01", "de")
    assert ferry.body == "The ferry came in late — again."
    assert ferry.url == "https://harbour.example/ferry_1"
    assert (tides.title, tides.source, day_of(tides)) == ("Tide tables", "Le Phare", "2017-01-03")
    assert tides.url == "https://phare.example/2"


@pytest.mark.parametrize(
    ("fields", "day", "precision"),
    [
        (("year = 2016",), "2016-01-01", "year"),
        (("year = {2016}", "month = {12}"), "2016-12-01", "month"),
        (("year = {2016}", 'month = "1~" # dec'), "2016-12-01", "day"),
        (("year = {2016}", "month = {Dezember}"), "2016-12-01", "month"),
        (("date = {2016-12}",), "2016-12-01", "month"),
        (("urldate = {2016-12-01}",), "", ""),
    ],
)
def test_the_day_as_bibliographies_write_it(fields: tuple[str, ...], day: str, precision: str) -> None:
    (found,) = articles(entry(*fields), "bibtex")
    assert (day_of(found), found.published.precision if found.published else "") == (day, precision)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'E}t\'{e} \c{c}a, {\o}re, Stra{\ss}e", "Été ça, øre, Straße"),
        (r"\v{C}apek, \^\i le, na\"{\i}ve", "Čapek, île, naïve"),
        (r"1914--1918 ``so'' --- \emph{not} \textbf{that}", "1914–1918 “so” — not that"),
        (r"50\,\% \& \$3\_a \#1", "50 % & $3_a #1"),
        ("plain", "plain"),
    ],
)
def test_tex_becomes_text(tex: str, text: str) -> None:
    assert text_of_tex(tex) == text


def test_a_broken_entry_costs_no_other() -> None:
    first, broken, last = read(entry() + "@misc{nothing, note = {x}}\n" + entry("abstract = {High at six.}"))
    assert isinstance(first, Article)
    assert isinstance(broken, Rejected)
    assert broken.reason == "no title and no text"
    assert isinstance(last, Article)
    assert last.body == "High at six."


def test_a_brace_that_is_never_closed_costs_its_entry_alone() -> None:
    first, last = articles(entry("abstract = {High {at six").removesuffix("}\n") + entry(), "bibtex")
    assert any("not closed" in notice for notice in first.notices)
    assert (last.title, last.notices) == ("Tide tables", ())


def test_the_origin_of_an_entry_is_its_line() -> None:
    one, other = articles(entry() + "\n" + entry(), "bibtex")
    assert [one.origin.rpartition(":")[2], other.origin.rpartition(":")[2]] == ["1", "4"]


def test_several_entries_on_one_line_are_apart() -> None:
    assert [one.title for one in articles("@misc{a, title={A}} @misc{b,title={B}}", "bibtex")] == ["A", "B"]


def test_the_name_speaks_for_bibtex_below_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "library.bib"
    path.write_text("Our library.\n\n" + BIBLIOGRAPHY)
    assert len(list(corpus.read(path))) == 2


def test_a_text_about_bibtex_is_an_article() -> None:
    (found,) = articles("How we cite\n\nWrite @article{key, title = {…}} and no more.\n", "captured")
    assert "@article{key" in found.body


def test_short_names_do_not_stand_for_endless_texts() -> None:
    long = "@string{m = {" + "storm " * 160 + "}}\n"
    rows = "".join(f"@misc{{k{n}, title = m{' # m' * 5_000}}}\n" for n in range(6))
    assert any("short names" in reason for reason in reasons_soon((long + rows).encode()))


@pytest.mark.parametrize(
    "export",
    [
        repeated(b"{", MEGABYTE),
        repeated(b"@article{"),
        repeated(b"@article{\n"),
        repeated(b"@article{a,\n"),
        b"@misc{a, title = " + repeated(b"{"),
        b"@misc{a, author = {" + repeated(b"{ and "),
        b"@misc{a, " + repeated(b"a=1,") + b"}",
    ],
    ids=["braces", "entries", "lines", "keys", "a value", "names", "fields"],
)
def test_hostile_entries_end_soon_with_a_reason(export: bytes) -> None:
    assert reasons_soon(export, reader="bibtex")

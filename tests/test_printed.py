"""Pages in ALTO, PAGE XML and hOCR, and issues in METS: reading order, divided words, articles, bounds."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import corpus
from corpus import Article, Rejected

SECONDS = 10  # of CPU, on a slow machine; most take some milliseconds
TITLE = "Storm closes the bridge"
BODY = "The storm closed the harbour.\n\nNobody was hurt."


def read(content: str | bytes) -> list[Article | Rejected]:
    return list(corpus.read(io.BytesIO(content.encode() if isinstance(content, str) else content)))


def articles(content: str) -> list[Article]:
    return [article(each) for each in read(content)]


def article(found: Article | Rejected) -> Article:
    assert isinstance(found, Article), found
    return found


def rejected(found: Article | Rejected) -> Rejected:
    assert isinstance(found, Rejected), found
    return found


# ALTO.


def strings(line: str) -> str:
    words = "<SP/>".join(f'<String CONTENT="{word.removesuffix("-")}"/>' for word in line.split())
    return f"<TextLine>{words}{'<HYP/>' if line.endswith('-') else ''}</TextLine>"


def alto_block(id_: str, *lines: str, tags: str = "") -> str:
    return f'<TextBlock ID="{id_}" TAGREFS="{tags}">{"".join(map(strings, lines))}</TextBlock>'


def alto(*blocks: str, before: str = "", around: str = "") -> str:
    return (
        '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">'
        f"{before}<Layout><Page>{around}<PrintSpace>{''.join(blocks)}</PrintSpace></Page></Layout></alto>"
    )


STORM = (
    alto_block("t", TITLE, tags="h"),
    alto_block("b1", "The storm closed the har-", "bour."),
    alto_block("b2", "Nobody was hurt."),
)
TAGS = '<Tags><LayoutTag ID="h" LABEL="Headline"/></Tags>'


def test_alto_is_read_in_blocks_and_its_divided_words_are_whole() -> None:
    (found,) = articles(alto(*STORM, before=TAGS))
    assert (found.title, found.body, found.published, found.origin) == (TITLE, BODY, None, "-")


def test_alto_in_the_order_that_is_stated() -> None:
    references = "".join(f'<ElementRef REF="{id_}"/>' for id_ in ("t", "b1", "b2"))
    order = f"<ReadingOrder><OrderedGroup>{references}</OrderedGroup></ReadingOrder>"
    (found,) = articles(alto(*reversed(STORM), before=TAGS + order))
    assert (found.title, found.body) == (TITLE, BODY)


def test_alto_whose_words_know_what_they_are_parts_of() -> None:
    lines = (
        '<TextLine><String CONTENT="mother-in" SUBS_TYPE="HypPart1" SUBS_CONTENT="mother-in-law"/>'
        "<HYP/></TextLine>"
        '<TextLine><String CONTENT="law" SUBS_TYPE="HypPart2" SUBS_CONTENT="mother-in-law"/><SP/>'
        '<String CONTENT="saw"/><SP/><String CONTENT="it"/><String CONTENT="."/></TextLine>'
    )
    (found,) = articles(alto(STORM[0], f"<TextBlock>{lines}</TextBlock>", before=TAGS))
    assert found.body == "mother-in-law saw it."


def test_alto_without_the_margins_above_and_below() -> None:
    margin = f"<TopMargin>{alto_block('m', 'HARBOUR COURIER, 1 DECEMBER')}</TopMargin>"
    (found,) = articles(alto(*STORM, before=TAGS, around=margin))
    assert "COURIER" not in found.title + found.body


def test_a_page_without_a_text_is_refused_with_what_to_do() -> None:
    (found,) = read(alto('<Illustration ID="i"/>'))
    assert rejected(found).reason == (
        "it holds no text: a page that was scanned, but whose letters were not recognised (OCR); "
        "do that first"
    )


# PAGE XML.


def region(id_: str, *lines: str, kind: str = "paragraph", custom: str = "") -> str:
    shown = "".join(
        f'<TextLine custom="{custom}"><TextEquiv><Unicode>{line}</Unicode></TextEquiv></TextLine>'
        for line in lines
    )
    return f'<TextRegion id="{id_}" type="{kind}">{shown}</TextRegion>'


def page_xml(*regions: str, order: str = "") -> str:
    listed = "".join(
        f'<RegionRefIndexed index="{n}" regionRef="{id_}"/>' for n, id_ in enumerate(order.split())
    )
    stated = f"<ReadingOrder><OrderedGroup>{listed}</OrderedGroup></ReadingOrder>" if order else ""
    return (
        '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f"<Page>{stated}{''.join(regions)}</Page></PcGts>"
    )


REGIONS = (
    region("n", "17", kind="page-number"),
    region("b2", "Nobody was hurt."),
    region("b1", "The storm closed the har¬", "bour."),
    region("t", TITLE, kind="heading"),
)


def test_page_xml_in_the_order_that_is_stated_without_furniture() -> None:
    (found,) = articles(page_xml(*REGIONS, order="t b1 b2"))
    assert (found.title, found.body, found.published) == (TITLE, BODY, None)


def test_page_xml_whose_lines_name_their_articles() -> None:
    marks = [f"structure {{type:article; id:a{number};}}" for number in (1, 2)]
    storm, gulls = articles(
        page_xml(
            region("t1", TITLE, custom=marks[0]),
            region("t2", "Gulls return", custom=marks[1]),
            region("r1", "Nobody was hurt that day.", custom=marks[0]),
            region("r2", "They came back.", custom=marks[1]),
            region("r3", "It was noon.", custom=marks[0]),
        )
    )
    assert (storm.title, gulls.title) == (TITLE, "Gulls return")
    assert storm.body.endswith("It was noon.")
    assert (storm.origin, gulls.origin) == ("-[0]", "-[1]")


# hOCR.


def hocr_block(*lines: str, kind: str = "ocr_line") -> str:
    words = (" ".join(f"<span class=ocrx_word>{word}</span>" for word in line.split()) for line in lines)
    shown = "".join(f'<span class="{kind}">{line}</span>' for line in words)
    return f'<div class="ocr_carea"><p class="ocr_par">{shown}</p></div>'


def hocr(*pages: str) -> str:
    shown = "".join(f'<div class="ocr_page">{page}</div>' for page in pages)
    return f'<html><head><meta name="ocr-system" content="tesseract"/></head><body>{shown}</body></html>'


def test_hocr_is_read_page_by_page_and_its_divided_words_are_whole() -> None:
    page = hocr_block(TITLE, kind="ocr_header") + hocr_block("The storm closed the har-", "bour.")
    storm, gulls = articles(hocr(page + hocr_block("Nobody was hurt."), hocr_block("Gulls return") * 2))
    assert (storm.title, storm.body, storm.published) == (TITLE, BODY, None)
    assert (gulls.title, gulls.origin) == ("Gulls return", "-[1]")


def test_a_title_of_the_first_line_ends_with_a_whole_word() -> None:
    (found,) = articles(hocr(hocr_block("The coun-", "cil met", "on Friday.")))
    assert (found.title, found.body) == ("The council", "The council met on Friday.")


def test_hocr_without_page_numbers() -> None:
    (found,) = articles(hocr(hocr_block("17", kind="ocr_pageno") + hocr_block(TITLE) + hocr_block("So.")))
    assert (found.title, found.body) == (TITLE, "So.")


# METS.

MODS = """<dmdSec ID="{id}"><mdWrap MDTYPE="MODS"><xmlData><mods xmlns="http://www.loc.gov/mods/v3">
{about}</mods></xmlData></mdWrap></dmdSec>"""
ISSUE = (
    "<titleInfo><title>Harbour Courier</title></titleInfo>"
    "<originInfo><dateIssued>1906-12-01</dateIssued></originInfo>"
)
STORY = (
    "<titleInfo><nonSort>The</nonSort><title>storm</title></titleInfo>"
    '<name type="personal"><namePart type="given">Ana</namePart><namePart type="family">Roe</namePart></name>'
)
ARTICLE = (
    '<div TYPE="Issue" DMDID="issue"><div TYPE="Section" LABEL="Weather"><div TYPE="Article" DMDID="story">'
    '<div TYPE="Body"><fptr><seq><area FILEID="p1" BEGIN="b1"/>'
    '<area FILEID="p2" BEGIN="c1"/></seq></fptr></div>'
    "</div></div></div>"
)
PAGES = {
    "alto/1.xml": alto(
        alto_block("b1", "The storm closed the har-", "bour, and"), alto_block("ad", "Buy salt.")
    ),
    "alto/2.xml": alto(alto_block("c1", "nobody was hurt.")),
}


def mets(logical: str = "", places: tuple[str, ...] = tuple(PAGES), issue: str = ISSUE) -> str:
    files = "".join(
        f'<file ID="p{number}"><FLocat LOCTYPE="URL" xlink:href="{place}"/></file>'
        for number, place in enumerate(places, 1)
    )
    sheets = "".join(
        f'<div TYPE="page"><fptr FILEID="p{number}"/></div>' for number in range(1, len(places) + 1)
    )
    described = MODS.format(id="issue", about=issue) + MODS.format(id="story", about=STORY)
    return (
        '<?xml version="1.0"?><mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"{described}<fileSec><fileGrp>{files}</fileGrp></fileSec>"
        f'<structMap TYPE="PHYSICAL"><div>{sheets}</div></structMap>'
        f'<structMap TYPE="LOGICAL">{logical}</structMap></mets>'
    )


def read_issue(folder: Path, content: str, pages: dict[str, str] = PAGES) -> list[Article | Rejected]:
    for name, page in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page)
    (folder / "mets.xml").write_text(content)
    return list(corpus.read(folder))


def test_an_article_over_two_pages_with_all_that_the_issue_says_of_it(tmp_path: Path) -> None:
    found, left = read_issue(tmp_path, mets(ARTICLE))
    storm = article(found)
    assert (storm.title, storm.authors) == ("The storm", ("Ana Roe",))
    assert storm.body == "The storm closed the harbour, and nobody was hurt."
    assert (storm.source, storm.section) == ("Harbour Courier", "Weather")
    assert storm.published
    assert (storm.published.day, storm.published.precision) == (date(1906, 12, 1), "day")
    assert rejected(left).reason == (
        "1 of 3 text blocks belong to no article, as advertisements may, and were not read"
    )


def test_without_articles_each_page_is_one_with_the_day_of_the_issue(tmp_path: Path) -> None:
    first, second = map(article, read_issue(tmp_path, mets()))
    assert first.published
    assert first.published == second.published
    assert (first.source, second.body or second.title) == ("Harbour Courier", "nobody was hurt.")


@pytest.mark.parametrize(
    "stated",
    [
        "<dateIssued>1906-12-01</dateIssued><dateIssued>1906-12-02</dateIssued>",
        "<dateIssued>around Christmas</dateIssued>",
    ],
)
def test_days_that_disagree_or_are_none_date_nothing_and_are_told(stated: str, tmp_path: Path) -> None:
    first, *_ = map(article, read_issue(tmp_path, mets(issue=f"<originInfo>{stated}</originInfo>")))
    assert first.published is None
    assert any("date" in notice for notice in first.notices)


def test_an_issue_without_a_day_has_none(tmp_path: Path) -> None:
    dates = '<dateCreated>2016-12-01</dateCreated><dateIssued point="start">1906</dateIssued>'
    first, *_ = map(article, read_issue(tmp_path, mets(issue=f"<originInfo>{dates}</originInfo>")))
    assert (first.published, first.notices) == (None, ())


@pytest.mark.parametrize(
    "place",
    [
        "../secret.xml",
        "alto/../../secret.xml",
        "{outside}/secret.xml",
        "file://{outside}/secret.xml",
        "%2e%2e/secret.xml",
    ],
)
def test_no_page_is_opened_outside_the_folder(place: str, tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(alto(alto_block("s", "A secret."), alto_block("t", "More.")))
    folder = tmp_path / "issue"
    folder.mkdir()
    found = read_issue(folder, mets(places=(place.format(outside=tmp_path),)), {})
    assert not any(isinstance(each, Article) for each in found)
    assert found


def test_no_link_is_followed_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(alto(alto_block("s", "A secret."), alto_block("t", "More.")))
    folder = tmp_path / "issue"
    folder.mkdir()
    (folder / "1.xml").symlink_to(tmp_path / "secret.xml")
    found = read_issue(folder, mets(places=("1.xml",)), {})
    assert not any(isinstance(each, Article) for each in found)
    assert any("'1.xml' cannot be read" in each.reason for each in found if isinstance(each, Rejected))


def test_a_page_that_is_missing_is_told(tmp_path: Path) -> None:
    found = read_issue(tmp_path, mets(ARTICLE), {"alto/1.xml": PAGES["alto/1.xml"]})
    assert article(found[0]).body == "The storm closed the harbour, and"
    assert "its page 'alto/2.xml' cannot be read" in rejected(found[-1]).reason


def test_mets_in_no_folder_is_refused_with_what_to_do() -> None:
    (found,) = read(mets(ARTICLE))
    assert rejected(found).reason == (
        "a METS file that lies in no folder: its pages cannot be found; unpack it, and name its folder"
    )


# All of them.


@pytest.mark.parametrize("content", [alto(*STORM), page_xml(*REGIONS), mets()])
def test_without_the_package_for_xml_it_says_what_to_install(
    content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    (found,) = read(content)
    assert rejected(found).reason == "XML needs the package defusedxml. pip install 'dateline[xml]'"


@pytest.mark.parametrize("content", [alto(*STORM), page_xml(*REGIONS), mets()])
def test_entities_are_refused(content: str) -> None:
    root = content.index("<", 5)
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    (found,) = read(content[:root] + laughs + content[root:])
    assert "declares entities" in rejected(found).reason


def references(count: int, target: str) -> str:
    return "".join(f'<ElementRef REF="{target}"/>' for _ in range(count))


HOSTILE: dict[str, Callable[[], str]] = {
    "ALTO: blocks in blocks": lambda: alto("<ComposedBlock>" * 100_000),
    "ALTO: groups in groups": lambda: alto(
        '<ComposedBlock ID="a"><TextBlock ID="a"/>' * 190 + "</ComposedBlock>" * 190
    ),
    "ALTO: many strings": lambda: alto("<TextBlock><TextLine>" + "<String CONTENT='a'/>" * 300_000),
    "ALTO: a block named many times": lambda: alto(*STORM, before=references(100_000, "b1")),
    "ALTO: a reference to many": lambda: alto(*STORM, before=f'<ElementRef REF="{"b1 " * 100_000}"/>'),
    "PAGE: groups in groups": lambda: page_xml("<OrderedGroup>" * 100_000),
    "PAGE: a region named many times": lambda: page_xml(*REGIONS, order="b1 " * 50_000),
    "PAGE: many articles": lambda: page_xml(
        *(region("r", "a", custom=f"structure {{type:article; id:a{n};}}") for n in range(20_000))
    ),
    "PAGE: a mark never closed": lambda: page_xml(region("r", "a", custom="structure {" * 20_000)),
    "hOCR: pages in pages": lambda: hocr('<div class="ocr_page">' * 50_000),
    "hOCR: lines in lines": lambda: hocr('<span class="ocr_line">a' * 5_000),
    "hOCR: many lines": lambda: hocr('<span class="ocr_line">a</span>' * 50_000),
    "hOCR: many blocks": lambda: hocr('<p class="ocr_par"><span class="ocr_line">a</span></p>' * 30_000),
}
"""Small files that stand for much."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon(name: str) -> None:
    content = HOSTILE[name]()
    began = time.process_time()
    assert read(content)
    assert time.process_time() - began < SECONDS


def test_an_article_that_names_a_page_many_times_has_it_once(tmp_path: Path) -> None:
    areas = '<area FILEID="p1"/>' * 50_000
    logical = f'<div TYPE="Article"><fptr><seq>{areas}</seq></fptr></div>'
    began = time.process_time()
    found, _ = read_issue(tmp_path, mets(logical))
    assert article(found).body.count("The storm closed") <= 1
    assert time.process_time() - began < SECONDS

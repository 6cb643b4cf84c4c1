"""The main text of pages: every block of the article, and nothing of what stands around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.glue import glued_words
from corpus import Article
from corpus.readers.base import Options
from corpus.readers.html import read_page

TEXT = "".join(
    f"<p>The {ordinal} pier of the bridge gave way on Friday, the harbour office said, and nobody was hurt. "
    f"Its engineers want {weeks} weeks for repairs, and ships take the northern channel until then.</p>"
    for ordinal, weeks in (("first", "three"), ("second", "five"), ("third", "seven"), ("fourth", "nine"))
)
LAST = "nine weeks for repairs"
NOISE = (
    "<p>I have always said so, wrote a stranger, and nobody in this town has ever listened to noiseword.</p>"
    * 9
)


def body_of(markup: str) -> str:
    read = read_page(
        f"<html><head><title>Bridge</title></head><body>{markup}</body></html>".encode(), Options("a")
    )
    assert isinstance(read, Article), read
    return read.body


@pytest.mark.parametrize(
    "attributes",
    [
        "id='comments'",
        "class='comment-list'",
        "itemscope itemtype='https://schema.org/UserComments'",
        "id='cookie-consent'",
        "class='gdpr-banner'",
        "class='modal login'",
        "role='dialog'",
        "class='newsletter-signup'",
        "class='related-articles'",
        "class='author-bio'",
    ],
)
def test_what_stands_around_the_article_is_none_of_it_however_long(attributes: str) -> None:
    body = body_of(f"<article><h1>The bridge falls</h1>{TEXT}</article><div {attributes}>{NOISE}</div>")
    assert "first pier" in body
    assert LAST in body
    assert "noiseword" not in body


@pytest.mark.parametrize(
    "standfirst",
    [
        "<div class='standfirst'><p>Zebraword: the harbour is cut in two since Thursday night.</p></div>",
        "<header><p>Zebraword: the harbour of the town is cut in two since Thursday night.</p></header>",
        "<h2 class='dek'>Zebraword: the harbour is cut in two</h2>",
        "<div><p>Zebraword: the harbour is cut in two.</p></div>",
    ],
)
def test_the_standfirst_is_part_of_the_text(standfirst: str) -> None:
    body = body_of(f"<article><h1>The bridge falls</h1>{standfirst}<div class='body'>{TEXT}</div></article>")
    assert "Zebraword" in body
    assert LAST in body


def test_both_sides_of_an_advertisement_are_read() -> None:
    body = body_of(
        f"<article><h1>The bridge falls</h1><div>{TEXT}</div><div class='ad'>{NOISE[:300]}</div>"
        f"<div>{TEXT.replace('pier', 'lamp')}</div></article>"
    )
    assert "first pier" in body
    assert "fourth lamp" in body
    assert "noiseword" not in body


def test_a_quotation_in_an_element_of_its_own_is_read() -> None:
    quote = (
        "<div><blockquote><p>The third pier sank for days, said the pilot of the tug.</p></blockquote></div>"
    )
    assert "said the pilot" in body_of(f"<article><h1>The bridge falls</h1>{TEXT}{quote}{TEXT}</article>")


@pytest.mark.parametrize("update", ["<div class='update'>{}</div>", "<article class='update'>{}</article>"])
def test_all_updates_of_a_live_blog_are_read(update: str) -> None:
    updates = "".join(
        update.format(f"<h3>At {hour} o'clock</h3>{TEXT.replace('pier', f'pier{hour}')}") for hour in range(4)
    )
    body = body_of(f"<main><h1>The bridge, as it happens</h1>{updates}</main>")
    assert all(f"pier{hour}" in body for hour in range(4))


def test_words_of_lines_items_and_cells_are_apart() -> None:
    parted = (
        "<p>Tampa, FL<br>June 14<br/>Orlando</p><ul><li>Tickets: 50 dollars</li><li>Parking: 10</li></ul>"
        "<table><tr><td>Arena</td><td>Miami</td></tr><tr><td>Stadium</td><td>Tampa</td></tr></table>"
    )
    body = body_of(f"<article><h1>The bridge falls</h1>{TEXT}{parted}{TEXT}</article>")
    assert {"FL", "Orlando", "dollars", "Parking", "Arena", "Miami", "Stadium"} <= set(
        re.findall(r"\w+", body)
    )


def test_words_of_a_headlines_parts_are_apart() -> None:
    read = read_page(
        f"<h1><span>Open harbour</span><span>Why bridges fall</span></h1>{TEXT}".encode(), Options("a")
    )
    assert isinstance(read, Article)
    assert read.title == "Open harbour Why bridges fall"


def test_readings_beside_characters_are_dropped() -> None:
    ruby = "<p><ruby>虐待<rp>(</rp><rt>ぎゃくたい</rt><rp>)</rp></ruby>をなくす</p>"
    assert "虐待をなくす" in body_of(f"<article><h1>The bridge falls</h1>{TEXT}{ruby}{TEXT}</article>")


@pytest.mark.parametrize(
    "text", [TEXT, "<b>The bridge falls</b><br><br>Ships wait in the northern channel.<br><br>"]
)
def test_a_table_that_lays_out_a_page_gives_no_pipes(text: str) -> None:
    body = body_of(f"<table><tr><td>&nbsp;</td><td>{text}</td><td>&nbsp;</td></tr></table>")
    assert "|" not in body
    assert body


def test_a_page_whose_all_is_called_furniture_is_not_lost() -> None:
    assert LAST in body_of(f"<div class='modal'><div class='sidebar'>{TEXT}</div></div>")


@pytest.mark.parametrize("tag", ["nav", "aside", "footer"])
def test_an_element_that_was_left_open_does_not_swallow_the_article(tag: str) -> None:
    body = body_of(f"<{tag}><a href='/'>Home</a><div><h1>The bridge falls</h1>{TEXT}</div>")
    assert LAST in body


@pytest.mark.parametrize("heading", ["<div class='title'>{}</div>", "<h2>{}</h2>", "<p><b>{}</b></p>"])
def test_a_standfirst_below_a_headline_that_is_no_first_level_heading_is_read(heading: str) -> None:
    headline = "A pier of the old harbour bridge gives way"
    page = (
        f"<title>{headline} | Harbour Post</title><div>{heading.format(headline)}</div>"
        f"<div><p>Divers found the crack months before the accident, a letter of theirs shows.</p></div>"
        f"<ul><li><a href='/a'>Tides</a></li></ul><div>{TEXT}</div>"
    )
    read = read_page(page.encode(), Options("a"))
    assert isinstance(read, Article)
    assert "Divers found the crack" in read.body


def test_lists_and_subheadings_between_columns_are_read() -> None:
    items = "".join(f"<li>Pier {number} is to be inspected by divers next week</li>" for number in range(9))
    body = body_of(
        f"<article><h1>The bridge falls</h1><div>{TEXT}</div><div><div><ul>{items}</ul></div></div>"
        f"<div><h3>What is next</h3></div><section>{TEXT}</section></article>"
    )
    assert "Pier 8" in body
    assert "What is next" in body


@pytest.mark.parametrize(
    "line",
    [
        "Read more: <a href='/x'>The divers of the harbour</a>",
        "<b>Lesen Sie auch</b> <a href='/x'>Die Taucher</a>",
        "Auch interessant:",
        "À lire aussi : <a href='/x'>les plongeurs</a>",
        "Lea también: <a href='/x'>los buzos</a>",
        "Читайте также: <a href='/x'>водолазы</a>",
        "延伸閱讀：",
    ],
)
def test_a_line_that_points_to_another_article_is_none_of_the_text(line: str) -> None:
    body = body_of(f"<article><h1>The bridge falls</h1>{TEXT}<p>{line}</p>{TEXT}</article>")
    assert body.count(LAST) == 2
    assert all(len(part) > 100 for part in body.split("\n\n")[1:]), (
        "only the paragraphs of the text, and the heading"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Read more slowly, the judge told the clerk.",
        "Related costs will be met by the town.",
        "Read also the <a href='/x'>law</a> of 1911, said the mayor to the assembled citizens of the town.",
    ],
)
def test_a_sentence_that_begins_like_a_pointer_stays(line: str) -> None:
    body = body_of(f"<article><h1>The bridge falls</h1>{TEXT}<p>{line}</p>{TEXT}</article>")
    assert re.sub("<[^>]*>", "", line) in body


def test_labels_before_the_first_sentence_are_none_of_the_text() -> None:
    body = body_of(
        "<article><h1>The bridge falls</h1><div><p>Ada Quill</p><p>11 Jan 2019</p><p>Dear reader,</p>"
        f"{TEXT}</div></article>"
    )
    assert "Ada Quill" not in body
    assert "11 Jan 2019" not in body
    assert "Dear reader," in body


def test_a_table_that_stands_in_a_figure_is_read() -> None:
    cells = "<tr><td>Northern channel</td><td>7 metres</td></tr>"
    table = f"<figure class='wp-block-table'><table>{cells}</table></figure>"
    body = body_of(f"<article><h1>The bridge falls</h1>{TEXT}{table}{TEXT}</article>")
    assert "Northern channel 7 metres" in body


def test_a_page_of_short_lines_is_read() -> None:
    assert "line 7 of it" in body_of("".join(f"<p>The line {number} of it</p>" for number in range(60)))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p", "li", "td", "div", "h2", "dd", "blockquote", "section"]), st.booleans()
        ),
        max_size=12,
    )
)
def test_words_of_different_blocks_never_adjoin(parts: list[tuple[str, bool]]) -> None:
    markup = "".join(
        f"<{tag}>left{number}{'<br>' if broken else ''} word right{number}</{tag}>"
        for number, (tag, broken) in enumerate(parts)
    )
    page = f"<body><article><h1>The bridge falls</h1>{TEXT}{markup}{TEXT}</article></body>"
    assert glued_words(page.encode(), body_of(page)) == []


def test_glued_words_are_found() -> None:
    page = b"<p>Tampa, FL<br>June</p><td>Arena</td><li>in<i>side</i></li>"
    assert glued_words(page, "Tampa, FLJune inside Arena") == ["FLJune"]
    assert glued_words(page + b"<p>FLJune</p>", "Tampa, FLJune") == []

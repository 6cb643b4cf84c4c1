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

"""The day of a page: which of its dates say when its article was published, and which do not."""

from __future__ import annotations

import time

import pytest

from corpus import Article
from corpus.readers.base import Options
from corpus.readers.html import read_page
from corpus.readers.html.page_dates import META_NAMES

TEXT = "<p>The council closed the old harbour bridge on Thursday after the river rose by two metres.</p>" * 6
HEADLINE = "<h1>Flood closes the harbour bridge</h1>"


def read(body: str, head: str = "", url: str = "") -> Article:
    markup = f"<html lang='en'><head><title>Flood</title>{head}</head><body>{body}</body></html>"
    found = read_page(markup.encode(), Options("page.html", url=url))
    assert isinstance(found, Article)
    return found


def day(body: str, head: str = "", url: str = "") -> str:
    return str(read(body, head, url).published)[:10]


def linked(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    "around",
    [
        "<header class='top'><time>Tuesday, 5 March 2024</time></header>{article}",
        "<nav><time datetime='2024-03-05'></time></nav>{article}",
        "{article}<aside><time class='entry-date published' datetime='2009-04-11'></time></aside>",
        "{article}<div class='related'><time datetime='2009-04-11'></time></div>",
        "{article}<footer><time datetime='2024-03-05'></time></footer>",
        "{article}<div id='comments'><time itemprop='datePublished' datetime='2019-07-17'></time></div>",
        "{article}<article class='comment-body'><time datetime='2019-07-17'></time></article>",
        "{article}<div><time class='public-event' datetime='2017-01-15'></time></div>",
        "{article}<div><time class='updated' datetime='2016-12-05'></time></div>",
    ],
)
def test_dates_of_other_things_do_not_count(around: str) -> None:
    article = f"<article>{HEADLINE}<time class='published' datetime='2016-12-01'></time>{TEXT}</article>"
    assert day(around.replace("{article}", article)) == "2016-12-01"


@pytest.mark.parametrize(
    "line",
    [
        "<p>1 December 2016</p>",
        "<p class='date'>1 December 2016</p>",
        "<p>By Mara Ellison | 1 December 2016</p>",
        "<p>By Mara Ellison on 1 December 2016</p>",
        "<p>Posted on December 1, 2016 by Mara Ellison</p>",
        "<p>Published: 1 December 2016 09:00 GMT</p>",
        "<p>Updated: 3 December 2016</p><p>Published: 1 December 2016</p>",
        "<span>Mara Ellison</span><br>1 December 2016",
        "<p>Updated <time datetime='2016-12-05'></time></p><p><time datetime='2016-12-01'></time></p>",
        "<abbr class='published' title='2016-12-01T09:00:00+01:00'>Thursday</abbr>",
        "<span itemprop='datePublished' content='2016-12-01'>Thursday</span>",
        "<time datetime='2016-12-01'>Thursday</time>",
    ],
)
def test_a_date_beside_the_headline_is_the_articles(line: str) -> None:
    assert day(f"<article>{HEADLINE}{line}{TEXT}</article>") == "2016-12-01"


@pytest.mark.parametrize(
    "line",
    [
        "<p>The market on <time datetime='2017-05-20'>20 May</time> is cancelled.</p>",
        "<p>The market on 20 May 2017 is cancelled.</p>",
        "<p>01/02/2016</p>",
    ],
)
def test_a_date_within_the_text_dates_no_article(line: str) -> None:
    assert read(f"<article>{HEADLINE}{line}{TEXT}</article>").published is None


@pytest.mark.parametrize(
    "line",
    [
        "<time itemprop='dateModified' datetime='2016-12-05'>Monday</time>",
        "<p>Updated: 5 December 2016</p>",
        "<p>Updated <time datetime='2016-12-05'>Monday</time></p>",
    ],
)
def test_a_change_alone_is_told_and_dates_nothing(line: str) -> None:
    article = read(f"<article>{HEADLINE}{line}{TEXT}</article>")
    assert article.published is None
    assert article.notices == ("only the date of a change is stated: 2016-12-05",)


@pytest.mark.parametrize("name", META_NAMES)
def test_every_meta_name_dates_a_page(name: str) -> None:
    head = f'<meta name="{name}" content="2016-12-01T09:00:00+01:00">'
    assert day(f"<article>{HEADLINE}{TEXT}</article>", head) == "2016-12-01"


def test_the_name_of_a_change_dates_none() -> None:
    head = '<meta property="article:modified_time" content="2016-12-01T09:00:00+01:00">'
    assert read(f"<article>{HEADLINE}{TEXT}</article>", head).published is None


@pytest.mark.parametrize(
    "json",
    [
        '{"@type": "WebPage", "datePublished": "2016-12-01"}',
        '{"@graph": [{"@type": ["WebPage", "ItemPage"], "datePublished": "2016-12-01T09:00:00+00:00"}]}',
        '{"@type": "VideoObject", "uploadDate": "2016-12-01"}',
        '{"@type": "NewsArticle", "headline": "Flood", "datePublished": "2016-12-01"}}',
        '{"@type": "NewsArticle", "headline": "Flood", "datePublished": "2016-12-01T16:02:50CST"}',
        '[{"@type": "Review", "datePublished": "2020"}, {"@type": "Recipe", "datePublished": "2016-12-01"}]',
    ],
)
def test_json_ld_of_a_page_dates_it(json: str) -> None:
    assert day(f"<article>{HEADLINE}{TEXT}</article>", linked(json)) == "2016-12-01"


def test_a_readers_review_dates_no_page() -> None:
    json = '{"@type": "Recipe", "review": [{"@type": "Review", "datePublished": "2020-04-12"}]}'
    assert read(f"<article>{HEADLINE}{TEXT}</article>", linked(json)).published is None


def test_a_shown_neighbour_of_a_stamp_in_utc_is_told() -> None:
    json = '{"@type": "NewsArticle", "headline": "Flood", "datePublished": "2023-11-09T03:28:35Z"}'
    body = f"<article>{HEADLINE}<p class='date'>Nov. 8, 2023</p>{TEXT}</article>"
    article = read(body, linked(json))
    assert str(article.published) == "2023-11-09T03:28:35+00:00"
    assert article.notices == (
        "the page shows 2023-11-08 beside its stamp in UTC, 2023-11-09T03:28:35+00:00",
    )
    found = read(body, linked(json), "https://harbour.example/2023/11/08/flood")
    assert (str(found.published), found.notices) == ("2023-11-08", ())


@pytest.mark.parametrize(
    "body",
    [
        "<p>1 December 2016</p>" * 20_000,
        "<div><time datetime='2016-12-01'>1</time></div>" * 20_000,
        "<b>1" * 2_000,
    ],
)
def test_time_is_linear_in_the_page(body: str) -> None:
    began = time.process_time()
    read_page(f"<html><body>{HEADLINE}{body}{TEXT}</body></html>".encode(), Options("page.html"))
    assert time.process_time() - began < 8

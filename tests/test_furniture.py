"""What stands around an article on a page, and what only looks like it."""

from __future__ import annotations

import lxml.html
import pytest

from corpus.readers.html.furniture import furniture_around, furniture_in, furniture_of


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<div id="comments"></div>', "comments"),
        ('<ol class="commentList"></ol>', "comments"),
        ('<article class="comment"></article>', "comments"),
        ('<div itemscope itemtype="https://schema.org/Comment"></div>', "comments"),
        ('<div id="cookie-consent"></div>', "consent"),
        ('<div class="modal login"></div>', "sign-in"),
        ('<div role="dialog"></div>', "sign-in"),
        ('<div class="box newsletter"></div>', "newsletter"),
        ('<section class="related-articles"></section>', "teasers"),
        ('<div class="author_bio"></div>', "author box"),
        ('<div class="siteHeader"></div>', "masthead"),
        ("<header><nav></nav></header>", "masthead"),
        ("<footer></footer>", "footer"),
        ("<nav></nav>", "navigation"),
        ("<aside></aside>", "aside"),
        ('<div class="share-buttons"></div>', "share bar"),
        ('<div class="ad"></div>', "advertisement"),
        ('<div class="entry-meta"></div>', "details"),
        ('<p class="article__byline"></p>', "details"),
        ('<span class="sr-only"></span>', "unseen"),
        ('<div class="td-crumb-container"></div>', "navigation"),
        ('<h2 id="newsletter"></h2>', ""),
        ('<h1 class="breadcrumb-title"></h1>', ""),
        ('<section id="toc_3"></section>', ""),
        ('<div class="commentary"></div>', ""),
        ('<div class="public"></div>', ""),
        ('<div class="shared-space adapted"></div>', ""),
        ('<div class="comment-free"></div>', ""),
        ('<div class="with-newsletter"></div>', ""),
        ('<div class="ad" itemprop="articleBody"></div>', ""),
        ("<header><h2>Standfirst</h2></header>", ""),
    ],
)
def test_furniture_is_known_by_its_names(markup: str, kind: str) -> None:
    assert furniture_of(lxml.html.fromstring(markup)) == kind


def test_what_names_the_states_of_a_whole_page_is_none() -> None:
    tree = lxml.html.document_fromstring("<body class='comments cookie-consent'><p>Text</p></body>")
    assert furniture_in(tree) == {}


def test_what_holds_the_heading_and_much_of_the_text_is_the_article() -> None:
    tree = lxml.html.document_fromstring(
        "<div class='comment'><h1>The bridge is closed</h1><p>The bridge was closed on Friday.</p></div>"
        "<div class='comments'><h1>Comments</h1><p>I knew it.</p></div>"
    )
    assert list(furniture_in(tree).values()) == ["comments"]


def test_an_element_stands_in_the_nearest_furniture() -> None:
    tree = lxml.html.document_fromstring(
        "<aside><div class='related'><p><time>1 May</time></p></div></aside>"
        "<p><time>2 May</time> The bridge was closed.</p>"
    )
    furniture = furniture_in(tree)
    assert [furniture_around(time, furniture) for time in tree.iter("time")] == ["teasers", ""]


@pytest.mark.parametrize("name", ["sidebar-wrapper", "right-column", "sponsored", "related-story-main"])
def test_what_holds_much_of_the_text_is_no_small_part_of_a_page(name: str) -> None:
    tree = lxml.html.document_fromstring(
        f"<div class='{name}'><p>The bridge was closed.</p></div><p>Friday</p>"
    )
    assert furniture_in(tree) == {}


def test_comments_may_be_longer_than_the_article() -> None:
    tree = lxml.html.document_fromstring(
        f"<article><p>{'The bridge was closed. ' * 20}</p></article>"
        f"<div class='comments'>{'<p>I knew it would come to that.</p>' * 200}</div>"
    )
    assert list(furniture_in(tree).values()) == ["comments"]


def test_a_byline_is_short_and_holds_no_headline() -> None:
    tree = lxml.html.document_fromstring(
        "<div class='post-meta'><h1>The bridge is closed</h1><p class='byline'>Ada Quill</p></div>"
        f"<div class='entry-meta'><p>{'The bridge was closed on Friday. ' * 20}</p></div>"
    )
    assert [each.get("class") for each in furniture_in(tree)] == ["byline"]

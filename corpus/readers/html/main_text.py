"""The article's own text in a page, without menus, teasers and advertisements."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...text import clean, paragraphs
from .blocks import PageBlock, blocks_of
from .columns import article_blocks, is_prose
from .tree import LINE_END, NEEDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NO_TEXT = (
    "script", "style", "svg", "template", "noscript", "iframe", "video", "audio", "canvas",
    "button", "select", "input", "head", "rt", "rp",
)  # fmt: skip
"""Elements without a word of the article. Not ``form``: some systems put the whole page into one."""

_FURNITURE = "furniture"  # what such elements are called; a nav that is none, being left open, keeps its text
_CONVINCING_SHARE, _CONVINCING_LENGTH = 0.7, 500
_FAR_LONGER = 2.0
_RULED = 25_000
"""Elements of a page, furniture taken off, that rules are asked about: each takes them some 50 microseconds
and a kilobyte. News pages have fewer than half as many before anything is taken off."""
_HTML_NAMES = {
    "lb": "br",
    "item": "li",
    "list": "ul",
    "cell": "td",
    "row": "tr",
    "head": "h2",
    "quote": "blockquote",
    "code": "pre",
}
"""What elements of TEI, which trafilatura's rules give, are called in HTML."""


def main_text(tree: Any, furniture: Iterable[Any], title: str = "") -> str:  # noqa: ANN401 -- lxml ships no types
    """The article's paragraphs, blank lines between; "" where none are found. The tree is used up.

    On most pages nearly all prose that is left beside the furniture stands in one column, or in a few: that
    is the article, and taking it as it is finds the text better, and faster, than rules do
    (benchmarks/quality). Elsewhere trafilatura's rules decide (Barbaresi 2021, ACL demo), without its second
    opinions; where they find far less than the columns hold, they have taken something else for the article.
    Of a page of more than 25,000 elements, the columns are the text.

    Args:
        tree: the page's root.
        furniture: what stands around the article; see ``furniture_in``.
        title: the article's, by which its headline is known on a page without first-level headings.

    Raises:
        InputError: the package is missing.
    """
    extract = _extractor()
    _strip(tree, furniture)
    blocks = blocks_of(tree)
    article = article_blocks(blocks, title)
    text = _text_of(article)
    if len(text) >= _CONVINCING_LENGTH and _share(article, blocks) >= _CONVINCING_SHARE:
        return text
    if tree.xpath("count(//*)") > _RULED:
        return text
    ruled = _ruled_text(tree, extract)
    return text if len(text) > _FAR_LONGER * len(ruled) else ruled


def _share(article: Sequence[PageBlock], blocks: Sequence[PageBlock]) -> float:
    """The part of a page's prose that is the article's; 1 where it has none."""
    total = sum(block.length for block in blocks if is_prose(block) and block.tag != "h1")
    return sum(block.length for block in article if is_prose(block)) / total if total else 1.0


def _ruled_text(tree: Any, extract: Callable[..., Any]) -> str:  # noqa: ANN401 -- lxml ships no types
    """What trafilatura's rules find, each line a paragraph."""
    from lxml import etree

    markup = etree.tostring(tree, encoding="unicode", method="html")
    found = extract(markup, fast=True, include_comments=False, with_metadata=False)
    if found is None or found.body is None:
        return ""
    for element in found.body.iter("*"):
        element.tag = _HTML_NAMES.get(element.tag, element.tag)
        element.text, element.tail = _with_line_ends(element.text), _with_line_ends(element.tail)
    return _paragraphs_of(line for block in blocks_of(found.body) for line in block.lines)


def _with_line_ends(text: str | None) -> str | None:
    return text and text.replace("\n", LINE_END)


def _paragraphs_of(texts: Iterable[str]) -> str:
    return paragraphs(clean("\n\n".join(texts)))


def _text_of(blocks: Sequence[PageBlock]) -> str:
    """Their texts, without headings that nothing follows."""
    end = len(blocks)
    while end and blocks[end - 1].is_heading:
        end -= 1
    return _paragraphs_of(block.text for block in blocks[:end])


def _strip(tree: Any, furniture: Iterable[Any]) -> None:  # noqa: ANN401 -- lxml ships no types
    from lxml import etree

    for element in furniture:
        element.tag = _FURNITURE
    etree.strip_elements(tree, _FURNITURE, *_NO_TEXT, with_tail=False)


@cache
def _extractor() -> Callable[..., Any]:
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise InputError(NEEDED) from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are not for our users
    found: Callable[..., Any] = bare_extraction
    return found

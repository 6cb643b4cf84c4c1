"""The article's own text in a page, without menus, teasers and advertisements."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...text import clean, paragraphs
from .tree import NEEDED, elements, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NO_TEXT = (
    "script", "style", "svg", "template", "noscript", "iframe", "video", "audio", "canvas",
    "button", "select", "input", "head", "nav", "footer", "aside",
)  # fmt: skip
"""Elements without a word of the article. Not ``form``: some systems put the whole page into one."""

_KEPT = frozenset(("p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "pre"))
_LISTS = frozenset(("p", "ul", "ol"))
_CONVINCING_SHARE, _CONVINCING_LENGTH = 0.7, 500
_FAR_LONGER = 2.0
_RULED = 25_000
"""Elements of a page, furniture taken off, that rules are asked about: each takes them some 50 microseconds
and a kilobyte. News pages have fewer than half as many before anything is taken off."""
_TEASING = 0.8  # the share of links in a paragraph that is none of the text


def main_text(tree: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    """The article's paragraphs, blank lines between; "" where none are found. The tree is used up.

    On most pages nearly all paragraphs stand side by side in one element: that is the article, and taking
    it as it is finds the text better, and many times as fast, than rules do (benchmarks/quality). Elsewhere
    trafilatura's rules decide (Barbaresi 2021, ACL demo), without its second opinions; where they find far
    less than the largest such element holds, they have taken something else for the article. Of a page of
    more than 25,000 elements, the largest such element is the text.

    Raises:
        InputError: the package is missing.
    """
    extract = _extractor()
    _strip(tree)
    block, share = _largest_block(tree)
    text = _text_of(block)
    if share >= _CONVINCING_SHARE and len(text) >= _CONVINCING_LENGTH:
        return text
    if tree.xpath("count(//*)") > _RULED:
        return text
    found = extract(tree, fast=True, include_comments=False, with_metadata=False)
    ruled = _tidy((found.text or "").splitlines() if found else [])
    return text if len(text) > _FAR_LONGER * len(ruled) else ruled


def _largest_block(tree: Any) -> tuple[Any, float]:  # noqa: ANN401 -- lxml ships no types
    """The element with most text in paragraphs of its own, and its share of all text in paragraphs."""
    lengths: dict[Any, int] = defaultdict(int)
    for paragraph in elements(tree, "p"):
        lengths[paragraph.getparent()] += len(" ".join(text_in(paragraph).split()))
    total = sum(lengths.values())
    if not total:
        return (), 0.0
    largest = max(lengths, key=lambda element: lengths[element])
    return largest, lengths[largest] / total


def _text_of(block: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    """The paragraphs, headings and lists in an element, without those that are nothing but links."""
    kept = [child for child in block if child.tag in _KEPT and not _is_teaser(child)]
    return _tidy(" ".join(text_in(child).split()) for child in kept)


def _is_teaser(element: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a paragraph or list consists of links only."""
    if element.tag not in _LISTS:
        return False
    linked = sum(len(text_in(anchor).strip()) for anchor in elements(element, "a"))
    return linked > _TEASING * len(text_in(element).strip())


def _tidy(lines: Iterable[str]) -> str:
    """Lines as paragraphs."""
    return paragraphs(clean("\n\n".join(line for line in lines if line.strip())))


def _strip(tree: Any) -> None:  # noqa: ANN401 -- lxml ships no types
    from lxml import etree

    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)


@cache
def _extractor() -> Callable[..., Any]:
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise InputError(NEEDED) from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are not for our users
    found: Callable[..., Any] = bare_extraction
    return found

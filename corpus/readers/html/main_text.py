"""The article's own text in a page, without menus, teasers and advertisements."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...text import clean, paragraphs
from .blocks import Block, blocks_of
from .furniture import furniture_in
from .tree import NEEDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NO_TEXT = (
    "script", "style", "svg", "template", "noscript", "iframe", "video", "audio", "canvas",
    "button", "select", "input", "head", "nav", "footer", "aside", "rt", "rp",
)  # fmt: skip
"""Elements without a word of the article. Not ``form``: some systems put the whole page into one."""

_CONVINCING_SHARE, _CONVINCING_LENGTH = 0.7, 500
_FAR_LONGER = 2.0
_RULED = 25_000
_TEASING = 0.8  # the share of links in a paragraph that is none of the text
_SENTENCE = 60
_LARGE = 200


def main_text(tree: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    extract = _extractor()
    _strip(tree)
    blocks = blocks_of(tree)
    article = _article_of(blocks)
    text = _text_of(article)
    total = sum(block.length for block in blocks if block.length > _SENTENCE and not _is_teaser(block) and block.tag != "h1")
    share = sum(block.length for block in article if block.length > _SENTENCE) / total if total else 0
    if share >= _CONVINCING_SHARE and len(text) >= _CONVINCING_LENGTH:
        return text
    if tree.xpath("count(//*)") > _RULED:
        return text
    found = extract(tree, fast=True, include_comments=False, with_metadata=False)
    ruled = _tidy((found.text or "").splitlines() if found else [])
    return text if len(text) > _FAR_LONGER * len(ruled) else ruled


def _article_of(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of the article: those of its columns, what introduces them, what stands between."""
    homes = _homes(blocks)
    lengths: dict[Any, int] = defaultdict(int)
    for block, home in zip(blocks, homes):
        if block.length > _SENTENCE and block.tag in ("", "p", "blockquote", "pre") and not _is_teaser(block):
            lengths[home] += block.length
    if not lengths:
        return ()
    largest = max(lengths, key=lengths.__getitem__)
    around = [largest, *largest.iterancestors()]
    within = next((each for each in reversed(around) if each.tag == "article"), None)
    if within is None:
        within = next((each for each in around if each.tag == "main"), around[-1])
    inner = set(within.iter("*"))
    columns = {home for home, length in lengths.items() if home in inner and length >= min(lengths[largest], max(_LARGE, .1 * lengths[largest]))}
    places = [place for place, home in enumerate(homes) if home in columns]
    first, last = places[0], places[-1]
    start = _start(blocks, first)
    teasing = {block.parent for block in blocks if block.tag[:1] == "h" and _is_teaser(block)}
    chosen = []
    for place in range(start, last + 1):
        block = blocks[place]
        if block.tag == "h1" or _is_teaser(block):
            continue
        if homes[place] in columns:
            if block.tag or block.length > _SENTENCE:
                chosen.append(block)
        elif block.length > _SENTENCE and block.parent not in teasing and block.tag in ("", "p", "blockquote", "h2"):
            chosen.append(block)
    return chosen


def _start(blocks, first):
    for tag in ("h1", "h2"):
        for place in range(first - 1, max(-1, first - 20), -1):
            if blocks[place].tag == tag and not _is_teaser(blocks[place]):
                return place
        if any(block.tag == "h1" for block in blocks[:first]): break
    return first


def _homes(blocks: Sequence[Block]) -> list[Any]:
    """For each block the element that it shares with others: not one that was made for it alone."""
    counts: dict[Any, int] = defaultdict(int)
    for block in blocks:
        counts[block.parent] += 1
    homes = []
    for block in blocks:
        home = block.parent
        for _ in range(2):
            if counts[block.parent] > 1 or home.tag in ("article", "main", "body", "td") or home.getparent() is None:
                break
            home = home.getparent()
            if counts[home]:
                break
        homes.append(home)
    return homes


def _is_teaser(block: Block) -> bool:
    return block.linked > _TEASING * block.length


def _text_of(blocks: Sequence[Block]) -> str:
    kept = list(blocks)
    while kept and kept[-1].tag[:1] == "h":
        kept.pop()
    return _tidy(block.text for block in kept)


def _tidy(lines: Iterable[str]) -> str:
    """Lines as paragraphs."""
    return paragraphs(clean("\n\n".join(line for line in lines if line.strip())))


def _strip(tree: Any) -> None:  # noqa: ANN401 -- lxml ships no types
    from lxml import etree

    for element in furniture_in(tree):
        element.tag = "aside"
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

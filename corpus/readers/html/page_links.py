"""Stated links of a page: what the outlet put next to its article, or linked in the text of it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

from ...addresses import original_address
from ...article import Link
from ...text import one_line
from ..links import stated_link
from .tree import elements, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LINKS_LIMIT = 500
"""Links of one page that are kept."""

# The beginnings of these words are left out, since classes are written in either case.
_BESIDE = (
    "elated", "ead-more", "eadmore", "ore-on", "lso-read", "ee-also", "ecommend", "ehr-zum", "um-thema",
    "elacionad", "orrelat", "ire-aussi", "ees-ook",
)  # fmt: skip
_BLOCKS = ("aside", "section", "div", "ul")
_LEVELS = 5  # of blocks around a link that are looked at
_LEAST_TITLE = 12  # characters: shorter texts are words that happen to be linked, or names of rubrics
_PATH = re.compile(r"\d{4,}|-[^/]*-[^/]*|/\d{4}/\d\d")  # what addresses of articles look like
_LONGEST = 2048  # characters of an address


def links_of(tree: Any, url: str, stated: Iterable[object]) -> tuple[Link, ...]:  # noqa: ANN401 -- lxml ships no types
    """Links to other articles, each address once: those of JSON-LD, those beside the text, those in it.

    Args:
        tree: the page, with its ``aside`` and ``nav`` elements still in it.
        url: the page's address, which the others are relative to, or "".
        stated: addresses that JSON-LD names as related.
    """
    found: dict[str, Link] = {}
    entries = [*((each, "") for each in stated if isinstance(each, str)), *_beside(tree), *_within(tree)]
    own = _bare(url)
    for href, title in entries:
        address = _address(href, url)
        if not address or _bare(address) == own or address in found or len(found) >= LINKS_LIMIT:
            continue
        if link := stated_link({"url": address, "title": title}):
            found[address] = link
    return tuple(found.values())


def _beside(tree: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- lxml ships no types
    """Links in blocks that call themselves related."""
    seen = set()
    known: dict[str, bool] = {}
    for block in elements(tree, *_BLOCKS):
        called = f"{block.get('class')} {block.get('id')}"
        if called not in known:
            known[called] = any(word in called for word in _BESIDE)
        if not known[called]:
            continue
        for anchor in elements(block, "a"):
            if anchor not in seen and block in islice(anchor.iterancestors(*_BLOCKS), _LEVELS):
                seen.add(anchor)
                yield from _link(anchor, _LEAST_TITLE)


def _within(tree: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- lxml ships no types
    """Links in the paragraphs of the article itself."""
    for article in elements(tree, "article", "main"):
        for paragraph in elements(article, "p"):
            for anchor in elements(paragraph, "a"):
                yield from _link(anchor, 1)
        return


def _link(anchor: Any, least: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- lxml ships no types
    heading = next(elements(anchor, "h1", "h2", "h3", "h4", "h5"), anchor)  # a teaser's text is no title
    title = one_line(text_in(heading))
    href = anchor.get("href") or ""
    if len(title) >= least and href:
        yield href, title


def _address(href: str, base: str) -> str:
    """The whole address of a link to an article on the web; "" for anything else."""
    if len(href) > _LONGEST:
        return ""
    try:
        address = original_address(urldefrag(urljoin(base, href.strip())).url)
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_article = parts.scheme in ("http", "https") and parts.netloc and _PATH.search(parts.path)
    return one_line(address) if is_article else ""


def _bare(address: str) -> str:
    return address.partition("://")[2].partition("?")[0].rstrip("/")

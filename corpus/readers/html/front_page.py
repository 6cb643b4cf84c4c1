"""Front pages, sections and the like: pages that list articles, and are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .tree import elements, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_LEVELS = 6  # of elements around a heading that are looked at for the end of its teaser
_LEAST_TITLE = 12  # characters of a link's text that may be a headline
_LONGEST_TEASER = 1_000  # characters under one headline; more is an article
_LEAST_TEASERS = 5
_MOSTLY = 0.6  # of the text, that is in links and teasers on a page that lists articles
_LABEL_WORDS = 3  # of a heading that names a rubric
_letters = re.compile(r"[\W_]+")
_article_path = re.compile(r"\d{5,}|/\d{4}/\d\d?/|-[^/]*-[^/]*-|\.(?:html?|shtml)$")


@dataclass(frozen=True, slots=True)
class Teasers:
    """What a page says of other pages.

    Attributes:
        count: how many of them it names under headings, or in links that may be headlines.
        text: all text of links, and what stands under linked headings; letters alone.
    """

    count: int
    text: str


def teasers_in(tree: Any, url: str) -> Teasers:  # noqa: ANN401 -- lxml ships no types
    """The teasers of a page at ``url``, which may be "": links to the same outlet, and the text under them."""
    own = urlsplit(url)
    addresses: set[str] = set()
    texts: list[str] = []
    headings: dict[Any, None] = {}
    for anchor in elements(tree, "a"):
        href, text = anchor.get("href") or "", text_in(anchor)
        if len(text.strip()) < _LEAST_TITLE or not _is_elsewhere(href, url, own.netloc, own.path):
            continue
        texts.append(text)
        heading = next(anchor.iterancestors(*_HEADINGS), None)
        if heading is None:
            heading = next(elements(anchor, *_HEADINGS), None)
        if heading is not None:
            addresses.add(href)
            headings[heading] = None
    texts += _under(list(headings))
    return Teasers(len(addresses), _letters.sub("", " ".join(texts)).casefold())


def lists_articles(body: str, teasers: Teasers, url: str, headings: Sequence[str]) -> bool:
    """Whether most of a page's text is that of links and teasers.

    What has the address or the heading of an article is taken for one where there is any doubt.
    """
    lines = [key for line in body.split("\n\n") if (key := _letters.sub("", line).casefold())]
    linked = sum(len(line) for line in lines if line in teasers.text)
    if linked < _MOSTLY * sum(map(len, lines)):
        return False
    path = urlsplit(url).path
    is_titled = any(len(heading.split()) > _LABEL_WORDS for heading in headings)
    doubt = bool(_article_path.search(path)) or (is_titled and len(headings) == 1 and path not in ("", "/"))
    return teasers.count >= _LEAST_TEASERS and not (doubt and url)


def _is_elsewhere(href: str, url: str, host: str, path: str) -> bool:
    """Whether a link leads to another page of the same outlet, as far as its host tells."""
    try:
        address = urlsplit(urljoin(url, href.strip()))
    except ValueError:
        return False
    same = not host or not address.netloc or _domain(address.netloc) == _domain(host)
    return same and address.scheme in ("", "http", "https") and address.path.rstrip("/") not in ("", path.rstrip("/"))


def _domain(host: str) -> str:
    return ".".join(host.lower().split(".")[-2:])


def _under(headings: Sequence[Any]) -> Iterator[str]:
    """The texts that stand with these headings, each in the largest element that holds no other of them."""
    within: dict[Any, int] = {}
    for heading in headings:
        for block, _ in zip(heading.iterancestors(), range(_LEVELS), strict=False):
            within[block] = within.get(block, 0) + 1
    for heading in headings:
        largest = None
        for block, _ in zip(heading.iterancestors(), range(_LEVELS), strict=False):
            if within[block] > 1:
                break
            largest = block
        if largest is not None and len(text := text_in(largest)) <= _LONGEST_TEASER:
            yield text

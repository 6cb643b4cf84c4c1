"""Front pages, sections and the like: pages that list articles, and are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...text import letters_of
from .tree import elements, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .stand_ins import PageFront

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_LEVELS = 6  # of elements around a headline that are looked at for the end of its teaser
_LEAST_TITLE, _LEAST_HEADLINE = (
    12,
    30,
)  # characters of a link in a heading, and elsewhere, that may be a headline
_LONGEST_TEASER = 1_000  # characters under one headline; more is an article
_LEAST_TEASERS, _LEAST_COLLECTED = 5, 3
_MOSTLY = 0.6  # of the text, that is in links and teasers on a page that lists articles
_LABEL_WORDS = 3  # of a heading that names a rubric
_SENTENCE, _ARTICLE = 80, 1_000  # characters of text that is no furniture, and of that of an article
_article_path = re.compile(r"\d{5,}|/\d{4}/\d\d?/|-[^/]*-[^/]*-|\.(?:html?|shtml)$")
_list_path = re.compile(
    r"/(?:tags?|categor(?:y|ies|ia)|topics?|authors?|search|page|thema|themen|rubrik|ressort|etiquetas?|archives?)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Teasers:
    """What a page says of other pages.

    Attributes:
        count: how many of them it names in headings, or in links that may be headlines.
        links: the texts of all its links; letters alone.
        text: the text of links that may be headlines, and what stands under such headlines; letters alone.
        others: the headings that lead nowhere; letters alone.
    """

    count: int
    links: frozenset[str]
    text: str
    others: frozenset[str]


def teasers_in(tree: Any, front: PageFront) -> Teasers:  # noqa: ANN401 -- lxml ships no types
    """The teasers of a page: links to the same outlet that may be headlines, and the text under them."""
    own = urlsplit(front.url)
    addresses: set[str] = set()
    links: set[str] = set()
    texts: list[str] = []
    headlines: dict[Any, None] = {}
    for anchor in elements(tree, "a"):
        href, text = anchor.get("href") or "", text_in(anchor)
        links.add(letters_of(text))
        if len(text.strip()) < _LEAST_TITLE or not _is_elsewhere(href, own.netloc, own.path):
            continue
        texts.append(text)
        headline = _headline_around(anchor, len(text))
        if headline is not None:
            addresses.add(href)
            headlines[headline] = None
    others = {letters_of(text_in(each)) for each in elements(tree, *_HEADINGS) if each not in headlines}
    shown = letters_of(" ".join([*texts, *_under(list(headlines))]))
    return Teasers(len(addresses), frozenset(links), shown, frozenset(others))


def lists_articles(body: str, teasers: Teasers, front: PageFront) -> bool:
    """Whether what a page shows, of which ``body`` was taken for an article's text, is teasers of articles.

    Most of its text is links, or headlines with what stands under them; of a page at the address of a whole
    outlet it is enough that the rest is short. What has the address or a headline of an article is taken for
    one where there is any doubt.
    """
    lines = [(len(line), letters_of(line)) for line in body.split("\n\n")]
    if 2 * sum(length for length, key in lines if key in teasers.links) > len(body):
        return True
    own = [length for length, key in lines if key not in teasers.text]
    linked = sum(length for length, _ in lines) - sum(own)
    is_mostly_linked = linked >= _MOSTLY * (linked + sum(own))
    if front.is_collection and is_mostly_linked and teasers.count >= _LEAST_COLLECTED:
        return True
    if teasers.count < _LEAST_TEASERS:
        return False
    address = urlsplit(front.url)
    if front.url and address.path in ("", "/") and not address.query:
        return sum(length for length in own if length >= _SENTENCE) < _ARTICLE
    return is_mostly_linked and not _may_be_article(address.path, teasers, front)


def _may_be_article(path: str, teasers: Teasers, front: PageFront) -> bool:
    """Whether a page has the address of an article, or a heading that may be its headline.

    That is the only first-level one, or one that its title repeats; neither leads elsewhere.
    """
    if _article_path.search(path) and not _list_path.search(path):
        return True
    titles = {letters_of(title) for title in front.titles}
    if any(len(key) >= _LEAST_HEADLINE and any(key in title for title in titles) for key in teasers.others):
        return True
    return (
        len(front.headings) == 1
        and letters_of(front.headings[0]) in teasers.others
        and len(front.headings[0].split()) > _LABEL_WORDS
    )


def _headline_around(anchor: Any, length: int) -> Any:  # noqa: ANN401 -- lxml ships no types
    """The heading around or in a link; the link, if it is long and in no paragraph; else None."""
    heading = next(anchor.iterancestors(*_HEADINGS), None)
    if heading is None:
        heading = next(elements(anchor, *_HEADINGS), None)
    if heading is None and length >= _LEAST_HEADLINE and next(anchor.iterancestors("p"), None) is None:
        return anchor
    return heading


def _is_elsewhere(href: str, host: str, path: str) -> bool:
    """Whether a link leads to another page of the same outlet, as far as its host tells."""
    try:
        address = urlsplit(href.strip())
    except ValueError:
        return False
    if address.scheme not in ("", "http", "https"):
        return False
    same = not host or not address.netloc or _domain(address.netloc) == _domain(host)
    return same and address.path.rstrip("/") not in ("", path.rstrip("/"))


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

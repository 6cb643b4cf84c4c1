"""What a page says about itself: JSON-LD, meta elements, canonical link, headings."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...addresses import capture_of, is_home_page, is_web_address, join_address, original_address
from ...text import one_line
from ..rows.fields import is_name, split_names
from . import linked_data
from .furniture import furniture_in
from .headline import displayed_heading, headline
from .page_dates import Stated, dates_in
from .shown_dates import ShownDates, shown_dates
from .stand_ins import PageFront
from .tree import elements, text_in

_AUTHORS = (
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "article:author",
    "author",
    "byl",
    "byline",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "dc.creator.name",
)
_SECTIONS = (
    "article:section",
    "parsely-section",
    "section",
    "cxenseparse:recs:category",
    "dc.subject.category",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_address = re.compile(r"(?:https?:)?//|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)
_INITIALS = re.compile(r"\s\([\w.]{1,6}\)\Z")  # how some outlets sign: "Jane Doe (jd)"
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class _HeadElements:
    """The elements of a page's head, by kind."""

    meta: dict[str, list[str]]
    canonical: str
    base: str
    title: str


class Metadata:
    """What a page says about itself, each part read when it is asked for.

    Attributes:
        url: the page's address: its canonical one, else the one it was fetched from, or "".
        captured: when an archive made the copy that this is, in UTC, or None.
    """

    def __init__(self, tree: Any, fetched_from: str = "") -> None:  # noqa: ANN401 -- lxml ships no types
        self._tree = tree
        self._nodes = linked_data.nodes(tree)
        self._head = _found_in(tree)
        stated = self._addresses(fetched_from)
        self.captured = min((each.moment for each in map(capture_of, stated) if each.moment), default=None)
        self.url = self._own_address(stated)
        self._article = linked_data.article_in(self._nodes, self.url)
        self._by_id = linked_data.by_id(self._nodes)

    @cached_property
    def title(self) -> str:
        """The headline."""
        linked = one_line(linked_data.text(self._article.get("headline")))
        return headline(linked, self._stated_titles, self._headings, self.source)

    @cached_property
    def heading(self) -> str:
        """The headline that the page shows above its text, where that is another one; else ""."""
        return displayed_heading(self.title, self._stated_titles, self._headings)

    @cached_property
    def _stated_titles(self) -> list[str]:
        stated = (*(self._meta(name) for name in _TITLES), self._head.title)
        return [text for text in stated if text]

    @cached_property
    def _headings(self) -> list[str]:
        shown = (one_line(text_in(heading)) for heading in elements(self._tree, "h1"))
        return [text for text in shown if text]

    @cached_property
    def source(self) -> str:
        """The outlet's name, or ""."""
        publisher = linked_data.names(self._article.get("publisher"), self._by_id)
        return one_line(next(iter(publisher), "") or self._meta("og:site_name"))

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Names, in the order given; of JSON-LD, else of the meta elements, else of what is marked so."""
        fallback: tuple[str, ...] = ()
        for read in (self._linked_authors, self._meta_authors, self._marked_authors):
            names = tuple(dict.fromkeys(name for written in read() for name in _names(written)))
            if any(map(is_name, names)) and not self._are_the_outlet(names):
                return names
            fallback = fallback or names
        return fallback

    def _are_the_outlet(self, names: tuple[str, ...]) -> bool:
        """Whether the outlet names itself as the author, as many do for want of another."""
        own = self.source.casefold()
        return bool(own) and all(name.casefold() in own or own in name.casefold() for name in names)

    @property
    def section(self) -> str:
        """The rubric, or ""."""
        found = one_line(linked_data.text(self._article.get("articleSection")))
        return found or next((text for name in _SECTIONS if (text := self._meta(name))), "")

    @property
    def language(self) -> str:
        """A BCP 47 tag, or ""."""
        root = self._tree.get("lang") or self._tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        stated = (
            linked_data.text(self._article.get("inLanguage")),
            root,
            self._meta("content-language"),
            self._meta("og:locale"),
        )
        return next((tag.strip().replace("_", "-") for tag in stated if _LANGUAGE.fullmatch(tag.strip())), "")

    @property
    def text(self) -> str:
        """The article's text as JSON-LD has it, or "": often cut, or without paragraphs."""
        return linked_data.text(self._article.get("articleBody"))

    @property
    def summary(self) -> str:
        """What the page says of its article in a sentence or two, or ""."""
        stated = linked_data.text(self._article.get("description"))
        return stated or self._meta("og:description") or self._meta("description")

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is one article, and not a list of them."""
        if self._meta("og:type").lower() == "article":
            return True
        return bool(self._article) and not self.front.is_collection

    @cached_property
    def front(self) -> PageFront:
        """What tells an article from a list of them, and from what is sent in its place."""
        is_dated = bool(self._article.get("datePublished") or self._meta("article:published_time"))
        is_collection = linked_data.is_collection(self._nodes, self.url)
        return PageFront(self._stated_titles, self._headings, self.url, is_dated, is_collection)

    @property
    def linked_addresses(self) -> list[str]:
        """Addresses in JSON-LD that the article names as related."""
        values = [self._article.get(key) for key in ("relatedLink", "isBasedOn", "citation")]
        flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
        return [each for value in flat if (each := value.get("url") if isinstance(value, dict) else value)]

    @cached_property
    def dates(self) -> Stated:
        """Every statement of when the article was published."""
        return dates_in(
            lambda: self._shown_dates, self._nodes, self._article, self._head.meta, self.url, self.language
        )

    @cached_property
    def furniture(self) -> dict[Any, str]:
        """What stands around the article, as ``furniture_in`` finds it."""
        return furniture_in(self._tree)

    @cached_property
    def _shown_dates(self) -> ShownDates:
        return shown_dates(self._tree, self.furniture, self.language)

    def _meta(self, name: str) -> str:
        return next(iter(self._head.meta.get(name, ())), "")

    def _addresses(self, fetched_from: str) -> list[str]:
        """The addresses that may be the page's, whole, the likelier ones first."""
        base = join_address(self._head.base, fetched_from)
        stated = (self._head.canonical, self._meta("og:url"))
        return [*(join_address(each, base) for each in stated if each), fetched_from]

    @staticmethod
    def _own_address(stated: list[str]) -> str:
        """The first that is more than the home page, which many templates call canonical on every page."""
        own = [url for each in stated if is_web_address(url := original_address(each))]
        return next((url for url in own if not is_home_page(url)), next(iter(own), ""))

    def _linked_authors(self) -> list[str]:
        found = linked_data.names(self._article.get("author"), self._by_id)
        return found or linked_data.names(self._article.get("creator"), self._by_id)

    def _meta_authors(self) -> list[str]:
        for name in _AUTHORS:
            found = [text for text in self._head.meta.get(name, ()) if not _address.search(text)]
            if found:
                return found
        return []

    def _marked_authors(self) -> list[str]:
        """The text of what is marked as an author in the page itself."""
        marked = self._tree.xpath(
            "//*[@rel='author' or @itemprop='author' or @class='author' or @class='byline'][position() <= 20]"
        )
        shown = (one_line(text_in(element)) for element in marked)
        return [text for text in shown if len(text) <= _LONGEST_NAME and all(map(is_name, _names(text)))]


def _found_in(tree: Any) -> _HeadElements:  # noqa: ANN401 -- lxml ships no types
    meta: dict[str, list[str]] = defaultdict(list)
    for element in elements(tree, "meta"):
        content = one_line(element.get("content") or "")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                meta[name.strip().lower()].append(content)
    links = (link for link in elements(tree, "link") if "canonical" in (link.get("rel") or "").lower())
    canonical = next((one_line(link.get("href") or "") for link in links), "")
    title = next((one_line(text_in(element)) for element in elements(tree, "title")), "")
    base = next((one_line(element.get("href") or "") for element in elements(tree, "base")), "")
    return _HeadElements(dict(meta), canonical, base, title)


def _names(written: str) -> tuple[str, ...]:
    """The names in one statement, without addresses and what is too long for a name."""
    names = (_INITIALS.sub("", name) for name in split_names(written))
    return tuple(name for name in names if len(name) <= _LONGEST_NAME and not _address.search(name))

"""NewsML-G2: each item, in its newest version, to an article.

When was it published? As in ninjs: ``firstCreated``, but not before ``embargoed``, else ``versionCreated``;
what is dated in ``contentMeta`` may be older than the news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...article import Rejected
from ...errors import InputError
from ...text import one_line
from ..html.fragment import text_of_fragment
from ..rows.fields import split_names
from ..rows.keyed import keyed_article
from ..xml.xml_tree import attribute, child, children, descendants, flowing_text, local, words
from . import PACKAGE
from .ninjs import WITHDRAWN, publication
from .nitf import Nitf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article
    from ..base import Options
    from ..xml.xml_tree import Element

_KINDS = {
    "person": "people",
    "organisation": "organisations",
    "organization": "organisations",
    "geoarea": "places",
    "poi": "places",
}
_TEXT_CLASSES = frozenset(("text", "composite", ""))
_DROPPED = frozenset(("head", "script", "style", "media", "figure", "noscript"))
_VERSION_DIGITS = 15


def read_items(root: Element, options: Options, notices: tuple[str, ...]) -> Iterator[Article | Rejected]:
    """The items, the newest version of each; older ones are passed over, for they are the same article."""
    elements = [*descendants(root, "newsItem")]
    if not elements:
        raise InputError(PACKAGE if any(descendants(root, "packageItem")) else "it holds no newsItem")
    items = [NewsItem(element) for element in elements]
    newest: dict[str, int] = {}
    for number, item in enumerate(items):
        rival = newest.get(item.guid)
        if rival is None or item.version >= items[rival].version:
            newest[item.guid] = number
    for number, item in enumerate(items):
        if item.guid and newest[item.guid] != number:
            continue
        origin = options.origin if local(root) == "newsItem" else f"{options.origin}[{number}]"
        yield _item_article(item, options, origin, notices)


def _item_article(
    item: NewsItem, options: Options, origin: str, notices: tuple[str, ...]
) -> Article | Rejected:
    if reason := item.unfit():
        return Rejected(origin, reason)
    row, section, doubts = item.row()
    return keyed_article(row, options, origin, dated="field", section=section, notices=(*notices, *doubts))


class NewsItem:
    """A parsed newsItem (NewsML-G2 Guidelines, iptc.org).

    Attributes:
        guid: what identifies the item in all its versions.
        version: its number, 1 where none is stated.
    """

    def __init__(self, element: Element) -> None:
        self.guid = attribute(element, "guid")
        written = attribute(element, "version")
        self.version = int(written) if written.isdecimal() and len(written) <= _VERSION_DIGITS else 1
        self._element = element
        self._item = child(element, "itemMeta")
        self._content = child(element, "contentMeta")
        self._story = next((Nitf(each) for each in descendants(self._inline(), "nitf")), None)

    def unfit(self) -> str:
        """The reason why the item is no article, or ""."""
        status = _code(child(self._item, "pubStatus"))
        if status in WITHDRAWN:
            return f"its publisher has withdrawn it (pubStatus {status})"
        kind = _code(child(self._item, "itemClass"))
        if kind not in _TEXT_CLASSES and not self.content():
            return f"an item of class {kind}, without a text of its own"
        return ""

    def row(self) -> tuple[dict[str, object], str, tuple[str, ...]]:
        """Field name → value; the rubric; notices."""
        within: dict[str, object] = self._story.row() if self._story else {}
        published, doubts = self.publication_date()
        row: dict[str, object] = {
            "id": self.guid,
            "title": self.title() or within.get("title", ""),
            "body": self.body(),
            "published": published or within.get("published", ""),
            "source": self.source() or within.get("source", ""),
            "url": self.url(),
            "authors": self.authors() or within.get("authors", []),
            "language": self.language() or within.get("language", ""),
            "links": list(self.links()),
        }
        for ours in set(_KINDS.values()):
            also = within.get(ours)
            row[ours] = [*self.names_of_kind(ours), *(also if isinstance(also, list) else [])]
        return row, self.section() or (self._story.section() if self._story else ""), doubts

    def title(self) -> str:
        """The headline without a role, or else the first one."""
        headlines = [*children(self._content, "headline")]
        main = [each for each in headlines if not attribute(each, "role")]
        return words(next(iter([*main, *headlines]), None)) or words(child(self._item, "title"))

    def body(self) -> str:
        """The text within, or else its description."""
        return self.content() or flowing_text(child(self._content, "description"))

    def content(self) -> str:
        """The text within, as NITF or other XML; plain or as HTML, where there is no other."""
        if self._story and (text := self._story.body()):
            return text
        for inline in children(child(self._element, "contentSet"), "inlineXML"):
            if text := flowing_text(inline, _DROPPED):
                return text
        for inline in children(child(self._element, "contentSet"), "inlineData"):
            content = "".join(inline.itertext())
            if text := text_of_fragment(content) if "html" in attribute(inline, "contenttype") else content:
                return text
        return ""

    def publication_date(self) -> tuple[str, tuple[str, ...]]:
        """The publication date, in the order at the head of this module, and notices."""
        created, embargoed, versioned = (
            words(child(self._item, name)) for name in ("firstCreated", "embargoed", "versionCreated")
        )
        return publication(created, embargoed, versioned, str(self.version))

    def source(self) -> str:
        """The provider's name; else the named source of the news."""
        provider = child(self._item, "provider")
        holder = child(self._element, "rightsInfo", "copyrightHolder")
        return _name(provider) or _name(child(self._content, "infoSource")) or _name(holder)

    def url(self) -> str:
        """Its canonical address, where one is stated or the identifier is one."""
        for element in (*children(self._item, "link"), child(self._element, "contentSet")):
            if element is not None and "canonical" in attribute(element, "rel").lower():
                return attribute(element, "href")
        return self.guid if self.guid.startswith(("http://", "https://")) else ""

    def authors(self) -> list[str]:
        """The names of the byline, or else the creators."""
        if by := words(child(self._content, "by")):
            return list(split_names(by))
        return [name for each in children(self._content, "creator") if (name := _name(each))]

    def language(self) -> str:
        """The language of the content, or else of the item."""
        return attribute(child(self._content, "language"), "tag") or attribute(self._element, "lang")

    def section(self) -> str:
        """The name of the first subject that is neither person nor organisation nor place."""
        subjects = children(self._content, "subject")
        return next((_name(each) for each in subjects if not _kind(each) and _name(each)), "")

    def names_of_kind(self, ours: str) -> list[str]:
        """The names of subjects of one kind."""
        elements = [*children(self._content, "subject")]
        found = [_name(each) for each in elements if _kind(each) == ours]
        if ours == "places":
            found = [*(_name(each) for each in children(self._content, "located")), *found]
        return [name for name in found if name]

    def links(self) -> Iterator[dict[str, str]]:
        """The items that it names as related."""
        for each in children(self._item, "link"):
            title, target = words(child(each, "title")), attribute(each, "residref")
            address = attribute(each, "href")
            if "canonical" not in attribute(each, "rel").lower() and (title or target or address):
                yield {"title": title, "id": target, "url": address}

    def _inline(self) -> Element | None:
        return child(self._element, "contentSet", "inlineXML")


def _name(element: Element | None) -> str:
    """The name of a concept."""
    return words(child(element, "name")) if element is not None else ""


def _code(element: Element | None) -> str:
    """The last part of a code such as ``stat:usable``, in lower case."""
    written = attribute(element, "qcode") or attribute(element, "uri")
    return one_line(written).rpartition(":")[2].rpartition("/")[2].lower()


def _kind(subject: Element) -> str:
    """The field name for a subject's type (``cpnat:person``), or ""."""
    written = attribute(subject, "type") or attribute(subject, "typeuri")
    return _KINDS.get(written.rpartition(":")[2].rpartition("/")[2].lower(), "")

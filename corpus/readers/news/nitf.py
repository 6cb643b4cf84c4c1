"""NITF 2 and 3: each document to an article.

When was it published? ``pubdata`` is the publication itself; then come ``date.release``, ``date.issue``, and
the date line's ``story.date``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...article import Rejected
from ..rows.fields import split_names
from ..rows.keyed import keyed_article
from ..xml.xml_tree import attribute, child, children, descendants, flowing_text, local, words
from .ninjs import WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article
    from ..base import Options
    from ..xml.xml_tree import Element

_DROPPED = frozenset(("media", "script", "style", "head", "fn", "bibliography"))
_role = re.compile(
    r"(?:by )?.*\b(?:writer|correspondent|reporter|editor|staff|bureau|desk)s?\b.*", re.IGNORECASE
)


def read_documents(root: Element, options: Options, notices: tuple[str, ...]) -> Iterator[Article | Rejected]:
    """One article or rejection for each document of NITF under a root element."""
    documents = [root] if local(root) == "nitf" else [each for each in root if local(each) == "nitf"]
    for number, document in enumerate(documents):
        origin = options.origin if len(documents) == 1 else f"{options.origin}[{number}]"
        story = Nitf(document)
        if story.withdrawn:
            yield Rejected(origin, f"its publisher has withdrawn it ({story.withdrawn})")
            continue
        yield keyed_article(
            story.row(), options, origin, dated="field", section=story.section(), notices=notices
        )


class Nitf:
    """A parsed NITF document (iptc.org/standards/nitf)."""

    def __init__(self, document: Element) -> None:
        self._head = child(document, "head")
        self._docdata = child(self._head, "docdata")
        self._top = child(document, "body", "body.head")
        self._content = child(document, "body", "body.content")
        self._language = attribute(document, "baselang") or attribute(document, "lang")

    @property
    def withdrawn(self) -> str:
        """The status under which the publisher has withdrawn it, or ""."""
        status = attribute(self._docdata, "management-status").lower()
        return f"management status {status}" if status in WITHDRAWN else ""

    def row(self) -> dict[str, object]:
        """Field name → value."""
        return {
            "id": attribute(child(self._docdata, "doc-id"), "id-string"),
            "title": self.title(),
            "body": self.body(),
            "published": self.publication_date(),
            "source": self.source(),
            "url": attribute(child(self._head, "pubdata"), "ex-ref"),
            "authors": self.authors(),
            "language": self._language,
            "people": self.names_of_kind("person"),
            "organisations": self.names_of_kind("org"),
            "places": self.names_of_kind("location"),
        }

    def title(self) -> str:
        """The main headline."""
        headline = child(self._top, "hedline", "hl1")
        return words(headline) or words(child(self._head, "title"))

    def body(self) -> str:
        """The text after its date line; else the abstract."""
        text = flowing_text(self._content, _DROPPED)
        if not text:
            return flowing_text(child(self._top, "abstract"), _DROPPED)
        place = words(child(self._top, "dateline"))
        return text if not place or text.startswith(place) else f"{place}\n\n{text}"

    def publication_date(self) -> str:
        """The first of the dates that it states, in the order at the head of this module."""
        stated = (
            attribute(child(self._head, "pubdata"), "date.publication"),
            attribute(child(self._docdata, "date.release"), "norm"),
            attribute(child(self._docdata, "date.issue"), "norm"),
            attribute(child(self._top, "dateline", "story.date"), "norm"),
            words(child(self._top, "dateline", "story.date")),
        )
        return next(filter(None, stated), "")

    def source(self) -> str:
        """The publication, or else who distributes it or holds its rights."""
        stated = (
            attribute(child(self._head, "pubdata"), "name"),
            words(child(self._top, "distributor")),
            attribute(child(self._docdata, "doc.copyright"), "holder"),
        )
        return next(filter(None, stated), "")

    def section(self) -> str:
        """The rubric of the publication, or else the first keyword or subject."""
        subject = next(descendants(self._head, "tobject.subject"), None)
        keyword = next(descendants(self._docdata, "keyword"), None)
        stated = (
            attribute(child(self._head, "pubdata"), "position.section"),
            *(attribute(subject, f"tobject.subject.{part}") for part in ("matter", "type")),
            attribute(keyword, "key"),
        )
        return next(filter(None, stated), "")

    def authors(self) -> list[str]:
        """The people in the bylines; else the text of the bylines, without titles of office."""
        found: list[str] = []
        for byline in children(self._top, "byline"):
            people = [words(person) for person in children(byline, "person")]
            found += people or split_names(_byline_text(byline))
        return [name for name in found if name and not _role.fullmatch(name)]

    def names_of_kind(self, element: str) -> list[str]:
        """The people, organisations or locations marked in the head and the text."""
        identified = child(self._docdata, "identified-content")
        marked = [*descendants(identified, element), *descendants(self._content, element)]
        names = [attribute(each, "value") or words(each) for each in marked]
        return list(dict.fromkeys(filter(None, names)))


def _byline_text(byline: Element) -> str:
    parts = [byline.text or ""]
    for each in byline:
        parts += ["" if local(each) == "byttl" else words(each), each.tail or ""]
    return " ".join(parts).strip().rstrip(",;")

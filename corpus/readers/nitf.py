"""One document of NITF 2 or 3 -> the parts of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .fields import split_names
from .iptc import WITHDRAWN
from .xml_tree import attribute, child, children, descendants, flowing_text, local, words

if TYPE_CHECKING:
    from .xml_tree import Element

_DROPPED = frozenset(("media", "script", "style", "head", "fn", "bibliography"))
_role = re.compile(
    r"(?:by )?.*\b(?:writer|correspondent|reporter|editor|staff|bureau|desk)s?\b.*", re.IGNORECASE
)


class Nitf:
    """A document of NITF, taken apart, by the standard's documentation (iptc.org/standards/nitf)."""

    def __init__(self, document: Element) -> None:
        self._head = child(document, "head")
        self._docdata = child(self._head, "docdata")
        self._top = child(document, "body", "body.head")
        self._content = child(document, "body", "body.content")
        self._language = attribute(document, "baselang") or attribute(document, "lang")

    @property
    def withdrawn(self) -> str:
        """How the publisher has withdrawn it, or ""."""
        status = attribute(self._docdata, "management-status").lower()
        return f"management status {status}" if status in WITHDRAWN else ""

    def row(self) -> dict[str, object]:
        """Our field names → values."""
        return {
            "id": attribute(child(self._docdata, "doc-id"), "id-string"),
            "title": self.title(),
            "body": self.body(),
            "published": self.published(),
            "source": self.source(),
            "url": attribute(child(self._head, "pubdata"), "ex-ref"),
            "authors": self.authors(),
            "language": self._language,
            "people": self.named("person"),
            "organisations": self.named("org"),
            "places": self.named("location"),
        }

    def title(self) -> str:
        """The main headline."""
        headline = child(self._top, "hedline", "hl1")
        return words(headline) or words(child(self._head, "title"))

    def body(self) -> str:
        """The text, after its date line; where there is none, the abstract."""
        text = flowing_text(self._content, _DROPPED)
        if not text:
            return flowing_text(child(self._top, "abstract"), _DROPPED)
        place = words(child(self._top, "dateline"))
        return text if not place or text.startswith(place) else f"{place}\n\n{text}"

    def published(self) -> str:
        """The first of the dates that it states; see ``newsml``."""
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
        """The people of the bylines, or else their whole text without titles of office."""
        found: list[str] = []
        for byline in children(self._top, "byline"):
            people = [words(person) for person in children(byline, "person")]
            found += people or split_names(_byline_text(byline))
        return [name for name in found if name and not _role.fullmatch(name)]

    def named(self, element: str) -> list[str]:
        """What its head and its text mark as a person, organisation or location."""
        identified = child(self._docdata, "identified-content")
        marked = [*descendants(identified, element), *descendants(self._content, element)]
        names = [attribute(each, "value") or words(each) for each in marked]
        return list(dict.fromkeys(filter(None, names)))


def _byline_text(byline: Element) -> str:
    parts = [byline.text or ""]
    for each in byline:
        parts += ["" if local(each) == "byttl" else words(each), each.tail or ""]
    return " ".join(parts).strip().rstrip(",;")

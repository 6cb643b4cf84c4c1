"""IPTC's ninjs, versions 1 to 3: news as JSON, one object, many of them, or Superdesk's search answers.

When was it published? The first of these that is stated, in this order:
    1. ``firstpublished``, which Superdesk adds: the moment itself.
    2. ``firstcreated``, when the item's first version was made; but not before ``embargoed``, until
       which no version may be published.
    3. ``versioncreated``, when this version was made; with a notice where earlier ones were.
``contentcreated`` is when the content came into being, which for an old photograph is long before, and
counts for nothing. (Meanings: the ninjs User Guide, iptc.org/std/ninjs/userguide.) In NewsML-G2: 2 and 3.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from ...article import Article, Rejected
from ...dates import read_published
from ...errors import DateError
from ...text import decode, one_line
from ..density import ITEM_BYTES
from ..html.fragment import text_of_fragment
from ..rows.fields import split_names
from ..rows.jsonl import DOCUMENT_LIMIT, after_separators
from ..rows.keyed import keyed_article
from ..rows.strict_json import decode_json, decode_json_at
from ..text_stream import LINE_LIMIT, look_ahead, numbered_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..base import Options
    from ..charsets import TextEncoding

WITHDRAWN = frozenset(("canceled", "cancelled", "withheld"))
"""Statuses of items that are no longer, or not yet, to be used."""

LATER_VERSION = "dated by the version it is in, as its first one is not dated"

_begins = re.compile(rb"\s*+(?:\[\s*+)?\{")
_item_id = re.compile(rb'"(?:uri|guid)"\s*+:\s*+"')
_ours = re.compile(rb'"(?:versioncreated|body_(?:x?html5?|text)|bodies|headlines)"\s*+:', re.IGNORECASE)
_headline = re.compile(rb'"headline"\s*+:\s*+"')
_plain_export = re.compile(rb'"(?:title|body|text|content|date|published)"\s*+:')  # as jsonl reads them
_NOT_TEXT = frozenset(("picture", "graphic", "audio", "video", "event", "planning"))
_LINKED = {"video": "video", "audio": "audio", "text": "article", "composite": "article", "": "article"}
_FORMATS = ("xhtml", "html5", "html", "text")  # bodies, those that tell paragraphs apart first


class Ninjs:
    """Reads ninjs: one object, a JSON array, JSON Lines, or an object with ``_items``."""

    name = "ninjs"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this is JSON of objects with an identifier and a text or date as ninjs names them."""
        if not _begins.match(head):
            return False
        if name.lower().endswith((".ninjs", ".ninjs.json")):
            return True
        if not _item_id.search(head):
            return False
        return bool(_ours.search(head) or (_headline.search(head) and not _plain_export.search(head)))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each item, or for each line that is none."""
        for origin, value, notices, size in _values(stream, options.origin, options.encoding):
            options.density.count(size, least=ITEM_BYTES)
            if isinstance(value, ValueError):
                yield Rejected(origin, f"not JSON: {value}")
                continue
            items = value.get("_items") if isinstance(value, dict) else None
            if not isinstance(items, list):
                yield _article(value, origin, options, notices)
                continue
            density = options.density.within()
            for number, item in enumerate(items):
                density.count(size if number == 0 else 0, least=ITEM_BYTES)
                yield _article(item, f"{origin}[{number}]", options, notices)


_Value = tuple[str, object, list[str], int]


def _values(stream: BinaryIO, origin: str, encoding: TextEncoding) -> Iterator[_Value]:
    """The origin of each value, the value or its error, notices, and its length."""
    head, stream = look_ahead(stream)
    if not _is_lines(head):
        yield from _document_values(stream, origin, encoding)
        return
    for number, line in encoding.sample(numbered_lines(stream)):
        here = f"{origin}:{number}"
        if line is None:
            yield here, ValueError(f"a line of more than {LINE_LIMIT // 1024**2} MiB"), [], LINE_LIMIT
        elif not line.isspace():
            text, notice = encoding.decode(line)
            yield here, _decode_value(text.strip()), [notice] if notice else [], len(line)


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a whole object, and another line follows it."""
    first, _, rest = head.strip().partition(b"\n")
    return bool(rest.strip()) and isinstance(_decode_value(decode(first)[0].strip()), dict)


def _decode_value(text: str) -> object:
    try:
        return decode_json(text)
    except ValueError as error:
        return error


def _document_values(stream: BinaryIO, origin: str, encoding: TextEncoding) -> Iterator[_Value]:
    encoded = stream.read(DOCUMENT_LIMIT + 1)
    if len(encoded) > DOCUMENT_LIMIT:
        reason = f"one value of more than {DOCUMENT_LIMIT // 1024**2} MiB; write one object a line"
        yield origin, ValueError(reason), [], len(encoded)
        return
    text, notice = encoding.decode(encoded)
    del encoded
    notices = [notice] if notice else []
    position, number, in_array = 0, 0, text.lstrip().startswith("[")
    while (start := after_separators(text, position)) < len(text):
        here = f"{origin}[{number}]" if in_array or number else origin
        try:
            value, position = decode_json_at(text, start)
        except ValueError as error:
            yield here, ValueError(f"{error}; what follows it was not read"), notices, len(text)
            return
        yield here, value, notices, position - start
        number += 1


def _article(value: object, origin: str, options: Options, notices: list[str]) -> Article | Rejected:
    if not isinstance(value, dict):
        return Rejected(origin, "not a JSON object, as each item of ninjs is")
    item = _Item(value)
    if reason := item.unfit():
        return Rejected(origin, reason)
    published, doubts = item.publication_date()
    row: dict[str, object] = {
        "id": item.id(),
        "title": item.title(),
        "body": item.body(),
        "published": published,
        "source": item.source(),
        "url": item.url(),
        "authors": [name for written in item.texts("byline", "by") for name in split_names(written)],
        "language": item.text("language"),
        "links": item.links(),
        "people": item.names("person", "people"),
        "organisations": item.names("organisation", "organisations"),
        "places": [*item.texts("located"), *item.names("place", "places")],
    }
    section = next(iter(item.names("service", "subject", "subjects")), "")
    return keyed_article(row, options, origin, dated="field", section=section, notices=[*notices, *doubts])


class _Item:
    """One item of ninjs; the versions differ in the case and number of its keys."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.keys = {key.casefold(): held for key, held in value.items()}

    def texts(self, *keys: str) -> list[str]:
        """The values of ``keys`` that are non-empty texts."""
        found = (self.keys.get(key) for key in keys)
        return [value for value in found if isinstance(value, str) and value.strip()]

    def text(self, *keys: str) -> str:
        return next(iter(self.texts(*keys)), "")

    def unfit(self) -> str:
        """The reason why the item is no article, or ""."""
        status = self.text("pubstatus").lower()
        if status in WITHDRAWN:
            return f"its publisher has withdrawn it (pubstatus {status})"
        kind = self.text("type").lower()
        if kind in _NOT_TEXT and not self.forms("body_", "bodies"):
            return f"an item of type {kind}, without a text of its own"
        return ""

    def id(self) -> str:
        return self.text("uri", "guid", "_id")

    def url(self) -> str:
        addresses = self.texts("canonicalurl", "url", "href", "uri")
        return next((one for one in addresses if one.startswith(("http://", "https://"))), "")

    def title(self) -> str:
        stated = self.roles("headlines").get("main") or next(iter(self.roles("headlines").values()), "")
        return one_line(text_of_fragment(stated or self.text("headline", "title", "name")))

    def body(self) -> str:
        """The text, in the format that best tells paragraphs apart; else the description."""
        for forms in (self.forms("body_", "bodies"), self.forms("description_", "descriptions")):
            for form in (*_FORMATS, *forms):
                if text := _text_of(form, forms.get(form, "")):
                    return text
        return ""

    def forms(self, prefix: str, key: str) -> dict[str, str]:
        """Form → content: of keys that begin with ``prefix``, or of the entries of a list."""
        found = {name.removeprefix(prefix): text for name in self.keys for text in self.within(name, prefix)}
        for entry in _entries(self.keys.get(key)):
            kind = f"{entry.get('contenttype', '')} {entry.get('role', '')}".lower()
            if isinstance(content := entry.get("value"), str) and content.strip():
                form = next((form for form in _FORMATS if form in kind), kind)
                found.setdefault("text" if "text/plain" in kind else form, content)
        return found

    def within(self, name: str, prefix: str) -> list[str]:
        return self.texts(name) if name.startswith(prefix) else []

    def roles(self, key: str) -> dict[str, str]:
        """Role → value of the entries of a list."""
        entries = _entries(self.keys.get(key))
        return {str(one.get("role")): one["value"] for one in entries if isinstance(one.get("value"), str)}

    def source(self) -> str:
        stated = [*self.texts("source"), *self.names("infosource", "infosources")]
        return next(iter([*stated, *self.texts("copyrightholder")]), "")

    def names(self, *keys: str) -> list[str]:
        """The names in lists of objects that have one."""
        entries = (entry for key in keys for entry in _entries(self.keys.get(key)))
        return [entry["name"] for entry in entries if isinstance(entry.get("name"), str) and entry["name"]]

    def publication_date(self) -> tuple[str, tuple[str, ...]]:
        """The publication date, in the order at the head of this module, and notices."""
        if stated := self.text("firstpublished"):
            return stated, ()
        created, embargoed, versioned = map(self.text, ("firstcreated", "embargoed", "versioncreated"))
        return publication(created, embargoed, versioned, str(self.keys.get("version") or ""))

    def links(self) -> list[dict[str, str]]:
        """The associated items, pictures excepted."""
        associated = self.keys.get("associations")
        held: Iterable[object] = associated.values() if isinstance(associated, dict) else [associated]
        links = []
        for entry in (entry for value in held for entry in _entries(value)):
            other = _Item(entry)
            kind = _LINKED.get(other.text("type").lower())
            if kind and (other.id() or other.title()):
                link = {"title": other.title(), "id": other.id(), "url": other.url(), "media": kind}
                links.append(link | {"published": other.publication_date()[0]})
        return links


def _entries(value: object) -> list[dict[str, Any]]:
    """The objects in a list, or a single one in its place, with keys in lower case."""
    entries = value if isinstance(value, list) else [value]
    return [{key.casefold(): held for key, held in one.items()} for one in entries if isinstance(one, dict)]


def _text_of(form: str, content: str) -> str:
    is_plain = form == "text" and not content.lstrip().startswith(("<?xml", "<nitf"))
    return content.strip() if is_plain else text_of_fragment(content)


def publication(created: str, embargoed: str, versioned: str, version: str) -> tuple[str, tuple[str, ...]]:
    """The publication stamp of an item, or "", and notices.

    That of its first version, but not before an embargo ended; else that of this version, with a notice
    where there were earlier ones.
    """
    if created:
        return (embargoed if _is_later(embargoed, created) else created), ()
    is_first = version.strip() in ("", "0", "1")
    return versioned, () if is_first or not versioned else (LATER_VERSION,)


def _is_later(stamp: str, other: str) -> bool:
    """Whether both stamps are moments, and the first is the later one."""
    with suppress(DateError):
        one, two = (read_published(written, origin="field") for written in (stamp, other))
        return one.instant > two.instant if one.instant and two.instant else one.local > two.local
    return False

"""The keys that exports use for what we call id, title, body …: one keyed row -> an article."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from ..article import Article, Entity, EntityKind, Link, Published, Rejected
from ..dates import read_published
from ..errors import DateError, InputError
from ..ids import ID_LENGTH, derive_id
from ..text import clean, one_line, paragraphs, quoted
from .links import LINKS_LIMIT, stated_link
from .strict_json import decode_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .base import Options

KEYS = {
    "id": ("id",),
    "title": ("title", "headline"),
    "body": ("body", "text", "content"),
    "published": ("published", "date", "published_at"),
    "source": ("source", "outlet", "publisher"),
    "url": ("url", "link"),
    "authors": ("authors", "author", "byline"),
    "language": ("language", "lang"),
    "links": ("links",),
    "people": ("people", "persons"),
    "organisations": ("organisations", "organizations", "orgs"),
    "places": ("places", "locations"),
}
"""Our field name -> the keys it is known by, in the order they are asked."""

_ENTITY_FIELDS: dict[EntityKind, str] = {
    "person": "people",
    "organisation": "organisations",
    "place": "places",
}
assert set(_ENTITY_FIELDS) == set(get_args(EntityKind))
_OUR_NAME = {key: name for name, keys in KEYS.items() for key in keys}
_language = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_address = re.compile(r"(?:https?:/)?/\S+|www\.\S+", re.IGNORECASE)
_by = re.compile(r"\Aby:? ", re.IGNORECASE)
_and = re.compile(r"\s(?:and|&|und|et|y|e|og|och|en|ve|i|и)\s")
_name = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [\w'’.-]+){1,4}")


def fold(key: str) -> str:
    """``key`` as keys are compared: without case, outer spaces, and in one Unicode form."""
    key = key.strip().casefold()
    return key if key.isascii() else unicodedata.normalize("NFC", key[:256])


def checked_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """``fields`` with our own names for its keys.

    Raises:
        InputError: where one names a field that articles do not have, or a key that is not text.
    """
    checked = {}
    for name, key in (fields or {}).items():
        ours = _OUR_NAME.get(fold(name)) if isinstance(name, str) else None
        if ours is None or not isinstance(key, str):
            raise InputError(
                f"No field {name!r} can be read from {key!r}.", f"The fields are: {', '.join(KEYS)}."
            )
        checked[ours] = fold(key)
    return checked


def known_fields(keys: Iterable[str], fields: Mapping[str, str]) -> set[str]:
    """Which of our fields ``keys`` stand for."""
    meanings = _meanings(tuple(fields.items()))
    return {meanings[key][0] for key in map(fold, keys) if key in meanings}


@lru_cache(maxsize=16)
def _meanings(fields: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, int]]:
    """Key -> our field name, and its rank among the keys of that field; lower ranks win."""
    given = dict(fields)
    meanings = {
        key: (name, rank) for name, keys in KEYS.items() if name not in given for rank, key in enumerate(keys)
    }
    return meanings | {fold(key): (name, 0) for name, key in given.items()}


def article(
    row: Mapping[str, object], options: Options, origin: str, notices: tuple[str, ...] = ()
) -> Article | Rejected:
    """The article that ``row`` holds, or why it holds none. Unknown keys are ignored."""
    try:
        return _Row(row, options).article(origin, notices)
    except InputError as error:
        return Rejected(origin, str(error))


def split_names(written: str) -> tuple[str, ...]:
    """The names in a byline: at ``;``, else at "and" and commas if whole names stand between them.

    "Jane Doe, John Smith and Ann Lee" are three; "Doe, Jane" is one.
    """
    written = _by.sub("", one_line(written), count=1)
    if ";" in written:
        return _distinct(written.split(";"))
    parts = [part for side in _and.split(written) for part in side.split(",")]
    if all(is_name(part.strip()) for part in parts):
        return _distinct(parts)
    sides = _and.split(written)
    return _distinct(sides if all(is_name(side.replace(",", "").strip()) for side in sides) else [written])


def is_name(written: str) -> bool:
    """Whether this can be a person's full name: two to five words, the first with a capital or no case."""
    return _name.fullmatch(written) is not None


class _Row:
    """One keyed row while it becomes an article."""

    def __init__(self, row: Mapping[str, object], options: Options) -> None:
        meanings = _meanings(tuple(options.fields.items()))
        self.found: dict[str, tuple[int, str, object]] = {}
        for key, value in row.items():
            meant = meanings.get(key) or meanings.get(fold(key))
            if meant and not _is_empty(value):
                name, rank = meant
                if name not in self.found or rank < self.found[name][0]:
                    self.found[name] = rank, key, value
        self.options = options
        self.notices: list[str] = []

    def article(self, origin: str, notices: tuple[str, ...]) -> Article:
        title = one_line(self.text("title"))
        body = paragraphs(clean(self.text("body")))
        if not (title or body):
            raise InputError("no title and no text; if its keys have other names, give them as fields")
        published = self.published()
        source = one_line(self.text("source", _name_in)) or self.options.outlet
        url = one_line(self.text("url"))
        return Article(
            id=self.id() or derive_id(title, body, published, source, url),
            title=title,
            body=body,
            published=published,
            source=source,
            url=url,
            authors=self.authors(),
            language=self.language(),
            links=tuple(self.links()),
            entities=tuple(self.entities()),
            origin=origin,
            notices=(*notices, *self.notices),
        )

    def find(self, name: str) -> tuple[str, object]:
        """The key and the value of our field ``name``; None for the value where there is none."""
        _, key, value = self.found.get(name) or (0, name, None)
        return key, value

    def text(self, name: str, taken: Callable[[object], object] = lambda value: value) -> str:
        key, value = self.find(name)
        if value is None:
            return ""
        written = _written(taken(value))
        if written is None:
            raise InputError(f"{quoted(key)} holds {_kind(value)}, not text")
        return written

    def id(self) -> str:
        given = one_line(self.text("id"))
        if len(given) > ID_LENGTH:
            raise InputError(f"its id has {len(given)} characters; {ID_LENGTH} are allowed")
        return given

    def published(self) -> Published | None:
        _, value = self.find("published")
        if value is None:
            return None
        written = _written(value)
        if written is None:
            self.notices.append(f"date not understood: it is {_kind(value)}")
            return None
        try:
            published = read_published(written, origin="field", day_first=self.options.day_first)
        except DateError as error:
            self.notices.append(f"date not understood: {quoted(written)} ({error.message.rstrip('.')})")
            return None
        shown = one_line(written)
        return published if shown == published.raw else replace(published, raw=shown)

    def language(self) -> str:
        written = one_line(self.text("language")).replace("_", "-")
        if not written or _language.fullmatch(written):
            return written
        self.notices.append(f"not a language tag such as 'en': {quoted(written)}")
        return ""

    def authors(self) -> tuple[str, ...]:
        _, value = self.find("authors")
        return split_names(value) if isinstance(value, str) else _distinct(self.names("authors"))

    def entities(self) -> Iterator[Entity]:
        for kind, name in _ENTITY_FIELDS.items():
            if name not in self.found:
                continue
            for written in _distinct(self.names(name)):
                yield Entity(kind=kind, name=written, written=written)

    def names(self, name: str) -> Iterator[str]:
        """The names in a list, in its JSON text, or between semicolons."""
        key, value = self.find(name)
        for entry in _as_list(value, separator=";"):
            written = _written(_name_in(entry))
            if written is None:
                raise InputError(f"{quoted(key)} holds {_kind(entry)} where a name is expected")
            yield written

    def links(self) -> Iterator[Link]:
        """The links in a list, in its JSON text, or the addresses between spaces."""
        key, value = self.find("links")
        entries = _as_list(value, separator=None)
        if len(entries) > LINKS_LIMIT:
            self.notices.append(f"only {LINKS_LIMIT} of {len(entries)} links of {quoted(key)} were read")
        links = [self.link(entry) for entry in entries[:LINKS_LIMIT]]
        if missed := links.count(None):
            self.notices.append(
                f"{missed} of {len(links)} links of {quoted(key)} have no title, id or address"
            )
        return filter(None, links)

    def link(self, entry: object) -> Link | None:
        if isinstance(entry, str):
            written = one_line(entry).strip(" ;,")
            return stated_link({"url" if _address.fullmatch(written) else "title": written})
        if isinstance(entry, dict):
            return stated_link(
                {fold(key): value for key, value in entry.items()}, day_first=self.options.day_first
            )
        return None


def _as_list(value: object, separator: str | None) -> list[object]:
    """A list as it is; a text as the JSON list or object it may hold, or else cut at ``separator``."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        with suppress(ValueError):
            value = decode_json(value.strip())
    if isinstance(value, str):
        return list(value.split(separator))
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for written in names if (name := one_line(written))))


def _written(value: object) -> str | None:
    """Text as it is, a number as text; None for what is neither."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _name_in(value: object) -> object:
    """The name that stands for an object that has one, as in JSON-LD."""
    return value.get("name") if isinstance(value, dict) else value


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return kinds.get(type(value), "a number")

"""Which of our fields does an export's key stand for? The names that common tools use."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...errors import InputError
from ...text import in_quotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KEYS = {
    "id": ("id", "_id", "guid", "article_id", "stories_id", "document_id", "accession_number"),
    "title": (
        *("title", "headline", "title.rendered", "headline.main", "headline.default", "web_title"),
        *("article_title", "headlines.main", "link_text", "heading", "article_headline", "news_title"),
        *("post_title", "head"),
    ),
    "body": (
        *("body", "text", "content", "full_text", "article_text", "article_body", "body_text", "main_text"),
        *("content.rendered", "fields.body_text", "fields.body", "content_text", "content_html"),
        *("content.content", "text_content", "cleaned_text", "raw_text", "article", "article_content"),
        *("post_content", "plain_text", "message", "lead_paragraph", "description", "abstract", "summary"),
        *("snippet", "excerpt", "excerpt.rendered", "fields.trail_text", "summary.content"),
        *("short_description", "abstract_note"),
    ),
    "published": (
        *("published", "published_at", "publish_date", "published_date", "date_published", "date_publish"),
        *("publication_date", "publication_datetime", "pub_date", "datetime_pub", "web_publication_date"),
        *("post_created", "date", "date_gmt", "published_time", "publish_time", "publication_time"),
        *("published_on", "pub_time", "date_of_publication", "article_date", "news_date", "post_date"),
        *("posted_at", "issue_date", "issued", "publication_year"),
    ),
    "source": (
        *("source", "outlet", "publisher", "source.name", "source.title", "publisher.name", "publication"),
        *("publication_title", "pubtitle", "newspaper", "media_name", "media_outlet", "source_name"),
        *("site_name", "page_name", "source_hostname", "publication_name", "origin.title", "provider.name"),
        *("medium_name", "medium", "name_source", "domain", "source_domain", "source.domain"),
        *("container_title", "domain_name", "thread.site", "hostname", "clean_url"),
    ),
    "url": (
        *("url", "link", "web_url", "article_url", "canonical_url", "document_url", "permalink"),
        *("canonical_link", "article_link", "canonical.href", "alternate.href"),
    ),
    "authors": (
        *("authors", "author", "byline", "byline.original", "fields.byline", "author.name", "creator"),
        *("journalist", "published_by", "creators"),
    ),
    "language": ("language", "lang", "language_code", "fields.lang"),
    "section": (
        *("section", "rubric", "section_name", "category", "news_desk", "categories", "pillar_name"),
        *("news_type", "subject"),
    ),
    "links": ("links",),
    "people": ("people", "persons"),
    "organisations": ("organisations", "organizations", "orgs"),
    "places": ("places", "locations"),
}
"""Our field name -> the keys it is known by, in the order they are asked; "a.b" is b within a."""

_COMMON = "id title headline body text content source outlet publisher url link language lang"
COMMON = frozenset(_COMMON.split(" "))
"""Keys that mean what they say: a value of the wrong kind under one is an error, not another thing."""

SEEN = frozenset(("MobileURL", "mobileurl", "mobile_url"))
"""Keys of GDELT's article list, whose plain ``Date`` is when an article was seen."""

_OTHERWISE_PLAIN = ("date", "author", "byline")
_DEPTH = 3  # of objects in each other, within which keys are looked for
_MOST_KEYS = 4096
_SHOWN = 12
_apart = re.compile(r"(?<=[^\s_-])[\s_-]+")


class Meaning(NamedTuple):
    """The field that a key stands for.

    Attributes:
        name: our field.
        rank: its place among the keys of that field; lower ones win.
        key: in the form that is compared.
    """

    name: str
    rank: int
    key: str


class FieldMap(NamedTuple):
    """How the columns or keys of one file are read.

    Attributes:
        fields: our field names, each with the export's keys for it, the one that wins first.
        ignored: keys that are not read.
        is_plain: whether all of it goes without saying: no key is ignored, and none had to be guessed.
    """

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    ignored: tuple[str, ...]
    is_plain: bool = False

    def __str__(self) -> str:
        """``title ← Headline, body ← Full text or Abstract; ignored: Length``."""
        read = ", ".join(f"{name} ← {' or '.join(map(_quote_key, keys))}" for name, keys in self.fields)
        if not self.ignored:
            return read
        more = len(self.ignored) - _SHOWN
        left = ", ".join(map(_quote_key, self.ignored[:_SHOWN])) + (f" and {more:,} more" if more > 0 else "")
        return f"{read}; ignored: {left}" if read else f"ignored: {left}"


def fold(key: str) -> str:
    """``key`` in the form in which keys are compared: no case, no outer blanks, NFC."""
    key = key.strip().casefold()
    return key if key.isascii() else unicodedata.normalize("NFC", key[:256])


def checked_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """``fields`` with our own names for its keys.

    Raises:
        InputError: where one names a field that articles do not have, or a key that is not text.
    """
    checked = {}
    for name, key in (fields or {}).items():
        ours = _OUR_NAME.get(_squeeze(name)) if isinstance(name, str) else None
        if ours is None or not isinstance(key, str):
            raise InputError(
                f"No field {name!r} can be read from {key!r}.", f"The fields are: {', '.join(KEYS)}."
            )
        checked[ours] = fold(key)
    return checked


def known_fields(keys: Iterable[str], fields: Mapping[str, str]) -> set[str]:
    """The fields that ``keys`` stand for."""
    meanings = meanings_of(fields)
    return {meaning.name for key in keys if (meaning := meanings.of(key))}


def is_dated_when_seen(keys: Iterable[str]) -> bool:
    """Whether the plain date beside these keys is when an article was seen, not when it was published."""
    return not SEEN.isdisjoint(keys)


def field_map(keys: Iterable[str], fields: Mapping[str, str]) -> FieldMap:
    """How the columns or keys of a file are read."""
    meanings = meanings_of(fields)
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in KEYS}
    ignored: list[str] = []
    names = dict.fromkeys(keys)
    was_seen = is_dated_when_seen(names) and "published" not in fields
    for key in names:
        if (meaning := meanings.of(key)) and not (was_seen and meaning.key == "date"):
            found[meaning.name].append((meaning.rank, key))
        elif key:
            ignored.append(key)
    read = [
        (name, tuple(key for _, key in sorted(ranked, key=lambda each: each[0])))
        for name, ranked in found.items()
        if ranked
    ]
    plain = {*COMMON, *_OTHERWISE_PLAIN, *KEYS, *fields.values()}
    is_plain = not ignored and all(fold(key) in plain for _, keys in read for key in keys)
    return FieldMap(tuple(read), tuple(ignored), is_plain)


def flat_keys(row: Mapping[str, object], fields: Mapping[str, str]) -> Iterator[str]:
    """The keys of a row as a field map shows them: nested ones that articles have as "a.b"."""
    yield from (key for key, _, _ in meanings_of(fields).within(row))


def meanings_of(fields: Mapping[str, str]) -> Meanings:
    """The meanings of keys, with these given by the caller."""
    return _meanings(tuple(fields.items()))


class Meanings:
    """Looks up keys: those given as they are, ours in any case and with any dividers."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {fold(key): Meaning(name, 0, fold(key)) for name, key in given.items()}
        self._ours = {
            _squeeze(key): Meaning(name, rank, key)
            for name, keys in KEYS.items()
            if name not in given
            for rank, key in enumerate(keys)
        }
        self._outer = {key.split(".")[0] for key in (*self._given, *self._ours) if "." in key}
        self._known: dict[str, Meaning | None] = {}

    def of(self, key: str) -> Meaning | None:
        """The meaning of a key; None if articles have no such field."""
        if key in self._known:
            return self._known[key]
        meaning = self._given.get(fold(key)) or self._ours.get(_squeeze(key))
        if len(self._known) < _MOST_KEYS:
            self._known[key] = meaning
        return meaning

    def within(self, row: Mapping[str, object]) -> Iterator[tuple[str, Meaning | None, object]]:
        """Keys, meanings and values; an object that holds known keys is replaced by these."""
        known = self._known
        for key, value in row.items():
            if type(value) is str:  # as most are
                yield key, known[key] if key in known else self.of(key), value
                continue
            if isinstance(value, list) and value and self.of(key) is None:
                value = value[0]  # noqa: PLW2901 -- of several addresses, say
            if isinstance(value, dict) and (fold(key) in self._outer or _squeeze(key) in self._outer):
                inner = list(self._inside(key, value, _DEPTH))
                if inner:
                    yield from inner
                    continue
            yield key, self.of(key), value

    def _inside(
        self, path: str, values: Mapping[str, object], depth: int
    ) -> Iterator[tuple[str, Meaning | None, object]]:
        for name, value in values.items():
            key = f"{path}.{name}"
            if meaning := self.of(key):
                yield key, meaning, value
            elif isinstance(value, dict) and depth > 1:
                yield from self._inside(key, value, depth - 1)


@lru_cache(maxsize=16)
def _meanings(fields: tuple[tuple[str, str], ...]) -> Meanings:
    return Meanings(dict(fields))


def _squeeze(key: str) -> str:
    """``key`` without case and dividers: ``publish_date``, ``publishDate``, ``Publish Date`` are equal."""
    return _apart.sub("", fold(key))


def _quote_key(key: str) -> str:
    return in_quotes(key, 30)[1:-1]


_OUR_NAME = {_squeeze(key): name for name, keys in KEYS.items() for key in keys}

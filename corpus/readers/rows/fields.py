"""One keyed row of an export -> an article. What its keys mean: ``keys.py``."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from ...article import Article, Entity, EntityKind, Link, Published, Rejected
from ...dates import read_published, stamp_within
from ...errors import AmbiguousDateError, DateError, InputError
from ...ids import ID_LENGTH, derive_id
from ...text import clean, in_quotes, one_line, paragraphs
from ..links import LINKS_LIMIT, stated_link
from .keys import COMMON, fold, is_dated_when_seen, meanings_of
from .strict_json import decode_json
from .values import LONGEST_MISSING, home_of, is_address, is_missing, prose, resolve_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..base import Options
    from .keys import Meaning

SECTION_LENGTH = 200
"""Characters that an outlet's rubric may have."""

NAMES_LIMIT = 5_000
"""Names that are read from one list; a name takes as long to index as a paragraph. The largest collaborations
that sign a paper have some 3,000 members."""

_ENTITY_FIELDS: dict[EntityKind, str] = {
    "person": "people",
    "organisation": "organisations",
    "place": "places",
}
assert set(_ENTITY_FIELDS) == set(get_args(EntityKind))
_language = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_address = re.compile(r"(?:https?:/)?/\S+|www\.\S+", re.IGNORECASE)
_by = re.compile(r"\Aby:? ", re.IGNORECASE)
_and = re.compile(r"\s(?:and|&|und|et|y|e|og|och|en|ve|i|и)\s")
_TEXTS = frozenset(("id", "title", "body", "source", "url", "language"))
_AS_WRITTEN = frozenset(("id", "title", "body"))  # an id is kept, and the others may be markup
_AFTER_ALL = 1_000  # a rank
_RENDERED, _IN_UTC = ".rendered", "_gmt"  # as WordPress calls its markup, and dates in UTC without saying so
_without_zone = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_printed_list = re.compile(r"\[(?:'[^']*+'|\"[^\"]*+\")(?:, ?(?:'[^']*+'|\"[^\"]*+\"))*+\]")
_printed = re.compile(r"'([^']*+)'|\"([^\"]*+)\"")
_TAGS = {  # languages that exports name by ISO 639-2, or in English
    name: tag
    for tag, names in {
        "en": "eng english",
        "ar": "ara arabic",
        "fa": "fas per persian farsi",
        "ru": "rus russian",
        "es": "spa spanish",
        "fr": "fra fre french",
        "de": "deu ger german",
        "tr": "tur turkish",
        "zh": "zho chi chinese",
        "ja": "jpn japanese",
        "it": "ita italian",
        "pt": "por portuguese",
        "nl": "nld dut dutch",
        "pl": "pol polish",
        "sv": "swe swedish",
        "uk": "ukr ukrainian",
        "ko": "kor korean",
        "he": "heb hebrew",
        "hi": "hin hindi",
        "el": "ell gre greek",
    }.items()
    for name in names.split()
}
_name = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [\w'’.-]+){1,4}")


def article(
    row: Mapping[str, object],
    options: Options,
    origin: str,
    notices: tuple[str, ...] = (),
    *,
    is_text: bool = False,
) -> Article | Rejected:
    """The article in a row, or its rejection. Unknown keys are ignored.

    Args:
        row: keys → values.
        options: what the reader was told.
        origin: where the article stands.
        notices: what is known to be wrong already.
        is_text: whether texts stand as they were meant, without references or words for what is missing.
    """
    try:
        return _KeyedRow(row, options, is_text=is_text).article(origin, notices)
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


class _KeyedRow:
    """One row of keys and values while it becomes an article."""

    def __init__(self, row: Mapping[str, object], options: Options, *, is_text: bool) -> None:
        self.found: dict[str, tuple[int, str, object]] = {}
        self.options = options
        self.notices: list[str] = []
        self._is_text = is_text
        was_seen = not is_text and "published" not in options.fields and is_dated_when_seen(row)
        for key, meaning, value in meanings_of(options.fields).within(row):
            if meaning is None or value is None or (was_seen and meaning.key == "date"):
                continue
            self._keep(key, meaning, _text_of_list(meaning, value) if isinstance(value, list) else value)

    def _keep(self, key: str, meaning: Meaning, value: object) -> None:
        """Keep a value, if it is the best for its field by now."""
        name, rank, known = meaning
        if isinstance(value, str):
            if not value or value.isspace():
                return
            if not self._is_text:
                if len(value) <= LONGEST_MISSING and is_missing(name, value):
                    return
                if name == "source" and name not in self.options.fields and is_address(value):
                    name, rank, value = _place_of(value)
        elif value in ([], {}) or (
            name in _TEXTS
            and known not in COMMON
            and name not in self.options.fields
            and _as_text(value) is None
        ):
            return  # nothing, or another thing of that name
        if name not in self.found or rank < self.found[name][0]:
            self.found[name] = rank, key, value

    def article(self, origin: str, notices: tuple[str, ...]) -> Article:
        title = one_line(self.markup("title"))
        body = paragraphs(clean(self.markup("body")))
        if not (title or body):
            raise InputError("no title and no text; if its keys have other names, give them as fields")
        source = one_line(self.text("source")) or self.options.outlet
        published = self.publication_date(source)
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
            links=tuple(self.links()) if "links" in self.found else (),
            entities=tuple(self.entities()),
            origin=origin,
            notices=(*notices, *self.notices),
            section=self.section(),
        )

    def find(self, name: str) -> tuple[str, object]:
        """The key and the value of a field; the value is None if it is missing."""
        _, key, value = self.found.get(name) or (0, name, None)
        return key, value

    def text(self, name: str) -> str:
        key, value = self.find(name)
        if value is None:
            return ""
        written = (
            value if isinstance(value, str) else _as_text(_name_in(value) if name == "source" else value)
        )
        if written is None:
            raise InputError(f"{in_quotes(key)} holds {_kind(value)}, not text")
        return written if name in _AS_WRITTEN else self.resolve(written)

    def resolve(self, written: str) -> str:
        """A text without character references."""
        return written if self._is_text else resolve_references(written)

    def markup(self, name: str) -> str:
        """The text of a title or body, without markup."""
        key, _ = self.find(name)
        written = self.text(name)
        return prose(written, is_markup=key.casefold().endswith(_RENDERED), is_text=self._is_text)

    def section(self) -> str:
        """The rubric, the first of several. A number is not taken for one."""
        _, value = self.find("section")
        if value is None:
            return ""
        entries = _as_list(self.resolve(value), separator=";") if isinstance(value, str) else value
        first = entries[0] if isinstance(entries, list) else entries
        named = _name_in(first)
        written = one_line(named) if isinstance(named, str) else ""
        return "" if written.isdecimal() else written[:SECTION_LENGTH]

    def id(self) -> str:
        given = one_line(self.text("id"))
        if len(given) > ID_LENGTH:
            raise InputError(f"its id has {len(given)} characters; {ID_LENGTH} are allowed")
        return given

    def publication_date(self, source: str) -> Published | None:
        key, value = self.find("published")
        if value is None:
            return None
        written = _as_text(stamp_within(value))
        if written is None:
            self.notices.append(f"date not understood: it is {_kind(value)}")
            return None
        if key.casefold().endswith(_IN_UTC) and _without_zone.fullmatch(written.strip()):
            written = f"{written.strip()}Z"
        published = self.read_date(written, source)
        if published is None:
            return None
        shown = one_line(written)
        return published if shown == published.raw else replace(published, raw=shown)

    def read_date(self, written: str, source: str) -> Published | None:
        """The date; an ambiguous one in its outlet's order; None, with a notice, if it is not understood."""
        try:
            return read_published(
                written, origin="field", day_first=self.options.day_first, language=self.text("language")
            )
        except AmbiguousDateError as error:
            settled = self.options.day_orders and self.options.day_orders.settle(source, error)
            if settled:
                published, notice = settled
                self.notices.append(f"{in_quotes(written)} {notice}")
                return published
            fault: DateError = error
        except DateError as error:
            fault = error
        self.notices.append(f"date not understood: {in_quotes(written)} ({fault.message.rstrip('.')})")
        return None

    def language(self) -> str:
        written = one_line(self.text("language")).replace("_", "-")
        written = _TAGS.get(written.casefold(), written)
        if not written or _language.fullmatch(written):
            return written
        self.notices.append(f"not a language tag such as 'en': {in_quotes(written)}")
        return ""

    def authors(self) -> tuple[str, ...]:
        _, value = self.find("authors")
        if value is None:
            return ()
        if isinstance(value, str) and isinstance(listed := _list_in_text(value), str):
            return split_names(self.resolve(listed))[:NAMES_LIMIT]
        return _distinct(self.names("authors"))

    def entities(self) -> Iterator[Entity]:
        for kind, name in _ENTITY_FIELDS.items():
            if name not in self.found:
                continue
            for written in _distinct(self.names(name)):
                yield Entity(kind=kind, name=written, written=written)

    def names(self, name: str) -> Iterator[str]:
        """The names in a list, in the JSON text of a list, or between semicolons."""
        key, value = self.find(name)
        entries = _as_list(value, separator=";")
        if len(entries) > NAMES_LIMIT:
            self.notices.append(f"only {NAMES_LIMIT} of {len(entries)} names of {in_quotes(key)} were read")
        for entry in entries[:NAMES_LIMIT]:
            written = _as_text(_name_in(entry))
            if written is None:
                raise InputError(f"{in_quotes(key)} holds {_kind(entry)} where a name is expected")
            yield self.resolve(written)

    def links(self) -> Iterator[Link]:
        """The links in a list, in the JSON text of a list, or the addresses between blanks."""
        key, value = self.find("links")
        entries = _as_list(value, separator=None)
        if len(entries) > LINKS_LIMIT:
            self.notices.append(f"only {LINKS_LIMIT} of {len(entries)} links of {in_quotes(key)} were read")
        links = [self.link(entry) for entry in entries[:LINKS_LIMIT]]
        if missed := links.count(None):
            self.notices.append(
                f"{missed} of {len(links)} links of {in_quotes(key)} have no title, id or address"
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


def _text_of_list(meaning: Meaning, values: list[object]) -> object:
    """The text of a list that has one, as Solr writes every value; a body's paragraphs; else the list."""
    if meaning.name not in _TEXTS and meaning.name != "published":
        return values
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    is_body = meaning.name == "body" and meaning.key in COMMON
    return "\n\n".join(map(str, values)) if is_body and all(isinstance(v, str) for v in values) else values


def _place_of(address: str) -> tuple[str, int, str]:
    """The field, rank and text of an address in an outlet's place: that of its site, or of the article."""
    home = home_of(address)
    return ("source", _AFTER_ALL, home) if home else ("url", _AFTER_ALL, address)


def _list_in_text(value: str) -> object:
    """The list or object that a text holds as JSON or as printed by Python; else the text."""
    if value.lstrip().startswith(("[", "{")):
        with suppress(ValueError):
            return decode_json(value.strip())
        if _printed_list.fullmatch(value.strip()):
            return [one or other for one, other in _printed.findall(value)]
    return value


def _as_list(value: object, separator: str | None) -> list[object]:
    """A list unchanged; a text as the list or object that it holds, or split at ``separator``."""
    if isinstance(value, str):
        value = _list_in_text(value)
    if isinstance(value, str):
        return list(value.split(separator))
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for written in names if (name := one_line(written))))


def _as_text(value: object) -> str | None:
    """A text unchanged, a number as text; None for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


_NAME_PARTS = (
    ("given", "non-dropping-particle", "family"),
    ("firstName", "lastName"),
    ("first_name", "last_name"),
)
"""Under which keys the parts of a person's name stand."""


def _name_in(value: object) -> object:
    """The name of an object that has one, as in JSON-LD; or of its parts, as in CSL."""
    if not isinstance(value, dict) or value.get("name"):
        return value.get("name") if isinstance(value, dict) else value
    for parts in _NAME_PARTS:
        found = [part for key in parts if isinstance(part := value.get(key), str) and part.strip()]
        if found:
            return " ".join(found)
    return value.get("literal")


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return kinds.get(type(value), "a number")

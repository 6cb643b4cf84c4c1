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
from .keys import COMMON, fold, meanings_of
from .strict_json import decode_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..base import Options

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
_RENDERED, _IN_UTC = ".rendered", "_gmt"  # as WordPress calls its markup, and dates in UTC without saying so
_without_zone = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
# End tags, or such as are written in lower case only: "<BR>" and "<P>" are companies on a wire.
_html = re.compile(
    r"</(?i:p|div|span|a|b|i|em|strong|li|ul|ol|h[1-6]|blockquote|figure|section|article|td|tr|table)>"
    r"|<(?:br ?/?|p)>|<(?:p|div|img|a) [a-z-]+="
)
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
    row: Mapping[str, object], options: Options, origin: str, notices: tuple[str, ...] = ()
) -> Article | Rejected:
    """The article in a row, or its rejection. Unknown keys are ignored."""
    try:
        return _KeyedRow(row, options).article(origin, notices)
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

    def __init__(self, row: Mapping[str, object], options: Options) -> None:
        self.found: dict[str, tuple[int, str, object]] = {}
        for key, meaning, value in meanings_of(options.fields).within(row):
            if meaning is None or _is_empty(value):
                continue
            name, rank, known = meaning
            if (
                name in _TEXTS
                and known not in COMMON
                and name not in options.fields
                and _as_text(value) is None
            ):
                continue  # another thing of that name
            if name not in self.found or rank < self.found[name][0]:
                self.found[name] = rank, key, value
        self.options = options
        self.notices: list[str] = []

    def article(self, origin: str, notices: tuple[str, ...]) -> Article:
        title = one_line(self.markup("title"))
        body = paragraphs(clean(self.markup("body")))
        if not (title or body):
            raise InputError("no title and no text; if its keys have other names, give them as fields")
        source = one_line(self.text("source", _name_in)) or self.options.outlet
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
            links=tuple(self.links()),
            entities=tuple(self.entities()),
            origin=origin,
            notices=(*notices, *self.notices),
            section=self.section(),
        )

    def find(self, name: str) -> tuple[str, object]:
        """The key and the value of a field; the value is None if it is missing."""
        _, key, value = self.found.get(name) or (0, name, None)
        return key, value

    def text(self, name: str, taken: Callable[[object], object] = lambda value: value) -> str:
        key, value = self.find(name)
        if value is None:
            return ""
        written = _as_text(taken(value))
        if written is None:
            raise InputError(f"{in_quotes(key)} holds {_kind(value)}, not text")
        return written

    def markup(self, name: str) -> str:
        """The text of a field, without HTML markup."""
        key, _ = self.find(name)
        written = self.text(name)
        if not (key.casefold().endswith(_RENDERED) or ("<" in written and _html.search(written))):
            return written
        from ..html.fragment import text_of_fragment

        return text_of_fragment(written)

    def section(self) -> str:
        """The rubric, the first of several. A number is not taken for one."""
        _, value = self.find("section")
        if value is None:
            return ""
        entries = _as_list(value, separator=";") if isinstance(value, str) else value
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
        if isinstance(value, str) and isinstance(listed := _list_in_text(value), str):
            return split_names(listed)[:NAMES_LIMIT]
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
            yield written

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


def _name_in(value: object) -> object:
    """The name of an object that has one, as in JSON-LD."""
    return value.get("name") if isinstance(value, dict) else value


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return kinds.get(type(value), "a number")

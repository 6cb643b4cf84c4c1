"""Which articles does a JSON value hold? Services, databases and tools put objects and lists around them.

An object that lists articles is their envelope, and what it states of itself (a status, the name of the
newspaper) is none of them. But an article may list others too: what is related, comments, its own parts.
These are told apart by the name of the list, by what the object states itself, and by whether what it lists
states more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...errors import InputError
from .keys import meanings_of
from .tables import rows_of_table
from .values import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = dict[str, object]

LISTS = (
    *("articles", "documents", "docs", "news", "stories", "posts", "records", "rows", "entries", "hits"),
    *("data", "results", "items", "item"),
)
"""Keys under which services and tools list articles, the plain ones first."""

_OF_ARTICLES_TOO = frozenset(
    ("results", "items", "item", "data", "entries")
)  # which may be an article's parts
_NEVER = frozenset(
    """
    comments replies related relatedarticles related_articles recommended recommendations see_also links
    images media multimedia photos videos attachments enclosures tags keywords concepts categories topics
    facets entities sources users authors contributors includes errors warnings highlight highlights
    """.split()  # noqa: SIM905 -- a list of words is read as one
)
_WRAPPERS = frozenset(
    """
    _source source_doc row doc document article item entry post story record result news node hit object
    fields data
    """.split()  # noqa: SIM905 -- as above
)
_OUTLETS = frozenset(("newspapers", "outlets", "sources", "publications", "publishers"))
_HINTS = frozenset(
    """
    message lead_paragraph description abstract summary snippet excerpt excerpt.rendered fields.trail_text
    summary.content short_description abstract_note
    """.split()  # noqa: SIM905 -- as above
)
_ANSWERS = frozenset(("status", "code", "statuscode", "ok", "success", "error", "errors"))
_ANSWERED = frozenset(("ok", "success", "error", "fail", "failed", "failure", "true", "false", "none", ""))
_COUNTS = frozenset(
    (
        "total",
        "totalresults",
        "total_results",
        "totalhits",
        "count",
        "numfound",
        "page",
        "pages",
        "pagination",
    )
)
_CONTAINERS = frozenset((dict, list))
_ASKED = 8  # objects of a list that are looked at
_DEPTH = 5  # of objects and lists in each other
_NO_ARTICLES = "an answer that lists no articles that can be told; write one article a line, or as a list"
_NOT_TOLD = "it may list several articles, but they cannot be told; write one article a line, or as a list"


def articles_within(value: object, fields: Mapping[str, str]) -> list[object] | None:
    """What an object holds in the places of articles; None where it is no envelope, but one article itself.

    Args:
        value: a value of JSON.
        fields: our field name → the export's key.

    Raises:
        InputError: it is an answer of many, but they cannot be told.
    """
    if not isinstance(value, dict):
        return None
    if _CONTAINERS.isdisjoint(map(type, value.values())) and _ANSWERS.isdisjoint(value):
        return None
    opener = _Opener(fields)
    found = opener.open(value, _DEPTH)
    if found is None:
        _check_answer(value, opener.statement(value))
    return found


class _Statement(NamedTuple):
    """What an object states of an article itself."""

    title: bool = False
    text: bool = False
    """A text of its own."""
    hint: bool = False
    """A description, a summary, a message."""
    date: bool = False
    address: bool = False

    @property
    def is_article(self) -> bool:
        return self.title or self.text or self.hint


class _Opener:
    """Opens envelopes, with the meanings of one export's keys."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._meanings = meanings_of(fields)

    def open(self, value: Row, depth: int) -> list[object] | None:
        """What ``value`` holds in the places of articles, or None."""
        if not depth:
            return None
        own = self.statement(value)
        if own.is_article:
            return self._listed_by_article(value, own, depth)
        if rows := rows_of_table(value, self._is_article_key):
            return rows
        lists = [
            held for key, held in value.items() if key in LISTS and self._lists_articles(key, held, depth)
        ]
        lists = lists or [held for key, held in value.items() if self._lists_articles(key, held, depth)]
        if lists:
            return [row for held in lists for row in self._rows_of_list(held, depth)]
        if any(key in LISTS and held == [] for key, held in value.items()):
            return []
        return self._held_by_key(value, depth)

    def statement(self, value: Row) -> _Statement:
        """What an object states of an article itself."""
        names = set()
        for _, meaning, held in self._meanings.within(value):
            if meaning and (_is_stated(held) or (held and meaning.name == "published")):
                names.add("hint" if meaning.key in _HINTS else meaning.name)
        return _Statement(
            "title" in names, "body" in names, "hint" in names, "published" in names, "url" in names
        )

    def _listed_by_article(self, value: Row, own: _Statement, depth: int) -> list[object] | None:
        """The articles that something with a title or a text lists, where the list says more than it does."""
        is_placed = own.date or own.address
        if own.text and is_placed:
            return None
        for key in LISTS:
            held = value.get(key)
            if own.text and key in _OF_ARTICLES_TOO:
                continue
            if held == [] and not (own.title or own.text or is_placed):
                return []
            if not self._lists_articles(key, held, depth):
                continue
            best = self._fullest(held)
            if (not is_placed and (best.text or not own.text)) or (
                not own.text and (best.text or (best.date and not own.date))
            ):
                return self._rows_of_list(held, depth)
        if own.text or is_placed:
            return None
        if not own.title and _is_answer(value):
            return self._held_by_key(value, depth)
        inner = [self.open(held, depth - 1) for held in value.values() if isinstance(held, dict)]
        return next((found for found in inner if found is not None), None)

    def _lists_articles(self, key: str, held: object, depth: int) -> bool:
        """Whether a value is a list, and one of its first objects is an article, or an envelope of some."""
        if not isinstance(held, list) or key.casefold() in _NEVER or self._is_known(key):
            return False
        for each in held[:_ASKED]:
            if isinstance(each, dict):
                own = self.statement(each)
                if own.title or own.text or (own.hint and key in LISTS):
                    return True
                if self.open(each, min(depth, 2) - 1) is not None:
                    return True
        return False

    def _fullest(self, held: object) -> _Statement:
        """What the first objects of a list state together."""
        objects = [each for each in held[:_ASKED] if isinstance(each, dict)] if isinstance(held, list) else []
        return _Statement(*map(any, zip(*map(self.statement, objects), strict=True)))

    def _rows_of_list(self, held: object, depth: int) -> list[object]:
        """What a list holds, with the envelopes of single articles taken off."""
        rows: list[object] = []
        for each in held if isinstance(held, list) else ():
            inner = self.open(each, depth - 1) if isinstance(each, dict) else None
            rows.extend([each] if inner is None else inner)
        return rows

    def _held_by_key(self, value: Row, depth: int) -> list[object] | None:
        """The articles among the values of an object, each under its id, its address or what it is called."""
        objects = {key: held for key, held in value.items() if isinstance(held, dict) and self._may_hold(key)}
        rows: list[object] = []
        is_envelope = False
        for key, held in objects.items():
            inner = (self._named_by_outlet if key in _OUTLETS else self.open)(held, depth - 1)
            own = self.statement(held)
            is_envelope = is_envelope or inner is not None
            rows += [held] if inner is None and own.title and own.text else inner or ()
        if is_envelope:
            return rows
        singles = [key for key in objects if key in _WRAPPERS and self.statement(objects[key]).is_article]
        if singles:
            own_id = str(value.get("_id") or value.get("id") or "")
            wrapped = [objects[key] for key in singles]
            keep = len(singles) == 1 and own_id and not own_id.isdecimal()
            return [self._with(wrapped[0], "id", own_id)] if keep else list(wrapped)
        return self._rows_by_key(objects)

    def _named_by_outlet(self, value: Row, depth: int) -> list[object] | None:
        """The articles of objects that are held under the names of their outlets, if there are any."""
        rows: list[object] = []
        for outlet, held in value.items():
            inner = self.open(held, depth - 1) if isinstance(held, dict) else None
            rows += [
                self._with(row, "source", outlet) if isinstance(row, dict) else row for row in inner or ()
            ]
        return rows or None

    def _rows_by_key(self, objects: dict[str, Row]) -> list[object] | None:
        """The objects as articles, if the first of them are some; their keys are their ids or addresses."""
        first = list(objects.values())[:_ASKED]
        if not any(self.statement(held).is_article for held in first):
            return None
        if len(objects) == 1 and not any(map(str.isdecimal, next(iter(objects)))):
            return list(objects.values())
        names = list(objects)
        is_counter = names in ([str(n) for n in range(len(names))], [str(n + 1) for n in range(len(names))])
        return [
            held if is_counter else self._with(held, "url" if is_address(key) else "id", key)
            for key, held in objects.items()
        ]

    def _may_hold(self, key: str) -> bool:
        return key in _WRAPPERS or not (key.casefold() in _NEVER - _OUTLETS or self._is_known(key))

    def _with(self, row: Row, name: str, stated: str) -> Row:
        """The row with one more field, unless it states that itself."""
        stands = (meaning for _, meaning, held in self._meanings.within(row) if held not in (None, ""))
        return row if any(meaning and meaning.name == name for meaning in stands) else {**row, name: stated}

    def _is_known(self, key: str) -> bool:
        return self._meanings.of(key) is not None

    def _is_article_key(self, key: str) -> bool:
        meaning = self._meanings.of(key)
        return meaning is not None and meaning.name in ("title", "body")


def _check_answer(value: Row, own: _Statement) -> None:
    """Refuse what has a service's marks around no article that could be told.

    Raises:
        InputError: it has.
    """
    if own.text or own.date or own.address or not own.is_article:
        return
    if not own.title and _is_answer(value):
        raise InputError(_NO_ARTICLES)
    holds_more = any(isinstance(held, dict | list) and held for held in value.values())
    if holds_more and any(key.casefold() in _COUNTS for key in value):
        raise InputError(_NOT_TOLD)


def _is_answer(value: Row) -> bool:
    """Whether an object states how a service fared."""
    states = [str(held).casefold() for key, held in value.items() if key.casefold() in _ANSWERS]
    return any(state in _ANSWERED or state.isdecimal() for state in states)


def _is_stated(held: object) -> bool:
    """Whether a value is a text that is not blank, or a list of one."""
    only = held[0] if isinstance(held, list) and len(held) == 1 else held
    return isinstance(only, str) and bool(only) and not only.isspace()

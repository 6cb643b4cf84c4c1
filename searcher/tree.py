"""A question as a tree: what the language understood, before any engine is asked.

Where its leaves stand in the text is kept beside it (``language.ParsedQuery.places``), for errors that point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .when import Range


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in all its inflections; ``field`` is "" (title or body) or "title"."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other and in this order; ``field`` as in Word.

    Exactly as written; with ``inflected``, each in any inflection, as in ``air-strike``.
    """

    text: str
    field: str = ""
    inflected: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """Words spelt nearly like one: so many ``edits`` at most, the first letter kept; ``field`` as in Word."""

    text: str
    edits: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Words and phrases, with at most ``within`` - 1 words between each two of them.

    In this order, if it is ``ordered``; the parts are all of one field.
    """

    parts: tuple[Word | Phrase | Wildcard | Similar, ...]
    within: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words that fit a pattern: ``*`` is any letters, ``?`` is one; ``field`` as in Word."""

    pattern: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Surname:
    """The surname of a person who is meant wherever an article gives no more of a name.

    Attributes:
        keys: of the surname alone, as articles may carry it (``index.text.analysis.name_key``).
        others: keys of the other people who bear it; an article that names one of them may mean that one.
        days: stretches of time in which the person is meant; None: always, and in undated articles.
        outlets: keys of those in which the person is meant; None: in all.
        elsewhere: keys of the outlets in which the surname is somebody else's, or a town's.
    """

    keys: tuple[str, ...]
    others: tuple[str, ...] = ()
    days: tuple[Range, ...] | None = None
    outlets: tuple[str, ...] | None = None
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """Articles that carry a name in one field: people, organisations, places, authors, source, ….

    ``text`` may hold ``*`` and ``?``; otherwise it is matched entire, by canonical name or alias.
    ``also`` are further forms of the same name, of the archive's own table; ``surname`` is what else a
    person may be called.
    """

    field: str
    text: str
    also: tuple[str, ...] = ()
    surname: Surname | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """Articles published within a range of days; ``text`` is what was read as that range."""

    range: Range
    text: str = ""


@dataclass(frozen=True, slots=True)
class And:
    """Articles that match every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that match at least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not match the part."""

    part: Node


Leaf = Everything | Word | Phrase | Similar | Near | Wildcard | Name | Dated
Node = Leaf | And | Or | Not


def field_of(node: Node) -> str | None:
    """The field in whose text a leaf is looked for: "", "title", "lead"; None for what is no text."""
    match node:
        case Word() | Phrase() | Wildcard() | Similar():
            return node.field
        case Near(parts):
            return parts[0].field
        case _:
            return None


def all_of(*parts: Node) -> Node:
    """The conjunction of parts: flat, and without ``Everything`` where something else is asked."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    telling = [part for part in flat if not isinstance(part, Everything)]
    if not telling:
        return Everything()
    return telling[0] if len(telling) == 1 else And(tuple(telling))


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that every hit must match."""
    return node.parts if isinstance(node, And) else (node,)


def leaves(node: Node, *, negated: bool = False) -> Iterator[Leaf]:
    """The leaves that a hit can match, left to right; with ``negated``, those under a Not as well."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, negated=negated)
        case Not(part):
            if negated:
                yield from leaves(part, negated=negated)
        case _:
            yield node


def query_text(node: Node) -> str:
    """The tree in the query language: what was understood, as one could type it again."""
    match node:
        case Not(part):
            return f"NOT {_in_parentheses(part)}"
        case And(parts):
            return " AND ".join(_in_parentheses(part) for part in parts)
        case Or(parts):
            return " OR ".join(_in_parentheses(part) for part in parts)
        case Near(parts, within, ordered):
            return f" {'PRE' if ordered else 'NEAR'}/{within} ".join(map(query_text, parts))
        case Everything():
            return "*"
        case Dated(range_, _):
            return f"published:{range_ if range_ != Range(None, None) else '*'}"
        case _:
            return f"{node.field}:{_leaf_text(node)}" if node.field else _leaf_text(node)


def _leaf_text(leaf: Word | Wildcard | Phrase | Similar | Name) -> str:
    match leaf:
        case Word(text) | Wildcard(text):
            return text
        case Phrase(text, _, inflected):
            return f"{{{text}}}" if inflected else f'"{text}"'
        case Similar(text, edits):
            return f"{text}~{edits}"
        case Name(_, text):
            return _name_text(text)


def _name_text(text: str) -> str:
    """A name as it can be typed; an id may hold quotation marks."""
    if not text.strip("*"):
        return "*"
    return f'"{text}"' if '"' not in text else f"«{text}»"


def _in_parentheses(node: Node) -> str:
    return f"({query_text(node)})" if isinstance(node, And | Or) else query_text(node)

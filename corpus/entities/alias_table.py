"""One name for each person, organisation and place, however it is written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from . import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..article import EntityKind

_LONGEST = 300  # characters; a longer "name" is text, and is cut
_MARKS = ' ,;:"“”‘()[]'
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]$)?")
_SEPARATORS = str.maketrans({"-": " ", "_": " ", ".": None, "’": "'"})
_KEPT_WITH_THE = ("The Hague",)


def canonical(kind: EntityKind, written: str) -> str:
    """The name under which facets count and filters match.

    The alias table comes first; it knows capitals and small letters, accents, hyphens, full stops
    and "the" as the same name. So a filter ``us`` finds the United States; whether the word *us*
    in running text is a name is for an extractor to say, and it never is. Any other name is the
    written one without titles, possessives, surplus space, and the full stops of acronyms.

    States of the past: one that was renamed stands under its present name (Burma, Zaire), one that
    ended in a division or a union is itself (Soviet Union, West Germany).
    """
    return _canonical(kind, written[:_LONGEST])


@lru_cache(maxsize=20_000)
def _canonical(kind: EntityKind, written: str) -> str:
    known, name = _names_by_key(kind), normal(kind, written)
    return known.get(key(written)) or known.get(key(name)) or name


def aliases(kind: EntityKind, canonical: str) -> tuple[str, ...]:
    """The other names that the alias table lists for this canonical name, in its order; () for none."""
    return _aliases(kind).get(canonical, ())


def kind_of(written: str) -> EntityKind | None:
    """The kind of a name that some table holds in exactly these capitals; None for any other."""
    known = _kinds()
    return known.get(written) or (known.get(written.replace(".", "")) if written.endswith(".") else None)


def names() -> Iterable[str]:
    """Every name of which some table holds the kind."""
    return _kinds()


def normal(kind: EntityKind, written: str) -> str:
    """The written name without titles, possessives and surplus marks."""
    name, longer = _trim_name(kind, written), written
    while name != longer:
        name, longer = _trim_name(kind, name), name
    return name


def _trim_name(kind: EntityKind, written: str) -> str:
    name = " ".join(written.split()).strip(_MARKS)
    name = _POSSESSIVE.sub("", name) or name
    name = _ACRONYM.sub(lambda match: match.group().replace(".", ""), name)
    return without_titles(name) if kind == "person" else _without_article(name)


def without_titles(name: str) -> str:
    """A person's name without "Mr", "Gen.", "President"; the whole name if nothing else would be left."""
    words = name.split(" ")
    first = next((i for i, word in enumerate(words) if not tables.is_title(word.rstrip("."))), 0)
    return " ".join(words[first:])


def key(name: str) -> str:
    """The form that all spellings of a name share."""
    plain = name.casefold().translate(_SEPARATORS)
    if not plain.isascii():
        plain = "".join(
            char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char)
        )
    return " ".join(plain.split()).removeprefix("the ")


def _without_article(name: str) -> str:
    bare = name[4:] if name[:4] in ("The ", "the ") else name
    return name if name in _KEPT_WITH_THE or not bare else bare


@cache
def _rows() -> tuple[tuple[str, str, EntityKind], ...]:
    """The shipped rows: name, alias, kind, as in the table of an archive."""
    return tuple(
        cast("tuple[str, str, EntityKind]", tuple(line.split("\t"))) for line in tables.rows("aliases.tsv")
    )


@cache
def _aliases(kind: EntityKind) -> dict[str, tuple[str, ...]]:
    listed: dict[str, tuple[str, ...]] = {}
    for name, alias, row_kind in _rows():
        if row_kind == kind:
            listed[name] = (*listed.get(name, ()), alias)
    return listed


@cache
def _names_by_key(kind: EntityKind) -> dict[str, str]:
    """Key → canonical name: aliases, then canonical names themselves, then what the gazetteer knows."""
    known = {key(alias): name for name, alias, row_kind in _rows() if row_kind == kind}
    for name, _, row_kind in _rows():
        if row_kind == kind:
            known.setdefault(key(name), name)
    for name in _gazetteer_names(kind):
        known.setdefault(key(name), name)
    return known


def _gazetteer_names(kind: EntityKind) -> list[str]:
    if kind == "place":
        gazetteer = tables.gazetteer()
        names = [*sorted(gazetteer.territories), *sorted(gazetteer.places)]
        return sorted(names, key=str.isascii)  # São Paulo rather than Sao Paulo
    return sorted(tables.cues().organisations) if kind == "organisation" else []


@cache
def _kinds() -> dict[str, EntityKind]:
    """Every name in every table → its kind; of several kinds, place."""
    kinds: dict[str, EntityKind] = dict.fromkeys(tables.cues().organisations, "organisation")
    for kind in ("person", "organisation", "place"):
        names = [name for *names, row_kind in _rows() if row_kind == kind for name in names]
        kinds.update((_without_full_stops(name), kind) for name in names)
        kinds.update(dict.fromkeys(names, kind))
    kinds.update(dict.fromkeys(tables.gazetteer().places, "place"))
    return kinds


def _without_full_stops(name: str) -> str:
    """An acronym without its full stops; any other name as it is."""
    return name.replace(".", "") if name.isupper() else name

"""Names in articles that are not in English, of which the rules know too little to guess.

They were written for English. German gives every noun a capital, and which words merely begin a sentence is
known of English only. So elsewhere a name counts when a table holds it, or part of it: fewer are found, and
hardly one that is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..article import Entity

_LEAST = 2  # letters of an organisation's initials, words of a person's name


def is_not_english(language: str) -> bool:
    """Whether an article with this language tag is in another language than English."""
    return bool(language) and language.lower().partition("-")[0] not in ("en", "eng")


def known_entities(entities: Iterable[Entity]) -> Iterator[Entity]:
    """The entities whose names a table holds, or that are built of names that it holds."""
    found = list(entities)
    people = {entity.name for entity in found if entity.kind == "person" and _is_person(entity.written)}
    for entity in found:
        if (entity.kind == "person" and entity.name in people) or (
            entity.kind != "person" and _is_listed(entity)
        ):
            yield entity


def _is_person(written: str) -> bool:
    """Whether it begins with a first name that people bear, and goes on in capitals."""
    words = written.split()
    goes_on = len(words) >= _LEAST and all(word[0].isupper() for word in words)
    return goes_on and words[0] in tables.gazetteer().given_names


def _is_listed(entity: Entity) -> bool:
    """Whether a table holds the name under this kind, or it is an organisation's initials."""
    if kind_of(entity.written) == entity.kind or kind_of(entity.name) == entity.kind:
        return True
    if entity.kind == "place":
        return entity.written in tables.gazetteer().places
    return entity.written.isupper() and entity.written.isalpha() and len(entity.written) >= _LEAST

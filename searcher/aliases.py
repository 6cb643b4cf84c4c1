"""Questions under the names that an archive knows: by an alias of its own table, or by a surname alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archive_folder import NAMES_FILE
from index.text.analysis import exact_terms

from .bearers import FIELD
from .planning import KIND_OF_FIELD
from .surnames import Surnames
from .tree import Name, Node, Or, Phrase, Word

if TYPE_CHECKING:
    from corpus.entities.archive_names import ArchiveNames

LONGEST_ALIAS = 8
"""Words of an alias, at most, that are looked for among the words of a question."""

_PATTERN = frozenset("*?")
_MOST_FORMS = 50  # of one name that a filter asks for


def names_of(folder: Path | None) -> ArchiveNames | None:
    """The own names that an archive's keeper put into its folder; None where there is no table.

    Raises:
        InputError: the table is none.
    """
    table = folder / NAMES_FILE if folder else None
    if table is None or not os.path.lexists(
        table
    ):  # most archives have none, and need not load what reads it
        return None
    from corpus.entities import archive_names

    return archive_names.read(table)


class Aliases:
    """The own names of an archive and its people's surnames, for one question; remembers what it widened.

    Args:
        names: of the archive's own table.
        surnames: of the people in it; None: names are taken strictly, as articles carry them.
    """

    def __init__(self, names: ArchiveNames | None, surnames: Surnames | None = None) -> None:
        self._names = names
        self._surnames = surnames
        self._told: dict[str, tuple[str, ...]] = {}

    def may_widen(self, field: str) -> bool:
        """Whether a name in a field may be looked for under further ones."""
        return self._names is not None or (self._surnames is not None and field == FIELD)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was widened, for the receipt: ``"Daesh" also as "Islamic State"``."""
        return tuple(
            f'"{asked}" also as ' + ", ".join(f'"{form}"' for form in forms)
            for asked, forms in self._told.items()
        )

    def with_forms(self, node: Name) -> Name:
        """A name that articles carry, under all the forms that the table has of it."""
        return self.wider_names(node.field, [node.text]).get(node.text, node)

    def wider_names(self, field: str, names: Sequence[str]) -> dict[str, Name]:
        """Those of some names of a field that are looked for under further forms, with these."""
        kind = KIND_OF_FIELD.get(field)
        names = [name for name in names if not _PATTERN.intersection(name)] if kind else []
        also: dict[str, tuple[str, ...]] = {}
        if self._names and kind:
            forms = ((name, self._names.other_forms(kind, name)[:_MOST_FORMS]) for name in names)
            also = {name: found for name, found in forms if found}
        meanings = self._surnames.meanings(names) if self._surnames and field == FIELD else {}
        for name, meaning in meanings.items():
            if meaning.person:
                also[name] = (*also.get(name, ()), meaning.person)
        self._told |= also
        surnames = {name: meaning.surname for name, meaning in meanings.items() if meaning.surname}
        return {
            name: Name(field, name, also.get(name, ()), surnames.get(name)) for name in {**also, **surnames}
        }

    def people_meant(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of names as articles carry them, surnames alone → the people whom they may mean, as shown."""
        return self._surnames.people_meant(names) if self._surnames else {}

    def length(self, words: Sequence[str]) -> int:
        """How many of these words, from the first, are an alias; 0 for none."""
        names = self._names
        most = min(len(words), LONGEST_ALIAS)
        return next((n for n in range(most, 0, -1) if names.of_words(words[:n])), 0) if names else 0

    def widen(self, node: Node, words: Sequence[str], field: str) -> Node:
        """What asks for the words of an alias, or for its name."""
        name = self._names.of_words(words) if self._names else ""
        terms = exact_terms(name)
        if not terms:
            return node
        self._told[" ".join(words)] = (name,)
        parts = node.parts if isinstance(node, Or) else (node,)
        return Or((*parts, Word(name, field) if len(terms) == 1 else Phrase(name, field)))

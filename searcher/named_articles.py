"""The articles that names find in one snapshot: chosen once, and counted within many questions."""

from __future__ import annotations

from collections.abc import Sequence

from index.engine.protocol import Choice, Lookup, Selection, Snapshot

from .planning import choice_alone, keys_of_forms
from .tree import Name

_MOST_KNOWN = 50_000
"""Names of which the articles are remembered; then all are forgotten."""


class NamedArticles:
    """Articles by the names that they carry, as filters find them; threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[tuple[Name, ...], Selection] = {}

    def of(self, names: Sequence[Name]) -> list[Selection]:
        """The articles that a filter by each name finds; no name is a pattern."""
        new = [name for name in dict.fromkeys(names) if (name,) not in self._known]
        bare = [name for name in new if name.surname]
        alone = dict(zip(bare, self._choose([*map(choice_alone, bare)]), strict=True))
        choices = [
            Choice(
                (*(Lookup(name.field, key) for key in keys_of_forms(name)), *_one_or_none(alone.get(name)))
            )
            for name in new
        ]
        found = zip(new, self._choose(choices), strict=True)
        return self._recall([(name,) for name in names], {(name,): chosen for name, chosen in found})

    def without(self, names: Sequence[tuple[Name, ...]]) -> list[Selection]:
        """The articles that a filter by the first of some names finds, and none by the others."""
        new = [each for each in dict.fromkeys(names) if each not in self._known]
        single = list({name: None for each in new for name in each})
        chosen = dict(zip(single, self.of(single), strict=True))
        choices = [Choice((chosen[name],), tuple(chosen[each] for each in rest)) for name, *rest in new]
        return self._recall(names, dict(zip(new, self._choose(choices), strict=True)))

    def _choose(self, choices: Sequence[Choice]) -> list[Selection]:
        return self._snapshot.choose(choices) if choices else []

    def _recall(
        self, names: Sequence[tuple[Name, ...]], found: dict[tuple[Name, ...], Selection]
    ) -> list[Selection]:
        known = self._known
        recalled = [found[each] if each in found else known[each] for each in names]
        self._known = found if len(known) + len(found) > _MOST_KNOWN else known | found if found else known
        return recalled


def _one_or_none(alone: Selection | None) -> tuple[Selection, ...]:
    return () if alone is None else (alone,)

"""The articles that names find in one snapshot: chosen once, and counted within many questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.engine.protocol import DocumentChoice, Lookup, Selection, Snapshot

from .planning import choice_alone, keys_of_forms
from .tree import Name

_Names = tuple[Name, ...]

_MOST_KNOWN = 50_000
"""Names of which the articles are remembered; then all are forgotten."""


class NamedArticles:
    """Articles by the names that they carry, as filters find them; threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[_Names, Selection] = {}

    def of(self, names: Sequence[Name]) -> list[Selection]:
        """The articles that a filter by each name finds; no name is a pattern."""
        return self._recall([(name,) for name in names], self._choose_new)

    def without(self, names: Sequence[_Names]) -> list[Selection]:
        """The articles that a filter by the first of some names finds, and none by the others."""
        return self._recall(names, self._choose_rest)

    def _choose_new(self, names: Sequence[_Names]) -> list[Selection]:
        bare = [name for (name,) in names if name.surname]
        alone = dict(zip(bare, self._choose([*map(choice_alone, bare)]), strict=True))
        choices = []
        for (name,) in names:
            held: list[Lookup | Selection] = [Lookup(name.field, key) for key in keys_of_forms(name)]
            held += [alone[name]] if name.surname else []
            choices.append(DocumentChoice(tuple(held)))
        return self._choose(choices)

    def _choose_rest(self, names: Sequence[_Names]) -> list[Selection]:
        single = list({name: None for each in names for name in each})
        of = dict(zip(single, self.of(single), strict=True))
        return self._choose(
            [DocumentChoice((of[name],), tuple(of[each] for each in others)) for name, *others in names]
        )

    def _choose(self, choices: Sequence[DocumentChoice]) -> list[Selection]:
        return self._snapshot.choose(choices) if choices else []

    def _recall(
        self, names: Sequence[_Names], choose: Callable[[Sequence[_Names]], list[Selection]]
    ) -> list[Selection]:
        """What is known of some names; what is not is chosen now."""
        found = [self._known.get(each) for each in names]
        new = list({each: None for each, chosen in zip(names, found, strict=True) if chosen is None})
        if new:
            chosen_now = dict(zip(new, choose(new), strict=True))
            known = self._known
            self._known = (known if len(known) < _MOST_KNOWN else {}) | chosen_now
            found = [chosen_now[each] if of is None else of for each, of in zip(names, found, strict=True)]
        return [chosen for chosen in found if chosen is not None]

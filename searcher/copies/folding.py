"""Copies folded in an answer: of each family one article is shown, and counted, for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from index.engine.budget import NAME, meter
from index.engine.plan import Plan
from index.engine.protocol import Answer, Counts, Snapshot, Tally
from index.text.analysis import name_key

from ..aliases import Aliases
from ..articles import Articles
from ..planning import ORDERS, translate
from ..results import Facets, WithoutCopies
from ..tree import Name
from .families import Family

_WITHOUT = ""
"""Stands for articles that have no value."""


class Rank(Protocol):
    """Gives articles of an answer in order: after the first ``skip``, at most ``most``; None: all of them."""

    def __call__(self, *, skip: int = 0, most: int | None, tallies: Sequence[Tally] = ()) -> Answer: ...  # noqa: D102


class Folding:
    """The families among the articles that a question finds.

    Attributes:
        folded: how many articles stand behind another one.
    """

    def __init__(self, families: Sequence[Family]) -> None:
        self._families = families
        self._family_of = {id_: family for family in families for id_ in family}
        self.folded = len(self._family_of) - len(families)

    def others(self, id_: str) -> Family:
        """The other articles of a family, that stand behind this one."""
        return tuple(other for other in self._family_of.get(id_, ()) if other != id_)

    def count(self, ids: Iterable[str]) -> int:
        """How many articles these are, families counted once."""
        return len({self._family_of.get(id_, (id_,))[0] for id_ in ids})

    def answer(self, rank: Rank, *, skip: int, most: int | None, tallies: Sequence[Tally]) -> Answer:
        """The answer with the first article of each family alone: after ``skip``, at most ``most``."""
        if not self.folded:
            return rank(skip=skip, most=most, tallies=tallies)
        wanted = None if most is None else skip + most
        answer = ranked = rank(most=wanted, tallies=tallies)
        places = self._first_places(ranked.ids)
        while wanted is not None and len(places) < wanted and len(ranked.ids) < answer.total:
            ranked = rank(most=2 * len(ranked.ids))
            places = self._first_places(ranked.ids)
        shown = places[skip:wanted]
        return replace(
            answer,
            ids=tuple(ranked.ids[place] for place in shown),
            scores=tuple(ranked.scores[place] for place in shown),
        )

    def _first_places(self, ids: Sequence[str]) -> list[int]:
        """Where in an order the first of each family stands, and what is of none."""
        met: set[str] = set()
        places = []
        for place, id_ in enumerate(ids):
            first = self._family_of.get(id_, (id_,))[0]
            if first not in met:
                met.add(first)
                places.append(place)
        return places

    def surplus(self, snapshot: Snapshot, facets: Sequence[str]) -> dict[str, TagSurplus]:
        """Of each facet, by how much too high the counts of its values are."""
        fields = [f"{name}_shown" for name in facets]
        members = list(self._family_of)
        meter().spend(NAME * len(members) * len(fields))
        found = snapshot.tags(members, fields) if fields else ()
        tags = {id_: values or () for id_, values in zip(members, found, strict=False)}
        return {
            name: TagSurplus(name, [[tags[id_][place] for id_ in family] for family in self._families])
            for place, name in enumerate(facets)
        }


class TagSurplus:
    """By how much the counts of a facet's values are too high, were copies counted once.

    Args:
        facet: its name.
        families: of each family the values of each of its articles.
    """

    def __init__(self, facet: str, families: Iterable[Iterable[Sequence[str]]]) -> None:
        self._is_name = facet != "month"
        self._of: Counter[str] = Counter()
        for family in families:
            held = Counter(key for values in family for key in map(self._key, values or (_WITHOUT,)))
            self._of.update({key: count - 1 for key, count in held.items() if count > 1})

    def of(self, value: str = _WITHOUT) -> int:
        """Of the articles with a value, how many have a copy before them; "" is no value."""
        return self._of[self._key(value)]

    def _key(self, value: str) -> str:
        return name_key(value) if self._is_name else value


def count_once(
    articles: Articles, asked: Plan, answer: Answer, folding: Folding, facets: Facets, aliases: Aliases
) -> WithoutCopies:
    """What an answer counted, with copies counted once.

    Args:
        articles: those that were asked for.
        asked: the question's plan.
        answer: what it was answered.
        folding: the families in it.
        facets: as they were counted.
        aliases: by which names are looked for under further ones.
    """
    surplus = folding.surplus(articles.snapshot, list(facets))
    counted: dict[str, Counts] = {}
    for name, values in facets.items():
        counts = {value: count - surplus[name].of(value) for value, count in values}
        if aliases.may_widen(name) and folding.folded:
            names = {value: aliases.with_forms(Name(name, value)) for value in counts}
            for value, widened in names.items():
                if widened.also or widened.surname:
                    plan = asked.with_filter(translate(widened))
                    found = articles.snapshot.answer(plan, order=ORDERS["oldest"], most=None)
                    counts[value] = folding.count(found.ids)
        counted[name] = tuple(counts.items())
    undated = 0
    if "month" in facets:
        undated = answer.total - sum(count for _, count in facets["month"]) - surplus["month"].of()
    return WithoutCopies(answer.total - folding.folded, counted, undated)

"""Counts over all articles that match: who, which organisations, where, which outlet, which month.

Spellings that a filter takes for one name are one value, shown in the most frequent of them; its count is
that of the articles which the filter finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.engine.protocol import Counts, Selection, Tally

from .aliases import Aliases
from .bearers import FIELD
from .named_articles import NamedArticles
from .question_fields import facet_size
from .results import Facets
from .surnames import Surnames
from .tree import Name

MOST_VALUES = 20
"""Values of each facet, unless asked otherwise; months are always all there."""
_FURTHER = 2

CountArticles = Callable[[Sequence[Selection]], list[int]]
"""How many of the articles found are among each of some selections."""


class FacetCounts(NamedTuple):
    """Facets, and the names of those that have further values."""

    facets: Facets
    more: tuple[str, ...]


def tallies_of(asked: Sequence[str], surnames: Surnames | None) -> list[Tally]:
    """What an engine is to count for facets: one value more than is shown, to know whether there is one.

    Of people, more: some may come to the front with the articles that have their surnames alone.
    """
    return [
        Tally(f"{name}_shown", size and size * (_FURTHER if surnames and name == FIELD else 1) + 1)
        for name, size in map(_name_and_size, asked)
    ]


def facets_of(
    asked: Sequence[str], counts: Sequence[Counts], recount: Callable[[str, Counts], Counts]
) -> FacetCounts:
    """Facets from what an engine counted: months in order of time, other values by their articles.

    Args:
        asked: names of facets, each perhaps with its size, as of ``Question.facets``.
        counts: what was counted for ``tallies_of`` them.
        recount: the values of a facet, where their filters find others than have the value.
    """
    facets: dict[str, Counts] = {}
    more = []
    for (name, size), values in zip(map(_name_and_size, asked), counts, strict=True):
        if name == "month":
            facets[name] = tuple(sorted(values))
            continue
        counted = sorted(recount(name, values), key=lambda pair: (-pair[1], pair[0]))
        if size is not None and len(counted) > size:
            more.append(name)
        facets[name] = tuple(counted[:size])
    return FacetCounts(facets, tuple(more))


def recount_values(
    name: str, values: Counts, aliases: Aliases, articles: NamedArticles, count: CountArticles
) -> Counts:
    """Values of a facet, counted anew where the filter by one looks for further names, too.

    A surname that stands alone is no value where all its articles are counted under the one who is meant.
    """
    if not aliases.may_widen(name):
        return values
    counts = dict(values)
    meant = aliases.people_meant(list(counts)) if name == FIELD else {}
    for value in (person for people in meant.values() for person in people):
        counts.setdefault(value, 0)
    wider = aliases.wider_names(name, list(counts))
    if not wider:
        return values
    left = [
        tuple(wider.get(each) or Name(name, each) for each in (surname, *people))
        for surname, people in meant.items()
    ]
    found = count([*articles.of(list(wider.values())), *articles.without(left)])
    counts |= zip(wider, found, strict=False)
    for surname, number in zip(meant, found[len(wider) :], strict=True):
        if not number:
            del counts[surname]
    return tuple((value, number) for value, number in counts.items() if number)


def _name_and_size(asked: str) -> tuple[str, int | None]:
    """A facet's name, and how many of its values are wanted; None: all."""
    name, size = facet_size(asked)
    if name == "month" or size == 0:
        return name, None
    return name, MOST_VALUES if size is None else size

"""Counts over all articles that match: who, which organisations, where, which outlet, which month.

Spellings that a filter takes for one name are one value, shown in the most frequent of them; its count is
that of the articles which the filter finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.engine.protocol import Counts, Tally

from .question_fields import facet_size
from .results import Facets
from .tree import Name

MOST_VALUES = 20
"""Values of each facet, unless asked otherwise; months are always all there."""

CountNames = Callable[[Sequence[Name]], list[int]]
"""How many articles each of some filters by a name leaves."""


class FacetCounts(NamedTuple):
    """Facets, and the names of those that have further values."""

    facets: Facets
    more: tuple[str, ...]


def tallies_of(asked: Sequence[str]) -> list[Tally]:
    """What an engine is to count for facets: one value more than is shown, to know whether there is one."""
    return [Tally(f"{name}_shown", size and size + 1) for name, size in map(_sized, asked)]


def facets_of(
    asked: Sequence[str],
    counts: Sequence[Counts],
    with_forms: Callable[[Name], Name],
    count_names: CountNames,
) -> FacetCounts:
    """Facets from what an engine counted: months in order of time, other values by their articles.

    Args:
        asked: names of facets, each perhaps with its size, as of ``Question.facets``.
        counts: what was counted for ``tallies_of`` them.
        with_forms: adds to a name those under which a filter looks for it, too.
        count_names: of the articles that match.
    """
    facets: dict[str, Counts] = {}
    more = []
    for (name, size), values in zip(map(_sized, asked), counts, strict=True):
        if name == "month":
            facets[name] = tuple(sorted(values))
            continue
        if size is not None and len(values) > size:
            more.append(name)
        facets[name] = _recounted([(with_forms(Name(name, v)), n) for v, n in values[:size]], count_names)
    return FacetCounts(facets, tuple(more))


def _recounted(values: Sequence[tuple[Name, int]], count_names: CountNames) -> Counts:
    """Values by their articles, counted anew where a filter looks for a name under others, too."""
    widened = [name for name, _ in values if name.also]
    found = dict(zip(widened, count_names(widened), strict=True)) if widened else {}
    counts = [(name.text, found.get(name, count)) for name, count in values]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _sized(asked: str) -> tuple[str, int | None]:
    """A facet's name, and how many of its values are wanted; None: all."""
    name, size = facet_size(asked)
    if name == "month" or size == 0:
        return name, None
    return name, MOST_VALUES if size is None else size

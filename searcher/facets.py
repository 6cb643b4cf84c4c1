"""Counts over all articles that match: who, which organisations, where, which outlet, which month."""

from __future__ import annotations

from collections.abc import Sequence

from index.engine.protocol import Counts, Tally

from .results import Facets

MOST_VALUES = 20
"""Values kept of each facet but ``month``, which is kept whole."""


def tallies_of(names: Sequence[str]) -> list[Tally]:
    """What an engine is to count for facets."""
    return [Tally(f"{name}_shown", None if name == "month" else MOST_VALUES) for name in names]


def facets_of(names: Sequence[str], counts: Sequence[Counts]) -> Facets:
    """Facets from what an engine counted: months in order of time, other values by their articles."""
    pairs = zip(names, counts, strict=True)
    return {name: tuple(sorted(values)) if name == "month" else values for name, values in pairs}

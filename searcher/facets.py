"""Counts over all articles that match: who, which organisations, where, which outlet, which month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from corpus.errors import DatelineError
from index.engine.protocol import Counts, Tally

from .results import Facets

FACETS = ("people", "organisations", "places", "source", "month")
MOST_VALUES = 20
"""Values kept of each facet but ``month``, which is kept whole."""


def facet_names(asked: Sequence[str] | Literal[True]) -> tuple[str, ...]:
    """The facets asked for, checked: all of them for True."""
    if asked is True:
        return FACETS
    unknown = [name for name in asked if name not in FACETS]
    if unknown:
        raise DatelineError(f"There is no facet {unknown[0]!r}.", f"Facets are: {', '.join(FACETS)}.")
    return tuple(dict.fromkeys(asked))


def tallies_of(names: Sequence[str]) -> list[Tally]:
    """What an engine is to count for facets."""
    return [Tally(f"{name}_shown", None if name == "month" else MOST_VALUES) for name in names]


def facets_of(names: Sequence[str], counts: Sequence[Counts]) -> Facets:
    """Facets from what an engine counted: months in order of time, other values by their articles."""
    pairs = zip(names, counts, strict=True)
    return {name: tuple(sorted(values)) if name == "month" else values for name, values in pairs}

"""Counts over all articles that match: who, which organisations, where, which outlet, which month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from corpus.errors import DatelineError

from .results import Facets
from .snapshot import Snapshot

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


def count_facets(snapshot: Snapshot, documents: Iterable[int], names: Sequence[str]) -> Facets:
    """Articles per value of each facet."""
    if not names:
        return {}
    counters: dict[str, Counter[str]] = {name: Counter() for name in names}
    for number in documents:
        values = snapshot.facets(number)
        for name in names:
            counters[name].update(values[name])
    return {name: _ordered(name, counters[name]) for name in names}


def _ordered(name: str, counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    if name == "month":
        return tuple(sorted(counter.items()))
    return tuple(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES])

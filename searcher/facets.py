"""Counts over all articles that match: who, which organisations, where, which outlet, which month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from corpus.errors import DatelineError

from .results import Facets

if TYPE_CHECKING:
    from index.segment.terms import Terms

    from .snapshot import Matching, Snapshot

FACETS = ("people", "organisations", "places", "source", "month")
MOST_VALUES = 20
"""Values kept of each facet but ``month``, which is kept whole."""

_DENSE = 4  # one name in so many wanted: reading all of them is faster …
_SOUGHT = 16  # … and as fast as finding one


def facet_names(asked: Sequence[str] | Literal[True]) -> tuple[str, ...]:
    """The facets asked for, checked: all of them for True."""
    if asked is True:
        return FACETS
    unknown = [name for name in asked if name not in FACETS]
    if unknown:
        raise DatelineError(f"There is no facet {unknown[0]!r}.", f"Facets are: {', '.join(FACETS)}.")
    return tuple(dict.fromkeys(asked))


def count_facets(snapshot: Snapshot, matching: Matching, names: Sequence[str]) -> Facets:
    """Articles per value of each facet."""
    return {
        name: tuple(sorted(counts(snapshot, matching, name).items()))
        if name == "month"
        else most_frequent(tallies(snapshot, matching, name), MOST_VALUES)
        for name in names
    }


def counts(snapshot: Snapshot, matching: Matching, name: str) -> Counter[str]:
    """Articles per value of one facet, every value."""
    found: Counter[bytes] = Counter()
    for tally in tallies(snapshot, matching, name):
        found.update(tally.named(np.flatnonzero(tally.counts)))
    return Counter({_text(value): count for value, count in found.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Articles per value in one part of a view.

    Attributes:
        terms: the values, by ordinal.
        counts: int[len(terms)], articles that match.
        articles: how many match, in all.
    """

    terms: Terms
    counts: np.ndarray
    articles: int

    def named(self, ordinals: np.ndarray) -> dict[bytes, int]:
        """Some values, in UTF-8, with their counts."""
        if len(ordinals) * _DENSE > len(self.terms):
            names = self.terms.slice(0, len(self.terms))
            found = [names[ordinal] for ordinal in ordinals.tolist()]
        else:
            found = [self.terms[ordinal] for ordinal in ordinals.tolist()]
        return dict(zip(found, self.counts[ordinals].tolist(), strict=True))

    def of(self, values: Collection[bytes]) -> Mapping[bytes, int]:
        """The counts of these values, and perhaps of others."""
        counted = np.flatnonzero(self.counts)
        if len(counted) < _SOUGHT * len(values):
            return self.named(counted)
        ordinals = ((value, self.terms.find(value)) for value in values)
        return {value: int(self.counts[ordinal]) for value, ordinal in ordinals if ordinal >= 0}

    def at_rank(self, rank: int) -> int:
        """The count of the value that is so many-th by count; 0 where there are not so many."""
        if len(self.counts) < rank:
            return 0
        return int(np.partition(self.counts, len(self.counts) - rank)[len(self.counts) - rank])


def tallies(snapshot: Snapshot, matching: Matching, name: str) -> list[Tally]:
    """The counts of one facet in each part where something matches."""
    found = []
    for part, documents in zip(snapshot.view.parts, matching, strict=True):
        column = part.segment.tags(f"{name}_shown") if len(documents) else None
        if column is not None:
            is_all = len(documents) == part.segment.documents
            found.append(Tally(column.terms, column.counts(None if is_all else documents), len(documents)))
    return found


def most_frequent(parts: Sequence[Tally], most: int) -> tuple[tuple[str, int], ...]:
    """The values with the highest counts over all parts, the highest first, equals by name.

    Only names that can be among them are read: a value that has ``least`` in all has, in one part at
    least, no less than that part's share of it.
    """
    least = max(1, *(tally.at_rank(most) for tally in parts), 1)
    articles = sum(tally.articles for tally in parts)
    values: set[bytes] = set()
    for tally in parts:
        is_enough = (tally.counts > 0) & (tally.counts * articles >= least * tally.articles)
        values.update(tally.named(np.flatnonzero(is_enough)))
    known = [tally.of(values) for tally in parts]
    totals = [(value, sum(named.get(value, 0) for named in known)) for value in values]
    totals.sort(key=lambda pair: (-pair[1], pair[0]))  # the order of UTF-8 is that of characters
    return tuple((_text(value), count) for value, count in totals[:most])


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")

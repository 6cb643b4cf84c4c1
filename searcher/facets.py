"""Counts over all articles that match: who, which organisations, where, which outlet, which month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Literal

import numpy as np

from corpus.errors import DatelineError
from index.engine.budget import NAME, TAG, meter

from .results import Facets

if TYPE_CHECKING:
    from index.engine.embedded.segment.columns import TagColumn

    from .snapshot import Matching, Snapshot

FACETS = ("people", "organisations", "places", "source", "month")
MOST_VALUES = 20
"""Values kept of each facet but ``month``, which is kept whole."""

_DENSE = 4  # one name in so many wanted: reading all of them is faster …
_SOUGHT = 4  # … and as fast as finding one, as most were found before


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
        found.update(tally.named(len(tally.ordinals)))
    return Counter({_text(value): count for value, count in found.items()})


class Tally:
    """Articles per value in one part of a view.

    Attributes:
        column: of the values.
        counts: int[values], articles that match.
        ordinals: the values that any of these has, those of most first, equals in the order of names.
    """

    def __init__(self, column: TagColumn, documents: np.ndarray | None) -> None:
        self.column = column
        self.counts = column.counts(documents)
        present = self.counts.nonzero()[0]
        self.ordinals = present[(-self.counts[present]).argsort(kind="stable")]

    def named(self, most: int) -> dict[bytes, int]:
        """The first values, in UTF-8, with their counts."""
        first = self.ordinals[:most]
        meter().spend(NAME * len(first))
        if len(first) * _DENSE > len(self.counts):
            names = self.column.terms.slice(0, len(self.counts))
            found = [names[ordinal] for ordinal in first.tolist()]
        else:
            found = [self.column.name(ordinal) for ordinal in first.tolist()]
        return dict(zip(found, self.counts[first].tolist(), strict=True))

    def of(self, values: Collection[bytes]) -> Mapping[bytes, int]:
        """The counts of these values, and perhaps of others."""
        if len(self.ordinals) < _SOUGHT * len(values):
            return self.named(len(self.ordinals))
        ordinals = ((value, self.column.ordinal(value)) for value in values)
        return {value: int(self.counts[ordinal]) for value, ordinal in ordinals if ordinal >= 0}


def tallies(snapshot: Snapshot, matching: Matching, name: str) -> list[Tally]:
    """The counts of one facet in each part where something matches."""
    found = []
    for part, documents in zip(snapshot.view.parts, matching, strict=True):
        column = part.segment.tags(f"{name}_shown") if len(documents) else None
        if column is not None:
            _count(column, len(documents) / part.segment.documents)
            found.append(Tally(column, None if len(documents) == part.segment.documents else documents))
    return found


def _count(column: TagColumn, share: float) -> None:
    """Count the work of counting the tags of a part of all documents."""
    tags = len(column.terms)
    meter().spend(TAG * len(column.ordinals) * share + TAG * tags)


def most_frequent(parts: Sequence[Tally], most: int) -> tuple[tuple[str, int], ...]:
    """The values with the highest counts over all parts, the highest first, equals by name.

    Only names that can be among them are read. A value that is nowhere among a part's first k has in all no
    more than the sum of the counts at these places (Fagin's threshold algorithm).
    """
    if len(parts) == 1:  # the order of ordinals is that of names
        return tuple((_text(value), count) for value, count in parts[0].named(most).items())
    totals = _totals(parts, most)
    if len(totals) >= most:
        rank = _least_rank(parts, nlargest(most, totals.values())[-1])
        totals = _totals(parts, rank) if rank > most else totals
    # the order of UTF-8 is that of characters
    first = nsmallest(most, totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((_text(value), count) for value, count in first)


def _totals(parts: Sequence[Tally], rank: int) -> dict[bytes, int]:
    """The counts over all parts of the values that are among the first so many of a part."""
    values = set().union(*(tally.named(rank) for tally in parts))
    known = [tally.of(values) for tally in parts]
    return {value: sum(named.get(value, 0) for named in known) for value in values}


def _least_rank(parts: Sequence[Tally], least: int) -> int:
    """After how many values of each part no other can have so many articles in all."""
    sums = np.zeros(max(len(tally.ordinals) for tally in parts), np.int64)
    for tally in parts:
        sums[: len(tally.ordinals)] += tally.counts[tally.ordinals]
    return int(np.count_nonzero(sums >= least))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")

"""Counts of the documents that hold each tag, over all that match; tags of one key are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from heapq import nlargest, nsmallest

import numpy as np

from ...budget import NAME, TAG, meter
from ...protocol import Counts, Tally
from ..segment.columns import Array, TagColumn, key_of, shown_of
from ..store.view import ViewSegment
from .kernel import Documents

_DENSE = 4
"""Where one name in so many is wanted, it is faster to read all names than each by itself."""
_SOUGHT = 4
"""To find a tag by its name costs as much as to read so many tags: most names were read before."""


class TagGroups:
    """The tags of a column by their keys, as a column of keys, for one question.

    Attributes:
        terms: itself, as the dictionary of keys.
    """

    def __init__(self, column: TagColumn) -> None:
        self.terms = self
        self._column = column
        self._first = column.groups
        self._counts: Array = np.zeros(0, np.int64)
        self._groups: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._column.terms) if self._first is None else len(self._first)

    def slice(self, start: int, stop: int) -> list[bytes]:
        """The keys from ``start`` up to ``stop``, which are many."""
        names = self._column.terms.slice(0, len(self._column.terms))
        first = range(start, stop) if self._first is None else self._first[start:stop].tolist()
        return [key_of(names[ordinal]) for ordinal in first]

    def name(self, group: int) -> bytes:
        """A key, in UTF-8."""
        key = key_of(self._column.name(self._tags_of(group)[0]))
        self._groups[key] = group
        return key

    def ordinal(self, key: bytes) -> int:
        """The number of a key, or -1."""
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._find(key)
        return group

    def _find(self, key: bytes) -> int:
        ordinal = self._column.ordinal_from(key)
        if ordinal == len(self._column.terms) or key_of(self._column.name(ordinal)) != key:
            return -1
        return ordinal if self._first is None else int(self._first.searchsorted(ordinal))

    def counts(self, documents: Documents | None) -> Array:
        """How many documents have a tag of each key; these are counted, too."""
        self._counts = self._column.counts(documents)
        if self._first is None or not len(self._counts):
            return self._counts
        return np.add.reduceat(self._counts, self._first)

    def spellings(self, key: bytes) -> list[tuple[bytes, int]]:
        """The tags of a key as they are shown, with the documents that were counted."""
        group = self.ordinal(key)
        tags = self._tags_of(group) if group >= 0 else ()
        return [(shown_of(self._column.name(tag)), int(self._counts[tag])) for tag in tags]

    def _tags_of(self, group: int) -> Sequence[int]:
        if self._first is None:
            return (group,)
        last = int(self._first[group + 1]) if group + 1 < len(self._first) else len(self._column.terms)
        return range(int(self._first[group]), last)


class TagCounts:
    """Documents per key of a tag in one part of a view.

    Attributes:
        column: of the keys.
        counts: int[keys], documents that match.
        ordinals: the tags that any of these has, those of most first, equals in the order of names.
    """

    def __init__(self, column: TagGroups, documents: Documents | None) -> None:
        self.column = column
        self.counts = column.counts(documents)
        present = self.counts.nonzero()[0]
        self.ordinals = present[(-self.counts[present]).argsort(kind="stable")]

    def first(self, most: int) -> dict[bytes, int]:
        """The first tags, in UTF-8, with their counts."""
        first = self.ordinals[:most]
        meter().spend(NAME * len(first))
        if len(first) * _DENSE > len(self.counts):
            names = self.column.terms.slice(0, len(self.counts))
            tags = [names[ordinal] for ordinal in first.tolist()]
        else:
            tags = [self.column.name(ordinal) for ordinal in first.tolist()]
        return dict(zip(tags, self.counts[first].tolist(), strict=True))

    def of(self, tags: Collection[bytes]) -> Mapping[bytes, int]:
        """The counts of these tags, and perhaps of others."""
        if len(self.ordinals) < _SOUGHT * len(tags):
            return self.first(len(self.ordinals))
        ordinals = ((tag, self.column.ordinal(tag)) for tag in tags)
        return {tag: int(self.counts[ordinal]) for tag, ordinal in ordinals if ordinal >= 0}


def count_tags(parts: Sequence[ViewSegment], matching: Sequence[Documents], tally: Tally) -> Counts:
    """A tally over the documents that match, given for each part by its own numbers."""
    counts: list[TagCounts] = []
    has_keys = False
    for part, documents in zip(parts, matching, strict=True):
        column = part.segment.tags(tally.field) if len(documents) else None
        if column is not None:
            share = len(documents) / part.segment.documents
            tags = len(column.terms)
            meter().spend(TAG * len(column.ordinals) * share + TAG * tags)
            counts.append(TagCounts(TagGroups(column), None if share == 1 else documents))
            has_keys |= column.has_keys
    found = most_frequent(counts, tally.most)
    if not has_keys:
        return found
    return tuple((_spelling(key, counts), count) for key, count in found)


def _spelling(key: str, parts: Sequence[TagCounts]) -> str:
    """How the tags of a key are shown in most of the documents that were counted; of equals, the first."""
    found = [spelling for part in parts for spelling in part.column.spellings(key.encode())]
    if len(found) == 1:
        return _text(found[0][0])
    spellings: Counter[bytes] = Counter()
    for spelling, count in found:
        spellings[spelling] += count
    return _text(min(spellings, key=lambda spelling: (-spellings[spelling], spelling)))


def most_frequent(parts: Sequence[TagCounts], most: int | None) -> Counts:
    """The keys with the highest counts over all parts, the highest first, equals in order; None: all.

    Only names that can be among them are read. A tag that is nowhere among a part's first k has in all no
    more than the sum of the counts at these places (Fagin's threshold algorithm).
    """
    if not parts:
        return ()
    if most is None:
        totals = _all_totals(parts)
        most = len(totals)
    elif len(parts) == 1:  # the order of ordinals is that of names
        return tuple((_text(tag), count) for tag, count in parts[0].first(most).items())
    else:
        totals = _totals(parts, most)
        if len(totals) >= most:
            rank = _least_rank(parts, nlargest(most, totals.values())[-1])
            totals = _totals(parts, rank) if rank > most else totals
    # the order of UTF-8 is that of code points
    first = nsmallest(most, totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((_text(tag), count) for tag, count in first)


def _all_totals(parts: Sequence[TagCounts]) -> dict[bytes, int]:
    totals: Counter[bytes] = Counter()
    for part in parts:
        totals.update(part.first(len(part.ordinals)))
    return totals


def _totals(parts: Sequence[TagCounts], rank: int) -> dict[bytes, int]:
    """The counts over all parts of the tags that are among the first so many of a part."""
    tags = set().union(*(part.first(rank) for part in parts))
    counts = [part.of(tags) for part in parts]
    return {tag: sum(count.get(tag, 0) for count in counts) for tag in tags}


def _least_rank(parts: Sequence[TagCounts], least: int) -> int:
    """After how many tags of each part no other can have so many documents in all."""
    sums = np.zeros(max(len(part.ordinals) for part in parts), np.int64)
    for part in parts:
        sums[: len(part.ordinals)] += part.counts[part.ordinals]
    return int(np.count_nonzero(sums >= least))


def _text(tag: bytes) -> str:
    return tag.decode("utf-8", "replace")

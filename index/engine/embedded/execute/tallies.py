"""Counts of the documents that hold each tag, over all that match; tags of one key are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from heapq import nlargest, nsmallest

import numpy as np

from ...budget import NAME, TAG, meter
from ...protocol import Counts, Tally
from ..segment.columns import TagKeys
from ..store.view import ViewSegment
from .kernel import Documents

_DENSE = 4
"""Where one name in so many is wanted, it is faster to read all names than each by itself."""
_SOUGHT = 4
"""To find a tag by its name costs as much as to read so many tags: most names were read before."""


class TagCounts:
    """Documents per key of a tag in one part of a view.

    Attributes:
        column: of the keys.
        of_tags: int[tags], documents that match.
        counts: int[keys], the same.
        ordinals: the tags that any of these has, those of most first, equals in the order of names.
    """

    def __init__(self, column: TagKeys, documents: Documents | None) -> None:
        self.column = column
        self.of_tags = column.tag_counts(documents)
        self.counts = column.sums(self.of_tags)
        present = self.counts.nonzero()[0]
        self.ordinals = present[(-self.counts[present]).argsort(kind="stable")]

    def first(self, most: int) -> dict[bytes, int]:
        """The first tags, in UTF-8, with their counts."""
        first = self.ordinals[:most]
        meter().spend(NAME * len(first))
        is_dense = len(first) * _DENSE > len(self.counts)
        tags = self.column.many_names(first) if is_dense else [*map(self.column.name, first.tolist())]
        return dict(zip(tags, self.counts[first].tolist(), strict=True))

    def of(self, tags: Collection[bytes]) -> Mapping[bytes, int]:
        """The counts of these tags, and perhaps of others."""
        if len(self.ordinals) < _SOUGHT * len(tags):
            return self.first(len(self.ordinals))
        ordinals = ((tag, self.column.ordinal(tag)) for tag in tags)
        return {tag: int(self.counts[ordinal]) for tag, ordinal in ordinals if ordinal >= 0}

    def spellings(self, key: bytes) -> list[tuple[str, int]]:
        """The tags of a key as they are shown, with the documents that match."""
        number = self.column.ordinal(key)
        tags = self.column.tags_of(number) if number >= 0 else ()
        return [(self.column.spelling(tag), int(self.of_tags[tag])) for tag in tags]


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
            counts.append(TagCounts(column.keys, None if share == 1 else documents))
            has_keys |= column.has_keys
    found = most_frequent(counts, tally.most)
    if not has_keys:
        return found
    if len(found) * _DENSE > sum(len(part.ordinals) for part in counts):
        known = [part.column.only_spellings().get for part in counts]
        return tuple(
            (_spelling(key, counts, [of(key.encode(), "") for of in known]), count) for key, count in found
        )
    return tuple(
        (_spelling(key, counts, [part.column.only_spelling(key.encode()) for part in counts]), count)
        for key, count in found
    )


def _spelling(key: str, parts: Sequence[TagCounts], onlys: Sequence[str | None]) -> str:
    """How the tags of a key are shown in most of the documents that were counted; of equals, the first.

    Args:
        key: of the tags.
        parts: what was counted.
        onlys: of each part, as of ``TagKeys.only_spelling``.
    """
    name = key.encode()
    only = {*onlys} - {""}
    if len(only) == 1 and None not in only:
        return only.pop() or ""
    spellings: Counter[str] = Counter()
    for part in parts:
        spellings.update(dict(part.spellings(name)))
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


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

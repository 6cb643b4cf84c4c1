"""Which segments to merge: few enough for searches to be quick, and no document rewritten often."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

MOST_DOCUMENTS = 4_000_000
"""Live documents beyond which a segment is left alone."""


def to_merge(sizes: Sequence[int], deleted: Sequence[int] | None = None) -> tuple[int, ...]:
    """The segments that are to become one now, ascending; () if none are.

    Of the segments by size, each that is kept is larger than all smaller ones together: where that fails
    first, this segment and all smaller ones are merged (the geometric, or logarithmic, method: Bentley and
    Saxe, Decomposable searching problems I, 1980). So, while no segment is left alone for its size:

    - there are at most 1 + log2(N / smallest) segments of N documents;
    - whenever a document is rewritten, its segment has become at least twice as large, so that no document
      is rewritten more than log2(N / size of the segment that it came in) times.

    Where nothing is to be merged, a segment of which over half is deleted is to be rewritten alone. This does
    not change its size, as live documents count, nor therefore the law.

    Args:
        sizes: live documents of each segment.
        deleted: deleted documents of each; None: this is not to be looked at.
    """
    order = sorted((i for i, size in enumerate(sizes) if size <= MOST_DOCUMENTS), key=lambda i: -sizes[i])
    smaller = list(accumulate(sizes[i] for i in reversed(order)))[::-1]
    for place, i in enumerate(order[:-1]):
        if smaller[place + 1] >= sizes[i]:
            return tuple(sorted(order[place:]))
    return _half_deleted(sizes, deleted or ())


def _half_deleted(sizes: Sequence[int], deleted: Sequence[int]) -> tuple[int, ...]:
    """The segment with the most deleted documents, if they are over half of it."""
    due = [i for i, gone in enumerate(deleted) if gone > sizes[i]]
    return (max(due, key=deleted.__getitem__),) if due else ()

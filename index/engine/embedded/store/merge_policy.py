"""Which segments to merge: few enough for searches to be quick, and no document rewritten often."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from ..segment.limits import Extent, fullness, merge_groups

MOST_DOCUMENTS = 4_000_000
"""Live documents beyond which a segment is left alone."""
FULL = 0.5
"""Share of what a segment can number beyond which it is left alone: any two others can become one."""


def to_merge(
    sizes: Sequence[int], deleted: Sequence[int] | None = None, extents: Sequence[Extent] | None = None
) -> tuple[int, ...]:
    """The segments that are to become one now, ascending; () if none are.

    Of the segments by size, each that is kept is larger than all smaller ones together: where that fails
    first, this segment and all smaller ones are merged (the geometric, or logarithmic, method: Bentley and
    Saxe, Decomposable searching problems I, 1980). So, while no segment is left alone for its size:

    - there are at most 1 + log2(N / smallest) segments of N documents;
    - whenever a document is rewritten, its segment has become at least twice as large, so that no document
      is rewritten more than log2(N / size of the segment that it came in) times.

    Where all of these would be more than one segment can number, it is as many as fit, from the smallest
    on, and more are due at the next commit. Each segment that is left alone as full has more than half of
    what can be numbered of something, so that there are few of them.

    Where nothing is to be merged, a segment of which over half is deleted is to be rewritten alone. This does
    not change its size, as live documents count, nor therefore the law.

    Args:
        sizes: live documents of each segment.
        deleted: deleted documents of each; None: this is not to be looked at.
        extents: what each has of what is bounded (segment/limits.py); None: there is room for all.
    """
    extents = extents or [{}] * len(sizes)
    left = [i for i, size in enumerate(sizes) if size <= MOST_DOCUMENTS and fullness(extents[i]) <= FULL]
    order = sorted(left, key=lambda i: -sizes[i])
    smaller = list(accumulate(sizes[i] for i in reversed(order)))[::-1]
    for place, i in enumerate(order[:-1]):
        if smaller[place + 1] >= sizes[i]:
            return _fitting(order[place:][::-1], extents)
    return _half_deleted(sizes, deleted or ())


def all_to_merge(deleted: Sequence[int], extents: Sequence[Extent]) -> list[tuple[int, ...]]:
    """The segments that are to become one each, for as few as there can be, without deleted documents.

    What is one already, and whole, is left out.

    Args:
        deleted: deleted documents of each segment.
        extents: what each has of what is bounded.
    """
    order = sorted(range(len(extents)), key=lambda i: -fullness(extents[i]))
    chosen = [
        tuple(sorted(order[place] for place in group)) for group in merge_groups([extents[i] for i in order])
    ]
    return [group for group in chosen if len(group) > 1 or deleted[group[0]]]


def _fitting(order: Sequence[int], extents: Sequence[Extent]) -> tuple[int, ...]:
    """Of segments in an order, those that can become one with the first."""
    first, *_ = merge_groups([extents[i] for i in order])
    return tuple(sorted(order[place] for place in first))


def _half_deleted(sizes: Sequence[int], deleted: Sequence[int]) -> tuple[int, ...]:
    """The segment with the most deleted documents, if they are over half of it."""
    due = [i for i, gone in enumerate(deleted) if gone > sizes[i]]
    return (max(due, key=deleted.__getitem__),) if due else ()

"""Limits of one segment: as many of each thing as its offsets have bits for (docs/format.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .segment import Segment

MOST_ELEMENTS = (1 << 32) - 1
"""Documents of a segment; postings or tags of a field; bytes of a field's terms or tags."""

_NUMBERED = ("postings/low", "terms/bytes", "tags/ordinals", "tags/bytes")
"""The sections of a field whose elements are numbered by a u4 elsewhere."""

Extent = Mapping[str, int]
"""How many elements a segment has of each thing that is bounded, by its name; deleted ones count."""


def extent_of(segment: Segment) -> Extent:
    """The extent of a segment, read from its directory alone."""
    counts = {name: segment.file.section(name).count for name in _sections(segment)}
    return {"documents": segment.documents, **counts}


def _sections(segment: Segment) -> Iterator[str]:
    for field in segment.fields:
        for kind in _NUMBERED:
            if segment.file.has(f"{field}/{kind}"):
                yield f"{field}/{kind}"


def fullness(extent: Extent) -> float:
    """The share that a segment's fullest thing has of what can be numbered; 1: just all."""
    return max(extent.values(), default=0) / MOST_ELEMENTS


def merge_groups(extents: Sequence[Extent]) -> list[list[int]]:
    """Segments in groups of which each can become one, by their places in the order given.

    Each goes into the first group that has room for it (first fit: Johnson, Near-optimal bin packing
    algorithms, 1973). What is counted is at least what there will be: a term of several segments counts for
    each of them, and deleted documents count.
    """
    found: list[list[int]] = []
    sums: list[Counter[str]] = []
    for place, extent in enumerate(extents):
        group = next((number for number, held in enumerate(sums) if _has_room(held, extent)), len(sums))
        if group == len(sums):
            found.append([])
            sums.append(Counter())
        found[group].append(place)
        sums[group].update(extent)
    return found


def _has_room(held: Extent, extent: Extent) -> bool:
    return all(held.get(name, 0) + count <= MOST_ELEMENTS for name, count in extent.items())

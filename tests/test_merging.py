"""The policy of merging: few segments, and few rewritings."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.merging import MOST_DOCUMENTS, to_merge


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], ()),
        ([5], ()),
        ([5, 5], (0, 1)),
        ([5, 4], ()),
        ([9, 4, 2, 1], ()),
        ([9, 4, 2, 2], (1, 2, 3)),
        ([2, 9, 2], (0, 2)),
        ([1, 2, 9], ()),
        ([3, 100, 3, 50, 3], (0, 2, 4)),
        ([5, 0], ()),
        ([MOST_DOCUMENTS + 1, MOST_DOCUMENTS + 1], ()),
        ([MOST_DOCUMENTS + 1, 1, 1], (1, 2)),
        ([MOST_DOCUMENTS, MOST_DOCUMENTS], (0, 1)),
    ],
    ids=str,
)
def test_which_segments_are_merged(sizes: list[int], merged: tuple[int, ...]) -> None:
    assert to_merge(sizes) == merged


@pytest.mark.parametrize(
    ("sizes", "deleted", "merged"),
    [
        ([5, 100], [5, 100], ()),
        ([5, 100], [6, 0], (0,)),
        ([5, 100], [6, 101], (1,)),
        ([5, 5], [0, 9], (0, 1)),
        ([0], [7], (0,)),
        ([0], [0], ()),
        ([MOST_DOCUMENTS + 1], [MOST_DOCUMENTS + 2], (0,)),
    ],
    ids=str,
)
def test_a_segment_of_which_over_half_is_deleted_is_rewritten(
    sizes: list[int], deleted: list[int], merged: tuple[int, ...]
) -> None:
    assert to_merge(sizes, deleted) == merged


@given(arrivals=st.lists(st.integers(1, 5_000) | st.integers(1, 3), min_size=1, max_size=200))
def test_segments_are_few_and_documents_are_rewritten_seldom(arrivals: list[int]) -> None:
    """Each segment is held as the arrivals that it consists of, and how often these were rewritten."""
    segments: list[list[tuple[int, int]]] = []
    for size in arrivals:
        segments.append([(size, 0)])
        merged = to_merge([documents_of(segment) for segment in segments])
        if merged:
            whole = [(own, times + 1) for i in merged for own, times in segments[i]]
            segments = [each for i, each in enumerate(segments) if i not in merged] + [whole]
        sizes = [documents_of(segment) for segment in segments]
        assert to_merge(sizes) == (), "one merge after an arrival is enough"
        assert len(sizes) <= log2(sum(sizes) / min(sizes)) + 1
    for segment in segments:
        assert all(times <= log2(documents_of(segment) / own) for own, times in segment)


def documents_of(segment: list[tuple[int, int]]) -> int:
    return sum(own for own, _ in segment)

"""The policy of merging: few segments, and few rewritings."""

from __future__ import annotations

from itertools import combinations
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.embedded.segment import limits
from index.engine.embedded.store.merge_policy import MOST_DOCUMENTS, all_to_merge, to_merge

MOST_ARRIVED = 50 * 150
"""Documents in the longest of the runs that are drawn with limits."""


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


@given(data=st.data(), most=st.integers(20, 200))
def test_no_merge_passes_a_limit_and_segments_stay_few(data: st.DataObject, most: int) -> None:
    """Each segment is held as its documents, its extent, and how often its documents were rewritten."""
    small = st.integers(0, most // 10)
    arrivals = st.tuples(st.integers(1, 50), st.fixed_dictionaries({"a": small, "b": small}))
    segments: list[tuple[int, dict[str, int], int]] = []
    total = {"a": 0, "b": 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MOST_ELEMENTS", most)
        for documents, extent in data.draw(st.lists(arrivals, max_size=150)):
            segments.append((documents, extent, 0))
            total = {name: total[name] + extent[name] for name in total}
            merged = to_merge([size for size, _, _ in segments], None, [each for _, each, _ in segments])
            if merged:
                assert len(merged) > 1
                whole = {name: sum(segments[i][1][name] for i in merged) for name in total}
                assert max(whole.values()) <= most
                rewritten = 1 + max(segments[i][2] for i in merged)
                size = sum(segments[i][0] for i in merged)
                segments = [each for i, each in enumerate(segments) if i not in merged]
                segments.append((size, whole, rewritten))
        full = sum(max(extent.values()) > most / 2 for _, extent, _ in segments)
        assert full <= 2 * sum(total.values()) / most
        assert all(times <= log2(MOST_ARRIVED) + 1 for _, _, times in segments)
        for _ in segments:  # where not all that was due would fit, some is still due
            merged = to_merge([size for size, _, _ in segments], None, [each for _, each, _ in segments])
            whole = {name: sum(segments[i][1][name] for i in merged) for name in total}
            size = sum(segments[i][0] for i in merged)
            segments = [each for i, each in enumerate(segments) if i not in merged]
            segments += [(size, whole, 0)] * bool(merged)
        others = [size for size, extent, _ in segments if max(extent.values()) <= most / 2]
        assert len(others) <= (log2(sum(others) / min(others)) + 1 if others else 0)


@given(
    extents=st.lists(st.fixed_dictionaries({"a": st.integers(0, 120), "b": st.integers(0, 60)}), max_size=30),
    data=st.data(),
)
def test_all_are_merged_into_as_few_as_fit(extents: list[dict[str, int]], data: st.DataObject) -> None:
    deleted = data.draw(st.lists(st.integers(0, 2), min_size=len(extents), max_size=len(extents)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MOST_ELEMENTS", 100)
        due = all_to_merge(deleted, extents)
    placed = [i for group in due for i in group]
    assert len(placed) == len(set(placed))
    assert {i for i, gone in enumerate(deleted) if gone} <= set(placed)
    alone = [(i,) for i in range(len(extents)) if i not in placed]
    loads = [{name: sum(extents[i][name] for i in group) for name in "ab"} for group in [*due, *alone]]
    for group, load in zip([*due, *alone], loads, strict=True):
        assert len(group) == 1 or max(load.values()) <= 100
    for one, other in combinations(loads, 2):
        assert any(one[name] + other[name] > 100 for name in "ab"), "these two could have been one"

"""Several sorted dictionaries to one, as arrays: no term becomes an object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import SegmentFileWriter
from .terms import Terms

Array = NDArray[Any]

_WORD = 7
"""Bytes of a term that are compared at a time; with how many there are of them, they make a u8."""
_MORE = _WORD + 1
_LOWEST_BYTE = 0xFF
_MASKS = np.array([(1 << 64) - (1 << 8 * (8 - min(count, _WORD))) for count in range(_MORE + 1)], np.uint64)
"""The bits of the first bytes of eight, by how many are left."""


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Terms in a row.

    Attributes:
        letters: u1, all terms in one piece.
        offsets: int64[terms + 1], where each begins and the last ends.
    """

    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, terms: Terms) -> Dictionary:
        """The terms of a file."""
        letters, offsets = terms.joined(0, len(terms))
        return cls(np.frombuffer(letters, np.uint8), offsets)

    @classmethod
    def of_terms(cls, terms: Sequence[bytes]) -> Dictionary:
        """Terms that are objects."""
        ends = np.cumsum([0, *map(len, terms)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(terms), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def chosen(self, numbers: Array) -> Dictionary:
        """Some of the terms, in the order given."""
        lengths = np.diff(self.offsets)[numbers]
        return Dictionary(
            self.letters[spread(self.offsets, numbers)], np.append(0, np.cumsum(lengths)).astype(np.int64)
        )

    def put(self, file: SegmentFileWriter, prefix: str) -> None:
        """Write the terms, as ``terms.write_terms`` does."""
        file.put(f"{prefix}/bytes", self.letters)
        file.put(f"{prefix}/offsets", self.offsets.astype(np.uint32))


@dataclass(frozen=True, slots=True, eq=False)
class United:
    """What several dictionaries have become.

    Attributes:
        terms: all of them, sorted, each once.
        order: the terms of all dictionaries, numbered one dictionary after another, sorted; equal ones in
            the order of their dictionaries.
        number: in ``terms``, of each of these, in this order.
    """

    terms: Dictionary
    order: NDArray[np.intp]
    number: NDArray[np.int64]


def united(dictionaries: Sequence[Dictionary]) -> United:
    """One sorted dictionary of several sorted ones.

    Terms are sorted by their first seven bytes, then those that agree in them by their next, and so on.
    """
    row = _in_a_row(dictionaries)
    words = _words(row, np.arange(len(row)), 0)
    order = np.argsort(words, kind="stable")  # finds that these are sorted runs, and merges them
    words = words[order]
    first = np.ones(len(row) + 1, np.bool_)
    np.not_equal(words[1:], words[:-1], out=first[1:-1])
    depth, places = 0, np.arange(len(row))
    while True:
        longer = (words & np.uint64(_LOWEST_BYTE)) == _MORE
        places = places[longer & ~(first[places] & first[places + 1])]
        if not len(places):
            break
        depth += 1
        words = _refine(row, order, first, places, depth)
    first = first[:-1]
    return United(row.chosen(order[first]), order, np.cumsum(first) - 1)


def _refine(row: Dictionary, order: Array, first: Array, places: Array, depth: int) -> NDArray[np.uint64]:
    """Sort terms that agree with others so far by their next bytes, in place.

    Args:
        row: the terms, as of ``_in_a_row``.
        order: their numbers, sorted as far as they were looked at.
        first: whether each in ``order`` differs from the one before.
        places: in ``order``, of the terms to sort: whole groups of such as agree.
        depth: how many words these have in common.

    Returns:
        These bytes, in the new order.
    """
    group = np.cumsum(first[places])
    words = _words(row, order[places], depth)
    within = np.lexsort((words, group))
    order[places] = order[places][within]
    words = words[within]
    first[places[1:]] = (words[1:] != words[:-1]) | (group[1:] != group[:-1])
    return words


def _words(row: Dictionary, numbers: Array, depth: int) -> NDArray[np.uint64]:
    """Seven bytes of some terms, each as a number that sorts as they do.

    The lowest byte of it says how many bytes there are, or, as eight, that more follow: so terms of which
    all words are equal are equal.

    Args:
        row: the terms, as of ``_in_a_row``.
        numbers: which; at least one byte of each is left, where ``depth`` is not 0.
        depth: how many words come before.
    """
    starts = row.offsets[numbers] + _WORD * depth
    left = np.clip(row.offsets[numbers + 1] - starts, 0, _MORE).astype(np.uint64)
    eight = np.lib.stride_tricks.sliding_window_view(row.letters, _MORE)[starts]
    words = np.ascontiguousarray(eight).view(">u8").reshape(-1).astype(np.uint64)
    kept: NDArray[np.uint64] = words & _MASKS[left]
    kept |= left
    return kept


def _in_a_row(dictionaries: Sequence[Dictionary]) -> Dictionary:
    """The terms of all, and after their letters some more, so that eight can be read anywhere."""
    ends = np.cumsum([0, *(len(each.letters) for each in dictionaries)])
    offsets = [each.offsets[:-1] + end for each, end in zip(dictionaries, ends[:-1], strict=True)]
    letters = [each.letters for each in dictionaries]
    return Dictionary(
        np.concatenate([*letters, np.zeros(_MORE, np.uint8)]),
        np.concatenate([*offsets, ends[-1:]]).astype(np.int64),
    )


def spread(first: Array, chosen: Array) -> NDArray[np.int64]:
    """Where the values of some lie in a list that has the values of all, one after another.

    Args:
        first: int[all + 1], where the values of each begin.
        chosen: numbers, in any order.
    """
    starts = first[chosen].astype(np.int64)
    counts = first[chosen + 1].astype(np.int64) - starts
    ends = np.cumsum(counts)
    places: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0)
    places += np.repeat(starts - ends + counts, counts)
    return places

"""Several sorted dictionaries to one, as arrays: no term becomes an object.

They are united range after range, so that what it takes beside the result does not grow with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import limits
from .layout import SegmentFileWriter
from .term_dictionary import Terms

Array = NDArray[Any]

_WORD = 7
"""Bytes of a term that are compared at a time; with how many there are of them, they make a u8."""
_MORE = _WORD + 1
_LOWEST_BYTE = 0xFF
_U4 = 1 << 32
_CHOSEN = 1 << 15
"""Terms whose letters are gathered at a time: that takes some bytes for each letter."""
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
        letters, offsets = terms.blob_between(0, len(terms))
        return cls(np.frombuffer(letters, np.uint8), offsets)

    @classmethod
    def of_terms(cls, terms: Sequence[bytes]) -> Dictionary:
        """Terms that are objects."""
        ends = np.cumsum([0, *map(len, terms)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(terms), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return self.letters[self.offsets[number] : self.offsets[number + 1]].tobytes()

    def between(self, start: int, stop: int) -> Dictionary:
        """The terms from ``start`` up to ``stop``."""
        offsets = self.offsets[start : stop + 1]
        return Dictionary(self.letters[offsets[0] : offsets[-1]], offsets - offsets[0])

    def select(self, numbers: Array) -> Dictionary:
        """Some of the terms, in the order given."""
        starts = range(0, len(numbers), _CHOSEN) or range(1)
        letters = [self.letters[spread(self.offsets, numbers[start : start + _CHOSEN])] for start in starts]
        lengths = np.diff(self.offsets)[numbers]
        return Dictionary(np.concatenate(letters), np.append(0, np.cumsum(lengths)).astype(np.int64))

    def put(self, file: SegmentFileWriter, prefix: str) -> None:
        """Write the terms, as ``term_dictionary.Terms`` reads them.

        Raises:
            ValueError: they have more bytes than the format can number.
        """
        if self.offsets[-1] > limits.MOST_ELEMENTS:
            raise ValueError(
                f"the terms of {prefix} have {self.offsets[-1]:,} bytes, more than a segment can hold"
            )
        file.put(f"{prefix}/bytes", self.letters)
        file.put(f"{prefix}/offsets", self.offsets.astype(np.uint32))


@dataclass(frozen=True, slots=True, eq=False)
class MergedTerms:
    """Several dictionaries as one.

    Attributes:
        terms: all of them, sorted, each once.
        order: the terms of all dictionaries, numbered one dictionary after another, sorted; equal ones in
            the order of their dictionaries.
        number: in ``terms``, of each of these, in this order.
    """

    terms: Dictionary
    order: Array
    number: Array


def merge_dictionaries(dictionaries: Sequence[Dictionary], most: int = 1 << 17) -> MergedTerms:
    """One sorted dictionary of several sorted ones.

    Args:
        dictionaries: each sorted, its terms distinct.
        most: terms that are looked at together, as far as the dictionaries are no more than that themselves.
    """
    bases = np.cumsum([0, *map(len, dictionaries)])
    letters, lengths = [np.empty(0, np.uint8)], [np.zeros(1, np.int64)]
    order = np.empty(bases[-1], np.uint32 if bases[-1] <= _U4 else np.uint64)
    number = np.empty(len(order), order.dtype)
    done = terms = 0
    for ends in pairwise(_ranges(dictionaries, most)):
        pieces = [each.between(*piece) for each, *piece in zip(dictionaries, *ends, strict=True)]
        found = sort_terms(pieces)
        # From numbers in the pieces to numbers in the dictionaries.
        shift = bases[:-1] + ends[0] - np.cumsum([0, *map(len, pieces)])[:-1]
        whole = slice(done, done + len(found.order))
        order[whole] = found.order + np.repeat(shift, [len(piece) for piece in pieces])[found.order]
        number[whole] = found.number + terms
        letters.append(found.terms.letters)
        lengths.append(np.diff(found.terms.offsets))
        done, terms = whole.stop, terms + len(found.terms)
    return MergedTerms(Dictionary(np.concatenate(letters), np.cumsum(np.concatenate(lengths))), order, number)


def _ranges(dictionaries: Sequence[Dictionary], most: int) -> Iterator[list[int]]:
    """Where to cut the dictionaries, at terms that are the same for all: numbers of terms, ascending.

    Of each dictionary every ``step``-th term is a place where all could be cut; between neighbours of these
    places there are at most ``step`` terms of each.
    """
    ends = [0] * len(dictionaries)
    yield ends
    count = max(1, len(dictionaries))
    step = max(1, most // (2 * count))
    places = sorted({each[number] for each in dictionaries for number in range(step, len(each), step)})
    for place in places[count - 1 :: count]:
        # In a dictionary that is not sorted, places may lie before earlier ones: whoever cares will notice.
        ends = [max(end, bisect_left(each, place)) for each, end in zip(dictionaries, ends, strict=True)]
        yield ends
    yield [len(each) for each in dictionaries]


def sort_terms(dictionaries: Sequence[Dictionary]) -> MergedTerms:
    """As ``merge_dictionaries``, at once; here the dictionaries need not be sorted.

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
    return MergedTerms(row.select(order[first]), order, np.cumsum(first) - 1)


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

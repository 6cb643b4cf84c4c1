"""A sorted dictionary: terms by number, and numbers by term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .layout import SegmentFile

_REMEMBERED = 10
"""First steps of every search, as a power of two: terms at these places are kept at hand."""


_DENSE = 16
"""Where one term in so many is looked up, it is faster to read all of them."""


class Terms:
    """Distinct byte strings in ascending order, numbered from 0; threads may share it."""

    def __init__(self, file: SegmentFile, prefix: str) -> None:
        letters = file.section(f"{prefix}/bytes", "u1")
        self._offsets = file.section(f"{prefix}/offsets", "u4").whole()
        self._count = len(self._offsets) - 1
        if self._count < 0 or int(self._offsets[-1]) != letters.count:
            raise file.damage_error(f"the dictionary {prefix} has other offsets than terms")
        if np.any(self._offsets[1:] < self._offsets[:-1]):  # so no term can lie outside what was verified
            raise file.damage_error(f"the offsets of the dictionary {prefix} do not ascend")
        # Python cuts a map, and reads a memoryview, many times faster than an array.
        self._map, self._start = letters.mapping()
        self._at = self._offsets.data
        self._steps: dict[int, bytes] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        start = self._start
        return self._map[start + self._at[number] : start + self._at[number + 1]]

    def find(self, term: bytes) -> int:
        """A term's number, or -1."""
        number = self.lower_bound(term)
        return number if number < self._count and self[number] == term else -1

    def find_all(self, terms: Sequence[bytes]) -> NDArray[np.intp]:
        """The numbers of some terms, -1 where there is none: at once, where they are many."""
        find = self._finder(len(terms))
        return np.array([find(term) for term in terms], np.intp)

    def _finder(self, times: int) -> Callable[[bytes], int]:
        """What finds so many terms the fastest."""
        if times * _DENSE <= self._count:
            return self.find
        known = {term: number for number, term in enumerate(self.slice(0, self._count))}
        return lambda term: known.get(term, -1)

    def lower_bound(self, term: bytes) -> int:
        """Number of the first term that is not less."""
        low, high = 0, self._count
        at, letters, start, steps = self._at, self._map, self._start, self._steps
        near = self._count >> _REMEMBERED
        while low < high:
            middle = (low + high) >> 1
            word = steps.get(middle)
            if word is None:
                word = letters[start + at[middle] : start + at[middle + 1]]
                if high - low > near:
                    steps[middle] = word
            if word < term:
                low = middle + 1
            else:
                high = middle
        return low

    def with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Numbers of the first term that begins so, and of the first after them."""
        beyond = prefix.rstrip(b"\xff")
        after = beyond[:-1] + bytes([beyond[-1] + 1]) if beyond else b""
        return self.lower_bound(prefix), self.lower_bound(after) if after else self._count

    def slice(self, start: int, stop: int) -> list[bytes]:
        """The terms from ``start`` up to ``stop``."""
        blob, offsets = self.blob_between(start, stop)
        at = offsets.tolist()
        return [blob[a:b] for a, b in pairwise(at)]

    def blob_between(self, start: int, stop: int) -> tuple[bytes, NDArray[np.int64]]:
        """The terms from ``start`` up to ``stop`` in one piece, and where each begins and the last ends."""
        if stop <= start:
            return b"", np.zeros(1, np.int64)
        offsets = self._offsets[start : stop + 1].astype(np.int64)
        first, last = (self._start + int(offsets[end]) for end in (0, -1))
        return self._map[first:last], offsets - offsets[0]

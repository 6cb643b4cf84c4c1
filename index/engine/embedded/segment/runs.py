"""Which blocks of 65,536 documents the postings of a field lie in: the upper halves of documents' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import SegmentFile

Array = NDArray[Any]
Documents = NDArray[np.intp]

_FEW = 12
"""Runs that are faster added one by one."""


class Runs:
    """Which block of documents each stretch of a term's postings lies in.

    Raises:
        ArchiveDamagedError: runs contradict each other or the documents; so do all methods.
    """

    def __init__(self, file: SegmentFile, field: str, terms: int, documents: int) -> None:
        self._file = file
        self._field = field
        self._documents = documents
        self._last = (documents - 1) >> 16
        offsets = file.section(f"{field}/runs/offsets", "u4").whole()
        self._block = file.section(f"{field}/runs/block", "u2").whole()
        self._start = file.section(f"{field}/runs/start", "u4").whole()
        if len(offsets) != terms + 1 or not len(self._block) == len(self._start) == int(offsets[-1]):
            raise self._damage_error()
        if np.any(offsets[1:] < offsets[:-1]) or np.any(self._start[1:] <= self._start[:-1]):
            raise self._damage_error()
        self._offsets = offsets.data
        self._blocks = self._block.data
        self._starts = self._start.data

    def complete(self, documents: Documents, first: int, last: int, start: int) -> None:
        """Add the upper halves to the documents of some terms, whose first posting is ``start``."""
        run, stop = self._offsets[first], self._offsets[last]
        if stop - run > _FEW:
            self._complete_many(documents, run, stop, start)
            return
        end = len(documents)
        for each in range(stop - 1, run - 1, -1):
            begin, block = self._starts[each] - start, self._blocks[each]
            if not 0 <= begin < end:
                raise self._damage_error()
            if block:
                stretch = documents[begin:end]
                stretch += block << 16
                if block >= self._last:  # in other blocks all documents are there
                    self._check(stretch)
            end = begin
        if end:
            raise self._damage_error()

    def _complete_many(self, documents: Documents, run: int, stop: int, start: int) -> None:
        """As ``complete``, for the runs from ``run`` to ``stop``."""
        begins = np.empty(stop - run + 1, np.intp)
        begins[:-1] = self._start[run:stop]
        begins[-1] = start + len(documents)
        if begins[0] != start or begins[-2] >= begins[-1]:  # all starts ascend
            raise self._damage_error()
        documents += (self._block[run:stop].astype(np.intp) << 16).repeat(begins[1:] - begins[:-1])
        self._check(documents)

    def complete_spans(
        self, documents: Documents, terms: Sequence[int], spans: Sequence[tuple[int, int]]
    ) -> None:
        """Add the upper halves to the documents of the first postings of some terms: those of the spans."""
        upper: list[int] = []
        counts: list[int] = []
        offsets, starts, blocks = self._offsets, self._starts, self._blocks
        for term, (at, stop) in zip(terms, spans, strict=True):
            run, last, begin = offsets[term], offsets[term + 1], at
            if begin < stop and (run == last or starts[run] != begin):
                raise self._damage_error()
            while begin < stop:
                upper.append(blocks[run])
                run += 1
                end = starts[run] if run < last and starts[run] < stop else stop
                counts.append(end - begin)
                begin = end
        if documents.size:
            documents += (np.array(upper, np.intp) << 16).repeat(counts)
            self._check(documents)

    def complete_at(self, documents: Documents, term: int, places: Array) -> None:
        """Add the upper halves to the documents at some places of a term's postings, which ascend."""
        if not len(places):
            return
        run, stop = self._offsets[term], self._offsets[term + 1]
        begins = self._start[run:stop].astype(np.intp)
        begins -= begins[:1]
        ends = np.append(places.searchsorted(begins), len(places))
        documents += (self._block[run:stop].astype(np.intp) << 16).repeat(ends[1:] - ends[:-1])
        self._check(documents)

    def _check(self, documents: Documents) -> None:
        if np.maximum.reduce(documents) >= self._documents:
            raise self._damage_error()

    def _damage_error(self) -> Exception:
        return self._file.damage_error(f"its field {self._field} has runs that contradict its documents")

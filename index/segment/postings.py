"""Reading the postings of one field of a segment: which documents hold a term, how often, and where."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inversion import BLOCK, BOUND_SCALE, ESCAPE
from .layout import Section, SegmentFile
from .terms import Terms

Array = NDArray[Any]
Documents = NDArray[np.intp]


class Postings:
    """A field that is searched by its terms; threads may share it.

    Attributes:
        terms: the dictionary; a term's number is what the methods take.
        documents: how many the segment holds, with the field or without.
        counted: whether it is known how often a document holds a term.
        positional: whether it is known where.
        scored: whether the lengths of the field are known.
        total_length: tokens of all documents.
        average: of a document, as the bounds were made with.
    """

    def __init__(self, file: SegmentFile, field: str) -> None:
        entry = file.fields[field]
        self._file = file
        self._field = field
        self.terms = Terms(file, f"{field}/terms")
        self.documents = file.documents
        self.counted = bool(entry.get("frequencies"))
        self.positional = bool(entry.get("positions"))
        self.scored = bool(entry.get("scored"))
        self.total_length = int(entry.get("length", 0)) if self.scored else 0
        self.average = float(entry.get("average", 1.0)) if self.scored else 1.0
        offsets = file.section(f"{field}/postings/offsets").whole()
        self._low = file.section(f"{field}/postings/low")
        if len(offsets) != len(self.terms) + 1 or int(offsets[-1]) != self._low.count:
            raise file.damaged(f"{field} has other postings than terms")
        self._offsets = offsets.data
        self._runs = _Runs(file, field) if file.has(f"{field}/runs/offsets") else None
        self._frequencies = _Escaped(file, f"{field}/frequencies") if self.counted else None
        self._positions = _Escaped(file, f"{field}/positions") if self.positional else None
        self._lengths: Array | None = None

    # Documents

    def span(self, term: int) -> tuple[int, int]:
        """First posting of a term, and the one after its last."""
        return self._offsets[term], self._offsets[term + 1]

    def document_frequency(self, term: int) -> int:
        """How many documents hold a term, deleted ones included."""
        count: int = self._offsets[term + 1] - self._offsets[term]
        return count

    def documents_of(self, term: int, at: Array | None = None) -> Documents:
        """The documents that hold a term, ascending; with ``at``, only those at these places."""
        if at is None:
            return self.documents_between(term, term + 1)
        start, stop = self.span(term)
        documents = self._low.read(start, stop)[at].astype(np.intp)
        if self._runs:
            documents += self._runs.blocks_at(at + start, term)
        return self._checked(documents)

    def documents_between(self, first: int, last: int) -> Documents:
        """The documents of all terms from ``first`` up to ``last``, term after term."""
        start, stop = self._offsets[first], self._offsets[last]
        documents = self._low.read(start, stop).astype(np.intp)
        if self._runs:
            self._runs.add_blocks(documents, first, last, start)
        return self._checked(documents)

    def _checked(self, documents: Documents) -> Documents:
        # A scan of the numbers is cheap; to write beyond an array is not.
        if documents.size and int(documents.max()) >= self.documents:
            raise self._file.damaged(f"{self._field} has a posting of a document that is not there")
        return documents

    # Frequencies

    def frequencies_of(self, term: int, at: Array | None = None) -> NDArray[np.float32]:
        """How often each document holds a term; with ``at``, only at these places of its postings."""
        start, stop = self.span(term)
        return self._counts(start, stop, at)

    def frequencies_between(self, first: int, last: int) -> NDArray[np.float32]:
        """As ``documents_between``."""
        return self._counts(self._offsets[first], self._offsets[last], None)

    def _counts(self, start: int, stop: int, at: Array | None) -> NDArray[np.float32]:
        if self._frequencies is None:
            return np.ones(stop - start if at is None else len(at), np.float32)
        return self._frequencies.read(start, stop, at).astype(np.float32)

    # Positions

    def positions_of(self, term: int, at: Array | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where documents hold a term.

        Args:
            term: its number.
            at: places among its postings, ascending; None: all of them.

        Returns:
            For each position the index into ``at`` (or into the term's postings), and the position; in order.
        """
        if self._positions is None or self._frequencies is None:
            raise ValueError(f"the field {self._field} has no positions")
        start, stop = self.span(term)
        places = np.arange(start, stop) if at is None else at + start
        counts = self._frequencies.read(start, stop, at).astype(np.int64)
        begins = self._before(places)
        total = int(counts.sum())
        if total > self._positions.count:
            raise self._file.damaged(f"{self._field} counts more positions than there are")
        owner = np.repeat(np.arange(len(places)), counts)
        ends = np.cumsum(counts)
        inner = np.arange(total) - np.repeat(ends - counts, counts)
        deltas = self._positions.gather(np.repeat(begins, counts) + inner).astype(np.int64)
        sums = np.cumsum(deltas)
        firsts = ends - counts
        base = sums[firsts] - deltas[firsts] if total else sums
        return owner, sums - np.repeat(base, counts)

    def _before(self, places: Array) -> NDArray[np.int64]:
        """How many positions there are before each posting."""
        before = self._file.section(f"{self._field}/positions/before").whole()
        blocks, inside = np.divmod(places, BLOCK)
        if self._frequencies is None or (len(places) and int(blocks[-1]) >= len(before)):
            raise self._file.damaged(f"{self._field} lacks counts of positions")
        if not len(places):
            return np.empty(0, np.int64)
        begins: NDArray[np.int64] = before[blocks].astype(np.int64)
        begins += self._frequencies.sums(blocks, inside)
        return begins

    # Scoring

    def lengths(self) -> NDArray[np.uint8]:
        """A byte for the number of tokens of each document; see lengths.py."""
        if self._lengths is None:
            lengths = self._file.section(f"{self._field}/lengths").whole()
            if len(lengths) != self.documents:
                raise self._file.damaged(f"{self._field} has other lengths than documents")
            self._lengths = lengths
        return self._lengths

    def term_bound(self, term: int) -> float:
        """What BM25's impact of a term does not exceed in any document."""
        bound = self._file.section(f"{self._field}/bounds/term").whole()[term]
        return float(bound) * BOUND_SCALE

    def block_bounds(self, term: int) -> tuple[NDArray[np.uint8], int]:
        """Bounds of the blocks that a term's postings lie in, in BOUND_SCALE; first posting of the first."""
        start, stop = self.span(term)
        block = start // BLOCK
        section = self._file.section(f"{self._field}/bounds/block")
        return section.read(block, -(-stop // BLOCK)), block * BLOCK


class _Runs:
    """Which block of 65,536 documents each stretch of postings lies in."""

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self._offsets = file.section(f"{field}/runs/offsets").whole().data
        self._block = file.section(f"{field}/runs/block").whole()
        self._start = file.section(f"{field}/runs/start").whole()

    def add_blocks(self, documents: Documents, first: int, last: int, start: int) -> None:
        """Give the lower halves of numbers their upper halves; ``start`` is the first of their postings."""
        run, stop = self._offsets[first], self._offsets[last]
        blocks = self._block[run:stop]
        if stop - run < _FEW:
            begins = self._start[run:stop].tolist()
            for block, begin, end in zip(blocks.tolist(), begins, [*begins[1:], None], strict=True):
                if block:
                    documents[begin - start : None if end is None else end - start] += block << 16
            return
        begins_ = self._start[run:stop].astype(np.int64) - start
        counts = np.diff(np.append(begins_, len(documents)))
        if np.any(counts < 0) or int(counts.sum()) != len(documents):
            raise self._file.damaged("its runs do not follow one another")
        documents += np.repeat(blocks.astype(np.intp) << 16, counts)

    def blocks_at(self, places: Array, term: int) -> Documents:
        """The upper halves of the numbers of some postings of a term."""
        run, stop = self._offsets[term], self._offsets[term + 1]
        index = np.searchsorted(self._start[run:stop], places.astype(np.uint32), "right") - 1
        return self._block[run:stop][index].astype(np.intp) << 16


_FEW = 12
"""Runs that are faster added one by one."""


class _Escaped:
    """Numbers of a byte each; those that do not fit stand apart."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._bytes: Section = file.section(name)
        self._at = file.section(f"{name}/at").whole()
        self._value = file.section(f"{name}/value").whole()
        self.count = self._bytes.count
        if len(self._at) != len(self._value):
            raise file.damaged(f"the exceptions of {name} have other places than values")

    def read(self, start: int, stop: int, at: Array | None = None) -> Array:
        """The numbers from ``start`` up to ``stop``, or those at some places among them."""
        values = self._bytes.read(start, stop)
        if at is not None:
            values = values[at]
        if not len(self._at):
            return values
        large = np.flatnonzero(values == ESCAPE)
        if not len(large):
            return values
        values = values.astype(np.uint32)
        values[large] = self._exceptions((large if at is None else at[large]) + start)
        return values

    def gather(self, places: Array) -> Array:
        """The numbers at some places of all."""
        if not len(places):
            return np.empty(0, np.uint8)
        low, high = int(places.min()), int(places.max())
        return self.read(low, high + 1, places - low)

    def sums(self, blocks: Array, inside: Array) -> NDArray[np.int64]:
        """The sum of the first ``inside`` numbers of each block of BLOCK; the blocks ascend."""
        begins = np.append(True, blocks[1:] != blocks[:-1])
        unique, back = blocks[begins], np.cumsum(begins) - 1
        places = unique[:, None] * BLOCK + np.arange(BLOCK)
        numbers = self.gather(np.minimum(places, self.count - 1).ravel()).astype(np.int64)
        sums = np.zeros((len(unique), BLOCK + 1), np.int64)
        np.cumsum(numbers.reshape(-1, BLOCK), axis=1, out=sums[:, 1:])
        found: NDArray[np.int64] = sums[back, inside]
        return found

    def _exceptions(self, places: Array) -> Array:
        index = np.minimum(np.searchsorted(self._at, places.astype(self._at.dtype)), len(self._at) - 1)
        return self._value[index]

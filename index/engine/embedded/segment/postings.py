"""Reading the postings of one field of a segment: which documents hold a term, how often, and where."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inverter import BLOCK, BOUND_SCALE, ESCAPE, RUN_DOCUMENTS, average_length
from .layout import Section, SegmentFile
from .runs import Runs
from .term_dictionary import Terms

Array = NDArray[Any]
Documents = NDArray[np.intp]

_OF_BLOCK = np.arange(BLOCK)
KEY_POSITION = 32
"""Bits of a position."""
POSITIONS = (1 << KEY_POSITION) - 1
"""The bits of a key that are the position."""
_MOST_TOKENS = 1 << 63
"""Of a field, so that an average is never infinite."""
_SHORT, _DENSE = 1 << 15, BLOCK
"""Postings that are faster counted through than looked up in; and further ones for each that is wanted."""


class Postings:
    """A field that is searched by its terms; threads may share it. Arrays are the caller's to change.

    Attributes:
        terms: the dictionary; a term's number is what the methods take.
        documents: how many the segment holds, with the field or without.
        counted: whether it is known how often a document holds a term.
        positional: whether it is known where.
        scored: whether the lengths of the field are known.
        total_length: tokens of all documents.
        average: of a document, as the bounds were made with.

    Raises:
        ArchiveDamagedError: the field contradicts itself; so do all methods.
    """

    def __init__(self, file: SegmentFile, field: str) -> None:
        entry = file.fields[field]
        self._file = file
        self._field = field
        self.terms = Terms(file, f"{field}/terms")
        self.documents = file.documents
        self.counted, self.positional, self.scored = (
            entry.get(what) is True for what in ("frequencies", "positions", "scored")
        )
        self.total_length, self.average = self._statistics() if self.scored else (0, 1.0)
        offsets = file.section(f"{field}/postings/offsets", "u4").whole()
        self._low = file.section(f"{field}/postings/low", "u2")
        self._check(offsets)
        self._offsets = offsets.data  # which Python reads many times faster than an array
        runs = self.documents > RUN_DOCUMENTS
        self._runs = Runs(file, field, len(self.terms), self.documents) if runs else None
        self._frequencies = _EscapedNumbers(file, f"{field}/frequencies", "u4") if self.counted else None
        if self._frequencies and self._frequencies.count != self._low.count:
            raise self._damage_error("has other frequencies than postings")

    def _statistics(self) -> tuple[int, float]:
        entry = self._file.fields[self._field]
        length, average = entry.get("length"), entry.get("average")
        if type(length) is not int or not 0 <= length < _MOST_TOKENS or type(average) is not float:
            raise self._damage_error("has lengths that cannot be understood")
        if (length and not self.documents) or average != average_length(length, self.documents):
            raise self._damage_error("has an average length that cannot be")
        return length, average

    def _check(self, offsets: Array) -> None:
        if len(offsets) != len(self.terms) + 1 or offsets[0] != 0 or int(offsets[-1]) != self._low.count:
            raise self._damage_error("has other postings than terms")
        if np.any(offsets[1:] < offsets[:-1]):
            raise self._damage_error("has postings that do not follow one another")

    def _damage_error(self, how: str) -> Exception:
        return self._file.damage_error(f"its field {self._field} {how}")

    # Documents

    def span(self, term: int) -> tuple[int, int]:
        """First posting of a term, and the one after its last."""
        return self._offsets[term], self._offsets[term + 1]

    def document_frequency(self, term: int) -> int:
        """How many documents hold a term, deleted ones included."""
        count: int = self._offsets[term + 1] - self._offsets[term]
        return count

    def document_frequencies(self, terms: Array) -> Array:
        """The same of several terms."""
        offsets = np.frombuffer(self._offsets, np.uint32)
        frequencies: Array = (offsets[terms + 1] - offsets[terms]).astype(np.int64)
        return frequencies

    def documents_of(self, term: int, at: Array | None = None) -> Documents:
        """The documents that hold a term, ascending; with ``at``, those at these places of its postings."""
        if at is None:
            return self.documents_between(term, term + 1)
        start, stop = self.span(term)
        low = self._low.read(start, stop)[at]
        documents = low.astype(np.intp)
        if self._runs is None:
            self._check_lower(low)
        else:
            self._runs.complete_at(documents, term, at)
        return documents

    def documents_between(self, first: int, last: int) -> Documents:
        """The documents of all terms from ``first`` up to ``last``, term after term."""
        start = self._offsets[first]
        low = self._low.read(start, self._offsets[last])
        documents = low.astype(np.intp)
        if self._runs is None:
            self._check_lower(low)
        else:
            self._runs.complete(documents, first, last, start)
        return documents

    def documents_of_all(self, terms: Sequence[int], most: int | None = None) -> Documents:
        """The documents of some terms, term after term; with ``most``, of each only its first."""
        spans = [self.span(term) for term in terms]
        if most is not None:
            spans = [(start, min(start + most, stop)) for start, stop in spans]
        read = self._low.read
        low = [read(start, stop) for start, stop in spans]
        found = np.concatenate(low) if low else self._low.read(0, 0)
        documents = found.astype(np.intp)
        if self._runs is None:
            self._check_lower(found)
        else:
            self._runs.complete_spans(documents, terms, spans)
        return documents

    def _check_lower(self, low: Array) -> None:
        """Refuse documents that are not there, where lower halves are all of their numbers."""
        if low.size and np.maximum.reduce(low) >= self.documents:
            raise self._damage_error("has a posting of a document that is not there")

    def ranges(self, most: int) -> Iterator[tuple[int, int]]:
        """The terms in ranges of so many postings, or of one term where that has more."""
        first, terms = 0, len(self.terms)
        while first < terms:
            last = max(first + 1, bisect_left(self._offsets, self._offsets[first] + most, first, terms))
            yield first, last
            first = last

    # Frequencies

    def frequencies_of(self, term: int, at: Array | None = None) -> NDArray[np.float32]:
        """How often each document holds a term; with ``at``, only at these places of its postings."""
        start, stop = self._offsets[term], self._offsets[term + 1]
        if self._frequencies is None:
            return np.ones(stop - start if at is None else len(at), np.float32)
        return self._frequencies.read(start, stop, at).astype(np.float32)

    def frequencies_of_all(self, terms: Sequence[int]) -> NDArray[np.float32]:
        """How often each of the documents of ``documents_of_all`` holds the term."""
        if self._frequencies is None:
            return np.ones(sum(map(self.document_frequency, terms)), np.float32)
        read = self._frequencies.read
        found = [read(*self.span(term)) for term in terms]
        return np.concatenate(found).astype(np.float32) if found else np.empty(0, np.float32)

    def frequencies_between(self, first: int, last: int) -> NDArray[np.float32]:
        """How often each of the documents of ``documents_between`` holds the term."""
        start, stop = self._offsets[first], self._offsets[last]
        if self._frequencies is None:
            return np.ones(stop - start, np.float32)
        return self._frequencies.read(start, stop).astype(np.float32)

    # Positions

    def positions_of(self, term: int, at: Array | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where documents hold a term.

        Args:
            term: its number.
            at: places among its postings, ascending; None: all of them.

        Returns:
            For each position the index into ``at`` (or into the term's postings), and the position; in order.

        Raises:
            ValueError: the field has no positions.
        """
        keys = self.keys_of(term, at)
        return keys >> KEY_POSITION, keys & POSITIONS

    def keys_of(self, term: int, at: Array | None = None) -> NDArray[np.int64]:
        """As ``positions_of``: the index and the position as one number, the index KEY_POSITION bits up."""
        start, stop = self.span(term)
        if at is None:
            at = np.arange(stop - start)
        if not len(at):
            return np.empty(0, np.int64)
        return self._keys(*self._count_through(start, stop, at))

    def keys_of_all(self, terms: Sequence[int], at: Array, lengths: Sequence[int]) -> NDArray[np.int64]:
        """As ``keys_of``, of several terms one after another: the index is that into ``at``.

        Args:
            terms: their numbers, ascending.
            at: for each term, places among its postings, ascending.
            lengths: how many places there are of each term.
        """
        counts = np.empty(len(at), np.int64)
        begins = np.empty(len(at), np.int64)
        first = 0
        for term, length in zip(terms, lengths, strict=True):
            last = first + length
            if length:
                counts[first:last], begins[first:last] = self._count_through(*self.span(term), at[first:last])
            first = last
        return self._keys(counts, begins) if len(at) else np.empty(0, np.int64)

    def _keys(self, counts: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.int64]:
        """Indices and positions of postings that have so many positions each, and begin at these of all."""
        assert self._positions is not None
        ends = counts.cumsum()
        total, firsts = int(ends[-1]), ends[:-1]
        if total > self._positions.count or np.minimum.reduce(counts) < 1:
            raise self._damage_error("counts other positions than there are")
        # Where one document's end and the next one's begin, running sums take a leap.
        steps = np.ones(total, np.int64)
        steps[0] = begins[0]
        steps[firsts] = begins[1:] - begins[:-1] - counts[:-1] + 1
        steps = self._positions.gather(steps.cumsum()).astype(np.int64)
        last = np.add.reduceat(steps, ends - counts)[:-1]
        steps[firsts] += (1 << KEY_POSITION) - last
        return steps.cumsum()

    def most_positions(self, term: int) -> int:
        """How many positions of a term there are at most: those of the blocks that it lies in."""
        start, stop = self.span(term)
        before = self._before
        return int(before[-(-stop // BLOCK)] - before[start // BLOCK])

    def _count_through(self, start: int, stop: int, at: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many positions there are at some places of a term's postings, and how many before each."""
        if self._frequencies is None or self._positions is None:
            raise ValueError(f"the field {self._field} has no positions")
        if len(at) and stop - start > _SHORT + _DENSE * len(at):
            blocks, inside = np.divmod(at + start, BLOCK)
            counts = self._frequencies.read(start, stop, at).astype(np.int64)
            begins = self._before[blocks] + self._frequencies.sums(blocks, inside)
            if np.any(begins[1:] < begins[:-1] + counts[:-1]):
                raise self._damage_error("has positions that overlap")
            return counts, begins
        first = start // BLOCK
        frequencies = self._frequencies.read(first * BLOCK, stop)
        places = at + (start - first * BLOCK)
        counts = frequencies[places].astype(np.int64)
        begins = frequencies.cumsum(dtype=np.int64)[places]
        begins -= counts
        begins += self._before[first]
        return counts, begins

    def check_positions(self) -> None:
        """Meet now what contradicts itself in them: else the first look at one does."""
        if self._positions and self.counted:
            _ = self._before

    @cached_property
    def _positions(self) -> _EscapedNumbers | None:
        """Many: nothing of them is read before the first phrase."""
        return _EscapedNumbers(self._file, f"{self._field}/positions", "u8") if self.positional else None

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        """How many positions there are before each block of postings, and in all."""
        before = self._file.section(f"{self._field}/positions/before", "u8").whole()
        blocks = -(-self._low.count // BLOCK)
        positions = self._positions.count if self._positions else -1
        if len(before) != blocks + 1 or before[-1] != positions or np.any(before[1:] < before[:-1]):
            raise self._damage_error("has other positions than it counts")
        absolute: NDArray[np.int64] = before.astype(np.int64)
        return absolute

    # Scoring

    def lengths(self) -> NDArray[np.uint8]:
        """A byte for the number of tokens of each document; see lengths.py. A view of the file."""
        return self._lengths

    @cached_property
    def _lengths(self) -> NDArray[np.uint8]:
        return self._byte_section("lengths", self.documents).whole()

    def term_bound(self, term: int) -> float:
        """An upper bound of BM25's impact of a term in any document.

        That is where the average length is this segment's; where it is k times that, and k > 1, the k-fold.
        """
        bound: int = self._term_bounds[term]
        return bound * BOUND_SCALE

    @cached_property
    def _term_bounds(self) -> memoryview:
        return self._byte_section("bounds/term", len(self.terms)).whole().data

    def block_bounds(self, term: int) -> tuple[NDArray[np.uint8], int]:
        """Bounds of the blocks that a term's postings lie in, in BOUND_SCALE; first posting of the first."""
        start, stop = self._offsets[term], self._offsets[term + 1]
        block = start // BLOCK
        return self._block_bounds.read(block, -(-stop // BLOCK)), block * BLOCK

    @cached_property
    def _block_bounds(self) -> Section:
        return self._byte_section("bounds/block", -(-self._low.count // BLOCK))

    def _byte_section(self, name: str, count: int) -> Section:
        section = self._file.section(f"{self._field}/{name}", "u1")
        if section.count != count:
            raise self._damage_error(f"has {section.count} {name}, not {count}")
        return section


class _EscapedNumbers:
    """Numbers of a byte each; those that do not fit stand apart.

    Attributes:
        count: how many.
    """

    def __init__(self, file: SegmentFile, name: str, places: str) -> None:
        self._bytes = file.section(name, "u1")
        self.count = self._bytes.count
        self._at = file.section(f"{name}/at", places).whole()
        self._value = file.section(f"{name}/value", "u4").whole()
        at = self._at
        fits = len(at) == len(self._value) and (not len(at) or int(at[-1]) < self.count)
        if not fits or np.any(at[1:] <= at[:-1]):
            raise file.damage_error(f"the exceptions of {name} are not where they should be")
        self._places = at.data

    def read(self, start: int, stop: int, at: Array | None = None) -> Array:
        """The numbers from ``start`` up to ``stop``, or those at some places among them."""
        numbers = self._bytes.read(start, stop)
        if at is not None:
            numbers = numbers[at]
        first = bisect_left(self._places, start)
        last = bisect_left(self._places, stop, first)
        if first == last:
            return numbers
        if at is None:
            numbers = numbers.astype(np.uint32)
            numbers[self._at[first:last].astype(np.intp) - start] = self._value[first:last]
            return numbers
        large = np.flatnonzero(numbers == ESCAPE)
        if len(large):
            numbers = numbers.astype(np.uint32)
            sought = np.searchsorted(self._at[first:last], (at[large] + start).astype(self._at.dtype))
            numbers[large] = self._value[first:last][np.minimum(sought, last - first - 1)]
        return numbers

    def gather(self, places: Array) -> Array:
        """The numbers at some places of all, which ascend."""
        if not len(places):
            return np.empty(0, np.uint8)
        low = int(places[0])
        return self.read(low, int(places[-1]) + 1, places - low)

    def sums(self, blocks: Array, inside: Array) -> NDArray[np.int64]:
        """The sums of the first ``inside`` numbers of some blocks of BLOCK, which ascend; one at least."""
        first, stop = int(blocks[0]) * BLOCK, int(blocks[-1] + 1) * BLOCK
        numbers = self.read(first, min(stop, self.count))
        if stop > self.count:
            numbers = np.append(numbers, np.zeros(stop - self.count, numbers.dtype))
        numbers = numbers.reshape(-1, BLOCK)[blocks - blocks[0]]
        wanted = inside[:, None] > _OF_BLOCK
        sums: NDArray[np.int64] = np.add.reduce(numbers, axis=1, dtype=np.int64, where=wanted)
        return sums

"""The postings of a field that merging keeps of one segment, as streams in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError

from .dictionaries import Dictionary
from .inverter import ESCAPE
from .postings import Postings
from .segment import Segment

Array = NDArray[Any]
Piece = tuple[Array, Array]
"""Elements, and in order the values of those among them that are ESCAPE."""

NO_VALUES: Array = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class MergeSource:
    """A segment that is merged.

    Attributes:
        segment: its reader.
        live: bool[documents], True where a document is kept; None: everywhere.
        base: new number of its first document that is kept.
        kept: how many are.
    """

    segment: Segment
    live: NDArray[np.bool_] | None
    base: int
    kept: int


class LivePostings:
    """A field of one part, without the documents that are not kept.

    The postings and positions of the file are read in windows of ``step``.

    Attributes:
        kind: whether it has frequencies, positions and lengths.
        postings: how many are left of each term of which any are.
        positions: and how many tokens these count.
        length: tokens of all documents that are left.
        exceptions: how many frequencies, and how many positions, are left that stand apart.

    Raises:
        ArchiveDamagedError: the field contradicts itself.
    """

    def __init__(self, part: MergeSource, field: str, postings: Postings, step: int) -> None:
        self._part = part
        self._live = part.live
        self._field = field
        self._postings = postings
        self._step = step
        self._file = part.segment.file
        self._low = self._file.section(f"{field}/postings/low")
        self._offsets = self._file.section(f"{field}/postings/offsets").whole().astype(np.int64)
        self.kind = (postings.counted, postings.positional, postings.scored)
        if self._offsets[0] != 0 or np.any(self._offsets[1:] < self._offsets[:-1]):
            raise self.damage_error("has postings that do not follow one another")
        if postings.counted and self._count_of("frequencies") != self._low.count:
            raise self.damage_error("has other frequencies than postings")
        postings.check_positions()
        self._survey()

    def let_go(self) -> None:
        """Have the system take back the memory of what was read."""
        self._file.let_go()

    def damage_error(self, why: str) -> ArchiveDamagedError:
        """The error for this field."""
        return self._file.damage_error(f"its field {self._field} {why}")

    def dictionary(self) -> Dictionary:
        """The terms that have postings left."""
        terms = Dictionary.of(self._postings.terms)
        return terms if self._left is None else terms.select(np.flatnonzero(self._left))

    # The survey

    def _survey(self) -> None:
        self._counted = 0
        counted, positional, _ = self.kind
        intact = self._live is None
        postings = np.diff(self._offsets) if intact else self._per_term(self._kept_in_windows())
        tokens = self._per_term(self._counts_left()) if counted and (positional or not intact) else postings
        total = int(tokens.sum())
        self.length = self._postings.total_length if intact else total
        if positional and self._counted != self._count_of("positions"):
            raise self.damage_error("has other positions than it counts")
        left = postings != 0
        self._left = None if left.all() else left
        self.postings = postings[left].astype(np.uint32)
        self.positions = self.postings if tokens is postings else tokens[left]
        self.exceptions = (
            self._exceptions("frequencies", self.frequencies()) if counted else 0,
            self._exceptions("positions", self.differences()) if positional else 0,
        )

    def _exceptions(self, name: str, pieces: Iterator[Piece]) -> int:
        count = self._count_of(f"{name}/value")
        return count if self._live is None or not count else sum(len(values) for _, values in pieces)

    def _per_term(self, windows: Iterator[Array]) -> NDArray[np.int64]:
        """Sums, for each term, of numbers that come for each posting of the file."""
        ends = np.zeros(len(self._offsets), np.int64)
        start = total = 0
        for numbers in windows:
            stop = start + len(numbers)
            sums = np.cumsum(numbers, dtype=np.int64)
            first, last = np.searchsorted(self._offsets, (start, stop), "right")
            ends[first:last] = total + sums[self._offsets[first:last] - start - 1]
            start, total = stop, total + int(sums[-1])
            self.let_go()
        return np.diff(ends)

    # Streams

    def documents(self) -> Iterator[Piece]:
        """New numbers of the documents, u4."""
        if self._live is None:
            for start, stop in self._windows():
                yield self._local(start, stop) + np.uint32(self._part.base), NO_VALUES
            return
        renumbered = (np.cumsum(self._live) + (self._part.base - 1)).astype(np.uint32)
        for start, stop in self._windows():
            local = self._local(start, stop)
            yield renumbered[local[self._live[local]]], NO_VALUES

    def frequencies(self) -> Iterator[Piece]:
        """How often each document holds the term, u1."""
        pieces = self._escaped_bytes("frequencies")
        if self._live is None:
            yield from pieces
            return
        for piece, kept in zip(pieces, self._kept_in_windows(), strict=True):
            yield _select(piece, kept)

    def differences(self) -> Iterator[Piece]:
        """Positions, u1, each as the difference from the one before in its posting."""
        pieces = self._escaped_bytes("positions")
        if self._live is None:
            yield from pieces
            return
        positions = Stream(pieces)
        for counts, kept in zip(self._counts(), self._kept_in_windows(), strict=True):
            wanted = np.repeat(kept, counts)
            for start in range(0, len(wanted), self._step):
                part = wanted[start : start + self._step]
                yield _select(positions.take(len(part)), part)

    def _windows(self) -> Iterator[tuple[int, int]]:
        for start in range(0, self._low.count, self._step):
            yield start, min(start + self._step, self._low.count)

    def _local(self, start: int, stop: int) -> NDArray[np.uint32]:
        """The segment's own numbers of the documents."""
        documents = self._low.read(start, stop).astype(np.uint32)
        if self._file.has(f"{self._field}/runs/start"):
            documents += self._upper_halves(start, stop)
        if documents.size and int(documents.max()) >= self._postings.documents:
            raise self.damage_error("has a posting of a document that is not there")
        return documents

    def _upper_halves(self, start: int, stop: int) -> NDArray[np.uint32]:
        starts = self._file.section(f"{self._field}/runs/start").whole()
        blocks = self._file.section(f"{self._field}/runs/block").whole()
        first, last = int(starts.searchsorted(start, "right")) - 1, int(starts.searchsorted(stop))
        if not 0 <= first < last <= len(blocks):
            raise self.damage_error("lacks runs")
        edges = np.append(starts[first:last].astype(np.int64), stop)
        edges[0] = start
        counts = np.diff(edges)
        if np.any(counts < 0):
            raise self.damage_error("has runs that do not follow one another")
        return np.repeat(blocks[first:last].astype(np.uint32) << np.uint32(16), counts)

    def _kept_in_windows(self) -> Iterator[NDArray[np.bool_]]:
        assert self._live is not None
        for start, stop in self._windows():
            yield self._live[self._local(start, stop)]

    def _counts(self) -> Iterator[NDArray[np.int64]]:
        """How many tokens each posting of the file counts."""
        for raw, values in self._escaped_bytes("frequencies"):
            counts = raw.astype(np.int64)
            counts[raw == ESCAPE] = values
            yield counts

    def _counts_left(self) -> Iterator[NDArray[np.int64]]:
        """How many tokens each posting counts, 0 where it is not kept; ``_counted`` sums all of the file."""
        kept = repeat(None) if self._live is None else self._kept_in_windows()
        for counts, mask in zip(self._counts(), kept, strict=False):
            self._counted += int(counts.sum())
            yield counts if mask is None else counts * mask

    def _escaped_bytes(self, name: str) -> Iterator[Piece]:
        """All bytes of a section, and the values of those that are ESCAPE."""
        section = self._file.section(f"{self._field}/{name}")
        values = self._file.section(f"{self._field}/{name}/value")
        at = 0
        for start in range(0, section.count, self._step):
            raw = section.read(start, min(start + self._step, section.count))
            after = at + int(np.count_nonzero(raw == ESCAPE))
            if after > values.count:
                break
            yield raw, values.read(at, after)
            at = after
        else:
            if at == values.count:
                return
        raise self.damage_error(f"has other exceptions of its {name} than it counts")

    def _count_of(self, section: str) -> int:
        return self._file.section(f"{self._field}/{section}").count


class Stream:
    """Pieces, in the lengths in which they are wanted."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._elements: list[Array] = []
        self._values: list[Array] = []
        self._waiting = 0

    def take(self, count: int) -> Piece:
        """The next elements, and their values.

        Raises:
            StopIteration: there are not as many; Survivors counts them beforehand.
        """
        while self._waiting < count:
            elements, values = next(self._pieces)
            self._elements.append(elements)
            self._values.append(values)
            self._waiting += len(elements)
        elements, values = _concatenate(self._elements), _concatenate(self._values)
        escaped = int(np.count_nonzero(elements[:count] == ESCAPE)) if len(values) else 0
        self._elements, self._values = [elements[count:]], [values[escaped:]]
        self._waiting -= count
        return elements[:count], values[:escaped]


def _concatenate(arrays: list[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays) if arrays else NO_VALUES


def _select(piece: Piece, kept: NDArray[np.bool_]) -> Piece:
    elements, values = piece
    return elements[kept], values[kept[elements == ESCAPE]]

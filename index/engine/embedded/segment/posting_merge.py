"""The postings of a field of several segments as those of one.

The dictionaries are united. From then on the field is a row of *stretches*, ordered by term and then by
source: what is left of the postings, and of their positions, that one source has of one term. Each source
is a stream that gives them in this very order, so that merging interleaves streams, window after window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import limits
from .dictionaries import Dictionary, merge_dictionaries
from .inverter import BLOCK, ESCAPE, RUN_DOCUMENTS, average_length, impact_bounds
from .layout import SegmentFileWriter
from .live_postings import NO_VALUES, LivePostings, MergeSource, Piece, Stream

Array = NDArray[Any]

_U1_VALUES = 1 << 8


def merge_postings(
    file: SegmentFileWriter, field: str, parts: Sequence[MergeSource], chunk: int
) -> dict[str, Any]:
    """Write the postings of a field that one part has at least.

    The sections are those that ``inverter.write_postings`` makes of the documents that are kept.

    Args:
        file: the new segment.
        field: the field's name.
        parts: in the order of their documents.
        chunk: about how many postings or positions are held at a time.

    Returns:
        What the directory says of the field.

    Raises:
        ArchiveDamagedError: a part contradicts itself or another.
        ValueError: there are more postings than a segment can number.
    """
    documents = sum(part.kept for part in parts)
    step = max(BLOCK, chunk // BLOCK * BLOCK)
    sources = _sources(field, parts, step)
    order = _StretchOrder.of(sources)
    counted, positional, scored = sources[0].kind
    order.terms.put(file, f"{field}/terms")
    file.put(f"{field}/postings/offsets", order.offsets.astype(np.uint32))
    entry = {"kind": "terms", "frequencies": counted, "positions": positional, "scored": scored}
    scoring = None
    if scored:
        total = sum(source.length for source in sources)
        scoring = _BoundWriter(order.offsets, _lengths(field, parts), average_length(total, documents))
        entry |= {"length": total, "average": scoring.average}
    _put_postings(file, field, sources, order, documents, scoring, step)
    if positional:
        _put_positions(file, field, sources, order, step)
    return entry


def _sources(field: str, parts: Sequence[MergeSource], step: int) -> list[LivePostings]:
    """The parts that have the field."""
    having = [(part, postings) for part in parts if (postings := part.segment.postings(field)) is not None]
    share = max(1, step // len(having))
    sources = [LivePostings(part, field, postings, share) for part, postings in having]
    for source in sources:
        if source.kind != sources[0].kind:
            raise source.damage_error("is not kept as in another segment")
    return sources


def _lengths(field: str, parts: Sequence[MergeSource]) -> NDArray[np.uint8]:
    """The length byte of each document that is kept; 0 where a part lacks the field."""
    found = []
    for part in parts:
        postings = part.segment.postings(field)
        lengths = np.zeros(part.segment.documents, np.uint8) if postings is None else postings.lengths()
        found.append(lengths if part.live is None else lengths[part.live])
    return np.concatenate(found)


@dataclass(frozen=True, slots=True, eq=False)
class _StretchOrder:
    """The stretches, in the order of the new field.

    Attributes:
        terms: the new dictionary.
        offsets: int64[terms + 1], the first posting of each term.
        source: u1 or u2[stretches], which source each one comes from.
        postings: int64[stretches], where each one's postings end.
        positions: int64[stretches], where each one's positions end; of no use where there are none.
    """

    terms: Dictionary
    offsets: NDArray[np.int64]
    source: Array
    postings: NDArray[np.int64]
    positions: NDArray[np.int64]

    @classmethod
    def of(cls, sources: Sequence[LivePostings]) -> _StretchOrder:
        """The order that the sources' dictionaries give.

        Raises:
            ArchiveDamagedError: a dictionary is not sorted.
            ValueError: there are more postings than a segment can number.
        """
        found = merge_dictionaries([source.dictionary() for source in sources])
        which = np.arange(len(sources), dtype=np.uint8 if len(sources) <= _U1_VALUES else np.uint16)
        # The source of each stretch, [stretches]: first source after source, then in the order of the terms.
        owner = np.repeat(which, [len(source.postings) for source in sources])[found.order]
        for number, source in enumerate(sources):
            own = found.order[owner == number]
            if np.any(own[1:] <= own[:-1]):
                raise source.damage_error("has terms out of order")
        postings = _ends([source.postings for source in sources], found.order)
        positional = sources[0].kind[1]
        positions = _ends([source.positions for source in sources], found.order) if positional else postings
        # A term ends where the next stretch is of another one; its postings end with this stretch's.
        ends = np.ones(len(found.number), np.bool_)
        np.not_equal(found.number[1:], found.number[:-1], out=ends[:-1])
        last = np.flatnonzero(ends)
        offsets = np.concatenate((np.zeros(1, np.int64), postings[last]))
        if offsets[-1] > limits.MOST_ELEMENTS:
            raise ValueError(f"{offsets[-1]:,} postings are more than a segment can number")
        return cls(found.terms, offsets, owner, postings, positions)

    def windows(self, ends: NDArray[np.int64], step: int) -> Iterator[tuple[int, Array]]:
        """Where each window starts, and the source of every element in it.

        Args:
            ends: ``postings`` or ``positions``.
            step: how many elements a window has.
        """
        total = int(ends[-1]) if len(ends) else 0
        for start in range(0, total, step):
            stop = min(start + step, total)
            first = int(ends.searchsorted(start, "right"))
            last = int(ends.searchsorted(stop)) + 1
            # The first and the last stretch of a window may lie in it in part.
            counts = np.diff(np.minimum(ends[first:last], stop), prepend=start)
            yield start, np.repeat(self.source[first:last], counts)


def _ends(counts: Sequence[Array], order: Array) -> NDArray[np.int64]:
    """Where each stretch ends, of the sources' counts in another order."""
    return np.cumsum(np.concatenate(counts)[order], dtype=np.int64)


def _put_postings(
    file: SegmentFileWriter,
    field: str,
    sources: Sequence[LivePostings],
    order: _StretchOrder,
    documents: int,
    scoring: _BoundWriter | None,
    step: int,
) -> None:
    """Write documents, frequencies and what follows from them."""
    count = int(order.offsets[-1])
    low = file.region(f"{field}/postings/low", "u2", count)
    runs = _RunWriter(order.offsets) if documents > RUN_DOCUMENTS else None
    counts = _FrequencyWriter(file, field, sources, count) if sources[0].kind[0] else None
    streams = [Stream(source.documents()) for source in sources]
    for start, owners in order.windows(order.postings, step):
        new, _ = _interleave(owners, streams)
        low.append(new.astype(np.uint16))
        if runs:
            runs.add(start, new)
        if counts:
            raw, values = counts.add(start, owners)
            if scoring:
                scoring.add(start, new, raw, values)
        _let_go(sources)
    if runs:
        runs.put(file, field)
    if counts:
        counts.put(file, field)
    if scoring:
        scoring.put(file, field)


def _put_positions(
    file: SegmentFileWriter, field: str, sources: Sequence[LivePostings], order: _StretchOrder, step: int
) -> None:
    count = int(order.positions[-1]) if len(order.positions) else 0
    escaped = _EscapedWriter(
        file, f"{field}/positions", "u8", count, sum(source.exceptions[1] for source in sources)
    )
    streams = [Stream(source.differences()) for source in sources]
    for start, owners in order.windows(order.positions, step):
        escaped.add(start, *_interleave(owners, streams))
        _let_go(sources)


def _let_go(sources: Sequence[LivePostings]) -> None:
    """Give back the memory of what was read of the sources: else it counts as ours until the end."""
    for source in sources:
        source.let_go()


def _interleave(owners: Array, streams: Sequence[Stream]) -> Piece:
    """The next elements of all streams, each in the places that it owns.

    Args:
        owners: index of the stream that each element comes from.
        streams: of elements of one type.
    """
    elements: Array | None = None
    found = []
    for number, stream in enumerate(streams):
        own = owners == number
        mine, values = stream.take(int(np.count_nonzero(own)))
        found.append(values)
        if len(mine):
            elements = np.empty(len(owners), mine.dtype) if elements is None else elements
            elements[own] = mine
    assert elements is not None
    if not any(map(len, found)):
        return elements, NO_VALUES
    # Exceptions follow one another as their bytes do: the streams that these are of own their values.
    of_exceptions = owners[elements == ESCAPE]
    merged = np.empty(len(of_exceptions), np.uint32)
    for number, values in enumerate(found):
        merged[of_exceptions == number] = values
    return elements, merged


class _EscapedWriter:
    """Bytes, and what those among them that are ESCAPE stand for."""

    def __init__(self, file: SegmentFileWriter, name: str, places: str, count: int, exceptions: int) -> None:
        self._bytes = file.region(name, "u1", count)
        self._at = file.region(f"{name}/at", places, exceptions)
        self._value = file.region(f"{name}/value", "u4", exceptions)

    def add(self, start: int, raw: Array, values: Array) -> None:
        """Write the next ones, that begin at ``start``."""
        self._bytes.append(raw)
        if len(values):
            self._at.append(np.flatnonzero(raw == ESCAPE) + start)
            self._value.append(values)


class _FrequencyWriter:
    """Frequencies, and the positions that they count."""

    def __init__(
        self, file: SegmentFileWriter, field: str, sources: Sequence[LivePostings], count: int
    ) -> None:
        exceptions = sum(source.exceptions[0] for source in sources)
        self._escaped = _EscapedWriter(file, f"{field}/frequencies", "u4", count, exceptions)
        self._streams = [Stream(source.frequencies()) for source in sources]
        self._positional = sources[0].kind[1]
        self._sums: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]

    def add(self, start: int, owners: Array) -> Piece:
        """Write the next ones; the same as bytes and exceptions."""
        raw, values = _interleave(owners, self._streams)
        self._escaped.add(start, raw, values)
        if self._positional:
            # Windows begin at whole blocks. An exception counts as ESCAPE in its block's sum: mend that.
            sums = np.add.reduceat(raw, np.arange(0, len(raw), BLOCK), dtype=np.int64)
            np.add.at(sums, np.flatnonzero(raw == ESCAPE) // BLOCK, values.astype(np.int64) - ESCAPE)
            self._sums.append(sums)
        return raw, values

    def put(self, file: SegmentFileWriter, field: str) -> None:
        if self._positional:
            before = np.cumsum(np.concatenate(self._sums))
            file.put(f"{field}/positions/before", before.astype(np.uint64))


class _RunWriter:
    """Stretches of one term's postings in one block of documents."""

    def __init__(self, offsets: NDArray[np.int64]) -> None:
        self._offsets = offsets
        self._starts: list[NDArray[np.uint32]] = []
        self._blocks: list[NDArray[np.uint16]] = []
        self._last = -1

    def add(self, start: int, documents: Array) -> None:
        """The documents of the next postings, that begin at ``start``."""
        block = (documents >> 16).astype(np.uint16)
        # A run begins where the block is another one than before, and with each term.
        begins = np.empty(len(block), np.bool_)
        begins[0] = int(block[0]) != self._last
        np.not_equal(block[1:], block[:-1], out=begins[1:])
        first, last = np.searchsorted(self._offsets, (start, start + len(block)))
        begins[self._offsets[first:last] - start] = True
        places = np.flatnonzero(begins)
        self._starts.append((places + start).astype(np.uint32))
        self._blocks.append(block[places])
        self._last = int(block[-1])

    def put(self, file: SegmentFileWriter, field: str) -> None:
        starts = np.concatenate([np.empty(0, np.uint32), *self._starts])
        offsets = np.searchsorted(starts, self._offsets.astype(np.uint32))
        file.put(f"{field}/runs/offsets", offsets.astype(np.uint32))
        file.put(f"{field}/runs/block", np.concatenate([np.empty(0, np.uint16), *self._blocks]))
        file.put(f"{field}/runs/start", starts)


class _BoundWriter:
    """Upper bounds of the scores of terms and of blocks of postings.

    The bound of each small frequency and length is worked out beforehand.
    """

    def __init__(self, offsets: NDArray[np.int64], lengths: NDArray[np.uint8], average: float) -> None:
        self.average = average
        self._offsets = offsets
        self._lengths = lengths
        # The bound of a frequency f and a length byte l at 256 · f + l, [65536].
        byte = np.arange(_U1_VALUES)
        self._table = impact_bounds(np.repeat(byte, _U1_VALUES), np.tile(byte, _U1_VALUES), average)
        self._terms = np.zeros(len(offsets) - 1, np.uint8)
        self._blocks: list[NDArray[np.uint8]] = []

    def add(self, start: int, documents: Array, raw: Array, values: Array) -> None:
        """The next postings, that begin at ``start``."""
        length = self._lengths.take(documents)
        impacts = self._table.take((raw.astype(np.uint16) << np.uint16(8)) | length)
        if len(values):
            large = np.flatnonzero(raw == ESCAPE)
            impacts[large] = impact_bounds(values, length[large], self.average)
        self._blocks.append(np.maximum.reduceat(impacts, np.arange(0, len(impacts), BLOCK)))
        first = int(self._offsets.searchsorted(start, "right")) - 1
        last = int(self._offsets.searchsorted(start + len(impacts)))
        # Terms that lie in the window, from their first posting in it on; one may go on in the next window.
        begins = np.maximum(self._offsets[first:last] - start, 0)
        own = self._terms[first:last]
        np.maximum(own, np.maximum.reduceat(impacts, begins), out=own)

    def put(self, file: SegmentFileWriter, field: str) -> None:
        file.put(f"{field}/lengths", self._lengths)
        file.put(f"{field}/bounds/term", self._terms)
        file.put(f"{field}/bounds/block", np.concatenate([np.empty(0, np.uint8), *self._blocks]))

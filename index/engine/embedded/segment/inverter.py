"""From (term, document, position) triples to the sections of one field.

One sort does it: term, document and position are packed into a 64-bit number each, in this order of weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .dictionaries import Dictionary, sort_terms
from .layout import SegmentFileWriter
from .lengths import LENGTH_OF_BYTE, bytes_of_lengths

K1 = 1.2
B = 0.75
"""BM25's parameters that the bounds are for: Whoosh's defaults."""
BOUND_SCALE = (K1 + 1) / 255
"""The impact that one unit of a bound stands for."""
BLOCK = 128
"""Postings that share a bound, and a count of the positions before them."""
RUN_DOCUMENTS = 1 << 16
"""Documents that differ in the lower half of their numbers only."""
ESCAPE = 255
"""Says that a number is among the exceptions."""
_KEY_BITS = 64
_PIECE = 1 << 16
"""Postings whose impacts are reckoned at a time: the arrays of a step stay in the processor's cache."""

Array = NDArray[Any]


def write_postings(
    file: SegmentFileWriter,
    field: str,
    *,
    documents: int,
    terms: Sequence[bytes],
    term_of: Array,
    document_of: Array,
    positions: Array | None,
    frequencies: bool,
    lengths: Array | None,
) -> dict[str, Any]:
    """Write all that is kept of a field that is searched by its terms.

    Args:
        file: the segment.
        field: its name.
        documents: how many the segment holds.
        terms: distinct, in any order; those that no token has are left out.
        term_of: index into ``terms`` of each token, [tokens].
        document_of: the document of each token, [tokens].
        positions: of each token within its document, [tokens]; None: they are not kept.
        frequencies: whether it is counted how often a document holds a term.
        lengths: tokens of each document, [documents]; None: the field is not scored.

    Returns:
        What the directory says of the field.
    """
    rank, used = _put_terms(file, field, terms, term_of)
    offsets, document, counts, deltas = _invert(rank, used, term_of, document_of, positions, documents)
    put_documents(file, field, offsets, document, documents)
    if frequencies:
        put_escaped(file, f"{field}/frequencies", counts)
    if deltas is not None:
        put_escaped(file, f"{field}/positions", deltas)
        file.put(f"{field}/positions/before", positions_before(counts))
    entry = {
        "kind": "terms",
        "frequencies": frequencies,
        "positions": deltas is not None,
        "scored": lengths is not None,
    }
    if lengths is None:
        return entry
    length_bytes = bytes_of_lengths(lengths)
    file.put(f"{field}/lengths", length_bytes)
    total = int(np.sum(lengths, dtype=np.int64))
    average = average_length(total, documents)
    put_bounds(file, field, offsets, _impacts(counts, document, length_bytes, average))
    return entry | {"length": total, "average": average}


def average_length(total: int, documents: int) -> float:
    """Tokens of a document, on average; 1 where there are none, so that nothing is divided by it."""
    return total / documents if total else 1.0


def put_documents(
    file: SegmentFileWriter, field: str, offsets: Array, document: Array, documents: int
) -> None:
    """Write which documents hold each term.

    Args:
        file: the segment.
        field: the field's name.
        offsets: first posting of each term, and the number of postings, [terms + 1].
        document: of each posting, ascending within a term, [postings].
        documents: how many the segment holds.
    """
    file.put(f"{field}/postings/offsets", offsets.astype(np.uint32))
    file.put(f"{field}/postings/low", (document & (RUN_DOCUMENTS - 1)).astype(np.uint16))
    if documents > RUN_DOCUMENTS:
        runs = run_starts(offsets, document)
        file.put(f"{field}/runs/offsets", np.searchsorted(runs, offsets).astype(np.uint32))
        file.put(f"{field}/runs/block", (document[runs] >> 16).astype(np.uint16))
        file.put(f"{field}/runs/start", runs.astype(np.uint32))


def run_starts(offsets: Array, document: Array) -> Array:
    """Postings at which a run begins: a term's first, and the first in each further block of documents."""
    begins = np.zeros(len(document) + 1, np.bool_)
    begins[offsets] = True
    block = document >> 16
    begins[1:-1] |= block[1:] != block[:-1]
    return np.flatnonzero(begins[:-1])


def put_escaped(file: SegmentFileWriter, name: str, values: Array) -> None:
    """Write numbers as a byte each, with those that do not fit apart."""
    large = np.flatnonzero(values >= ESCAPE)
    escaped = np.empty(len(values), np.uint8)
    file.put(name, np.minimum(values, ESCAPE, out=escaped, casting="unsafe"))
    wide = name.endswith("/positions")  # there can be more than 2^32 of them
    file.put(f"{name}/at", large.astype(np.uint64 if wide else np.uint32))
    file.put(f"{name}/value", values[large].astype(np.uint32))


def differences(position: Array, begins: Array) -> Array:
    """Each position as its distance from the one before in its posting; the first ones as they are.

    Args:
        position: of each token, ascending within a posting, [tokens].
        begins: whether each token is the first of its posting, [tokens].
    """
    deltas = position.copy()
    np.subtract(position[1:], position[:-1], out=deltas[1:], where=~begins[1:])
    return deltas


def positions_before(counts: Array, before: int = 0) -> Array:
    """How many positions there are before every 128th posting, and after the last, [blocks + 1], u8."""
    starts = np.arange(0, len(counts), BLOCK)
    sums = np.add.reduceat(counts, starts, dtype=np.int64) if len(counts) else np.empty(0, np.int64)
    return np.concatenate(([before], before + np.cumsum(sums))).astype(np.uint64)


def impact_bounds(counts: Array, length_bytes: Array, average: float) -> Array:
    """BM25's impact of each posting, in units of BOUND_SCALE, rounded up, [postings], u1."""
    frequency = counts.astype(np.float32)
    norms = (K1 * (1 - B + B * LENGTH_OF_BYTE / average)).astype(np.float32)
    impact = frequency * np.float32(K1 + 1) / (frequency + norms[length_bytes])
    # A little more than it is, so that no rounding of a score can pass it.
    return np.minimum(np.ceil(impact * np.float32(1.00001 / BOUND_SCALE)), 255).astype(np.uint8)


def _impacts(counts: Array, document: Array, length_bytes: Array, average: float) -> Array:
    """``bounds`` of all postings, piece by piece: most of what it works with stays in the processor."""
    impacts = np.empty(len(counts), np.uint8)
    for start in range(0, len(counts), _PIECE):
        piece = slice(start, start + _PIECE)
        impacts[piece] = impact_bounds(counts[piece], length_bytes[document[piece]], average)
    return impacts


def put_bounds(file: SegmentFileWriter, field: str, offsets: Array, impacts: Array) -> None:
    """Write the greatest impact of each term's postings, and of each block of postings."""
    blocks = np.arange(0, len(impacts), BLOCK)
    empty = np.empty(0, np.uint8)
    file.put(f"{field}/bounds/term", np.maximum.reduceat(impacts, offsets[:-1]) if len(impacts) else empty)
    file.put(f"{field}/bounds/block", np.maximum.reduceat(impacts, blocks) if len(impacts) else empty)


def _put_terms(
    file: SegmentFileWriter, field: str, terms: Sequence[bytes], term_of: Array
) -> tuple[Array, int]:
    """Write the terms that are used, in their order; each term's place in it, and how many they are."""
    used = np.flatnonzero(np.bincount(term_of, minlength=len(terms)))
    found = sort_terms([Dictionary.of_terms([terms[number] for number in used.tolist()])])
    found.terms.put(file, f"{field}/terms")
    rank = np.zeros(len(terms), np.uint64)
    rank[used[found.order]] = np.arange(len(used), dtype=np.uint64)
    return rank, len(used)


def _invert(
    rank: Array, used: int, term_of: Array, document_of: Array, positions: Array | None, documents: int
) -> tuple[Array, Array, Array, Array | None]:
    """The tokens sorted. What a step leaves behind is let go at once: there may be many millions.

    Returns:
        The first posting of each of the ``used`` terms, and the number of postings; the document of each
        posting, and its tokens; the ``differences`` of the tokens' positions.
    """
    of_position = int(positions.max()).bit_length() if positions is not None and len(positions) else 0
    of_document = max(documents - 1, 1).bit_length()
    if of_position + of_document + used.bit_length() > _KEY_BITS:
        return _invert_by_parts(rank, used, term_of, document_of, positions)
    # u8[tokens]; from the highest bits down: the term's place in the dictionary, the document, the position.
    key = rank[term_of]
    _append(key, document_of, of_document)
    if positions is not None:
        _append(key, positions, of_position)
    key.sort()
    deltas = None
    if positions is None:
        begins = _begins(key)
    else:
        deltas = _low_bits(key, of_position)
        key >>= np.uint64(of_position)
        begins = _begins(key)
        deltas = differences(deltas, begins)
    # From here on one key for each posting: where a term's first one lies is found by its lowest key.
    counts = _counts(begins)
    key = key[begins]
    ends = np.arange(used + 1, dtype=np.uint64) << np.uint64(of_document)
    return np.searchsorted(key, ends), _low_bits(key, of_document), counts, deltas


def _append(key: Array, numbers: Array, bits: int) -> None:
    """Put numbers below what a key holds."""
    key <<= np.uint64(bits)
    np.bitwise_or(key, numbers, out=key, dtype=np.uint64, casting="unsafe")


def _low_bits(key: Array, bits: int) -> NDArray[np.uint32]:
    lowest = np.empty(len(key), np.uint32)
    np.bitwise_and(key, np.uint64((1 << bits) - 1), out=lowest, dtype=np.uint64, casting="unsafe")
    return lowest


def _begins(key: Array) -> NDArray[np.bool_]:
    """Whether each key is the first of its like."""
    begins = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    return begins


def _invert_by_parts(
    rank: Array, used: int, term_of: Array, document_of: Array, positions: Array | None
) -> tuple[Array, Array, Array, Array | None]:
    """As ``_invert``, where the three do not fit in 64 bits."""
    term = rank[term_of]
    keys = (document_of, term) if positions is None else (positions, document_of, term)
    order = np.lexsort(keys)
    term, document = term[order], document_of[order].astype(np.uint32)
    begins = _begins(term) | _begins(document)
    deltas = None if positions is None else differences(positions[order].astype(np.uint32), begins)
    offsets = np.searchsorted(term[begins], np.arange(used + 1, dtype=np.uint64))
    return offsets, document[begins], _counts(begins), deltas


def _counts(begins: Array) -> NDArray[np.uint32]:
    """Tokens of each posting."""
    first = np.flatnonzero(begins)
    counts = np.empty(len(first), np.uint32)
    np.subtract(first[1:], first[:-1], out=counts[:-1], casting="unsafe")
    counts[-1:] = len(begins) - first[-1:]
    return counts

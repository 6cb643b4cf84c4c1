"""Several segments to one, without analysing a text again, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import put_numbers, put_tags
from .dictionaries import Dictionary, merge_dictionaries, spread
from .hashes import put_hashes
from .layout import SegmentFileWriter
from .live_postings import MergeSource
from .posting_merge import merge_postings
from .segment import Segment
from .stored import BLOCK, HEAD_BYTES, Block, Blocks, StoredValues, block_bytes, compressor, put_tables

Source = tuple[Segment, NDArray[np.bool_] | None]
"""A segment, and which of its documents are kept, bool[documents]; None: all."""

_READ = 1 << 22
"""Bytes of blocks after which their memory is given back."""

_Block = tuple[int, int, Callable[[], bytes]]
"""Compressed size, documents and content of a block of stored values."""


def merge(sources: Sequence[Source], target: Path, *, chunk: int = 1_000_000) -> int:
    """Write a new segment of the documents of several, and bring it to the disk.

    Documents keep their order, source after source; a term, a tag or a block of which nothing is left
    disappears. Blocks of stored values of which everything is left are copied as they are.

    Memory, one field after another: some 30 bytes for each of ``chunk`` postings or positions, and for each
    hash; for each source and term some 50 bytes, and its letters twice; some 12 bytes a document, and a tag;
    6 bytes for each run of postings, where documents are numbered beyond 65,536.

    Args:
        sources: at least one.
        target: the file to write; removed again when an exception passes.
        chunk: about how many postings or positions are held at a time.

    Returns:
        The file's size in bytes.

    Raises:
        ArchiveDamagedError: a source contradicts itself or another.
        OSError: the disk refused.
    """
    parts = _merge_sources(sources)
    fields = sorted({field for part in parts for field in part.segment.fields})
    with SegmentFileWriter(target) as file:
        entries = {}
        for field in fields:
            entries[field] = _merge_field(file, field, parts, chunk)
            for part in parts:
                part.segment.file.let_go()
        return file.finish(sum(part.kept for part in parts), entries)


def _merge_sources(sources: Sequence[Source]) -> list[MergeSource]:
    """The sources with the new numbers of their documents."""
    parts, base = [], 0
    for segment, live in sources:
        kept = segment.documents if live is None else int(np.count_nonzero(live))
        if live is not None and len(live) != segment.documents:
            raise ValueError(f"{len(live)} marks for the {segment.documents} documents of {segment.path}")
        parts.append(MergeSource(segment, None if kept == segment.documents else live, base, kept))
        base += kept
    return parts


def _merge_field(
    file: SegmentFileWriter, field: str, parts: Sequence[MergeSource], chunk: int
) -> dict[str, Any]:
    """All that is kept of a field; what the directory says of it."""
    entry: dict[str, Any] = {}
    if any(part.segment.tags(field) is not None for part in parts):
        entry |= _merge_tags(file, field, parts)
    if any(part.segment.numbers(field) is not None for part in parts):
        entry |= _merge_numbers(file, field, parts)
    if any(part.segment.postings(field) is not None for part in parts):
        entry |= merge_postings(file, field, parts, chunk)
    if any(part.segment.hashes(field) is not None for part in parts):
        entry |= _merge_hashes(file, field, parts)
    if any(part.segment.stored_values(field) is not None for part in parts):
        _merge_stored(file, field, parts)
        entry["stored"] = True
    return entry


def _merge_numbers(file: SegmentFileWriter, field: str, parts: Sequence[MergeSource]) -> dict[str, Any]:
    values, present = [], []
    for part in parts:
        column = part.segment.numbers(field)
        kept = slice(None) if part.live is None else part.live
        if column is None:
            values.append(np.zeros(part.kept, np.int32))
            present.append(np.zeros(part.kept, np.bool_))
        else:
            values.append(column.values[kept])
            present.append(np.ones(part.kept, np.bool_) if column.present is None else column.present[kept])
    return put_numbers(file, field, np.concatenate(values), np.concatenate(present))


def _merge_tags(file: SegmentFileWriter, field: str, parts: Sequence[MergeSource]) -> dict[str, Any]:
    used = [_used_tags(part, field) for part in parts]
    tags = merge_dictionaries([own for own, _, _ in used])
    new = np.empty(len(tags.order), np.int64)
    new[tags.order] = tags.number
    before = np.cumsum([0, *(len(own) for own, _, _ in used)])
    ordinals = [new[ordinals + start] for (_, ordinals, _), start in zip(used, before[:-1], strict=True)]
    counts = np.concatenate([counts for _, _, counts in used])
    first = np.concatenate(([0], np.cumsum(counts)))
    return put_tags(file, field, tags.terms, first, np.concatenate(ordinals))


def _used_tags(part: MergeSource, field: str) -> tuple[Dictionary, NDArray[np.int64], NDArray[np.int64]]:
    """Of the documents that are kept: their tags, the numbers of these in order, and how many each has."""
    column = part.segment.tags(field)
    if column is None:
        return Dictionary.of_terms(()), np.empty(0, np.int64), np.zeros(part.kept, np.int64)
    ordinals, counts = column.ordinals, np.diff(column.first).astype(np.int64)
    if part.live is not None:
        ordinals, counts = ordinals[spread(column.first, np.flatnonzero(part.live))], counts[part.live]
    occurs = np.zeros(len(column.terms), np.bool_)
    occurs[ordinals] = True
    used = Dictionary.of(column.terms).select(np.flatnonzero(occurs))
    return used, (np.cumsum(occurs) - 1)[ordinals], counts


def _merge_hashes(file: SegmentFileWriter, field: str, parts: Sequence[MergeSource]) -> dict[str, Any]:
    hashes, holders = [], []
    for part in parts:
        column = part.segment.hashes(field)
        if column is None:
            continue
        live = np.ones(part.segment.documents, np.bool_) if part.live is None else part.live
        of_pairs = column.all_holders()
        kept = live[of_pairs]
        hashes.append(column.hashes[kept])
        holders.append((np.cumsum(live) - 1 + part.base)[of_pairs[kept]].astype(np.uint32))
    return put_hashes(
        file, field, np.concatenate(hashes), np.concatenate(holders), sum(part.kept for part in parts)
    )


def _merge_stored(file: SegmentFileWriter, field: str, parts: Sequence[MergeSource]) -> None:
    # Twice, as the size must be known before the content: what is compressed anew is not held meanwhile.
    table = [(size, documents) for size, documents, _ in _let_go(_blocks(field, parts), parts)]
    put_tables(file, field, table)
    data = file.region(f"{field}/stored/data", "u1", sum(HEAD_BYTES + size for size, _ in table))
    first = 0
    for _, documents, content in _let_go(_blocks(field, parts), parts):
        data.append(np.frombuffer(block_bytes(field, first, documents, content()), np.uint8))
        first += documents


def _let_go(blocks: Iterator[_Block], parts: Sequence[MergeSource]) -> Iterator[_Block]:
    """The blocks; now and then the memory of what was read is given back, which would count as ours."""
    read = 0
    for block in blocks:
        yield block
        read += block[0]
        if read >= _READ:
            read = 0
            for part in parts:
                part.segment.file.let_go()


def _blocks(field: str, parts: Sequence[MergeSource]) -> Iterator[_Block]:
    """The blocks of the values that are kept."""
    blocks, new = Blocks(), _block_compressor()
    for part in parts:
        values = part.segment.stored_values(field)
        if values is None:
            yield from map(new, blocks.extend(repeat(b"", part.kept)))
        else:
            yield from _blocks_of(values, part.live, blocks, new)
    yield from map(new, blocks.close())


def _blocks_of(
    values: StoredValues, live: NDArray[np.bool_] | None, blocks: Blocks, new: Callable[[Block], _Block]
) -> Iterator[_Block]:
    start = 0
    for number, documents in enumerate(values.counts()):
        stop = start + documents
        kept = range(start, stop) if live is None else (np.flatnonzero(live[start:stop]) + start).tolist()
        # What waits must not become a block that is much too small, but for the last of a part.
        if len(kept) == documents and (live is None or not 0 < blocks.waiting < BLOCK // 2):
            yield from map(new, blocks.close())
            yield values.frame_bytes(number), documents, partial(values.frame, number)
        else:
            yield from map(new, blocks.extend(map(values.get, kept)))
        start = stop


def _block_compressor() -> Callable[[Block], _Block]:
    """Compresses blocks."""
    compress = compressor().compress

    def new(block: Block) -> _Block:
        raw, documents = block
        content = compress(raw)
        return len(content), documents, lambda: content

    return new

"""Stored values: what is given is given back, and what is unpacked is bounded."""

from __future__ import annotations

import struct
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveDamagedError, DatelineError
from index.engine.embedded.segment import stored
from index.engine.embedded.segment.layout import SegmentFile, SegmentFileWriter
from index.engine.embedded.segment.segment import Segment
from index.engine.embedded.segment.stored import (
    StoredValues,
    StoredWriter,
    block_bytes,
    decode_value,
    encode_value,
    put_tables,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=9,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stored")


def written(folder: Path, values: Sequence[bytes]) -> Path:
    path = folder / "it.segment"
    path.unlink(missing_ok=True)
    writer = StoredWriter("it")
    for value in values:
        writer.extend([value])
    with SegmentFileWriter(path) as file:
        writer.write(file)
        file.finish(len(values), {"it": {"stored": True}})
    return path


def forged(folder: Path, frames: Sequence[bytes], counts: Sequence[int], documents: int) -> StoredValues:
    """Stored values in blocks of someone else's making."""
    path = folder / "it.segment"
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        put_tables(file, "it", [(len(frame), count) for frame, count in zip(frames, counts, strict=True)])
        file.put("it/stored/data", b"".join(block_bytes("it", 0, 1, frame) for frame in frames))
        file.finish(documents, {"it": {"stored": True}})
    return StoredValues(SegmentFile(path), "it")


@given(value=JSON)
def test_a_value_comes_back(value: object) -> None:
    assert decode_value(encode_value(value)) == value


@given(values=st.lists(st.binary(max_size=9), min_size=1, max_size=300), chosen=st.sets(st.integers(0, 299)))
def test_those_of_some_documents_are_what_each_gives(
    folder: Path, values: list[bytes], chosen: set[int]
) -> None:
    found = StoredValues(SegmentFile(written(folder, values)), "it")
    documents = sorted(document for document in chosen if document < len(values))
    assert list(found.each_of(documents)) == [values[document] for document in documents]


def test_tuples_come_back_as_lists() -> None:
    assert decode_value(encode_value(("a", 1))) == ["a", 1]


@pytest.mark.parametrize("value", ["\ud800", b"bytes", {1, 2}, float("nan"), ["\ud800"]], ids=repr)
def test_what_cannot_be_said_is_refused(value: object) -> None:
    with pytest.raises(DatelineError):
        encode_value(value)


def test_a_value_nested_too_deep_is_refused() -> None:
    value: list[object] = []
    for _ in range(200_000):
        value = [value]
    with pytest.raises(DatelineError):
        encode_value(value)
    while value:  # an object so deep is not to be left to the collector
        value = value.pop()  # type: ignore[assignment] # a list in a list


def test_a_value_larger_than_a_block_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_LONGEST_VALUE", 10)
    assert encode_value("x" * 9)
    with pytest.raises(DatelineError):
        encode_value("x" * 10)


@pytest.mark.parametrize("raw", [b"x", b"s\xff", b"j{", b"j" + b"[" * 200_000], ids=lambda raw: raw[:3].hex())
def test_what_is_no_value_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_value(raw)


@given(values=st.lists(st.binary(max_size=50)), long=st.lists(st.integers(0, 50), max_size=3))
def test_values_are_read_as_they_were_written(folder: Path, values: list[bytes], long: list[int]) -> None:
    for place in long:
        values.insert(place, bytes(range(256)) * 200)
    read = StoredValues(SegmentFile(written(folder, values)), "it")
    assert [read.get(document) for document in range(len(values))] == values
    assert [read.get(document) for document in reversed(range(len(values)))] == values[::-1]


def test_blocks_are_closed_when_they_are_full(tmp_path: Path) -> None:
    read = StoredValues(SegmentFile(written(tmp_path, [b"s" + b"x" * 999] * 100)), "it")
    sizes = [len(read.block(number)) for number in range(len(read))]
    assert len(sizes) == 4
    assert all(stored.BLOCK <= size < stored.BLOCK + 1004 for size in sizes[:-1])


def test_documents_without_a_value_fill_blocks_too(tmp_path: Path) -> None:
    read = StoredValues(SegmentFile(written(tmp_path, [b""] * 20_000)), "it")
    assert len(read) == 3
    assert read.get(19_999) == b""


@pytest.mark.parametrize("document", [-1, 2])
def test_a_document_that_is_not_there_has_no_value(tmp_path: Path, document: int) -> None:
    with pytest.raises(IndexError):
        StoredValues(SegmentFile(written(tmp_path, [b"sa", b"sb"])), "it").get(document)


def test_threads_share_stored_values(tmp_path: Path) -> None:
    values = [b"s" + bytes(str(number), "ascii") * 300 for number in range(2_000)]
    read = StoredValues(SegmentFile(written(tmp_path, values)), "it")
    wrong: list[int] = []

    def look(seed: int) -> None:
        drawn = np.random.default_rng(seed).integers(0, len(values), 500).tolist()
        wrong.extend(document for document in drawn if read.get(document) != values[document])

    threads = [threading.Thread(target=look, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_few_blocks_are_remembered(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    read = StoredValues(SegmentFile(written(tmp_path, [rng.bytes(30_000) for _ in range(60)])), "it")
    for document in range(60):
        read.get(document)
    scratch = read._local.scratch  # noqa: SLF001 -- what is remembered cannot be seen otherwise
    assert sum(map(len, scratch.blocks.values())) == scratch.size <= 1 << 19
    assert len(scratch.blocks) > 5


def frame(raw: bytes, *, size: bool = True) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=size).compress(raw)


ONE = struct.pack("<II", 0, 2) + b"sa"


@pytest.mark.parametrize(
    "block",
    [
        b"not a frame of zstd",
        b"",
        frame(ONE)[:-1],
        frame(ONE, size=False),
        frame(b"\0"),
        frame(struct.pack("<II", 0, 3) + b"sa"),
        frame(struct.pack("<II", 2, 1) + b"sa"),
        frame(bytes((1 << 28) + 1)),
    ],
    ids=["other", "empty", "cut", "unknown size", "no table", "beyond", "descending", "bomb"],
)
def test_a_block_that_is_none_is_damage(tmp_path: Path, block: bytes) -> None:
    values = forged(tmp_path, [block], [1], 1)
    with pytest.raises(ArchiveDamagedError):
        values.get(0)


def test_a_frame_that_lies_about_its_size_is_damage(tmp_path: Path) -> None:
    honest = bytearray(frame(ONE))
    at = honest.index(len(ONE), 4)
    honest[at] += 100
    with pytest.raises(ArchiveDamagedError):
        forged(tmp_path, [bytes(honest)], [1], 1).get(0)


@pytest.mark.parametrize("counts", [[1, 0, 1], [1, 1], [4], []], ids=str)
def test_blocks_that_do_not_fit_the_documents_are_damage(tmp_path: Path, counts: list[int]) -> None:
    with pytest.raises(ArchiveDamagedError):
        forged(tmp_path, [frame(ONE)] * len(counts), counts, 3)


def test_a_segment_gives_the_value_or_says_that_it_is_damaged(tmp_path: Path) -> None:
    segment = Segment(written(tmp_path, [encode_value({"a": [1]}), b"", b"j{"]))
    assert segment.stored_fields() == ("it",)
    assert [segment.stored_value("it", 0), segment.stored_value("it", 1)] == [{"a": [1]}, None]
    assert segment.stored_value("other", 0) is None
    with pytest.raises(ArchiveDamagedError, match="document 2"):
        segment.stored_value("it", 2)
    assert segment.verify() == []
    segment.close()

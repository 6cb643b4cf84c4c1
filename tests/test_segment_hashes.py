"""Hashes of documents in a segment's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ArchiveDamagedError, DatelineError
from index.engine.embedded.segment.hashes import put_hashes
from index.engine.embedded.segment.layout import SegmentFileWriter
from index.engine.embedded.segment.segment import Segment
from index.engine.fields import hashes_of


def write(path: Path, pairs: list[tuple[int, int]], documents: int, *, beyond: int = 0) -> Segment:
    hashes, holders = (np.array(column, np.uint32) for column in zip(*pairs, strict=True))
    with SegmentFileWriter(path) as file:
        entry = put_hashes(file, "seen", hashes, holders, documents + beyond)
        file.finish(documents, {"seen": entry})
    return Segment(path)


@pytest.mark.parametrize("documents", [5, 70_000])
def test_the_holders_of_a_hash_are_found(tmp_path: Path, documents: int) -> None:
    last = documents - 1
    column = write(tmp_path / "a", [(7, 0), (2**32 - 1, 0), (7, 3), (0, last), (7, last)], documents).hashes(
        "seen"
    )
    assert column is not None
    starts, counts = column.spans(np.array([8, 7, 0, 2**32 - 1], np.uint32))
    assert counts.tolist() == [0, 3, 1, 1]
    assert column.holders(starts, counts).tolist() == [0, 3, last, last, 0]
    assert column.holders(starts[:1], counts[:1]).tolist() == []


def test_a_document_that_is_not_there_is_damage(tmp_path: Path) -> None:
    segment = write(tmp_path / "a", [(7, 5)], 5, beyond=1)
    assert len(segment.verify()) == 1
    column = segment.hashes("seen")
    assert column is not None
    with pytest.raises(ArchiveDamagedError):
        column.all_holders()


def test_hashes_that_do_not_ascend_are_damage(tmp_path: Path) -> None:
    with SegmentFileWriter(tmp_path / "a") as file:
        file.put("seen/hashes", np.array([2, 1], np.uint32))
        file.put("seen/hashes/documents", np.array([0, 0], np.uint16))
        file.finish(1, {"seen": {"kind": "hashes"}})
    assert len(Segment(tmp_path / "a").verify()) == 1


@pytest.mark.parametrize("value", ["7", 7, [-1], [2**32], [True], [1.0], ["7"]])
def test_what_is_no_list_of_hashes_is_refused(value: object) -> None:
    with pytest.raises(DatelineError, match="32 bits"):
        hashes_of(value)


def test_each_hash_counts_once() -> None:
    assert hashes_of([3, 3, 0, 3]) == [3, 0]

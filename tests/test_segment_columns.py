"""Number columns and tag columns: what is written is read, and damage is an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveDamagedError
from index.engine.embedded.segment.columns import NumberColumn, TagColumn, put_tags
from index.engine.embedded.segment.dictionaries import Dictionary
from index.engine.embedded.segment.layout import SegmentFile, SegmentFileWriter

from .columns import write_numbers, write_tags

NUMBERS = st.lists(st.none() | st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-9, 9))
TAGS = st.lists(st.lists(st.text("abü€😀/", max_size=3)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns")


def written(
    folder: Path, documents: int, write: Callable[[SegmentFileWriter], dict[str, object]]
) -> SegmentFile:
    """A segment with the field ``it``."""
    path = folder / "it.segment"
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        file.finish(documents, {"it": write(file)})
    return SegmentFile(path)


def numbers(folder: Path, values: Sequence[int | None]) -> NumberColumn:
    file = written(folder, len(values), lambda file: write_numbers(file, "it", values))
    return NumberColumn.open(file, "it")


def tags(folder: Path, tags_of: Sequence[Sequence[str]]) -> TagColumn:
    return TagColumn(written(folder, len(tags_of), lambda file: write_tags(file, "it", tags_of)), "it")


@given(values=NUMBERS)
def test_numbers_are_read_as_they_were_written(folder: Path, values: list[int | None]) -> None:
    column = numbers(folder, values)
    present = [True] * len(values) if column.present is None else column.present.tolist()
    read = [value if there else None for value, there in zip(column.values.tolist(), present, strict=True)]
    assert read == values
    known = [value for value in values if value is not None]
    assert (column.least, column.greatest) == ((min(known), max(known)) if known else (None, None))


@pytest.mark.parametrize(
    ("values", "width", "has_bits"),
    [
        ([1, 2], 4, False),
        ([1, None], 4, True),
        ([-(1 << 31), (1 << 31) - 1], 4, False),
        ([1 << 31], 8, False),
        ([-(1 << 31) - 1, None], 8, True),
        ([None, None], 4, True),
        ([], 4, False),
    ],
    ids=["small", "lacking", "widest", "above", "below", "none", "empty"],
)
def test_columns_are_no_wider_than_needed(
    tmp_path: Path, values: list[int | None], width: int, *, has_bits: bool
) -> None:
    column = numbers(tmp_path, values)
    assert column.values.dtype.itemsize == width
    assert (column.present is not None) == has_bits


def test_a_number_of_more_than_64_bits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OverflowError):
        numbers(tmp_path, [1 << 63])


@given(tags_of=TAGS, data=st.data())
def test_tags_are_read_and_counted_as_they_were_written(
    folder: Path, tags_of: list[list[str]], data: st.DataObject
) -> None:
    column = tags(folder, tags_of)
    once = [list(dict.fromkeys(each)) for each in tags_of]
    names = [name.decode() for name in column.terms.slice(0, len(column.terms))]
    assert [column.of(document) for document in range(len(tags_of))] == once
    assert names == sorted({tag for each in once for tag in each})
    assert column.first.tolist() == np.cumsum([0, *map(len, once)]).tolist()
    assert [names[ordinal] for ordinal in column.ordinals.tolist()] == [tag for each in once for tag in each]
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(tags_of)))))) if tags_of else []
    for documents, asked in ((range(len(once)), None), (chosen, np.array(chosen, np.intp))):
        expected = Counter(tag for document in documents for tag in once[document])
        assert column.counts(asked).tolist() == [expected[name] for name in names]


def test_many_tags_have_wide_ordinals(tmp_path: Path) -> None:
    most = tags(tmp_path, [[f"{number:05}" for number in range(1 << 16)]])
    assert most.ordinals.dtype == np.uint16
    more = tags(tmp_path, [[f"{number:05}" for number in range((1 << 16) + 1)]])
    assert more.ordinals.dtype == np.uint32
    assert more.of(0)[-1] == "65536"


@pytest.mark.parametrize("document", [-1, 2])
@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_a_document_that_is_not_there_has_no_tags(tmp_path: Path, document: int, *, warm: bool) -> None:
    column = tags(tmp_path, [["a"], ["b"]])
    if warm:
        column.counts()
    with pytest.raises(IndexError):
        column.of(document)


@pytest.mark.parametrize(
    ("first", "ordinals"),
    [([0, 2, 1], [0]), ([0, 1, 2], [0]), ([1, 1, 1], [0]), ([0, 1, 1], [1]), ([0, 1], [0])],
    ids=["descending", "beyond", "late", "unknown tag", "other documents"],
)
def test_tags_that_contradict_each_other_are_damage(
    tmp_path: Path, first: list[int], ordinals: list[int]
) -> None:
    file = written(
        tmp_path,
        2,
        lambda file: put_tags(file, "it", Dictionary.of_terms([b"a"]), np.array(first), np.array(ordinals)),
    )
    with pytest.raises(ArchiveDamagedError):
        TagColumn(file, "it").counts(np.arange(2))


def test_a_document_with_an_unknown_tag_is_damage(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        1,
        lambda file: put_tags(file, "it", Dictionary.of_terms([b"a"]), np.array([0, 1]), np.array([1])),
    )
    with pytest.raises(ArchiveDamagedError):
        TagColumn(file, "it").of(0)


def test_a_tag_that_is_no_text_is_damage(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        1,
        lambda file: put_tags(file, "it", Dictionary.of_terms([b"\xff"]), np.array([0, 1]), np.array([0])),
    )
    with pytest.raises(ArchiveDamagedError):
        TagColumn(file, "it").of(0)


@pytest.mark.parametrize(
    ("documents", "entry"),
    [(3, {}), (2, {"least": "1"}), (2, {"least": None}), (2, {"greatest": True})],
    ids=["other documents", "text", "half a range", "a bool"],
)
def test_numbers_that_do_not_fit_are_damage(tmp_path: Path, documents: int, entry: dict[str, object]) -> None:
    file = written(tmp_path, documents, lambda file: write_numbers(file, "it", [1, 2]) | entry)
    with pytest.raises(ArchiveDamagedError):
        NumberColumn.open(file, "it")


def test_bits_that_do_not_fit_are_damage(tmp_path: Path) -> None:
    def write(file: SegmentFileWriter) -> dict[str, object]:
        file.put("it/present", b"\xff\xff")
        return write_numbers(file, "it", [1, 2])

    with pytest.raises(ArchiveDamagedError):
        NumberColumn.open(written(tmp_path, 2, write), "it")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", "y"])), max_size=6))
def test_keys_are_shown_alike_one_by_one_and_all_at_once(folder: Path, shown: list[tuple[str, str]]) -> None:
    keys = tags(folder, [[f"{key}\0{spelling}" if spelling else key] for key, spelling in shown]).keys
    known = keys.only_spellings()
    assert known.keys() == {key.encode() for key, _ in shown}
    assert all(keys.only_spelling(key) == only for key, only in known.items())
    assert keys.only_spelling(b"c") == ""

"""Merging: the segment is, byte for byte, the one that the remaining documents would have made."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError
from index.engine.embedded.segment.dictionaries import Dictionary, merge_dictionaries
from index.engine.embedded.segment.hashes import put_hashes
from index.engine.embedded.segment.inverter import write_postings
from index.engine.embedded.segment.layout import SegmentFileWriter
from index.engine.embedded.segment.merge import merge
from index.engine.embedded.segment.segment import Segment
from index.engine.embedded.segment.stored import BLOCK, StoredWriter, encode_value

from .columns import write_numbers, write_tags


@dataclass(frozen=True)
class Doc:
    """A document: ``body`` has words with positions, ``title`` counts words, ``keys`` are terms and tags."""

    body: tuple[tuple[str, int], ...] = ()
    title: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    date: int | None = None
    article: str = ""
    hashes: tuple[int, ...] = ()


FIELDS = ("article", "body", "date", "hashes", "keys", "title")


def write(path: Path, documents: Sequence[Doc], fields: Sequence[str] = FIELDS) -> Segment:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        entries = {field: WRITERS[field](file, documents) for field in fields}
        file.finish(len(documents), entries)
    return Segment(path)


def tokens(documents: Sequence[Doc], field: str, *, scored: bool) -> dict[str, Any]:
    """What write_postings takes of the words of a field."""
    found = [
        (word, number, place)
        for number, document in enumerate(documents)
        for place, word in enumerate(getattr(document, field))
    ]
    places = [place for _, _, place in found]
    words = [word for word, _, _ in found]
    if field == "body":
        words, places = [word for (word, _), _, _ in found], [place for (_, place), _, _ in found]
    terms = sorted(set(words))
    number_of = {term: number for number, term in enumerate(terms)}
    return {
        "documents": len(documents),
        "terms": [term.encode() for term in terms],
        "term_of": np.array([number_of[word] for word in words], np.int32),
        "document_of": np.array([number for _, number, _ in found], np.uint32),
        "positions": np.array(places, np.uint32) if field == "body" else None,
        "frequencies": field != "keys",
        "lengths": np.array([len(getattr(each, field)) for each in documents], np.int64) if scored else None,
    }


def write_keys(file: SegmentFileWriter, documents: Sequence[Doc]) -> dict[str, Any]:
    entry = write_tags(file, "keys", [document.keys for document in documents])
    return entry | write_postings(file, "keys", **tokens(documents, "keys", scored=False))


def write_articles(file: SegmentFileWriter, documents: Sequence[Doc]) -> dict[str, Any]:
    writer = StoredWriter("article")
    for document in documents:
        writer.extend([encode_value(document.article or None)])
    writer.write(file)
    return {"stored": True}


def write_hashes(file: SegmentFileWriter, documents: Sequence[Doc]) -> dict[str, Any]:
    pairs = [(each, number) for number, document in enumerate(documents) for each in document.hashes]
    hashes, holders = (
        np.array(column, np.uint32) for column in (zip(*pairs, strict=True) if pairs else ((), ()))
    )
    return put_hashes(file, "hashes", hashes, holders, len(documents))


WRITERS: dict[str, Callable[[SegmentFileWriter, Sequence[Doc]], dict[str, Any]]] = {
    "article": write_articles,
    "body": lambda file, documents: write_postings(file, "body", **tokens(documents, "body", scored=True)),
    "date": lambda file, documents: write_numbers(file, "date", [document.date for document in documents]),
    "hashes": write_hashes,
    "keys": write_keys,
    "title": lambda file, documents: write_postings(file, "title", **tokens(documents, "title", scored=True)),
}


def merged(
    folder: Path, parts: Sequence[tuple[Segment, Sequence[bool] | NDArray[np.bool_] | None]], chunk: int = 1
) -> Segment:
    sources = [(segment, None if live is None else np.array(live, np.bool_)) for segment, live in parts]
    size = merge(sources, folder / "merged.segment", chunk=chunk)
    found = Segment(folder / "merged.segment")
    assert found.size == size
    return found


def assert_same(found: Segment, expected: Segment) -> None:
    """All sections are the same bytes, but for stored values, which are the same values."""
    assert found.verify() == []
    assert found.documents == expected.documents
    assert found.fields == expected.fields
    assert sections(found) == sections(expected)
    for field in expected.stored_fields():
        assert [found.stored_value(field, number) for number in range(found.documents)] == [
            expected.stored_value(field, number) for number in range(expected.documents)
        ]


def sections(segment: Segment) -> dict[str, tuple[str, bytes]]:
    found = {}
    for name in section_names(segment):
        if "/stored/" not in name:
            values = segment.file.section(name).whole()
            found[name] = (values.dtype.str, values.tobytes())
    return found


def section_names(segment: Segment) -> list[str]:
    """From the file itself: its directory follows the table that the footer names."""
    raw = segment.path.read_bytes()
    at, length = (
        int.from_bytes(raw[start : start + 8], "little") for start in (len(raw) - 40, len(raw) - 32)
    )
    return list(json.loads(raw[at : at + length])["sections"])


GAPS = st.sampled_from([1, 1, 1, 2, 254, 255, 256, 70_000])
WORDS = st.sampled_from(["a", "ab", "abc", "b", "ü", "z", "zz\0"])
RUNS = st.lists(st.tuples(WORDS, GAPS, st.sampled_from([1, 1, 1, 2, 254, 256, 600])), max_size=4)


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    body, place = [], 0
    for word, gap, repeat in draw(RUNS):
        for _ in range(repeat):
            body.append((word, place))
            place += gap
    return Doc(
        tuple(body),
        tuple(word for word, _, repeat in draw(RUNS) for _ in range(repeat)),
        tuple(dict.fromkeys(draw(st.lists(WORDS, max_size=3)))),
        draw(st.none() | st.sampled_from([0, -5, 1 << 40])),
        draw(st.text(max_size=5)),
        tuple(dict.fromkeys(draw(st.lists(st.sampled_from([0, 7, 1 << 31, (1 << 32) - 1]), max_size=3)))),
    )


@st.composite
def parts(draw: st.DrawFn) -> list[tuple[list[Doc], list[bool] | None, list[str]]]:
    """Segments: their documents, which of these are kept, and the fields that are written."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        kinds = draw(st.lists(docs(), max_size=4))
        documents = kinds * draw(st.sampled_from([1, 2, 60]))
        rng = np.random.default_rng(draw(st.integers(0, 9)))
        share = draw(st.sampled_from([None, 0.0, 0.02, 0.5, 0.98, 1.0]))
        live = None if share is None else (rng.random(len(documents)) < share).tolist()
        found.append((documents, live, sorted(draw(st.sets(st.sampled_from(FIELDS), min_size=3)))))
    return found


@given(sources=parts(), chunk=st.sampled_from([1, 300, 2_000_000]))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_a_merged_segment_is_the_one_that_its_documents_make(
    tmp_path_factory: pytest.TempPathFactory,
    sources: list[tuple[list[Doc], list[bool] | None, list[str]]],
    chunk: int,
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    left = [
        limited(document, fields)
        for documents, live, fields in sources
        for document, kept in zip(documents, live or [True] * len(documents), strict=True)
        if kept
    ]
    segments = [
        (write(folder / f"{number}.segment", documents, fields), live)
        for number, (documents, live, fields) in enumerate(sources)
    ]
    fields = sorted({field for _, _, fields in sources for field in fields})
    expected = write(folder / "expected.segment", left, fields)
    assert_same(merged(folder, segments, chunk), expected)


def limited(document: Doc, fields: Sequence[str]) -> Doc:
    """A document without the fields that its segment was written without."""
    return Doc(**{field: getattr(document, field) for field in fields})


@pytest.mark.parametrize("chunk", [5_000, 2_000_000])
def test_documents_beyond_65536_come_in_runs(tmp_path: Path, chunk: int) -> None:
    """The boundary lies inside a source, inside a term, and sources have runs of their own."""
    rng = np.random.default_rng(7)
    words = [f"w{number}" for number in range(40)]

    def some(count: int) -> list[Doc]:
        drawn = np.minimum(rng.geometric(0.2, (count, 2)), 40) - 1
        return [Doc(body=((words[a], 0), (words[b], 300)), title=(words[a],)) for a, b in drawn.tolist()]

    groups = [some(70_000), some(10), some(66_000)]
    masks = [None, None, rng.random(66_000) < 0.7]
    segments = [
        (write(tmp_path / f"{number}.segment", group, ("body", "title")), mask)
        for number, (group, mask) in enumerate(zip(groups, masks, strict=True))
    ]
    left = [
        document
        for group, mask in zip(groups, masks, strict=True)
        for document, kept in zip(group, [True] * len(group) if mask is None else mask.tolist(), strict=True)
        if kept
    ]
    expected = write(tmp_path / "expected.segment", left, ("body", "title"))
    assert_same(merged(tmp_path, segments, chunk), expected)


def test_what_is_left_of_a_large_segment_needs_no_runs(tmp_path: Path) -> None:
    documents = [Doc(body=(("a", 0),), title=("b",)) for _ in range(65_537)]
    segment = write(tmp_path / "0.segment", documents, ("body", "title"))
    assert segment.file.has("body/runs/start")
    found = merged(tmp_path, [(segment, [False] + [True] * 65_536)], 2_000_000)
    assert_same(found, write(tmp_path / "expected.segment", documents[1:], ("body", "title")))


def test_nothing_is_left(tmp_path: Path) -> None:
    segment = write(tmp_path / "0.segment", [Doc((("a", 0),), ("b",), ("c",), 1, "d")] * 3)
    assert_same(merged(tmp_path, [(segment, [False] * 3)]), write(tmp_path / "expected.segment", []))


def test_a_merged_segment_can_be_merged(tmp_path: Path) -> None:
    documents = [Doc((("a", number), ("b", number + 400)), ("a",) * number) for number in range(300)]
    whole = write(tmp_path / "whole.segment", documents)
    first = write(tmp_path / "0.segment", documents[:100])
    second = write(tmp_path / "1.segment", documents[100:200])
    (tmp_path / "inner").mkdir()
    inner = merged(tmp_path / "inner", [(first, None), (second, None)])
    assert_same(
        merged(tmp_path, [(inner, None), (write(tmp_path / "2.segment", documents[200:]), None)]), whole
    )


def long_articles(count: int) -> list[Doc]:
    rng = np.random.default_rng(3)
    return [Doc(article=rng.bytes(1_000).hex()) for _ in range(count)]


def blocks(segment: Segment) -> list[bytes]:
    values = segment.stored_values("article")
    assert values is not None
    return [values.frame(number) for number in range(len(values))]


def test_blocks_that_are_whole_are_copied(tmp_path: Path) -> None:
    documents = long_articles(200)
    one = write(tmp_path / "0.segment", documents[:100], ("article",))
    two = write(tmp_path / "1.segment", documents[100:], ("article",))
    found = merged(tmp_path, [(one, None), (two, [True] * 100)])
    assert blocks(found) == blocks(one) + blocks(two)


def test_few_blocks_are_made_anew_where_documents_are_deleted(tmp_path: Path) -> None:
    documents = long_articles(400)
    segment = write(tmp_path / "0.segment", documents, ("article",))
    live = [number not in {100, 300} for number in range(400)]
    found = merged(tmp_path, [(segment, live)])
    assert len(set(blocks(found)) - set(blocks(segment))) <= 4
    expected = [document.article for document, kept in zip(documents, live, strict=True) if kept]
    assert [found.stored_value("article", number) for number in range(398)] == expected


def test_blocks_do_not_shrink(tmp_path: Path) -> None:
    documents = long_articles(600)
    rng = np.random.default_rng(5)
    segment = write(tmp_path / "0.segment", documents, ("article",))
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        segment = merged(tmp_path / str(number), [(segment, (rng.random(segment.documents) < 0.9).tolist())])
    values = segment.stored_values("article")
    assert values is not None
    assert all(len(values.block(number)) >= BLOCK // 2 for number in range(len(values) - 1))


def test_a_mask_of_another_length_is_refused(tmp_path: Path) -> None:
    segment = write(tmp_path / "0.segment", [Doc()])
    with pytest.raises(ValueError, match="2 marks"):
        merged(tmp_path, [(segment, [True, False])])


def test_fields_kept_in_different_ways_are_damage(tmp_path: Path) -> None:
    one = write(tmp_path / "0.segment", [Doc((("a", 0),))], ("body",))
    with SegmentFileWriter(tmp_path / "1.segment") as file:
        entry = write_postings(file, "body", **tokens([Doc(keys=("a",))], "keys", scored=False))
        file.finish(1, {"body": entry})
    with pytest.raises(ArchiveDamagedError, match="another segment"):
        merged(tmp_path, [(one, None), (Segment(tmp_path / "1.segment"), None)])
    assert not (tmp_path / "merged.segment").exists()


HOSTILE: dict[str, NDArray[Any]] = {
    "postings/offsets": np.array([0, 3, 2], np.uint32),
    "postings/low": np.array([0, 9], np.uint16),
    "frequencies": np.array([1], np.uint8),
    "frequencies/value": np.array([1, 1], np.uint32),
    "positions": np.array([0], np.uint8),
    "positions/value": np.array([1], np.uint32),
    "lengths": np.array([1], np.uint8),
}


@pytest.mark.parametrize("live", [None, [True, True, False]], ids=["all", "some"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_source_that_contradicts_itself_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, live: list[bool] | None
) -> None:
    put = SegmentFileWriter.put

    def forged(file: SegmentFileWriter, section: str, array: Any) -> None:
        put(file, section, HOSTILE[name] if section == f"body/{name}" else array)

    with monkeypatch.context() as patch:
        patch.setattr(SegmentFileWriter, "put", forged)
        write(tmp_path / "0.segment", [Doc((("a", 0),)), Doc((("b", 0),)), Doc()], ("body",))
    with pytest.raises(ArchiveDamagedError):
        merged(tmp_path, [(Segment(tmp_path / "0.segment"), live)])


TERMS = st.lists(
    st.binary(max_size=3)
    | st.text("ab\0\xff", max_size=24).map(lambda text: text.encode("latin-1"))
    | st.builds(lambda end: b"https://example.org/" + end, st.binary(max_size=9)),
    unique=True,
)


@given(dictionaries=st.lists(TERMS.map(sorted), max_size=4), most=st.sampled_from([1, 5, 1000]))
def test_dictionaries_are_united(dictionaries: list[list[bytes]], most: int) -> None:
    found = merge_dictionaries([Dictionary.of_terms(terms) for terms in dictionaries], most)
    row = [term for terms in dictionaries for term in terms]
    expected = sorted(range(len(row)), key=row.__getitem__)
    letters, ends = found.terms.letters.tobytes(), found.terms.offsets.tolist()
    terms = [letters[start:stop] for start, stop in pairwise(ends)]
    assert terms == sorted(set(row))
    assert found.order.tolist() == expected
    assert [terms[number] for number in found.number.tolist()] == [row[number] for number in expected]


def test_terms_out_of_order_are_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = SegmentFileWriter.put

    def forged(file: SegmentFileWriter, section: str, array: Any) -> None:
        put(file, section, b"ba" if section == "body/terms/bytes" else array)

    with monkeypatch.context() as patch:
        patch.setattr(SegmentFileWriter, "put", forged)
        write(tmp_path / "0.segment", [Doc((("a", 0), ("b", 1)))], ("body",))
    with pytest.raises(ArchiveDamagedError, match="out of order"):
        merged(tmp_path, [(Segment(tmp_path / "0.segment"), None)])


def test_a_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment = write(tmp_path / "0.segment", [Doc((("a", 0),))])

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.engine.embedded.store.disk.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            merge([(segment, None)], tmp_path / "merged.segment")
    assert not (tmp_path / "merged.segment").exists()

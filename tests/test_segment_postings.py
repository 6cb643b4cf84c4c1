"""Terms and postings: a segment answers as a plain dictionary would."""

from __future__ import annotations

import tracemalloc
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.errors import ArchiveDamagedError
from index.engine.embedded.segment import inverter as inversion
from index.engine.embedded.segment.inverter import BLOCK, BOUND_SCALE, K1, B, write_postings
from index.engine.embedded.segment.layout import SegmentFile, SegmentFileWriter
from index.engine.embedded.segment.lengths import LENGTH_OF_BYTE, bytes_of_lengths
from index.engine.embedded.segment.postings import Postings
from index.engine.embedded.segment.term_dictionary import Terms

from .columns import write_terms

Index = Mapping[bytes, Mapping[int, Sequence[int]]]
"""Term to document to positions, which ascend."""

TERMS = st.binary(max_size=3) | st.sampled_from([b"a", b"b", b"\xff", "é".encode()])
PLACES = st.lists(st.integers(0, 9) | st.integers(0, 1 << 20), min_size=1, max_size=6).map(sorted)
INDEX = st.dictionaries(TERMS, st.dictionaries(st.integers(0, 12), PLACES, min_size=1), max_size=8)
FAR = st.dictionaries(TERMS, st.dictionaries(st.integers(0, 1_100_000), PLACES, min_size=1), max_size=4)
LONG = {b"a": {0: [*range(700)], 1: [5, 260, 514, 769], 2: [*range(254)]}, b"b": {1: [*range(255)], 3: [300]}}


@dataclass(frozen=True)
class Kept:
    """What is kept of the field."""

    frequencies: bool = True
    positions: bool = True
    scored: bool = True


ALL = Kept()
FEW = settings(max_examples=25)
"""Each example writes a file and waits for the disk."""
KINDS = {
    "everything": ALL,
    "no lengths": Kept(scored=False),
    "counts": Kept(positions=False),
    "documents": Kept(frequencies=False, positions=False, scored=False),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postings")


def lengths_of(index: Index, documents: int) -> NDArray[np.int64]:
    lengths = np.zeros(documents, np.int64)
    for postings in index.values():
        for document, positions in postings.items():
            lengths[document] += len(positions)
    return lengths


def written(folder: Path, index: Index, documents: int, kept: Kept = ALL, seed: int = 0) -> Postings:
    """The field ``it``, from its tokens in any order."""
    terms = sorted([*index, b"\xfe unused"], key=lambda term: term[::-1])
    tokens = np.array(
        [
            (terms.index(term), document, position)
            for term, postings in index.items()
            for document, positions in postings.items()
            for position in positions
        ],
        np.int64,
    ).reshape(-1, 3)
    np.random.default_rng(seed).shuffle(tokens)
    path = folder / "it.segment"
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        entry = write_postings(
            file,
            "it",
            documents=documents,
            terms=terms,
            term_of=tokens[:, 0],
            document_of=tokens[:, 1].astype(np.uint32),
            positions=tokens[:, 2].astype(np.uint32) if kept.positions else None,
            frequencies=kept.frequencies,
            lengths=lengths_of(index, documents) if kept.scored else None,
        )
        file.finish(documents, {"it": entry})
    file_ = SegmentFile(path)
    assert file_.verify() == []
    return Postings(file_, "it")


def agrees(postings: Postings, index: Index, kept: Kept = ALL) -> None:
    """Assert that every question has the answer that the dictionary gives."""
    assert postings.terms.slice(0, len(postings.terms)) == sorted(index)
    assert (postings.counted, postings.positional) == (kept.frequencies, kept.positions)
    for number, term in enumerate(sorted(index)):
        expected = dict(sorted(index[term].items()))
        assert postings.terms.find(term) == number
        assert postings.document_frequency(number) == len(expected)
        documents = postings.documents_of(number)
        assert documents.dtype == np.intp
        assert documents.tolist() == list(expected)
        counts = [len(each) if kept.frequencies else 1 for each in expected.values()]
        assert postings.frequencies_of(number).tolist() == counts
        for at in (np.arange(0, len(expected), 2), np.arange(len(expected))[-1:], np.empty(0, np.intp)):
            assert postings.documents_of(number, at).tolist() == documents[at].tolist()
            assert postings.frequencies_of(number, at).tolist() == [counts[i] for i in at]
            if kept.positions:
                assert read_positions(postings, number, at) == [list(expected.values())[i] for i in at]
        if kept.positions:
            assert read_positions(postings, number) == list(expected.values())


def read_positions(postings: Postings, term: int, at: NDArray[Any] | None = None) -> list[list[int]]:
    owners, positions = postings.positions_of(term, at)
    assert owners.dtype == positions.dtype == np.int64
    found: list[list[int]] = [[] for _ in range(postings.document_frequency(term) if at is None else len(at))]
    for owner, position in zip(owners.tolist(), positions.tolist(), strict=True):
        found[owner].append(position)
    return found


# Round trips


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
@FEW
@given(index=INDEX)
@example(index=LONG)
@example(index={})
@example(index={b"": {0: [0]}})
def test_postings_are_those_of_a_dictionary(folder: Path, kept: Kept, index: Index) -> None:
    agrees(written(folder, index, 13, kept), index, kept)


@FEW
@given(index=FAR)
@example(index={b"a": {0: [1], 65_535: [2], 65_536: [3], 1_100_000: [4]}, b"b": {65_536: [0]}})
@example(index={b"a": {65_536 * block: [block] for block in range(16)}, b"b": {1 << 20: [0]}})
def test_documents_beyond_the_first_block_are_found(folder: Path, index: Index) -> None:
    agrees(written(folder, index, 1_100_001, Kept(scored=False)), index)


@FEW
@given(index=FAR, most=st.none() | st.integers(1, 3))
@example(index={b"a": {each: [0] for each in range(0, 1_100_000, 30_000)}, b"b": {1_100_000: [0]}}, most=20)
@example(index=LONG, most=2)
def test_the_first_documents_of_several_terms_are_read_at_once(
    folder: Path, index: Index, most: int | None
) -> None:
    for documents in (1_100_001, 4) if index == LONG else (1_100_001,):
        postings = written(folder, index, documents, Kept(scored=False))
        numbers = [number for number, _ in enumerate(sorted(index)) if number != 1]
        expected = [each for number in numbers for each in sorted(index[sorted(index)[number]])[:most]]
        assert postings.documents_of_all(numbers, most).tolist() == expected


@pytest.mark.parametrize("documents", [65_535, 65_536, 65_537])
def test_the_last_document_is_found(folder: Path, documents: int) -> None:
    index = {b"a": {0: [0], documents - 1: [0, 3]}, b"b": {documents - 1: [1]}}
    agrees(written(folder, index, documents), index)


def test_one_document_is_a_segment(folder: Path) -> None:
    index = {b"a": {0: [0, 2]}, b"b": {0: [1]}}
    agrees(written(folder, index, 1), index)


@FEW
@given(index=INDEX)
def test_numbers_too_large_for_one_key_are_sorted_all_the_same(folder: Path, index: Index) -> None:
    large = (1 << 31) + 5
    index = {
        term: {(large if document == 1 else document): [*positions, (1 << 32) - 1]}
        for term, postings in index.items()
        for document, positions in postings.items()
    }
    agrees(written(folder, index, large + 1, Kept(scored=False)), index)


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
@FEW
@given(index=INDEX)
@example(index=LONG)
@example(index={})
def test_both_ways_of_sorting_write_the_same_file(folder: Path, kept: Kept, index: Index) -> None:
    written(folder, index, 13, kept)
    packed = (folder / "it.segment").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inversion, "_KEY_BITS", -1)
        written(folder, index, 13, kept)
    assert (folder / "it.segment").read_bytes() == packed


@FEW
@given(index=INDEX, seed=st.integers(0, 99))
def test_the_order_of_tokens_does_not_matter(folder: Path, index: Index, seed: int) -> None:
    written(folder, index, 13)
    one = (folder / "it.segment").read_bytes()
    written(folder, index, 13, seed=seed)
    assert (folder / "it.segment").read_bytes() == one


@FEW
@given(index=INDEX | FAR, data=st.data())
def test_terms_between_are_read_in_one_go(folder: Path, index: Index, data: st.DataObject) -> None:
    postings = written(folder, index, 1_100_001, Kept(scored=False))
    first = data.draw(st.integers(0, len(index)))
    last = data.draw(st.integers(first, len(index)))
    lists = [sorted(index[term].items()) for term in sorted(index)[first:last]]
    assert postings.documents_between(first, last).tolist() == [d for each in lists for d, _ in each]
    assert postings.frequencies_between(first, last).tolist() == [len(p) for each in lists for _, p in each]


@pytest.fixture(scope="module")
def common(tmp_path_factory: pytest.TempPathFactory) -> tuple[Postings, Index]:
    """A term that is in most of 90,000 documents, between others, with frequencies that need exceptions."""
    draw = np.random.default_rng(7)
    documents = np.flatnonzero(draw.random(90_000) < 0.6).tolist()
    index = {
        b"a": {document: [document % 1000] for document in documents[:77]},
        b"b": {document: [*range(document % 3 + 1)] for document in documents},
        b"c": {documents[-1]: [3]},
    }
    index[b"b"][documents[20_000]] = [*range(0, 3000, 7)]
    index[b"b"][documents[40_000]] = [0, 1 << 24]
    return written(tmp_path_factory.mktemp("common"), index, 90_000), index


def test_a_common_term_is_read_whole(common: tuple[Postings, Index]) -> None:
    postings, index = common
    assert postings.documents_of(1).tolist() == list(index[b"b"])
    assert postings.frequencies_of(1).tolist() == list(map(len, index[b"b"].values()))
    assert read_positions(postings, 1) == list(index[b"b"].values())


@FEW
@given(data=st.data())
@example(data=None)
def test_a_common_term_is_read_at_some_places(
    common: tuple[Postings, Index], data: st.DataObject | None
) -> None:
    postings, index = common
    last = len(index[b"b"]) - 1
    drawn = {0, 127, 128, 20_000, 20_001, 40_000, last}
    if data is not None:
        drawn = data.draw(st.sets(st.sampled_from([20_000, 40_000]) | st.integers(0, last), max_size=30))
    at = np.array(sorted(drawn), np.intp)
    documents = [list(index[b"b"])[place] for place in at]
    assert postings.documents_of(1, at).tolist() == documents
    assert postings.frequencies_of(1, at).tolist() == [len(index[b"b"][document]) for document in documents]
    assert read_positions(postings, 1, at) == [index[b"b"][document] for document in documents]


def test_what_is_given_is_the_callers_to_change(folder: Path) -> None:
    postings = written(folder, LONG, 4)
    for term in (0, 1):
        for at in (None, np.arange(2)):
            for array in (
                postings.documents_of(term, at),
                postings.frequencies_of(term, at),
                *postings.positions_of(term, at),
            ):
                array.fill(1)
    agrees(postings, LONG)


def test_a_field_without_positions_says_so(folder: Path) -> None:
    postings = written(folder, LONG, 4, Kept(positions=False))
    with pytest.raises(ValueError, match="no positions"):
        postings.positions_of(0)


# Scoring


def impacts(postings: Postings, term: int, average: float) -> NDArray[np.float64]:
    """BM25 without idf, worked out with doubles."""
    frequency = postings.frequencies_of(term).astype(np.float64)
    length = LENGTH_OF_BYTE[postings.lengths()[postings.documents_of(term)]].astype(np.float64)
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average))


def assert_bounded(postings: Postings, factor: float) -> None:
    for term in range(len(postings.terms)):
        exact = impacts(postings, term, postings.average * factor)
        worse = max(1.0, factor)
        assert exact.max() <= postings.term_bound(term) * worse
        bounds, first = postings.block_bounds(term)
        start, stop = postings.span(term)
        assert first % BLOCK == 0
        assert first <= start
        assert start - first < BLOCK
        assert stop - first <= BLOCK * len(bounds) < stop - first + BLOCK
        block = (np.arange(start, stop) - first) // BLOCK
        assert np.all(exact <= bounds[block] * BOUND_SCALE * worse)


@FEW
@given(index=INDEX, factor=st.floats(0.01, 100))
@example(index=LONG, factor=1.0)
def test_bounds_bound_every_impact(folder: Path, index: Index, factor: float) -> None:
    assert_bounded(written(folder, index, 13), factor)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_bounds_of_a_common_term_bound_and_are_near(common: tuple[Postings, Index], factor: float) -> None:
    postings, _ = common
    assert_bounded(postings, factor)
    for term in range(3):
        exact = impacts(postings, term, postings.average)
        assert postings.term_bound(term) - exact.max() < 1.01 * BOUND_SCALE


def test_bounds_of_blocks_are_near(common: tuple[Postings, Index]) -> None:
    """A block's bound is above the greatest impact in it, of whichever term, by its rounding at most."""
    postings, _ = common
    exact = np.concatenate([impacts(postings, term, postings.average) for term in range(3)])
    greatest = np.maximum.reduceat(exact, np.arange(0, len(exact), BLOCK))
    for term in range(3):
        bounds, first = postings.block_bounds(term)
        slack = bounds * BOUND_SCALE - greatest[first // BLOCK :][: len(bounds)]
        assert slack.min() >= 0
        assert slack.max() < 1.01 * BOUND_SCALE


@FEW
@given(index=INDEX)
def test_lengths_are_those_of_the_documents(folder: Path, index: Index) -> None:
    postings = written(folder, index, 13)
    lengths = lengths_of(index, 13)
    assert postings.scored
    assert postings.total_length == lengths.sum()
    assert postings.average == (lengths.sum() / 13 or 1.0)
    assert postings.lengths().tolist() == [length_to_byte(length) for length in lengths.tolist()]


def test_length_bytes_are_whooshs() -> None:
    lengths = [*range(200_001), 1 << 20, 1 << 40]
    assert bytes_of_lengths(np.array(lengths)).tolist() == [length_to_byte(length) for length in lengths]
    assert LENGTH_OF_BYTE.tolist() == [byte_to_length(byte) for byte in range(256)]
    assert LENGTH_OF_BYTE.dtype == np.float32


# Terms


def dictionary(folder: Path, terms: Sequence[bytes]) -> Terms:
    path = folder / "terms.segment"
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        write_terms(file, "it/terms", terms)
        file.finish(0, {})
    return Terms(SegmentFile(path), "it/terms")


@FEW
@given(terms=st.sets(TERMS).map(sorted), sought=TERMS)
def test_a_dictionary_is_searched_as_a_sorted_list(folder: Path, terms: list[bytes], sought: bytes) -> None:
    found = dictionary(folder, terms)
    assert len(found) == len(terms)
    for each in (sought, *terms):
        at = bisect_left(terms, each)
        assert found.lower_bound(each) == at
        assert found.find(each) == (at if each in terms else -1)
        start, stop = found.with_prefix(each)
        assert terms[start:stop] == [term for term in terms if term.startswith(each)]
    assert [found[number] for number in range(len(terms))] == terms
    asked = [sought, *terms[::-1], sought]
    assert found.find_all(asked).tolist() == [found.find(each) for each in asked]


@pytest.mark.parametrize("prefix", [b"", b"\xff", b"\xff\xff", b"a\xff", b"a\xff\xff", b"\xfe\xff", b"\x00"])
def test_prefixes_that_end_in_the_last_byte_are_found(folder: Path, prefix: bytes) -> None:
    parts = [b"", b"\x00", b"a", b"b", b"\xfe", b"\xff", b"\xff\xff", b"\xff\x00"]
    terms = sorted({one + two for one in parts for two in parts})
    start, stop = dictionary(folder, terms).with_prefix(prefix)
    assert terms[start:stop] == [term for term in terms if term.startswith(prefix)]


def test_a_large_dictionary_is_searched_again_and_again(folder: Path) -> None:
    terms = sorted(f"{number:x}".encode() for number in range(0, 90_000, 3))
    found = dictionary(folder, terms)
    for _ in range(2):
        assert [found.find(term) for term in terms] == list(range(len(terms)))
        assert found.find_all(terms[::7_000]).tolist() == list(range(0, len(terms), 7_000))
        assert found.find(b"1") == -1
        assert found.find(b"zz") == -1


@FEW
@given(terms=st.sets(TERMS).map(sorted), data=st.data())
def test_stretches_of_a_dictionary_are_read_in_one_go(
    folder: Path, terms: list[bytes], data: st.DataObject
) -> None:
    found = dictionary(folder, terms)
    start = data.draw(st.integers(0, len(terms)))
    stop = data.draw(st.integers(start, len(terms)))
    assert found.slice(start, stop) == terms[start:stop]
    blob, offsets = found.blob_between(start, stop)
    assert [blob[a:b] for a, b in pairwise(offsets.tolist())] == terms[start:stop]


# Damage that checksums do not show


def forged(folder: Path, **changes: object) -> SegmentFile:
    """The segment of LONG over 70,000 documents, with some sections or parts of its entry replaced."""
    written(folder, LONG, 70_000)
    whole = SegmentFile(folder / "it.segment")
    entry = dict(whole.fields["it"])
    (folder / "forged.segment").unlink(missing_ok=True)
    with SegmentFileWriter(folder / "forged.segment") as file:
        for part in (
            "terms/bytes",
            "terms/offsets",
            "postings/offsets",
            "postings/low",
            "runs/offsets",
            "runs/block",
            "runs/start",
            "frequencies",
            "frequencies/at",
            "frequencies/value",
            "positions",
            "positions/at",
            "positions/value",
            "positions/before",
            "lengths",
            "bounds/term",
            "bounds/block",
        ):
            values = whole.section(f"it/{part}").whole()
            change = changes.get(part)
            file.put(f"it/{part}", values if change is None else np.array(change, values.dtype))
        entry |= {key: changes[f"entry: {key}"] for key in entry if f"entry: {key}" in changes}
        file.finish(70_000, {"it": entry})
    return SegmentFile(folder / "forged.segment")


def ask_everything(file: SegmentFile) -> None:
    postings = Postings(file, "it")
    postings.lengths()
    postings.terms.slice(0, len(postings.terms))
    postings.documents_between(0, len(postings.terms))
    postings.frequencies_between(0, len(postings.terms))
    for term in range(len(postings.terms)):
        for at in (None, np.arange(postings.document_frequency(term))):
            postings.documents_of(term, at)
            postings.frequencies_of(term, at)
            postings.positions_of(term, at)
        postings.term_bound(term)
        postings.block_bounds(term)


FORGED: dict[str, dict[str, object]] = {
    "terms that end elsewhere": {"terms/offsets": [0, 1, 3]},
    "terms that go back": {"terms/offsets": [0, 9, 2]},
    "terms beyond the end": {"terms/offsets": [0, (1 << 32) - 1, 2]},
    "no terms at all": {"terms/offsets": []},
    "fewer terms": {"terms/offsets": [0, 2]},
    "postings that end elsewhere": {"postings/offsets": [0, 3, 6]},
    "postings that begin elsewhere": {"postings/offsets": [1, 3, 5]},
    "postings that go back": {"postings/offsets": [0, 9, 5]},
    "documents too large": {"runs/block": [0, 1], "postings/low": [0, 1, 2, 1, 60_000]},
    "blocks too large": {"runs/block": [0, 9]},
    "runs that go back": {"runs/start": [3, 0]},
    "runs that end elsewhere": {"runs/offsets": [0, 1, 3]},
    "runs of fewer terms": {"runs/offsets": [0, 2]},
    "runs that begin late": {"runs/start": [1, 3]},
    "fewer frequencies": {"frequencies": [255, 4, 254]},
    "too many positions": {"frequencies/value": [(1 << 32) - 1, (1 << 32) - 1]},
    "more positions counted": {"positions/before": [0, 9999]},
    "positions that begin beyond": {"positions/before": [1 << 63, 1214]},
    "exceptions that go back": {"frequencies/at": [3, 0]},
    "exceptions beyond the end": {"frequencies/at": [0, 5]},
    "exceptions without values": {"frequencies/value": [700]},
    "lengths of other documents": {"lengths": [1, 2, 3]},
    "bounds of fewer terms": {"bounds/term": [255]},
    "bounds of more blocks": {"bounds/block": [255, 255]},
    "exceptions twice": {"frequencies/at": [0, 0]},
    "blocks that go beyond the end": {"runs/block": [0, 65_535]},
    "runs that begin where none does": {"runs/start": [0, (1 << 32) - 1]},
    "a run of no term": {"runs/offsets": [0, 0, 2]},
    "a length below zero": {"entry: length": -1},
    "a length that is too large": {"entry: length": 10**400},
    "another average": {"entry: average": 0.01},
    "a length in words": {"entry: length": "many"},
    "an average of zero": {"entry: average": 0.0},
    "an average that is no number": {"entry: average": float("nan")},
    "an endless average": {"entry: average": float("inf")},
}


def test_the_forged_segment_is_read_where_nothing_is_replaced(folder: Path) -> None:
    ask_everything(forged(folder))


@pytest.mark.parametrize("changes", FORGED.values(), ids=FORGED)
def test_a_field_that_contradicts_itself_is_damage(folder: Path, changes: dict[str, object]) -> None:
    file = forged(folder, **changes)
    with pytest.raises(ArchiveDamagedError, match=r"forged\.segment is damaged"):
        ask_everything(file)


HUGE = {
    "frequencies": {
        "frequencies": [255] * 5,
        "frequencies/at": [*range(5)],
        "frequencies/value": [1 << 31] * 5,
    },
    "positions before": {"positions/before": [1 << 62, 1214]},
    "positions": {"positions": [255] * 1214, "positions/at": [0], "positions/value": [(1 << 32) - 1]},
    "offsets": {"postings/offsets": [0, (1 << 32) - 1, 5]},
    "terms": {"terms/offsets": [0, (1 << 32) - 1, 2]},
    "runs": {"runs/offsets": [0, (1 << 32) - 1, 2]},
    "run starts": {"runs/start": [0, (1 << 32) - 1]},
    "a length": {"entry: length": 1 << 62},
}


@pytest.mark.parametrize("changes", HUGE.values(), ids=HUGE)
def test_huge_numbers_take_no_memory(folder: Path, changes: dict[str, object]) -> None:
    file = forged(folder, **changes)
    tracemalloc.start()
    try:
        ask_everything(file)
    except ArchiveDamagedError:
        pass
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 4 * file.size

"""The container: what is written is read, by another reader too, and no damaged byte is ever believed."""

from __future__ import annotations

import json
import re
import struct
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveDamagedError, ArchiveFormatError
from index.engine.embedded.segment.hashes import put_hashes
from index.engine.embedded.segment.inverter import write_postings
from index.engine.embedded.segment.layout import PAGE, SegmentFile, SegmentFileWriter
from index.engine.embedded.segment.postings import Postings
from index.engine.embedded.segment.stored import StoredWriter, encode_value

from .columns import write_numbers, write_tags

TYPES = ("u1", "u2", "u4", "u8", "i4", "i8", "f4")
WORDS = ["the", "flood", "the", "ferry", "Überfall", "the"]
BODIES = {0: WORDS, 2: ["ferry", *["the"] * 400], 3: ["flood"], 70_000: ["the", "ferry"]}
POSITIONS = {0: [0, 1, 2, 1003, 1004, 1005], 2: list(range(401)), 3: [7], 70_000: [300, 301]}
DOCUMENTS = 70_001
DATES: dict[int, int] = {0: 736_299, 3: -4}
SEEN = {0: [DOCUMENTS - 1], 7: [0, 3, 5], (1 << 32) - 1: [0]}
KEYS = {0: ["b", "a", "ü"], 2: ["a"], 3: ["c\0C", "c\0ç"]}
STORED: dict[int, object] = {0: "Überfall", 2: {"id": [1, 2]}, 3: "x" * 40_000}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "00000001.segment"


def write(path: Path, **sections: np.ndarray[Any, Any] | bytes) -> SegmentFile:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        for name, array in sections.items():
            file.put(name, array)
        file.finish(3, {"it": {}})
    return SegmentFile(path)


# Round trips


@given(
    arrays=st.lists(
        st.sampled_from(TYPES).flatmap(
            lambda dtype: st.binary(max_size=300).map(
                lambda raw: np.frombuffer(raw[: len(raw) // 8 * 8], np.dtype("<" + dtype))
            )
        ),
        max_size=6,
    )
)
def test_sections_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, arrays: list[np.ndarray[Any, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "arrays.segment"
    file = write(path, **{f"s{number}": array for number, array in enumerate(arrays)})
    assert file.size == path.stat().st_size
    assert file.documents == 3
    assert file.fields == {"it": {}}
    for number, array in enumerate(arrays):
        section = file.section(f"s{number}")
        assert section.count == len(array)
        assert section.dtype == array.dtype
        assert section.whole().tobytes() == array.tobytes()
        assert section.read(0, len(array) // 2).tobytes() == array[: len(array) // 2].tobytes()
        assert section.bytes(0, len(array)) == array.tobytes()
    assert file.verify() == []


def test_regions_are_filled_side_by_side(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        one, two = file.region("one", "u4", 5), file.region("two", "u1", 3)
        two.append(np.array([7], np.uint8))
        one.append(np.array([1, 2]))
        two.append(np.array([8, 9]))
        one.append(np.array([3, 4, 5], np.uint16))
        file.finish(0, {})
    read = SegmentFile(path)
    assert read.section("one").whole().tolist() == [1, 2, 3, 4, 5]
    assert read.section("two").whole().tolist() == [7, 8, 9]
    assert not read.has("three")


def test_a_region_takes_what_it_was_made_for(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        region = file.region("one", "u4", 2)
        with pytest.raises(ValueError, match="more values"):
            region.append(np.arange(3))
        with pytest.raises(ValueError, match="two sections"):
            file.put("one", b"")
        with pytest.raises(ValueError, match="not filled"):
            file.finish(0, {})


def test_what_fails_leaves_no_file(path: Path) -> None:
    with pytest.raises(ValueError, match="two sections"):
        write_twice(path)
    assert not path.exists()


def write_twice(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        file.put("one", b"abc")
        file.put("one", b"abc")


def test_arrays_cannot_be_written_to(path: Path) -> None:
    array = write(path, one=b"abc").section("one").whole()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


@pytest.mark.parametrize(("start", "stop"), [(0, 4), (-1, 2), (2, 1), (4, 4)])
def test_a_place_outside_its_section_is_damage(path: Path, start: int, stop: int) -> None:
    section = write(path, one=b"abc").section("one")
    for _ in range(2):
        with pytest.raises(ArchiveDamagedError, match="outside"):
            section.read(start, stop)
        section.whole()


def test_a_section_that_is_missing_or_of_another_type_is_damage(path: Path) -> None:
    file = write(path, one=b"abc")
    with pytest.raises(ArchiveDamagedError, match="is missing"):
        file.section("two")
    with pytest.raises(ArchiveDamagedError, match="type"):
        file.section("one", "u4")


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SegmentFile(tmp_path / "none.segment")


def test_sections_may_be_empty(path: Path) -> None:
    nothing = {dtype: np.empty(0, "<" + dtype) for dtype in TYPES}
    file = write(path, **nothing, one=b"abc", last=b"")
    for name in (*TYPES, "last"):
        section = file.section(name)
        assert (section.count, section.whole().size, section.bytes(0, 0)) == (0, 0, b"")
    assert file.section("one").bytes(0, 3) == b"abc"
    assert file.verify() == []


def test_a_file_without_sections_is_a_segment(path: Path) -> None:
    file = write(path)
    assert file.documents == 3
    assert file.verify() == []


def test_threads_share_a_file(path: Path) -> None:
    numbers = np.arange(40 * PAGE, dtype=np.uint32)
    write(path, numbers=numbers).close()
    with path.open("r+b") as file:
        file.seek(100 * PAGE)
        file.write(b"\xff\xff\xff\xff")
    shared = SegmentFile(path)
    places = np.random.default_rng(1).integers(0, len(numbers), (8, 300, 2))
    places.sort()

    def read(mine: np.ndarray[Any, Any]) -> list[int]:
        refused = []
        for start, stop in mine.tolist():
            try:
                found = shared.section("numbers").read(start, stop)
            except ArchiveDamagedError:
                refused.append((start, stop))
                continue
            assert len(found) == stop - start
            if start < stop:
                assert (found[0], found[-1]) == (start, stop - 1)
        return refused

    with ThreadPoolExecutor(8) as threads:
        refused = [pair for pairs in threads.map(read, places) for pair in pairs]
    page = 100 * PAGE // 4, 101 * PAGE // 4
    inside = [(a, b) for a, b in places.reshape(-1, 2).tolist() if a < b and a < page[1] and b > page[0]]
    assert sorted(refused) == sorted(inside)


# Damage


def content(path: Path) -> list[bytes]:
    """All sections of a file; damage is an error."""
    file = SegmentFile(path)
    return [file.section(name).whole().tobytes() for name in ("one", "two")]


@given(data=st.data())
def test_no_changed_byte_is_ever_believed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.segment"
    write(path, one=bytes(range(100)), two=np.arange(40_000, dtype=np.uint32)).close()
    whole, sections = path.read_bytes(), content(path)
    at = data.draw(
        st.integers(0, len(whole) - 1) | st.integers(0, 300) | st.integers(len(whole) - 300, len(whole) - 1)
    )
    bit = data.draw(st.integers(0, 7))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
    try:
        found = SegmentFile(path).verify()
    except ArchiveDamagedError:
        return
    assert len(found) >= 1
    assert all(path.name in sentence for sentence in found)
    try:
        assert content(path) == sections  # the byte lies in a gap
    except ArchiveDamagedError:
        return


def test_every_changed_byte_of_a_small_file_is_found(path: Path) -> None:
    write(path, one=bytes(range(1, 100)), two=np.arange(1, 20, dtype=np.uint32)).close()
    whole, sections = path.read_bytes(), content(path)
    silent = [
        at for at in range(len(whole)) for by in (1, 0xFF) if not is_found(path, whole, at, by, sections)
    ]
    assert silent == []


def is_found(path: Path, whole: bytes, at: int, by: int, sections: list[bytes]) -> bool:
    """Whether a changed byte is found, at opening or by ``verify``; what is read must be what was written."""
    path.unlink()  # what is mapped keeps its content
    path.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
    try:
        found = bool(SegmentFile(path).verify())
    except ArchiveDamagedError:
        return True
    try:
        return found and content(path) == sections
    except ArchiveDamagedError:
        return found


def test_a_page_is_checked_when_it_is_first_read(path: Path) -> None:
    write(path, one=bytes(PAGE), two=bytes(4 * PAGE)).close()
    with path.open("r+b") as file:
        file.seek(3 * PAGE)
        file.write(b"!")
    read = SegmentFile(path)
    assert read.section("one").whole().size == PAGE
    two = read.section("two")
    assert two.read(0, PAGE).size == PAGE
    for _ in range(2):
        with pytest.raises(ArchiveDamagedError, match=f"from {3 * PAGE} to {4 * PAGE}"):
            two.read(0, 3 * PAGE)
    assert read.verify() == [f"{path.name}: two was changed"]


def test_verify_reads_anew_what_was_read_before(path: Path) -> None:
    read = write(path, one=bytes(100))
    read.section("one").whole()
    with path.open("r+b") as file:
        file.seek(70)
        file.write(b"!")
    assert read.verify() == [f"{path.name}: one was changed"]


@given(length=st.integers(0, 800))
def test_a_shortened_file_is_damage(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "short.segment"
    write(path, one=bytes(range(200))).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: min(length, len(whole) - 1)])
    with pytest.raises(ArchiveDamagedError):
        SegmentFile(path)


# Files that were made to harm


def forged(directory: bytes, data: bytes = b"", version: int = 1, begun: int | None = None) -> bytes:
    """A file whose checksums are all right; ``begun`` is the version in its header, where that is another."""
    body = struct.pack("<16sI44x", b"dateline-segment", version if begun is None else begun) + data
    pages = [zlib.crc32(body[at : at + PAGE]) for at in range(0, len(body), PAGE)]
    table = struct.pack(f"<{len(pages)}I", *pages)
    numbers = (len(body), len(body) + len(table), len(directory))
    head = struct.pack("<QQQIII", *numbers, zlib.crc32(table), zlib.crc32(directory), version)
    return body + table + directory + head + struct.pack("<I", zlib.crc32(head + b"segment.")) + b"segment."


def directory(**changes: object) -> bytes:
    sections = {"it/a": ["u4", 64, 4]}
    return json.dumps({"documents": 1, "fields": {"it": {}}, "sections": sections} | changes).encode()


def sections(*places: object) -> bytes:
    return directory(sections={f"it/{number}": place for number, place in enumerate(places)})


HOSTILE = {
    "not JSON": b"{",
    "not UTF-8": b'{"documents": "\xff"}',
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "a long number": b'{"documents": ' + b"9" * 5000 + b"}",
    "no sections": b'{"documents": 1, "fields": {}}',
    "negative documents": directory(documents=-1),
    "too many documents": directory(documents=1 << 40),
    "documents that are no number": directory(documents=True),
    "fields that are no mapping": directory(fields=[]),
    "a field that is no mapping": directory(fields={"it": 1}),
    "sections that are no mapping": directory(sections=[]),
    "a type that there is not": sections(["O", 64, 1]),
    "a type that is no text": sections([[], 64, 1]),
    "a count missing": sections(["u4", 64]),
    "a negative count": sections(["u4", 64, -1]),
    "a fraction": sections(["u4", 64.0, 1]),
    "a huge count": sections(["u4", 64, 1 << 62]),
    "an offset beyond the end": sections(["u1", 192, 0], ["u4", 1 << 40, 1]),
    "an odd offset": sections(["u4", 68, 1]),
    "the header": sections(["u4", 0, 1]),
    "an end beyond the end": sections(["u4", 128, 17]),
    "an overlap": sections(["u4", 64, 17], ["u4", 128, 1]),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_directories_are_refused(path: Path, raw: bytes) -> None:
    path.write_bytes(forged(raw, bytes(128)))
    with pytest.raises(ArchiveDamagedError):
        SegmentFile(path)


def test_a_forged_file_is_refused_for_its_heldonly(path: Path) -> None:
    path.write_bytes(forged(sections(["u4", 64, 16], ["u1", 128, 0], ["u1", 128, 64]), bytes(128)))
    assert SegmentFile(path).section("it/0").whole().tolist() == [0] * 16


def test_a_heldthat_is_too_long_is_refused(path: Path) -> None:
    path.write_bytes(forged(directory() + b" " * (1 << 24), bytes(128)))
    with pytest.raises(ArchiveDamagedError):
        SegmentFile(path)


def test_another_version_is_said_to_be_one(path: Path) -> None:
    path.write_bytes(forged(directory(), bytes(128), version=3))
    with pytest.raises(ArchiveFormatError, match="version 3, not 2"):
        SegmentFile(path)


@pytest.mark.parametrize("held", [b"", b"another directory"], ids=["empty", "other"])
def test_another_version_is_said_to_be_one_whatever_it_holds(path: Path, held: bytes) -> None:
    path.write_bytes(forged(held, bytes(128), version=3))
    with pytest.raises(ArchiveFormatError):
        SegmentFile(path)


@pytest.mark.parametrize(("version", "begun"), [(1, 2), (2, 1)])
def test_versions_that_differ_are_damage(path: Path, version: int, begun: int) -> None:
    path.write_bytes(forged(directory(), bytes(128), version, begun))
    with pytest.raises(ArchiveDamagedError, match="beginning"):
        SegmentFile(path)


@pytest.mark.parametrize("field", [0, 1, 2])
@pytest.mark.parametrize("number", [0, 1, 64, 1 << 31, (1 << 64) - 1])
def test_a_footer_with_other_places_is_refused(path: Path, field: int, number: int) -> None:
    whole = forged(directory(), bytes(128))
    places = list(struct.unpack_from("<QQQ", whole, len(whole) - 48))
    places[field] = number
    head = struct.pack("<QQQ", *places) + whole[-24:-12]
    path.write_bytes(whole[:-48] + head + struct.pack("<I", zlib.crc32(head + whole[-8:])) + whole[-8:])
    with pytest.raises(ArchiveDamagedError):
        SegmentFile(path)


# Another reader, made from docs/format.md alone

LETTERS = {"u1": "B", "u2": "H", "u4": "I", "u8": "Q", "i4": "i", "i8": "q", "f4": "f"}


class OtherReader:
    """Reads a segment, slowly."""

    def __init__(self, raw: bytes) -> None:
        footer = raw[-48:]
        end, at, length, of_table, of_directory, version, own = struct.unpack("<QQQIIII", footer[:40])
        assert footer[40:] == b"segment."
        assert zlib.crc32(footer[:36] + footer[40:]) == own
        assert raw[:20] == b"dateline-segment" + struct.pack("<I", version)
        assert version == 2
        table = raw[end:at]
        assert zlib.crc32(table) == of_table
        assert len(table) == 4 * -(-end // 65_536)
        for (page,), start in zip(struct.iter_unpack("<I", table), range(0, end, 65_536), strict=True):
            assert zlib.crc32(raw[start : min(start + 65_536, end)]) == page
        assert at + length == len(raw) - 48
        assert zlib.crc32(raw[at : at + length]) == of_directory
        self.directory = json.loads(raw[at : at + length])
        self.raw = raw

    def values(self, name: str) -> tuple[int, ...]:
        dtype, offset, count = self.directory["sections"][name]
        assert offset % 64 == 0
        return struct.unpack_from(f"<{count}{LETTERS[dtype]}", self.raw, offset)

    def dictionary(self, prefix: str) -> list[bytes]:
        letters = bytes(self.values(f"{prefix}/bytes"))
        return [letters[start:stop] for start, stop in pairwise(self.values(f"{prefix}/offsets"))]

    def escaped(self, name: str) -> list[int]:
        found = list(self.values(name))
        for at, value in zip(self.values(f"{name}/at"), self.values(f"{name}/value"), strict=True):
            assert found[at] == 255
            found[at] = value
        return found

    def documents(self, field: str, term: int) -> list[int]:
        offsets, low = self.values(f"{field}/postings/offsets"), self.values(f"{field}/postings/low")
        span = range(offsets[term], offsets[term + 1])
        if self.directory["documents"] <= 65_536:
            return [low[posting] for posting in span]
        starts, blocks = self.values(f"{field}/runs/start"), self.values(f"{field}/runs/block")
        runs = self.values(f"{field}/runs/offsets")
        assert starts[runs[term]] == span.start
        return [65_536 * blocks[bisect_right(starts, posting) - 1] + low[posting] for posting in span]

    def postings(self, field: str) -> dict[bytes, dict[int, list[int]]]:
        """Term to document to positions."""
        counts, positions = self.escaped(f"{field}/frequencies"), self.escaped(f"{field}/positions")
        before = self.values(f"{field}/positions/before")
        assert before[-1] == len(positions)
        found: dict[bytes, dict[int, list[int]]] = {}
        posting = 0
        for number, term in enumerate(self.dictionary(f"{field}/terms")):
            found[term] = {}
            for document in self.documents(field, number):
                start = before[posting // 128] + sum(counts[posting // 128 * 128 : posting])
                found[term][document] = list(accumulate(positions[start : start + counts[posting]]))
                posting += 1
        return found

    def numbers(self, field: str) -> dict[int, int]:
        values = self.values(f"{field}/numbers")
        if f"{field}/present" not in self.directory["sections"]:
            return dict(enumerate(values))
        present = self.values(f"{field}/present")
        return {i: value for i, value in enumerate(values) if present[i // 8] >> i % 8 & 1}

    def tags(self, field: str) -> dict[int, list[str]]:
        tags = [tag.decode() for tag in self.dictionary(f"{field}/tags")]
        ordinals = self.values(f"{field}/tags/ordinals")
        spans = enumerate(pairwise(self.values(f"{field}/tags/first")))
        return {i: [tags[o] for o in ordinals[start:stop]] for i, (start, stop) in spans if start < stop}

    def hashes(self, field: str) -> dict[int, list[int]]:
        """Hash to documents."""
        assert self.directory["sections"][f"{field}/hashes/documents"][0] == (
            "u2" if self.directory["documents"] <= 65_536 else "u4"
        )
        found: dict[int, list[int]] = {}
        pairs = zip(self.values(f"{field}/hashes"), self.values(f"{field}/hashes/documents"), strict=True)
        for number, document in pairs:
            found.setdefault(number, []).append(document)
        return found

    def stored(self, field: str) -> dict[int, object]:
        data = bytes(self.values(f"{field}/stored/data"))
        blocks, firsts = (pairwise(self.values(f"{field}/stored/{name}")) for name in ("blocks", "first"))
        found: dict[int, object] = {}
        for (start, stop), (first, last) in zip(blocks, firsts, strict=True):
            head = struct.unpack("<8sIIIIII", data[start : start + 32])
            assert head[0] == bytes.fromhex("5d2a4d1818000000")
            assert head[1:4] == (zlib.crc32(field.encode()), first, last - first)
            assert head[4:6] == (stop - start - 32, zlib.crc32(data[start + 32 : stop]))
            assert head[6] == zlib.crc32(data[start : start + 28])
            block = zstandard.decompress(data[start + 32 : stop])
            offsets = struct.unpack_from(f"<{last - first + 1}I", block)
            values = block[4 * len(offsets) :]
            for document, (begin, end) in enumerate(pairwise(offsets), first):
                if value := values[begin:end].decode():
                    found[document] = value[1:] if value[0] == "s" else json.loads(value[1:])
        return found


def put_everything(file: SegmentFileWriter) -> Mapping[str, object]:
    tokens = [
        (word, document, position)
        for document, words in BODIES.items()
        for word, position in zip(words, POSITIONS[document], strict=True)
    ]
    words = sorted({word for word, _, _ in tokens}, reverse=True)
    lengths = np.zeros(DOCUMENTS, np.int64)
    lengths[list(BODIES)] = [len(words) for words in BODIES.values()]
    exact = write_postings(
        file,
        "exact",
        documents=DOCUMENTS,
        terms=[word.encode() for word in words],
        term_of=np.array([words.index(word) for word, _, _ in tokens]),
        document_of=np.array([document for _, document, _ in tokens]),
        positions=np.array([position for _, _, position in tokens]),
        frequencies=True,
        lengths=lengths,
    )
    everywhere = range(DOCUMENTS)
    dates = write_numbers(file, "date", [DATES.get(document) for document in everywhere])
    keys = write_tags(file, "keys", [KEYS.get(document, []) for document in everywhere])
    holders = sorted((document, each) for each, found in SEEN.items() for document in found)
    documents, numbers = (np.array(column, np.uint32) for column in zip(*holders, strict=True))
    seen = put_hashes(file, "seen", numbers, documents, DOCUMENTS)
    values = StoredWriter("article")
    for document in everywhere:
        values.extend([encode_value(STORED.get(document))])
    values.write(file)
    return {"article": {"stored": True}, "date": dates, "exact": exact, "keys": keys, "seen": seen}


def test_a_reader_made_from_the_documentation_reads_the_same(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        fields = put_everything(file)
        file.finish(DOCUMENTS, fields)
    other = OtherReader(path.read_bytes())
    assert other.directory["documents"] == DOCUMENTS
    assert other.directory["fields"] == fields
    expected: dict[bytes, dict[int, list[int]]] = {}
    for document, words in BODIES.items():
        for word, position in zip(words, POSITIONS[document], strict=True):
            expected.setdefault(word.encode(), {}).setdefault(document, []).append(position)
    assert other.postings("exact") == expected
    assert list(other.postings("exact")) == sorted(expected)
    assert other.numbers("date") == DATES
    assert other.tags("keys") == KEYS
    assert other.hashes("seen") == SEEN
    assert other.stored("article") == STORED


def test_bounds_and_lengths_are_as_documented(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        file.finish(DOCUMENTS, put_everything(file))
    other = OtherReader(path.read_bytes())
    average = other.directory["fields"]["exact"]["average"]
    assert average == sum(map(len, BODIES.values())) / DOCUMENTS
    meant = [round(27 * (1.033**byte - 1)) for byte in range(256)]
    lengths = other.values("exact/lengths")
    for document, words in BODIES.items():
        assert meant[lengths[document]] >= len(words) > meant[lengths[document] - 1]
    posting = 0
    for number, term in enumerate(other.dictionary("exact/terms")):
        for document in other.documents("exact", number):
            frequency = Counter(BODIES[document])[term.decode()]
            norm = 1.2 * (0.25 + 0.75 * meant[lengths[document]] / average)
            impact = frequency * 2.2 / (frequency + norm)
            assert impact <= other.values("exact/bounds/term")[number] * 2.2 / 255
            assert impact <= other.values("exact/bounds/block")[posting // 128] * 2.2 / 255
            posting += 1


FEW = [["the", "flood", "the"], ["ferry", "flood"]]


def put_few(file: SegmentFileWriter) -> dict[str, Any]:
    """The field of the documentation's example."""
    words = sorted({word for body in FEW for word in body})
    tokens = [(words.index(w), d, p) for d, body in enumerate(FEW) for p, w in enumerate(body)]
    term, document, position = np.array(tokens).T
    return write_postings(
        file,
        "exact",
        documents=2,
        terms=[word.encode() for word in words],
        term_of=term,
        document_of=document,
        positions=position,
        frequencies=True,
        lengths=np.array([len(body) for body in FEW]),
    )


def test_few_documents_are_read_the_same(path: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        fields = {"exact": put_few(file), "date": write_numbers(file, "date", [1 << 40, -5])}
        file.finish(2, fields)
    other = OtherReader(path.read_bytes())
    assert other.directory["sections"]["date/numbers"][0] == "i8"
    assert other.numbers("date") == {0: 1 << 40, 1: -5}
    expected = {b"ferry": {1: [0]}, b"flood": {0: [1], 1: [1]}, b"the": {0: [0, 2]}}
    assert other.postings("exact") == expected


def test_the_example_of_the_documentation_is_written(path: Path, project: Path) -> None:
    """All bytes: those in its table, its directory, and zeros."""
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        file.finish(2, {"exact": put_few(file)})
    _, _, example = (project / "docs" / "format.md").read_text("utf-8").partition("## An example")
    (shown,) = re.findall(r"^```json\n(.*?)^```$", example, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (\d+) \| (?:`([0-9a-f ]+)`)? ?\|", example, re.MULTILINE)
    compact = json.dumps(json.loads(shown), separators=(",", ":")).encode()
    documented = bytearray(path.stat().st_size)
    for offset, octets in rows:
        piece = bytes.fromhex(octets) if octets else compact
        documented[int(offset) : int(offset) + len(piece)] = piece
    assert len(rows) > 10
    assert bytes(documented) == path.read_bytes()


def names_of_sections(text: str) -> set[str]:
    """The sections in the tables of the documentation."""
    rows = (line.split("|")[1] for line in text.splitlines() if line.startswith("| `f/"))
    return {name.strip("` ") for row in rows for name in row.split(",")}


def test_the_documentation_names_every_section(path: Path, project: Path) -> None:
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        file.finish(DOCUMENTS, put_everything(file))
    kept = {"f/" + name.partition("/")[2] for name in OtherReader(path.read_bytes()).directory["sections"]}
    assert kept == names_of_sections((project / "docs" / "format.md").read_text("utf-8"))


def test_postings_contradict_a_forged_file_without_harm(path: Path) -> None:
    """Every section in turn becomes one of huge numbers, with right checksums: damage, or no harm."""
    path.unlink(missing_ok=True)
    with SegmentFileWriter(path) as file:
        fields = put_everything(file)
        file.finish(DOCUMENTS, fields)
    whole = SegmentFile(path)
    names = [name for name in json.loads(heldof(path.read_bytes()))["sections"] if "exact" in name]
    for changed in names:
        path.with_name("forged").unlink(missing_ok=True)
        with SegmentFileWriter(path.with_name("forged")) as file:
            for name in names:
                values = whole.section(name).whole()
                file.put(
                    name, np.full_like(values, np.iinfo(values.dtype).max) if name == changed else values
                )
            file.finish(DOCUMENTS, {"exact": fields["exact"]})
        refused_or_read(path.with_name("forged"))


def heldof(raw: bytes) -> bytes:
    _, at, length = struct.unpack_from("<QQQ", raw, len(raw) - 48)
    return raw[at : at + length]


def refused_or_read(path: Path) -> None:
    try:
        postings = Postings(SegmentFile(path), "exact")
    except ArchiveDamagedError:
        return
    asked: list[Callable[[int], object]] = [
        postings.documents_of,
        postings.frequencies_of,
        postings.positions_of,
        postings.term_bound,
        postings.block_bounds,
        lambda term: postings.positions_of(term, np.zeros(1, np.intp)),
    ]
    for ask in asked:
        for term in range(len(postings.terms)):
            try:
                ask(term)
            except ArchiveDamagedError:
                continue

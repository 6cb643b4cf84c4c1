"""Damage costs the articles that lie on it, and no others: what a check counts is what a salvage loses."""

from __future__ import annotations

import random
import shutil
import tarfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import index
import searcher
from corpus import Article, Rejected
from corpus.errors import DatelineError
from index.engine.embedded.segment.layout import PAGE
from index.engine.embedded.segment.remains import Remains
from index.engine.embedded.segment.segment import Segment
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article

MORE = 256
"""Articles that a damage may cost besides those on its pages."""
SIZES = (1, 1, 1, 1 << 12, 1 << 16)


def texts(count: int, seed: int = 9) -> Iterator[Article]:
    """Articles of some hundred words, few of them alike."""
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghijkl", k=dice.randint(3, 9))) for _ in range(20_000)]
    for n in range(count):
        yield article(
            f"id{n}", " ".join(dice.choices(words, k=6)), " ".join(["common", *dice.choices(words, k=150)])
        )


def furnish(path: Path, count: int, *, segments: int = 1) -> Path:
    """An archive of so many articles in so many segments, with some deleted, some rejected."""
    articles = list(texts(count))
    step = -(-count // (2**segments - 1))
    at = 0
    with faults.on(faults.Unsynced()):
        for n in range(segments):
            many = step << (segments - 1 - n)
            add(path, [*articles[at : at + many], Rejected(f"bad{n}.txt", "empty file")], extractor="none")
            at += many
        with index.open(path) as archive:
            archive.delete("id3", f"id{count // 2}", f"id{count - 1}")
        if segments == 1:
            index.rebuild(path)
    return path


@dataclass(frozen=True)
class Whole:
    """An archive as it should be.

    Attributes:
        path: its folder.
        files: contents by name.
        ids: of its articles.
        places: of each segment, where each block of articles begins and ends, and how many live articles
            it holds.
    """

    path: Path
    files: dict[str, bytes]
    ids: frozenset[str]
    places: dict[str, list[tuple[int, int, int]]]

    def on_pages(self, name: str, start: int, stop: int) -> int:
        """How many articles lie on the pages of a stretch of bytes."""
        first, last = start // PAGE * PAGE, -(-stop // PAGE) * PAGE
        return sum(live for begin, end, live in self.places.get(name, ()) if begin < last and end > first)


def whole(path: Path) -> Whole:
    files = {entry.name: entry.read_bytes() for entry in path.iterdir()}
    with searcher.open(path) as archive:
        ids = frozenset(archive.search("", limit=0).ids)
    return Whole(
        path, files, ids, {file.name: list(blocks(path, file)) for file in manifest.read(path).segments}
    )


def blocks(path: Path, file: manifest.SegmentEntry) -> Iterator[tuple[int, int, int]]:
    """Where the blocks of a segment's articles lie, by its tables."""
    from index.engine.embedded.store import deletions

    gone = deletions.read(path, file)
    segment = Segment(path / file.name)
    _, start = segment.file.section("article/stored/data").mapping()
    starts = segment.file.section("article/stored/blocks").whole().tolist()
    firsts = segment.file.section("article/stored/first").whole().tolist()
    for n in range(len(starts) - 1):
        live = firsts[n + 1] - firsts[n] - (0 if gone is None else int(gone[firsts[n] : firsts[n + 1]].sum()))
        yield start + starts[n], start + starts[n + 1], live


def damage(sound: Whole, dice: random.Random) -> tuple[str, int, int]:
    """Damage one file of the archive; its name, and from where to where."""
    names = sorted(name for name, content in sound.files.items() if content and name in counting(sound))
    sizes = [len(sound.files[name]) for name in names]
    name = dice.choices(names, sizes)[0] if dice.random() < 0.7 else dice.choice(names)
    raw = bytearray(sound.files[name])
    start = dice.randrange(len(raw))
    if dice.random() < 0.15:
        stop = len(raw)
        del raw[start:]
    else:
        size = dice.choice(SIZES)
        stop = min(len(raw), start + size)
        if size == 1:
            raw[start] ^= 1 << dice.randrange(8)
        else:
            raw[start:stop] = dice.randbytes(stop - start)
    lay(sound.path / name, bytes(raw))
    return name, start, stop


def counting(sound: Whole) -> set[str]:
    """The files that say something."""
    return {file.name for file in manifest.decode_manifest(sound.files["archive.json"], sound.path).files} | {
        "archive.json"
    }


def lay(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def judge(sound: Whole, dice: random.Random, *, salvage: bool) -> str:
    """Damage an archive; what is wrong with what comes of it; ""."""
    name, start, stop = damage(sound, dice)
    where = f"{name} from {start} to {stop}"
    try:
        found = index.check(sound.path, salvage=True)
        lost = len(sound.ids) - found.articles
        if not found.problems:
            return f"{where}: not found"
        if lost > sound.on_pages(name, start, stop) + MORE:
            return f"{where}: {lost} lost, {sound.on_pages(name, start, stop)} lie there"
        if bool(lost) != bool(found.lost):
            return f"{where}: {lost} lost, said {found.lost}"
        wrong = asked(sound)
        if wrong:
            return f"{where}: {wrong}"
        return salvaged(sound, found, where) if salvage else ""
    finally:
        lay(sound.path / name, sound.files[name])


def asked(sound: Whole) -> str:
    """What is wrong with answers: each is right or refused."""
    try:
        with searcher.open(sound.path) as archive:
            ids = frozenset(archive.search("common", limit=0).ids)
    except DatelineError:
        return ""
    return "" if ids == sound.ids else "a wrong answer"


def salvaged(sound: Whole, found: index.Check, where: str) -> str:
    """Salvage a copy; what is wrong with it."""
    copy = sound.path.with_name("copy")
    shutil.copytree(sound.path, copy)
    before = {entry.name: entry.read_bytes() for entry in copy.iterdir()}
    try:
        with faults.on(faults.Unsynced()):
            report = index.rebuild(copy, salvage=True)
        if (report.added, report.lost) != (found.articles, found.lost):
            return f"{where}: salvaged {report.added}, {report.lost}; foretold {found.articles}, {found.lost}"
        if index.check(copy) != index.Check(report.added, ()):
            return f"{where}: the salvaged archive is not whole"
        assert report.kept
        kept = {entry.name: entry.read_bytes() for entry in report.kept.iterdir()}
        missing = [
            name
            for name in before
            if name.startswith(("0", "archive.json")) and kept.get(name) != before[name]
        ]
        return f"{where}: not kept: {missing}" if missing else ""
    finally:
        for each in sound.path.parent.glob("copy*"):
            shutil.rmtree(each)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("large") / "a", 400)


@pytest.mark.parametrize("segments", [1, 3])
def test_damage_costs_what_lies_on_it(tmp_path: Path, segments: int) -> None:
    sound = whole(furnish(tmp_path / "a", 250, segments=segments))
    wrong = [judge(sound, random.Random(turn), salvage=turn % 6 == 0) for turn in range(24)]
    assert list(filter(None, wrong)) == []


@pytest.mark.parametrize("position", [0, 300, 60_000, -1, -60, -2000])
def test_a_flipped_bit_costs_at_most_a_block(large: Path, tmp_path: Path, position: int) -> None:
    """Wherever it is: header, tables, directory, footer."""
    path = Path(shutil.copytree(large, tmp_path / "a"))
    (segment,) = path.glob("*.segment")
    raw = bytearray(segment.read_bytes())
    raw[position] ^= 1
    lay(segment, bytes(raw))
    found = index.check(path)
    assert found.problems
    assert found.articles >= 397 - 64
    report = index.rebuild(path, salvage=True)
    assert (report.added, report.lost) == (found.articles, found.lost)
    assert len(found.ids) == 397 - found.articles or not found.ids


def test_what_is_lost_is_named(large: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(large, tmp_path / "a"))
    sound = whole(path)
    (name,) = sound.places
    start, stop, live = sound.places[name][2]
    raw = bytearray(sound.files[name])
    raw[(start + stop) // 2] ^= 1
    lay(path / name, bytes(raw))
    found = index.check(path)
    assert len(found.ids) == live == len(sound.ids) - found.articles
    report = index.rebuild(path, salvage=True)
    with searcher.open(path) as archive:
        assert frozenset(archive.search("", limit=0).ids) == sound.ids - set(found.ids)
    assert report.lost == found.lost


def test_what_is_kept_can_be_salvaged_again(tmp_path: Path) -> None:
    path = furnish(tmp_path / "a", 60)
    sound = whole(path)
    (name,) = sound.places
    lay(path / name, sound.files[name][: len(sound.files[name]) // 2])
    report = index.rebuild(path, salvage=True)
    assert report.kept
    assert report.kept.name.startswith("a.damaged-")
    assert report.kept.stat().st_mode & 0o077 == 0
    lay(report.kept / name, sound.files[name])  # as if from a backup
    assert index.check(report.kept).articles == len(sound.ids)


def test_nothing_is_kept_of_a_sound_archive(tmp_path: Path) -> None:
    path = furnish(tmp_path / "a", 60)
    assert index.rebuild(path, salvage=True).kept is None
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_blocks_are_found_without_directory_and_tables(tmp_path: Path) -> None:
    path = furnish(tmp_path / "a", 100)
    (segment,) = path.glob("*.segment")
    expected = Remains(segment, "article")
    values = [expected.value(n) for n in range(expected.documents)]
    lay(segment, segment.read_bytes()[:-3000])
    remains = Remains(segment, "article")
    assert [remains.value(n) for n in range(remains.documents)] == values[: remains.documents]
    assert remains.documents >= 90


def test_segments_of_the_first_version_are_rebuilt_and_salvaged(tmp_path: Path) -> None:
    """Archives that an earlier Dateline wrote are made new from what is in them."""
    kept = Path(__file__).parent / "archives" / "segments-of-version-1.tar.gz"
    with tarfile.open(kept) as packed:
        packed.extractall(tmp_path, filter="data")
    path = tmp_path / "sample.archive"
    shutil.copytree(path, tmp_path / "damaged")
    (tmp_path / "damaged" / "archive.json").write_bytes(b"{}")
    assert index.rebuild(tmp_path / "damaged", salvage=True).added == 62
    assert index.rebuild(path).added == 62
    with searcher.open(path) as archive:
        assert archive.search("", limit=0).total == 62
    assert index.check(path) == index.Check(62, ())


def test_places_are_those_of_the_tables(tmp_path: Path) -> None:
    """What the other tests count by: all articles lie somewhere, once."""
    sound = whole(furnish(tmp_path / "a", 250, segments=3))
    assert sum(live for places in sound.places.values() for _, _, live in places) == len(sound.ids)
    for places in sound.places.values():
        ends = [end for _, end, _ in places]
        assert [bisect_right(ends, begin) for begin, _, _ in places] == list(range(len(places)))

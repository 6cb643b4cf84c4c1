"""What was read is not read again: which files, how they are known, and how that is kept."""

from __future__ import annotations

import json
import math
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import index
from corpus.reading.files import File
from corpus.reading.inputs import Directions, FileStamp
from index.engine.embedded.store import manifest, small_files
from index.engine.embedded.store.manifest import SmallFile
from index.ingest import indexer, ledger
from index.ingest.ledger import FileRecord, Ledger
from index.ingest.report import Report

from . import sources
from .articles import article

Options = dict[str, Any]


def run(folder: Path, *paths: Path, again: bool = False, **options: Any) -> Report:
    """Index sources into ``folder/a``."""
    archive = folder / "a"
    made = (archive / "archive.json").exists()
    with index.open(archive) if made else index.create(archive, extractor="none") as opened:
        return opened.add(corpus.read(*paths, **options), again=again)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.jsonl"
    path.write_text(sources.lines("row", 5))
    sources.settle(path)
    return path


def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no file can be opened."""
    monkeypatch.setattr(File, "open", lambda _: pytest.fail("a file was opened"))


def test_an_unchanged_file_is_not_opened(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, export).added == 5
    before = (tmp_path / "a" / "archive.json").read_bytes()
    closed(monkeypatch)
    monkeypatch.chdir(tmp_path)
    for path in (export, Path("export.jsonl"), tmp_path / "a" / ".." / "export.jsonl"):
        report = run(tmp_path, path)
        assert (report.unchanged, report.unopened, report.total) == (5, 5, 5)
        assert not report.readers
    assert (tmp_path / "a" / "archive.json").read_bytes() == before


def appended(path: Path) -> None:
    with path.open("a") as file:
        file.write(sources.lines("late", 1))
    sources.settle(path)


def touched(path: Path) -> None:
    os.utime(path, (sources.LONG_AGO, sources.LONG_AGO + 1))


@pytest.mark.parametrize(("change", "added"), [(appended, 1), (touched, 0)])
def test_a_changed_file_is_read_anew(
    tmp_path: Path, export: Path, change: Callable[[Path], None], added: int
) -> None:
    run(tmp_path, export)
    change(export)
    report = run(tmp_path, export)
    assert (report.added, report.unchanged, report.unopened) == (added, 5, 0)
    assert run(tmp_path, export).unopened == 5 + added


@pytest.mark.parametrize(
    ("options", "updated"),
    [
        ({"outlet": "Wire"}, 5),
        ({"fields": {"title": "body"}}, 5),
        ({"reader": "jsonl"}, 0),
        ({"day_first": True}, 0),
    ],
)
def test_other_directions_are_another_reading(
    tmp_path: Path, export: Path, options: Options, updated: int
) -> None:
    run(tmp_path, export)
    report = run(tmp_path, export, **options)
    assert (report.updated + report.added, report.unopened) == (updated, 0)
    assert run(tmp_path, export, **options).unopened == 5


def test_again_reads_everything(tmp_path: Path, export: Path) -> None:
    run(tmp_path, export)
    report = run(tmp_path, export, again=True)
    assert (report.unchanged, report.unopened) == (5, 0)


def test_a_file_that_may_still_change_unseen_is_read_again(tmp_path: Path, export: Path) -> None:
    now = time.time() + 3600
    os.utime(export, (now, now))
    run(tmp_path, export)
    assert run(tmp_path, export).unopened == 0


def test_what_gave_no_article_is_tried_each_time(tmp_path: Path, export: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    sources.settle(empty)
    for _ in range(2):
        report = run(tmp_path, empty, export)
        assert [each.source for each in report.rejected] == [str(empty)]
    empty.write_text(sources.page("late"))
    sources.settle(empty)
    assert run(tmp_path, empty, export).added == 1
    assert manifest.read(tmp_path / "a").rejected is None


def test_any_articles_can_be_added_without_a_ledger(tmp_path: Path, export: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive:
        assert archive.add([article("one")]).added == 1
        assert manifest.read(tmp_path / "a").ledger == ()
        begun = corpus.read(export)
        next(begun)
        assert archive.add(begun).added == 4
        assert archive.add(corpus.read(export)).added == 1


def test_what_was_deleted_comes_back_only_when_asked(tmp_path: Path, export: Path) -> None:
    run(tmp_path, export)
    with index.open(tmp_path / "a") as archive:
        assert archive.delete("row-1") == 1
    assert run(tmp_path, export).added == 0
    assert run(tmp_path, export, again=True).added == 1


def test_a_rebuild_keeps_it_and_a_salvage_does_not(tmp_path: Path, export: Path) -> None:
    run(tmp_path, export)
    index.rebuild(tmp_path / "a")
    assert run(tmp_path, export).unopened == 5
    index.rebuild(tmp_path / "a", salvage=True)
    assert manifest.read(tmp_path / "a").ledger == ()
    assert run(tmp_path, export).unopened == 0


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"x" * path.stat().st_size)])
def test_damage_is_found(tmp_path: Path, export: Path, harm: Callable[[Path], object]) -> None:
    run(tmp_path, export)
    (name,) = (file.name for file in manifest.read(tmp_path / "a").ledger)
    harm(tmp_path / "a" / name)
    (problem,) = index.check(tmp_path / "a").problems
    assert problem.startswith(name)
    assert run(tmp_path, export).unopened == 5  # by its copy
    harm(tmp_path / "a" / f"{name}.copy")
    with pytest.raises(corpus.errors.ArchiveDamagedError, match=name):
        run(tmp_path, export)


def test_it_lies_on_the_disk_as_documented(tmp_path: Path, export: Path) -> None:
    run(tmp_path, export)
    files = json.loads((tmp_path / "a" / "archive.json").read_bytes())["ledger"]
    content = (tmp_path / "a" / files[0]["name"]).read_bytes()
    path, _, size, mtime, piece, rest, articles, whole = struct.unpack("<16s8sQqIIII", content)
    import hashlib

    assert path == hashlib.blake2b(os.fsencode(export), digest_size=16).digest()
    assert (size, mtime) == (export.stat().st_size, sources.LONG_AGO * 10**9)
    assert (piece, rest, articles, whole) == (4, 1, 5, 1)


PATHS = st.sampled_from([f"/news/{n}.jsonl" for n in range(8)])
RECORDS = st.builds(
    FileRecord,
    PATHS,
    st.sampled_from([Directions(), Directions(outlet="Wire")]),
    st.builds(FileStamp, st.integers(0, 5), st.integers(-5, 5)),
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(0, 3),
    st.booleans(),
)


@given(st.lists(st.lists(RECORDS, max_size=6), max_size=5))
def test_of_several_records_the_last_counts(batches: list[list[FileRecord]]) -> None:
    together = Ledger.of_pieces([ledger.encode_records(batch) for batch in batches], "a")
    last = {record.path: record for batch in batches for record in batch}
    assert len(together) == len(last)
    for record in last.values():
        found = together.of(record.path, record.directions, record.stamp)
        assert (found.piece, found.rest, found.articles, found.whole) == (
            record.piece,
            record.rest,
            record.articles,
            record.whole,
        )
        other = FileStamp(record.stamp.size + 1, record.stamp.mtime_ns)
        assert not together.of(record.path, record.directions, other).rest
    assert not together.of("/news/none", Directions(), FileStamp(1, 1)).rest


def test_what_becomes_of_a_file_does_not_depend_on_how_soon_it_is_read(tmp_path: Path) -> None:
    """Written and read within a tick of the clock, it is known the next time as any other."""
    export = tmp_path / "export.jsonl"
    for number in range(3):
        export.write_text(f'{{"id": "{number}", "title": "Dam", "body": "Water."}}\n{{', "utf-8")
        assert len(run(tmp_path, export).rejected) == 1
        again = run(tmp_path, export)
        assert (again.unopened, again.rejected) == (1, [])


def test_its_files_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources.write(tmp_path / "s", pages=60)
    monkeypatch.setattr(indexer, "BATCH_ARTICLES", 2)
    run(tmp_path, tmp_path / "s" / "pages")
    files = manifest.read(tmp_path / "a").ledger
    assert sum(file.bytes for file in files) >= 60 * 56
    assert len(files) <= math.log2(60) + 2
    assert len(list((tmp_path / "a").glob("*.ledger"))) == len(files)
    assert run(tmp_path, tmp_path / "s" / "pages").unopened == 60


@given(st.lists(st.integers(1, 1000), max_size=20), st.integers(1, 1000))
def test_each_file_is_larger_than_what_follows(sizes: list[int], new: int) -> None:
    files = [SmallFile("", size, 0) for size in sizes]
    count = small_files.count_to_combine(files, new)
    merged = new + sum(sizes[len(sizes) - count :])
    assert count == len(sizes) or sizes[len(sizes) - count - 1] > merged

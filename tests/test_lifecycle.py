"""Archives as a whole: made, opened, locked, rebuilt, damaged."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import index
import searcher
from corpus import Entity, entities
from corpus.errors import (
    ArchiveDamagedError,
    ArchiveExistsError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    StorageError,
)
from index import lifecycle, manifest, storage

from .articles import add, article, series


def total(path: Path) -> int:
    with searcher.open(path) as archive:
        return archive.search("").total


def test_an_archive_is_made_once(tmp_path: Path) -> None:
    add(tmp_path / "a", series(2))
    with pytest.raises(ArchiveExistsError):
        index.create(tmp_path / "a")
    assert total(tmp_path / "a") == 2


def test_a_strangers_files_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.doc").write_text("mine")
    with pytest.raises(ArchiveExistsError):
        index.create(tmp_path / "a")
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["thesis.doc"]
    with pytest.raises(ArchiveExistsError):
        index.create(tmp_path / "a" / "thesis.doc")


def test_other_files_in_an_archive_survive(tmp_path: Path) -> None:
    add(tmp_path / "a", series(2))
    (tmp_path / "a" / "notes.txt").write_text("mine")
    index.rebuild(tmp_path / "a")
    assert (tmp_path / "a" / "notes.txt").read_text() == "mine"


def test_an_empty_folder_may_become_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    index.create(tmp_path / "a").close()
    assert total(tmp_path / "a") == 0


def test_making_an_archive_can_be_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            index.create(tmp_path / "a")
    with pytest.raises(ArchiveNotFoundError):
        index.open(tmp_path / "a")
    index.create(tmp_path / "a").close()
    assert total(tmp_path / "a") == 0


@pytest.mark.parametrize("use", [searcher.open, index.open, index.rebuild, index.check])
def test_an_absent_archive_is_said_to_be_absent(tmp_path: Path, use) -> None:  # noqa: ANN001
    with pytest.raises(ArchiveNotFoundError, match="no archive at"):
        use(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_future_format_is_refused(tmp_path: Path) -> None:
    add(tmp_path / "a", series(1))
    path = tmp_path / "a" / "archive.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    with pytest.raises(ArchiveFormatError, match="99"):
        searcher.open(tmp_path / "a")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "other"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "dateline archive", "version": 1}',
    ],
)
def test_a_damaged_manifest_is_a_typed_error(tmp_path: Path, content: bytes) -> None:
    add(tmp_path / "a", series(1))
    (tmp_path / "a" / "archive.json").write_bytes(content)
    with pytest.raises(ArchiveDamagedError):
        searcher.open(tmp_path / "a")


def test_missing_index_files_are_a_typed_error(tmp_path: Path) -> None:
    add(tmp_path / "a", series(3))
    for path in (tmp_path / "a" / "generation-000001").glob("*.seg"):
        path.unlink()
    with pytest.raises(ArchiveDamagedError):
        searcher.open(tmp_path / "a")


# Locks


def test_a_second_writer_learns_who_the_first_is(tmp_path: Path) -> None:
    with index.create(tmp_path / "a"), pytest.raises(ArchiveLockedError) as caught:
        index.open(tmp_path / "a", wait=0)
    assert f"process {os.getpid()} on" in caught.value.holder
    index.open(tmp_path / "a", wait=0).close()


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    first = index.create(tmp_path / "a")
    threading.Timer(0.3, first.close).start()
    started = time.monotonic()
    index.open(tmp_path / "a", wait=20).close()
    assert time.monotonic() - started > 0.2


def test_waiting_in_vain_does_not_free_the_lock(tmp_path: Path) -> None:
    with index.create(tmp_path / "a"):
        for _ in range(2):
            with pytest.raises(ArchiveLockedError):
                index.open(tmp_path / "a", wait=0)


def test_a_dead_writers_lock_is_free_at_once(tmp_path: Path) -> None:
    index.create(tmp_path / "a").close()
    path = str(tmp_path / "a")
    code = f"import index, time; ix = index.open({path!r}); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(ArchiveLockedError):
            index.open(tmp_path / "a", wait=0)
        process.kill()
    index.open(tmp_path / "a", wait=0).close()


def _sleep_long() -> None:
    time.sleep(30)


def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    with index.create(tmp_path / "a"):
        child = multiprocessing.get_context("fork").Process(target=_sleep_long)
        child.start()
    index.open(tmp_path / "a", wait=5).close()  # a moment, for the child to begin
    child.kill()
    child.join()


def test_searching_goes_on_while_a_writer_writes(tmp_path: Path) -> None:
    add(tmp_path / "a", series(3))
    with searcher.open(tmp_path / "a") as archive:
        with index.open(tmp_path / "a") as writer:
            assert archive.search("common").total == 3
            writer.add(series(6))
            assert archive.search("common").total == 3
        archive.refresh()
        assert archive.search("common").total == 6


# Rebuilding


def test_a_rebuild_needs_no_sources_and_changes_no_answer(tmp_path: Path) -> None:
    add(tmp_path / "a", [*series(9), article("u", "Undated", links=())])
    with index.open(tmp_path / "a") as archive:
        archive.delete("s3")
    seen: list[tuple[int, int | None]] = []
    with searcher.open(tmp_path / "a") as older:
        before = [older.get(hit.id) for hit in older.search("", limit=0, sort="oldest")]
        report = index.rebuild(tmp_path / "a", progress=lambda done, of: seen.append((done, of)))
        assert older.search("common").total == 8
    assert (report.added, report.undated) == (9, 1)
    assert seen[-1] == (9, 9)
    with searcher.open(tmp_path / "a") as newer:
        assert [newer.get(hit.id) for hit in newer.search("", limit=0, sort="oldest")] == before
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert "generation-000002" in names
    assert "generation-000001" not in names
    assert add(tmp_path / "a", series(9)).unchanged == 8


def test_a_rebuild_extracts_names_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        name, version = "cues", "99"

        def extract(self, one):  # noqa: ANN001
            return (*one.entities, Entity("place", "Body", "Body", 0, 4))

    add(tmp_path / "a", series(1), extractor="none")
    monkeypatch.setattr(entities, "get", lambda _: Finder())
    index.rebuild(tmp_path / "a")
    index.rebuild(tmp_path / "a")
    with searcher.open(tmp_path / "a") as archive:
        assert [entity.name for entity in archive.get("s0").entities] == ["Body"]
        assert archive.statistics().extractor == "none 99"


def test_a_rebuild_keeps_the_names_that_were_given(tmp_path: Path) -> None:
    given = (Entity("place", "Ghent", "Body", 12, 16), Entity("person", "Mara Ellison", "Mara Ellison"))
    add(tmp_path / "a", [article("x", "Title of x", "Body of x.", entities=given)], extractor="none")
    index.rebuild(tmp_path / "a")
    with searcher.open(tmp_path / "a") as archive:
        assert archive.get("x").entities == given


def test_an_interrupted_rebuild_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    add(tmp_path / "a", series(300))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(tmp_path / "a", progress=interrupt)
    assert total(tmp_path / "a") == 300
    assert {p.name for p in (tmp_path / "a").iterdir()} == {
        "archive.json",
        "generation-000001",
        "writer.lock",
    }


def test_a_killed_rebuild_leaves_the_archive_answering(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(400))
    code = f"import index; print('go', flush=True); index.rebuild({str(path)!r})"
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    whole = time.monotonic() - started
    dice = random.Random(7)
    for _ in range(10):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            with searcher.open(path) as archive:
                assert archive.search("common").total == 400
            time.sleep(dice.uniform(0, whole))
            process.send_signal(signal.SIGKILL)
        assert total(path) == 400
    index.rebuild(path, wait=0)
    assert total(path) == 400
    assert len(manifest.generations(path)) == 1


# Disks that refuse


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_refusing_disk_is_one_typed_error_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "a"
    add(path, series(3))
    with index.open(path) as archive:
        with monkeypatch.context() as patch:
            patch.setattr(storage.SegmentWriter, "add_document", _refusing(number))
            with pytest.raises(StorageError, match="disk refused"):
                archive.add(series(5))
        assert total(path) == 3
        assert archive.add(series(5)).added == 2  # the same process goes on
    assert total(path) == 5


def _refusing(number: int):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def test_a_really_full_disk_while_indexing(tmp_path: Path) -> None:
    """A file-size limit stands in for a full disk: every write beyond it fails."""
    path = tmp_path / "a"
    add(path, series(3))
    code = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import index
from corpus.errors import StorageError
from tests.articles import series
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with index.open({str(path)!r}) as archive:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        archive.add(series(4000))
    except StorageError as error:
        print("refused:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("added", archive.add(series(4)).added)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "refused: The disk refused" in done.stdout, done.stderr
    assert "added 1" in done.stdout
    assert total(path) == 4


# Checking


def test_a_sound_archive_is_found_sound(tmp_path: Path) -> None:
    add(tmp_path / "a", series(5))
    assert index.check(tmp_path / "a") == lifecycle.Check(5, ())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves files open
def test_damage_is_found_or_refused(tmp_path: Path) -> None:
    add(tmp_path / "a", series(50))
    (segment,) = (tmp_path / "a" / "generation-000001").glob("*.seg")
    whole = segment.read_bytes()
    segment.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(ArchiveDamagedError):
        assert not index.check(tmp_path / "a").problems

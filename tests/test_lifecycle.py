"""Archives as a whole: made, opened, locked, rebuilt, damaged."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import index
import searcher
from corpus import Entity, Rejected, entities
from corpus.errors import (
    ArchiveDamagedError,
    ArchiveExistsError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    StorageError,
)
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article, series


def total(path: Path) -> int:
    """How many articles can be read; there is nothing wrong with the archive."""
    found = index.check(path)
    assert found.problems == ()
    return found.articles


def names(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()} - {manifest.RESERVE}


def one(path: Path, suffix: str) -> Path:
    (found,) = path.glob(f"*{suffix}")
    return found


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
    for use in (searcher.open, index.open, index.rebuild, index.check):
        with pytest.raises(ArchiveFormatError, match=r"version 99; .*version 3"):
            use(tmp_path / "a")


def test_an_archive_of_the_first_format_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "generation-000001").mkdir()
    old = {"format": "dateline archive", "version": 1, "generation": 1, "extractor": "cues"}
    (tmp_path / "archive.json").write_text(json.dumps(old))
    for use in (searcher.open, index.open, index.rebuild, index.check):
        with pytest.raises(ArchiveFormatError, match=r"version 1; .*version 3"):
            use(tmp_path)
    with pytest.raises(ArchiveExistsError):
        index.create(tmp_path)
    assert names(tmp_path) == {"generation-000001", "archive.json"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "other"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "dateline archive", "version": 3}',
    ],
)
def test_a_damaged_manifest_is_a_typed_error(tmp_path: Path, content: bytes) -> None:
    add(tmp_path / "a", series(1))
    (tmp_path / "a" / "archive.json").write_bytes(content)
    for use in (searcher.open, index.open, index.rebuild, index.check):
        with pytest.raises(ArchiveDamagedError):
            use(tmp_path / "a")


def test_a_missing_manifest_does_not_make_way_for_a_new_archive(tmp_path: Path) -> None:
    add(tmp_path / "a", series(3))
    (tmp_path / "a" / "archive.json").unlink()
    with pytest.raises(ArchiveDamagedError, match=r"archive\.json is missing"):
        searcher.open(tmp_path / "a")
    with pytest.raises(ArchiveExistsError):
        index.create(tmp_path / "a")
    assert index.rebuild(tmp_path / "a", salvage=True).added == 3


def test_missing_index_files_are_a_typed_error(tmp_path: Path) -> None:
    add(tmp_path / "a", series(3))
    path = one(tmp_path / "a", ".segment")
    path.unlink()
    with pytest.raises(ArchiveDamagedError, match=f"{path.name} is missing"):
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
    assert names(tmp_path / "a") == manifest.read(tmp_path / "a").names | {"archive.json", "writer.lock"}
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
    before = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(tmp_path / "a", progress=interrupt)
    assert total(tmp_path / "a") == 300
    del before["writer.lock"]
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir() if p.name != "writer.lock"} == before


def test_a_killed_rebuild_leaves_the_archive_answering(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(400))
    code = f"import index; print('go', flush=True); index.rebuild({str(path)!r})"
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    whole = time.monotonic() - started
    dice = random.Random(7)
    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            assert total(path) == 400
            time.sleep(dice.uniform(0, whole))
            process.send_signal(signal.SIGKILL)
        assert total(path) == 400
    index.rebuild(path, wait=0)
    assert total(path) == 400
    assert names(path) == manifest.read(path).names | {"archive.json", "writer.lock"}


# Disks that refuse


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_refusing_disk_is_one_typed_error_and_loses_nothing(
    tmp_path: Path, number: int, after: int
) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    with index.open(path) as archive:
        with faults.on(faults.Refusing(number, after)), pytest.raises(StorageError, match="disk refused"):
            archive.add([*series(5), Rejected("bad.txt", "empty file")])
        assert total(path) == 3
        assert (
            archive.add([*series(5), Rejected("bad.txt", "empty file")]).added == 2
        )  # the same process goes on
    assert total(path) == 5
    assert names(path) == manifest.read(path).names | {"archive.json", "writer.lock"}


def test_articles_are_deleted_on_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(30), extractor="none")
    with index.open(path) as archive, faults.on(faults.Refusing(errno.ENOSPC, only=("write",), once=True)):
        assert archive.delete("s1", "s2") == 2
    assert total(path) == 28
    assert (path / manifest.RESERVE).exists()


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
    with index.open(tmp_path / "a") as archive:
        archive.delete("s1")
        archive.add([Rejected("bad.txt", "empty file")])
    seen: list[tuple[int, int | None]] = []
    found = index.check(tmp_path / "a", progress=lambda done, of: seen.append((done, of)))
    assert found == index.Check(4, ())
    assert seen[-1] == (4, 4)


def test_what_interrupted_runs_left_is_no_problem(tmp_path: Path) -> None:
    add(tmp_path / "a", series(5))
    for name in ("00000077.segment", "00000001-00000078.deleted", "archive.json.new"):
        (tmp_path / "a" / name).write_text("left")
    assert index.check(tmp_path / "a") == index.Check(5, ())
    index.open(tmp_path / "a").close()
    assert names(tmp_path / "a") == manifest.read(tmp_path / "a").names | {"archive.json", "writer.lock"}


def changed(path: Path, position: int) -> None:
    """Change one byte of a file."""
    raw = bytearray(path.read_bytes())
    raw[position] ^= 0x40
    path.write_bytes(raw)


@pytest.mark.parametrize("suffix", [".segment", ".deleted", ".rejected"])
@pytest.mark.parametrize("damage", ["cut", "longer", "missing", "a byte"])
def test_damage_is_found_and_what_it_costs(tmp_path: Path, suffix: str, damage: str) -> None:
    path = tmp_path / "a"
    damaged(path, suffix, damage)
    (problem,) = index.check(path).problems[:1]
    assert re.match(rf"[0-9-]+\{suffix} is (damaged|missing)", problem)
    assert ("list of rejected inputs" if suffix == ".rejected" else "articles") in problem
    with pytest.raises(ArchiveDamagedError, match=r"is missing|is not as it was written|damage"):
        index.rebuild(path)


def harm(file: Path, damage: str) -> None:
    whole = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(whole[: len(whole) // 3])
        case "longer":
            file.write_bytes(whole + b"\0")
        case "missing":
            file.unlink()
        case _:
            changed(file, len(whole) // 2)


def damaged(path: Path, suffix: str, damage: str, articles: int = 50) -> None:
    """An archive of which a file is damaged, and its copy, if there is one."""
    add(path, [*series(articles), Rejected("bad.txt", "empty file")], extractor="none")
    with index.open(path) as archive:
        archive.delete("s3")
    harm(one(path, suffix), damage)
    for copy in path.glob(f"*{suffix}.copy"):
        harm(copy, damage)


def test_a_copy_stands_for_a_small_file_until_the_archive_is_rebuilt(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, [*series(50), Rejected("bad.txt", "empty file")], extractor="none")
    with index.open(path) as archive:
        archive.delete("s3")
    for suffix in (".deleted", ".rejected"):
        harm(one(path, suffix), "a byte")
    problems = index.check(path).problems
    assert len(problems) == 2
    assert all("its copy is whole" in problem for problem in problems)
    with searcher.open(path) as archive:
        assert archive.statistics().articles == 49
        assert archive.statistics().rejected == (Rejected("bad.txt", "empty file"),)
    assert index.rebuild(path).added == 49
    assert index.check(path) == index.Check(49, ())


@pytest.mark.parametrize("damage", ["cut", "longer", "missing", "a byte"])
def test_a_damaged_manifest_costs_nothing_while_its_copy_is_whole(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a"
    add(path, [*series(50), Rejected("bad.txt", "empty file")], extractor="none")
    with index.open(path) as archive:
        archive.delete("s3")
    harm(path / "archive.json", damage)
    with pytest.raises(ArchiveDamagedError):
        searcher.open(path)
    found = index.check(path, salvage=True)
    assert (found.articles, found.lost) == (49, ())
    report = index.rebuild(path, salvage=True)
    assert (report.added, report.lost) == (49, ())
    with searcher.open(path) as archive:
        assert archive.statistics().rejected == (Rejected("bad.txt", "empty file"),)


def test_what_a_check_counts_is_what_a_salvage_keeps_where_versions_cannot_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(30), extractor="none")
    add(path, [article("s1", body="Anew."), article("s2", body="Anew.")])
    for bitmap in path.glob("*.deleted*"):
        bitmap.write_bytes(b"")
    found = index.check(path, salvage=True)
    report = index.rebuild(path, salvage=True)
    assert (found.articles, found.lost) == (report.added, report.lost) == (30, report.lost)


def test_a_damaged_copy_is_told_and_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    (path / "archive.json.copy").write_bytes(b"x")
    assert index.check(path) == index.Check(3, ())
    assert index.check(path).copies == ("archive.json.copy",)
    index.rebuild(path)
    assert index.check(path).copies == ()


def test_a_manifest_that_claims_too_much_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    current = manifest.read(path)
    (segment,) = current.segments
    manifest.write(path, replace(current, segments=(replace(segment, documents=1 << 31),)))
    assert index.check(path, salvage=True).articles == 3
    assert index.rebuild(path, salvage=True).added == 3
    manifest.write(path, replace(current, next=10**15))
    with pytest.raises(ArchiveDamagedError):
        searcher.open(path)


def test_a_copy_of_an_earlier_commit_is_not_taken_for_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(5), extractor="none")
    earlier = (path / "archive.json.copy").read_bytes()
    add(path, [article("later")])
    (path / "archive.json.copy").write_bytes(earlier)
    harm(path / "archive.json", "cut")
    assert index.rebuild(path, salvage=True).added == 6


def test_every_byte_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(5), extractor="none")
    segment = one(path, ".segment")
    whole = segment.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 150)):
        changed(segment, position)
        assert index.check(path).problems, position
        segment.write_bytes(whole)
    assert index.check(path) == index.Check(5, ())


# Salvage


def test_damage_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a"
    damaged(path, ".segment", "cut")
    before = names(path)
    with pytest.raises(ArchiveDamagedError) as caught:
        index.rebuild(path)
    assert "dateline rebuild --salvage" in caught.value.hint
    assert names(path) == before


def test_a_sound_archive_loses_nothing_to_a_salvage(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, [*series(9), Rejected("bad.txt", "empty file")])
    with index.open(path) as archive:
        archive.delete("s3")
    report = index.rebuild(path, salvage=True)
    assert (report.added, report.lost) == (8, ())
    assert total(path) == 8
    assert add(path, series(9)).unchanged == 8
    with searcher.open(path) as archive:
        assert archive.statistics().rejected == (Rejected("bad.txt", "empty file"),)


def test_what_can_be_read_of_a_damaged_segment_is_kept(tmp_path: Path) -> None:
    """A segment of many pages, one byte of which is wrong: in the texts, then anywhere."""
    path = tmp_path / "a"
    noise = random.Random(5)
    texts = [" ".join(f"{noise.getrandbits(32):x}" for _ in range(200)) for _ in range(160)]
    articles = [article(f"id{n:03}", body=text) for n, text in enumerate(texts)]
    add(path, articles, extractor="none")
    size = one(path, ".segment").stat().st_size
    kept = []
    for part in range(5, 16, 2):
        copy = tmp_path / f"{part}"
        shutil.copytree(path, copy)
        changed(one(copy, ".segment"), size * part // 16)
        report = index.rebuild(copy, salvage=True)
        assert total(copy) == report.added
        assert bool(report.lost) == (report.added < 160)
        lost = sum(int(n) for n in re.findall(r": (\d+) of its 160 articles are lost", " ".join(report.lost)))
        assert lost == 160 - report.added
        again = add(copy, articles)
        assert (again.unchanged, again.added) == (report.added, 160 - report.added)
        kept.append(report.added)
    assert max(kept) == 160
    assert min(kept) > 0


def test_a_lost_segment_costs_its_own_articles_only(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(40), extractor="none")
    add(path, [article("last")])
    small = min(path.glob("*.segment"), key=lambda segment: segment.stat().st_size)
    small.write_bytes(b"")
    report = index.rebuild(path, salvage=True)
    assert report.added == 40
    assert report.lost == (f"{small.name}: all 1 of its articles are lost.",)
    assert total(path) == 40


@pytest.mark.parametrize("damage", ["cut", "missing"])
def test_lost_deletions_bring_no_outdated_version_back(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a"
    add(path, series(40), extractor="none")
    add(path, [article("s7", body="A newer text.")])
    with index.open(path) as archive:
        archive.delete("s8")
    bitmap = one(path, ".deleted")
    for file in (bitmap, bitmap.with_name(f"{bitmap.name}.copy")):
        file.unlink() if damage == "missing" else file.write_bytes(b"")
    report = index.rebuild(path, salvage=True)
    assert report.added == 40
    (sentence,) = report.lost
    assert sentence.startswith(bitmap.name)
    assert "deleted articles may be back" in sentence
    with searcher.open(path) as archive:
        assert archive.get("s7").body == "A newer text."
        assert archive.get("s8").id == "s8"


@pytest.mark.parametrize("content", [None, b"", b"{}", b"half"])
def test_a_lost_manifest_costs_no_article(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a"
    add(path, series(40), extractor="none")
    add(path, [article("s7", body="A newer text.")])
    written = path / "archive.json"
    (path / "archive.json.copy").unlink()
    match content:
        case None:
            written.unlink()
        case b"half":
            written.write_bytes(written.read_bytes()[:300])
        case _:
            written.write_bytes(content)
    report = index.rebuild(path, salvage=True)
    assert report.added == 40
    assert any("archive.json" in sentence for sentence in report.lost)
    assert total(path) == 40
    with searcher.open(path) as archive:
        assert archive.get("s7").body == "A newer text."


def test_a_lost_list_of_rejected_inputs_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    damaged(path, ".rejected", "a byte")
    with pytest.raises(ArchiveDamagedError):
        searcher.open(path)
    report = index.rebuild(path, salvage=True)
    assert report.added == 49
    assert "list of rejected inputs" in report.lost[0]
    assert total(path) == 49


def test_an_interrupted_salvage_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a"
    damaged(path, ".deleted", "missing", articles=300)
    before = names(path)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(path, salvage=True, progress=interrupt)
    assert names(path) == before

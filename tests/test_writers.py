"""Several writers at once: threads on one Index, forked children, and file systems that lock nothing."""

from __future__ import annotations

import fcntl
import multiprocessing
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus.errors import ArchiveError, ArchiveLockedError, DatelineError
from index import Index
from index.engine.embedded.store import disk, manifest

from . import faults
from .articles import add, article, series

THREADS, TURNS = 8, 6


def whole(path: Path, ids: set[str]) -> None:
    """The archive is whole, and holds these articles."""
    found = index.check(path)
    assert found.problems == ()
    with searcher.open(path) as archive:
        assert set(archive.search("", limit=0).ids) == ids


class Tally:
    """What was acknowledged, and whatever was raised that is no error of ours."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.untyped: list[BaseException] = []
        self.refused = 0

    def work(self, name: str, turns: int, archive: Index, path: Path) -> None:
        """Add, delete and rebuild, in an order that the name draws."""
        dice = random.Random(name)
        for turn in range(turns):
            id_ = f"{name}-{turn}"
            try:
                match dice.randrange(4):
                    case 0:
                        index.rebuild(path, wait=0)
                    case 1 if mine := sorted(each for each in self.held if each.startswith(f"{name}-")):
                        if archive.delete(mine[0]):
                            self.held.discard(mine[0])
                    case _:
                        archive.add([article(id_, body=f"A common text of {id_}.")], processes=1)
                        self.held.add(id_)
            except DatelineError:
                self.refused += 1
            except BaseException as error:  # noqa: BLE001 -- told by the test
                self.untyped.append(error)


def hammer(path: Path, threads: int, turns: int, opened: Callable[[], Index]) -> Tally:
    """Work in several threads at once."""
    tally = Tally()
    workers = [
        threading.Thread(target=tally.work, args=(f"t{n}", turns, opened(), path)) for n in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return tally


def test_threads_share_an_index(tmp_path: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive, faults.on(faults.Unsynced()):
        tally = hammer(tmp_path / "a", THREADS, TURNS, lambda: archive)
    assert tally.untyped == []
    whole(tmp_path / "a", tally.held)


def test_an_index_cannot_be_used_in_its_own_callback(tmp_path: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive:

        def more() -> Any:
            yield article("one")
            archive.delete("one")

        with pytest.raises(DatelineError, match="in the middle of"):
            archive.add(more())
        archive.add([article("two")])
    whole(tmp_path / "a", {"two"})


def test_an_index_that_was_closed_writes_nothing(tmp_path: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive:
        archive.add([article("one")])
    uses = (lambda: archive.add([article("two")]), lambda: archive.delete("one"), archive.rejected_inputs)
    for use in uses:
        with pytest.raises(DatelineError, match="was closed"):
            use()
    archive.close()
    whole(tmp_path / "a", {"one"})


def test_what_could_not_be_opened_is_not_locked(tmp_path: Path) -> None:
    """Though the caller keeps the error, as a notebook does, and with it all that the opening made."""
    add(tmp_path / "a", series(1), extractor="cues")
    names = tmp_path / "a" / "aliases.tsv"
    names.write_text("no columns at all\n", "utf-8")
    with pytest.raises(DatelineError) as kept:
        index.open(tmp_path / "a", wait=0)
    names.unlink()
    index.open(tmp_path / "a", wait=0).close()
    assert kept.value


def test_a_forked_child_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with index.create(path, extractor="none") as archive:
        archive.add([article("one")])
        assert in_children(lambda _: said_of(lambda: archive.add([article("two")]))) == {"DatelineError"}
        assert in_children(lambda _: said_of(archive.close)) == {"nothing"}
        with pytest.raises(ArchiveLockedError):  # a child that ended, or closed it, has not freed it
            index.open(path, wait=0)
        archive.add([article("three")])
    whole(path, {"one", "three"})


def test_forked_children_open_it_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")

    def write(number: int) -> str:
        try:
            with index.open(path, wait=30) as archive:
                archive.add([article(f"c{number}")], processes=1)
        except DatelineError as error:
            return type(error).__name__
        return "added"

    assert in_children(write) == {"added"}
    whole(path, {"s0", "s1", "s2", *(f"c{n}" for n in range(THREADS))})


def said_of(work: Callable[[], object]) -> str:
    """The kind of error that something raises, or "nothing"."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 -- told
        return type(error).__name__
    return "nothing"


def in_children(work: Callable[[int], str]) -> set[str]:
    """What a function gives in as many forked children."""
    context = multiprocessing.get_context("fork")
    lines = [context.Pipe(duplex=False) for _ in range(THREADS)]
    children = [
        context.Process(target=lambda n=n, line=line[1]: line.send(work(n))) for n, line in enumerate(lines)
    ]
    for child in children:
        child.start()
    said = {line[0].recv() for line in lines}
    for child in children:
        child.join()
    return said


# Where locks do nothing


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system on which everybody gets every lock."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)


@pytest.mark.usefixtures("unlocked")
@pytest.mark.parametrize("seed", range(2))
def test_writers_without_locks_lose_nothing_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    path = tmp_path / f"a{seed}"
    index.create(path, extractor="none").close()
    with faults.on(faults.Unsynced()):
        tally = hammer(path, THREADS, TURNS, lambda: index.open(path))
    assert tally.untyped == []
    whole(path, tally.held)


@pytest.mark.usefixtures("unlocked")
def test_a_commit_that_overtakes_another_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    one, other = index.open(path), index.open(path)

    def late() -> Any:
        yield article("slow")
        other.add([article("quick")])

    with pytest.raises(ArchiveError, match="another writer"):
        one.add(late())
    whole(path, {"s0", "s1", "s2", "quick"})
    one.add([article("slow")])
    whole(path, {"s0", "s1", "s2", "quick", "slow"})


@pytest.mark.usefixtures("unlocked")
def test_an_open_does_not_take_away_what_another_one_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    started = path / manifest.segment_name(manifest.read(path).next)
    started.write_bytes(b"being written")
    with index.open(path) as archive:
        assert started.exists()
        archive.add([article("other")])
    assert not started.exists()  # by now no commit can name it
    whole(path, {"s0", "s1", "s2", "other"})


def test_a_commit_notices_that_a_file_of_its_own_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever took the lock's file away lets another writer in, who takes the new files for left ones."""
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    real = manifest.write

    def late(*args: Any) -> None:
        monkeypatch.setattr(manifest, "write", real)
        (path / "writer.lock").unlink()
        index.open(path, wait=0).close()
        real(*args)

    with index.open(path) as archive:
        monkeypatch.setattr(manifest, "write", late)
        with pytest.raises(ArchiveLockedError):
            archive.add([article("x")])
    whole(path, {"s0", "s1", "s2"})


def test_what_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    left = [path / manifest.segment_name(manifest.read(path).next), path / "archive.json.new"]
    for each in left:
        each.write_bytes(b"half")
    index.open(path).close()
    assert not any(each.exists() for each in left)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        disk.NewFile(tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"mine"


def test_two_commits_at_the_same_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is in the middle of replacing the manifest: the other one ends, typed."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    path = tmp_path / "a"
    add(path, series(3), extractor="none")
    with index.open(path) as archive:
        (path / "archive.json.new").write_bytes(b"another one's")
        with pytest.raises(ArchiveLockedError, match="committing"):
            archive.add([article("x")])
    whole(path, {"s0", "s1", "s2"})

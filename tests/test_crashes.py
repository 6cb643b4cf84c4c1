"""A process that dies at any call to the disk: what was acknowledged is whole, the rest is all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import index
from corpus import Rejected
from corpus.errors import ArchiveNotFoundError
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article, series

MOST_CALLS = 2000


def empty(path: Path) -> None:
    index.create(path, extractor="none").close()


def several(path: Path) -> None:
    """Segments of 26, twelve and six articles, one of them deleted; one rejected input.

    So a commit of up to three articles merges nothing.
    """
    add(path, [*series(26), Rejected("first.txt", "empty file")], extractor="none")
    for first, last in ((26, 38), (38, 44)):
        add(path, series(last)[first:])
    with index.open(path) as archive:
        archive.delete("s4")


def about_to_merge(path: Path) -> None:
    """Segments of eight, four and two articles, and a deleted one: a commit of two more makes them one."""
    add(path, [*series(9), Rejected("first.txt", "empty file")], extractor="none")
    for first, last in ((9, 13), (13, 15)):
        add(path, series(last)[first:])
    with index.open(path) as archive:
        archive.delete("s4")


def add_some(path: Path) -> None:
    add(path, [*series(5), Rejected("bad.txt", "empty file")])


def update(path: Path) -> None:
    """One new article, two that are changed, of one of which there is a version in the run already."""
    changed = [article(id_, body=f"A common text of {id_} anew.") for id_ in ("s1", "s40", "new", "s40")]
    add(path, [*changed, Rejected("bad.txt", "empty file")])


def delete(path: Path) -> None:
    with index.open(path) as archive:
        archive.delete("s0", "s30", "s43")


def add_two(path: Path) -> None:
    add(path, [article(f"m{n}", body=f"A common merging text{n}.") for n in range(2)])


@dataclass(frozen=True)
class Case:
    """Something that is done to an archive."""

    furnish: Callable[[Path], None]
    work: Callable[[Path], object]


CASES = {
    "a first add": Case(empty, add_some),
    "an add with updates": Case(several, update),
    "a deletion": Case(several, delete),
    "a commit that merges": Case(about_to_merge, add_two),
    "a rebuild": Case(several, index.rebuild),
}


@dataclass(frozen=True)
class Ready:
    """A case with what holds before and after it."""

    path: Path
    work: Callable[[Path], object]
    before: faults.Holding
    after: faults.Holding
    calls: tuple[str, ...]


def readied(folder: Path, case: Case) -> Ready:
    """Furnish an archive, and see what is done to a copy of it."""
    with faults.on(faults.Unsynced()):
        case.furnish(folder / "before")
        shutil.copytree(folder / "before", folder / "after")
    with faults.on(counting := faults.Unsynced()):
        case.work(folder / "after")
    before, after = faults.holding(folder / "before"), faults.holding(folder / "after")
    return Ready(folder / "before", case.work, before, after, tuple(counting.names))


@pytest.fixture(scope="module", params=CASES)
def ready(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return readied(tmp_path_factory.mktemp("crash"), CASES[request.param])


def recover(path: Path, before: faults.Holding) -> None:
    """The next commit works, and leaves no trace of the crash."""
    with faults.on(faults.Unsynced()):
        add(path, [article("next", body="The next common text.")])
    after = faults.holding(path)
    assert after.articles == before.articles | {("next", "The next common text.")}
    assert after.rejected == before.rejected
    assert faults.strangers(path) == set()


def crash(ready: Ready, folder: Path, at: int, *, torn: bool = False) -> bool:
    """Crash at a call; whether there was such a call at all.

    Args:
        ready: what is done, and to what.
        folder: where a copy may be made.
        at: the number of the call.
        torn: in the middle of it, where it is a writing; else before it.
    """
    copy = folder / f"{at}"
    shutil.copytree(ready.path, copy)

    def work() -> None:
        with faults.on(faults.Crashing(at, torn=torn)):
            ready.work(copy)

    ended = faults.forked(work)
    assert ended in (0, faults.CRASHED)
    expected = (ready.before, ready.after) if ended else (ready.after,)
    held = faults.holding(copy)
    assert held in expected
    recover(copy, held)
    shutil.rmtree(copy)
    return ended == faults.CRASHED


def crash_everywhere(ready: Ready, folder: Path) -> None:
    """Crash before each call and after the last, and in the middle of each writing."""
    for at, name in enumerate(ready.calls):
        assert crash(ready, folder, at)
        if name in ("write", "pwrite"):
            assert crash(ready, folder, at, torn=True)
    assert not crash(ready, folder, len(ready.calls))


def test_the_cases_are_what_they_are_called(ready: Ready) -> None:
    assert {"open", "write", "fsync", "replace"} <= set(ready.calls)
    assert faults.strangers(ready.path) == set()


def test_one_commit_merges_and_the_others_do_not(tmp_path: Path) -> None:
    several(tmp_path / "a")
    update(tmp_path / "a")
    assert len(manifest.read(tmp_path / "a").segments) == 4
    about_to_merge(tmp_path / "b")
    assert len(manifest.read(tmp_path / "b").segments) == 3
    add_two(tmp_path / "b")
    assert len(manifest.read(tmp_path / "b").segments) == 1


def test_a_crash_at_any_call(ready: Ready, tmp_path: Path) -> None:
    crash_everywhere(ready, tmp_path)


def test_a_crash_while_an_archive_is_made(tmp_path: Path) -> None:
    for at in range(MOST_CALLS):
        path = tmp_path / f"{at}"

        def work(path: Path = path, at: int = at) -> None:
            with faults.on(faults.Crashing(at, torn=True)):
                index.create(path, extractor="none").close()

        ended = faults.forked(work)
        try:
            held = faults.holding(path)
        except ArchiveNotFoundError:
            assert ended == faults.CRASHED
            empty(path)
            held = faults.holding(path)
        assert held.articles == frozenset()
        recover(path, held)
        if ended == 0:
            break
    assert at > 3

"""A disk that refuses any call: one typed error, nothing lost, and the same writer goes on afterwards."""

from __future__ import annotations

import errno
import gc
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus import Rejected
from corpus.errors import StorageError
from index import Index
from index.articles.schema import schema
from index.engine.embedded.store import manifest
from index.engine.embedded.store.store import Store

from . import faults
from .articles import add, article, series

NUMBERS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS)


def empty(path: Path) -> None:
    add(path, [], extractor="none")


def several(path: Path) -> None:
    """Segments of fourteen, six and three articles besides two deleted ones; one rejected input.

    So a commit of one article merges nothing.
    """
    add(path, [*series(16), Rejected("first.txt", "empty file")], extractor="none")
    for first, last in ((16, 22), (22, 25)):
        add(path, series(last)[first:])
    with index.open(path) as archive:
        archive.delete("s4", "s5")


def about_to_merge(path: Path) -> None:
    """Segments of eight, four and two articles: a commit of two more makes them one."""
    add(path, series(8), extractor="none")
    for first, last in ((8, 12), (12, 14)):
        add(path, series(last)[first:])


def add_some(archive: Index) -> None:
    archive.add([*series(5), Rejected("bad.txt", "empty file")])


def update(archive: Index) -> None:
    archive.add([article("s1", body="A common text anew."), Rejected("bad.txt", "empty file")])


def merge(archive: Index) -> None:
    archive.add([article(f"m{n}", body=f"A common merging text{n}.") for n in range(2)])


def delete(archive: Index) -> None:
    archive.delete("s0", "s18", "s24")


def rebuild(archive: Index) -> None:
    archive.close()
    index.rebuild(archive.path)


@dataclass(frozen=True)
class Case:
    """Something that is done to an archive."""

    furnish: Callable[[Path], None]
    work: Callable[[Index], object]


CASES = {
    "a first add": Case(empty, add_some),
    "an update": Case(several, update),
    "a merge": Case(about_to_merge, merge),
    "a deletion": Case(several, delete),
    "a rebuild": Case(several, rebuild),
}


@dataclass(frozen=True)
class Ready:
    """A case with what holds before and after it, and the calls that it takes."""

    path: Path
    case: Case
    before: faults.Holding
    after: faults.Holding
    calls: tuple[str, ...]


def readied(folder: Path, case: Case) -> Ready:
    with faults.on(faults.Unsynced()):
        case.furnish(folder / "before")
    shutil.copytree(folder / "before", folder / "after")
    with index.open(folder / "after") as archive, faults.on(counting := faults.Unsynced()):
        case.work(archive)
    before, after = faults.holding(folder / "before"), faults.holding(folder / "after")
    return Ready(folder / "before", case, before, after, tuple(counting.names))


@pytest.fixture(scope="module", params=CASES)
def ready(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return readied(tmp_path_factory.mktemp("refusing"), CASES[request.param])


def add_one(path: Path) -> None:
    store = Store(path, schema())
    with store.writer() as writer:
        writer.attach("rejected", b'[["another.txt", "empty file"]]')


def refuse(ready: Ready, copy: Path, failing: faults.Failing) -> None:
    """Do the work while the disk refuses, see what is there, and do it again when the disk does not."""
    shutil.copytree(ready.path, copy)
    with index.open(copy) as archive:
        refused = _tried(ready.case.work, archive, failing)
        assert failing.refused
        assert faults.holding(copy) in ((ready.before, ready.after) if refused else (ready.after,))
        with faults.on(faults.Unsynced()):
            ready.case.work(archive)
        assert faults.holding(copy) == ready.after
        if faults.strangers(copy):  # of a commit that was in place when it was refused; the next removes them
            with faults.on(faults.Unsynced()):
                add_one(copy)
            assert faults.strangers(copy) == set()
    shutil.rmtree(copy)


def _tried(work: Callable[[Index], object], archive: Index, failing: faults.Failing) -> bool:
    """Whether the work was refused: then by one error of ours, which says what the disk said."""
    with faults.on(failing):
        try:
            work(archive)
        except StorageError as error:
            assert os.strerror(failing.number) in error.message
            assert str(archive.path) in error.message
            assert error.hint
            assert isinstance(error.__cause__, OSError)
            return True
    return False


def numbers_at(at: int, *, lasting: bool) -> tuple[int, ...]:
    """Some of the errors to try a call with: all of them in turn, and often that of a full disk."""
    turning = NUMBERS[at % len(NUMBERS)]
    return (turning,) if lasting else tuple({turning, errno.ENOSPC})


def refuse_everywhere(ready: Ready, folder: Path, *, lasting: bool, all_of_them: bool = False) -> None:
    """Refuse each call in turn.

    Args:
        ready: what is done, and to what.
        folder: where copies may be made.
        lasting: whether the disk goes on refusing.
        all_of_them: with each of the errors, each writing too; else with some.
    """
    for at in range(len(ready.calls)):
        for number in NUMBERS if all_of_them else numbers_at(at, lasting=lasting):
            refuse(ready, folder / f"{at}-{number}", faults.Failing(number, at, lasting=lasting))


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "until it is lifted"])
def test_any_call_may_be_refused(ready: Ready, tmp_path: Path, lasting: bool) -> None:  # noqa: FBT001
    refuse_everywhere(ready, tmp_path, lasting=lasting)


def test_a_merge_is_one(tmp_path: Path) -> None:
    about_to_merge(tmp_path / "a")
    assert len(manifest.read(tmp_path / "a").segments) == 3
    with index.open(tmp_path / "a") as archive:
        merge(archive)
    assert len(manifest.read(tmp_path / "a").segments) == 1


def test_a_disk_that_writes_a_byte_less_costs_nothing(ready: Ready, tmp_path: Path) -> None:
    shutil.copytree(ready.path, tmp_path / "a")
    with index.open(tmp_path / "a") as archive, faults.on(faults.Short()):
        ready.case.work(archive)
    assert faults.holding(tmp_path / "a") == ready.after


def test_what_is_refused_is_freed(tmp_path: Path) -> None:
    """A disk that refuses again and again is not filled with what it refused, nor are descriptors kept."""
    several(tmp_path / "a")
    opened = descriptors()
    with index.open(tmp_path / "a") as archive:
        for at in [*range(12)] * 3:
            with faults.on(faults.Failing(errno.ENOSPC, at, lasting=True)), pytest.raises(StorageError):
                update(archive)
        size = sum(entry.stat().st_size for entry in (tmp_path / "a").iterdir())
        update(archive)
    assert faults.strangers(tmp_path / "a") == set()
    assert descriptors() <= opened + 2
    assert sum(entry.stat().st_size for entry in (tmp_path / "a").iterdir()) <= 2 * size


def descriptors() -> int:
    """How many files this process has open, where that is to be known."""
    # A caught error's frames may form a cycle that keeps what they hold until collected (Python 3.13).
    gc.collect()
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


# Deleting on a full disk


class Full(faults.Stand):
    """A disk with no byte left but those of files that are removed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.free = 0

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        before = self._used()
        grows = name in ("write", "pwrite") and self._growth(name, args)
        if grows > self.free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        result = real(*args)
        self.free += before - self._used()
        return result

    def _growth(self, name: str, args: tuple[Any, ...]) -> int:
        size = os.fstat(args[0]).st_size
        start = args[2] if name == "pwrite" else os.lseek(args[0], 0, os.SEEK_CUR)
        return max(0, start + memoryview(args[1]).nbytes - size)

    def _used(self) -> int:
        return sum(entry.stat().st_size for entry in self.folder.iterdir())


def test_articles_are_deleted_on_a_full_disk_and_go_on_to_be(tmp_path: Path) -> None:
    several(tmp_path / "a")
    with index.open(tmp_path / "a") as archive, faults.on(Full(tmp_path / "a")):
        with pytest.raises(StorageError, match="No space left"):
            archive.add([article("new", body="common " * 4000)])
        for id_ in ("s0", "s24", "s18", "s11", "s1"):
            assert archive.delete(id_) == 1
    ids = {id_ for id_, _ in faults.holding(tmp_path / "a").articles}
    assert ids == {f"s{n}" for n in range(25)} - {"s0", "s24", "s18", "s11", "s1", "s4", "s5"}


# Reading


@contextmanager
def reading_refused(number: int, at: int) -> Iterator[list[str]]:
    """Refuse one opening of a file for reading."""
    opened: list[str] = []
    real = io.open

    def refusing(file: Any, *args: Any, **more: Any) -> Any:
        opened.append(str(file))
        if len(opened) == at + 1:
            raise OSError(number, os.strerror(number), str(file))
        return real(file, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", refusing)  # what Path.open calls
        yield opened


USES: dict[str, Callable[[Path], object]] = {
    "searching": lambda path: searcher.open(path).close(),
    "writing": lambda path: index.open(path, wait=0).close(),
    "checking": index.check,
    "rebuilding": index.rebuild,
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.EMFILE])
def test_reading_may_be_refused(tmp_path: Path, use: str, number: int) -> None:
    several(tmp_path / "a")
    before = faults.holding(tmp_path / "a")
    for at in range(100):
        with reading_refused(number, at) as opened:
            try:
                USES[use](tmp_path / "a")
            except StorageError as error:
                assert os.strerror(number) in error.message
        assert faults.holding(tmp_path / "a") == before
        if len(opened) <= at:
            break
    assert at > 0

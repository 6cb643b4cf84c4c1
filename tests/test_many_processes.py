"""Writers and readers as processes: one writes at a time, and every reader sees whole commits only.

A commit brings a batch of articles, and a tally that counts the commits: whoever sees the tally at n sees the
n batches, and no other article. ``tools/damage`` does it with more commits.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus.errors import ArchiveLockedError
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article

WRITERS, READERS = 16, 8
BATCH = 3
ENOUGH_SECONDS = 120
"""For a writer to wait for all the others."""
HOLDER = re.compile(r"process (\d+) on \S+ since .+|another writer")


def batch(n: int) -> list[Any]:
    """The articles of the n-th commit, of which the tally tells."""
    together = [article(f"b{n:04}-{i}", body=f"A common text in batch{n}.") for i in range(BATCH)]
    return [*together, article("tally", body=f"So far {n} commits, said common sense.")]


def seen(archive: searcher.Archive) -> int:
    """How many commits a reader sees, after everything it sees was compared with that."""
    n = int(re.findall(r"\d+", archive.get("tally").body)[0])
    expected = {each.id for k in range(1, n + 1) for each in batch(k)} | {"tally"}
    assert set(archive.search("", limit=0).ids) == expected
    assert archive.search("common", limit=1).total == len(expected)
    if n:
        assert archive.search(f"batch{n}", limit=0, sort="oldest").ids == tuple(
            f"b{n:04}-{i}" for i in range(BATCH)
        )
        assert archive.search(f"batch{n + 1}").total == 0
    return n


def write(path: Path, commits: int, wait: float) -> tuple[int, int]:
    """Commit until there are as many as that; how many were ours, and how often another writer was named."""
    done = locked = 0
    while True:
        try:
            with index.open(path, wait=wait) as writer, searcher.open(path) as archive:
                n = int(re.findall(r"\d+", archive.get("tally").body)[0])
                if n >= commits:
                    return done, locked
                assert writer.add(batch(n + 1)).added == BATCH
                done += 1
        except ArchiveLockedError as error:
            assert HOLDER.fullmatch(error.holder), error.holder
            locked += error.holder != "another writer"


def read(path: Path, commits: int) -> int:
    """Read until all commits are there; how many different numbers of them were seen."""
    numbers = [0]
    with searcher.open(path) as archive:
        while numbers[-1] < commits:
            time.sleep(0.1)  # lest the readers take all the time there is
            archive.refresh()
            numbers.append(seen(archive))
            assert numbers[-1] >= numbers[-2]
    return len(set(numbers))


def children(works: list[Callable[[], object]]) -> list[object]:
    """Do all of it at once, each in a process of its own; what each says."""
    lines = []
    for work in works:
        get, put = os.pipe()
        if os.fork() == 0:
            try:
                os.write(put, json.dumps(work()).encode())
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 -- whatever it is, it is told
                os.write(put, json.dumps(f"{type(error).__name__}: {error}"[:4000]).encode())
            finally:
                os._exit(1)
        os.close(put)
        lines.append(get)
    said = []
    for get in lines:
        with open(get, "rb") as line:  # noqa: PTH123 -- a descriptor
            said.append(json.loads(line.read() or b'"nothing"'))
    for _ in lines:
        os.wait()
    return said


def crowd(path: str, commits: int) -> None:
    """Writers and readers at once; print what they say. Half of the writers wait, half are impatient."""
    archive = Path(path)
    waits = [ENOUGH_SECONDS if n % 2 else 0.2 for n in range(WRITERS)]
    works: list[Callable[[], object]] = [lambda w=wait: write(archive, commits, w) for wait in waits]  # type: ignore[misc] # mypy does not see the default
    works += [lambda: read(archive, commits)] * READERS
    sys.stdout.write(json.dumps(children(works)))


def run_crowd(path: Path, commits: int) -> tuple[list[Any], list[Any]]:
    """What writers and readers say; they are forked from a process that has but one thread."""
    with faults.on(faults.Unsynced()):
        add(path, [article("tally", body="So far 0 commits, said common sense.")], extractor="none")
    code = f"from tests import test_many_processes as t; t.crowd({str(path)!r}, {commits})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return said[:WRITERS], said[WRITERS:]


def whole(path: Path, commits: int) -> None:
    """An archive holds that many commits, and no trace of how it came to them."""
    with searcher.open(path) as archive:
        assert seen(archive) == commits
    assert index.check(path).problems == ()
    assert faults.strangers(path) == set()
    assert len(manifest.read(path).segments) <= 1 + math.log2(BATCH * commits + 1)


def test_many_writers_and_readers(tmp_path: Path) -> None:
    commits = 60
    writers, readers = run_crowd(tmp_path / "a", commits)
    assert all(isinstance(each, list) for each in writers), writers
    assert all(isinstance(each, int) for each in readers), readers
    assert sum(done for done, _ in writers) == commits
    assert sum(locked for _, locked in writers) > 0
    assert max(readers) > 3
    whole(tmp_path / "a", commits)


# Locks


@contextlib.contextmanager
def program(code: str) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], bytes]]]:
    """A Python process of its own, and what reads a line of what it says; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )
    assert process.stdout
    try:
        yield process, process.stdout.readline
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def test_a_killed_writers_lock_is_free_at_once_and_its_commit_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    add(path, [article("tally", body="So far 0 commits, said common sense.")], extractor="none")
    code = f"""
import itertools
import index
from pathlib import Path
from tests import test_many_processes as t
with index.open({str(path)!r}) as writer:
    for n in itertools.count({{}}):
        writer.add(t.batch(n + 1))
        print(n + 1, flush=True)
"""
    last = 0
    for turn in range(5):
        with program(code.format(last)) as (process, line):
            acknowledged = [int(line()) for _ in range(2 + turn)][-1]
            with pytest.raises(ArchiveLockedError) as caught:
                index.open(path, wait=0)
            assert f"process {process.pid} on" in caught.value.holder
            time.sleep(0.007 * turn)
            process.kill()
            process.wait()
            index.open(path, wait=0).close()
        with searcher.open(path) as archive:
            last = seen(archive)
        assert last >= acknowledged
        assert index.check(path).problems == ()
        assert faults.strangers(path) == set()


FORKS = """
import os, threading, time
import index
held = index.open({path!r})
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
if os.fork() == 0:
    time.sleep(60)
    os._exit(0)
{then}
print("forked", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("then", ["held.close()", ""])
def test_a_child_forked_beside_a_thread_does_not_keep_the_lock(tmp_path: Path, then: str) -> None:
    """Whether its parent closes the archive, or is killed while it holds it."""
    index.create(tmp_path / "a", extractor="none").close()
    with program(FORKS.format(path=str(tmp_path / "a"), then=then)) as (process, line):
        assert line() == b"forked\n"
        if not then:
            with pytest.raises(ArchiveLockedError, match=f"process {process.pid} on"):
                index.open(tmp_path / "a", wait=0)
            process.kill()
            process.wait()
        index.open(tmp_path / "a", wait=1).close()  # a moment, for the child to begin


def test_a_child_forked_by_a_thread_leaves_the_lock_to_its_parent(tmp_path: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive:
        ended: list[int] = []
        thread = threading.Thread(target=lambda: ended.append(faults.forked(lambda: None)))
        thread.start()
        thread.join()
        assert ended == [0]
        with pytest.raises(ArchiveLockedError):
            index.open(tmp_path / "a", wait=0)
        archive.add(batch(1))
    with searcher.open(tmp_path / "a") as reader:
        assert seen(reader) == 1


def test_a_forked_child_reads_on_and_writes_nothing_of_its_parents(tmp_path: Path) -> None:
    add(tmp_path / "a", batch(1), extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        assert seen(archive) == 1
        add(tmp_path / "a", batch(2))

        def look() -> None:
            assert seen(archive) == 1
            archive.refresh()
            assert seen(archive) == 2

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            assert faults.forked(look) == 0
        assert seen(archive) == 1

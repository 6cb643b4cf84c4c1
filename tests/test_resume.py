"""A run that is killed is gone on with: nothing is lost or read twice; and Ctrl-C keeps what is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import corpus
import index
import searcher
from corpus.reading import pool
from index.ingest import indexer

from . import faults, sources

KILLS = 10

RUN = """
import signal, sys
import corpus, index
from corpus.reading import pool
from index.engine.embedded.build import document_pool as making
from index.ingest import indexer
signal.signal(signal.SIGINT, signal.default_int_handler)
indexer.BATCH_ARTICLES = 7
pool.LARGE_BYTES = 1000
path, sources, number = sys.argv[1:]
try:
    opened = index.open(path)
except corpus.errors.ArchiveNotFoundError:
    opened = index.create(path, extractor="none")
with opened:
    report = opened.add(
        corpus.read(sources),
        processes=int(number),
        each=lambda line: print(line.outcome, line.origin, flush=True),
    )
print("whole", report.total, flush=True)
"""


def start(archive: Path, folder: Path, processes: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(archive), str(folder), str(processes)]
    project = Path(__file__).parents[1]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=project)


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_and_resumed(tmp_path: Path, processes: int) -> None:
    articles = sources.write(tmp_path / "s", pages=30, rows=400, members=60)
    chance = random.Random(processes)
    told: list[str] = []
    for _ in range(KILLS):
        with start(tmp_path / "a", tmp_path / "s", processes) as process:
            assert process.stdout
            told += [process.stdout.readline() for _ in range(chance.randint(0, 10))]
            time.sleep(chance.random() * 0.02)
            process.kill()
            told += process.stdout.read().splitlines(keepends=True)
    assert not any("whole" in line for line in told), "killed too late to show anything"
    with start(tmp_path / "a", tmp_path / "s", processes) as process:
        told += process.communicate()[0].splitlines(keepends=True)
    assert told.pop() in (f"whole {articles}\n", f"whole {articles + 1}\n")
    outcomes = Counter(line.split()[0] for line in told if line.endswith("\n"))
    assert set(outcomes) <= {"added", "rejected"}, "something was read twice"
    assert outcomes["rejected"] <= 1
    with searcher.open(tmp_path / "a") as archive:
        found = archive.search("", limit=0, undated="include").ids
        assert len(found) == len(set(found)) == articles
        assert len(archive.statistics().rejected) == 1
    assert index.check(tmp_path / "a").problems == ()
    assert faults.strangers(tmp_path / "a") == set()


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("stop", [3, 13, 55, 80])
def test_an_error_in_the_middle_is_gone_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int, stop: int
) -> None:
    """At whatever kind of source: among pages, within an export, within an archive of pages."""
    monkeypatch.setattr(indexer, "BATCH_ARTICLES", 4)
    monkeypatch.setattr(pool, "LARGE_BYTES", 1000)
    articles = sources.write(tmp_path / "s")
    told: list[str] = []

    def each(line: index.Line) -> None:
        told.append(line.origin)
        if len(told) == stop:
            raise OSError

    with index.create(tmp_path / "a", extractor="none") as archive:
        with pytest.raises(corpus.errors.StorageError):
            archive.add(corpus.read(tmp_path / "s"), each=each, processes=processes)
        report = archive.add(
            corpus.read(tmp_path / "s"), each=lambda line: told.append(line.origin), processes=processes
        )
    assert report.added + report.unopened == report.total - len(report.rejected) == articles
    assert report.unopened >= stop - 1
    assert len(told) == len(set(told))


def test_ctrl_c_keeps_what_is_whole(tmp_path: Path) -> None:
    code = f"""
import signal, time
import index
from tests.articles import article
signal.signal(signal.SIGINT, signal.default_int_handler)
def articles():
    yield from (article(f"a{{n}}") for n in range(5))
    print("ready", flush=True)
    time.sleep(60)
with index.create({str(tmp_path / "a")!r}, extractor="none") as archive:
    try:
        archive.add(articles())
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
    command = [sys.executable, "-c", code]
    project = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=project) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "interrupted\n"
    with searcher.open(tmp_path / "a") as archive:
        assert archive.search("", limit=0, undated="include").total == 5

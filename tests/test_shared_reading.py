"""Reading in several processes: the same as in one; and what becomes of workers that end, or are stuck."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

import corpus
import index
from corpus import Article, Rejected
from corpus.readers import Options
from corpus.reading import pool
from corpus.reading.inputs import Reading
from corpus.reading.pool import Job, Readers
from index.ingest.intake import entry_of, pack_entry, unpack_entry

from . import sources

Given = tuple[str, object]


def read(reading: Reading, number: int) -> list[Given]:
    """Everything that is given, and when a file ends, in order."""
    given: list[Given] = []
    with Readers(reading, pack_entry, processes=number) as readers:
        for job, entry, _ in readers.read(Job(one) for one in reading.inputs()):
            if isinstance(entry, bytes):
                found = unpack_entry(entry)
            else:
                found = entry if entry is None else entry_of(entry)
            given.append((job.input.origin, described(found)))
    return given


def described(found: object) -> object:
    if isinstance(found, Rejected) or found is None:
        return found
    return (getattr(found, "id"), getattr(found, "origin"), getattr(found, "fingerprint"))  # noqa: B009 -- of any type


@pytest.mark.parametrize("large", [1, 1000, 10**9])
def test_the_order_is_that_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(pool, "LARGE_BYTES", large)
    articles = sources.write(tmp_path / "s")
    (tmp_path / "s" / "empty.txt").write_text("")
    one, two, three = (read(corpus.read(tmp_path / "s"), number) for number in (1, 2, 3))
    assert one == two == three
    assert len([found for _, found in one if isinstance(found, tuple)]) == articles


@pytest.mark.parametrize("number", [1, 2])
def test_an_archive_is_the_same_however_many_read(tmp_path: Path, number: int) -> None:
    sources.write(tmp_path / "s")
    lines: list[index.Line] = []
    with index.create(tmp_path / str(number), extractor="none") as archive:
        report = archive.add(corpus.read(tmp_path / "s"), processes=number, each=lines.append)
    assert report.readers == {"captured": 42, "jsonl": 45}
    assert [line.outcome for line in lines].count("added") == 87
    assert index.check(tmp_path / str(number)) == index.Check(87, ())


class Trouble:
    """Reads pages, and comes to grief over some."""

    name = "trouble"

    def sniff(self, head: bytes, name: str) -> bool:
        return bool(head) and not name

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        text = stream.read()
        if b"poison" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"stuck" in text:
            time.sleep(600)
        if b"greedy" in text:
            yield Article("greedy", str(len(bytes(1 << 40))), "")
        yield Article(options.origin, "Title", text.decode())


@pytest.fixture
def trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(corpus.READERS, "trouble", Trouble())
    monkeypatch.setattr(pool, "LONGEST_SECONDS", 2.0)
    (tmp_path / "s").mkdir()
    for n in range(12):
        (tmp_path / "s" / f"p{n:02}").write_text("sound")
    return tmp_path / "s"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("poison", "the process that read it was ended by SIGKILL, maybe for want of memory"),
        ("stuck", "took longer than 2 s"),
        ("greedy", "too large for the memory there is; split it"),
    ],
)
def test_a_file_that_brings_down_its_reader_is_rejected(trouble: Path, text: str, reason: str) -> None:
    (trouble / "p05").write_text(text)
    given = read(corpus.read(trouble, reader="trouble"), 2)
    assert (str(trouble / "p05"), Rejected(str(trouble / "p05"), reason)) in given
    sound = [origin for origin, found in given if isinstance(found, tuple)]
    assert sound == [str(trouble / f"p{n:02}") for n in range(12) if n != 5]
    assert [found for _, found in given].count(None) == 12


def test_a_member_that_brings_down_its_reader_costs_only_itself(
    trouble: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    monkeypatch.setattr(pool, "LARGE_BYTES", 1)
    with zipfile.ZipFile(trouble / "z.zip", "w") as archive:
        for n in range(20):
            archive.writestr(f"m{n:02}", "poison" if n == 8 else f"sound {n}")
    given = read(corpus.read(trouble / "z.zip", reader="trouble"), 2)
    (rejected,) = (found for _, found in given if isinstance(found, Rejected))
    assert rejected.source == f"{trouble / 'z.zip'} (part 9)"
    names = [found[0] for _, found in given if isinstance(found, tuple)]
    assert [str(name)[-3:] for name in names] == [f"m{n:02}" for n in range(20) if n != 8]

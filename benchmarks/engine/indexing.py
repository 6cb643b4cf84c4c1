"""Indexing and opening, each time in a fresh process, the contenders taking turns.

python -m benchmarks.engine.indexing index NAME COLLECTION DOCUMENTS FOLDER WORKERS
python -m benchmarks.engine.indexing open NAME ASK FOLDER
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from .contender import Contender, make
from .queries import Ask

PROJECT = Path(__file__).parents[2]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Indexed:
    """One run.

    Attributes:
        documents: how many.
        wall, cpu: seconds, from the first row to the commit; CPU of all threads and processes.
        peak: bytes in memory at most, of all processes together, above what it took to start.
        size: bytes on the disk.
        segments: parts of the index.
    """

    documents: int
    wall: float
    cpu: float
    peak: int
    size: int
    segments: int


def index_in_turns(
    runs: Sequence[tuple[str, int]], collection: Path, documents: int, folder: Path, rounds: int
) -> dict[str, Indexed]:
    """Index a collection with every contender, round after round; the medians.

    The indexes of the last round stay, in a folder for each contender's name.

    Args:
        runs: contender and number of workers.
        collection: the rows.
        documents: how many of them.
        folder: where indexes are made.
        rounds: how often.
    """
    measured: dict[str, list[Indexed]] = {label(*run): [] for run in runs}
    for number in range(rounds):
        for name, workers in turned(runs, number):
            target = folder / label(name, workers)
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            arguments = ["index", name, str(collection), str(documents), str(target), str(workers)]
            measured[label(name, workers)].append(Indexed(**child(*arguments)))
    return {name: _median(found) for name, found in measured.items()}


def open_in_turns(names: Sequence[str], ask: Ask, folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds from opening the index to the answer of a first question; imports are not counted."""
    measured: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in turned(names, number):
            arguments = ["open", name, ask.to_json(), str(folder / label(name, 1))]
            measured[name].append(child(*arguments)["milliseconds"])
    return {name: median(found) for name, found in measured.items()}


def label(name: str, workers: int) -> str:
    """A contender with its number of workers, where there are several."""
    return name if workers == 1 else f"{name} ×{workers}"


def turned(runs: Sequence[T], number: int) -> list[T]:
    """The runs in another order each round, so that none always follows the same one."""
    start = number % len(runs)
    return [*runs[start:], *runs[:start]]


def child(*arguments: str) -> dict[str, Any]:
    """What a fresh process measured."""
    command = [sys.executable, "-m", f"{__package__}.indexing", *arguments]
    done = subprocess.run(command, cwd=PROJECT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def index_here(name: str, collection: Path, documents: int, folder: Path, workers: int) -> Indexed:
    """One run, in this process."""
    contender = make(name, folder)
    before, cpu, began = _own_peak(), _cpu(), time.perf_counter()
    contender.index(_lines(collection, documents), workers)
    wall, spent = time.perf_counter() - began, _cpu() - cpu
    peak = _own_peak() - before + workers * _largest_child()
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    contender.open()
    with closing(contender):
        return Indexed(documents, wall, spent, peak, size, contender.segments())


def open_here(contender: Contender, ask: Ask) -> float:
    """Milliseconds to the first answer, in this process.

    The second time in it: what is imported on first use, by whichever contender, is not the opening's.
    """
    for _ in range(2):
        began = time.perf_counter()
        contender.open()
        answer = contender.prepared(ask)
        assert answer
        answer()
        taken = time.perf_counter() - began
        contender.close()
    return taken * 1000


def _lines(collection: Path, documents: int) -> Iterator[bytes]:
    with collection.open("rb") as file:
        yield from islice(file, documents)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _own_peak() -> int:
    """Bytes that this process has had in memory at most.

    From the kernel's high-water mark, where it has one: the resource usage of a started process begins with
    that of the one that started it.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _largest_child() -> int:
    """Bytes of the largest process that this one started and that has ended; what they share counts too."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def _median(runs: Sequence[Indexed]) -> Indexed:
    return sorted(runs, key=lambda run: run.wall)[len(runs) // 2]


def main(arguments: Sequence[str]) -> None:
    """Measure what a parent asks for; the figures as JSON."""
    what, name, *others = arguments
    if what == "index":
        collection, documents, folder, workers = others
        run = index_here(name, Path(collection), int(documents), Path(folder), int(workers))
        print(json.dumps(asdict(run)))
    else:
        text, folder = others
        print(json.dumps({"milliseconds": open_here(make(name, Path(folder)), Ask.from_json(text))}))


if __name__ == "__main__":
    main(sys.argv[1:])

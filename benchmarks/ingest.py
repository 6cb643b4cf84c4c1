"""What a user waits for: indexing, indexing again, rebuilding, searching; each as a whole process.

    python benchmarks/ingest.py [FOLDER OF CORPORA]

Then where the time of indexing goes, and what a second process saves. Times are of this machine; what counts
are the ratios within one run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 5
PAIRS = 2
"""How often one process and two are compared, in turns."""

CORPORA = {"Reuters-21578": "reuters21578.jsonl.gz", "press releases": "congress_press.jsonl.gz"}


def main() -> None:
    """Measure on Reuters-21578, and on 26,745 longer articles."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    source = str(folder / "reuters21578.jsonl.gz")
    with tempfile.TemporaryDirectory() as scratch:
        archive = ["--archive", str(Path(scratch) / "reuters.archive")]
        first = run("index", source, *archive)
        again = run("index", source, *archive)
        anew = run("index", source, *archive, "--again")
        report("dateline index, 21,578 inputs", first)
        report("the same again, the file unchanged", again)
        report("the same again, read anew", anew)
        print(f"{'again / first':44} {again[0] / first[0]:8.3f} of the time")
        print(f"{'read anew / first':44} {anew[0] / first[0]:8.3f} of the time")
        report("dateline rebuild", run("rebuild", *archive))
        for query in ('"crude oil" production', "oil OR gas", "wheat place:Japan"):
            report(f"dateline search {query}", best("search", query, *archive))
        report("dateline --help", best("--help"))
    for name, file in CORPORA.items():
        stages(name, folder / file)
        two_for_one(name, folder / file)


def stages(name: str, source: Path) -> None:
    """Print the CPU seconds of each stage of indexing, one after the other in this process."""
    import corpus
    from corpus import entities
    from index.articles.documents import document
    from index.articles.schema import schema
    from index.engine.embedded.build.builder import SegmentBuilder
    from index.ingest.intake import entry_of

    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 -- whatever the work gives
        began = time.process_time()
        result = work()
        seconds[stage] = time.process_time() - began
        return result

    extractor, builder = entities.get("cues"), SegmentBuilder(schema())
    articles = [
        each for each in timed("read", lambda: list(corpus.read(source))) if isinstance(each, corpus.Article)
    ]
    timed("compare", lambda: [entry_of(each) for each in articles])
    names = timed("find names", lambda: [extractor.extract(each) for each in articles])

    def build() -> None:
        for article, found in zip(articles, names, strict=True):
            builder.add(document(article, found, ""))

    timed("make documents", build)
    with tempfile.TemporaryDirectory() as scratch:
        timed("write the segment", lambda: builder.write(Path(scratch) / "00000001.segment"))
    whole = sum(seconds.values())
    print(f"\n{name}: {len(articles):,} articles, one process")
    for stage, spent in seconds.items():
        print(f"  {stage:42} {spent:8.2f} s CPU {spent / whole:7.0%}")


def two_for_one(name: str, source: Path) -> None:
    """Print how long one process takes, and two; and the most memory that all of them took together."""
    walls: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(PAIRS):
        for processes, seconds in walls.items():
            with tempfile.TemporaryDirectory() as scratch:
                archive = str(Path(scratch) / "a")
                command = ["index", str(source), "--archive", archive, "--processes", str(processes)]
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                began = time.monotonic()
                memory = peak([sys.executable, "-m", "searcher.cli", *command])
                seconds.append(time.monotonic() - began)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            print(
                f"  {name}, processes: {processes:<17} {seconds[-1]:8.2f} s wall {cpu:8.2f} s CPU"
                f" {memory / 1024**2:6.0f} MB"
            )
    print(f"  {'two processes are faster by':42} {min(walls[1]) / min(walls[2]):8.2f}")


def peak(command: list[str]) -> int:
    """The most bytes that a command and its children held at one time, shared pages counted once."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        most = 0
        while process.poll() is None:
            most = max(most, held(process.pid))
            time.sleep(0.2)
    return most


def held(process: int) -> int:
    """Bytes of a process and its children (Linux); 0 where that is not known."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        children = []
    return sum(proportional(each) for each in (str(process), *children))


def proportional(process: str) -> int:
    """A process's proportional set size in bytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def run(*arguments: str) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and exit status of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    command = [sys.executable, "-m", "searcher.cli", *arguments]
    status = subprocess.run(command, check=False, capture_output=True).returncode
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return wall, cpu, status


def best(*arguments: str) -> tuple[float, float, int]:
    """The median of several runs."""
    return sorted(run(*arguments) for _ in range(ROUNDS))[ROUNDS // 2]


def report(name: str, measured: tuple[float, float, int]) -> None:
    """Print one row."""
    wall, cpu, status = measured
    print(f"{name:44} {wall:8.2f} s wall {cpu:8.2f} s CPU   exit {status}", flush=True)


if __name__ == "__main__":
    main()

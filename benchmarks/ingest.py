"""What a user waits for: indexing, indexing again, rebuilding, searching; each as a whole process.

    python benchmarks/ingest.py [FOLDER OF CORPORA]

Times are of this machine; what counts are the ratios within one run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5


def main() -> None:
    """Measure on Reuters-21578."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    source = str(folder / "reuters21578.jsonl.gz")
    with tempfile.TemporaryDirectory() as scratch:
        archive = ["--archive", str(Path(scratch) / "reuters.archive")]
        first = run("index", source, *archive)
        again = run("index", source, *archive)
        report("dateline index, 21,578 inputs", first)
        report("the same again, nothing changed", again)
        print(f"{'again / first':44} {again[0] / first[0]:8.3f} of the time")
        report("dateline rebuild", run("rebuild", *archive))
        for query in ('"crude oil" production', "oil OR gas", "wheat place:Japan"):
            report(f"dateline search {query}", best("search", query, *archive))
        report("dateline --help", best("--help"))


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

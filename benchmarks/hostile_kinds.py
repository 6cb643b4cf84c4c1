"""What every kind of hostile file costs, through the command line and through the library in one process.

    python -m benchmarks.hostile_kinds [--sizes 0.3,1,10] [--ways command,library] [--jobs N] [NAME …]

Each file of ``tests/hostile.py`` lies between two good ones in a folder that a process of its own indexes.
Its CPU seconds and its peak memory, those of its children included, are measured from outside. More than 10 s
for each MB and one to start with, more than 60 s, more than 512 MiB, a good neighbour that is missing, or a
hostile file without a word in the report, is a failure. Rows of values between tabs: way, kind, MB, seconds,
MiB, verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import Kind, kinds

SECONDS_PER_MEGABYTE, MOST_SECONDS, MOST_MEMORY = 10.0, 60.0, 512 * 1024**2
PATIENCE = 150  # seconds of the clock, on a machine that others use too

GOOD = "A good page {}\n\nThu Dec 1, 2016 22:09:14\n\nIt must survive all of this.\n"
LIBRARY = """
import json, sys, corpus, index
with index.create(sys.argv[2]) as ix:
    report = ix.add(corpus.read(sys.argv[1]), processes=1)
rejected = [[one.source, one.reason] for one in report.rejected]
print(json.dumps({"added": report.added, "rejected": [{"source": s, "reason": r} for s, r in rejected]}))
"""
COMMAND = "import sys; from searcher.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file cost, and what is wrong with that."""

    way: str
    kind: str
    megabytes: float
    seconds: float
    mebibytes: float
    verdict: str

    def row(self) -> str:
        """Tab-separated."""
        return (
            f"{self.way}\t{self.kind}\t{self.megabytes:.2f}\t{self.seconds:.2f}\t{self.mebibytes:.0f}"
            f"\t{self.verdict}"
        )


def main() -> int:
    """Measure all that was asked for; 1 when anything was too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="0.3,1,10", help="megabytes")
    parser.add_argument("--ways", default="command,library")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("names", nargs="*", help="parts of the names of kinds; all without one")
    asked = parser.parse_args()
    failed = False
    with ThreadPoolExecutor(asked.jobs) as pool:
        for cost in pool.map(lambda task: measured(*task), tasks(asked)):
            print(cost.row(), flush=True)
            failed |= not cost.verdict.startswith("ok")
    return int(failed)


def tasks(asked: argparse.Namespace) -> Iterator[tuple[str, str, Kind, float]]:
    """Way, name, kind and megabytes."""
    for size in map(float, asked.sizes.split(",")):
        for name, kind in kinds().items():
            if not asked.names or any(part in name for part in asked.names):
                for way in asked.ways.split(","):
                    yield way, name, kind, size


def measured(way: str, name: str, kind: Kind, megabytes: float) -> Cost:
    """The cost of one file, indexed between two good ones."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "in"
        folder.mkdir()
        hostile = folder / f"hostile{kind.suffix}"
        hostile.write_bytes(kind.make(int(megabytes * 1e6)))
        size = hostile.stat().st_size / 1e6
        for good in ("a-good.txt", "z-good.txt"):
            (folder / good).write_text(GOOD.format(good))
        archive = f"{scratch}/archive"
        asked = (
            [COMMAND, "index", str(folder), "--archive", archive, "--json"]
            if way == "command"
            else [LIBRARY, str(folder), archive]
        )
        child = subprocess.Popen(
            ["timeout", str(PATIENCE), sys.executable, "-c", *asked],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        told, said = read_all(child)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = used.ru_utime + used.ru_stime
        verdict = judged(told, said, child.returncode)
        if seconds > min(MOST_SECONDS, 1 + SECONDS_PER_MEGABYTE * size):
            verdict = f"SLOW {verdict}"
        if used.ru_maxrss * 1024 > MOST_MEMORY:
            verdict = f"LARGE {verdict}"
        return Cost(way, name, size, seconds, used.ru_maxrss / 1024, verdict)


def read_all(child: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What a process prints, until it ends."""
    assert child.stdout
    assert child.stderr
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(child.stderr.read)
        return child.stdout.read(), said.result()


def judged(told: bytes, said: bytes, status: int) -> str:
    """Whether all was reported and nobody else harmed."""
    try:
        report = json.loads(told)
    except ValueError:
        return f"FAILED {status} {said[-300:]!r}"
    rejected = [one for one in report["rejected"] if "hostile." in one["source"]]
    harmed = [one for one in report["rejected"] if "-good.txt" in one["source"]]
    if harmed or report["added"] < 2:  # noqa: PLR2004 -- the two good ones
        return f"HARMED {harmed}"
    if not rejected and report["added"] == 2:  # noqa: PLR2004 -- as above
        return "UNREPORTED"
    last = rejected[-1]["reason"][:90] if rejected else ""
    return f"ok {report['added'] - 2} articles, {len(rejected)} rejected {last}"


if __name__ == "__main__":
    sys.exit(main())

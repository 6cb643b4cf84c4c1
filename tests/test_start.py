"""Starting: help answers at once, because nothing heavy is imported for it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from .articles import add, series

SECONDS = 0.15
"""Of processor time that help may take …"""
TIMES = 12
"""… or so many times what Python itself takes to start, where the machine is slow or busy."""

_CODE = """
import contextlib, io, json, sys
from searcher.cli import main
for name in ["", *main.commands]:
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        main([name, "--help"] if name else ["--help"])
print(json.dumps(sorted(sys.modules)))
"""


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True)
    modules = set(json.loads(done.stdout))
    assert "searcher.cli.commands.search" in modules
    assert not modules & {"whoosh", "numpy", "dateutil", "index", "searcher.archive", "corpus.readers"}


_SEARCH = """
import json, sys
from searcher.cli import main
code = main.run(["search", "common", "--archive", sys.argv[1], "--ids"])
print(json.dumps([code, *sorted(sys.modules)]))
"""
_NOT_FOR_A_SEARCH = {
    "corpus.entities.extractor",
    "corpus.readers",
    "dateutil.parser",
    "index.ingest.indexer",
    "whoosh.searching",
    "whoosh.writing",
}


def test_a_search_imports_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    add(tmp_path / "a", series(3), extractor="none")
    done = subprocess.run(
        [sys.executable, "-c", _SEARCH, str(tmp_path / "a")], capture_output=True, text=True, check=True
    )
    *ids, modules = done.stdout.splitlines()
    code, *names = json.loads(modules)
    assert (code, sorted(ids)) == (0, ["s0", "s1", "s2"])
    assert not _NOT_FOR_A_SEARCH & set(names)


def processor_time(*args: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *args], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_takes_little_time() -> None:
    bare, helping = [], []
    for _ in range(10):
        bare.append(processor_time("-c", ""))
        helping.append(processor_time("-m", "searcher.cli", "--help"))
        if min(helping) < SECONDS:
            break
    assert min(helping) < max(SECONDS, TIMES * min(bare))

"""What the command line puts off when it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import index

PUT_OFF = ("dateutil", "shlex", "corpus.entities.archive_names")


def run(code: str) -> str:
    """What a process of its own prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_a_search_needs_no_module_that_is_put_off(tmp_path: Path) -> None:
    index.create(tmp_path / "a").close()
    code = f"""
import sys
from searcher.cli import main
try:
    main(["search", "words", "--archive", {str(tmp_path / "a")!r}])
except SystemExit as done:
    print(done.code, [module for module in {PUT_OFF!r} if module in sys.modules])
"""
    assert run(code) == "1 []\n"

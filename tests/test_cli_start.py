"""What the command line puts off when it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import index

PUT_OFF = (
    "hashlib",
    "html",
    "random",
    "urllib.request",
    "whoosh.lang.morph_en",
    "whoosh.lang.snowball",
    "dateutil",
)


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


@pytest.mark.parametrize(
    ("call", "module"),
    [
        ("terms.variations('run')", "whoosh.lang.morph_en.variations('run')"),
        ("compat.htmlescape('<')", "html.escape('<')"),
        ("morph.stem('running')", "whoosh.lang.porter.stem('running')"),
        ("sorted(snowball.classes)", "sorted(whoosh.lang.snowball.classes)"),
    ],
    ids=["inflections", "HTML", "stems", "languages"],
)
def test_what_is_put_off_is_there_when_it_is_asked_for(call: str, module: str) -> None:
    code = f"""
from searcher.cli.standins import import_whoosh
import_whoosh()
from whoosh import compat
from whoosh.analysis import morph
from whoosh.lang import snowball
from whoosh.query import terms
found = {call}
import html, whoosh.lang.morph_en, whoosh.lang.porter, whoosh.lang.snowball
print(found == {module})
"""
    assert run(code) == "True\n"

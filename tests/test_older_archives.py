"""Archives that earlier versions wrote: opened as they are, they answer as they did.

``archives/sample-of-format-2.tar.gz`` is the sample archive in two segments, with two articles deleted, as it
was written before the engine had a folder of its own; beside it lies what the command line answered then.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

import index

from .news import run_on

ARCHIVES = Path(__file__).parent / "archives"
RELATIVE = 1e-5
"""Sums of 32-bit numbers may differ in their last digits."""

ANSWERS = json.loads((ARCHIVES / "sample-of-format-2.json").read_text("utf-8"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVES / "sample-of-format-2.tar.gz") as kept:
        kept.extractall(tmp_path, filter="data")
    return tmp_path / "sample.archive"


def alike(now: Any, before: Any) -> bool:
    """Whether an answer holds all that it held before; it may have further keys."""
    match before:
        case dict():
            return before.keys() <= now.keys() and all(alike(now[key], before[key]) for key in before)
        case list():
            return len(now) == len(before) and all(map(alike, now, before))
        case float():
            return bool(now == pytest.approx(before, rel=RELATIVE))
        case _:
            return bool(now == before)


@pytest.mark.parametrize("asked", ANSWERS, ids=lambda asked: " ".join(asked["command"]))
def test_it_answers_as_before(sample: Path, asked: dict[str, Any]) -> None:
    done = run_on(sample)(*asked["command"])
    assert done.exit_code == asked["exit"]
    assert alike(json.loads(done.stdout), asked["answer"])


def test_it_is_whole_and_can_be_written(sample: Path) -> None:
    assert index.check(sample).problems == ()
    with index.open(sample) as archive:
        assert archive.delete("no such id") == 0
    assert index.rebuild(sample).added == 60
    assert index.check(sample).articles == 60

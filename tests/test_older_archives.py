"""Archives of earlier versions: refused with a sentence that says what to do, and after that they answer.

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
import searcher
from corpus.errors import ArchiveFormatError

from .news import run_on

ARCHIVES = Path(__file__).parent / "archives"
ANSWERS = json.loads((ARCHIVES / "sample-of-format-2.json").read_text("utf-8"))


def unpack(folder: Path) -> Path:
    with tarfile.open(ARCHIVES / "sample-of-format-2.tar.gz") as kept:
        kept.extractall(folder, filter="data")
    return folder / "sample.archive"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return unpack(tmp_path)


def found_in(answer: Any) -> Any:
    """What an answer says that names, scores and passages do not change, which are made anew."""
    match answer:
        case {"hits": hits}:
            shown = ("id", "title", "published", "source", "url")
            return answer["total"], sorted([hit[key] or "" for key in shown] for hit in hits)
        case {"id": id_, "body": body}:
            return id_, body
        case dict():
            return sorted(answer)
        case _:
            return type(answer)


@pytest.mark.parametrize("command", [["search", "ferry"], ["stats"], ["check"]])
def test_it_is_refused_until_it_is_rebuilt(sample: Path, command: list[str]) -> None:
    done = run_on(sample)(*command)
    assert done.exit_code != 0
    assert "dateline rebuild" in done.stderr
    with pytest.raises(ArchiveFormatError, match=r"format version 2.* dateline rebuild"):
        searcher.open(sample)
    with pytest.raises(ArchiveFormatError, match="dateline rebuild"):
        index.open(sample)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = unpack(tmp_path_factory.mktemp("rebuilt"))
    assert index.rebuild(path).added == 60
    return path


@pytest.mark.parametrize("asked", ANSWERS, ids=lambda asked: " ".join(asked["command"]))
def test_rebuilt_it_answers_as_before(rebuilt: Path, asked: dict[str, Any]) -> None:
    done = run_on(rebuilt)(*asked["command"])
    assert done.exit_code == asked["exit"]
    assert found_in(json.loads(done.stdout)) == found_in(asked["answer"])


def test_rebuilt_it_is_whole_and_can_be_written(rebuilt: Path) -> None:
    assert index.check(rebuilt).problems == ()
    assert index.check(rebuilt).articles == 60
    with index.open(rebuilt) as archive:
        assert archive.delete("no such id") == 0


def test_what_can_be_read_of_a_damaged_one_is_kept(sample: Path) -> None:
    (sample / "archive.json").unlink()
    (sample / "archive.json.copy").unlink(missing_ok=True)
    assert index.rebuild(sample, salvage=True).added >= 60
    assert index.check(sample).problems == ()

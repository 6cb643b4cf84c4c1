"""Who may read and change an archive's files: its owner, and whom the umask lets."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
from corpus import Rejected

from .articles import article, series

FOLDER, FILE = 0o755, 0o644
"""What is asked for; the umask takes away from it."""


@pytest.fixture(params=[0o000, 0o002, 0o022, 0o027, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """One umask for the test, and the one before after it."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(archive: Path) -> dict[str, int]:
    """The mode of each file of an archive."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in archive.iterdir()}


def write(archive: Path, sources: Path) -> None:
    """All kinds of files: segments, deletions, rejected inputs and a ledger among them."""
    sources.mkdir()
    page = sources / "page.txt"
    page.write_text("Rain over Ghent\n\nThu Dec 1, 2016\n\nIt rained.\n")
    os.utime(page, (1, 1))
    with index.create(archive) as opened:
        opened.add([*series(4), Rejected("elsewhere", "no article")])
        opened.add([article("one")])
        opened.delete("s1")
        import corpus

        opened.add(corpus.read(sources))


def test_files_are_made_under_the_umask_and_written_by_their_owner_alone(tmp_path: Path, umask: int) -> None:
    write(tmp_path / "a", tmp_path / "sources")
    found = modes(tmp_path / "a")
    kinds = {name.rpartition(".")[2] for name in found}
    assert kinds == {"json", "segment", "deleted", "rejected", "ledger", "copy", "reserve", "lock"}
    assert set(found.values()) == {FILE & ~umask}
    assert not FILE & (stat.S_IWGRP | stat.S_IWOTH)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == FOLDER & ~umask
    index.rebuild(tmp_path / "a")
    assert set(modes(tmp_path / "a").values()) == {FILE & ~umask}


def test_a_private_folder_stays_private(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o700)
    write(tmp_path / "a", tmp_path / "sources")
    index.rebuild(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700

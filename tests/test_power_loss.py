"""A loss of power at any moment: what a commit that returned brought is there; of another one all or nothing.

What is done to the disk is recorded once, and played on a model that keeps for certain only what was synced.
At each moment its worst states are laid out as directories, and opened.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

import index
from corpus import Rejected
from corpus.errors import ArchiveDamagedError, ArchiveFormatError, ArchiveNotFoundError
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article, series

NOTHING = faults.Holding(frozenset(), ())


def make(path: Path) -> None:
    index.create(path, extractor="none").close()


def begin(path: Path) -> None:
    add(path, [*series(9), Rejected("first.txt", "empty file")])


def update(path: Path) -> None:
    add(path, [article(id_, body=f"A common text of {id_} anew.") for id_ in ("s1", "s3", "new")])


def delete(path: Path) -> None:
    with index.open(path) as archive:
        archive.delete("s0", "new")


def grow(path: Path) -> None:
    add(path, [*series(21), Rejected("bad.txt", "empty file"), Rejected("worse.txt", "a directory")])


def repeat(path: Path) -> None:
    add(path, series(21)[10:])


def twice(path: Path) -> None:
    """Two commits while the archive is held once."""
    with index.open(path) as archive:
        archive.add([article("x", body="A common text of x.")])
        archive.delete("s5")
        archive.add([article("x", body="A common text of x anew.")])


STEPS: Sequence[Callable[[Path], object]] = (make, begin, update, delete, grow, repeat, index.rebuild, delete)


@dataclass(frozen=True)
class Played:
    """A recording, and what the archive held at the beginning and at each of its marks."""

    recording: faults.Recording
    held: tuple[faults.Holding, ...]


def played(path: Path, steps: Sequence[Callable[[Path], object]]) -> Played:
    path.mkdir()
    recording, held = faults.Recording(path), [NOTHING]
    with faults.on(recording):
        for step in steps:
            step(path)
            recording.mark(step.__name__)
            held.append(faults.holding(path))
    return Played(recording, tuple(held))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("power") / "a", STEPS)


State = dict[str, bytes]


def states(
    log: Sequence[faults.Event], recording: faults.Recording, seed: int, drawn: int
) -> Iterator[tuple[int, State]]:
    """What a loss of power may leave at each moment, with how many marks there were; none twice.

    Two are one where they differ only in the content of files that are not part of the archive.
    """
    dice, disk = random.Random(seed), faults.Disk(recording)
    marks, seen = 0, set()
    for event in (*log, faults.Event("end")):
        for state in disk.states(dice, drawn):
            key = (marks, hash(frozenset(_part_of(state).items())))
            if key not in seen or dice.random() < 0.01:
                seen.add(key)
                yield marks, state
        disk.play(event)
        marks += event.kind == "mark"


def _part_of(state: State) -> State:
    """What counts of a state: the names of all files, and the content of those that the manifest names."""
    listed = state.get("archive.json", b"")
    return {
        name: content if name.encode() in listed or name == "archive.json" else b""
        for name, content in state.items()
    }


def survives(state: State, path: Path, may_be: Sequence[faults.Holding]) -> None:
    """An archive in this state is one of those that it may be, and can be gone on with."""
    faults.lay_out(path, state)
    try:
        try:
            held = faults.holding(path)
        except ArchiveNotFoundError:
            held = NOTHING
            with faults.on(faults.Unsynced()):
                make(path)
        assert held in may_be
        with faults.on(faults.Unsynced()):
            index.open(path).close()
        assert faults.strangers(path) == set()
    finally:
        shutil.rmtree(path)


def lose_power(work: Played, folder: Path, seed: int, drawn: int) -> int:
    """Lose the power at each moment; in how many ways."""
    ways = 0
    for marks, state in states(work.recording.log, work.recording, seed, drawn):
        survives(state, folder / f"{ways}", work.held[marks : marks + 2])
        ways += 1
    return ways


@pytest.mark.parametrize("seed", range(2))
def test_a_loss_of_power_at_any_moment(work: Played, tmp_path: Path, seed: int) -> None:
    assert lose_power(work, tmp_path, seed, drawn=9) > 100


def test_each_of_two_commits_survives(tmp_path: Path) -> None:
    """Also where the archive stays locked between them: then one of several states is right."""
    work = played(tmp_path / "a", (make, begin, twice))
    between = {work.held[-2], work.held[-1]}
    for n, (marks, state) in enumerate(states(work.recording.log, work.recording, 5, 4)):
        path = tmp_path / f"{n}"
        if marks < 2:
            survives(state, path, work.held[marks : marks + 2])
            continue
        faults.lay_out(path, state)
        held = faults.holding(path)
        texts = dict(held.articles)
        assert held in between or (texts["x"] == "A common text of x.")
        assert "x" in texts or "s5" in texts  # the deletion came after the adding


@pytest.mark.parametrize("dropped", ["sync", "settle"])
def test_the_model_tells_what_is_not_synced(work: Played, tmp_path: Path, dropped: str) -> None:
    """Were the files, or the directory, not synced, some loss of power would cost something."""
    log = [event for event in work.recording.log if event.kind != dropped]
    with pytest.raises((AssertionError, ArchiveDamagedError, ArchiveFormatError)):  # noqa: PT012 -- in one of them
        for n, (marks, state) in enumerate(states(log, work.recording, 3, 6)):
            survives(state, tmp_path / f"{n}", work.held[marks : marks + 2])


def test_nothing_is_removed_before_its_successor_is_on_the_disk(work: Played) -> None:
    """Between the renaming of a manifest and the first removal, the directory is synced."""
    kinds = [event.kind for event in work.recording.log if event.kind in ("rename", "settle", "unlink")]
    assert ("rename", "unlink") not in set(pairwise(kinds))


def test_a_manifest_names_only_files_that_are_on_the_disk(work: Played) -> None:
    synced: set[int] = set()
    for event in work.recording.log:
        match event.kind:
            case "create" | "write":
                synced.discard(event.file)
            case "sync":
                synced.add(event.file)
            case "rename" if event.target == manifest.ARCHIVE_FILE:
                assert event.file in synced

"""Files written anew, put in another's place in one step, and nothing left behind by a refusal."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import StorageError
from index.engine.embedded.store import disk

from . import faults


def names(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()}


def test_what_is_written_in_turn_stands_in_turn(tmp_path: Path) -> None:
    with disk.NewFile(tmp_path / "x") as file:
        for part in (b"ab", b"", bytearray(b"c"), memoryview(b"defg")[::1], np.arange(3, dtype="<u2")):
            file.write(part)
        assert file.size == 13
    assert (tmp_path / "x").read_bytes() == b"abcdefg" + b"\0\0\1\0\2\0"


@given(st.lists(st.one_of(st.binary(max_size=9), st.tuples(st.integers(0, 40), st.binary(max_size=9)))))
def test_writing_at_an_offset_is_as_in_memory(
    tmp_path_factory: pytest.TempPathFactory, steps: list[bytes | tuple[int, bytes]]
) -> None:
    path, expected = tmp_path_factory.mktemp("disk") / "x", bytearray()
    with disk.NewFile(path) as file:
        for step in steps:
            offset, data = (len(expected), step) if isinstance(step, bytes) else step
            if isinstance(step, bytes):
                file.write(data)
            else:
                file.write_at(offset, data)
            if data:
                expected.extend(bytes(max(0, offset - len(expected))))
                expected[offset : offset + len(data)] = data
            assert file.size == len(expected)
        assert file.read_at(0, 1000) == expected
    assert path.read_bytes() == expected


def test_a_disk_that_takes_less_than_it_is_given_gets_the_rest(tmp_path: Path) -> None:
    with faults.on(faults.Short()), disk.NewFile(tmp_path / "x") as file:
        file.write(b"ab" * 50)
        file.write_at(3, b"XYZ")
    assert (tmp_path / "x").read_bytes() == b"abaXYZ" + b"ab" * 47


def test_a_file_that_an_exception_passes_is_gone(tmp_path: Path) -> None:
    def interrupted() -> None:
        with disk.NewFile(tmp_path / "x") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == set()


def test_a_file_is_not_inherited_by_programs_that_are_started(tmp_path: Path) -> None:
    with disk.NewFile(tmp_path / "x") as file:
        assert not os.get_inheritable(file.descriptor)


@pytest.mark.parametrize("after", range(6))
def test_replacing_is_all_or_nothing(tmp_path: Path, after: int) -> None:
    disk.replace_file(tmp_path / "x", b"old")
    with faults.on(faults.Refusing(errno.EIO, after)), pytest.raises(OSError, match="Input/output"):
        disk.replace_file(tmp_path / "x", b"new")
    replaced = after > 3  # open, write, fsync, replace; then the directory is opened and synced
    assert (tmp_path / "x").read_bytes() == (b"new" if replaced else b"old")
    disk.discard(tmp_path / "x.new")  # it could not be removed; who knows that it is nobody's does so
    disk.replace_file(tmp_path / "x", b"newer")
    assert (tmp_path / "x").read_bytes() == b"newer"
    assert names(tmp_path) == {"x"}


def test_a_loss_of_power_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    disk.replace_file(folder / "x", b"old")
    with faults.on(power := faults.PowerLoss(folder)):
        disk.replace_file(folder / "x", b"new")
    assert {state["x"] for _, state in power.kept} == {b"old", b"new"}
    assert power.kept[-1][1] == {"x": b"new"}


def test_a_directory_is_made_with_those_above_it(tmp_path: Path) -> None:
    disk.make_directory(tmp_path / "a" / "b" / "c")
    disk.make_directory(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_discarding_what_cannot_be_removed_is_no_error(tmp_path: Path) -> None:
    disk.discard(tmp_path / "absent")
    with pytest.raises(FileNotFoundError):
        disk.remove(tmp_path / "absent")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_refusal_becomes_one_typed_error(tmp_path: Path, number: int) -> None:
    with pytest.raises(StorageError, match="disk refused") as caught, disk.errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert os.strerror(number) in caught.value.message
    assert caught.value.hint

"""Links, pipes and the like in the place of an archive's files: nothing outside is touched, nothing hangs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import index
from corpus import Rejected
from corpus.errors import ArchiveDamagedError, DatelineError, InputError

from .articles import add, article, series
from .news import run_on

SECONDS = 30  # of a whole process, on a busy machine
SECRET = b"kept\tby\tsomebody\telse\n"
COMMANDS = {
    "search": ("search", "common"),
    "stats": ("stats",),
    "check": ("check",),
    "index": ("index", "-"),
    "delete": ("delete", "s2", "--yes"),
    "rebuild": ("rebuild",),
    "salvage": ("rebuild", "--salvage", "--yes"),
}


def furnish(path: Path) -> Path:
    """An archive with every kind of file that there can be."""
    folder = path.parent / "pages"
    folder.mkdir()
    (folder / "export.jsonl").write_text('{"id": "e1", "title": "Exported", "text": "A common text."}\n')
    (folder / "bad.jsonl").write_text("nothing\n")
    add(path, [*series(20), Rejected("bad.txt", "empty file")], extractor="none")
    with index.open(path) as archive:
        import corpus

        archive.add(corpus.read(folder))
        archive.delete("s4")
    (path / "aliases.tsv").write_text("name\talias\n")
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("strangers") / "a")


def to_a_file(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "secret")


def to_nothing(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "nothing")


def to_a_folder(place: Path, outside: Path) -> None:
    place.symlink_to(outside)


def pipe(place: Path, _: Path) -> None:
    os.mkfifo(place)


def folder(place: Path, _: Path) -> None:
    place.mkdir()


def listening(place: Path, _: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        before = Path.cwd()
        os.chdir(place.parent)  # the name of a socket must be short
        try:
            one.bind(place.name)
        finally:
            os.chdir(before)


PLANTS = (to_a_file, to_nothing, to_a_folder, pipe, folder, listening)


def names(archive: Path) -> list[str]:
    """A name of each kind of file; those that a writer makes are among them."""
    kinds = {entry.name.split(".", 1)[-1]: entry.name for entry in sorted(archive.iterdir())}
    made = {"archive.json", "archive.json.new", "writer.lock", "reserve", "00000099.segment"}
    return sorted({*kinds.values(), *made})


Plant = Callable[[Path, Path], None]


def planted(sound: Path, tmp_path: Path, plant: Plant) -> Iterator[tuple[Path, Path, str]]:
    """A copy of the archive for each of its files, with a plant in that file's place."""
    for name in names(sound):
        outside, copy = tmp_path / f"outside of {name}", tmp_path / f"with {name}"
        outside.mkdir()
        (outside / "secret").write_bytes(SECRET)
        shutil.copytree(sound, copy)
        (copy / name).unlink(missing_ok=True)
        plant(copy / name, outside)
        yield copy, outside, name


def holds_only_its_secret(outside: Path) -> bool:
    names_there = [entry.name for entry in outside.iterdir()]
    return names_there == ["secret"] and (outside / "secret").read_bytes() == SECRET


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("plant", PLANTS)
def test_a_command_touches_nothing_outside(sound: Path, tmp_path: Path, plant: Plant, command: str) -> None:
    """Each either does its work or says what stands in its way."""
    for copy, outside, name in planted(sound, tmp_path, plant):
        result = run_on(copy)(*COMMANDS[command], stdin='{"id": "n", "title": "New", "text": "Common."}\n')
        assert holds_only_its_secret(outside), name
        assert result.exit_code in (0, 1, 2, 3, 5), (name, result.stderr)
        assert "unexpected" not in result.stderr, (name, result.stderr)
        if result.exit_code in (2, 5):
            assert result.stderr, name


@pytest.mark.parametrize(
    "name", ["writer.lock", "reserve", "archive.json", "archive.json.new", "00000002.segment"]
)
def test_a_link_is_named(sound: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(sound, tmp_path / "copy"))
    (copy / name).unlink(missing_ok=True)
    (copy / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArchiveDamagedError, match=f"{name} is a symbolic link"):
        index.open(copy)
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_that_is_another_name_of_a_file_is_not_written_to(sound: Path, tmp_path: Path) -> None:
    """Of a stranger's, or of the same file in a backup that is made of links."""
    copy, mine = Path(shutil.copytree(sound, tmp_path / "copy")), tmp_path / "mine"
    mine.write_bytes(SECRET)
    (copy / "writer.lock").unlink()
    os.link(mine, copy / "writer.lock")
    with index.open(copy) as archive:
        archive.add([article("x")])
    assert mine.read_bytes() == SECRET


def test_a_table_of_names_that_is_a_link_is_not_quoted(sound: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sound, tmp_path / "copy"))
    (copy / "aliases.tsv").unlink()
    (tmp_path / "secret").write_bytes(SECRET)
    (copy / "aliases.tsv").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match="symbolic link") as caught:
        index.open(copy)
    assert "somebody" not in str(caught.value)


def test_an_archive_may_itself_be_named_by_a_link(sound: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sound, tmp_path / "copy"))
    (tmp_path / "link").symlink_to(copy)
    with index.open(tmp_path / "link") as archive:
        archive.add([article("x")])
    assert index.check(tmp_path / "link").problems == ()


@pytest.mark.parametrize("name", ["archive.json", "reserve", "writer.lock"])
def test_a_pipe_holds_up_no_process(sound: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(sound, tmp_path / "copy"))
    (copy / name).unlink()
    os.mkfifo(copy / name)
    for command in (("search", "common"), ("delete", "s1", "--yes")):
        done = subprocess.run(
            [sys.executable, "-m", "searcher.cli", *command, "--archive", str(copy)],
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode in (0, 5), done.stderr


def test_a_new_archive_is_not_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "writer.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DatelineError):
        index.create(tmp_path / "a")
    assert not (tmp_path / "elsewhere").exists()

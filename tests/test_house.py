"""The house itself: which room may use which, what is visible, what is shipped."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOMS = ("corpus", "index", "searcher")
BELOW = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "searcher": set(ROOMS)}


def modules(project: Path, room: str) -> list[Path]:
    return sorted((project / room).rglob("*.py"))


def imported(path: Path) -> set[tuple[int, str]]:
    """Level and name of every import in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(0, name.name) for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.level, node.module or ""))
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(project: Path, room: str) -> None:
    for path in modules(project, room):
        for level, name in imported(path):
            top = name.split(".")[0]
            assert level or top not in ROOMS or top in BELOW[room], f"{path} imports {name}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_names_its_own_modules_relatively(project: Path, room: str) -> None:
    for path in modules(project, room):
        assert not [name for level, name in imported(path) if not level and name.split(".")[0] == room], path


def test_corpus_knows_no_engine(project: Path) -> None:
    for path in modules(project, "corpus"):
        assert "whoosh" not in {name.split(".")[0] for _, name in imported(path)}, path


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_visible_is_all(room: str) -> None:
    package = importlib.import_module(room)
    submodules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    visible = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_")
        and name not in submodules
        and getattr(value, "__module__", "").split(".")[0] == room
    }
    assert set(package.__all__) >= visible
    assert all(hasattr(package, name) for name in package.__all__)
    assert len(package.__all__) == len(set(package.__all__))


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_and_public_name_is_described(project: Path, room: str) -> None:
    for path in modules(project, room):
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path


def test_no_module_has_grown_too_long(project: Path) -> None:
    long = {
        path: len(path.read_text("utf-8").splitlines()) for room in ROOMS for path in modules(project, room)
    }
    assert not {str(path): lines for path, lines in long.items() if lines > 500}


def test_nothing_is_ever_unpickled_or_evaluated(project: Path) -> None:
    """Stock Whoosh still pickles inside; no module of ours does."""
    for room in ROOMS:
        for path in modules(project, room):
            tree = ast.parse(path.read_text("utf-8"))
            called = {
                node.func.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert not called & {"eval", "exec"}, path
            assert not {name for _, name in imported(path)} & {"pickle", "marshal", "shelve"}, path


def test_importing_a_room_loads_nothing_heavy() -> None:
    code = "import sys, searcher.cli, corpus; print([m for m in ('numpy', 'whoosh') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(project),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_exactly_the_three_rooms(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_holds_all_their_files(project: Path, wheel: zipfile.ZipFile) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *ROOMS],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    expected = {name for name in tracked if name} or {
        str(path.relative_to(project))
        for room in ROOMS
        for path in (project / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {name for name in wheel.namelist() if name.split("/")[0] in ROOMS}
    assert shipped == expected


def test_the_changelog_knows_this_version(project: Path) -> None:
    version = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (project / "CHANGELOG.md").read_text("utf-8")

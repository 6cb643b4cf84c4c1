"""The house itself: which room may use which, what is visible, what is shipped."""

from __future__ import annotations

import ast
import graphlib
import importlib
import pkgutil
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
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


def module_name(project: Path, path: Path) -> str:
    parts = path.relative_to(project).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(project: Path, path: Path) -> set[str]:
    """The modules that a module imports when it runs, by their whole names."""
    found = set()
    package = list(path.relative_to(project).parent.parts)
    for node in running(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{name.name}" for name in node.names)}
    return found


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module but those that only type checkers look at."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from running(node)


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


def test_an_engine_knows_documents_alone(project: Path) -> None:
    """No article, no input, nothing of upkeep, and no question."""
    for path in modules(project, "index/engine"):
        for name in imports_of(project, path):
            assert not name.startswith(("index.articles", "index.ingest", "index.upkeep", "searcher")), path


def test_a_searcher_knows_no_arrays_and_makes_queries_in_one_place(project: Path) -> None:
    for path in modules(project, "searcher"):
        names = {name.split(".")[0] for _, name in imported(path)}
        assert "numpy" not in names, path
        assert "whoosh" not in names or path == project / "searcher" / "planning.py", path
        assert not [name for name in imports_of(project, path) if name.startswith("index.engine.embedded")]


def test_no_module_imports_itself_in_a_circle(project: Path) -> None:
    """Imports inside of functions count; those for types alone do not."""
    graph = {
        module_name(project, path): imports_of(project, path)
        for room in ROOMS
        for path in modules(project, room)
        if path.name != "__init__.py"
    }
    order = graphlib.TopologicalSorter({name: found & graph.keys() for name, found in graph.items()})
    order.prepare()  # raises CycleError, which names the circle


def test_no_class_has_the_name_of_another(project: Path) -> None:
    places: dict[str, list[str]] = {}
    for room in ROOMS:
        for path in modules(project, room):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name.lstrip("_"), []).append(str(path.relative_to(project)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_the_name_of_another(project: Path, room: str) -> None:
    """Commands and readers are apart: they have the names of what they command and read."""
    apart = {project / "searcher" / "cli" / "commands", project / "corpus" / "readers"}
    names = [path.stem for path in modules(project, room) if not apart & set(path.parents)]
    counts = Counter(name for name in names if not name.startswith("__"))
    assert {name: count for name, count in counts.items() if count > 1} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_is_named_by_a_bare_participle(project: Path, room: str) -> None:
    """A verb with its object, or the noun of what is returned: ``_shown`` may be anything."""
    found = [
        f"{path.relative_to(project)}: {node.name}"
        for path in modules(project, room)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and is_participle(node.name.strip("_"))
    ]
    assert found == []


IRREGULAR = frozenset(
    """
    told held kept shown found made given taken begun said seen sent built written drawn known gone
    done lost sought met bound spent borne grown broken chosen hidden meant worn bent dealt felt
    fought heard understood won
    """.split()  # noqa: SIM905 -- a list of words is read as one
)
"""Participles that do not end in -ed; such as are also something else (read, set, cut, left) are missing."""
NOUNS = frozenset(("feed", "seed", "need", "speed", "related", "wanted"))


def is_participle(name: str) -> bool:
    return name in IRREGULAR or (name.endswith("ed") and "_" not in name and name not in NOUNS)


def test_ingest_knows_an_engine_by_its_protocol_alone(project: Path) -> None:
    for path in modules(project, "index/ingest"):
        assert not [name for name in imports_of(project, path) if name.startswith("index.engine.embedded")]


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
def test_every_module_is_described(project: Path, room: str) -> None:
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
    """At its top level; what lies in its data folder is installed beside Python, where ``man`` looks."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == set(ROOMS)
    beside = [name.partition(".data/")[2] for name in wheel.namelist() if ".data/" in name]
    assert beside == ["data/share/man/man1/dateline.1"]


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

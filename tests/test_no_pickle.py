"""Opening a stranger's archive runs nothing of his: whatever is done, nothing is unpickled or evaluated.

Python itself tells (PEP 578) when a pickle asks for a name, when code is unmarshalled, compiled or run.
``test_house.py`` holds that no module imports or calls what does so.
"""

from __future__ import annotations

import _pickle
import ast
import importlib
import marshal
import os
import pickle
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import corpus
import index
import searcher
from corpus import Rejected
from corpus.errors import DatelineError

from . import faults
from .articles import add, article, series

ROOT = Path(__file__).parents[1]
ROOMS = (corpus, index, searcher)
TOLD = "unpickled or evaluated: "
IMPORTING = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")


# In a process of its own: an audit hook cannot be taken back


def watch() -> None:
    """Write a line for every event of the kind that must not be."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    for name in ("load", "loads", "Unpickler"):  # those that ask for no name are told by no event
        setattr(pickle, name, _refused(name))
    sys.addaudithook(_heard)


def _refused(name: str) -> Any:
    def refuse(*_: object, **__: object) -> None:
        _tell(f"pickle.{name}")
        raise AssertionError(name)

    return refuse


def _heard(event: str, _: tuple[Any, ...]) -> None:
    if event == "pickle.find_class":
        _tell(event)
    elif event in ("marshal.load", "marshal.loads"):
        if _caller() not in IMPORTING:
            _tell(f"{event} by {_caller()}")
    elif event in ("exec", "compile") and _caller().startswith(tuple(f"{ROOT / r.__name__}/" for r in ROOMS)):
        _tell(f"{event} by {_caller()}")


def _caller() -> str:
    frame = sys._getframe(2)  # noqa: SLF001 -- what else tells who it was
    return frame.f_code.co_filename


def _tell(what: str) -> None:
    os.write(2, f"{TOLD}{what}\n".encode())


def everything(folder: str) -> None:
    """All that can be done with an archive, under watch; also enough articles for several processes."""
    watch()
    path = Path(folder) / "a"
    add(path, [*series(40), Rejected("bad.txt", "empty file")])
    add(path, [article("s3", body="Changed."), article("new", entities=(), authors=("Ada Lowe",))])
    with index.open(path) as archive:
        archive.delete("s5")
        archive.add(article(f"many{n}", body="Short and common.") for n in range(1500))
    with searcher.open(path) as reader:
        for query in ("common", "wor* OR title:r*", '"stands here"', "published:2020 NOT word3", "person:x"):
            results = reader.search(query, facets=True)
            assert [hit.id for hit in results.hits] == list(results.ids)
            assert results.receipt
        assert reader.get("s3").body == "Changed."
        reader.related("new")
        reader.backlinks("new")
        reader.statistics()
    assert index.check(path).problems == ()
    index.rebuild(path)
    index.rebuild(path, salvage=True)
    command("search", "common", "--json", "--archive", str(path))
    command("show", "s3", "--archive", str(path))
    command("related", "s3", "--archive", str(path))
    command("stats", "--archive", str(path))


def command(*args: str) -> None:
    from click.testing import CliRunner

    from searcher.cli import main

    done = CliRunner().invoke(main, args)
    assert done.exit_code in (0, 1), done.output


def unpickle() -> None:
    """That it is heard at all: unpickle, unmarshal and compile."""
    watch()
    _pickle.loads(PAYLOAD % b"true")
    marshal.loads(marshal.dumps(compile("1", "x", "eval")))


def run(call: str) -> subprocess.CompletedProcess[str]:
    code = f"from tests import test_no_pickle as t; t.{call}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)


def test_nothing_is_unpickled_or_evaluated(tmp_path: Path) -> None:
    done = run(f"everything({str(tmp_path)!r})")
    assert done.returncode == 0, done.stderr
    assert TOLD not in done.stderr


def test_what_is_unpickled_is_heard() -> None:
    told = run("unpickle()").stderr
    assert TOLD + "pickle.find_class" in told
    assert TOLD + "marshal.loads" in told


# Planted pickles

PAYLOAD = b"cos\nsystem\n(S'%s'\ntR."


@pytest.mark.parametrize("suffix", ["archive.json", ".segment", ".deleted", ".rejected", "_MAIN_1.toc"])
def test_a_planted_pickle_does_not_run(tmp_path: Path, suffix: str) -> None:
    """Wherever a file, a beginning or an end is replaced by one, also by one of stock Whoosh's names."""
    path, mark = tmp_path / "a", tmp_path / "ran"
    add(path, [*series(9), Rejected("bad.txt", "empty file")], extractor="none")
    with index.open(path) as archive:
        archive.delete("s5")
    payload = PAYLOAD % f"touch {mark}".encode()
    (path / "_MAIN_1.toc").touch()
    for file in [file for file in path.iterdir() if file.name.endswith(suffix)]:
        whole = file.read_bytes()
        for content in (payload, payload + whole[len(payload) :], whole + payload, whole[:64] + payload):
            file.unlink()
            file.write_bytes(content)
            for use in (use_all, rebuild_a_copy):
                use(path)
        file.unlink()
        file.write_bytes(whole)
    assert not mark.exists()
    assert faults.holding(path).rejected == ("bad.txt",)


def use_all(path: Path) -> None:
    for use in (index.check, look):
        try:
            use(path)
        except DatelineError:
            continue


def look(path: Path) -> None:
    with searcher.open(path) as archive:
        for hit in archive.search("common").hits:
            archive.related(hit.id)
        archive.statistics()


def rebuild_a_copy(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copytree(path, copy)
    with faults.on(faults.Unsynced()):
        index.rebuild(copy, salvage=True)
    shutil.rmtree(copy)


# The rooms' own modules, beyond what test_house.py holds

RUNNING_MODULES = {"_pickle", "cloudpickle", "code", "codeop", "dill", "jsonpickle", "runpy", "yaml"}
RUNNING_CALLS = {"compile", "np.load", "numpy.load", "os.system", "__import__"}


@pytest.mark.parametrize("room", [room.__name__ for room in ROOMS])
def test_no_module_has_a_name_that_runs_code(room: str) -> None:
    """Also not as ``numpy.load``, which can unpickle, nor as a method of another name."""
    for path in sorted((ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imports = {
            name.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for name in node.names
        }
        imports |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not imports & RUNNING_MODULES, path
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not {ast.unparse(call.func) for call in calls} & RUNNING_CALLS, path
        assert "allow_pickle" not in {keyword.arg for call in calls for keyword in call.keywords}, path

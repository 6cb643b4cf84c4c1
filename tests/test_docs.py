"""Documents and code say the same: examples run, tables are the code's own, every module has its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus import errors
from corpus.errors import DateError, QueryError
from corpus.readers.rows.keys import KEYS
from index.engine.addresses import ENGINES
from searcher import language, when
from searcher.cli.output_formats import FORMATS
from searcher.relations import KINDS
from searcher.tree import query_text

THURSDAY = datetime(2016, 12, 1, 12, tzinfo=UTC)
ROOMS = ("corpus/", "index/", "searcher/")


def text_of(project: Path, name: str) -> str:
    return (project / name).read_text("utf-8")


def blocks(text: str, kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows(text: str, *header: str) -> list[tuple[str, ...]]:
    """The rows of the one table under this header; cells without the marks of code."""
    tables = text.split(f"| {' | '.join(header)} |\n")
    assert len(tables) == 2, header
    lines = tables[1].split("\n\n")[0].splitlines()[1:]
    return [tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in lines]


def code(cell: str) -> str:
    assert cell.startswith("`"), cell
    assert cell.endswith("`"), cell
    return cell[1:-1]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture
def own_additions() -> Iterator[None]:
    """The registries, freed afterwards of what an example adds."""
    registries: list[dict[str, Any]] = [corpus.READERS, KINDS, ENGINES, FORMATS]
    before = [dict(registry) for registry in registries]
    yield
    for registry, kept in zip(registries, before, strict=True):
        registry.clear()
        registry.update(kept)


@pytest.mark.usefixtures("own_additions")
@pytest.mark.parametrize("name", ["docs/library.md", "docs/whoosh.md", "CONTRIBUTING.md"])
def test_examples_run(name: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = blocks(text_of(project, name), "python")
    assert examples
    namespace = {"__name__": "example"}
    for number, example in enumerate(examples, start=1):
        exec(compile(example, f"{name}, example {number}", "exec"), namespace)


def test_the_table_of_queries_is_the_codes_own(project: Path) -> None:
    table = rows(text_of(project, "docs/query-language.md"), "form", "meaning", "understood as")
    assert [(code(form), meaning) for form, meaning, _ in table] == list(language.FORMS)
    for form, _, understood in table:
        assert query_text(language.read_query(code(form), now=THURSDAY).tree) == code(understood)


def test_the_table_of_dates_is_the_codes_own(project: Path) -> None:
    table = rows(text_of(project, "docs/query-language.md"), "form", "meaning", "days")
    assert [(code(form), meaning) for form, meaning, _ in table] == list(when.FORMS)
    for form, _, days in table:
        assert str(when.read_range(code(form), THURSDAY)) == code(days)


def test_the_table_of_fields_is_the_codes_own(project: Path) -> None:
    table = rows(text_of(project, "docs/query-language.md"), "field", "also written", "asks for")
    documented = [{prefix.rstrip(":") for prefix in codes(names + others)} for names, others, _ in table]
    fields = dict.fromkeys(language.FIELDS.values())
    meant = [{alias for alias, field in language.FIELDS.items() if field == ours} for ours in fields]
    assert documented == meant


SYSTEMS = 5


def forms_elsewhere(project: Path) -> list[list[str]]:
    """The rows of every table of docs/coming-from.md: theirs, ours, what becomes of theirs."""
    text = text_of(project, "docs/coming-from.md").replace("\\|", "¦")
    lines = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| `")]
    assert text.count("| there | here | typed as it stands |") == SYSTEMS
    return [
        [code(theirs.strip()).replace("¦", "|"), code(ours.strip()), becomes.strip()]
        for theirs, ours, becomes in lines
    ]


def test_what_other_systems_write_is_read_or_refused_or_noted(project: Path) -> None:
    for theirs, ours, becomes in forms_elsewhere(project):
        here = language.read_query(ours, now=THURSDAY)
        assert not here.notes, ours
        try:
            read = language.read_query(theirs, now=THURSDAY)
        except QueryError as error:
            assert becomes == "refused", (theirs, error)
            assert error.hint, theirs
            continue
        assert becomes == ("noted" if read.notes else "read"), (theirs, read)
        if becomes == "read":
            assert query_text(read.tree) == query_text(here.tree) or "published" in ours


def test_the_error_shown_is_the_error_raised(project: Path) -> None:
    (example,) = blocks(text_of(project, "docs/query-language.md"), "text")
    query = example.splitlines()[0]
    with pytest.raises(DateError) as caught:
        language.read_query(query, now=THURSDAY)
    assert f"{caught.value.pointer()}\n{caught.value}\n" == example


def test_the_keys_of_exports_are_the_codes_own(project: Path) -> None:
    table = rows(text_of(project, "docs/reading.md"), "field", "keys", "value")
    assert {code(field): tuple(codes(keys)) for field, keys, _ in table} == KEYS


def test_the_readers_are_the_codes_own(project: Path) -> None:
    table = rows(text_of(project, "docs/reading.md"), "reader", "what it reads", "an article's origin")
    assert [code(name) for name, *_ in table] == list(corpus.READERS)


def test_the_tree_of_errors_is_the_codes_own(project: Path) -> None:
    (tree,) = blocks(text_of(project, "docs/library.md"), "text")
    drawn = "\n".join(line.removeprefix("    ") for line in (errors.__doc__ or "").splitlines())
    assert tree in drawn
    named = set(re.findall(r"\b[A-Z]\w*Error\b", tree))
    assert named == {
        name for name, value in vars(errors).items() if isinstance(value, type) and "Error" in name
    }


def placed(tree: str) -> Iterator[tuple[str, str]]:
    """Path and phrase of each line of the tree of modules."""
    folders: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, _, phrase = line.strip().partition(" ")
        del folders[depth:]
        yield "".join([*folders, name]), phrase.strip()
        if name.endswith("/"):
            folders.append(name)


def test_every_module_has_its_place(project: Path) -> None:
    """Once, with a phrase; modules of commands stand under their folder."""
    tree = list(placed(blocks(text_of(project, "ARCHITECTURE.md"), "text")[0]))
    assert all(phrase for _, phrase in tree)
    assert all((project / path).exists() for path, _ in tree), tree
    modules = {
        str(path.relative_to(project))
        for room in ROOMS
        for path in (project / room).rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py") and path.parent.name != "commands"
    }
    assert sorted(path for path, _ in tree if path.endswith(".py")) == sorted(modules)
    packages = {
        f"{path.parent.relative_to(project)}/"
        for room in ROOMS
        for path in (project / room).rglob("__init__.py")
    }
    assert {path for path, _ in tree if path.endswith("/")} == packages


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"])
def test_links_lead_somewhere(name: str, project: Path) -> None:
    path = project / name
    for document in sorted(path.glob("*.md")) if path.is_dir() else [path]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} → {target}"


def test_every_shape_of_json_is_described(project: Path) -> None:
    written = {
        shape
        for path in (project / "searcher").rglob("*.py")
        for shape in re.findall(r"\bdateline\.[a-z]+/\d+", path.read_text("utf-8"))
    }
    assert written - set(re.findall(r"dateline\.[a-z]+/\d+", text_of(project, "docs/commands.md"))) == set()

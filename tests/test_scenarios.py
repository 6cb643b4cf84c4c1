"""Search behaviour as data: each folder of tests/scenarios holds articles and the searches asked of them.

A search gives a comment (what it holds), a query, options of ``Archive.search`` (all hits, unless they say
otherwise), and the ids that must be found; in any order, unless its options say ``ordered``. Each engine
finds them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import corpus
import index
import searcher

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "scenarios").glob("*/searches.json"))
NOW = datetime(2016, 12, 1, 12, tzinfo=UTC)


def searches() -> list[Any]:
    return [
        pytest.param(folder, search, id=f"{folder.name}: {search['comment']}")
        for folder in FOLDERS
        for search in json.loads((folder / "searches.json").read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def archives(address: Callable[[str], str]) -> dict[str, searcher.Archive]:
    opened = {}
    for folder in FOLDERS:
        path = address(folder.name)
        with index.create(path) as archive:
            report = archive.add(corpus.read(folder / "articles.jsonl"))
            assert not report.rejected
        opened[folder.name] = searcher.open(path, clock=lambda: NOW)
    return opened


@pytest.mark.parametrize(("folder", "search"), searches())
def test_a_search_finds_what_its_scenario_says(
    archives: dict[str, searcher.Archive], folder: Path, search: dict[str, Any]
) -> None:
    options = {"limit": 0, **search.get("options", {})}
    ordered = options.pop("ordered", False)
    results = archives[folder.name].search(search["query"], related=0, **options)
    found = list(results.ids)
    assert options["limit"] or results.hit_total == len(found)
    assert [hit.id for hit in results] == found
    assert (found if ordered else sorted(found)) == (search["ids"] if ordered else sorted(search["ids"]))

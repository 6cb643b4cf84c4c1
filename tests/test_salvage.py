"""A damaged archive on the command line: what it costs, and what can be kept of it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from . import news
from .articles import add, article
from .news import Run, run_on


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Three commits of which the second is damaged where it keeps the articles' texts."""
    path = tmp_path / "a"
    for number in range(3):
        text = " ".join(f"word{random.Random(number).randrange(1000)}" for _ in range(20))
        add(path, [article(f"{number}-{i}", "Flood", text) for i in range(8 >> number)], extractor="none")
    segment = max(path.glob("*.segment"), key=lambda file: file.stat().st_size)
    content = bytearray(segment.read_bytes())
    content[len(content) // 3 :] = bytes(len(content) - len(content) // 3)
    segment.write_bytes(content)
    return path


@pytest.fixture
def run(damaged: Path) -> Run:
    return run_on(damaged)


def test_a_check_says_what_the_damage_costs_and_what_to_do(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 5
    assert "8 articles" in result.stdout
    assert "dateline rebuild --salvage" in result.stderr


def test_a_rebuild_refuses_and_says_how_to_go_on(run: Run, damaged: Path) -> None:
    before = {file.name: file.read_bytes() for file in damaged.glob("*.segment")}
    result = run("rebuild")
    assert result.exit_code == 5
    assert "--salvage" in result.stderr
    assert {file.name: file.read_bytes() for file in damaged.glob("*.segment")} == before


def test_a_salvage_keeps_the_rest_and_tells_what_is_lost(run: Run) -> None:
    result = run("rebuild", "--salvage", "--yes")
    assert result.exit_code == 3
    assert result.stdout.startswith("lost: ")
    assert "all 8 of its articles are lost" in result.stdout
    assert "6 articles in the fresh index" in result.stderr
    assert run("check").exit_code == 0
    assert run("search", "flood", "--ids", "--limit", "0").stdout.split() == [
        "1-0", "1-1", "1-2", "1-3", "2-0", "2-1",
    ]  # fmt: skip


def test_a_salvage_as_data_lists_the_losses(run: Run) -> None:
    value = json.loads(run("rebuild", "--salvage", "--yes", "--json").stdout)
    assert (value["articles"], len(value["lost"])) == (6, 1)


def test_nothing_is_lost_of_a_sound_archive(tmp_path: Path) -> None:
    result = run_on(news.make_three(tmp_path / "a"))("rebuild", "--salvage")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing is lost." in result.stderr

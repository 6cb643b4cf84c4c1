"""Bars on how well the news is read, held on the measuring corpora (see benchmarks/quality)."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from benchmarks.quality.glue import glued_words
from benchmarks.quality.html import ENGLISH, Page, Reading, f1, ours, pages


@pytest.fixture(scope="module")
def readings(data_dir: Path) -> list[tuple[Page, Reading]]:
    """Every third page, and what is read from it."""
    return [(page, ours(page)) for page in pages(data_dir)[::3]]


@pytest.mark.data
def test_days_are_right_or_missing(readings: list[tuple[Page, Reading]]) -> None:
    wrong = [page.name for page, read in readings if read.day not in (page.day, "")]
    assert len(wrong) <= 0.02 * len(readings), wrong
    assert sum(page.day == read.day for page, read in readings) >= 0.96 * len(readings)


@pytest.mark.data
def test_the_text_is_that_of_the_article(readings: list[tuple[Page, Reading]]) -> None:
    english = [f1(page.body, read.body) for page, read in readings if page.name.split("/")[0] in ENGLISH]
    assert mean(english) >= 0.93


@pytest.mark.data
def test_no_words_of_different_blocks_are_glued(readings: list[tuple[Page, Reading]]) -> None:
    assert [words for page, read in readings if (words := glued_words(page.markup, read.body))] == []


@pytest.mark.data
def test_authors_are_right(readings: list[tuple[Page, Reading]]) -> None:
    right = sum(
        {name.casefold() for name in page.authors} == {name.casefold() for name in read.authors}
        for page, read in readings
    )
    assert right >= 0.8 * len(readings)


@pytest.mark.data
def test_no_page_is_lost(readings: list[tuple[Page, Reading]]) -> None:
    assert all(read.title and read.body for _, read in readings)

"""What the receipt says of scripts in which words cannot be found by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

import searcher

from .articles import add, article


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searcher.Archive:
    path = tmp_path_factory.mktemp("scripts") / "a"
    add(
        path,
        [
            article("1", "น้ำท่วมกรุงเทพ", "ฝนตกหนัก", language="th"),
            article("2", "大选结束", "总统发表讲话。", language="zh-Hans"),
        ],
        extractor="none",
    )
    return searcher.open(path)


def notes(archive: searcher.Archive, query: str) -> str:
    return " ".join(archive.search(query).receipt.notes)


@pytest.mark.parametrize("query", ["น้ำ", '"น้ำ"', "flood OR น้ำ", "-น้ำ", "title:น้ำ"])
def test_thai_words_are_said_to_be_found_by_themselves_alone(archive: searcher.Archive, query: str) -> None:
    assert "Thai is written without blanks" in notes(archive, query)
    assert "*น้ำ*" in notes(archive, query)
    assert archive.search("*น้ำ*").total == 1


@pytest.mark.parametrize("query", ["总统", "總統", '"总统"', "大选 NEAR/9 总统"])
def test_characters_with_another_form_are_noted(archive: searcher.Archive, query: str) -> None:
    assert "simplified and traditional" in notes(archive, query)


@pytest.mark.parametrize("query", ["大", "flood", "*น้ำ*", "河 山"])
def test_what_can_be_found_needs_no_note(archive: searcher.Archive, query: str) -> None:
    assert "written without blanks" not in notes(archive, query)
    assert "simplified" not in notes(archive, query)


def test_an_archive_without_chinese_articles_says_nothing_of_its_characters(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("1", "大統領", "東京で会談した。", language="ja")], extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        assert "simplified" not in notes(archive, "東京 会談")

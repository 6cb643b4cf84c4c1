"""What is near a part of a question that matches nothing: spellings, longer names, languages."""

from __future__ import annotations

import pytest

import searcher
from corpus import Entity
from searcher.near_terms import near_words

from .articles import add, article


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searcher.Archive:
    """Four articles: outlets, authors and names with more than one word."""
    path = tmp_path_factory.mktemp("near") / "a"
    named = (Entity("person", "Mara Ellison", "x"), Entity("place", "Saint-Gédéon", "x"))
    add(
        path,
        [
            article(
                "1", "The harbour flooded", "Ferries waited.", source="www.wire.example", language="en-GB"
            ),
            article(
                "2", "A harbour", "A harp.", source="Wire Sport", authors=("Ines Smith",), entities=named
            ),
            article("3", "Наводнение", "Правительство в порту.", language="ru"),
            article("4", "Government", "The Muhammad bridge.", entities=named),
        ],
        extractor="none",
    )
    return searcher.open(path)


def notes(archive: searcher.Archive, query: str, **options: str) -> str:
    return " ".join(archive.search(query, **options).receipt.notes)


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("harbuor", "harbour (2)"),
        ("habrour", "harbour (2)"),
        ("harrbour", "harbour (2)"),
        ("hrabuor", "harbour (2)"),
        ('"goverment"', "government (1)"),
        ("Mohamad", "muhammad (1)"),
        ("title:harbuor", "harbour (2)"),
        ("правительтво", "правительство (1)"),
        ("source:wire", "Wire Sport (1), www.wire.example (1)"),
        ("author:smith", "ines smith (1)"),
        ("language:en", "en-gb (1)"),
        ("language:french", "ru (1)"),
        ("language:Russian", "near it: ru (1)"),
        ('person:"Ellison, Mara"', "Mara Ellison (2)"),
        ('author:"Smith, Ines"', "ines smith (1)"),
        ("person:Ellison", "Mara Ellison (2)"),
        ('person:"Mara Elison"', "Mara Ellison (2)"),
        ('place:"Saint Gedeom"', "Saint-Gédéon (2)"),
        ("ferries NOT harbuor", "harbour (2)"),
    ],
)
def test_what_is_near_is_told(archive: searcher.Archive, query: str, near: str) -> None:
    assert near in notes(archive, query)


@pytest.mark.parametrize(
    "query",
    [
        "harbour",
        "zqxwvk",
        "ab",
        "z" * 60,
        "harb?r",
        'source:"no such thing"',
        "id:9",
        "123456",
        '"harbor bridge"',
    ],
)
def test_where_nothing_is_near_nothing_is_told(archive: searcher.Archive, query: str) -> None:
    assert "near it" not in notes(archive, query)


def test_an_option_is_helped_like_a_field(archive: searcher.Archive) -> None:
    assert "Wire Sport (1)" in notes(archive, "", source="wire")
    assert "Mara Ellison (2)" in notes(archive, "", person="Mara Elison")


def test_words_near_a_word() -> None:
    assert near_words("sorce", ["source", "title", "place"]) == ["source"]
    assert near_words("site", ["source"]) == []

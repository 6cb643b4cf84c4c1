"""What a text file says of itself at its head."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article
from corpus.readers.captured.front_matter import take_front_matter

TRAFILATURA = """---
title: Ferries return
author: Jane Doe; Ana Roe
url: https://quay.example/7
hostname: quay.example
sitename: The Quay
date: 2016-12-01
categories: ['World']
---
The ferry is back.
"""
CLIPPED = """---
title: "Ferries: a \\"return\\""
source: "https://quay.example/7"
author:
  - "[[Jane Doe]]"
  - "[[people/ana|Ana Roe]]"
published: 2016-12-01
created: 2024-03-05
description: "Short."
tags:
  - "clippings"
---
# Ferries: a "return"

The ferry is back.
"""


def one(text: str, tmp_path: Path) -> Article:
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    (article,) = corpus.read(tmp_path / "page.md")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("text", "title", "source"),
    [(TRAFILATURA, "Ferries return", "The Quay"), (CLIPPED, 'Ferries: a "return"', "")],
)
def test_a_page_is_what_its_head_says(text: str, title: str, source: str, tmp_path: Path) -> None:
    article = one(text, tmp_path)
    assert (article.title, article.body, article.source) == (title, "The ferry is back.", source)
    assert (str(article.published), article.url) == ("2016-12-01", "https://quay.example/7")
    assert (article.authors, article.notices) == (("Jane Doe", "Ana Roe"), ())


def test_what_the_head_does_not_say_stands_below(tmp_path: Path) -> None:
    article = one("---\nurl: https://quay.example/7\n---\n# Ferries\n\n1 December 2016\n\nText.\n", tmp_path)
    assert (article.title, article.body, str(article.published)) == ("Ferries", "Text.", "2016-12-01")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: a: b", {"title": "a: b"}),
        ("title: 'it''s'", {"title": "it's"}),
        ("title: >-\n  one\n  two", {"title": "one two"}),
        ("tags: [a, 'b']", {"tags": ["a", "b"]}),
        ("author: ~\n# a comment", {"author": ""}),
    ],
)
def test_what_is_used_of_yaml_is_read(head: str, expected: dict[str, object]) -> None:
    assert take_front_matter(f"---\n{head}\n---\ntext") == (expected, "text")


@pytest.mark.parametrize(
    "text", ["---\nA rule above.\n---\ntext", "---\ntitle: never closed\n\ntext", "---", ""]
)
def test_a_rule_is_no_head(text: str) -> None:
    assert take_front_matter(text) == ({}, text)


@given(st.text(st.sampled_from("-: \n[]'\"a|>#"), max_size=80))
def test_any_head_is_read_or_left(text: str) -> None:
    matter, rest = take_front_matter(f"---\n{text}\n---\n")
    assert matter or rest == f"---\n{text}\n---\n"


@pytest.mark.parametrize("line", ["a: b", "a:", " x", "- x", "a" * 70, "[[" * 40])
def test_a_hostile_head_takes_bounded_time(line: str) -> None:
    begun = time.process_time()
    take_front_matter("---\na: b\n" + f"{line}\n" * 100_000 + "---\n")
    take_front_matter("---\na: b\n" + f"{line}" * 1_000_000 + "\n---\n")
    assert time.process_time() - begun < 2

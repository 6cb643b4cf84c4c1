"""JSON Lines, JSON arrays, and objects over several lines."""

from __future__ import annotations

import gzip
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.text_stream import LINE_LIMIT


def read(text: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = text.encode() if isinstance(text, str) else text
    return list(corpus.read(io.BytesIO(encoded), reader="jsonl", **options))


def shown(found: list[Article | Rejected]) -> list[str]:
    return [a.title if isinstance(a, Article) else f"{a.source} {a.reason}"[:18] for a in found]


def test_broken_lines_between_good_ones_are_rejected_one_by_one() -> None:
    deep = '{"title": ' + "[" * 100_000
    lines = [
        '{"title": "one"}',
        '{"title": "cut',
        "",
        '{"title": "two"}',
        "[1, 2]",
        '"text"',
        "null",
        deep,
        '{"title": "t", "n": NaN}',
        '{"title": "t", "n": -Infinity}',
        '{"title": "t"} {"title": "u"}',
        "  \t ",
        '{"title": "three"}\r',
    ]
    found = read("\n".join(lines))
    assert shown(found) == [
        "one",
        "-:2 not JSON: Unte",
        "two",
        "-:5 not a JSON obj",
        "-:6 not a JSON obj",
        "-:7 not a JSON obj",
        "-:8 not JSON: nest",
        "t",
        "t",
        "-:11 not JSON: mor",
        "three",
    ]


def test_a_line_that_is_not_utf_8_harms_no_other() -> None:
    one, two, three = read(b'{"title": "\xc3\xa9"}\n{"title": "\xe9"}\n{"title": "\xc3\xa9"}')
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert isinstance(three, Article)
    assert one.title == two.title == three.title == "é"
    assert (one.notices, two.notices, three.notices) == ((), ("not UTF-8; read as Windows-1252",), ())


def test_lone_surrogates_and_controls_in_strings_are_cleaned() -> None:
    (article,) = read('{"title": "a\\ud800b\\u0000\tc", "body": "\\ud83d\\ude00\x01"}')
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("a�b c", "😀")


def test_a_line_beyond_the_limit_is_rejected_and_the_next_one_read() -> None:
    found = read(b'{"title": "' + b"x" * LINE_LIMIT + b'"}\n{"title": "next"}')
    assert shown(found) == ["-:1 a line of more", "next"]


ARTICLES = [{"title": "one", "links": [{"id": "1"}, {"id": "2"}]}, {"title": "two"}, {"title": "three"}]


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"])
def test_a_json_array_is_read(indent: int | str | None) -> None:
    found = read(json.dumps(ARTICLES, indent=indent))
    assert shown(found) == ["one", "two", "three"]
    assert [a.origin for a in found if isinstance(a, Article)] == ["-[0]", "-[1]", "-[2]"]


@pytest.mark.parametrize("indent", [0, 2, "\t"])
def test_objects_over_several_lines_are_read(indent: int | str) -> None:
    found = read("\n".join(json.dumps(value, indent=indent) for value in ARTICLES))
    assert shown(found) == ["one", "two", "three"]
    assert next(a.origin for a in found if isinstance(a, Article)) == "-:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"title": "one"}, 5, {"title": "two"},]', ["one", "-[1] not a JSON ob", "two"]),
        ('[{"title": "one"}, {"title": "tw', ["one", "-[1] not JSON: Unt"]),
        ('[{"title": "one"},', ["one", "-[1] the array is "]),
        (
            '[\n{"title": "one"},\n{"title": tw},\n{"title": "three"}\n]',
            ["one", "-[1] not JSON: Exp", "three"],
        ),
        ('[{"title": "one"},\n{"title": tw},\n{"title": "three"}]', ["one", "-[1] not JSON: Exp", "three"]),
        ('[{"title": tw},\n{"title": "two"}]', ["-[0] not JSON: Exp", "two"]),
        ('[{"title": tw}, {"title": "two"}]', ["-[0] not JSON: Exp"]),
        ('[\n {\n  "title": "one"\n },\n {\n  "title": "cut,\n }\n]', ["one", "-[1] not JSON: Unt"]),
        ('[\n {\n  "title": x\n },\n {\n  "title": "two"\n }\n]', ["-[0] not JSON: Exp", "two"]),
        ('{\n "title": x\n}\n{\n "title": "two"\n}', ["-:1 not JSON: Expe", "two"]),
        ('{\n "title": "one"\n}\n{\n "title": x\n}', ["one", "-:4 not JSON: Expe"]),
        ("[]", ["- it holds no arti"]),
    ],
)
def test_damage_in_an_array_is_rejected_where_it_stands(text: str, expected: list[str]) -> None:
    assert shown(read(text)) == expected


def test_damage_never_makes_articles_of_nested_objects() -> None:
    text = json.dumps(
        [{"title": "one", "links": [{"title": "no"}, {"title": "no"}], "x": 0}, {"title": "two"}], indent=1
    )
    assert shown(read(text.replace('"x": 0', '"x": oops'))) == ["-[0] not JSON: Exp", "two"]


@pytest.mark.parametrize("line", ['{"a":[', "{}", '{"', '{"a":[1,{}],', '{"title":"t"', "{"])
def test_a_hostile_array_takes_bounded_time(line: str) -> None:
    begun = time.process_time()
    for _ in corpus.read(io.BytesIO(b"[\n" + f"{line}\n".encode() * (100_000 // len(line)))):
        pass
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    ("content", "sniffed"),
    [
        ('{"title": "one"}', True),
        ('\n\n  {"title": "one"}\n', True),
        ('[\n {"title": "one"}]', True),
        ('{\n "title": "one"\n}', True),
        ('broken {\n{"title": "one"}\n{"title": "two"}\n', True),
        ("{curly} headline\n\nText.", False),
        ("[bracket] headline\n\nText.", False),
        ('[{"id":"1","title":"x"}]\nHeadline\n\nText.', False),
        ('Headline\n\n{"title": "one"}\n\nText.', False),
    ],
)
def test_json_is_known_by_its_content(content: str, *, sniffed: bool) -> None:
    found = list(corpus.read(io.BytesIO(content.encode())))
    assert any(isinstance(a, Article) and a.title == "one" for a in found) == sniffed


leaves = st.none() | st.booleans() | st.floats() | st.text(max_size=9)
values = st.recursive(
    leaves,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=9), v, max_size=3),
    max_leaves=5,
)


@given(values)
@settings(max_examples=50)
def test_any_json_is_an_article_or_rejected(value: object) -> None:
    keyed = {"title": value, "links": value, "people": value, "date": value, "author": value, "id": "x"}
    for one in (value, keyed, [keyed]):
        for found in read(json.dumps(one)):
            assert isinstance(found, Rejected) or Article.from_json(found.to_json()) == found


@given(st.binary())
def test_any_bytes_are_articles_or_rejected(encoded: bytes) -> None:
    assert read(b'{"title": "' + encoded)
    assert read(b"[" + encoded)


@pytest.mark.data
def test_reuters_is_read_whole(data_dir: Path) -> None:
    path = data_dir / "reuters21578.jsonl.gz"
    with gzip.open(path) as lines:
        dates = [json.loads(line)["date"] for line in lines]
    begun = time.process_time()
    found = list(corpus.read(path))
    assert time.process_time() - begun < 12
    assert len(found) == len(dates) == 21_578
    articles = [article for article in found if isinstance(article, Article)]
    assert len(articles) == 20_841
    assert {r.reason.split(";")[0] for r in found if isinstance(r, Rejected)} == {"no title and no text"}
    assert all(article.published and not article.notices for article in articles)
    for article, date in zip(found, dates, strict=True):
        if isinstance(article, Article) and article.published:
            assert article.published.local.strftime("%-d-%b-%Y").upper() in date

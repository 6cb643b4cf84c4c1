"""CSV, TSV and their kin."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Entity, Rejected

HEADER = "id,title,body,date\n"


def read(text: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = text.encode() if isinstance(text, str) else text
    return list(corpus.read(io.BytesIO(encoded), reader="csv", **options))


def shown(found: list[Article | Rejected]) -> list[str]:
    return [a.title if isinstance(a, Article) else f"{a.source} {a.reason}"[:16] for a in found]


def one(text: str | bytes, **options: Any) -> Article:
    (article,) = read(text, **options)
    assert isinstance(article, Article)
    return article


def test_a_row_is_an_article() -> None:
    article = one(
        "id,Title,Text,Date,Source,Link,Author,Lang,People,Links,Views\r\n"
        '7,"Ferries ""return""","One.\r\n\r\nTwo, three.",2016-12-01,The Quay,https://example.org/7,'
        'Jane Doe;Ann Lee,en,Ali al-Amin; Ann Lee,"[{""title"": ""Storm"", ""id"": 6}]",12\r\n'
    )
    assert (article.id, article.title, article.body) == ("7", 'Ferries "return"', "One.\n\nTwo, three.")
    assert (str(article.published), article.source, article.url) == (
        "2016-12-01",
        "The Quay",
        "https://example.org/7",
    )
    assert (article.authors, article.language) == (("Jane Doe", "Ann Lee"), "en")
    assert article.entities[0] == Entity("person", "Ali al-Amin", "Ali al-Amin")
    assert [(link.title, link.id) for link in article.links] == [("Storm", "6")]
    assert (article.origin, article.notices) == ("-:2", ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("first_line", ["", "sep={}\n", "\ufeff", "\n\n"])
def test_the_header_tells_the_delimiter(delimiter: str, first_line: str) -> None:
    rows = [["id", "headline", "text"], ["1", "a,b;c|d", "x"], ["2", "e", "y\tz"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    encoded = (first_line.format(delimiter) + text.getvalue()).encode()
    found = list(corpus.read(io.BytesIO(encoded)))
    assert [(a.id, a.title) for a in found if isinstance(a, Article)] == [("1", "a,b;c|d"), ("2", "e")]


def test_origins_are_lines_of_the_file() -> None:
    found = read(HEADER + '1,one,"a\n\nb",\n\n , ,,\n2,two,c,\n')
    assert [a.origin for a in found if isinstance(a, Article)] == ["-:2", "-:7"]


def test_fields_name_the_columns() -> None:
    article = one(
        "Nr;Kop;Datum\n1;Veerboten;01/02/2016\n", fields={"title": "kop", "date": "Datum"}, day_first=False
    )
    assert (article.title, str(article.published)) == ("Veerboten", "2016-01-02")


def test_a_header_without_title_and_text_is_rejected_once() -> None:
    (rejected,) = read("Nr;Kop\n1;Veerboten\n2;x\n")
    assert rejected == Rejected("-", "no title and no text column; it has 'Nr', 'Kop'; name them with fields")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,one,a,\n2,two\n3,three,c,2016-12-01,,\n", ["one", "two", "three"]),
        ("1,one,a,b,c\n2,two,b,\n", ["-:2 more values ", "two"]),
        ("1,,,\n2,two,b,\n", ["-:2 no title and", "two"]),
        ('1,"one,a,\n2,two,b,\n3,"three",c,\n4,four,d,\n', ["-:2 a quoted val", "two", "three", "four"]),
        (
            '1,"one,a,\n2,"two",b,\n3,"three","c\n\nd",\n4,four,d,\n',
            ["-:2 a quoted val", "two", "three", "four"],
        ),
        ('1,one,"a\nb, c\n\nd', ["-:2 a quoted val"]),
        ('1,one,a,\n2,two,"cut', ["one", "-:3 a quoted val"]),
        ('1,"a "quoted" word",b,\n2,two,b,\n', ['a "quoted" word', "two"]),
        ('1,"a "quoted", word",b,\n2,two,b,\n', ["-:2 a quote with", "two"]),
        ('1,5" pipes,b,\n2,two,b,\n', ['5" pipes', "two"]),
        ('1, "spaced, out", "b",\n', ["spaced, out"]),
        ("1,o\x00ne,a,\n2,two,b,\n", ["one", "two"]),
        ("", ["- it holds no ar"]),
    ],
)
def test_a_broken_row_harms_no_other(rows: str, expected: list[str]) -> None:
    assert shown(read(HEADER + rows)) == expected


def test_what_was_amiss_with_a_row_is_noted() -> None:
    short, bare = read(HEADER + '1,one\n2,a "b" c,"d "e" f",\n')[0], read(HEADER + '1,one,"d "e" f",\n')[0]
    assert isinstance(short, Article)
    assert isinstance(bare, Article)
    assert short.notices == ("2 of 4 values are there",)
    assert (bare.body, bare.notices) == ('d "e" f', ("quotes were not doubled; read as they stand",))


def test_the_rest_of_a_broken_text_is_no_article() -> None:
    rows = '1,one,"The harbour, said\nthe master, is open\n\nBy night, ships left.\n2,two,b,2016-12-01\n'
    assert shown(read(HEADER + rows)) == ["-:2 a quoted val", "two"]


def test_a_row_that_is_not_utf_8_is_noted() -> None:
    one_, two = read(b"id,title\n1,caf\xe9\n2,caf\xc3\xa9\n")
    assert isinstance(one_, Article)
    assert isinstance(two, Article)
    assert one_.title == two.title == "café"
    assert (one_.notices, two.notices) == (("not UTF-8; read as Windows-1252",), ())


PREAMBLE = 'Search: storm AND bridge\n\n"Results: 2; saved: 2024-03-05"\n\n'


def test_the_header_may_stand_below_what_was_searched_for() -> None:
    found = read(PREAMBLE + "Title,Publication title,Pub date\nT,The Quay,2016-12-01\n")
    assert shown(found) == ["T"]
    assert found[0].origin == "-:6" if isinstance(found[0], Article) else False


def test_a_line_of_text_is_no_header() -> None:
    (rejected,) = read("Nr;Kop\n1;Title\n2;x\n")
    assert isinstance(rejected, Rejected)
    assert "'Nr', 'Kop'" in rejected.reason


@pytest.mark.parametrize(
    "header", ['\ufeff" Title ", TEXT', "'title','text'", "# Title,Text", '"""title""","text"', "TITLE,tExT"]
)
def test_a_header_may_be_written_oddly(header: str) -> None:
    assert one(f"{header}\nT,B\n").text == "T\n\nB"


def test_quotes_may_be_escaped_by_backslashes() -> None:
    rows = r'1,"He said \"no\", twice",B,\N' + "\n" + r'2,U,"ends with \"",' + "\n" + r'3,V,"a \\ b",' + "\n"
    found = [a for a in read(HEADER + rows) if isinstance(a, Article)]
    assert [a.text for a in found] == ['He said "no", twice\n\nB', 'U\n\nends with "', "V\n\na \\ b"]
    assert not any(a.notices for a in found)


def test_one_row_may_escape_its_quotes_otherwise() -> None:
    rows = '1,"a ""b"" c",B,\n2,"d ""e"" f",B,\n' + r'3,"He \"no\", twice",B,' + "\n"
    assert shown(read(HEADER + rows)) == ['a "b" c', 'd "e" f', 'He "no", twice']


def test_lines_may_end_in_carriage_returns() -> None:
    found = read(b'id,title,body\r1,T,"a\rb"\r2,U,c\r')
    assert [a.text for a in found if isinstance(a, Article)] == ["T\n\na\nb", "U\n\nc"]


def test_rows_of_trafilatura_have_no_header() -> None:
    row = "https://quay.example/7\tnull\tb68ca8a776b676e2\tquay.example\tT\tnull\t2016-12-01\tOne\tnull\tnull\tnull\n"
    found = read(row + row.replace("T\t", '"U"\t'))
    assert [(a.title, a.body, a.source) for a in found if isinstance(a, Article)] == [
        ("T", "One", "quay.example"),
        ("U", "One", "quay.example"),
    ]


def test_long_fields_are_read() -> None:
    assert len(one(f"id,body\n1,{'x' * 1_000_000}\n").body) == 1_000_000


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.tuples(cells, cells), max_size=6), st.sampled_from(",;\t|"))
def test_every_row_is_an_article_or_rejected(rows: list[tuple[str, str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("title", "body"), *rows])
    blank = sum(not (title.strip() or body.strip()) for title, body in rows)
    found = read(text.getvalue().encode())
    assert len(found) == (len(rows) - blank or 1)


@given(st.text(st.sampled_from('",;x\n\r\t '), max_size=80))
@settings(max_examples=200)
def test_no_quoting_is_too_odd(text: str) -> None:
    assert read(f"title,body\n{text}\n1,last\n".encode())


@pytest.mark.parametrize("line", ['x","', '"', '1,"one,a', '",', '"",""', ",", '1,"a"b', '1,one,"a'])
def test_hostile_quoting_takes_bounded_time(line: str) -> None:
    begun = time.process_time()
    for _ in corpus.read(io.BytesIO((HEADER + f"{line}\n" * 20_000).encode()), reader="csv"):
        pass
    assert time.process_time() - begun < 5

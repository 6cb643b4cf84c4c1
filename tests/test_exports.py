"""Exports of common tools: their keys are known without being told, and what was made of them is shown.

The keys are those of the tools' own documentation; the articles are invented.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import corpus
from corpus import Article, Rejected
from corpus.readers.rows.field_maps import FieldMaps, read_field_map
from corpus.readers.rows.keys import KEYS, Meanings, field_map
from searcher.cli import main

WORDPRESS = {
    "id": 7,
    "date": "2016-12-01T10:00:00",
    "date_gmt": "2016-12-01T06:30:00",
    "link": "https://quay.example/7",
    "title": {"rendered": "Ferries &#8211; again"},
    "content": {"rendered": "<p>One &amp; two.</p>\n<p>Three.</p>", "protected": False},
    "excerpt": {"rendered": "<p>One</p>"},
    "author": 3,
    "categories": [5, 8],
}
NEWSAPI = {
    "status": "ok",
    "totalResults": 2,
    "articles": [
        {
            "source": {"id": None, "name": "The Quay"},
            "author": "Jane Doe",
            "title": "Ferries",
            "description": "Short.",
            "url": "https://quay.example/7",
            "urlToImage": "https://quay.example/7.jpg",
            "publishedAt": "2016-12-01T10:00:00Z",
            "content": "Long.",
        },
        {"source": {"name": "The Pier"}, "title": "Cranes", "description": "Only this.", "content": None},
    ],
}
GUARDIAN = {
    "response": {
        "status": "ok",
        "results": [
            {
                "id": "world/2016/dec/01/ferries",
                "sectionId": "world",
                "sectionName": "World news",
                "webPublicationDate": "2016-12-01T10:00:00Z",
                "webTitle": "Ferries",
                "webUrl": "https://quay.example/7",
                "fields": {"bodyText": "Long.", "trailText": "Short.", "byline": "Jane Doe and Ali al-Amin"},
            }
        ],
    }
}
TIMES = {
    "status": "OK",
    "response": {
        "docs": [
            {
                "_id": "article/7",
                "headline": {"main": "Ferries", "kicker": "Port"},
                "pub_date": "2016-12-01T10:00:00+0000",
                "lead_paragraph": "Long.",
                "snippet": "Short.",
                "web_url": "https://quay.example/7",
                "byline": {"original": "By Jane Doe", "person": []},
                "section_name": "World",
                "source": "The Quay",
            }
        ]
    },
}
EVENTS = {
    "uri": "7",
    "lang": "eng",
    "date": "2016-12-02",
    "dateTime": "2016-12-02T01:00:00Z",
    "dateTimePub": "2016-12-01T10:00:00Z",
    "title": "Ferries",
    "body": "Long.",
    "url": "https://quay.example/7",
    "source": {"uri": "quay.example", "dataType": "news", "title": "The Quay"},
    "authors": [{"uri": "jane@quay.example", "name": "Jane Doe", "type": "author"}],
}
TRAFILATURA = {
    "title": "Ferries",
    "author": "Jane Doe; Ali al-Amin",
    "hostname": "quay.example",
    "date": "2016-12-01",
    "categories": "World;Port",
    "tags": "",
    "sitename": "The Quay",
    "text": "Long.",
    "language": "en",
    "excerpt": "Short.",
}
TRAFILATURA_NOW = {
    **{key: value for key, value in TRAFILATURA.items() if key not in ("sitename", "hostname")},
    "hostname": "quay.example",
    "source": "https://quay.example/7",
    "source-hostname": "The Quay",
    "fingerprint": "b68ca8a776b676e2",
    "raw_text": "Ferries Long.",
}
READABILITY = {
    "title": "Ferries",
    "byline": "Jane Doe",
    "content": None,
    "textContent": "Long.",
    "excerpt": "Short.",
    "siteName": "The Quay",
    "publishedTime": "2016-12-01T10:00:00Z",
}
FEEDLY = {
    "id": "user/1/saved",
    "title": "Saved",
    "updated": "1480630154000",
    "items": [
        {
            "id": "entry/7",
            "title": "Ferries",
            "content": {"content": "<p>Long.</p>", "direction": "ltr"},
            "summary": {"content": "Short.", "direction": "ltr"},
            "published": "2016-12-01",
            "crawled": "2016-12-02",
            "origin": {"title": "The Quay", "htmlUrl": "https://quay.example"},
            "alternate": [{"href": "https://quay.example/7", "type": "text/html"}],
        }
    ],
}
WEBHOSE = {
    "posts": [
        {
            "thread": {"site": "quay.example", "title": "Ferries", "published": "2016-12-01"},
            "title": "Ferries",
            "text": "Long.",
            "published": "2016-12-01",
            "crawled": "2016-12-02",
        }
    ],
    "totalResults": 1,
}
WALLABAG = [
    {
        "id": 7,
        "title": "Ferries",
        "content": "<p>Long.</p>",
        "domain_name": "quay.example",
        "published_by": ["Jane Doe"],
        "published_at": "2016-12-01",
        "created_at": "2024-03-05",
    }
]
ELASTIC = {"hits": {"total": 1, "hits": [{"_id": "7", "_source": {"title": "Ferries", "text": "Long."}}]}}


def read(value: object, **options: Any) -> list[Article]:
    found = list(corpus.read(io.BytesIO(json.dumps(value).encode()), **options))
    assert not [each for each in found if isinstance(each, Rejected)]
    return [each for each in found if isinstance(each, Article)]


def shown(article: Article) -> tuple[str, str, str, str, str]:
    return article.title, article.body, str(article.published), article.source, article.section


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WORDPRESS, ("Ferries – again", "One & two.\n\nThree.", "2016-12-01T10:00:00", "", "")),
        (NEWSAPI, ("Ferries", "Long.", "2016-12-01T10:00:00+00:00", "The Quay", "")),
        (GUARDIAN, ("Ferries", "Long.", "2016-12-01T10:00:00+00:00", "", "World news")),
        (TIMES, ("Ferries", "Long.", "2016-12-01T10:00:00+00:00", "The Quay", "World")),
        (EVENTS, ("Ferries", "Long.", "2016-12-01T10:00:00+00:00", "The Quay", "")),
        (TRAFILATURA, ("Ferries", "Long.", "2016-12-01", "The Quay", "World")),
        (TRAFILATURA_NOW, ("Ferries", "Long.", "2016-12-01", "The Quay", "World")),
        (READABILITY, ("Ferries", "Long.", "2016-12-01T10:00:00+00:00", "The Quay", "")),
        (FEEDLY, ("Ferries", "Long.", "2016-12-01", "The Quay", "")),
        (WEBHOSE, ("Ferries", "Long.", "2016-12-01", "quay.example", "")),
        (WALLABAG, ("Ferries", "Long.", "2016-12-01", "quay.example", "")),
        (ELASTIC, ("Ferries", "Long.", "None", "", "")),
    ],
)
def test_json_of_common_tools(value: object, expected: tuple[str, ...]) -> None:
    assert shown(read(value)[0]) == expected
    indented = list(corpus.read(io.BytesIO(json.dumps(value, indent=2).encode())))
    assert isinstance(indented[0], Article)
    assert shown(indented[0]) == expected


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Headline,Byline,Date,Publication,Length,Section",
            '"Ferries","Jane Doe","December 1, 2016",The Quay,200 words,World',
            ("Ferries", "", "2016-12-01", "The Quay", "World"),
        ),
        (
            "id,publish_date,title,url,language,media_name,media_url,indexed_date",
            "7,2016-12-01,Ferries,https://quay.example/7,en,quay.example,https://quay.example,2016-12-02",
            ("Ferries", "", "2016-12-01", "quay.example", ""),
        ),
        (
            "url,url_mobile,title,seendate,socialimage,domain,language,sourcecountry",
            "https://quay.example/7,,Ferries,20161202T010000Z,,quay.example,English,Norway",
            ("Ferries", "", "None", "quay.example", ""),
        ),
        (
            ",id,title,publication,author,date,year,month,url,content",
            "0,17283,Ferries,The Quay,Jane Doe,2016-12-01,2016.0,12.0,,Long.",
            ("Ferries", "Long.", "2016-12-01", "The Quay", ""),
        ),
        (
            "title,text,domain,date,description,url,image_url",
            "Ferries,Long.,quay.example,2016-12-01 10:00:00,Short.,https://quay.example/7,",
            ("Ferries", "Long.", "2016-12-01T10:00:00", "quay.example", ""),
        ),
        (
            "Page Name,Post Created,Type,URL,Message,Link Text,Description",
            "The Quay,2016-12-01 10:00:00 EST,Link,https://quay.example/7,Long.,Ferries,Short.",
            ("Ferries", "Long.", "2016-12-01T10:00:00-05:00", "The Quay", ""),
        ),
        (
            "URL,MobileURL,Date,Title",
            "https://quay.example/7,,2016-12-02 01:00:00,Ferries",
            ("Ferries", "", "None", "", ""),
        ),
        (
            "date,year,month,day,author,title,article,url,section,publication",
            "2016-12-01,2016,12.0,1,Jane Doe,Ferries,Long.,https://quay.example/7,World,The Quay",
            ("Ferries", "Long.", "2016-12-01", "The Quay", "World"),
        ),
        (
            "link,headline,category,short_description,authors,date",
            "https://quay.example/7,Ferries,World,Short.,Jane Doe,2016-12-01",
            ("Ferries", "Short.", "2016-12-01", "", "World"),
        ),
        (
            "Key,Item Type,Publication Year,Author,Title,Publication Title,Url,Abstract Note,Date,Date Added",
            'AB1,newspaperArticle,2016,"Doe, Jane",Ferries,The Quay,,Short.,2016-12-01,2024-03-05',
            ("Ferries", "Short.", "2016-12-01", "The Quay", ""),
        ),
        (
            "Article,Date,Heading,NewsType",
            "Long.,2016-12-01,Ferries,business",
            ("Ferries", "Long.", "2016-12-01", "", "business"),
        ),
        (
            "id,pubtime,medium_code,medium_name,rubric,language,head,subhead,article_link,content",
            "1,2016-12-01,Q,The Quay,World,de,Ferries,,https://quay.example/7,<tx><p>Long.</p></tx>",
            ("Ferries", "Long.", "2016-12-01", "The Quay", "World"),
        ),
        (
            "id,title,text,url,authors,source,publish_date,canonical_link",
            "Real_1,Ferries,Long.,https://quay.example/7,Jane Doe,https://www.quay.example,2016-12-01,",
            ("Ferries", "Long.", "2016-12-01", "quay.example", ""),
        ),
    ],
)
def test_csv_of_common_tools(header: str, row: str, expected: tuple[str, ...]) -> None:
    (article,) = corpus.read(io.BytesIO(f"{header}\n{row}\n".encode()))
    assert isinstance(article, Article)
    assert shown(article) == expected


CSL = {
    "type": "article-newspaper",
    "title": "Ferries",
    "container-title": "The Quay",
    "abstract": "Long.",
    "issued": {"date-parts": [["2016", 12, 1]]},
    "author": [{"given": "Jane", "family": "Doe"}, {"literal": "Quay Desk"}],
}
ZOTERO = {
    "key": "QUAY2345",
    "library": {"type": "user", "name": "Jane"},
    "meta": {"numChildren": 1},
    "data": {
        "itemType": "newspaperArticle",
        "title": "Ferries",
        "creators": [{"firstName": "Jane", "lastName": "Doe"}, {"name": "Quay Desk"}],
        "abstractNote": "Long.",
        "publicationTitle": "The Quay",
        "date": "2016-12-01",
        "accessDate": "2021-05-01T10:00:00Z",
    },
}


@pytest.mark.parametrize("value", [CSL, ZOTERO])
def test_reference_managers_write_names_and_days_in_parts(value: object) -> None:
    (found,) = read([value])
    assert isinstance(found, Article)
    assert shown(found) == ("Ferries", "Long.", "2016-12-01", "The Quay", "")
    assert found.authors == ("Jane Doe", "Quay Desk")


@pytest.mark.parametrize("parts", [[[2016, 12, 1], [2016, 12, 5]], [], [[]], [["December"]], [[10**30]]])
def test_parts_that_are_no_day_date_nothing(parts: object) -> None:
    (found,) = read([{**CSL, "issued": {"date-parts": parts}}])
    assert isinstance(found, Article)
    assert found.published is None


def test_an_address_is_no_outlet() -> None:
    (article,) = read(TRAFILATURA_NOW)
    assert (article.source, article.url) == ("The Quay", "https://quay.example/7")
    (article,) = read({"title": "T", "source": "https://quay.example/7"}, outlet="The Quay")
    assert (article.source, article.url) == ("The Quay", "https://quay.example/7")
    (article,) = read({"title": "T", "source": "https://a.example", "url": "https://quay.example/7"})
    assert (article.source, article.url) == ("a.example", "https://quay.example/7")
    (article,) = read({"title": "T", "source": "https://a.example"}, fields={"source": "source"})
    assert article.source == "https://a.example"


def test_of_a_list_of_links_the_first_is_the_address() -> None:
    assert read(FEEDLY)[0].url == "https://quay.example/7"


def test_when_an_article_was_seen_is_told_as_ignored() -> None:
    header = ["URL", "MobileURL", "Date", "Title"]
    assert str(field_map(header, {})) == "title ← Title, url ← URL; ignored: MobileURL, Date"
    assert "published ← Date" in str(field_map(header, {"published": "date"}))


def test_no_key_means_two_fields() -> None:
    keys = [key for names in KEYS.values() for key in names]
    assert [Meanings({}).of(key) for key in keys] == [
        (name, rank, key) for name, names in KEYS.items() for rank, key in enumerate(names)
    ]


@pytest.mark.parametrize(
    "key", ["publish_date", "publishDate", "Publish Date", "PUBLISH-DATE", " publish  date"]
)
def test_dividers_and_case_make_no_difference(key: str) -> None:
    assert str(read({"title": "T", key: "2016-12-01"})[0].published) == "2016-12-01"


def test_a_leading_underscore_does() -> None:
    assert read({"title": "T", "_id": {"$oid": "x"}, "id": "7"})[0].id == "7"


def test_the_best_key_that_has_a_value_wins() -> None:
    one, two = read(NEWSAPI)
    assert (one.body, two.body) == ("Long.", "Only this.")


def test_fields_may_lie_within_objects() -> None:
    row = {"kop": {"tekst": {"lang": "Veerboten"}}, "text": "T"}
    assert read(row, fields={"title": "kop.tekst.lang"})[0].title == "Veerboten"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("World", "World"),
        (["World", "Port"], "World"),
        ([{"id": 5, "name": "World"}], "World"),
        ("['World', 'Port']", "World"),
        (5, ""),
        ([5, 8], ""),
        ({"id": 5}, ""),
        (True, ""),
        ("W" * 500, "W" * 200),
    ],
)
def test_a_section_is_a_name_and_never_in_the_way(section: object, expected: str) -> None:
    assert read({"title": "T", "section": section})[0].section == expected


@pytest.mark.parametrize(
    "authors", ["['Jane Doe', \"Ali al-Amin\"]", '["Jane Doe", "Ali al-Amin"]', "Jane Doe; Ali al-Amin"]
)
def test_authors_may_be_a_printed_list(authors: str) -> None:
    assert read({"title": "T", "authors": authors})[0].authors == ("Jane Doe", "Ali al-Amin")


@pytest.mark.parametrize(
    ("written", "tag"), [("English", "en"), ("deu", "de"), ("FRE", "fr"), ("nn-NO", "nn-NO")]
)
def test_languages_may_be_written_out(written: str, tag: str) -> None:
    assert read({"title": "T", "language": written})[0].language == tag


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One</p><p>Two</p><script>x()</script>", "One\n\nTwo"),
        ("One<br>Two", "One\nTwo"),
        ("Alcoa <AA> and Sears <S> rose; Burlington <BR> and Phillips <P> fell", None),
        ("if a < b and b > c", None),
        ("AT&T", None),
    ],
)
def test_markup_in_a_text_becomes_text(body: str, expected: str | None) -> None:
    assert read({"title": "T", "body": body})[0].body == (expected or body)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2016-12-01T06:30:00", "2016-12-01T06:30:00+00:00"),
        ("2016-12-01 06:30", "2016-12-01T06:30+00:00"),
        ("2016-12-01T06:30:00+01:00", "2016-12-01T06:30:00+01:00"),
    ],
)
def test_a_date_called_gmt_is_in_utc(written: str, expected: str) -> None:
    assert str(read({"title": "T", "date_gmt": written})[0].published) == expected


def test_another_thing_under_a_rare_key_is_passed_over() -> None:
    assert read({"title": "T", "text": "B", "message": {"code": 1}, "category": None})[0].body == "B"
    assert read({"title": "T", "summary": ["a"], "abstract": "B"})[0].body == "B"


def test_lists_under_a_key_keep_their_places() -> None:
    found = read(NEWSAPI)
    assert [article.origin for article in found] == ["-:1[0]", "-:1[1]"]
    assert [a.origin for a in read({"title": "T", "text": "B", "articles": [{"title": "U"}]})] == ["-:1"]


def test_an_empty_answer_holds_no_article() -> None:
    (rejected,) = corpus.read(io.BytesIO(b'{"status": "ok", "articles": []}'))
    assert rejected == Rejected("-", "it holds no article")


def test_a_map_names_what_is_read_and_what_is_not() -> None:
    header = ["Headline", "Full text", "Abstract", "Pub date", "Length", "Load-Date", ""]
    assert str(field_map(header, {})) == (
        "title ← Headline, body ← Full text or Abstract, published ← Pub date; ignored: Length, Load-Date"
    )
    assert str(field_map(["Kop", "Title"], {"title": "kop"})) == "title ← Kop; ignored: Title"
    assert str(field_map([f"c{n}" for n in range(20)], {})).endswith("c11 and 8 more")
    assert "\x1b" not in str(field_map(["\x1b[31m", "title"], {}))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "sep=;\nKop;Tekst\n1;2\n", "title ← Kop; ignored: Tekst"),
        ("a.jsonl", '{"kop": "T", "n": 1}\n', "title ← kop; ignored: n"),
        ("a.json", json.dumps(NEWSAPI), "source.name"),
        ("a.json", json.dumps(GUARDIAN, indent=1), "fields.bodyText or fields.trailText"),
        ("a.json", json.dumps([WORDPRESS], indent=1), "body ← content.rendered or excerpt.rendered"),
        ("a.json", '{"articles": [{"kop": "T"}, {"kop": ' + " " * 2_000_000, "title ← kop"),
        ("a.txt", "Ferries\n\nLong.\n", "None"),
        ("a.json", "{", "None"),
        ("a.csv", "", "None"),
    ],
)
def test_the_map_of_a_file(name: str, content: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert expected in str(read_field_map(str(path), fields={"title": "kop"}))


def test_maps_are_told_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("title,n\nT,1\n")
    maps = FieldMaps()
    told = [
        maps.of_article("csv", f"{tmp_path}/{name}:{line}") for name in ("a.csv", "b.csv") for line in (2, 3)
    ]
    assert told == ["a.csv: title ← title; ignored: n", "", "", ""]
    assert FieldMaps().of_article("csv", "-:2") == ""
    assert FieldMaps().of_article("html", f"{tmp_path}/a.csv") == ""
    assert FieldMaps().of_article("csv", "gone.zip!/a.csv:2") == ""


@pytest.mark.parametrize(
    ("header", "is_plain"),
    [
        ("id,Title,Text,date,author", True),
        ("kop,title", True),
        ("title,Full text", False),
        ("title,n", False),
    ],
)
def test_a_map_that_goes_without_saying_is_not_told(header: str, *, is_plain: bool, tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f"{header}\n")
    told = FieldMaps(fields={"id": "kop"} if "kop" in header else {}).of_article("csv", f"{path}:2")
    assert (told == "") == is_plain


@pytest.mark.parametrize("more", [["--dry-run"], ["--archive", "a.archive"]])
def test_index_shows_the_map(more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("news.csv").write_text("Headline,Pub date,Length\nFerries,2016-12-01,9\n")
    done = CliRunner().invoke(main, ["index", "news.csv", *more])
    assert "news.csv: title ← Headline, published ← Pub date; ignored: Length" in done.stderr.splitlines()

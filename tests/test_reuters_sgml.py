"""The SGML of Reuters-21578, by hand, and from the collection itself where it is there."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.reuters_sgml import ReutersSgml

DOCTYPE = '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n'
STORY = """<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="90" NEWID="7">
<DATE> 3-MAR-1987 13:06:07.24&#5;&#5;RM</DATE>
<TOPICS><D>salt</D><D>fish</D></TOPICS>
<PLACES><D>usa</D><D>el-salvador</D></PLACES>
<PEOPLE><D>roe</D></PEOPLE>
<ORGS><D>ec</D></ORGS>
<EXCHANGES></EXCHANGES>
<COMPANIES></COMPANIES>
<UNKNOWN>
&#5;&#5;&#5;C T
&#22;&#22;&#1;f0001&#31;reute
</UNKNOWN>
<TEXT>&#2;
<TITLE>SALT &lt;SLT> RISES &amp; FISH FALLS</TITLE>
<AUTHOR>    By Ana Roe, Reuters</AUTHOR>
<DATELINE>    PORT ISABEL, March 3 - </DATELINE><BODY>Salt rose at the harbour\x05
on Tuesday.
    Fish fell.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
"""
BRIEF = """<REUTERS TOPICS="NO" NEWID="8">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>SALT IS UP, TRADERS SAY
</TITLE>Reuter
&#3;</TEXT>
</REUTERS>
"""
UNPROC = """<REUTERS TOPICS="NO" NEWID="9">
<DATE>26-FEB-1987 15:02:03.04</DATE>
<TEXT TYPE="UNPROC">&#2;
 SALT   11.2  UP 0.1
 FISH    9.0  DN 0.2
 &#3;</TEXT>
</REUTERS>
"""


def read(text: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = text.encode("latin-1") if isinstance(text, str) else text
    return list(corpus.read(io.BytesIO(encoded), **options))


def articles(text: str | bytes, **options: Any) -> list[Article]:
    found = read(text, **options)
    assert all(isinstance(one, Article) and one.reader == "reuters" for one in found), found
    return [one for one in found if isinstance(one, Article)]


def test_a_story() -> None:
    (found,) = articles(DOCTYPE + STORY)
    assert (found.id, found.title) == ("7", "SALT <SLT> RISES & FISH FALLS")
    assert found.body == (
        "PORT ISABEL, March 3 - Salt rose at the harbour\non Tuesday.\n    Fish fell.\n Reuter"
    )
    assert str(found.published) == "1987-03-03T13:06:07"
    assert (found.section, found.authors) == ("salt", ("Ana Roe",))
    assert [(entity.kind, entity.name) for entity in found.entities] == [
        ("person", "roe"),
        ("organisation", "ec"),
        ("place", "usa"),
        ("place", "el-salvador"),
    ]
    assert (found.origin, found.notices) == ("-:2", ())


def test_texts_without_a_title_or_a_body() -> None:
    brief, unprocessed = articles(DOCTYPE + BRIEF + UNPROC)
    assert (brief.title, brief.body) == ("SALT IS UP, TRADERS SAY", "")
    assert (unprocessed.title, unprocessed.body) == ("", "SALT   11.2  UP 0.1\n FISH    9.0  DN 0.2")


def test_the_encoding_is_latin_1_and_not_looked_for() -> None:
    (found,) = articles(DOCTYPE + STORY.replace("Fish fell", "Fisch f\xfcr drei"))
    assert "Fisch für drei" in found.body


def test_a_story_that_is_cut_off_is_kept_and_ends_where_the_next_begins() -> None:
    cut = STORY[: STORY.index("on Tuesday")]
    one, two, three = articles(DOCTYPE + cut + STORY.replace('"7"', '"10"') + cut.replace('"7"', '"11"'))
    assert (one.id, one.notices) == ("7", ("the story is cut off",))
    assert one.body == "PORT ISABEL, March 3 - Salt rose at the harbour"
    assert (two.id, two.notices) == ("10", ())
    assert three.id == "11"


def test_several_stories_on_one_line() -> None:
    flat = (STORY + BRIEF).replace("\n", " ")
    assert [one.id for one in articles(DOCTYPE + flat)] == ["7", "8"]


def test_a_story_without_anything_is_rejected_alone() -> None:
    empty = '<REUTERS NEWID="1"><DATE>3-MAR-1987</DATE><TEXT></TEXT></REUTERS>'
    rejected, kept = read(DOCTYPE + empty + "\n" + STORY)
    assert isinstance(rejected, Rejected)
    assert rejected == Rejected("-:2", "no title and no text")
    assert isinstance(kept, Article)


def test_a_story_that_is_too_large_costs_no_other() -> None:
    large = STORY.replace("Fish fell.", "fish " * 4_000_000)
    rejected, kept = read(DOCTYPE + large + STORY)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "a story of more than 16 MiB"
    assert isinstance(kept, Article)


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (DOCTYPE + STORY, "", True),
        (DOCTYPE.lower() + STORY, "", True),
        (STORY, "", False),
        (STORY, "reut2-000.sgm", True),
        ("<!DOCTYPE html><html>", "page.sgm", False),
    ],
)
def test_what_is_taken_for_the_collection(head: str, name: str, expected: bool) -> None:  # noqa: FBT001 -- a table
    assert ReutersSgml().sniff(head.encode("latin-1"), name) is expected


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_mangled_file_raises(data: st.DataObject) -> None:
    encoded = bytearray((DOCTYPE + STORY + BRIEF + UNPROC).encode("latin-1"))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(encoded)))
        end = start + data.draw(st.integers(0, 60))
        junk = st.binary(max_size=8) | st.sampled_from(
            [b"<REUTERS", b"</REUTERS>", b"<TEXT", b"&#9999999;", b"<D>"]
        )
        encoded[start:end] = data.draw(junk)
    found = read(bytes(encoded), reader="reuters")
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason], (
        found
    )


def _sgml(value: dict[str, Any]) -> str:
    """A record of the collection in its SGML again, as its README describes that."""
    lists = "".join(
        f"<{tag}>{''.join(f'<D>{_escaped(name)}</D>' for name in value.get(key, []))}</{tag}>\n"
        for tag, key in [("TOPICS", "topics"), ("PLACES", "places"), ("ORGS", "organisations")]
    )
    body = f"<BODY>{_escaped(value['body'])}</BODY>" if "body" in value else ""
    title = f"<TITLE>{_escaped(value['title'])}</TITLE>" if "title" in value else ""
    return (
        f'<REUTERS TOPICS="YES" NEWID="{value["id"]}">\n<DATE>{_escaped(value["date"])}</DATE>\n{lists}'
        f"<TEXT>&#2;\n{title}\n{body}</TEXT>\n</REUTERS>\n"
    )


def _escaped(text: str) -> str:
    escaped = html.escape(text, quote=False)
    return re.sub("[\x00-\x08\x0e-\x1f]|[^\x00-\xff]", lambda found: f"&#{ord(found[0])};", escaped)


@pytest.mark.data
def test_the_collection_reads_alike_from_sgml_and_from_json(data_dir: Path) -> None:
    with gzip.open(data_dir / "reuters21578.jsonl.gz", "rt", encoding="utf-8") as lines:
        values = [json.loads(line) for line in lines][::7]
    written = "".join(json.dumps(value) + "\n" for value in values).encode()
    from_json = [one for one in read(written) if isinstance(one, Article)]
    from_sgml = [one for one in read(DOCTYPE + "".join(map(_sgml, values))) if isinstance(one, Article)]
    assert [one.id for one in from_json] == [one.id for one in from_sgml]
    assert len(from_sgml) > 2_900
    for one, other in zip(from_json, from_sgml, strict=True):
        assert one.title.strip("* ") == other.title, one.id
        assert one.body == other.body, one.id
        assert str(one.published) == str(other.published), one.id
        assert one.entities == other.entities, one.id

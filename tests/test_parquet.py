"""Parquet: rows as those of CSV, refusals, and what hostile files cost."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected

SECONDS = 10  # of CPU, on a slow machine; most take some milliseconds
STORM = {"title": "Storm closes the bridge", "text": "Nobody was hurt.", "date": date(2016, 12, 1), "id": 17}
GULLS = {"title": "Gulls return", "text": "They came back.", "date": date(2016, 12, 2), "id": 18}


def parquet(*rows: Mapping[str, object], **options: object) -> bytes:
    return parquet_of(pa.Table.from_pylist(list(rows)), **options)


def parquet_of(table: pa.Table, **options: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def read(content: bytes, **options: object) -> list[Article | Rejected]:
    return list(corpus.read(io.BytesIO(content), **options))  # type: ignore[arg-type]


def articles(content: bytes, **options: object) -> list[Article]:
    found = read(content, **options)
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


def reason(content: bytes) -> str:
    (found,) = read(content)
    assert isinstance(found, Rejected), found
    return found.reason


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd"])
def test_each_row_is_an_article(compression: str) -> None:
    storm, gulls = articles(parquet(STORM, GULLS, compression=compression))
    assert (storm.title, storm.body, storm.id) == (STORM["title"], STORM["text"], "17")
    assert gulls.origin == "-[1]"
    assert gulls.published
    assert (gulls.published.day, gulls.published.precision) == (date(2016, 12, 2), "day")


def test_stamps_of_every_unit_and_zone() -> None:
    moment = datetime(2016, 12, 1, 22, 9, 14, tzinfo=UTC)
    for kind in (pa.timestamp("ms"), pa.timestamp("ns"), pa.timestamp("us", "UTC")):
        stamps = pa.array([moment if kind.tz else moment.replace(tzinfo=None)], kind)
        (found,) = articles(parquet_of(pa.table({"title": ["Storm"], "date": stamps})))
        assert found.published
        assert found.published.local == moment.replace(tzinfo=None)
        assert found.published.zone_known == bool(kind.tz)
    midnight = pa.array([datetime(2016, 12, 1)], pa.timestamp("ns"))
    (found,) = articles(parquet_of(pa.table({"title": ["Storm"], "date": midnight})))
    assert found.published
    assert found.published.precision == "day"


def test_nested_columns_and_lists_are_read_and_others_are_not() -> None:
    row = {
        "headline": {"main": "Storm closes the bridge"},
        "body": "Nobody was hurt.",
        "authors": ["Ana Roe", "Ben Poe"],
        "embedding": [0.5] * 8,
    }
    (found,) = articles(parquet(row))
    assert (found.title, found.authors) == ("Storm closes the bridge", ("Ana Roe", "Ben Poe"))


def test_columns_of_other_names_are_told_and_can_be_named() -> None:
    content = parquet({"überschrift": "Storm", "inhalt": "Nobody was hurt."})
    assert reason(content).startswith("no title and no text column; it has 'überschrift', 'inhalt'")
    (found,) = articles(content, fields={"title": "überschrift", "body": "inhalt"})
    assert (found.title, found.body) == ("Storm", "Nobody was hurt.")


def test_a_row_without_title_and_text_is_rejected_alone() -> None:
    first, second, third = read(parquet(STORM, dict.fromkeys(STORM), GULLS))
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert isinstance(third, Article)


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = parquet(STORM)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert reason(content) == "A Parquet file needs the package pyarrow. pip install 'dateline[parquet]'"


def test_what_is_called_parquet_and_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    path.write_text("no Parquet")
    (found,) = corpus.read(path)
    assert isinstance(found, Rejected)
    content = parquet(STORM)
    assert (
        found.reason
        == reason(content[:-20])
        == "no Parquet file, or one that is cut off: it does not end like one"
    )
    assert "damaged" in reason(content[:200] + content[260:])
    assert reason(content[:-4] + b"PARE") == "an encrypted Parquet file; decrypt it first"


def strings(count: int) -> pa.Table:
    """One long text, meant many times."""
    return pa.table({"title": pa.array(["a" * 1_000_000] * count)})


def nothing(count: int) -> pa.Table:
    return pa.table({"title": pa.nulls(count, pa.string())})


def nested(depth: int) -> bytes:
    kind = pa.string()
    for _ in range(depth):
        kind = pa.struct([("title", kind)])
    return parquet_of(pa.table({"title": pa.nulls(1, kind)}))


def with_footer(footer: bytes) -> bytes:
    return b"PAR1\x15" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a text meant many times": lambda: parquet_of(strings(200), compression="zstd"),
    "rows of nothing": lambda: parquet_of(nothing(3_000_000)),
    "columns in columns": lambda: nested(40),
    "a page that unpacks to much": lambda: parquet_of(strings(60), use_dictionary=False, compression="zstd"),
    "many columns": lambda: parquet_of(pa.table({f"c{n}": [1] for n in range(1_000)} | {"title": ["Storm"]})),
    "a footer of lists": lambda: with_footer(b"\x19" * 50_000),
    "a footer of a huge list": lambda: with_footer(b"\x29\xfc\xff\xff\xff\xff\x0f"),
    "a huge footer": lambda: b"PAR1\x15" + b"\x7f\xff\xff\xff" + b"PAR1",
}
"""Small files that stand for much."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ones_end_soon_and_say_why(name: str) -> None:
    content = HOSTILE[name]()
    began = time.process_time()
    found = read(content)
    assert time.process_time() - began < SECONDS
    if name != "many columns":
        assert isinstance(found[-1], Rejected)
        assert found[-1].reason


@settings(max_examples=60)
@given(st.integers(0, 5_000), st.binary(max_size=6))
def test_damage_of_any_kind_gives_articles_or_a_reason(place: int, noise: bytes) -> None:
    content = parquet(STORM, GULLS)
    place %= len(content)
    assert read(content[:place] + noise + content[place + len(noise) :])

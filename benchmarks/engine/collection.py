"""What is indexed: Reuters-21578, and a larger collection drawn from it.

A collection is a JSON Lines file of ``Row``s, written once into a cache. The larger one is a *resample*:
articles drawn with replacement, their sentences shuffled, one word in fifty replaced by a word drawn from the
whole collection, and now and then a word that no other article has, so that the vocabulary goes on growing as
it does in real text. It keeps Reuters' lengths, frequencies and neighbours of words; it is no real archive.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

SEED = 1987
YEARS = 10
"""A resample's dates are spread over so many years."""

_REPLACED = 0.02
_NEW_WORD = 0.05
"""Share of the articles that get a word of their own."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One article, in what all contenders index of it.

    Attributes:
        id: unique in its collection.
        title: the headline.
        body: the text.
        topics: tags.
        day: proleptic Gregorian ordinal of its date.
    """

    id: str
    title: str
    body: str
    topics: tuple[str, ...]
    day: int


def read(path: Path, most: int | None = None) -> Iterator[Row]:
    """The rows of a collection, the first ``most`` of them."""
    with path.open(encoding="utf-8") as lines:
        for _, line in zip(range(most) if most is not None else iter(int, 1), lines, strict=False):
            yield row_of(line)


def row_of(line: str | bytes) -> Row:
    """The row on a line of a collection."""
    value = json.loads(line)
    return Row(value["id"], value["title"], value["body"], tuple(value["topics"]), value["day"])


def write(path: Path, rows: Iterable[Row]) -> Path:
    """Write a collection; it is there as a whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
    return unfinished.replace(path)


def reuters(source: Path, most: int | None = None) -> Path:
    """The collection of Reuters' articles that have a text: 20,841 of 21,578."""
    path = cache() / f"reuters-{most or 'all'}.jsonl"
    return path if path.exists() else write(path, _first(_reuters_rows(source), most))


def resample(source: Path, documents: int) -> Path:
    """The collection of so many articles drawn from Reuters' with a fixed seed."""
    path = cache() / f"resample-{documents}-seed-{SEED}.jsonl"
    return path if path.exists() else write(path, resampled(list(read(reuters(source))), documents))


def cache() -> Path:
    """Where collections are kept between runs."""
    folder = Path(tempfile.gettempdir()) / "dateline-benchmarks"
    folder.mkdir(exist_ok=True)
    return folder


def resampled(rows: list[Row], documents: int, seed: int = SEED) -> Iterator[Row]:
    """So many articles drawn from others; see the module."""
    draw = random.Random(seed)
    words = [word for row in rows[:5000] for word in row.body.split()] or ["word"]
    sentences = [_SENTENCE_END.split(row.body) for row in rows]
    for number in range(documents):
        chosen = draw.randrange(len(rows))
        row, order = rows[chosen], list(sentences[chosen])
        draw.shuffle(order)
        body = " ".join(order).split(" ")
        for _ in range(round(len(body) * _REPLACED)):
            body[draw.randrange(len(body))] = draw.choice(words)
        if draw.random() < _NEW_WORD:
            body.append(f"{draw.choice(words)[:6]}{number}")
        day = row.day + 7 * draw.randrange(52 * YEARS)
        yield Row(f"{row.id}-{number}", row.title, " ".join(body), row.topics, day)


def _reuters_rows(source: Path) -> Iterator[Row]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for value in map(json.loads, lines):
            title, body = value.get("title", ""), value.get("body", "")
            if title or body:
                topics = tuple(value.get("topics", ()))
                yield Row(str(value["id"]), title, body, topics, _day(value["date"]).toordinal())


def _day(stamp: str) -> date:
    """The day of Reuters' stamps: " 4-MAR-1987 13:30:41.59"; a few have other text behind it."""
    found = re.search(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", stamp)
    if not found:
        return date(1987, 1, 1)
    return datetime.strptime("-".join(found.groups()), "%d-%b-%Y").date()  # noqa: DTZ007 -- a day alone


def _first(rows: Iterator[Row], most: int | None) -> Iterator[Row]:
    return (row for row, _ in zip(rows, range(most), strict=False)) if most else rows

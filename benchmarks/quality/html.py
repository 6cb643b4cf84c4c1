"""Saved HTML pages: what is read from them, against what their publishers' own parsers found.

The gold data come from the tests of the fundus project: for each page its title, time, authors and text.
A title is *right* when it has the same words; *alike* when it shares more than half of them, since pages give
their articles up to four titles (for readers, search engines, social networks and themselves), of which the
gold names one. A day is right when the gold's own stamp begins with it. Authors are right when all names are,
and no others. The text is compared word by word, as a bag.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from corpus import Article
from corpus.readers.base import Options
from corpus.readers.html import read_page

ENGLISH = frozenset(("us", "uk", "za", "ca", "au", "ind", "na", "ls", "tz"))
"""Folders of publishers that write in English, but for a few in South Africa."""
ROUNDS = 3
ALIKE = 0.5


@dataclass(frozen=True)
class Page:
    """A page, and what it should say."""

    name: str
    markup: bytes
    url: str
    title: str
    day: str
    authors: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Reading:
    """What was read from a page."""

    title: str = ""
    day: str = ""
    authors: tuple[str, ...] = ()
    body: str = ""


def pages(folder: Path) -> list[Page]:
    """All of them; each is decompressed."""
    found: dict[str, bytes] = {}
    with tarfile.open(folder / "fundus_pages.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file and member.name.endswith((".html.gz", "gold.jsonl")):
                found[member.name.partition("test_data/")[2] or "gold"] = file.read()
    rows = (json.loads(line) for line in found.pop("gold").splitlines())
    return [
        Page(
            row["html"],
            gzip.decompress(found[row["html"]]),
            row["url"],
            row["title"],
            row["date"][:10],
            tuple(row["authors"]),
            row["body"],
        )
        for row in rows
    ]


def ours(page: Page) -> Reading:
    """By Dateline's reader, which is told no address."""
    found = read_page(page.markup, Options(page.name))
    if not isinstance(found, Article):
        return Reading()
    return Reading(found.title, str(found.published or "")[:10], found.authors, found.body)


def bare(page: Page) -> Reading:
    """By trafilatura alone, in its fast mode."""
    import trafilatura

    return Reading(body=trafilatura.extract(page.markup, fast=True) or "")


def with_metadata(page: Page) -> Reading:
    """By trafilatura alone, with what it finds out about the page."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page.markup, fast=True, with_metadata=True)
    if found is None:
        return Reading()
    names = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Reading(found.title or "", found.date or "", names, found.text or "")


def report(folder: Path) -> str:
    """The table, and the speeds of both in turns."""
    collection = pages(folder)
    lines = [
        f"HTML: {len(collection)} pages of {len({page.name.split('_')[0] for page in collection})} publishers"
    ]
    for name, reader in (("dateline", ours), ("trafilatura, with metadata", with_metadata)):
        lines += _figures(name, collection, [reader(page) for page in collection])
    ratios, speeds = [], []
    for _ in range(ROUNDS):
        one, other = (_speed(reader, collection) for reader in (ours, bare))
        ratios.append(one / other)
        speeds.append(one)
    lines.append(f"  pages a CPU second: {median(speeds):.0f}, {median(ratios):.2f} times bare trafilatura's")
    return "\n".join(lines)


def _figures(name: str, collection: Sequence[Page], readings: Sequence[Reading]) -> list[str]:
    pairs = list(zip(collection, readings, strict=True))
    count = len(pairs)
    right = sum(_words(page.title) == _words(read.title) for page, read in pairs)
    alike = sum(f1(page.title, read.title) > ALIKE for page, read in pairs)
    days = sum(page.day == read.day for page, read in pairs)
    missing = sum(not read.day for _, read in pairs)
    authors = sum(_names(page.authors) == _names(read.authors) for page, read in pairs)
    bodies = {page.name: f1(page.body, read.body) for page, read in pairs}
    english = [value for page, value in bodies.items() if page.split("/")[0] in ENGLISH]
    figures = (
        f"title right {right / count:.1%}, alike {alike / count:.1%}",
        f"day right {days / count:.1%}, wrong {(count - days - missing) / count:.1%}",
        f"authors right {authors / count:.1%}",
        f"text F1 {mean(bodies.values()):.4f}, in English {mean(english):.4f}",
        f"without a text {sum(not read.body for _, read in pairs)}",
    )
    return [f"  {name}:", *(f"    {figure}" for figure in figures)]


def f1(one: str, other: str) -> float:
    """How far two texts are the same bag of words."""
    ones, others = Counter(_words(one)), Counter(_words(other))
    shared = sum((ones & others).values())
    return 2 * shared / (sum(ones.values()) + sum(others.values())) if shared else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text.replace("\xad", "")).lower())


def _names(names: Sequence[str]) -> set[str]:
    return {" ".join(_words(name)) for name in names}


def _speed(reader: Callable[[Page], Reading], collection: Sequence[Page]) -> float:
    began = time.process_time()
    for page in collection:
        reader(page)
    return len(collection) / (time.process_time() - began)

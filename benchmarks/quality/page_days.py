"""Days of publication of pages of many sites, against what people noted; and htmldate on the same pages.

The gold data come from the evaluation of the htmldate project; some 4 % of the days are doubtful. So it
is said of a wrong day where both modes of htmldate give it too.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpus.dates.candidates import choose
from corpus.readers.html.metadata import Metadata
from corpus.readers.html.tree import tree_of

from . import web_pages

_COLLECTION = "dates"
_DAY = len("2016-12-01")


@dataclass(frozen=True)
class DatedPage:
    """A page, and its day."""

    name: str
    markup: bytes
    url: str
    day: str


def dated_pages(folder: Path) -> list[DatedPage]:
    """All of them."""
    found = web_pages.files_of(folder, _COLLECTION)
    rows = (json.loads(line) for line in found["gold.jsonl"].splitlines())
    return [
        DatedPage(row["file"], found[f"pages/{row['file']}"], row["url"], str(row["date"])) for row in rows
    ]


def our_day(page: DatedPage) -> str:
    """By Dateline; shorter where only a month or a year is known, or ""."""
    tree, _ = tree_of(page.markup)
    published, _ = choose(Metadata(tree, page.url).dates.candidates)
    return str(published or "")[:_DAY]


def htmldate_day(page: DatedPage, *, extensive: bool) -> str:
    """By htmldate in one of its modes, or ""."""
    from htmldate import find_date

    try:
        return find_date(page.markup, url=page.url, original_date=True, extensive_search=extensive) or ""
    except ValueError:
        return ""


def report(folder: Path) -> str:
    """Counts for each, and our wrong days."""
    collection = dated_pages(folder)
    days = {
        "dateline": [our_day(page) for page in collection],
        "htmldate, fast": [htmldate_day(page, extensive=False) for page in collection],
        "htmldate, extensive": [htmldate_day(page, extensive=True) for page in collection],
    }
    lines = [f"Days of {len(collection)} pages"]
    for name, found in days.items():
        counts = Counter(_verdict(page.day, day) for page, day in zip(collection, found, strict=True))
        shown = ", ".join(
            f"{kind} {count} ({count / len(collection):.1%})" for kind, count in counts.most_common()
        )
        lines.append(f"  {name}: {shown}")
    for page, day, *others in zip(collection, *days.values(), strict=True):
        if _verdict(page.day, day) == "wrong":
            doubt = "; so say both modes of htmldate" if others == [day, day] else ""
            lines.append(f"    {page.name}: {day}, not {page.day}{doubt}")
    return "\n".join(lines)


def _verdict(gold: str, day: str) -> str:
    if not day:
        return "none"
    if len(day) < _DAY and gold.startswith(day):
        return "coarse"
    return "right" if day == gold else "wrong"

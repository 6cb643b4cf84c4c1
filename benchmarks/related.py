"""How good computed relations are: against story labels of headlines (UCI) and of full texts (ECB+).

    python benchmarks/related.py [FOLDER OF CORPORA]

For a sample of articles whose story has others: the average precision of the first twenty (MAP@20, which
asks for many), and the share of right ones among those that a hit shows (at most three), with how many it
shows. In ECB+ each topic holds two similar but different events: the twin's articles count as wrong.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import index
import searcher
from corpus import Article
from corpus.dates import read_published
from corpus.errors import DateError
from searcher.relations import computed

SAMPLE = 400
SHOWN = 3
DEEP = 20


def main() -> None:
    """Measure both sets, at several bounds of likeness."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for name, file in (("UCI headlines", "uci_headlines.jsonl.gz"), ("ECB+", "ecbplus/docs.jsonl.gz")):
        rows = [row for row in read(folder / file) if row["title"]]
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "a"
            with index.create(path, extractor="none") as writer:
                writer.add(article(row) for row in rows)
            with searcher.open(path) as archive:
                for least in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4):
                    computed.LEAST = least  # the bound is what is measured
                    measure(f"{name}, likeness ≥ {least}", archive, rows)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def article(row: dict[str, Any]) -> Article:
    """A row as an article."""
    try:
        published = read_published(row.get("date", ""), origin="field")
    except DateError:
        published = None
    return Article(row["id"], row["title"], row.get("body", ""), published)


def measure(name: str, archive: searcher.Archive, rows: list[dict[str, Any]]) -> None:
    """Print the figures of one setting."""
    story = {row["id"]: row["story"] for row in rows}
    sizes = Counter(story.values())
    asked = random.Random(5).sample([id_ for id_ in story if sizes[story[id_]] > SHOWN], SAMPLE)
    precision = right = shown = some = 0.0
    began = time.process_time()
    for id_ in asked:
        found = [story[link.id] == story[id_] for link in archive.related(id_, limit=DEEP) if link.id]
        precision += average_precision(found, min(DEEP, sizes[story[id_]] - 1))
        first = found[:SHOWN]
        right, shown, some = right + sum(first), shown + len(first), some + bool(first)
    spent = (time.process_time() - began) / SAMPLE * 1000
    print(
        f"{name:34} MAP@20 {precision / SAMPLE:.3f}   of those shown {right / max(1, shown):5.1%} right, "
        f"{shown / SAMPLE:.2f} a hit, none for {1 - some / SAMPLE:5.1%}   {spent:.1f} ms"
    )


def average_precision(found: list[bool], wanted: int) -> float:
    """Mean of the precision at each right one, over all that were wanted."""
    right, total = 0, 0.0
    for rank, hit in enumerate(found, 1):
        right += hit
        total += hit * right / rank
    return total / wanted


if __name__ == "__main__":
    main()

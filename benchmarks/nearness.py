"""What proximity, inflected phrases and near spellings cost beside a phrase of the same words.

    python -m benchmarks.nearness [FOLDER OF CORPORA] [ARTICLES]

An archive of so many articles, drawn from Reuters' (engine/collection.py), is asked as its fields are: exact
terms with positions. Each pair of words that stand side by side is asked in every way in turn, each question
with a meter of its own; the median over rounds of a pair's time, as a multiple of its phrase's, and the
median of these over the pairs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from whoosh import query
from whoosh.query.spans import SpanNear2

import index
from benchmarks.engine.collection import read, resample
from benchmarks.engine.product import article_of
from benchmarks.engine.queries import Words
from index.articles.schema import schema
from index.engine.addresses import engine_of
from index.engine.budget import Budget, Meter
from index.engine.plan import Inflections, Plan
from index.engine.protocol import Snapshot
from index.text.analysis import stem

ROUNDS = 15
PAIRS = 40
SAMPLE = 20_000
BANDS = {"phrase": (0.002, 0.1), "phrase of common words": (0.15, 1.0)}
"""Words of such document frequencies, as shares of the collection."""


def main() -> None:
    """Make the archive, and ask."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    documents = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000  # noqa: PLR2004 -- the second of two
    collection = resample(folder / "reuters21578.jsonl.gz", documents)
    words = Words(read(collection, SAMPLE))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "archive"
        with index.create(path, extractor="none") as archive:
            archive.add(map(article_of, read(collection)))
        snapshot = engine_of(str(path)).snapshot(str(path), schema())
        for name, band in BANDS.items():
            pairs = [words.neighbours(2, lambda word, of=band: words.in_band(word, of)) for _ in range(PAIRS)]
            show(name, [times(snapshot, one, other) for one, other in pairs])


def ways(one: str, other: str) -> Mapping[str, query.Query]:
    """All that is asked of two words; the phrase first."""
    first, second = query.Term("exact", one), query.Term("exact", other)
    forms = [Inflections("exact", (stem(word),)) for word in (one, other)]
    near = query.FuzzyTerm("exact", one, maxdist=1)
    return {
        "phrase": query.Phrase("exact", [one, other]),
        "near, any order": SpanNear2([first, second], slop=5, ordered=False),
        "near, in order": SpanNear2([first, second], slop=5),
        "inflected phrase": SpanNear2(forms),
        "near spelling, one edit": near,
        "near spelling, two edits": query.FuzzyTerm("exact", one, maxdist=2),
        "near spelling near a word": SpanNear2([near, second], slop=5, ordered=False),
    }


def times(snapshot: Snapshot, one: str, other: str) -> dict[str, float]:
    """Milliseconds of each way, the ways in turns after a round that is not counted."""
    asked = ways(one, other)
    found: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(ROUNDS + 1):
        for name, q in asked.items():
            began = time.process_time()
            with Meter(Budget()).running():
                snapshot.answer(Plan(q), most=10)
            if number:
                found[name].append((time.process_time() - began) * 1000)
    return {name: median(each) for name, each in found.items()}


def show(name: str, found: list[dict[str, float]]) -> None:
    """Print the medians, and the multiples of the phrase's times."""
    for way in found[0]:
        multiple = median(each[way] / each["phrase"] for each in found)
        print(f"{name:24} {way:28} {median(each[way] for each in found):9.2f} ms   ×{multiple:.2f}")


if __name__ == "__main__":
    main()

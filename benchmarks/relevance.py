"""How well the best-matching articles come first: TIME and CACM, with the product's own settings.

    python benchmarks/relevance.py [FOLDER OF CORPORA]

Every collection is indexed as an archive is, and every judged query asked with ``match="any"``. Queries are
prose: what the query language would read as operators, quotes or fields is asked as plain words. Figures are
those of trec_eval: mean average precision over the whole ranking, and nDCG of the first ten; a judged article
that the collection lacks counts as not found.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import index
import searcher
from corpus import Article
from index.text.analysis import exact_terms

BARS = {"time": ("nDCG@10", 0.6662), "cacm": ("MAP", 0.3461)}
"""What the bm25s package (BM25, Porter stems, stop words) reaches, with the better of its usual settings."""
DEEP = 10
Judged = dict[str, frozenset[str]]
"""Query → the articles that answer it."""


def main() -> None:
    """Print the figures of both collections."""
    default = os.environ.get("DATELINE_DATA", Path(__file__).parents[2] / "shared" / "data")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", default=Path(default), help="folder of the corpora")
    options = parser.parse_args()
    for name, (figure, bar) in BARS.items():
        began = time.perf_counter()
        figures = measure(options.data / name)
        reached = "reached" if passed(figures, name) else "MISSED"
        shown = "  ".join(f"{key} {value:.4f}" for key, value in figures.items())
        spent = time.perf_counter() - began
        print(f"{name.upper():5} {shown}   bar: {figure} {bar:.4f} {reached}   {spent:.1f} s")


def measure(folder: Path) -> dict[str, float]:
    """The figures of one collection: its articles, queries and judgements lie in a folder."""
    judged = judgements(folder / "qrels.tsv")
    queries = {key: text for key, text in read_queries(folder / "queries.tsv").items() if key in judged}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "news.archive"
        with index.create(path, extractor="none") as archive:
            report = archive.add(articles(folder / "corpus.jsonl.gz"))
        assert not report.rejected, report
        with searcher.open(path) as opened:
            rankings = {key: ranking(opened, text) for key, text in queries.items()}
    return {
        "MAP": mean([average_precision(rankings[key], judged[key]) for key in queries]),
        "nDCG@10": mean([gain(rankings[key], judged[key]) for key in queries]),
    }


def articles(path: Path) -> list[Article]:
    """The articles of a collection; neither has dates that matter here."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Article(row["id"], row["title"], row["body"]) for row in rows]


def read_queries(path: Path) -> dict[str, str]:
    """Number and text of each query."""
    return dict(line.split("\t", 1) for line in path.read_text("utf-8").splitlines())


def judgements(path: Path) -> Judged:
    """The judgements of a file in TREC's form: query, 0, article, whether it answers."""
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        query, _, article, grade = line.split()
        if int(grade) > 0:
            found.setdefault(query, set()).add(article)
    return {query: frozenset(those) for query, those in found.items()}


def ranking(archive: searcher.Archive, text: str) -> Sequence[str]:
    """All articles that match any word of a text, best first.

    Its terms are lower case without punctuation, so that none is an operator, a field or a quotation.
    """
    return archive.search(" ".join(exact_terms(text)), match="any", limit=0, related=0).ids


def average_precision(ranked: Sequence[str], wanted: frozenset[str]) -> float:
    """Mean of the precision at each article that answers, over all that do."""
    right, total = 0, 0.0
    for rank, id_ in enumerate(ranked, 1):
        if id_ in wanted:
            right += 1
            total += right / rank
    return total / len(wanted)


def gain(ranked: Sequence[str], wanted: frozenset[str], depth: int = DEEP) -> float:
    """Normalised discounted cumulative gain of the first articles, all answers worth the same."""
    found = sum(discount(rank) for rank, id_ in enumerate(ranked[:depth], 1) if id_ in wanted)
    return found / sum(discount(rank) for rank in range(1, min(len(wanted), depth) + 1))


def discount(rank: int) -> float:
    """What an article at a rank counts."""
    return 1 / math.log2(rank + 1)


def mean(values: Sequence[float]) -> float:
    """Of one figure over all queries."""
    return sum(values) / len(values)


def passed(figures: Mapping[str, float], name: str) -> bool:
    """Whether a collection's bar is reached."""
    figure, bar = BARS[name]
    return round(figures[figure], 4) >= bar


if __name__ == "__main__":
    main()

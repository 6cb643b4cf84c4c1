"""How often a passage shows all words of a question, where 240 characters of the text hold them all.

    python benchmarks/snippets.py [FOLDER OF CORPORA]

Questions are two random words of an article, and every hit of the first page counts. Whether a stretch holds
all words is told by a plain scan of the whole text, word by word.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import index
import searcher
from corpus import Article
from index.text.analysis import stem, terms
from searcher.snippets import LENGTH

ARTICLES = 4_000
HITS = 400
SEED = 12


def main() -> None:
    """Measure every corpus."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for name, articles in (("Congress", congress(folder)), ("Newswire", newswire(folder))):
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "a"
            with index.create(path, extractor="none") as writer:
                writer.add(articles)
            with searcher.open(path) as archive:
                measure(name, archive, articles)


def congress(folder: Path) -> list[Article]:
    """Press releases, a sample."""
    with gzip.open(folder / "congress_press.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = random.Random(SEED).sample(rows, ARTICLES)
    return [Article(str(number), row["title"], row["body"]) for number, row in enumerate(rows)]


def newswire(folder: Path) -> list[Article]:
    """Newswire from all over the world."""
    with tarfile.open(folder / "worldwide_newswire_dev.tar.gz") as packed:
        texts = [(name, packed.extractfile(name)) for name in packed.getnames() if name.endswith(".txt")]
        return [Article(name, "", file.read().decode()) for name, file in texts if file]


def measure(name: str, archive: searcher.Archive, articles: list[Article]) -> None:
    """Tell of one corpus."""
    hits = able = shown = 0
    for words, hit, article in drawn_hits(archive, {article.id: article for article in articles}):
        hits += 1
        if fit(article.body, words):
            able += 1
            shown += words <= {stem(term.exact) for text, part in hit.passage if part for term in terms(text)}
        if hits == HITS:
            break
    print(
        f"{name}: {hits} hits; {LENGTH} characters hold all words in {able},"
        f" the passage in {shown}: {shown / able:.1%}"
    )


def drawn_hits(
    archive: searcher.Archive, articles: dict[str, Article]
) -> Iterator[tuple[set[str], searcher.Hit, Article]]:
    """The stems that were asked for, a hit, and its article."""
    draw = random.Random(SEED)
    while True:
        body = draw.choice(list(articles.values())).body
        words = sorted(set(re.findall(r"\b[a-z]{4,}\b", body)))
        if len(words) > 1:
            asked = draw.sample(words, 2)
            for hit in archive.search(" ".join(asked), related=0):
                yield {stem(word) for word in asked}, hit, articles[hit.id]


def fit(body: str, wanted: set[str]) -> bool:
    """Whether so many characters hold all words."""
    found = [(term.start, term.end, stem(term.exact)) for term in terms(body)]
    found = [each for each in found if each[2] in wanted]
    return any(
        {word for start, end, word in found if start >= first and end <= first + LENGTH} == wanted
        for first, _, _ in found
    )


if __name__ == "__main__":
    main()

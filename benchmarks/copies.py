"""How surely copies are found, and what that costs: articles of Reuters and the congress, copied and changed.

    python benchmarks/copies.py [FOLDER OF CORPORA] [ARTICLES OF EACH] [COPIES]

An archive is made of real articles and of copies of some: halved, cut, under another headline, 5 to 30 % of
their words changed, joined with another article, a passage of 60 to 100 words alone, and one put into another
article. A copy is to be found from its original and the original from the copy. What else is found is real:
copies that the collections hold already, and mistakes; some are printed, to be judged by eye.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import index
import searcher
from corpus import Article
from index.articles import documents
from index.text.shingles import Shingles

LEAST_WORDS = 60
SHOWN = 12


class MadeCopy(NamedTuple):
    """A copy, how it was made, and the ids of its originals."""

    article: Article
    kind: str
    originals: tuple[str, ...]


def main() -> None:
    """Make the archive, and measure."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    most, copies = (
        int(sys.argv[n]) if len(sys.argv) > n else default for n, default in ((2, 5000), (3, 1600))
    )
    draw = random.Random(7)
    originals = [
        Article(f"{name}:{row['id']}", row.get("title") or "", row["body"])
        for name in ("reuters21578", "congress_press")
        for row in draw.sample([row for row in rows(folder / f"{name}.jsonl.gz") if row.get("body")], most)
    ]
    made = list(made_copies(originals, copies, draw))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "a"
        with index.create(path, extractor="none") as writer:
            writer.add([*originals, *(copy.article for copy in made)])
        with searcher.open(path) as archive:
            measure(archive, originals, made, draw)
        measure_cost(Path(scratch), originals)


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def made_copies(articles: list[Article], count: int, draw: random.Random) -> Iterator[MadeCopy]:
    """Copies of every kind by turns."""
    pool = [article for article in articles if len(article.body.split()) >= LEAST_WORDS]
    vocabulary = [word for article in draw.sample(pool, 300) for word in article.body.split()]
    for number in range(count):
        original, other = draw.sample(pool, 2)
        words, around = original.body.split(" "), other.body.split(" ")
        start = draw.randint(0, max(0, len(words) - LEAST_WORDS))
        excerpt = words[start : start + draw.randint(LEAST_WORDS, 100)]
        part, middle = draw.uniform(0.05, 0.3), len(around) // 2
        kind, copied = (
            ("first half", words[: len(words) // 2]),
            ("second half", words[len(words) // 2 :]),
            ("cut", words[: int(len(words) * draw.uniform(0.3, 0.8))]),
            ("other headline", words),
            (
                f"{5 * round(part * 20)} % changed",
                [draw.choice(vocabulary) if draw.random() < part else word for word in words],
            ),
            ("joined", [*words, "\n\n", *around]),
            ("excerpt", excerpt),
            ("put into another", [*around[:middle], *excerpt, *around[middle:]]),
        )[number % 8]
        sources = (original.id, other.id) if kind in ("joined", "put into another") else (original.id,)
        yield MadeCopy(Article(f"copy:{number}", "Another headline", " ".join(copied)), kind, sources)


def measure(
    archive: searcher.Archive, originals: list[Article], made: list[MadeCopy], draw: random.Random
) -> None:
    """Print how many copies are found, both ways, and what else is."""
    asked, there, back = Counter[str](), Counter[str](), Counter[str]()
    known = {article.id: {article.id} for article in originals}
    for copy in made:
        known[copy.article.id] = {copy.article.id, *copy.originals}
    others: list[tuple[str, str]] = []
    for copy in made:
        found = {each.id for each in archive.copies(copy.article.id)}
        for original in copy.originals:
            asked[copy.kind] += 1
            there[copy.kind] += original in found
            back[copy.kind] += copy.article.id in {each.id for each in archive.copies(original)}
        others += [(copy.article.id, id_) for id_ in found if not known[id_] & known[copy.article.id]]
    for kind in sorted(asked):
        shares = (found[kind] / asked[kind] for found in (there, back))
        print(f"{kind:18} {asked[kind]:5}", *(f"{share:.3f}" for share in shares))
    total = asked.total()
    print(f"all: found {there.total() / total:.4f}, back {back.total() / total:.4f}; others {len(others)}")
    sample = draw.sample(originals, min(2000, len(originals)))
    real = [(each.id, copy) for each in sample for copy in archive.copies(each.id) if copy.id[:5] != "copy:"]
    print(f"of {len(sample)} originals {len(real)} others are found, of which:")
    for id_, copy in draw.sample(real, min(SHOWN, len(real))):
        titles = archive.get(id_).title, copy.title
        print(f"  {copy.share:.2f} {copy.copy_share:.2f} {id_}", *(repr(title[:50]) for title in titles))


def measure_cost(folder: Path, articles: list[Article]) -> None:
    """Print what the sample costs: time and bytes of archives with and without it, made by turns."""
    real, ratios, sizes = Shingles.sample, [], {}
    for turn in range(5):
        spent = {}
        for kind in ("without", "with"):
            documents.Shingles.sample = real if kind == "with" else lambda _: ()  # type: ignore[method-assign, assignment] # what is measured
            path = folder / f"{kind}{turn}"
            began = time.process_time()
            with index.create(path) as writer:
                writer.add(articles[::5], processes=1)
            spent[kind] = time.process_time() - began
            sizes[kind] = sum(file.stat().st_size for file in path.glob("*.segment"))
        ratios.append(spent["with"] / spent["without"])
    print(
        f"indexing takes {sorted(ratios)[2]:.3f} times, archives {sizes['with'] / sizes['without']:.3f} times"
    )


if __name__ == "__main__":
    main()

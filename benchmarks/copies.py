"""How surely copies are found, and what that costs: articles of Reuters and the congress, copied and changed.

    python benchmarks/copies.py [FOLDER OF CORPORA] [ARTICLES OF EACH] [COPIES] [UNJUDGED]

An archive is made of real articles and of copies of some: halved, cut, under another headline, 5 to 30 %
of their words changed, joined with another article, a passage of 60 to 100 words alone, and one put into
another article. A copy is to be found from its original and the original from the copy.

Precision is that of all pairs that are called copies in this archive. Made ones are right. The others are
real: they were judged by reading them, in judged_copies.tsv; a pair with a made copy is as right as that
of its originals. How many are not judged is told, and they are written to the file UNJUDGED, each with
the longest passage that they share, for a person to judge: *copy* where one text, or a passage that is
its news, was taken from the other or both from the same source; *no* for forms, standing passages,
background and page furniture.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product, starmap
from pathlib import Path
from typing import Any, NamedTuple

import index
import searcher
from corpus import Article
from index.articles import documents
from index.text.shingles import Shingles, words_of

LEAST_WORDS = 60
JUDGED = Path(__file__).with_name("judged_copies.tsv")

Pair = tuple[str, str]
"""Ids, the lesser first."""


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
    to_judge = sys.argv[4:5]
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
            measure(archive, made)
            called = called_copies(archive, [*originals, *(copy.article for copy in made)])
            unjudged = measure_precision(called, {copy.article.id: copy.originals for copy in made})
            for path in to_judge:
                write_unjudged(archive, unjudged, Path(path))
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


def measure(archive: searcher.Archive, made: list[MadeCopy]) -> None:
    """Print how many copies are found, both ways."""
    asked, there, back = Counter[str](), Counter[str](), Counter[str]()
    for copy in made:
        found = {each.id for each in archive.copies(copy.article.id)}
        for original in copy.originals:
            asked[copy.kind] += 1
            there[copy.kind] += original in found
            back[copy.kind] += copy.article.id in {each.id for each in archive.copies(original)}
    for kind in sorted(asked):
        shares = (found[kind] / asked[kind] for found in (there, back))
        print(f"{kind:18} {asked[kind]:5}", *(f"{share:.3f}" for share in shares))
    total = asked.total()
    print(f"all: found {there.total() / total:.4f}, back {back.total() / total:.4f}")


def called_copies(archive: searcher.Archive, articles: list[Article]) -> set[Pair]:
    """All pairs that are called copies."""
    return {pair_of(each.id, copy.id) for each in articles for copy in archive.copies(each.id)}


def pair_of(one: str, other: str) -> Pair:
    """Two ids, the lesser first."""
    return min(one, other), max(one, other)


def measure_precision(called: set[Pair], made: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Print how many called pairs are right, and give those that nobody judged."""
    verdicts = {
        pair_of(*(f"{row['collection']}:{row[each]}" for each in ("one", "other"))): row["verdict"] == "copy"
        for row in judgments()
    }
    sources = {id_: {id_, *made.get(id_, ())} for pair in called for id_ in pair}
    counts, unjudged = Counter[str](), []
    for pair in sorted(called):
        one, other = (sources[id_] for id_ in pair)
        known = [verdicts[each] for each in starmap(pair_of, product(one, other)) if each in verdicts]
        kind = "made" if one & other else ("right" if any(known) else "wrong") if known else "unjudged"
        counts[kind] += 1
        if kind == "unjudged":
            unjudged.append(pair)
    judged = counts.total() - counts["unjudged"]
    print(f"called copies {counts.total()}:", *(f"{number} {kind}," for kind, number in counts.most_common()))
    print(f"precision of what is made or judged {1 - counts['wrong'] / max(1, judged):.4f}")
    return unjudged


def judgments() -> list[dict[str, str]]:
    """The pairs that were judged by reading them."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_unjudged(archive: searcher.Archive, pairs: list[Pair], path: Path) -> None:
    """Write pairs for a person to judge: ids, shares, and the longest passage that they share."""
    lines = ("\t".join((*pair, *shared_passage(archive, pair))) for pair in pairs)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def shared_passage(archive: searcher.Archive, pair: Pair) -> tuple[str, str, str]:
    """How much of either text the other has, and the longest passage that both have."""
    one, other = (archive.get(id_).body for id_ in pair)
    shared = Shingles(one).find_shared(Shingles(other)).tolist()
    runs, end = [(0, 0)], 0
    for is_shared, run in groupby(shared):
        start, end = end, end + len(list(run))
        runs += [(start, end + 2)] * is_shared
    start, end = max(runs, key=lambda run: run[1] - run[0])
    shares = archive.compare(*pair)
    return f"{shares.share:.2f}", f"{shares.other_share:.2f}", " ".join(words_of(one)[start:end])


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

"""How good computed relations are: against story labels of headlines (UCI) and of full texts (ECB+).

    python benchmarks/related.py [FOLDER OF CORPORA]

Asked is with a sample of the articles whose story has others, and with its halves, by story: settings were
chosen on the first. MAP@20 is the mean average precision of twenty relations. A hit shows at most three: of
those, copies first, how many are right, how many a hit has, and how many hits have none. In ECB+ each topic
holds two similar but different events: *twins* are the shown ones that lead from one to the other. Recall is
of the same story, among the first ten: of relations, and of a search for the headline (any of its words).
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import index
import searcher
from corpus import Article
from corpus.dates import read_published
from corpus.errors import DateError
from index.text.analysis import exact_terms

SAMPLE = 1000
SHOWN = 3
TEN = 10
DEEP = 20
SETS = (("UCI headlines", "uci_headlines.jsonl.gz"), ("ECB+", "ecbplus/docs.jsonl.gz"))


@dataclass(frozen=True, slots=True)
class Story:
    """What an article is about.

    Attributes:
        label: of its story.
        topic: what it has in common with similar stories; "" where there are none.
    """

    label: str
    topic: str

    def is_twin(self, other: Story) -> bool:
        """Whether another story is a similar but different one."""
        return bool(self.topic) and self.topic == other.topic and self.label != other.label


def main() -> None:
    """Measure both sets."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for name, file in SETS:
        rows = [row for row in read(folder / file) if row["title"]]
        stories = {row["id"]: Story(row["story"], row.get("topic", "")) for row in rows}
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "a"
            with index.create(path) as writer:
                writer.add(article(row) for row in rows)
            with searcher.open(path) as archive:
                for part, asked in parts_of(stories).items():
                    print(f"{name}, {part}", *figures(archive, stories, asked), sep="\n    ")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def article(row: Mapping[str, Any]) -> Article:
    """A row as an article."""
    try:
        published = read_published(row.get("date", ""), origin="field")
    except DateError:
        published = None
    return Article(row["id"], row["title"], row.get("body", ""), published)


def parts_of(stories: Mapping[str, Story]) -> dict[str, list[str]]:
    """A sample of the articles whose story has enough others, and its halves, by topic."""
    sizes = Counter(stories.values())
    asked = [id_ for id_, story in stories.items() if sizes[story] > SHOWN]
    sample = random.Random(5).sample(asked, min(SAMPLE, len(asked)))
    first = [id_ for id_ in sample if not crc32((stories[id_].topic or stories[id_].label).encode()) % 2]
    second = [id_ for id_ in sample if id_ not in set(first)]
    return {"whole sample": sample, "first half": first, "second half": second}


def figures(archive: searcher.Archive, stories: Mapping[str, Story], asked: Sequence[str]) -> Iterable[str]:
    """The figures of some articles, each with its name."""
    sizes = Counter(stories.values())
    began = time.process_time()
    related = {id_: related_ids(archive, id_) for id_ in asked}
    spent = (time.process_time() - began) / len(asked) * 1000
    right = {id_: [stories[other] == stories[id_] for other in found] for id_, found in related.items()}
    first = {id_: related_ids(archive, id_, SHOWN) for id_ in asked}
    shown = [(stories[id_], stories[other]) for id_, found in first.items() for other in found]
    number = max(1, len(shown))
    precision = sum(average_precision(right[id_], min(DEEP, sizes[stories[id_]] - 1)) for id_ in asked)
    yield f"MAP@20                 {precision / len(asked):.3f}"
    yield f"right, of those shown  {sum(one == other for one, other in shown) / number:.1%}"
    yield f"twins, of those shown  {sum(one.is_twin(other) for one, other in shown) / number:.1%}"
    yield f"shown a hit            {len(shown) / len(asked):.2f}"
    yield f"hits without any       {sum(not found for found in first.values()) / len(asked):.1%}"
    headlines = {id_: found_by_headline(archive, id_) for id_ in asked}
    yield f"recall of ten          {recall(related, stories):.3f}"
    yield f"of the headline        {recall(headlines, stories):.3f}"
    yield f"milliseconds           {spent:.1f}"


def related_ids(archive: searcher.Archive, id_: str, most: int = DEEP) -> list[str]:
    """What an article is related to: its copies, which are shown first, then what is computed."""
    copies = [copy.id for copy in archive.copies(id_)]
    return [*copies, *(each.id for each in archive.related(id_, limit=most) if each.id)][:most]


def average_precision(found: Sequence[bool], wanted: int) -> float:
    """Mean of the precision at each right one, over all that were wanted."""
    right, total = 0, 0.0
    for rank, hit in enumerate(found, 1):
        right += hit
        total += hit * right / rank
    return total / wanted


def found_by_headline(archive: searcher.Archive, id_: str) -> list[str]:
    """What a search for any word of an article's headline finds first, but for the article itself."""
    words = " ".join(exact_terms(archive.get(id_).title))
    found = archive.search(words, match="any", limit=TEN + 1, related=0, undated="include").ids
    return [other for other in found if other != id_]


def recall(found: Mapping[str, Sequence[str]], stories: Mapping[str, Story]) -> float:
    """How much of an article's story is among the first ten, on average."""
    sizes = Counter(stories.values())
    parts = (
        sum(stories[other] == stories[id_] for other in others[:TEN]) / min(TEN, sizes[stories[id_]] - 1)
        for id_, others in found.items()
    )
    return sum(parts) / len(found)


if __name__ == "__main__":
    main()

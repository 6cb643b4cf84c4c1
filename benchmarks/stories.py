"""How good stories are: against story labels of full texts (ECB+) and of headlines (UCI).

    python -m benchmarks.stories [FOLDER OF CORPORA [--neighbours]]

For a sample of articles whose story has others, the story that is told of each is compared with its label,
pair by pair: how many of the others told are right, and how many of the right ones are told (of a story of
more than ``LIMIT`` articles, so many). The bounds were chosen on one half of the stories; both are shown. In
ECB+ each topic holds two similar but different events: the twin's articles count as wrong, and are counted
apart. For comparison: the computed relations of the article alone, and all that is reached by following them;
with ``--neighbours``, other values of the bounds, on the half that they were chosen on.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import index
import searcher
from searcher.stories import growth
from searcher.stories.ties import NEAREST

from .related import article, read

SAMPLE = 100
LIMIT = 100

Told = Callable[[str], Sequence[str]]
Row = dict[str, Any]


def main() -> None:
    """Measure both sets, both halves."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for name, file in (("ECB+", "ecbplus/docs.jsonl.gz"), ("UCI headlines", "uci_headlines.jsonl.gz")):
        rows = [row for row in read(folder / file) if row["title"]]
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "a"
            with index.create(path, extractor="none") as writer:
                writer.add(article(row) for row in rows)
            with searcher.open(path, budget=searcher.Budget(float("inf"))) as archive:
                for half in (0, 1):
                    told_half = f"{name}, {('tuned on', 'held out')[half]}"
                    asked = sample_of(rows, half)
                    measure(f"{told_half}: story", stories(archive), rows, asked)
                    measure(f"{told_half}: related alone", relations_of(archive), rows, asked)
                    measure(f"{told_half}: all that is reached", reach_of(archive), rows, asked)
                asked = sample_of(rows, 0)
                for setting, value in neighbours() if "--neighbours" in sys.argv else ():
                    with mock.patch.object(growth, setting, value):
                        measure(f"{name}, {setting} = {value}", stories(archive), rows, asked)


def sample_of(rows: Sequence[Row], half: int) -> list[str]:
    """Articles of one half of the stories, drawn with a fixed seed."""
    sizes = Counter(row["story"] for row in rows)
    labels = sorted(sizes)
    random.Random(1).shuffle(labels)
    chosen = {label for label in labels[half::2] if sizes[label] > 1}
    ids = [row["id"] for row in rows if row["story"] in chosen]
    return random.Random(7).sample(ids, min(SAMPLE, len(ids)))


def stories(archive: searcher.Archive) -> Told:
    """The story of an article."""
    return lambda id_: [each.id for each in archive.story(id_, limit=LIMIT).articles]


def relations_of(archive: searcher.Archive) -> Told:
    """What an article is related to."""
    return lambda id_: nearest_to(archive, id_, 2 * NEAREST)


def reach_of(archive: searcher.Archive) -> Told:
    """All that is reached from an article."""
    nearest: dict[str, list[str]] = {}

    def reach(id_: str) -> list[str]:
        found = [id_]
        for each in found:
            if each not in nearest:
                nearest[each] = nearest_to(archive, each, NEAREST)
            found += [other for other in nearest[each] if other not in found][: LIMIT - len(found)]
        return found

    return reach


def nearest_to(archive: searcher.Archive, id_: str, most: int) -> list[str]:
    """What an article is related to, its copies first."""
    copies = [copy.id for copy in archive.copies(id_)]
    return [*copies, *(link.id for link in archive.related(id_, limit=most) if link.id)][:most]


def neighbours() -> Iterator[tuple[str, float]]:
    """Other values of the bounds."""
    for setting, values in {
        "STRONG": (0.4, 0.45, 0.6),
        "LEAST": (0.15, 0.25, 0.3),
        "_SHARE": (0.2, 0.6),
    }.items():
        yield from ((setting, value) for value in values)


def measure(name: str, tell: Told, rows: Sequence[Row], asked: Sequence[str]) -> None:
    """Print the figures of one way to tell stories."""
    story = {row["id"]: row["story"] for row in rows}
    topic = {row["id"]: row.get("topic") or row["story"] for row in rows}
    sizes = Counter(story.values())
    precision = recall = twins = told = 0.0
    lone = 0
    began = time.process_time()
    for id_ in asked:
        others = {*tell(id_)} - {id_}
        right = sum(story[other] == story[id_] for other in others)
        twins += sum(story[other] != story[id_] and topic[other] == topic[id_] for other in others)
        told += len(others)
        precision += right / len(others) if others else 0
        recall += right / (min(LIMIT, sizes[story[id_]]) - 1)
        lone += not others
    spent = (time.process_time() - began) / len(asked) * 1000
    print(
        f"{name:48} right {precision / max(1, len(asked) - lone):5.1%}, found {recall / len(asked):5.1%}, "
        f"{told / len(asked):5.1f} others, twins {twins / max(1, told):5.1%}, "
        f"alone {lone / len(asked):4.0%}   {spent:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()

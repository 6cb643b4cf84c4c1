"""Measure our engine against stock Whoosh, Tantivy and SQLite FTS5, and the product around it.

    python -m benchmarks.engine [--data FOLDER] [--quick] [--json FILE] [--write-docs]

Everything is measured in one run, the contenders taking turns: the machine's moods hit all alike, and what
counts are the ratios. Needs the packages of benchmarks/requirements.txt; a contender that is not installed is
left out, aloud.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from . import chart, product, report
from .collection import read, resample, reuters
from .contender import Contender, installed, make
from .indexing import PROJECT, Indexed, index_in_turns, label, open_in_turns
from .latency import agreement, ask_in_turns
from .measured import Collected, Measured, from_json, machine, to_json
from .queries import PER_CLASS, Ask, Words, drawn

SAMPLE = 20_000
"""Articles whose words and frequencies the questions are drawn from."""
INDEXING_ROUNDS = 3
LARGE_ROUNDS = 1
QUICK_ARTICLES = 3_000
MEMORY = (100_000, 400_000)
FOR_SMALL_ONES = {"whoosh"}
"""Too slow for the large collection: it would take most of an hour."""


def main() -> None:
    """Measure, or write earlier figures into the documents."""
    options = _options()
    if options.from_json:
        measured = from_json(json.loads(options.from_json.read_text("utf-8")))
    else:
        measured = measure(options)
    print(report.tables(measured))
    print(report.summary(measured))
    if options.json:
        options.json.write_text(json.dumps(to_json(measured), indent=1) + "\n", "utf-8")
    if options.write_docs:
        write_docs(measured, PROJECT / "docs")


def measure(options: argparse.Namespace) -> Measured:
    """All that the options ask for."""
    source = options.data / "reuters21578.jsonl.gz"
    measured = Measured(machine(), options.rounds)
    contenders = [name for name in installed() if name not in options.without]
    most = QUICK_ARTICLES if options.quick else None
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        folder = Path(scratch)
        small = reuters(source, most)
        words = Words(read(small, SAMPLE))
        asks = drawn(words)
        rounds = 1 if options.quick else options.indexing_rounds
        name = "Reuters-21578" if not options.quick else "Reuters-21578, its beginning"
        measured.collections[name] = compare(
            small, contenders, asks, folder / "small", rounds, options.rounds
        )
        if options.documents and not options.quick:
            large = resample(source, options.documents)
            fast = [name for name in contenders if name not in FOR_SMALL_ONES]
            asks = drawn(Words(read(large, SAMPLE)))
            measured.collections["Resample"] = compare(
                large, fast, asks, folder / "large", LARGE_ROUNDS, options.rounds
            )
        if "product" not in options.without:
            say("the product")
            _, wall = product.whole(source, folder / "news.archive", most)
            measured.stages = replace(product.stages(source, most), wall=wall)
            measured.pages.append(product.pages(folder / "news.archive", words, options.rounds))
            if options.documents and not options.quick:
                say("the product with more")
                product.fill(folder / "large.archive", large)
                words = Words(read(large, SAMPLE))
                measured.pages.append(product.pages(folder / "large.archive", words, options.rounds))
        if options.memory:
            measured.memory = memory(source, folder / "memory")
    return measured


def compare(
    collection: Path,
    names: Sequence[str],
    asks: Mapping[str, Sequence[Ask]],
    folder: Path,
    indexing_rounds: int,
    rounds: int,
) -> Collected:
    """Index a collection with all contenders, and put the questions to them."""
    with collection.open("rb") as lines:
        documents = sum(1 for _ in lines)
    collected = Collected(documents)
    classes = installed()
    runs = [(name, workers) for name in names for workers in classes[name].workers]
    say(f"{documents:,} articles: indexing")
    collected.indexing = index_in_turns(runs, collection, documents, folder, indexing_rounds)
    say("opening")
    first = asks["AND, common + common"][0]
    collected.opening = open_in_turns(names, first, folder, max(3, rounds))
    say("asking")
    opened = _opened(names, folder)
    collected.segments = {one.name: one.segments() for one in opened}
    collected.agreement = agreement(opened, asks)
    collected.latency = ask_in_turns(opened, asks, rounds, at_a_time=PER_CLASS)
    collected.scattered = ask_in_turns(opened, asks, rounds, at_a_time=1)
    return collected


def memory(source: Path, folder: Path) -> dict[str, Indexed]:
    """Indexing ever more articles with our engine: the most memory it took."""
    collection = resample(source, max(MEMORY))
    found = {}
    for documents in MEMORY:
        say(f"memory for {documents:,} articles")
        runs = index_in_turns([("dateline", 1)], collection, documents, folder, 1)
        found[f"{documents:,}"] = runs[label("dateline", 1)]
    return found


def write_docs(measured: Measured, folder: Path) -> None:
    """Put the figures into docs/benchmarks.md, and the bars beside it."""
    path, first = folder / "benchmarks.md", next(iter(measured.collections))
    picture = f"![How many times as long the others take, {first}](benchmarks.svg)"
    figures = f"{picture}\n\n{report.tables(measured)}"
    path.write_text(report.rewritten(path.read_text("utf-8"), figures), "utf-8")
    (folder / "benchmarks.svg").write_text(chart.svg(measured, first), "utf-8")


def say(text: str) -> None:
    """What is being done: a run takes minutes."""
    print(f"… {text}", flush=True)


def _opened(names: Sequence[str], folder: Path) -> list[Contender]:
    found = []
    for name in names:
        found.append(make(name, folder / label(name, 1)))
        found[-1].open()
    return found


def _options() -> argparse.Namespace:
    default = os.environ.get("DATELINE_DATA", PROJECT.parent / "shared" / "data")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engine", description=(__doc__ or "").splitlines()[0]
    )
    add = parser.add_argument
    add("--data", type=Path, default=Path(default), help="folder of the measuring corpora")
    add("--quick", action="store_true", help=f"only {QUICK_ARTICLES:,} articles, one round of indexing")
    add("--documents", type=int, default=200_000, help="size of the resample; 0: none")
    add("--indexing-rounds", type=int, default=INDEXING_ROUNDS, help="how often Reuters is indexed")
    add("--rounds", type=int, default=5, help="how often each question is asked")
    add(
        "--memory",
        action="store_true",
        help="also whether memory stays flat from 100,000 to 400,000 articles",
    )
    add("--without", action="append", default=[], help="leave out a contender, or the product")
    add("--scratch", type=Path, help="where indexes are made, instead of the system's temporary folder")
    add("--json", type=Path, help="write all figures there")
    add("--from-json", type=Path, help="measure nothing, take the figures of an earlier run")
    add("--write-docs", action="store_true", help="put the figures into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()

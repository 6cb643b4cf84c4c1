"""Relations of full texts to be judged by readers: ours and those of TF-IDF, mixed.

    python -m benchmarks.judged_relations draw FOLDER [--articles 100] [--seed 1] [--data FOLDER]
    python -m benchmarks.judged_relations count FOLDER JUDGEMENTS...

``draw`` takes so many articles of the press releases of the US Congress, and so many of the saved pages of
181 publishers; of each the three relations that we show, and the three texts that are nearest by TF-IDF.
Copies of an article are neither's: they are shown by themselves. FOLDER/pairs.jsonl holds the pairs, shuffled
and numbered, without a word of whose they are, and FOLDER/key.json whose: it is not for judges. A judge
writes a line of JSON for each pair: ``{"number": 1, "same": true, "reason": "…"}``, where *same* means that
both are about the same matter. ``count`` then tells both apart. It takes the files of several judges, says
each one's figures, and how often two of them agree.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import corpus
import index
import searcher
from benchmarks.related import SHOWN, article, read
from corpus import Article
from index.text.languages import analysed_in, stems
from index.text.stop_words import common_words

EXCERPT = 700
"""Characters of a text that a judge is shown."""
OURS, THEIRS = "ours", "TF-IDF"


def main() -> None:
    """Draw articles, or count what was judged."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("step", choices=["draw", "count"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("judgements", type=Path, nargs="*")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    if options.step == "draw":
        draw(options.folder, options.data, options.articles, options.seed)
    else:
        count(options.folder, options.judgements)


def draw(folder: Path, data: Path, number: int, seed: int) -> None:
    """Write the relations of some articles, and whose they are."""
    chance = random.Random(seed)
    drawn = [
        {"set": name, "asked": number, **pair}
        for name, articles in (
            ("congress", releases(data / "congress_press.jsonl.gz")),
            ("pages", pages(data / "fundus_pages.tar.gz")),
        )
        for pair in pairs_of(list(articles), number, chance)
    ]
    chance.shuffle(drawn)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "pairs.jsonl").open("w", encoding="utf-8") as lines:
        for place, pair in enumerate(drawn, 1):
            shown = {"number": place, "one": pair.pop("one"), "other": pair.pop("other")}
            lines.write(f"{json.dumps(shown, ensure_ascii=False)}\n")
    (folder / "key.json").write_text(json.dumps(dict(enumerate(drawn, 1)), indent=1), "utf-8")


def releases(path: Path) -> Iterator[Article]:
    """The press releases, each with its outlet."""
    return (replace(article(row), source=row.get("source", "")) for row in read(path))


def pages(path: Path) -> Iterator[Article]:
    """The saved pages, without what stands beside them to check how they are read."""
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(path) as packed:
        members = [member for member in packed if member.name.endswith(".html.gz")]
        packed.extractall(scratch, members, filter="data")
        yield from (each for each in corpus.read(scratch) if isinstance(each, Article))


def pairs_of(articles: Sequence[Article], number: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """What is found of some of the articles, by either."""
    by_id = {each.id: each for each in articles}
    nearest = Cosines(by_id)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "a"
        with index.create(path, extractor="none") as writer:  # names make none of them nearer
            writer.add(articles)
        with searcher.open(path) as archive:
            for id_ in chance.sample(sorted(by_id), number):
                copies = {copy.id for copy in archive.copies(id_)}
                ours = [each.id for each in archive.related(id_, limit=SHOWN, kinds="computed") if each.id]
                theirs = nearest.of(id_, copies)
                for other in dict.fromkeys([*ours, *theirs]):
                    yield {
                        "ids": [id_, other],
                        "whose": [
                            whose for whose, found in ((OURS, ours), (THEIRS, theirs)) if other in found
                        ],
                        "one": shown_of(by_id[id_]),
                        "other": shown_of(by_id[other]),
                    }


def shown_of(one: Article) -> dict[str, str]:
    """What a judge is shown of an article."""
    return {
        "headline": one.title,
        "outlet": one.source,
        "day": str(one.published.day) if one.published else "",
        "text": " ".join(one.body.split())[:EXCERPT],
    }


class Cosines:
    """The cosine of texts whose words are weighted by (1 + log tf) · log(N / df), without small words."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        counts = {id_: Counter(words_of(each)) for id_, each in articles.items()}
        holding = Counter(word for words in counts.values() for word in words)
        self._weights = {
            id_: normed(
                {word: (1 + math.log(n)) * math.log(len(counts) / holding[word]) for word, n in words.items()}
            )
            for id_, words in counts.items()
        }
        self._with = defaultdict[str, list[tuple[str, float]]](list)
        for id_, weights in self._weights.items():
            for word, weight in weights.items():
                self._with[word].append((id_, weight))

    def of(self, id_: str, copies: Iterable[str]) -> list[str]:
        """The nearest texts, but for its copies."""
        scores: dict[str, float] = defaultdict(float)
        for word, weight in self._weights[id_].items():
            for other, theirs in self._with[word]:
                scores[other] += weight * theirs
        for other in (id_, *copies):
            scores.pop(other, None)
        return sorted(scores, key=lambda other: -scores[other])[:SHOWN]


def words_of(one: Article) -> list[str]:
    """The stems of an article's words, but for small ones."""
    language = analysed_in(one.language)
    small = {stem for word in common_words(one.language) for stem in stems(word, language)}
    return [stem for stem in stems(f"{one.title}\n{one.body}", language) if stem not in small]


def normed(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights divided by their length as a vector."""
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def count(folder: Path, judgements: Sequence[Path]) -> None:
    """Print how many of either's relations each judge took for right."""
    key: Mapping[str, Mapping[str, Any]] = json.loads((folder / "key.json").read_text("utf-8"))
    judges = {path.name: verdicts_in(path) for path in judgements}
    for name, verdicts in judges.items():
        print(f"{name}: {len(verdicts)} of {len(key)} judged")
        for collection in ("congress", "pages", ""):
            for whose in (OURS, THEIRS):
                judged = [
                    verdicts[number]
                    for number, pair in key.items()
                    if number in verdicts and whose in pair["whose"] and collection in ("", pair["set"])
                ]
                share = sum(judged) / max(1, len(judged))
                print(f"    {collection or 'both':8} {whose:7} {sum(judged)} of {len(judged)}, {share:.1%}")
    for (one, verdicts), (other, others) in combinations(judges.items(), 2):
        both = verdicts.keys() & others.keys()
        alike = sum(verdicts[number] == others[number] for number in both)
        print(f"{one} and {other} agree on {alike} of {len(both)}")


def verdicts_in(path: Path) -> dict[str, bool]:
    """What a judge said of each pair, by its number."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return {str(row["number"]): bool(row["same"]) for row in rows}


if __name__ == "__main__":
    main()

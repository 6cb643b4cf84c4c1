"""Relations of full texts for a person to judge: ours and those of TF-IDF, mixed.

    python benchmarks/judged_relations.py draw FOLDER [CORPUS] [--articles 50] [--seed 1]
    python benchmarks/judged_relations.py count FOLDER

``draw`` writes FOLDER/judge.tsv: articles, each with the three that we show and the three whose texts are
nearest by TF-IDF, in an order that does not tell whose they are. Put 1 (about the same matter) or 0 before
each and the reason after it; ``count`` then tells both apart by FOLDER/key.json, which is not to be looked at
before. CORPUS is JSON Lines with id, title, body, date, source; by default the releases of the US Congress.
Drawn is from the half of them that no setting was chosen on.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import index
import searcher
from benchmarks.related import SHOWN, article, read
from corpus import Article
from index.text.languages import analysed_in, stems
from index.text.stop_words import common_words

EXCERPT = 400


def main() -> None:
    """Draw articles, or count what was judged."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("step", choices=["draw", "count"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpus", type=Path, nargs="?", default="../shared/data/congress_press.jsonl.gz")
    parser.add_argument("--articles", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.step == "draw":
        draw(options.folder, options.corpus, options.articles, options.seed)
    else:
        count(options.folder)


def draw(folder: Path, corpus: Path, number: int, seed: int) -> None:
    """Write the relations of some articles, and whose they are."""
    articles = {row["id"]: replace(article(row), source=row.get("source", "")) for row in read(corpus)}
    folder.mkdir(parents=True, exist_ok=True)
    with index.create(folder / "archive", extractor="none") as writer:
        writer.add(articles.values())
    chance = random.Random(seed)
    asked = chance.sample([id_ for id_ in articles if crc32(id_.encode()) % 2], number)
    nearest = Cosines(articles)
    with searcher.open(folder / "archive") as archive:
        found = {
            id_: {
                "ours": [each.id for each in archive.related(id_, limit=SHOWN) if each.kind == "computed"],
                "TF-IDF": nearest.of(id_),
            }
            for id_ in asked
        }
    (folder / "key.json").write_text(json.dumps(found), "utf-8")
    lines = []
    for id_ in asked:
        lines.append(f"\n#\t{show(articles[id_])}")
        both = sorted({other for others in found[id_].values() for other in others})
        chance.shuffle(both)
        lines += [f"?\t{other}\t{show(articles[other])}\t" for other in both]
    (folder / "judge.tsv").write_text("\n".join(lines), "utf-8")


def show(one: Article) -> str:
    """What is judged of an article, on one line."""
    text = " ".join(one.body.split())[:EXCERPT]
    return f"{one.published} · {one.source} · {one.title} · {text}"


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

    def of(self, id_: str) -> list[str]:
        """The nearest texts."""
        scores: dict[str, float] = defaultdict(float)
        for word, weight in self._weights[id_].items():
            for other, theirs in self._with[word]:
                scores[other] += weight * theirs
        scores.pop(id_, None)
        return sorted(scores, key=lambda other: -scores[other])[:SHOWN]


def words_of(one: Article) -> list[str]:
    """The stems of an article's words, but for small ones."""
    language = analysed_in(one.language)
    small = {stem for word in common_words(language) for stem in stems(word, language)}
    return [stem for stem in stems(f"{one.title}\n{one.body}", language) if stem not in small]


def normed(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights divided by their length as a vector."""
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def count(folder: Path) -> None:
    """Print how many of either's relations were judged right."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = json.loads((folder / "key.json").read_text("utf-8"))
    groups = (folder / "judge.tsv").read_text("utf-8").split("\n#\t")[1:]
    judged = [
        {line.split("\t")[1]: int(line.split("\t")[0]) for line in group.splitlines()[1:] if line}
        for group in groups
    ]
    for whose in ("ours", "TF-IDF"):
        right = [
            verdicts[other]
            for each, verdicts in zip(found.values(), judged, strict=True)
            for other in each[whose]
        ]
        print(f"{whose:7} {sum(right)} of {len(right)} right, {sum(right) / max(1, len(right)):.1%}")


if __name__ == "__main__":
    main()

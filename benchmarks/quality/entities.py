"""How well and how fast names are found: F on an annotated newswire, articles a second on two corpora.

The gold data (Shan et al., EMNLP 2023) is split by file into an even half, on which the cues were
tuned, and an odd one. A name counts when kind and both ends agree.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Article
from corpus.entities import get

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"Person": "person", "Organization": "organisation", "Location": "place"}
Span = tuple[int, int, str]


def gold(folder: Path) -> Iterator[tuple[Article, set[Span]]]:
    """The annotated articles, each with its spans in the article's text."""
    with tarfile.open(folder / "worldwide_newswire_dev.tar.gz") as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive)
        texts = {name: file.read().decode() for name, file in files if file}
    for name in sorted(name for name in texts if "/annotated/" in name):
        text = texts[name.replace("/annotated/", "/articles/").removesuffix(".tsv")].replace("\r\n", "\n")
        yield Article(id=name, title="", body=text), set(spans(text, texts[name]))


def spans(text: str, annotation: str) -> Iterator[Span]:
    """BIO tags as offsets in the text; a token that the text lacks ends its name."""
    position, skipped, name = 0, 0, None
    for line in [*annotation.splitlines(), ""]:
        token, tag, *_ = [*line.split("\t"), ""]  # a further column holds names within names
        found = text.find(token, position, position + 80 + 3 * skipped) if token else -1
        if name and not (tag.startswith("I-") and found >= 0):
            yield name
            name = None
        if found < 0:
            skipped += len(token)
            continue
        position, skipped = found + len(token), 0
        if tag.startswith("B-") and tag[2:] in KINDS:
            name = (found, position, KINDS[tag[2:]])
        elif name:
            name = (name[0], position, name[2])


def score(pairs: list[tuple[Article, set[Span]]]) -> tuple[str, Counter[str]]:
    """One line of figures, and how often what was missed (-) or wrongly found (+)."""
    extractor = get()
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for article, expected in pairs:
        spans_found = {(e.start or 0, e.end or 0, str(e.kind)) for e in extractor.extract(article)}
        right.update(kind for *_, kind in spans_found & expected)
        found.update(kind for *_, kind in spans_found)
        wanted.update(kind for *_, kind in expected)
        errors.update(f"+ {kind} {article.text[a:b]}" for a, b, kind in spans_found - expected)
        errors.update(f"- {kind} {article.text[a:b]}" for a, b, kind in expected - spans_found)
    figures = [_figures("all", right.total(), found.total(), wanted.total())]
    figures += [_figures(kind, right[kind], found[kind], wanted[kind]) for kind in sorted(wanted)]
    return "\n".join(figures), errors


def _figures(what: str, right: int, found: int, wanted: int) -> str:
    precision, recall = right / max(1, found), right / max(1, wanted)
    harmonic = 2 * right / max(1, found + wanted)
    return f"  {what:<13} precision {precision:6.1%}  recall {recall:6.1%}  F {harmonic:6.1%}"


def speed(articles: list[Article]) -> str:
    """Articles and characters a second."""
    extractor = get()
    begin = time.process_time()
    names = sum(len(extractor.extract(article)) for article in articles)
    seconds = time.process_time() - begin
    size = sum(len(article.text) for article in articles)
    rates = f"{len(articles) / seconds:6.0f} articles/s, {size / seconds / 1e6:.2f} M characters/s"
    return f"{rates}, {names:,} names"


def start() -> str:
    """What the first article costs a fresh process: time and memory, imports and tables together."""
    code = (
        "import os, time\n"
        "def resident():\n"
        "    pages = int(open('/proc/self/statm').read().split()[1])\n"
        "    return pages * os.sysconf('SC_PAGE_SIZE') / 1e6\n"
        "before, begin = resident(), time.process_time()\n"
        "from corpus import Article\n"
        "from corpus.entities import get\n"
        "get().extract(Article(id='', title='', body='Lee said in Paris.'))\n"
        "print(f'{time.process_time() - begin:.3f} s, {resident() - before:.0f} MB')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def reuters(folder: Path, count: int) -> list[Article]:
    """Some articles of Reuters-21578."""
    with gzip.open(folder / "reuters21578.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    return [Article(id=row["id"], title=row.get("title", ""), body=row.get("body", "")) for row in rows]


def report(folder: Path, listed: int = 0) -> str:
    """F on both halves, and speeds.

    Args:
        folder: of the measuring corpora.
        listed: how many of the commonest errors of the even half are listed.
    """
    lines = [f"Entities: the first article of a process takes {start()}"]
    pairs = list(gold(folder))
    for half, part in (("even", pairs[::2]), ("odd", pairs[1::2])):
        figures, errors = score(part)
        lines.append(f" newswire, {half} half ({len(part)} articles)\n{figures}")
        lines += (
            [f"    {times:4} {error}" for error, times in errors.most_common(listed)]
            if half == "even"
            else []
        )
    lines.append(f" newswire: {speed([article for article, _ in pairs])}")
    lines.append(f" Reuters:  {speed(reuters(folder, 3_000))}")
    return "\n".join(lines)

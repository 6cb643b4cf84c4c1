"""Headlines and sentences typed as they stand: plain text is never refused, and seldom noted."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import TextError
from searcher.language import read_query

from .scan import NOW, SHOWN

COLLECTIONS = ("uci_headlines", "reuters21578", "congress_press")
_MARKS = re.compile(r"[\"“”«»()]")
_LEAST = 3  # words


def texts(data: Path) -> Iterator[str]:
    """The headlines of every collection, and the sentences of one."""
    for name in COLLECTIONS:
        path = data / f"{name}.jsonl.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                yield row.get("title") or ""
                if name == "congress_press" and number % 10 == 0:
                    yield from re.split(r"(?<=[.!?])\s+", row.get("body") or row.get("text") or "")


def is_paired(text: str) -> bool:
    """Whether each quotation mark and each parenthesis of a text has its partner in it."""
    marks = Counter(_MARKS.findall(text))
    straight = marks['"'] % 2 == 0
    return straight and all(marks[a] == marks[b] for a, b in ("“”", "«»", "()"))


def report(data: Path, count: int, seed: int) -> str:
    """How many of these are refused, and how many noted."""
    held = [text for text in map(str.strip, texts(data)) if len(re.findall(r"[^\W_]+", text)) >= _LEAST]
    if not held:
        return f"{data}: no headlines there"
    chosen = random.Random(seed).sample(held, min(count, len(held)))
    whole = [text for text in chosen if is_paired(text)]
    parts = [text for text in chosen if not is_paired(text)]
    return "\n".join([_figures("that stand whole", whole), _figures("with a mark left alone", parts)])


def _figures(name: str, chosen: list[str]) -> str:
    refused, noted = [], []
    for text in chosen:
        try:
            read = read_query(text, now=NOW)
        except TextError as error:
            refused.append(f"  {text[:90]!a}: {error.message}")
            continue
        noted += [f"  {text[:90]!a}: {read.notes[0]}"] if read.notes else []
    share = 100 * len(noted) / max(1, len(chosen))
    counts = f"{len(refused)} refused, {len(noted)} noted ({share:.1f} %)"
    head = f"{len(chosen):,} headlines and sentences {name}: {counts}"
    return "\n".join([head, *refused[:SHOWN], *noted[:SHOWN]])

"""The main text of pages of many sites: passages that must be in it, and passages that must not.

The gold data come from the evaluation of the trafilatura project. Recall is the part of the wanted passages
that the text holds, precision the part of wanted ones among all that it holds. Every other page is a half of
its own: rules are tuned on the first half and held against the second.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import Article
from corpus.readers.base import Options
from corpus.readers.html import read_page

from . import web_pages

_COLLECTION = "passages"
_ROUNDS = 3


@dataclass(frozen=True)
class MarkedPage:
    """A page, the passages that belong to its article, and those that do not."""

    name: str
    markup: bytes
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def marked_pages(folder: Path) -> list[MarkedPage]:
    """All of them."""
    found = web_pages.files_of(folder, _COLLECTION)
    return [
        MarkedPage(
            row["file"],
            found[f"pages/{row['file']}"],
            _one_line_each(row["with"]),
            _one_line_each(row["without"]),
        )
        for row in map(json.loads, found["gold.jsonl"].splitlines())
    ]


def our_text(markup: bytes) -> str:
    """By Dateline's reader, which is told no address; "" where it rejects the page."""
    found = read_page(markup, Options("page"))
    return found.body if isinstance(found, Article) else ""


def fast_text(markup: bytes) -> str:
    """By trafilatura in its fast mode."""
    import trafilatura

    return trafilatura.extract(markup, fast=True) or ""


def report(folder: Path) -> str:
    """Recall and precision of both, in halves, and their speeds in turns."""
    collection = marked_pages(folder)
    lines = [f"Passages of {len(collection)} pages"]
    for name, reader in (("dateline", our_text), ("trafilatura, fast", fast_text)):
        texts = [" ".join(reader(page.markup).split()) for page in collection]
        for part, chosen in (
            ("all", slice(None)),
            ("first half", slice(0, None, 2)),
            ("second", slice(1, None, 2)),
        ):
            lines.append(f"  {name}, {part}: {_figures(collection[chosen], texts[chosen])}")
    ratios = []
    for _ in range(_ROUNDS):
        ours, others = (_seconds(reader, collection) for reader in (our_text, fast_text))
        ratios.append(others / ours)
    speed = len(collection) / ours
    lines.append(f"  pages a CPU second: {speed:.0f}, {median(ratios):.2f} times trafilatura's fast mode")
    return "\n".join(lines)


def _figures(collection: Sequence[MarkedPage], texts: Sequence[str]) -> str:
    pairs = list(zip(collection, texts, strict=True))
    wanted = sum(len(page.wanted) for page in collection)
    held = sum(passage in text for page, text in pairs for passage in page.wanted)
    wrong = sum(passage in text for page, text in pairs for passage in page.unwanted)
    empty = sum(not text for text in texts)
    return f"recall {held / wanted:.4f}, precision {held / (held + wrong):.4f}, without a text {empty}"


def _one_line_each(passages: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(passage.split()) for passage in passages)


def _seconds(reader: Callable[[bytes], str], collection: Sequence[MarkedPage]) -> float:
    began = time.process_time()
    for page in collection:
        reader(page.markup)
    return time.process_time() - began

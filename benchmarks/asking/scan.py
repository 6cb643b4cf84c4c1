"""Questions as people type them, beside a plain scan: none may be answered otherwise in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import index
import searcher
from corpus import Article, Published
from corpus.errors import TextError

from .collection import Scanned, articles
from .kinds import Typed, questions

NOW = datetime(2016, 12, 1, 12, tzinfo=UTC)
SHOWN = 30


def furnish(folder: Path) -> Path:
    """An archive of the invented articles."""
    path = folder / "asking.archive"
    if not path.exists():
        with index.create(path) as archive:
            archive.add(map(_as_read, articles()))
    return path


def judge(archive: searcher.Archive, held: list[Scanned], typed: Typed) -> str:
    """``"right"``, ``"refused"``, ``"noted"``; or what was found instead."""
    wanted = sorted(article.id for article in held if typed.meaning(article))
    try:
        results = archive.search(typed.text, limit=0, related=0, **typed.options)
    except TextError:
        return "refused"
    found = sorted(results.ids)
    if found == wanted:
        return "right"
    return "noted" if results.receipt.notes else f"{len(found)} for {len(wanted)} as {results.receipt.query}"


def verdicts(archive: searcher.Archive, count: int, seed: int) -> Iterator[tuple[Typed, str]]:
    """Each question with what became of it."""
    held = articles()
    for typed in questions(count, seed):
        yield typed, judge(archive, held, typed)


def report(folder: Path, count: int, seed: int) -> str:
    """What became of questions, by kind; and those that were misread in silence."""
    counts: dict[str, Counter[str]] = {}
    wrong = []
    with searcher.open(furnish(folder), clock=lambda: NOW) as archive:
        for typed, verdict in verdicts(archive, count, seed):
            is_told = verdict in ("right", "refused", "noted")
            counts.setdefault(typed.kind, Counter())[verdict if is_told else "misread"] += 1
            if not is_told:
                wrong.append(f"  {typed.kind} {typed.text!a} {typed.options}: {verdict}")
    columns = ("right", "refused", "noted", "misread")
    lines = [f"{kind:<12}" + "".join(f"{counts[kind][column]:>9,}" for column in columns) for kind in counts]
    total = f"{count:,} questions, {len(wrong)} misread in silence"
    head = f"{total}\n{'':<12}" + "".join(f"{column:>9}" for column in columns)
    return "\n".join([head, *lines, *wrong[:SHOWN]])


def _as_read(scanned: Scanned) -> Article:
    published = Published(datetime.fromisoformat(scanned.day), "day", origin="test") if scanned.day else None
    return Article(
        scanned.id,
        scanned.title,
        scanned.body,
        published,
        source=scanned.source,
        section=scanned.section,
        url=scanned.url,
    )

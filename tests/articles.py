"""Small archives for tests, made of articles written on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import index
from corpus import Article, Published, Rejected
from index.ingest.report import Report


def day(text: str) -> Published:
    """A publication date known to the day."""
    return Published(datetime.fromisoformat(text), "day", origin="test", raw=text)


def stamp(text: str) -> Published:
    """A publication date known to the second, with its zone if ``text`` has one."""
    moment = datetime.fromisoformat(text)
    instant = moment.astimezone(UTC) if moment.tzinfo else None
    return Published(moment.replace(tzinfo=None), "second", instant, origin="test", raw=text)


def article(id_: str, title: str = "", body: str = "", **fields: Any) -> Article:
    """An article; ``published`` may be given as ISO text."""
    published = fields.pop("published", None)
    if isinstance(published, str):
        published = day(published)
    return Article(id_, title or f"Title of {id_}", body or f"Body of {id_}.", published, **fields)


def series(count: int) -> list[Article]:
    """Articles on consecutive days, each with a word of its own."""
    first = datetime(2020, 1, 1)
    return [
        article(
            f"s{i}",
            f"Report number{i}",
            f"The word{i} stands here, and so does common.",
            published=day((first + timedelta(days=i)).isoformat()),
        )
        for i in range(count)
    ]


def add(path: Path, articles: Iterable[Article | Rejected], **options: Any) -> Report:
    """Add articles to an archive, made if need be."""
    opened = index.open(path) if (path / "archive.json").exists() else index.create(path, **options)
    with opened as archive:
        return archive.add(articles)

"""What the tests of exports of news databases share: reading one from memory, and hostile ones in time."""

from __future__ import annotations

import io
import time
from typing import Any

import corpus
from corpus import Article, Rejected

SECONDS = 10  # of CPU, on a slow machine; most take a tenth of that
MEGABYTE = 1_000_000


def read(export: str | bytes, **options: Any) -> list[Article | Rejected]:
    """What becomes of an export."""
    encoded = export.encode() if isinstance(export, str) else export
    return list(corpus.read(io.BytesIO(encoded), **options))


def articles(export: str | bytes, reader: str, **options: Any) -> list[Article]:
    """The articles in an export in which there are no others, read by a reader."""
    found = read(export, **options)
    assert all(isinstance(one, Article) and one.reader == reader for one in found), found
    return [one for one in found if isinstance(one, Article)]


def day_of(article: Article) -> str:
    """The day on which an article appeared, or ""."""
    return article.published.local.date().isoformat() if article.published else ""


def reasons_soon(export: bytes, **options: Any) -> list[str]:
    """The reasons why parts of an export were rejected; it was read in bounded time."""
    began = time.process_time()
    found = read(export, **options)
    assert time.process_time() - began < SECONDS
    return [one.reason for one in found if isinstance(one, Rejected)]


def repeated(unit: bytes, size: int = MEGABYTE // 5) -> bytes:
    """A unit, as often as there is room for it."""
    return unit * (size // len(unit))

"""A fresh index of the articles that an archive holds, made beside the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from corpus import Article, entities
from corpus.entities import Extractor
from corpus.errors import DatelineError

from ..articles.documents import article_as_read, document_of_row, row
from ..engine.protocol import Commit, Pool, Storage
from ..ingest.report import Progress, Report
from .check import PROGRESS_EVERY

BATCH_ARTICLES = 32_768
BATCH_CHARACTERS = 64_000_000
"""Segments are written when they hold this many articles or characters: memory stays bounded."""

SALVAGE = "Keep what can be read of it with: dateline rebuild --salvage"


def rebuild_storage(storage: Storage, extractor: Extractor, progress: Progress | None) -> Report:
    """Make every article a document anew, and commit the new documents in the place of the old.

    Raises:
        ArchiveDamagedError: something cannot be read; nothing was changed.
    """
    before = storage.snapshot()
    renewal = storage.renewal(before, {"extractor_version": extractor.version})
    articles = (
        (article_as_read(article), fingerprint)
        for article, fingerprint in before.scan(("article", "fingerprint"))
    )
    return Copy(storage, extractor, before.documents, progress).write(articles, renewal)


def extractor_of(about: Mapping[str, str], folder: Path | None) -> Extractor:
    """The extractor that an archive's articles go through, under the names in its keeper's folder, if any."""
    name = about["extractor"]
    return entities.get(name) if folder is None else entities.of_archive(name, folder)


class Copy:
    """Writes articles as the documents of a fresh index.

    Args:
        storage: of the archive.
        extractor: finds names in them.
        total: how many articles there are to write.
        progress: called now and then with the number of articles written, and of all.
    """

    def __init__(self, storage: Storage, extractor: Extractor, total: int, progress: Progress | None) -> None:
        self._storage = storage
        self._make = partial(document_of_row, extractor=extractor)
        self._total = total
        self._progress = progress
        self._report = Report()

    def write(
        self, articles: Iterable[tuple[Article, str]], renewal: AbstractContextManager[Commit]
    ) -> Report:
        """Write articles, each with its fingerprint, in one commit."""
        with renewal as commit, self._storage.pool(self._make) as pool:
            waiting = characters = 0
            for article, fingerprint in articles:
                pool.add(row(article, fingerprint))
                self._count(article)
                waiting += 1
                characters += len(article.body)
                if waiting >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
                    _take_all(pool, commit)
                    waiting = characters = 0
            _take_all(pool, commit)
        if self._progress:
            self._progress(self._report.added, self._total)
        return self._report

    def _count(self, article: Article) -> None:
        self._report.added += 1
        self._report.undated += article.published is None
        if self._progress and not self._report.added % PROGRESS_EVERY:
            self._progress(self._report.added, self._total)


def _take_all(pool: Pool, commit: Commit) -> None:
    """Take what was made. No article may be lost on the way: one that cannot be made ends the rebuild."""
    for reason in commit.take(pool).values():
        raise DatelineError(f"An article cannot be indexed anew: {reason}.")

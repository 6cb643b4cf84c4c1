"""A fresh index of the articles that an archive holds, made beside the old one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

from corpus import Article, entities
from corpus.errors import ArchiveDamagedError

from .documents import article_as_read, document
from .inspection import PROGRESS_EVERY
from .manifest import Manifest
from .report import Progress, Report
from .store import Store

_SALVAGE = "Keep what can be read of it with: dateline rebuild --salvage"


def rebuild(store: Store, progress: Progress | None) -> Report:
    """Make every article a document anew, and commit the new segments in the place of the old.

    Raises:
        ArchiveDamagedError: something cannot be read; nothing was changed.
    """
    try:
        with closing(store.view()) as view:
            stored = (
                part.stored(number, "article", "fingerprint")
                for part in view.parts
                for number in part.documents()
            )
            articles = ((article_as_read(fields), str(fields["fingerprint"])) for fields in stored)
            return Copy(store, view.manifest, view.articles, progress).write(articles)
    except ArchiveDamagedError as error:
        raise ArchiveDamagedError(error.message, error.path, _SALVAGE) from error


class Copy:
    """Writes articles as the documents of a fresh index.

    Args:
        store: the archive; its lock is held.
        old: what the archive is now: its rejected inputs and its extractor are kept.
        total: how many articles there are to write.
        progress: called now and then.
    """

    def __init__(self, store: Store, old: Manifest, total: int, progress: Progress | None) -> None:
        self._extractor = entities.get(old.extractor)
        self._base = replace(old, segments=(), extractor_version=self._extractor.version)
        self._store = store
        self._total = total
        self._progress = progress
        self._report = Report()

    def write(self, articles: Iterable[tuple[Article, str]]) -> Report:
        """Write articles, each with its fingerprint, and put them in the place of the old ones."""
        self._store.remove_unnamed()
        with self._store.writer(base=self._base) as writer:
            for article, fingerprint in articles:
                writer.add_document(**document(article, self._extractor.extract(article), fingerprint))
                self._count(article)
            if self._progress:
                self._progress(self._report.added, self._total)
        return self._report

    def _count(self, article: Article) -> None:
        self._report.added += 1
        self._report.undated += article.published is None
        if self._progress and not self._report.added % PROGRESS_EVERY:
            self._progress(self._report.added, self._total)

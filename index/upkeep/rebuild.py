"""A fresh index of the articles that an archive holds, made beside the old one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from functools import partial

from corpus import Article, entities
from corpus.errors import ArchiveDamagedError, DatelineError

from ..articles.documents import article_as_read, document_of_row, row
from ..engine.embedded.build.document_pool import Makers
from ..engine.embedded.store import manifest
from ..engine.embedded.store.deletions import restore_small
from ..engine.embedded.store.manifest import Manifest
from ..engine.embedded.store.store import Store
from ..engine.embedded.store.writer import SegmentWriter
from ..ingest.report import Progress, Report
from .inspection import PROGRESS_EVERY

BATCH_ARTICLES = 32_768
BATCH_CHARACTERS = 64_000_000
"""Segments are written when they hold this many articles or characters: memory stays bounded."""

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
            committed = manifest.encoded(view.manifest)
            return Copy(store, view.manifest, view.articles, progress, committed).write(articles)
    except ArchiveDamagedError as error:
        raise ArchiveDamagedError(error.message, error.path, _SALVAGE) from error


class Copy:
    """Writes articles as the documents of a fresh index.

    Args:
        store: the archive; its lock is held.
        old: what the archive is now: its rejected inputs and its extractor are kept.
        total: how many articles there are to write.
        replaces: the content of the manifest that the commit is to replace.
        progress: called now and then.
    """

    def __init__(
        self, store: Store, old: Manifest, total: int, progress: Progress | None, replaces: bytes
    ) -> None:
        self._extractor = entities.of_archive(old.extractor, store.path)
        self._base = replace(old, segments=(), extractor_version=self._extractor.version)
        self._store = store
        self._total = total
        self._progress = progress
        self._replaces = replaces
        self._report = Report()

    def write(self, articles: Iterable[tuple[Article, str]]) -> Report:
        """Write articles, each with its fingerprint, and put them in the place of the old ones."""
        self._store.remove_unnamed()
        for file in (self._base.rejected, *self._base.ledger):
            if file:
                restore_small(self._store.path, file)
        make = partial(document_of_row, extractor=self._extractor)
        writer = self._store.writer(base=self._base, replaces=self._replaces)
        with writer, Makers(self._store.schema, make) as makers:
            waiting = characters = 0
            for article, fingerprint in articles:
                makers.add(row(article, fingerprint))
                self._count(article)
                waiting += 1
                characters += len(article.body)
                if waiting >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
                    _adopt(makers, writer)
                    waiting = characters = 0
            _adopt(makers, writer)
        if self._progress:
            self._progress(self._report.added, self._total)
        return self._report

    def _count(self, article: Article) -> None:
        self._report.added += 1
        self._report.undated += article.published is None
        if self._progress and not self._report.added % PROGRESS_EVERY:
            self._progress(self._report.added, self._total)


def _adopt(makers: Makers, writer: SegmentWriter) -> None:
    """Write what was made. No article may be lost on the way: one that cannot be made ends the rebuild."""
    for written in makers.write(writer.new_path):
        if written.failed:
            raise DatelineError(f"An article cannot be indexed anew: {written.reasons[0]}.")
        if written.path:
            writer.adopt(written.path)

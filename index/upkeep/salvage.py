"""Every article that can still be read of a damaged archive, as a fresh index; the damaged files are kept."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus import Article, entities
from corpus.archive_folder import ARCHIVE_FILE
from corpus.errors import ArchiveDamagedError

from ..articles.schema import schema
from ..engine.embedded.engine import hold_lock
from ..engine.embedded.storage import EmbeddedStorage, renewal_commit
from ..engine.embedded.store import disk, manifest
from ..engine.embedded.store.format_version import VERSION
from ..engine.embedded.store.store import Store
from ..ingest.report import Progress, Report
from .check import inspect_holdings
from .holdings import Holdings, Loss, articles_of, holdings_of, is_readable
from .rebuild import Copy


def salvage_folder(archive: Path, progress: Progress | None, wait: float) -> Report:
    """Salvage the archive in a folder, whether its manifest is whole or not; see ``salvage``."""
    with disk.errors(archive):
        with contextlib.suppress(ArchiveDamagedError):
            manifest.read(archive, older=True)
        with hold_lock(archive, wait) as (is_alone, stack):
            store = Store(archive, schema(), is_alone=is_alone, older=True)
            with contextlib.closing(EmbeddedStorage(store, stack)) as storage:
                return salvage(storage, progress)


def salvage(storage: EmbeddedStorage, progress: Progress | None) -> Report:
    """Make a fresh index of all articles that can be read whole; ``Report.lost`` says what cannot.

    Where it is no longer known which articles of a segment were deleted, all are taken, but for those of
    which a version with the same id is known to be valid. What is damaged is kept in a folder beside the
    archive, ``Report.kept``.
    """
    store = storage.store
    before = manifest.raw(store.path)
    known = holdings_of(store.path)
    kept = None if _is_sound(store.path, known) else _new_folder(store.path.resolve())
    try:
        if kept:
            keep_files(store.path, kept)
        report = _write(storage, known, progress, before)
    except BaseException:
        if kept and manifest.raw(store.path) == before:
            shutil.rmtree(kept, ignore_errors=True)
        raise
    report.kept = kept
    return report


def keep_files(archive: Path, folder: Path) -> None:
    """Give all files of an archive a second name in another folder: an archive, as damaged as this one."""
    names = manifest.numbered_files(archive) | {ARCHIVE_FILE, ARCHIVE_FILE + manifest.COPY}
    for name in sorted(names):
        if (archive / name).is_file():
            disk.link(archive / name, folder / name)
    keepers = archive / entities.archive_names.FILE
    if keepers.is_file():
        shutil.copyfile(keepers, folder / keepers.name, follow_symlinks=False)
    disk.sync_directory(folder)


def _new_folder(archive: Path) -> Path:
    """Make a folder beside an archive, ``NAME.damaged-TIME``, which only its owner may enter."""
    stem = f"{archive.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder, number = archive.with_name(stem), 1
    while not disk.make_new_directory(folder):
        number += 1
        folder = archive.with_name(f"{stem}-{number}")
    return folder


def _is_sound(archive: Path, known: Holdings) -> bool:
    return not inspect_holdings(archive, known, None).problems


def _write(storage: EmbeddedStorage, known: Holdings, progress: Progress | None, before: bytes) -> Report:
    losses: list[Loss] = []
    store = storage.store
    extractor = entities.of_archive(known.manifest.extractor, store.path)
    # Of files that were read, articles may be lost: they are to be read again.
    old = replace(known.manifest, ledger=(), stems=(), version=VERSION, extractor_version=extractor.version)
    if old.rejected and not is_readable(store.path, old.rejected):
        old = replace(old, rejected=None)
    total = sum(held.articles or 0 for held in known.segments)
    articles = _articles(store.path, known, losses)
    report = Copy(storage, extractor, total, progress).write(articles, renewal_commit(store, old, before))
    report.lost = (*known.lost, *map(str, losses))
    return report


def _articles(archive: Path, known: Holdings, losses: list[Loss]) -> Iterator[tuple[Article, str]]:
    """Articles with their fingerprints, those that are certainly valid first; each id once."""
    taken: set[str] = set()
    for held in known.segments:
        for article, mark in articles_of(archive, held, losses):
            if article.id not in taken:
                taken.add(article.id)
                yield article, mark

"""Make an archive, open it for writing or for reading, rebuild it beside itself, check it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from whoosh.searching import Searcher

from corpus import Article, Rejected, entities
from corpus.errors import ArchiveDamagedError, ArchiveExistsError
from corpus.sources import ARCHIVE_FILE

from . import manifest, rejections, storage
from .documents import article_as_read, article_of, document
from .indexer import Indexer
from .lock import exclusive
from .manifest import Manifest
from .report import Each, Progress, Report

WAIT_SECONDS = 10.0
"""How long a writer waits for another one by default."""

_OWN_NAMES = {ARCHIVE_FILE, ARCHIVE_FILE + ".new", rejections.NAME, rejections.NAME + ".new", "writer.lock"}
_REBUILD_BATCH = 4096
_PROGRESS_EVERY = 256


class Index:
    """An archive open for writing, and locked against other writers until it is closed.

    Made by ``index.create`` and ``index.open``; a context manager.
    """

    def __init__(self, path: Path, stack: contextlib.ExitStack) -> None:
        self.path = path
        self._stack = stack
        self._manifest = manifest.read(path)
        self._indexer = Indexer(
            path / self._manifest.directory,
            entities.get(self._manifest.extractor),
            rejections.Rejections(path),
        )

    @property
    def extractor(self) -> str:
        """Name of the entity extractor that articles go through."""
        return self._manifest.extractor

    def add(
        self,
        articles: Iterable[Article | Rejected],
        *,
        each: Each | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Add articles; one whose id is there already replaces it, unless nothing changed.

        What was committed stays when the run is interrupted: running it again goes on from there.

        Args:
            articles: what ``corpus.read`` yields; rejected inputs are kept in the archive's list.
            each: called with a ``Line`` for every input.
            progress: called now and then with the number of inputs so far.

        Raises:
            StorageError: the disk refused; earlier batches are committed, the current one is not.
        """
        with storage.disk_errors(self.path):
            return self._indexer.add(articles, each=each, progress=progress)

    def delete(self, *ids: str) -> int:
        """Delete articles by id; how many of them the archive held."""
        with storage.disk_errors(self.path):
            return self._indexer.delete(ids)

    def close(self) -> None:
        """Free the archive for other writers. Closing twice is no error."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create(path: str | PathLike[str], *, extractor: str = "cues", wait: float = WAIT_SECONDS) -> Index:
    """Make an archive and open it for writing.

    Args:
        path: a directory that does not exist yet, or is empty.
        extractor: name of the entity extractor its articles go through.
        wait: seconds to wait for another writer.

    Raises:
        ArchiveExistsError: there is something at ``path`` already; nothing of it was touched.
    """
    archive = Path(path)
    chosen = entities.get(extractor)
    with storage.disk_errors(archive):
        _refuse_strangers(archive)
        archive.mkdir(parents=True, exist_ok=True)
        stack = _locked(archive, wait)
        with _closing_on_error(stack):
            _refuse_strangers(archive)
            fresh = Manifest(1, chosen.name, chosen.version, datetime.now(UTC).isoformat(timespec="seconds"))
            _remove_outdated(archive, None)
            storage.make(archive / fresh.directory)
            manifest.write(archive, fresh)
            return Index(archive, stack)


def open(path: str | PathLike[str], *, wait: float = WAIT_SECONDS) -> Index:  # noqa: A001 -- read as index.open
    """Open an archive for writing.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
        ArchiveLockedError: another writer held it for longer than ``wait`` seconds.
    """
    archive = Path(path)
    with storage.disk_errors(archive):
        manifest.read(archive)
        stack = _locked(archive, wait)
        with _closing_on_error(stack):
            _remove_outdated(archive, manifest.read(archive))
            return Index(archive, stack)


def rebuild(
    path: str | PathLike[str], *, progress: Progress | None = None, wait: float = WAIT_SECONDS
) -> Report:
    """Make a fresh index of the articles an archive holds, beside the old one, and put it in its place.

    The sources are not needed; names are extracted anew. Searchers keep answering meanwhile, and an
    interrupted rebuild leaves the archive as it was.
    """
    archive = Path(path)
    with storage.disk_errors(archive):
        manifest.read(archive)
        with exclusive(archive, wait):
            old = manifest.read(archive)
            _remove_outdated(archive, old)
            extractor = entities.get(old.extractor)
            new = replace(old, generation=old.generation + 1, extractor_version=extractor.version)
            try:
                report = _copy(archive / old.directory, archive / new.directory, extractor, progress)
                storage.make_durable(archive / new.directory)
                manifest.write(archive, new)
            except BaseException:
                shutil.rmtree(archive / new.directory, ignore_errors=True)
                raise
            _remove_outdated(archive, new)
            return report


@contextlib.contextmanager
def reading(path: str | PathLike[str]) -> Iterator[tuple[Manifest, Searcher]]:
    """The manifest of an archive and a Whoosh searcher over what is committed now: one snapshot."""
    archive = Path(path)
    with storage.disk_errors(archive):
        current = manifest.read(archive)
        try:
            searcher = storage.searching(archive / current.directory)
        except ArchiveDamagedError:
            # A rebuild may have swapped generations between our two looks.
            newer = manifest.read(archive)
            if newer == current:
                raise
            current, searcher = newer, storage.searching(archive / newer.directory)
    try:
        yield current, searcher
    finally:
        searcher.close()


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found.

    Attributes:
        articles: how many articles could be read.
        problems: what is wrong, one sentence each; empty when all is well.
    """

    articles: int
    problems: tuple[str, ...]


def check(path: str | PathLike[str], *, progress: Progress | None = None) -> Check:
    """Read every article and every posting of an archive.

    Raises:
        ArchiveError: the archive cannot be opened at all.
    """
    with reading(path) as (_, searcher):
        reader = searcher.reader()
        articles, problems = 0, []
        for number in reader.all_doc_ids():
            try:
                article_of(reader.stored_fields(number))
                articles += 1
            except Exception as error:  # noqa: BLE001 -- whatever damage makes the engine stumble over
                problems.append(f"article number {number} cannot be read ({type(error).__name__}: {error})")
            if progress and not articles % _PROGRESS_EVERY:
                progress(articles, reader.doc_count())
        try:
            for field, term in reader.all_terms():
                for _ in reader.postings(field, term).all_ids():
                    pass
        except Exception as error:  # noqa: BLE001 -- as above
            problems.append(f"the list of words cannot be read ({type(error).__name__}: {error})")
    return Check(articles, tuple(problems))


def _copy(source: Path, target: Path, extractor: entities.Extractor, progress: Progress | None) -> Report:
    report = Report()
    storage.make(target)
    with storage.searching(source) as searcher:
        reader = searcher.reader()
        numbers = list(reader.all_doc_ids())
        for start in range(0, len(numbers), _REBUILD_BATCH):
            with storage.writing(target) as writer:
                for number in numbers[start : start + _REBUILD_BATCH]:
                    stored = reader.stored_fields(number)
                    article = article_as_read(stored)
                    writer.add_document(
                        **document(article, extractor.extract(article), stored["fingerprint"])
                    )
                    report.added += 1
                    report.undated += article.published is None
                    if progress and not report.added % _PROGRESS_EVERY:
                        progress(report.added, len(numbers))
    if progress:
        progress(report.added, len(numbers))
    return report


def _locked(archive: Path, wait: float) -> contextlib.ExitStack:
    stack = contextlib.ExitStack()
    stack.enter_context(exclusive(archive, wait))
    return stack


@contextlib.contextmanager
def _closing_on_error(stack: contextlib.ExitStack) -> Iterator[None]:
    try:
        yield
    except BaseException:
        stack.close()
        raise


def _refuse_strangers(archive: Path) -> None:
    """Make sure that an archive can be made here without touching anything of anyone's."""
    if not archive.is_dir():
        if archive.exists() or archive.is_symlink():
            raise ArchiveExistsError(f"{archive} is a file.", archive, "Choose another path.")
        return
    names = {entry.name for entry in archive.iterdir()}
    if ARCHIVE_FILE in names:
        raise ArchiveExistsError(
            f"There is an archive at {archive} already.",
            archive,
            "Open it to go on, or choose another path.",
        )
    if names - _OWN_NAMES - {generation.name for generation in manifest.generations(archive)}:
        raise ArchiveExistsError(f"{archive} is not empty.", archive, "Choose another path.")


def _remove_outdated(archive: Path, current: Manifest | None) -> None:
    """Remove what an interrupted run left behind, and generations that were replaced."""
    for directory in manifest.generations(archive):
        if current is None or directory.name != current.directory:
            shutil.rmtree(directory, ignore_errors=True)

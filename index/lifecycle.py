"""Make an archive, open it for writing or for reading, rebuild it beside itself, check it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import Article, Rejected, entities
from corpus.archive_folder import ARCHIVE_FILE
from corpus.errors import ArchiveDamagedError, ArchiveExistsError
from corpus.reading.inputs import Reading

from . import disk, lock, manifest, rebuilding, salvaging
from .indexer import Indexer
from .inspection import Check, inspect, inspect_damaged
from .report import Each, Progress, Report
from .schema import schema
from .store import WAIT_SECONDS, Store
from .turns import Turns

_UNFINISHED = {ARCHIVE_FILE + disk.BESIDE, lock.NAME}
"""What an interrupted making of an archive can leave behind."""
_BROUGHT = {entities.archive_names.FILE}
"""What may lie in the folder before there is an archive."""


class Index:
    """An archive open for writing, and locked against other writers until it is closed.

    Made by ``index.create`` and ``index.open``; a context manager. Threads may share it: what one does waits
    until another one's is done. A forked child cannot use it, for the lock is its parent's.
    """

    def __init__(self, store: Store, stack: contextlib.ExitStack) -> None:
        self.path = store.path
        self._turns = Turns(store.path)
        self._extractor = entities.of_archive(store.manifest.extractor, store.path)
        self._indexer = Indexer(store, self._extractor)
        self._stack = stack.pop_all()  # last: until here, whoever opens the archive frees it on an error

    @property
    def extractor(self) -> str:
        """Name of the entity extractor that articles go through."""
        return self._extractor.name

    def add(
        self,
        articles: Iterable[Article | Rejected],
        *,
        each: Each | None = None,
        progress: Progress | None = None,
        processes: int | None = None,
        again: bool = False,
        guarded: bool = False,
    ) -> Report:
        """Add articles; one whose id is there already replaces it, unless nothing changed.

        What was committed stays when the run is interrupted, and Ctrl-C commits what is whole. Given what
        ``corpus.read`` returns, files that were read before and have not changed are not opened again, and
        one that was read in part is gone on with: run the same again to go on.

        Args:
            articles: what ``corpus.read`` returns, or any articles; rejected inputs are kept in the
                archive's list.
            each: called with a ``Line`` for every input.
            progress: called now and then with the number of inputs so far.
            processes: how many processes may read, and as many make documents; 1: all in this one; None: as
                many as the machine has use for. The archive is the same.
            again: read all files anew, whether they have changed or not.
            guarded: read every file in another process, small ones and with ``processes=1`` too, where this
                one can be forked: what takes 60 s without a word is rejected. In a program with threads only
                the bounds of work hold.

        Raises:
            StorageError: the disk refused; earlier batches are committed, the current one is not.
        """
        with self._turns.take(), disk.errors(self.path):
            return self._indexer.add(
                articles, each=each, progress=progress, processes=processes, again=again, guarded=guarded
            )

    def retry(
        self,
        *,
        each: Each | None = None,
        progress: Progress | None = None,
        processes: int | None = None,
    ) -> Report:
        """Read again what earlier runs rejected, in the way in which they read it; see ``add``.

        Those that can be read now leave the list. Streams cannot be read again, and stay in it.
        """
        return self.add(self.rejected_inputs(), each=each, progress=progress, processes=processes, again=True)

    def rejected_inputs(self) -> Reading:
        """The files in the list of rejected inputs, each once, to be read again."""
        with self._turns.take(), disk.errors(self.path):
            return self._indexer.rejected_inputs()

    def delete(self, *ids: str) -> int:
        """Delete articles by id; how many of them the archive held."""
        with self._turns.take(), disk.errors(self.path):
            return self._indexer.delete(ids)

    def close(self) -> None:
        """Free the archive for other writers. Closing twice is no error."""
        if self._turns.end():
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
    with disk.errors(archive):
        _refuse_strangers(archive)
        disk.make_directory(archive)
        with _locked(archive, wait) as (is_alone, stack):
            _refuse_strangers(archive)
            disk.discard(archive / (ARCHIVE_FILE + disk.BESIDE))
            store = Store.create(
                archive,
                schema(),
                extractor=chosen.name,
                extractor_version=chosen.version,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            store.is_alone = is_alone
            return Index(store, stack)


def open(path: str | PathLike[str], *, wait: float = WAIT_SECONDS) -> Index:  # noqa: A001 -- read as index.open
    """Open an archive for writing.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
        ArchiveLockedError: another writer held it for longer than ``wait`` seconds.
    """
    archive = Path(path)
    with disk.errors(archive):
        manifest.read(archive)
        with _locked(archive, wait) as (is_alone, stack):
            store = Store(archive, schema(), is_alone=is_alone)
            store.remove_unnamed()
            return Index(store, stack)


def rebuild(
    path: str | PathLike[str],
    *,
    progress: Progress | None = None,
    wait: float = WAIT_SECONDS,
    salvage: bool = False,
) -> Report:
    """Make a fresh index of the articles an archive holds, beside the old one, and put it in its place.

    The sources are not needed; names are extracted anew. Searchers keep answering meanwhile, and an
    interrupted rebuild leaves the archive as it was.

    Args:
        path: the archive's directory.
        progress: called now and then with the number of articles done, and of all.
        wait: seconds to wait for another writer.
        salvage: keep what can be read of a damaged archive; ``Report.lost`` says what cannot, and in
            ``Report.kept`` are the damaged files. ``check`` says beforehand what would be lost.

    Raises:
        ArchiveDamagedError: a file is damaged, and ``salvage`` is not asked for; nothing was changed.
    """
    archive = Path(path)
    with disk.errors(archive):
        with contextlib.suppress(ArchiveDamagedError):
            manifest.read(archive)
        with _locked(archive, wait) as (is_alone, _):
            store = Store(archive, schema(), is_alone=is_alone)
            return (salvaging.salvage if salvage else rebuilding.rebuild)(store, progress)


def check(path: str | PathLike[str], *, progress: Progress | None = None, salvage: bool = False) -> Check:
    """Read every byte of an archive.

    Args:
        path: the archive's directory.
        progress: called now and then with the number of articles read, and of all.
        salvage: look at an archive whose manifest is damaged, too, as ``rebuild`` with ``salvage`` does.

    Raises:
        ArchiveError: the archive cannot be opened at all.
    """
    archive = Path(path)
    with disk.errors(archive):
        return (inspect_damaged if salvage else inspect)(archive, progress)


@contextlib.contextmanager
def _locked(archive: Path, wait: float) -> Iterator[tuple[bool, contextlib.ExitStack]]:
    """Hold the writers' lock; whether it excludes others, and what frees it unless that is taken over."""
    with contextlib.ExitStack() as stack:
        is_alone = stack.enter_context(lock.exclusive(archive, wait))
        manifest.refuse_strangers(archive)
        yield is_alone, stack


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
    if names - _UNFINISHED - _BROUGHT:
        raise ArchiveExistsError(f"{archive} is not empty.", archive, "Choose another path.")

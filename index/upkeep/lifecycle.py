"""Make an archive, open it for writing or for reading, rebuild it beside itself, check it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import Article, Rejected, entities
from corpus.archive_folder import WAIT_SECONDS
from corpus.entities import Extractor
from corpus.errors import ArchiveDamagedError, DatelineError, InputError
from corpus.reading.inputs import Reading

from ..articles.schema import schema
from ..engine import addresses
from ..engine.addresses import Address
from ..engine.embedded.store import disk
from ..engine.protocol import Engine, Storage
from ..ingest.gone_files import check_folders
from ..ingest.indexer import Indexer
from ..ingest.report import Each, Progress, Report
from .check import Check, inspect, inspect_articles, inspect_damaged
from .rebuild import SALVAGE, extractor_of, rebuild_storage
from .salvage import salvage_folder
from .turns import Turns


class Index:
    """An archive open for writing, and locked against other writers until it is closed.

    Made by ``index.create`` and ``index.open``; a context manager. Threads may share it: what one does waits
    until another one's is done. A forked child cannot use it, for the lock is its parent's.
    """

    def __init__(self, storage: Storage, extractor: Extractor) -> None:
        self.path = addresses.named_by(storage.address)
        self._turns = Turns(storage.address)
        self._extractor = extractor
        self._indexer = Indexer(storage, self._extractor)
        self._storage = storage

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
            progress: called now and then with the number of inputs so far and None, at the end with that of
                all inputs twice.
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
        """Delete articles by id; how many of them the archive held.

        Raises:
            DatelineError: an id is no text.
        """
        for id_ in ids:
            if not isinstance(id_, str):
                raise DatelineError(f"An id is a text, not {id_!r:.40}.", "Ids of exports are texts, too.")
        with self._turns.take(), disk.errors(self.path):
            return self._indexer.delete(ids)

    def prune(self, *folders: str | os.PathLike[str], even_many: bool = False) -> tuple[str, ...]:
        """Delete the articles that were read from files which are gone from folders; their origins.

        Read the folders anew before: what was only moved is then known where it is now.

        Args:
            folders: as they were given to ``corpus.read``.
            even_many: also where more than a tenth of a folder's articles would go.

        Raises:
            InputError: a folder is missing or empty, or more than a tenth would go.
        """
        paths = [os.fsdecode(folder) for folder in folders]
        check_folders(paths)
        with self._turns.take(), disk.errors(self.path):
            gone = self._indexer.gone_articles(paths)
            if not (even_many or gone.are_few):
                raise InputError(
                    f"The files of {len(gone.ids):,} of {gone.total:,} articles are gone: more than a tenth.",
                    "If that is meant, say so: --yes, or even_many=True. Nothing was removed.",
                )
            self._indexer.delete(gone.ids)
            return gone.origins

    def close(self) -> None:
        """Free the archive for other writers. Closing twice is no error."""
        if self._turns.end():
            self._storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create(path: Address, *, extractor: str = "cues", wait: float = WAIT_SECONDS) -> Index:
    """Make an archive and open it for writing.

    Args:
        path: a directory that does not exist yet, or is empty; or an engine's ``scheme://…``.
        extractor: name of the entity extractor its articles go through.
        wait: seconds to wait for another writer.

    Raises:
        ArchiveExistsError: there is something at ``path`` already; nothing of it was touched.
    """
    chosen = entities.get(extractor)
    about = {
        "extractor": chosen.name,
        "extractor_version": chosen.version,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    engine = addresses.engine_of(path)
    with disk.errors(path):
        return _index(engine, path, engine.create(os.fspath(path), schema(), about, wait=wait))


def open(path: Address, *, wait: float = WAIT_SECONDS) -> Index:  # noqa: A001 -- read as index.open
    """Open an archive for writing.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
        ArchiveLockedError: another writer held it for longer than ``wait`` seconds.
    """
    engine = addresses.engine_of(path)
    with disk.errors(path):
        return _index(engine, path, engine.open(os.fspath(path), schema(), wait=wait))


def _index(engine: Engine, path: Address, storage: Storage) -> Index:
    """The index of a storage; where that cannot be had, the storage is free again at once."""
    with contextlib.ExitStack() as stack:
        stack.callback(storage.close)
        index = Index(storage, extractor_of(storage.about, engine.folder(os.fspath(path))))
        stack.pop_all()
    return index


def rebuild(
    path: Address,
    *,
    progress: Progress | None = None,
    wait: float = WAIT_SECONDS,
    salvage: bool = False,
) -> Report:
    """Make a fresh index of the articles an archive holds, beside the old one, and put it in its place.

    The inputs are not needed; names are extracted anew. An archive of an older version becomes one of this.
    Searchers keep answering meanwhile, and an
    interrupted rebuild leaves the archive as it was.

    Args:
        path: the archive's directory, or another address.
        progress: called now and then with the number of articles done, and of all.
        wait: seconds to wait for another writer.
        salvage: keep what can be read of a damaged archive; ``Report.lost`` says what cannot, and in
            ``Report.kept`` are the damaged files. ``check`` says beforehand what would be lost.

    Raises:
        ArchiveDamagedError: a file is damaged, and ``salvage`` is not asked for; nothing was changed.
    """
    if salvage:
        return salvage_folder(_folder(path), progress, wait)
    engine = addresses.engine_of(path)
    try:
        with disk.errors(path):
            storage = engine.open(os.fspath(path), schema(), wait=wait, older=True)
            with contextlib.closing(storage):
                extractor = extractor_of(storage.about, engine.folder(os.fspath(path)))
                return rebuild_storage(storage, extractor, progress)
    except ArchiveDamagedError as error:
        hint = error.hint if addresses.scheme_of(path) else SALVAGE
        raise ArchiveDamagedError(error.message, error.path, hint) from error


def check(path: Address, *, progress: Progress | None = None, salvage: bool = False) -> Check:
    """Read every byte of an archive.

    Args:
        path: the archive's directory, or another address: of that, every article is read.
        progress: called now and then with the number of articles read, and of all.
        salvage: look at an archive whose manifest is damaged, too, as ``rebuild`` with ``salvage`` does.

    Raises:
        ArchiveError: the archive cannot be opened at all.
    """
    with disk.errors(path):
        if addresses.scheme_of(path):
            return inspect_articles(addresses.engine_of(path).snapshot(os.fspath(path), schema()), progress)
        return (inspect_damaged if salvage else inspect)(Path(path), progress)


def _folder(path: Address) -> Path:
    if addresses.scheme_of(path):
        raise DatelineError(
            f"{os.fspath(path)} cannot be salvaged.", "Only the files of an archive in a folder can be."
        )
    return Path(path)

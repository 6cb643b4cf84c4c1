"""Whether an archive is whole: every byte of it is read; and what a salvage of it would lose."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import Article
from corpus.archive_folder import ARCHIVE_FILE
from corpus.errors import ArchiveDamagedError, DatelineError

from ..articles.documents import article_of
from ..engine.embedded.store import manifest, small_files
from ..engine.embedded.store.manifest import SegmentEntry, SmallFile
from ..engine.embedded.store.view import ViewSegment, open_segment
from ..engine.protocol import Snapshot
from ..ingest import ledger, rejections
from ..ingest.report import Progress
from .holdings import HeldSegment, Holdings, Loss, articles_of, holdings_of

PROGRESS_EVERY = 256
"""Articles between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Check:
    """The findings of a check.

    Attributes:
        articles: how many articles could be read.
        problems: what is wrong, one sentence each; empty when all is well.
        lost: what a salvage cannot keep, one sentence each.
        ids: of the articles that it cannot keep, as far as these can be read.
        copies: the copies of small files that are missing or damaged. That costs nothing by itself, and a
            loss of power can leave it so; a rebuild makes them anew.
    """

    articles: int
    problems: tuple[str, ...]
    lost: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    copies: tuple[str, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class _Findings:
    """The findings so far, while an archive is read.

    Attributes:
        ids: of the articles that were read, where versions of one may stand in several places; else None.
    """

    total: int
    progress: Progress | None
    articles: int = 0
    problems: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    ids: set[str] | None = None

    def take(self, id_: str) -> None:
        """Count an article as read, unless a salvage would pass it over: it was read before."""
        if self.ids is not None:
            if id_ in self.ids:
                return
            self.ids.add(id_)
        self.article()

    def article(self) -> None:
        """Count an article as read."""
        self.articles += 1
        if self.progress and not self.articles % PROGRESS_EVERY:
            self.progress(self.articles, self.total)


def inspect(archive: Path, progress: Progress | None) -> Check:
    """Read every byte of an archive, and every article in it.

    Raises:
        ArchiveError: there is no archive, or its manifest is damaged.
    """
    manifest.read(archive)
    return inspect_damaged(archive, progress)


def inspect_articles(snapshot: Snapshot, progress: Progress | None) -> Check:
    """Read every article of an archive that is not in a folder."""
    found = _Findings(snapshot.documents, progress)
    with _noting(found, snapshot.address, "articles"):
        for article, entities in snapshot.scan(("article", "entities")):
            article_of(article, entities)
            found.article()
        rejections.kept_in(snapshot)
    return Check(found.articles, tuple(found.problems))


def inspect_damaged(archive: Path, progress: Progress | None) -> Check:
    """Read every byte of an archive, whether its manifest is whole or not."""
    while True:
        before = manifest.raw(archive)
        found = inspect_holdings(archive, holdings_of(archive), progress)
        # A commit may have removed files under our eyes: then there is a newer list to look at.
        if not found.problems or manifest.raw(archive) == before:
            return found


def inspect_holdings(archive: Path, known: Holdings, progress: Progress | None) -> Check:
    """Read every byte of what an archive is known to hold."""
    found = _Findings(
        sum(held.articles or 0 for held in known.segments), progress, problems=[*known.problems]
    )
    if not all(held.is_sure for held in known.segments):
        found.ids = set()
    try:
        manifest.refuse_strangers(archive)
    except ArchiveDamagedError as error:  # no writer goes on beside it
        found.problems.append(error.message)
    files = {file.name: file for file in known.manifest.segments}
    for held in known.segments:
        _inspect_segment(archive, held, files.get(held.name), found)
    _inspect_small_files(archive, known, found)
    if progress:
        progress(found.articles, found.total)
    ids = tuple(id_ for loss in found.losses for id_ in loss.ids)
    lost = (*known.lost, *map(str, found.losses))
    return Check(found.articles, tuple(found.problems), lost, ids, tuple(_damaged_copies(archive, known)))


def _damaged_copies(archive: Path, known: Holdings) -> Iterator[str]:
    if manifest.read_copy(archive, older=True) != known.manifest:
        yield f"{ARCHIVE_FILE}{manifest.COPY}"
    for file in known.manifest.small_files:
        try:
            small_files.read_whole(archive, replace(file, name=file.name + manifest.COPY))
        except (ArchiveDamagedError, OSError):
            yield file.name + manifest.COPY


def _inspect_segment(archive: Path, held: HeldSegment, file: SegmentEntry | None, found: _Findings) -> None:
    """Read a segment; where it is damaged, count what can be read of it all the same."""
    before = len(found.problems)
    if file and file.deleted:
        many = (
            f"which {file.deleted.documents:,} of the {file.documents:,} articles of {file.name} are deleted"
        )
        _inspect_small(archive, file.deleted, many, found)
    counted, lost = found.articles, len(found.losses)
    is_whole = file is not None and _is_whole(archive, held, file, found)
    if is_whole and found.ids is None:
        return
    found.articles = counted
    for article, _ in articles_of(archive, held, found.losses):
        found.take(article.id)
    if is_whole:
        return
    found.problems += [
        f"{loss.file}: {loss.count:,} of its {loss.articles:,} articles cannot be read."
        for loss in found.losses[lost:]
        if loss.count is not None
    ]
    if file and len(found.problems) == before:
        found.problems.append(f"{held.name} cannot be read as it was written.")


def _is_whole(archive: Path, held: HeldSegment, file: SegmentEntry, found: _Findings) -> bool:
    """Whether all of a segment can be read as it was written."""
    is_whole = False
    with _noting(found, file.name, _holds(file)):
        segment = open_segment(archive, file)
        with contextlib.closing(segment):
            objections = segment.verify()
            found.problems += [
                f"{file.name} is damaged: {each} It holds {_holds(file)}." for each in objections
            ]
            live = None if held.deleted is None else ~held.deleted
            reason = _objection(ViewSegment(segment, 0, live, 0), found)
            if reason and not objections:
                found.problems.append(f"{file.name} is damaged: {reason} It holds {_holds(file)}.")
            is_whole = not objections and not reason and held.is_sure
    return is_whole


def _objection(part: ViewSegment, found: _Findings) -> str:
    """Why an article of a segment cannot be read in the ordinary way; "": all can."""
    for number in part.documents():
        try:
            _article_of(part, number)
        except (DatelineError, ValueError, TypeError, KeyError, AttributeError) as error:
            return error.message if isinstance(error, DatelineError) else f"{type(error).__name__}: {error}."
        found.article()
    return ""


def _article_of(part: ViewSegment, number: int) -> Article:
    stored = part.read_stored(number)
    return article_of(str(stored["article"]), str(stored["entities"]))


def _inspect_small_files(archive: Path, known: Holdings, found: _Findings) -> None:
    rejected = known.manifest.rejected
    if rejected and _inspect_small(archive, rejected, "the list of rejected inputs", found):
        with _noting(found, rejected.name, "the list of rejected inputs"):
            rejections.decode_rejections(small_files.read(archive, rejected), str(archive))
    for file in known.manifest.ledger:
        if _inspect_small(archive, file, "which files were read", found):
            with _noting(found, file.name, "which files were read"):
                ledger.decode_records(small_files.read(archive, file), str(archive))


def _inspect_small(archive: Path, file: SmallFile, holds: str, found: _Findings) -> bool:
    """Read a small file itself, though its copy may be whole; whether that can be done."""
    before = len(found.problems)
    with _noting(found, file.name, _with_copy(archive, file, holds)):
        small_files.read_whole(archive, file)
    return len(found.problems) == before


def _with_copy(archive: Path, file: SmallFile, holds: str) -> str:
    try:
        small_files.read(archive, file)
    except (ArchiveDamagedError, FileNotFoundError):
        return holds
    return f"{holds}; its copy is whole"


@contextlib.contextmanager
def _noting(found: _Findings, name: str, holds: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        found.problems.append(f"{name} is missing. It holds {holds}.")
    except ArchiveDamagedError as error:
        found.problems.append(f"{name} is damaged: {error.message} It holds {holds}.")


def _holds(file: SegmentEntry) -> str:
    return f"{file.live_documents:,} article{'' if file.live_documents == 1 else 's'}"

"""Whether an archive is whole: every byte of it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ArchiveDamagedError, DatelineError

from . import deletions, ledger, manifest, rejections
from .documents import article_of
from .manifest import Manifest, SegmentFile
from .report import Progress
from .view import Part, opened_segment

PROGRESS_EVERY = 256


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found.

    Attributes:
        articles: how many articles could be read.
        problems: what is wrong, one sentence each; empty when all is well.
    """

    articles: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Findings:
    """What is found while an archive is read."""

    total: int
    progress: Progress | None
    articles: int = 0
    problems: list[str] = field(default_factory=list)

    def article(self) -> None:
        """One more article was read."""
        self.articles += 1
        if self.progress and not self.articles % PROGRESS_EVERY:
            self.progress(self.articles, self.total)


def inspect(archive: Path, progress: Progress | None) -> Check:
    """Read every byte of an archive, and every article in it.

    Raises:
        ArchiveError: there is no archive, or its manifest is damaged.
    """
    while True:
        current = manifest.read(archive)
        found = _inspected(archive, current, progress)
        # A commit may have removed files under our eyes: then there is a newer list to look at.
        if not found.problems or manifest.read(archive) == current:
            return Check(found.articles, tuple(found.problems))


def _inspected(archive: Path, current: Manifest, progress: Progress | None) -> _Findings:
    found = _Findings(sum(file.articles for file in current.segments), progress)
    for file in current.segments:
        _inspect_segment(archive, file, found)
    if current.rejected:
        with _noting(found, current.rejected.name, "the list of rejected inputs"):
            rejections.decoded(deletions.read_small(archive, current.rejected), archive)
    for record in current.ledger:
        with _noting(found, record.name, "which files were read"):
            deletions.read_small(archive, record)
            ledger.records(archive, record)
    if progress:
        progress(found.articles, found.total)
    return found


def _inspect_segment(archive: Path, file: SegmentFile, found: _Findings) -> None:
    deleted = None
    if file.deleted:
        what = (
            f"which {file.deleted.documents:,} of the {file.documents:,} articles of {file.name} are deleted"
        )
        with _noting(found, file.deleted.name, what):
            deleted = deletions.read(archive, file)
    with _noting(found, file.name, _holds(file)):
        segment = opened_segment(archive, file)
        with contextlib.closing(segment):
            found.problems += [
                f"{file.name} is damaged: {each} It holds {_holds(file)}." for each in segment.verify()
            ]
            live = None if deleted is None else ~deleted
            _inspect_articles(Part(segment, 0, live, 0), file, found)


def _inspect_articles(part: Part, file: SegmentFile, found: _Findings) -> None:
    unread, reason = 0, ""
    for number in part.documents():
        try:
            article_of(part.stored(number))
        except (DatelineError, ValueError, TypeError, KeyError, AttributeError) as error:
            unread, reason = unread + 1, reason or f"{type(error).__name__}: {error}"
            continue
        found.article()
    if unread:
        found.problems.append(
            f"{file.name}: {unread:,} of its {file.articles:,} articles cannot be read ({reason})."
        )


@contextlib.contextmanager
def _noting(found: _Findings, name: str, holds: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        found.problems.append(f"{name} is missing. It holds {holds}.")
    except ArchiveDamagedError as error:
        found.problems.append(f"{name} is damaged: {error.message} It holds {holds}.")


def _holds(file: SegmentFile) -> str:
    return f"{file.articles:,} article{'' if file.articles == 1 else 's'}"

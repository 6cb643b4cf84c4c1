"""Every article that can still be read of a damaged archive, and what exactly is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import Article, entities
from corpus.errors import ArchiveDamagedError, DatelineError

from . import deletions, manifest, rejections
from .deletions import Mask
from .documents import article_as_read, fingerprint
from .manifest import Manifest, SegmentFile
from .rebuilding import Copy
from .report import Progress, Report
from .store import Store

if TYPE_CHECKING:
    from .segment.segment import Segment

_MOST_NAMED = 20
_UNREADABLE = (DatelineError, ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A segment to read from.

    Attributes:
        name: of its file.
        articles: how many it is known to hold; None: unknown.
        deleted: which of its documents are deleted; None: none is, or it is not known.
        sure: whether that is known for certain.
        bitmap: a file that may say which are deleted, where it is not known; None: there is none.
    """

    name: str
    articles: int | None
    deleted: Mask | None
    sure: bool
    bitmap: Path | None = None


@dataclass(slots=True)
class _Losses:
    """What is lost of a segment."""

    count: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, segment: Segment, document: int) -> None:
        """One more article that cannot be read."""
        self.count += 1
        if len(self.ids) < _MOST_NAMED:
            self.ids += _id_of(segment, document)

    def sentence(self, name: str, articles: int) -> str:
        """How many of how many, and which."""
        named = ", ".join(self.ids) + (", …" if self.count > len(self.ids) else "")
        known = f" (ids: {named})" if self.ids else ""
        return f"{name}: {self.count:,} of its {articles:,} articles are lost{known}."


def salvage(store: Store, progress: Progress | None) -> Report:
    """Make a fresh index of all articles that can be read whole; ``Report.lost`` says what cannot.

    Where it is no longer known which articles of a segment were deleted, all are taken, but for those of
    which a version with the same id is known to be valid.
    """
    lost: list[str] = []
    old, sources = _known(store.path, lost)
    old = replace(old, ledger=())  # of files that were read, articles may be lost: they are to be read again
    total = sum(source.articles or 0 for source in sources)
    report = Copy(store, old, total, progress).write(_articles(store.path, sources, lost))
    report.lost = tuple(lost)
    return report


def _articles(archive: Path, sources: list[_Source], lost: list[str]) -> Iterator[tuple[Article, str]]:
    """Articles with their fingerprints, those that are certainly valid first; each id once."""
    from .segment.segment import Segment

    taken: set[str] = set()
    for source in sorted(sources, key=lambda source: not source.sure):
        try:
            segment = Segment(archive / source.name)
        except (ArchiveDamagedError, FileNotFoundError):
            held = "an unknown number of" if source.articles is None else f"all {source.articles:,} of its"
            lost.append(f"{source.name}: {held} articles are lost.")
            continue
        with closing(segment):
            for article, mark in _articles_of(segment, source, lost):
                if article.id not in taken:
                    taken.add(article.id)
                    yield article, mark


def _articles_of(segment: Segment, source: _Source, lost: list[str]) -> Iterator[tuple[Article, str]]:
    losses = _Losses()
    numbers = _numbers(segment, source)
    for number in numbers:
        try:
            found = _read(segment, number)
        except _UNREADABLE:
            losses.add(segment, number)
            continue
        yield found
    if losses.count:
        lost.append(losses.sentence(source.name, len(numbers)))


def _numbers(segment: Segment, source: _Source) -> list[int]:
    """The documents to read, the later first where an earlier one may be an outdated version of it."""
    deleted = source.deleted
    if source.bitmap:
        deleted = _unproved(source.bitmap, segment.documents)
    if deleted is not None and deleted.size == segment.documents:
        numbers: list[int] = np.flatnonzero(~deleted).tolist()
    else:
        numbers = list(range(segment.documents))
    return numbers if source.sure else numbers[::-1]


def _read(segment: Segment, number: int) -> tuple[Article, str]:
    article = article_as_read({"article": segment.stored("article", number)})
    return article, fingerprint(article)


def _id_of(segment: Segment, document: int) -> list[str]:
    try:
        tags = segment.tags("id")
        return tags.of(document) if tags else []
    except _UNREADABLE:
        return []


def _known(archive: Path, lost: list[str]) -> tuple[Manifest, list[_Source]]:
    """What is known of an archive: by its manifest, or by the files that are there."""
    try:
        current = manifest.read(archive)
    except ArchiveDamagedError:
        lost.append("archive.json: which articles were deleted or replaced; such articles may be back.")
        return _guessed(archive), _found(archive)
    sources = [_source(archive, file, lost) for file in current.segments]
    return _with_rejected(archive, current, lost), sources


def _source(archive: Path, file: SegmentFile, lost: list[str]) -> _Source:
    try:
        return _Source(file.name, file.articles, deletions.read(archive, file), sure=True)
    except (ArchiveDamagedError, FileNotFoundError):
        assert file.deleted
        lost.append(
            f"{file.deleted.name}: which {file.deleted.documents:,} of the {file.documents:,} articles of "
            f"{file.name} were deleted; deleted articles may be back."
        )
        return _Source(file.name, file.articles, None, sure=False)


def _with_rejected(archive: Path, current: Manifest, lost: list[str]) -> Manifest:
    if current.rejected is None:
        return current
    try:
        rejections.decoded(deletions.read_small(archive, current.rejected), archive)
    except (ArchiveDamagedError, FileNotFoundError):
        lost.append(f"{current.rejected.name}: the list of rejected inputs.")
        return replace(current, rejected=None)
    return current


def _guessed(archive: Path) -> Manifest:
    """A manifest to go on from, of what is legible of the damaged one."""
    value = _legible(archive)
    texts = {name: str(value.get(name) or "") for name in ("extractor", "extractor_version", "created")}
    try:
        entities.get(texts["extractor"])
    except DatelineError:
        texts["extractor"] = "cues"
    numbers = [int(number) for name in manifest.numbered(archive) for number in re.findall(r"\d+", name)]
    commit = value.get("commit")
    return Manifest(
        commit=commit if type(commit) is int and 0 < commit < 1 << 50 else 1,
        next=max(numbers, default=0) + 1,
        segments=(),
        rejected=None,
        extractor=texts["extractor"],
        extractor_version=texts["extractor_version"],
        created=texts["created"],
    )


def _legible(archive: Path) -> dict[str, Any]:
    try:
        value = json.loads(manifest.read_bytes(archive))
    except (ArchiveDamagedError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _found(archive: Path) -> list[_Source]:
    """The segments in a directory, the newest first: of versions of an article that is to be read first."""
    names = sorted(manifest.numbered(archive), key=lambda name: (len(name), name), reverse=True)
    return [
        _Source(name, None, None, sure=False, bitmap=_newest(archive, name, names))
        for name in names
        if name.endswith(".segment")
    ]


def _newest(archive: Path, segment: str, names: list[str]) -> Path | None:
    """The newest bitmap of a segment."""
    start = segment.removesuffix(".segment") + "-"
    found = (archive / name for name in names if name.startswith(start) and name.endswith(".deleted"))
    return next(found, None)


def _unproved(bitmap: Path, documents: int) -> Mask | None:
    """What a bitmap says whose checksum is lost, if it is as long as it should be."""
    if bitmap.stat().st_size != (documents + 7) // 8:
        return None
    return deletions.unpacked(bitmap.read_bytes(), documents)

"""What an archive is known to hold: by its manifest, by the copy of it, or by the files that are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus import Article, entities
from corpus.errors import ArchiveDamagedError, DatelineError

from ..articles.documents import article_as_read, fingerprint
from ..engine.embedded.segment.stored import decode_value
from ..engine.embedded.store import deletions, files, manifest, small_files
from ..engine.embedded.store.deletions import Mask
from ..engine.embedded.store.manifest import Manifest, SegmentEntry, SmallFile
from ..ingest import rejections

_MOST_NAMED = 20
"""Ids that a sentence names; ``Check.ids`` has all."""
_UNREADABLE = (DatelineError, ValueError, TypeError, KeyError, AttributeError, IndexError, OSError)


@dataclass(frozen=True, slots=True)
class Loss:
    """Articles of one segment that cannot be read.

    Attributes:
        file: the segment's name.
        count: how many; None: nobody knows.
        articles: how many it held, as far as is known.
        ids: of those that are lost, as far as these can be read.
    """

    file: str
    count: int | None
    articles: int
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        """How many of how many, and which."""
        if self.count is None:
            return f"{self.file}: an unknown number of articles are lost."
        many = f"all {self.articles:,}" if self.count == self.articles else f"{self.count:,}"
        of = "of its" if self.count == self.articles else f"of its {self.articles:,}"
        named = ", ".join(self.ids[:_MOST_NAMED]) + (
            ", …" if self.count > len(self.ids[:_MOST_NAMED]) else ""
        )
        return f"{self.file}: {many} {of} articles are lost{f' (ids: {named})' if self.ids else ''}."


@dataclass(frozen=True, slots=True, eq=False)
class HeldSegment:
    """A segment that an archive holds.

    Attributes:
        name: of its file.
        documents: how many it holds, deleted ones included; None: unknown.
        articles: how many of them are not deleted; None: unknown.
        deleted: which of its documents are deleted; None: none is, or it is not known.
        is_sure: whether that is known for certain.
        bitmap: a file that may say which are deleted, where it is not known; None: there is none.
    """

    name: str
    documents: int | None
    articles: int | None
    deleted: Mask | None
    is_sure: bool
    bitmap: Path | None = None

    def numbers(self, documents: int) -> Sequence[int]:
        """The numbers of the documents to be read, among so many first ones.

        The later come first where an earlier one may be an outdated version of it.
        """
        deleted = _unproved_mask(self.bitmap, documents) if self.bitmap else self.deleted
        if deleted is not None and deleted.size >= documents:
            numbers: Sequence[int] = np.flatnonzero(~deleted[:documents]).tolist()
        else:
            numbers = range(documents)
        return numbers if self.is_sure else numbers[::-1]

    def expected_articles(self, read: int) -> int:
        """How many articles there should be, where ``read`` are to be read; no fewer than these."""
        told = self.articles if self.is_sure else self.documents
        return max(read, told or 0)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive is known to hold.

    Attributes:
        manifest: the last commit's, or what is legible of it.
        segments: those that are certain first.
        lost: what is no longer known, one sentence each.
        problems: what is wrong with the manifest, a sentence; () for nothing.
    """

    manifest: Manifest
    segments: tuple[HeldSegment, ...]
    lost: tuple[str, ...]
    problems: tuple[str, ...] = ()


def holdings_of(archive: Path) -> Holdings:
    """What an archive is known to hold.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError: see ``manifest.read``.
    """
    lost: list[str] = []
    problems: tuple[str, ...] = ()
    try:
        current = manifest.read(archive, older=True)
    except ArchiveDamagedError as error:
        copy = manifest.read_copy(archive, older=True)
        if copy is None:
            lost += _forgotten_facts(archive)
            return Holdings(
                _guess_manifest(archive), tuple(_found_segments(archive)), tuple(lost), (error.message,)
            )
        current, problems = copy, (f"{error.message} Its copy is whole.",)
    held = [_held_segment(archive, file, lost) for file in current.segments]
    if current.rejected and not is_readable(archive, current.rejected):
        lost.append(f"{current.rejected.name}: the list of rejected inputs.")
    in_order = sorted(held, key=lambda each: not each.is_sure)
    return Holdings(current, tuple(in_order), tuple(lost), problems)


def articles_of(archive: Path, held: HeldSegment, losses: list[Loss]) -> Iterator[tuple[Article, str]]:
    """The articles of a segment that can be read, with their fingerprints.

    Args:
        archive: its directory.
        held: the segment.
        losses: is told what cannot be read, at the end.
    """
    from ..engine.embedded.segment.remains import Remains

    try:
        remains = Remains(archive / held.name, "article")
    except (ArchiveDamagedError, OSError):
        losses.append(Loss(held.name, held.articles, held.articles or 0))
        return
    with closing(remains):
        known = remains.documents if held.documents is None else held.documents
        numbers = held.numbers(min(remains.documents, known))
        lost: list[int] = []
        for number in numbers:
            try:
                article = article_as_read(str(decode_value(remains.value(number))))
                mark = fingerprint(article)
            except _UNREADABLE:
                lost.append(number)
                continue
            yield article, mark
        expected = held.expected_articles(len(numbers))
        beyond = expected - len(numbers)  # those of which no trace is left
        if lost or beyond:
            ids = [id_ for number in lost for id_ in remains.tags("id", number)]
            losses.append(Loss(held.name, len(lost) + beyond, expected, tuple(ids)))
        elif not numbers and held.documents is None:
            losses.append(Loss(held.name, None, 0))


def _held_segment(archive: Path, file: SegmentEntry, lost: list[str]) -> HeldSegment:
    try:
        deleted = deletions.read(archive, file)
    except (ArchiveDamagedError, FileNotFoundError):
        assert file.deleted
        lost.append(
            f"{file.deleted.name}: which {file.deleted.documents:,} of the {file.documents:,} articles of "
            f"{file.name} were deleted; deleted articles may be back."
        )
        return HeldSegment(file.name, file.documents, file.live_documents, None, is_sure=False)
    return HeldSegment(file.name, file.documents, file.live_documents, deleted, is_sure=True)


def is_readable(archive: Path, file: SmallFile) -> bool:
    """Whether a list of rejected inputs is whole, or its copy."""
    try:
        rejections.decode_rejections(small_files.read(archive, file), str(archive))
    except (ArchiveDamagedError, FileNotFoundError):
        return False
    return True


def _guess_manifest(archive: Path) -> Manifest:
    """A manifest to go on from, of what is legible of the damaged one."""
    value = _legible(archive)
    texts = {name: str(value.get(name) or "") for name in ("extractor", "extractor_version", "created")}
    try:
        entities.get(texts["extractor"])
    except DatelineError:
        texts["extractor"] = "cues"
    found = [int(number) for name in manifest.numbered_files(archive) for number in re.findall(r"\d+", name)]
    numbers = [number for number in found if number < manifest.GREATEST_NUMBER - 1]
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


def _forgotten_facts(archive: Path) -> Iterator[str]:
    """Sentences on what nobody knows any more without a manifest."""
    yield "archive.json: which articles were deleted or replaced; such articles may be back."
    if any(name.endswith(".rejected") for name in manifest.numbered_files(archive)):
        yield "archive.json: the list of rejected inputs."
    if not _legible(archive).get("extractor"):
        yield "archive.json: by which extractor names were found; now it is 'cues'."


def _legible(archive: Path) -> dict[str, Any]:
    try:
        value = json.loads(manifest.read_bytes(archive))
    except (ArchiveDamagedError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _found_segments(archive: Path) -> Iterator[HeldSegment]:
    """The segments in a directory, the newest first: of versions of an article that is to be read first."""
    names = sorted(manifest.numbered_files(archive), key=lambda name: (len(name), name), reverse=True)
    for name in names:
        if name.endswith(".segment"):
            yield HeldSegment(name, None, None, None, is_sure=False, bitmap=_newest(archive, name, names))


def _newest(archive: Path, segment: str, names: list[str]) -> Path | None:
    """The newest bitmap of a segment."""
    start = segment.removesuffix(".segment") + "-"
    found = (archive / name for name in names if name.startswith(start) and name.endswith(".deleted"))
    return next(found, None)


def _unproved_mask(bitmap: Path, documents: int) -> Mask | None:
    """The bits of a bitmap whose checksum is lost; None where it has not the length it should have."""
    try:
        with files.open_file(bitmap) as file:
            content = file.read(documents // 8 + 2)
    except (ArchiveDamagedError, OSError):
        return None
    return deletions.mask_of_bytes(content, documents) if len(content) == (documents + 7) // 8 else None

"""Which files are the index: ``archive.json``, replaced whole and never edited in place.

An archive is a directory::

    archive.json               this manifest
    00000007.segment           documents, in a file that never changes
    00000007-00000012.deleted  which of them are deleted: a bitmap that never changes either
    00000012.rejected          inputs that did not become articles, with their reasons
    00000012.ledger            which files were read, and how far
    archive.json.copy          a copy of the manifest; other small files have one, too
    reserve                    space to delete with on a full disk
    writer.lock                held by the one writer

Numbers are given once: a name never comes to mean another content.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from corpus.archive_folder import ARCHIVE_FILE, ARCHIVE_FORMAT
from corpus.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFullError,
    ArchiveLockedError,
    ArchiveNotFoundError,
)

from ...protocol import ATTACHMENTS
from . import disk, files
from .format_version import REBUILT, VERSION, check_stems, check_version

COPY = ".copy"
"""Ends the name of a file's copy: what damages the file leaves its copy whole."""
RESERVE = "reserve"

_T = TypeVar("_T")
_SEGMENT = re.compile(r"[0-9]{8,15}\.segment", re.ASCII)
_DELETED = re.compile(r"[0-9]{8,15}-[0-9]{8,15}\.deleted", re.ASCII)
_ATTACHED = {name: re.compile(rf"[0-9]{{8,15}}\.{name}", re.ASCII) for name in ATTACHMENTS}
_NUMBERED = re.compile(
    rf"(?:{'|'.join(each.pattern for each in (_SEGMENT, _DELETED, *_ATTACHED.values()))})(?:\.new|\.copy)?"
)
_FIXED = frozenset({ARCHIVE_FILE, ARCHIVE_FILE + disk.BESIDE, ARCHIVE_FILE + COPY, RESERVE})
MOST_DOCUMENTS = 1 << 31
"""Documents of an archive, deleted ones included."""
MOST_SEGMENTS = 3_000
"""Segments of an archive: so many, all with deletions, and all else keep a manifest short enough."""

_LONGEST = 1 << 20
"""Bytes of a manifest; what is longer was not written by us."""
_GREATEST = 1 << 53
"""Numbers below it are read alike by all JSON readers."""
GREATEST_NUMBER = 10**14
"""In a file's name, and of a commit: names have room for more, so that a next one can always be given."""


@dataclass(frozen=True, slots=True)
class SmallFile:
    """A file that is read whole.

    Attributes:
        name: in the archive's directory.
        bytes: its size.
        crc32: of its content.
    """

    name: str
    bytes: int
    crc32: int


@dataclass(frozen=True, slots=True)
class DeletedFile(SmallFile):
    """The bitmap of a segment's deleted documents.

    Attributes:
        documents: how many are deleted.
    """

    documents: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment, and what is deleted of it.

    Attributes:
        name: in the archive's directory.
        bytes: its size.
        documents: how many it holds, deleted ones included.
        deleted: which of them are deleted; None: none is.
        table: CRC-32 of its footer, which holds the checksums of all else.
    """

    name: str
    bytes: int
    documents: int
    deleted: DeletedFile | None
    table: int

    @property
    def live_documents(self) -> int:
        """Documents that are not deleted."""
        return self.documents - (self.deleted.documents if self.deleted else 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of an archive as of one commit, and what its caller said of it.

    Attributes:
        commit: number of the commit that wrote it.
        next: the number that the next new file gets in its name.
        segments: in the order of their documents' numbers.
        rejected: an attachment of one piece; None: it is not there.
        extractor: name of the entity extractor that new articles go through.
        extractor_version: its version when the archive was made or last rebuilt.
        created: ISO 8601 stamp of the archive's making.
        stems: each language that documents are stemmed in, with the fingerprint of its stems
            (index/text/fingerprints.py).
        ledger: the pieces of another attachment, the oldest first.
        version: of the format.
    """

    commit: int
    next: int
    segments: tuple[SegmentEntry, ...]
    rejected: SmallFile | None
    extractor: str
    extractor_version: str
    created: str
    stems: tuple[tuple[str, str], ...] = ()
    ledger: tuple[SmallFile, ...] = ()
    version: int = VERSION

    @property
    def about(self) -> dict[str, str]:
        """What the caller said of the archive when it was made, or made anew."""
        return {
            "extractor": self.extractor,
            "extractor_version": self.extractor_version,
            "created": self.created,
        }

    @property
    def attachments(self) -> dict[str, tuple[SmallFile, ...]]:
        """The pieces of each attachment, the oldest first."""
        return {"rejected": (self.rejected,) if self.rejected else (), "ledger": self.ledger}

    @property
    def files(self) -> list[SegmentEntry | SmallFile]:
        """All files that it names, each with its size."""
        return [*self.segments, *self.small_files]

    @property
    def small_files(self) -> list[SmallFile]:
        """The files that have copies: what they say stands nowhere else."""
        bitmaps = [segment.deleted for segment in self.segments if segment.deleted]
        return [*bitmaps, *(file for files in self.attachments.values() for file in files)]

    @property
    def names(self) -> set[str]:
        """All files that are part of the archive, copies included."""
        copies = {file.name + COPY for file in self.small_files}
        return {file.name for file in self.files} | copies | {ARCHIVE_FILE + COPY}


def next_manifest(base: Manifest, **changes: Any) -> Manifest:  # noqa: ANN401 -- the manifest's own fields
    """The manifest of the commit after another one."""
    return replace(base, commit=base.commit + 1, **changes)


def segment_name(number: int) -> str:
    """The name of a segment's file."""
    return f"{number:08}.segment"


def deleted_name(segment: str, number: int) -> str:
    """The name of a bitmap of deleted documents."""
    return f"{segment.removesuffix('.segment')}-{number:08}.deleted"


def attachment_name(attachment: str, number: int) -> str:
    """The name of a file of an attachment."""
    return f"{number:08}.{attachment}"


def numbered_files(archive: Path) -> set[str]:
    """Every file of an archive that has a number: those of the index, and what interrupted runs left."""
    return {entry.name for entry in archive.iterdir() if _NUMBERED.fullmatch(entry.name)}


def unexplained_files(archive: Path, current: Manifest) -> set[str]:
    """Files that have names as ours but are not part of the archive."""
    return numbered_files(archive) - current.names


def is_outdated(name: str, current: Manifest) -> bool:
    """Whether a numbered file's numbers were all given before a commit."""
    return all(int(number) < current.next for number in re.findall(r"\d+", name))


def refuse_strangers(archive: Path) -> None:
    """Make sure that what has a name of ours is a file: a link is not to lead a writer elsewhere.

    Raises:
        ArchiveDamagedError: something is none.
    """
    with os.scandir(archive) as entries:
        for entry in entries:
            is_ours = entry.name in _FIXED or _NUMBERED.fullmatch(entry.name)
            if is_ours and not entry.is_file(follow_symlinks=False):
                files.refuse_all_but_files(archive / entry.name)


def read(archive: Path, *, older: bool = False) -> Manifest:
    """The manifest of an archive.

    Args:
        archive: its directory.
        older: read those of the versions in ``REBUILT`` too, and whatever stems the archive has: it is only
            read to be made anew.

    Raises:
        ArchiveNotFoundError: nothing there, or something that is no archive.
        ArchiveFormatError: another format version, or other stems than ours.
        ArchiveDamagedError: it is not, byte by byte, as it was written.
    """
    return decode_manifest(read_bytes(archive), archive, older=older)


def decode_manifest(raw: bytes, archive: Path, *, older: bool = False) -> Manifest:
    """The manifest that has this content; errors as of ``read``."""
    value = _parse(raw, archive)
    check_version(archive, value["version"], older=older)
    try:
        manifest = _manifest(value)
    except (KeyError, TypeError, ValueError):
        raise _damage_error(archive, "lacks a part") from None
    if encode_manifest(manifest) != raw:
        raise _damage_error(archive, "is not as it was written")
    if not older:
        check_stems(archive, manifest.stems)
    return manifest


def read_bytes(archive: Path) -> bytes:
    """The manifest as it lies on the disk, up to the most that one can be.

    Raises:
        ArchiveNotFoundError: nothing there, or something that is no archive.
        ArchiveDamagedError: the rest of an archive is there.
    """
    try:
        with files.open_file(archive / ARCHIVE_FILE) as file:
            return file.read(_LONGEST)
    except (FileNotFoundError, NotADirectoryError):
        if archive.is_dir() and ((archive / (ARCHIVE_FILE + COPY)).exists() or numbered_files(archive)):
            raise _damage_error(archive, "is missing") from None
        raise ArchiveNotFoundError(
            f"There is no archive at {archive}.",
            archive,
            "Make one with: dateline index SOURCE --archive DIR",
        ) from None


@lru_cache(maxsize=8)  # a commit asks for those of the last one and of its own several times
def encode_manifest(manifest: Manifest) -> bytes:
    """The one form in which a manifest is written."""
    value = {"format": ARCHIVE_FORMAT, "version": manifest.version, **asdict(manifest)}
    value["stems"] = dict(manifest.stems)
    if manifest.version in REBUILT:
        del value["stems"]
    if not manifest.ledger:
        del value["ledger"]  # as in archives of which no file was read
    return _json({**value, "checksum": zlib.crc32(_json(value))})


def check_room(archive: Path, before: Manifest, new: Manifest) -> None:
    """Make sure that a commit does not make an archive larger than one can be.

    A commit that only deletes is never refused.

    Raises:
        ArchiveFullError: it would.
    """
    documents, segments = _documents(new), len(new.segments)
    if documents > max(MOST_DOCUMENTS, _documents(before)):
        raise _full(archive, f"{documents:,} documents, deleted ones included", MOST_DOCUMENTS)
    if segments > max(MOST_SEGMENTS, len(before.segments)):
        raise _full(archive, f"{segments:,} segments", MOST_SEGMENTS)


def _documents(manifest: Manifest) -> int:
    return sum(segment.documents for segment in manifest.segments)


def _full(archive: Path, what: str, most: int) -> ArchiveFullError:
    return ArchiveFullError(
        f"The archive {archive} would have {what}; {most:,} are the most.",
        archive,
        "Nothing was changed. Begin another archive, or delete what is not needed and run: dateline rebuild",
    )


def write(archive: Path, manifest: Manifest, replaces: Collection[bytes] = ()) -> None:
    """Replace the manifest: after a crash there is the old one or the new one, whole.

    Args:
        archive: its directory.
        manifest: the new one.
        replaces: what may be the content of the one before; b"": there was none; (): whatever is there.
            Locks do not exclude on all file systems: a commit of which this writer knows nothing must not
            get lost.

    Raises:
        ArchiveLockedError: the one before is another one by now, or another writer is committing.
        OSError: the disk refused.
    """
    content, copy = encode_manifest(manifest), archive / (ARCHIVE_FILE + COPY)

    def check() -> None:
        _check_is(archive, replaces)
        if replaces:
            _check_files(archive, manifest)
        disk.discard(copy)  # an old one must not be taken for the last commit's

    try:
        disk.replace_file(archive / ARCHIVE_FILE, content, check)
    except FileExistsError:
        raise ArchiveLockedError(
            f"Another writer is committing to the archive {archive}.",
            archive,
            "another writer",
            "Run the command again when it has ended; what was committed before is whole.",
        ) from None
    disk.write_copy(copy, content)


def read_copy(archive: Path, *, older: bool = False) -> Manifest | None:
    """The manifest by its copy, where that is whole and of the last commit; None: it is not; see ``read``."""
    try:
        with files.open_file(archive / (ARCHIVE_FILE + COPY)) as file:
            manifest = decode_manifest(file.read(_LONGEST), archive, older=older)
        names = numbered_files(archive)
    except (OSError, ArchiveError):
        return None
    is_last = all(is_outdated(name, manifest) for name in names)
    return manifest if is_last and all(file.name in names for file in manifest.files) else None


def raw(archive: Path) -> bytes:
    """The manifest's file as it is, up to the most that one can be; b"": there is none."""
    try:
        with files.open_file(archive / ARCHIVE_FILE) as file:
            return file.read(_LONGEST)
    except FileNotFoundError:
        return b""


def _check_files(archive: Path, manifest: Manifest) -> None:
    """Make sure that no other writer took a file of a commit for one that was left behind."""
    for file in manifest.files:
        try:
            is_there = (archive / file.name).lstat().st_size == file.bytes
        except OSError:
            is_there = False
        if not is_there:
            raise _overtaken_error(archive)


def _check_is(archive: Path, expected: Collection[bytes]) -> None:
    if expected and raw(archive) not in expected:
        raise _overtaken_error(archive)


def _overtaken_error(archive: Path) -> ArchiveLockedError:
    return ArchiveLockedError(
        f"The archive {archive} was replaced, or written by another writer, while it was being written.",
        archive,
        "another writer",
        "Index the same sources again, if they belong into the one that is there now.",
    )


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, indent=1).encode("ascii") + b"\n"


def _parse(raw: bytes, archive: Path) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("format") != ARCHIVE_FORMAT or "version" not in value:
        raise _damage_error(archive, "is not an archive's manifest")
    return value


def _manifest(value: Mapping[str, Any]) -> Manifest:
    manifest = Manifest(
        commit=_natural(value["commit"], GREATEST_NUMBER),
        next=_natural(value["next"], GREATEST_NUMBER),
        segments=tuple(_segment(segment) for segment in _list(value["segments"])),
        rejected=_optional(value["rejected"], _attachment_reader("rejected")),
        ledger=tuple(map(_attachment_reader("ledger"), _list(value.get("ledger", [])))),
        extractor=_text(value["extractor"]),
        extractor_version=_text(value["extractor_version"]),
        created=_text(value["created"]),
        stems=tuple((_text(tag), _text(stems)) for tag, stems in dict(value.get("stems", ())).items()),
        version=value["version"],
    )
    names = {file.name for file in manifest.files}
    if len(names) != len(manifest.files):
        raise ValueError
    if not all(is_outdated(name, manifest) for name in names):
        raise ValueError
    if _documents(manifest) > MOST_DOCUMENTS:
        raise ValueError
    return manifest


def _segment(value: Mapping[str, Any]) -> SegmentEntry:
    segment = SegmentEntry(
        name=_file_name(value["name"], _SEGMENT),
        bytes=_natural(value["bytes"]),
        documents=_natural(value["documents"]),
        deleted=_optional(value["deleted"], _deleted_file),
        table=_natural(value["table"]),
    )
    deleted = segment.deleted
    if deleted and (
        deleted.documents > segment.documents
        or deleted.bytes != (segment.documents + 7) // 8
        or deleted.name.split("-")[0] != segment.name.removesuffix(".segment")
    ):
        raise ValueError
    return segment


def _deleted_file(value: Mapping[str, Any]) -> DeletedFile:
    return DeletedFile(
        _file_name(value["name"], _DELETED),
        _natural(value["bytes"]),
        _natural(value["crc32"]),
        _natural(value["documents"]),
    )


def _attachment_reader(name: str) -> Callable[[Mapping[str, Any]], SmallFile]:
    return lambda value: SmallFile(
        _file_name(value["name"], _ATTACHED[name]), _natural(value["bytes"]), _natural(value["crc32"])
    )


def _optional(value: Mapping[str, Any] | None, read: Callable[[Mapping[str, Any]], _T]) -> _T | None:
    return None if value is None else read(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _natural(value: object, beyond: int = _GREATEST) -> int:
    if type(value) is not int or not 0 <= value < beyond:
        raise TypeError
    return value


def _file_name(value: object, pattern: re.Pattern[str]) -> str:
    """A name of ours: never a path that leads out of the archive."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def _damage_error(archive: Path, how: str) -> ArchiveDamagedError:
    return ArchiveDamagedError(
        f"{archive / ARCHIVE_FILE} {how}.",
        archive,
        "Restore it from a copy of the archive, or keep what can be read: dateline rebuild --salvage",
    )

"""Which files are the index: ``archive.json``, replaced whole and never edited in place.

An archive is a directory::

    archive.json         this manifest
    generation-000001/   the engine's files; a rebuild makes the next one beside it
    rejected.json        inputs that did not become articles, with their reasons
    writer.lock          held by the one writer
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ArchiveDamagedError, ArchiveFormatError, ArchiveNotFoundError
from corpus.sources import ARCHIVE_FILE, ARCHIVE_FORMAT

VERSION = 1
_GENERATION = re.compile(r"generation-\d{6}")
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        generation: number of the current index; grows by one with every rebuild.
        extractor: name of the entity extractor that new articles go through.
        extractor_version: its version when the current generation was begun.
        created: ISO 8601 stamp of the archive's making.
    """

    generation: int
    extractor: str
    extractor_version: str
    created: str

    @property
    def directory(self) -> str:
        """Name of the current index's directory."""
        return f"generation-{self.generation:06}"


def read(archive: Path) -> Manifest:
    """The manifest of an archive.

    Raises:
        ArchiveNotFoundError: nothing there, or something that is no archive.
        ArchiveFormatError: another format version.
        ArchiveDamagedError: the manifest cannot be understood.
    """
    path = archive / ARCHIVE_FILE
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST)
    except (FileNotFoundError, NotADirectoryError):
        raise ArchiveNotFoundError(
            f"There is no archive at {archive}.",
            archive,
            "Make one with: dateline index SOURCE --archive DIR",
        ) from None
    return _checked(_parsed(raw, path), archive)


def _parsed(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("format") != ARCHIVE_FORMAT:
        raise ArchiveDamagedError(
            f"{path} is not an archive's manifest.", path.parent, "Restore it from a copy of the archive."
        )
    return value


def _checked(value: dict[str, Any], archive: Path) -> Manifest:
    if value.get("version") != VERSION:
        raise ArchiveFormatError(
            f"The archive {archive} has format version {value.get('version')!r}, not {VERSION}.",
            archive,
            "Use the version of Dateline that wrote it, or index its sources anew.",
        )
    fields = {name: value.get(name) for name in Manifest.__dataclass_fields__}
    generation = fields["generation"]
    texts = [fields[name] for name in ("extractor", "extractor_version", "created")]
    if type(generation) is not int or generation < 1 or not all(isinstance(text, str) for text in texts):
        raise ArchiveDamagedError(
            f"{archive / ARCHIVE_FILE} lacks a part.", archive, "Restore it from a copy of the archive."
        )
    return Manifest(**fields)  # type: ignore[arg-type]


def write(archive: Path, manifest: Manifest) -> None:
    """Replace the manifest: after a crash there is the old one or the new one, whole."""
    value = {"format": ARCHIVE_FORMAT, "version": VERSION, **asdict(manifest)}
    replace_file(archive / ARCHIVE_FILE, json.dumps(value, indent=1).encode() + b"\n")


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside the old one, make it durable, and put it in the old one's place."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file, or a directory's list of names, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def generations(archive: Path) -> list[Path]:
    """Every index directory in an archive, the unfinished and the outdated ones too."""
    return sorted(p for p in archive.iterdir() if _GENERATION.fullmatch(p.name) and p.is_dir())

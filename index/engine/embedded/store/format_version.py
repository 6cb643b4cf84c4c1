"""Which archives are read: those of this version of the format, in the stems in which they would be asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import ArchiveFormatError

from ....text.fingerprints import stems_fingerprint

VERSION = 3
"""Of the format and of the analysis: raised when older archives would answer otherwise."""
REBUILT = frozenset({2})
"""Older versions whose articles can still be read, to be indexed anew."""

_NO_SOURCES = "The articles are in it: no sources are needed."


def check_version(archive: Path, version: object, *, older: bool) -> None:
    """Make sure that an archive has a version that is read.

    Args:
        archive: its directory.
        version: what its manifest says.
        older: those that can be rebuilt are read, too.

    Raises:
        ArchiveFormatError: it has another one.
    """
    is_older = type(version) is int and version in REBUILT
    if (type(version) is int and version == VERSION) or (is_older and older):
        return
    says = f"The archive {archive} has format version {version!r}; this Dateline reads version {VERSION}"
    if is_older:
        raise ArchiveFormatError(f"{says}: make it new with dateline rebuild.", archive, _NO_SOURCES)
    raise ArchiveFormatError(
        f"{says}.", archive, "Use the version of Dateline that wrote it, or index its inputs anew."
    )


def check_stems(archive: Path, stems: Iterable[tuple[str, str]]) -> None:
    """Make sure that the stems of an archive are those in which it would be asked.

    Args:
        archive: its directory.
        stems: languages, each with the fingerprint of the stems in which the archive was written.

    Raises:
        ArchiveFormatError: those of a language are others.
    """
    other = [language for language, fingerprint in stems if fingerprint != stems_fingerprint(language)]
    if other:
        raise ArchiveFormatError(
            f"The archive {archive} was written with other stems ({', '.join(other)}) than this Dateline and"
            " its snowballstemmer have: make it new with dateline rebuild.",
            archive,
            _NO_SOURCES,
        )

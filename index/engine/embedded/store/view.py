"""One consistent set of segments: what one commit made of the archive, whatever is written since."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema

from corpus.errors import ArchiveDamagedError

from . import deletions, files, small_files
from .deletions import Mask
from .manifest import Manifest, SegmentEntry

if TYPE_CHECKING:
    from ..segment.segment import Segment

Documents = NDArray[np.intp]

_NONE: Documents = np.empty(0, np.intp)

FOOTER = 48
"""Bytes at the end of a segment's file by whose checksum the manifest knows it."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewSegment:
    """A segment in a view.

    Attributes:
        segment: its reader.
        base: the view's number of the segment's first document.
        live: bool[documents], True where a document is not deleted; None: none is.
        deleted: how many are.
    """

    segment: Segment
    base: int
    live: Mask | None
    deleted: int

    def holding(self, field: str, term: bytes | int) -> list[int]:
        """The documents with a term, or a number, that are not deleted: the view's numbers, ascending."""
        return [self.base + document for document in self.documents_with(field, term).tolist()]

    def documents_with(self, field: str, term: bytes | int) -> Documents:
        """The same as an array of the segment's numbers."""
        found = self._with_number(field, term) if isinstance(term, int) else self._with_term(field, term)
        return found if self.live is None else found[self.live[found]]

    def _with_term(self, field: str, term: bytes) -> Documents:
        postings = self.segment.postings(field)
        number = -1 if postings is None else postings.terms.find(term)
        return _NONE if postings is None or number < 0 else postings.documents_of(number)

    def _with_number(self, field: str, number: int) -> Documents:
        column = self.segment.numbers(field)
        if column is None:
            return _NONE
        equal = column.values == number
        return np.flatnonzero(equal if column.present is None else equal & column.present)

    def read_stored(self, document: int, *fields: str) -> dict[str, object]:
        """Stored fields of a document of the segment, by its number there; all of them unless named."""
        names = fields or self.segment.stored_fields()
        return {name: self.segment.stored_value(name, document) for name in names}

    def live_pairs(self, owners: Documents, documents: Documents) -> tuple[Documents, Documents]:
        """Pairs of anything and a document of the segment, with the view's numbers; without deleted ones."""
        kept = slice(None) if self.live is None else self.live[documents]
        return owners[kept], documents[kept] + self.base

    def documents(self) -> list[int]:
        """The segment's numbers of its documents that are not deleted, ascending."""
        if self.live is None:
            return list(range(self.segment.documents))
        numbers: list[int] = np.flatnonzero(self.live).tolist()
        return numbers


def live_documents(parts: Sequence[ViewSegment]) -> Mask | None:
    """Of all documents of some parts, True where one is not deleted; None: none is."""
    if all(part.live is None for part in parts):
        return None
    return np.concatenate(
        [np.ones(part.segment.documents, np.bool_) if part.live is None else part.live for part in parts]
    )


class View:
    """Documents by number. Numbers mean nothing outside their view.

    Attributes:
        path: the archive's directory.
        manifest: of the commit that the view shows.
        schema: of the documents.
        parts: the segments, in the order of their documents' numbers.
        documents: how many there are, deleted ones included.
        alive: how many are not deleted.
    """

    def __init__(self, path: Path, manifest: Manifest, schema: Schema, parts: Sequence[ViewSegment]) -> None:
        self.path = path
        self.manifest = manifest
        self.schema = schema
        self.parts = tuple(parts)
        self.documents = sum(part.segment.documents for part in self.parts)
        self.alive = self.documents - sum(part.deleted for part in self.parts)
        self._bases = [part.base for part in self.parts]
        # Read now: a later commit may remove the file.
        self._rejected = tuple(small_files.read(path, file) for file in manifest.attachments["rejected"])

    @classmethod
    def open(cls, path: Path, manifest: Manifest, schema: Schema) -> View:
        """The view of a manifest.

        Raises:
            ArchiveDamagedError: a file is not the one that the manifest names.
            FileNotFoundError: a file is not there.
        """
        parts, base = [], 0
        with ExitStack() as stack:
            for file in manifest.segments:
                part = open_part(path, file, base)
                stack.callback(part.segment.close)
                parts.append(part)
                base += file.documents
            view = cls(path, manifest, schema, parts)
            stack.pop_all()
        return view

    def attachments(self, name: str) -> tuple[bytes, ...]:
        """The pieces of an attachment, the oldest first; of the ledger, for a holder of the lock.

        Raises:
            ArchiveDamagedError: a piece is missing, or not as it was written.
        """
        if name == "rejected":
            return self._rejected
        return tuple(
            small_files.read_present(self.path, file) for file in self.manifest.attachments.get(name, ())
        )

    def flags_of(self, matching: Sequence[Documents]) -> NDArray[np.bool_]:
        """Which documents are among those that are given for each part by its own numbers."""
        flags = np.zeros(self.documents, np.bool_)
        for part, documents in zip(self.parts, matching, strict=True):
            flags[documents + part.base] = True
        return flags

    def locate(self, number: int) -> tuple[ViewSegment, int]:
        """The part that holds a document, and the document's number there."""
        if not 0 <= number < self.documents:
            raise IndexError(number)
        part = self.parts[bisect_right(self._bases, number) - 1]
        return part, number - part.base

    def stored_value(self, field: str, number: int) -> object:
        """The stored value of a field of a document; None: there is none."""
        part, document = self.locate(number)
        return part.segment.stored_value(field, document)

    def holding(self, field: str, term: bytes | int) -> list[int]:
        """The documents with a term, or a number, that are not deleted, ascending."""
        return [number for part in self.parts for number in part.holding(field, term)]

    def close(self) -> None:
        """Let go of the files. Closing twice is no error."""
        for part in self.parts:
            part.segment.close()


def open_part(path: Path, file: SegmentEntry, base: int) -> ViewSegment:
    """A segment and its deletions, as the manifest names them; see ``View.open``."""
    deleted = deletions.read(path, file)
    live = None if deleted is None else ~deleted
    return ViewSegment(open_segment(path, file), base, live, file.documents - file.live_documents)


def open_segment(path: Path, file: SegmentEntry) -> Segment:
    """A segment's reader, after comparing the file with what the manifest says of it.

    Raises:
        ArchiveDamagedError: it is another file, or a damaged one.
        FileNotFoundError: it is not there.
    """
    from ..segment.segment import Segment

    size, table = seal_of(path / file.name)
    if (size, table) != (file.bytes, file.table):
        raise _other(path, file)
    segment = Segment(path / file.name)
    if segment.documents != file.documents:
        segment.close()
        raise _other(path, file)
    return segment


def seal_of(path: Path) -> tuple[int, int]:
    """The size of a segment's file and the CRC-32 of its footer."""
    with files.open_file(path) as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - FOOTER))
        return size, zlib.crc32(file.read(FOOTER))


def _other(path: Path, file: SegmentEntry) -> ArchiveDamagedError:
    return ArchiveDamagedError(
        f"{path / file.name} is not as it was written; it held {file.live_documents:,} articles.",
        path,
        small_files.REMEDY,
    )

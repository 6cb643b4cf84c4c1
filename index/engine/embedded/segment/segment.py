"""A segment: an immutable file of documents, and all that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import ArchiveDamagedError

from .columns import NumberColumn, TagColumn
from .hashes import HashColumn
from .layout import SegmentFile
from .postings import Postings
from .stored import StoredValues, decode_value

_Part = TypeVar("_Part")
_NONE: Mapping[str, Any] = {}
_POSTINGS_AT_A_TIME = 1_000_000
"""Postings that a check reads at a time, so that its memory stays bounded."""


class Segment:
    """Reads a segment's file. Threads may share it.

    Attributes:
        path: of the file.
        file: the container.

    Raises:
        ArchiveDamagedError, ArchiveFormatError: it cannot be understood.
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = SegmentFile(path)
        self._postings: dict[str, Postings] = {}
        self._numbers: dict[str, NumberColumn] = {}
        self._tags: dict[str, TagColumn] = {}
        self._hashes: dict[str, HashColumn] = {}
        self._stored: dict[str, StoredValues] = {}

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.size

    @property
    def documents(self) -> int:
        """How many it holds, deleted ones included; they are numbered from 0."""
        return self.file.documents

    @property
    def fields(self) -> Mapping[str, dict[str, Any]]:
        """The directory's entry of each field."""
        return self.file.fields

    def postings(self, field: str) -> Postings | None:
        """A field's terms and their documents; None: no document here has any."""
        return self._part(self._postings, field, Postings, holds=self._kind(field) == "terms")

    def numbers(self, field: str) -> NumberColumn | None:
        """A field's number column; None: no document here has a number."""
        return self._part(self._numbers, field, NumberColumn.open, holds=self._kind(field) == "numbers")

    def tags(self, field: str) -> TagColumn | None:
        """A field's tag column; None: no document here has a tag."""
        return self._part(self._tags, field, TagColumn, holds=self._says(field, "tags"))

    def hashes(self, field: str) -> HashColumn | None:
        """A field's hashes and their documents; None: no document here has any."""
        return self._part(self._hashes, field, HashColumn, holds=self._kind(field) == "hashes")

    def stored_fields(self) -> tuple[str, ...]:
        """Names of the fields that have stored values."""
        return tuple(field for field in self.fields if self._says(field, "stored"))

    def stored_values(self, field: str) -> StoredValues | None:
        """A field's stored values, encoded; None: no document here has one."""
        return self._part(self._stored, field, StoredValues, holds=self._says(field, "stored"))

    def stored_value(self, field: str, document: int) -> object:
        """The stored value of a field of a document; None: there is none.

        Raises:
            IndexError: there is no document of that number.
            ArchiveDamagedError: the value is not as it was written.
        """
        values = self.stored_values(field)
        return None if values is None else self._decode(field, document, values.get(document))

    def scan_stored(self, field: str, documents: Sequence[int]) -> Iterator[object]:
        """The same of some documents, in ascending order."""
        values = self.stored_values(field)
        raw = repeat(b"", len(documents)) if values is None else values.each_of(documents)
        return map(partial(self._decode, field), documents, raw)

    def _decode(self, field: str, document: int, raw: bytes) -> object:
        try:
            return decode_value(raw)
        except ValueError as error:
            raise self.file.damage_error(f"its {field} of document {document} cannot be read") from error

    def verify(self) -> list[str]:
        """Read the whole file anew; a sentence for each damaged section, or part that contradicts itself."""
        found = self.file.verify()
        if not found:
            for field in self.fields:
                for read in (
                    self._read_postings,
                    self.numbers,
                    self._read_tags,
                    self._read_hashes,
                    self.stored_values,
                ):
                    found += _objections(read, field)
        return found

    def _read_postings(self, field: str) -> None:
        """Read all postings of a field, some at a time: what contradicts itself is met."""
        postings = self.postings(field)
        if postings is None:
            return
        for first, last in postings.ranges(_POSTINGS_AT_A_TIME):
            postings.terms.blob_between(first, last)
            postings.documents_between(first, last)
            postings.frequencies_between(first, last)
        postings.check_positions()

    def _read_tags(self, field: str) -> None:
        """Read all tags of a field."""
        tags = self.tags(field)
        if tags is not None:
            tags.terms.blob_between(0, len(tags.terms))
            tags.counts(None)

    def _read_hashes(self, field: str) -> None:
        """Read all hashes of a field."""
        hashes = self.hashes(field)
        if hashes is not None:
            hashes.all_holders()

    def close(self) -> None:
        """Let go of the file. Closing twice is no error."""
        for parts in (self._postings, self._numbers, self._tags, self._hashes, self._stored):
            parts.clear()
        self.file.close()

    def _part(
        self, opened: dict[str, _Part], field: str, kind: Callable[[SegmentFile, str], _Part], *, holds: bool
    ) -> _Part | None:
        if not holds:
            return None
        found = opened.get(field)
        # Two threads may both open it: one of the two equal parts is kept.
        return found if found is not None else opened.setdefault(field, kind(self.file, field))

    def _kind(self, field: str) -> object:
        return self.fields.get(field, _NONE).get("kind")

    def _says(self, field: str, what: str) -> bool:
        return self.fields.get(field, _NONE).get(what) is True


def _objections(opened: Callable[[str], object], field: str) -> list[str]:
    try:
        opened(field)
    except ArchiveDamagedError as error:
        return [error.message]
    return []

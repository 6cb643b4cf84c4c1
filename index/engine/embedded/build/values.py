"""Buffers of numbers, tags, hashes and stored values: of all that has no postings."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from whoosh.fields import DATETIME, NUMERIC, FieldType

from ...fields import column_number, hashes_of, to_stored
from ..segment.columns import put_numbers, put_tags
from ..segment.dictionaries import Dictionary
from ..segment.hashes import put_hashes
from ..segment.layout import SegmentFileWriter
from ..segment.stored import StoredWriter, encode_value

_STORED_OF_A_TOKEN = 32
"""Bytes of stored values that weigh as much as a token: most of them are held compressed."""

_Key = TypeVar("_Key", str, bytes)


class Numbering(dict[_Key, int]):
    """Numbers from 0 for what is looked up, in the order in which it is first met."""

    def __missing__(self, key: _Key) -> int:
        found = self[key] = len(self)
        return found


class NumberBuffer:
    """A column of numbers."""

    shown = True

    def __init__(self, name: str, field: NUMERIC) -> None:
        self.name = name
        self._field = field
        self._documents = array("I")
        self._values = array("q")
        plain = field.numtype is int and not field.decimal_places and not isinstance(field, DATETIME)
        self._plain = range(field.min_value, field.max_value + 1) if plain else range(0)

    def convert(self, value: object) -> int:
        """The column number of a value."""
        # Of a whole number that the field takes, Whoosh makes itself.
        return value if type(value) is int and value in self._plain else column_number(self._field, value)

    def keep(self, document: int, converted: int) -> int:
        """Buffer the number of a document; it weighs a token."""
        self._documents.append(document)
        self._values.append(converted)
        return 1

    def settle(self) -> None:
        """Numbers are buffered at once."""

    def write(self, file: SegmentFileWriter, documents: int) -> dict[str, Any]:
        """Write the number column."""
        values = np.zeros(documents, np.int64)
        present = np.zeros(documents, np.bool_)
        at = np.array(self._documents, np.intp)
        values[at] = np.array(self._values, np.int64)
        present[at] = True
        return put_numbers(file, self.name, values, present)


@dataclass(frozen=True, slots=True)
class SortableTags:
    """Makes the tag that a sortable Whoosh field is sorted by."""

    field: FieldType

    def __call__(self, value: object) -> list[str]:
        """The one tag of a value."""
        return [bytes(self.field.to_column_value(value)).decode()]


class TagBuffer:
    """A column of tags.

    Args:
        name: of the field.
        tags: the tags of a value, each once.
    """

    shown = True

    def __init__(self, name: str, tags: Callable[[Any], list[str]]) -> None:
        self.name = name
        self._tags = tags
        self._number_of = Numbering[str]()
        self._waiting: list[Sequence[str]] = []
        self._documents = 0  # those that wait, too
        self._numbers = array("I")
        self._counts = array("I")

    def convert(self, value: object) -> list[str]:
        """The tags of a value; raises where one cannot be written as UTF-8."""
        tags = self._tags(value)
        " ".join(tags).encode()
        return tags

    def keep(self, document: int, converted: list[str]) -> int:
        """Buffer the tags of a document; each weighs a token."""
        if document != self._documents:
            self._waiting += [()] * (document - self._documents)
        self._waiting.append(converted)
        self._documents = document + 1
        return len(converted)

    def settle(self) -> None:
        """Number the tags of the documents that wait."""
        self._counts.extend(map(len, self._waiting))
        self._numbers.extend(map(self._number_of.__getitem__, chain.from_iterable(self._waiting)))
        self._waiting.clear()

    def write(self, file: SegmentFileWriter, documents: int) -> dict[str, Any]:
        """Write the tag column."""
        counts = np.zeros(documents, np.int64)
        counts[: len(self._counts)] = self._counts
        tags = sorted(self._number_of)  # by code points, and so by bytes of UTF-8
        rank = np.empty(len(tags), np.int64)
        rank[[self._number_of[tag] for tag in tags]] = np.arange(len(tags))
        first = np.concatenate(([0], np.cumsum(counts)))
        terms = Dictionary.of_terms([tag.encode() for tag in tags])
        return put_tags(file, self.name, terms, first, rank[np.array(self._numbers, np.intp)])


class HashBuffer:
    """The hashes of documents."""

    shown = False

    def __init__(self, name: str) -> None:
        self.name = name
        self._hashes = array("I")
        self._documents = array("I")
        self._counts = array("I")

    def convert(self, value: object) -> list[int]:
        """The hashes of a value, each once."""
        return hashes_of(value)

    def keep(self, document: int, converted: list[int]) -> int:
        """Buffer the hashes of a document; each weighs a token."""
        self._hashes.extend(converted)
        self._documents.append(document)
        self._counts.append(len(converted))
        return len(converted)

    def settle(self) -> None:
        """Hashes are buffered at once."""

    def write(self, file: SegmentFileWriter, documents: int) -> dict[str, Any]:
        """Write the hashes and their documents."""
        holders = np.repeat(np.array(self._documents, np.uint32), np.array(self._counts, np.intp))
        return put_hashes(file, self.name, np.array(self._hashes, np.uint32), holders, documents)


class StoredBuffer:
    """The values of a field as they were given."""

    shown = True

    def __init__(self, name: str) -> None:
        self._writer = StoredWriter(name)
        self._waiting: list[bytes] = []
        self._documents = 0  # those that wait, too

    def convert(self, value: object) -> bytes:
        """A value, encoded for storage."""
        return encode_value(value if type(value) is str else to_stored(value))

    def keep(self, document: int, converted: bytes) -> int:
        """Buffer the encoded value of a document."""
        self._fill(document)
        self._waiting.append(converted)
        self._documents += 1
        return len(converted) // _STORED_OF_A_TOKEN

    def _fill(self, documents: int) -> None:
        if documents != self._documents:
            self._waiting += [b""] * (documents - self._documents)
            self._documents = documents

    def settle(self) -> None:
        """Hand the values that wait to the writer of blocks."""
        self._writer.extend(self._waiting)
        self._waiting.clear()

    def complete(self, documents: int) -> None:
        """Take in what waits, after the last document."""
        self._fill(documents)
        self.settle()

    def compress(self) -> None:
        """Compress what is complete; in a thread of its own, if one likes."""
        self._writer.finish()

    def write(self, file: SegmentFileWriter, documents: int) -> dict[str, Any]:
        """Write the blocks and their tables."""
        self.complete(documents)
        self._writer.write(file)
        return {"stored": True}

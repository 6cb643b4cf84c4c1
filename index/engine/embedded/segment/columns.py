"""Columns: a number, or tags, of every document of a segment.

Both are read whole and stay mapped. An absent number is 0 in the column and a clear bit in ``present``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import limits
from .dictionaries import Dictionary, spread
from .layout import SegmentFile, SegmentFileWriter
from .term_dictionary import Terms

Array = NDArray[Any]
FieldEntry = dict[str, Any]

_I4 = np.iinfo(np.int32)
_U2_VALUES = 1 << 16
KEY_END = b"\0"
"""Stands between a tag's key and how it is shown: tags of one key are counted together."""
_MOST_KNOWN = 1 << 13
"""Tags that a column remembers each way; then all are forgotten, and read anew."""


def put_numbers(file: SegmentFileWriter, field: str, values: Array, present: Array) -> FieldEntry:
    """Write a number column.

    Args:
        file: what is written to.
        field: the field's name.
        values: int[documents].
        present: bool[documents], False where a document has none.

    Returns:
        The field's entry in the segment's directory.
    """
    everywhere = bool(present.all())
    known = values if everywhere else values[present]
    least, greatest = (int(known.min()), int(known.max())) if len(known) else (None, None)
    small = least is None or greatest is None or (least >= _I4.min and greatest <= _I4.max)
    filled = values if everywhere else np.where(present, values, 0)
    file.put(f"{field}/numbers", filled.astype("<i4" if small else "<i8"))
    if not everywhere:
        file.put(f"{field}/present", np.packbits(present, bitorder="little"))
    return {"kind": "numbers", "least": least, "greatest": greatest}


def put_tags(
    file: SegmentFileWriter, field: str, tags: Dictionary, first: Array, ordinals: Array
) -> FieldEntry:
    """Write a tag column: the tags of each document in their order, no key twice in a document.

    Args:
        file: what is written to.
        field: the field's name.
        tags: all that are used, sorted.
        first: int[documents + 1], where each document's tags begin in ``ordinals``.
        ordinals: int[first[-1]], numbers of tags.

    Returns:
        The field's entry in the segment's directory.

    Raises:
        ValueError: there are more than the format can number.
    """
    if len(ordinals) > limits.MOST_ELEMENTS:
        raise ValueError(f"{field!r} has {len(ordinals):,} tags, more than a segment can hold")
    tags.put(file, f"{field}/tags")
    groups = _first_of_groups(tags)
    if len(groups) < len(tags):
        file.put(f"{field}/tags/groups", groups.astype("<u4"))
    file.put(f"{field}/tags/first", first.astype("<u4"))
    file.put(f"{field}/tags/ordinals", ordinals.astype("<u2" if len(tags) <= _U2_VALUES else "<u4"))
    return {"kind": "tags", "tags": True}


def key_of(tag: bytes) -> bytes:
    """What a tag is counted by."""
    return tag.partition(KEY_END)[0]


def shown_of(tag: bytes) -> bytes:
    """A tag as it is shown."""
    key, end, shown = tag.partition(KEY_END)
    return shown if end else key


def _first_of_groups(tags: Dictionary) -> NDArray[np.int64]:
    """The numbers of the tags that begin a group: those with another key than the tag before.

    A tag's key is what stands before its ``KEY_END``, or all of it.
    """
    ends = np.flatnonzero(tags.letters == KEY_END[0])
    owners, first = np.unique(np.searchsorted(tags.offsets, ends, "right") - 1, return_index=True)
    lengths = np.diff(tags.offsets)
    lengths[owners] = ends[first] - tags.offsets[owners]
    is_first = np.ones(len(tags), np.bool_)
    letters = tags.letters.tobytes() if len(owners) else b""
    for number in (np.flatnonzero(lengths[1:] == lengths[:-1]) + 1).tolist() if letters else ():
        one, other = int(tags.offsets[number - 1]), int(tags.offsets[number])
        length = int(lengths[number])
        is_first[number] = letters[one : one + length] != letters[other : other + length]
    return np.flatnonzero(is_first)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _remember(known: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[key] = value


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """A number of each document.

    Attributes:
        values: i4[documents] or i8[documents]; 0 where there is none.
        present: bool[documents], False where there is none; None: there is one everywhere.
        least: the smallest; None: there is none at all.
        greatest: the greatest; None: there is none at all.
    """

    values: Array
    present: NDArray[np.bool_] | None
    least: int | None
    greatest: int | None

    @classmethod
    def open(cls, file: SegmentFile, field: str) -> Self:
        """The column of a field that has one.

        Raises:
            ArchiveDamagedError: it is not as it was written.
        """
        values = file.section(f"{field}/numbers").whole()
        least, greatest = (file.fields[field].get(end) for end in ("least", "greatest"))
        empty = least is None and greatest is None
        if len(values) != file.documents or values.dtype.kind != "i":
            raise file.damage_error(f"its numbers of {field} do not fit its documents")
        if not empty and (type(least) is not int or type(greatest) is not int):
            raise file.damage_error(f"the range of its numbers of {field} cannot be understood")
        return cls(values, _present(file, field), least, greatest)


def _present(file: SegmentFile, field: str) -> NDArray[np.bool_] | None:
    if not file.has(f"{field}/present"):
        return None
    octets = file.section(f"{field}/present").whole()
    if octets.dtype != np.uint8 or len(octets) != (file.documents + 7) // 8:
        raise file.damage_error(f"its numbers of {field} do not fit its documents")
    return np.unpackbits(octets, count=file.documents, bitorder="little").view(np.bool_)


_MANY = 1_000
"""Documents of which the tags are read all together, and not one by one."""


class TagColumn:
    """Tags of each document; threads may share it.

    Attributes:
        terms: all tags, sorted; a tag's number there is its ordinal.
    """

    def __init__(self, file: SegmentFile, field: str) -> None:
        self.terms = Terms(file, f"{field}/tags")
        self._file = file
        self._field = field
        self._first = file.section(f"{field}/tags/first")
        self._ordinals = file.section(f"{field}/tags/ordinals")
        if self._first.count != file.documents + 1:
            raise self._contradiction()
        self._views: tuple[memoryview, memoryview] | None = None
        self._names: dict[int, bytes] = {}
        self._shown: dict[int, str] = {}

    def name(self, ordinal: int) -> bytes:
        """A tag, in UTF-8; those that were read lately are remembered."""
        found = self._names.get(ordinal)
        if found is None:
            found = self.terms[ordinal]
            _remember(self._names, ordinal, found)
        return found

    def spelling(self, ordinal: int) -> str:
        """A tag as it is shown; those that were read lately are remembered."""
        found = self._shown.get(ordinal)
        if found is None:
            found = shown_of(self.terms[ordinal]).decode()
            _remember(self._shown, ordinal, found)
        return found

    @cached_property
    def keys(self) -> TagKeys:
        """What the tags are counted by."""
        return TagKeys(self)

    @cached_property
    def first(self) -> Array:
        """u4[documents + 1]: where each document's tags begin in ``ordinals``."""
        first = self._first.whole()
        if first[0] != 0 or first[-1] != self._ordinals.count or np.any(first[1:] < first[:-1]):
            raise self._contradiction()
        return first

    @cached_property
    def ordinals(self) -> Array:
        """u2 or u4: the tags, document after document, in each one's own order."""
        ordinals = self._ordinals.whole()
        if len(ordinals) and int(ordinals.max()) >= len(self.terms):
            raise self._contradiction()
        return ordinals

    @cached_property
    def has_keys(self) -> bool:
        """Whether tags are shown in another form than they are counted by."""
        return bool(len(self.terms)) and KEY_END in self.name(0)

    @cached_property
    def groups(self) -> Array | None:
        """intp: the tags that begin a group of one key; None: each tag is a group."""
        name = f"{self._field}/tags/groups"
        if not self._file.has(name):
            return None
        groups = self._file.section(name).whole()
        is_order = len(groups) and groups[0] == 0 and np.all(groups[1:] > groups[:-1])
        if not is_order or int(groups[-1]) >= len(self.terms):
            raise self._contradiction()
        return groups.astype(np.intp)

    def first_of(self, documents: Array) -> list[str]:
        """The first tag of each document, "" where there is none; of many, all tags are read at once."""
        is_many = len(documents) >= _MANY
        if not is_many or not (self.first[documents] < self.first[documents + 1]).all():
            return [(self.of(document) or [""])[0] for document in documents.tolist()]
        names = self.terms.slice(0, len(self.terms))
        return [names[ordinal].decode() for ordinal in self.ordinals[self.first[documents]].tolist()]

    def least_of(self, documents: Array, most: int) -> Array:
        """Those of some documents, which all have a tag, whose first tag is among the least ``most``."""
        if len(documents) <= most or not (self.first[documents] < self.first[documents + 1]).all():
            return documents
        places = np.argpartition(self.ordinals[self.first[documents]], most - 1)[:most]
        return documents[places]

    def of(self, document: int) -> list[str]:
        """A document's tags as they are shown, in its own order.

        Raises:
            IndexError: there is no document of that number.
            ArchiveDamagedError: they are not as they were written.
        """
        if not 0 <= document < self._file.documents:
            raise IndexError(document)
        if self._views:
            first, of_all = self._views
            ordinals = of_all[first[document] : first[document + 1]].tolist()
        else:
            ordinals = self._read(document)
        try:
            return [*map(self.spelling, ordinals)]
        except UnicodeDecodeError as error:
            raise self._contradiction() from error

    def _read(self, document: int) -> list[int]:
        """A document's tags, of which nothing else is read."""
        start, stop = self._first.read(document, document + 2).tolist()
        if not start <= stop <= self._ordinals.count:
            raise self._contradiction()
        ordinals: list[int] = self._ordinals.read(start, stop).tolist()
        if max(ordinals, default=-1) >= len(self.terms):
            raise self._contradiction()
        return ordinals

    def counts(self, documents: Array | None = None) -> NDArray[np.int64]:
        """How many documents have each tag, int[len(terms)].

        Args:
            documents: numbers of the documents to count, each once; None: all.
        """
        ordinals = self.ordinals
        if self._views is None:  # both are read whole now: ``of`` reads memoryviews many times faster
            self._views = self.first.data, ordinals.data
        if documents is not None:
            ordinals = ordinals[spread(self.first, documents)]
        return np.bincount(ordinals, minlength=len(self.terms))

    def _contradiction(self) -> Exception:
        return self._file.damage_error(f"its tags of {self._field} contradict each other")


class TagKeys:
    """The keys of a column's tags, as a column of their own; threads may share it."""

    def __init__(self, column: TagColumn) -> None:
        self._column = column
        self._first = column.groups
        self._names: dict[int, bytes] = {}
        self._numbers: dict[bytes, int] = {}
        self._only: dict[bytes, str | None] = {}

    def many_names(self, numbers: Array) -> list[bytes]:
        """Keys by their numbers, in UTF-8: all tags are read at once."""
        tags = self._column.terms.slice(0, len(self._column.terms))
        first = numbers if self._first is None else self._first[numbers]
        names = [tags[ordinal] for ordinal in first.tolist()]
        return [name.partition(KEY_END)[0] for name in names] if self._column.has_keys else names

    def name(self, number: int) -> bytes:
        """A key, in UTF-8; those that were read lately are remembered."""
        found = self._names.get(number)
        if found is None:
            found = key_of(self._column.name(self.tags_of(number)[0]))
            _remember(self._names, number, found)
        return found

    def ordinal(self, key: bytes) -> int:
        """The number of a key, or -1; those that were looked up lately are remembered."""
        found = self._numbers.get(key)
        if found is None:
            found = self._find(key)
            _remember(self._numbers, key, found)
        return found

    def _find(self, key: bytes) -> int:
        ordinal = self._column.terms.lower_bound(key)
        if ordinal == len(self._column.terms) or key_of(self._column.name(ordinal)) != key:
            return -1
        return ordinal if self._first is None else int(self._first.searchsorted(ordinal))

    def tags_of(self, number: int) -> Sequence[int]:
        """The ordinals of the tags of a key."""
        if self._first is None:
            return (number,)
        last = int(self._first[number + 1]) if number + 1 < len(self._first) else len(self._column.terms)
        return range(int(self._first[number]), last)

    def numbers_of(self, ordinals: Array) -> NDArray[np.int64]:
        """The numbers of the keys of some tags."""
        if self._first is None:
            return ordinals.astype(np.int64)
        return self._first.searchsorted(ordinals, "right") - 1

    def only_spelling(self, key: bytes) -> str | None:
        """How the only tag of a key is shown; None: there are several of it, "": there is none."""
        try:
            return self._only[key]
        except KeyError:
            number = self.ordinal(key)
            tags = self.tags_of(number) if number >= 0 else ()
            only = self.spelling(tags[0]) if len(tags) == 1 else None if tags else ""
            _remember(self._only, key, only)
            return only

    def only_spellings(self) -> dict[bytes, str | None]:
        """The same of all keys: all tags are read at once."""
        tags = self._column.terms.slice(0, len(self._column.terms))
        if self._first is None:
            return {key_of(tag): shown_of(tag).decode() for tag in tags}
        several = np.diff(self._first, append=len(tags)) > 1
        return {
            key_of(tags[first]): None if is_several else shown_of(tags[first]).decode()
            for first, is_several in zip(self._first.tolist(), several.tolist(), strict=True)
        }

    def spelling(self, ordinal: int) -> str:
        """A tag as it is shown."""
        return self._column.spelling(ordinal)

    def tag_counts(self, documents: Array | None) -> NDArray[np.int64]:
        """How many of some documents, or of all, have each tag."""
        return self._column.counts(documents)

    def sums(self, of_tags: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts of tags as counts of keys."""
        if self._first is None or not len(of_tags):
            return of_tags
        return np.add.reduceat(of_tags, self._first)

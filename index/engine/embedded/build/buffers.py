"""Buffers of documents' fields in memory: one for each thing that a segment keeps of a field.

Text is tokenised in batches of documents (tokens.py), and once, however many fields it is given for.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import FieldType

from corpus.errors import DatelineError

from ....text.token_pattern import with_commas
from ...fields import PASSAGE_GAP, FieldParts, Keys, Passages, Tags, Words, keys_of, passages_of
from ..segment.inverter import write_postings
from ..segment.layout import SegmentFileWriter
from .stemmed import StemmedDocuments
from .tokens import Vocabulary
from .values import HashBuffer, NumberBuffer, Numbering, SortableTags, StoredBuffer, TagBuffer

_BATCH_DOCUMENTS = 256
_BATCH_CHARACTERS = 1 << 20
"""Texts are tokenised together once so many documents, or characters, wait: arrays pay for many only."""
_CHARACTERS_OF_A_TOKEN = 6
"""About; text that waits is weighed before its tokens are counted."""

FieldEntry = dict[str, Any]
"""The entry of a field in a segment's directory."""


class Buffer(Protocol):
    """One thing that is kept of a field."""

    shown: bool
    """Whether it takes the value that is stored, where that is another than the one that is indexed."""

    def convert(self, value: Any) -> Any:  # noqa: ANN401 -- each buffer has its own
        """A value as ``keep`` takes it; raises where the field does not take it."""

    def keep(self, document: int, converted: Any) -> int:  # noqa: ANN401 -- as above
        """Buffer a document's value; its weight in tokens."""

    def settle(self) -> None:
        """Take in what waits: what is done for many documents at once takes less time."""

    def write(self, file: SegmentFileWriter, documents: int) -> FieldEntry:
        """Write the sections, and give what the directory says of them."""


def make_buffers(name: str, field: FieldType, what: FieldParts, texts: Texts) -> Iterator[Buffer]:
    """A buffer for each thing that is kept of a field; the one that gives the field its kind first."""
    if isinstance(field, Words):
        yield _WordBuffer(name, field, texts)
    elif isinstance(field, Keys):
        yield _KeyBuffer(name)
    elif what.terms:
        yield _TermBuffer(name, what, _WhooshPostings(field, what))
    if what.numbers:
        yield NumberBuffer(name, field)
    if what.tags:
        yield TagBuffer(name, keys_of if isinstance(field, Keys | Tags) else SortableTags(field))
    if what.hashes:
        yield HashBuffer(name)
    if what.stored:
        yield StoredBuffer(name)


@dataclass(frozen=True, slots=True)
class _TokenBatch:
    """The tokens of one field in consecutive documents.

    Attributes:
        numbers: term numbers, token after token.
        lengths: tokens of each passage.
        passages: passages of each document.
    """

    numbers: NDArray[np.int32]
    lengths: NDArray[np.int32]
    passages: NDArray[np.int32]


class Texts:
    """Text that waits to be tokenised, of all Words fields.

    Attributes:
        first: the first document that waits.
        characters: how much text waits.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.first = 0
        self._fields: list[_WordBuffer] = []
        self._tokens = 0
        self.characters = 0

    @property
    def weight(self) -> int:
        """Tokens, as far as they are counted."""
        return self._tokens + self.characters // _CHARACTERS_OF_A_TOKEN

    def join(self, field: _WordBuffer) -> None:
        """Take part from now on."""
        field.joined = True
        field.batches.append(_empty_batch(self.first))
        self._fields.append(field)

    def is_batch(self, documents: int) -> bool:
        """Whether what waits is enough to be tokenised."""
        return documents - self.first >= _BATCH_DOCUMENTS or self.characters >= _BATCH_CHARACTERS

    def finish(self, documents: int) -> None:
        """Tokenise what waits."""
        done: list[tuple[list[tuple[str, ...]], _TokenBatch]] = []
        for field in self._fields:
            waiting = field.take(documents - self.first)
            batch = next((batch for texts, batch in done if texts == waiting), None)
            if batch is None:
                batch = self._tokenise(waiting)
                done.append((waiting, batch))
            field.batches.append(batch)
        self.first = documents
        self.characters = 0

    def _tokenise(self, texts: list[tuple[str, ...]]) -> _TokenBatch:
        numbers, lengths = self.vocabulary.numbers([passage for text in texts for passage in text])
        self._tokens += len(numbers)
        counts = np.fromiter(map(len, texts), np.int32, len(texts))
        return _TokenBatch(numbers, lengths.astype(np.int32), counts)


class _WordBuffer:
    """The terms of a Words field."""

    shown = False

    def __init__(self, name: str, field: Words, texts: Texts) -> None:
        self.name = name
        self.field = field
        self.batches: list[_TokenBatch] = []
        self.joined = False
        self._texts = texts
        self._waiting: list[tuple[str, ...]] = []
        self._stemmed = StemmedDocuments()

    def convert(self, value: object) -> tuple[str, ...]:
        if type(value) is str:
            return (value,)
        if isinstance(value, Passages) and value.language:
            return Passages.of((with_commas(passage, value.language) for passage in value), value.language)
        return passages_of(value)

    def keep(self, document: int, converted: tuple[str, ...]) -> int:
        texts, waiting = self._texts, self._waiting
        if not self.joined:
            texts.join(self)
        if self.field.stemmed and isinstance(converted, Passages) and converted.language:
            return self._stemmed.add(document, converted)
        if len(waiting) != document - texts.first:
            self._fill(document - texts.first)
        waiting.append(converted)
        for passage in converted:
            texts.characters += len(passage)
        return 0

    def settle(self) -> None:
        """Texts wait for ``Texts.finish``."""

    def _fill(self, documents: int) -> None:
        missing = documents - len(self._waiting)
        if missing:
            self._waiting += [()] * missing

    def take(self, documents: int) -> list[tuple[str, ...]]:
        """The passages of the documents that wait."""
        self._fill(documents)
        taken, self._waiting = self._waiting, []
        return taken

    def write(self, file: SegmentFileWriter, documents: int) -> FieldEntry:
        batches, self.batches = self.batches, []
        owners = np.repeat(np.arange(documents), _concatenate([batch.passages for batch in batches]))
        of_passages = _concatenate([batch.lengths for batch in batches])
        numbers = _concatenate([batch.numbers for batch in batches])
        batches.clear()
        lengths = np.bincount(owners, of_passages, documents).astype(np.int64)
        terms: list[str] = self._texts.vocabulary.terms
        if self.field.stemmed:
            terms, stem_of = self._texts.vocabulary.stems()
            numbers = stem_of[numbers]
        document_of = np.repeat(np.arange(documents, dtype=np.uint32), lengths)
        positions = _positions(owners, of_passages) if self.field.positions else None
        if self._stemmed:
            others = self._stemmed.tokens()
            terms, number_of = _unite_terms(terms, others.terms)
            numbers = np.concatenate((numbers, number_of[others.numbers]))
            document_of = np.concatenate((document_of, others.documents))
            positions = None if positions is None else np.concatenate((positions, others.positions))
            lengths += np.bincount(others.documents, minlength=documents)
        return write_postings(
            file,
            self.name,
            documents=documents,
            terms=list(map(str.encode, terms)),
            term_of=numbers,
            document_of=document_of,
            positions=positions,
            frequencies=True,
            lengths=lengths,
        )


def _unite_terms(terms: Sequence[str], others: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Two lists of terms as one, and the numbers in it of the second one's terms."""
    number_of = {term: number for number, term in enumerate(terms)}
    numbers = [number_of.setdefault(term, len(number_of)) for term in others]
    return list(number_of), np.array(numbers, np.int32)


def _empty_batch(documents: int) -> _TokenBatch:
    """A batch of documents without the field."""
    none = np.empty(0, np.int32)
    return _TokenBatch(none, none, np.zeros(documents, np.int32))


def _positions(owners: NDArray[np.int64], lengths: NDArray[np.int32]) -> NDArray[np.uint32]:
    """Positions of all tokens in their documents.

    Args:
        owners: the document of each passage, ascending.
        lengths: tokens of each passage.
    """
    if not len(owners):
        return np.empty(0, np.uint32)
    first = np.searchsorted(owners, owners)  # the first passage of the same document
    start = np.cumsum(lengths, dtype=np.int64) - lengths
    shift = PASSAGE_GAP * (np.arange(len(owners)) - first) - start[first]
    positions = np.repeat(shift.astype(np.int32), lengths)
    positions += np.arange(len(positions), dtype=np.int32)
    return positions.view(np.uint32)


def _concatenate(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int32)


Postings = Sequence[tuple[bytes, Sequence[int] | int]]
"""The terms of one document, each with its positions, or with its frequency where there are none."""


@dataclass(frozen=True, slots=True)
class _WhooshPostings:
    """Turns a value into the postings that its Whoosh field makes of it."""

    field: FieldType
    what: FieldParts

    def __call__(self, value: object) -> Postings:
        return [self._posting(*posting) for posting in self.field.index(value)]

    def _posting(
        self, term: bytes, frequency: int, weight: float, encoded: bytes
    ) -> tuple[bytes, Sequence[int] | int]:
        if weight != frequency:
            raise DatelineError(f"{term!r} has a boost.", "Give the weight in the query instead.")
        if self.what.positions:
            return term, self.field.format.decode_positions(encoded)
        return term, frequency if self.what.frequencies else 1


class _KeyBuffer:
    """The terms of a Keys field."""

    shown = False

    def __init__(self, name: str) -> None:
        self.name = name
        self._number_of = Numbering[bytes]()
        self._waiting: list[Sequence[bytes]] = []
        self._documents = 0  # those that wait, too
        self._numbers = array("i")
        self._lengths = array("I")

    def convert(self, value: object) -> Sequence[bytes]:
        if type(value) is list and len(value) == 1 and type(value[0]) is str:
            return (value[0].encode(),)
        return [key.encode() for key in keys_of(value)]

    def keep(self, document: int, converted: Sequence[bytes]) -> int:
        if document != self._documents:
            self._waiting += [()] * (document - self._documents)
        self._waiting.append(converted)
        self._documents = document + 1
        return len(converted)

    def settle(self) -> None:
        self._lengths.extend(map(len, self._waiting))
        self._numbers.extend(map(self._number_of.__getitem__, chain.from_iterable(self._waiting)))
        self._waiting.clear()

    def write(self, file: SegmentFileWriter, documents: int) -> FieldEntry:
        _extend(self._lengths, documents)
        return write_postings(
            file,
            self.name,
            documents=documents,
            terms=list(self._number_of),
            term_of=np.array(self._numbers, np.int32),
            document_of=np.repeat(np.arange(documents, dtype=np.uint32), self._lengths),
            positions=None,
            frequencies=False,
            lengths=None,
        )


class _TermBuffer:
    """The terms of a field, in the order in which they come."""

    shown = False

    def __init__(self, name: str, what: FieldParts, postings: Callable[[Any], Postings]) -> None:
        self.name = name
        self.convert = postings
        self._what = what
        self._number_of: dict[bytes, int] = {}
        self._numbers = array("i")
        self._positions = array("I")
        self._lengths = array("I")

    def keep(self, document: int, converted: Postings) -> int:
        _extend(self._lengths, document)
        before = len(self._numbers)
        for term, places in converted:
            term_number = self._number_of.setdefault(term, len(self._number_of))
            if places == 1:
                self._numbers.append(term_number)
            elif isinstance(places, int):
                self._numbers.extend([term_number] * places)
            else:
                self._numbers.extend([term_number] * len(places))
                self._positions.extend(places)
        self._lengths.append(len(self._numbers) - before)
        return len(self._numbers) - before

    def settle(self) -> None:
        """Terms are buffered at once."""

    def write(self, file: SegmentFileWriter, documents: int) -> FieldEntry:
        _extend(self._lengths, documents)
        lengths = np.array(self._lengths, np.int64)
        return write_postings(
            file,
            self.name,
            documents=documents,
            terms=list(self._number_of),
            term_of=np.array(self._numbers, np.int32),
            document_of=np.repeat(np.arange(documents, dtype=np.uint32), lengths),
            positions=np.array(self._positions, np.uint32) if self._what.positions else None,
            frequencies=self._what.frequencies,
            lengths=lengths if self._what.scored else None,
        )


def _extend(lengths: array[int], documents: int) -> None:
    """Give the documents that lack a field the length 0."""
    missing = documents - len(lengths)
    if missing:
        lengths.extend([0] * missing)

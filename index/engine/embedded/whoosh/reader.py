"""A view as a Whoosh reader, so that Whoosh's own matchers and tools work on our segments.

Document by document, as Whoosh has it: slow, but every query type that Whoosh knows is answered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import EmptyReader, IndexReader, MultiReader, TermInfo, TermNotFound
from whoosh.support.levenshtein import damerau_levenshtein

from ...fields import from_number, from_stored
from ..segment.lengths import LENGTH_OF_BYTE
from ..segment.postings import Postings
from ..store.view import View, ViewSegment

Term = tuple[str, bytes]

_AT_ONCE = 64
"""Documents whose positions are read together."""
_LAST = 1 << 63
"""More than any number of a column."""


def reader_of(view: View) -> Any:  # noqa: ANN401 -- a Whoosh reader
    """A Whoosh reader of a view: of its one part, or of all of them together."""
    readers = [PartReader(view, part) for part in view.parts]
    if not readers:
        return EmptyReader(view.schema)
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation=view.manifest.commit)


class PartReader(IndexReader):  # type: ignore[misc] # Whoosh ships no types
    """One part of a view."""

    def __init__(self, view: View, part: ViewSegment) -> None:
        self.schema = view.schema
        self.is_closed = False
        self._view = view
        self._part = part
        self._segment = part.segment

    # Terms

    def __contains__(self, term: tuple[str, object]) -> bool:
        return self._find(*term) is not None

    def _find(self, field: str, text: object) -> tuple[Postings, int] | None:
        postings = self._segment.postings(field)
        if postings is None or field not in self.schema:
            return None
        term = text if isinstance(text, bytes) else self.schema[field].to_bytes(text)
        number = postings.terms.find(term)
        return None if number < 0 else (postings, number)

    def indexed_field_names(self) -> list[str]:
        """Names of the fields that have terms."""
        return [field for field in self._segment.fields if self._segment.postings(field)]

    def all_terms(self) -> Iterator[Term]:
        """All terms with their fields, in order."""
        for field in sorted(self.indexed_field_names()):
            for term in self.lexicon(field):
                yield field, term

    def terms_from(self, fieldname: str, prefix: object) -> Iterator[Term]:
        """The terms from one on, and those of later fields."""
        start = prefix if isinstance(prefix, bytes) else self.schema[fieldname].to_bytes(prefix)
        return (term for term in self.all_terms() if term >= (fieldname, start))

    def expand_prefix(self, fieldname: str, prefix: object) -> Iterator[bytes]:
        """The terms of a field that begin so."""
        postings = self._segment.postings(fieldname)
        start = prefix if isinstance(prefix, bytes) else self.schema[fieldname].to_bytes(prefix)
        return iter(postings.terms.slice(*postings.terms.with_prefix(start)) if postings else ())

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterator[str]:
        """The terms of a field that are at most so many edits away and begin alike."""
        for term in self.expand_prefix(fieldname, text[:prefix]):
            word = self.schema[fieldname].from_bytes(term)
            if damerau_levenshtein(word, text, limit=maxdist) <= maxdist:
                yield word

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        """The terms of a field, in order."""
        postings = self._segment.postings(fieldname)
        return iter(postings.terms.slice(0, len(postings.terms)) if postings else ())

    def __iter__(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.all_terms())

    def iter_from(self, fieldname: str, text: object) -> Iterator[tuple[Term, TermInfo]]:
        """The terms from one on, with what is known of each."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, text))

    def term_info(self, fieldname: str, text: object) -> TermInfo:
        """What is known of a term."""
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound((fieldname, text))
        postings, number = found
        documents = postings.documents_of(number)
        counts = postings.frequencies_of(number)
        lengths = LENGTH_OF_BYTE[postings.lengths()[documents]] if postings.scored else np.zeros(1)
        return TermInfo(
            weight=float(counts.sum()),
            df=len(documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: object) -> float:
        """How often a term stands in all documents."""
        found = self._find(fieldname, text)
        return float(found[0].frequencies_of(found[1]).sum()) if found else 0.0

    def doc_frequency(self, fieldname: str, text: object) -> int:
        """How many documents hold a term, deleted ones included."""
        found = self._find(fieldname, text)
        return found[0].document_frequency(found[1]) if found else 0

    def postings(self, fieldname: str, text: object, scorer: object = None) -> PostingMatcher:
        """A matcher of the documents that hold a term; without the deleted ones."""
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound((fieldname, text))
        postings, number = found
        documents = postings.documents_of(number)
        places = np.arange(len(documents))
        if self._part.live is not None:
            places = np.flatnonzero(self._part.live[documents])
        return PostingMatcher(
            postings,
            number,
            places,
            documents[places].tolist(),
            weights=postings.frequencies_of(number)[places].tolist(),
            format=self.schema[fieldname].format,
            scorer=scorer,
            term=(fieldname, postings.terms[number]),
            terminfo=self.term_info(fieldname, text),
        )

    # Documents

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return self._segment.documents

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self._segment.documents - self._part.deleted

    def has_deletions(self) -> bool:
        """Whether a document is deleted."""
        return self._part.live is not None

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._part.live is not None and not self._part.live[docnum]

    def all_doc_ids(self) -> Iterator[int]:
        """Numbers of the documents that are not deleted."""
        return iter(self._part.documents())

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """What is stored of a document."""
        stored = self._part.read_stored(docnum)
        return {name: from_stored(value) for name, value in stored.items() if value is not None}

    def all_stored_fields(self) -> Iterator[dict[str, object]]:
        """What is stored of each document."""
        return (self.stored_fields(number) for number in self.all_doc_ids())

    def has_vector(self, docnum: int, fieldname: str) -> bool:  # noqa: ARG002 -- Whoosh's
        """Never: segments hold no term vectors."""
        return False

    # Lengths

    def field_length(self, fieldname: str) -> int:
        """Tokens of all documents in a field."""
        postings = self._segment.postings(fieldname)
        return postings.total_length if postings else 0

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Tokens of a document in a field, as its length byte has it."""
        postings = self._segment.postings(fieldname)
        if postings is None or not postings.scored:
            return default
        return int(LENGTH_OF_BYTE[postings.lengths()[docnum]])

    def min_field_length(self, fieldname: str) -> int:
        """The least of the documents' lengths in a field."""
        postings = self._segment.postings(fieldname)
        return int(LENGTH_OF_BYTE[postings.lengths().min()]) if postings and postings.scored else 0

    def max_field_length(self, fieldname: str) -> int:
        """The greatest of the documents' lengths in a field."""
        postings = self._segment.postings(fieldname)
        return int(LENGTH_OF_BYTE[postings.lengths().max()]) if postings and postings.scored else 0

    # Columns

    def has_column(self, fieldname: str) -> bool:
        """Whether a field's values can be read document by document."""
        return self._segment.numbers(fieldname) is not None or self._segment.tags(fieldname) is not None

    def column_reader(
        self,
        fieldname: str,
        column: object = None,  # noqa: ARG002 -- Whoosh's
        reverse: bool = False,  # noqa: FBT001, FBT002 -- Whoosh's
        translate: bool = True,  # noqa: FBT001, FBT002 -- Whoosh's
    ) -> PartColumn:
        """A column of a field."""
        return PartColumn(self, fieldname, reverse=reverse, translate=translate)

    def value(self, field: str, document: int, *, translate: bool) -> object:
        """The value of a field in a document, or as the column holds it.

        None: it has none. Columns of texts hold no bytes instead, as Whoosh's do.
        """
        numbers = self._segment.numbers(field)
        if numbers is not None:
            if numbers.present is not None and not numbers.present[document]:
                return None
            kept_as = int(numbers.values[document])
            return from_number(self.schema[field], kept_as) if translate else kept_as
        tags = self._segment.tags(field)
        texts = tags.of(document) if tags else []
        if translate:
            return texts[0] if texts else None
        return texts[0].encode() if texts else b"" if tags else None

    def codec(self) -> None:
        """No codec of Whoosh's wrote this."""

    def generation(self) -> int:
        """Number of the commit."""
        return self._view.manifest.commit

    def close(self) -> None:
        """Let go of the view."""
        self.is_closed = True


class PartColumn(columns.ColumnReader):  # type: ignore[misc] # Whoosh ships no types
    """A field's values by document."""

    def __init__(self, reader: PartReader, field: str, *, reverse: bool, translate: bool) -> None:
        self._reader = reader
        self._field = field
        self._reverse = reverse
        self._translate = translate

    def __len__(self) -> int:
        return self._reader.doc_count_all()

    def __getitem__(self, docnum: int) -> object:
        return self._reader.value(self._field, docnum, translate=self._translate)

    def __iter__(self) -> Iterator[object]:
        return map(self.__getitem__, range(len(self)))

    def sort_key(self, docnum: int) -> Any:  # noqa: ANN401 -- a number, or a text
        """What documents are ordered by; those without a number are the last in either direction."""
        value = self._reader.value(self._field, docnum, translate=False)
        if value is None:
            return _LAST
        return -value if self._reverse and isinstance(value, int) else value

    def set_reverse(self) -> None:
        """Order the greatest first."""
        self._reverse = True


class PostingMatcher(ListMatcher):  # type: ignore[misc] # Whoosh ships no types
    """The documents of a term, with positions that are read when they are asked for."""

    def __init__(self, postings: Postings, number: int, places: Any, ids: list[int], **options: Any) -> None:  # noqa: ANN401 -- ListMatcher's own
        super().__init__(ids, **options)
        self._postings = postings
        self._number = number
        self._places = places
        self._options = options
        self._first = 0  # of the documents whose positions are in _read
        self._read: list[list[int]] = []

    def copy(self) -> PostingMatcher:
        """A copy of the matcher at its place."""
        copied = PostingMatcher(self._postings, self._number, self._places, self._ids, **self._options)
        copied._i = self._i
        return copied

    def id(self) -> int:
        """The document; after the last one, where Whoosh's ``SpanNot`` asks on, none that there is."""
        return self._ids[self._i] if self.is_active() else -1

    def supports(self, astype: str) -> bool:
        """Whether values can be had in that form."""
        return bool(self._format and self._format.supports(astype))

    def value(self) -> bytes:
        """The posting's value, as Whoosh's format encodes it."""
        encoded: bytes = self._format.encode(self._positions()) if self._postings.positional else b""
        return encoded

    def value_as(self, astype: str) -> Any:  # noqa: ANN401 -- as asked
        """The posting's value in some form."""
        if astype == "positions":
            return self._positions()
        return (
            self.weight() if astype in ("frequency", "weight") else self._format.decoder(astype)(self.value())
        )

    def spans(self) -> list[Span]:
        """The places of the term in the document."""
        return [Span(position) for position in self._positions()]

    def skip_to(self, id: int) -> None:  # noqa: A002 -- Whoosh's
        """Go to a document, or the first after it."""
        if not self.is_active():
            raise ReadTooFar
        if id > self.id():
            self._i: int = bisect_left(self._ids, id, self._i)

    def _positions(self) -> list[int]:
        """Positions in the document; they are read for several documents at once."""
        if not 0 <= self._i - self._first < len(self._read):
            places = self._places[self._i : self._i + _AT_ONCE]
            owners, positions = self._postings.positions_of(self._number, places)
            ends = np.searchsorted(owners, np.arange(1, len(places)))
            self._first, self._read = self._i, [each.tolist() for each in np.split(positions, ends)]
        return self._read[self._i - self._first]

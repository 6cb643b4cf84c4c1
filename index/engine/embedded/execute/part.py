"""One segment of a view, with all that its scores depend on."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.fields import FieldType

from ...budget import DOCUMENT, FEW, SCORE, meter
from ..segment.columns import NumberColumn, TagColumn
from ..segment.inverter import BOUND_SCALE
from ..segment.lengths import LENGTH_OF_BYTE
from ..segment.postings import Postings
from ..store.view import View, ViewSegment
from .kernel import KERNELS, Documents, Matches, Scores
from .postings_cache import PostingsCache
from .weighting import Weighting

_MOST_KNOWN = 50_000
"""Terms whose numbers and statistics are remembered; then all are forgotten, and looked up anew."""
_ROUNDING = 1.00001
"""Bounds are a little too high rather than too low: a score is rounded otherwise than its bound."""


class TermStatistics(NamedTuple):
    """A term in a view.

    Attributes:
        numbers: in each part's dictionary; -1: not there.
        weight: idf · (K1 + 1).
    """

    numbers: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class TermPostings:
    """A term that a part holds, ready to be scored.

    Attributes:
        postings: of its field.
        number: in the field's dictionary.
        weight: idf · (K1 + 1) · boost.
        norms: K1 · (1 - B + B · length / average) of each document; None: the field is not scored.
        bound: what its score in a document does not exceed.
        name: that of its arrays among the decoded ones.
        decoded: what is kept of such arrays.
    """

    postings: Postings
    number: int
    weight: float
    norms: Scores | None
    bound: float
    name: tuple[int, str, int]
    decoded: PostingsCache

    @property
    def count(self) -> int:
        """How many documents hold it."""
        return self.postings.document_frequency(self.number)

    def documents(self) -> Documents:
        """The documents that hold it; not to be changed."""
        found = self.decoded.of(self.name, lambda: self.postings.documents_of(self.number))
        if len(found) > FEW:
            meter().spend(DOCUMENT * len(found))
        return found

    def scores(self, documents: Documents, at: NDArray[Any] | None = None) -> Scores:
        """Scores of the term's documents, or of those at some places among them."""
        if len(documents) > FEW:
            meter().spend(SCORE * len(documents))
        if self.norms is None:
            return np.full(len(documents), self.weight, np.float32)
        if at is None:
            impacts = self.decoded.of((self.name, "impacts"), lambda: self._impacts(documents, None))
            return impacts * np.float32(self.weight)
        scores = self._impacts(documents, at)
        scores *= np.float32(self.weight)
        return scores

    def _impacts(self, documents: Documents, at: NDArray[Any] | None) -> Scores:
        """Scores but for the weight."""
        assert self.norms is not None
        frequency = self.postings.frequencies_of(self.number, at)
        total = self.norms[documents]
        total += frequency
        frequency /= total
        return frequency


class CollectionStatistics:
    """Statistics of a view, which all its parts share, and the terms that were looked up.

    Nothing in it changes what an answer is; threads may share it.
    """

    def __init__(self, view: View, weighting: Weighting) -> None:
        self._view = view
        self._searchers: tuple[Any, list[Any]] | None = None
        self.schema = view.schema
        self.weighting = weighting
        self.documents = view.documents
        self.parts = tuple(ScoredPart(self, part, index) for index, part in enumerate(view.parts))
        self.decoded = PostingsCache()
        self._known: dict[tuple[str, bytes], TermStatistics] = {}
        self._averages: dict[str, float] = {}

    def term(self, field: str, term: bytes) -> TermStatistics:
        """A term's numbers and weight."""
        known = self._known.get((field, term))
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[field, term] = self._look_up(field, term)
        return known

    def _look_up(self, field: str, term: bytes) -> TermStatistics:
        numbers, with_term = [], 0
        for part in self.parts:
            postings = part.segment.postings(field)
            number = postings.terms.find(term) if postings else -1
            numbers.append(number)
            if postings and number >= 0:
                with_term += postings.document_frequency(number)
        idf = self.weighting.idf(self.documents, with_term) if with_term else 0.0
        return TermStatistics(tuple(numbers), idf * (self.weighting.k1 + 1))

    def whoosh_searcher(self, part: ScoredPart) -> Any:  # noqa: ANN401 -- a Whoosh searcher
        """Whoosh's own searcher of one part, which knows the statistics of all; made when it is needed."""
        from .fallback import whoosh_searchers

        if self._searchers is None:
            self._searchers = whoosh_searchers(self._view, self.weighting)
        return self._searchers[1][part.index]

    def average(self, field: str) -> float:
        """Tokens of a document in a field; 1 where there are none."""
        average = self._averages.get(field)
        if average is None:
            known = [postings for part in self.parts if (postings := part.segment.postings(field))]
            total = sum(postings.total_length for postings in known)
            average = self._averages[field] = (total / self.documents if total else 0.0) or 1.0
        return average


class _PartScratch(threading.local):
    """Arrays of one thread, which every kernel leaves as it found them: all False, all 0."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self.renew()

    def renew(self) -> None:
        """Make them anew, after a question of this thread that was cut short."""
        self.mask = np.zeros(self._documents, np.bool_)
        self.sums = np.zeros(self._documents, np.float32)


class ScoredPart:
    """One segment of a view; kernels ask it for everything.

    Attributes:
        segment: its reader.
        base: the view's number of its first document.
        live: bool[documents]; None: no document is deleted.
        documents: how many it holds, deleted ones included.
        index: which of the view's parts it is.
        collection: what all parts have in common.
        forms: inflections that were asked for lately, by fields and stems: the numbers of the terms.
    """

    def __init__(self, collection: CollectionStatistics, part: ViewSegment, index: int) -> None:
        self.collection = collection
        self.part = part
        self.segment = part.segment
        self.base = part.base
        self.live = part.live
        self.documents = part.segment.documents
        self.index = index
        self._norms: dict[str, Scores] = {}
        self._postings: dict[str, Postings | None] = {}
        self._terms: dict[tuple[str, object, float], TermPostings | None] = {}
        self.forms: dict[tuple[str, tuple[str, ...], str], list[int]] = {}
        self._scratch = _PartScratch(self.documents)

    def renew_scratch(self) -> None:
        """Forget what a question of this thread that was cut short left in ``mask`` and ``sums``."""
        self._scratch.renew()

    def evaluate(self, q: query.Query, *, scored: bool) -> Matches:
        """The documents that match, deleted ones included, and their scores."""
        found = KERNELS.get(q.__class__)
        if found is None:
            from .fallback import by_matcher

            found = by_matcher
        matches = found(self, q, scored=scored)
        if len(matches[0]) > FEW:
            meter().spend(DOCUMENT * len(matches[0]))
        return matches

    # Fields and terms

    def field(self, name: str | None) -> FieldType | None:
        """A field of the schema, or None."""
        schema = self.collection.schema
        return schema[name] if name in schema else None  # noqa: SIM401 -- a Whoosh schema has no get

    def postings(self, field: str) -> Postings | None:
        """A field's postings, or None."""
        try:
            return self._postings[field]
        except KeyError:
            found = self._postings[field] = self.segment.postings(field)
            return found

    def numbers(self, field: str) -> NumberColumn | None:
        """A field's number column, or None."""
        return self.segment.numbers(field)

    def tags(self, field: str) -> TagColumn | None:
        """A field's tag column, or None."""
        return self.segment.tags(field)

    def term_postings(self, q: query.Term) -> TermPostings | None:
        """The term of a query as this part holds it, or None; what was asked before is remembered."""
        key = q.fieldname, q.text, q.boost
        try:
            return self._terms[key]
        except KeyError:
            if len(self._terms) >= _MOST_KNOWN:
                self._terms.clear()
            found = self._terms[key] = self._look_up_term(q)
            return found

    def _look_up_term(self, q: query.Term) -> TermPostings | None:
        field = self.field(q.fieldname)
        if field is None or self.postings(q.fieldname) is None:
            return None
        text = q.text
        try:
            term = text if text.__class__ is bytes else field.to_bytes(text)
        except ValueError:
            return None
        return self.postings_of_term(q.fieldname, term, q.boost)

    def postings_of_term(self, field: str, term: bytes, boost: float = 1.0) -> TermPostings | None:
        """A term as this part holds it, or None."""
        known = self.collection.term(field, term)
        number = known.numbers[self.index]
        if number < 0:
            return None
        postings = self.postings(field)
        assert postings is not None
        name, decoded = (self.index, field, number), self.collection.decoded
        if not postings.scored:
            return TermPostings(postings, number, boost, None, boost, name, decoded)
        weight = known.weight * boost
        bound = weight / (self.collection.weighting.k1 + 1) * self._score_bound(postings, field, number)
        return TermPostings(postings, number, weight, self.norms(field, postings), bound, name, decoded)

    def _score_bound(self, postings: Postings, field: str, number: int) -> float:
        if not self.collection.weighting.is_bounded:
            return float("inf")
        return postings.term_bound(number) * self.bound_factor(field, postings)

    def bound_factor(self, field: str, postings: Postings) -> float:
        """By how much the view's average may make an impact larger than the segment's did."""
        return max(1.0, self.collection.average(field) / postings.average) * _ROUNDING

    def block_bounds(self, term: TermPostings, field: str) -> tuple[Scores, int]:
        """Upper bounds of a term's scores, for each block of postings; the first block's first posting."""
        bounds, start = term.postings.block_bounds(term.number)
        unit = term.weight / (self.collection.weighting.k1 + 1) * BOUND_SCALE
        return bounds * np.float32(unit * self.bound_factor(field, term.postings)), start

    def norms(self, field: str, postings: Postings) -> Scores:
        """K1 · (1 - B + B · length / average) of each document."""
        norms = self._norms.get(field)
        if norms is None:
            k1, b = self.collection.weighting.k1, self.collection.weighting.b
            of_byte = k1 * (1 - b + b * LENGTH_OF_BYTE.astype(np.float64) / self.collection.average(field))
            norms = self._norms[field] = of_byte.astype(np.float32)[postings.lengths()]
        return norms

    @property
    def mask(self) -> NDArray[np.bool_]:
        """bool[documents], all False; a kernel leaves it so."""
        return self._scratch.mask

    @property
    def sums(self) -> Scores:
        """float32[documents], all 0; a kernel leaves it so."""
        return self._scratch.sums

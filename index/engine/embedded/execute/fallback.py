"""Query types without a kernel: answered document by document by Whoosh's own matchers.

What such a query is made of is answered by kernels, where there are some: only the places of words, and what
the type itself makes of its parts, are Whoosh's.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query, scoring
from whoosh.matching import ListMatcher, Matcher
from whoosh.query import spans
from whoosh.query.spans import Span
from whoosh.searching import Searcher

from corpus.errors import QueryError

from ...budget import meter
from ..store.view import View
from ..whoosh.reader import reader_of
from .kernel import KERNELS, Matches
from .weighting import Weighting

if TYPE_CHECKING:
    from .part import ScoredPart

_MATCHED = 10_000
"""Work of finding and scoring a document so."""


def by_matcher(part: ScoredPart, q: query.Query, *, scored: bool) -> Matches:
    """The documents that a query matches, as Whoosh finds them.

    Raises:
        QueryError: it is a regular expression that cannot be compiled.
    """
    searcher = part.collection.whoosh_searcher(part)
    asked = _with_parts(q, partial(_KernelQuery, part))
    try:
        matcher = asked.matcher(searcher, searcher.context(needs_current=True))
    except re.error as error:
        raise QueryError(f"This is no pattern ({error}).", str(q)) from error
    documents: list[int] = []
    scores: list[float] = []
    cost = meter()
    while matcher.is_active():
        cost.spend(_MATCHED)
        documents.append(matcher.id())
        if scored:
            scores.append(matcher.score())
        matcher.next()
    return np.array(documents, np.intp), np.array(scores, np.float32) if scored else None


def whoosh_searchers(view: View, weighting: Weighting) -> tuple[Searcher, list[Searcher]]:
    """Whoosh's searcher of a view, and that of each part, which has the statistics of the whole."""
    whole = Searcher(reader_of(view), weighting=WhooshWeighting(weighting))
    parts = [searcher for searcher, _ in whole.subsearchers] if whole.subsearchers else [whole]
    return whole, parts


class WhooshWeighting(scoring.BM25F):  # type: ignore[misc] # Whoosh ships no types
    """A weighting as Whoosh's scorers take it."""

    def __init__(self, weighting: Weighting) -> None:
        super().__init__(B=weighting.b, K1=weighting.k1)
        self._idf = weighting.idf

    def idf(self, searcher: Searcher, fieldname: str, text: object) -> float:
        """How much a term says, in the whole view."""
        parent = searcher.get_parent()
        return self._idf(parent.doc_count_all(), parent.doc_frequency(fieldname, text))


class _KernelQuery(query.Query):  # type: ignore[misc] # Whoosh ships no types
    """A part of a query, with the documents and scores that a kernel gives it; the places are Whoosh's."""

    def __init__(self, part: ScoredPart, q: query.Query) -> None:
        self._part = part
        self._asked = q

    def __hash__(self) -> int:
        return hash(self._asked)

    def field(self) -> object:
        """The one field that is asked for."""
        return self._asked.field()

    def estimate_size(self, ixreader: object) -> int:  # noqa: ARG002 -- Whoosh's
        """How many documents match, at most."""
        return self._part.documents

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:  # noqa: ANN401 -- Whoosh's
        """A matcher of the documents that are not deleted."""
        scored = context is None or context.weighting is not None
        documents, scores = self._part.evaluate(self._asked, scored=scored)
        if self._part.live is not None:
            alive = self._part.live[documents]
            documents, scores = documents[alive], None if scores is None else scores[alive]
        weights = None if scores is None else scores.tolist()
        return _KernelMatcher(documents.tolist(), weights, partial(self._places, searcher))

    def _places(self, searcher: Searcher) -> Matcher:
        q, wrapped = _query_of_places(self._asked), partial(_KernelQuery, self._part)
        if q.__class__ is spans.SpanNear2 and not q.ordered:
            q = query.Or(list(map(wrapped, in_each_order(q))))
        elif q.__class__ not in KERNELS or q.__class__ is spans.SpanNear2:
            q = _with_parts(q, wrapped)
        return q.matcher(searcher, searcher.context(needs_current=True))


class _KernelMatcher(ListMatcher):  # type: ignore[misc] # Whoosh ships no types
    """Documents and scores, with places that are looked up when they are asked for."""

    def __init__(
        self, ids: list[int], weights: list[float] | None, places: Callable[[], Matcher], position: int = 0
    ) -> None:
        super().__init__(ids, weights=weights, position=position)
        self._open = places
        self._places: Matcher | None = None

    def copy(self) -> _KernelMatcher:
        """A copy of the matcher at its place."""
        return _KernelMatcher(self._ids, self._weights, self._open, self._i)

    def id(self) -> int:
        """The document; after the last one, where Whoosh's ``SpanNot`` asks on, none that there is."""
        return self._ids[self._i] if self.is_active() else -1

    def supports(self, astype: str) -> bool:
        """Whether values can be had in that form: places can be asked for."""
        return astype == "positions"

    def spans(self) -> list[Span]:
        """The places in the document; none where the query is not about words."""
        if self._places is None:
            self._places = self._open()
        places, document = self._places, self.id()
        if places.is_active() and places.id() < document:
            places.skip_to(document)
        return list(places.spans()) if places.is_active() and places.id() == document else []


def in_each_order(q: spans.SpanNear2) -> list[spans.SpanNear2]:
    """The same parts near one another in each of their orders: in any, Whoosh finds too little (plan.py)."""
    return [spans.SpanNear2(parts, q.slop, mindist=q.mindist) for parts in permutations(q.qs)]


def _query_of_places(q: query.Query) -> query.Query:
    """A query that has the places of another one: what is excluded or only required has none."""
    if isinstance(q, query.AndNot | query.Require):
        return _query_of_places(q.a)
    if isinstance(q, query.Not):
        return query.NullQuery
    if isinstance(q, query.And):
        q = query.And([child for child in q.subqueries if not isinstance(child, query.Not)])
    return _with_parts(q, _query_of_places)


def _with_parts(q: query.Query, changed: Callable[[query.Query], query.Query]) -> query.Query:
    """A query with other parts; Whoosh's own ``apply`` loses slops, scales and boosts."""
    copied = copy.copy(q)
    for name, value in vars(q).items():
        if isinstance(value, query.Query):
            setattr(copied, name, changed(value))
        elif isinstance(value, list | tuple) and all(isinstance(each, query.Query) for each in value):
            setattr(copied, name, [changed(each) for each in value])
    return copied

"""Query types without a kernel: answered document by document by Whoosh's own matchers."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh import query, scoring
from whoosh.matching import ListMatcher
from whoosh.searching import Searcher

from index.reader import reader_of
from index.view import View

from .kernel import KERNELS, Matches
from .part import ScoredPart
from .ranges import RANGES
from .weighting import Weighting


def by_matcher(part: ScoredPart, q: query.Query, *, scored: bool) -> Matches:
    """What a query matches, as Whoosh finds it."""
    searcher = part.collection.whoosh_searcher(part)
    asked = _with_answers(part, q)
    matcher = asked.matcher(searcher, searcher.context() if scored else searcher.boolean_context())
    documents: list[int] = []
    scores: list[float] = []
    while matcher.is_active():
        documents.append(matcher.id())
        if scored:
            scores.append(matcher.score())
        matcher.next()
    return np.array(documents, np.intp), np.array(scores, np.float32) if scored else None


def searchers(view: View, weighting: Weighting) -> tuple[Searcher, list[Searcher]]:
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


class _Answered(query.Query):  # type: ignore[misc] # Whoosh ships no types
    """A part of a query that Whoosh's matchers cannot answer here, with its answer."""

    def __init__(self, documents: list[int], boost: float) -> None:
        self.boost = boost
        self._documents = documents

    def estimate_size(self, ixreader: object) -> int:  # noqa: ARG002 -- Whoosh's
        """How many documents match."""
        return len(self._documents)

    def matcher(self, searcher: object, context: object = None) -> Any:  # noqa: ANN401, ARG002 -- Whoosh's
        """A matcher of the documents."""
        return ListMatcher(self._documents, all_weights=self.boost)


def _with_answers(part: ScoredPart, q: query.Query) -> query.Query:
    """A query with ranges of numbers answered: they have no terms that a matcher could look up."""
    on_numbers = q.__class__ in RANGES or (q.__class__ is query.Term and part.numbers(q.fieldname))
    if on_numbers:
        documents, _ = KERNELS[q.__class__](part, q, scored=False)
        if part.live is not None:
            documents = documents[part.live[documents]]
        return _Answered(documents.tolist(), q.boost)
    return q.apply(lambda child: _with_answers(part, child))

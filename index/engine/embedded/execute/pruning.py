"""The best documents of a query without scoring all: what cannot be among them is passed over.

Each term, and each block of 128 postings, has a bound that no score passes. For one term only blocks whose
bound reaches the score to beat are scored (Ding and Suel's block-max indexes). For several, terms are added
from the most telling on; once the others together cannot lift an unseen document far enough, only seen ones
are looked up (Turtle and Flood's MaxScore). Scores are added in the same order as without pruning, so that a
document's score is the same to the last bit however it was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from ...budget import SCORE, meter
from ..segment.inverter import BLOCK
from . import sets
from .boolean import boost_scores, telling_first
from .kernel import NO_DOCUMENTS, NO_SCORES, NOTHING, Condition, Documents, Matches, Scores, filter_matches
from .part import ScoredPart, TermPostings
from .patterns import first_of, is_alike
from .ranking import threshold

Pruner = Callable[[ScoredPart, Any, int, float, Condition | None], Matches]
"""The best documents of a part: the query, how many, the score to beat, the condition."""

_WORTH_PRUNING = 16 * BLOCK
"""Postings of a term below which all are scored: to choose blocks takes longer."""
_ROUNDING = 0.9999
"""Bounds are sums, too, and rounded otherwise: a document that is so near stays in."""
_WORTH_A_THRESHOLD = 512
"""Documents beyond which it pays to apply the condition first, for a threshold."""
_PRUNED = (query.Term, query.Or, query.AndMaybe)
_COUNTED = 1 << 20
"""Bytes that are not counted by themselves."""
_OFFSETS = np.arange(BLOCK)


def pruner_of(q: query.Query, part: ScoredPart, *, by_number: bool = False) -> Pruner | None:
    """How to find the best documents of a query without scoring all; None: there is no such way.

    Args:
        q: the query.
        part: where they are looked for.
        by_number: whether of equal ones those with the lowest numbers are wanted only.
    """
    if by_number and is_alike(part, q):
        return first_of_alike
    if q.__class__ not in _PRUNED or not part.collection.weighting.is_bounded or not _only_raises(q):
        return None
    if q.__class__ is query.Term:
        return best_of_term
    if q.__class__ is query.Or and not q.scale and _are_terms(part, q.subqueries):
        return best_of_any
    if q.__class__ is query.AndMaybe and q.b.__class__ is query.Or and _are_terms(part, q.b.subqueries):
        return best_with_extras
    return None


def best_of_term(
    part: ScoredPart, q: query.Term, wanted: int, to_beat: float, condition: Condition | None
) -> Matches:
    """The best documents of one term."""
    term = part.term_postings(q)
    if term is None or term.norms is None:
        return filter_matches(part.evaluate(q, scored=True), condition)
    if term.postings.document_frequency(term.number) < _WORTH_PRUNING:
        return _all_of(term, condition)
    meter().spend(SCORE * term.count)
    bounds, start = part.block_bounds(term, q.fieldname)
    tried = min(2 * wanted, len(bounds))
    first = np.sort(np.argpartition(bounds, len(bounds) - tried)[len(bounds) - tried :])
    found, scores = filter_matches(_in_blocks(term, first, start), condition)
    if len(found) >= wanted:
        to_beat = max(to_beat, float(threshold(scores, wanted)))
    rest = bounds >= to_beat
    rest[first] = False
    others = np.flatnonzero(rest)
    if len(others) * 2 > len(bounds):
        return _all_of(term, condition)
    if len(others):
        more, more_scores = filter_matches(_in_blocks(term, others, start), condition)
        found, scores = np.concatenate((found, more)), np.concatenate((scores, more_scores))
    return found, scores


def first_of_alike(
    part: ScoredPart, q: query.MultiTerm, wanted: int, _: float, condition: Condition | None
) -> Matches:
    """The first documents of a query that gives all of them the same score."""
    if condition:
        return filter_matches(part.evaluate(q, scored=True), condition)
    return first_of(part, q, wanted)


def best_of_any(
    part: ScoredPart, q: query.Or, wanted: int, to_beat: float, condition: Condition | None
) -> Matches:
    """The best documents of several terms."""
    terms = telling_first([term for child in q.subqueries if (term := part.term_postings(child)) is not None])
    if not terms:
        return NOTHING
    found, scores = _MaxScoreSearch(part, wanted, to_beat / q.boost, condition).run(terms)
    return found, boost_scores(scores, q.boost)


class _MaxScoreSearch:
    """Documents that terms are added up for, from the most telling term on."""

    def __init__(self, part: ScoredPart, wanted: int, to_beat: float, condition: Condition | None) -> None:
        self._part = part
        self._wanted = wanted
        self._to_beat = to_beat
        self._condition = condition

    def run(self, terms: Sequence[TermPostings]) -> tuple[Documents, Scores]:
        """Documents among which the best are, and their scores."""
        rest = sum(term.bound for term in terms)
        sums, size, held = self._part.sums, 0, 0
        lists: list[Documents] = []
        for term in terms:
            if rest < self._to_beat * _ROUNDING:
                break
            documents = term.documents()
            size += documents.nbytes
            if size > held + _COUNTED:
                meter().hold(size - held)
                held = size
            partial = term.scores(documents)
            if lists:
                partial += sums[documents]
            sums[documents] = partial
            lists.append(documents)
            rest -= term.bound
            self._raise(documents, partial)
        meter().release(held)
        if not lists:  # what other segments hold is better than all that is here
            return NO_DOCUMENTS, NO_SCORES
        found, partial = self._near_enough(lists, rest)
        return self._narrow(found, partial, terms[len(lists) :], rest)

    def _near_enough(self, lists: Sequence[Documents], rest: float) -> tuple[Documents, Scores]:
        """Of all documents so far those that the terms to come can still lift far enough; with their sums."""
        sums = self._part.sums
        least = np.float32(max(self._to_beat * _ROUNDING - rest, 0.0))
        near = [documents[sums[documents] >= least] for documents in lists]
        found = near[0] if len(near) == 1 else sets.once(self._part, near)
        partial = sums[found]
        for documents in lists:
            sums[documents] = 0
        if self._condition:
            kept = self._condition(found)
            found, partial = found[kept], partial[kept]
        return found, partial

    def _narrow(
        self, found: Documents, partial: Scores, terms: Sequence[TermPostings], rest: float
    ) -> tuple[Documents, Scores]:
        """Look the other terms up for those documents only that they can lift far enough."""
        for term in terms:
            self._raise_to(partial)
            kept = partial + np.float32(max(rest, 0.0)) >= self._to_beat * _ROUNDING
            found, partial = found[kept], partial[kept]
            places, there = sets.intersect(self._part, found, term.documents())
            partial[places] += term.scores(found[places], there)
            rest -= term.bound
        return found, partial

    def _raise(self, documents: Documents, partial: Scores) -> None:
        """Raise the score to beat to what is reached already."""
        if self._condition and len(partial) > _WORTH_A_THRESHOLD:
            self._raise_to(partial[self._condition(documents)])
        elif not self._condition:
            self._raise_to(partial)

    def _raise_to(self, partial: Scores) -> None:
        if len(partial) >= self._wanted:
            self._to_beat = max(self._to_beat, float(threshold(partial, self._wanted)))


def best_with_extras(
    part: ScoredPart, q: query.AndMaybe, wanted: int, to_beat: float, condition: Condition | None
) -> Matches:
    """The best documents of a query to whose scores those of terms are added where a document has them."""
    extras = telling_first(
        [term for child in q.b.subqueries if (term := part.term_postings(child)) is not None]
    )
    most = sum(term.bound for term in extras) * q.b.boost
    inner = pruner_of(q.a, part)
    if inner and not extras:
        return inner(part, q.a, wanted, to_beat, condition)
    found, scores = filter_matches(part.evaluate(q.a, scored=True), condition)
    if len(found) > wanted:
        to_beat = max(to_beat, float(threshold(scores, wanted)))
    near = scores >= np.float32((to_beat - most) * _ROUNDING if to_beat > most else 0)
    found, scores = found[near], scores[near]
    scores = scores + sum_of(part, extras, found) * np.float32(q.b.boost)
    return found, boost_scores(scores, q.boost)


def sum_of(part: ScoredPart, terms: Sequence[TermPostings], documents: Documents) -> Scores:
    """The sums of terms' scores in some documents, added in the order of the terms."""
    total = np.zeros(len(documents), np.float32)
    for term in terms:
        places, there = sets.intersect(part, documents, term.documents())
        total[places] += term.scores(documents[places], there)
    return total


def _all_of(term: TermPostings, condition: Condition | None) -> Matches:
    """A term's documents that fulfil a condition, with their scores."""
    documents = term.documents()
    if condition is None:
        return documents, term.scores(documents)
    places = condition(documents).nonzero()[0]
    documents = documents[places]
    return documents, term.scores(documents, places)


def _in_blocks(term: TermPostings, blocks: NDArray[Any], start: int) -> Matches:
    """A term's documents in some of its blocks of postings, with their scores."""
    first, stop = term.postings.span(term.number)
    places = (blocks[:, None] * BLOCK + (_OFFSETS + (start - first))).ravel()
    # Where postings of other terms are in the first and last block, too.
    places = places[places.searchsorted(0) : places.searchsorted(stop - first)]
    documents = term.postings.documents_of(term.number, places)
    return documents, term.scores(documents, places)


def _only_raises(q: query.Query) -> bool:
    """Whether no boost is 0 or less: bounds are for what raises scores."""
    return getattr(q, "boost", 1) > 0 and (q.__class__ is query.Term or all(map(_only_raises, q.children())))


def _are_terms(part: ScoredPart, children: Sequence[query.Query]) -> bool:
    """Whether all are terms of fields that are scored."""
    for child in children:
        if child.__class__ is not query.Term:
            return False
        postings = part.postings(child.fieldname)
        if postings is None:
            if part.numbers(child.fieldname):
                return False
        elif not postings.scored:
            return False
    return True

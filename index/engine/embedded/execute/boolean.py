"""Conjunctions, disjunctions and exclusions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from whoosh import query

from ...budget import meter
from . import sets
from .kernel import NO_DOCUMENTS, NOTHING, Documents, Matches, Scores, kernel
from .part import ScoredPart, TermPostings
from .ranges import RANGES, lies_in

_AT_A_TIME = 32
"""Parts of a disjunction whose documents are held at a time."""


@kernel(query.And)
def conjunction(part: ScoredPart, q: query.And, *, scored: bool) -> Matches:
    """The documents that every part matches, with the sum of their scores. A Not among them adds nothing."""
    negative = [child.query for child in q.subqueries if child.__class__ is query.Not]
    positive = [child for child in q.subqueries if child.__class__ is not query.Not]
    if not q.subqueries:
        return NOTHING
    if not positive:
        found, scores = part.evaluate(query.Every(), scored=scored)
    else:
        found, scores = _all(part, positive, scored=scored)
    for child in negative:
        if not len(found):
            break
        kept = ~sets.member(part, found, part.evaluate(child, scored=False)[0])
        found, scores = found[kept], None if scores is None else scores[kept]
    return found, boost_scores(scores, q.boost)


def _all(part: ScoredPart, children: list[query.Query], *, scored: bool) -> Matches:
    """The documents that all of several queries match. Scores are added in the order of the queries."""
    ranges = [child for child in children if child.__class__ in RANGES] if len(children) > 1 else []
    others = [child for child in children if child not in ranges] or ranges[:1]
    ranges = [child for child in ranges if child not in others]
    found, addends = _meet(part, others, scored=scored)
    for child in ranges:
        kept = lies_in(part, child, found)
        found = found[kept]
        addends = [scores[kept] for scores in addends]
        if scored:
            addends.append(np.full(len(found), child.boost, np.float32))
    if not scored:
        return found, None
    return found, sum_scores(addends)


def _meet(part: ScoredPart, children: list[query.Query], *, scored: bool) -> tuple[Documents, list[Scores]]:
    """The documents that all children match, and the scores that each gives to them."""
    lists: list[Documents | TermPostings] = []
    matches: list[Scores | None] = []
    cost, size = meter(), 0
    for child in children:
        # A term's scores are reckoned for the documents that are left: they cost more than to find those.
        term = part.term_postings(child) if child.__class__ is query.Term else None
        if term is not None:
            lists.append(term)
            matches.append(None)
            continue
        documents, scores = part.evaluate(child, scored=scored)
        if not len(documents):
            cost.release(size)
            return NO_DOCUMENTS, [np.empty(0, np.float32)]
        cost.hold(2 * documents.nbytes)
        size += 2 * documents.nbytes
        lists.append(documents)
        matches.append(scores)
    cost.release(size)
    if len(lists) == 1:
        return _alone(lists[0], matches[0], scored=scored)
    found, places = sets.common(part, lists)
    if not scored:
        return found, []
    addends = []
    for listed, scores, at in zip(lists, matches, places, strict=True):
        if isinstance(listed, TermPostings):
            addends.append(listed.scores(found, at))
        elif scores is not None:
            addends.append(scores[at])
    return found, addends


def _alone(
    listed: Documents | TermPostings, scores: Scores | None, *, scored: bool
) -> tuple[Documents, list[Scores]]:
    if isinstance(listed, TermPostings):
        documents = listed.documents()
        return documents, [listed.scores(documents)] if scored else []
    return listed, [scores] if scores is not None else []


@kernel(query.Or)
def disjunction(part: ScoredPart, q: query.Or, *, scored: bool) -> Matches:
    """The documents that any part matches, with the sum of their scores.

    With a scale, documents that more parts match count more.
    """
    if not scored:
        return _union(part, q.subqueries), None
    children = _telling_first(part, q.subqueries)
    if q.scale and len(children) > 1:
        return _coordination(part, q, children)
    found, scores = _total(part, children)
    return found, boost_scores(scores, q.boost)


def _union(part: ScoredPart, children: Sequence[query.Query]) -> Documents:
    """The documents that any of several queries matches; held of a few of them at a time."""
    found = NO_DOCUMENTS
    for batch in _batches(children):
        meter().spend(0)  # the deadline may have passed
        found = sets.union(part, [found, *(part.evaluate(child, scored=False)[0] for child in batch)])
    return found


def _total(part: ScoredPart, children: Sequence[query.Query]) -> tuple[Documents, Scores]:
    """The documents that any of several queries matches, with the sums of the scores."""
    first, *others = _batches(children) or [()]
    found = sets.total(part, [part.evaluate(child, scored=True) for child in first])
    for batch in others:
        meter().spend(0)  # the deadline may have passed
        found = sets.total(part, [found, *(part.evaluate(child, scored=True) for child in batch)])
    return found


def _batches(children: Sequence[query.Query]) -> list[Sequence[query.Query]]:
    return [children[first : first + _AT_A_TIME] for first in range(0, len(children), _AT_A_TIME)]


def _telling_first(part: ScoredPart, children: Sequence[query.Query]) -> list[query.Query]:
    """Parts of a query in the order in which their scores are added, in every segment and by every way.

    That of ``telling_first``: a score is then the same to the last bit, however it is found.
    """

    def weight(child: query.Query) -> float:
        term = part.term_postings(child) if child.__class__ is query.Term else None
        return term.weight if term else 0.0

    return sorted(children, key=lambda child: -weight(child))


def telling_first(terms: Iterable[TermPostings]) -> list[TermPostings]:
    """Terms that a segment holds, those first that say most."""
    return sorted(terms, key=lambda term: -term.weight)


def _coordination(part: ScoredPart, q: query.Or, children: Sequence[query.Query]) -> Matches:
    """The sums of scores with the bonus of Whoosh's ``CoordMatcher`` (after Rose and Stevens' V-Twin).

    The bonus is for all parts of the query, not for those that happen to stand in this segment.
    """
    matches = [part.evaluate(child, scored=True) for child in children]
    found, scores = sets.total(part, matches)
    bonus = (sets.counts(part, found, matches) - 1) / np.float32((len(children) - q.scale) ** 2)
    scores = (scores + bonus) * np.float32((len(children) - 1) / len(children))
    return found, boost_scores(scores, q.boost)


@kernel(query.DisjunctionMax)
def best(part: ScoredPart, q: query.DisjunctionMax, *, scored: bool) -> Matches:
    """The documents that any part matches, with the best of their scores."""
    matches = [part.evaluate(child, scored=scored) for child in q.subqueries]
    found = sets.union(part, [documents for documents, _ in matches])
    if not scored:
        return found, None
    scores = np.zeros(len(found), np.float32)
    for each in matches:
        np.maximum(scores, sets.at(part, found, each), out=scores)
    return found, boost_scores(scores, q.boost)


@kernel(query.AndMaybe)
def optional(part: ScoredPart, q: query.AndMaybe, *, scored: bool) -> Matches:
    """The documents of the first query; where the second one matches too, its score is added."""
    found, scores = part.evaluate(q.a, scored=scored)
    if scores is None or not len(found):
        return found, scores
    return found, boost_scores(scores + sets.at(part, found, part.evaluate(q.b, scored=True)), q.boost)


@kernel(query.AndNot)
def exclusion(part: ScoredPart, q: query.AndNot, *, scored: bool) -> Matches:
    """The documents that the first query matches and the second does not."""
    found, scores = part.evaluate(q.a, scored=scored)
    kept = ~sets.member(part, found, part.evaluate(q.b, scored=False)[0])
    return found[kept], None if scores is None else scores[kept]


@kernel(query.Require)
def requirement(part: ScoredPart, q: query.Require, *, scored: bool) -> Matches:
    """The documents that both queries match, with the scores of the first."""
    found, scores = part.evaluate(q.a, scored=scored)
    kept = sets.member(part, found, part.evaluate(q.b, scored=False)[0])
    return found[kept], None if scores is None else scores[kept]


def sum_scores(addends: list[Scores]) -> Scores:
    """The sums of scores, added in their order."""
    total = addends[0]
    for scores in addends[1:]:
        total = total + scores
    return total


@kernel(query.Otherwise)
def alternative(part: ScoredPart, q: query.Otherwise, *, scored: bool) -> Matches:
    """The documents of the first query; where it matches none in any segment, those of the second."""
    parts = (part, *part.collection.parts)
    chosen = q.a if any(_is_answered(each, q.a) for each in parts) else q.b
    return part.evaluate(chosen, scored=scored)


def _is_answered(part: ScoredPart, q: query.Query) -> bool:
    """Whether a query matches a document that is not deleted."""
    found, _ = part.evaluate(q, scored=False)
    return bool(len(found)) if part.live is None else bool(part.live[found].any())


def boost_scores(scores: Scores | None, boost: float) -> Scores | None:
    """Scores times a boost."""
    return scores if scores is None or boost == 1 else scores * np.float32(boost)

"""Queries that give every document the same score."""

from __future__ import annotations

import numpy as np
from whoosh import query
from whoosh.query import qcore

from . import sets
from .kernel import NO_DOCUMENTS, NOTHING, Matches, constant, kernel
from .part import ScoredPart


@kernel(query.Every)
def every(part: ScoredPart, q: query.Every, *, scored: bool) -> Matches:
    """Every document, or every one that has something in a field."""
    field = q.fieldname
    if not field or field == "*":
        return constant(np.arange(part.documents), q.boost, scored=scored)
    found = NO_DOCUMENTS
    postings, numbers = part.postings(field), part.numbers(field)
    if postings:
        found = sets.union(part, [postings.documents_between(0, len(postings.terms))])
    elif numbers:
        found = np.arange(part.documents) if numbers.present is None else np.flatnonzero(numbers.present)
    return constant(found, q.boost, scored=scored)


@kernel(query.ConstantScoreQuery)
def constant_score(part: ScoredPart, q: query.ConstantScoreQuery, *, scored: bool) -> Matches:
    """The documents that another query matches, all with one score."""
    documents, _ = part.evaluate(q.child, scored=False)
    return constant(documents, q.score, scored=scored)


@kernel(query.Not)
def inverse(part: ScoredPart, q: query.Not, *, scored: bool) -> Matches:
    """Every document that another query does not match; each counts the boost."""
    documents, _ = part.evaluate(q.query, scored=False)
    left = np.ones(part.documents, np.bool_)
    left[documents] = False
    return constant(np.flatnonzero(left), q.boost, scored=scored)


@kernel(type(qcore.NullQuery))
def nothing(part: ScoredPart, q: query.Query, scored: bool) -> Matches:  # noqa: ARG001, FBT001 -- as every kernel
    """No document."""
    return NOTHING

"""Conditions beside the scored query: documents are not deleted, pass the filters and are not excluded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from .kernel import Condition, Documents, is_everything
from .part import ScoredPart
from .ranges import RANGES, lies_in


def condition_of(
    part: ScoredPart, filters: Sequence[query.Query], excluded: Sequence[query.Query]
) -> Condition | None:
    """All conditions as one; None where there is none."""
    found: list[Condition] = []
    if part.live is not None:
        found.append(part.live.__getitem__)
    found += [_fulfils(part, q) for q in filters if not is_everything(q)]
    found += [_excludes(part, q) for q in excluded]
    if not found:
        return None
    return found[0] if len(found) == 1 else lambda documents: _every(found, documents)


def _every(found: Sequence[Condition], documents: Documents) -> NDArray[np.bool_]:
    kept = found[0](documents)
    for condition in found[1:]:
        kept = kept & condition(documents)
    return kept


def _fulfils(part: ScoredPart, q: query.Query) -> Condition:
    if q.__class__ in RANGES:
        return lambda documents: lies_in(part, q, documents)
    if q.__class__ is query.And and q.subqueries and all(child.__class__ in RANGES for child in q.subqueries):
        parts = [_fulfils(part, child) for child in q.subqueries]
        return lambda documents: _every(parts, documents)
    among = np.zeros(part.documents, np.bool_)
    among[part.evaluate(q, scored=False)[0]] = True
    return among.__getitem__


def _excludes(part: ScoredPart, q: query.Query) -> Condition:
    left = np.ones(part.documents, np.bool_)
    left[part.evaluate(q, scored=False)[0]] = False
    return left.__getitem__

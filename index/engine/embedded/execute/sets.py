"""Sets of documents: what all hold, what any holds, what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...budget import meter
from .kernel import NO_DOCUMENTS, NO_SCORES, Documents, Matches, Scores
from .part import ScoredPart, TermPostings

Places = NDArray[Any]
"""Indices into an array of documents."""

_FEW_LISTS = 6
"""Lists whose places are kept in step; those of more are looked up at the end."""
_MANY_TIMES = 24
"""A list that is so many times longer is searched rather than read."""
_TWO = 2
_PLACE = 12
"""Bytes of a place and a score."""
_LOOKED_UP = 40
"""Work of looking up one place."""
_SPARSE = 8
"""Fewer than one document in so many: they are merged, for marks would be looked for in all of them."""


def common(part: ScoredPart, lists: Sequence[Documents | TermPostings]) -> tuple[Documents, list[Places]]:
    """The documents that are in every list, and their places in each; a term stands for its documents."""
    sizes = [each.count if isinstance(each, TermPostings) else len(each) for each in lists]
    order = sorted(range(len(lists)), key=sizes.__getitem__)
    found = _documents_of(lists[order[0]])
    places: dict[int, Places] = {order[0]: np.arange(len(found))}
    few = len(lists) <= _FEW_LISTS
    if not few:
        _count(len(lists) * len(found))
    for index in order[1:]:
        if not len(found):
            return found, [NO_DOCUMENTS] * len(lists)
        kept, there = intersect(part, found, _documents_of(lists[index]))
        found = found[kept]
        if few:
            places = {known: at[kept] for known, at in places.items()}
            places[index] = there
    if not few:  # to keep so many places in step would cost more than to look them up
        return found, [np.searchsorted(_documents_of(documents), found) for documents in lists]
    return found, [places[index] for index in range(len(lists))]


def _count(places: int) -> None:
    """Count the looking up of so many places, and that they are held together with their scores."""
    cost, size = meter(), places * _PLACE
    cost.spend(places * _LOOKED_UP)
    cost.hold(size)
    cost.release(size)


def _documents_of(documents: Documents | TermPostings) -> Documents:
    return documents.documents() if isinstance(documents, TermPostings) else documents


def intersect(part: ScoredPart, few: Documents, many: Documents) -> tuple[Places, Places]:
    """Places in two lists of the documents that both hold."""
    if not len(few) or not len(many):
        return NO_DOCUMENTS, NO_DOCUMENTS
    if len(few) * _MANY_TIMES < len(many):
        there = many.searchsorted(few)
        there[there == len(many)] = 0
        kept = (many[there] == few).nonzero()[0]
        return kept, there[kept]
    mask = part.mask
    mask[few] = True
    there = mask[many].nonzero()[0]
    both = many[there]
    mask[few] = False
    if len(both) == len(few):
        return np.arange(len(few)), there
    mask[both] = True
    kept = mask[few].nonzero()[0]
    mask[both] = False
    return kept, there


def places(part: ScoredPart, few: Documents, many: Documents) -> tuple[Places, Places]:
    """As ``intersect``; the second list may hold a document several times, in any order."""
    mask = part.mask
    mask[few] = True
    there = mask[many].nonzero()[0]
    mask[few] = False
    return few.searchsorted(many[there]), there


def member(part: ScoredPart, documents: Documents, of: Documents) -> NDArray[np.bool_]:
    """Which of some documents are in a list, [documents]."""
    mask = part.mask
    mask[of] = True
    found: NDArray[np.bool_] = mask[documents]
    mask[of] = False
    return found


def union(part: ScoredPart, lists: Sequence[Documents]) -> Documents:
    """The documents that are in any list; a list may hold one several times, in any order."""
    mask = part.mask
    for documents in lists:
        mask[documents] = True
    found = np.flatnonzero(mask)
    mask[found] = False
    return found


def once(part: ScoredPart, lists: Sequence[Documents]) -> Documents:
    """As ``union``, of lists that are ascending: a few documents are sorted rather than marked."""
    merged = np.concatenate(lists)
    if len(merged) * _MANY_TIMES > part.documents:
        return union(part, (merged,))
    return distinct(merged)


def distinct(merged: Documents) -> Documents:
    """Documents in order, each once; the list that is given is sorted."""
    merged.sort()
    first = np.ones(len(merged), np.bool_)
    np.not_equal(merged[1:], merged[:-1], out=first[1:])
    return merged[first]


def total(part: ScoredPart, matches: Sequence[Matches]) -> tuple[Documents, Scores]:
    """The documents of any of several scored matches, with the sums of their scores."""
    found_in_all = sum(len(documents) for documents, _ in matches)
    if len(matches) == _TWO and found_in_all * _SPARSE < part.documents:
        return _total_of_two(*matches)
    mask, sums = part.mask, part.sums
    for documents, scores in matches:
        mask[documents] = True
        sums[documents] += 0 if scores is None else scores
    found = np.flatnonzero(mask)
    mask[found] = False
    scores_of = sums[found]
    sums[found] = 0
    return found, scores_of


def _total_of_two(one: Matches, other: Matches) -> tuple[Documents, Scores]:
    """As ``total``, by merging: to go through all documents of the segment would take longer."""
    documents = np.concatenate((one[0], other[0]))
    assert one[1] is not None
    assert other[1] is not None
    order = documents.argsort(kind="stable")
    documents = documents[order]
    first = np.ones(len(documents), np.bool_)
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    begins = first.nonzero()[0]
    if not len(begins):
        return NO_DOCUMENTS, NO_SCORES
    return documents[begins], np.add.reduceat(np.concatenate((one[1], other[1]))[order], begins)


def counts(part: ScoredPart, documents: Documents, matches: Sequence[Matches]) -> Scores:
    """How many of several matches hold each of some documents."""
    sums = part.sums
    for others, _ in matches:
        sums[others] += 1
    found: Scores = sums[documents]
    for others, _ in matches:
        sums[others] = 0
    return found


def at(part: ScoredPart, documents: Documents, matches: Matches) -> Scores:
    """The scores that matches give to some documents; 0 to those that are not among them."""
    others, scores = matches
    sums = part.sums
    sums[others] = scores
    found: Scores = sums[documents]
    sums[others] = 0
    return found

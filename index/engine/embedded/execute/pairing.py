"""Pairs of documents, among those that match, that share several terms: those that few documents hold.

The terms of a field are gone through range by range, so that memory holds the postings of one range, and of
what comes of it only the documents that match and meet another one there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...budget import MEETING, TAG, meter
from ...protocol import Pair, Pairing
from ..segment.lengths import LENGTH_OF_BYTE
from ..segment.postings import Postings
from ..store.view import View, ViewSegment
from .kernel import Documents

Array = NDArray[np.int64]
Part = tuple[ViewSegment, Postings]
Stretch = tuple[ViewSegment, Postings, int, int]
"""A part with its postings; the first of some of its terms, and the one after their last."""

AT_ONCE = 1 << 21
"""Postings that are looked at together."""
_SIZE = 24
"""Bytes for each term in which two documents meet: while all are put together, and in order."""


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Terms that documents meet in, one after another.

    Attributes:
        documents: int[meetings], for each term those that match and hold it.
        lengths: int[terms], how many these are.
        holders: int[terms], how many hold it in all, whether they match or not.
    """

    documents: Array
    lengths: Array
    holders: Array


@dataclass(frozen=True, slots=True)
class NumberedPairs:
    """Pairs of documents by the view's numbers, ascending.

    Attributes:
        one, other: int[pairs], the documents; the lower number first.
        terms, other_terms: int[pairs], how many terms each holds.
        length, other_length: int[pairs], how long the text of each is.
        shared: int[pairs], how many of them the pair shares.
        holders: int[sum of shared], of each pair's terms, how many documents hold them, ascending.
    """

    one: Array
    other: Array
    terms: Array
    other_terms: Array
    length: Array
    other_length: Array
    shared: Array
    holders: Array

    def with_ids(self, ids: Sequence[str], other_ids: Sequence[str]) -> list[Pair]:
        """The pairs by the ids of their documents, the lesser id first; ascending."""
        holders = self.holders.tolist()
        rows = zip(
            ids,
            other_ids,
            self.terms.tolist(),
            self.other_terms.tolist(),
            self.length.tolist(),
            self.other_length.tolist(),
            pairwise((0, *np.cumsum(self.shared).tolist())),
            strict=True,
        )
        return sorted(
            Pair(one, other, terms, others, length, of_other, tuple(holders[start:end]))
            if one < other
            else Pair(other, one, others, terms, of_other, length, tuple(holders[start:end]))
            for one, other, terms, others, length, of_other, (start, end) in rows
        )


def pairs_sharing(view: View, matching: Sequence[Documents], request: Pairing) -> NumberedPairs:
    """The pairs of a request among the documents that match, given for each part by its own numbers."""
    matches = np.zeros(view.documents, np.bool_)
    for part, documents in zip(view.parts, matching, strict=True):
        matches[documents + part.base] = True
    terms = np.zeros(view.documents, np.int64)
    met = list(_meetings(view, matches, request, terms))
    return _several(_pairs(met, matches, request.common), terms, _lengths(view, request.text), request)


def _meetings(view: View, matches: NDArray[np.bool_], request: Pairing, terms: Array) -> Iterator[_Meetings]:
    """Where documents meet, range by range; ``terms`` is raised by how many of them each document holds."""
    parts = [(part, part.segment.postings(request.field)) for part in view.parts]
    held: list[Part] = [(part, postings) for part, postings in parts if postings and len(postings.terms)]
    for here in _ranges(held):
        documents = [postings.documents_between(*ends) + part.base for part, postings, *ends in here]
        meter().spend(TAG * sum(map(len, documents)))
        frequencies = [postings.document_frequencies(np.arange(*ends)) for _, postings, *ends in here]
        groups = np.repeat(_numbered_alike(here), np.concatenate(frequencies))
        everyone = np.concatenate(documents)
        if any(part.live is not None for part, _ in held):
            alive = _alive(view)[everyone]
            groups, everyone = groups[alive], everyone[alive]
        terms += np.bincount(everyone, minlength=len(terms))
        yield _those_that_meet(groups, everyone, matches, request.common)


def _those_that_meet(groups: Array, everyone: Array, matches: NDArray[np.bool_], common: int) -> _Meetings:
    """Of the documents that hold each group's term those that match, where there are several."""
    wanted = matches[everyone]
    holders = np.bincount(groups)
    meeting = np.bincount(groups[wanted], minlength=len(holders))
    kept = (meeting > 1) & (holders <= common)
    wanted &= kept[groups]
    groups, documents = groups[wanted], everyone[wanted]
    order = np.argsort(groups, kind="stable")
    return _Meetings(documents[order], meeting[kept], holders[kept])


def _ranges(held: Sequence[Part]) -> Iterator[list[Stretch]]:
    """Terms from … to … of each part, all parts with the same terms; the largest is cut evenly."""
    if not held:
        return
    _, largest = max(held, key=lambda each: len(each[1].terms))
    share = max(1, len(held))
    before = [0] * len(held)
    for _, last in largest.ranges(AT_ONCE // share):
        is_end = last == len(largest.terms)
        bound = b"" if is_end else largest.terms[last]
        after = [len(each.terms) if is_end else each.terms.lower_bound(bound) for _, each in held]
        ends = zip(held, before, after, strict=True)
        yield [(*each, first, last) for each, first, last in ends if first < last]
        before = after


def _numbered_alike(stretches: Sequence[Stretch]) -> Array:
    """A number for each term of several dictionaries, one after another: the same for the same term."""
    if len(stretches) == 1:
        ((_, _, first, last),) = stretches
        return np.arange(last - first)
    together = np.concatenate([postings.terms.array(first, last) for _, postings, first, last in stretches])
    order = np.argsort(together, kind="stable")
    ordered = together[order]
    numbers = np.empty(len(together), np.int64)
    numbers[order] = np.cumsum(np.concatenate(([False], ordered[1:] != ordered[:-1])))
    return numbers


def _alive(view: View) -> NDArray[np.bool_]:
    return np.concatenate(
        [np.ones(part.segment.documents, np.bool_) if part.live is None else part.live for part in view.parts]
    )


def _pairs(met: Sequence[_Meetings], matches: NDArray[np.bool_], common: int) -> tuple[Array, Array, Array]:
    """Each pair once for each of its terms, ascending: its documents, and the term's holders."""
    count = sum(int((each.lengths * (each.lengths - 1) // 2).sum()) for each in met)
    meter().spend(MEETING * count)
    meter().hold(_SIZE * count)
    numbers = np.flatnonzero(matches)
    places = np.cumsum(matches) - 1
    bits, of_holders = len(numbers).bit_length(), common.bit_length()
    keys = [np.zeros(0, np.int64)]
    for each in met:
        starts = np.cumsum(each.lengths) - each.lengths
        for length in np.flatnonzero(np.bincount(each.lengths)).tolist():
            terms = np.flatnonzero(each.lengths == length)
            documents = np.sort(places[each.documents[starts[terms, None] + np.arange(length)]], axis=1)
            one, other = np.triu_indices(length, 1)
            pair = documents[:, one] << bits | documents[:, other]
            keys.append((pair << of_holders | each.holders[terms, None]).ravel())
    every = np.concatenate(keys)
    keys.clear()
    every.sort()
    meter().release(_SIZE * count)
    pair = every >> of_holders
    return numbers[pair >> bits], numbers[pair & (1 << bits) - 1], every & (1 << of_holders) - 1


def _lengths(view: View, field: str) -> Array:
    """How many tokens a scored field of each document has."""
    lengths = np.zeros(view.documents, np.int64)
    for part in view.parts:
        postings = part.segment.postings(field)
        if postings and postings.scored:
            of_part = LENGTH_OF_BYTE[postings.lengths()]
            lengths[part.base : part.base + len(of_part)] = of_part
    return lengths


def _several(
    found: tuple[Array, Array, Array], terms: Array, lengths: Array, request: Pairing
) -> NumberedPairs:
    """Those pairs that share as much as is asked for, each once."""
    one, other, holders = found
    begins = np.flatnonzero((np.diff(one, prepend=-1) != 0) | (np.diff(other, prepend=-1) != 0))
    shared = np.diff(begins, append=len(one))
    rarities = np.add.reduceat(1 / holders, begins) if len(begins) else np.zeros(0)
    one, other = one[begins], other[begins]
    fewer = np.minimum(terms[one], terms[other])
    wanted = (shared >= request.fewest) & (rarities >= request.rarity) & (shared >= request.part * fewer)
    return NumberedPairs(
        one[wanted],
        other[wanted],
        terms[one[wanted]],
        terms[other[wanted]],
        lengths[one[wanted]],
        lengths[other[wanted]],
        shared[wanted],
        holders[np.repeat(wanted, shared)],
    )

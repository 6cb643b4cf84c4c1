"""Pairs of documents, among those that match, that share several hashes: those that few documents hold.

The hashes of a field are gone through range by range, so that memory holds one range of them, and of what
comes of it only the documents that match and meet another one there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...budget import MEETING, TAG, meter
from ...common_hashes import RARITY_UNIT, Pair, Pairing
from ..segment.hashes import HashColumn
from ..segment.lengths import LENGTH_OF_BYTE
from ..store.view import View, ViewSegment, live_documents
from .kernel import Documents

Array = NDArray[np.int64]
Part = tuple[ViewSegment, HashColumn]

AT_ONCE = 1 << 21
"""Pairs of a hash and a document that are looked at together."""
_SIZE = 24
"""Bytes for each hash in which two documents meet: while all are put together, and in order."""
_MOST_HOLDERS = (1 << 16) - 1
"""Of a hash, that are told apart: more are as many."""
_MIXING = np.uint64(0x9E3779B97F4A7C15)  # odd, and of many bits
_MIXED_BITS = 32


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Hashes that documents meet in, one after another.

    Attributes:
        documents: int[meetings], for each hash those that match and hold it.
        lengths: int[hashes], how many these are.
        holders: int[hashes], how many hold it in all, whether they match or not.
    """

    documents: Array
    lengths: Array
    holders: Array

    def where(self, kept: NDArray[np.bool_]) -> _Meetings:
        """Those of some hashes, bool[hashes]."""
        return _Meetings(
            self.documents[np.repeat(kept, self.lengths)], self.lengths[kept], self.holders[kept]
        )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Pairs of documents that meet in a hash of many holders, and in all their others: neighbours alone.

    So a text that any number of documents carry, word for word, is found in time that grows with them.

    Attributes:
        one, other: int[pairs], the documents; the lower number first.
        holders: int[pairs], of the hash.
    """

    one: Array
    other: Array
    holders: Array

    @classmethod
    def among(cls, met: _Meetings, crowded: NDArray[np.bool_], digests: Array) -> _Neighbours:
        """Those of some hashes, bool[hashes]; digests of what each document holds, int[documents]."""
        here = met.where(crowded)
        groups = np.repeat(np.arange(len(here.lengths)), here.lengths)
        order = np.lexsort((here.documents, digests[here.documents], groups))
        documents, groups = here.documents[order], groups[order]
        one, other = documents[:-1], documents[1:]
        alike = (groups[:-1] == groups[1:]) & (digests[one] == digests[other])
        return cls(one[alike], other[alike], here.holders[groups[:-1][alike]])


@dataclass(frozen=True, slots=True)
class NumberedPairs:
    """Pairs of documents by the view's numbers, ascending.

    Attributes:
        one, other: int[pairs], the documents; the lower number first.
        held, other_held: int[pairs], how many hashes each holds.
        length, other_length: int[pairs], how long the text of each is.
        shared: int[pairs], how many of them the pair shares.
        holders: int[sum of shared], of each pair's hashes, how many documents hold them, ascending.
    """

    one: Array
    other: Array
    held: Array
    other_held: Array
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
            self.held.tolist(),
            self.other_held.tolist(),
            self.length.tolist(),
            self.other_length.tolist(),
            pairwise((0, *np.cumsum(self.shared).tolist())),
            strict=True,
        )
        return sorted(
            Pair(one, other, held, of_other_held, length, of_other, tuple(holders[start:end]))
            if one < other
            else Pair(other, one, of_other_held, held, of_other, length, tuple(holders[start:end]))
            for one, other, held, of_other_held, length, of_other, (start, end) in rows
        )


def pairs_sharing(view: View, matching: Sequence[Documents], request: Pairing) -> NumberedPairs:
    """The pairs of a request among the documents that match, given for each part by its own numbers."""
    matches = view.flags_of(matching)
    held, digests = np.zeros((2, view.documents), np.int64)
    met = list(_meetings(view, matches, request.field, held, digests))
    crowded = [_Neighbours.among(each, each.holders > request.widest, digests) for each in met]
    met = [each.where(each.holders <= request.widest) for each in met]
    return _several(_pairs(met, crowded, matches), held, _lengths(view, request.text), request)


def _meetings(
    view: View, matches: NDArray[np.bool_], field: str, held: Array, digests: Array
) -> Iterator[_Meetings]:
    """Where documents meet, range by range.

    ``held`` is raised by how many hashes each document holds, ``digests`` by a number for each of them: they
    are the same of documents with the same hashes.
    """
    columns = [(part, column) for part in view.parts if (column := part.segment.hashes(field))]
    live = live_documents(view.parts)
    for hashes, holders in _ranges(columns):
        meter().spend(TAG * len(holders))
        alive = slice(None) if live is None else live[holders]
        groups, everyone = _numbered_alike(hashes)[alive], holders[alive]
        held += np.bincount(everyone, minlength=len(held))
        mixed = (hashes[alive].astype(np.uint64) * _MIXING) >> np.uint64(64 - _MIXED_BITS)
        # Sums of numbers of 32 bits: exact as floats, too.
        digests += np.bincount(everyone, mixed, minlength=len(held)).astype(np.int64)
        yield _those_that_meet(groups, everyone, matches)


def _those_that_meet(groups: Array, everyone: Array, matches: NDArray[np.bool_]) -> _Meetings:
    """Of the documents that hold each group's hash those that match, where there are several."""
    wanted = matches[everyone]
    holders = np.bincount(groups)
    meeting = np.bincount(groups[wanted], minlength=len(holders))
    kept = meeting > 1
    wanted &= kept[groups]
    groups, documents = groups[wanted], everyone[wanted]
    order = np.argsort(groups, kind="stable")
    return _Meetings(documents[order], meeting[kept], holders[kept])


def _ranges(columns: Sequence[Part]) -> Iterator[tuple[NDArray[np.uint32], Array]]:
    """Hashes, ascending in each part, and who holds them, those of all parts together."""
    if not columns:
        return
    largest = max((column.hashes for _, column in columns), key=len)
    bounds = largest[:: max(1, AT_ONCE // len(columns))][1:]
    all_hashes = [column.hashes for _, column in columns]
    cuts = [[0, *np.searchsorted(hashes, bounds).tolist(), len(hashes)] for hashes in all_hashes]
    for ends in zip(*map(pairwise, cuts), strict=True):
        here = list(zip(columns, ends, strict=True))
        yield (
            np.concatenate([column.hashes[slice(*span)] for (_, column), span in here]),
            np.concatenate([column.holders_between(*span) + part.base for (part, column), span in here]),
        )


def _numbered_alike(hashes: NDArray[np.uint32]) -> Array:
    """Numbers from 0 in the place of hashes: the same for the same one."""
    order = np.argsort(hashes, kind="stable")
    numbers = np.empty(len(hashes), np.int64)
    ordered = hashes[order]
    numbers[order] = np.cumsum(ordered != np.concatenate((ordered[:1], ordered[:-1])))
    return numbers


def _pairs(
    met: Sequence[_Meetings], crowded: Sequence[_Neighbours], matches: NDArray[np.bool_]
) -> tuple[Array, Array, Array]:
    """Each pair once for each of its hashes, ascending: its documents, and the hash's holders."""
    count = sum(int((each.lengths * (each.lengths - 1) // 2).sum()) for each in met)
    count += sum(len(each.one) for each in crowded)
    meter().spend(MEETING * count)
    meter().hold(_SIZE * count)
    numbers = np.flatnonzero(matches)
    places = np.cumsum(matches) - 1
    bits, of_holders = len(numbers).bit_length(), _MOST_HOLDERS.bit_length()
    keys = [np.zeros(0, np.int64)]
    for each in met:
        starts = np.cumsum(each.lengths) - each.lengths
        for length in np.flatnonzero(np.bincount(each.lengths)).tolist():
            hashes = np.flatnonzero(each.lengths == length)
            documents = np.sort(places[each.documents[starts[hashes, None] + np.arange(length)]], axis=1)
            one, other = np.triu_indices(length, 1)
            pair = documents[:, one] << bits | documents[:, other]
            keys.append((pair << of_holders | np.minimum(each.holders, _MOST_HOLDERS)[hashes, None]).ravel())
    for neighbours in crowded:
        pair = places[neighbours.one] << bits | places[neighbours.other]
        keys.append(pair << of_holders | np.minimum(neighbours.holders, _MOST_HOLDERS))
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
    found: tuple[Array, Array, Array], held: Array, lengths: Array, request: Pairing
) -> NumberedPairs:
    """Those pairs that share as much as is asked for, each once."""
    one, other, holders = found
    begins = np.flatnonzero((np.diff(one, prepend=-1) != 0) | (np.diff(other, prepend=-1) != 0))
    shared = np.diff(begins, append=len(one))
    is_rare = holders <= request.common
    rare = _sums(is_rare.astype(np.int64), begins)
    rarities = _sums(np.where(is_rare, RARITY_UNIT // holders, 0), begins)
    one, other = one[begins], other[begins]
    fewer = np.minimum(held[one], held[other])
    by_rare = (rare >= np.maximum(request.fewest, request.part * fewer)) & (
        rarities >= request.rarity * RARITY_UNIT
    )
    by_all = (shared >= request.fewest) & (shared >= request.told * fewer)
    wanted = by_rare | by_all
    told = np.repeat(wanted, shared) & (is_rare | np.repeat(~by_rare, shared))
    return NumberedPairs(
        one[wanted],
        other[wanted],
        held[one[wanted]],
        held[other[wanted]],
        lengths[one[wanted]],
        lengths[other[wanted]],
        np.where(by_rare, rare, shared)[wanted],
        holders[told],
    )


def _sums(numbers: Array, begins: Array) -> Array:
    """The sum of each stretch of numbers, from where it begins."""
    return np.add.reduceat(numbers, begins) if len(begins) else np.zeros(0, np.int64)

"""Documents that share marks with some sets of them; the holders of all are looked up together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...budget import DOCUMENT, WORD, meter
from ...protocol import RARITY_UNIT, Sharing
from ..segment.marks import MarkColumn
from ..store.view import View, ViewSegment

Array = NDArray[Any]

Shared = tuple[int, tuple[int, ...]]
"""The view's number of a document, and how many hold each mark that it shares, ascending."""

_STEPS = 24
"""Marks that are looked at to find one, about."""
_NO_MARKS, _NONE = np.empty(0, np.uint32), np.empty(0, np.intp)


def find_sharing(view: View, request: Sharing) -> list[list[Shared]]:
    """For each set of marks the documents that share enough of it: those wanted, and others as rare."""
    sets = [_once(np.array(marks, np.uint32)) for marks in request.sets]
    marks = _once(np.concatenate([_NO_MARKS, *sets]))
    places = [np.searchsorted(marks, each) for each in sets]
    most = np.full(len(marks), request.common)
    for each in places:
        most[each[: request.told]] = max(request.common, request.widest)
    holders = _holders(view, request.field, marks, most)
    return _choose(request, _pairs(request, places, holders, view.documents))


@dataclass(frozen=True, slots=True, eq=False)
class _Holders:
    """The documents that hold each of some marks.

    Attributes:
        counts: how many they are; -1: too many to be looked at.
        first: where those of each mark begin.
        documents: of all marks, one after another.
    """

    counts: Array
    first: Array
    documents: Array


def _holders(view: View, field: str, marks: Array, most: Array) -> _Holders:
    columns = [(part, column) for part in view.parts if (column := part.segment.marks(field))]
    meter().spend(WORD * _STEPS * len(marks) * len(columns))
    spans = [column.spans(marks) for _, column in columns]
    least = np.zeros(len(marks), np.intp)  # that hold each, whichever of them are deleted
    for (part, _), (_, counts) in zip(columns, spans, strict=True):
        least += np.maximum(counts - part.deleted, 0)
    found = [
        _live_pairs(part, column, starts, np.where(least <= most, counts, 0))
        for (part, column), (starts, counts) in zip(columns, spans, strict=True)
    ]
    places = np.concatenate([_NONE, *(of_marks for of_marks, _ in found)])
    documents = np.concatenate([_NONE, *(of_marks for _, of_marks in found)])
    counts = np.bincount(places, minlength=len(marks))
    first = np.cumsum(counts) - counts
    too_many = (least > most) | (counts > most)
    return _Holders(np.where(too_many, -1, counts), first, documents[np.argsort(places, kind="stable")])


def _live_pairs(part: ViewSegment, column: MarkColumn, starts: Array, counts: Array) -> tuple[Array, Array]:
    """The place of a mark, and the view's number of a document that holds it."""
    meter().spend(DOCUMENT * int(counts.sum()))
    places, documents = np.repeat(np.arange(len(counts)), counts), column.holders(starts, counts)
    if part.live is not None:
        kept = part.live[documents]
        places, documents = places[kept], documents[kept]
    return places, documents + part.base


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """What each document shares with each set: groups of one set and one document, in order.

    Attributes:
        first: where each group begins.
        sets, documents: of each group.
        holders: how many documents hold each mark, one group after another.
        rare: whether that is so few that it says something by itself.
        told: whether the mark is one of those that tell the set.
        part: the part of the marks that tell the set that each group has.
    """

    first: Array
    sets: Array
    documents: Array
    holders: Array
    rare: Array
    told: Array
    part: Array


def _pairs(request: Sharing, places: Sequence[Array], held: _Holders, documents: int) -> _Pairs:
    sizes = np.array([len(each) for each in places], np.intp)
    of_set = np.repeat(np.arange(len(places)), sizes)
    place = np.concatenate([_NONE, *places])
    counts = held.counts[place]
    rank = np.arange(len(place)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    tells = (rank < request.told) & (counts >= 0) & (counts <= request.widest)
    telling = np.bincount(of_set[tells], minlength=len(places))
    rare = (counts > 1) & (counts <= request.common)
    row = np.repeat(np.arange(len(place)), np.where(rare | tells, counts, 0))
    ends = np.cumsum(np.bincount(row, minlength=len(place)))
    within = np.arange(len(row)) - np.concatenate(([0], ends))[row]
    keys = of_set[row] * documents + held.documents[held.first[place[row]] + within]
    order = np.argsort(keys, kind="stable")
    keys, row = keys[order], row[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else _NONE
    sets, numbers = np.divmod(keys[first], max(1, documents))
    told = tells[row]
    part = _sums(told, first) / np.maximum(1, telling[sets])
    return _Pairs(first, sets, numbers, counts[row], rare[row], told, part)


def _choose(request: Sharing, pairs: _Pairs) -> list[list[Shared]]:
    rarities = RARITY_UNIT // np.maximum(1, pairs.holders)
    are_rare = (_sums(pairs.rare, pairs.first) >= request.fewest) & (
        _sums(rarities * pairs.rare, pairs.first) >= request.rarity * RARITY_UNIT
    )
    are_told = (_sums(pairs.told, pairs.first) >= request.fewest) & (pairs.part >= request.part)
    wanted = np.flatnonzero(are_rare | are_told)
    rarity = _sums(rarities, pairs.first)[wanted]
    ends = np.append(pairs.first[1:], len(pairs.holders))
    found: list[list[Shared]] = []
    for number in range(len(request.sets)):
        start, stop = np.searchsorted(pairs.sets[wanted], (number, number + 1))
        chosen, rarest = wanted[start:stop], rarity[start:stop]
        if len(chosen) > request.most:
            chosen = chosen[rarest >= np.partition(rarest, -request.most)[-request.most]]
        found.append(
            [
                (document, tuple(sorted(pairs.holders[first:end].tolist())))
                for document, first, end in zip(
                    pairs.documents[chosen].tolist(), pairs.first[chosen], ends[chosen], strict=True
                )
            ]
        )
    return found


def _sums(values: Array, first: Array) -> Array:
    """The sum of each group of values, by where it begins."""
    return np.add.reduceat(values.astype(np.int64), first) if len(first) else _NONE


def _once(marks: Array) -> Array:
    """Each mark once, ascending."""
    marks = np.sort(marks)
    return marks[np.concatenate(([True], marks[1:] != marks[:-1]))] if len(marks) else marks

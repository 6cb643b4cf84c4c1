"""Documents that share hashes with some sets of them; the holders of all are looked up together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...budget import DOCUMENT, LOOKUP, meter
from ...common_hashes import RARITY_UNIT, Sharing
from ..store.view import View

Array = NDArray[Any]

_NONE = np.empty(0, np.intp)


class Holders:
    """The documents of a view that hold the hashes of a request, where they are several.

    Args:
        view: of the documents.
        request: whose hashes they are.
    """

    def __init__(self, view: View, request: Sharing) -> None:
        self._request = request
        parts = ((part, part.segment.hashes(request.field)) for part in view.parts)
        self._columns = [(part, column) for part, column in parts if column]
        self._told = [sorted(hashes)[: request.told] for hashes in request.sets]
        self._documents: Mapping[int, Sequence[int]] = {}
        self._too_many: Collection[int] = ()
        self._look_up()

    def sharers_of(self, number: int) -> Mapping[int, Sequence[int]]:
        """The documents that share enough of a set: those wanted, and others that share hashes as rare.

        Args:
            number: of the set in the request.

        Returns:
            Of each document, by the view's number, how many hold each hash that it shares.
        """
        request = self._request
        telling = [each for each in self._told[number] if each not in self._too_many]
        wide = [each for each in telling if len(self._documents.get(each, ())) > request.crowd]
        least = request.part * len(telling)
        found = dict(self._counts_of(telling, max(least, request.fewest))) if len(wide) >= least else {}
        found |= {
            each: counts
            for each, counts in self._counts_of(request.sets[number], request.fewest, request.common).items()
            if rarity(counts) >= request.rarity * RARITY_UNIT
        }
        if len(found) > request.most:
            bound = sorted(map(rarity, found.values()))[-request.most]
            return {each: counts for each, counts in found.items() if rarity(counts) >= bound}
        return found

    def _counts_of(
        self, hashes: Iterable[int], fewest: float, most: int | None = None
    ) -> Mapping[int, Sequence[int]]:
        """Of each document that holds so many of the hashes, how many hold each.

        Args:
            hashes: those of a set.
            fewest: how many a document must hold.
            most: how many documents may hold a hash; None: however many.
        """
        several = [documents for each in hashes if (documents := self._documents.get(each))]
        several = [documents for documents in several if most is None or len(documents) <= most]
        held = Counter(chain.from_iterable(several))
        wanted = {each for each, count in held.items() if count >= fewest}
        shared: dict[int, list[int]] = {each: [] for each in wanted}
        for documents in several:
            for each in wanted.intersection(documents):
                shared[each].append(len(documents))
        return shared

    def _look_up(self) -> None:
        """Find the documents of each hash that several hold, and which hashes too many do."""
        names = sorted({each for hashes in self._request.sets for each in hashes})
        hashes = np.array(names, np.uint32)
        meter().spend(LOOKUP * len(hashes) * len(self._columns))
        spans = [column.spans(hashes) for _, column in self._columns]
        held, least = np.zeros(len(hashes), np.intp), np.zeros(len(hashes), np.intp)
        for (part, _), (_, counts) in zip(self._columns, spans, strict=True):
            held += counts
            least += np.maximum(counts - part.deleted, 0) if part.deleted else counts
        most = self._most(hashes, held > self._request.crowd, least)
        places, documents = self._pairs(spans, np.flatnonzero((held > 1) & (least <= most)))
        counts = np.bincount(places, minlength=len(hashes))
        ends, row = np.cumsum(counts), documents[np.argsort(places, kind="stable")].tolist()
        several = np.flatnonzero((counts > 1) & (counts <= most)).tolist()
        starts = (ends - counts).tolist()
        self._documents = {names[place]: row[starts[place] : ends[place]] for place in several}
        self._too_many = frozenset(hashes[np.maximum(least, counts) > self._request.widest].tolist())

    def _most(self, hashes: Array, wide: Array, least: Array) -> Array:
        """How many documents may hold each hash that is looked at."""
        request = self._request
        most = np.full(len(hashes), request.common)
        for told in self._told:
            places = np.searchsorted(hashes, np.array(told, np.uint32))
            places = places[least[places] <= request.widest]
            if np.count_nonzero(wide[places]) >= request.part * len(places):
                most[places] = max(request.common, request.widest)
        return most

    def _pairs(self, spans: Sequence[tuple[Array, Array]], places: Array) -> tuple[Array, Array]:
        """The places of hashes, and the documents that hold them: a pair for each."""
        of_hashes, of_documents = [_NONE], [_NONE]
        for (part, column), (starts, counts) in zip(self._columns, spans, strict=True):
            number = counts[places]
            meter().spend(DOCUMENT * int(number.sum()))
            pairs = part.live_pairs(np.repeat(places, number), column.holders(starts[places], number))
            of_hashes.append(pairs[0])
            of_documents.append(pairs[1])
        return np.concatenate(of_hashes), np.concatenate(of_documents)


def rarity(holders: Collection[int]) -> int:
    """How rare some hashes are together, in millionths: the sum of 1 / holders."""
    return sum([RARITY_UNIT // count for count in holders])

"""Documents that hold several of some terms: those terms that few documents hold are looked through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...budget import DOCUMENT, WORD, meter
from ...protocol import Sharing
from ..store.view import View

Array = NDArray[np.intp]

_STEPS = 24
"""Words of a dictionary that are looked at to find one, about."""


class Holders:
    """The documents of a view that hold some terms of a field, looked up together.

    Args:
        view: of the documents.
        field: of the terms.
        common: terms that more documents hold are passed over, as are those that one holds.
        terms: to be looked up.
    """

    def __init__(self, view: View, field: str, common: int, terms: Iterable[str]) -> None:
        parts = ((part, part.segment.postings(field)) for part in view.parts)
        self._parts = [(part, postings) for part, postings in parts if postings and len(postings.terms)]
        self._common = common
        self._most = common + sum(part.deleted for part in view.parts)
        self._of = self._look_up(list(dict.fromkeys(terms)))

    def of(self, term: str) -> Sequence[int]:
        """The view's numbers of the documents that hold a term."""
        return self._of.get(term, ())

    def _look_up(self, terms: Sequence[str]) -> Mapping[str, Sequence[int]]:
        meter().spend(WORD * _STEPS * len(terms) * len(self._parts))
        encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
        numbers = [postings.terms.find_all(encoded) for _, postings in self._parts]
        counts = np.zeros(len(terms), np.int64)
        for (_, postings), found in zip(self._parts, numbers, strict=True):
            counts += np.where(found >= 0, postings.document_frequencies(found), 0)
        wanted = (counts > 1) & (counts <= self._most)  # deleted ones may be among them
        meter().spend(DOCUMENT * int(counts[wanted].sum()))
        places, documents = self._holding(numbers, wanted)
        order = np.argsort(places, kind="stable")
        held = documents[order].tolist()
        ends = np.cumsum(np.bincount(places, minlength=len(terms))).tolist()
        return {
            term: held[start:end]
            for term, (start, end) in zip(terms, pairwise((0, *ends)), strict=True)
            if 1 < end - start <= self._common
        }

    def _holding(self, numbers: Sequence[Array], wanted: NDArray[np.bool_]) -> tuple[Array, Array]:
        """The places of terms, and the documents that hold them: a pair for each."""
        of_terms, of_documents = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
        for (part, postings), found in zip(self._parts, numbers, strict=True):
            places = np.flatnonzero(wanted & (found >= 0))
            if len(places):
                documents = postings.documents_of_all(found[places].tolist())
                terms = np.repeat(places, postings.document_frequencies(found[places]))
                kept = slice(None) if part.live is None else part.live[documents]
                of_terms.append(terms[kept])
                of_documents.append(documents[kept] + part.base)
        return np.concatenate(of_terms), np.concatenate(of_documents)


def documents_sharing(request: Sharing, holders: Holders) -> Mapping[int, Collection[int]]:
    """The documents wanted, and others that share terms as rare: of each, the holders of what it shares."""
    shared: defaultdict[int, list[int]] = defaultdict(list)
    for term in request.terms:
        documents = holders.of(term)
        for number in documents:
            shared[number].append(len(documents))
    several = {number: counts for number, counts in shared.items() if len(counts) >= request.fewest}
    rarities = {number: rarity(counts) for number, counts in several.items()}
    bound = request.rarity
    if len(rarities) > request.most:
        bound = max(bound, sorted(rarities.values())[-request.most])
    return {number: counts for number, counts in several.items() if rarities[number] >= bound}


def rarity(holders: Collection[int]) -> float:
    """How rare some terms are together: the sum of 1 / holders, in an order of its own."""
    return sum(1 / count for count in sorted(holders))

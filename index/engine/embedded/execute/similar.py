"""Texts like a text: BM25 of the words that say most of it, in the others.

Which words these are, their frequency in the text and their rarity tell (TF-IDF, Spärck Jones 1972; as
Lucene's MoreLikeThis chooses them). The rarest come first: however large an archive is, no more than so many
postings are added up for a text.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...budget import DOCUMENT, NAME, SCORE, meter
from ...protocol import LEAST_HOUSE, LEAST_SAID, TIED, Fading, Likeness, Lookup
from ..segment.postings import Postings
from ..store.view import live_documents
from .part import CollectionStatistics, ScoredPart
from .postings_cache import PostingsCache
from .ranges import in_column

Documents = NDArray[np.intp]
"""The view's numbers of documents, ascending, each once."""
Scores = NDArray[np.float32]

_MOST_WORDS = 50_000
"""Words that are remembered; then all are forgotten, and looked up anew."""
_ROUNDING = 0.9999
"""Bounds are sums, and rounded: a document that is so near stays in."""
_WHOLLY_DECAYED = 40
"""Times the days of a fading: what is left then changes no float64."""
_MOST_DAYS = 10_000 * 366
"""Days of a calendar of four figures: the longest table of fading."""
_LEAST_SCORE = 1e-9
"""A document that holds none of the words has less."""
_MOST_POSTINGS = 20_000
"""Postings of a text's words that are added up: with half of them right ones begin to be missed."""
_TRIED = 32
"""Documents that are looked at first, beside those wanted: few of them share too few words."""
_LOOKED_AT = 4
"""Words are looked at for three that are looked for, where a house has words of its own."""
_MOST_HOUSES = 32
"""Houses that are remembered, a byte for each document of the view; then all are forgotten."""


@dataclass(frozen=True, slots=True)
class _WordPostings:
    """A word in a field of all documents.

    Attributes:
        term: the word.
        held: each part that holds it, with the field's postings there and the word's number in them.
        weight: what its scores are multiples of.
        count: how many documents hold it.
    """

    term: str
    held: tuple[tuple[ScoredPart, Postings, int], ...]
    weight: float
    count: int


class _Sought(NamedTuple):
    """A word that is looked for.

    Attributes:
        postings: the word in all documents.
        factor: what its scores there are multiplied by.
        frequency: in the text that others are compared with.
    """

    postings: _WordPostings
    factor: float
    frequency: int

    @property
    def weight(self) -> float:
        return self.factor * self.postings.weight


class _House(NamedTuple):
    """The documents of a house.

    Attributes:
        documents: which they are, bool[documents of the view].
        size: how many.
    """

    documents: NDArray[np.bool_]
    size: int


class _ViewScratch(threading.local):
    """An array of one thread, which every search leaves as it found it: all 0."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self.renew()

    def renew(self) -> None:
        """Make it anew, after a search of this thread that was cut short."""
        self.sums = np.zeros(self._documents, np.float32)


class SimilarTexts:
    """Compares a field of the documents of one view; threads may share it."""

    def __init__(self, collection: CollectionStatistics, field: str) -> None:
        self._collection = collection
        self._field = field
        self._parts = collection.parts
        self._total = collection.documents
        self._factor = collection.weighting.k1 + 1
        self._decoded = PostingsCache()
        self._words: dict[str, _WordPostings | None] = {}
        self._houses: dict[Lookup, _House | None] = {}
        self._scratch = _ViewScratch(collection.documents)
        self._days: dict[str, tuple[NDArray[np.int64], bool]] = {}

    def nearest(self, request: Likeness, own: int) -> list[tuple[int, float, tuple[str, ...]]]:
        """The nearest documents, all that are as near as the last one, their nearness and shared words.

        Args:
            request: what is looked for.
            own: the number of the document that the others are compared with.
        """
        words = self._telling_words(request)
        itself = self._score_of_itself(own, words)
        if not itself or len(words) < request.shared:
            return []
        documents, scores = self._add_up(words, request.least * _ROUNDING * itself, request.shared)
        nearness = scores / itself * self._fade_of(request.fading, documents)
        kept = ((nearness >= request.least) & (documents != own)).nonzero()[0]
        documents, nearness = documents[kept], nearness[kept]
        # Most of those that look best share enough words, and the others need not be looked at.
        for least in (_nearness_of(nearness, request.most + _TRIED), 0.0):
            tried = (nearness >= least).nonzero()[0]
            held = self._membership(words, documents[tried])
            near = (held.sum(0) >= request.shared).nonzero()[0]
            if len(near) >= request.most:
                break
        held, tried = held[:, near], tried[near]
        best = np.argsort(-nearness[tried], kind="stable")
        if len(best) > request.most:
            last = nearness[tried[best[request.most - 1]]]
            best = best[nearness[tried[best]] >= last]
        return [
            (
                number,
                nearness,
                tuple([each.postings.term for each, there in zip(words, terms, strict=True) if there]),
            )
            for number, nearness, terms in zip(
                documents[tried[best]].tolist(),
                nearness[tried[best]].tolist(),
                held[:, best].T.tolist(),
                strict=True,
            )
        ]

    def _membership(self, words: Sequence[_Sought], documents: Documents) -> NDArray[np.bool_]:
        """Which words some documents hold, [words, documents]."""
        return np.array(
            [_are_among(self._documents_of(each.postings), documents) for each in words], np.bool_
        )

    def _telling_words(self, request: Likeness) -> list[_Sought]:
        """The words that are looked for, those first that say most."""
        meter().spend(NAME * len(request.words))
        looked_up = self._words_of(word.term for word in request.words)
        held = [
            (-round(weight * postings.weight, TIED), term, postings, weight, frequency)
            for (term, frequency, weight), postings in zip(request.words, looked_up, strict=True)
            if postings
        ]
        held.sort()
        house = self._house(request.house) if request.house else None
        # More than are wanted where some of them may be the house's own.
        most = request.most_words if house is None else request.most_words * _LOOKED_AT // 3
        words = [_Sought(postings, weight, frequency) for _, _, postings, weight, frequency in held[:most]]
        words = _rarest_of(words, request.shared)
        # Their documents are added up, and those that are near are looked for among them.
        meter().spend((2 * DOCUMENT + SCORE) * sum([word.postings.count for word in words]))
        if house is not None:
            words = [self._as_in(house, each) for each in words]
            words.sort(key=lambda word: (-round(word.weight, TIED), word.postings.term))
        return _words_without_small(words[: request.most_words])

    def _house(self, term: Lookup) -> _House | None:
        """The documents of a house; None where that tells nothing of its words."""
        try:
            return self._houses[term]
        except KeyError:
            if len(self._houses) >= _MOST_HOUSES:
                self._houses.clear()
            found = self._houses[term] = self._look_up_house(term)
            return found

    def _look_up_house(self, term: Lookup) -> _House | None:
        text = term.text.encode("utf-8", "surrogatepass")
        lists = [part.part.documents_with(term.field, text) + part.base for part in self._parts]
        size = sum(map(len, lists))
        if not LEAST_HOUSE <= size <= self._total // 2:
            return None
        documents = np.zeros(self._total, np.bool_)
        documents[np.concatenate(lists)] = True
        return _House(documents, size)

    def _as_in(self, house: _House, word: _Sought) -> _Sought:
        """A word with what it says among the documents of its house, where that is less."""
        there = np.count_nonzero(house.documents.take(self._documents_of(word.postings)))
        rarity = math.log(self._total) * max(0.0, math.log(house.size / (there + 1))) / math.log(house.size)
        return word._replace(factor=word.factor * min(1.0, rarity / (word.postings.weight / self._factor)))

    def _score_of_itself(self, own: int, words: Sequence[_Sought]) -> float:
        norm = float(self._norms[own])
        return sum(each.weight * each.frequency / (each.frequency + norm) for each in words)

    def _add_up(self, words: Sequence[_Sought], least: float, shared: int) -> tuple[Documents, Scores]:
        """The documents with a score of at least so much, and their scores; not those that are deleted.

        Of those that share fewer words, some may be missing.
        """
        sums = self._scratch.sums
        words = sorted(words, key=lambda word: word.postings.count)
        counts = [word.postings.count for word in words]
        documents = np.concatenate([self._documents_of(word.postings) for word in words])
        scores = np.concatenate([self._scores_of(word.postings) for word in words])
        scores *= np.repeat(np.array([word.factor for word in words], np.float32), counts)
        # Who shares enough words holds one of the rare ones.
        rare = documents[: sum(counts[: len(words) - shared + 1])]
        try:
            np.add.at(sums, documents, scores)
            near = rare[sums.take(rare) >= max(least, _LEAST_SCORE)]
            # Each document once, for several words may have brought it.
            near.sort()
            near = near[np.concatenate(([True], near[1:] != near[:-1]))] if len(near) else near
            near = near if self._live is None else near[self._live[near]]
            found: Scores = sums[near]
            sums[documents] = 0
        except BaseException:  # an interrupt too: the next answer would be wrong without a word
            self._scratch.renew()
            raise
        return near, found

    def _fade_of(self, fading: Fading | float, documents: Documents) -> NDArray[Any] | float:
        """The part of a nearness that time leaves."""
        if not isinstance(fading, Fading):
            return fading
        days_of, all_dated = self._days_of(fading)
        days = days_of[documents]
        kept = _fading_table(fading.part, fading.days).take(np.abs(days - fading.day), mode="clip")
        return kept if all_dated else np.where(days < fading.least, fading.undated, kept)

    def _days_of(self, fading: Fading) -> tuple[NDArray[np.int64], bool]:
        """The day of every document, deleted ones included, and whether all have one."""
        known = self._days.get(fading.field)
        if known is None:
            columns = [
                in_column(part, fading.field, np.arange(part.documents), missing=fading.least - 1)
                for part in self._parts
            ]
            days = np.concatenate([np.zeros(0, np.int64), *columns])
            known = self._days[fading.field] = days, bool((days >= fading.least).all())
        return known

    def _words_of(self, terms: Iterable[str]) -> list[_WordPostings | None]:
        """Words, None where no document holds one; what was asked before is remembered."""
        found = []
        for term in terms:
            try:
                found.append(self._words[term])
            except KeyError:
                if len(self._words) >= _MOST_WORDS:
                    self._words.clear()
                found.append(self._words.setdefault(term, self._look_up(term)))
        return found

    def _look_up(self, each: str) -> _WordPostings | None:
        known = self._collection.term(self._field, each.encode("utf-8", "surrogatepass"))
        held: list[tuple[ScoredPart, Postings, int]] = []
        for part, number in zip(self._parts, known.numbers, strict=True):
            postings = part.postings(self._field) if number >= 0 else None
            if postings:
                held.append((part, postings, number))
        if not held:
            return None
        count = sum(postings.document_frequency(number) for _, postings, number in held)
        return _WordPostings(each, tuple(held), known.weight, count)

    def _documents_of(self, word: _WordPostings) -> Documents:
        """The documents that hold a word; not to be changed."""
        return self._decoded.of((word.term, "documents"), lambda: _documents(word))

    def _scores_of(self, word: _WordPostings) -> Scores:
        """The word's scores in these documents; not to be changed."""
        return self._decoded.of((word.term, "scores"), lambda: self._scores(word))

    def _scores(self, word: _WordPostings) -> Scores:
        scores = _frequencies(word)
        total = self._norms[self._documents_of(word)]
        total += scores
        scores /= total
        scores *= np.float32(word.weight)
        return scores

    @cached_property
    def _norms(self) -> Scores:
        """Of all documents, as ``ScoredPart.norms``; 0 where no document of a part has the field."""
        fields = [(part, part.postings(self._field)) for part in self._parts]
        norms = (
            np.zeros(part.documents, np.float32) if postings is None else part.norms(self._field, postings)
            for part, postings in fields
        )
        return np.concatenate(list(norms))

    @cached_property
    def _live(self) -> NDArray[np.bool_] | None:
        """Of all documents; None: all are."""
        return live_documents([part.part for part in self._parts])


def _documents(word: _WordPostings) -> Documents:
    return np.concatenate([postings.documents_of(number) + part.base for part, postings, number in word.held])


def _frequencies(word: _WordPostings) -> Scores:
    return np.concatenate([postings.frequencies_of(number) for _, postings, number in word.held])


def _words_without_small(words: Sequence[_Sought]) -> list[_Sought]:
    """Words without those that say next to nothing beside the others."""
    weights = [word.weight for word in words]
    least = LEAST_SAID * sum(weights) / max(1, len(weights))
    return [word for word, weight in zip(words, weights, strict=True) if weight and weight >= least]


def _rarest_of(words: Sequence[_Sought], least: int) -> list[_Sought]:
    """The rarest of some words, in their order: as many as there is room for, and so many at least."""
    by_count = sorted([(word.postings.count, place) for place, word in enumerate(words)])
    totals = [*accumulate(count for count, _ in by_count)]
    fitting = bisect_right(totals, _MOST_POSTINGS)
    if fitting == len(words):
        return list(words)
    return [words[place] for place in sorted([place for _, place in by_count[: max(fitting, least)]])]


@lru_cache(maxsize=8)
def _fading_table(part: float, days: float) -> NDArray[np.float64]:
    """The part of a nearness that is left after so many days; the last entry: after more."""
    distances = np.arange(min(_WHOLLY_DECAYED * days, _MOST_DAYS) + 2)
    return 1 - part + part * np.exp(-distances / days)


def _nearness_of(nearness: NDArray[Any], place: int) -> float:
    """The nearness that so many documents have, or 0 where there are fewer."""
    return float(np.partition(nearness, -place)[-place]) if len(nearness) >= place else 0.0


def _are_among(many: Documents, few: Documents) -> NDArray[np.bool_]:
    """Which of a few documents are among others, of which there are some."""
    found: NDArray[np.bool_] = many.take(many.searchsorted(few), mode="clip") == few
    return found

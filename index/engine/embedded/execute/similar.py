"""Texts like a text: BM25 of its words in the others, the nearest found without scoring all.

Rare words decide. They are added up first, for all documents that hold one; once the words that are left
cannot make a document near enough by themselves, they are looked up only for those found (Turtle and Flood's
MaxScore, as in pruning.py). What is near enough rises with what is found: time takes away from nearness, and
never adds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from ...budget import DOCUMENT, SCORE, meter
from ...protocol import Fading, Likeness, TextWord
from .part import CollectionStatistics, TermPostings
from .postings_cache import PostingsCache
from .ranges import in_column

Documents = NDArray[np.intp]
"""The view's numbers of documents, ascending, each once."""
Scores = NDArray[np.float32]
Fade = Callable[[Documents], NDArray[Any] | float]
"""The part of a nearness that time leaves to each document, 0 to 1."""

_MOST_WORDS = 50_000
"""Words that are remembered; then all are forgotten, and looked up anew."""
_ROUNDING = 0.9999
"""Bounds are sums, and rounded: a document that is so near stays in."""
_WHOLLY_DECAYED = 40
"""Times the days of a fading: what is left then changes no float64."""
_MOST_DAYS = 10_000 * 366
"""Days of a calendar of four figures: the longest table of fading."""
_TRIED = 32
"""Documents that are looked at, beside those wanted, for what is near enough."""


@dataclass(frozen=True, slots=True)
class _WordPostings:
    """A word in a field of all documents.

    Attributes:
        term: the word.
        held: the word in each part that holds it, with the number of that part's first document.
        weight: what its scores are multiples of.
        bound: what no score of it exceeds.
    """

    term: str
    held: tuple[tuple[int, TermPostings], ...]
    weight: float
    bound: float


class _ViewScratch(threading.local):
    """Arrays of one thread, which every search leaves as it found them: all 0, all False."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self.renew()

    def renew(self) -> None:
        """Make them anew, after a search of this thread that was cut short."""
        self.sums = np.zeros(self._documents, np.float32)
        self.mask = np.zeros(self._documents, np.bool_)


class SimilarTexts:
    """Compares a field of the documents of one view; threads may share it."""

    def __init__(self, collection: CollectionStatistics, field: str) -> None:
        self._field = field
        self._parts = collection.parts
        self._decoded = PostingsCache()
        self._words: dict[str, _WordPostings | None] = {}
        self._scratch = _ViewScratch(collection.documents)
        self._days: dict[str, tuple[NDArray[np.int64], bool]] = {}

    def nearest(self, request: Likeness, own: int) -> list[tuple[int, float]]:
        """The nearest documents and perhaps others, with their nearness, the nearest first.

        Args:
            request: what is looked for.
            own: the number of the document that the others are compared with.
        """
        found = ((self._word(word.term), word) for word in request.words)
        words = [(postings, word) for postings, word in found if postings]
        itself = self._score_of_itself(own, words)
        if not itself:
            return []
        try:
            search = _SimilarSearch(self, request, own, itself)
            return search.run(sorted((postings for postings, _ in words), key=lambda each: -each.weight))
        except BaseException:  # an interrupt too: the next answer would be wrong without a word
            self._scratch.renew()
            raise

    def _score_of_itself(self, own: int, words: Sequence[tuple[_WordPostings, TextWord]]) -> float:
        part = next(part for part in reversed(self._parts) if part.base <= own)
        postings = part.postings(self._field)
        if postings is None:
            return 0.0
        norm = float(part.norms(self._field, postings)[own - part.base])
        return sum(each.weight * word.frequency / (word.frequency + norm) for each, word in words)

    def fade_of(self, fading: Fading | float) -> Fade:
        """The function that gives the part of a nearness that time leaves."""
        if not isinstance(fading, Fading):
            return lambda _: fading
        days_of, all_dated = self._days_of(fading)
        left = _fading_table(fading.part, fading.days)

        def fade(documents: Documents) -> NDArray[Any]:
            days = days_of[documents]
            kept = left.take(np.abs(days - fading.day), mode="clip")
            return kept if all_dated else np.where(days < fading.least, fading.undated, kept)

        return fade

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

    def _word(self, each: str) -> _WordPostings | None:
        """A word, or None where no document holds it; what was asked before is remembered."""
        try:
            return self._words[each]
        except KeyError:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            found = self._words[each] = self._look_up(each)
            return found

    def _look_up(self, each: str) -> _WordPostings | None:
        term = query.Term(self._field, each)
        held = tuple(
            (part.base, held) for part in self._parts if (held := part.term_postings(term)) is not None
        )
        if not held:
            return None
        return _WordPostings(each, held, held[0][1].weight, max(term.bound for _, term in held))

    # What a search asks for

    @property
    def scratch(self) -> _ViewScratch:
        """Arrays of this thread: leave them as they are found."""
        return self._scratch

    def documents(self, word: _WordPostings) -> Documents:
        """The documents that hold a word; not to be changed."""
        found = self._decoded.of((word.term, "documents"), lambda: _documents(word))
        meter().spend((DOCUMENT + SCORE) * len(found))
        return found

    def scores(self, word: _WordPostings) -> Scores:
        """The word's scores in these documents; not to be changed."""
        return self._decoded.of((word.term, "scores"), lambda: _scores(word))

    def without_deleted(self, documents: Documents) -> NDArray[np.bool_] | None:
        """Which documents are not deleted, [documents]; None: all."""
        return None if self._live is None else self._live[documents]

    @cached_property
    def _live(self) -> NDArray[np.bool_] | None:
        """Of all documents; None: all are."""
        if all(part.live is None for part in self._parts):
            return None
        live = (np.ones(part.documents, np.bool_) if part.live is None else part.live for part in self._parts)
        return np.concatenate(list(live))


def _documents(word: _WordPostings) -> Documents:
    return np.concatenate([term.postings.documents_of(term.number) + base for base, term in word.held])


def _scores(word: _WordPostings) -> Scores:
    return np.concatenate([_scores_in(term) for _, term in word.held])


def _scores_in(term: TermPostings) -> Scores:
    scores: Scores = term.postings.frequencies_of(term.number)
    assert term.norms is not None
    total = term.norms[term.postings.documents_of(term.number)]
    total += scores
    scores /= total
    scores *= np.float32(term.weight)
    return scores


class _SimilarSearch:
    """Finds the documents that are like one."""

    def __init__(self, texts: SimilarTexts, request: Likeness, own: int, itself: float) -> None:
        self._texts = texts
        self._request = request
        self._own = own
        self._itself = itself
        self._fade = texts.fade_of(request.fading)
        self._least = request.least * _ROUNDING
        self._alone = {word.term for word in request.words if word.forms >= request.shared}
        """Words of which one is enough to be shared."""

    @property
    def _least_score(self) -> float:
        return self._least * self._itself

    def run(self, words: Sequence[_WordPostings]) -> list[tuple[int, float]]:
        """The documents that are near enough, the nearest first.

        Args:
            words: of the headline, those first that say most.
        """
        rest = sum(word.bound for word in words)
        lists, several, rest = self._add_up(words, rest)
        documents, scores, enough = self._gather(lists, several, rest)
        faded = np.broadcast_to(self._fade(documents), documents.shape)
        # The words that are left, looked up for those only that they could still lift far enough.
        for word in words[len(lists) :]:
            kept = ((scores + rest) * faded >= self._least_score).nonzero()[0]
            documents, scores, enough, faded = documents[kept], scores[kept], enough[kept], faded[kept]
            places, there = _intersect(documents, self._texts.documents(word))
            scores[places] += self._texts.scores(word)[there]
            enough[places] = True
            rest -= word.bound
        kept = (enough & (scores >= self._request.least * _ROUNDING * self._itself)).nonzero()[0]
        documents = documents[kept]
        nearness = scores[kept] / self._itself * faded[kept]
        near = np.flatnonzero(nearness >= max(self._request.least, self._least))
        near = near[np.lexsort((documents[near], -nearness[near]))]
        return list(zip(documents[near].tolist(), nearness[near].tolist(), strict=True))

    def _add_up(
        self, words: Sequence[_WordPostings], rest: float
    ) -> tuple[list[Documents], list[Documents], float]:
        """Add up words from the first on, until the others alone make no document near enough.

        Returns:
            The documents of each of these words; of each, those that share enough words by then; what the
            words that are left can add to a score, at most.
        """
        # float32 and bool of all documents of the view: the scores so far; who shares enough words.
        sums, mask = self._texts.scratch.sums, self._texts.scratch.mask
        lists: list[Documents] = []
        several: list[Documents] = []
        for word in words:
            if rest < self._least_score:
                break
            documents, scores = self._texts.documents(word), self._texts.scores(word)
            if lists:
                before = sums[documents]
                again = slice(None) if word.term in self._alone else before.nonzero()[0]
                scores = scores + before
            else:
                again = slice(None) if word.term in self._alone else slice(0)
            sums[documents] = scores
            enough = documents[again]
            if len(enough):
                mask[enough] = True
                several.append(enough)
                self._raise(enough, scores[again])
            lists.append(documents)
            rest -= word.bound
        return lists, several, rest

    def _gather(
        self, lists: Sequence[Documents], several: Sequence[Documents], rest: float
    ) -> tuple[Documents, Scores, NDArray[np.bool_]]:
        """The documents that are near enough or may become so, their sums, and which share enough words."""
        sums, mask = self._texts.scratch.sums, self._texts.scratch.mask
        least = np.float32(max(self._least_score - rest, 0.0))
        near = [documents[sums[documents] >= least] for documents in lists]
        # Each document once, for several words may have brought it.
        found = np.concatenate([np.empty(0, np.intp), *near])
        found.sort()
        first = np.ones(len(found), np.bool_)
        np.not_equal(found[1:], found[:-1], out=first[1:])
        first &= found != self._own
        found = found[first]
        scores, enough = sums[found], mask[found]
        for documents in several:
            mask[documents] = False
        for documents in lists:
            sums[documents] = 0
        live = self._texts.without_deleted(found)
        return (found, scores, enough) if live is None else (found[live], scores[live], enough[live])

    def _raise(self, documents: Documents, scores: Scores) -> None:
        """Raise what is near enough to the nearness that as many documents as are wanted have already."""
        wanted = self._request.most + 1  # the text's own is among them
        if len(documents) < wanted:
            return
        if len(documents) > wanted + _TRIED:
            best = scores.argpartition(-wanted - _TRIED)[-wanted - _TRIED :]
            documents, scores = documents[best], scores[best]
        live = self._texts.without_deleted(documents)
        if live is not None:
            documents, scores = documents[live], scores[live]
            if len(documents) < wanted:
                return
        nearness = scores * self._fade(documents)
        nearness.partition(-wanted)
        self._least = max(self._least, float(nearness[-wanted]) / self._itself * _ROUNDING)


@lru_cache(maxsize=8)
def _fading_table(part: float, days: float) -> NDArray[np.float64]:
    """The part of a nearness that is left after so many days; the last entry: after more."""
    distances = np.arange(min(_WHOLLY_DECAYED * days, _MOST_DAYS) + 2)
    return 1 - part + part * np.exp(-distances / days)


def _intersect(few: Documents, many: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places in two lists of the documents that both hold; the second one is not empty."""
    there = many.searchsorted(few)
    there[there == len(many)] = 0
    kept = (many[there] == few).nonzero()[0]
    return kept, there[kept]

"""Headlines like a headline: BM25 of its words in the others, the nearest found without scoring all.

Rare words decide. They are added up first, for all headlines that hold one; once the words that are left
cannot make a headline near enough by themselves, they are looked up only for those found (Turtle and Flood's
MaxScore, as in execute/pruning.py). What is near enough rises with what is found: time takes away from
nearness, and never adds.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from corpus.frozen import frozen

from ....text.analysis import fold_token, written_tokens
from ....text.languages import stem_in
from ...budget import DOCUMENT, SCORE, meter
from .part import Collection, Held
from .postings_cache import Decoded

Documents = NDArray[np.intp]
"""The view's numbers of documents, ascending, each once."""
Scores = NDArray[np.float32]
Fading = Callable[[Documents], NDArray[Any] | float]
"""What time leaves of the nearness of documents, 0 to 1."""

_FIELD = "title"
_MOST_WORDS = 50_000
_ROUNDING = 0.9999
"""Bounds are sums, and rounded: a document that is so near stays in."""
_TRIED = 32
"""Documents that are looked at, beside those wanted, for what is near enough."""


@frozen
class Headline:
    """The words of a headline.

    Attributes:
        stems: each once, in order, with how often it stands there.
        forms: in how many forms each of them is written.
    """

    stems: Counter[str]
    forms: Counter[str]

    @classmethod
    def of(cls, title: str, language: str = "") -> Headline:
        """The words of a title that is stemmed in a language (index/languages.py)."""
        stems = [(fold_token(token), stem_in(token, language)) for token in written_tokens(title)]
        return cls(Counter(stem for _, stem in stems), Counter(dict(stems).values()))


@frozen
class Sought:
    """What is looked for.

    Attributes:
        headline: that the others are compared with.
        own: the document that it belongs to, which is never found.
        most: how many documents are wanted; the nearest of all are found.
        least: nearness below which none is.
        words: how many words of the headline must be shared.
        fading: what time takes away.
    """

    headline: Headline
    own: int
    most: int
    least: float
    words: int
    fading: Fading


@frozen
class _Word:
    """A word of headlines in a view.

    Attributes:
        stem: the word.
        held: the word in each part that holds it, with the number of that part's first document.
        weight: what its scores are multiples of.
        bound: what no score of it exceeds.
    """

    stem: str
    held: tuple[tuple[int, Held], ...]
    weight: float
    bound: float


class _Scratch(threading.local):
    """Arrays of one thread, which every search leaves as it found them: all 0, all False."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self.renew()

    def renew(self) -> None:
        """Make them anew, after a search of this thread that was cut short."""
        self.sums = np.zeros(self._documents, np.float32)
        self.mask = np.zeros(self._documents, np.bool_)


class Likeness:
    """Compares headlines of one view; threads may share it."""

    def __init__(self, collection: Collection) -> None:
        self._parts = collection.parts
        self._decoded = Decoded()
        self._words: dict[str, _Word | None] = {}
        self._scratch = _Scratch(collection.documents)

    def nearest(self, sought: Sought) -> list[tuple[int, float]]:
        """The nearest documents and perhaps others, with their nearness, the nearest first.

        Nearness is the score divided by that of the headline itself, less what time takes away. Of equally
        near ones, those with lower numbers come first.
        """
        found = ((self._word(each), each) for each in sought.headline.stems)
        words = {each: word for word, each in found if word}
        itself = self._score_of_itself(sought, words)
        if not itself:
            return []
        try:
            return _Search(self, sought, itself).run(sorted(words.values(), key=lambda word: -word.weight))
        except BaseException:  # an interrupt too: the next answer would be wrong without a word
            self._scratch.renew()
            raise

    def _score_of_itself(self, sought: Sought, words: dict[str, _Word]) -> float:
        part = next(part for part in reversed(self._parts) if part.base <= sought.own)
        postings = part.postings(_FIELD)
        if postings is None:
            return 0.0
        norm = float(part.norms(_FIELD, postings)[sought.own - part.base])
        often = sought.headline.stems
        return sum(word.weight * often[each] / (often[each] + norm) for each, word in words.items())

    def _word(self, each: str) -> _Word | None:
        """A word, or None where no headline holds it; what was asked before is remembered."""
        try:
            return self._words[each]
        except KeyError:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            found = self._words[each] = self._looked_up(each)
            return found

    def _looked_up(self, each: str) -> _Word | None:
        term = query.Term(_FIELD, each)
        held = tuple((part.base, held) for part in self._parts if (held := part.held(term)) is not None)
        if not held:
            return None
        return _Word(each, held, held[0][1].weight, max(term.bound for _, term in held))

    # What a search asks for

    @property
    def scratch(self) -> _Scratch:
        """Arrays of this thread: leave them as they are found."""
        return self._scratch

    def documents(self, word: _Word) -> Documents:
        """The documents whose headlines hold a word; not to be changed."""
        found = self._decoded.of((word.stem, "documents"), lambda: _documents(word))
        meter().spend((DOCUMENT + SCORE) * len(found))
        return found

    def scores(self, word: _Word) -> Scores:
        """The word's scores in these documents; not to be changed."""
        return self._decoded.of((word.stem, "scores"), lambda: _scores(word))

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


def _documents(word: _Word) -> Documents:
    return np.concatenate([term.postings.documents_of(term.number) + base for base, term in word.held])


def _scores(word: _Word) -> Scores:
    return np.concatenate([_scores_in(term) for _, term in word.held])


def _scores_in(term: Held) -> Scores:
    scores: Scores = term.postings.frequencies_of(term.number)
    assert term.norms is not None
    total = term.norms[term.postings.documents_of(term.number)]
    total += scores
    scores /= total
    scores *= np.float32(term.weight)
    return scores


class _Search:
    """Finds the headlines like one."""

    def __init__(self, likeness: Likeness, sought: Sought, itself: float) -> None:
        self._likeness = likeness
        self._sought = sought
        self._itself = itself
        self._least = sought.least * _ROUNDING
        forms = sought.headline.forms
        self._alone = {each for each, count in forms.items() if count >= sought.words}
        """Words of which one is enough to be shared."""

    @property
    def _least_score(self) -> float:
        return self._least * self._itself

    def run(self, words: Sequence[_Word]) -> list[tuple[int, float]]:
        """What is near enough, the nearest first.

        Args:
            words: of the headline, those first that say most.
        """
        rest = sum(word.bound for word in words)
        lists, several, rest = self._summed(words, rest)
        documents, scores, enough = self._gathered(lists, several, rest)
        faded = np.broadcast_to(self._sought.fading(documents), documents.shape)
        for word in words[len(lists) :]:
            kept = ((scores + rest) * faded >= self._least_score).nonzero()[0]
            documents, scores, enough, faded = documents[kept], scores[kept], enough[kept], faded[kept]
            places, there = _shared(documents, self._likeness.documents(word))
            scores[places] += self._likeness.scores(word)[there]
            enough[places] = True
            rest -= word.bound
        kept = (enough & (scores >= self._sought.least * _ROUNDING * self._itself)).nonzero()[0]
        documents = documents[kept]
        nearness = scores[kept] / self._itself * faded[kept]
        near = np.flatnonzero(nearness >= max(self._sought.least, self._least))
        near = near[np.lexsort((documents[near], -nearness[near]))]
        return list(zip(documents[near].tolist(), nearness[near].tolist(), strict=True))

    def _summed(self, words: Sequence[_Word], rest: float) -> tuple[list[Documents], list[Documents], float]:
        """Add up words from the first on, until the others alone make no headline near enough.

        Returns:
            The documents of each of these words; of each, those that share enough words by then; what the
            words that are left can add to a score, at most.
        """
        sums, mask = self._likeness.scratch.sums, self._likeness.scratch.mask
        lists: list[Documents] = []
        several: list[Documents] = []
        for word in words:
            if rest < self._least_score:
                break
            documents, scores = self._likeness.documents(word), self._likeness.scores(word)
            if lists:
                before = sums[documents]
                again = slice(None) if word.stem in self._alone else before.nonzero()[0]
                scores = scores + before
            else:
                again = slice(None) if word.stem in self._alone else slice(0)
            sums[documents] = scores
            enough = documents[again]
            if len(enough):
                mask[enough] = True
                several.append(enough)
                self._raise(enough, scores[again])
            lists.append(documents)
            rest -= word.bound
        return lists, several, rest

    def _gathered(
        self, lists: Sequence[Documents], several: Sequence[Documents], rest: float
    ) -> tuple[Documents, Scores, NDArray[np.bool_]]:
        """The documents that are near enough or may become so, their sums, and which share enough words."""
        sums, mask = self._likeness.scratch.sums, self._likeness.scratch.mask
        least = np.float32(max(self._least_score - rest, 0.0))
        near = [documents[sums[documents] >= least] for documents in lists]
        found = np.concatenate([np.empty(0, np.intp), *near])
        found.sort()
        first = np.ones(len(found), np.bool_)
        np.not_equal(found[1:], found[:-1], out=first[1:])
        first &= found != self._sought.own
        found = found[first]
        scores, enough = sums[found], mask[found]
        for documents in several:
            mask[documents] = False
        for documents in lists:
            sums[documents] = 0
        live = self._likeness.without_deleted(found)
        return (found, scores, enough) if live is None else (found[live], scores[live], enough[live])

    def _raise(self, documents: Documents, scores: Scores) -> None:
        """What is near enough: as near as so many documents are already."""
        wanted = self._sought.most + 1  # the headline's own is among them
        if len(documents) < wanted:
            return
        if len(documents) > wanted + _TRIED:
            best = scores.argpartition(-wanted - _TRIED)[-wanted - _TRIED :]
            documents, scores = documents[best], scores[best]
        live = self._likeness.without_deleted(documents)
        if live is not None:
            documents, scores = documents[live], scores[live]
            if len(documents) < wanted:
                return
        nearness = scores * self._sought.fading(documents)
        nearness.partition(-wanted)
        self._least = max(self._least, float(nearness[-wanted]) / self._itself * _ROUNDING)


def _shared(few: Documents, many: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places in two lists of the documents that both hold; the second one is not empty."""
    there = many.searchsorted(few)
    there[there == len(many)] = 0
    kept = (many[there] == few).nonzero()[0]
    return kept, there[kept]

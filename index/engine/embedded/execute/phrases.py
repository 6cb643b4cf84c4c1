"""Words side by side, or at most some places apart, in their order.

Each word stands one to ``slop`` places after the one before it; what else may stand near one another is found
by nearness.py. The score is that of all the words. Words side by side are joined from the rarest one on; a
long phrase of few words is looked for in the documents' words themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from corpus.errors import QueryError

from ...budget import POSITION, Meter, meter
from ..segment.postings import KEY_POSITION, POSITIONS
from . import sets
from .boolean import boost_scores
from .kernel import NOTHING, Documents, Matches, Scores, kernel
from .part import ScoredPart, TermPostings

Keys = NDArray[np.int64]
"""Documents and positions, each pair as one number, ascending."""
Rows = NDArray[np.bool_]
"""Which of the documents, [documents]."""
Places = Mapping[int, NDArray[Any]]
"""Places of the documents among the postings of each word, by the word's number."""

_MANY_TIMES = 16
"""Of two lists, a so many times longer one is searched rather than read."""
AT_A_TIME = 1 << 21
"""Positions that are held at a time, unless one document has more."""
_KEY = 8 * 5
"""Bytes that are held for each position that is read: its key, and what is made on the way to it."""
_FEW = 8
"""Documents for each one in which the phrase can still be, where the others are left out."""
_LONG = 8
"""Words of a phrase beyond which it is looked for as a whole, where they are few different ones."""
_MOST_CODES = 255
"""Different words that a byte can tell apart; 0 is any other word."""
_MOST_TOKENS = 1 << 25
"""Bytes that such runs of words may take in all."""
READ = 100_000
"""Work of reading the positions of a word, and joining them, whatever their number: many calls of numpy."""
_MATCH = 5_000
"""Work of looking for the next document that holds a phrase as a whole."""


@kernel(query.Phrase)
def phrase(part: ScoredPart, q: query.Phrase, *, scored: bool) -> Matches:
    """The documents that hold a phrase."""
    words = [part.term_postings(query.Term(q.fieldname, word)) for word in q.words]
    terms = [word for word in words if word is not None]
    if not terms or len(terms) < len(words):
        return NOTHING
    if not terms[0].postings.positional:
        raise QueryError(f"The field {q.fieldname} keeps no positions: no phrase can be found in it.", "")
    found, places = _find(part, q, terms)
    if not scored:
        return found, None
    return found, boost_scores(_scores(found, places, terms), q.boost)


def _find(part: ScoredPart, q: query.Phrase, terms: Sequence[TermPostings]) -> tuple[Documents, Places]:
    """The documents, and their places; what was found for this question before is remembered."""
    name = part.index, q.fieldname, tuple(q.words), q.slop
    known: tuple[Documents, Places] | None = meter().recall(name)
    if known is None:
        known = _search(part, q, terms)
        meter().remember(name, known, known[0].nbytes * (len(known[1]) + 1))
    return known


def _search(part: ScoredPart, q: query.Phrase, terms: Sequence[TermPostings]) -> tuple[Documents, Places]:
    words = {word.number: word for word in terms}
    found, of_words = sets.common(part, list(words.values()))
    places = dict(zip(words, of_words, strict=True))
    if len(terms) > 1 and len(found):
        join = _Join(terms, words, q, meter())
        kept = np.zeros(len(found), np.bool_)
        for stretch in join.stretches(places, len(found)):
            at = {number: there[stretch] for number, there in places.items()}
            kept[stretch] = join.rows(at, len(kept[stretch]))
        found, places = found[kept], {number: at[kept] for number, at in places.items()}
    return found, places


def _scores(found: Documents, places: Places, terms: Sequence[TermPostings]) -> Scores:
    """The sums of the words' scores, added in their order."""
    of_words = {word.number: word for word in terms}
    known = {number: word.scores(found, places[number]) for number, word in of_words.items()}
    total = known[terms[0].number]
    for word in terms[1:]:
        total = total + known[word.number]
    return total


class _Join(NamedTuple):
    """Looks for a phrase in documents that hold all of its words.

    Attributes:
        terms: its words, in their order.
        words: each of them once, by number.
        q: the query.
        cost: where the work is counted.
    """

    terms: Sequence[TermPostings]
    words: Mapping[int, TermPostings]
    q: query.Phrase
    cost: Meter

    def stretches(self, places: Places, documents: int) -> Iterator[slice]:
        """The documents in stretches of so many positions as are held at a time."""
        if sum(word.postings.most_positions(number) for number, word in self.words.items()) <= AT_A_TIME:
            yield slice(documents)
            return
        counts = np.zeros(documents, np.int64)
        for number, word in self.words.items():
            counts += word.postings.frequencies_of(number, places[number]).astype(np.int64)
        ends = counts.cumsum()
        first = 0
        while first < documents:
            before = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(ends.searchsorted(before + AT_A_TIME, "right")))
            yield slice(first, last)
            first = last

    def rows(self, places: Places, documents: int) -> Rows:
        """In which documents the words follow one another."""
        if self.q.slop != 1:
            return self._within(places, documents)
        few = len(self.words) * 2 <= len(self.terms) and len(self.words) <= _MOST_CODES
        whole = self._as_a_whole(places, documents) if few and len(self.terms) > _LONG else None
        return self._side_by_side(places, documents) if whole is None else whole

    def keys(self, number: int, places: Places) -> Keys:
        """Where the documents hold a word."""
        keys = self.words[number].postings.keys_of(number, places[number])
        self.cost.spend(READ + POSITION * len(keys), self.q)
        self.cost.hold(_KEY * len(keys), self.q)
        self.cost.release(_KEY * len(keys))
        return keys

    def _within(self, places: Places, documents: int) -> Rows:
        """In which documents each word stands at most ``slop`` places after the one before it."""
        first, *others = self.terms
        ends = self.keys(first.number, places)  # where what was found so far ends
        for word in others:
            if len(ends):
                ends = _following(ends, self.keys(word.number, places), self.q.slop)
        return rows_of(ends >> KEY_POSITION, documents)

    def _side_by_side(self, places: Places, documents: int) -> Rows:
        """In which documents each word stands just after the one before it, joined from the rarest on."""
        first, *others = self._rarest_first()
        anchors = self.keys(self.terms[first].number, places)  # where the rarest word stands
        left = np.arange(documents)
        known: dict[int, Keys] = {}
        for place in others:
            if len(anchors) * _FEW < len(left):
                rows, anchors = _renumber(anchors)
                left, places = left[rows], {number: at[rows] for number, at in places.items()}
                known = {}
            keys = self._known_keys(self.terms[place].number, places, known)
            anchors = _in_both(anchors + (place - first), keys) - (place - first)
            if not len(anchors):
                break
        return rows_of(left[anchors >> KEY_POSITION], documents)

    def _rarest_first(self) -> list[int]:
        """The places in the phrase, those of the rarest words first."""
        frequent = {number: word.postings.most_positions(number) for number, word in self.words.items()}
        return sorted(range(len(self.terms)), key=lambda place: frequent[self.terms[place].number])

    def _known_keys(self, number: int, places: Places, known: dict[int, Keys]) -> Keys:
        """As ``keys``, of a word that may have been read before."""
        if number not in known:
            known[number] = self.keys(number, places)
        else:
            self.cost.spend(POSITION / 2 * len(known[number]), self.q)
        return known[number]

    def _as_a_whole(self, places: Places, documents: int) -> Rows | None:
        """Which documents hold the phrase, looked for in runs of its words; None: the runs would be too long.

        Each word is a byte, and each document a run of them, so that a search of texts finds the phrase, in
        time that is linear in the text (Crochemore and Perrin's two-way algorithm, in ``bytes.find``).
        """
        keys = {number: self.keys(number, places) for number in self.words}
        ends = np.zeros(documents, np.int64)
        for of_word in keys.values():
            last = (of_word >> KEY_POSITION).searchsorted(np.arange(documents), "right") - 1
            np.maximum(ends, of_word[last] & POSITIONS, out=ends)
        begins = np.append(0, (ends + 2).cumsum())
        if begins[-1] > _MOST_TOKENS:
            return None
        codes = {number: code for code, number in enumerate(keys, 1)}
        tokens = np.zeros(begins[-1], np.uint8)
        for number, of_word in keys.items():
            tokens[begins[of_word >> KEY_POSITION] + (of_word & POSITIONS)] = codes[number]
        self.cost.spend(len(tokens), self.q)
        return self._rows_with(bytes(codes[word.number] for word in self.terms), tokens.tobytes(), begins)

    def _rows_with(self, wanted: bytes, tokens: bytes, begins: NDArray[np.int64]) -> Rows:
        """Which runs of tokens hold some tokens side by side."""
        kept = np.zeros(len(begins) - 1, np.bool_)
        place = tokens.find(wanted)
        while place >= 0:
            self.cost.spend(_MATCH, self.q)
            row = int(begins.searchsorted(place, "right")) - 1
            kept[row] = True
            place = tokens.find(wanted, int(begins[row + 1]))
        return kept


def rows_of(rows: NDArray[np.int64], documents: int) -> Rows:
    """Which of the documents are among some rows."""
    kept = np.zeros(documents, np.bool_)
    kept[rows] = True
    return kept


def _renumber(keys: Keys) -> tuple[NDArray[np.int64], Keys]:
    """The documents of some keys, and the keys with these documents numbered from 0."""
    rows = keys >> KEY_POSITION
    begins = np.append(True, rows[1:] != rows[:-1])
    return rows[begins], (begins.cumsum() - 1 << KEY_POSITION) | (keys & POSITIONS)


def _following(ends: Keys, keys: Keys, slop: int) -> Keys:
    """The keys that stand at most ``slop`` after an end."""
    first = np.searchsorted(ends, keys - slop, "left")
    last = np.searchsorted(ends, keys - 1, "right")
    near: Keys = keys[last > first]
    return near


def _in_both(few: Keys, many: Keys) -> Keys:
    """The keys that are in two lists that ascend."""
    if len(few) > len(many):
        few, many = many, few
    if len(few) * _MANY_TIMES < len(many):
        place = many.searchsorted(few)
        place[place == len(many)] = 0
        looked_up: Keys = few[many[place] == few]
        return looked_up
    # To merge two runs is what this sort is best at. The last bit tells the lists apart.
    merged = np.concatenate((few, many))
    merged <<= 1
    merged[len(few) :] |= 1
    merged.sort(kind="stable")
    alike = merged[1:] ^ merged[:-1] == 1
    found: Keys = merged[1:][alike] >> 1
    return found

"""Which words of a dictionary fit a wildcard of letters, ``*`` and ``?``.

Between stars, the first place where a piece fits is the right one: what follows can only have more room. So
the pieces are looked for one after another, in all words at once, and no word is tried in more ways than it
is long. Words are looked at as the dictionary holds them, in UTF-8, in which no letter begins inside another
one; only where ``?`` meets letters of several bytes are words read as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....text.analysis import wildcard_pattern
from ...budget import FREE, LETTER, WORD, Meter
from . import sets

Numbers = NDArray[np.int64]
Letters = NDArray[np.uint8]

_ONE = ord("?")
_CALL = 5_000
"""Work of a few calls of numpy."""
_WORD_ALONE = 300
"""Work of looking at a word by itself."""
_LETTER_ALONE = 20
"""Work of comparing a letter of such a word with a letter of the pattern."""
_FEW = 4
"""Words for each one that is left, where those are taken apart from the others."""
_LONG = 3
"""Longer pieces are rare: they are looked for word by word."""
_RUNS = 4
"""Runs of letters among which the rarest is looked for."""


class _WordList(NamedTuple):
    """Some words in one piece.

    Attributes:
        blob: all of them.
        letters: the same as an array.
        offsets: where each begins and the last ends, [words + 1].
    """

    blob: bytes
    letters: Letters
    offsets: Numbers


class _Cost(NamedTuple):
    """Where work is counted, and what for."""

    meter: Meter
    q: object

    def spend(self, work: float) -> None:
        self.meter.spend(work + _CALL, self.q)


def fitting_terms(
    blob: bytes, offsets: Numbers, wildcard: str, meter: Meter = FREE, q: object = None
) -> Numbers:
    """Which of some terms in one piece fit a wildcard.

    Args:
        blob: the terms, in UTF-8.
        offsets: where each begins and the last ends, [terms + 1].
        wildcard: letters, ``*`` for any of them and ``?`` for one.
        meter: where the work is counted.
        q: the query that it is done for.

    Raises:
        CostError, DeadlineError: see ``Meter.spend``.
    """
    cost = _Cost(meter, q)
    cost.spend(WORD * len(offsets) + LETTER * len(blob))
    words = _WordList(blob, np.frombuffer(blob, np.uint8), offsets)
    if "?" not in wildcard or blob.isascii():
        return _fitting(words, np.arange(len(offsets) - 1), wildcard, cost)
    odd = _not_ascii(words)
    plain = np.ones(len(offsets) - 1, np.bool_)
    plain[odd] = False
    fits = _fitting(words, plain.nonzero()[0], wildcard, cost)
    return sets.distinct(np.concatenate((fits, _fitting_texts(words, odd, wildcard, cost))))


def _fitting(words: _WordList, among: Numbers, wildcard: str, cost: _Cost) -> Numbers:
    """The words that fit, where each letter that ``?`` can stand for is a byte."""
    head, *others = wildcard.encode("utf-8", "surrogatepass").split(b"*")
    *inner, tail = others or [b""]
    least = sum(map(len, (head, *others)))
    lengths = words.offsets[among + 1] - words.offsets[among]
    found = among[lengths >= least if others else lengths == least]
    for begin, piece in ((words.offsets[:-1], head), (words.offsets[1:] - len(tail), tail)):
        for place in reversed(range(len(piece))):  # the first ones are likely to be alike
            if piece[place] != _ONE:
                cost.spend(WORD * len(found))
                found = found[words.letters[begin[found] + place] == piece[place]]
    pieces = [piece for piece in inner if piece]
    return found[_in_order(words, found, (len(head), len(tail)), pieces, cost)] if pieces else found


def _in_order(
    words: _WordList, found: Numbers, ends: tuple[int, int], pieces: Sequence[bytes], cost: _Cost
) -> Numbers:
    """Places of the words that hold pieces one after another, between a beginning and an end."""
    kept = np.arange(len(found))
    if len(found) * _FEW > len(words.offsets):
        kept = _holding(words, found, pieces, cost).nonzero()[0]
        found = found[kept]
    if len(found) * _FEW < len(words.offsets):
        words, found = _apart(words, found, cost), np.arange(len(found))
    first, last = words.offsets[found] + ends[0], words.offsets[found + 1] - ends[1]
    known: dict[bytes, Numbers] = {}
    for piece in pieces:
        after = _after(words, first, last, piece, known, cost)
        fits = (after <= last).nonzero()[0]
        kept, first, last = kept[fits], after[fits], last[fits]
    return kept


def _holding(words: _WordList, found: Numbers, pieces: Sequence[bytes], cost: _Cost) -> NDArray[np.bool_]:
    """Which words hold the rarest run of letters, and perhaps others, [found]."""
    runs = {run[:_LONG] for piece in pieces for run in piece.split(b"?") if run}
    longest = sorted(runs, key=lambda run: (-len(run), run))[:_RUNS]
    if not longest:
        return np.ones(len(found), np.bool_)
    places = min((_places(words.letters, run, cost) for run in longest), key=len)
    cost.spend(WORD * len(places))
    held = np.zeros(len(words.offsets), np.bool_)
    held[words.offsets.searchsorted(places, "right") - 1] = True
    return held[found]


def _apart(words: _WordList, found: Numbers, cost: _Cost) -> _WordList:
    """Some words alone."""
    cost.spend(_WORD_ALONE * len(found))
    ends = zip(words.offsets[found].tolist(), words.offsets[found + 1].tolist(), strict=True)
    blob = b"".join([words.blob[begin:end] for begin, end in ends])
    lengths = words.offsets[found + 1] - words.offsets[found]
    return _WordList(blob, np.frombuffer(blob, np.uint8), np.append(0, lengths.cumsum()))


def _after(
    words: _WordList, first: Numbers, last: Numbers, piece: bytes, known: dict[bytes, Numbers], cost: _Cost
) -> Numbers:
    """Where the first place of a piece in each word ends, from ``first`` on; beyond ``last``: nowhere."""
    if not piece.strip(b"?"):
        return first + len(piece)
    if len(piece) > _LONG and b"?" not in piece:
        # Two-way string matching (Crochemore and Perrin): linear whatever the letters are.
        cost.spend(_WORD_ALONE * len(first) + 2 * LETTER * len(words.blob))
        ends = zip(first.tolist(), last.tolist(), strict=True)
        places = np.array([words.blob.find(piece, begin, end) for begin, end in ends], np.int64)
        return np.where(places < 0, last + 1, places + len(piece))
    if piece not in known:
        known[piece] = _places(words.letters, piece, cost)
    places = np.append(known[piece], len(words.letters) + 1)
    cost.spend(10 * WORD * len(first))
    return places[places.searchsorted(first)] + len(piece)


def _places(letters: Letters, piece: bytes, cost: _Cost) -> Numbers:
    """Where a piece that holds a letter begins, across the ends of words too."""
    cost.spend(2 * LETTER * len(letters))
    known = [place for place, letter in enumerate(piece) if letter != _ONE]
    starts = max(0, len(letters) - len(piece) + 1)
    first, *others = known
    found: Numbers = np.flatnonzero(letters[first : first + starts] == piece[first])
    for place in others:
        cost.spend(WORD * len(found))
        found = found[letters[found + place] == piece[place]]
    return found


def _not_ascii(words: _WordList) -> Numbers:
    places = (words.letters > 127).nonzero()[0]  # noqa: PLR2004 -- the last letter of ASCII
    held = np.zeros(len(words.offsets), np.bool_)
    held[words.offsets.searchsorted(places, "right") - 1] = True
    return np.flatnonzero(held)


def _fitting_texts(words: _WordList, odd: Numbers, wildcard: str, cost: _Cost) -> Numbers:
    """As ``_fitting``, of words that are read as text."""
    ends = list(zip(words.offsets[odd].tolist(), words.offsets[odd + 1].tolist(), strict=True))
    longest = max(map(len, wildcard.split("*")))
    letters = sum(end - begin for begin, end in ends)
    cost.spend(_WORD_ALONE * len(odd) + _LETTER_ALONE * letters * max(1, longest))
    fits = wildcard_pattern(wildcard).fullmatch
    texts = (words.blob[begin:end].decode("utf-8", "replace") for begin, end in ends)
    found: Numbers = odd[np.fromiter((fits(text) is not None for text in texts), np.bool_, len(odd))]
    return found

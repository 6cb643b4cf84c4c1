"""Which words of a dictionary are spelt nearly like one, by the edits of index/text/spelling.py?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....text.spelling import is_near
from . import sets

Numbers = NDArray[np.int64]

_ASCII = 127
_WIDEST = 4
"""Bytes of a letter, at most."""


def near_terms(blob: bytes, offsets: Numbers, wanted: str, most: int) -> Numbers:
    """Which of some terms in one piece are at most so many edits away from a word.

    Args:
        blob: the terms, in UTF-8.
        offsets: where each begins and the last ends, [terms + 1].
        wanted: a word of up to 63 letters.
        most: edits.
    """
    lengths = np.diff(offsets)
    # A letter takes one byte to four: most words are left out by their bytes.
    fits = (lengths >= len(wanted) - most) & (lengths <= _WIDEST * (len(wanted) + most))
    close = np.flatnonzero(fits)
    if most == 1 and wanted:
        close = _half_alike(blob, offsets, close, wanted)
        words = _words(blob, offsets, close)
        alike = [is_near(word.decode("utf-8", "replace"), wanted, 1) for word in words]
        return close[np.array(alike, np.bool_)]
    if not wanted:
        return _near_texts(blob, offsets, close, wanted, most)
    odd = np.zeros(len(lengths), np.bool_)
    odd[offsets.searchsorted((np.frombuffer(blob, np.uint8) > _ASCII).nonzero()[0], "right") - 1] = True
    plain = close[~odd[close] & (lengths[close] <= len(wanted) + most)]
    near = plain[_distances(_letters(blob, offsets[plain], lengths[plain]), wanted) <= most]
    return np.sort(np.concatenate((near, _near_texts(blob, offsets, close[odd[close]], wanted, most))))


def _near_texts(blob: bytes, offsets: Numbers, close: Numbers, wanted: str, most: int) -> Numbers:
    """As ``near_terms``, of some terms that are read as text."""
    words = _words(blob, offsets, close)
    return close[near_words([word.decode("utf-8", "replace") for word in words], wanted, most)]


def near_words(words: list[str], wanted: str, most: int) -> list[int]:
    """Indices of the words that are at most so many edits away."""
    close = [index for index, word in enumerate(words) if abs(len(word) - len(wanted)) <= most]
    if not close or not wanted:
        return close
    longest = max(1, *(len(words[index]) for index in close))
    letters = np.array([words[index] for index in close], f"<U{longest}").view(np.uint32)
    near = _distances(letters.reshape(len(close), longest), wanted) <= most
    return [close[index] for index in np.flatnonzero(near).tolist()]


def _words(blob: bytes, offsets: Numbers, chosen: Numbers) -> list[bytes]:
    ends = zip(offsets[chosen].tolist(), offsets[chosen + 1].tolist(), strict=True)
    return [blob[begin:end] for begin, end in ends]


def _half_alike(blob: bytes, offsets: Numbers, close: Numbers, wanted: str) -> Numbers:
    """The terms that begin as the first half of a word, or end as its second: one edit spares a half.

    But for a swap of the two letters in the middle, which is one word more.
    """
    letters, half = np.frombuffer(blob, np.uint8), len(wanted) // 2
    lengths = offsets[1:] - offsets[:-1]
    swapped = wanted[: half - 1] + wanted[half - 1 : half + 1][::-1] + wanted[half + 1 :] if half else wanted
    head, tail, whole = (
        piece.encode("utf-8", "surrogatepass") for piece in (wanted[:half], wanted[half:], swapped)
    )
    found = []
    for begin, piece in ((offsets[:-1], head), (offsets[1:] - len(tail), tail), (offsets[:-1], whole)):
        alike = close[lengths[close] >= len(piece)]
        for place in reversed(range(len(piece))):
            alike = alike[letters[begin[alike] + place] == piece[place]]
        found.append(alike)
    return sets.distinct(np.concatenate(found))


def _letters(blob: bytes, begins: Numbers, lengths: Numbers) -> NDArray[np.uint32]:
    """Words of ASCII as rows of letters; 0 where a word has no more, [words, longest]."""
    places = np.arange(max(1, lengths.max(initial=0)))
    letters = np.frombuffer(blob + b"\0", np.uint8)[np.minimum(begins[:, None] + places, len(blob))]
    return np.where(places < lengths[:, None], letters, 0).astype(np.uint32)


def _distances(letters: NDArray[np.uint32], wanted: str) -> Numbers:
    """Edits between each word and the wanted one, [words]; letters that a word does not have are 0.

    Myers' bit vectors, with swaps, as Hyyrö has them ("A bit-vector algorithm for computing Levenshtein and
    Damerau edit distances", 2003): a column of Wagner and Fischer's table in two numbers, for all words.
    """
    alike = np.zeros(letters.shape, np.uint64)
    for place, letter in enumerate(wanted):
        alike |= (letters == ord(letter)).astype(np.uint64) << np.uint64(place)
    up = np.full(len(letters), (1 << len(wanted)) - 1, np.uint64)
    down = np.zeros(len(letters), np.uint64)
    one, last = np.uint64(1), np.uint64(len(wanted) - 1)
    distance = np.full(len(letters), len(wanted), np.int64)
    found = distance.copy()
    before, diagonal = np.zeros_like(up), np.zeros_like(up)
    for column in range(letters.shape[1]):
        here = alike[:, column]
        swapped = ((~diagonal & here) << one) & before
        diagonal = swapped | (((here & up) + up) ^ up) | here | down
        more, fewer = down | ~(diagonal | up), up & diagonal
        distance += ((more >> last) & one).astype(np.int64) - ((fewer >> last) & one).astype(np.int64)
        more, fewer = (more << one) | one, fewer << one
        up, down = fewer | ~(diagonal | more), more & diagonal
        before = here
        found = np.where(letters[:, column] != 0, distance, found)
    return found

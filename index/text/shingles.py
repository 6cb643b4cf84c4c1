"""What tells a text from others, and a copy of it even where words were changed: its runs of three words.

A *shingle* is three words that follow one another, folded as exact terms are. Texts are compared by all of
theirs; to be found among many, a text is known by a sample of them, which depends on what it says and not on
where: of each stretch of ``WINDOW`` shingles the one with the least hash (winnowing: Schleimer, Wilkerson
and Aiken, SIGMOD 2003), so that texts with a passage of ``WINDOW`` + 2 words in common have one in common;
and the ``LEAST_SAMPLE`` with the least hashes of all (Broder, 1997), so that short texts have enough of them.
"""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .analysis import exact_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WINDOW = 32
"""Shingles that follow one another, of which one is sampled, at least."""
LEAST_SAMPLE = 10
"""Shingles that are sampled of a text, if it has so many."""
MOST_SAMPLE = 4096
"""Shingles that are sampled of a text at most: as many as a book has."""
LONGEST_TEXT = 1 << 20
"""Characters of a text that are looked at: as many as a book has, too."""

_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd, and of many bits
_BITS = 32
"""Of a hash, in the index: what is found by them is compared in full."""
_NO_WORD, _SEVERAL_WORDS = 0, 1
_FIGURE, _CAPITAL, _NO_TRAIT = 1, 2, 4
_JOINT = "\n"
_LONGEST_WORD = 60
"""Letters; what is longer between two blanks is taken apart."""
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
"""Characters of Thai, Lao, Burmese, Khmer, Japanese and Chinese: what holds one is taken apart, too."""
_CUTS = 3
"""Of the places between two characters of a term that goes without blanks, one in so many parts words."""
_MOST_REMEMBERED = 1 << 16


class Shingles:
    """The shingles of a text, as hashes of 64 bits; and its words.

    Attributes:
        words: their hashes, in order: a shingle is the word of its number and the two that follow.
        count: how many there are, those that stand in the text more than once counted each time.
    """

    def __init__(self, text: str) -> None:
        import numpy as np

        self._text = text[:LONGEST_TEXT]
        words = np.frombuffer(b"".join(map(_hashes.__getitem__, self._pieces)), np.uint64)
        self._is_parted = False
        if len(words) and words.min() <= _SEVERAL_WORDS:
            self._is_parted = bool((words == _SEVERAL_WORDS).any())
            if self._is_parted:
                words = np.frombuffer(b"".join(map(_hash_of, words_of(self._text))), np.uint64)
            words = words[words != _NO_WORD]
        self.words = words
        one, two, three = (np.uint64(factor) for factor in _FACTORS)
        self._hashes = words[:-2] * one
        self._hashes += words[1:-1] * two
        self._hashes += words[2:] * three
        self.count = len(self._hashes)

    @property
    def _pieces(self) -> list[str]:
        """What stands between two blanks; not kept, for as objects they take far more than the text."""
        return self._text.split()

    @cached_property
    def _distinct(self) -> NDArray[Any]:
        import numpy as np

        return _once(np.sort(self._hashes))

    @property
    def distinct(self) -> int:
        """How many there are, each counted once."""
        return len(self._distinct)

    @cached_property
    def figures(self) -> NDArray[Any]:
        """Which of its words have a figure."""
        return self._traits & _FIGURE > 0

    @cached_property
    def particulars(self) -> NDArray[Any]:
        """Which of its words have a figure or a capital letter; figures alone where no blanks part words."""
        return self._traits > 0

    @cached_property
    def _traits(self) -> NDArray[Any]:
        import numpy as np

        if self._is_parted:
            return np.array([_FIGURE * _has_figure(word) for word in words_of(self._text)], np.uint8)
        traits = np.array(list(map(_piece_traits.__getitem__, self._pieces)), np.uint8)
        return traits[traits != _NO_TRAIT] if len(traits) != len(self.words) else traits

    def sample(self) -> tuple[int, ...]:
        """A sample of them, as hashes for an index, each once, ascending."""
        import numpy as np

        hashes = (self._hashes >> np.uint64(64 - _BITS)).astype(np.uint32)
        least = _once(np.sort(hashes))[:LEAST_SAMPLE]
        sample = {*least.tolist(), *_least_of_windows(hashes).tolist()}
        return tuple(sorted(sample)[:MOST_SAMPLE])

    def find_shared(self, other: Shingles) -> NDArray[Any]:
        """Which of them, in order, the other text has too, bool[count]."""
        import numpy as np

        theirs = other._distinct
        if not len(theirs):
            return np.zeros(self.count, np.bool_)
        places = np.minimum(np.searchsorted(theirs, self._hashes), len(theirs) - 1)
        found: NDArray[Any] = theirs[places] == self._hashes
        return found

    def count_shared(self, other: Shingles) -> int:
        """How many both texts have, each counted once."""
        import numpy as np

        both = np.sort(np.concatenate((self._distinct, other._distinct)))
        return int(np.count_nonzero(both[1:] == both[:-1]))


def words_of(text: str) -> list[str]:
    """The words of a text as shingles have them: its exact terms, those between two blanks as one word."""
    words = list(filter(None, map(_words.__getitem__, text.split())))
    if _JOINT not in "".join(words):
        return words
    return [part for word in words for part in word.split(_JOINT)]


def _least_of_windows(hashes: NDArray[Any]) -> NDArray[Any]:
    """The least of each ``WINDOW`` hashes that follow one another; none where there are fewer."""
    import numpy as np

    least, wide = hashes, 1
    while wide < WINDOW:
        step = min(wide, WINDOW - wide)
        least = np.minimum(least[:-step], least[step:])
        wide += step
    return _once(least)


def _once(numbers: NDArray[Any]) -> NDArray[Any]:
    """Numbers without those that are as the one before them."""
    import numpy as np

    kept = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=kept[1:])
    found: NDArray[Any] = numbers[kept]
    return found


class _PieceWords(dict[str, str]):
    """What stands between two blanks → its word; made once, while there are not too many.

    What is long and has several terms is several words.
    """

    def __missing__(self, written: str) -> str:
        terms = exact_terms(written)
        if not written.isascii() and _WITHOUT_BLANKS.search(written):
            return _JOINT.join(part for term in terms for part in _parts(term))
        if len(written) > _LONGEST_WORD:
            return _JOINT.join(terms)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        word = self[written] = " ".join(terms)
        return word


class _PieceHashes(dict[str, bytes]):
    """What stands between two blanks → the hash of its word, likewise; of bytes, arrays are made fast."""

    def __missing__(self, written: str) -> bytes:
        word = _words[written]
        if _JOINT in word:
            return _SEVERAL_WORDS.to_bytes(8, sys.byteorder)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        hashed = self[written] = _hash_of(word)
        return hashed


def _parts(term: str) -> Iterator[str]:
    """A term cut where two characters say so: what two texts have in common is cut alike in both."""
    start = 0
    for place in range(1, len(term)):
        if not crc32(term[place - 1 : place + 1].encode("utf-8", "surrogatepass")) % _CUTS:
            yield term[start:place]
            start = place
    yield term[start:]


class _PieceTraits(dict[str, int]):
    """What stands between two blanks → what it has, likewise."""

    def __missing__(self, written: str) -> int:
        if not _words[written]:
            return _NO_TRAIT
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        trait = self[written] = _FIGURE * _has_figure(written) | _CAPITAL * any(map(str.isupper, written))
        return trait


def _has_figure(word: str) -> bool:
    return any(map(str.isdecimal, word))


def _hash_of(word: str) -> bytes:
    """Of "", the number ``_NO_WORD``; of any other word a greater one than ``_SEVERAL_WORDS``."""
    if not word:
        return _NO_WORD.to_bytes(8, sys.byteorder)
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return max(int.from_bytes(digest, "big"), _SEVERAL_WORDS + 1).to_bytes(8, sys.byteorder)


_words = _PieceWords()
_hashes = _PieceHashes()
_piece_traits = _PieceTraits()

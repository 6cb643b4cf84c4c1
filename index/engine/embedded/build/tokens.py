"""Batch tokenising: texts to arrays of term numbers, many times faster than a regular expression.

The texts of a batch become one run of bytes. ``bytes.translate`` folds the case of ASCII letters and makes
blanks of what never stands in a token; what stands between blanks is a *chunk*. Chunks of up to 16 bytes, and
that is nearly all, are two machine words each, which a hash table made of arrays (open addressing, linear
probing) knows by their term, all at once. Nearly every chunk is one term. Those with full stops, commas or
non-ASCII characters may be none or several: they go through analysis.py when they are first met. A chunk's
terms depend on nothing around it, since blanks, like all else that is translated to one, belong to no token.
What elsewhere parts words and in one place belongs to them, such as the apostrophe of 3'000, is put by
another character that means the same there, and is kept.

The law: the terms are those of ``analysis.exact_terms``, for every text.
"""

from __future__ import annotations

import re
import secrets
from array import array
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ....text.analysis import LONGEST_TERM, exact_terms, stem

Numbers = NDArray[np.int32]
"""Term numbers, one a token."""

_END = b"\xff"
"""Ends a text in a batch: a byte that UTF-8 never holds."""
_TEXT_ENDS = -1
_FIRST_EXPANSION = -2
_UNKNOWN = -(1 << 31)
_BLANK, _FULL_STOP, _COMMA = b" .,"
_SHORT = 16
"""Bytes of a chunk that two words hold."""
_LOW = np.array([(1 << 8 * min(length, 8)) - 1 for length in range(_SHORT + 1)], np.uint64)
_HIGH = np.array([(1 << 8 * max(length - 8, 0)) - 1 for length in range(_SHORT + 1)], np.uint64)
"""The bits of the first and of the second word that belong to a chunk of so many bytes."""
_MIX_LOW, _MIX_HIGH = (np.uint64(secrets.randbits(64) | 1) for _ in range(2))
"""Drawn anew in each process, so that no text can be made whose chunks all meet in one place."""
_HALF = np.uint64(32)
_KEPT = frozenset(b".," + bytes(range(0x80, 0x100)))
_TABLE = bytes(
    byte if byte in _KEPT else ord(chr(byte).lower()) if chr(byte).isalnum() else ord(" ")
    for byte in range(256)
)
_PUNCTUATION = tuple(character.encode() for character in "’‘“”–—…«»\xa0،؟।")
"""Frequent outside ASCII; blanks as good as any, and words beside them are known by their own bytes."""
_IN_NUMBERS = tuple(character.encode() for character in "'’\xa0")
"""Between digits as good as a comma. (Thin spaces there are kept as they are.)"""
_IN_HEBREW = tuple(character.encode() for character in '"“”')
"""Between letters of Hebrew as good as a gershayim."""
_HEBREW_LEADS = (b"\xd6", b"\xd7")
"""First bytes of the characters of Hebrew."""
_BLANK_TO_TOKENS = re.compile(r"[\n\t ()\[\]{}!?;:/–—…«»،؟।]")
"""Blanks to tokens wherever they stand."""
_LARGEST_BATCH = 1 << 20
"""Characters that are cut at a time: their chunks take some 70 bytes a token."""
_MOST_CHUNKS = 1 << 20
"""Chunks that are known at a time: memory is bounded, however many numbers a text lists."""
_LONGEST_CHUNK = 64
"""Longer chunks are not words, and are not remembered."""


class Vocabulary:
    """The terms met so far, numbered from 0 in the order in which they were met.

    Attributes:
        terms: exact terms by their number.
    """

    def __init__(self) -> None:
        self.terms: list[str] = []
        self._chunks = _Chunks(self.terms)
        self._stems = _Stems()

    def numbers(self, texts: Sequence[str]) -> tuple[Numbers, NDArray[np.int64]]:
        """Number the exact terms of texts.

        Returns:
            The numbers of all tokens, text after text; and how many tokens each text has, [len(texts)].
        """
        found: list[Numbers] = []
        counts = np.zeros(len(texts), np.int64)
        for pieces, owners in _batches(texts):
            self._chunks.shorten()
            numbers, widths = _cut(pieces, self._chunks)
            found.append(numbers)
            np.add.at(counts, owners, widths)
        if len(found) == 1:
            return found[0], counts
        return np.concatenate([np.empty(0, np.int32), *found]), counts

    def stems(self) -> tuple[list[str], Numbers]:
        """The stems of all terms, and for each term its stem's number among them, [len(terms)].

        The list is the vocabulary's own and grows with it.
        """
        return self._stems.extend(self.terms)


class _Chunks:
    """The code of each chunk: a term's number, or the number of an expansion (below -1)."""

    def __init__(self, terms: list[str]) -> None:
        self._terms = terms
        self._number_of: dict[str, int] = {}
        self._forget()

    def _forget(self) -> None:
        """Start anew with the chunks, and keep the terms' numbers."""
        self._short = _Table()
        self._long: dict[bytes, int] = {}
        self._several: dict[tuple[int, ...], int] = {}
        self._flat = array("i")
        self._starts = array("q", [0])
        end = np.frombuffer(_END.ljust(8, b"\0"), "<u8")
        self._short.add(end, np.zeros(1, np.uint64), np.array([_TEXT_ENDS], np.int32))

    def shorten(self) -> None:
        """Forget the chunks when they are too many, as in an endless list of numbers."""
        if max(len(self._short), len(self._long), len(self._flat)) > _MOST_CHUNKS:
            self._forget()

    def codes(self, joined: bytes) -> Numbers:
        """The codes of all chunks of a run of bytes that begins with a blank and ends with 16 of them."""
        octets = np.frombuffer(joined, np.uint8)
        blank = octets == _BLANK
        # Places where blanks end and begin: by turns the start and the end of a chunk, [2 · chunks].
        edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        lengths = ends - starts
        # A full stop or comma at a chunk's end means nothing, and would make further chunks of every word.
        last = octets[ends - 1]
        lengths -= ((last == _FULL_STOP) | (last == _COMMA)) & (lengths > 1)
        # words[i] is the number in the eight bytes from i on: a view of the same bytes, of stride 1, no copy.
        # A chunk's key is the words at its start and eight bytes on, without the bits beyond its end.
        words = np.ndarray((len(octets) - 7,), "<u8", octets, strides=(1,))
        held = np.minimum(lengths, _SHORT)
        low, high = words[starts] & _LOW[held], words[starts + 8] & _HIGH[held]
        codes = self._short.codes(low, high)
        is_long = lengths > _SHORT
        for at in np.flatnonzero(is_long).tolist():
            codes[at] = self._long_code(joined[starts[at] : starts[at] + lengths[at]])
        unknown = np.flatnonzero((codes == _UNKNOWN) & ~is_long)
        if unknown.size:
            chunks = [
                joined[start:end]
                for start, end in zip(
                    starts[unknown].tolist(), (starts + lengths)[unknown].tolist(), strict=True
                )
            ]
            codes[unknown] = self._learn(chunks, low[unknown], high[unknown])
        return codes

    def _learn(self, chunks: list[bytes], low: NDArray[np.uint64], high: NDArray[np.uint64]) -> Numbers:
        """Learn short chunks, which may repeat; the code of each."""
        place_of = dict(zip(chunks, range(len(chunks)), strict=True))
        code_of = {chunk: self._code(chunk) for chunk in place_of}
        places = list(place_of.values())
        self._short.add(low[places], high[places], np.array(list(code_of.values()), np.int32))
        return np.array([code_of[chunk] for chunk in chunks], np.int32)

    def _long_code(self, chunk: bytes) -> int:
        code = self._long.get(chunk)
        if code is None:
            code = self._code(chunk)
            if len(chunk) <= _LONGEST_CHUNK:
                self._long[chunk] = code
        return code

    def _code(self, chunk: bytes) -> int:
        if len(chunk) <= LONGEST_TERM and chunk.isalnum():
            return self._number(chunk.decode("ascii"))
        numbers = tuple(map(self._number, exact_terms(chunk.decode("utf-8", "surrogatepass"))))
        return numbers[0] if len(numbers) == 1 else self._expansion(numbers)

    def _number(self, term: str) -> int:
        number = self._number_of.get(term)
        if number is None:
            number = self._number_of[term] = len(self._terms)
            self._terms.append(term)
        return number

    def _expansion(self, numbers: tuple[int, ...]) -> int:
        code = self._several.get(numbers)
        if code is None:
            code = self._several[numbers] = _FIRST_EXPANSION - len(self._several)
            self._flat.extend(numbers)
            self._starts.append(len(self._flat))
        return code

    def expansions(self) -> tuple[Numbers, NDArray[np.int64]]:
        """All expansions one after another, and where each starts."""
        return np.array(self._flat, np.int32), np.array(self._starts, np.int64)


class _Table:
    """A hash table of codes by keys of two words: open addressing with linear probing, all keys at once.

    Three arrays, [slots], hold the first words, the second words and the codes. A first word is never 0, so
    that 0 marks a free slot. There is a power of two of slots, of which a third is taken at most.
    """

    def __init__(self) -> None:
        self._count = 0
        self._allot(15)

    def _allot(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._low = np.zeros(1 << bits, np.uint64)
        self._high = np.zeros(1 << bits, np.uint64)
        self._codes = np.full(1 << bits, _UNKNOWN, np.int32)

    def __len__(self) -> int:
        return self._count

    def _slots(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Where to look first: multiplicative hashing (Dietzfelbinger and others, 1997)."""
        mixed = (low ^ (high * _MIX_HIGH)) * _MIX_LOW
        mixed ^= mixed >> _HALF
        mixed *= _MIX_HIGH
        return (mixed >> self._shift).astype(np.intp)

    def codes(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> Numbers:
        """The code of each key, _UNKNOWN where there is none."""
        slots = self._slots(low, high)
        codes = self._codes[slots]
        # In each round those that met another key look at the next slot; a free one ends the search.
        asked = np.arange(len(low))
        while asked.size:
            there = self._low[slots]
            on = np.flatnonzero(((there != low) | (self._high[slots] != high)) & (there != 0))
            asked, low, high, slots = asked[on], low[on], high[on], (slots[on] + 1) & self._last
            codes[asked] = self._codes[slots]
        return codes

    def add(self, low: NDArray[np.uint64], high: NDArray[np.uint64], codes: Numbers) -> None:
        """Add keys that are distinct and not there yet."""
        self._count += len(low)
        if 3 * self._count > self._last:
            self._grow()
        self._place(low, high, codes)

    def _place(self, low: NDArray[np.uint64], high: NDArray[np.uint64], codes: Numbers) -> None:
        # In each round the first key that wants a free slot takes it; all others want the next slot.
        slots = self._slots(low, high)
        while slots.size:
            free, first = np.unique(slots, return_index=True)
            first = first[self._low[free] == 0]
            at = slots[first]
            self._low[at], self._high[at], self._codes[at] = low[first], high[first], codes[first]
            left = np.ones(len(slots), bool)
            left[first] = False
            low, high, codes, slots = low[left], high[left], codes[left], (slots[left] + 1) & self._last

    def _grow(self) -> None:
        held = np.flatnonzero(self._low)
        low, high, codes = self._low[held], self._high[held], self._codes[held]
        self._allot((3 * self._count).bit_length() + 1)
        self._place(low, high, codes)


class _Stems:
    """The stems of a list of terms that grows."""

    def __init__(self) -> None:
        self._terms: list[str] = []
        self._number_of: dict[str, int] = {}
        self._of = array("i")

    def extend(self, exact: list[str]) -> tuple[list[str], Numbers]:
        """Take in the terms that are new."""
        for term in exact[len(self._of) :]:
            stemmed = stem(term)
            number = self._number_of.setdefault(stemmed, len(self._terms))
            if number == len(self._terms):
                self._terms.append(stemmed)
            self._of.append(number)
        return self._terms, np.array(self._of, np.int32)


def _batches(texts: Sequence[str]) -> Iterator[tuple[list[str], list[int]]]:
    """Texts in batches of bounded size, each with its number; a long text is cut at blanks."""
    pieces: list[str] = []
    owners: list[int] = []
    size = 0
    for owner, text in enumerate(texts):
        for piece in (text,) if len(text) <= _LARGEST_BATCH else _cut_at_blanks(text):
            if size + len(piece) > _LARGEST_BATCH and pieces:
                yield pieces, owners
                pieces, owners, size = [], [], 0
            pieces.append(piece)
            owners.append(owner)
            size += len(piece)
    if pieces:
        yield pieces, owners


def _cut_at_blanks(text: str) -> Iterator[str]:
    """Pieces that begin with what is a blank to tokens, be it a line end or a bracket."""
    start = 0
    while len(text) - start > _LARGEST_BATCH and (
        blank := _BLANK_TO_TOKENS.search(text, start + _LARGEST_BATCH)
    ):
        yield text[start : blank.start()]
        start = blank.start()
    yield text[start:]


def _cut(texts: list[str], chunks: _Chunks) -> tuple[Numbers, NDArray[np.int64]]:
    """Term numbers of texts, and the number of tokens of each."""
    codes = chunks.codes(_batch_bytes(texts))
    widths = (codes != _TEXT_ENDS).astype(np.int64)
    odd = np.flatnonzero(codes < _TEXT_ENDS)
    if odd.size:
        return _expand(codes, widths, odd, chunks)
    return codes[codes >= 0], _counts(codes, widths)


def _batch_bytes(texts: list[str]) -> bytes:
    """The texts as bytes, folded as far as ASCII goes, each followed by _END; see _Chunks.codes."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    joined = _keep_joints(b" \xff ".join([*encoded, b""])).translate(_TABLE)
    if not all(map(str.isascii, texts)):
        for character in _PUNCTUATION:
            joined = joined.replace(character, b" ")
    return b" " + joined + b" " * _SHORT


def _keep_joints(joined: bytes) -> bytes:
    """The same with what joins digits, or letters of Hebrew, as characters that are kept."""
    for joint in _IN_NUMBERS:
        joined = _between_digits(joint).sub(b",", joined)
    if any(lead in joined for lead in _HEBREW_LEADS):
        for joint in _IN_HEBREW:
            joined = _between_hebrew(joint).sub("\u05f4".encode(), joined)
    return joined


@cache
def _between_digits(joint: bytes) -> re.Pattern[bytes]:
    """A pattern that begins with the bytes that it looks for, which makes it fast."""
    return re.compile(joint + b"(?<=[0-9]" + joint + b")(?=[0-9])")


@cache
def _between_hebrew(joint: bytes) -> re.Pattern[bytes]:
    return re.compile(joint + b"(?<=[\xd6\xd7][\x80-\xbf]" + joint + b")(?=\xd7[\x80-\xbf])")


def _expand(
    codes: Numbers, widths: NDArray[np.int64], odd: NDArray[np.intp], chunks: _Chunks
) -> tuple[Numbers, NDArray[np.int64]]:
    """Put the terms of odd chunks in their places.

    Args:
        codes: of all chunks, and _TEXT_ENDS after each text.
        widths: how many tokens each is, 0 or 1; of odd ones it is set here.
        odd: places of the codes of expansions.
        chunks: hold the expansions.
    """
    flat, starts = chunks.expansions()
    expansion = _FIRST_EXPANSION - codes[odd].astype(np.int64)
    wide = starts[expansion + 1] - starts[expansion]
    widths[odd] = wide
    # Each code as often as it has tokens; then those of expansions are overwritten by their terms' numbers.
    numbers = np.repeat(codes, widths)
    inside = np.arange(wide.sum()) - np.repeat(np.cumsum(wide) - wide, wide)
    places = np.repeat(np.cumsum(widths)[odd] - wide, wide) + inside
    numbers[places] = flat[np.repeat(starts[expansion], wide) + inside]
    return numbers, _counts(codes, widths)


def _counts(codes: Numbers, widths: NDArray[np.int64]) -> NDArray[np.int64]:
    ends = np.flatnonzero(codes == _TEXT_ENDS)
    return np.diff(np.cumsum(widths)[ends], prepend=0)

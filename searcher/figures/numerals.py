"""Numbers as they are written in English: in figures, in words, as ranges, more or less exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .chunks import Chunk

Value = float | str
"""A number; or a word such as "dozens", which names none."""

_FIGURES = r"(?!0\d)(?:\d{1,3}(?:[,\xa0\u2009\u202f]\d{3})+|\d{1,9})(?:\.\d{1,6})?"
_NUMBER = re.compile(_FIGURES)
_RANGE = re.compile(rf"({_FIGURES})[–-]({_FIGURES})")
_CURRENCY = r"(?:US|AU|CA|NZ|HK|[AC])?\$|[€£¥₹]"
_MONEY = re.compile(rf"({_CURRENCY})({_FIGURES})(k|m|mn|bn|tn|b)?", re.IGNORECASE)
_SHORT = re.compile(rf"({_FIGURES})(k|m|mn|bn)", re.IGNORECASE)
_PERCENTAGE = re.compile(rf"({_FIGURES})%")
_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""".split()  # noqa: SIM905 -- a table
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 -- a table
_SMALL = {word: n for n, word in enumerate(_UNITS)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_SMALL |= {f"{ten}-{unit}": _SMALL[ten] + n for ten in _TENS for n, unit in enumerate(_UNITS[:10]) if n}
_MAGNITUDES = {"dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_VAGUE = frozenset(f"{word}s" for word in _MAGNITUDES)
_LEAST_TENS = frozenset(("tens", "scores"))  # of something: alone they are other words
_BEGINNINGS = frozenset((*_SMALL, *_MAGNITUDES, *_VAGUE, *_LEAST_TENS, "a", "an", "half", "between"))
_SIGN = re.compile(rf"\d|{_CURRENCY}", re.IGNORECASE)
_PERCENT = frozenset(("percent", "%", "per-cent", "pct"))
_LONGEST = 12  # chunks of a number in words
_HUNDRED = 100

_QUALIFIERS = [
    tuple(words.split())
    for words in """
    more than|less than|fewer than|at least|at most|up to|as many as|as few as|no more than|not more than
    no fewer than|no less than|not less than|close to|an estimated|an additional|a further|a total of|over
    about|around|approximately|roughly|nearly|almost|some|only|just|exactly|estimated|upwards of|well over
    well above|just over|just under|just above|above|below|under|circa|another
    """.replace("\n", "|").split("|")
    if words.strip()
]
_QUALIFIERS.sort(key=len, reverse=True)
_AFTERWARDS = (("or", "more"), ("or", "so"), ("or", "fewer"), ("or", "less"))


class Numeral(NamedTuple):
    """A number as it stands in a text.

    Attributes:
        first, last: places of its first and last chunk, "more than" and the like among them.
        values: what it says: one value, or the two ends of a range.
        is_bare: whether it is nothing but figures.
        unit: "%", a sign of a currency, or "".
    """

    first: int
    last: int
    values: tuple[Value, ...]
    is_bare: bool
    unit: str = ""

    @property
    def is_vague(self) -> bool:
        """Whether it names no number, as "dozens" does."""
        return isinstance(self.values[-1], str)


class _Quantity(NamedTuple):
    """A number without what stands around it: the place after it, and what it says."""

    after: int
    values: tuple[Value, ...]
    is_bare: bool = False
    unit: str = ""


def numeral_at(chunks: Sequence[Chunk], at: int) -> Numeral | None:
    """The number that begins at a place, if one does; with what makes it more or less exact."""
    if chunks[at].key not in _BEGINNINGS and not _SIGN.match(chunks[at].text):
        return None
    quantity = _range_at(chunks, at) or _quantity_at(chunks, at)
    if quantity is None:
        return None
    quantity = _with_percent(chunks, _with_other_end(chunks, quantity))
    last = quantity.after - 1
    for words in _AFTERWARDS:
        if _stand(chunks, quantity.after, words):
            last += len(words)
    first = _first_qualifier(chunks, at)
    return Numeral(first, last, quantity.values, quantity.is_bare and first == at, quantity.unit)


def _first_qualifier(chunks: Sequence[Chunk], at: int) -> int:
    """The place where "more than" and the like begins before a number; two of them are one more."""
    for words in _QUALIFIERS:
        start = at - len(words)
        if start >= 0 and _stand(chunks, start, words) and not chunks[at - 1].ends_phrase:
            return start
    return at


def _stand(chunks: Sequence[Chunk], at: int, words: Sequence[str]) -> bool:
    """Whether words stand at a place, side by side."""
    found = chunks[at : at + len(words)]
    return [chunk.key for chunk in found] == list(words) and not any(c.ends_phrase for c in found[:-1])


def _range_at(chunks: Sequence[Chunk], at: int) -> _Quantity | None:
    """``50–60``, ``between 50 and 60``."""
    chunk = chunks[at]
    match = _RANGE.fullmatch(chunk.text)
    if match:
        low, high = (_value(text) for text in match.groups())
        return _Quantity(at + 1, (low, high)) if low < high else None
    if chunk.key != "between":
        return None
    low_end = _quantity_at(chunks, at + 1)
    if not low_end or not _stand(chunks, low_end.after, ("and",)):
        return None
    high_end = _quantity_at(chunks, low_end.after + 1)
    return high_end and high_end._replace(values=(*low_end.values, *high_end.values), is_bare=False)


def _with_other_end(chunks: Sequence[Chunk], quantity: _Quantity) -> _Quantity:
    """``50 to 60``, ``two or three``."""
    after = quantity.after
    if len(quantity.values) > 1 or quantity.unit or chunks[after - 1].ends_phrase or after >= len(chunks):
        return quantity
    other = _quantity_at(chunks, after + 1) if chunks[after].key in ("to", "or") else None
    if other is None or other.unit or isinstance(other.values[0], str) or isinstance(quantity.values[0], str):
        return quantity
    if quantity.values[0] >= other.values[0]:
        return quantity
    return other._replace(values=(*quantity.values, *other.values), is_bare=False)


def _with_percent(chunks: Sequence[Chunk], quantity: _Quantity) -> _Quantity:
    """With the word for a hundredth after it."""
    after = quantity.after
    if chunks[after - 1].ends_phrase or quantity.unit:
        return quantity
    if after < len(chunks) and (chunks[after].key in _PERCENT):
        return quantity._replace(after=after + 1, is_bare=False, unit="%")
    if _stand(chunks, after, ("per", "cent")):
        return quantity._replace(after=after + 2, is_bare=False, unit="%")
    return quantity


def _quantity_at(chunks: Sequence[Chunk], at: int) -> _Quantity | None:
    if at >= len(chunks):
        return None
    text = chunks[at].text
    if match := _NUMBER.fullmatch(text):
        return _scale(chunks, at, _value(text))
    if match := _MONEY.fullmatch(text):
        scale = _SCALES.get((match[3] or "").lower(), 1)
        return _scale(chunks, at, _value(match[2]) * scale)._replace(unit=match[1], is_bare=False)
    if match := _SHORT.fullmatch(text):
        return _Quantity(at + 1, (_value(match[1]) * _SCALES[match[2].lower()],))
    if match := _PERCENTAGE.fullmatch(text):
        return _Quantity(at + 1, (_value(match[1]),), unit="%")
    return _vague_at(chunks, at) or _words_at(chunks, at)


def _scale(chunks: Sequence[Chunk], at: int, value: float) -> _Quantity:
    """A number in figures, perhaps with "million" after it."""
    if at + 1 < len(chunks) and not chunks[at].ends_phrase and chunks[at + 1].key in _MAGNITUDES:
        return _Quantity(at + 2, (value * _MAGNITUDES[chunks[at + 1].key],))
    return _Quantity(at + 1, (value,), is_bare=True)


def _vague_at(chunks: Sequence[Chunk], at: int) -> _Quantity | None:
    """``dozens``, ``tens of thousands``."""
    if chunks[at].key not in _VAGUE | _LEAST_TENS:
        return None
    after = at + 1
    while after + 1 < len(chunks) and chunks[after].key == "of" and chunks[after + 1].key in _VAGUE:
        after += 2
    if chunks[at].key in _LEAST_TENS and after == at + 1 and not _stand(chunks, after, ("of",)):
        return None
    return _Quantity(after, (" ".join(chunk.key for chunk in chunks[at:after]),))


def _words_at(chunks: Sequence[Chunk], at: int) -> _Quantity | None:
    """``fifty-four``, ``a dozen``, ``half a million``, ``one hundred and twenty``."""
    if _stand(chunks, at, ("half", "a")):
        whole_of = chunks[at + 2].key if at + 2 < len(chunks) else ""
        return _Quantity(at + 3, (_MAGNITUDES[whole_of] / 2,)) if whole_of in _MAGNITUDES else None
    whole = 0.0
    part: float | None = None
    place = at
    if chunks[at].key in ("a", "an"):
        if at + 1 >= len(chunks) or chunks[at + 1].key not in _MAGNITUDES:
            return None
        part, place = 1.0, at + 1
    after = at
    while place < min(len(chunks), at + _LONGEST):
        word = chunks[place].key
        if word in _SMALL and (part is None or _fits(part, _SMALL[word])):
            part = (part or 0) + _SMALL[word]
        elif word in _MAGNITUDES and part:
            part *= _MAGNITUDES[word]
            if word not in ("hundred", "dozen"):
                whole, part = whole + part, 0
        elif not (word == "and" and part is not None and _goes_on(chunks, place)):
            break
        place += 1
        after = place
        if chunks[place - 1].ends_phrase:
            break
    return None if part is None or after == at else _Quantity(after, (whole + part,))


def _goes_on(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether "and" stands inside of a number: after a hundred or a thousand, before what is less."""
    before = chunks[at - 1].key
    following = chunks[at + 1].key if at + 1 < len(chunks) else ""
    return before in ("hundred", "thousand", "million") and following in _SMALL


def _fits(part: float, value: int) -> bool:
    """Whether a number below a hundred goes on one that was read: twenty four, a hundred four."""
    ones = part % _HUNDRED
    return ones == 0 or (ones >= 20 and ones % 10 == 0 and 0 < value < 10)  # noqa: PLR2004 -- of ten


def _value(figures: str) -> float:
    return float(re.sub(r"[^\d.]", "", figures))

"""What is asked: classes of questions, each with words drawn from the collection by how frequent they are.

Words are plain ASCII, so that every contender's tokeniser sees the same ones, and are handed over unstemmed:
each contender stems them as it stems its text.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal, Self

from whoosh.lang.porter import stem as porter

from index.text.analysis import exact_terms, stem

from .collection import Row

SEED = 21_578
PER_CLASS = 20
"""Different questions of a class, at least."""

COMMON = (0.08, 0.40)
MIDDLE = (0.008, 0.04)
RARE = (0.0002, 0.0012)
"""Bands of document frequency, as shares of the collection."""

WITHIN = 5
"""Places between the first of two words that stand near one another and the second, at most."""

_PLAIN = re.compile(r"[a-z]{3,12}")
_PREFIX_TERMS = (3, 60)
"""Distinct stems that a drawn prefix stands for."""

_ATTEMPTS = 1000
"""How often something fitting is looked for before anything will do, in a small collection."""

Wanted = Literal["best", "newest", "topics"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the body field.

    Attributes:
        every: words that must all match.
        some: words of which one must match.
        without: words that must not.
        phrase: words that must stand side by side.
        near: words that must stand within ``WITHIN`` places of one another, in any order.
        prefix: letters with which a term must begin.
        pattern: a term with ``?`` for one letter and ``*`` for any.
        fuzzy: a term that may differ by one edit: a letter more, less or other, or two swapped.
        days: first and last day, as ordinals.
        topic: a tag.
        wanted: the ten best, the ten newest, or the ten most frequent topics with their counts.
    """

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    prefix: str = ""
    pattern: str = ""
    fuzzy: str = ""
    days: tuple[int, int] | None = None
    topic: str = ""
    wanted: Wanted = "best"

    def to_json(self) -> str:
        """As text, for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What ``to_json`` gave."""
        value: dict[str, Any] = json.loads(text)
        found: dict[str, Any] = {
            name: tuple(each) if isinstance(each, list) else each for name, each in value.items()
        }
        return cls(**found)


class Words:
    """The words of a collection by document frequency, and its articles to draw from.

    Args:
        rows: articles; some twenty thousand tell the frequencies of a larger collection well enough.
        seed: of what is drawn.
    """

    def __init__(self, rows: Iterable[Row], seed: int = SEED) -> None:
        self.draw = random.Random(seed)
        self.rows = [row for row in rows if row.body]
        self._texts = [exact_terms(row.body) for row in self.rows]
        frequency: Counter[str] = Counter()
        for text in self._texts:
            frequency.update({stem(word) for word in text})
        self._share = {term: count / len(self.rows) for term, count in frequency.items()}
        self._stems = sorted(term for term in frequency if _PLAIN.fullmatch(term))
        self.surface = sorted(filter(_plain, set().union(*self._texts)))
        self._bands: dict[tuple[float, float], list[str]] = {}
        self.topics: list[str] = [topic for row in self.rows for topic in row.topics] or ["earn"]
        days = sorted(row.day for row in self.rows)
        self.days = days[0], days[-1]

    def in_band(self, word: str, band: tuple[float, float]) -> bool:
        """Whether a word's stem is as frequent as that."""
        return band[0] <= self._share.get(stem(word), 0.0) < band[1]

    def one(self, band: tuple[float, float]) -> str:
        """A word of a band; in a small collection, where a band is empty, any word."""
        if band not in self._bands:
            self._bands[band] = [word for word in self.surface if self.in_band(word, band)] or self.surface
        return self.draw.choice(self._bands[band])

    def together(self, *bands: tuple[float, float]) -> tuple[str, ...]:
        """Words of these bands that stand in one article."""
        for _ in range(_ATTEMPTS):
            text = self.draw.choice(self._texts)
            found: list[str] = []
            for band in bands:
                candidates = [w for w in text if _plain(w) and self.in_band(w, band)]
                candidates = [w for w in candidates if stem(w) not in {stem(other) for other in found}]
                if candidates:
                    found.append(self.draw.choice(candidates))
            if len(found) == len(bands):
                return tuple(found)
        return tuple(self.one(band) for band in bands)

    def neighbours(self, count: int, fits: Callable[[str], bool]) -> tuple[str, ...]:
        """Words that stand side by side in an article, all of them fitting."""
        for _ in range(_ATTEMPTS):
            text = self.draw.choice(self._texts)
            start = self.draw.randrange(max(1, len(text) - count))
            found = text[start : start + count]
            if len(found) == count and all(_plain(word) and fits(word) for word in found):
                return tuple(found)
        return tuple(self.draw.choice(self.surface) for _ in range(count))

    def prefix(self) -> str:
        """Letters with which several stems begin, and which no stemmer shortens."""
        least, most = _PREFIX_TERMS
        for _ in range(_ATTEMPTS):
            letters = self.draw.choice(self._stems)[:4]
            beginning = sum(1 for term in self._stems if term.startswith(letters))
            if len(letters) == 4 and stem(letters) == letters and least <= beginning <= most:  # noqa: PLR2004 -- four letters
                return letters
        return self._stems[0][:4]


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> bool:
    """Whether all contenders see one and the same word: the older Porter stemmer cuts it as ours does."""
    return _PLAIN.fullmatch(word) is not None and porter(word) == stem(word)


def _not(words: Words) -> Ask:
    common, middle = words.together(COMMON, MIDDLE)
    return Ask(every=(common,), without=(middle,))


def _date_range(words: Words) -> Ask:
    first, last = words.days
    length = max(1, (last - first) // 5)
    begin = first + words.draw.randrange(max(1, last - first - length))
    return Ask(every=(words.one(COMMON),), days=(begin, begin + length))


def _mixed(words: Words) -> Ask:
    every, some, other, without = words.together(COMMON, MIDDLE, MIDDLE, MIDDLE)
    return Ask(every=(every,), some=(some, other), without=(without,))


def _pattern(words: Words) -> Ask:
    letters = words.prefix()
    return Ask(pattern=f"{letters[:2]}?{letters[3]}*")


CLASSES: dict[str, Callable[[Words], Ask]] = {
    "term, common": lambda w: Ask(every=(w.one(COMMON),)),
    "term, rare": lambda w: Ask(every=(w.one(RARE),)),
    "AND, common + common": lambda w: Ask(every=w.together(COMMON, COMMON)),
    "AND, common + rare": lambda w: Ask(every=w.together(COMMON, RARE)),
    "OR of 2": lambda w: Ask(some=w.together(COMMON, MIDDLE)),
    "OR of 8": lambda w: Ask(some=w.together(*[COMMON] * 3, *[MIDDLE] * 5)),
    "NOT": _not,
    "AND, OR and NOT": _mixed,
    "phrase": lambda w: Ask(phrase=w.neighbours(2, lambda word: w.in_band(word, (0.002, 0.1)))),
    "phrase of common words": lambda w: Ask(phrase=w.neighbours(2, lambda word: w.in_band(word, (0.15, 1)))),
    "near one another": lambda w: Ask(near=w.neighbours(2, lambda word: w.in_band(word, (0.002, 0.1)))),
    "common words near one another": lambda w: Ask(
        near=w.neighbours(2, lambda word: w.in_band(word, (0.15, 1)))
    ),
    "prefix": lambda w: Ask(prefix=w.prefix()),
    "term + date range": _date_range,
    "term + tag": lambda w: Ask(every=(w.one(COMMON),), topic=w.draw.choice(w.topics)),
    "sorted by date": lambda w: Ask(every=(w.one(COMMON),), wanted="newest"),
    "counts by tag": lambda w: Ask(every=(w.one(COMMON),), wanted="topics"),
    "wildcard": _pattern,
    "fuzzy": lambda w: Ask(fuzzy=stem(w.one(MIDDLE))),
}
"""The classes by name, each drawing one question."""


def drawn(words: Words, per_class: int = PER_CLASS) -> dict[str, list[Ask]]:
    """Different questions of every class; a small collection may have fewer."""
    return {name: _different(make, words, per_class) for name, make in CLASSES.items()}


def _different(make: Callable[[Words], Ask], words: Words, count: int) -> list[Ask]:
    found: dict[Ask, None] = {}
    for _ in range(10 * count):
        found[make(words)] = None
        if len(found) == count:
            break
    return list(found)

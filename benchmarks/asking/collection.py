"""Invented articles of few words, and what a plain scan finds in them: no code of the product reads them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations, product

FORMS = {
    "bomb": ("bomb", "bombs", "bombed"),
    "raid": ("raid", "raids", "raided"),
    "town": ("town", "towns"),
    "strike": ("strike", "strikes"),
    "election": ("election", "elections"),
    "attack": ("attack", "attacks", "attacked"),
    "civilian": ("civilian", "civilians"),
    "merkel": ("merkel",),
    "trump": ("trump",),
    "fillon": ("fillon",),
    "mosul": ("mosul",),
    "manbij": ("manbij",),
    "raqqa": ("raqqa",),
}
"""Word → its inflections."""
NEARLY = ("manbej", "manbji", "merkle", "trumpet", "mosal", "raqa")
SMALL = ("the", "of", "and", "not", "or", "in", "near", "same", "5", "10", "l")
COMPOUNDS = ("air-strike", "air-strikes", "by-election", "by-elections", "al-qaeda", "g-20", "9/11", "北京")
APART = ("air", "by", "al", "qaeda", "g", "20", "9", "11", "北", "京", "京北")
OUTLETS = ("Delta Wire", "Lowland Gazette", "")
SECTIONS = ("World", "Water", "")
GAP = 10_000
"""Places between the headline and the text."""

Meaning = Callable[["Scanned"], bool]


@dataclass(frozen=True, slots=True)
class Scanned:
    """An article as it is written, and its words with their places.

    Attributes:
        id, title, body, source, section, url, day: of the article; ``day`` as ISO text, or "".
        words: all of them, in order.
        places: of each; the text's begin ``GAP`` after the headline's.
        headline: how many words are the headline's.
        first: how many are the headline's and the first paragraph's.
    """

    id: str
    title: str
    body: str
    source: str
    section: str
    url: str
    day: str
    words: tuple[str, ...]
    places: tuple[int, ...]
    headline: int
    first: int

    def within(self, field: str) -> range:
        """The indexes of the words of a field."""
        return range({"title": self.headline, "lead": self.first}.get(field, len(self.words)))


def articles(count: int = 120, seed: int = 7) -> list[Scanned]:
    """Invented articles."""
    draw = random.Random(seed)
    return [_article(draw, number) for number in range(count)]


def words_of(text: str) -> list[str]:
    """The words of a text, one character each of Chinese."""
    return re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]", text.lower())


def _article(draw: random.Random, number: int) -> Scanned:
    title = " ".join(_words(draw, 4)).capitalize()
    paragraphs = [" ".join(_words(draw, draw.randint(4, 9))) for _ in range(draw.choice([1, 2, 3]))]
    head, first = words_of(title), words_of(paragraphs[0])
    rest = words_of(" ".join(paragraphs[1:]))
    places = (*range(len(head)), *(GAP + place for place in range(len(first) + len(rest))))
    return Scanned(
        id=draw.choice([f"a{number}", f"outlet:{number}", f"-K{number}"]),
        title=title,
        body="\n\n".join(paragraphs),
        source=draw.choice(OUTLETS),
        section=draw.choice(SECTIONS),
        url=f"https://www.{draw.choice(['north', 'south'])}.example.org/news/{number}?id={number}",
        day=f"201{draw.randint(5, 7)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        if draw.random() < 0.9  # noqa: PLR2004 -- some are undated
        else "",
        words=(*head, *first, *rest),
        places=places,
        headline=len(head),
        first=len(head) + len(first),
    )


def _words(draw: random.Random, count: int) -> Iterator[str]:
    forms = [form for group in FORMS.values() for form in group]
    for _ in range(count):
        yield draw.choice(draw.choice([forms, forms, forms, NEARLY, SMALL, COMPOUNDS, APART]))


# Meanings


def has(word: str, field: str = "") -> Meaning:
    """It holds a word in any inflection; one that is not in ``FORMS`` as it is."""
    forms = FORMS.get(word, (word,))
    return fits(lambda other: other in forms, field)


def fits(test: Callable[[str], bool], field: str = "") -> Meaning:
    """It holds a word that passes a test."""
    return lambda article: any(test(article.words[index]) for index in article.within(field))


def side_by_side(*tests: Callable[[str], bool], field: str = "") -> Meaning:
    """It holds words side by side that pass these tests, one each."""
    return near(tests, 1, ordered=True, field=field)


def near(tests: tuple[Callable[[str], bool], ...], within: int, *, ordered: bool, field: str = "") -> Meaning:
    """It holds words that pass these tests, with fewer than ``within`` others between each two neighbours."""

    def holds(article: Scanned) -> bool:
        places = [
            [article.places[index] for index in article.within(field) if test(article.words[index])]
            for test in tests
        ]
        for order in [tuple(range(len(tests)))] if ordered else permutations(range(len(tests))):
            for chosen in product(*(places[index] for index in order)):
                if all(0 < b - a <= within for a, b in pairwise(chosen)):
                    return True
        return False

    return holds


def is_form_of(word: str) -> Callable[[str], bool]:
    """The test of a word's inflections."""
    return lambda other: other in FORMS.get(word, (word,))


def is_spelt(pattern: str) -> Callable[[str], bool]:
    """The test of a pattern of ``*`` and ``?``."""
    compiled = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern))
    return lambda other: bool(compiled.fullmatch(other))


def is_like(word: str, edits: int) -> Callable[[str], bool]:
    """The test of words that so many edits make of one, its first letter kept."""
    return lambda other: other[0] == word[0] and _distance(word, other) <= edits


def both(*parts: Meaning) -> Meaning:
    """All of these hold."""
    return lambda article: all(part(article) for part in parts)


def either(*parts: Meaning) -> Meaning:
    """Any of these holds."""
    return lambda article: any(part(article) for part in parts)


def without(part: Meaning) -> Meaning:
    """It does not hold."""
    return lambda article: not part(article)


def _distance(a: str, b: str) -> int:
    """Edits from one word to another: a letter more, less, changed, or swapped with its neighbour."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            least = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]

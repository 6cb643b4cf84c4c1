"""What differs between two texts: the passages between those that are the same, side by side.

Texts are laid against each other by their shingles that stand once in each (Cohen's *patience* diff asks the
same of lines): the longest row of them that is in the order of both, and from each as far as words are equal.
That takes time that grows with the texts, and little more, whatever they say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from corpus import Article
from index.text.analysis import Term, terms
from index.text.shingles import Shingles

from ..results import DifferentPassage, SideBySide
from .overlap import overlap

_Block = tuple[int, int, int]
"""Where equal words begin in both texts, and how many they are."""


def compare(one: Article, other: Article) -> SideBySide:
    """How much of each of two articles' texts stands in the other, and what does not."""
    shares = overlap(Shingles(one.body), Shingles(other.body))
    return SideBySide(
        id=one.id,
        other_id=other.id,
        title=one.title,
        other_title=other.title,
        share=shares.share,
        other_share=shares.other_share,
        passages=tuple(_different_passages(one, other)),
    )


def _different_passages(one: Article, other: Article) -> Iterator[DifferentPassage]:
    """What stands in one text alone, or otherwise in the other, in order."""
    first, second = list(terms(one.body)), list(terms(other.body))
    at = other_at = 0
    for start, other_start, length in (*_equal_blocks(first, second), (len(first), len(second), 0)):
        if at < start or other_at < other_start:
            yield DifferentPassage(
                *_stretch(one, first, at, start), *_stretch(other, second, other_at, other_start)
            )
        at, other_at = start + length, other_start + length


def _stretch(article: Article, words: Sequence[Term], first: int, last: int) -> tuple[str, int]:
    """Words of a body as they are written, and their offset in the article's text."""
    before = len(article.text) - len(article.body)
    if first == last:
        return "", before + (words[first].start if first < len(words) else len(article.body))
    start, end = words[first].start, words[last - 1].end
    return article.body[start:end], before + start


def _equal_blocks(one: Sequence[Term], other: Sequence[Term]) -> Iterator[_Block]:
    words, others = [term.exact for term in one], [term.exact for term in other]
    places, other_places = _single_places(words), _single_places(others)
    pairs = [(place, other_places[each]) for each, place in places.items() if each in other_places]
    at = other_at = 0
    for place, other_place in ((0, 0), *_rising(pairs)):
        if place < at or other_place < other_at:
            continue
        start, other_start = place, other_place
        while start > at and other_start > other_at and words[start - 1] == others[other_start - 1]:
            start, other_start = start - 1, other_start - 1
        end, other_end = place, other_place
        while end < len(words) and other_end < len(others) and words[end] == others[other_end]:
            end, other_end = end + 1, other_end + 1
        if end > start:
            yield start, other_start, end - start
        at, other_at = end, other_end


def _single_places(words: Sequence[str]) -> Mapping[tuple[str, ...], int]:
    """Where each run of three words begins that stands in a text once, in order."""
    places: dict[tuple[str, ...], int] = {}
    several: set[tuple[str, ...]] = set()
    for place, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if places.setdefault(run, place) != place:
            several.add(run)
    return {run: place for run, place in places.items() if run not in several}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs, which ascend by their first number, that ascends by the second, too."""
    tails: list[int] = []  # the least second number with which a row of each length ends
    ends: list[int] = []  # … and its pair
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [number]
        before.append(ends[length - 1] if length else -1)
    row: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]

"""Forms: texts that outlets write again and again, with other names and figures in the same words.

An issue of bonds, a weekly report of exports, a grant for another town: the words are the same, and what is news
are the figures. A copy has its figures, or as many of them as of its words; where a form is filled in anew,
figures stand in the places that differ, and they differ in both texts. The names that differ, too, are not told
from other words here, as many scripts do not tell them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

_WIDEST_GAP = 8
"""Words between two shared passages that are a place to be filled in; more are another text."""
_SHORT, _NEW_IN_SHORT = 100, 0.06
"""A form has no more words in common, and so many of the words that differ are figures, at least …"""
_LONG, _NEW_IN_LONG = 200, 0.3
"""… or no more than these, and then far more of them; or most figures differ, and as many of the words …"""
_NEW_IN_ANY = 0.09
_HELD, _ODDS_HELD = 0.8, 3.0
"""… or what they share is held by others, too, and figures differ so much more often than other words …"""
_ODDS = 1.25
"""… which they do in all forms by so much."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What differs in a text from another one, in the places between what they share.

    Attributes:
        new: figures that stand in these places, and nowhere in the other text.
        kept: figures in what is shared.
        other_new: other words in these places.
        other_kept: other words in what is shared.
    """

    new: int
    kept: int
    other_new: int
    other_kept: int

    def is_form(self, rare: float) -> bool:
        """Whether the text reads as a form that was filled in anew.

        Args:
            rare: how large a part of what is shared no more than a few articles hold, 0 to 1.
        """
        odds = self.new / (self.kept + 1) * (self.other_kept + 1) / max(self.other_new, 0.5)
        figures = self.new / max(1, self.new + self.other_new)
        if odds < _ODDS:
            return False
        if self.words <= _SHORT and figures >= _NEW_IN_SHORT:
            return True
        if self.words <= _LONG and figures >= _NEW_IN_LONG:
            return True
        if self.kept < self.new and figures >= _NEW_IN_ANY:
            return True
        return self.kept <= self.new and rare < _HELD and odds >= _ODDS_HELD

    @property
    def words(self) -> int:
        """How many words both texts share in place."""
        return self.kept + self.other_kept


def fillings(
    words: tuple[Sequence[str], Sequence[str]], shared: tuple[Sequence[bool], Sequence[bool]]
) -> tuple[Filling, Filling]:
    """What differs in each of two texts, in the places between what they share.

    Args:
        words: of each text.
        shared: which of its shingles, each of three words, the other has, too.
    """
    one, other = words
    return _filling(one, shared[0], frozenset(other)), _filling(other, shared[1], frozenset(one))


def _filling(words: Sequence[str], shared: Sequence[bool], others: Collection[str]) -> Filling:
    counts = {True: [0, 0], False: [0, 0]}  # whether it is a figure → new ones, kept ones
    held = [any(shared[max(0, place - 2) : place + 1]) for place in range(len(words))]
    place = 0
    for is_shared, run in groupby(held):
        start, place = place, place + len(list(run))
        if is_shared or (start and place < len(words) and place - start <= _WIDEST_GAP):
            for word in words[start:place]:
                is_figure = any(map(str.isdecimal, word))
                counts[is_figure][is_shared] += is_shared or not is_figure or word not in others
    return Filling(*counts[True], *counts[False])

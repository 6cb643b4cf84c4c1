"""Forms: texts that outlets write again and again, with other names and figures in the same words.

An issue of bonds, a weekly report of exports, a grant for another town: the words are the same, and what is
news are the figures, and the names. A copy has as many of them as it has of its other words; where a form is
filled in anew, they stand in the places that differ, and they differ in both texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index.text.shingles import Shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
_FEWEST_NAMES, _NEW_NAMES, _ODDS_NAMES = 3, 0.4, 2.0
"""Or so many names and figures differ, so many of the words that do are such, and so much more often."""


class Form:
    """Two texts as a form that may have been filled in twice.

    Args:
        texts: both.
        shared: which of their shingles they share.
        rare: how large a part of what is shared no more than a few articles hold, 0 to 1.
    """

    def __init__(
        self, texts: tuple[Shingles, Shingles], shared: tuple[NDArray[Any], NDArray[Any]], rare: float
    ) -> None:
        one, other = texts
        self._rare = rare
        self._places = _Places(one, other, shared[0]), _Places(other, one, shared[1])
        self._figures = [each.filling(each.text.figures) for each in self._places]

    @property
    def is_filled_anew(self) -> bool:
        """Whether the figures, or the names, are other ones."""
        return all(each.has_other_figures(self._rare) for each in self._figures) or all(
            each.filling(each.text.particulars).has_other_names for each in self._places
        )

    @property
    def words(self) -> int:
        """How many words they share in place."""
        return max(each.words for each in self._figures)

    @property
    def new_figures(self) -> int:
        """How many figures differ in each, at least."""
        return min(each.new for each in self._figures)


@dataclass(frozen=True, slots=True)
class _Filling:
    """What differs in a text from another one, in the places between what they share.

    Attributes:
        new: figures, or names, that stand in these places, and nowhere in the other text.
        kept: those in what is shared.
        other_new: other words in these places.
        other_kept: other words in what is shared.
    """

    new: int
    kept: int
    other_new: int
    other_kept: int

    def has_other_figures(self, rare: float) -> bool:
        if self._odds < _ODDS:
            return False
        if self.words <= _SHORT and self._part >= _NEW_IN_SHORT:
            return True
        if self.words <= _LONG and self._part >= _NEW_IN_LONG:
            return True
        if self.kept < self.new and self._part >= _NEW_IN_ANY:
            return True
        return self.kept <= self.new and rare < _HELD and self._odds >= _ODDS_HELD

    @property
    def has_other_names(self) -> bool:
        is_short = self.words <= _LONG and self.new >= _FEWEST_NAMES
        return is_short and self._part >= _NEW_NAMES and self._odds >= _ODDS_NAMES

    @property
    def words(self) -> int:
        return self.kept + self.other_kept

    @property
    def _part(self) -> float:
        """How much of what differs is new figures, or names, 0 to 1."""
        return self.new / max(1, self.new + self.other_new)

    @property
    def _odds(self) -> float:
        """How much more often they differ than other words do."""
        return self.new / (self.kept + 1) * (self.other_kept + 1) / max(self.other_new, 0.5)


class _Places:
    """Where a text has words in common with another one, and the places between."""

    def __init__(self, text: Shingles, other: Shingles, shared: NDArray[Any]) -> None:
        import numpy as np

        self.text = text
        held = np.zeros(len(text.words), np.bool_)
        for first in range(3):
            held[first : first + len(shared)] |= shared
        gaps = np.zeros_like(held)
        ends = np.flatnonzero(held[1:] != held[:-1]) + 1
        for start, end in pairwise(ends.tolist()):
            gaps[start:end] = not held[start] and end - start <= _WIDEST_GAP
        self._held = held
        self._gaps = np.flatnonzero(gaps)
        others = set(other.words.tolist())
        words: list[int] = text.words[self._gaps].tolist()
        self._is_new = np.array([word not in others for word in words], np.bool_)

    def filling(self, particular: NDArray[Any]) -> _Filling:
        """What differs: the particular words, figures or names, and the others."""
        in_gaps = particular[self._gaps]
        kept = int((particular & self._held).sum())
        return _Filling(
            new=int((in_gaps & self._is_new).sum()),
            kept=kept,
            other_new=int((~in_gaps).sum()),
            other_kept=int(self._held.sum()) - kept,
        )

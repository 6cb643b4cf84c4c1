"""Forms: texts that outlets write again and again, with other names and figures in the same words.

An issue of bonds, a weekly report of exports, a grant for another town: the words are the same, and what is
news are the figures, and the names. A copy has as many of them as it has of its other words; where a form is
filled in anew, they stand in the places that differ, and they differ in both texts.
"""

from __future__ import annotations

from index.text.shared_passages import Differences, SharedPassages

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
        passages: of each, those that they share.
        rare: how large a part of what is shared no more than a few articles hold, 0 to 1.
    """

    def __init__(self, passages: tuple[SharedPassages, SharedPassages], rare: float) -> None:
        self._passages = passages
        self._rare = rare
        self._figures = [each.figures for each in passages]

    @property
    def is_filled_anew(self) -> bool:
        """Whether the figures, or the names, are other ones in both."""
        return all(_has_other_figures(each, self._rare) for each in self._figures) or all(
            _has_other_names(each.particulars) for each in self._passages
        )

    @property
    def words(self) -> int:
        """How many words they share in place."""
        return max(map(_words_shared, self._figures))

    @property
    def new_figures(self) -> int:
        """How many figures differ in each, at least."""
        return min(each.new for each in self._figures)


def _has_other_figures(figures: Differences, rare: float) -> bool:
    odds, part, words = _odds(figures), _part(figures), _words_shared(figures)
    if odds < _ODDS:
        return False
    if words <= _SHORT and part >= _NEW_IN_SHORT:
        return True
    if words <= _LONG and part >= _NEW_IN_LONG:
        return True
    if figures.kept < figures.new and part >= _NEW_IN_ANY:
        return True
    return figures.kept <= figures.new and rare < _HELD and odds >= _ODDS_HELD


def _has_other_names(names: Differences) -> bool:
    is_short = _words_shared(names) <= _LONG and names.new >= _FEWEST_NAMES
    return is_short and _part(names) >= _NEW_NAMES and _odds(names) >= _ODDS_NAMES


def _words_shared(of: Differences) -> int:
    return of.kept + of.other_kept


def _part(of: Differences) -> float:
    """How much of what differs is of the kind, 0 to 1."""
    return of.new / max(1, of.new + of.other_new)


def _odds(of: Differences) -> float:
    """How much more often words of the kind differ than others do."""
    return of.new / (of.kept + 1) * (of.other_kept + 1) / max(of.other_new, 0.5)

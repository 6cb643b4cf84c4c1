"""How much of a text stands in another, and whether that makes one a copy of the other.

Texts are compared by all their shingles (index/text/shingles.py). How much is shared decides, where it
stands, and whether it is theirs alone: what stands in many articles is no news of theirs, as outlets'
standing passages are none. That is seen from the sampled shingles that both have, of which it is known how
many articles hold them; and from the place, as news begins with what is new, and ends with what was said
before. A form that is filled in anew is no copy, either (``filled_forms``). The bounds were chosen on pairs
that were judged by reading them (docs/related.md).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from index.text.shared_passages import Run, SharedPassages
from index.text.shingles import Shingles

from .filled_forms import Form

FAMILY = 4
"""Articles that hold a shingle, up to which it is theirs alone; of more holders each has its part of it."""

_SAME = 0.9
"""Share of both texts from which on they are the same, however many articles hold it …"""
_WHOLE = 0.8
"""… and of one from which on it is taken over as a whole, be it in parts …"""
_WHOLE_HELD = 0.4
"""… if so large a part of it is rare: else it is an outlet's standing part, with a few words."""
_LEAST_WHOLE = 12
"""Shingles that must be shared and rare: a text of 14 words."""
_LEAST_PART = 20
"""… of a part: less is a turn of phrase."""
_CORRECTED = 60
"""Words of which one figure may have been corrected; of fewer, it is another one in a form."""
_CARRIED, _CARRIED_PART = 60, 0.5
"""Shingles that tell a report which many carry, each cut as it likes, if they are so much of one text …"""
_START, _UNBROKEN = 0.8, 0.7
"""… so much of both starts is among them, and so much of them goes on unbroken: a form is filled in."""
_PART = 0.3
"""Share from which on a part is taken over, be it in one place …"""
_SPREAD, _QUARTER = 0.15, 0.1
"""… and from which on a text is that was changed throughout, and of each quarter of the shorter one …"""
_SOME_BEGINNING = 0.15
"""… with so much of the first third of one of the texts: what neither begins with is background …"""
_LEAST_HELD, _BEGINNING = 0.55, 0.4
"""… and if less of it is rare, so much."""
_BACKGROUND = 0.26
"""What is shared is background where so little of the starts is among it …"""
_BLOCK, _AMID = 0.35, 0.2
"""… and so much is in one place that ends both: so large a part of the text follows in neither …"""
_LONG, _ONE_BLOCK = 300, 0.7
"""… or, in texts of so many shingles, which have much background, less than so much is in one place."""
_PASSAGE = 45
"""Shingles one after another that make a passage, of whatever share, but at the end of both …"""
_PASSAGE_HELD = 0.4
"""… if so large a part of it is held by the two alone."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share.

    Attributes:
        shared: shingles that both have, each counted once.
        share: the share of the one text's that the other has, 0 to 1.
        other_share: the share of the other text's that the one has.
    """

    shared: int
    share: float
    other_share: float


def overlap(one: Shingles, other: Shingles) -> Overlap:
    """How much two texts share, be they copies or not."""
    shared = one.count_shared(other)
    return Overlap(shared, shared / max(1, one.distinct), shared / max(1, other.distinct))


def is_copy(one: Shingles, other: Shingles, holders: Collection[int]) -> bool:
    """Whether one of two texts is a copy of the other, of a part of it, or holds a passage of it.

    Args:
        one: a text.
        other: another.
        holders: of each sampled shingle that both have, how many articles hold it.
    """
    shares = overlap(one, other)
    if not shares.shared or not holders:
        return False
    pair = _Compared(one, other, shares, holders)
    if min(shares.share, shares.other_share) >= _SAME:
        return pair.count_rare(max(FAMILY, min(holders))) >= _LEAST_WHOLE and not pair.is_short_form
    if pair.is_carried:
        return not pair.is_form_as_a_whole
    if pair.most >= _WHOLE:
        is_rare = pair.count_rare(FAMILY) >= _LEAST_WHOLE and pair.rare >= _WHOLE_HELD
        return is_rare and not pair.is_form_as_a_whole
    return pair.count_rare(FAMILY) >= _LEAST_PART and pair.has_part and not pair.is_form


class _Compared:
    """Two texts, and where each is shared with the other."""

    def __init__(self, one: Shingles, other: Shingles, shares: Overlap, holders: Collection[int]) -> None:
        self._passages = SharedPassages(one, other), SharedPassages(other, one)
        self._shared = shares.shared
        self._holders = holders
        self.most = max(shares.share, shares.other_share)
        self.rare = self._rarity(FAMILY)

    def count_rare(self, family: int) -> float:
        """How many shared shingles are rare, where a family of so many may hold them."""
        return self._shared * self._rarity(family)

    @property
    def is_carried(self) -> bool:
        """Whether both begin with the same, and go on with it: so many may carry it, however it is cut."""
        is_long = self._shared >= _CARRIED and self.most >= _CARRIED_PART
        is_start = is_long and min(each.share(0, 1 / 3) for each in self._passages) >= _START
        return is_start and min(run.length for run in self._runs) >= _UNBROKEN * self._shared

    @property
    def is_form(self) -> bool:
        return self._form.is_filled_anew

    @property
    def is_short_form(self) -> bool:
        return self.is_form and self._form.words <= _CORRECTED

    @property
    def is_form_as_a_whole(self) -> bool:
        """Whether they are a form; of a text taken over as a whole, one figure may have been corrected."""
        return self.is_form and (self._form.words <= _CORRECTED or self._form.new_figures != 1)

    @property
    def has_part(self) -> bool:
        return (self._is_taken_in_part or self._is_passage) and not self._is_background

    @property
    def _is_taken_in_part(self) -> bool:
        """Whether what is shared goes through all of the shorter text, or has something of a beginning."""
        weighted = self.most * self.rare
        needed = _SOME_BEGINNING if self.rare >= _LEAST_HELD else _BEGINNING
        if weighted < _SPREAD or self._beginning < needed:
            return False
        return weighted >= _PART or self._least_quarter >= _QUARTER

    @property
    def _is_passage(self) -> bool:
        """Whether both texts have a long passage in common that does not end both."""
        return (
            self._rarity(2) >= _PASSAGE_HELD
            and min(run.length for run in self._runs) >= _PASSAGE
            and max(run.after for run in self._runs) >= _AMID
        )

    @property
    def _is_background(self) -> bool:
        if self._beginning >= _BACKGROUND:
            return False
        length = min(run.length for run in self._runs)
        is_end = length >= _BLOCK * self._shared and max(run.after for run in self._runs) < _AMID
        return is_end or (length < _ONE_BLOCK * self._shared and min(map(len, self._passages)) >= _LONG)

    @cached_property
    def _beginning(self) -> float:
        """How much of the first third of one of them is shared."""
        return max(each.share(0, 1 / 3) for each in self._passages)

    @property
    def _least_quarter(self) -> float:
        """How much is shared of the quarter of the shorter text that is shared least."""
        shorter = min(self._passages, key=len)
        return min(shorter.share(quarter / 4, (quarter + 1) / 4) for quarter in range(4))

    @cached_property
    def _runs(self) -> tuple[Run, Run]:
        one, other = self._passages
        return one.longest, other.longest

    @cached_property
    def _form(self) -> Form:
        return Form(self._passages, self.rare)

    def _rarity(self, family: int) -> float:
        """How large a part of what is shared no more than a family holds."""
        return sum(min(1.0, family / count) for count in self._holders) / len(self._holders)

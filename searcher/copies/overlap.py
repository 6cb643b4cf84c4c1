"""How much of a text stands in another, and whether that makes one a copy of the other.

Texts are compared by all their shingles (index/text/shingles.py). How much is shared decides, and whether it
is theirs alone: what stands in many articles, an outlet's standing passages or the wording of a form, makes
no copies. That is seen from the sampled shingles that both have, of which it is known how many articles hold
them. The bounds were measured (docs/related.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.text.shingles import Shingles

FAMILY = 4
"""Articles that hold a shingle, up to which it is theirs alone; of more holders each has its part of it."""

_WHOLE = 0.8
"""Share of one text in the other from which on it is taken over as a whole, be it in parts …"""
_LEAST_WHOLE = 25
"""… if so many shingles are shared, rare or not: a form has fewer that stay as they are."""
_LEAST_RARE = 12
"""Shingles that must be shared and rare: less is a turn of phrase."""
_PART = 0.4
"""Share from which on a part is taken over; what is shared may stand in one place …"""
_SPREAD = 0.15
"""… and from here on if it goes through all of the shorter text, whose words were changed one by one …"""
_QUARTER = 0.1
"""… so that each of its quarters shares so much."""
_FEW_FIGURES = 4
_AGREEING = 0.4
"""Of so many figures, and more, such a share must be the same: in a form, they differ."""
_PASSAGE = 45
"""Shingles one after another that make a passage, if so large a part of it is rare …"""
_RARE_PASSAGE = 0.4
_LAST = 8
"""… and more than so many follow in one of the texts: with the last words outlets say who they are."""


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
    both = overlap(one, other)
    if not both.shared or not holders:
        return False
    rare = sum(min(1.0, FAMILY / count) for count in holders) / len(holders)
    most = max(both.share, both.other_share)
    if most >= _WHOLE:
        return both.shared >= _LEAST_WHOLE or both.shared * rare >= _LEAST_RARE
    if both.shared * rare < _LEAST_RARE:
        return False
    if most * rare >= _PART or (most * rare >= _SPREAD and _is_spread(one, other)):
        return _figures_agree(one.figures, other.figures)
    return rare >= _RARE_PASSAGE and both.shared >= _PASSAGE and _have_passage(one, other)


def _figures_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer < _FEW_FIGURES or len(one & other) >= _AGREEING * fewer


def _is_spread(one: Shingles, other: Shingles) -> bool:
    """Whether what is shared goes through all of the shorter text."""
    shared = one.find_shared(other) if one.count <= other.count else other.find_shared(one)
    return min(_quarters(shared.tolist())) >= _QUARTER


def _quarters(shared: Sequence[bool]) -> Iterator[float]:
    """The share of each quarter of a text that is shared."""
    for start, end in pairwise(len(shared) * quarter // 4 for quarter in range(5)):
        yield sum(shared[start:end]) / max(1, end - start)


def _have_passage(one: Shingles, other: Shingles) -> bool:
    """Whether both texts have a long passage in common that does not end both."""
    runs = _longest_run(one.find_shared(other).tolist()), _longest_run(other.find_shared(one).tolist())
    return min(run.length for run in runs) >= _PASSAGE and max(run.after for run in runs) > _LAST


@dataclass(frozen=True, slots=True)
class _Run:
    """Shared shingles that follow one another: how many, and how many come after them."""

    length: int
    after: int


def _longest_run(shared: Sequence[bool]) -> _Run:
    longest = length = end = 0
    for place, is_shared in enumerate(shared, 1):
        length = length + 1 if is_shared else 0
        if length > longest:
            longest, end = length, place
    return _Run(longest, len(shared) - end)

"""Families among all articles that a question finds: copies that say the same count once.

An engine tells which pairs share sampled shingles. Where nearly all of both samples is shared, they are
copies; where next to nothing is, they are none; the texts of the others are compared in full, so that the
verdict is that of ``overlap.py``. Families are what is connected. They depend on the archive and on what was
found in it, on no order: nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.errors import CostError
from index.engine.budget import TEXT, meter
from index.engine.common_hashes import Pair, Pairing
from index.engine.plan import Plan
from index.text.shingles import Shingles

from ..articles import Articles
from .finder import COMMON, LEAST_RARITY, LEAST_SHARED
from .overlap import is_copy, overlap

_HALF = 0.5
_SURE = 0.85
"""Where such a part of both samples is the same, it is one voice …"""
_LONG = 50
"""… if both have so many words, headlines included: of a few lines, it is rarity that decides."""
_NONE = 0.15
"""Of the smaller sample such a part must be the same, that one text may be half of the other."""
_WIDEST = 256
"""Articles that carry one story, beyond which they are not folded: all are compared with all."""
_AT_ONCE = 500
"""Pairs whose texts are held together."""

Family = tuple[str, ...]
"""Ids of several articles that are one voice, ascending."""


def is_one_voice(share: float, other_share: float) -> bool:
    """Whether two texts say so much alike that they count once: half of one, and neither twice as long.

    One that is joined of two articles is never so with both: these would be one.

    Args:
        share: of the one text, how much stands in the other, 0 to 1.
        other_share: of the other, how much stands in the one.
    """
    less, more = sorted((share, other_share))
    return more >= _HALF and less > more * _HALF


def families_among(articles: Articles, asked: Plan) -> list[Family]:
    """The families of two and more among the articles that match a plan, by their first ids.

    Raises:
        CostError: there are too many articles, or too many that are alike.
    """
    try:
        pairs = articles.snapshot.pairs(
            asked,
            Pairing(
                "shingles",
                common=COMMON,
                fewest=LEAST_SHARED,
                rarity=LEAST_RARITY,
                part=_NONE,
                told=_HALF,
                widest=_WIDEST,
                text="exact",
            ),
        )
        return _families_of(articles, pairs)
    except CostError as error:
        raise CostError(
            error.message,
            "",
            hint="Narrow the question, or ask without collapse. A greater budget allows more.",
        ) from None


def _families_of(articles: Articles, pairs: Sequence[Pair]) -> list[Family]:
    families, doubtful = _Joined(), []
    for pair in pairs:
        if _is_sure(pair):
            families.join(pair.id, pair.other_id)
        else:
            doubtful.append(pair)
    doubtful = _neighbours_together([pair for pair in doubtful if families.are_apart(pair.id, pair.other_id)])
    meter().spend(TEXT * len({id_ for pair in doubtful for id_ in pair[:2]}))
    texts: dict[str, Shingles] = {}
    for start in range(0, len(doubtful), _AT_ONCE):
        some = doubtful[start : start + _AT_ONCE]
        apart = [pair for pair in some if families.are_apart(pair.id, pair.other_id)]
        texts = _texts_of(articles, {id_ for pair in apart for id_ in pair[:2]}, texts)
        for pair in apart:
            if families.are_apart(pair.id, pair.other_id) and _is_folded(pair, texts):
                families.join(pair.id, pair.other_id)
    return families.several()


def _neighbours_together(pairs: Sequence[Pair]) -> list[Pair]:
    """The same, those together that are connected, so that each text is soon needed no more."""
    connected = _Joined()
    for pair in pairs:
        connected.join(pair.id, pair.other_id)
    return sorted(pairs, key=lambda pair: (connected.least_of(pair.id), pair))


def _is_sure(pair: Pair) -> bool:
    """Whether the samples tell already that two texts are one voice."""
    is_long = min(pair.length, pair.other_length) >= _LONG
    return is_long and len(pair.holders) >= _SURE * max(pair.held, pair.other_held)


def _is_folded(pair: Pair, texts: Mapping[str, Shingles]) -> bool:
    one, other = texts[pair.id], texts[pair.other_id]
    shares = overlap(one, other)
    return is_one_voice(shares.share, shares.other_share) and is_copy(one, other, pair.holders)


def _texts_of(articles: Articles, ids: set[str], known: Mapping[str, Shingles]) -> dict[str, Shingles]:
    """The texts of some articles, of which some are known."""
    wanted = sorted(ids - known.keys())
    meter().spend(0)  # the deadline may have passed
    read = zip(wanted, articles.bodies(wanted), strict=True)
    return {id_: known[id_] for id_ in ids & known.keys()} | {id_: Shingles(body) for id_, body in read}


class _Joined:
    """Ids that are joined two by two, and so into families."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Put two into one family; the least id of it stands for it."""
        first, second = sorted((self.least_of(one), self.least_of(other)))
        self._next[second] = self._next[first] = first

    def are_apart(self, one: str, other: str) -> bool:
        """Whether two are in different families, or in none."""
        return self.least_of(one) != self.least_of(other)

    def several(self) -> list[Family]:
        """All families, each in order, in the order of their first."""
        members: dict[str, list[str]] = {}
        for id_ in sorted(self._next):
            members.setdefault(self.least_of(id_), []).append(id_)
        return [tuple(family) for family in members.values()]

    def least_of(self, id_: str) -> str:
        """The least id of a family."""
        least = id_
        while (following := self._next.get(least, least)) != least:
            least = following
        while id_ != least:  # the way is shorter the next time
            self._next[id_], id_ = least, self._next[id_]
        return least

"""A story grows from one article, round by round, along the ties of those that it holds already.

Chains of relations drift: each next article is a little more about something else. So an article comes in
only where it hangs together with several of it, the more the longer the story is, or strongly with one.
Copies count once. The bounds were chosen by measuring (docs/related.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corpus.errors import CostError
from index.engine.budget import meter

from ..articles import Articles
from .chronicle import chronicle
from .telling import Story
from .ties import LEAST, STRONG, Ties

_SEVERAL = 2
"""Articles of a story that another must hang together with, unless it does so strongly with one,"""
_SHARE = 0.4
"""… and of a longer story this part,"""
_COUNTED = 10
"""… reckoned of so many at most: a running story changes what it is about."""
_LEAST_NAMES = 2
"""Names that bear out a link between the first article and another."""


class _Standing(NamedTuple):
    """How an article stands to a story: the ties to it, most and heaviest first; equals by id."""

    ties: int
    heaviest: float
    id: str

    @property
    def order(self) -> tuple[int, float, str]:
        return -self.ties, -self.heaviest, self.id


def story_of(
    articles: Articles, id_: str, *, limit: int, gap_days: float | None, decay_days: float | None
) -> Story:
    """The story that an article belongs to; by itself, if it has no other.

    Args:
        articles: of a snapshot, which holds the article.
        id_: of the article.
        limit: articles, at most.
        gap_days: days without news, at most; None: any number.
        decay_days: how fast nearness fades with time, as of ``Archive.related``.

    Raises:
        CostError: not even what the article itself is related to may be looked for.
        DeadlineError: the time has passed.
    """
    growth = _Growth(Ties(articles, decay_days), id_, limit, math.inf if gap_days is None else gap_days)
    growth.begin()
    cut = []
    try:
        growth.grow()
    except CostError:
        meter().extend()  # what was found is shown, and that it was cut
        cut.append("work")
    if growth.left_over:
        cut.append("articles")
    beyond = len(growth.beyond())
    if beyond:
        cut.append("gap")
    return chronicle(articles, growth.ties, growth.members, cut=tuple(cut), beyond=beyond)


class _Growth:
    """A story as far as it has grown.

    Attributes:
        members: ids of its articles, the one that it began with first.
        left_over: whether more of them were found than are wanted.
    """

    def __init__(self, ties: Ties, id_: str, limit: int, gap_days: float) -> None:
        self.ties = ties
        self.members = [id_]
        self.left_over = False
        self._limit = limit
        self._gap_days = gap_days
        self._days: set[tuple[date, date]] = set()
        self._looked_back = 0

    def begin(self) -> None:
        """Meet the first article, and what it is related to."""
        self._take_in([self.members.pop()])
        self._meet_others()

    def grow(self) -> None:
        """Take in what belongs to the story, until nothing more is found."""
        found = self._first_circle(within_gap=True)
        while found and not self.left_over:
            room = max(0, self._limit - len(self.members))
            self.left_over = len(found) > room
            self._take_in(found[:room])
            self._meet_others()
            found = self._belonging(within_gap=True)

    def beyond(self) -> list[str]:
        """What would belong to the story, but for the days without news."""
        return self._first_circle(within_gap=False)

    def _first_circle(self, *, within_gap: bool) -> list[str]:
        """What belongs to the first article: strongly, or together with one more of those near to it.

        Its own links are taken at their word, where names that both articles hold bear them out.
        """
        first = self.members[0]
        near = [id_ for id_ in self._met_others() if self.ties.weight(first, id_) >= LEAST]
        circle = [
            id_
            for id_ in near
            if self._is_within_gap(id_) == within_gap
            and (
                self._stands(id_, {first, *near}).ties >= _SEVERAL
                or (self.ties.is_linked(first, id_) and self.ties.shared_names(first, id_) >= _LEAST_NAMES)
            )
        ]
        return list(dict.fromkeys([*self._belonging(within_gap=within_gap), *circle]))

    def _belonging(self, *, within_gap: bool) -> list[str]:
        """Those that hang together with enough of the story, the surest first."""
        keys = {self.ties.keys[id_] for id_ in self.members}
        wanted = max(_SEVERAL, math.ceil(_SHARE * min(len(keys), _COUNTED)))
        members = set(self.members)
        standing = [
            self._stands(id_, members) for id_ in self._met_others() if self._is_within_gap(id_) == within_gap
        ]
        return [
            each.id
            for each in sorted(standing, key=lambda each: each.order)
            if each.ties >= wanted or each.heaviest >= STRONG or self.ties.keys[each.id] in keys
        ]

    def _stands(self, id_: str, among: set[str]) -> _Standing:
        """How an article stands to others that are no copies of it: copies of one another are one tie."""
        weights: dict[str, float] = {}
        keys = self.ties.keys
        for other in among & self.ties.others(id_):
            weight = self.ties.weight(id_, other)
            if weight >= LEAST and keys[other] != keys[id_]:
                weights[keys[other]] = max(weight, weights.get(keys[other], 0))
        return _Standing(len(weights), max(weights.values(), default=0), id_)

    def _take_in(self, ids: list[str]) -> None:
        self.ties.meet(ids)
        self.members += ids
        for id_ in ids:
            published = self.ties.met[id_].published
            if published:
                self._days.add((published.day, published.last_day))

    def _meet_others(self) -> None:
        """Meet what the newest are related to: a tie is known when both sides are."""
        newest = self.members[self._looked_back :]
        self.ties.look_back(newest)
        self._looked_back = len(self.members)
        self.ties.meet(sorted({other for id_ in newest for other in self.ties.others(id_)}))

    def _met_others(self) -> Iterator[str]:
        """What has a tie to the story, is met, and is not of it."""
        members = set(self.members)
        others = {other for id_ in self.members for other in self.ties.others(id_)}
        return (id_ for id_ in sorted(others - members) if id_ in self.ties.met)

    def _is_within_gap(self, id_: str) -> bool:
        """Whether an article is near enough in time to some of the story; an undated one may be."""
        published = self.ties.met[id_].published
        if published is None or not self._days:
            return True
        first, last = published.day, published.last_day
        return any(
            (first - until).days <= self._gap_days and (since - last).days <= self._gap_days
            for since, until in self._days
        )

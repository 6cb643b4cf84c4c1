"""How articles hang together: relations between them, found as they are wanted, and how much each weighs.

A tie weighs the mean of both directions, so that one-sided likeness, such as that of a text that resembles
many, weighs half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from corpus import Article
from index.engine.budget import ARTICLE, meter
from index.text.analysis import name_key

from ..articles import Articles
from ..copies.families import is_one_voice
from ..copies.finder import find_copies
from ..relations import kinds_named, related_to
from ..results import ArticleCopy, Related
from .telling import StoryTie

NEAREST = 7
"""Computed relations of an article that are looked at, copies among them (see benchmarks/stories.py) …"""
_OF_OTHERS = 3
"""… and those that are none, however many copies there are: what is further off drifts."""
LEAST = 0.24
"""Weight under which a tie is none: a likeness of 0.48 on one side, or of half of that on both."""
STRONG = 0.6
"""Weight with which one tie makes two articles parts of one story."""

_LINK = 0.48
"""What an outlet's link weighs beside a likeness: a tie, but no strong one, not even where each links to the
other. Outlets link from one story to the next."""
_AT_ONCE = 50
"""Articles whose relations are found together."""


class _Relation(NamedTuple):
    """What one side has of a tie."""

    strength: float
    kind: str
    shared: tuple[str, ...]


class Ties:
    """The relations among articles that were met so far.

    Attributes:
        met: the articles whose own relations are known, without their texts.
        keys: the same for copies that are one voice, by id; those that are not met yet among them.
        missing: of each, the links that its outlet stated and that lead to no article of the archive.
    """

    def __init__(self, articles: Articles, decay_days: float | None) -> None:
        self.met: dict[str, Article] = {}
        self.keys: dict[str, str] = {}
        self.missing: dict[str, list[Related]] = {}
        self._articles = articles
        self._decay_days = decay_days
        self._relations: dict[tuple[str, str], dict[str, _Relation]] = {}
        self._others: dict[str, set[str]] = {}
        self._names: dict[str, frozenset[str]] = {}

    def meet(self, ids: Iterable[str]) -> None:
        """Find the relations of articles that go out from them: computed ones, and links."""
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self.met]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            meter().spend(ARTICLE * len(some))
            read = self._articles.read_without_names(some)
            names = self._articles.names(some)
            copies = [tuple(filter(_is_one_voice, found)) for found in find_copies(self._articles, read)]
            computed, stated = self._related(read, "computed", copies), self._related(read, "stated")
            for article, same, near, links in zip(read, copies, computed, stated, strict=True):
                self._fold(article.id, same)
                self._take(article.id, near[: max(NEAREST - len(same), _OF_OTHERS)])
                self._take(article.id, links)
                self.missing[article.id] = [link for link in links if link.id is None]
                self._names[article.id] = frozenset(map(name_key, chain(*names[article.id].values())))
                self.met[article.id] = replace(article, body="", entities=(), links=())

    def look_back(self, ids: Sequence[str]) -> None:
        """Find the articles whose outlets link to some that were met."""
        articles = [self.met[id_] for id_ in ids]
        for article, linking in zip(articles, self._related(articles, "backlink"), strict=True):
            for each in linking:
                if each.id:
                    self._relate(each.id, article.id, _Relation(_LINK, "stated", ()))

    def others(self, id_: str) -> set[str]:
        """The articles that have a relation to one, or it to them."""
        return self._others.get(id_, set())

    def weight(self, one: str, other: str) -> float:
        """How much the tie of two articles weighs."""
        relations = (*self._of(one, other).values(), *self._of(other, one).values())
        return sum(relation.strength for relation in relations) / 2

    def is_linked(self, one: str, other: str) -> bool:
        """Whether the outlet of one of two articles links to the other."""
        return "stated" in self._of(one, other) or "stated" in self._of(other, one)

    def shared_names(self, one: str, other: str) -> int:
        """How many names both of two articles hold that were met, those of their outlets apart."""
        outlets = {name_key(self.met[id_].source) for id_ in (one, other)}
        return len((self._names[one] & self._names[other]) - outlets)

    def reason(self, one: str, other: str) -> StoryTie:
        """The tie of an article to another as it is shown: what an outlet stated before what was computed."""
        kinds = self._of(other, one) | self._of(one, other)
        relation = kinds.get("stated") or next(iter(kinds.values()))
        return StoryTie(other, relation.kind, relation.shared)

    def _related(
        self, read: Sequence[Article], kind: str, copies: Sequence[Iterable[ArticleCopy]] = ()
    ) -> list[tuple[Related, ...]]:
        # Each kind by itself: together, what is stated would not be computed, too.
        return related_to(
            self._articles,
            read,
            limit=NEAREST,
            decay_days=self._decay_days,
            kinds=kinds_named([kind]),
            copies=copies,
        )

    def _fold(self, id_: str, copies: Iterable[ArticleCopy]) -> None:
        """Give an article and its copies, and theirs, one key."""
        self.keys.setdefault(id_, id_)
        for copy in copies:
            self._relate(id_, copy.id, _Relation(1.0, "copy", ()))
            own, other = self.keys[id_], self.keys.setdefault(copy.id, copy.id)
            self.keys |= {each: own for each, key in self.keys.items() if own != other == key}

    def _take(self, id_: str, related: Iterable[Related]) -> None:
        for each in related:
            if each.id:
                strength = _LINK if each.score is None else each.score
                self._relate(id_, each.id, _Relation(strength, each.kind, each.shared))

    def _relate(self, one: str, other: str, relation: _Relation) -> None:
        self._relations.setdefault((one, other), {})[relation.kind] = relation
        self._others.setdefault(one, set()).add(other)
        self._others.setdefault(other, set()).add(one)

    def _of(self, one: str, other: str) -> dict[str, _Relation]:
        return self._relations.get((one, other), {})


def _is_one_voice(copy: ArticleCopy) -> bool:
    return is_one_voice(copy.share, copy.copy_share)

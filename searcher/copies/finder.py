"""Copies of articles: looked up by the shingles that were indexed, then compared in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus import Article
from corpus.credits import agency_credited
from index.articles.documents import moment
from index.engine.budget import ARTICLE, meter
from index.engine.common_hashes import Sharer, Sharing
from index.text.shingles import Shingles

from ..articles import Articles
from ..results import ArticleCopy, Family
from .overlap import is_copy, overlap
from .text_memory import ComparedText

COMMON = 64
"""Articles that hold a shingle, beyond which it is a standing passage of some outlet, and not looked at."""
MOST_COMPARED = 100
"""Articles that one is compared with, at most: those first that share the rarest shingles."""
MOST_MEMBERS = 100
"""Articles of a family, at most."""

WIDEST = 1024
"""Articles that carry one story, beyond which they are not found by it."""
_CROWD = 16
"""Articles that hold a shingle, beyond which many have the wording: rarity tells little of it …"""
_TOLD = 32
"""… and these sampled shingles tell the text, the least ones …"""
_LEAST_PART = 0.35
"""… of which its copies share this part: from the whole of a report its half is found, too."""
LEAST_SHARED = 2
"""Sampled shingles that copies share: one may be chance."""
LEAST_RARITY = 0.4
"""How rare they must be together: the sum of 1 / holders."""


def find_copies(articles: Articles, of: Sequence[Article]) -> list[tuple[ArticleCopy, ...]]:
    """The copies of each of some articles: those that share most first, equals by id."""
    compared = ComparedTexts(articles)
    found = compared.copies_of(of)
    return [compared.in_order(copies, article) for article, copies in zip(of, found, strict=True)]


def family_of(articles: Articles, article: Article) -> Family:
    """An article with all its copies, their copies, and so on: in order of time, then of id."""
    compared = ComparedTexts(articles)
    members = {article.id: article}
    (copies,) = found = compared.copies_of([article])
    while len(members) < MOST_MEMBERS:
        others = {other.id: other for each in found for other in each if other.id not in members}
        newest = [other for _, other in sorted(others.items())][: MOST_MEMBERS - len(members)]
        if not newest:
            break
        members |= {other.id: other for other in newest}
        found = compared.copies_of(newest)
    in_time = sorted(members.values(), key=_earliest_first)
    return Family(
        article.id,
        tuple(compared.copy(member, article) for member in in_time),
        compared.in_order(copies, article),
    )


class ComparedTexts:
    """The texts of some articles of a snapshot, each read and taken apart once."""

    def __init__(self, articles: Articles) -> None:
        self._articles = articles
        self._texts: dict[str, ComparedText] = {}

    def copies_of(self, of: Sequence[Article]) -> list[list[Article]]:
        """The copies of each of some articles, in no order."""
        self._take(of)
        sharers = self._articles.snapshot.sharing(
            Sharing(
                "shingles",
                tuple(self._text(article).sample() for article in of),
                common=COMMON,
                fewest=LEAST_SHARED,
                rarity=LEAST_RARITY,
                told=_TOLD,
                part=_LEAST_PART,
                crowd=_CROWD,
                widest=WIDEST,
                most=1 + MOST_COMPARED,
            )
        )
        worth = [
            [each for each in found if each.id != article.id]
            for article, found in zip(of, sharers, strict=True)
        ]
        self._read({each.id for found in worth for each in found})
        return [
            [self._texts[each.id].article for each in found if self._is_copy(article, each)]
            for article, found in zip(of, worth, strict=True)
        ]

    def in_order(self, copies: Iterable[Article], article: Article) -> tuple[ArticleCopy, ...]:
        """Copies of an article: those that share most first, equals by id."""
        return tuple(sorted((self.copy(each, article) for each in copies), key=_most_shared_first))

    def copy(self, other: Article, article: Article) -> ArticleCopy:
        """An article as a copy of another."""
        shares = overlap(self._text(article), self._text(other))
        return ArticleCopy(
            other.title,
            other.id,
            other.url,
            other.published,
            other.source,
            shares.share,
            shares.other_share,
            agency_credited(other.body),
        )

    def _read(self, ids: set[str]) -> None:
        wanted = sorted(ids - self._texts.keys())
        meter().spend(ARTICLE * len(wanted))  # whatever is remembered: the same question costs the same
        known = {id_: text for id_ in wanted if (text := self._articles.compared.get(id_))}
        self._texts |= known
        self._take(self._articles.read_without_names([id_ for id_ in wanted if id_ not in known]))

    def _take(self, articles: Iterable[Article]) -> None:
        memory = self._articles.compared
        self._texts |= {each.id: memory.get(each.id) or memory.keep(each) for each in articles}

    def _is_copy(self, article: Article, sharer: Sharer) -> bool:
        one, other = self._text(article), self._texts[sharer.id].shingles
        return self._articles.compared.is_copy(
            article.id, sharer.id, lambda: is_copy(one, other, sharer.holders)
        )

    def _text(self, article: Article) -> Shingles:
        return self._texts[article.id].shingles


def _most_shared_first(copy: ArticleCopy) -> tuple[float, float, str]:
    return -max(copy.share, copy.copy_share), -copy.share, copy.id


def _earliest_first(article: Article) -> tuple[bool, int, str]:
    """In order of time; undated ones last."""
    published = article.published
    return published is None, moment(published) if published else 0, article.id

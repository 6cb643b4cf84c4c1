"""Related articles: stated by the outlet, or computed from the headlines.

Stated links are resolved to articles of the archive by id, else by address, else by headline and a near
date; one that is not in the archive is shown as such. Computed relations are BM25 over all words of the
headline, against the other headlines, with a mild decay in time (measured on labelled headlines in
docs/related.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Literal

from whoosh import query

from corpus import Article, Link, Published
from index.analysis import exact_terms, name_key, stem
from index.documents import namespaced_id

from .results import Related
from .snapshot import Snapshot
from .translate import Plan

DECAY_DAYS = 30.0
"""After this many days between two articles, the part of nearness that decays has fallen to 1/e."""

NEAR_DAYS = 3
"""How far the outlet's hint of a date may lie from the date of the article that a headline leads to."""

_DECAYING = 0.5  # the part of nearness that time takes away
_UNDATED = 1 - _DECAYING / 2  # neither near nor far
_LEAST = 0.2  # share of a headline's own score under which a likeness is chance
_LEAST_WORDS = 2  # that two headlines must share: one word makes no story


class Relations:
    """Finds what is related to the articles of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def related(
        self, article: Article, *, limit: int, decay_days: float | None = DECAY_DAYS
    ) -> tuple[Related, ...]:
        """Stated links in the outlet's order, then at most ``limit`` computed ones, the nearest first.

        Never the article itself, and no article twice.
        """
        stated = self.stated(article)
        seen = {article.id, *(related.id for related in stated if related.id)}
        computed = self._computed(article, seen, limit, decay_days) if limit else []
        return (*stated, *computed)

    def stated(self, article: Article) -> list[Related]:
        """The links that the outlet listed."""
        found: dict[object, Related] = {}
        for link in article.links:
            number = self.resolve(link, article)
            target = self._snapshot.article(number) if number is not None else None
            if target and target.id == article.id:
                continue
            key = target.id if target else (link.id, link.url, name_key(link.title))
            found.setdefault(key, _stated(link, target))
        return list(found.values())

    def resolve(self, link: Link, article: Article) -> int | None:
        """The document that a link of an article leads to, or None when it is not in the archive."""
        for number in self._by_id(link, article):
            return number
        for number in self._snapshot.numbers("url", link.url) if link.url else ():
            return number
        return self._by_headline(link)

    def backlinks(self, article: Article) -> tuple[Related, ...]:
        """Articles whose stated links lead to this one, in order of id."""
        outlets_own = article.id.rpartition(":")[2]
        terms = {
            ("link_id", article.id),
            ("link_id", outlets_own),
            ("link_url", article.url),
            ("link_headline", name_key(article.title)),
        }
        numbers = {n for field, term in terms if term for n in self._snapshot.numbers(field, term)}
        own = self._snapshot.number(article.id)
        sources = (self._snapshot.article(number) for number in numbers - {own})
        found = [
            source for source in sources if any(self.resolve(link, source) == own for link in source.links)
        ]
        return tuple(_to(source, "stated") for source in sorted(found, key=lambda source: source.id))

    def _by_id(self, link: Link, article: Article) -> Iterable[int]:
        """An outlet's id means its own article: where the id is another outlet's, it says nothing."""
        if not link.id:
            return
        outlet = name_key(article.source)
        for id_ in (namespaced_id(article.source, link.id), link.id):
            number = self._snapshot.number(id_)
            if number is None:
                continue
            source = name_key(self._snapshot.article(number).source)
            if not (outlet and source) or outlet == source:
                yield number

    def _by_headline(self, link: Link) -> int | None:
        key = name_key(link.title)
        numbers = self._snapshot.numbers("headline", key) if key else ()
        if not link.published:
            return numbers[0] if len(numbers) == 1 else None
        near = []
        for number in numbers:
            published = self._snapshot.article(number).published
            if published is None:
                if len(numbers) == 1:
                    return number
                continue
            distance = _days_between(published.day, link.published.day)
            if distance <= NEAR_DAYS:
                near.append((distance, number))
        return min(near)[1] if near else None

    def _computed(
        self, article: Article, seen: set[str], limit: int, decay_days: float | None
    ) -> list[Related]:
        words = list(dict.fromkeys(stem(term) for term in exact_terms(article.title)))
        own = self._snapshot.number(article.id)
        if not words or own is None:
            return []
        ranking = self._snapshot.rank(
            Plan(query.Or([query.Term("title", word) for word in words])), "relevance"
        )
        scores = dict(zip(ranking.documents, ranking.scores, strict=True))
        itself = scores.pop(own, 0.0) or math.inf
        decayed = []
        for number, score in scores.items():
            share = score / itself
            if share < _LEAST:
                break  # they come highest first, and decay only lowers them
            decayed.append((share * _decay(article.published, self._published(number), decay_days), number))
        computed: list[Related] = []
        for nearness, number in sorted(decayed, key=lambda pair: (-pair[0], pair[1])):
            other = self._snapshot.article(number)
            shared = _shared_words(article, other)
            if nearness < _LEAST or len(computed) == limit:
                break
            if other.id not in seen and len(shared) >= min(_LEAST_WORDS, len(words)):
                seen.add(other.id)
                computed.append(
                    _to(other, "computed", min(1.0, nearness), shared + _shared_names(article, other))
                )
        return computed

    def _published(self, number: int) -> Published | None:
        return self._snapshot.article(number).published


def _stated(link: Link, target: Article | None) -> Related:
    return Related(
        title=(target.title if target else "") or link.title,
        id=target.id if target else None,
        url=(target.url if target else "") or link.url,
        published=target.published if target else link.published,
        kind="stated",
        media=link.media,
        outlet_id=link.id,
    )


def _to(
    article: Article,
    kind: Literal["stated", "computed"],
    score: float | None = None,
    shared: tuple[str, ...] = (),
) -> Related:
    return Related(
        article.title, article.id, article.url, article.published, kind, score=score, shared=shared
    )


def _decay(one: Published | None, other: Published | None, decay_days: float | None) -> float:
    if decay_days is None:
        return 1.0
    if one is None or other is None:
        return _UNDATED
    apart = _days_between(one.day, other.day)
    return 1 - _DECAYING + _DECAYING * math.exp(-apart / decay_days)


def _days_between(one: date, other: date) -> int:
    return abs((one - other).days)


def _shared_words(one: Article, other: Article) -> tuple[str, ...]:
    theirs = {stem(term) for term in exact_terms(other.title)}
    return tuple(dict.fromkeys(term for term in exact_terms(one.title) if stem(term) in theirs))


def _shared_names(one: Article, other: Article) -> tuple[str, ...]:
    theirs = {entity.name for entity in other.entities}
    return tuple(dict.fromkeys(entity.name for entity in one.entities if entity.name in theirs))

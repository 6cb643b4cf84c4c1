"""Related articles: stated by the outlet, or computed from the headlines.

Stated links are resolved to articles of the archive by id, else by address, else by headline and a near
date; one that is not in the archive is shown as such. Computed relations are BM25 over all words of the
headline, against the other headlines, with a mild decay in time (measured on labelled headlines in
docs/related.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from corpus import Article, Link
from index.articles.documents import Card, namespaced_id
from index.engine.budget import ARTICLE, meter
from index.engine.embedded.execute.similar import Fading, Headline, Sought
from index.text.analysis import fold_token, name_key, written_tokens
from index.text.languages import analysed_in, stem_in

from .results import Related
from .snapshot import Snapshot
from .translate import FIRST_DAY

DECAY_DAYS = 30.0
"""After this many days between two articles, the part of nearness that decays has fallen to 1/e."""

NEAR_DAYS = 3
"""How far the outlet's hint of a date may lie from the date of the article that a headline leads to."""

_WHOLLY_DECAYED = 40  # times ``decay_days``: what is left then changes no float64
_MOST_DAYS = 10_000 * 366
_DECAYING = 0.5  # the part of nearness that time takes away
_UNDATED = 1 - _DECAYING / 2  # neither near nor far
_LEAST = 0.2  # share of a headline's own score under which a likeness is chance
_LEAST_WORDS = 2  # that two headlines must share: one word makes no story


class Relations:
    """Finds what is related to the articles of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def related(
        self,
        article: Article,
        *,
        limit: int,
        decay_days: float | None = DECAY_DAYS,
        number: int | None = None,
    ) -> tuple[Related, ...]:
        """Stated links in the outlet's order, then at most ``limit`` computed ones, the nearest first.

        Never the article itself, and no article twice. ``number`` is the article's document, where known.
        """
        stated = self.stated(article)
        own = self._snapshot.number(article.id) if number is None else number
        if not limit or own is None:
            return tuple(stated)
        seen = {article.id, *(related.id for related in stated if related.id)}
        return (*stated, *self._computed(article, own, seen, limit, decay_days))

    def stated(self, article: Article) -> list[Related]:
        """The links that the outlet listed."""
        found: dict[object, Related] = {}
        for link in article.links:
            number = self.resolve(link, article)
            target = self._snapshot.card(number) if number is not None else None
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
        cost, found = meter(), []
        cost.spend(ARTICLE * len(numbers))
        for number in numbers - {own}:
            cost.spend(0)  # the deadline may have passed
            source = self._snapshot.article(number)
            if any(self.resolve(link, source) == own for link in source.links):
                found.append(source)
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
            source = name_key(self._snapshot.card(number).source)
            if not (outlet and source) or outlet == source:
                yield number

    def _by_headline(self, link: Link) -> int | None:
        key = name_key(link.title)
        numbers = self._snapshot.numbers("headline", key) if key else ()
        if not link.published:
            return numbers[0] if len(numbers) == 1 else None
        near = []
        for number, day in zip(numbers, self._snapshot.first_days[list(numbers)].tolist(), strict=True):
            if day < FIRST_DAY:
                if len(numbers) == 1:
                    return number
                continue
            distance = abs(day - link.published.day.toordinal())
            if distance <= NEAR_DAYS:
                near.append((distance, number))
        return min(near)[1] if near else None

    def _computed(
        self, article: Article, own: int, seen: set[str], limit: int, decay_days: float | None
    ) -> list[Related]:
        headline = Headline.of(article.title, analysed_in(article.language))
        if not headline.stems:
            return []
        sought = Sought(
            headline,
            own,
            most=limit + len(seen),
            least=_LEAST,
            words=min(_LEAST_WORDS, len(headline.stems)),
            fading=self._fading(article, decay_days),
        )
        return self._chosen(article, own, self._snapshot.like(sought), seen, limit)

    def _chosen(
        self, article: Article, own: int, near: Iterable[tuple[int, float]], seen: set[str], limit: int
    ) -> list[Related]:
        """The first articles of a list that are news."""
        names = _Names(self._snapshot, own)
        language = analysed_in(article.language)
        stems = _stems(article.title, language)
        chosen: list[Related] = []
        for number, nearness in near:
            if len(chosen) == limit:
                break
            other = self._snapshot.card(number)
            if other.id not in seen:
                shared_words = _shared_words(stems, _stems(other.title, language))
                shared = (*shared_words, *names.shared_with(number))
                chosen.append(_to(other, "computed", min(1.0, nearness), shared))
        return chosen

    def _fading(self, article: Article, decay_days: float | None) -> Fading:
        """What time leaves of the nearness of an article to others."""
        if decay_days is None:
            return lambda _: 1.0
        if article.published is None:
            return lambda _: _UNDATED
        day, days_of, left = article.published.day.toordinal(), self._snapshot.first_days, _left(decay_days)
        all_dated = self._snapshot.all_dated

        def fading(documents: np.ndarray) -> np.ndarray:
            days = days_of[documents]
            faded = left.take(np.abs(days - day), mode="clip")
            return faded if all_dated else np.where(days < FIRST_DAY, _UNDATED, faded)

        return fading


@lru_cache(maxsize=8)
def _left(decay_days: float) -> np.ndarray:
    """What is left of nearness after so many days, float64; the last entry: after more."""
    days = np.arange(min(_WHOLLY_DECAYED * decay_days, _MOST_DAYS) + 2)
    return 1 - _DECAYING + _DECAYING * np.exp(-days / decay_days)


class _Names:
    """The names in an article."""

    def __init__(self, snapshot: Snapshot, number: int) -> None:
        self._snapshot = snapshot
        self._number = number

    def shared_with(self, other: int) -> tuple[str, ...]:
        """Those that another article holds too, in the order of this one."""
        theirs = set().union(*self._snapshot.names(other).values()) if any(self._of_kinds) else ()
        kinds = [shared for own in self._of_kinds if (shared := [name for name in own if name in theirs])]
        if len(kinds) > 1:  # only the whole list says which of these comes first
            return tuple(name for name in self._in_order if name in theirs)
        return tuple(kinds[0]) if kinds else ()

    @cached_property
    def _of_kinds(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._snapshot.names(self._number).values())

    @cached_property
    def _in_order(self) -> tuple[str, ...]:
        return self._snapshot.names_in_order(self._number)


def _stated(link: Link, target: Card | None) -> Related:
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
    article: Article | Card,
    kind: Literal["stated", "computed"],
    score: float | None = None,
    shared: tuple[str, ...] = (),
) -> Related:
    return Related(
        article.title, article.id, article.url, article.published, kind, score=score, shared=shared
    )


@lru_cache(maxsize=1 << 10)  # the hits of a page are related to the same ones
def _stems(title: str, language: str) -> Mapping[str, str]:
    """The words of a headline with their stems in a language."""
    return {fold_token(token): stem_in(token, language) for token in written_tokens(title)}


def _shared_words(own: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """The words of a headline that another has too, in any inflection."""
    theirs = set(other.values())
    return tuple(term for term, wanted in own.items() if wanted in theirs)

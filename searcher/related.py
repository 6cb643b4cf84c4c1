"""Related articles: stated by the outlet, or computed from the headlines.

Stated links are resolved to articles of the archive by id, else by address, else by headline and a near
date; one that is not in the archive is shown as such. Computed relations are BM25 over all words of the
headline, against the other headlines, with a mild decay in time (measured on labelled headlines in
docs/related.md). What is related to the hits of a page is asked for all at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from corpus import Article, Link
from index.articles.documents import Card, namespaced_id
from index.engine.budget import ARTICLE, meter
from index.engine.protocol import Fading, Likeness, Near, Term, Word
from index.text.analysis import fold_token, name_key, written_tokens
from index.text.languages import analysed_in, stem_in

from .articles import Articles, Names
from .planning import FIRST_DAY
from .results import Related

DECAY_DAYS = 30.0
"""After this many days between two articles, the part of nearness that decays has fallen to 1/e."""

NEAR_DAYS = 3
"""How far the outlet's hint of a date may lie from the date of the article that a headline leads to."""

_DECAYING = 0.5
"""The part of nearness that time takes away."""
_UNDATED = 1 - _DECAYING / 2
"""What is left of it where a date is unknown: neither near nor far."""
_LEAST = 0.2
"""Share of a headline's own score under which a likeness is chance."""
_LEAST_WORDS = 2
"""Words that two headlines must share: one makes no story."""
_AT_ONCE = 200
"""Articles whose links are looked at together."""

Targets = Mapping[int, Card]
"""Where some links lead to, by their places; those that lead to no article of the archive are not there."""


class Relations:
    """Finds what is related to the articles of one snapshot."""

    def __init__(self, articles: Articles) -> None:
        self._articles = articles

    def related(
        self, articles: Sequence[Article], *, limit: int, decay_days: float | None = DECAY_DAYS
    ) -> list[tuple[Related, ...]]:
        """For each article: stated links in the outlet's order, then at most ``limit`` computed ones.

        The nearest computed ones come first. Never the article itself, and no article twice.
        """
        stated = self.stated(articles)
        if not limit:
            return [tuple(each) for each in stated]
        computed = self._computed(articles, stated, limit, decay_days)
        return [(*one, *other) for one, other in zip(stated, computed, strict=True)]

    def stated(self, articles: Sequence[Article]) -> list[list[Related]]:
        """The links that the outlet of each article listed."""
        links = [(link, article) for article in articles for link in article.links]
        targets = self.resolve(links)
        found: list[list[Related]] = []
        start = 0
        for article in articles:
            of_article: dict[object, Related] = {}
            for place, link in enumerate(article.links, start):
                target = targets.get(place)
                if target is None or target.id != article.id:
                    key = target.id if target else (link.id, link.url, name_key(link.title))
                    of_article.setdefault(key, _stated(link, target))
            start += len(article.links)
            found.append(list(of_article.values()))
        return found

    def backlinks(self, article: Article) -> tuple[Related, ...]:
        """Articles whose stated links lead to this one, in order of id."""
        outlets_own = article.id.rpartition(":")[2]
        terms = {
            ("link_id", article.id),
            ("link_id", outlets_own),
            ("link_url", article.url),
            ("link_headline", name_key(article.title)),
        }
        found = self._articles.snapshot.find(sorted(term for term in terms if term[1]))
        ids = sorted({id_ for ids in found for id_ in ids} - {article.id})
        cost = meter()
        cost.spend(ARTICLE * len(ids))
        linking: list[Article] = []
        for start in range(0, len(ids), _AT_ONCE):
            cost.spend(0)  # the deadline may have passed
            sources = self._articles.read_without_names(ids[start : start + _AT_ONCE])
            links = [(link, source) for source in sources for link in source.links]
            leading = self.resolve(links)
            there = {links[place][1].id for place, card in leading.items() if card.id == article.id}
            linking += [source for source in sources if source.id in there]
        return tuple(_to(source, "stated") for source in linking)

    # Where links lead to

    def resolve(self, links: Sequence[tuple[Link, Article]]) -> Targets:
        """Where the links of some articles lead to: by id, else by address, else by headline and date."""
        targets = self._by_id(links)
        targets |= self._by_address(links, targets)
        return targets | self._by_headline(links, targets)

    def _by_id(self, links: Sequence[tuple[Link, Article]]) -> dict[int, Card]:
        """An outlet's id means its own article: where the id is another outlet's, it says nothing."""
        ids = {
            place: (namespaced_id(article.source, link.id), link.id)
            for place, (link, article) in enumerate(links)
            if link.id
        }
        there = self._find({place: [("id", id_) for id_ in pair] for place, pair in ids.items()})
        cards = self._articles.cards([id_ for found in there.values() for id_ in found])
        return {
            place: cards[fitting[0]]
            for place, found in there.items()
            if (fitting := [id_ for id_ in found if _is_same_outlet(links[place][1], cards[id_])])
        }

    def _by_address(self, links: Sequence[tuple[Link, Article]], known: Targets) -> dict[int, Card]:
        urls = {n: link.url for n, (link, _) in enumerate(links) if n not in known and link.url}
        there = self._find({place: [("url", url)] for place, url in urls.items()})
        cards = self._articles.cards([found[0] for found in there.values()])
        return {place: cards[found[0]] for place, found in there.items()}

    def _by_headline(self, links: Sequence[tuple[Link, Article]], known: Targets) -> dict[int, Card]:
        keys = {n: name_key(link.title) for n, (link, _) in enumerate(links) if n not in known}
        there = self._find({place: [("headline", key)] for place, key in keys.items() if key})
        there = {n: found for n, found in there.items() if len(found) == 1 or links[n][0].published}
        cards = self._articles.cards([id_ for found in there.values() for id_ in found])
        chosen = {n: _near(links[n][0], [cards[id_] for id_ in found]) for n, found in there.items()}
        return {place: card for place, card in chosen.items() if card}

    def _find(self, wanted: Mapping[int, Sequence[Term]]) -> dict[int, list[str]]:
        """For each place the ids of what holds one of its terms; without those where nothing does."""
        terms = list(dict.fromkeys(term for terms in wanted.values() for term in terms))
        found = self._articles.snapshot.find(terms) if terms else []
        ids_of = dict(zip(terms, found, strict=True))
        there = {place: [id_ for term in terms for id_ in ids_of[term]] for place, terms in wanted.items()}
        return {place: list(dict.fromkeys(ids)) for place, ids in there.items() if ids}

    # What is like an article

    def _computed(
        self,
        articles: Sequence[Article],
        stated: Sequence[Sequence[Related]],
        limit: int,
        decay_days: float | None,
    ) -> list[list[Related]]:
        seen = [
            {article.id, *(link.id for link in links if link.id)}
            for article, links in zip(articles, stated, strict=True)
        ]
        pairs = list(zip(articles, seen, strict=True))
        near = self._articles.snapshot.similar(
            [_likeness(article, limit + len(known), decay_days) for article, known in pairs]
        )
        chosen = [
            [each for each in found if each[0] not in known][:limit]
            for found, (_, known) in zip(near, pairs, strict=True)
        ]
        cards = self._articles.cards([id_ for found in chosen for id_, _ in found])
        shared = self._shared_names(articles, chosen)
        return [
            [
                _to(
                    cards[id_],
                    "computed",
                    min(1.0, nearness),
                    (*_shared_words(article, cards[id_].title), *shared[article.id, id_]),
                )
                for id_, nearness in found
            ]
            for article, found in zip(articles, chosen, strict=True)
        ]

    def _shared_names(
        self, articles: Sequence[Article], chosen: Sequence[Sequence[Near]]
    ) -> dict[tuple[str, str], tuple[str, ...]]:
        """The names that each article shares with those that are like it, in the order of the article."""
        pairs = [
            (article.id, id_) for article, found in zip(articles, chosen, strict=True) for id_, _ in found
        ]
        names = self._articles.names([id_ for pair in pairs for id_ in pair])
        shared = {pair: _shared_by_kind(names[pair[0]], names[pair[1]]) for pair in pairs}
        # Of several kinds, only the whole list says which comes first.
        mixed = list(dict.fromkeys(pair[0] for pair, kinds in shared.items() if len(kinds) > 1))
        in_order = self._articles.names_in_order(mixed)
        return {
            pair: _in_order(in_order[pair[0]], kinds) if len(kinds) > 1 else tuple(*kinds)
            for pair, kinds in shared.items()
        }


def _is_same_outlet(article: Article, card: Card) -> bool:
    """Whether two outlets may be the same one: an unknown one may be any."""
    outlet, other = name_key(article.source), name_key(card.source)
    return not (outlet and other) or outlet == other


def _near(link: Link, cards: Sequence[Card]) -> Card | None:
    """The article of a headline that lies next to the date that its link hints at."""
    if not link.published:
        return cards[0] if len(cards) == 1 else None
    hint = link.published.day
    near = []
    for card in cards:
        if card.published is None:
            if len(cards) == 1:
                return card
            continue
        distance = abs((card.published.day - hint).days)
        if distance <= NEAR_DAYS:
            near.append((distance, card.id, card))
    return min(near)[2] if near else None


def _likeness(article: Article, most: int, decay_days: float | None) -> Likeness:
    """The request for the articles whose headlines are like that of an article."""
    words = _words(article.title, analysed_in(article.language))
    shared = min(_LEAST_WORDS, len(words))
    return Likeness("title", article.id, words, most, _LEAST, shared, _fading(article, decay_days))


def _fading(article: Article, decay_days: float | None) -> Fading | float:
    """What time leaves of the nearness of an article to others."""
    if decay_days is None:
        return 1.0
    if article.published is None:
        return _UNDATED
    day = article.published.day.toordinal()
    return Fading("first_day", day, decay_days, _DECAYING, FIRST_DAY, _UNDATED)


def _words(title: str, language: str) -> tuple[Word, ...]:
    """The words of a title that is stemmed in a language (index/text/languages.py)."""
    stems = [(fold_token(token), stem_in(token, language)) for token in written_tokens(title)]
    frequencies = Counter(stem for _, stem in stems)
    forms = Counter(dict(stems).values())
    return tuple(Word(stem, count, forms[stem]) for stem, count in frequencies.items())


def _shared_by_kind(own: Names, theirs: Names) -> list[tuple[str, ...]]:
    """The names of an article that another holds too, of each kind that has any."""
    others = set().union(*theirs.values())
    kinds = (tuple(name for name in names if name in others) for names in own.values())
    return [kind for kind in kinds if kind]


def _in_order(names: Iterable[str], kinds: Iterable[Iterable[str]]) -> tuple[str, ...]:
    shared = {name for kind in kinds for name in kind}
    return tuple(name for name in names if name in shared)


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


def _shared_words(article: Article, title: str) -> tuple[str, ...]:
    """The words of an article's headline that another headline has too, in any inflection."""
    language = analysed_in(article.language)
    theirs = set(_stems(title, language).values())
    return tuple(term for term, stem in _stems(article.title, language).items() if stem in theirs)

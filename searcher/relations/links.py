"""Links that outlets stated: where they lead to, and which articles lead here.

A link is resolved to an article of the archive by id, else by address, else by headline and a near date; one
that leads to none is shown as such.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from corpus import Article, Link
from index.articles.documents import Card, address_terms, namespaced_id
from index.engine.budget import ARTICLE, meter
from index.engine.protocol import Lookup
from index.text.analysis import name_key

from ..articles import Articles
from ..results import Related
from .kinds import RelationKind, Wanted

NEAR_DAYS = 3
"""How far the outlet's hint of a date may lie from the date of the article that a headline leads to."""

_AT_ONCE = 50
"""Articles whose links are looked at together."""

At = TypeVar("At", bound=Hashable)
Links = Sequence[tuple[Link, Article]]
"""Links, each with the article that states it."""
Targets = Mapping[int, Card]
"""Where links lead to, by their places; those that lead to no article of the archive are missing."""


def find_stated(articles: Articles, wanted: Sequence[Wanted]) -> list[list[Related]]:
    """The links that the outlet of each article listed, in its order."""
    links = [(link, each.article) for each in wanted for link in each.article.links]
    targets = Resolution(articles).resolve(links)
    found: list[list[Related]] = []
    start = 0
    for each in wanted:
        of_article: dict[object, Related] = {}
        for place, link in enumerate(each.article.links, start):
            target = targets.get(place)
            if target is None or target.id not in each.seen:
                key = target.id if target else (link.id, link.url, name_key(link.title))
                of_article.setdefault(key, stated_link(link, target))
        start += len(each.article.links)
        found.append(list(of_article.values()))
    return found


def find_backlinks(articles: Articles, wanted: Sequence[Wanted]) -> list[list[Related]]:
    """The articles whose outlets stated a link to each article, in order of id."""
    return [[_to(linking) for linking in _linking_to(articles, each)] for each in wanted]


def _linking_to(articles: Articles, wanted: Wanted) -> Iterator[Article]:
    target = wanted.article
    terms = {
        *(Lookup("link_id", id_) for id_ in (target.id, *target.other_ids)),
        Lookup("link_id", target.id.rpartition(":")[2]),  # as its outlet calls it
        *(Lookup("link_url", address) for address in address_terms([target.url])),
        Lookup("link_headline", name_key(target.title)),
    }
    found = articles.snapshot.find([term for term in terms if term.text])
    ids = sorted({id_ for ids in found for id_ in ids} - wanted.seen)
    meter().spend(ARTICLE * len(ids))
    for start in range(0, len(ids), _AT_ONCE):
        some = articles.read_without_names(ids[start : start + _AT_ONCE])
        links = [(link, linking) for linking in some for link in linking.links]
        leading = Resolution(articles).resolve(links)
        there = {links[place][1].id for place, card in leading.items() if card.id == target.id}
        yield from (linking for linking in some if linking.id in there)


class Resolution:
    """Finds the articles of a snapshot that links lead to."""

    def __init__(self, articles: Articles) -> None:
        self._articles = articles

    def resolve(self, links: Links) -> Targets:
        """Where the links of some articles lead to: by id, else by address, else by headline and date."""
        targets = self._by_id(links)
        targets |= self._by_address(links, targets)
        return targets | self._by_headline(links, targets)

    def _by_id(self, links: Links) -> dict[int, Card]:
        """An outlet's id means its own article: where the id is another outlet's, it says nothing."""
        ids = {
            place: (namespaced_id(article.source, link.id), link.id)
            for place, (link, article) in enumerate(links)
            if link.id
        }
        terms = {
            place: [Lookup(field, id_) for id_ in pair for field in ("id", "other_id")]
            for place, pair in ids.items()
        }
        there = self._find(terms)
        cards = self._articles.cards([id_ for found in there.values() for id_ in found])
        return {
            place: cards[fitting[0]]
            for place, found in there.items()
            if (fitting := [id_ for id_ in found if _is_same_outlet(links[place][1], cards[id_])])
        }

    def _by_address(self, links: Links, known: Targets) -> dict[int, Card]:
        urls = {n: link.url for n, (link, _) in enumerate(links) if n not in known and link.url}
        terms = {place: [Lookup("url", term) for term in address_terms([url])] for place, url in urls.items()}
        there = self._find(terms)
        cards = self._articles.cards([found[0] for found in there.values()])
        return {place: cards[found[0]] for place, found in there.items()}

    def _by_headline(self, links: Links, known: Targets) -> dict[int, Card]:
        """The one article of a headline, unless its day is far from the hint; of several, the nearest."""
        keys = {n: name_key(link.title) for n, (link, _) in enumerate(links) if n not in known}
        there = self._find({n: [Lookup("headline", key)] for n, key in keys.items() if key}, most=2)
        several = {n: links[n][0].published for n, ids in there.items() if len(ids) > 1}
        nearest = self._nearest({n: (keys[n], hint.day) for n, hint in several.items() if hint})
        ids = {n: found[0] for n, found in there.items() if n not in several} | nearest
        cards = self._articles.cards(list(ids.values()))
        return {n: cards[id_] for n, id_ in ids.items() if n in nearest or _is_near(links[n][0], cards[id_])}

    def _nearest(self, wanted: Mapping[int, tuple[str, date]]) -> dict[int, str]:
        """Of the articles of a headline, the one that is nearest to a day; equals by id."""
        terms = {
            (n, distance): [
                Lookup("headline", key, ("first_day", day.toordinal() + days))
                for days in {-distance, distance}
            ]
            for n, (key, day) in wanted.items()
            for distance in range(NEAR_DAYS + 1)
        }
        found = self._find(terms, most=1)
        nearest: dict[int, str] = {}
        for n, distance in sorted(found):
            nearest.setdefault(n, min(found[n, distance]))
        return nearest

    def _find(self, wanted: Mapping[At, Sequence[Lookup]], most: int | None = None) -> dict[At, list[str]]:
        """For each place the ids of what holds one of its terms; without those where nothing does."""
        terms = list(dict.fromkeys(term for terms in wanted.values() for term in terms))
        found = self._articles.snapshot.find(terms, most) if terms else []
        ids_of = dict(zip(terms, found, strict=True))
        there = {place: [id_ for term in terms for id_ in ids_of[term]] for place, terms in wanted.items()}
        return {place: list(dict.fromkeys(ids)) for place, ids in there.items() if ids}


def _is_same_outlet(article: Article, card: Card) -> bool:
    """Whether two outlets may be the same one: an unknown one may be any."""
    outlet, other = name_key(article.source), name_key(card.source)
    return not (outlet and other) or outlet == other


def _is_near(link: Link, card: Card) -> bool:
    """Whether an article's day lies next to the date that a link hints at; an unknown one may."""
    if not link.published or card.published is None:
        return True
    return abs((card.published.day - link.published.day).days) <= NEAR_DAYS


def stated_link(link: Link, target: Card | None = None) -> Related:
    """A link as it is shown; without a target, its article is missing."""
    return Related(
        title=(target.title if target else "") or link.title,
        id=target.id if target else None,
        url=(target.url if target else "") or link.url,
        published=target.published if target else link.published,
        kind="stated",
        media=link.media,
        outlet_id=link.id,
    )


def _to(source: Article) -> Related:
    return Related(source.title, source.id, source.url, source.published, "backlink")


STATED = RelationKind("stated", "→", "Stated by its outlet", find_stated)
BACKLINK = RelationKind("backlink", "←", "Linked from", find_backlinks, with_hits=False)

"""A story told day by day: its articles with their copies, the names that enter, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus import Article
from index.articles.documents import moment
from index.text.analysis import name_key

from ..articles import Articles, Names
from ..relations.missing import Target, missing_article, target_of
from ..results import Entities, MissingArticle, Related
from .telling import Story, StoryArticle, StoryDay, StoryTie
from .ties import LEAST, Ties

_DAY = len("2016-10-02")
_MOST_TIES = 3
"""Ties that are given as the reason for an article, at most."""


def chronicle(
    articles: Articles, ties: Ties, members: Sequence[str], *, cut: tuple[str, ...], beyond: int
) -> Story:
    """The story of some articles, of which it was asked for the first.

    Args:
        articles: of the snapshot that holds them.
        ties: by which they were found; all of them were met.
        members: their ids.
        cut: as of ``Story``.
        beyond: as of ``Story``.
    """
    in_order = sorted((ties.met[id_] for id_ in members), key=_earliest_first)
    families: dict[str, list[Article]] = defaultdict(list)
    for article in in_order:
        families[ties.keys[article.id]].append(article)
    by_day: dict[str, list[StoryArticle]] = defaultdict(list)
    for first, *copies in families.values():
        copied = tuple(_story_article(copy) for copy in copies)
        by_day[_day(first)].append(_story_article(first, _reasons(ties, first.id, members), copied))
    names = _entering(by_day, articles.names(members))
    days = [StoryDay(day, tuple(by_day[day]), names[day]) for day in sorted(by_day)]
    return Story(
        id=members[0],
        days=tuple(day for day in days if day.day),
        undated=next((day for day in days if not day.day), None),
        missing=tuple(_missing(ties, in_order)),
        cut=cut,
        beyond=beyond,
    )


def _earliest_first(article: Article) -> tuple[bool, int, str]:
    """In order of time; undated ones last."""
    published = article.published
    return published is None, moment(published) if published else 0, article.id


def _day(article: Article) -> str:
    """The local day, or the month or year where no more is known."""
    return str(article.published or "")[:_DAY]


def _story_article(
    article: Article, ties: tuple[StoryTie, ...] = (), copies: tuple[StoryArticle, ...] = ()
) -> StoryArticle:
    return StoryArticle(
        article.id, article.title, article.published, article.source, article.url, ties, copies
    )


def _reasons(ties: Ties, id_: str, members: Sequence[str]) -> tuple[StoryTie, ...]:
    """The heaviest ties of an article to others of its story, copies of it apart."""
    near = ties.others(id_)
    weights = {
        other: ties.weight(id_, other)
        for other in members
        if other in near and ties.keys[other] != ties.keys[id_]
    }
    heaviest = sorted((other for other in weights if weights[other] >= LEAST), key=lambda o: (-weights[o], o))
    return tuple(ties.reason(id_, other) for other in heaviest[:_MOST_TIES])


def _entering(by_day: dict[str, list[StoryArticle]], names: dict[str, Names]) -> dict[str, Entities]:
    """The names that each day is the first to name.

    Days come before months, years and no date at all: of these it is not known what they come before.
    """
    seen: set[str] = set()
    entering = {}
    for day in sorted(by_day, key=lambda day: (-len(day), day)):
        new: dict[str, list[str]] = {"person": [], "organisation": [], "place": []}
        for article in by_day[day]:
            for kind, written in names[article.id].items():
                for name in written:
                    key = name_key(name)  # whatever it is taken for
                    if key not in seen:
                        seen.add(key)
                        new[kind].append(name)
        entering[day] = Entities(*(tuple(each) for each in new.values()))
    return entering


def _missing(ties: Ties, in_order: Sequence[Article]) -> Iterator[MissingArticle]:
    """The articles that links of the story lead to and the archive lacks: the most linked first."""
    links: dict[Target, list[Related]] = defaultdict(list)
    linking: dict[Target, dict[str, str]] = defaultdict(dict)
    for article in in_order:
        for link in ties.missing[article.id]:
            target = target_of(article.source, link.url, link.outlet_id, link.title)
            links[target].append(link)
            linking[target][article.id] = article.source
    for target in sorted(links, key=lambda each: (-len(linking[each]), each)):
        yield missing_article(links[target], linking[target])

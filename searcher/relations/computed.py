"""Relations computed from texts: BM25 of the words that an article says most, in the texts of others.

What an article is about, the words tell that it repeats and few others hold, those of its headline before the
others (TF-IDF; as TREC's background linking of news, Soboroff et al. 2018, is commonly begun). An article of
few words borrows those of the articles that are nearest to it (relevance feedback: Rocchio 1971). Nearness
fades mildly with time. It was measured on labelled stories (docs/related.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus import Article
from index.articles.documents import Card
from index.engine.protocol import Alike, Fading, Likeness, Lookup
from index.text.analysis import name_key
from index.text.languages import analysed_in, stems

from ..articles import Articles, Names
from ..planning import FIRST_DAY
from ..results import Related
from .kinds import RelationKind, Wanted
from .sayings import Sayings, sayings_of, sayings_of_headline, with_lent
from .unspaced import words_in_both

LEAST = 0.28
"""Share of an article's own score under which a likeness is chance …"""
SURE, FEW = 0.4, 3
"""… and where no more are wanted than these, as with hits, so much is asked for: people look at each …"""
LEAST_OF_FEW = 0.15
"""… and of a headline alone: a story is told anew in other words, and in few words few are the same …"""
LEAST_WITH_LENT = 0.1
"""… and where it borrowed words: none holds all of those."""
MOST_WORDS = 24
"""Words of an article that are looked for: with 16 fewer right ones are told from chance, with 40 no more."""

_LEAST_BY_HEADLINE = (0.45, 0.35, LEAST)
"""… where none of the words shared, one, or more stand in the other's headline, which names its matter."""
_SPARE = 3
"""Articles more than are wanted, of which some are told from chance by their headlines; …"""
_LENDERS = 5
"""Articles from which one of few words borrows."""
_LEAST_WORDS = 2
"""Words that two articles must share: one makes no story."""
_LEAST_PART = 0.2
"""The part of the words looked for that must be shared: chance is the likeness in few heavy ones."""
_SPARE_UNSPACED = 10
"""… and of a script without blanks, where most are."""
_SHOWN_WORDS = 6
"""Words that are shown as the reason, and names."""
_LEAST_LETTERS = 3
"""Letters of a word that is shown; of an acronym two are enough."""
_DECAYING = 0.5
"""The part of nearness that time takes away."""
_UNDATED = 0.9
"""What is left of it where a date is unknown, as when there are ten days between the two."""


class NearArticle(NamedTuple):
    """An article that is like another one, and the words of that one which both share, as it writes them."""

    alike: Alike
    words: Sequence[str]


def find_computed(articles: Articles, wanted: Sequence[Wanted]) -> list[list[Related]]:
    """At most ``limit`` articles that say what each article says, the nearest first."""
    asked = [each for each in wanted if each.limit]
    near = [
        [one for one in found if one.alike.id not in each.seen]
        for each, found in zip(asked, _nearest(articles, asked), strict=True)
    ]
    cards = articles.cards(
        [one.alike.id for each, found in zip(asked, near, strict=True) for one in found[: each.limit]]
    )
    chosen = [
        (each.article, _borne_out(articles, each, found, cards))
        for each, found in zip(asked, near, strict=True)
    ]
    names = _shared_names(articles, chosen)
    related = {
        own.id: [_to(cards[one.alike.id], one, names[own.id, one.alike.id]) for one in those]
        for own, those in chosen
    }
    return [related.get(each.article.id, []) for each in wanted]


def _borne_out(
    articles: Articles, wanted: Wanted, near: Sequence[NearArticle], cards: dict[str, Card]
) -> list[NearArticle]:
    """Those of which their headlines say that they are about the same; their cards are read as needed."""
    chosen: list[NearArticle] = []
    for one in near:
        if len(chosen) == wanted.limit:
            break
        if one.alike.id not in cards:
            cards |= articles.cards([one.alike.id])
        if is_borne_out(one, cards[one.alike.id].title, wanted.article):
            chosen.append(one)
    return chosen


def is_borne_out(near: NearArticle, headline: str, own: Article) -> bool:
    """Whether the headline of another article says that it is about the same, or it is near in any case."""
    said = sayings_of(own)
    if near.alike.nearness >= max(_LEAST_BY_HEADLINE) or said.is_unspaced or len(said.words) < MOST_WORDS:
        return True
    named = {word.term for word in sayings_of_headline(headline, own.language).words}
    both = len(named.intersection(near.alike.shared)) if named else len(_LEAST_BY_HEADLINE)
    return near.alike.nearness >= _LEAST_BY_HEADLINE[min(both, len(_LEAST_BY_HEADLINE) - 1)]


def _nearest(articles: Articles, asked: Sequence[Wanted]) -> list[list[NearArticle]]:
    """What is like each article."""
    said = [sayings_of(each.article) for each in asked]
    near = _similar(articles, [_likeness(each, words) for each, words in zip(asked, said, strict=True)])
    borrowing = [
        place
        for place, words in enumerate(said)
        if len(words.words) < MOST_WORDS and near[place] and not words.is_unspaced
    ]
    lent = _with_lent(articles, [(asked[place], said[place], near[place]) for place in borrowing])
    for place, again in zip(borrowing, _similar(articles, lent), strict=True):
        near[place] = again
    return [
        _near_by_words(articles, each, words, found) if words.is_unspaced else _near_as_written(words, found)
        for each, words, found in zip(asked, said, near, strict=True)
    ]


def _similar(articles: Articles, requests: Sequence[Likeness]) -> list[list[Alike]]:
    return articles.snapshot.similar(requests) if requests else []


def _likeness(wanted: Wanted, said: Sayings) -> Likeness:
    """The request for the articles that are like an article."""
    article, number = wanted.article, min(len(said.words), MOST_WORDS)
    most = wanted.limit + len(wanted.seen)
    return Likeness(
        "text",
        article.id,
        said.words,
        MOST_WORDS,
        most=most + (_SPARE_UNSPACED if said.is_unspaced else _SPARE),
        least=max(LEAST_OF_FEW, (SURE if wanted.limit <= FEW else LEAST) * number / MOST_WORDS),
        shared=_shared_at_least(said),
        fading=_fading(article, wanted.decay_days),
        house=Lookup("source", key) if (key := name_key(article.source)) else None,
    )


def _with_lent(articles: Articles, near: Sequence[tuple[Wanted, Sayings, Sequence[Alike]]]) -> list[Likeness]:
    """The requests for articles of few words, with those that the nearest say in their headlines."""
    lenders = [found[:_LENDERS] for _, _, found in near]
    cards = articles.cards([each.id for found in lenders for each in found])
    return [
        replace(
            _likeness(wanted, said),
            words=with_lent(
                said,
                (
                    (sayings_of_headline(cards[each.id].title, wanted.article.language), each.nearness)
                    for each in found
                ),
            ),
            least=LEAST_WITH_LENT,
        )
        for (wanted, said, _), found in zip(near, lenders, strict=True)
    ]


def _near_as_written(said: Sayings, found: Iterable[Alike]) -> list[NearArticle]:
    """Those that share words of the article itself, not only such as it borrowed."""
    near = (
        NearArticle(each, [said.written[term] for term in each.shared if term in said.written])
        for each in found
    )
    return [each for each in near if each.words]


def _near_by_words(
    articles: Articles, wanted: Wanted, said: Sayings, found: Sequence[Alike]
) -> list[NearArticle]:
    """Those that share words, not characters alone; of a script that has no blanks."""
    others = articles.read_without_names([each.id for each in found])
    near = [
        NearArticle(each, words_in_both(wanted.article, other, each.shared))
        for each, other in zip(found, others, strict=True)
    ]
    # Most words have two characters.
    least = _shared_at_least(said) / 2
    return [each for each in near if len(each.words) >= max(_LEAST_WORDS, least)]


def _shared_at_least(said: Sayings) -> int:
    """How many of an article's words another one must share."""
    return max(_LEAST_WORDS, math.ceil(_LEAST_PART * min(len(said.words), MOST_WORDS)))


def _fading(article: Article, decay_days: float | None) -> Fading | float:
    """What time leaves of the nearness of an article to others."""
    if decay_days is None:
        return 1.0
    if article.published is None:
        return _UNDATED
    day = article.published.day.toordinal()
    return Fading("first_day", day, decay_days, _DECAYING, FIRST_DAY, _UNDATED)


def _shared_names(
    articles: Articles, chosen: Sequence[tuple[Article, Sequence[NearArticle]]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names with which each article shares words with those that are like it, in its own order."""
    ids = [[own.id, *(each.alike.id for each in near)] for own, near in chosen if near]
    names = articles.names([id_ for each in ids for id_ in each])
    shared = {
        (own.id, each.alike.id): _telling_names(names[own.id], names[each.alike.id], each, own.language)
        for own, near in chosen
        for each in near
    }
    # Of several kinds, only the whole list says which comes first.
    mixed = list(dict.fromkeys(pair[0] for pair, kinds in shared.items() if len(kinds) > 1))
    in_order = articles.names_in_order(mixed)
    return {
        pair: _in_order(in_order[pair[0]], kinds) if len(kinds) > 1 else tuple(*kinds)
        for pair, kinds in shared.items()
    }


def _telling_names(own: Names, theirs: Names, near: NearArticle, language: str) -> list[tuple[str, ...]]:
    """The names of an article that another holds too, of each kind that has any.

    Only such as hold a word by which it was found: what all articles of an outlet name is no reason.
    """
    others = set().union(*theirs.values())
    words = set(near.alike.shared)
    kinds = (
        tuple(name for name in names if name in others and not words.isdisjoint(_stems(name, language)))
        for names in own.values()
    )
    return [kind for kind in kinds if kind]


def _in_order(names: Iterable[str], kinds: Iterable[Iterable[str]]) -> tuple[str, ...]:
    shared = {name for kind in kinds for name in kind}
    return tuple(name for name in names if name in shared)


@lru_cache(maxsize=1 << 12)
def _stems(name: str, language: str) -> tuple[str, ...]:
    return tuple(stems(name, analysed_in(language)))


def _to(other: Card, near: NearArticle, names: Sequence[str]) -> Related:
    shown = names[:_SHOWN_WORDS]
    said = {word for name in shown for word in name_key(name).split()}
    words = (word for word in near.words if _is_reason(word) and name_key(word) not in said)
    return Related(
        other.title,
        other.id,
        other.url,
        other.published,
        "computed",
        score=min(1.0, near.alike.nearness),
        shared=(*islice(words, _SHOWN_WORDS), *shown),
    )


def _is_reason(word: str) -> bool:
    """Whether a person would take a word for a reason: not a number, nor letters left over."""
    is_acronym = word.isalpha() and not (word.isascii() and word.islower())
    return is_acronym or sum(map(str.isalpha, word)) >= _LEAST_LETTERS


COMPUTED = RelationKind("computed", "≈", "Computed from the texts", find_computed, with_copies=False)

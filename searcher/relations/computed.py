"""Relations computed from headlines: BM25 of all words of one in the others, with a mild decay in time.

It was measured on labelled headlines (docs/related.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from corpus import Article
from index.articles.documents import Card
from index.engine.protocol import Fading, Likeness, Near, TextWord
from index.text.analysis import fold_token, written_tokens
from index.text.languages import analysed_in, stem_in

from ..articles import Articles, Names
from ..planning import FIRST_DAY
from ..results import Related
from .kinds import RelationKind, Wanted

LEAST = 0.2
"""Share of a headline's own score under which a likeness is chance."""

_DECAYING = 0.5
"""The part of nearness that time takes away."""
_UNDATED = 1 - _DECAYING / 2
"""What is left of it where a date is unknown: neither near nor far."""
_LEAST_WORDS = 2
"""Words that two headlines must share: one makes no story."""


def find_computed(articles: Articles, wanted: Sequence[Wanted]) -> list[list[Related]]:
    """At most ``limit`` articles with headlines like that of each article, the nearest first."""
    asked = [each for each in wanted if each.limit]
    near = articles.snapshot.similar([_likeness(each) for each in asked]) if asked else []
    chosen = {
        each.article.id: [one for one in found if one[0] not in each.seen][: each.limit]
        for each, found in zip(asked, near, strict=True)
    }
    cards = articles.cards([id_ for found in chosen.values() for id_, _ in found])
    shared = _shared_names(articles, chosen)
    return [
        [
            _to(each.article, cards[id_], nearness, shared[each.article.id, id_])
            for id_, nearness in chosen.get(each.article.id, ())
        ]
        for each in wanted
    ]


def _likeness(wanted: Wanted) -> Likeness:
    """The request for the articles whose headlines are like that of an article."""
    article = wanted.article
    words = _words(article.title, analysed_in(article.language))
    shared = min(_LEAST_WORDS, len(words))
    most = wanted.limit + len(wanted.seen)
    return Likeness("title", article.id, words, most, LEAST, shared, _fading(article, wanted.decay_days))


def _fading(article: Article, decay_days: float | None) -> Fading | float:
    """What time leaves of the nearness of an article to others."""
    if decay_days is None:
        return 1.0
    if article.published is None:
        return _UNDATED
    day = article.published.day.toordinal()
    return Fading("first_day", day, decay_days, _DECAYING, FIRST_DAY, _UNDATED)


def _words(title: str, language: str) -> tuple[TextWord, ...]:
    """The words of a title that is stemmed in a language (index/text/languages.py)."""
    stems = [(fold_token(token), stem_in(token, language)) for token in written_tokens(title)]
    frequencies = Counter(stem for _, stem in stems)
    forms = Counter(dict(stems).values())
    return tuple(TextWord(stem, count, forms[stem]) for stem, count in frequencies.items())


def _shared_names(
    articles: Articles, chosen: Mapping[str, Sequence[Near]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names that each article shares with those that are like it, in the order of the article."""
    pairs = [(id_, other) for id_, found in chosen.items() for other, _ in found]
    names = articles.names([id_ for pair in pairs for id_ in pair])
    shared = {pair: _shared_by_kind(names[pair[0]], names[pair[1]]) for pair in pairs}
    # Of several kinds, only the whole list says which comes first.
    mixed = list(dict.fromkeys(pair[0] for pair, kinds in shared.items() if len(kinds) > 1))
    in_order = articles.names_in_order(mixed)
    return {
        pair: _in_order(in_order[pair[0]], kinds) if len(kinds) > 1 else tuple(*kinds)
        for pair, kinds in shared.items()
    }


def _shared_by_kind(own: Names, theirs: Names) -> list[tuple[str, ...]]:
    """The names of an article that another holds too, of each kind that has any."""
    others = set().union(*theirs.values())
    kinds = (tuple(name for name in names if name in others) for names in own.values())
    return [kind for kind in kinds if kind]


def _in_order(names: Iterable[str], kinds: Iterable[Iterable[str]]) -> tuple[str, ...]:
    shared = {name for kind in kinds for name in kind}
    return tuple(name for name in names if name in shared)


def _to(article: Article, other: Card, nearness: float, names: tuple[str, ...]) -> Related:
    return Related(
        other.title,
        other.id,
        other.url,
        other.published,
        "computed",
        score=min(1.0, nearness),
        shared=(*_shared_words(article, other.title), *names),
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


COMPUTED = RelationKind("computed", "≈", "Computed from the headlines", find_computed, with_copies=False)

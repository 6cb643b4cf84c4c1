"""Relations computed from texts: BM25 of the words that an article says most, in the texts of others.

What an article is about, the words tell that it repeats and few others hold, those of its headline before the
others (TF-IDF; as TREC's background linking of news, Soboroff et al. 2018, is commonly begun). Nearness fades
mildly with time. It was measured on labelled stories (docs/related.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import Article
from index.articles.documents import Card
from index.engine.protocol import Alike, Fading, Likeness, Lookup, TextWord
from index.text.analysis import fold_token, name_key, written_tokens
from index.text.languages import analysed_in, stem_in
from index.text.stop_words import common_words
from index.text.token_pattern import with_commas

from ..articles import Articles, Names
from ..planning import FIRST_DAY
from ..results import Related
from .kinds import RelationKind, Wanted

LEAST = 0.25
"""Share of an article's own score under which a likeness is chance …"""
LEAST_OF_FEW = 0.15
"""… and of a headline alone: a story is told anew in other words, and in few words few are the same."""
MOST_WORDS = 24
"""Words of an article that are looked for: with 16 fewer right ones are told from chance, with 40 no more."""

_LEAST_WORDS = 2
"""Words that two articles must share: one makes no story."""
_LEAST_PART = 0.2
"""The part of the words looked for that must be shared: chance is the likeness in few heavy ones."""
_REPEATED = 10
"""How often a word is said until saying it again adds little, as ``k1`` of BM25 does for texts; much higher,
for what an article repeats, it is about."""
_OF_HEADLINE = 1
"""What a word of the headline says beside its being said: a headline names what the article is about."""
_OFTEN = 255
"""Times that a word is said that count at most."""
_SAID = [said * (_REPEATED + 1) / (said + _REPEATED) for said in range(_OFTEN + 1)]
_READ = 10_000
"""Characters of a text that are looked at: what an article is about, it says early."""
_SHOWN_WORDS = 8
"""Words that are shown as the reason."""
_DECAYING = 0.5
"""The part of nearness that time takes away."""
_UNDATED = 1 - _DECAYING / 2
"""What is left of it where a date is unknown: neither near nor far."""


def find_computed(articles: Articles, wanted: Sequence[Wanted]) -> list[list[Related]]:
    """At most ``limit`` articles that say what each article says, the nearest first."""
    asked = [each for each in wanted if each.limit]
    said = {each.article.id: _sayings(each.article) for each in asked}
    requests = [_likeness(each, said[each.article.id]) for each in asked]
    near = articles.snapshot.similar(requests) if requests else []
    chosen = {
        each.article.id: [one for one in found if one.id not in each.seen][: each.limit]
        for each, found in zip(asked, near, strict=True)
    }
    cards = articles.cards([one.id for found in chosen.values() for one in found])
    shared = _shared_names(articles, chosen)
    return [
        [
            _to(cards[one.id], one, said[each.article.id].forms, shared[each.article.id, one.id])
            for one in chosen.get(each.article.id, ())
        ]
        for each in wanted
    ]


def _sayings(article: Article) -> _Said:
    return _words_said(article.title[:_READ], article.body[:_READ], analysed_in(article.language))


@dataclass(frozen=True, slots=True)
class _Said:
    """What an article says.

    Attributes:
        words: each of those that say something, by its stem, as the index has them (index/text/languages.py).
        forms: of each stem, the word that is written first, folded.
    """

    words: tuple[TextWord, ...]
    forms: Mapping[str, str]


@lru_cache(maxsize=1 << 9)  # the same articles are hits of one page and the next
def _words_said(title: str, body: str, language: str) -> _Said:
    """What an article of this headline and text says."""
    of_headline, of_text = (Counter(written_tokens(with_commas(text, language))) for text in (title, body))
    forms: dict[str, str] = {}
    frequencies: dict[str, int] = {}
    for token, said in (of_headline + of_text).items():
        stem, term = _stem_of(token, language)
        if stem:
            frequencies[stem] = frequencies.get(stem, 0) + said
            forms.setdefault(stem, term)
    headline = {_stem_of(token, language)[0] for token in of_headline}
    words = (
        TextWord(stem, said, _SAID[min(said, _OFTEN)] + _OF_HEADLINE * (stem in headline))
        for stem, said in frequencies.items()
    )
    return _Said(tuple(words), forms)


@lru_cache(maxsize=1 << 16)
def _stem_of(token: str, language: str) -> tuple[str, str]:
    """The stem of a word and the word, folded; "" for both where it is small."""
    term = fold_token(token)
    is_small = term in common_words(language) or (len(term) == 1 and term.isascii())
    return ("", "") if is_small else (stem_in(token, language), term)


def _likeness(wanted: Wanted, said: _Said) -> Likeness:
    """The request for the articles that are like an article."""
    article, number = wanted.article, min(len(said.words), MOST_WORDS)
    return Likeness(
        "text",
        article.id,
        said.words,
        MOST_WORDS,
        most=wanted.limit + len(wanted.seen),
        least=max(LEAST_OF_FEW, LEAST * number / MOST_WORDS),
        shared=max(_LEAST_WORDS, math.ceil(_LEAST_PART * number)),
        fading=_fading(article, wanted.decay_days),
        house=Lookup("source", key) if (key := name_key(article.source)) else None,
    )


def _fading(article: Article, decay_days: float | None) -> Fading | float:
    """What time leaves of the nearness of an article to others."""
    if decay_days is None:
        return 1.0
    if article.published is None:
        return _UNDATED
    day = article.published.day.toordinal()
    return Fading("first_day", day, decay_days, _DECAYING, FIRST_DAY, _UNDATED)


def _shared_names(
    articles: Articles, chosen: Mapping[str, Sequence[Alike]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names that each article shares with those that are like it, in the order of the article."""
    pairs = [(id_, other.id) for id_, found in chosen.items() for other in found]
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


def _to(other: Card, near: Alike, forms: Mapping[str, str], names: tuple[str, ...]) -> Related:
    return Related(
        other.title,
        other.id,
        other.url,
        other.published,
        "computed",
        score=min(1.0, near.nearness),
        shared=(*(forms[term] for term in near.shared[:_SHOWN_WORDS]), *names),
    )


COMPUTED = RelationKind("computed", "≈", "Computed from the texts", find_computed, with_copies=False)

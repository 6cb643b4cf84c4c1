"""Hits of an answer: articles with the passages that match, what they name, their copies and relations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from corpus import Article
from index.engine.protocol import Answer

from .articles import Articles, Names
from .copies.finder import find_copies
from .copies.folding import Folding
from .matches import Marker
from .planning import plan
from .question import DECAY_DAYS, Question
from .relations import kinds_named, related_to
from .results import ArticleCopy, Entities, Hit, Related, marked_text
from .snippets import Excerpts, Snippets
from .tree import Node

_MOST_WEIGHED = 50
"""Parts of a question of which it is counted how rare they are, to choose among passages."""


def hit_builder(
    articles: Articles, answer: Answer, tree: Node, question: Question, folding: Folding
) -> Callable[[Sequence[int]], list[Hit]]:
    """What builds the hits at some positions of an answer."""
    snippets: Snippets | None = None  # many an answer is not looked at further

    def build(positions: Sequence[int]) -> list[Hit]:
        nonlocal snippets
        if snippets is None:
            marker = Marker(tree)
            snippets = Snippets(marker, lambda: _rarities(articles, marker.parts))
        ids = [answer.ids[position] for position in positions]
        read = articles.read_without_names(ids)
        names = articles.names(ids)
        copies_of = find_copies(articles, read)
        links_of = related_to(
            articles,
            read,
            limit=question.related,
            decay_days=DECAY_DAYS,
            kinds=kinds_named(),
            copies=copies_of,
        )
        named = articles.with_names(read) if snippets.need_names else read
        return [
            _hit(
                article,
                answer.scores[position],
                names[article.id],
                links,
                copies,
                snippets.excerpts(article, every=question.passages == "all"),
                folding.others(article.id),
            )
            for position, article, links, copies in zip(positions, named, links_of, copies_of, strict=True)
        ]

    return build


def _hit(
    article: Article,
    score: float,
    names: Names,
    links: tuple[Related, ...],
    copies: tuple[ArticleCopy, ...],
    excerpts: Excerpts,
    folded: tuple[str, ...],
) -> Hit:
    return Hit(
        id=article.id,
        title=article.title,
        published=article.published,
        source=article.source,
        url=article.url,
        score=score,
        snippet=marked_text(excerpts.best),
        entities=Entities(*names.values()),
        related=links,
        passage=excerpts.best,
        marked_title=excerpts.title,
        passages=excerpts.passages,
        copies=copies,
        folded=folded,
    )


def _rarities(articles: Articles, parts: Sequence[Node]) -> list[float]:
    """How much each part tells: the logarithm of how seldom the archive's articles match it."""
    if len(parts) > _MOST_WEIGHED:
        return [0.0] * len(parts)
    counts = articles.snapshot.counts([plan(part, articles.languages) for part in parts])
    return [max(0.0, math.log((1 + len(articles)) / (1 + count))) for count in counts]

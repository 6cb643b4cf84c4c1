"""Answers and articles as JSON-ready values, and as rows of tables; results have ``to_dict`` of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus import Article, EntityKind

from ..results import ArticleCopy, Entities, Hit
from ..stories.telling import Story

if TYPE_CHECKING:
    from ..figures.contrast import FigureGroup
    from ..statistics import Statistics

HIT_COLUMNS = (
    "id",
    "title",
    "published",
    "source",
    "url",
    "score",
    "snippet",
    "people",
    "organisations",
    "places",
    "related",
)
COLLAPSED_COLUMNS = (*HIT_COLUMNS, "folded")
"""Of a hit that may stand for copies."""
ARTICLE_COLUMNS = (
    "id",
    "title",
    "published",
    "source",
    "url",
    "authors",
    "language",
    "people",
    "organisations",
    "places",
    "origin",
    "notices",
    "body",
)
STORY_COLUMNS = (
    "day",
    "id",
    "title",
    "published",
    "source",
    "url",
    "copy_of",
    "people",
    "organisations",
    "places",
)
FIGURE_COLUMNS = (
    "group",
    "number",
    "noun",
    "id",
    "title",
    "published",
    "source",
    "start",
    "end",
    "passage",
    "passage_start",
)
RELATED_COLUMNS = ("kind", "id", "title", "published", "url", "media", "score", "shared", "outlet_id")


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as a row of ``HIT_COLUMNS`` or ``COLLAPSED_COLUMNS``.

    Of related articles, it has the ids of those in the archive.
    """
    ids = [related.id for related in hit.related if related.id]
    return {**hit.to_dict(), **hit.entities.to_dict(), "related": ids}


def story_rows(story: Story) -> Iterator[dict[str, Any]]:
    """The articles of a story as rows of ``STORY_COLUMNS``, each before its copies.

    The names that enter on a day stand with the first article of it.
    """
    for part in story.parts:
        entering = part.names.to_dict()
        for article in part.articles:
            yield {"day": part.day, **article.to_dict(), "copy_of": "", **entering}
            entering = Entities().to_dict()
            for copy in article.copies:
                yield {"day": part.day, **copy.to_dict(), "copy_of": article.id, **entering}


def figures_value(groups: Iterable[FigureGroup] | None) -> dict[str, Any]:
    """Figures that differ, as a part of an answer; None: they were not asked for."""
    return {} if groups is None else {"figures": [group.to_dict() for group in groups]}


def figure_rows(groups: Iterable[FigureGroup]) -> Iterator[dict[str, Any]]:
    """Figures that differ as rows of ``FIGURE_COLUMNS``."""
    return ({"group": group.noun, **figure.to_dict()} for group in groups for figure in group.figures)


def copy_row(copy: ArticleCopy) -> dict[str, Any]:
    """A copy as a row of ``RELATED_COLUMNS``; its score is how much of the article stands in it."""
    return {**copy.to_dict(), "kind": "copy", "score": copy.share}


def article_value(article: Article) -> dict[str, Any]:
    """An article, whole."""
    return {"schema": "dateline.article/1", **article.to_json()}


def statistics_value(statistics: Statistics) -> dict[str, Any]:
    """What an archive holds, in numbers."""
    return {
        "schema": "dateline.stats/1",
        **asdict(statistics),
        "first": statistics.first or None,
        "last": statistics.last or None,
        "sources": [{"source": source, "articles": articles} for source, articles in statistics.sources],
        "months": [{"month": month, "articles": articles} for month, articles in statistics.months],
        "rejected": [rejected.to_json() for rejected in statistics.rejected],
    }


def article_row(article: Article) -> dict[str, Any]:
    """An article as a row of ``ARTICLE_COLUMNS``."""
    names = entities_of(article)
    return article.to_json() | names.to_dict() | {"published": str(article.published or "")}


def entities_of(article: Article) -> Entities:
    """The canonical names in an article, each once."""
    by_kind: dict[EntityKind, dict[str, None]] = {"person": {}, "organisation": {}, "place": {}}
    for entity in article.entities:
        by_kind[entity.kind][entity.name] = None
    return Entities(*(tuple(names) for names in by_kind.values()))

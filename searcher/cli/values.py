"""What the library returns, as JSON-ready values and as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus import Article, EntityKind

from ..results import Entities, Facets, Hit, Receipt, Related, Results
from .asked import Asked

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
RELATED_COLUMNS = ("kind", "id", "title", "published", "url", "media", "score", "shared", "outlet_id")


def search_value(asked: Asked, results: Results) -> dict[str, Any]:
    """A whole answer."""
    return {
        "schema": "dateline.search/1",
        "query": query_value(asked, results.receipt),
        "total": results.total,
        "hits": [hit_value(hit) for hit in results.hits],
        "facets": facets_value(results.facets),
        "receipt": asdict(results.receipt),
    }


def query_value(asked: Asked, receipt: Receipt) -> dict[str, Any]:
    """A question as asked, and as understood."""
    return {
        "text": asked.query,
        "interpreted": receipt.query,
        "since": receipt.since or None,
        "until": receipt.until or None,
        "match": asked.match,
        "sort": asked.sort,
        "page": asked.page,
        "limit": asked.limit,
        "person": asked.person,
        "org": asked.org,
        "place": asked.place,
        "source": asked.source,
        "undated": asked.undated,
    }


def hit_value(hit: Hit) -> dict[str, Any]:
    """A hit, with its names and related articles inside."""
    return {
        "id": hit.id,
        "title": hit.title,
        "published": str(hit.published) if hit.published else None,
        "source": hit.source,
        "url": hit.url,
        "score": hit.score,
        "snippet": hit.snippet,
        "entities": asdict(hit.entities),
        "related": [related_value(related) for related in hit.related],
    }


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as a row of ``HIT_COLUMNS``; of related articles, the ids of those in the archive."""
    ids = [related.id for related in hit.related if related.id]
    return {**hit_value(hit), **asdict(hit.entities), "related": ids}


def related_value(related: Related) -> dict[str, Any]:
    """A related article."""
    return {
        "title": related.title,
        "id": related.id,
        "url": related.url,
        "published": str(related.published) if related.published else None,
        "kind": related.kind,
        "media": related.media,
        "score": related.score,
        "shared": related.shared,
        "outlet_id": related.outlet_id,
    }


def facets_value(facets: Facets) -> Mapping[str, list[dict[str, Any]]]:
    """Facets, each a list of values with their articles."""
    return {
        name: [{"value": value, "articles": articles} for value, articles in counts]
        for name, counts in facets.items()
    }


def article_row(article: Article) -> dict[str, Any]:
    """An article as a row of ``ARTICLE_COLUMNS``."""
    names = entities_of(article)
    return article.to_json() | asdict(names) | {"published": str(article.published or "")}


def entities_of(article: Article) -> Entities:
    """The canonical names in an article, each once."""
    by_kind: dict[EntityKind, dict[str, None]] = {"person": {}, "organisation": {}, "place": {}}
    for entity in article.entities:
        by_kind[entity.kind][entity.name] = None
    return Entities(*(tuple(names) for names in by_kind.values()))

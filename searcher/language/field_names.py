"""What may stand before a colon, and the field that it means."""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "title": "title",
    "headline": "title",
    "lead": "lead",
    "person": "people",
    "people": "people",
    "org": "organisations",
    "organisation": "organisations",
    "organisations": "organisations",
    "organization": "organisations",
    "organizations": "organisations",
    "place": "places",
    "places": "places",
    "source": "source",
    "outlet": "source",
    "author": "authors",
    "authors": "authors",
    "section": "section",
    "language": "language",
    "id": "id",
    "url": "url",
    "site": "site",
    "published": "published",
    "date": "published",
}
"""Name → field."""

TEXT_FIELDS = ("", "title", "lead")
"""Fields of words with places; "" is the whole article."""
ADDRESS_FIELDS = ("id", "url", "site")
"""Fields whose value is everything up to the next blank: what stands in it means nothing else."""

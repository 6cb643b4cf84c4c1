"""An article as a document of the index, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from corpus import Article, Entity, EntityKind, Published
from corpus.addresses import address_key, page_key
from corpus.ids import derive_id

from ..engine.fields import PASSAGE_GAP, Passages
from ..text.analysis import name_key
from ..text.languages import analysed_in, count_terms
from ..text.shingles import Shingles
from .schema import UNDATED_DAY, UNDATED_MOMENT

if TYPE_CHECKING:
    from corpus.entities import Extractor

FIELD_OF_KIND: Mapping[EntityKind, str] = {
    "person": "people",
    "organisation": "organisations",
    "place": "places",
}
"""The document field that holds the names of each kind of entity."""

LONGEST_LEAD = 240
"""Characters of a first paragraph that ``lead:`` looks at, about: what leads of agencies have, at most."""


@dataclass(frozen=True, slots=True)
class LinkList:
    """The links that the outlet of an article stated, as they are stored: quick to read.

    Attributes:
        id: of the article.
        source: its outlet, or "".
        links: JSON values, of which ``Link.from_json`` makes links.
    """

    id: str
    source: str
    links: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Card:
    """What a list says of an article: enough to show it and to find it.

    Attributes:
        id: unique within the archive.
        title: the headline.
        published: when, or None.
        source: the outlet's name, or "".
        url: its address, or "".
    """

    id: str
    title: str
    published: Published | None
    source: str
    url: str


def document(read: Article, entities: tuple[Entity, ...], fingerprint: str) -> dict[str, Any]:
    """The fields of one article's document; see schema.py.

    Args:
        read: the article as it was read, with the names that its export listed.
        entities: all names of it, those included.
        fingerprint: of the article as it was read.
    """
    article = read.with_entities(entities)
    language = analysed_in(article.language)
    title = Passages.of((article.title,), language)
    whole = Passages.of((article.title, article.body), language)
    published = article.published
    as_read = read.to_json()
    return {
        "id": [article.id],
        "other_id": _present(article.other_ids),
        "text": whole,
        "exact": whole,
        "title": title,
        "title_exact": title,
        "lead_end": sum(count_terms(text, language) for text in (article.title, lead_of(article.body)))
        + PASSAGE_GAP,
        **_names(article),
        "authors": _keys(article.authors),
        "source": _keys([article.source]),
        "section": _keys([article.section]),
        "site": sites_of(article.url),
        "language": _keys([article.language]),
        "first_day": published.day.toordinal() if published else UNDATED_DAY,
        "last_day": published.last_day.toordinal() if published else None,
        "undated": [] if published else ["1"],
        "origin": _present([own_file(article)]),
        "headline": _keys([article.title]),
        "url": address_terms([article.url]),
        "link_id": _present(link.id for link in article.links),
        "link_url": address_terms(link.url for link in article.links),
        "link_headline": _keys(link.title for link in article.links),
        "shingles": Shingles(article.body).sample(),
        **({"links": len(article.links)} if article.links else {}),
        "moment": moment(published) if published else UNDATED_MOMENT,
        **{f"{name}_shown": tags for name, tags in _facets(article).items()},
        "fingerprint": fingerprint,
        "card": _json({key: as_read[key] for key in ("id", "title", "published", "source", "url")}),
        "article": _json(as_read),
        "entities": _json(article.to_json()["entities"]),
    }


def row(read: Article, fingerprint: str) -> bytes:
    """An article as it was read and its fingerprint in one line, as a ``Make`` takes it."""
    return row_of(article_json(read), fingerprint)


def row_of(article: bytes, fingerprint: str) -> bytes:
    """As ``row``, of an article's JSON."""
    return fingerprint.encode() + b" " + article


def article_json(read: Article) -> bytes:
    """An article as it was read: JSON on one line."""
    return _json(read.to_json()).encode()


def article_from_json(encoded: bytes) -> Article:
    """The article that ``article_json`` wrote."""
    return Article.from_json(json.loads(encoded))


def document_of_row(line: bytes, extractor: Extractor) -> dict[str, Any]:
    """The document of an article that ``row`` wrote, with the names that are found in it."""
    mark, _, text = line.partition(b" ")
    article = Article.from_json(json.loads(text))
    return document(article, extractor.extract(article), mark.decode())


def moment(published: Published) -> int:
    """Seconds since the beginning of year 1, by which articles are sorted in time.

    In UTC where the zone is known, else as if the local clock were UTC's: an order for the eye, never a
    statement about the instant.
    """
    clock = published.instant.replace(tzinfo=None) if published.instant else published.local
    return round((clock - datetime.min).total_seconds())


def _facets(article: Article) -> dict[str, list[str]]:
    """Tags to count an article under: people, organisations, places, source, month."""
    values = {
        field: _keyed_tags(e.name for e in article.entities if e.kind == kind)
        for kind, field in FIELD_OF_KIND.items()
    }
    published = str(article.published)[:7] if article.published else ""
    return values | {"source": _keyed_tags([article.source]), "month": _present([published])}


def _keyed_tags(names: Iterable[str]) -> list[str]:
    """Names that are counted by what filters compare: the first spelling of each."""
    tags: dict[str, str] = {}
    for name in names:
        key = name_key(name)
        if key:
            tags.setdefault(key, f"{key}\0{name}")
    return list(tags.values())


def namespaced_id(source: str, id_: str) -> str:
    """An outlet's id with the outlet before it, as articles are kept whose id another outlet had first."""
    return f"{name_key(source).replace(' ', '-')}:{id_}"


def address_terms(addresses: Iterable[str]) -> list[str]:
    """Addresses as they are written, and by what their spellings share."""
    return _present(term for address in addresses for term in (address, address_key(address)))


def lead_of(body: str) -> str:
    """The first paragraph of a text; of one that is too long, as where none are parted, its first words."""
    paragraph = body[: LONGEST_LEAD + 1].partition("\n\n")[0]
    if len(paragraph) <= LONGEST_LEAD:
        return paragraph
    blank = paragraph.rfind(" ")
    return paragraph[:blank] if blank > 0 else paragraph[:-1]


def sites_of(address: str) -> list[str]:
    """The host of an address and the domains that it is in, but for the last label alone; no ``www``."""
    host = re.split(r"[/?#:]", address_key(address), maxsplit=1)[0]
    labels = host.split(".")
    if labels[-1].isdecimal():  # an IP address is in no domain
        return [host]
    return [".".join(labels[first:]) for first in range(len(labels) - 1)]


def own_file(article: Article) -> str:
    """The file that holds this article and nothing else, if it has no id of its own; else "".

    Such an article is told from others by its text (corpus/ids.py), so that a page that was saved anew is
    known to be the same one by its file and its headline alone.
    """
    if article.url or re.search(r":\d+$|\[\d+\]$", article.origin):
        return ""
    return article.origin if article.id == _derived_id(article, article.source) else ""


def nameless_id(article: Article) -> str:
    """The id of an article before its outlet was named; "" where it does not depend on that."""
    if not article.source or page_key(article.url) or article.id != _derived_id(article, article.source):
        return ""
    return _derived_id(article, "")


def _derived_id(article: Article, source: str) -> str:
    return derive_id(article.title, article.body, article.published, source, article.url)


def article_of(article: str, entities: str) -> Article:
    """The article that a document's stored fields hold, with all its names."""
    return Article.from_json(json.loads(article) | {"entities": json.loads(entities)})


def article_as_read(article: str) -> Article:
    """The article as it was read, before names were extracted."""
    return Article.from_json(json.loads(article))


def article_with_names(read: Article, entities: str) -> Article:
    """The article with all the names that its document's stored field holds."""
    return read.with_entities(tuple(Entity(**entity) for entity in json.loads(entities)))


def links_of(article: str) -> LinkList:
    """The links of the article that a document's stored field holds."""
    value = json.loads(article)
    return LinkList(value["id"], value["source"], value["links"])


def card_of(card: str) -> Card:
    """What a list says of the article that a document's stored fields hold."""
    value = json.loads(card)
    published = Published.from_json(value["published"])
    return Card(value["id"], value["title"], published, value["source"], value["url"])


def fingerprint(article: Article) -> str:
    """Hash of all that was read but where from: equal for an article that has not changed.

    What else it is called is not read, and does not count.
    """
    import hashlib

    content = article.to_json()
    for name in ("origin", "reader", "other_ids"):
        content.pop(name, None)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _names(article: Article) -> dict[str, list[str]]:
    return {
        field: _keys(entity.name for entity in article.entities if entity.kind == kind)
        for kind, field in FIELD_OF_KIND.items()
    }


def _keys(names: Iterable[str]) -> list[str]:
    """Comparison keys of names, each once, without empty ones."""
    return _present(name_key(name) for name in names)


def _present(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))

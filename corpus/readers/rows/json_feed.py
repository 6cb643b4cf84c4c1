"""JSON Feed, versions 1 and 1.1 (jsonfeed.org): one article for each item, as in other feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from ...article import Article, Rejected
from .fields import split_names
from .keyed import keyed_article
from .values import host_of, is_address, prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..base import Options

    Object = Mapping[str, object]

UPDATED = "dated by its last change, as the feed states no publication"
_VERSION = "jsonfeed.org/version/"


def is_feed(value: object) -> TypeGuard[Object]:
    """Whether a value states that it is a JSON Feed."""
    return isinstance(value, dict) and "version" in value and _VERSION in str(value["version"])[:80]


def feed_articles(
    feed: Object, origin: str, options: Options, notices: Sequence[str]
) -> Iterator[Article | Rejected]:
    """One article or rejection for each item of a feed."""
    items = feed.get("items")
    if not isinstance(items, list):
        yield Rejected(origin, "a JSON Feed without a list of items")
        return
    density = options.density.within()  # for the bytes of the whole counted already
    for number, item in enumerate(items):
        density.count(text_size(item))
        here = f"{origin}[{number}]"
        if isinstance(item, dict):
            yield _article(feed, item, here, options, notices)
        else:
            yield Rejected(here, "not a JSON object, as each item of a JSON Feed is")


def text_size(value: object) -> int:
    """The characters in an object's texts, plus a minimum for its keys."""
    texts = value.values() if isinstance(value, dict) else ()
    return sum(len(text) if isinstance(text, str) else 0 for text in texts) + 8 * len(texts)


def _article(
    feed: Object, item: Object, origin: str, options: Options, notices: Sequence[str]
) -> Article | Rejected:
    given = _text(item, "id")
    url = _text(item, "url", "external_url") or (given if is_address(given) else "")
    body = prose(_text(item, "content_html"), is_markup=True) or _text(item, "content_text", "summary")
    published, changed = _text(item, "date_published"), _text(item, "date_modified")
    tags = item.get("tags")
    row = {
        "id": "" if given in (url, _text(item, "external_url")) else given,
        "title": prose(_text(item, "title")),
        "body": body,
        "published": published or changed,
        "source": _outlet(feed, url),
        "url": url,
        "authors": _authors(item) or _authors(feed),
        "language": _text(item, "language") or _text(feed, "language"),
    }
    return keyed_article(
        row,
        options,
        origin,
        dated="feed",
        section=tags[0] if isinstance(tags, list) and tags and isinstance(tags[0], str) else "",
        notices=[*notices, *([UPDATED] if changed and not published else [])],
    )


def _outlet(feed: Object, url: str) -> str:
    """The feed's title; of a collection from other sites, the site that an item is from."""
    home, host = host_of(_text(feed, "home_page_url")), host_of(url)
    is_elsewhere = home and host and not _is_within(host, home) and not _is_within(home, host)
    return host if is_elsewhere else _text(feed, "title")


def _is_within(host: str, other: str) -> bool:
    return host == other or host.endswith(f".{other}")


def _authors(value: Object) -> list[str]:
    """The names of an item's or a feed's authors: a list in version 1.1, a single one in version 1."""
    listed = value.get("authors")
    entries = listed if isinstance(listed, list) else [value.get("author")]
    return [
        name
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("name"), str)
        for name in split_names(entry["name"])
    ]


def _text(value: Object, *keys: str) -> str:
    """The first value of ``keys`` that is a text, or "". Numbers are texts, as they are read."""
    texts = (held.strip() for key in keys if isinstance(held := value.get(key), str))
    return next(filter(None, texts), "")

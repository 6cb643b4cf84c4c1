"""A file of NITF or NewsML-G2 -> its articles.

When was it published? In NewsML-G2 as in ninjs: ``firstCreated``, but not before ``embargoed``, else
``versionCreated``; what is dated in ``contentMeta`` may be older than the news. In NITF: ``pubdata``, which
is the publication itself, ``date.release``, ``date.issue``, then the date line's ``story.date``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from ..article import Article, Rejected
from ..errors import InputError
from .density import ITEM_BYTES
from .keyed import keyed_article
from .news_items import NewsItem
from .nitf import Nitf
from .xml_source import read_xml
from .xml_tree import Element, descendants, local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Options

_PACKAGE = "a package of NewsML-G2: it lists other items, and holds no text"
_REFUSED = {
    "urlset": "a sitemap: it lists the addresses of pages, not their texts; fetch the pages and read those",
    "sitemapindex": "an index of sitemaps: it lists addresses, not texts",
    "NewsML": "NewsML 1, which this version does not read; export it as NewsML-G2, NITF or JSON Lines",
    "packageItem": _PACKAGE,
}


def articles_in(stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
    """One article or rejection for each document of NITF, or each item in its newest version.

    Raises:
        InputError: the file as a whole cannot be read; see ``xml_source`` and ``xml_tree``.
    """
    text, notices = read_xml(stream)
    _check_items(text, options)
    root, doubts = parse(text)
    del text
    notices = (*notices, *doubts)
    kind = local(root)
    if kind in ("nitf", "nitf-doc"):
        yield from _nitf_articles(root, options, notices)
    elif kind in ("newsItem", "newsMessage", "itemSet"):
        yield from _item_articles(root, options, notices)
    else:
        yield Rejected(options.origin, _REFUSED.get(kind, f"neither NITF nor NewsML-G2: its root is {kind}"))


def _check_items(text: str, options: Options) -> None:
    """Nothing, where the items that a text seems to hold are as long as items are.

    Raises:
        InputError: they are crumbs.
    """
    items = text.count("<newsItem") + text.count("<nitf") or text.count(":newsItem")
    options.density.count(len(text), inputs=max(1, items), least=ITEM_BYTES)


def _nitf_articles(root: Element, options: Options, notices: tuple[str, ...]) -> Iterator[Article | Rejected]:
    documents = [root] if local(root) == "nitf" else [each for each in root if local(each) == "nitf"]
    for number, document in enumerate(documents):
        origin = options.origin if len(documents) == 1 else f"{options.origin}[{number}]"
        story = Nitf(document)
        if story.withdrawn:
            yield Rejected(origin, f"its publisher has withdrawn it ({story.withdrawn})")
            continue
        yield keyed_article(
            story.row(), options, origin, dated="field", section=story.section(), notices=notices
        )


def _item_articles(root: Element, options: Options, notices: tuple[str, ...]) -> Iterator[Article | Rejected]:
    """The items, the newest version of each; older ones are passed over, for they are the same article."""
    elements = [*descendants(root, "newsItem")]
    if not elements:
        raise InputError(_PACKAGE if any(descendants(root, "packageItem")) else "it holds no newsItem")
    items = [NewsItem(element) for element in elements]
    newest: dict[str, int] = {}
    for number, item in enumerate(items):
        rival = newest.get(item.guid)
        if rival is None or item.version >= items[rival].version:
            newest[item.guid] = number
    for number, item in enumerate(items):
        if item.guid and newest[item.guid] != number:
            continue
        origin = options.origin if local(root) == "newsItem" else f"{options.origin}[{number}]"
        yield _item_article(item, options, origin, notices)


def _item_article(
    item: NewsItem, options: Options, origin: str, notices: tuple[str, ...]
) -> Article | Rejected:
    if reason := item.unfit():
        return Rejected(origin, reason)
    row, section, doubts = item.row()
    return keyed_article(row, options, origin, dated="field", section=section, notices=(*notices, *doubts))

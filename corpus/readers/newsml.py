"""NITF and NewsML-G2: IPTC's news in XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from .xml_source import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import Article, Rejected
    from .base import Options

_ROOTS = frozenset(("nitf", "nitf-doc", "newsItem", "newsMessage", "itemSet"))
_REFUSED = frozenset(("urlset", "sitemapindex", "NewsML", "packageItem"))  # with a reason of their own


class NewsXml:
    """Reads NITF and NewsML-G2. Nothing is fetched, and no entities are expanded."""

    name = "newsml"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the root element is one of theirs, or one that is best refused by name."""
        root, _ = root_of(head)
        return root in _ROOTS or root in _REFUSED or name.lower().endswith(".nitf")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each document or item."""
        from .news_documents import articles_in  # which needs a parser, and most runs read no XML

        yield from articles_in(stream, options)

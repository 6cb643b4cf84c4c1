"""News in XML: NITF and NewsML-G2, told apart by the root element."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from ...article import Rejected
from ..density import ITEM_BYTES
from ..xml.xml_source import read_xml, root_of
from . import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article
    from ..base import Options

_NITF = frozenset(("nitf", "nitf-doc"))
_NEWSML_G2 = frozenset(("newsItem", "newsMessage", "itemSet"))
_REFUSED = {
    "urlset": "a sitemap: it lists the addresses of pages, not their texts; fetch the pages and read those",
    "sitemapindex": "an index of sitemaps: it lists addresses, not texts",
    "NewsML": "NewsML 1, which this version does not read; export it as NewsML-G2, NITF or JSON Lines",
    "packageItem": PACKAGE,
}


class NewsXml:
    """Reads NITF and NewsML-G2. Nothing is fetched, and no entities are expanded."""

    name = "newsml"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the root element is one of theirs, or one that is best refused by name."""
        root, _ = root_of(head)
        return root in _NITF | _NEWSML_G2 or root in _REFUSED or name.lower().endswith(".nitf")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each document of NITF, or each item in its newest version.

        Raises:
            InputError: the file as a whole cannot be read; see ``xml_source`` and ``xml_tree``.
        """
        from ..xml.xml_tree import local, parse  # needs a parser, and most runs read no XML
        from .newsml_g2 import read_items
        from .nitf import read_documents

        text, notices = read_xml(stream, options.encoding)
        _check_items(text, options)
        root, doubts = parse(text)
        del text
        notices = (*notices, *doubts)
        kind = local(root)
        if kind in _NITF:
            yield from read_documents(root, options, notices)
        elif kind in _NEWSML_G2:
            yield from read_items(root, options, notices)
        else:
            reason = _REFUSED.get(kind, f"neither NITF nor NewsML-G2: its root is {kind}")
            yield Rejected(options.origin, reason)


def _check_items(text: str, options: Options) -> None:
    """Check that the items in a text are of a plausible length.

    Raises:
        InputError: they are crumbs.
    """
    items = text.count("<newsItem") + text.count("<nitf") or text.count(":newsItem")
    options.density.count(len(text), entries=max(1, items), least=ITEM_BYTES)

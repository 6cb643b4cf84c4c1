"""The bytes of a page -> a tree of its elements, in bounds."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ..charsets import TextEncoding
from ..markup import check_page

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_LIMIT = 64 * 1024**2
"""Bytes of one page."""
NEEDED = "HTML pages need the package trafilatura: pip install 'dateline[html]'"

_HEAD = 4096  # bytes in which a page says how it is encoded; browsers look at 1024
_charset = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_xml_encoding = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)


def tree_of(page: bytes, charset: str = "", encoding: TextEncoding | None = None) -> tuple[Any, str]:
    """The root element of a page, and a notice about its encoding, or "".

    It is decoded as the caller says; else as UTF-8 where it is that; else as in ``charset``, which the server
    named; then as the page says itself; then as is likely. Comments and processing instructions are left out.
    Nothing is fetched.

    Raises:
        InputError: the package is missing, the page holds more than ``readers.markup`` allows, or no element.
    """
    text, notice = (encoding or TextEncoding()).decode(page, charset, *_stated_encodings(page[:_HEAD]))
    html = _lxml()
    encoded = text.encode(errors="replace")
    del text
    check_page(encoded)
    try:
        tree = html.document_fromstring(encoded, parser=_parser())
    except (html.etree.ParserError, html.etree.XMLSyntaxError, AssertionError) as error:
        raise InputError(f"no HTML can be read in it: {error}") from None
    return tree, notice


def elements(tree: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401 -- lxml ships no types
    """The elements of these names, in the page's order."""
    found: Iterator[Any] = tree.iter(*names)
    return found


def text_in(element: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    """The text of an element and its descendants."""
    return "".join(element.itertext())


def _stated_encodings(head: bytes) -> Iterator[str]:
    """The encodings that a page names, that of its XML declaration first."""
    for pattern in (_xml_encoding, _charset):
        if found := pattern.search(head):
            yield found[1].decode("ascii", errors="ignore")


@cache
def _lxml() -> Any:  # noqa: ANN401 -- lxml ships no types
    try:
        import lxml.html
    except ImportError:
        raise InputError(NEEDED) from None
    return lxml.html


def _parser() -> Any:  # noqa: ANN401 -- lxml ships no types
    return _lxml().HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )

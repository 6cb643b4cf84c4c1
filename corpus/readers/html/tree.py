"""The bytes of a page -> a tree of its elements, in bounds."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...text import LATIN_NOTICE, decode
from ..charsets import codec_named
from ..markup import check_page

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_LIMIT = 64 * 1024**2
"""Bytes of one page."""
NEEDED = "HTML pages need the package trafilatura: pip install 'dateline[html]'"

_HEAD = 4096  # bytes in which a page says how it is encoded; browsers look at 1024
_charset = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_xml_encoding = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_SHIFTING = ("iso2022", "hz")  # whose bytes all look like ASCII


def tree_of(page: bytes, charset: str = "") -> tuple[Any, str]:
    """The root element of a page, and a notice about its encoding, or "".

    Bytes that are UTF-8 are read as such, whatever is said of them; then as in ``charset``, which the server
    named; then as the page says itself; then as Windows-1252. Comments and processing instructions are left
    out. Nothing is fetched.

    Raises:
        InputError: the package is missing, the page holds more than ``readers.markup`` allows, or no element.
    """
    text, notice = _decode_page(page, charset)
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


def _decode_page(page: bytes, charset: str) -> tuple[str, str]:
    declared = codec_named(charset) or _declared_encoding(page[:_HEAD])
    if not declared or declared == "utf-8":
        return decode(page)
    if not declared.startswith(_SHIFTING):
        try:
            return page.decode(), ""
        except UnicodeDecodeError:
            pass
    # What is called Latin-1 on the web is Windows-1252 (the Encoding Standard of the WHATWG).
    name = "cp1252" if declared == "ascii" else declared
    text = page.decode(name, errors="replace")
    return (text, "") if "\ufffd" not in text else decode(page) if _is_mostly_utf8(page) else (text, "")


def _declared_encoding(head: bytes) -> str:
    """The encoding that a page names, in Python's spelling; "" for none that is known."""
    found = _xml_encoding.search(head) or _charset.search(head)
    return codec_named(found[1].decode("ascii", errors="ignore")) if found else ""


def _is_mostly_utf8(page: bytes) -> bool:
    return decode(page)[1] != LATIN_NOTICE


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

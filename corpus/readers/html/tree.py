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

LINE_END = "\u2028"
"""What stands in an element's text where a block, a cell, an item or a line ends: white space, and no other
text has it."""
PARTING = frozenset(
    """
    address article aside blockquote body br button canvas caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr iframe legend li
    main menu nav noscript object ol optgroup option p pre search section select summary table tbody td
    textarea tfoot th thead title tr ul video
    """.split()  # noqa: SIM905 -- a table
)
"""Elements before and after which words are apart."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_READINGS = frozenset(("rt", "rp"))

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
    etree = _etree()
    encoded = text.encode(errors="replace")
    del text
    check_page(encoded)
    try:
        tree = etree.fromstring(encoded, _parser())
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise InputError(f"no HTML can be read in it: {error}") from None
    if tree is None:
        raise InputError("no HTML can be read in it: it is empty")
    return tree, notice


def elements(tree: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401 -- lxml ships no types
    """The elements of these names, in the page's order."""
    found: Iterator[Any] = tree.iter(*names)
    return found


def text_in(element: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    """The text of an element and its descendants, LINE_END wherever the end of a block parts words.

    The readings beside East Asian characters (``rt``, ``rp``) are none of the text.
    """
    if not len(element):
        return element.text or ""
    pieces: list[str] = []
    _gather(element, pieces, in_heading=element.tag in _HEADINGS)
    return "".join(pieces)


def lines_in(element: Any) -> list[str]:  # noqa: ANN401 -- lxml ships no types
    """The lines of an element's text, their white space collapsed, without empty ones."""
    return lines_of(text_in(element))


def lines_of(text: str) -> list[str]:
    """The lines of a text as ``text_in`` gives it, likewise."""
    return [words for line in text.split(LINE_END) if (words := " ".join(line.split()))]


def first_heading(tree: Any) -> Any:  # noqa: ANN401 -- lxml ships no types
    """The first heading of the first level that is not empty, or None."""
    return next((each for each in tree.iter("h1") if any(text.strip() for text in each.itertext())), None)


def _gather(element: Any, pieces: list[str], *, in_heading: bool) -> None:  # noqa: ANN401 -- lxml ships no types
    if text := element.text:
        pieces.append(text)
    for child in element:
        tag = child.tag
        parts = tag in PARTING or (in_heading and tag == "span" and _is_line_of_its_own(child))
        if parts:
            pieces.append(LINE_END)
        if tag not in _READINGS:
            _gather(child, pieces, in_heading=in_heading or tag in _HEADINGS)
        if parts:
            pieces.append(LINE_END)
        if tail := child.tail:
            pieces.append(tail)


def _is_line_of_its_own(span: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a span of a heading adjoins another one, and the two are words rather than parts of one."""
    before = span.getprevious()
    if before is None or before.tag != "span" or before.tail:
        return False
    texts = ["".join(each.itertext()).strip() for each in (before, span)]
    return min(map(len, texts)) > 1 and " " in "".join(texts)


def _stated_encodings(head: bytes) -> Iterator[str]:
    """The encodings that a page names, that of its XML declaration first."""
    for pattern in (_xml_encoding, _charset):
        if found := pattern.search(head):
            yield found[1].decode("ascii", errors="ignore")


@cache
def _etree() -> Any:  # noqa: ANN401 -- lxml ships no types
    try:
        from lxml import etree
    except ImportError:
        raise InputError(NEEDED) from None
    return etree


def _parser() -> Any:  # noqa: ANN401 -- lxml ships no types
    # Not that of lxml.html: its elements are slower to make, each by a look-up in Python.
    return _etree().HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )

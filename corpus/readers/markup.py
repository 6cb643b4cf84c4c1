"""Markup before a tree is made of it: how many elements it has at most, and how many attributes in one tag.

Parsers take time quadratic in the attributes of one element (libxml2 2.14 some 2 ns for each pair, the
standard library's SAX 60 ns), and cannot be interrupted. So tags are looked at first, by one pattern that
goes over the whole of a file once and never looks back: it cuts markup as the HTML Standard (WHATWG, section
13.2.5) and XML do, as far as the ends of tags depend on it.
"""

from __future__ import annotations

import re
from functools import cache
from math import isqrt

from ..errors import InputError

ELEMENTS_LIMIT = 250_000
"""Elements that a page, feed or document may have. The largest of 1,200 news pages has some 10,000."""

ATTRIBUTES_LIMIT = 500_000
"""Attributes that a page may have in all: each takes some 300 bytes of memory. The pages looked at have at
most 22,802 equals signs, one for each attribute with a value."""

LARGE_BYTES = 3_000_000
"""Pages of up to so many bytes have too few attributes without a value to be dangerous, three bytes each."""

DIVIDERS_FREELY = 35_000
DIVIDERS_BY_ROOT = 60
"""Characters between attributes that a page may have without being looked at, or this times the root of its
length: so many attributes of one element take libxml2 some 2 s, or 7 s for a MB. Most pages have fewer."""

_BLOCK = 32 * 1024

HTML_ATTRIBUTES_LIMIT = 2_500
"""Attributes that a tag of a page may have: 3 bytes each, that is 2 s for a MB of them."""

XML_ATTRIBUTES_LIMIT = 250
"""Attributes that a tag of a feed or document may have: 7 bytes each, that is 2 s for a MB."""

_SHORTEST_ELEMENT = 3  # bytes: <p>
_SHORTEST_VALUE = 3  # likewise, with its attribute: a= and a space
_DIVIDERS = b" \t\n\r\f/="
_HTML_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"""
_XML_ATTRIBUTE = rb"""\s*+[^\s<>/="']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
_RAW = (b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes")
_RAW_ELEMENT = rb"<%(name)s(?=[\s/>])%(attributes)s>(?:[^<]++|<(?!/%(name)s[\s/>]))*+"
# In what looks like a comment within a script, another script may begin, whose end is not that of the first.
_INNER_SCRIPT = rb"<%(name)s[\s/>](?:[^<-]++|-(?!->)|<(?!/%(name)s[\s/>]))*+(?:</%(name)s[\s/>])?+"
_ESCAPED = rb"<!(?=--)(?:[^<-]++|-(?!->)|<(?!/?%(name)s[\s/>])|%(inner)s)*+(?:-->)?+"
_SCRIPT = rb"<%(name)s(?=[\s/>])%(attributes)s>(?:[^<]++|%(escaped)s|<(?!/%(name)s[\s/>]|!--))*+"
_HTML_PIECE = rb"""(?:
    [^<]++
    | <!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))
    | <[!?][^>]*+(?:>|\Z)
    | %(raw)s
    | </?+[A-Za-z][^\s/>]*+%(attributes)s[\s/]*+(?:>|\Z)
    | <(?![A-Za-z!?]|/[A-Za-z])
)"""
_XML = rb"""(?:
    [^<]++
    | <!--(?:[^-]++|-(?!->))*+-->
    | <!\[CDATA\[(?:[^\]]++|\](?!\]>))*+\]\]>
    | <\?(?:[^?]++|\?(?!>))*+\?>
    | <![^<>\[]*+(?:\[(?:[^\]\"'<]++|"[^"]*+"|'[^']*+'|<)*+\]\s*+)?+>
    | </[^<>]*+>
    | <[^\s<>/!?]++%(attributes)s\s*+/?+>
)*+"""


def check_page(page: bytes) -> None:
    """Nothing, where a tree of a page's elements can be made in time linear in its length.

    Raises:
        InputError: it has too many elements, or a tag that has too many attributes.
    """
    if len(page) >= _SHORTEST_ELEMENT * ELEMENTS_LIMIT:
        _check_elements(page.count(b"<"), "a page")
    if len(page) > _SHORTEST_VALUE * ATTRIBUTES_LIMIT and page.count(b"=") > ATTRIBUTES_LIMIT:
        raise InputError(f"a page that may have more than {ATTRIBUTES_LIMIT:,} attributes; split it")
    if len(page) <= DIVIDERS_FREELY:
        return
    if len(page) > LARGE_BYTES and _dividers(page) > ATTRIBUTES_LIMIT:
        _check_attributes(page)
    end = _end_of_dense(page)
    tame = _tame_page().match(page, 0, end)
    if tame and tame.end() < end:
        raise _too_many_attributes(HTML_ATTRIBUTES_LIMIT)


def check_document(document: bytes, what: str, limit: int = ELEMENTS_LIMIT) -> None:
    """The same of XML; what follows where it stops to be well-formed may be read as if it were HTML.

    Args:
        document: the XML, in an encoding like ASCII.
        what: what it is, for the reason.
        limit: elements that it may have.

    Raises:
        InputError: as above.
    """
    _check_elements(document.count(b"<") - document.count(b"</"), what, limit)
    tame = _tame_document().match(document)
    end = tame.end() if tame else 0
    if _wild_tag().match(document, end):
        raise _too_many_attributes(XML_ATTRIBUTES_LIMIT)
    tame = _tame_page().match(document, end)
    if tame and tame.end() < len(document):
        raise _too_many_attributes(HTML_ATTRIBUTES_LIMIT)


def _check_elements(count: int, what: str, limit: int = ELEMENTS_LIMIT) -> None:
    if count > limit:
        raise InputError(f"{what} of more than {limit:,} elements; split it")


def _end_of_dense(page: bytes) -> int:
    """Where what follows has so few dividers that no element can have too many attributes there."""
    freely = max(DIVIDERS_FREELY, DIVIDERS_BY_ROOT * isqrt(len(page)))
    start = len(page)
    while start > 0:
        end, start = start, max(0, start - _BLOCK)
        freely -= _dividers(page[start:end])
        if freely < 0:
            return end
    return 0


def _dividers(markup: bytes) -> int:
    return len(markup) - len(markup.translate(None, _DIVIDERS))


def _check_attributes(page: bytes) -> None:
    count = 0
    for piece in _page_piece().finditer(page):
        tag = _tag().match(page, piece.start())
        count += sum(1 for _ in _attribute().finditer(page, tag.end(1), tag.end())) if tag else 0
        if count > ATTRIBUTES_LIMIT:
            raise InputError(f"a page of more than {ATTRIBUTES_LIMIT:,} attributes; split it")


def _too_many_attributes(limit: int) -> InputError:
    return InputError(f"one of its elements has more than {limit:,} attributes")


@cache
def _tame_page() -> re.Pattern[bytes]:
    """All of a page up to the first tag that is too much."""
    return re.compile(rb"(?:%b)*+" % _piece(), re.VERBOSE)


@cache
def _page_piece() -> re.Pattern[bytes]:
    """A tag, an element of raw text up to its end, or what is between those."""
    return re.compile(_piece(), re.VERBOSE)


@cache
def _tag() -> re.Pattern[bytes]:
    """A pattern for a tag, its name apart."""
    return re.compile(rb"(</?+[A-Za-z][^\s/>]*+)(?:%b)*+" % _HTML_ATTRIBUTE)


@cache
def _attribute() -> re.Pattern[bytes]:
    return re.compile(_HTML_ATTRIBUTE)


def _piece() -> bytes:
    attributes = _some(_HTML_ATTRIBUTE, HTML_ATTRIBUTES_LIMIT) + rb"[\s/]*+"
    raw = b"|".join(_RAW_ELEMENT % {b"name": _in_any_case(name), b"attributes": attributes} for name in _RAW)
    return _HTML_PIECE % {b"raw": b"%b|%b" % (_script(attributes), raw), b"attributes": attributes}


def _script(attributes: bytes) -> bytes:
    name = _in_any_case(b"script")
    escaped = _ESCAPED % {b"name": name, b"inner": _INNER_SCRIPT % {b"name": name}}
    return _SCRIPT % {b"name": name, b"attributes": attributes, b"escaped": escaped}


@cache
def _tame_document() -> re.Pattern[bytes]:
    """The same of XML; or up to where it is not well-formed."""
    return re.compile(_XML % {b"attributes": _some(_XML_ATTRIBUTE, XML_ATTRIBUTES_LIMIT)}, re.VERBOSE)


@cache
def _wild_tag() -> re.Pattern[bytes]:
    return re.compile(rb"<[^\s<>/!?]++(?:%b){%d}" % (_XML_ATTRIBUTE, XML_ATTRIBUTES_LIMIT + 1))


def _in_any_case(name: bytes) -> bytes:
    """A pattern for a name: where a whole pattern ignores case, every byte costs three times as much."""
    return b"".join(b"[%c%c]" % (letter, letter - 32) for letter in name)


def _some(attribute: bytes, limit: int) -> bytes:
    return b"(?:%b){0,%d}+" % (attribute, limit)

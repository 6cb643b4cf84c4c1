"""Whether bytes are a page of HTML: by the tags that they begin with."""

from __future__ import annotations

import re

_LOOKED_AT = 16 * 1024
_BEFORE_TAGS = 4 * 1024  # bytes of text, such as a server's warnings, that may stand before a page
_LEAST_KNOWN = 0.9  # of the tags of a page, that HTML must know
_NAMES = frozenset(
    b"""
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl
    dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav
    nobr noembed noframes noscript object ol optgroup option output p param picture pre progress q rp rt ruby
    s samp script search section select slot small source span strike strong style sub summary sup svg table
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr
    """.split()
)
"""The elements of the HTML Standard (WHATWG, section 4), and the obsolete ones of its section 16.2."""

_FURNITURE = rb"(?:\s++|\xef\xbb\xbf|<!--(?:(?!-->).)*+-->|<!\[[^>]*+>)*+"
_start = re.compile(
    _FURNITURE
    + rb"(?P<declared><\?xml[^>]*+>)?+"
    + _FURNITURE
    + rb"(?:(?P<page><!doctype\s++html\b|<(?:html|head|body)(?=[\s/>]))"
    + rb"|<(?P<name>[a-z][a-z0-9]*+)(?=[\s/>])(?P<rest>[^>]*+))",
    re.IGNORECASE | re.DOTALL,
)
_tag = re.compile(rb"</?([a-z][\w:.-]*+)(?=[\s/>])", re.IGNORECASE)
_inner_start = re.compile(rb"^[ \t]*+(?:<!doctype\s++html\b|<html(?=[\s/>]))", re.IGNORECASE | re.MULTILINE)
_inner_body = re.compile(rb"</head\s*+>|<body(?=[\s/>])", re.IGNORECASE)
_XHTML = b"http://www.w3.org/1999/xhtml"


def begins_page(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is plainly a page, whatever its name.

    One that begins with a page's own elements is. One that begins with any other element of HTML is where
    nearly all of its elements are HTML's, and it does not say that it is XML. Text may stand before a whole
    page, as it does where a program printed warnings first.
    """
    if b"<" not in head[:_BEFORE_TAGS]:
        return False
    found = _start.match(head)
    if not found:
        inner = _inner_start.search(head, 0, _BEFORE_TAGS)
        return inner is not None and _inner_body.search(head, inner.end()) is not None
    if found["page"]:
        return True
    if found["declared"] or b"xmlns" in found["rest"]:
        return _XHTML in found["rest"]
    if found["rest"].strip(b" \t\r\n\f/") and b"=" not in found["rest"]:
        return False  # words in angle brackets, as agencies put around the names of companies
    names = [name.lower() for name in _tag.findall(head, found.start("name") - 1, _LOOKED_AT)]
    known = sum(name in _NAMES for name in names)
    return len(names) > 1 and names[0] in _NAMES and known >= _LEAST_KNOWN * len(names)

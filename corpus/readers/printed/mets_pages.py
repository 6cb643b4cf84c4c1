"""The pages that a METS file names, found without a parser: whoever walks a folder leaves them to it."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from ...unpacking.flow import read_whole
from ..xml.xml_source import XML_LIMIT, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = frozenset(("alto", "PcGts"))
"""The root elements of pages, in ALTO and in PAGE XML."""

_HEAD = 4096
_place = re.compile(
    rb"""<(?:[\w.-]{1,60}:)?FLocat\s[^<>]{0,2000}?\bhref\s*+=\s*+["']([^"'<>]{1,1000}+)["']"""
)
_scheme = re.compile(r"file://(?=\.)|(?P<other>[A-Za-z][\w+.-]*+:)")


def page_names(stream: BinaryIO) -> Iterator[str]:
    """The relative paths of XML files that a METS file names; none for a file of another kind."""
    head = read_whole(stream.read, _HEAD)
    if root_of(head)[0].lower() != "mets":
        return
    content = head + read_whole(stream.read, XML_LIMIT - _HEAD)
    for found in dict.fromkeys(_place.findall(content)):
        if name := relative_name(html.unescape(found.decode(errors="replace"))):
            yield name


def is_page(stream: BinaryIO) -> bool:
    """Whether this is a page in ALTO or PAGE XML."""
    return root_of(read_whole(stream.read, _HEAD))[0] in PAGES


def relative_name(reference: str) -> str:
    """The path of an XML file that a METS file refers to, from its own folder; "" for anything else.

    ``file://./`` is how some write a relative one. Addresses and absolute paths are none.
    """
    scheme = _scheme.match(reference)
    if scheme and scheme["other"]:
        return ""
    name = posixpath.normpath(unquote(reference[scheme.end() if scheme else 0 :]))
    return "" if name.startswith(("/", "..")) or not name.lower().endswith(".xml") else name

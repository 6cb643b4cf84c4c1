"""MHTML: a page that a browser saved with all its parts in one file (RFC 2557)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...dates.moments import mail_moment
from .mailbox import MESSAGE_LIMIT, fault_of, header_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

# What a letter has that was sent, and a page has not.
_SENT = frozenset((b"received", b"message-id", b"return-path", b"delivered-to", b"to", b"cc", b"reply-to"))
_related = re.compile(rb"^content-type:\s*+(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE)
_location = re.compile(rb"^(?:snapshot-)?content-location:\s*+[^\s]", re.IGNORECASE | re.MULTILINE)
_NO_PAGE = "an MHTML file without an HTML page"


class Mhtml:
    """Reads the page of an MHTML file; what is framed in it, pictures and styles are left out."""

    name = "mhtml"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it has the headers of a page with its parts, which was never sent as a letter."""
        names = header_names(head)
        if name.lower().endswith((".mht", ".mhtml")):
            return bool(names)
        if b"snapshot-content-location" in names:
            return True
        return bool(names) and not names & _SENT and bool(_related.search(head) and _location.search(head))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The article on the page, or its rejection."""
        encoded = stream.read(MESSAGE_LIMIT + 1)
        options.density.count(len(encoded))
        fault = fault_of(encoded)
        yield Rejected(options.origin, fault) if fault else _read_page(encoded, options)


def _read_page(encoded: bytes, options: Options) -> Article | Rejected:
    from ..html import read_page
    from .message import decode_header_text, html_parts, parse_message

    try:
        message = parse_message(encoded)
        start = str(message.get_param("start", "")).strip("<> ")
        parts = list(html_parts(message))
    except RecursionError:
        return Rejected(options.origin, "an MHTML file whose parts are nested too deeply")
    named = [part for part in parts if start and start in str(part.get("Content-ID", ""))]
    part = next(iter([*named, *parts]), None)
    page = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(page, bytes):
        return Rejected(options.origin, _NO_PAGE)
    stated = (
        message.get("Snapshot-Content-Location"),
        part.get("Content-Location"),
        message.get("Content-Location"),
    )
    addresses = (decode_header_text(str(each)) for each in stated if each)
    url = next((each for each in addresses if each.startswith(("https://", "http://"))), "")
    charset = part.get_content_charset() or ""
    return read_page(
        page, replace(options, url=url, fetched=mail_moment(str(message.get("Date", ""))), charset=charset)
    )

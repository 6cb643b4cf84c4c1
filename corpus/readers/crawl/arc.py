"""ARC: the older form of WARC, as the Internet Archive and others crawled until about 2009.

The form is that of the Internet Archive's "ARC File Format" (1996): records of a line that says whence, when
and how long, and the server's answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...dates.moments import digits_moment
from ...errors import InputError
from .warc import PAGE_LIMIT, is_page, read_crawled_page, require_warcio
from .warc_payload import http_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

_BEGIN = b"filedesc://"
_LINE_LIMIT = 64 * 1024
_RECORD_LIMIT = PAGE_LIMIT + 1024**2  # with what HTTP says of it
_SKIPPED_AT_ONCE = 256 * 1024
# Address, IP address, moment, media type, and, in its second version, four fields besides; then the length.
_line = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,20}:\S++) \S{1,60} (?P<moment>\d{12,14}) \S{1,200}(?: \S{1,300}){0,4}"
    rb" (?P<length>\d{1,12})\r?\n",
    re.IGNORECASE,
)
_DAMAGED = "a damaged record; passed over up to the next one"
_CUT_OFF = "the file is cut off within this record"
_TOO_LARGE = f"a page of more than {PAGE_LIMIT // 1024**2} MiB"
_NO_PAGE = "no page in it; everything else is passed over"


class Arc:
    """Reads the HTML pages of an ARC file; origins end in the record's number."""

    name = "arc"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins like an ARC file, or is called one and begins with a record."""
        return head.startswith(_BEGIN) or (name.lower().endswith(".arc") and bool(_line.match(head)))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """An article or rejection for each page; pictures and the like are passed over.

        Raises:
            InputError: the package warcio is missing.
        """
        require_warcio()
        number, is_read, is_lost = 0, False, False
        while line := stream.readline(_LINE_LIMIT):
            stated = _line.match(line)
            if line.isspace() or (is_lost and not stated):
                continue
            number += 1
            is_lost = stated is None
            within = replace(options, origin=f"{options.origin}:{number}")
            found = _read_record(stated, stream, within) if stated else Rejected(within.origin, _DAMAGED)
            if found:
                is_read = True
                yield found
        if not is_read:
            yield Rejected(options.origin, _NO_PAGE)


def _read_record(stated: re.Match[bytes], stream: BinaryIO, options: Options) -> Article | Rejected | None:
    """What is in the record that begins so; None if it is no page."""
    length = int(stated["length"])
    if length > _RECORD_LIMIT:
        return Rejected(options.origin, _CUT_OFF if _skip(stream, length) else _TOO_LARGE)
    content = stream.read(length)
    if len(content) < length:
        return Rejected(options.origin, _CUT_OFF)
    if not stated["url"].lower().startswith((b"http://", b"https://")):
        return None
    try:
        payload = http_payload(content, PAGE_LIMIT)
    except InputError as error:
        return Rejected(options.origin, str(error))
    if payload.status != "200" or not is_page(payload):
        return None
    url, moment = stated["url"].decode(errors="replace"), digits_moment(stated["moment"].decode())
    return read_crawled_page(
        payload.content, replace(options, url=url, fetched=moment, charset=payload.charset)
    )


def _skip(stream: BinaryIO, size: int) -> int:
    """Skip ``size`` bytes; returns how many of them were missing."""
    while size and (part := stream.read(min(size, _SKIPPED_AT_ONCE))):
        size -= len(part)
    return size

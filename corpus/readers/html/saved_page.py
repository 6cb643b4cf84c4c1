"""What browsers and archivers write into pages that they save: their address, and when they were saved."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ...dates.moments import digits_moment, formed_moment, iso_moment, mail_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_HEAD, _AT_END = 64 * 1024, 8 * 1024  # bytes of a page in which they write
_COMMENT_LIMIT = 8 * 1024
_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")

_ADDRESS = r"(?P<url>https?://[^\s<>\"]+)"
_by_browser = re.compile(rf"\s*+saved from url=\(\d{{1,6}}\){_ADDRESS}")
_by_single_file = re.compile(rf"\s*+Page saved with SingleFile[^\n]*+\n\s*+url:\s*+{_ADDRESS}")
_single_file_date = re.compile(
    r"\bsaved date:\s*+\w{3} (?P<date>\w{3} \d\d \d{4} \d\d:\d\d:\d\d) GMT(?P<zone>[+-]\d{4})"
)
_by_httrack = re.compile(
    r"\s*+Mirrored from (?P<bare>[^\s<>\"]+) by HTTrack Website Copier[^,]{0,60}"
    r"(?:,\s*+(?P<date>\w{3}, [^,<>]{10,40}GMT))?"
)
_by_monolith = re.compile(rf"\s*+Saved from {_ADDRESS} at (?P<date>\S{{10,30}})")
_by_wayback = re.compile(r"\s*+FILE ARCHIVED ON (?P<date>\d\d:\d\d:\d\d \w{3} \d\d, \d{4})")
_html_tag = re.compile(rb"<html\b[^>]{0,4000}+", re.IGNORECASE)
_scrapbook_source = re.compile(rb"""\bdata-scrapbook-source=["'](https?://[^"'<>\s]+)""", re.IGNORECASE)
_scrapbook_date = re.compile(rb"""\bdata-scrapbook-create=["'](\d{14})""", re.IGNORECASE)


class Saved(NamedTuple):
    """What is known of a page's saving.

    Attributes:
        url: where it was saved from, or "".
        moment: when, in UTC, or None.
    """

    url: str = ""
    moment: datetime | None = None


def saving_of(page: bytes) -> Saved:
    """What a page says of its saving: in comments of browsers, SingleFile, HTTrack, Monolith and archive.org.

    WebScrapBook says it in attributes.
    """
    found = [_in_comment(comment) for comment in _comments(page)]
    found.append(_in_attributes(page[:_AT_HEAD]))
    moments = [each.moment for each in found if each.moment]
    return Saved(next((each.url for each in found if each.url), ""), min(moments, default=None))


def without_toolbar(page: bytes) -> bytes:
    """The page without the bar that archive.org, and who uses its software, puts above it."""
    begin, end = (page.find(mark) for mark in _TOOLBAR)
    return page[:begin] + page[end + len(_TOOLBAR[1]) :] if 0 <= begin < end else page


def _comments(page: bytes) -> Iterator[str]:
    for part in (page[:_AT_HEAD], page[_AT_HEAD:][-_AT_END:]):
        end = 0
        while (start := part.find(b"<!--", end)) >= 0 and (end := part.find(b"-->", start + 4)) >= 0:
            yield part[start + 4 : min(end, start + _COMMENT_LIMIT)].decode(errors="replace")


def _in_comment(comment: str) -> Saved:
    if found := _by_browser.match(comment):
        return Saved(found["url"])
    if found := _by_single_file.match(comment):
        dated = _single_file_date.search(comment)
        return Saved(
            found["url"],
            formed_moment(f"{dated['date']} {dated['zone']}", "%b %d %Y %H:%M:%S %z") if dated else None,
        )
    if found := _by_httrack.match(comment):
        return Saved(f"http://{found['bare'].removeprefix('http://')}", mail_moment(found["date"] or ""))
    if found := _by_monolith.match(comment):
        return Saved(found["url"], iso_moment(found["date"]))
    if found := _by_wayback.match(comment):
        return Saved("", formed_moment(found["date"], "%H:%M:%S %b %d, %Y"))
    return Saved()


def _in_attributes(head: bytes) -> Saved:
    found = _html_tag.search(head)
    tag = found[0] if found else b""
    source, dated = _scrapbook_source.search(tag), _scrapbook_date.search(tag)
    if not source:
        return Saved()
    return Saved(source[1].decode(errors="replace"), digits_moment(dated[1].decode()) if dated else None)

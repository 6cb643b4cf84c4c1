"""WARC and WET: pages as crawlers keep them (ISO 28500), and the text taken from them.

When a page was crawled is not when it was published: it is handed on as an upper bound, and no more.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from ...article import Article, Rejected
from ...dates.moments import iso_moment
from ...errors import InputError
from ...ids import derive_id
from ...text import clean, in_quotes, one_line, paragraphs
from .warc_payload import Payload, content_type, http_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

PAGE_LIMIT = 64 * 1024**2
"""Bytes that a page may have."""

_RECORD_LIMIT = PAGE_LIMIT + 1024**2  # with what HTTP says of it
_HEADER_LIMIT = 256 * 1024
_LINE_LIMIT = 64 * 1024
_SKIPPED_AT_ONCE = 256 * 1024
_VERSION = b"WARC/"
_DIGITS = 15
_REREAD_LIMIT = 4 * _RECORD_LIMIT
_WANTED = ("response", "resource", "conversion")
_NEXT_RECORD = b"\r\n\r\nWARC/1."
_HTML = ("text/html", "application/xhtml+xml")
_MARKUP = (b"<!doctype html", b"<html", b"<?xml")
_SHOWN_KINDS = 8
_CUT = "the crawler kept only the beginning of this page"
_DAMAGED = "a damaged record; passed over up to the next one"
_WRONG_LENGTH = "a record whose length is wrong; passed over up to the next one"
_CUT_OFF = "the file is cut off within this record"
_TOO_LARGE = f"a page of more than {PAGE_LIMIT // 1024**2} MiB"


class Warc:
    """Reads the HTML pages of a WARC file and the texts of a WET file; origins end in the record's number."""

    name = "warc"
    shares = True
    """Several processes may share a file."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins like a WARC file, or is called one."""
        return head.startswith(_VERSION) or name.lower().endswith((".warc", ".wet"))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """An article or rejection for each page; requests, pictures and the like are passed over.

        Raises:
            InputError: the package warcio is missing.
        """
        require_warcio()
        passed_over: Counter[str] = Counter()
        is_read = False
        for record in _WarcRecords(stream):
            if options.pieces and not options.pieces.take():
                is_read = True  # elsewhere, or before
                continue
            found = record.fault or _entry(record, options)
            if not isinstance(found, _PassedOver):
                is_read = True
                origin = f"{options.origin}:{record.number}"
                yield Rejected(origin, found) if isinstance(found, str) else found
            else:
                passed_over[found.kind] += 1
        if passed_over and not is_read:
            yield Rejected(options.origin, f"no page in it; passed over: {_counts(passed_over)}")


@dataclass(frozen=True, slots=True)
class _PassedOver:
    """The kind of a record that is no page."""

    kind: str


@dataclass(slots=True)
class _WarcRecord:
    """A record: its number from 1, its headers and content, or its fault."""

    number: int
    headers: Any = None
    content: bytes = b""
    fault: str = ""

    def header(self, name: str) -> str:
        return str(self.headers.get_header(name) or "").strip()


def _entry(record: _WarcRecord, options: Options) -> Article | Rejected | _PassedOver:
    kind = record.header("WARC-Type").lower()
    within = replace(
        options,
        origin=f"{options.origin}:{record.number}",
        url=one_line(record.header("WARC-Target-URI").strip("<>")),
        fetched=iso_moment(record.header("WARC-Date")),
    )
    try:
        if kind == "conversion":
            return _text(record, within)
        payload = _payload(record, kind)
        if isinstance(payload, _PassedOver):
            return payload
        found = read_crawled_page(payload.content, replace(within, charset=payload.charset))
    except InputError as error:
        return Rejected(within.origin, str(error))
    if isinstance(found, Article) and record.header("WARC-Truncated"):
        return replace(found, notices=(*found.notices, _CUT))
    return found


def _payload(record: _WarcRecord, kind: str) -> Payload | _PassedOver:
    """The page in a record.

    Raises:
        InputError: it cannot be decoded.
    """
    stated, charset = content_type(record.header("Content-Type"))
    if kind == "response" and stated == "application/http":
        payload = http_payload(record.content, PAGE_LIMIT)
        if payload.status != "200":
            return _PassedOver(f"responses with status {in_quotes(payload.status or '?', 10)}")
    elif kind in ("response", "resource"):
        payload = Payload("200", stated, charset, record.content)
    else:
        return _PassedOver(f"{in_quotes(kind, 20)} records")
    if not is_page(payload):
        return _PassedOver(f"responses of type {in_quotes(payload.media_type or '?', 40)}")
    return payload


def is_page(payload: Payload) -> bool:
    """Whether a server said that this is a page; or, where it said nothing, whether it looks like one."""
    if payload.media_type:
        return payload.media_type in _HTML
    return payload.content[:1024].lstrip().lower().startswith(_MARKUP)


def read_crawled_page(page: bytes, options: Options) -> Article | Rejected:
    """The article on a page, or its rejection, whatever the page does to its reader."""
    from ..html import read_page

    try:
        return read_page(page, options)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a page does, the others follow
        return Rejected(
            options.origin, f"the reader failed: {type(error).__name__}: {in_quotes(str(error), 200)}"
        )


def _text(record: _WarcRecord, options: Options) -> Article | Rejected | _PassedOver:
    """The article of a conversion record: its first line is the title."""
    stated, _ = content_type(record.header("Content-Type"))
    if stated not in ("", "text/plain"):
        return _PassedOver(f"conversions to {in_quotes(stated, 40)}")
    text, notice = options.encoding.decode(record.content)
    title, _, body = paragraphs(clean(text)).partition("\n")
    title, body = one_line(title), paragraphs(body)
    if not title:
        return Rejected(options.origin, "no title and no text")
    return Article(
        id=derive_id(title, body, None, options.outlet, options.url),
        title=title,
        body=body,
        source=options.outlet,
        url=options.url,
        origin=options.origin,
        notices=(notice,) if notice else (),
    )


class _WarcRecords:
    """The records of a file in their order; damage costs the record it is in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._input = _Rereadable(stream)
        self._number = 0

    def __iter__(self) -> Iterator[_WarcRecord]:
        while first := self._input.line():
            if not first.strip():
                continue
            self._number += 1
            if first.startswith(_VERSION):
                yield self._record(first)
            else:
                self._resynchronise()
                yield _WarcRecord(self._number, fault=_DAMAGED)

    def _record(self, first: bytes) -> _WarcRecord:
        headers = _parse_headers(self._block(first))
        length = str(headers.get_header("Content-Length") or "").strip() if headers else ""
        if not length.isdecimal() or len(length) > _DIGITS:
            self._resynchronise()
            return _WarcRecord(self._number, fault=_DAMAGED)
        return self._fill_record(_WarcRecord(self._number, headers), int(length))

    def _fill_record(self, record: _WarcRecord, length: int) -> _WarcRecord:
        """``record`` with its content, if that is wanted."""
        is_wanted = record.header("WARC-Type").lower() in _WANTED
        if is_wanted and length <= _RECORD_LIMIT:
            record.content = self._input.take(length)
            left = length - len(record.content)
        else:
            left = self._input.skip(length)
            record.fault = _TOO_LARGE if is_wanted else ""
        if left or not self._ends_well():
            record.fault = _CUT_OFF if left else _WRONG_LENGTH
            self._go_back(record.content)
        return record

    def _ends_well(self) -> bool:
        """Whether two line ends follow, or another record, or nothing."""
        for _ in range(2):
            line = self._input.line()
            if line.strip():
                self._input.put_back(line)
                return line.startswith(_VERSION)
        return True

    def _go_back(self, content: bytes) -> None:
        """Go on at the next record, which a wrong length may have taken for content."""
        taken = content.find(_NEXT_RECORD)
        if taken >= 0:
            self._input.put_back(content[taken:])
        self._resynchronise()

    def _resynchronise(self) -> None:
        """Skip to the next record."""
        while line := self._input.line():
            if line.startswith(_VERSION):
                self._input.put_back(line)
                return

    def _block(self, first: bytes) -> bytes:
        """The header of a record, cut at the limit."""
        lines, size = [first], len(first)
        while size < _HEADER_LIMIT and (line := self._input.line()).strip():
            lines.append(line)
            size += len(line)
        return b"".join(lines)


class _Rereadable:
    """A stream to which bytes can be put back, within bounds."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._again = io.BytesIO()
        self._allowance = _REREAD_LIMIT

    def line(self) -> bytes:
        """A line, or a part of one that is very long; empty at the end."""
        line = self._again.readline(_LINE_LIMIT)
        if line.endswith(b"\n") or len(line) == _LINE_LIMIT:
            return line
        return line + self._stream.readline(_LINE_LIMIT - len(line))

    def take(self, size: int) -> bytes:
        """``size`` bytes, or fewer at the end."""
        taken = self._again.read(size)
        return taken + self._stream.read(size - len(taken)) if len(taken) < size else taken

    def skip(self, size: int) -> int:
        """Skip ``size`` bytes; returns how many of them were missing."""
        while size and (part := self.take(min(size, _SKIPPED_AT_ONCE))):
            size -= len(part)
        return size

    def put_back(self, content: bytes) -> None:
        """Put back ``content``, the bytes read last, unless the allowance is used up."""
        if len(content) > _LINE_LIMIT:
            self._allowance -= len(content)
            if self._allowance < 0:
                return
        start = self._again.tell() - len(content)
        if start >= 0 and self._again.getbuffer()[start : start + len(content)] == content:
            self._again.seek(start)
        else:
            self._again = io.BytesIO(content + self._again.read())


def require_warcio() -> None:
    """Check that the package is there.

    Raises:
        InputError: it is not.
    """
    try:
        import_module("warcio.statusandheaders")
    except ImportError:
        raise InputError("A WARC file needs the package warcio.", "pip install 'dateline[warc]'") from None


def _parse_headers(block: bytes) -> Any:  # noqa: ANN401 -- warcio has no types
    """The headers in ``block``; None if they are none."""
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    try:
        return StatusAndHeadersParser(["WARC/"]).parse(io.BytesIO(block))
    except (StatusAndHeadersParserException, EOFError, ValueError):
        return None


def _counts(kinds: Counter[str]) -> str:
    counted = [f"{count:,} {kind}" for kind, count in kinds.most_common(_SHOWN_KINDS)]
    rest = kinds.total() - sum(count for _, count in kinds.most_common(_SHOWN_KINDS))
    return ", ".join([*counted, f"{rest:,} others"] if rest else counted)

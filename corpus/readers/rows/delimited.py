"""CSV with a header line, and its kin: TSV, and values between ``;`` or ``|``."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...errors import InputError
from ...text import decode, in_quotes, one_line
from ..charsets import TextEncoding
from ..text_stream import LINE_LIMIT, numbered_lines
from .fields import article
from .keys import SEEN, known_fields
from .line_ends import with_line_feeds
from .values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..base import Options
    from ..density import Density

_DELIMITERS = ",;\t|"
# What may be read again after quotes that were never closed: characters, and what a line costs besides.
_REREAD_LIMIT, _LINE_CHARGE = 4 * LINE_LIMIT, 256
_PREAMBLE, _PREAMBLE_LENGTH = 60, 64 * 1024  # lines before a header, and their characters
_TRAFILATURA = (
    *("url", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments", "license"),
    "pagetype",
)
_hash = re.compile("[0-9a-f]{8,32}")
_line_end = re.compile(rb"\r\n?|\n")
# A quote within a value, escaped by a backslash or doubled: one that stands between two characters of a text.
_escaped_quote = re.compile(rb'\\"(?=[^,;\t|\r\n"])')
_doubled_quote = re.compile(rb'(?<=[^,;\t|\r\n"\\])""(?=[^",;\t|\r\n])')
_escape = re.compile(r'\\(["\\])')
_separator_line = re.compile(r"sep=.\s*", re.IGNORECASE)  # what spreadsheets may write before the header

_TOO_LONG = f"a row of more than {LINE_LIMIT // 1024**2} MiB"
_UNEVEN = "more values than columns: a value that holds the delimiter must stand in quotes"
_UNCLOSED = "a quoted value is not closed, or a quote in it not doubled; skipped up to the next whole row"
_BARE_QUOTES = "a quote within a quoted value must be doubled"
_UNDOUBLED = "quotes were not doubled; read as they stand"


def columns(beginning: bytes, fields: Mapping[str, str]) -> list[str]:
    """The column names of a file with this beginning.

    Args:
        beginning: its first bytes.
        fields: our field name → the export's key.
    """
    lines = _lines(with_line_feeds(io.BytesIO(beginning))[1], TextEncoding())
    return _find_header(lines, fields)[0].names


class Delimited:
    """Reads CSV, TSV and the like; the first line names the columns."""

    name = "csv"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the first line names two columns that articles have, the title or the text among them."""
        if name.lower().endswith((".csv", ".tsv")):
            return True
        first, second = (*_line_end.split(head.lstrip(), maxsplit=2)[:2], b"")[:2]
        header = _header(decode(second if _separator_line.fullmatch(decode(first)[0]) else first)[0], {})
        return header.holds_articles and len(header.known) > 1

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each row that is not blank."""
        # The csv module has one limit for the whole process; it is raised here, and never lowered.
        csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
        head, stream = with_line_feeds(stream)
        lines = _lines(stream, options.encoding)
        if _escapes_quotes(head):
            lines = map(_double_quotes, lines)
        header, lines = _find_header(lines, options.fields)
        if not header.holds_articles:
            yield Rejected(
                options.origin,
                f"no title and no text column; it has {header.columns}; name them with fields",
            )
            return
        for row in _CsvRows(lines, header, options.density):
            options.density.count(sum(map(len, row.values)) + len(row.values))
            yield row.article(header, options)


@dataclass(frozen=True, slots=True)
class _CsvHeader:
    names: list[str]
    delimiter: str
    known: set[str]

    @property
    def holds_articles(self) -> bool:
        return bool(self.known & {"title", "body"})

    @property
    def columns(self) -> str:
        return ", ".join(in_quotes(name, 30) for name in self.names[:12]) or "none"


@dataclass(frozen=True, slots=True)
class _TextLine:
    number: int
    text: str | None
    """None for a line of more than 64 MiB."""
    notice: str


@dataclass(frozen=True, slots=True)
class _CsvRow:
    """The values of a row, or its fault."""

    number: int
    values: list[str]
    fault: str = ""
    notices: tuple[str, ...] = ()

    def article(self, header: _CsvHeader, options: Options) -> Article | Rejected:
        origin = f"{options.origin}:{self.number}"
        if self.fault:
            return Rejected(origin, self.fault)
        keys: dict[str, str] = {}
        for name, value in zip(header.names, self.values, strict=False):
            if value or name in SEEN:
                keys.setdefault(name, value)
        return article(keys, options, origin, self.notices)


def _lines(stream: BinaryIO, encoding: TextEncoding) -> Iterator[_TextLine]:
    for number, line in encoding.sample(numbered_lines(stream)):
        yield _TextLine(number, None, "") if line is None else _TextLine(number, *encoding.decode(line))


def _find_header(
    lines: Iterator[_TextLine], fields: Mapping[str, str]
) -> tuple[_CsvHeader, Iterator[_TextLine]]:
    """The header, and the lines after it.

    It stands in the first line that is not blank, or after the one that names the delimiter; or, where that
    names nothing of an article, in the first one below that names two columns of articles: databases write
    the search and its day above it. Where there is none such, the first line is the header.
    """
    first: _CsvHeader | None = None
    passed: list[_TextLine] = []
    length = 0
    for line in lines:
        text = line.text or ""
        length += len(text)
        if first is None and _is_row_of_trafilatura(text):
            return _CsvHeader([*_TRAFILATURA], "\t", {*_TRAFILATURA}), chain((line,), lines)
        if text.strip() and not _separator_line.fullmatch(text):
            header = _header(text, fields)
            if header.holds_articles and (first is None or len(header.known) > 1):
                return header, lines
            first = first or header
        if first:
            passed.append(line)
        if len(passed) > _PREAMBLE or length > _PREAMBLE_LENGTH:
            break
    return first or _header("", fields), chain(passed[1:], lines)


def _is_row_of_trafilatura(line: str) -> bool:
    """Whether this begins a row as trafilatura writes it, which names no columns."""
    values = line.split("\t", len(_TRAFILATURA))
    return (
        len(values) > _TRAFILATURA.index("text")
        and is_address(values[0])
        and bool(_hash.fullmatch(values[2]))
    )


def _escapes_quotes(head: bytes) -> bool:
    """Whether the quotes within values are escaped by backslashes, as databases and Spark write them."""
    if b'\\"' not in head:
        return False
    return len(_escaped_quote.findall(head)) > len(_doubled_quote.findall(head))


def _double_quotes(line: _TextLine) -> _TextLine:
    """The line with quotes doubled that were escaped by a backslash; one that escapes another goes."""
    if not line.text or "\\" not in line.text:
        return line
    return replace(line, text=_escape.sub(lambda escape: '""' if escape[1] == '"' else escape[1], line.text))


def _header(line: str, fields: Mapping[str, str]) -> _CsvHeader:
    """The header, read with the delimiter that gives the most known columns."""
    headers = []
    for delimiter in _DELIMITERS:
        names = [one_line(name).strip("\"'# ") for name in _values(line.strip("\r\n\ufeff"), delimiter) or ()]
        headers.append(_CsvHeader(names, delimiter, known_fields(names, fields)))
    return max(headers, key=lambda header: (len(header.known), len(header.names)))


def _values(line: str, delimiter: str) -> list[str] | None:
    """The values of a one-line row; None if its quotes are malformed."""
    try:
        return next(_parser((line,), delimiter), [])
    except csv.Error:
        return None


def _parser(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


class _CsvRows:
    """Rows, each of one or more lines.

    A quote that is never closed would swallow all rows after it. So a row of several lines must have as
    many values as the header; if not, its first line is given up, and the others are read again, as rows
    only where they are whole: what is left of a broken text must not pass for articles.
    """

    def __init__(self, lines: Iterator[_TextLine], header: _CsvHeader, density: Density) -> None:
        self._lines = lines
        self._density = density
        self._again: deque[_TextLine] = deque()
        self._delimiter = header.delimiter
        self._width = len(header.names)
        self._allowance = _REREAD_LIMIT

    def __iter__(self) -> Iterator[_CsvRow]:
        damaged = False
        while first := self._next():
            if first.text is not None and not first.text.strip():
                self._density.count(1)
                continue
            row = self._row(first, whole_only=damaged)
            if row.fault:
                if not damaged or row.fault == _TOO_LONG:
                    yield row
                damaged = damaged or row.fault == _UNCLOSED
            elif any(map(str.strip, row.values)):
                yield row
                damaged = False
            else:
                self._density.count(len(row.values))

    def _row(self, first: _TextLine, *, whole_only: bool) -> _CsvRow:
        if first.text is None:
            return _CsvRow(first.number, [], _TOO_LONG)
        if whole_only and '"' not in first.text and first.text.count(self._delimiter) < self._width - 1:
            return _CsvRow(first.number, [], _UNEVEN)  # as below, but at once: there may be millions of them
        more: list[_TextLine] = []
        try:
            values = next(_parser(self._texts(first.text, more), self._delimiter))
        except csv.Error:
            values = None
        except InputError as unclosed:
            self._read_again(more)
            return _CsvRow(first.number, [], str(unclosed))
        if values is not None and len(values) > self._width and not any(values[self._width :]):
            values = values[: self._width]
        if values is not None and len(values) == self._width:
            return _CsvRow(first.number, values, notices=_notices(first, *more))
        if more:
            self._read_again(more)
            return _CsvRow(first.number, [], _UNCLOSED)
        if whole_only or (values and len(values) > self._width):
            return _CsvRow(first.number, [], _UNEVEN)
        if values is None:
            return self._with_bare_quotes(first)
        missing = f"{len(values)} of {self._width} values are there"
        return _CsvRow(first.number, values, notices=(*_notices(first), missing))

    def _with_bare_quotes(self, line: _TextLine) -> _CsvRow:
        values = _values((_double_quotes(line).text or "").rstrip("\r\n"), self._delimiter) or []
        if len(values) == self._width:
            return _CsvRow(line.number, values, notices=_notices(line))
        values = (line.text or "").rstrip("\r\n").split(self._delimiter)
        if len(values) != self._width:
            return _CsvRow(line.number, [], _BARE_QUOTES)
        values = [_strip_quotes(value.strip()) for value in values]
        return _CsvRow(line.number, values, notices=(*_notices(line), _UNDOUBLED))

    def _texts(self, first: str, more: list[_TextLine]) -> Iterator[str]:
        """The lines that the parser asks for; ``more`` collects all but the first."""
        yield first
        length = len(first)
        while line := self._next():
            more.append(line)
            length += len(line.text or "") + _LINE_CHARGE  # lines cost memory even when they are empty
            if line.text is None or length > LINE_LIMIT:
                break
            yield line.text
        raise InputError(_UNCLOSED)

    def _next(self) -> _TextLine | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _read_again(self, lines: list[_TextLine]) -> None:
        self._allowance -= sum(_LINE_CHARGE + len(line.text or "") for line in lines)
        if self._allowance > 0:
            self._again.extendleft(reversed(lines))


def _notices(*lines: _TextLine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.notice for line in lines if line.notice))


def _strip_quotes(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value

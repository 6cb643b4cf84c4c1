"""JSON Lines: one object a line; also a JSON array of objects, and objects over several lines."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...errors import InputError
from ...text import decode
from ..text_stream import LINE_LIMIT, look_ahead, numbered_lines
from .envelopes import LISTS, articles_within
from .fields import article
from .json_feed import feed_articles, is_feed, text_size
from .keys import flat_keys
from .strict_json import decode_json, decode_json_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..base import Options

DOCUMENT_LIMIT = 256 * 1024**2
"""Bytes that JSON may have which is not one object a line, and so must be held as a whole."""

_array = re.compile(rb"\[\s*+(?:[{\]]|\Z)")
_object = re.compile(rb'\{\s*+(?:["}]|\Z)')
# The first value in its line, and the indentation of what it holds, if that begins a line of its own.
_line_of_a_value = re.compile(
    r"(?:\s*+\[)?(?:[^\S\n]*+\n)*+(?P<outer>[^\S\n]*+)\{(?:[^\S\n]*+\n(?P<inner>[^\S\n]*+))?"
)
_STARTS = 8
_list_begins = re.compile(rf'"(?:{"|".join(LISTS)})"\s*+:\s*+\[\s*+\{{')
_between = re.compile(r"[\s,\[\]]*+")


class JsonLines:
    """Reads JSON Lines, and JSON that is not one object a line."""

    name = "jsonl"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this begins like an object or an array of them, or most of its first lines are objects."""
        if name.lower().endswith((".jsonl", ".ndjson", ".json")):
            return True
        if _is_array(head) or _is_spread(head):
            return True
        lines = [line.strip() for line in head.split(b"\n", 8)[:8] if line.strip()]
        objects = [line for line in lines if _object.match(line) and line.endswith(b"}")]
        return bool(_object.match(head.lstrip())) or 2 * len(objects) > len(lines)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each line that is not blank, or each value."""
        head, stream = look_ahead(stream)
        if _is_array(head) or _is_spread(head):
            yield from _read_document(stream, options)
            return
        for number, line in options.encoding.sample(numbered_lines(stream)):
            if line is not None:
                options.density.count(len(line))
            if options.pieces and not options.pieces.take():
                continue
            if line is None or not line.isspace():
                yield from _read_line(line, f"{options.origin}:{number}", options)


def first_keys(beginning: bytes, fields: Mapping[str, str]) -> list[str]:
    """The keys of the first article in a file with this beginning, nested ones as "a.b"; [] if there is none.

    Args:
        beginning: its first bytes.
        fields: our field name → the export's key.
    """
    text = decode(beginning)[0]
    starts = [after_separators(text, 0), *(match.end() - 1 for match in _list_begins.finditer(text))]
    for start in starts[:_STARTS]:
        with suppress(ValueError, IndexError, InputError):
            value, _ = decode_json_at(text, start)
            many = articles_within(value, fields)
            first = many[0] if many else value
            if isinstance(first, dict):
                return list(flat_keys(first, fields))
    return []


def _is_array(head: bytes) -> bool:
    """Whether this begins like an array of objects, and not like a dump of one with a page around it."""
    first, _, rest = head.strip().partition(b"\n")
    closed = first.rstrip().endswith(b"]")
    return bool(_array.match(first)) and not (closed and rest and not rest.lstrip().startswith(b"["))


def _is_spread(head: bytes) -> bool:
    """Whether this begins with an object that goes on in the next line."""
    first, _, rest = head.strip().partition(b"\n")
    goes_on = first.rstrip().endswith((b"[", b"{", b","))
    follows = rest.lstrip().startswith((b'"', b"}", b"{", b"[") if goes_on else (b'"', b"}"))
    return bool(_object.match(first)) and follows and not _is_json(first)


def _is_json(line: bytes) -> bool:
    try:
        decode_json(decode(line)[0].strip())
    except ValueError:
        return False
    return True


def _read_line(line: bytes | None, origin: str, options: Options) -> Iterator[Article | Rejected]:
    if line is None:
        yield Rejected(origin, f"a line of more than {LINE_LIMIT // 1024**2} MiB")
        return
    text, notice = options.encoding.decode(line)
    try:
        value = decode_json(text.strip())
    except ValueError as error:
        yield _not_json(origin, error)
    else:
        yield from _articles(value, origin, options, notice)


def _read_document(stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
    encoded = stream.read(DOCUMENT_LIMIT + 1)
    if len(encoded) > DOCUMENT_LIMIT:
        limit = f"{DOCUMENT_LIMIT // 1024**2} MiB"
        yield Rejected(
            options.origin, f"one JSON value of more than {limit}; write one object a line instead"
        )
        return
    text, notice = options.encoding.decode(encoded)
    del encoded
    in_array = text.lstrip().startswith("[")
    line, position, damaged, count = 1, 0, False, 0
    for start, value in _values(text):
        options.density.count(start - position)
        line, position = line + text.count("\n", position, start), start
        origin = f"{options.origin}[{count}]" if in_array else f"{options.origin}:{line}"
        count += 1
        if isinstance(value, ValueError):
            damaged = True
            yield _not_json(origin, value)
        else:
            yield from _articles(value, origin, options, notice)
    if in_array and not damaged and not text.rstrip().endswith("]"):
        yield Rejected(f"{options.origin}[{count}]", "the array is not closed; the file seems cut off")


def _values(text: str) -> Iterator[tuple[int, object]]:
    """The offset of each value, and the value; a ValueError for a broken one.

    After damage, reading goes on where a line begins as the first value does: no string holds a line end,
    and nested values are indented more, so another value of the same depth begins there.
    """
    mark = _first_line_start(text)
    begin = -1
    for start, value in _values_until_damage(text):
        if not isinstance(value, ValueError):
            yield start, value
        elif mark:
            yield start, value
            begin = text.find(mark, start)
        else:
            yield start, ValueError(f"{value}; what follows it was not read")
    while begin >= 0:
        end = text.find(mark, begin + 1)
        piece = text[begin : end if end >= 0 else None]
        yield from ((begin + offset, value) for offset, value in _values_until_damage(piece))
        begin = end


def _values_until_damage(text: str) -> Iterator[tuple[int, object]]:
    position = 0
    while (start := after_separators(text, position)) < len(text):
        try:
            value, position = decode_json_at(text, start)
        except ValueError as error:
            yield start, error
            return
        yield start, value


def after_separators(text: str, position: int) -> int:
    """Where the next value may begin: after blanks, commas and brackets."""
    between = _between.match(text, position)
    return between.end() if between else position


def _first_line_start(text: str) -> str:
    """The line end, indentation and brace with which values of the outermost depth begin, or ""."""
    shape = _line_of_a_value.match(text)
    if not shape:
        return ""
    is_spread = shape["inner"] is not None
    if is_spread and len(shape["inner"]) <= len(shape["outer"]):
        return ""  # nested values are not indented, and look the same
    return f"\n{shape['outer']}{{"


def _articles(value: object, origin: str, options: Options, notice: str) -> Iterator[Article | Rejected]:
    """The article that a value is, or those that it holds."""
    notices = (notice,) if notice else ()
    if is_feed(value):
        yield from feed_articles(value, origin, options, notices)
        return
    try:
        many = articles_within(value, options.fields)
    except InputError as error:
        yield Rejected(origin, str(error))
        return
    if many is None:
        yield _article(value, origin, options, notices)
        return
    density = options.density.within()  # for the bytes of the whole counted already
    for number, each in enumerate(many):
        density.count(text_size(each))
        yield _article(each, f"{origin}[{number}]", options, notices)


def _article(value: object, origin: str, options: Options, notices: tuple[str, ...]) -> Article | Rejected:
    if not isinstance(value, dict):
        return Rejected(origin, 'not a JSON object: each article is one, such as {"title": …, "body": …}')
    return article(value, options, origin, notices)


def _not_json(origin: str, error: ValueError) -> Rejected:
    return Rejected(origin, f"not JSON: {error}")

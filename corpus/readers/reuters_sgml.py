"""Reuters-21578 in its own SGML (``.sgm``): 21,578 stories of 1987, some thousand to a file.

It looks like XML and is not: Latin-1, control characters written as references or bare, and texts of type
``UNPROC`` without any elements. The format is the one that the collection's README describes.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, BinaryIO

from ..article import Article, Rejected
from .rows.fields import split_names
from .rows.keyed import keyed_article
from .text_stream import numbered_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Options

STORY_LIMIT = 16 * 1024**2
"""Bytes that a story may have."""

_doctype = re.compile(rb"\s*<!DOCTYPE\s+lewis\b", re.IGNORECASE)
_begin = re.compile(rb"<REUTERS\b")
_END = b"</REUTERS>"
_new_id = re.compile(r'\bNEWID="([^"]*)"')
_text = re.compile(r"<TEXT\b[^<>]*+>(.*?)(?:</TEXT>|\Z)", re.DOTALL)
_tag = re.compile(r"</?(?:TITLE|AUTHOR|DATELINE|BODY)>")
_asterisks = re.compile(r"\A[ *]+|[ *]+\Z")
_control = re.compile(r"&#([0-9]|[12][0-9]|3[01]);")
_agency = re.compile(r"(?:,\s*|\s+)(?:of\s+)?Reuters?\s*\Z", re.IGNORECASE)


class ReutersSgml:
    """Reads the files of the Reuters-21578 collection, a story at a time."""

    name = "reuters"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this begins with the collection's document type, or ends in .sgm and with a story."""
        if _doctype.match(head):
            return True
        return name.lower().endswith((".sgm", ".sgml")) and _begin.search(head) is not None

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each story."""
        for number, encoded in _stories(stream):
            options.density.count(len(encoded or b""))
            origin = f"{options.origin}:{number}"
            if encoded is None:
                yield Rejected(origin, f"a story of more than {STORY_LIMIT // 1024**2} MiB")
            else:
                yield _article(encoded, origin, options)


def _stories(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The line number at which each story begins, and the story; None if it is too large.

    A story that is never closed ends where the next one begins.
    """
    begun, story, is_whole = 0, bytearray(), True
    for number, line in numbered_lines(stream, STORY_LIMIT):
        for piece in _pieces(line) if line is not None else [b""]:
            if _begin.match(piece):
                if begun:
                    yield begun, bytes(story) if is_whole else None
                begun, is_whole = number, True
                story.clear()
            if not begun:
                continue
            is_whole = is_whole and line is not None and len(story) + len(piece) <= STORY_LIMIT
            story += piece if is_whole else b""
            if _END in piece:
                yield begun, bytes(story) if is_whole else None
                begun = 0
    if begun:
        yield begun, bytes(story) if is_whole else None


def _pieces(line: bytes) -> Iterator[bytes]:
    """A line, cut where stories begin."""
    starts = [found.start() for found in _begin.finditer(line)]
    for start, end in zip([0, *starts], [*starts, len(line)], strict=True):
        if start < end:
            yield line[start:end]


def _article(encoded: bytes, origin: str, options: Options) -> Article | Rejected:
    written = encoded.decode("latin-1")
    head, _, _ = written.partition("<TEXT")
    found = _text.search(written)
    text = found[1] if found else ""
    new_id = _new_id.search(head.partition(">")[0])
    topics = _values(head, "TOPICS")
    row = {
        "id": new_id[1] if new_id else "",
        "title": _asterisks.sub("", _plain(_within(text, "TITLE")).strip()),
        "body": _body(text),
        "published": _plain(_within(head, "DATE")).strip(),
        "authors": _authors(_plain(_within(text, "AUTHOR"))),
        "people": _values(head, "PEOPLE"),
        "organisations": [*_values(head, "ORGS"), *_values(head, "COMPANIES")],
        "places": _values(head, "PLACES"),
    }
    notices = () if _END in encoded else ("the story is cut off",)
    return keyed_article(row, options, origin, dated="field", section=next(iter(topics), ""), notices=notices)


def _body(text: str) -> str:
    """The body after its date line; without elements, or with a title only, the rest of the text."""
    if "<BODY>" in text:
        dateline, body = _plain(_within(text, "DATELINE")).strip(), _plain(_within(text, "BODY"))
        return f"{dateline} {body.lstrip()}" if dateline else body
    for name in ("TITLE", "AUTHOR", "DATELINE"):
        text = re.sub(rf"<{name}>.*?(?:</{name}>|\Z)", "", text, flags=re.DOTALL)
    left = _plain(text).strip(" *\n\r\x02\x03")
    return "" if left == "Reuter" else left


def _within(text: str, name: str) -> str:
    """The content of the first element of that name, up to its end or the end of the text."""
    _, _, rest = text.partition(f"<{name}>")
    return rest.partition(f"</{name}>")[0]


def _values(head: str, name: str) -> list[str]:
    """The contents of an element's ``D`` elements; those never closed are empty."""
    closed = _within(head, name).split("</D>")[:-1]
    return [_plain(piece.partition("<D>")[2]) for piece in closed if "<D>" in piece]


def _authors(written: str) -> list[str]:
    return [name for name in split_names(_agency.sub("", written.strip())) if name]


def _plain(written: str) -> str:
    """Text without the collection's own tags, its references resolved.

    Those to control characters stay such characters, which tell where a date's trailer begins; HTML's
    rules would drop them.
    """
    return html.unescape(_control.sub(lambda found: chr(int(found[1])), _tag.sub("", written)))

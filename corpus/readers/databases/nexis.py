"""Nexis Uni, Nexis Advance and Lexis: documents of articles, as Word or as text, each with its end marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...text import clean, one_line
from ..text_stream import numbered_lines
from .header_lines import date_stamp, find_date, is_copyright
from .labels import ARTICLE_LIMIT, TOO_LARGE, byline_names, labelled_article
from .word_paragraphs import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..base import Options

_ENDS = frozenset(
    ("end of document", "ende des dokuments", "fin du document", "fin del documento", "einde van document")
)
_end_line = re.compile(rb"(?im)^[ \t]*+(?:%b)[ \t\r]*+$" % "|".join(sorted(_ENDS)).encode())
_body_line = re.compile(rb"(?m)^[ \t]*+Body[ \t\r]*+$")
_label = re.compile(
    r"(Section|Length|Byline|Highlight|Dateline|Load-Date|Language|[A-Z][\w/-]{2,24}):\s+(.*)"
)
_domain = re.compile(r"\S+\.[a-z]{2,6}\.")
_BELOW = frozenset(("classification", "graphic", "notes", "correction", "correction-date"))
_DROPPED = frozenset(("abstract", "full text", "full text:", "link to image", "link to pdf"))
_UNENDED = "it has no end; it may be cut off"
_BETWEEN = 4  # lines between headline and day, at most


class Nexis:
    """Reads the text of such a document, as word processors make it of RTF and DOCX."""

    name = "nexis"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name speaks for Nexis
        """Whether a line says that a document ends, and one that a body begins."""
        return bool(_end_line.search(head)) and bool(_body_line.search(head))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each document."""
        lines = (
            Paragraph("" if line is None else clean(options.encoding.decode(line)[0]))
            for _, line in options.encoding.sample(numbered_lines(stream, ARTICLE_LIMIT))
        )
        yield from nexis_articles(lines, options)


def is_end(paragraph: Paragraph) -> bool:
    """Whether a paragraph marks the end of an article."""
    return paragraph.text.strip().casefold() in _ENDS


def nexis_articles(paragraphs: Iterable[Paragraph], options: Options) -> Iterator[Article | Rejected]:
    """One article or rejection for each that ends among these paragraphs, and one that is cut off."""
    number, size = 0, 0
    chunk: list[Paragraph] = []
    for paragraph in paragraphs:
        if not is_end(paragraph):
            size += len(paragraph.text) + 1
            chunk.append(paragraph)
            if size > ARTICLE_LIMIT:
                chunk.clear()
            continue
        number += 1
        yield _article(chunk, f"{options.origin}[{number}]", options, size)
        chunk, size = [], 0
    if any(_is_body(paragraph.text) for paragraph in chunk):
        yield _article(chunk, f"{options.origin}[{number + 1}]", options, size, [_UNENDED])


def _article(
    chunk: Sequence[Paragraph], origin: str, options: Options, size: int, notices: Sequence[str] = ()
) -> Article | Rejected:
    options.density.count(size)
    if size > ARTICLE_LIMIT:
        return Rejected(origin, TOO_LARGE)
    row, labels = _fields_in(chunk)
    return labelled_article(row, labels, options, origin, notices)


def _fields_in(chunk: Sequence[Paragraph]) -> tuple[dict[str, object], dict[str, str]]:
    """Our field names and values in an article, and all that it states under labels."""
    lines = [
        Paragraph(one_line(line), paragraph.is_heading)
        for paragraph in chunk
        for line in paragraph.text.split("\n")
        if line.strip()
    ]
    texts = [line.text for line in lines]
    body_at = next((at for at, text in enumerate(texts) if _is_body(text)), -1)
    first, day_at, stamp = _top(lines[: body_at if body_at >= 0 else len(lines)])
    start = body_at if body_at >= 0 else _end_of_header(texts, day_at + 1)
    end = next((at for at in range(start + 1, len(texts)) if _is_below(texts[at])), len(texts))
    labels = dict(_labels(texts[day_at + 1 : start + 1] + texts[end:]))
    body = [text for text in texts[start + 1 : end] if text.casefold() not in _DROPPED]
    return {
        "title": texts[first] if texts else "",
        "body": "\n\n".join(filter(None, [labels.get("Highlight", ""), *body])),
        "published": stamp,
        "source": _outlet(texts, first + 1),
        "authors": byline_names(labels.get("Byline", "")),
        "language": labels.get("Language", ""),
        "section": labels.get("Section", ""),
    }, labels


def _top(lines: Sequence[Paragraph]) -> tuple[int, int, str]:
    """The places of headline and day, and the day's stamp. A list of contents may stand above."""
    headings = [at for at, line in enumerate(lines) if line.is_heading]
    if headings:
        first = headings[-1]
        place, stamp = find_date([line.text for line in lines[first + 1 : first + 1 + _BETWEEN]])
        return first, first + 1 + place, stamp
    days = [
        at
        for at, line in enumerate(lines)
        if at > 1 and not _label.match(line.text) and date_stamp(line.text)
    ]
    day = days[-1] if days else 0
    return max(0, day - 2), day, date_stamp(lines[day].text) if days else ""


def _outlet(texts: Sequence[str], place: int) -> str:
    """The outlet, which stands below the headline; an address without the full stop that was put after it."""
    named = texts[place] if place < len(texts) else ""
    if _label.match(named) or is_copyright(named) or _is_body(named) or date_stamp(named):
        return ""
    return named.removesuffix(".") if _domain.fullmatch(named) else named


def _is_body(text: str) -> bool:
    return text.strip().casefold() == "body"


def _end_of_header(texts: Sequence[str], start: int) -> int:
    """The last line of labels and of whose the text is, below the day."""
    while start < len(texts) and (_label.match(texts[start]) or is_copyright(texts[start])):
        start += 1
    return start - 1


def _is_below(text: str) -> bool:
    return text.casefold() in _BELOW or text.startswith("Load-Date:")


def _labels(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        if found := _label.fullmatch(text):
            yield found[1], found[2]

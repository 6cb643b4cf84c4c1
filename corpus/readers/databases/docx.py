"""DOCX: the articles of a Nexis export; any other document is one article."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...text import one_line, paragraphs
from ...unpacking.spool import spool
from .labels import labelled_article
from .nexis import is_end, nexis_articles
from .unsplit import unsplit_reason
from .word_paragraphs import Paragraph, paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..base import Options

_part = re.compile(rb"PK\x03\x04.{26}word/", re.DOTALL)
_BODY = "body"
_LOOKED_AT = 30  # paragraphs in which a heading is looked for
_HEADLINE_LENGTH = 300


class WordDocument:
    """Reads a document of Word's, with the articles in it."""

    name = "docx"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this is a ZIP archive in which a member lies in ``word/``; or that is called a document."""
        if not head.startswith(b"PK\x03\x04"):
            return False
        return bool(_part.search(head)) or name.lower().endswith((".docx", ".docm"))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each in an export; one for any other document."""
        with spool(stream) as file:
            found = paragraphs_of(file)
            first: list[Paragraph] = []
            for paragraph in found:
                first.append(paragraph)
                if is_end(paragraph):
                    yield from nexis_articles(chain(first, found), options)
                    return
        if any(paragraph.text.strip().casefold() == _BODY for paragraph in first):
            yield from nexis_articles(first, options)
        else:
            yield _document(first, options)


def _document(written: Sequence[Paragraph], options: Options) -> Article | Rejected:
    """A document as one article: no date is looked for in it."""
    text = paragraphs("\n\n".join(paragraph.text for paragraph in written))
    options.density.count(len(text))
    if reason := unsplit_reason(text):
        return Rejected(options.origin, reason)
    filled = [paragraph for paragraph in written if paragraph.text.strip()]
    headings = [each for each in filled[:_LOOKED_AT] if each.is_heading]
    title = one_line((headings or filled or [Paragraph("")])[0].text)
    if len(title) > _HEADLINE_LENGTH:
        title = ""
    first = one_line(text.partition("\n\n")[0])
    body = text.partition("\n\n")[2] if title and title == first else text
    return labelled_article({"title": title, "body": body}, {}, options, options.origin)

"""LexisNexis: files of documents as its older services saved them, as text or as HTML."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...errors import InputError
from ...text import clean
from ..html.tree import PAGE_LIMIT, elements, tree_of
from ..text_stream import look_ahead, numbered_lines
from ..xml.xml_tree import flowing_text
from .labels import ARTICLE_LIMIT, TOO_LARGE, labelled_article
from .lexisnexis_article import fields_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

# The line above every document: which one of how many it is.
_OF = rb"(?:of|von|de|van|di|sur)"
_COUNT = (
    rb"[ \t\xa0\xc2]*+(?:FOCUS - {1,3})?+(?:\d{1,7} %b \d{1,7} DO[CK]UMENT[A-Z]{0,3}"
    rb"|Do[ck]umento? \d{1,7} %b \d{1,7})[ \t]*+" % (_OF, _OF)
)
_count = re.compile(_COUNT)
_counts = re.compile(rb"(?m)^%b\r?$" % _COUNT)
_telling = re.compile(
    rb"(?m)^(?:L(?:ENGTH|ENGTE|ONGUEUR)|L\S{1,2}NGE|LOAD-DATE|BYLINE|AUT(?:HO|EU)?R|SE[CK]TION|HEADLINE|"
    rb"PUB(?:LICATION)?-TYPE|LANGUAGE|SPRACHE|LANGUE|TAAL|UPDATE|DATE-CHARGEMENT|Download Request|Terms): "
)
_html = re.compile(rb"<!-- Hide XML section from browser|<!-- LXNComment|<DOCFULL>")
_centred = re.compile(r"\.(c\d{1,4}) \{ text-align: center;")
_INDENTED = " " * 20  # as lines in the middle of a page are in the texts
_STYLES = 64 * 1024  # characters of a page in which its styles stand


class LexisNexis:
    """Reads a file of documents, one article for each; cover pages and lists of them are no articles."""

    name = "lexisnexis"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name speaks for LexisNexis
        """Whether lines in it count documents, and others have LexisNexis' labels; or it is a page of its."""
        if head.lstrip()[:1] == b"<":
            return bool(_html.search(head))
        return bool(_counts.search(head)) and bool(_telling.search(head))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each document."""
        head, whole = look_ahead(stream)
        is_page = head.lstrip()[:1] == b"<"
        lines = io.BytesIO(_lines_of_page(whole, options).encode()) if is_page else whole
        for number, (line, encoded) in enumerate(_documents(lines), 1):
            origin = f"{options.origin}[{number}]" if is_page else f"{options.origin}:{line}"
            options.density.count(len(encoded or b""))
            yield _article(encoded, origin, options) if encoded is not None else Rejected(origin, TOO_LARGE)


def _documents(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The line after which each document begins, and the document; None if it is too large."""
    begun, document, is_whole = 0, bytearray(), True
    for number, line in numbered_lines(stream, ARTICLE_LIMIT):
        if line is not None and _count.fullmatch(line.rstrip(b"\r\n")):
            if begun:
                yield begun, bytes(document) if is_whole else None
            begun, is_whole = number, True
            document.clear()
        elif begun:
            is_whole = is_whole and line is not None and len(document) + len(line) <= ARTICLE_LIMIT
            document += line if line is not None and is_whole else b""
    if begun:
        yield begun, bytes(document) if is_whole else None


def _article(encoded: bytes, origin: str, options: Options) -> Article | Rejected:
    text, notice = options.encoding.decode(encoded)
    row, labels = fields_in(clean(text).split("\n"))
    return labelled_article(row, labels, options, origin, [notice] if notice else [])


def _lines_of_page(stream: BinaryIO, options: Options) -> str:
    """The lines of a page, those in the middle indented, a blank one between any two blocks."""
    page = stream.read(PAGE_LIMIT + 1)
    if len(page) > PAGE_LIMIT:
        raise InputError(f"a page of more than {PAGE_LIMIT // 1024**2} MiB; split it")
    options.density.count_elements(page)
    centred = {f"{name} " for name in _centred.findall(page[:_STYLES].decode("latin-1"))}
    tree, _ = tree_of(page, options.charset, options.encoding)
    blocks = []
    for block in elements(tree, "div"):
        if block.find(".//div") is not None:  # its own blocks are in their turn
            continue
        indented = _INDENTED if f"{block.get('class')} " in centred or _is_centred(block, centred) else ""
        blocks += [f"{indented}{' '.join(line.split())}" for line in flowing_text(block).split("\n\n")]
    return "\n\n".join(blocks)


def _is_centred(block: object, centred: set[str]) -> bool:
    return any(f"{one.get('class')} " in centred for one in elements(block, "p"))

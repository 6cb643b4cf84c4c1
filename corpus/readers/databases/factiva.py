"""Factiva: articles saved as HTML or as text, with or without the codes of their fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

from ...article import Article, Rejected
from ...errors import InputError
from ...text import clean, one_line
from ..html.page import read_page
from ..html.tree import PAGE_LIMIT, elements, text_in, tree_of
from ..text_stream import numbered_lines
from ..xml.xml_tree import flowing_text
from .factiva_article import ACCESSION, Block, article_of
from .labels import ARTICLE_LIMIT, TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..base import Options

_container = re.compile(r"(?:^|\s)[a-z]{2,6}Article(?:\s|$)")
_html = re.compile(rb"""<title>\s*+Factiva\s*+</title>|\bclass\s*=\s*["']?article [a-z]{2,6}Article\b""")
# A line of an article's number alone, after "Document" in the language of the menus.
_NUMBER_LINE = rb"(?:AN[ \t]{1,20})?+[^\s\d<>]{2,40} {1,2}%b" % ACCESSION.encode()
_end = re.compile(_NUMBER_LINE)
_ends = re.compile(rb"(?m)^%b[ \t\r]*+$" % _NUMBER_LINE)
_CODES = "HD BY CR WC PD ET SN SC SE ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN CLM ART"
_code = re.compile(rf"({_CODES.replace(' ', '|')})(?:[ \t]{{2,}}(.*)|\s*)\Z")
_counted = re.compile(r"\d+\)\s")
_blank = re.compile(rb"\n[ \t\r]*+\n")
_UNENDED = "it has no number at its end; it may be cut off"
_NO_ARTICLE = "text below the last article, with neither a number nor a day: no article"


class Factiva:
    """Reads a file of Factiva's, one article for each of those in it."""

    name = "factiva"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name speaks for Factiva
        """Whether it has the elements of Factiva's pages; or a line that is an article's number."""
        return bool(_html.search(head)) or (b"<" not in head[:1] and bool(_ends.search(head)))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each."""
        head = stream.peek(1)[:4096] if hasattr(stream, "peek") else b""
        return _pages(stream, options) if head.lstrip()[:1] == b"<" else _texts(stream, options)


def _pages(stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
    page = stream.read(PAGE_LIMIT + 1)
    if len(page) > PAGE_LIMIT:
        raise InputError(f"a page of more than {PAGE_LIMIT // 1024**2} MiB; split it")
    options.density.count_elements(page)
    tree, notice = tree_of(page, options.charset, options.encoding)
    containers = list(_containers(tree))
    if not containers:  # it is only called like Factiva's
        yield read_page(page, options)
    del page
    for number, container in enumerate(containers, 1):
        blocks = list(_blocks(container))
        options.density.count(sum(len(block.text) for block in blocks))
        yield article_of(blocks, f"{options.origin}[{number}]", options, [notice] if notice else [])


def _containers(tree: Any) -> Iterator[Any]:  # noqa: ANN401 -- lxml ships no types
    """The elements that hold an article each; one in another is a part of it."""
    within: set[Any] = set()
    for element in elements(tree, "div"):
        if _container.search(element.get("class") or "") and element not in within:
            within.update(elements(element, "div"))
            yield element


def _blocks(container: Any) -> Iterator[Block]:  # noqa: ANN401 -- lxml ships no types
    """What is set one below the other in an article, in its order."""
    waiting = list(reversed(list(container)))
    while waiting:
        element = waiting.pop()
        name, kind = str(element.tag), element.get("class") or ""
        cells = list(elements(element, "td", "th")) if name == "tr" else []
        if name in ("table", "tbody") or (name == "div" and element.find("table") is not None):
            waiting.extend(reversed(list(element)))
        elif len(cells) > 1:
            yield Block(clean(flowing_text(cells[1])), code=one_line(text_in(cells[0])))
        elif "Headline" in kind or any("Headline" in (one.get("class") or "") for one in element.iter()):
            counted = any("counted" in (one.get("class") or "") for one in element.iter())
            headline = one_line(flowing_text(element))
            yield Block(_counted.sub("", headline, count=1) if counted else headline, code="HD")
        elif text := flowing_text(element):
            code = "BY" if kind == "author" else "TD" if "articleParagraph" in kind else ""
            yield Block(text, code=code, is_paragraph=name == "p")


def _texts(stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
    """The articles of a text, each of which ends with its number."""
    begun, lines, is_whole = 1, bytearray(), True
    for number, line in numbered_lines(stream, ARTICLE_LIMIT):
        is_whole = is_whole and line is not None and len(lines) + len(line) <= ARTICLE_LIMIT
        if lines or line is None or line.strip():  # blank lines above an article are none of it
            begun = begun if lines else number
            lines += line if line is not None and is_whole else b""
        if line is not None and _end.fullmatch(line.strip()):
            yield _text(bytes(lines) if is_whole else None, begun, options)
            lines.clear()
            is_whole = True
    if _blank.search(lines.strip()):  # a footer has one paragraph
        found = _text(bytes(lines) if is_whole else None, begun, options, [_UNENDED])
        is_dated = isinstance(found, Article) and found.published
        yield found if is_dated or isinstance(found, Rejected) else Rejected(found.origin, _NO_ARTICLE)


def _text(
    encoded: bytes | None, number: int, options: Options, notices: Sequence[str] = ()
) -> Article | Rejected:
    origin = f"{options.origin}:{number}"
    options.density.count(len(encoded or b""))
    if encoded is None:
        return Rejected(origin, TOO_LARGE)
    text, notice = options.encoding.decode(encoded)
    return article_of(list(_lines(clean(text))), origin, options, [*filter(None, [notice]), *notices])


def _lines(text: str) -> Iterator[Block]:
    """The lines of a text; those that follow a code are its value, up to the next one."""
    code = ""
    value: list[str] = []
    for line in text.split("\n"):
        if found := _code.match(line):
            if code:
                yield Block("\n".join(value).strip(), code=code)
            code, value = found[1], [found[2] or ""]
        elif code:
            value.append(line.strip())
        elif line.strip():
            yield Block(line.strip())
    if code:
        yield Block("\n".join(value).strip(), code=code)

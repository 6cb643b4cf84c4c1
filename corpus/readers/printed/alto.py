"""ALTO 2 to 4 (Library of Congress): the layout and the words of a page, as OCR found them.

Margins above and below the print space hold running titles and page numbers; they are left out where the
print space has a text. Source: the schemas of altoxml/schema, with their annotations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...errors import InputError
from ..xml.xml_source import read_xml, root_of
from .line_ends import DIVISION, HYPHENS
from .printed_page import PrintedPage, TextBlock, printed_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...article import Article, Rejected
    from ..base import Options
    from ..xml.xml_tree import Element

GROUPED_LIMIT = 1_000_000
"""Blocks in all groups of a page together, those in groups within groups counted for each."""

_HYPHENS = tuple(HYPHENS)
_BEYOND = ("TopMargin", "BottomMargin")
_SPACES = ("TopMargin", "LeftMargin", "PrintSpace", "RightMargin", "BottomMargin")
_closing = re.compile(r"[.,;:!?)\]”»’]++")
_heading = re.compile(r"(?:sub)?(?:title|heading|headline|überschrift)\d?", re.IGNORECASE)


class Alto:
    """Reads ALTO, one article for each page."""

    name = "alto"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name tells it from other XML
        """Whether the root element is that of ALTO."""
        return root_of(head)[0].lower() == "alto"

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each page.

        Raises:
            InputError: the file cannot be read; see ``xml_source`` and ``xml_tree``.
        """
        from ..xml.xml_tree import parse

        text, notices = read_xml(stream, options.encoding)
        options.density.count(len(text))
        root, doubts = parse(text)
        pages = alto_pages(root)
        for number, page in enumerate(pages):
            origin = options.origin if len(pages) == 1 else f"{options.origin}[{number}]"
            yield printed_article(page.blocks, options, origin, notices=(*notices, *doubts))


def alto_pages(root: Element) -> list[PrintedPage]:
    """The pages, their blocks in reading order: as the file states it, else as they stand in it."""
    from ..xml.xml_tree import attribute, descendants

    headings = {
        attribute(tag, "ID")
        for tag in descendants(root, "LayoutTag", "StructureTag", "OtherTag", "RoleTag")
        if _heading.fullmatch(attribute(tag, "LABEL")) or _heading.fullmatch(attribute(tag, "TYPE"))
    }
    references = (attribute(each, "REF").split() for each in descendants(root, "ElementRef"))
    order = list(dict.fromkeys(name for names in references for name in names))
    return [_page(page, headings, order) for page in descendants(root, "Page")] or [PrintedPage([])]


def _page(page: Element, headings: set[str], order: list[str]) -> PrintedPage:
    """A page. What states their order may name blocks, groups of them, or lines."""
    from ..xml.xml_tree import attribute, descendants

    ranks = {name: rank for rank, name in reversed([*enumerate(order)])}
    blocks: dict[int, TextBlock] = {}
    holders: dict[str, list[TextBlock]] = {}
    left = GROUPED_LIMIT
    for space in _spaces(page):
        for element in descendants(space, "TextBlock"):
            block = blocks[id(element)] = _block(element, headings, ranks)
            for each in (element, *element):
                holders[attribute(each, "ID")] = [block]
        for group in descendants(space, "ComposedBlock"):
            inner = [blocks[id(each)] for each in descendants(group, "TextBlock")]
            left -= len(inner)
            if left < 0:
                raise InputError(f"a page whose groups hold more than {GROUPED_LIMIT:,} blocks together")
            holders[attribute(group, "ID")] = inner
    holders.pop("", None)
    stated = [block for name in order for block in holders.get(name, ())]
    return PrintedPage(in_order([*blocks.values()], stated), holders)


def _spaces(page: Element) -> list[Element]:
    from ..xml.xml_tree import children, descendants

    spaces = [(name, each) for name in _SPACES for each in children(page, name)]
    has_print = any(
        name == "PrintSpace" and next(descendants(each, "String"), None) is not None for name, each in spaces
    )
    return [each for name, each in spaces if not (has_print and name in _BEYOND)]


def in_order(blocks: list[TextBlock], stated: list[TextBlock]) -> list[TextBlock]:
    """The blocks whose order is stated, each once, and then the others."""
    chosen = {id(block): block for block in stated}
    return [*chosen.values(), *(block for block in blocks if id(block) not in chosen)]


def _block(element: Element, headings: set[str], ranks: Mapping[str, int]) -> TextBlock:
    from ..xml.xml_tree import attribute, children

    tags = {*attribute(element, "TAGREFS").split(), *attribute(element, "STYLEREFS").split()}
    lines = sorted(
        children(element, "TextLine"), key=lambda line: ranks.get(attribute(line, "ID"), len(ranks))
    )
    is_heading = not tags.isdisjoint(headings) or bool(_heading.fullmatch(attribute(element, "TYPE")))
    return TextBlock(tuple(map(_line, lines)), is_heading, attribute(element, "ID"))


def _line(line: Element) -> str:
    """The words of a line, blanks between them; punctuation by itself closes the word before it."""
    from ..xml.xml_tree import attribute, local

    words: list[str] = []
    was_blank = False
    parts = [part for part in line if local(part) in ("String", "SP", "HYP")]
    for number, part in enumerate(parts, 1):
        kind, written = local(part), attribute(part, "CONTENT")
        is_end = kind == "HYP" or (written in _HYPHENS and number == len(parts))
        if kind == "SP":
            was_blank = True
        elif not words or was_blank or not (is_end or _closing.fullmatch(written)):
            words += [_word(part)] if written else []
            was_blank = False
        elif not (is_end and words[-1].endswith(_HYPHENS)):
            words[-1] += written or "-"
    return " ".join(words)


def _word(string: Element) -> str:
    """A word; where one begins that is divided, what joins it to the rest, whatever that begins with."""
    from ..xml.xml_tree import attribute

    written = attribute(string, "CONTENT")
    if attribute(string, "SUBS_TYPE") != "HypPart1":
        return written
    begun = written.rstrip(HYPHENS)
    has_hyphen = attribute(string, "SUBS_CONTENT").startswith(f"{begun}-")
    return f"{begun}-{DIVISION}" if has_hyphen else f"{begun}{DIVISION}"

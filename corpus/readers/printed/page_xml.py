"""PAGE XML (PRImA): the regions, lines and words of a page, as people and programs for OCR mark them.

Headers, footers, page numbers and what printers set for their binders are left out. Where lines name the
article that they belong to, as in Transkribus (``custom="structure {type:article; id:a1;}"``), each is one.
Sources: the schema of PRImA-Research-Lab/PAGE-XML; the conventions for ``custom`` of Transkribus and OCR-D.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...text import one_line
from ..xml.xml_source import read_xml, root_of
from .alto import in_order
from .printed_page import PrintedPage, TextBlock, printed_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article, Rejected
    from ..base import Options
    from ..xml.xml_tree import Element

_FURNITURE = frozenset(("header", "footer", "page-number", "catch-word", "signature-mark", "noise"))
_HEADINGS = frozenset(("heading", "headline", "title"))
_CUSTOM_LENGTH = 500  # characters that are looked at
_custom_type = re.compile(r"structure\s*+\{[^}]*?\btype\s*+:\s*+([\w-]++)")
_article_id = re.compile(r"structure\s*+\{(?=[^}]*?\btype\s*+:\s*+article\b)[^}]*?\bid\s*+:\s*+([\w.-]++)")


class PageXml:
    """Reads PAGE XML, one article for each page, or for each article that it marks."""

    name = "page-xml"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name tells it from other XML
        """Whether the root element is that of PAGE XML."""
        return root_of(head)[0] == "PcGts"

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for the page, or for each article on it.

        Raises:
            InputError: the file cannot be read; see ``xml_source`` and ``xml_tree``.
        """
        from ..xml.xml_tree import parse

        text, notices = read_xml(stream, options.encoding)
        options.density.count(len(text))
        root, doubts = parse(text)
        articles = page_articles(root)
        for number, blocks in enumerate(articles):
            origin = options.origin if len(articles) == 1 else f"{options.origin}[{number}]"
            yield printed_article(blocks, options, origin, notices=(*notices, *doubts))


def page_articles(root: Element) -> list[list[TextBlock]]:
    """The blocks of each article that is marked, and those of none; a page without marks is one article."""
    articles: dict[str, list[TextBlock]] = {}
    for block, ids in _marked_blocks(root):
        for id_ in dict.fromkeys(ids):
            lines = tuple(line for line, of in zip(block.lines, ids, strict=True) if of == id_)
            articles.setdefault(id_, []).append(TextBlock(lines, block.is_heading, block.id))
    return list(articles.values()) or [[]]


def printed_page(root: Element) -> PrintedPage:
    """The page, its blocks in reading order: as the file states it, else as they stand in it."""
    blocks = [block for block, _ in _marked_blocks(root)]
    return PrintedPage(blocks, {block.id: [block] for block in blocks})


def _marked_blocks(root: Element) -> list[tuple[TextBlock, list[str]]]:
    """The blocks in reading order, each with the article that each of its lines belongs to, or ""."""
    from ..xml.xml_tree import attribute, descendants

    found: list[tuple[TextBlock, list[str]]] = []
    holders: dict[str, TextBlock] = {}
    for region in descendants(root, "TextRegion"):
        kind = _kind(region)
        if kind in _FURNITURE:
            continue
        lines = _lines(region)
        block = TextBlock(tuple(line for line, _ in lines), kind in _HEADINGS, attribute(region, "id"))
        holders[block.id] = block
        found.append((block, [id_ for _, id_ in lines]))
    marks = {id(block): ids for block, ids in found}
    stated = [holders[name] for name in _reading_order(root) if name in holders]
    return [(block, marks[id(block)]) for block in in_order([block for block, _ in found], stated)]


def _kind(region: Element) -> str:
    from ..xml.xml_tree import attribute

    custom = _custom_type.search(_custom(region))
    return attribute(region, "type") or (custom[1] if custom else "")


def _custom(element: Element) -> str:
    from ..xml.xml_tree import attribute

    return attribute(element, "custom")[:_CUSTOM_LENGTH]


def _reading_order(root: Element) -> list[str]:
    """The regions that are referred to, in order; groups are in each other."""
    from ..xml.xml_tree import descendants

    group = next(descendants(root, "ReadingOrder"), None)
    return [] if group is None else _references(group)


def _references(group: Element) -> list[str]:
    from ..xml.xml_tree import attribute

    found = [attribute(group, "regionRef")]
    for each in sorted(group, key=lambda each: _index(attribute(each, "index"))):
        found += _references(each)
    return [name for name in found if name]


def _index(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else 0  # noqa: PLR2004 -- digits of an index


def _lines(region: Element) -> list[tuple[str, str]]:
    """The lines of a region, each with its article's mark; those of regions within it are theirs."""
    from ..xml.xml_tree import children

    whole = _article_id.search(_custom(region))
    lines = []
    for line in children(region, "TextLine"):
        text = _text(line) or " ".join(filter(None, map(_text, children(line, "Word"))))
        mark = _article_id.search(_custom(line)) or whole
        lines.append((one_line(text), mark[1] if mark else ""))
    if not any(text for text, _ in lines):
        lines = [(one_line(line), whole[1] if whole else "") for line in _text(region).splitlines()]
    return [line for line in lines if line[0]]


def _text(element: Element) -> str:
    """The text of an element: the first of several readings, by their index."""
    from ..xml.xml_tree import attribute, child, children

    readings = sorted(children(element, "TextEquiv"), key=lambda each: _index(attribute(each, "index")))
    unicode_ = child(readings[0], "Unicode") if readings else None
    return (unicode_.text or "") if unicode_ is not None else ""

"""hOCR: the words of pages in HTML, as Tesseract and others write it (kba/hocr-spec 1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

from ...article import Rejected
from ...text import one_line
from ..html.tree import PAGE_LIMIT, elements, text_in, tree_of
from .printed_page import TextBlock, printed_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article
    from ..base import Options

_PAGES = frozenset(("ocr_page",))
_LINES = frozenset(("ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"))
_BLOCKS = ("ocr_par", "ocr_carea", "ocrx_block", "ocr_page")  # the closest around a line counts
_FURNITURE = frozenset(("ocr_pageno", "ocr_footer"))
_TITLES = frozenset(("ocr_title", "ocr_chapter", "ocr_section"))
_HEADER = "ocr_header"  # a line that Tesseract takes for a heading; elsewhere a block above the text
_mark = re.compile(
    rb"""\bclass\s*+=\s*+["']?(?:(?!ocr_page\b)[\w-]++\s++)*+ocr_page\b|<meta\s[^>]{0,200}?\bname\s*+=\s*+["']ocr-system["']"""
)


class Hocr:
    """Reads hOCR, one article for each page."""

    name = "hocr"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it is HTML that marks pages of OCR."""
        return bool(_mark.search(head)) or name.lower().endswith(".hocr")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each page.

        Raises:
            InputError: the file cannot be read; see ``html.tree.tree_of``.
        """
        page = stream.read(PAGE_LIMIT + 1)
        if len(page) > PAGE_LIMIT:
            yield Rejected(options.origin, f"a page of more than {PAGE_LIMIT // 1024**2} MiB")
            return
        options.density.count_elements(page)
        tree, notice = tree_of(page, options.charset, options.encoding)
        pages = [each for each in elements(tree, "div") if _is_outermost(each, _PAGES)] or [tree]
        for number, each in enumerate(pages):
            origin = options.origin if len(pages) == 1 else f"{options.origin}[{number}]"
            yield printed_article(_blocks(each), options, origin, notices=(notice,) if notice else ())


def _blocks(page: Any) -> list[TextBlock]:  # noqa: ANN401 -- lxml ships no types
    """The blocks of a page, as they stand in it: that is reading order."""
    blocks: dict[int, tuple[Any, list[Any]]] = {}
    for element in page.iter("*"):
        if _is_outermost(element, _LINES) and not _is_furniture(element):
            block = _closest(element)
            blocks.setdefault(id(block), (block, []))[1].append(element)
    return [_block(block, lines) for block, lines in blocks.values()]


def _block(block: Any, lines: list[Any]) -> TextBlock:  # noqa: ANN401 -- lxml ships no types
    is_title = bool(_TITLES & _classes(block)) or all(_HEADER in _classes(line) for line in lines)
    return TextBlock(tuple(map(_words, lines)), is_title)


def _words(line: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    words = [text_in(each) for each in line.iter("*") if "ocrx_word" in _classes(each)]
    return one_line(" ".join(words) if words else text_in(line))


def _closest(line: Any) -> Any:  # noqa: ANN401 -- lxml ships no types
    """The closest block around a line."""
    block = line.getparent()
    while block is not None and block.getparent() is not None:
        if not _classes(block).isdisjoint((*_BLOCKS, *_TITLES)):
            return block
        block = block.getparent()
    return line.getparent()


def _is_outermost(element: Any, kinds: frozenset[str]) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether an element is of one of these kinds, and lies in none that is."""
    return bool(kinds & _classes(element)) and not any(
        kinds & _classes(each) for each in element.iterancestors()
    )


def _is_furniture(line: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    return any(_FURNITURE & _classes(each) for each in (line, *line.iterancestors()))


def _classes(element: Any) -> set[str]:  # noqa: ANN401 -- lxml ships no types
    return set((element.get("class") or "").split())

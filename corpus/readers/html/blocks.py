"""A page's text, block by block: its paragraphs, headings, lists, quotes and rows, in the page's order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .tree import LINE_END, PARTING, elements, lines_in, lines_of, text_in

_WHOLE = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote"))
_PASSED = frozenset(("figcaption", "caption", "address", "legend", "label", "textarea", "option"))
"""What is shown as text, and is none of it: captions, forms."""
_LAYING = ("p", "div", "table", "h1", "h2", "h3", "form", "article", "section", "center")
"""What stands in tables that lay out a page, and not in the cells of others."""


@dataclass(slots=True)
class PageBlock:
    """A piece of text that is set apart from others.

    Attributes:
        tag: the element's name; "" for text that stands beside other blocks.
        lines: its lines, none empty.
        parent: the element that it stands in.
        linked: characters of it that are links.
        length: characters of it.
    """

    tag: str
    lines: list[str]
    parent: Any
    linked: int = 0
    length: int = field(init=False)

    def __post_init__(self) -> None:
        self.length = sum(map(len, self.lines))

    @property
    def is_heading(self) -> bool:
        """Whether it heads what follows."""
        return self.tag[:1] == "h"

    @property
    def text(self) -> str:
        """The lines, one under the other."""
        return "\n".join(self.lines)


def blocks_of(element: Any) -> list[PageBlock]:  # noqa: ANN401 -- lxml ships no types
    """The blocks within an element, each text in one of them."""
    gathering = _Gathering()
    gathering.enter(element)
    return gathering.blocks


class _Gathering:
    """Blocks as they are found, and the text that belongs to none yet."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._loose: list[str] = []
        self._linked = 0
        self._anchors = 0

    def enter(self, element: Any) -> None:  # noqa: ANN401 -- lxml ships no types
        if text := element.text:
            self._loose.append(text)
        for child in element:
            self._add(child, element)
            if tail := child.tail:
                self._loose.append(tail)
        self._end(element)

    def _add(self, child: Any, parent: Any) -> None:  # noqa: ANN401 -- lxml ships no types
        tag = child.tag
        if tag == "br":
            self._loose.append(LINE_END)
        elif tag not in PARTING:
            self._add_inline(child, parent)
        else:
            self._end(parent)
            if tag in _PASSED or (tag == "figure" and not _holds_text(child)):
                return
            if tag in _WHOLE or (tag == "table" and not _lays_out(child)):
                self._add_whole(child, parent)
            else:
                self.enter(child)

    def _add_inline(self, child: Any, parent: Any) -> None:  # noqa: ANN401 -- lxml ships no types
        """A word or more within a text; or, as some write, what holds blocks."""
        if next(child.iterdescendants(*_WHOLE, "div", "table"), None) is not None:
            self._end(parent)
            self._anchors += child.tag == "a"
            self.enter(child)
            self._anchors -= child.tag == "a"
        else:
            text = text_in(child)
            self._loose.append(text)
            self._linked += len(text) if child.tag == "a" else _linked_in(child)

    def _add_whole(self, element: Any, parent: Any) -> None:  # noqa: ANN401 -- lxml ships no types
        lines = rows_of(element) if element.tag == "table" else lines_in(element)
        if lines:
            self._append(PageBlock(element.tag, lines, parent, _linked_in(element)))

    def _end(self, parent: Any) -> None:  # noqa: ANN401 -- lxml ships no types
        """Makes the text that belongs to no element of its own a block."""
        if not self._loose:
            return
        if lines := lines_of("".join(self._loose)):
            self._append(PageBlock("", lines, parent, self._linked))
        self._loose.clear()
        self._linked = 0

    def _append(self, block: PageBlock) -> None:
        block.linked = block.length if self._anchors else block.linked
        self.blocks.append(block)


def rows_of(table: Any) -> list[str]:  # noqa: ANN401 -- lxml ships no types
    """A table's rows, a line each."""
    lines = [" ".join(lines_in(row)) for row in elements(table, "caption", "tr")]
    return [line for line in lines if line] or lines_in(table)


def _lays_out(table: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a table holds what no table of figures does."""
    return (
        next(table.iterdescendants(*_LAYING), None) is not None
        or sum(1 for _ in table.iterdescendants("br")) > sum(1 for _ in table.iterdescendants("tr")) * 2
    )


def _holds_text(figure: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a figure shows a table, a quote or a list, as some systems set them, and no picture."""
    if next(figure.iterdescendants("img", "picture", "video"), None) is not None:
        return False
    return next(figure.iterdescendants("table", "blockquote", "ul", "pre"), None) is not None


def _linked_in(element: Any) -> int:  # noqa: ANN401 -- lxml ships no types
    if not len(element):
        return 0
    return sum(len(" ".join(text_in(anchor).split())) for anchor in elements(element, "a"))

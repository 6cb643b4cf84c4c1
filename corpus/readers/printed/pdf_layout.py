"""Lines on the pages of a PDF -> text blocks: it knows letters and places, but no paragraphs and headers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from .printed_page import TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EDGE_LINES = 2  # at the top and at the bottom of a page, which may be those of every page
_SAME_PLACE = 4.0  # points
_SHARE_OF_PAGES = 0.4  # left and right pages have headers of their own
_LEAST_PAGES = 2
_FAR = 1.35  # times the usual distance of two lines
_INDENT, _INDENT_AT_MOST = 0.8, 6.0  # times the size of the letters
_LARGER = 1.15
_LINES_OF_HEADING = 5
_LETTERS_OF_HEADING = 300
_digits = re.compile(r"\d+")


class PdfLine(NamedTuple):
    """A line of text.

    Attributes:
        text: what it says.
        x: where it begins, in points from the left.
        y: its base line, in points from below.
        size: of its letters, in points.
    """

    text: str
    x: float
    y: float
    size: float


def without_furniture(pages: Sequence[Sequence[PdfLine]]) -> list[list[PdfLine]]:
    """The pages without the lines that stand at the same edge of many, but for the numbers in them."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    least = max(_LEAST_PAGES, _SHARE_OF_PAGES * sum(map(bool, pages)))
    repeated = {key for key, count in counts.items() if count >= least}
    return [_without(page, repeated) for page in pages]


def page_blocks(page: Sequence[PdfLine], number: int) -> list[TextBlock]:
    """The blocks of a page: lines at the usual distance, of one size, none of them indented.

    On the first page, the one of the largest letters is the heading.

    Args:
        page: its lines, in reading order.
        number: of the page, from 0.
    """
    blocks = list(_blocks(page))
    usual = median([line.size for line in page]) if page else 0.0
    largest = max((block[0].size for block in blocks if _may_be_heading(block)), default=0.0)
    heading = None
    if not number and largest > _LARGER * usual:
        heading = next(block for block in blocks if block[0].size == largest and _may_be_heading(block))
    return [TextBlock(tuple(line.text for line in block), block is heading) for block in blocks]


def _may_be_heading(block: Sequence[PdfLine]) -> bool:
    letters = sum(len(line.text) for line in block)
    return (
        len(block) <= _LINES_OF_HEADING
        and letters <= _LETTERS_OF_HEADING
        and any(any(map(str.isalpha, line.text)) for line in block)
    )


def _edges(page: Sequence[PdfLine]) -> list[PdfLine]:
    by_height = sorted(page, key=lambda line: line.y)
    return [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]


def _key(line: PdfLine) -> tuple[str, int]:
    return _digits.sub("#", line.text.casefold()), round(line.y / _SAME_PLACE)


def _without(page: Sequence[PdfLine], repeated: set[tuple[str, int]]) -> list[PdfLine]:
    dropped = {id(line) for line in _edges(page) if _key(line) in repeated}
    return [line for line in page if id(line) not in dropped]


def _blocks(page: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    leading = _leading(page)
    block: list[PdfLine] = []
    for line in page:
        if block and _begins_block(block[-1], line, leading):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _leading(page: Sequence[PdfLine]) -> float:
    """The usual distance of a line from the one above it; 0 where there are no two."""
    gaps = [round(above.y - line.y, 1) for above, line in pairwise(page) if above.y > line.y]
    return Counter(gaps).most_common(1)[0][0] if gaps else 0.0


def _begins_block(above: PdfLine, line: PdfLine, leading: float) -> bool:
    gap, size = above.y - line.y, max(above.size, line.size)
    if gap < 0 or gap > _FAR * max(leading, size):
        return True
    if size > _LARGER * min(above.size, line.size):
        return gap > 0
    return _INDENT * size < line.x - above.x < _INDENT_AT_MOST * size

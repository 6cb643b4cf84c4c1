"""The blocks of a page that are its article: those of its columns, and what introduces and parts them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ...text import letters_of
from .pointers import points_elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blocks import PageBlock

_SENTENCE = 60  # characters of a block that is a sentence or more
_INTRODUCTION = 24  # characters of one that stands between the headline and the text
_TEASING = 0.8  # the share of links in a block that is none of the text
_COLUMN = 200  # characters of a column, however much longer the longest is
_PART_OF_COLUMN = 0.1
_FARTHEST_HEADLINE = 20  # blocks between a headline and the text
_LEVELS = 2  # of elements that may be made for one block alone
_PROSE = frozenset(("", "p", "blockquote", "pre"))
_BETWEEN = frozenset(("", "p", "blockquote", "h2"))
_LISTS = frozenset(("ul", "ol", "dl"))
_LIST = 240  # characters of a list that stands between columns, and is part of the text
_LINKED = 0.2  # the share of links in a list that is none of the text
_LABELS = frozenset(("", "p"))
_HOMES = frozenset(("article", "main", "body", "td"))
_ENDS = (",", ":", ".", "!", "?", "…", "。", "！", "？", "»", "”", '"')


def article_blocks(blocks: Sequence[PageBlock], title: str = "") -> list[PageBlock]:
    """The article's blocks, in the page's order, its headline not among them.

    A column is what several blocks stand in, side by side, with much of the page's prose. The article is the
    columns within the ``article`` or ``main`` element that has the longest of them; what stands between
    its headline and them, and between them, belongs to it as far as it is sentences and no list of links.
    """
    homes = _homes(blocks)
    columns = _columns(blocks, homes)
    if not columns:
        return []
    places = [place for place, home in enumerate(homes) if home in columns]
    first, last = places[0], places[-1]
    teasing = {block.parent for block in blocks if block.is_heading and is_teaser(block)}
    chosen: list[PageBlock] = []
    heading: list[PageBlock] = []  # of the next block, which it belongs to as far as that does
    for place in range(_start(blocks, first, title), last + 1):
        block = blocks[place]
        if block.tag == "h1" or is_teaser(block) or points_elsewhere(block):
            continue
        if homes[place] in columns:
            belongs = bool(block.tag) or block.length > _SENTENCE or not teasing
        else:
            belongs = block.parent not in teasing and (
                _stands_between(block) or (place < first and _introduces(block))
            )
        if belongs:
            chosen += [*heading, block]
        is_subheading = place > first and block.is_heading and not belongs and block.parent not in teasing
        heading = [block] if is_subheading else []
    return _without_labels(chosen)


def _without_labels(blocks: list[PageBlock]) -> list[PageBlock]:
    """Without the short lines before the first sentence: by-lines, dates, names of buttons."""
    first = next((place for place, block in enumerate(blocks) if is_prose(block)), 0)
    said = [block for block in blocks[:first] if block.tag not in _LABELS or block.text.endswith(_ENDS)]
    return said + blocks[first:]


def is_prose(block: PageBlock) -> bool:
    """Whether it is a sentence or more, of words that are not all links."""
    return block.length > _SENTENCE and not is_teaser(block)


def is_teaser(block: PageBlock) -> bool:
    """Whether it consists of links only."""
    return block.linked > _TEASING * block.length


def _stands_between(block: PageBlock) -> bool:
    if block.tag in _LISTS:
        return block.length > _LIST and block.linked <= _LINKED * block.length
    return block.tag in _BETWEEN and block.length > _SENTENCE


def _introduces(block: PageBlock) -> bool:
    """Whether a block before the text is a standfirst, short as it may be."""
    said = block.is_heading or block.text.endswith(_ENDS)
    return said and block.length > _INTRODUCTION


def _columns(blocks: Sequence[PageBlock], homes: Sequence[Any]) -> set[Any]:
    """The elements that hold the article's prose."""
    lengths: dict[Any, int] = defaultdict(int)
    prose = [place for place, block in enumerate(blocks) if block.tag in _PROSE and not is_teaser(block)]
    sentences = [place for place in prose if blocks[place].length > _SENTENCE]
    for place in sentences or prose:
        lengths[homes[place]] += blocks[place].length
    if not lengths:
        return set()
    largest = max(lengths, key=lengths.__getitem__)
    least = min(lengths[largest], max(_COLUMN, _PART_OF_COLUMN * lengths[largest]))
    inner = set(_article_around(largest).iter("*"))
    return {home for home, length in lengths.items() if home in inner and length >= least}


def _article_around(column: Any) -> Any:  # noqa: ANN401 -- lxml ships no types
    """The outermost ``article`` around a column, or all of several updates; else ``main``."""
    around = [column, *column.iterancestors()]
    article = next((each for each in reversed(around) if each.tag == "article"), None)
    if article is None:
        return next((each for each in around if each.tag == "main"), around[-1])
    return article.getparent() if _is_update(article) else article


def _is_update(article: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether an article is one of several alike below a headline, as the updates of a live blog are."""
    parent = article.getparent()
    if parent is None or next(article.iter("h1"), None) is not None:
        return False
    names = article.get("class")
    alike = [each for each in parent.iterchildren("article") if each.get("class") == names]
    return len(alike) > 1 and next(alike[0].iter("h1"), None) is None and _follows_headline(alike[0])


def _follows_headline(element: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a first-level heading stands before an element, beside it or beside what it stands in."""
    for around in (element, *element.iterancestors()):
        for before in around.itersiblings(preceding=True):
            if next(before.iter("h1"), None) is not None:
                return True
    return False


def _start(blocks: Sequence[PageBlock], first: int, title: str) -> int:
    """The place of the headline before the first column; of the first block of the column, if it has none.

    That is a first-level heading; on a page without one what says the title, or else a second-level heading.
    """
    before = [place for place in range(first - 1, -1, -1) if not is_teaser(blocks[place])]
    before = before[:_FARTHEST_HEADLINE]
    is_headed = any(block.tag == "h1" for block in blocks[:first])
    for place in before:
        if (blocks[place].tag == "h1") if is_headed else (title and _says(blocks[place], title)):
            return place
    for place in () if is_headed else before:
        if blocks[place].tag == "h2":
            return place
    return first


def _says(block: PageBlock, title: str) -> bool:
    """Whether a block is the title, or all of it but the outlet's name or what is added to it."""
    said, stated = letters_of(block.text), letters_of(title)
    if min(len(said), len(stated)) < _INTRODUCTION:
        return False
    return stated.startswith(said) or said.startswith(stated) or said.endswith(stated)


def _homes(blocks: Sequence[PageBlock]) -> list[Any]:
    """For each block the element that it shares with others: not one that was made for it alone."""
    counts: dict[Any, int] = defaultdict(int)
    for block in blocks:
        counts[block.parent] += 1
    return [
        block.parent if counts[block.parent] > 1 else _shared_home(block.parent, counts) for block in blocks
    ]


def _shared_home(home: Any, counts: dict[Any, int]) -> Any:  # noqa: ANN401 -- lxml ships no types
    for _ in range(_LEVELS):
        if home.tag in _HOMES or (parent := home.getparent()) is None:
            break
        home = parent
        if counts.get(home):
            break
    return home

"""The text blocks of a printed page, in reading order -> an article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...article import Article, Rejected
from ...ids import derive_id
from ...text import clean, one_line, paragraphs
from ..rows.fields import SECTION_LENGTH
from .line_ends import HYPHENS, join_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...article import Published
    from ..base import Options

NO_TEXT = (
    "it holds no text: a page that was scanned, but whose letters were not recognised (OCR); do that first"
)
_LINES_OF_TITLE = 2
_BLOCKS_TO_TITLE = 5  # within which a title that is known is shown, or it is none
_GOES_ON = frozenset(f",{HYPHENS}")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines that belong together: a paragraph, a column of several, a heading.

    Attributes:
        lines: as they stand on the page, words that are divided included.
        is_heading: whether the format calls it one.
        id: by which other files name it, or "".
    """

    lines: tuple[str, ...]
    is_heading: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page.

    Attributes:
        blocks: its text blocks, in reading order.
        named: the id of a block, of a group of them, or of a line → the blocks that it stands for.
    """

    blocks: list[TextBlock]
    named: dict[str, list[TextBlock]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of an article besides its text.

    Attributes:
        title: its title, which then stands for that on the page; or "".
        source: the newspaper, or "".
        published: the day of its issue, or None.
        authors: their names.
        section: the rubric, or "".
    """

    title: str = ""
    source: str = ""
    published: Published | None = None
    authors: tuple[str, ...] = ()
    section: str = ""


def printed_article(
    blocks: Iterable[TextBlock],
    options: Options,
    origin: str,
    *,
    citation: Citation | None = None,
    notices: Sequence[str] = (),
) -> Article | Rejected:
    """The article in the blocks of a page, or of several.

    Args:
        blocks: in reading order.
        options: what the reader was told.
        origin: where the page stands.
        citation: what is known besides.
        notices: what is known to be wrong already.
    """
    citation = citation or Citation()
    title, body = title_and_body(blocks, one_line(citation.title))
    if not (title or body):
        return Rejected(origin, NO_TEXT)
    source = one_line(citation.source) or options.outlet
    return Article(
        id=derive_id(title, body, citation.published, source, options.url),
        title=title,
        body=body,
        published=citation.published,
        source=source,
        url=options.url,
        authors=citation.authors,
        origin=origin,
        notices=tuple(dict.fromkeys(notices)),
        section=one_line(citation.section)[:SECTION_LENGTH],
    )


def title_and_body(blocks: Iterable[TextBlock], known: str = "") -> tuple[str, str]:
    """The title, and all other text in paragraphs.

    The title is the first heading, else the first block that is no number, if it is one line or two; else its
    first line, which the text keeps then, as it is a part of its first sentence.

    Args:
        blocks: in reading order.
        known: the title, where something else tells it; it is not repeated above the text.
    """
    filled = [block for block in blocks if any(line.strip() for line in block.lines)]
    if not filled:
        return known, ""
    heading = next((block for block in filled if block.is_heading), None)
    first = next((block for block in filled if _letters(" ".join(block.lines))), filled[0])
    if known:
        title = known
        letters = _letters(known)
        above = (block for block in filled[:_BLOCKS_TO_TITLE] if _letters(join_lines(block.lines)) == letters)
        repeated = next(above, None)
        filled = [block for block in filled if block is not repeated]
    elif heading or (len(first.lines) <= _LINES_OF_TITLE and len(filled) > 1):
        chosen = heading or first
        title = join_lines(chosen.lines)
        filled = [block for block in filled if block is not chosen]
    else:
        title = _opening(first.lines)
    return one_line(title), paragraphs(clean("\n\n".join(_paragraphs(filled))))


def _opening(lines: Sequence[str]) -> str:
    """The first line, its last word whole where it is divided."""
    is_divided = lines[0].rstrip().endswith(tuple(HYPHENS))
    return join_lines([lines[0], *(lines[1].split()[:1] if is_divided and len(lines) > 1 else ())])


def _paragraphs(blocks: Iterable[TextBlock]) -> list[str]:
    """The text of the blocks; one that goes on in the next, as in another column, is one with it."""
    runs: list[list[str]] = []
    was_heading = True
    for block in blocks:
        if runs and not was_heading and not block.is_heading and _is_continued(runs[-1], block.lines):
            runs[-1] += block.lines
        else:
            runs.append([*block.lines])
        was_heading = block.is_heading
    return [join_lines(lines) for lines in runs]


def _is_continued(lines: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a sentence goes on: it has not ended, and what follows begins in lower case."""
    end = lines[-1].rstrip()[-1:]
    begin = following[0].lstrip()[:1]
    return begin.islower() and (end.isalnum() or end in _GOES_ON)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))

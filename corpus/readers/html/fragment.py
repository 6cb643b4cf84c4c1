"""A piece of markup, as feeds and mails hold it -> its text. Whole pages are ``page.py``'s.

The markup is cut by one pass of a pattern that never looks back, so that the time is linear in its length:
the standard library's parser takes most of a minute for 48 KB of ``<a <a <a …``.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from ...text import clean, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH_LIMIT = 16 * 1024**2
"""Characters of markup that are read; what follows is dropped."""

_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary
    table tbody tfoot thead title tr ul
    abstract block byline dateline hedline hl1 hl2 media note tagline
"""  # the last line is NITF's
_DROPPED_NAMES = """
    applet audio canvas head iframe math media-reference noscript object script select style svg template
    textarea video
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DROPPED = frozenset(_DROPPED_NAMES.split())
_CELLS = frozenset(("td", "th"))
# A tag ends at the first ">" that is in no quotes; where its quotes do not match, at the first of all.
# No part of it reaches past the next "<", which is what keeps the time linear.
_token = re.compile(
    r"<(?P<close>/?+)(?P<name>[A-Za-z][\w:.-]{0,40}+)(?:(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>|[^<>]*+>)"
    r"|<(?P<mark>!--|!\[CDATA\[|[!?])"
)
_ENDS = {"!--": "-->", "![CDATA[": r"\]\]>", "!": ">", "?": ">"}
_spaces = re.compile(r"[ \xa0\t\n\r\f\v]+")
_spaces_in_a_row = re.compile(r"  +")
_around_breaks = re.compile(r" ?\n ?")
_RAW = frozenset(("script", "style"))  # what follows one that is never closed is not text, either


def text_of_fragment(markup: str) -> str:
    """The text of a piece of HTML, its paragraphs separated by blank lines.

    Elements that are set as blocks end paragraphs, ``<br>`` ends a line, and what is not shown (scripts,
    styles, heads, embedded media) is dropped. Character references are resolved. Text without any markup
    comes back as one paragraph, with its spaces collapsed.
    """
    text = FlowingText()
    markup = markup[:LENGTH_LIMIT]
    position = 0
    for start, end, name, closes in _tags(markup):
        text.add(html.unescape(markup[position:start]))
        position = end
        if closes:
            text.close(name)
        elif name:
            text.open(name)
    text.add(html.unescape(markup[position:]))
    return text.whole_text()


class FlowingText:
    """Collects text and the elements around it, and sets it in paragraphs as a browser would."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._preformatted = 0

    def add(self, text: str) -> None:
        """Add text."""
        if text:
            self._pieces.append(text if self._preformatted else _spaces.sub(" ", text))

    def open(self, name: str) -> None:
        """Begin an element."""
        if name == "br":
            self._pieces.append("\n")
        elif name in _BLOCKS:
            self._end_paragraph()
            self._preformatted += name == "pre"
        elif name in _CELLS:
            self._pieces.append(" ")

    def close(self, name: str) -> None:
        """End an element."""
        if name in _BLOCKS:
            self._end_paragraph()
            self._preformatted = max(0, self._preformatted - (name == "pre"))

    def whole_text(self) -> str:
        """The whole text, clean, with blank lines between paragraphs."""
        self._end_paragraph()
        return paragraphs(clean("\n\n".join(self._paragraphs)))

    def _end_paragraph(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._preformatted:
            text = _around_breaks.sub("\n", _spaces_in_a_row.sub(" ", text))
        if text.strip():
            self._paragraphs.append(text.strip() if not self._preformatted else text.strip("\n"))


class _Finder:
    """Finds the ends of stretches that are not text; a missing end is searched for only once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def after(self, mark: str, start: int) -> int:
        """The offset just after the next match of the pattern ``mark``; -1 where there is none."""
        found = None if mark in self._missing else re.compile(mark, re.IGNORECASE).search(self._text, start)
        if found:
            return found.end()
        self._missing.add(mark)
        return -1


def _tags(markup: str) -> Iterator[tuple[int, int, str, bool]]:
    """Stretches that are not text: start, end, element ("" for comments), whether it is an end tag."""
    finder = _Finder(markup)
    position = 0
    while found := _token.search(markup, position):
        name, closes, position = (found["name"] or "").lower(), bool(found["close"]), found.end()
        if mark := found["mark"]:
            position = max(position, finder.after(_ENDS[mark], position))
        elif name in _DROPPED and not closes and not found[0].endswith("/>"):
            end = finder.after(rf"</{name}(?![\w-])[^<>]*+>?+", position)
            if end < 0 and name in _RAW:
                end = len(markup)
            position = max(position, end)
        yield found.start(), position, name, closes

"""Words that a page parts and its text glues together: there should be none.

Where one word ends right before the end of a block, a cell, an item or a line, and another begins right after
it, both as one word must not be in what is read, unless the page itself has that word elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html

from corpus import Article
from corpus.readers.base import Options
from corpus.readers.html import read_page

from . import html, passages

_END = "\n"
_SILENT = frozenset(("script", "style", "template", "noscript", "rt", "rp"))
_PARTED = frozenset(
    """
    address article aside blockquote br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol option p pre section table tbody td th thead tr ul
    """.split()  # noqa: SIM905 -- a table
)
_parted_words = re.compile(rf"(\w++){_END}++(?=(\w++))")
_word = re.compile(r"\w++")


def glued_words(markup: bytes, text: str) -> list[str]:
    """The words of a text that its page has only as two, in different blocks, cells, items or lines."""
    try:
        shown = "".join(_pieces(lxml.html.document_fromstring(_text_of(markup))))
    except (lxml.etree.ParserError, ValueError):
        return []
    apart = {one + other for one, other in _parted_words.findall(shown)}
    return sorted(apart & set(_word.findall(text)) - set(_word.findall(shown)))


def report(folder: Path) -> str:
    """The count of glued words in the pages of both collections, and where they are."""
    pages = [(page.name, page.markup) for page in (*passages.marked_pages(folder), *html.pages(folder))]
    found = {name: words for name, markup in pages if (words := glued_words(markup, _whole_text(markup)))}
    lines = [f"Glued words in {len(pages)} pages: {sum(map(len, found.values()))}"]
    return "\n".join([*lines, *(f"  {name}: {', '.join(words)}" for name, words in found.items())])


def _whole_text(markup: bytes) -> str:
    article = read_page(markup, Options("page"))
    return f"{article.title}\n{article.body}" if isinstance(article, Article) else ""


def _text_of(markup: bytes) -> str:
    text = markup.decode(errors="replace")
    return re.sub(r"\A\s*<\?xml[^>]*>", "", text)


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401 -- lxml ships no types
    """The texts in an element, a line end at each end of a block, their own white space blanks."""
    end = _END if element.tag in _PARTED else ""
    yield end
    if isinstance(element.tag, str) and element.tag not in _SILENT:
        yield (element.text or "").replace(_END, " ")
        for child in element:
            yield from _pieces(child)
            yield (child.tail or "").replace(_END, " ")
    yield end

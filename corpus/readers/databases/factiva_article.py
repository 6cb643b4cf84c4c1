"""One article as Factiva sets it, from top to bottom -> an article.

Either every field has its code (``HD``, ``PD``, ``SN`` …), or they stand without one in a settled order:
rubric, headline, author, number of words, day, perhaps the time, outlet, its code, edition and page,
language, copyright; then the text, who delivered it, and the number in the database.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...text import one_line
from ..rows.fields import is_name
from .header_lines import date_stamp, is_copyright
from .labels import byline_names, labelled_article
from .language_names import is_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...article import Article, Rejected
    from ..base import Options

ACCESSION = r"[A-Za-z][A-Za-z0-9]{5,9}(?:1[89]|20)\d{6}[a-z][a-z0-9]{5,11}"
"""A pattern for an article's number: the outlet's code, the day it came into the database, and a count."""

_number = re.compile(rf"(?:\S+ )?({ACCESSION})")
_words = re.compile(r"\d[\d.,\s]{0,8}[^\W\d]{1,12}")
_year = re.compile(r"(?<!\d)\d{4}(?!\d)")
_clock = re.compile(r"\d\d?:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?(?: [A-Z]{2,4})?")
_outlets_code = re.compile(r"[A-Z0-9]{2,8}")
_by = re.compile(r"(?:by|von|par|por|door|di|av|af) ", re.IGNORECASE)
_SHORT = 120  # characters of a line that can be the name of who delivered an article
_HEADER = 14  # blocks between the day and the text, at most
_sentence_end = re.compile(r"[.!?…。！？][\"'»”’)]*\Z")
_PARAGRAPHS = ("LP", "TD")


class Block(NamedTuple):
    """What is set by itself in an article.

    Attributes:
        text: its text.
        code: Factiva's code of the field, where it states or shows one; or "".
        is_paragraph: whether it is marked up as a paragraph.
    """

    text: str
    code: str = ""
    is_paragraph: bool = False


def article_of(
    blocks: Sequence[Block], origin: str, options: Options, notices: Sequence[str] = ()
) -> Article | Rejected:
    """The article in these blocks, or its rejection."""
    texts: dict[str, list[str]] = {}
    for block in blocks:
        if block.code:
            texts.setdefault(block.code, []).append(block.text)
    codes = {code: "\n\n".join(filter(None, found)) for code, found in texts.items()}
    has_codes = "PD" in codes or "AN" in codes
    row = _row_of_codes(codes) if has_codes else _Display(blocks).row()
    return labelled_article(row, codes, options, origin, notices)


def _row_of_codes(codes: Mapping[str, str]) -> dict[str, object]:
    found = _number.search(codes.get("AN", ""))
    return {
        "id": found[1] if found else "",
        "title": codes.get("HD", ""),
        "body": "\n\n".join(codes[code] for code in _PARAGRAPHS if code in codes),
        "published": _moment(codes.get("PD", ""), codes.get("ET", "")),
        "source": codes.get("SN", ""),
        "authors": byline_names(codes.get("BY", "")),
        "language": codes.get("LA", ""),
        "section": codes.get("SE", ""),
    }


class _Display:
    """An article without codes, taken apart by the order of its blocks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = [block for block in blocks if block.text.strip()]
        found = _number.fullmatch(one_line(self._blocks[-1].text)) if self._blocks else None
        self._id = found[1] if found else ""
        if found:
            self._blocks.pop()
        self._count = self._place_of_word_count()
        self._meta, self._text_at = self._metadata()

    def row(self) -> dict[str, object]:
        """Our field names and values."""
        title, authors, section = self._top()
        moment, rest = (self._meta[0], self._meta[1:]) if self._meta else ("", [])
        clock = rest.pop(0) if rest and _clock.fullmatch(rest[0]) else ""
        return {
            "id": self._id,
            "title": title,
            "body": self._body(),
            "published": _moment(moment, clock),
            "source": rest[0] if rest else "",
            "authors": byline_names(authors),
            "language": next((line for line in reversed(rest[1:]) if is_language(line)), ""),
            "section": section,
        }

    def _place_of_word_count(self) -> int:
        """The block that counts the words, after which the day stands; -1 if there is none."""
        lines = [one_line(block.text[:_SHORT]) for block in self._blocks]
        counts = [at for at in range(len(lines) - 1) if _words.fullmatch(lines[at])]
        dated = (at for at in counts if date_stamp(lines[at + 1]))
        return next(dated, next((at for at in counts if _year.search(lines[at + 1])), -1))

    def _metadata(self) -> tuple[list[str], int]:
        """The lines from the day to the copyright, and where the text begins."""
        start = self._count + 1
        if not start:
            return [], 0
        lines: list[str] = []
        for at, block in enumerate(self._blocks[start : start + _HEADER], start):
            line = one_line(block.text)
            if is_copyright(line):
                return lines, at + 1
            if block.code in _PARAGRAPHS or block.is_paragraph:
                return lines, at
            lines.append(line)
        languages = [at for at, line in enumerate(lines) if is_language(line)]
        kept = languages[0] + 1 if languages else min(3, len(lines))
        return lines[:kept], start + kept

    def _top(self) -> tuple[str, str, str]:
        """Headline, byline and rubric, which stand above the number of words."""
        above = self._blocks[: max(0, self._count)]
        stated = {block.code: one_line(block.text) for block in above if block.code}
        plain = [one_line(block.text) for block in above if not block.code]
        if "HD" in stated:
            first = above[0]
            return stated["HD"], stated.get("BY", ""), "" if first.code else one_line(first.text)
        byline = plain.pop() if len(plain) > 1 and _is_byline(plain[-1]) else ""
        section = plain.pop(0) if len(plain) > 1 else ""
        return " ".join(plain), byline, section

    def _body(self) -> str:
        left = self._blocks[self._text_at :] if self._count >= 0 else self._blocks
        if left and _is_deliverer(left[-1]) and len(left) > 1:
            left = left[:-1]
        return "\n\n".join(block.text for block in left if block.code not in ("HD", "BY"))


def _is_byline(line: str) -> bool:
    return bool(_by.match(line)) or is_name(line)


def _is_deliverer(block: Block) -> bool:
    """Whether this can be the company that delivered an article, which stands below it."""
    return (
        block.code not in _PARAGRAPHS
        and len(block.text) <= _SHORT
        and "\n" not in block.text
        and not _sentence_end.search(block.text.removesuffix("Ltd.").removesuffix("Inc.").removesuffix("Co."))
    )


def _moment(day: str, clock: str) -> str:
    day, clock = one_line(day), one_line(clock)
    stamp = date_stamp(day) or day
    return f"{stamp} {clock}" if clock and ":" not in stamp else stamp

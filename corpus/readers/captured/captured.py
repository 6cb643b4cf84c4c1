"""A saved news page as text: headline, date line, byline, body, and dumps of related articles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...dates import read_date_line
from ...ids import derive_id
from ...text import clean, in_quotes, one_line, paragraphs
from ..databases.unsplit import unsplit_reason
from ..rows.fields import article, split_names
from ..rows.keys import known_fields
from .front_matter import take_front_matter
from .related_dump import take_dumps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Published
    from ..base import Options
    from .front_matter import Matter

PAGE_LIMIT = 64 * 1024**2
"""Bytes that a page may have."""

_HEADLINE_LENGTH = 300
_LINE_LENGTH = 200  # of a date line or byline
_LINES_BEFORE_TEXT = 15  # not blank, after the headline: where a date line may stand
_CAPITALISED = r"(?:[a-z]{1,3}[-'’])?[^\W\d_a-z][\w'’-]*+\.?+"
_PARTICLE = r"(?:al|bin|da|de|del|der|di|du|el|ibn|la|le|van|von|y)"
_full_name = re.compile(rf"{_CAPITALISED}(?: (?:{_PARTICLE}|{_CAPITALISED})){{1,4}}")
_address = re.compile(r"https?://\S+")
_role = re.compile(r"\b(?:writer|correspondent|reporter|editor|staff|bureau|desk)\b", re.IGNORECASE)


class CapturedPage:
    """Reads one article from a page saved as text. It has no id, and seldom an address, of its own."""

    name = "captured"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no content speaks for plain text
        """Whether the file has a name: what no other reader claims is plain text."""
        return bool(name)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The article on the page, or its rejection."""
        encoded = stream.read(PAGE_LIMIT + 1)
        if len(encoded) > PAGE_LIMIT:
            yield Rejected(options.origin, f"a page of more than {PAGE_LIMIT // 1024**2} MiB; split it")
            return
        text, notice = options.encoding.decode(encoded)
        del encoded
        if reason := unsplit_reason(text):
            yield Rejected(options.origin, reason)
            return
        text, links, dump_notices = take_dumps(clean(text))
        matter, text = take_front_matter(text)
        page = _Page(paragraphs(text))
        notices = (*filter(None, [notice]), *page.notices, *dump_notices)
        if matter:
            found = article(_row(matter, page, text), options, options.origin, notices)
            yield found if isinstance(found, Rejected) else replace(found, links=(*found.links, *links))
            return
        if not (page.title or page.body):
            yield Rejected(options.origin, "no title and no text")
            return
        yield Article(
            id=derive_id(page.title, page.body, page.published, options.outlet, page.url),
            title=page.title,
            body=page.body,
            published=page.published,
            source=options.outlet,
            url=page.url,
            authors=page.authors,
            links=links,
            origin=options.origin,
            notices=notices,
        )


def _row(matter: Matter, page: _Page, text: str) -> dict[str, object]:
    """What a text says of itself at its head, the text, and what else stands above it."""
    known = known_fields(matter, {})
    row: dict[str, object] = {key: value for key, value in matter.items() if key != "body"}
    if "published" not in known and page.published:
        row["published"] = page.published.raw
    if "url" not in known:
        row["url"] = page.url
    if "title" not in known:
        return row | {"title": page.title.lstrip("# "), "body": page.body}
    first, _, rest = text.strip().partition("\n")
    is_headline = first.strip("# ").casefold() in (str(value).strip().casefold() for value in matter.values())
    return row | {"body": rest if is_headline else text}


class _Page:
    """The parts of a page, found line by line from its top."""

    def __init__(self, text: str) -> None:
        self.title = ""
        self.published: Published | None = None
        self._is_labelled = False
        self._changed = ""
        self.authors: tuple[str, ...] = ()
        self.url = ""
        self._lines_left = _LINES_BEFORE_TEXT + 1
        self._text_begun = False
        # Blank lines come singly, so twice as many lines hold all that may stand before the text.
        top_length = 2 * self._lines_left
        lines = text.split("\n", top_length)
        kept = [line for line in lines[:top_length] if not self._is_furniture(line)]
        self.body = paragraphs("\n".join([*kept, *lines[top_length:]]))

    def _is_furniture(self, line: str) -> bool:
        """Whether a line is not body text; if so, its content is kept as title, date or authors."""
        if not line.strip() or not self._lines_left:
            return False
        self._lines_left -= 1
        line = one_line(line) if len(line) <= _HEADLINE_LENGTH else ""
        is_furniture = (
            self._is_address(line)
            or self._is_date_line(line)
            or self._is_headline(line)
            or self._is_byline(line)
        )
        self._text_begun = self._text_begun or not is_furniture
        return is_furniture

    def _is_address(self, line: str) -> bool:
        if self._text_begun or self.url or not _address.fullmatch(line):
            return False
        self.url = line
        return True

    def _is_headline(self, line: str) -> bool:
        if not self.title and not self._text_begun:
            self.title = line
        return bool(line) and line.casefold() == self.title.casefold()

    @property
    def notices(self) -> tuple[str, ...]:
        """What is doubtful about its date."""
        if self.published or not self._changed:
            return ()
        return (f"only the date of a change is stated: {in_quotes(self._changed)}",)

    def _is_date_line(self, line: str) -> bool:
        """Whether this is a date line; if so, its date is kept, and a labelled one wins."""
        if not line or len(line) > _LINE_LENGTH or not (found := read_date_line(line)):
            return False
        if found.published is None:
            self._changed = self._changed or line
        elif self.published is None or (found.is_labelled and not self._is_labelled):
            self.published, self._is_labelled = found.published, found.is_labelled
        else:
            return False
        if self.title:
            self._text_begun = False  # a byline may follow
        return True

    def _is_byline(self, line: str) -> bool:
        """Whether this is "By …" and full names only, before the text: sentences can begin so, too."""
        if self._text_begun or self.authors or len(line) > _LINE_LENGTH or not line.lower().startswith("by "):
            return False
        names = split_names(line)
        if not names or not all(map(_full_name.fullmatch, names)):
            return False
        self.authors = tuple(name for name in names if not _role.search(name)) or names
        return True

"""Headlines, whose capitals prove nothing: only names known from elsewhere are found in them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..article import Entity
from . import alias_table, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .mentions import Named

_LONGEST_HEADLINE = 250  # characters
_LONGEST_NAME = 6  # words
_FEWEST_WORDS = 3  # long ones, in a headline
_LONG_WORD = 4  # letters; shorter words are small even in headlines
_CAPITALISED = 0.75  # of the long words
_WORD = re.compile(r"[^\W_](?:[\w.&]|['’\-](?!s\b)(?=\w))*")
LONGEST_FURNITURE = 120
"""Characters of a line that is none of the article."""
_SHARING = frozenset(
    {"Share", "Follow", "Like", "Tweet", "Email", "Print", "Save", "Post", "Pin", "Send", "Subscribe"}
)
_SMALL = frozenset(
    {"on", "via", "by", "to", "with", "in", "this", "us", "it", "and", "page", "article", "story"}
)
_BYLINE_LETTERS = frozenset("BWREAPIVSCF([")
_BYLINE = re.compile(
    r"[(\[]?(?:By|BY|Written by|Reported by|(?:Additional )?[Rr]eporting by|Edited by|Editing by|Photos? by"
    r"|Photos?:|Photograph(?:s|y)? by|Photograph:|Photography:|Image:|Picture:|Pictures?:|Video by|Story by"
    r"|Words by|Compiled by|Illustration by|Credit:)\s+[^\W\d_a-z]"
    r"|Follow [^\n]{1,60} on (?:Twitter|X|Facebook|Instagram|LinkedIn|Bluesky|Mastodon|Threads|TikTok)\b"
)
_WORDS_ALIKE = 3  # letters up to which a word in capitals is read as the plain word: US, WHO, IT


def is_headline(line: str) -> bool:
    """Whether a line is in title case, so that every longer word has a capital."""
    if len(line) > _LONGEST_HEADLINE or line.endswith("."):
        return False
    long = [word for word in line.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    return len(long) >= _FEWEST_WORDS and sum(word[0].isupper() for word in long) >= _CAPITALISED * len(long)


def is_furniture(line: str) -> bool:
    """Whether a line is none of the article: who wrote it, who made its pictures, where to share it."""
    first, _, rest = line.partition(" ")
    furniture = tables.cues().furniture
    if rest and first in furniture:
        small = _SMALL if first in _SHARING else frozenset()
        if all(word in furniture or word in small for word in rest.split()):
            return True
    if line[0] not in _BYLINE_LETTERS or line.endswith((".", "!", "?", ":")):
        return False
    return bool(_BYLINE.match(line))


def is_shouted(line: str) -> bool:
    """Whether a line is all in capitals: several words of them."""
    return line.isupper() and line.count(" ") > 1


class KnownNames:
    """The names that may be told in a headline: those of the article's other lines, and those of the tables.

    Args:
        entities: what the other lines name.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._named: dict[str, Named] = {}
        for entity in entities:
            what = (entity.kind, entity.name)
            self._named.setdefault(" ".join(entity.written.split()).casefold(), what)
            if entity.kind == "person":
                self._named.setdefault(entity.name.rsplit(" ", 1)[-1].casefold(), what)
        self._beginnings = _beginnings(self._named)

    def names_in(self, text: str, start: int, end: int) -> Iterator[Entity]:
        """The names in one headline, which stands between two offsets; the longest first at each word."""
        shouted = text[start:end].isupper()
        words = [match.span() for match in _WORD.finditer(text, start, end)]
        i = 0
        while i < len(words):
            begin = words[i][0]
            first = text[begin : words[i][1]].casefold()
            goes_on = first in self._beginnings or first in _beginnings_of_tables()
            for count in range(min(_LONGEST_NAME if goes_on else 1, len(words) - i), 0, -1):
                written = text[begin : words[i + count - 1][1]].rstrip(".")
                found = self._find(written, shouted=shouted)
                if found:
                    yield Entity(found[0], found[1], written, begin, begin + len(written))
                    i += count - 1
                    break
            i += 1

    def _find(self, written: str, *, shouted: bool) -> Named | None:
        if not written[:1].isupper():
            return None
        plain = written.casefold()
        common = plain in tables.gazetteer().common_words
        if shouted and common and len(plain) <= _WORDS_ALIKE:
            return None
        if plain in self._named:
            return self._named[plain]
        return None if common else _named_by_tables(written, shouted=shouted)


def _beginnings(names: Iterable[str]) -> frozenset[str]:
    """The first words, in small letters, of those names that have several."""
    firsts = (_WORD.search(name) for name in names if " " in name)
    return frozenset(first.group().casefold() for first in firsts if first)


@cache
def _beginnings_of_tables() -> frozenset[str]:
    return _beginnings(alias_table.names())


def _named_by_tables(written: str, *, shouted: bool) -> Named | None:
    spelling = written.title() if shouted and len(written) > _WORDS_ALIKE else written
    kind = alias_table.kind_of(spelling)
    return (kind, alias_table.canonical(kind, spelling)) if kind else None

"""A query as it was typed, and the text that is read of it: clean as articles are, with one keyboard's keys.

Places in the text lead back to what was typed, so that an error points at it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text import clean

from .field_names import FIELDS

STRAIGHT = '"'
SAME_BOTH_WAYS = '"“”„‟″‶❝❞〝〞〟＂'
"""Quotation marks that stand inside of words too (``ארה"ב``, ``12" gun``), where they open nothing."""
ANGULAR = "«»‹›「」『』｢｣﹁﹂﹃﹄⹂❮❯❰❱"
QUOTATION_MARKS = SAME_BOTH_WAYS + ANGULAR
"""Those of Unicode's property Quotation_Mark that are not single ones, and their look-alikes."""
DASHES = "‐‑‒–—―−﹘﹣－⁃⁻˗֊־᠆⸺⸻➖-"
"""Hyphens, dashes and minus signs of all keyboards."""

# Keys of Chinese and Japanese keyboards (U+FF01 to U+FF5E are ASCII's, wider). The question mark, the colon
# and the tilde of these are punctuation in their own texts, and stay where they can be that.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂－：？～"}
_WIDE_COLON = rf"(?i)(?<![^\W_])(?:{'|'.join(FIELDS)})(?P<wide>[：﹕∶꞉])"
_WIDE_WILDCARD = r"(?i)(?<=[a-z])？(?=[a-z])"
_WIDE_TILDE = r"(?i)(?:(?<=[a-z])|(?<=[^\s:(-][\"”]))～(?=[\d\s)]|\Z)"
_MOST_FIGURES = 9
_COMPOSING = range(0x1160, 0x1200)  # Hangul's vowels and finals: letters that join the one before them


@dataclass(frozen=True, slots=True)
class TypedText:
    """What was typed, and what is read of it.

    Attributes:
        typed: as it was typed.
        text: what is read.
        places: for each character of ``text``, its offset in ``typed``; and the length of that.
    """

    typed: str
    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, typed: str) -> TypedText:
        """The text that is read of what was typed."""
        if clean(typed) == typed:
            return cls(typed, _plain_keys(typed), range(len(typed) + 1))
        characters: list[str] = []
        places: list[int] = []
        for piece, place in _clean_pieces(typed):
            characters.append(piece)
            places += [place] * len(piece)
        return cls(typed, _plain_keys("".join(characters)), (*places, len(typed)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text stands in what was typed."""
        return self.places[start], max(self.places[start], self.places[end])


def whole_number(figures: str) -> int:
    """The number that figures write; of very many, the first alone: it is too much in any case."""
    return int(figures[:_MOST_FIGURES])


def _clean_pieces(typed: str) -> Iterator[tuple[str, int]]:
    """The clean text in pieces that no cleaning joins, each with the place where it begins."""
    piece, begun = "", 0
    for place, character in enumerate(typed):
        cleaned = clean(character)
        if not cleaned:
            continue
        if piece and not _joins_what_is_before(cleaned):
            yield clean(piece), begun
            piece = ""
        begun = begun if piece else place
        piece += cleaned
    yield clean(piece), begun


def _joins_what_is_before(character: str) -> bool:
    return unicodedata.category(character[0]).startswith("M") or ord(character[0]) in _COMPOSING


def _plain_keys(text: str) -> str:
    """The text with the keys of one keyboard, each in its place."""
    if text.isascii():
        return text
    text = text.translate(_WIDE)
    text = re.sub(_WIDE_COLON, lambda match: f"{match[0][:-1]}:", text)
    return re.sub(_WIDE_TILDE, "~", re.sub(_WIDE_WILDCARD, "?", text))

"""Where in a text a word may stand that begins in one of a few ways, without analysing the whole text.

Every word with a given stem begins like the stem, so the places where a match can begin are found by
searching the text, folded character by character, for a few short strings. Where folding cannot keep every
character in its place, there are no such places to tell, and the whole text must be analysed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.text.analysis import begins_term, fold_token

MOST_PLACES = 20_000
"""Where a match may begin: a passage further down a huge text is not looked for."""

_LEAST_PLACES = 20
"""… of each beginning, however many there are."""
_INSIDE_WORDS = frozenset(("Mn", "Mc", "Me", "Cf"))
_RUN = re.compile(r"[^\W_]*")


class Beginnings:
    """Ways in which words may begin.

    Args:
        starts: folded.
    """

    def __init__(self, starts: Sequence[str]) -> None:
        self._can_be_sought = all(start and start.isascii() for start in starts)
        self._written = dict.fromkeys(
            each for start in starts for each in (start, ".".join(start))
        )  # U.S. is us
        self._most = max(_LEAST_PLACES, MOST_PLACES // max(1, len(starts)))

    def places(self, text: str) -> list[int] | None:
        """Where words stand in a text that begin so, ascending, and perhaps others: so many at most.

        None where a word that begins so could stand anywhere.
        """
        folded = _fold_in_place(text) if self._can_be_sought else None
        if folded is None:
            return None
        found: set[int] = set()
        for written in self._written:
            if written in folded:
                found.update(_places_of(folded, written, self._most))
        return sorted(found)


def _places_of(folded: str, beginning: str, most: int) -> Iterator[int]:
    """Where the terms stand that begin like this, in so many places at most."""
    place = 0
    for _ in range(most):
        place = folded.find(beginning, place)
        if place < 0:
            return
        if not (place and folded[place - 1].isalnum()) and begins_term(folded, place):
            yield place
        run = _RUN.match(folded, place)
        place = max(place + 1, run.end() if run else 0)


def _fold_in_place(text: str) -> str | None:
    """The text in lower case, with ASCII letters for those that fold to them, every character in its place.

    None where that cannot be: for ``ß``, which is two letters, and marks, which are none.
    """
    if text.isascii():
        return text.lower()
    plain = text
    for character in {c for c in set(text) if not c.isascii()}:
        replacement = _plain(character)
        if replacement is None:
            return None
        if replacement != character:
            plain = plain.replace(character, replacement)
    plain = plain.lower()
    return plain if len(plain) == len(text) else None


@lru_cache(maxsize=1 << 12)
def _plain(character: str) -> str | None:
    """The one ASCII letter that a character folds to; itself where it folds to none; None where to more."""
    if not character.isalnum():
        return None if unicodedata.category(character) in _INSIDE_WORDS else character
    folded = fold_token(character)
    if not any(c.isascii() for c in folded):
        return character if folded else None
    is_alike = len(folded) == 1 and folded.isdecimal() == character.isdecimal()
    return folded if is_alike else None

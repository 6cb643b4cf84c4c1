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

from index.text.analysis import fold_token

MOST_PLACES = 20_000
"""Where a match may begin: a passage further down a huge text is not looked for."""

_LEAST_PLACES = 20
"""… of each beginning, however many there are."""
_IRREGULAR = {"die": ("di", "dying"), "lie": ("li", "lying"), "tie": ("ti", "tying")}
_WHOLE = 2  # characters of a stem of which none was put in another's place
_RUN = re.compile(r"[^\W_]*")


def beginnings(wanted: str) -> tuple[str, ...]:
    """Strings of which every word with a stem begins with one.

    Porter2 takes letters from a word's end, and may put one in place of what it took: ``e`` (hoping, hope),
    ``i`` (city, citi), ``l`` (possibility, possibl) or, in its list of exceptions, ``y`` (skies, sky).
    """
    if wanted in _IRREGULAR:
        return _IRREGULAR[wanted]
    return (wanted[:-1] if len(wanted) > _WHOLE and wanted[-1] in "eily" else wanted,)


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
        if not (place and folded[place - 1].isalnum()) and not _is_inside_acronym(folded, place):
            yield place
        run = _RUN.match(folded, place)
        place = max(place + 1, run.end() if run else 0)


def _is_inside_acronym(folded: str, place: int) -> bool:
    """Whether a run of letters that begins here belongs to an acronym that began before."""
    return (
        folded[place - 1 : place] == "."
        and _is_letter(folded, place)
        and _is_letter(folded, place - 2)
        and not folded[place + 1 : place + 2].isalnum()
        and not (place > 2 and folded[place - 3].isalnum())  # noqa: PLR2004 -- the character before the letter before the stop
    )


def _is_letter(folded: str, place: int) -> bool:
    return place >= 0 and folded[place].isalnum() and not folded[place].isdecimal()


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
        return None if unicodedata.category(character).startswith("M") else character
    folded = fold_token(character)
    if not any(c.isascii() for c in folded):
        return character if folded else None
    is_alike = len(folded) == 1 and folded.isdecimal() == character.isdecimal()
    return folded if is_alike else None

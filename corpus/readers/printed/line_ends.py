"""Lines of a printed page, joined to a paragraph: words that were divided at a line's end are whole again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HYPHENS = "-\u2010\u00ad\u00ac\u2e17"
"""What may stand where a word is divided: hyphens, the soft hyphen, the sign ¬ that OCR writes for it, the
double hyphen of blackletter."""

DIVISION = "\u00ad"
"""The soft hyphen: what stands before it goes on in the next line."""

_DIVISIONS = frozenset(f"{DIVISION}\u00ac\u2e17")  # which stand nowhere else
_LETTERS_OF_ACRONYM = 2
_last_word = re.compile(rf"(?:\A|(?<=\s))[^\s\w]*+(\w++(?:[{HYPHENS}'’]\w++)*+)[{HYPHENS}]\Z")
_first_word = re.compile(r"\w+")
# "inter- and national": the first is half a compound.
_CONJUNCTIONS = frozenset(
    ("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "ed", "en", "och", "og")
)


def join_lines(lines: Iterable[str]) -> str:
    """The lines as one, blanks between them.

    A word that is divided is joined without its hyphen where what follows begins in lower case; the hyphen
    stays before a capital or a number ("Saint-Denis"), after capitals ("NATO-led"), where there are others
    ("mother-in-law"), and before a conjunction ("inter- and intracity"). The sign ¬ and the soft hyphen are
    none and never stay.
    """
    parts: list[str] = []
    for line in lines:
        text = " ".join(line.split())
        if not text:
            continue
        if parts:
            parts[-1], between = _line_end(parts[-1], text)
            parts.append(between)
        parts.append(text)
    if parts:
        parts[-1] = parts[-1].rstrip("".join(_DIVISIONS))
    return "".join(parts)


def _line_end(line: str, following: str) -> tuple[str, str]:
    """The line as it stands before the next one, and what stands between the two."""
    first = _first_word.match(following)
    if line[-1] not in HYPHENS or not first:
        return line, " "
    if line[-1] in _DIVISIONS:
        return line[:-1], ""
    # A word has few letters: what stands far before the end has no say, and is not looked at.
    divided = _last_word.search(line[-200:])
    if not divided:
        return line, " "  # a dash, or a sign of its own
    if not first[0][0].islower():
        return line, "" if first[0][0].isupper() or first[0][0].isdigit() else " "
    if first[0] in _CONJUNCTIONS:
        return line, " "
    word = divided[1]
    if "-" in word or (word.isupper() and len(word) >= _LETTERS_OF_ACRONYM):
        return line, ""
    return line[:-1], ""

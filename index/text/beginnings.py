"""With which letters can a word begin whose stem is known: where a dictionary is looked at for inflections.

Most of the Snowball stemmers take letters from a word's end, and put at most three others in their place.
Some change letters inside (German ``ae`` for ``ä``), or take some from the beginning.
"""

from __future__ import annotations

import re

from .english import spellings_of

_LEFT = 1
"""Letters of a stem that are sure to be the word's, however short it is."""
_ENDING = 3
"""Letters at a stem's end that may stand in the place of others."""
_UMLAUTS = re.compile("[^aou]*[aou]?")
_HARDENED = ("b", "d", "g")
"""Letters that Turkish writes otherwise at a word's end, and so in stems of one letter."""
_PREFIXES = {
    "ga": ("b", "d", "g", "h", "m", "n", "t"),
    "id": ("be", "di", "ke", "me", "pe", "se", "te"),
    "nl": ("ge",),
    "sr": tuple("абвгдђежзијклљмнњопрстћуфхцчџшe"),
}
"""What else a word may begin with, in languages that take letters from there, or are written in two ways."""
_SCRIPTS = {
    "ar": tuple(map(chr, range(0x0620, 0x0700))),
    "fa": tuple(map(chr, range(0x0620, 0x0700))),
    "yi": tuple(map(chr, range(0x05D0, 0x05F5))),
}
"""Letters of languages in which a word may lose its beginning; words in other letters keep it."""


def beginnings(stem: str, language: str) -> tuple[str, ...]:
    """Letters of which every word with a stem begins with one.

    Args:
        stem: folded, without the language.
        language: as ``analysed_in`` gives it.
    """
    if not language:
        return tuple(dict.fromkeys(map(_english, spellings_of(stem))))
    if language in _SCRIPTS and not stem.isascii():
        return (stem[:_LEFT], *_SCRIPTS[language])
    if language in _PREFIXES:
        return (stem[:_LEFT], *_PREFIXES[language])
    start = stem[: max(_LEFT, len(stem) - _ENDING)]
    if language == "de":
        found = _UMLAUTS.match(start)
        return (found[0],) if found else (start,)
    return (start, *_HARDENED) if language == "tr" and stem == start else (start,)


def _english(stem: str) -> str:
    """Porter2 may put ``e``, ``i``, ``l``, ``y`` or ``ie`` in the place of what it takes."""
    if stem.endswith("ie"):
        return stem[: max(_LEFT, len(stem) - 2)]
    return stem[:-1] if len(stem) > 2 and stem[-1] in "eily" else stem  # noqa: PLR2004 -- of shorter ones nothing is changed

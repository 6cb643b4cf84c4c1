"""The stems of English words: Snowball's, one for the British and the American spelling of a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from .snowball import stemmer

_STEMMED_ENDS = tuple(
    "e s y ion ent ant er tor ed al ful ll ci li gi ti ic ism ing ogist".split()  # noqa: SIM905 -- a table
)
"""Ends of the words that Porter2 can change: every other word is its own stem."""

_WHOLE = 2  # characters of a stem of which none was put in another's place


@lru_cache(maxsize=1 << 16)
def english_stem(word: str) -> str:
    """The stem of a word in lower case (Porter2, https://snowballstem.org/algorithms/english/stemmer.html).

    The British and the American spelling of a word have one: ``colours`` that of ``color``, ``privatized``
    that of ``privatised`` (Snowball's own is that of ``private``).
    """
    before, z, after = word.rpartition("z")
    if z and before.endswith(("i", "y")):
        british = snowball_stem(f"{before}s{after}")
        if _spellings().get(british) == "":
            return british
    stem = snowball_stem(word)
    return _spellings().get(stem) or stem


def snowball_stem(word: str) -> str:
    """Snowball's stem of a word."""
    return stemmer("english")(word) if word.endswith(_STEMMED_ENDS) else word


def spellings_of(stem: str) -> tuple[str, ...]:
    """Snowball's stems of the words that have a stem: itself, and those of other spellings."""
    also = (stem[:-1] + "z",) if _spellings().get(stem) == "" else _british().get(stem, ())
    return stem, *also


def beginnings(stem: str) -> tuple[str, ...]:
    """Strings of which every word with a stem begins with one.

    Porter2 takes letters from a word's end, and may put one in place of what it took: ``e`` (hoping, hope),
    ``i`` (city, citi), ``l`` (possibility, possibl), ``y`` (skies, sky) or ``ie`` (lying, lie).
    """
    found = [
        spelt[:-1] if len(spelt) > _WHOLE and spelt[-1] in "eily" else spelt for spelt in spellings_of(stem)
    ]
    return (*found, f"{stem[0]}ying") if len(stem) == len("lie") and stem.endswith("ie") else tuple(found)


@cache
def _spellings() -> Mapping[str, str]:
    """British stems with the American ones of the same words; "" where the British one stands for both.

    Written by tools/write_spellings.py, which names the source.
    """
    table = Path(__file__).with_name("spellings.txt").read_text("ascii")
    return {
        british: american for british, _, american in (line.partition(" ") for line in table.splitlines())
    }


@cache
def _british() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for british, american in _spellings().items():
        found[american] = (*found.get(american, ()), british)
    return found

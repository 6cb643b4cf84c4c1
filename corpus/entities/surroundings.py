"""What the words around a name say about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..article import EntityKind
    from .spans import Run

_LOOK = 28  # characters looked at on either side


def _ending(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\s+$")


def _beginning(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})\b")


_BEFORE: tuple[tuple[EntityKind, int, re.Pattern[str]], ...] = (
    (
        "place",
        3,
        _ending(
            "in|near|outside|around|across|inside|downtown|central|rural|occupied|neighbou?ring|capital city"
            "|(?:north|south)?(?:east|west)(?:ern)?|(?:north|south)(?:ern)?"
            "|(?:capital|city|town|village|province|district|region|port|governorate|island|suburb|state"
            "|outskirts|streets|people)(?: of)?"
        ),
    ),
    ("place", 1, _ending("to|from|into")),
    ("organisation", 1, _ending("at|agency|company|firm|group|newspaper|daily|party")),
    (
        "person",
        3,
        _ending(r"said|says|told|added|minister|president|comrade|named|spokes\w+|his wife|her husband"),
    ),
    ("person", 1, _ending("by|with|that|when|but|as|former")),
)
_AFTER: tuple[tuple[EntityKind, int, re.Pattern[str]], ...] = (
    (
        "person",
        3,
        _beginning(
            ",? (?:(?:also |has |had )?(?:said|says|told|added|adds|noted|explained|stated|warned|tweeted"
            "|wrote|stressed|argued|thanked|insisted|recalled|replied|denied|admitted|urged|vowed)"
            "|who|whose|himself|herself|was born|died)"
            r"|, \d\d(?=,)"
            "|, (?:the|a|an) (?:former|director|president|head|leader|minister|professor|founder|co-founder"
            r"|analyst|chairman|chief|secretary|spokes\w+|lawyer|author|senior)"
        ),
    ),
    ("person", 1, _beginning(r"\s(?:has|had|was|is|also|will|would|did|\w+ed)")),
    (
        "place",
        4,
        _beginning(
            r"\s(?:province|city|district|region|governorate|town|village|airport|suburb|municipality|county"
            "|river|island|peninsula|prefecture|valley|countryside|border|residents)"
        ),
    ),
    (
        "organisation",
        4,
        _beginning(
            r"\s(?:party|group|newspaper|daily|news agency|agency|magazine|movement|militia|militants|company"
            r"|website|officials|executives|shares|spokes\w+|CEO|chief executive|employees|members|fighters"
            "|users|app)"
        ),
    ),
)
_THE = re.compile(r"\b[Tt]he\s+$")


def hints(run: Run, text: str) -> dict[EntityKind, int]:
    """The kinds that the words before and after speak for, each with its weight; {} where they are silent."""
    before, after = _before(run, text), text[run[-1].end : run[-1].end + _LOOK]
    weights: dict[EntityKind, int] = {}
    for kind, weight, pattern in _BEFORE:
        if pattern.search(before):
            weights[kind] = weights.get(kind, 0) + weight
    for kind, weight, pattern in _AFTER:
        if pattern.match(after):
            weights[kind] = weights.get(kind, 0) + weight
    return weights


def follows_the(run: Run, text: str) -> bool:
    """Whether "the" stands before: no person's name then."""
    return _THE.search(_before(run, text)) is not None


def follows_place_word(run: Run, text: str) -> bool:
    """Whether "in", "near", "the city of" stands before, or "province", "city" after."""
    return hints(run, text).get("place", 0) > 1


def _before(run: Run, text: str) -> str:
    return text[max(0, run[0].start - _LOOK) : run[0].start]

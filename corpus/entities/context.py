"""What the words around a name say about it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..article import EntityKind
    from .runs import Run

# A cue of weight 1 needs others beside it: resolution.py takes an unknown word for a name at a weight of 3.
_LOOK = 28  # characters looked at on either side
_LOOK_FAR = 60
_SURE = 4  # the weight of a cue that decides alone
_GOES_ON = frozenset(",'’")  # marks after a name that a cue may follow
_TAIL = 2  # words before a name that can speak


def _ending(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\s+$")


def _beginning(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})\b")


_PLACE_BEFORE = _ending(
    "in|near|outside|around|across|inside|downtown|central|rural|occupied|neighbou?ring|capital city"
    "|(?:north|south)?(?:east|west)(?:ern)?|(?:north|south)(?:ern)?"
    "|(?:capital|city|town|village|province|district|region|port|governorate|island|suburb|state"
    "|outskirts|streets|people)(?: of)?"
)
_PLACE_AFTER = _beginning(
    r"\s(?:province|city|district|region|governorate|town|village|airport|suburb|municipality|county"
    "|river|island|peninsula|prefecture|valley|countryside|border|residents)"
)
_ORGANISATION_BEFORE = _ending(
    "agency|company|firm|giant|newspaper|daily|magazine|website|brand|brands|maker|operator|start-?up"
    "|retailer|airline|carrier|consultancy|NGO|broadcaster|publisher|conglomerate|developer|lender|insurer"
    "|manufacturer|supplier|producer|subsidiary|chain|watchdog|charity|non-?profit|think tank|coalition"
    "|platform|app|channel|network|companies|firms|brands such as|companies such as|club|clubs|side"
)
_ORGANISATION_AFTER = _beginning(
    r"\s(?:party|group|newspaper|daily|news agency|agency|magazine|movement|militia|militants|company"
    r"|website|officials|executives|shares|spokes\w+|CEO|chief executive|employees|members|fighters"
    r"|users|app|report|data|survey|brand|stores?|factory|factories|shareholders|customers|platform)"
    r"|['’]s? (?:\w+ )?(?:shares|profits?|revenues?|sales|customers|products|parent company|subsidiary|users"
    r"|shareholders|chief executive|CEO|board|headquarters|factory|stock|earnings)"
    r"|, (?:an?|the|one of) (?:[\w-]+ ){0,4}(?:company|firm|group|agency|consultancy|NGO|brand|start-?up"
    r"|maker|organi[sz]ation|provider|newspaper|retailer|manufacturer|supplier|producer|bank|developer|operator"
    r"|broadcaster|platform|charity|non-?profit|institute|party|club)"
)
_ERA_AFTER = _beginning(
    r"\s(?:administration|regime|presidency|era|campaign|family|dynasty|brothers|cabinet)"
)
_BEFORE: tuple[tuple[EntityKind, int, re.Pattern[str]], ...] = (
    ("place", 3, _PLACE_BEFORE),
    ("place", 1, _ending("to|from|into")),
    ("organisation", 1, _ending("at|group|party")),
    ("organisation", _SURE, _ORGANISATION_BEFORE),
    ("organisation", 1, _ending("an?")),
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
            ",? (?:(?:also |has |had )?(?:said|says|told|added|adds|noted|explained|stated|warned"
            "|wrote|stressed|argued|thanked|insisted|recalled|replied|denied|admitted|urged|vowed))"
        ),
    ),
    (
        "person",
        4,
        _beginning(
            ",? (?:(?:also |has |had )?tweeted|who|whose|himself|herself|was born|died)"
            r"|, \d\d(?=,)|, (?:an? |the |his |her )?(?:\w+ )?(?:critic|winner|author|son|daughter|wife"
            "|husband|father|mother|brother|sister|widow|friend) of"
            "|, (?:the|a|an) (?:former|director|president|head|leader|minister|professor|founder|co-founder"
            r"|analyst|chairman|chief|secretary|spokes\w+|lawyer|author|senior)"
        ),
    ),
    ("person", 4, _ERA_AFTER),
    ("person", 1, _beginning(r"\s(?:has|had|was|is|also|will|would|did|\w+ed)")),
    ("place", 4, _PLACE_AFTER),
    ("organisation", 4, _ORGANISATION_AFTER),
)


def hints(run: Run, text: str) -> dict[EntityKind, int]:
    """Kind → weight, from the words before and after a name; {} if they say nothing."""
    before, after = _before(run, text), text[run[-1].end : run[-1].end + _LOOK_FAR]
    weights: dict[EntityKind, int] = {}
    for kind, weight in _spoken_just_before(before):
        weights[kind] = weights.get(kind, 0) + weight
    if not after[:1].isspace() and after[:1] not in _GOES_ON:
        return weights
    for kind, weight, pattern in _AFTER:
        if pattern.match(after):
            weights[kind] = weights.get(kind, 0) + weight
    return weights


def _spoken_just_before(before: str) -> tuple[tuple[EntityKind, int], ...]:
    if not before[-1:].isspace():
        return ()
    return _spoken_before(" ".join(before.rsplit(None, _TAIL)[-_TAIL:]))


@lru_cache(maxsize=10_000)
def _spoken_before(tail: str) -> tuple[tuple[EntityKind, int], ...]:
    """The kinds that the last words before a name speak for; cached, as few words precede most names."""
    return tuple((kind, weight) for kind, weight, pattern in _BEFORE if pattern.search(f"{tail} "))


def follows_the(run: Run, text: str) -> bool:
    """Whether "the" precedes the name, which is then no person's."""
    before = _before(run, text)
    bare = before.rstrip()
    is_article = bare.endswith(("the", "The")) and bare != before and not bare[-4:-3].isalnum()
    return is_article and not precedes_era(run, text)


def follows_organisation_word(run: Run, text: str) -> bool:
    """Whether "the company" or "newspaper" precedes the name, or "'s profit" or "employees" follow it."""
    if ("organisation", _SURE) in _spoken_just_before(_before(run, text)):
        return True
    return bool(_ORGANISATION_AFTER.match(text[run[-1].end : run[-1].end + _LOOK_FAR]))


def precedes_era(run: Run, text: str) -> bool:
    """Whether "administration", "regime" or "family" follows the name, which is then a person's."""
    return bool(_ERA_AFTER.match(text[run[-1].end : run[-1].end + _LOOK]))


def follows_place_word(run: Run, text: str) -> bool:
    """Whether "in", "near" or "the city of" precedes the name, or "province" or "city" follows it."""
    after = text[run[-1].end : run[-1].end + _LOOK]
    return bool(_PLACE_AFTER.match(after) or _PLACE_BEFORE.search(_before(run, text)))


def _before(run: Run, text: str) -> str:
    return text[max(0, run[0].start - _LOOK) : run[0].start]

"""What the words around a name say about it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import EntityKind
    from .runs import Run

    Cue = tuple[EntityKind, int]  # a kind, and how much speaks for it

# A cue of weight 1 needs others beside it: resolution.py takes an unknown word for a name at a weight of 3.
_LOOK = 28  # characters looked at on either side
_LOOK_FAR = 60
_SURE = 4  # the weight of a cue that decides alone
_ENOUGH = 3  # of one that makes an unknown word a name
_GOES_ON = frozenset(",'’")  # marks after a name that a cue may follow
_OPENING = frozenset({"also", "has", "had", "was", "news", "chief"})  # words with which a cue of two begins
_ENDS_OF_THE = frozenset("e \n\t\r\u00a0")
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
_MOVES = (
    "(?:return|travel|mov|head|relocat|deport|extradit|transferr|transport)(?:ed|led|ing|ling)?|flew|fly|flying|flown"
    "|drove|driving|fled|fleeing|went|going|came|coming|trip|trips|visit|visits|flight|flights|bound|route|road|way"
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
_LISTED_AFTER = re.compile(
    r"\b(?:[Cc]ounties|[Cc]ities|communities|towns|villages|parishes|portions|parts|municipalities|boroughs)"
    r"(?:,?+ (?:of|including|in|such|as|the))*+[:,]?+ (?:(?:[A-Z][\w'’.-]*+|and|&|the|of),?+ )*+$"
)
_LISTED_BEFORE = re.compile(
    r"(?:(?:,(?: and)?|,? and) [A-Z][\w'’.-]*+(?: [A-Z][\w'’.-]*+){0,2}){0,9},?"
    r" (?:[Cc]ount(?:ies|y)|cities|[Pp]arishes)\b"
)
_LIST_GOES_ON = (", ", " and ", " count", " cities", " parishes")
_LONGEST_LIST = 200  # characters
_LIST_MARKS = frozenset(
    (", ", "d ", "f ", ": ", "g ", "n ", "& ")
)  # the end of what stands before a part of it
_BEFORE: tuple[tuple[EntityKind, int, re.Pattern[str]], ...] = (
    ("place", _ENOUGH, _PLACE_BEFORE),
    ("place", 1, _ending("to|from|into")),
    ("place", _ENOUGH - 1, _ending(f"(?:{_MOVES}|back|home) to")),
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
    ("person", 1, _beginning(r"\s(?:has|had|was|is|also(?! said)|will|would|did|\w+ed)")),
    ("place", _SURE, _PLACE_AFTER),
    ("organisation", _SURE, _ORGANISATION_AFTER),
)


def hints(run: Run, text: str) -> dict[EntityKind, int]:
    """Kind → weight, from the words before and after a name; {} if they say nothing."""
    weights: dict[EntityKind, int] = {}
    for kind, weight in (*_said_before(run, text), *_said_after(run, text)):
        weights[kind] = weights.get(kind, 0) + weight
    return weights


def _said_before(run: Run, text: str) -> tuple[Cue, ...]:
    before = _before(run, text)
    return _cues_before(" ".join(before.rsplit(None, _TAIL)[-_TAIL:])) if before[-1:].isspace() else ()


@lru_cache(maxsize=10_000)
def _cues_before(tail: str) -> tuple[Cue, ...]:
    """What the last words before a name speak for; cached, as few words precede most names."""
    return tuple((kind, weight) for kind, weight, pattern in _BEFORE if pattern.search(f"{tail} "))


def _said_after(run: Run, text: str) -> tuple[Cue, ...]:
    end = run[-1].end
    mark = text[end : end + 1]
    if mark in _GOES_ON:
        return tuple(_cues_after(text[end : end + _LOOK_FAR])) if mark else ()
    if not mark.isspace():
        return ()
    following = text[end : end + _LOOK].split(None, 2)
    if not following:
        return ()
    return _cues_in(following[0] if following[0] not in _OPENING else " ".join(following[:2]))


@lru_cache(maxsize=10_000)
def _cues_in(words: str) -> tuple[Cue, ...]:
    """What the words after a name and a blank speak for; cached, as few words follow most names."""
    return tuple(_cues_after(f" {words}"))


def _cues_after(after: str) -> Iterator[Cue]:
    for kind, weight, pattern in _AFTER:
        if pattern.match(after):
            yield kind, weight


def follows_the(run: Run, text: str) -> bool:
    """Whether "the" precedes the name, which is then no person's."""
    start = run[0].start
    if text[start - 2 : start - 1] not in _ENDS_OF_THE:
        return False  # so it is of most names
    before = _before(run, text)
    bare = before.rstrip()
    is_article = bare.endswith(("the", "The")) and bare != before and not bare[-4:-3].isalnum()
    return is_article and not precedes_era(run, text)


def follows_organisation_word(run: Run, text: str) -> bool:
    """Whether "the company" or "newspaper" precedes the name, or "'s profit" or "employees" follow it."""
    sure: Cue = ("organisation", _SURE)
    return sure in _said_before(run, text) or sure in _said_after(run, text)


def precedes_era(run: Run, text: str) -> bool:
    """Whether "administration", "regime" or "family" follows the name, which is then a person's."""
    return bool(_ERA_AFTER.match(text[run[-1].end : run[-1].end + _LOOK]))


def follows_place_word(run: Run, text: str) -> bool:
    """Whether "in", "near" or "the city of" precedes the name, or "province" or "city" follows it."""
    return ("place", _SURE) in _said_after(run, text) or ("place", _ENOUGH) in _said_before(run, text)


def stands_among_places(run: Run, text: str) -> bool:
    """Whether a name is one of a list of places: "the counties of Clinton, Essex and Warren"."""
    start, end = run[0].start, run[-1].end
    if text[start - 2 : start] in _LIST_MARKS and _LISTED_AFTER.search(
        text[max(0, start - _LONGEST_LIST) : start]
    ):
        return True
    return text.startswith(_LIST_GOES_ON, end) and bool(_LISTED_BEFORE.match(text, end, end + _LONGEST_LIST))


def is_of_a_case(run: Run, text: str) -> bool:
    """Whether a name is that of a case at court: "Roe v. Wade"."""
    start = run[0].start
    return text[start - 3 : start] == "v. " or text.startswith((" v. ", " vs. "), run[-1].end)


def _before(run: Run, text: str) -> str:
    return text[max(0, run[0].start - _LOOK) : run[0].start]

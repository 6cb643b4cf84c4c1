"""What a piece of a run names: ordered rules, of which the first that has an answer wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of
from .institutions import acronym, act_or_event, coordinated, headed_organisation, unknown_name
from .mentions import OF, Mention, Piece
from .people import member_of, person_shape, titled
from .places import cued_place, headed_place, holds_place, place_in_capitals, placed_by_compass
from .spans import opens
from .traits import is_people, is_plain

if TYPE_CHECKING:
    from .mentions import Answer, Rule
    from .spans import Run


def classify(run: Run, text: str) -> list[Mention]:
    """What the piece names, in order of the text, undecided words included."""
    mentions: list[Mention] = []
    waiting = [run]
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        answer = _answer(Piece(part, text))
        mentions += (found for found in answer if isinstance(found, Mention))
        waiting += (rest.run for rest in reversed(answer) if not isinstance(rest, Mention))
    return sorted(mentions, key=lambda mention: mention.run[0].start) if len(mentions) > 1 else mentions


def _answer(piece: Piece) -> Answer:
    for rule in RULES if len(piece.run) > 1 else RULES_FOR_ONE_WORD:
        answer = rule(piece)
        if answer is not None:
            return answer
    return ()


def known_name(piece: Piece) -> Answer | None:
    """The gazetteer, the alias table or the list of organisations has it."""
    if piece.name in tables.cues().never:
        return ()
    kind = kind_of(piece.name)
    if kind and _only_opens(piece):
        return ()
    return piece.all_as(kind) if kind else None


def _only_opens(piece: Piece) -> bool:
    first = piece.run[0]
    if len(piece.run) > 1 or not is_plain(first) or first.word in tables.gazetteer().places:
        return False
    return opens(piece.text, first.start)


def single_word(piece: Piece) -> Answer | None:
    """One unknown word, or a plain one with a capital: the rest of the article will tell."""
    word = piece.run[0].word
    return () if len(word) == 1 or word in tables.cues().cuts or is_people(word) else piece.all_as(None)


def sides_of(piece: Piece) -> Answer | None:
    """Without an organisation's word, each side of an "of" for itself."""
    i = next((i for i, token in enumerate(piece.run) if i and token.link in OF), 0)
    return piece.split(i) if i else None


def shouted(piece: Piece) -> Answer | None:
    """Capitals prove nothing, so only the lists can tell: "SIYABONGA SITHOLE"."""
    if not piece.name.isupper() or "." in piece.name:
        return None
    first, *_, last = piece.name.title().split()
    names = tables.gazetteer()
    return piece.all_as("person") if first in names.given_names and last in names.family_names else ()


RULES_FOR_ONE_WORD: tuple[Rule, ...] = (known_name, place_in_capitals, acronym, single_word)
RULES: tuple[Rule, ...] = (
    known_name,
    coordinated,
    titled,
    act_or_event,
    member_of,
    headed_place,
    headed_organisation,
    sides_of,
    placed_by_compass,
    place_in_capitals,
    shouted,
    cued_place,
    person_shape,
    holds_place,
    unknown_name,
)

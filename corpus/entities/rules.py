"""What a piece of a run names: ordered rules, of which the first that has an answer wins."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of
from .lexicon import NOTHING, Alone
from .mentions import OF, Mention, Piece
from .people import member_of, person_shape, titled_person
from .places_and_organisations import (
    acronym,
    act_or_event,
    cued_organisation,
    cued_place,
    headed_organisation,
    headed_place,
    holds_place,
    is_place_in_capitals,
    place_in_capitals,
    placed_by_compass,
    two_names,
    unknown_name,
)
from .runs import opens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lexicon import KnownWord
    from .mentions import Answer, Rule
    from .runs import Run


# "BankDhofar", but no "McDonald", "DeSantis" and "ElKuwaiz".
_TWO_IN_ONE = re.compile(
    r"(?!(?:Ma?c|Di|De[lns]?|L[aeo]|V[ao]n|[AE]l|St|Fitz|O|Bin|Abu|Abd\w*|D)[A-Z])[A-Z][a-z]+[A-Z][a-z]+"
)
_PARTY = " party"
_BEFORE_CODES = frozenset({",", "(", "-"})


def classify(piece: Piece) -> Sequence[Mention]:
    """The mentions in a piece, in the order of the text, undecided words included."""
    if len(piece.run) == 1:
        return classify_word(piece.run, piece.text)
    answer = _answer(piece)
    if len(answer) == 1 and isinstance(answer[0], Mention):
        return (answer[0],)
    mentions: list[Mention] = []
    for part in answer:
        if isinstance(part, Mention):
            mentions.append(part)
        elif part.run:
            mentions += classify(Piece(part.run, piece.text))
    return sorted(mentions, key=lambda mention: mention.run[0].start)


def _answer(piece: Piece) -> Answer:
    for rule in _rules_of(piece.linked, piece.titled, piece.headed):
        answer = rule(piece)
        if answer is not None:
            return answer
    return ()


def classify_word(run: Run, text: str) -> tuple[Mention, ...]:
    """The mention in a single word, unless its context speaks against it."""
    word, start, _, known, _ = run[0]
    alone = known.alone
    if alone is None:
        alone = known.alone = _alone(known)
    if (
        alone is NOTHING
        and known.shouts
        and text[start - 1 : start] == "("
        and text.startswith(")", run[0].end)
    ):
        return (Mention(None, run, word),)  # letters that a longer name may have introduced
    if known.people and text.startswith(_PARTY, run[0].end):
        word += _PARTY  # "Conservative party"
        return (Mention("organisation", (run[0]._replace(word=word, end=start + len(word)),), word),)
    if alone is NOTHING or (alone.is_word and opens(text, start)):
        return ()
    if alone.is_code and text[max(0, start - 2) : start].strip() in _BEFORE_CODES:
        return ()
    return (Mention(alone.kind, run, word),)


def _alone(word: KnownWord) -> Alone:
    """What a word names by itself: what the tables have, letters, or else what the article will tell."""
    name = word.text
    if name in tables.cues().never:
        return NOTHING
    kind = kind_of(name)
    if kind:
        return Alone(kind, is_word=word.opener and name not in tables.gazetteer().places)
    if is_place_in_capitals(name):
        return Alone("place")
    if _TWO_IN_ONE.fullmatch(name):
        return Alone("organisation")
    return acronym(word) or (NOTHING if _is_no_name(word) else Alone(None))


def _is_no_name(word: KnownWord) -> bool:
    return word.people or len(word.text) == 1 or word.text in tables.cues().cuts


def known_name(piece: Piece) -> Answer | None:
    """A name in the gazetteer, the alias table or the list of organisations."""
    if piece.name in tables.cues().never:
        return ()
    return piece.all_as(piece.kind) if piece.kind else None


def sides_of(piece: Piece) -> Answer | None:
    """Without an organisation's word, each side of an "of" for itself."""
    i = next((i for i, token in enumerate(piece.run) if i and token.link in OF), 0)
    return piece.split(i) if i else None


def page_furniture(piece: Piece) -> Answer | None:
    """A bar of links to share a page by: "Facebook Twitter Google"."""
    furniture = tables.cues().furniture
    return (
        ()
        if piece.run[0].word in furniture and furniture.issuperset(token.word for token in piece.run)
        else None
    )


def name_in_capitals(piece: Piece) -> Answer | None:
    """A name in capitals, which only the lists can tell: "SIYABONGA SITHOLE"."""
    if not piece.name.isupper() or "." in piece.name:
        return None
    first, *_, last = piece.name.title().split()
    names = tables.gazetteer()
    return piece.all_as("person") if first in names.given_names and last in names.family_names else ()


RULES: tuple[Rule, ...] = (
    known_name,
    page_furniture,
    two_names,
    titled_person,
    act_or_event,
    member_of,
    headed_place,
    headed_organisation,
    sides_of,
    placed_by_compass,
    place_in_capitals,
    name_in_capitals,
    cued_place,
    cued_organisation,
    person_shape,
    holds_place,
    unknown_name,
)


@cache
def _rules_of(linked: bool, titled: bool, headed: bool) -> tuple[Rule, ...]:  # noqa: FBT001 -- as pieces have them
    """The rules that may have an answer for such a piece, in their order."""
    idle = {page_furniture} if linked else {two_names, member_of, sides_of}
    idle |= set() if titled else {titled_person}
    idle.add(headed_place if headed else headed_organisation)
    return tuple(rule for rule in RULES if rule not in idle)

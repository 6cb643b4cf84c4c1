"""Rules that know people: by their titles, and by the shape of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .mentions import OF, PARTING, Mention, Rest
from .surroundings import follows_the
from .traits import (
    bare,
    holds_organisation,
    holds_plain,
    is_family_name,
    is_full_name,
    is_given_name,
    is_initial,
    is_people,
    is_plain,
    name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .mentions import Answer, Piece
    from .spans import Run, Token

_LONGEST_NAME = 5  # words
_MEMBER = range(2, 4)  # words of a member's name before "of the"
_SHORTEST_SHOUT = 3  # letters


def titled(piece: Piece) -> Answer | None:
    """What stands before titles, and the person after: "Foreign Ministry Spokesman Bahram Ghasemi"."""
    for begin, end in _titles(piece.run):
        left, right = piece.run[:begin], piece.run[end:]
        if right and right[0].link in OF:
            return (Rest(left), *_officer(right, piece.text))
        if right and _heads_institution(right):
            continue
        if left and piece.run[begin].link and holds_organisation(left):
            return None
        return (Rest(left), *_person(right, piece.text))
    return None


def _titles(run: Run) -> Iterator[tuple[int, int]]:
    """Where chains of titles begin and end: "Deputy Prime Minister", "Lt. Gen."."""
    titles, roles = tables.cues().titles, tables.cues().roles
    words = [bare(token) for token in run]
    begin = 0
    while begin < len(run):
        end = begin
        while (
            end < len(run)
            and (words[end] in titles or words[end] in roles)
            and (end == begin or not run[end].link)
        ):
            end += 1
        if not titles.isdisjoint(words[begin:end]):
            yield begin, end
        begin = max(end, begin + 1)


def _heads_institution(right: Run) -> bool:
    """Whether the title belongs to a longer name: "King Abdullah University", "Prince George County"."""
    cues = tables.cues()
    return holds_organisation(right) or right[-1].word in cues.place_heads or right[-1].word in cues.acts


def _officer(right: Run, text: str) -> Answer:
    """What follows "Minister of", "President of": an office or a place, and perhaps a person after it."""
    for i, token in enumerate(right[1:], 1):
        if is_given_name(token) and not token.link and not is_plain(token):
            return (Rest(right[:i]), *_person(right[i:], text))
    return (Rest(right),)


def _person(run: Run, text: str) -> Answer:
    """A person after a title; where "and" or "of" parts the words, only those before it."""
    if not run:
        return ()
    for i, token in enumerate(run[1:], 1):
        if token.link in PARTING or token.link in OF:
            return (*_person(run[:i], text), Rest(run[i:]))
    if len(run) > _LONGEST_NAME or is_people(run[0].word) or _is_only_a_place(run, text):
        return () if any(_titles(run)) else (Rest(run),)
    known = is_family_name(run[-1]) or is_given_name(run[0])
    if all(map(is_initial, run)) or (all(map(is_plain, run)) and not known):
        return ()
    return (Mention("person", run),)


def _is_only_a_place(run: Run, text: str) -> bool:
    return name(run, text) in tables.gazetteer().territories and not is_family_name(run[-1])


def member_of(piece: Piece) -> Answer | None:
    """A person, and the body after: "Claudia Mo of the Civic Party"."""
    end = next((i for i, token in enumerate(piece.run) if i and token.link in OF), 0)
    left = piece.run[:end]
    if end not in _MEMBER or holds_organisation(left):
        return None
    if is_given_name(left[0]) or not holds_plain(left):
        return (*_person(left, piece.text), Rest(piece.run[end:]))
    return None


def person_shape(piece: Piece) -> Answer | None:
    """Two to five words, none of them plain, or else known as somebody's first and last names."""
    run = piece.run
    if len(run) > _LONGEST_NAME or follows_the(run, piece.text):
        return None
    if any(map(_is_no_name, run)) and not is_full_name(run):
        return None
    if not holds_plain(run):
        return piece.all_as("person")
    begins = is_given_name(run[0]) or is_family_name(run[0]) or "." in run[0].word
    ends = is_family_name(run[-1]) or not is_plain(run[-1])
    return piece.all_as("person") if begins and ends and not all(map(is_plain, run)) else None


def _is_no_name(token: Token) -> bool:
    shouts = len(token.word) >= _SHORTEST_SHOUT and token.word.isupper() and "." not in token.word
    return shouts or is_people(token.word) or token.word in tables.gazetteer().territories

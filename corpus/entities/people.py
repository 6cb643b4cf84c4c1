"""Rules that know people: by their titles, and by the shape of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of
from .context import follows_the
from .mentions import (
    OF,
    PARTING,
    Mention,
    Rest,
    holds_organisation,
    holds_plain,
    is_all_plain,
    is_full_name,
    name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .mentions import Answer, Piece
    from .runs import CapitalisedWord, Run

_LONGEST_NAME = 5  # words
_PARTICLES = frozenset(
    {"de", "del", "da", "dos", "do", "das", "di", "la", "de la", "van", "van der", "van den", "der"}
    | {"von", "zu", "bin", "bint", "ibn", "ben", "al", "el", "ul", "du", "le"}
)
_RATHER_PLAIN = frozenset({"North", "South", "East", "West", "Art", "Media", "May", "Will"})
_OF_TOWNS = frozenset({"Mayor", "Sheriff"})
_MEMBER = range(2, 4)  # words of a member's name before "of the"


def titled_person(piece: Piece) -> Answer | None:
    """What stands before titles, and the person after: "Foreign Ministry Spokesman Bahram Ghasemi"."""
    for begin, end in _titles(piece.run):
        left, right = piece.run[:begin], piece.run[end:]
        if right and right[0].link in OF:
            return (Rest(left), *_officer(right, piece.text))
        if right and _heads_institution(right):
            continue
        if left and piece.run[begin].link and holds_organisation(left):
            return None
        return (*_before_title(left, piece.run[begin]), *_person(right, piece.text))
    return None


def _before_title(left: Run, title: CapitalisedWord) -> Answer:
    """What stands before a title: before one of a town, a town."""
    is_town = len(left) == 1 and title.word in _OF_TOWNS and left[0].known.unheard_of and not title.link
    return (Mention("place", left, left[0].word),) if is_town else (Rest(left),)


def _titles(run: Run) -> Iterator[tuple[int, int]]:
    """Where chains of titles begin and end: "Deputy Prime Minister", "Lt. Gen."."""
    begin = 0
    while begin < len(run):
        end, holds_title = begin, False
        while end < len(run) and (end == begin or not run[end].link):
            known = run[end].known
            if not (known.title or known.role) or (known.head and known.title and end):
                break  # "AG" is a title at the beginning alone
            holds_title = holds_title or known.title
            end += 1
        if holds_title:
            yield begin, end
        begin = max(end, begin + 1)


def _heads_institution(right: Run) -> bool:
    """Whether the title belongs to a longer name: "King Abdullah University", "Prince George County"."""
    last = right[-1].known
    return last.place_head or last.act or holds_organisation(right)


def _officer(right: Run, text: str) -> Answer:
    """What follows "Minister of", "President of": an office or a place, and perhaps a person after it."""
    for i, token in enumerate(right[1:], 1):
        if token.known.given and not token.link and not token.known.plain:
            return (Rest(right[:i]), *_person(right[i:], text))
    is_office = is_all_plain(right) and not any(kind_of(token.word) == "place" for token in right)
    return () if is_office else (Rest(right),)


def _person(run: Run, text: str) -> Answer:
    """A person after a title; where "and" or "of" parts the words, only those before it."""
    if not run:
        return ()
    for i, token in enumerate(run[1:], 1):
        if token.link in PARTING or token.link in OF:
            return (*_person(run[:i], text), Rest(run[i:]))
    if len(run) > _LONGEST_NAME or run[0].known.people or _is_only_a_place(run, text):
        return () if any(_titles(run)) else (Rest(run),)
    run = (_with_particle(run[0], text), *run[1:])
    known = run[-1].known.family or run[0].known.given
    if all(token.known.initial for token in run) or (not known and is_all_plain(run)):
        return ()
    return (Mention("person", run, name(run, text)),)


def _with_particle(first: CapitalisedWord, text: str) -> CapitalisedWord:
    """The first word of a name after a title, with the small word before it: "Mr dos Santos"."""
    if first.link not in _PARTICLES:
        return first
    start = text.rfind(first.link, 0, first.start)
    return first._replace(word=text[start : first.end], start=start)


def _is_only_a_place(run: Run, text: str) -> bool:
    return name(run, text) in tables.gazetteer().territories and not run[-1].known.family


def member_of(piece: Piece) -> Answer | None:
    """A person, and the body after: "Claudia Mo of the Civic Party"."""
    end = next((i for i, token in enumerate(piece.run) if i and token.link in OF), 0)
    left = piece.run[:end]
    if end not in _MEMBER or holds_organisation(left):
        return None
    if left[0].known.given or not holds_plain(left):
        return (*_person(left, piece.text), Rest(piece.run[end:]))
    return None


def person_shape(piece: Piece) -> Answer | None:
    """Two to five words, none of them plain, or else known as somebody's first and last names."""
    run = piece.run
    if len(run) > _LONGEST_NAME or (_holds_no_name(run) and not is_full_name(run)):
        return None
    if follows_the(run, piece.text):
        return None
    if run[0].word in tables.gazetteer().places and not (run[0].known.given or run[-1].known.family):
        return None
    if not piece.plain:
        return piece.all_as("person")
    begins = run[0].known.given or run[0].known.family or "." in run[0].word
    ends = run[-1].known.family or not run[-1].known.plain
    is_name = (is_full_name(run) and run[0].word not in _RATHER_PLAIN) or not is_all_plain(
        run
    )  # "Bill Gates"
    return piece.all_as("person") if begins and ends and is_name else None


def _holds_no_name(run: Run) -> bool:
    return any(word.shouts or word.people or word.territory for _, _, _, word, _ in run)

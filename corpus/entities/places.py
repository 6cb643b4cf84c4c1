"""Rules that know places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .mentions import OF, Mention
from .surroundings import follows_place_word
from .traits import holds_plain, name

if TYPE_CHECKING:
    from .mentions import Answer, Piece

_LONGEST_NAME = 3  # words of a place that "Lake" or "San" opens, or that only "in" announces


def headed_place(piece: Piece) -> Answer | None:
    """By the last or the first word: "Anbar Province", "Lake Victoria", "San Sebastián"."""
    run, cues = piece.run, tables.cues()
    if piece.headed or (piece.linked and any(token.link in OF for token in run)):
        return None
    if run[-1].word in cues.surnames_too and run[0].known.given and not holds_plain(run[1:-1]):
        return None
    opened = run[0].known.bare in cues.place_openers and run[0].word not in cues.compass
    is_place = run[-1].known.place_head or (opened and len(run) <= _LONGEST_NAME)
    return piece.all_as("place") if is_place else None


def placed_by_compass(piece: Piece) -> Answer | None:
    """A part of a known place: "Northern Afghanistan"."""
    is_part = piece.run[0].word in tables.cues().compass
    is_place = is_part and name(piece.run[1:], piece.text) in tables.gazetteer().places
    return piece.all_as("place") if is_place else None


def cued_place(piece: Piece) -> Answer | None:
    """Unknown words after "in" or "the city of", that do not begin with a person's first name."""
    run = piece.run
    if len(run) > _LONGEST_NAME or piece.plain or run[0].known.given:
        return None
    return piece.all_as("place") if follows_place_word(run, piece.text) else None


def place_in_capitals(piece: Piece) -> Answer | None:
    """A known place in capitals, as at the head of agency copy: "MANILA"."""
    return piece.all_as("place") if is_place_in_capitals(piece.name) else None


def is_place_in_capitals(name: str) -> bool:
    """Whether this is a place's name in capitals."""
    return name.isupper() and name.title() in tables.gazetteer().places


def holds_place(piece: Piece) -> Answer | None:
    """Of a longer unknown name, the countries in it: of "Syria Village Raid" only *Syria*."""
    countries = [token for token in piece.run if token.known.territory]
    return tuple(Mention("place", (token,), token.word) for token in countries) or None

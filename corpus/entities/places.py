"""Rules that know places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .mentions import OF, Mention
from .surroundings import follows_place_word
from .traits import bare, holds_organisation, holds_plain, is_given_name, name

if TYPE_CHECKING:
    from .mentions import Answer, Piece

_LONGEST_NAME = 3  # words of a place that "Lake" or "San" opens, or that only "in" announces


def headed_place(piece: Piece) -> Answer | None:
    """By the last or the first word: "Anbar Province", "Lake Victoria", "San Sebastián"."""
    run, cues = piece.run, tables.cues()
    if any(token.link in OF for token in run) or holds_organisation(run):
        return None
    if run[-1].word in cues.surnames_too and is_given_name(run[0]) and not holds_plain(run[1:-1]):
        return None
    opened = bare(run[0]) in cues.place_openers and run[0].word not in cues.compass
    is_place = run[-1].word in cues.place_heads or (opened and len(run) <= _LONGEST_NAME)
    return piece.all_as("place") if is_place else None


def placed_by_compass(piece: Piece) -> Answer | None:
    """A part of a known place: "Northern Afghanistan"."""
    is_part = piece.run[0].word in tables.cues().compass
    is_place = is_part and name(piece.run[1:], piece.text) in tables.gazetteer().places
    return piece.all_as("place") if is_place else None


def cued_place(piece: Piece) -> Answer | None:
    """Unknown words after "in" or "the city of", that do not begin with a person's first name."""
    run = piece.run
    if len(run) > _LONGEST_NAME or is_given_name(run[0]) or holds_plain(run):
        return None
    return piece.all_as("place") if follows_place_word(run, piece.text) else None


def place_in_capitals(piece: Piece) -> Answer | None:
    """A known place in capitals, as at the head of agency copy: "MANILA"."""
    is_place = piece.name.isupper() and piece.name.title() in tables.gazetteer().places
    return piece.all_as("place") if is_place else None


def holds_place(piece: Piece) -> Answer | None:
    """Of a longer unknown name, the countries in it: of "Syria Village Raid" only *Syria*."""
    territories = tables.gazetteer().territories
    return tuple(Mention("place", (token,)) for token in piece.run if token.word in territories) or None

"""Rules that know places and organisations, and the names that merely look like one."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of
from .context import follows_organisation_word, follows_place_word
from .lexicon import NOTHING, Alone
from .mentions import OF, PARTING, Mention, holds_organisation, holds_plain, is_full_name, name

if TYPE_CHECKING:
    from ..article import EntityKind
    from .lexicon import KnownWord
    from .mentions import Answer, Piece
    from .runs import Run

_ACRONYM = re.compile(r"[A-ZÀ-ÖØ-Þ]{2,6}s?|(?:[A-Z]\.){2,6}[A-Z]?|[A-Z]{1,5}[&\-][A-Z0-9]{1,5}")
_NOT_AN_ACRONYM = re.compile(
    r"[IVXLC]+"  # a roman numeral
    r"|[A-Z]{2,6}s|(?!G-)[A-Z]{1,5}-\d+"  # several of a kind: "MPs"; a model: "DT-668"
    r"|[DRI]-[A-Z.]+[a-z]*\.?|[A-Z]{2}-[\dA-Z]{2}"  # "D-CA", "MA-03": how press releases tag members
)
_LONGEST_PLACE = 3  # words of a place that "Lake" or "San" opens, or that only "in" announces
_LONGEST_ORGANISATION = 14  # words of an organisation's name
_LONGEST_UNKNOWN = 6  # where no word says that it is one
_PERSON = range(2, 4)  # words of a person's name beside another name
_LONG = 5  # letters; from here on a surname in capitals is as likely as an acronym


def two_names(piece: Piece) -> Answer | None:
    """Two names that "and" parts, unless a word makes the whole one: *Food and Drug Administration*."""
    for i, token in enumerate(piece.run):
        if i and token.link in PARTING and _are_two(piece, i):
            return piece.split(i)
    return None


def _are_two(piece: Piece, i: int) -> bool:
    left, right, cues = piece.run[:i], piece.run[i:], tables.cues()
    if right[0].known.bare in cues.partners:
        return False
    if right[0].link.endswith(" the") and (holds_organisation(right) or right[0].known.shouts):
        return True
    if kind_of(name(left, piece.text)) or kind_of(name(right, piece.text)):
        return True
    if not piece.headed or left[0].known.given or _is_person(right):
        return True
    ends = left[-1].word in cues.organisation_heads and left[-1].word not in cues.topics
    return ends and holds_organisation(right)


def _is_person(run: Run) -> bool:
    """Whether some words are a person's by their first one, and no word makes them anything else."""
    names = len(run) in _PERSON and (run[0].known.given or _is_unheard_of(run)) and not holds_plain(run)
    return names and not holds_organisation(run) and not run[-1].known.place_head


def _is_unheard_of(run: Run) -> bool:
    """Whether these are two or three names that no table knows."""
    places = tables.gazetteer().places
    return all(
        token.known.unheard_of
        and not (token.link and token is not run[0])
        and not token.known.people
        and not token.known.shouts
        for token in run
    ) and not any(token.word in places for token in run)


def act_or_event(piece: Piece) -> Answer | None:
    """Laws, contests, events and buildings, which are no entities."""
    last = piece.run[-1].known
    if piece.linked and any(left.known.event and right.link == "on" for left, right in pairwise(piece.run)):
        return ()  # "United Nations Framework Convention on Climate Change"
    return () if last.act or (last.event and not piece.headed) else None


def headed_organisation(piece: Piece) -> Answer | None:
    """A word such as "Ministry" or "Bank" makes the whole an organisation."""
    run = piece.run
    if len(run) > _LONGEST_ORGANISATION or is_full_name(run):
        return None
    last = max(i for i, token in enumerate(run) if token.known.head)
    return piece.split(last + 1) if _ends_before(piece, last + 1) else piece.all_as("organisation")


def _ends_before(piece: Piece, end: int) -> bool:
    """Whether an organisation's name is over: "Security Council" and "Joan Ibex", "World Bank" and "SAPs"."""
    rest = piece.run[end:]
    if end == 1 or not rest or any(token.link for token in piece.run[end - 1 :]):
        return False
    return _is_person(rest) or kind_of(name(piece.run[:end], piece.text)) is not None


def acronym(word: KnownWord) -> Alone | None:
    """Letters such as "IAEA" and "U.N."; not GDP, CEO, roman numerals and the like."""
    if not _ACRONYM.fullmatch(word.text):
        return None
    plain = word.text.replace(".", "").rstrip("s")
    if len(plain) == 1 or _NOT_AN_ACRONYM.fullmatch(word.text):
        return NOTHING
    if not tables.cues().never.isdisjoint((word.text, plain)):
        return NOTHING
    kind: EntityKind | None = None if _is_rather_shouted(plain) else "organisation"
    return Alone(kind, is_code=plain in tables.cues().postal_codes)


def _is_rather_shouted(plain: str) -> bool:
    """Whether this may be a plain word, or a surname, in capitals: the rest of the article will tell."""
    names = tables.gazetteer()
    if plain.lower() in names.common_words:
        return True
    person = plain.capitalize()
    return len(plain) >= _LONG and (person in names.family_names or person in names.given_names)


def cued_organisation(piece: Piece) -> Answer | None:
    """Unknown words that what stands around them makes a firm's or a paper's."""
    run = piece.run
    if len(run) > _LONGEST_UNKNOWN or piece.plain or run[0].known.given:
        return None
    return piece.all_as("organisation") if follows_organisation_word(run, piece.text) else None


def unknown_name(piece: Piece) -> Answer | None:
    """Several words, none of them plain: most likely an organisation."""
    is_name = len(piece.run) <= _LONGEST_UNKNOWN and not piece.plain
    return piece.all_as("organisation") if is_name else None


def headed_place(piece: Piece) -> Answer | None:
    """By the last or the first word: "Anbar Province", "Lake Victoria", "San Sebastián"."""
    run, cues = piece.run, tables.cues()
    if piece.linked and any(token.link in OF for token in run):
        return None
    if run[-1].word in cues.surnames_too and run[0].known.given and not holds_plain(run[1:-1]):
        return None
    opened = run[0].known.bare in cues.place_openers and run[0].word not in cues.compass
    is_place = run[-1].known.place_head or (opened and len(run) <= _LONGEST_PLACE)
    return piece.all_as("place") if is_place else None


def placed_by_compass(piece: Piece) -> Answer | None:
    """A part of a known place: "Northern Afghanistan"."""
    is_part = piece.run[0].word in tables.cues().compass
    is_place = is_part and name(piece.run[1:], piece.text) in tables.gazetteer().places
    return piece.all_as("place") if is_place else None


def cued_place(piece: Piece) -> Answer | None:
    """Unknown words after "in" or "the city of", that do not begin with a person's first name."""
    run = piece.run
    if len(run) > _LONGEST_PLACE or piece.plain or run[0].known.given:
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
    if not piece.plain and not piece.linked and len(piece.run) <= _LONGEST_UNKNOWN:
        return piece.all_as("organisation")  # "Tidewater India"
    countries = [token for token in piece.run if token.known.territory]
    return tuple(Mention("place", (token,), token.word) for token in countries) or None

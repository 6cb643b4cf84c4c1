"""Clubs that bear the name of their town: in a report on a match, *Barcelona* may be eleven people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..article import Entity
    from .runs import Run

_ENOUGH = 4  # words of sports, that a report on a match has
_ENOUGH_IN_FEW = 2
_SHORT = 500  # characters of a text that has few words, and needs fewer of sports
_SURE = frozenset(
    {"midfielder", "striker", "goalkeeper", "quarterback", "wickets", "innings", "touchdown", "bundesliga"}
)
_SCORE = re.compile(r"\d{1,3}-\d{1,3}")
_FIXTURE = re.compile(r"([^\d]{2,40}?) (?:AT ([^\d]{2,40})|\d{1,3} ([^\d]{2,40}?) \d{1,3})")
_COMMONEST = ("coach", "cup", "goal", "league", "match", "season", "score", "team")
_FEWEST = 3
_LOOK = 4_000  # characters of an article that are looked at for them
_NEAR = 14  # characters before a name
_AFTER = re.compile(
    r"\s(?:\d{1,3}(?!\d|[,.:/]\d|%)(?! (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December))|(?:also |then |have |had |will |to )?(?:beat|beaten|defeated|thrashed|edged|drew"
    r"|lost|win|won|hosts?|hosted|visits?|face|faced|played?|plays|leads?|led|scored|score|striker|midfielder"
    r"|defender|goalkeeper|coach|captain|fans|forward|winger|skipper|equali[sz]ed|signed|topped|finished"
    r"|advanced|trailed|take on|took on|were|are|have|players?|side)\b)"
    r"|['’]s? (?:\w+ )?(?:goal|striker|midfielder|defender|goalkeeper|coach|captain|fans|forward|winger"
    r"|players?|win|victory|defeat|squad|defen[cs]e|lead|season|opener|stadium|manager|attack)\b"
)


def is_fixture(line: str) -> bool:
    """Whether a line gives who plays whom, in capitals: "CHICAGO AT BUFFALO", "MIAMI 94 DETROIT 84"."""
    played = _FIXTURE.fullmatch(line.strip())
    return played is not None and {kind_of(name.title()) for name in played.groups() if name} == {"place"}


def clubs_of_fixture(entities: Iterable[Entity]) -> list[Entity]:
    """The two of such a line, as clubs."""
    return [replace(entity, kind="organisation") for entity in entities]


def is_on_sports(text: str) -> bool:
    """Whether an article reports on matches, by the words at its beginning."""
    short = len(text) < _SHORT
    if not short and sum(word in text for word in _COMMONEST) < _FEWEST:
        return False  # so it is of most articles, and the words need not be counted
    words = {word.strip(".,;:()\"'") for word in text[:_LOOK].lower().split()}
    told = len(words & tables.cues().sports)
    if short:
        told += bool(told) and (not words.isdisjoint(_SURE) or any(map(_SCORE.fullmatch, words)))
        return told >= _ENOUGH_IN_FEW
    return told >= _ENOUGH


def plays(run: Run, text: str) -> bool:
    """Whether a name does, or is given, what a team is: "X beat Y", "X 2 Y 1", "X striker"."""
    if _AFTER.match(text, run[-1].end):
        return True
    before = text[max(0, run[0].start - _NEAR) : run[0].start]
    return before[-1:] == " " and before[:-1].rpartition(" ")[2] in tables.cues().opponents

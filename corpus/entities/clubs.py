"""Clubs that bear the name of their town: in a report on a match, *Barcelona* may be eleven people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .runs import Run

_SPORTS = frozenset(
    "cup championship championships coach coached defender fixture fixtures football goal goals goalkeeper halftime"
    " half-time innings league matches midfielder opener pitcher playoff playoffs play-offs quarterback quarter-final"
    " quarterfinal rugby run-rate runs scored season semi-final semifinal soccer standings striker teammates team"
    " teams tournament touchdown wicket wickets winger baseball basketball hockey nhl nba nfl cricket"
    " equaliser equalizer penalty kickoff hat-trick victory defeat unbeaten match".split()
)
_ENOUGH = 4  # of these words, that a report on sports has
_LOOK = 4_000  # characters of an article that are looked at for them
_NEAR = 28  # characters before and after a name
_AFTER = re.compile(
    r"\s(?:\d{1,3}(?![\d,.%:/])(?! (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December))|(?:also |then |have |had |will |to )?(?:beat|beaten|defeated|thrashed|edged|drew|lost|win|won|hosts?"
    r"|hosted|visits?|face|faced|played?|plays|leads?|led|scored|score|striker|midfielder|defender|goalkeeper|coach"
    r"|captain|fans|forward|winger|skipper|equali[sz]ed|signed|topped|finished|advanced|trailed|take on|took on|were"
    r"|are|have|players?|side)\b)|['’]s? (?:\w+ )?(?:goal|striker|midfielder|defender|goalkeeper|coach|captain|fans"
    r"|forward|winger|players?|win|victory|defeat|squad|defen[cs]e|lead|season|opener|stadium|manager|attack)\b"
)
_BEFORE = re.compile(
    r"\b(?:beat|beating|defeated|defeating|thrashed|edged|against|v|vs|versus|over|champions|leaders|rivals|visitors"
    r"|hosts|side|club|team|visiting|striker|midfielder|defender|goalkeeper|coach|captain|winger|joined|join|signed for"
    r"|played for|plays for|play for|transfer to|move to)\.? $"
)


def is_on_sports(text: str) -> bool:
    """Whether an article reports on matches, by the words at its beginning."""
    words = {word.strip(".,;:()\"'") for word in text[:_LOOK].lower().split()}
    return len(words & _SPORTS) >= _ENOUGH


def plays(run: Run, text: str) -> bool:
    """Whether a name does, or is given, what a team is: "X beat Y", "X 2 Y 1", "X striker"."""
    start, end = run[0].start, run[-1].end
    return bool(_AFTER.match(text[end : end + _NEAR]) or _BEFORE.search(text[max(0, start - _NEAR) : start]))

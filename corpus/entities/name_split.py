"""A run of capitalised words, cut into pieces that can each be one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables
from .alias_table import kind_of
from .lexicon import is_people
from .mentions import OF, Piece, holds_organisation, is_full_name, name
from .runs import opens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .runs import Run

_RATHER_VERBS = frozenset({"Will", "May"})  # "Will Young agree?"
_NEAR = 4  # words within which an organisation's head follows its first word


def pieces(run: Run, text: str) -> Iterator[Piece]:
    """The parts of a run that are left when dates, peoples and sentence openers are removed."""
    whole = Piece(run, text)
    if len(run) == 1:
        if not run[0].known.starter:
            yield whole
    elif whole.kind:
        yield whole
    elif not whole.parted:
        trimmed = _without_opener(run, text)
        if trimmed:
            yield whole if len(trimmed) == len(run) else Piece(trimmed, text)
    else:
        for part in _parts(run, text):
            yield Piece(part, text)


def _parts(run: Run, text: str) -> Iterator[Run]:
    for part in _between_dates(run, text):
        trimmed = _without_opener(part, text)
        if trimmed and len(trimmed) < len(run) and kind_of(name(trimmed, text)):
            yield trimmed
        elif trimmed:
            yield from _between_peoples(trimmed)


def _between_dates(run: Run, text: str) -> Iterator[Run]:
    begin = 0
    for i, token in enumerate(run):
        if token.known.cut or (token.word == "May" and _has_number_beside(run, i, text)):
            if i > begin:
                yield run[begin:i]
            begin = i + 1
    if begin < len(run):
        yield run[begin:]


def _has_number_beside(run: Run, i: int, text: str) -> bool:
    before = text[max(0, run[i].start - 2) : run[i].start]
    return before.strip().isdigit() or text[run[i].end + 1 : run[i].end + 2].isdigit()


def _without_opener(run: Run, text: str) -> Run:
    """The run without words before its name: "The", and words that only begin a sentence."""
    while run and (run[0].known.starter or _only_opens(run, text)):
        if kind_of(name(run, text)):
            return run
        run = run[1:]
    return run


def _only_opens(run: Run, text: str) -> bool:
    first, cues = run[0], tables.cues()
    if not first.known.opener or not opens(text, first.start):
        return False
    if first.known.title or first.word in cues.roles or first.word in cues.compass:
        return len(run) == 1
    if _numbers_people(run):
        return True
    if len(run) > 1 and (holds_organisation(run[:_NEAR]) or run[1].link):
        return False
    if len(run) > 1 and is_full_name(run[:2]) and first.word not in _RATHER_VERBS:
        return False
    if len(run) > 1 and first.known.family and "-" in run[1].word:
        return False  # "Park Jie-won"
    return not kind_of(name(run, text))


def _numbers_people(run: Run) -> bool:
    """Whether the first word says whose people, not what: "Students of Lisbon University"."""
    first = run[0]
    is_many = first.word.endswith("s") and not first.known.head and not first.known.place_head
    return is_many and len(run) > 2 and run[1].link == "of" and run[-1].known.head  # noqa: PLR2004


def _between_peoples(run: Run) -> Iterator[Run]:
    """Cut at "Syrian", "South African", "Muslims", unless they belong to an organisation's name."""
    begin = 0
    for i in range(len(run)):
        width = _people_width(run, i)
        if width and not _belongs(run, i):
            if i + 1 - width > begin:
                yield run[begin : i + 1 - width]
            begin = i + 1
    if begin < len(run):
        yield run[begin:]


def _people_width(run: Run, i: int) -> int:
    """How many words that end here name a people: two for *Costa Ricans*, 0 for no people."""
    known = run[i].known
    if i and known.ends_people and is_people(f"{run[i - 1].word} {run[i].word}"):
        return 2
    return int(known.people)


def _belongs(run: Run, i: int) -> bool:
    """Whether a people belongs to a longer name: "British Airways", "Christian Bale", "Indian Ocean"."""
    if holds_organisation(run[i + 1 :]) or (run[i].link in OF and holds_organisation(run[:i])):
        return True
    if i + 1 == len(run):
        return False
    if is_full_name(run[i : i + 2]) or run[i + 1].known.place_head:
        return True
    return kind_of(f"{run[i].word} {run[i + 1].word}") is not None

"""Figures of a text: numbers with what they count, each with the passage that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.engine.budget import meter

from ..results import JsonReady
from .chunks import Chunk, chunks_of, passage_around
from .nouns import befalls, deed_before, is_counted, is_plural, noun_after, noun_key
from .numerals import Numeral, Value, numeral_at
from .vocabulary import BEFORE_YEARS, MONTHS, NAMED_BY_NUMBER, NAMED_IN_SHORT, TOLL_VERBS

NUMBER = 40_000
"""Work of looking what a number counts: in a text of numbers far more than to read it."""
_NAMED_IF_CAPITAL = frozenset(("Year", "Week", "Day"))
_YEARS = range(1500, 2100)
_EMERGENCY = ("911", "999", "112")
_CALLS = frozenset(
    ("calls", "callers", "operators", "dispatchers", "responses", "services", "centers", "centres")
)
_CODE = re.compile(r"[A-Z]{1,3}")
_DIGITS = re.compile(r"[+(]?\d[\d().-]*")
_TOLL_REACH = 12  # chunks between a toll and its number
_PARTING = frozenset(":|–—-")
_LONGEST_LABEL = 5  # words before a number in a table
_OF_ROUND_NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Figure(JsonReady):
    """A number with what it counts, as a text gives it.

    Attributes:
        number: as it is written, with "more than" and the like.
        noun: what it counts, as it is written.
        start, end: offsets of number and noun together in ``Article.text``.
        passage: the sentence or line that they stand in, as it is written; of a very long one, a part.
        passage_start: its offset.
    """

    number: str
    noun: str
    start: int
    end: int
    passage: str
    passage_start: int


@dataclass(frozen=True, slots=True)
class ComparableFigure:
    """A figure, and what it is compared by.

    Attributes:
        figure: as the text gives it.
        key: the same for what is counted alike.
        values: the number, or the two ends of a range; a word that names none.
    """

    figure: Figure
    key: str
    values: tuple[Value, ...]


def figures_in(text: str) -> list[ComparableFigure]:
    """The figures of a text in English, in order.

    Raises:
        CostError, DeadlineError: as of ``Meter.spend``.
    """
    chunks = chunks_of(text)
    found = []
    at = 0
    while at < len(chunks):
        numeral = numeral_at(chunks, at)
        if numeral is None:
            at += 1
            continue
        meter().spend(NUMBER)
        noun = None if _is_no_count(chunks, at, numeral) else _noun_of(chunks, at, numeral)
        if noun is not None:
            found.append(_count(text, chunks, numeral, noun))
        at = numeral.last + 1
    return found


def _noun_of(chunks: list[Chunk], at: int, numeral: Numeral) -> int | None:
    """The place of what a number counts: after it, before it as a deed, as a toll, or as a label."""
    noun = noun_after(chunks, numeral)
    if noun is not None and not is_counted(chunks, noun):
        return None
    if noun is None and not numeral.unit:
        noun = deed_before(chunks, numeral)
        if noun is None:
            noun = _toll_before(chunks, numeral)
        if noun is None:
            noun = _label_before(chunks, at, numeral)
    return noun


def _is_no_count(chunks: list[Chunk], at: int, numeral: Numeral) -> bool:
    """Whether a number is a year, a date, an age, a name, or a part of a longer row of digits."""
    before = chunks[at - 1] if at and not chunks[at - 1].ends_phrase else None
    following = chunks[numeral.last + 1] if numeral.last + 1 < len(chunks) else None
    is_followed = following is not None and not chunks[numeral.last].ends_phrase
    key = before.key if before else ""
    if _is_part(chunks, at) or _is_cut_year(chunks[at]):
        return True
    if numeral.is_vague or not chunks[at].text[:1].isdigit():
        return key in ("aged", "age", "number", "no")
    if key in NAMED_BY_NUMBER | MONTHS or (at and chunks[at - 1].key in NAMED_IN_SHORT | MONTHS):
        return True
    if is_followed and following and chunks[at].text in _EMERGENCY and following.key in _CALLS:
        return True
    if is_followed and following and (following.key in MONTHS or _DIGITS.fullmatch(following.text)):
        return True
    if before and _DIGITS.fullmatch(before.text) and not _is_year(before.text):
        return True
    if before and before.text in _NAMED_IF_CAPITAL:
        return True
    if before and _CODE.fullmatch(before.text) and not (following and following.text.isupper()):
        return key not in ("a", "i")
    return numeral.is_bare and _is_year(chunks[at].text) and _may_be_year(chunks[at].text, key)


def _is_part(chunks: list[Chunk], at: int) -> bool:
    """Whether it is what others are reckoned by (``1 in 500 users``), or the end of a torn one."""
    before = at - 1
    if before >= 0 and not chunks[before].text:  # a comma, a point or a colon by itself
        return bool(before and _DIGITS.fullmatch(chunks[before - 1].text))
    if before > 0 and chunks[before].key == "every":
        before -= 1
    if before > 0 and (chunks[before - 1].key, chunks[before].key) == ("out", "of"):
        return True
    of = numeral_at(chunks, before - 1) if before > 0 and chunks[before].key == "in" else None
    return of is not None and of.last == before - 1 and not of.unit and not chunks[of.last].ends_phrase


def _is_cut_year(chunk: Chunk) -> bool:
    """``'09``, and no quotation."""
    return chunk.before in ("'", "’", "‘") and len(chunk.text) == len("09") and chunk.text.isdecimal()


def _is_year(text: str) -> bool:
    return len(text) == len("2016") and text.isdecimal() and int(text) in _YEARS


def _may_be_year(text: str, before: str) -> bool:
    """Whether four digits may be a year: all but round ones that stand by themselves."""
    return bool(int(text) % _OF_ROUND_NUMBERS) or before in BEFORE_YEARS


def _toll_before(chunks: list[Chunk], numeral: Numeral) -> int | None:
    """The toll whose height a number is: ``death toll rises to 15``."""
    before = numeral.first - 1
    if before < 0 or chunks[before].key not in TOLL_VERBS:
        return None
    for place in range(before, max(-1, before - _TOLL_REACH), -1):
        if chunks[place].ends_phrase and place < before and not chunks[place].after.startswith(","):
            return None
        if chunks[place].key in ("toll", "tolls"):
            return place
    return None


def _label_before(chunks: list[Chunk], at: int, numeral: Numeral) -> int | None:
    """What stands before a number alone in a line: ``Civilians: 54``."""
    label = at - 1
    is_parted = label >= 0 and not _PARTING.isdisjoint(chunks[label].after + chunks[at].before)
    if label >= 0 and not chunks[label].text:  # a bar or a dash by itself
        label, is_parted = label - 1, True
    if label < 0 or not is_parted or "\n" in chunks[label].after or numeral.first != at:
        return None
    if "\n" not in chunks[numeral.last].after and numeral.last + 1 < len(chunks):
        return None
    start = label
    while start and "\n" not in chunks[start - 1].after:
        start -= 1
        if label - start >= _LONGEST_LABEL:
            return None
    word = chunks[label].text
    return label if is_plural(word) or befalls(word) or word.lower() == "toll" else None


def _count(text: str, chunks: list[Chunk], numeral: Numeral, noun: int) -> ComparableFigure:
    first, last = min(numeral.first, noun), max(numeral.last, noun)
    start, end = passage_around(chunks, first, last)
    figure = Figure(
        number=text[chunks[numeral.first].start : chunks[numeral.last].end],
        noun=chunks[noun].text,
        start=chunks[first].start,
        end=chunks[last].end,
        passage=text[start:end],
        passage_start=start,
    )
    key = " ".join(filter(None, (numeral.unit, noun_key(chunks[noun].text))))
    return ComparableFigure(figure, key, numeral.values)

"""Forms that divide a period: "early March 2016", "end of October 2016", "mid-1990s"."""

from __future__ import annotations

import re
from datetime import timedelta

from corpus.dates.names import small_number

from .grammar import COUNT, Divisions
from .phrase import DatePhrase
from .range import Range
from .spans import days, months, step, years

EDGE = r"(?:the )?(?:very )?(?P<edge>beginning|start|middle|end|close) of (?P<rest>.+)"
_THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "close": 2}
_MIDDLE, _LAST = 1, 2
_DECADE_PARTS = ((0, 4), (4, 3), (7, 3))  # first year and number of years
_HALF_MONTH = 15  # days


def _third(phrase: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """The early, middle or late part of a month, a season or quarter, a year, a decade."""
    found = _third_of(whole, _THIRDS[match["third"]])
    if found:
        phrase.note(f"read as {found}")
    return found


def _third_of(whole: Range, place: int) -> Range | None:
    since = whole.since
    if since is None or whole.until is None:
        return None
    if whole == years(since.year):
        return months(since.year, 4 * place + 1, 4)
    if whole == months(since.year, since.month):
        third = days(since + timedelta(days=10 * place), 10)
        return third if place < _LAST else Range(third.since, whole.until)
    if whole == months(since.year, since.month, 3):
        first = months(since.year, since.month, place + 1)
        return Range(months(since.year, since.month, place).until, first.until) if place else first
    if whole == years(since.year, 10) and since.year % 10 == 0:
        first_year, number = _DECADE_PARTS[place]
        return years(since.year + first_year, number)
    return None


def _half(phrase: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """The first or second half of a month, which ends with its day 15, or of a decade or century."""
    since, is_first = whole.since, match["half"] in ("first", "1st")
    if since is None or whole.until is None:
        return None
    if whole == months(since.year, since.month):
        middle = since + timedelta(days=_HALF_MONTH)
    else:
        length = whole.until.year - since.year
        if length not in (10, 100) or whole != years(since.year, length):
            return None
        middle = since.replace(year=since.year + length // 2)
    found = Range(since, middle) if is_first else Range(middle, whole.until)
    phrase.note(f"read as {found}")
    return found


def _some_units(phrase: DatePhrase, match: re.Match[str], whole: Range) -> Range | None:
    """The first or last days, weeks or months of a month, a quarter, a year."""
    count = small_number(match["count"])
    if not count or whole.since is None or whole.until is None:
        return None
    length = count * step(match["unit"])
    is_first = match["which"] == "first"
    found = Range(whole.since, whole.since + length) if is_first else Range(whole.until - length, whole.until)
    if found.intersection(whole) != found:
        raise ValueError(f"it has not so many {match['unit']}")
    phrase.note(f"read as {found}")
    return found


PARTS: Divisions = (
    (
        rf"(?:the )?(?P<which>first|last) {COUNT} (?P<unit>days|weeks|months) (?:of|in) (?P<rest>.+)",
        _some_units,
    ),
    (r"(?:the )?(?P<third>early|mid|late)[ -](?P<rest>.+)", _third),
    (EDGE.replace("edge", "third"), _third),
    (r"(?:the )?(?P<half>first|second|1st|2nd) half of (?P<rest>.+)", _half),
    (r"(?:the )?(?P<half>first|second|1st|2nd) half (?P<rest>[a-z]+\.?,? \d{4})", _half),
)

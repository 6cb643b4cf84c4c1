"""Forms of decades and centuries: "the nineties", "2010s", "the 19th century"."""

from __future__ import annotations

import re

from .grammar import Forms
from .phrase import DatePhrase
from .range import Range
from .spans import years

TENS = {
    "noughties": 0, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_FIRST = 13
CENTURIES = (
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
)


def _decade(phrase: DatePhrase, match: re.Match[str]) -> Range:
    year = int(match["year"])
    if year % 100 == 0 and year != 2000:  # noqa: PLR2004 -- the 2000s are not yet used for a century
        hint = f"Write {year}..{year + 9} or {year}..{year + 99}."
        raise phrase.refusal("it may be a decade or a century", hint)
    return years(year, 10)


def _named_decade(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest decade of that name that is over; of those that might be the present one, none."""
    tens = TENS.get(match["name"])
    if tens is None:
        return None
    this = phrase.today.year
    year = this - this % 100 + tens
    if year > this - 10:
        year -= 100
        if _may_be_present(this, year + 100):
            hint = f"Write {year}s or {year + 100}s."
            raise phrase.refusal(f"it may be the {year}s or the {year + 100}s", hint)
    found = years(year, 10)
    phrase.note(f"read as {found}")
    return found


def _may_be_present(this: int, year: int) -> bool:
    """Whether people speak of a decade already: it has begun, or begins within ten years."""
    return year <= this + 10


def _short_decade(phrase: DatePhrase, match: re.Match[str]) -> Range:
    tens = match["tens"]
    raise phrase.refusal("its century is missing", f"Write 19{tens}s, or another century.")


def _century(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    text = match["number"]
    if text.isdecimal():
        number = int(text)
    elif text in CENTURIES:
        number = _FIRST + CENTURIES.index(text)
    else:
        return None
    found = years(100 * (number - 1) + 1, 100)
    phrase.note(f"read as {found}: a century ends with its hundredth year")
    return found


DECADES: Forms = (
    (r"(?:the )?(?P<year>\d{3}0)['’]?s", _decade),
    (r"(?:the )?(?P<name>[a-z]+ties)", _named_decade),
    (r"(?:the )?['’‘]?(?P<tens>\d0)['’]?s", _short_decade),
    (r"(?:the )?(?P<number>\d\d?(?=st|nd|rd|th)|[a-z]+(?:-[a-z]+)?)(?:st|nd|rd|th)?[ -]century", _century),
)

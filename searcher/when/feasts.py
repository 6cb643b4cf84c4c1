"""Forms of feasts that are kept on one day everywhere: "Christmas 2015", "New Year's Eve 2015"."""

from __future__ import annotations

import re
from datetime import date

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

from corpus.dates.names import english_month

from .grammar import OF_YEAR, Forms, year_of
from .phrase import DatePhrase
from .range import Range
from .spans import days

NAMES = {  # month and day, by their names without apostrophes
    "new years day": (1, 1),
    "valentines day": (2, 14),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
    "new years eve": (12, 31),
    "halloween": (10, 31),
    "bastille day": (7, 14),
    "st patricks day": (3, 17),
    "armistice day": (11, 11),
    "international womens day": (3, 8),
}
_DIFFERING = "thanksgiving|independence day|mothers day|fathers day|labou?r day|national day|memorial day"


def _feast(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    name = re.sub(r"['’ʼ‘.]", "", match["name"])
    year = year_of(phrase, match["year"])
    if name in ("easter", "easter sunday"):
        return days(_easter(phrase, year))
    if re.fullmatch(_DIFFERING, name):
        raise phrase.refusal("its day differs from country to country", "Write the day itself.")
    if name not in NAMES:
        return None
    month, day = NAMES[name]
    phrase.note(f"read as {day} {english_month(month)} {year}")
    return days(date(year, month, day))


def _easter(phrase: DatePhrase, year: int) -> date:
    """Easter Sunday, where both churches keep it on one day."""
    western, orthodox = easter(year, EASTER_WESTERN), easter(year, EASTER_ORTHODOX)
    if western != orthodox:
        hint = f"Write {western} (Western) or {orthodox} (Orthodox)."
        raise phrase.refusal("the churches kept it on two days", hint)
    return western


def _yearless_feast(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    name = re.sub(r"['’ʼ‘.]", "", match["name"])
    if name not in NAMES and name != "easter":
        return None
    raise phrase.refusal("its year is missing", f"Write {phrase.typed_part} and a year.")


FEASTS: Forms = (
    (rf"(?P<name>[a-z'’ʼ‘. ]+?){OF_YEAR}", _feast),
    (r"(?P<name>[a-z'’ʼ‘. ]+)", _yearless_feast),
)

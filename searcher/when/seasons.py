"""Forms of seasons, which are three whole months each, as in the north.

The meteorological seasons: spring begins in March, summer in June, autumn in September, winter in December.
"""

from __future__ import annotations

import re

from .grammar import OF_YEAR, Forms, year_of
from .phrase import DatePhrase
from .range import Range
from .spans import latest_of, months

SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_FIRST_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SPRING = 3  # the month in which a winter has ended


def last_season(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The latest season of that name that is over."""
    name = match["season"]
    found = latest_of(lambda year: _season(year, name), phrase.today.replace(day=1), whole=True)
    return _tell(phrase, found) if found else None


def _season(year: int, name: str) -> Range:
    return months(year, _FIRST_MONTHS[name], 3)


def _tell(phrase: DatePhrase, found: Range) -> Range:
    phrase.note(f"read as {found}: a season is three whole months, as in the north")
    return found


def _season_of_year(phrase: DatePhrase, match: re.Match[str]) -> Range:
    year = year_of(phrase, match["year"])
    if match["season"] == "winter":
        hint = f"Write winter {year - 1}-{year} or winter {year}-{year + 1}."
        raise phrase.refusal("a winter begins in one year and ends in the next", hint)
    return _tell(phrase, _season(year, match["season"]))


def _winter(phrase: DatePhrase, match: re.Match[str]) -> Range:
    year, following = int(match["year"]), match["next"]
    if str(year + 1)[-len(following) :] != following:
        raise ValueError("a winter ends in the year after it began")
    return _tell(phrase, _season(year, "winter"))


def _this_season(phrase: DatePhrase, match: re.Match[str]) -> Range:
    today, name = phrase.today, match["season"]
    if name != "winter":
        return _tell(phrase, _season(today.year, name))
    if _SPRING <= today.month < _FIRST_MONTHS["winter"]:
        hint = f"Write winter {today.year - 1}-{today.year} or winter {today.year}-{today.year + 1}."
        raise phrase.refusal("it may be the winter that is over, or the one to come", hint)
    return _tell(phrase, _season(today.year - (today.month < _SPRING), name))


def _yearless_season(phrase: DatePhrase, match: re.Match[str]) -> Range:
    name = match["season"]
    raise phrase.refusal("its year is missing", f"Write last {name}, or {name} and a year.")


SEASONS: Forms = (
    (rf"(?:the )?{SEASON}{OF_YEAR}", _season_of_year),
    (r"(?:the )?winter(?: of)? (?P<year>\d{4})[-–/](?P<next>\d\d|\d{4})", _winter),
    (rf"this {SEASON}", _this_season),
    (rf"(?:the )?{SEASON}", _yearless_season),
)

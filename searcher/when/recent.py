"""Forms reckoned from today: "past 90 days", "last week", "a fortnight ago", "year to date"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.dates.names import month_number, small_number, weekday_number

from .grammar import CALENDAR_UNIT, COUNT, UNIT, Forms, first_form
from .phrase import DatePhrase
from .range import Range
from .seasons import SEASON, last_season
from .spans import calendar_unit, days, latest, latest_weekday, step, weekend, years


def _ago(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    since = _back(phrase, match)
    return None if since is None else days(since)


def _rolling(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    since = _back(phrase, match)
    if since is None:
        return None
    found = Range(since, days(phrase.today).until)
    if match["unit"].startswith("quarter"):
        phrase.note(f"read as {found}: so many times three months, up to today")
    return found


def _back(phrase: DatePhrase, match: re.Match[str]) -> date | None:
    """The day that is so many units before now, or None where the number is none."""
    count = small_number(match["count"] or "one")
    if count == 0:
        raise ValueError("the number must be one or more")
    return (phrase.now - count * step(match["unit"])).date() if count else None


def _refuse_uncounted(phrase: DatePhrase, _: re.Match[str]) -> Range:
    raise phrase.refusal("it does not say how many", "Write the number: past 3 weeks, 3 days ago.")


def _this(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return calendar_unit(match["unit"], phrase.today)


def _the_unit(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The present one, in "the end of the year"; by itself it may be another."""
    return _this(phrase, match) if phrase.folded.endswith(" of ", 0, phrase.start) else None


def _previous(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return calendar_unit(match["unit"], phrase.today - step(match["unit"]))


def _before_last(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return calendar_unit(match["unit"], phrase.today - 2 * step(match["unit"]))


def _next(phrase: DatePhrase, match: re.Match[str]) -> Range:
    return calendar_unit(match["unit"], phrase.today + step(match["unit"]))


def _coming_weekday(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """A day such as "next Friday" and "this Friday", which people read in two ways."""
    number = weekday_number(match["weekday"])
    if number is None:
        return None
    coming = days(phrase.today + timedelta(days=(number - phrase.today.weekday() - 1) % 7 + 1)).since
    assert coming
    other = coming + timedelta(days=7 if match["which"] == "next" else -7)
    raise phrase.refusal("it may be either of two days", f"Write {coming} or {other}.")


def _to_date(phrase: DatePhrase, match: re.Match[str]) -> Range:
    unit = next(unit for unit in ("week", "month", "quarter", "year") if unit[0] == match["unit"][0])
    return Range(calendar_unit(unit, phrase.today).since, days(phrase.today).until)


def _weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today)


def _this_weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today + timedelta(days=6 - phrase.today.weekday()))


def _last_weekend(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today - timedelta(days=2))  # on a Sunday, the one before


def _weekend_before_last(phrase: DatePhrase, _: re.Match[str]) -> Range:
    return weekend(phrase.today - timedelta(days=9))


def _last(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    return first_form(RECENT, phrase.part(match, "rest"))


def _last_name(phrase: DatePhrase, match: re.Match[str]) -> Range | None:
    """The weekday or month of that name before the current one."""
    weekday = weekday_number(match["name"])
    if weekday is not None:
        return latest_weekday(weekday, phrase.today - timedelta(days=1))
    month = month_number(match["name"])
    return latest(month, None, phrase.today.replace(day=1) - timedelta(days=1)) if month else None


def _last_decade(phrase: DatePhrase, match: re.Match[str]) -> Range:
    length = 10 if match["unit"] == "decade" else 100
    year = phrase.today.year
    begun = year - year % length - length
    hint = f"Write past {length} years, or {years(begun, length)}."
    raise phrase.refusal(f"it may be the past {length} years, or the {match['unit']} before this one", hint)


RECENT: Forms = (  # after "last"
    (CALENDAR_UNIT, _previous),
    (r"weekend", _last_weekend),
    (r"(?P<unit>decade|century)", _last_decade),
    (r"(?P<count>)(?P<unit>fortnight)", _rolling),
    (SEASON, last_season),
    (rf"{COUNT} ?{UNIT}", _rolling),
    (r"(?P<name>[a-z]+)\.?", _last_name),
)
RECKONED: Forms = (
    (rf"(?:an? )?(?:few|couple of|couple|several|some|many) {UNIT} ago", _refuse_uncounted),
    (rf"(?:the )?(?:past|last) (?:few|couple of|couple|several|many) {UNIT}", _refuse_uncounted),
    (rf"{COUNT} ?{UNIT} ago(?: today)?", _ago),
    (rf"(?:the )?past (?:{COUNT} ?)?{UNIT}", _rolling),
    (r"(?:the )?last (?P<rest>.+)", _last),
    (rf"(?:the )?previous {CALENDAR_UNIT}", _previous),
    (rf"(?:the )?{CALENDAR_UNIT} before last", _before_last),
    (r"(?:the )?weekend before last", _weekend_before_last),
    (r"(?:this|the current) (?P<unit>week|month|quarter|year|decade)", _this),
    (rf"the {CALENDAR_UNIT}", _the_unit),
    (rf"next {CALENDAR_UNIT}", _next),
    (r"(?P<which>next|this) (?P<weekday>[a-z]+)\.?", _coming_weekday),
    (rf"(?:the )?{CALENDAR_UNIT} to date", _to_date),
    (rf"so far this {CALENDAR_UNIT}", _to_date),
    (r"(?P<unit>[wmqy])td", _to_date),
    (r"(?:the )?weekend", _weekend),
    (r"this weekend", _this_weekend),
)

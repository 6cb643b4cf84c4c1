"""Stamps as nobody should write them: pieces of dates at random, and true stamps with slips."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

_PIECES = """Thu jeudi پنجشنبه Dec December آذر Azar ماه 1 01 11 13 31 99 2016 16 1395 1400 1420 ۱۱ ۱۳۹۵
22:09 22:09:60 10:09 PM a.m. Z GMT GMT+1 UTC-25 EST IST +0330 -12:30 +99:99 - / . , T W48 st º de of at ساعت
شمسی : ( ) | today -1 0 00/00/0000 9999-12-31 2016-12-01 20161201 2016-366 01/02/2016 13.02.2016 1480587000
null NaN # İ ß ② ½ 99999999999999999999"""
PIECES = (*re.split(r"[ \n]", _PIECES), "\x00", "\x05RM", "\ud800", "\u200f", "\u2028")
FORMS = (
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d/%m/%Y",
    "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y, %H:%M",
    "%B %d, %Y at %H:%M",
    "%H:%M, %d %B %Y",
    "%d-%b-%y",
)
_FIRST, _DAYS = datetime(1400, 1, 2), 292_000


def fuzzed(number: int, seed: int = 2016) -> Iterator[str]:
    """So many stamps, always the same ones: a third true, a third with slips, a third of pieces."""
    choice = random.Random(seed)
    for count in range(number):
        match count % 3:
            case 0:
                yield _true(choice)
            case 1:
                yield _slipped(_true(choice), choice)
            case _:
                yield " ".join(choice.choices(PIECES, k=choice.randrange(7)))


def _true(choice: random.Random) -> str:
    zone = timezone(timedelta(minutes=choice.randrange(-12 * 60, 14 * 60, 15)))
    moment = _FIRST + timedelta(days=choice.randrange(_DAYS), seconds=choice.randrange(86_400))
    return moment.replace(tzinfo=zone).strftime(choice.choice(FORMS))


def _slipped(stamp: str, choice: random.Random) -> str:
    """With one to three characters dropped, doubled, changed, or a piece put in."""
    for _ in range(choice.randint(1, 3)):
        place = choice.randrange(len(stamp) + 1)
        before, after = stamp[:place], stamp[place:]
        stamp = choice.choice(
            (
                before + after[1:],
                before + before[-1:] + after,
                before + choice.choice("0123456789-/:.TZ+ ۰۹abİ\x00\ud83d") + after[1:],
                before + choice.choice(PIECES) + after,
            )
        )
    return stamp

"""Dates as written in Chinese, Japanese and Korean -> the same in the order and marks of ISO 8601."""

from __future__ import annotations

import re

_DAY = r"(?<!\d)(\d{4}) ?[年년] ?(\d\d?) ?[月월] ?(\d\d?) ?[日号號일]"
_HALVES = {"午前": "AM", "上午": "AM", "오전": "AM", "午後": "PM", "下午": "PM", "오후": "PM"}
_CLOCK = (
    rf"(?P<half>{'|'.join(_HALVES)})? ?(?P<hour>\d\d?)(?: ?[時时點点시] ?|[:：])(?P<minute>\d\d?)"
    r"(?:(?: ?[分분] ?|[:：])(?P<second>\d\d?)(?: ?[秒초])?)?(?: ?[分분])?(?!\d)"
)
_WEEKDAYS = (
    ("月", "一", "월"),
    ("火", "二", "화"),
    ("水", "三", "수"),
    ("木", "四", "목"),
    ("金", "五", "금"),
    ("土", "六", "토"),
    ("日", "日", "일"),
)
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names} | {"天": 6}
_WEEKDAY = (
    r"(?:星期|[周週]|礼拜|禮拜)(?P<chinese>[一二三四五六日天])"
    r"|(?P<long>[月火水木金土日])曜日?|(?P<korean>[월화수목금토일])요일|[(（](?P<short>[月火水木金土日월화수목금토일])[)）]"
)
_IDEOGRAPHS = re.compile(r"[年년月월日일時时點点시:星周週曜]")


def western_form(text: str) -> str:
    """The text with its day as ``2016-12-01``, its weekday in English after that, its time as ``22:09 PM``.

    Args:
        text: as ``names.plain`` leaves it, with western digits.
    """
    if text.isascii() or not _IDEOGRAPHS.search(text):
        return text
    text = re.sub(_DAY, r" \1-\2-\3 ", text)
    text = re.sub(_WEEKDAY, _english_weekday, text)
    text = re.sub(_CLOCK, _western_clock, text)
    return re.sub(r" ?[，、] ?", ", ", " ".join(text.split()))


def _english_weekday(match: re.Match[str]) -> str:
    return f" {_ENGLISH[_NUMBERS[next(filter(None, match.groups()))]]} "


def _western_clock(match: re.Match[str]) -> str:
    second = f":{int(match['second']):02}" if match["second"] else ""
    half = f" {_HALVES[match['half']]}" if match["half"] else ""
    if half == " PM" and int(match["hour"]) > 12:  # noqa: PLR2004 -- "下午14:05" says it twice
        half = ""
    return f" {match['hour']}:{int(match['minute']):02}{second}{half} "

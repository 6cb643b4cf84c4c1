"""Stamps and date lines of articles: read whole, or refused with a reason."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Published
from corpus.dates import jalali, names, read_date_line, read_published
from corpus.dates.stamps import numeric_order
from corpus.errors import AmbiguousDateError, DateError
from tests.stamps import fuzzed

PIECES = (
    "Thu jeudi Dec December 11 1 01 2016 16 1395 azar آذر ۱۱ 22:09:14 10:09 PM Z GMT IST +0330 +03:30 - / . "
    ", T 2016-12-01 20161201 W48 de of at st : ( ) \x05 RM # \ud800 \u200f İ 99999999999999999999"
)

WIRE_MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"


def read(raw: str, *, day_first: bool | None = None) -> str:
    """The stamp in ISO 8601, cut to its precision, or "refused"."""
    try:
        return str(read_published(raw, origin="field", day_first=day_first))
    except DateError:
        return "refused"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2016-12-01", "2016-12-01"),
        ("20161201", "2016-12-01"),
        ("2016-W48-4", "2016-12-01"),
        ("2016-12-01T22:09:14", "2016-12-01T22:09:14"),
        ("2016-12-01 22:09", "2016-12-01T22:09"),
        ("2016-12-01T22:09:14Z", "2016-12-01T22:09:14+00:00"),
        ("2016-12-01t22:09:14z", "2016-12-01T22:09:14+00:00"),
        ("2016-12-01T22:09:14.123456789+0330", "2016-12-01T22:09:14+03:30"),
        ("2016-12-01T22:09:14,5+03:30", "2016-12-01T22:09:14+03:30"),
        ("2016-12-01 22:09:14 -05:00", "2016-12-01T22:09:14-05:00"),
        ("2016-12-01 22:09:14\u221205:00", "2016-12-01T22:09:14-05:00"),
        ("20161201T220914Z", "2016-12-01T22:09:14+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2016-12-31T24:00", "2017-01-01T00:00"),
        ("2016-12-01Z", "2016-12-01"),
        ("2016-12", "2016-12"),
        ("2016", "2016"),
        ("1400-01-01", "1400-01-01"),
        ("2199-12-31", "2199-12-31"),
    ],
)
def test_iso_8601(raw: str, expected: str) -> None:
    assert read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thu, 01 Dec 2016 22:09:14 GMT", "2016-12-01T22:09:14+00:00"),
        ("Thu, 1 Dec 2016 22:09:14 +0000 (UTC)", "2016-12-01T22:09:14+00:00"),
        ("01 Dec 16 22:09 EST", "2016-12-01T22:09-05:00"),
        ("Thu Dec 1, 2016 22:09:14", "2016-12-01T22:09:14"),
        ("Thu Dec  1 22:09:14 2016", "2016-12-01T22:09:14"),
        ("Thu Dec  1 22:09:14 CET 2016", "2016-12-01T22:09:14+01:00"),
        ("Thu Dec 01 22:09:14 +0000 2016", "2016-12-01T22:09:14+00:00"),
        ("December 1st, 2016 10:09 PM IST", "2016-12-01T22:09"),
        ("December 1, 2016 at 12:09 a.m.", "2016-12-01T00:09"),
        ("December 1, 2016 | 10 PM", "2016-12-01T22:00"),
        ("15:56 BST, 27 April 2024", "2024-04-27T15:56"),
        ("Dec. 1, 2016", "2016-12-01"),
        ("Sept. 1, 2016", "2016-09-01"),
        ("1 December 2016", "2016-12-01"),
        ("1st of December 2016", "2016-12-01"),
        ("2016 Dec 1", "2016-12-01"),
        ("December 2016", "2016-12"),
        ("2016/12/01 11:30", "2016-12-01T11:30"),
        ("2016/12", "2016-12"),
        ("06.11.2016 - 13:55 GMT+1", "2016-11-06T13:55+01:00"),
        ("26.11.2016 - 13:55 GMT+1", "2016-11-26T13:55+01:00"),
    ],
)
def test_stamps_of_mail_feeds_and_pages(raw: str, expected: str) -> None:
    assert read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("19-OCT-1987 13:30:41.59", "1987-10-19T13:30:41"),
        (" 1-MAR-1987 01:41:26.47", "1987-03-01T01:41:26"),
        ("27-MAR-1987 02:17:09.88\x05\x05\x05RM", "1987-03-27T02:17:09"),
        ("27-MAR-1987 02:17:09.88\x05\x05\x05C G T M", "1987-03-27T02:17:09"),
        ("9-APR-1987 00:00:00.00    # added later", "1987-04-09T00:00:00"),
        ("31-MAR-1987 605:12:19.12", "1987-03-31"),
        ("26-FEB-87", "1987-02-26"),
        ("26-FEB-49", "refused"),
        ("26-FEB-50", "1950-02-26"),
        ("2016\x05-12-01", "refused"),
        ("2016\x05\x05 12", "refused"),
    ],
)
def test_stamps_of_wires(raw: str, expected: str) -> None:
    assert read(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "1 décembre 2016",
        "1er de\u0301cembre 2016",
        "jeudi 1 déc. 2016",
        "1 de diciembre de 2016",
        "jueves, 1 dic 2016",
        "Donnerstag, 1. Dezember 2016",
        "giovedì 1 dicembre 2016",
        "quinta-feira, 1º de dezembro de 2016",
        "donderdag 1 december 2016",
        "1 ديسمبر 2016",
        "الخميس، ١ كانون الأول ٢٠١٦",
        "۱ دسامبر ۲۰۱۶",
        "11 Azar 1395",
        "۱۱ آذر ۱۳۹۵",
        "پنج‌شنبه ۱۱ آذر ۱۳۹۵",
        "1395/09/11",
        "۱۳۹۵/۰۹/۱۱",
        "۱۳۹۵-۰۹-۱۱",
        "\u200f1395/9/11\u200f",
        "1395.09.11",
        "۱۳۹۵ / ۹ / ۱۱",
        "Azar 11, 1395",
        "Thursday 11 Azar 1395",
        "1395 آذر 11",
        "۱۱ آذرماه ۱۳۹۵",
        "۱۱ آذر ماه ۱۳۹۵",
        "پنجشنبه ۱۱ آذر ۱۳۹۵ هجری شمسی",
        "۱۱ آذر ۱۳۹۵ خورشیدی",
        "۱۱ قوس ۱۳۹۵",
        "۱۱ قوس ۱۳۹۵ ه.ش",
    ],
)
def test_one_day_in_many_languages(raw: str) -> None:
    assert read(raw) == "2016-12-01"


@pytest.mark.parametrize(
    "raw",
    [
        "۱۳۹۵/۰۹/۱۱ ۲۲:۰۹",
        "۱۳۹۵/۰۹/۱۱ - ۲۲:۰۹",
        "۲۲:۰۹ - ۱۳۹۵/۰۹/۱۱",
        "۲۲:۰۹ ۱۳۹۵/۰۹/۱۱",
        "ساعت ۲۲:۰۹ پنجشنبه ۱۱ آذر ۱۳۹۵",
        "پنجشنبه ۱۱ آذر ۱۳۹۵ ساعت ۲۲:۰۹",
        "۱۱ آذر ۱۳۹۵ هجری شمسی، ۲۲:۰۹",
        "11 Azar 1395 22:09",
    ],
)
def test_one_minute_in_many_jalali_forms(raw: str) -> None:
    assert read(raw) == "2016-12-01T22:09"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("20161231T235960Z", "2016-12-31T23:59:59+00:00"),
        ("2017-01-01T03:29:60.5+03:30", "2017-01-01T03:29:59+03:30"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("2016-12-31T23:59:61Z", "refused"),
        ("Sat, 31 Dec 2016 23:59:61 GMT", "refused"),
    ],
)
def test_a_leap_second_stays_in_its_day(raw: str, expected: str) -> None:
    assert read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon 01/02/2016", "2016-02-01"),
        ("Saturday, 01/02/2016", "2016-01-02"),
        ("Tue 01/02/2016", "refused"),
        ("Fri 05.08.2016 10:00", "2016-08-05T10:00"),
    ],
)
def test_a_weekday_settles_a_numeric_order(raw: str, expected: str) -> None:
    assert read(raw) == expected


def test_an_ambiguous_date_tells_both_of_its_meanings() -> None:
    with pytest.raises(AmbiguousDateError) as caught:
        read_published("01/02/2016 10:00Z", origin="field")
    assert str(caught.value.day_first) == "2016-02-01T10:00+00:00"
    assert str(caught.value.month_first) == "2016-01-02T10:00+00:00"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13/02/2016", ("/", True)),
        ("02/13/2016 10:00", ("/", False)),
        ("13. 2. 2016", (".", True)),
        ("Mon 01/02/2016", ("/", True)),
        ("Sat 01/02/2016", ("/", False)),
        ("۲۵/۰۹/۱۳۹۵", ("/", True)),
        ("02/02/2016", None),
        ("2016-02-13", None),
        ("13 February 2016", None),
    ],
)
def test_a_date_with_one_meaning_tells_its_order(raw: str, expected: tuple[str, bool] | None) -> None:
    assert numeric_order(read_published(raw, origin="field")) == expected


@pytest.mark.parametrize(
    ("raw", "day_first", "expected"),
    [
        ("31/03/2016", None, "2016-03-31"),
        ("03/31/2016", None, "2016-03-31"),
        ("31.03.2016", None, "2016-03-31"),
        ("02/02/2016", None, "2016-02-02"),
        ("01/02/2016", None, "refused"),
        ("01.02.2016", None, "2016-02-01"),
        ("01.02.2016", False, "2016-01-02"),
        ("01/02/2016", True, "2016-02-01"),
        ("01/02/2016", False, "2016-01-02"),
        ("22/11/2024 à 09:47", None, "2024-11-22T09:47"),
        ("31/13/2016", None, "refused"),
    ],
)
def test_a_numeric_order_is_certain_or_stated(raw: str, *, day_first: bool | None, expected: str) -> None:
    assert read(raw, day_first=day_first) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "no form"),
        ("Mosul", "no form"),
        ("54", "no form"),
        ("9999999999", "in the future"),
        ("14805870000", "no form"),
        ("July 18", "no form"),
        ("3 hours ago", "no form"),
        ("today", "no form"),
        ("22:09:14", "no form"),
        ("25.04.24", "may be the year"),
        ("12/1/16", "may be the year"),
        ("26-FEB-49", "1949 or 2049"),
        ("1 listopada 2016", "October or November"),
        ("Updated 1 December 2016", "not a day of the week"),
        ("01/02/2016", "ambiguous"),
        ("1438/03/01", "Jalali or Hijri"),
        ("Fri, 1 Dec 2016", "is not a Fri"),
        ("December 1, 2016 Friday", "is not a Friday"),
        ("Foo, 01 Dec 2016", "not a day of the week"),
        ("1 Foo 2016", "not a month"),
        ("1 Dec 2016 22:09 foo", "not a time zone"),
        ("1 Dec 2016 22:09 IST+2", "not an offset"),
        ("2016-12-01T22:09:14+23:00", "offset"),
        ("1 Dec 2016 22:09 +0199", "offset"),
        ("2016-12-01T25:00", "hour"),
        ("1 Dec 2016 22:61", "minute"),
        ("1 Dec 2016 22:09:61", "second"),
        ("1 Dec 2016 13:00 PM", "a.m. or p.m"),
        ("2016-02-30", "day"),
        ("30 Esfand 1396", "day"),
        ("11 Azar 2016", "Jalali"),
        ("1395", "1400 to 2199"),
        ("1395-09-11", "1400 to 2199; a Jalali date is written 1395/09/11"),
        ("1399-12-31", "1400 to 2199"),
        ("2200-01-01", "1400 to 2199"),
        ("9999-12-31T24:00", "out of range"),
        ("2016-12-01 and more", "not a day of the week"),
        ("2016-12-01\n2016-12-02", "no form"),
    ],
)
def test_a_refusal_says_why_and_shows_a_form_that_works(raw: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        read_published(raw, origin="field")
    assert reason in caught.value.message
    assert caught.value.text == raw
    assert "2016-12-01" in caught.value.hint


def test_what_was_stated_is_kept_and_nothing_else() -> None:
    assert read_published(" 2016-12-01T22:09:14.9+03:30", origin="field") == Published(
        local=datetime(2016, 12, 1, 22, 9, 14),
        precision="second",
        instant=datetime(2016, 12, 1, 18, 39, 14, tzinfo=UTC),
        origin="field",
        raw=" 2016-12-01T22:09:14.9+03:30",
    )
    assert read_published("Dec. 1, 2016", origin="date line") == Published(
        local=datetime(2016, 12, 1), precision="day", origin="date line", raw="Dec. 1, 2016"
    )


@pytest.mark.parametrize(
    "raw", ["2016-12-01T22:09", "2016-12-01Z", "December 1, 2016 10:09 PM IST", "2016-12"]
)
def test_an_instant_needs_a_time_and_a_zone(raw: str) -> None:
    assert read_published(raw, origin="field").instant is None


@pytest.mark.parametrize(("raw", "hours"), [("+0000 UTC", 0), ("+0100 CET", 1), ("-0500 EST", -5)])
def test_an_offset_counts_where_the_name_of_its_zone_follows(raw: str, hours: int) -> None:
    found = read_published(f"2016-12-01 22:09:14.123456 {raw}", origin="field")
    assert (found.day, found.offset) == (date(2016, 12, 1), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Z", 0),
        ("UTC", 0),
        ("gmt", 0),
        ("EST", -5),
        ("EDT", -4),
        ("PST", -8),
        ("CET", 1),
        ("CEST", 2),
        ("EEST", 3),
    ],
)
def test_zones_that_mean_one_offset(zone: str, hours: int) -> None:
    assert read_published(f"1 Dec 2016 22:09 {zone}", origin="field").offset == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("persian", "expected"),
    [
        ((1300, 1, 1), date(1921, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1395, 9, 11), date(2016, 12, 1)),
        ((1395, 12, 30), date(2017, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1419, 12, 29), date(2041, 3, 19)),
    ],
)
def test_jalali_days(persian: tuple[int, int, int], expected: date) -> None:
    assert jalali.gregorian(*persian) == expected


def test_jalali_months_follow_each_other_without_a_gap() -> None:
    months = [
        (year, month) for year in range(jalali.FIRST_YEAR, jalali.LAST_YEAR + 1) for month in range(1, 13)
    ]
    for earlier, later in itertools.pairwise(months):
        length = timedelta(days=jalali.month_lengths(earlier[0])[earlier[1] - 1])
        assert jalali.gregorian(*earlier, 1) + length == jalali.gregorian(*later, 1)


def test_few_words_are_two_months_and_each_language_knows_its_own() -> None:
    words = {"listopad", "listopada", "lis", "list", "lip", "srp", "srpn"}
    for word in words:
        assert len(names.month_numbers(word)) == 2
        assert names.month_numbers(word, "hr") != names.month_numbers(word, "pl-PL")
    table = (Path(names.__file__).parent / "tables" / "months.txt").read_text(encoding="utf-8")
    spellings = {
        each for line in table.splitlines() for each in line.split("\t")[1].replace("|", " ").split()
    }
    assert {each for each in spellings if len(names.month_numbers(each.replace("_", " "))) > 1} == words


@pytest.mark.parametrize(
    "raw",
    [
        "01.12.2016",
        "1.12.2016 г.",
        "1 декабря 2016 г.",
        "1 ARALIK 2016 Perşembe",
        "czwartek, 1 grudnia 2016 r.",
        "1. prosince 2016",
        "1. prosinca 2016.",
        "1 decembrie 2016",
        "Πέμπτη 1 Δεκεμβρίου 2016",
        "2016. december 1., csütörtök",
        "1. joulukuuta 2016",
        "Kamis, 1 Desember 2016",
        "Thứ Năm, ngày 1 tháng 12 năm 2016",
        "1 दिसंबर 2016",
        "1 de desembre de 2016",
        "2016 m. gruodžio 1 d.",
        "1 בדצמבר 2016",
        "2016年12月1日",
        "2016年12月1日（木）",
        "2016년 12월 1일 목요일",
        "2016. 12. 1.",
        "December 1, 2016 Thursday",
        "December 1, 2016 Thursday  Late Edition - Final",
        "Dec 01, 2016( The Courier: http://courier.example)",
        "Published 1 December 2016",
        "Veröffentlicht am 1. Dezember 2016",
        "12/1/2016 Thursday",
    ],
)
def test_one_day_as_exports_write_it(raw: str) -> None:
    assert read(raw) == "2016-12-01"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1480630154", "2016-12-01T22:09:14+00:00"),
        ("1480630154000", "2016-12-01T22:09:14+00:00"),
        ("1480630154.25", "2016-12-01T22:09:14+00:00"),
        ("/Date(1480630154000)/", "2016-12-01T22:09:14+00:00"),
        ("/Date(1480630154000+0100)/", "2016-12-01T23:09:14+01:00"),
        ("20161201220914", "2016-12-01T22:09:14"),
        ("Чт, 01 дек 2016 22:09:14 +0300", "2016-12-01T22:09:14+03:00"),
        ("Fri, 01 Dec 2016 22:09:14 GMT", "2016-12-01T22:09:14+00:00"),
        ("2016-12-01T16:02:50CST", "2016-12-01T16:02:50-06:00"),
        ("2016-12-01T16:02:50 +0100", "2016-12-01T16:02:50+01:00"),
        ("2016-12-01T16:02:50:684Z", "2016-12-01T16:02:50+00:00"),
        ("2016-12-01T16:02:50+01:00[Europe/Berlin]", "2016-12-01T16:02:50+01:00"),
        ("December 1, 2016 Thursday 12:44 PM EST", "2016-12-01T12:44-05:00"),
        ("2016年12月1日 22時09分", "2016-12-01T22:09"),
        ("2016년 12월 1일 오후 10:09", "2016-12-01T22:09"),
        ("1. joulukuuta 2016 klo 22.09", "2016-12-01T22:09"),
        ("12/25/16", "2016-12-25"),
        ("31.12.16", "2016-12-31"),
        ("wtorek, 1 listopada 2016", "2016-11-01"),
    ],
)
def test_moments_as_exports_write_them(raw: str, expected: str) -> None:
    assert read(raw) == expected


def test_a_language_settles_a_month_that_two_have() -> None:
    days = [
        read_published("1 listopada 2016", origin="field", language=tag).day.isoformat()
        for tag in ("hr", "pl")
    ]
    assert days == ["2016-10-01", "2016-11-01"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thu Dec 1, 2016 22:09:14", "2016-12-01T22:09:14"),
        ("  Thursday, December 1, 2016  ", "2016-12-01"),
        ("1 December 2016 | 22:09", "2016-12-01T22:09"),
        ("1 December 2016 – 22:09 GMT", "2016-12-01T22:09+00:00"),
        ("Date: 2016-12-01", "2016-12-01"),
        ("Posted on December 1, 2016 at 10:09 PM", "2016-12-01T22:09"),
        ("PUBLISHED: 1 Dec 2016", "2016-12-01"),
        ("Published: 1 Dec 2016 / Updated: 2 Dec 2016", "2016-12-01"),
        ("Last updated 2 Dec 2016 | Published 1 Dec 2016", "2016-12-01"),
        ("Publié le 1 décembre 2016 à 10h09", "2016-12-01T10:09"),
        ("Veröffentlicht am 1. Dezember 2016, 10:09 Uhr", "2016-12-01T10:09"),
        ("پنجشنبه ۱۱ آذر ۱۳۹۵ - ۲۲:۰۹", "2016-12-01T22:09"),
    ],
)
def test_a_date_line(line: str, expected: str) -> None:
    found = read_date_line(line)
    published = found and found.published
    assert str(published) == expected
    assert published is not None
    assert published.origin == "date line"
    assert published.raw in line


@pytest.mark.parametrize(
    "line", ["Updated: 2 Dec 2016", "Aktualisiert am 2.12.2016", "更新日：2016年12月2日"]
)
def test_a_line_that_dates_a_change_dates_no_publication(line: str) -> None:
    assert read_date_line(line) == (None, True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "US Coalition Bombardments Kill 54",
        "July 18, as many as 24 civilians died",
        "In a statement on 1 December 2016",
        "2016",
        "December 2016",
        "2016-12",
        "54",
        "20161201",
        "1480587000",
        "22:09",
        "Published:",
        "Published: 3 hours ago",
        "Published: 1 Dec 2016 / Updated: yesterday",
        "Published: 1 Dec 2016 / Published: 2 Dec 2016",
        "WASHINGTON, Dec. 1, 2016",
        "1 December 2016 By a reporter",
        "Fri Dec 1, 2016",
        "01/02/2016",
        "1 December 2016" + " " * 300,
    ],
)
def test_no_date_line(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize(
    "raw",
    [
        "9" * 100_000,
        "\x05" * 100_000 + "A",
        "a " * 100,
        "1 " * 100,
        "1 a a de of 1" * 14,
        "11:11:11 a " * 18,
        "published on / " * 13,
        "12:12 GMT+1 ((" * 14,
        "a\u0301" * 100,
        "1\ud800" * 100,
    ],
)
def test_hostile_stamps_are_refused_at_once(raw: str) -> None:
    began = time.perf_counter()
    assert read(raw) == "refused"
    assert read_date_line(raw) is None
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES.split(" ")), max_size=8).map(" ".join))
def test_never_anything_but_a_date_or_a_date_error(raw: str) -> None:
    try:
        published = read_published(raw, origin="field")
    except DateError as error:
        str(error).encode()
    else:
        assert 1400 <= published.local.year <= 2199
    read_date_line(raw)


@pytest.fixture(params=["UTC", "Asia/Tehran", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the machine is."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def outcome(raw: str) -> Published | str:
    try:
        return read_published(raw, origin="field")
    except DateError as error:
        return error.message


HERE = [outcome(raw) for raw in fuzzed(2_000)]


@pytest.mark.usefixtures("zone")
def test_a_stamp_means_the_same_wherever_the_machine_is() -> None:
    read_again = [outcome(raw) for raw in fuzzed(2_000)]
    assert read_again == HERE
    assert sum(isinstance(found, Published) for found in read_again) > 200


@given(st.datetimes(datetime(1400, 1, 3), datetime(2199, 12, 29)), st.data())
def test_one_instant_never_lands_on_two_days(moment: datetime, data: st.DataObject) -> None:
    """However it is written; and its day is that of the clock where it was published."""
    moment = moment.replace(microsecond=0, tzinfo=data.draw(OFFSETS))
    forms = [moment.isoformat(), f"{moment:%Y%m%dT%H%M%S%z}", f"{moment.day} {moment:%b %Y %H:%M:%S %z}"]
    read_from = [read_published(form, origin="field") for form in forms]
    assert {(found.instant, found.day) for found in read_from} == {(moment.astimezone(UTC), moment.date())}


OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1400, 1, 2), datetime(2199, 12, 30), timezones=st.none() | OFFSETS))
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    published = read_published(moment.isoformat(), origin="field")
    assert published.local == moment.replace(tzinfo=None, microsecond=0)
    if moment.tzinfo is None:
        assert published.instant is None
    else:
        assert published.instant == moment.replace(microsecond=0)


@given(st.datetimes(datetime(1400, 1, 2), datetime(2199, 12, 30), timezones=st.none() | OFFSETS))
def test_what_is_printed_is_read_back(moment: datetime) -> None:
    published = read_published(moment.isoformat(), origin="field")
    again = read_published(str(published), origin="field", day_first=None)
    assert (again.local, again.precision, again.instant) == (
        published.local,
        published.precision,
        published.instant,
    )


@given(st.dates(date(1400, 1, 1), date(2199, 12, 31)))
def test_written_dates_are_read_back(day: date) -> None:
    for form in ("%d %B %Y", "%b. %d, %Y", "%A, %B %d, %Y", "%a, %d %b %Y", "%d-%b-%Y", "%Y/%m/%d"):
        written = day.strftime(form).replace(" 0", " ")
        calendar = jalali.is_jalali_year(day.year) or jalali.may_be_hijri_year(day.year)
        if not (form == "%Y/%m/%d" and calendar):
            assert read(written) == day.isoformat()


@pytest.mark.data
def test_every_stamp_of_a_wire_is_read(data_dir: Path) -> None:
    with gzip.open(data_dir / "reuters21578.jsonl.gz", "rt", encoding="utf-8") as lines:
        stamps = [json.loads(line)["date"] for line in lines]
    assert len(stamps) == 21_578
    for stamp in stamps:
        published = read_published(stamp, origin="field")
        day, clock = stamp.split()[:2]
        number, month, year = day.split("-")
        assert published.day == date(int(year), WIRE_MONTHS.index(month) // 3 + 1, int(number)), stamp
        assert published.precision == "day" or clock.startswith(published.local.strftime("%H:%M:%S")), stamp


@pytest.mark.data
def test_a_captured_page_has_one_date_line(data_dir: Path) -> None:
    lines = (data_dir / "captured" / "press-article.txt").read_text(encoding="utf-8").splitlines()
    found = [str(read.published) for line in lines if (read := read_date_line(line))]
    assert found == ["2016-12-01T22:09:14"]


def test_importing_loads_nothing_slow() -> None:
    check = (
        "import sys, corpus.dates; print([m for m in ('dateutil', 'numpy', 'whoosh') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )

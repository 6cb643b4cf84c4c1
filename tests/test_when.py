"""Dates in questions: what they mean, what is refused, and that the asker's own day counts."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DateError
from searcher.when import FORMS, Range, longest_date, read_last, read_range, read_since, read_until
from searcher.when.refusals import is_date_word

TODAY = date(2016, 12, 1)
NOON = datetime(2016, 12, 1, 12)
CASES = [
    tuple(line.split("\t"))
    for table in ("when.tsv", "when_typed.tsv")
    for line in (Path(__file__).parent / "scenarios" / table).read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ZONES = [None, timezone(timedelta(hours=-12)), UTC, timezone(timedelta(hours=14))]
CLOCKS = [(0, 0, 0), (12, 0, 0), (23, 59, 59)]

WORDS = (
    "since until between and from to in last past early week weekend of ago days d month year quarter Q3 "
    "March July Friday sun may 1st 18 2016 2016-03 2016-03-31 1395/09/11 1980s .. - – , / > >= < [ ] { } * "
    "today azar آذر ۱۳۹۵ T10:00 9999-12-31 0001 \ud800 \x00 İ"
)
MOMENTS = st.sampled_from(
    [NOON, datetime(1, 1, 1), datetime(2016, 2, 29), datetime(9999, 12, 31, 23), NOON.replace(tzinfo=UTC)]
)


def meaning(expression: str, now: datetime = NOON) -> str:
    try:
        return str(read_range(expression, now))
    except DateError:
        return "refused"


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_an_expression_means_the_same_all_day_in_every_zone(expression: str, expected: str) -> None:
    moments = [datetime(2016, 12, 1, *clock, tzinfo=zone) for zone in ZONES for clock in CLOCKS]
    assert {meaning(expression, now) for now in moments} == {expected}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-12, {"today": "2016-11-30", "yesterday": "2016-11-29", "last month": "2016-10-01..2016-10-31"}),
        (0, {"today": "2016-12-01", "yesterday": "2016-11-30", "last month": "2016-11-01..2016-11-30"}),
        (14, {"today": "2016-12-02", "past 2 days": "2016-11-30..2016-12-02", "on Friday": "2016-12-02"}),
    ],
)
def test_at_one_instant_today_is_the_askers_own_day(hours: int, expected: dict[str, str]) -> None:
    now = datetime(2016, 12, 1, 11, tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    assert {expression: meaning(expression, now) for expression in expected} == expected


@pytest.mark.parametrize(
    ("day", "expression", "expected"),
    [
        (date(2016, 12, 3), "the weekend", "2016-12-03..2016-12-04"),
        (date(2016, 12, 3), "last weekend", "2016-11-26..2016-11-27"),
        (date(2016, 12, 4), "the weekend", "2016-12-03..2016-12-04"),
        (date(2016, 12, 4), "last weekend", "2016-11-26..2016-11-27"),
        (date(2016, 12, 4), "this weekend", "2016-12-03..2016-12-04"),
        (date(2016, 12, 5), "last weekend", "2016-12-03..2016-12-04"),
        (date(2016, 12, 4), "last week", "2016-11-21..2016-11-27"),
        (date(2016, 12, 5), "last week", "2016-11-28..2016-12-04"),
        (date(2016, 3, 31), "last month", "2016-02-01..2016-02-29"),
        (date(2016, 5, 31), "past 3 months", "2016-02-29..2016-05-31"),
        (date(2016, 2, 29), "a year ago", "2015-02-28"),
        (date(2017, 7, 17), "July 18", "2016-07-18"),
        (date(2017, 7, 18), "July 18", "2017-07-18"),
        (date(2019, 1, 1), "29 February", "2016-02-29"),
        (date(1904, 2, 28), "29 February", "1896-02-29"),
        (date(2016, 10, 22), "between March 31 and October 22", "2016-03-31..2016-10-22"),
        (date(2016, 10, 21), "between March 31 and October 22", "2015-03-31..2015-10-22"),
        (date(2016, 2, 1), "last quarter", "2015-10-01..2015-12-31"),
        (date(2016, 1, 4), "from November to today", "2015-11-01..2016-01-04"),
    ],
)
def test_what_is_reckoned_from_today_follows_the_calendar(day: date, expression: str, expected: str) -> None:
    assert meaning(expression, datetime(day.year, day.month, day.day, 9)) == expected


def test_hours_are_reckoned_from_the_clock() -> None:
    assert meaning("last 2 hours", datetime(2016, 12, 1, 1)) == "2016-11-30..2016-12-01"
    assert meaning("last 2 hours", datetime(2016, 12, 1, 3)) == "2016-12-01"


@pytest.mark.parametrize(("example", "explanation"), FORMS)
def test_every_form_in_the_cheat_sheet_reads(example: str, explanation: str) -> None:
    assert meaning(example) != "refused"
    assert explanation


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("since Mosul", "Mosul"),
        ("from  2014 to Ｍosul", "Ｍosul"),
        ("2016-03-31..2016-02-30", "2016-02-30"),
        ("between Febtober 3 and March 2016", "Febtober 3"),
        ("after 01/02/2016", "01/02/2016"),
        (" may ", "may"),
        ("2016-10..2016-03", "2016-10..2016-03"),
        ("last 0 days", "0 days"),
    ],
)
def test_a_refusal_points_at_the_words_at_fault(expression: str, fault: str) -> None:
    with pytest.raises(DateError) as caught:
        read_range(expression, NOON)
    assert caught.value.text == expression
    assert expression[caught.value.start : caught.value.end] == fault
    assert caught.value.hint


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("01/02/2016", ["2016-02-01", "2016-01-02"]),
        ("2016-10..2016-03", ["2016-03 comes before 2016-10"]),
        ("1438/03/01", ["Jalali", "Hijri"]),
        ("winter 2016", ["2015-2016", "2016-2017"]),
        ("0000", ["year 0"]),
        ("from 2014 to October", ["year is missing"]),
        ("march", ["since march"]),
    ],
)
def test_a_refusal_says_what_to_do(expression: str, words: list[str]) -> None:
    with pytest.raises(DateError) as caught:
        read_range(expression, NOON)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2016-03-31", date(2016, 3, 31), date(2016, 4, 1)),
        ("March 2016", date(2016, 3, 1), date(2016, 4, 1)),
        ("March", date(2016, 3, 1), date(2016, 4, 1)),
        ("2016", date(2016, 1, 1), date(2017, 1, 1)),
        ("last week", date(2016, 11, 21), date(2016, 11, 28)),
        ("two days ago", date(2016, 11, 29), date(2016, 11, 30)),
        ("9999", date(9999, 1, 1), None),
    ],
)
def test_since_takes_the_first_day_and_until_the_one_after_the_last(
    text: str, since: date, until: date | None
) -> None:
    assert read_since(text, NOON) == since
    assert read_until(text, NOON) == until


@pytest.mark.parametrize("text", ["since 2016", "2014..2016", "Mosul", "", " ", "54"])
def test_an_end_is_one_period(text: str) -> None:
    with pytest.raises(DateError):
        read_since(text, NOON)
    with pytest.raises(DateError):
        read_until(text, NOON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90d", "2016-09-02..2016-12-01"),
        ("90 days", "2016-09-02..2016-12-01"),
        ("3 weeks", "2016-11-10..2016-12-01"),
        ("three weeks", "2016-11-10..2016-12-01"),
        ("6m", "2016-06-01..2016-12-01"),
        ("1y", "2015-12-01..2016-12-01"),
        ("24h", "2016-11-30..2016-12-01"),
        ("week", "2016-11-21..2016-11-27"),
        ("month", "2016-11-01..2016-11-30"),
        ("Friday", "2016-11-25"),
    ],
)
def test_the_option_last_means_what_the_word_means(text: str, expected: str) -> None:
    assert str(read_last(text, NOON)) == expected
    assert meaning(f"last {text}") == expected


@pytest.mark.parametrize("text", ["", "90", "d", "0d", "-3 days", "2016", "99999999d", "3 eons", "last week"])
def test_what_cannot_be_last_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_last(text, NOON)


def test_a_range_is_half_open_and_prints_its_last_day() -> None:
    march = Range(date(2016, 3, 1), date(2016, 4, 1))
    assert march.last == date(2016, 3, 31)
    assert str(march) == "2016-03-01..2016-03-31"
    assert str(Range(None, date(2016, 4, 1))) == "..2016-03-31"
    assert str(Range(date(2016, 3, 1), None)) == "2016-03-01.."
    assert str(Range(TODAY, TODAY + timedelta(days=1))) == "2016-12-01"


def test_ranges_intersect() -> None:
    march, since = Range(date(2016, 3, 1), date(2016, 4, 1)), Range(date(2016, 3, 15), None)
    assert (
        march.intersection(since) == since.intersection(march) == Range(date(2016, 3, 15), date(2016, 4, 1))
    )
    nothing = march.intersection(Range(None, date(2016, 3, 1)))
    assert nothing.is_empty
    assert nothing.last is None
    assert str(nothing) == "no day"
    assert Range(None, date.min).is_empty
    assert march.intersection(Range(None, None)) == march


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        " " * 100_000,
        "between " + "a and " * 30,
        "from " + "to " * 60,
        "last " * 39,
        "early " * 30 + "2016",
        "a" * 199,
        "." * 200,
        "-" * 200,
        "ﷺ" * 200,
        "since after before until " * 8,
        "[ " + "to " * 60 + "]",
    ],
)
def test_hostile_text_is_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    assert meaning(text) == "refused"
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join), MOMENTS)
def test_never_anything_but_a_range_or_a_date_error(text: str, now: datetime) -> None:
    for read in (read_range, read_last, read_since, read_until):
        try:
            found = read(text, now)
        except DateError as error:
            assert 0 <= error.start <= error.end <= len(text)
            str(error).encode()
        else:
            assert (
                not isinstance(found, Range)
                or found.since is None
                or found.until is None
                or (found.since < found.until)
            )


@given(st.dates(), MOMENTS)
def test_an_iso_day_is_that_day(day: date, now: datetime) -> None:
    found = read_range(day.isoformat(), now)
    assert found.since == day
    assert found.last == (None if day == date.max else day)


@given(st.dates(max_value=date.max - timedelta(days=1)), st.dates(max_value=date.max - timedelta(days=1)))
def test_a_printed_range_reads_back(one: date, two: date) -> None:
    first, last = sorted((one, two))
    days = Range(first, last + timedelta(days=1))
    assert read_range(str(days), NOON) == days
    assert read_range(f"{first}..", NOON) == Range(first, None)


@pytest.mark.parametrize(
    ("query", "date"),
    [
        ("2016", "2016"),
        ("last week", "last week"),
        ("last week flood", "last week"),
        ("2016-10 last week", "2016-10"),
        ("8 November 2016 election", "8 November 2016"),
        ("November 2016 election", "November 2016"),
        ("since 2014 flood", "since 2014"),
        ("between March and October 2016 dam", "between March and October 2016"),
        ("2014-01-01 TO 2015-01-01", "2014-01-01 TO 2015-01-01"),
        ("the first week of November 2016 in Ghent", "the first week of November 2016"),
        ("Tuesday, Nov. 8 vote", "Tuesday, Nov. 8"),
        ("yesterday morning fog", "yesterday morning"),
        ("Q3 results", "Q3"),
        ("> 2015 drought", "> 2015"),
        ("2016 5 people", "2016"),
    ],
)
def test_a_date_reaches_as_far_as_it_reads(query: str, date: str) -> None:
    assert " ".join(query.split()[: longest_date(query.split(), NOON)]) == date


def test_every_word_of_a_date_is_known_to_be_one() -> None:
    read = [expression for expression, days in CASES if days != "refused"] + [form for form, _ in FORMS]
    assert [word for expression in read for word in expression.split() if not is_date_word(word)] == []


@pytest.mark.parametrize(
    ("query", "run", "hint"),
    [
        ("2016 march on Washington", "2016 march", 'published:"2016 march", or published:2016 AND march'),
        ("2016 onwards flood", "2016 onwards", 'published:"2016 onwards"'),
        ("winter 2016 flood", "winter 2016", "winter 2015-2016"),
        ("01/02/2016 flood", "01/02/2016", "2016-01-02 or 2016-02-01"),
        ("Mosul flood", "Mosul", "Forms that work"),
    ],
)
def test_words_that_are_no_date_or_two_are_refused(query: str, run: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        longest_date(query.split(), NOON)
    assert caught.value.text == run
    assert hint in caught.value.hint


@given(
    st.lists(st.sampled_from(WORDS.split()) | st.text(min_size=1, max_size=9), min_size=1, max_size=20),
    MOMENTS,
)
def test_a_run_of_words_is_a_date_or_an_error(words: list[str], now: datetime) -> None:
    try:
        length = longest_date(words, now)
    except DateError as error:
        assert 0 <= error.start <= error.end <= len(error.text)
    else:
        assert read_range(" ".join(words[:length]), now)


@pytest.mark.parametrize(
    ("expression", "note"),
    [
        ("summer 2016", "as in the north"),
        ("end of October 2016", "2016-10-21..2016-10-31"),
        ("8 Nov '16", "2016"),
        ("Monday morning", "the whole of 2016-11-28"),
        ("mayo", "May"),
        ("week 42", "ISO 8601"),
        ("the 19th century", "hundredth year"),
        ("1395-09-11", "Gregorian"),
        ("since summer 2016", "as in the north"),
        ("last 3 quarters", "2016-03-01..2016-12-01"),
    ],
)
def test_a_reading_that_may_surprise_is_told(expression: str, note: str) -> None:
    assert any(note in one for one in read_range(expression, NOON).notes)


@pytest.mark.parametrize(
    "expression", ["2016-12-01", "last week", "1 décembre 2016", "March 2016", "Tuesday, Nov. 8"]
)
def test_a_plain_date_needs_no_note(expression: str) -> None:
    assert not read_range(expression, NOON).notes


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("as of 1 Nov 2016", ["since 1 Nov 2016", "until 1 Nov 2016"]),
        ("2013/14", ["season", "2013..2014"]),
        ("2011/12", ["December 2011", "2011..2012"]),
        ("Nov-16", ["November 2016", "16 November"]),
        ("1395-09", ["1395-09-01..1395-09-30", "1395/09"]),
        ("next Friday", ["2016-12-02", "2016-12-09"]),
        ("Easter 2016", ["2016-03-27", "2016-05-01"]),
        ("the twenties", ["1920s", "2020s"]),
        ("last night", ["2016-11-30..2016-12-01"]),
        ("Ramadan 2016", ["'Ramadan'"]),
        ("since yesterday noon", ["time of day"]),
        ("Wednesday, Nov. 8", ["2016-11-08 is a Tuesday"]),
        ("a few days ago", ["how many"]),
        ("in the last month", ["2016-11-01..2016-11-30", "up to today", "last month", "past month"]),
        ("within the last year", ["2015-01-01..2015-12-31", "past year"]),
        ("over last week", ["2016-11-21..2016-11-27", "past week"]),
        *((f"since {word}", ["no form"]) for word in ("man", "to", "out", "led")),
    ],
)
def test_a_refusal_names_the_trouble(expression: str, words: list[str]) -> None:
    with pytest.raises(DateError) as caught:
        read_range(expression, NOON)
    assert all(word in str(caught.value) for word in words)

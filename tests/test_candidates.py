"""Several dates of one article: which counts, and what is said of the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.article import Article, Published
from corpus.dates.candidates import ORDER, Candidate, address_date, candidate, choose
from corpus.objections import plain_article

FETCHED = datetime(2016, 12, 2, 8, tzinfo=UTC)


def stated(origin: str, stamp: str) -> Candidate:
    found = candidate(origin, stamp)
    assert found
    return found


def test_markup_for_machines_comes_before_the_address() -> None:
    published, notices = choose([stated("url path", "2016-11-24"), stated("json-ld", "2016-11-25")])
    assert published
    assert (str(published), published.origin, notices) == ("2016-11-25", "json-ld", ())


@pytest.mark.parametrize("origin", ORDER)
def test_every_origin_may_stand_alone(origin: str) -> None:
    published, notices = choose([stated(origin, "2016-11-24")])
    assert published
    assert (published.origin, notices) == (origin, ())


def test_a_finer_statement_of_the_same_day_wins() -> None:
    published, _ = choose([stated("json-ld", "2016-11-24"), stated("meta", "2016-11-24T21:57:15+03:00")])
    assert str(published) == "2016-11-24T21:57:15+03:00"


def test_a_month_is_made_finer_by_a_day_in_it() -> None:
    published, notices = choose([stated("meta", "2016-11"), stated("url path", "2016-11-24")])
    assert (str(published), notices) == ("2016-11-24", ())


def test_of_dates_that_disagree_by_more_than_a_day_none_is_taken() -> None:
    published, notices = choose([stated("json-ld", "2016-11-24"), stated("url path", "2015-03-01")])
    assert published is None
    assert notices == ("dates disagree, and none was taken: json-ld 2016-11-24, url path 2015-03-01",)


def test_neighbouring_days_may_be_one_moment_on_two_clocks() -> None:
    _, notices = choose([stated("json-ld", "2016-11-24T23:30:00-05:00"), stated("url path", "2016-11-25")])
    assert notices == ()


def test_a_stamp_in_utc_was_published_on_the_day_in_its_address() -> None:
    published, notices = choose([stated("json-ld", "2023-11-09T03:28:35Z"), stated("url path", "2023-11-08")])
    assert published
    assert (str(published), published.precision, notices) == ("2023-11-08", "day", ())
    assert published.instant == datetime(2023, 11, 9, 3, 28, 35, tzinfo=UTC)
    assert published.offset is None
    assert Published.from_json(published.to_json()) == published
    assert plain_article(Article("1", "Flood", "", published)).published == published


@pytest.mark.parametrize("local", ["2023-11-08T22:28:35-05:00", "2023-11-08T22:28:35"])
def test_a_stamp_in_utc_is_told_as_another_one_tells_it(local: str) -> None:
    published, _ = choose([stated("json-ld", "2023-11-09T03:28:35Z"), stated("meta", local)])
    assert str(published) == "2023-11-08T22:28:35-05:00"


def test_nothing_is_published_after_it_was_fetched() -> None:
    published, notices = choose([stated("json-ld", "2017-01-01"), stated("url path", "2016-11-24")], FETCHED)
    assert str(published) == "2016-11-24"
    assert notices == ("a date later than the page was fetched was not believed: json-ld 2017-01-01",)


def test_the_day_of_a_crawl_is_no_date_of_publication() -> None:
    assert choose([], FETCHED) == (None, ())


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://harbour.example/2016/11/24/the-dam", "2016-11-24"),
        ("https://harbour.example/news-2016-11-24-the-dam.html", "2016-11-24"),
        ("https://harbour.example/a/20161124/dam", "2016-11-24"),
        ("https://harbour.example/2016/11/the-dam", "2016-11"),
        ("https://harbour.example/2016/7/4/the-dam", "2016-07-04"),
        ("https://harbour.example/2016/13/24/the-dam", None),
        ("https://harbour.example/2016/02/30/the-dam", None),
        ("https://harbour.example/24/11/2016/the-dam", None),
        ("https://harbour.example/story/220161124890", None),
        ("https://harbour.example/search?day=2016/11/24", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, day: str | None) -> None:
    found = address_date(url)
    assert (found and str(found.published)) == day


def test_what_is_no_date_is_no_candidate() -> None:
    assert candidate("meta", "yesterday") is None
    assert candidate("meta", "01/02/2016") is None

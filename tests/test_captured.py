"""Pages saved as text."""

from __future__ import annotations

import io
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers import Options
from corpus.readers.captured.captured import PAGE_LIMIT, CapturedPage

TITLE = "Harbour Reopens, 12 Ships Waiting: Port Master"
DATE = "Thu Dec 1, 2016 22:09:14"
FIRST = "The harbour reopened on Thursday after a storm that lasted three days."
SECOND = "Twelve ships were waiting, the port master said: “We “have” seen worse.”"
BODY = f"{FIRST}\n\n{SECOND}"
DUMP = (
    'string(999) "[{"id":"9","sort":"1","contenttypeid":"21","pic":"/2016/11/24/a_6.jpg",'
    '"title":"Storm Nears "Old Town" Quay"} ,{"id":"7","sort":"2","contenttypeid":"21",'
    '"pic":"/2016/11/20/b_6.mp4","title":"VIDEO: Waves at the Pier"} ]"'
)
PAGE = f"{TITLE}\n\n{TITLE}\n{DATE}\n\n{FIRST}\n\n\n{SECOND}\n\n\n{DUMP}"


def read(page: str | bytes, **options: str) -> Article:
    encoded = page if isinstance(page, bytes) else page.encode()
    (article,) = corpus.read(io.BytesIO(encoded), outlet=options.get("outlet", ""))
    assert isinstance(article, Article)
    return article


PAGES = {
    "as saved": PAGE,
    "headline once": PAGE.replace(f"{TITLE}\n\n", "", 1),
    "headline three times": f"{TITLE}\n{PAGE}",
    "headline in capitals": PAGE.replace(f"\n{TITLE}\n", f"\n{TITLE.upper()}\n"),
    "headline after the date": f"{TITLE}\n{DATE}\n{TITLE}\n\n{BODY}\n{DUMP}",
    "date before the headline": f"{DATE}\n{TITLE}\n\n{BODY}\n\n{DUMP}",
    "date after the first paragraph": f"{TITLE}\n\n{FIRST}\n\n{DATE}\n\n{SECOND}\n\n{DUMP}",
    "date with a label": PAGE.replace(DATE, f"Published: {DATE}"),
    "no blank lines before the text": PAGE.replace(f"{DATE}\n\n", f"{DATE}\n"),
    "CRLF": PAGE.replace("\n", "\r\n"),
    "CR": PAGE.replace("\n", "\r"),
    "NEL": PAGE.replace("\n", "\x85"),
    "many blank lines": PAGE.replace("\n\n", "\n\n \n\t\n\n"),
    "blank lines around it": f"\n\n \n{PAGE}\n\n\n",
    "indented": "\n".join(f"  {line}" if line in (TITLE, DATE) else line for line in PAGE.split("\n")),
    "dump first": f"{DUMP}\n{TITLE}\n{DATE}\n{BODY}",
    "dump after the date": f"{TITLE}\n{DATE}\n{DUMP}\n{BODY}",
    "dump between paragraphs": f"{TITLE}\n{DATE}\n{FIRST}\n\n{DUMP}\n\n{SECOND}",
    "dump at the end of a paragraph": f"{TITLE}\n{DATE}\n{FIRST}\n\n{SECOND} {DUMP}",
    "the dump twice": f"{PAGE}\n{DUMP}",
    "two dumps": PAGE.replace(" ,{", ' ]"\nstring(5) "[{'),
    "an empty dump besides": f'{PAGE}\nstring(2) "[]"\n',
    "dump escaped for HTML": PAGE.replace(DUMP, DUMP.replace('"', "&quot;")),
    "bare dump": PAGE.replace(DUMP, DUMP.removeprefix('string(999) "').removesuffix('"')),
    "dump without its last quote": PAGE.removesuffix('"'),
    "dump without its end": PAGE.removesuffix(' ]"'),
    "byte order mark": "\ufeff" + PAGE,
    "invisible characters": PAGE.replace("harbour", "har\u00adbour\u200b").replace(
        TITLE, f"\u202a{TITLE}\u202c"
    ),
    "control characters": PAGE.replace("storm", "sto\x07rm\x1b"),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_read_however_it_was_saved(page: str) -> None:
    article = read(page)
    assert article.title == TITLE
    assert str(article.published) == "2016-12-01T22:09:14"
    assert article.body == BODY
    assert [(link.id, link.title, link.media) for link in article.links] == [
        ("9", 'Storm Nears "Old Town" Quay', "article"),
        ("7", "VIDEO: Waves at the Pier", "video"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_names_the_encoding(encoding: str) -> None:
    article = read(PAGE.encode(encoding))
    assert (article.title, article.body, len(article.links), article.notices) == (TITLE, BODY, 2, ())


def test_windows_1252_is_read_with_a_notice() -> None:
    article = read(PAGE.encode("cp1252"))
    assert article.body == BODY
    assert article.notices == ("not UTF-8; read as Windows-1252",)


def test_the_date_line_is_stated_without_a_zone() -> None:
    published = read(PAGE).published
    assert published is not None
    assert (published.local, published.instant) == (datetime(2016, 12, 1, 22, 9, 14), None)
    assert (published.origin, published.raw) == ("date line", DATE)


@pytest.mark.parametrize(
    "head", ["{url}\n{title}\n{date}", "{title}\n{date}\n{url}", "{title}\n{url}\n{title}\n{date}"]
)
def test_an_address_on_a_line_of_its_own_is_the_pages(head: str) -> None:
    url = "https://example.org/news?id=1"
    article = read(head.format(url=url, title=TITLE, date=DATE) + f"\n\n{BODY}\n\nhttps://example.org/other")
    assert (article.url, article.title) == (url, TITLE)
    assert article.body == f"{BODY}\n\nhttps://example.org/other"


@pytest.mark.parametrize(
    "line",
    [
        "On 1 December 2016 the harbour reopened.",
        "July 18, as many as 24 ships",
        "12 Ships",
        "2054",
        "Thu Dec 32, 2016 22:09:14",
    ],
)
def test_a_line_that_merely_holds_a_date_is_text(line: str) -> None:
    article = read(f"{TITLE}\n\n{line}\n\n{BODY}")
    assert article.published is None
    assert article.body == f"{line}\n\n{BODY}"


def test_a_date_line_far_down_is_text() -> None:
    lines = [f"Paragraph {n}." for n in range(15)]
    assert read("\n".join([TITLE, *lines[:14], DATE, "The end."])).published is not None
    assert read("\n".join([TITLE, *lines[:15], DATE, "The end."])).published is None


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("BY JANE DOE", ("JANE DOE",)),
        ("By Jane Doe and Ludwig van Dyke", ("Jane Doe", "Ludwig van Dyke")),
        ("By J. K. Doe, Ann O’Neill & Ali al-Amin", ("J. K. Doe", "Ann O’Neill", "Ali al-Amin")),
        ("By Jane Doe, Staff Writer", ("Jane Doe",)),
        ("By nightfall, all ships had left.", ()),
        ("By Thursday the harbour was open.", ()),
        ("By and large it was quiet", ()),
        ("By ;", ()),
        ("By", ()),
        ("By Jane Doe" + " and Jane Doe" * 40, ()),
    ],
)
@pytest.mark.parametrize(
    "head", ["{title}\n{byline}\n{date}", "{title}\n{date}\n{byline}", "{title}\n\n{byline}"]
)
def test_a_byline_holds_full_names_only(byline: str, authors: tuple[str, ...], head: str) -> None:
    article = read(head.format(title=TITLE, byline=byline, date=DATE) + f"\n\n{BODY}")
    assert article.authors == authors
    assert article.body == (BODY if authors else f"{byline.strip()}\n\n{BODY}")


def test_a_byline_within_the_text_is_text() -> None:
    assert read(f"{TITLE}\n\n{FIRST}\n\nBy Jane Doe").authors == ()


def test_a_page_without_a_headline_keeps_its_text() -> None:
    paragraph = "A very long first paragraph" + ", and so on" * 30
    article = read(f"{paragraph}\n{DATE}\n\n{SECOND}")
    assert (article.title, article.body) == ("", f"{paragraph}\n\n{SECOND}")
    assert article.published is not None


@pytest.mark.parametrize("page", [" \n \n", DUMP, "\ufeff\n", DATE, "\u200b"])
def test_a_page_without_title_and_text_is_rejected(page: str) -> None:
    assert list(corpus.read(io.BytesIO(page.encode()))) == [Rejected("-", "no title and no text")]


def test_quoted_program_output_is_text() -> None:
    paragraph = 'The log read: string(12) "abc" and then [1, 2] {3}.'
    assert read(f"{TITLE}\n\n{paragraph}").body == paragraph


def test_the_outlet_is_the_source_and_tells_pages_apart() -> None:
    one, other = read(PAGE, outlet="The\nQuay"), read(PAGE, outlet="The Pier")
    assert one.source == "The Quay"
    assert one.id != other.id
    assert one.id == read(PAGE, outlet="The Quay").id
    assert one.id != read(PAGE.replace("three days", "four days"), outlet="The Quay").id


def test_a_page_cut_off_at_any_byte_is_an_article_without_dump_text() -> None:
    encoded = PAGE.encode()
    begun = encoded.index(b"string(999)")
    links = read(PAGE).links
    for end in range(begun, len(encoded)):
        article = read(encoded[:end])
        assert article.body == BODY
        assert article.links == links[: len(article.links)]


@pytest.mark.parametrize("end", range(1, 40))
def test_a_page_cut_off_within_its_text_is_still_read_as_utf_8(end: int) -> None:
    encoded = f"{TITLE}\n\n“Look”\n\n{SECOND}".encode()[:-end]
    article = read(encoded)
    assert f"“Look”\n\n{SECOND}".startswith(article.body)
    assert not article.notices


@given(st.binary(max_size=400))
def test_whatever_follows_the_headline_is_read(tail: bytes) -> None:
    (found,) = CapturedPage().read(io.BytesIO(f"{TITLE}\n".encode() + tail), Options("page.txt"))
    assert isinstance(found, Article)
    assert found.title == TITLE


def test_a_page_of_20_megabytes_is_read_in_bounded_time() -> None:
    page = f"{TITLE}\n{DATE}\n".encode() + f"\n{FIRST}\n".encode() * (20_000_000 // (len(FIRST) + 2))
    begun = time.process_time()
    article = read(page)
    assert time.process_time() - begun < 5
    assert (article.title, len(article.body)) == (TITLE, len(page) - len(f"{TITLE}\n{DATE}\n") - 2)


def test_a_page_beyond_the_limit_is_rejected() -> None:
    (found,) = corpus.read(io.BytesIO(b"x" * (PAGE_LIMIT + 1)))
    assert found == Rejected("-", "a page of more than 64 MiB; split it")


@pytest.mark.data
def test_the_captured_page(data_dir: Path) -> None:
    (article,) = corpus.read(data_dir / "captured" / "press-article.txt")
    assert isinstance(article, Article)
    assert article.title.startswith("US Coalition Bombardments Kill 54")
    assert article.title not in article.body
    assert str(article.published) == "2016-12-01T22:09:14"
    assert article.published is not None
    assert not article.published.zone_known
    for trace in ("string(", "contenttypeid", "22:09:14", "\n\n\n"):
        assert trace not in article.body
    assert article.body.endswith("Press TV reported.")
    assert len(article.body.split("\n\n")) == 13
    titles = [link.title for link in article.links]
    assert len(titles) == len(set(titles)) == 15
    assert 'Russia Tells US-Led Coalition not to "Drive Terrorists" from Iraq to Syria' in titles
    assert "VIDEO: Russia Accuses US-lead Coalition of “War Crimes” in Iraq" in titles
    assert [link.media for link in article.links].count("video") == 2
    assert [link.id for link in article.links] == sorted((link.id for link in article.links), reverse=True)
    days = [str(link.published) for link in article.links]
    assert (days[0], days[-1]) == ("2016-11-24", "2016-10-02")
    assert not article.notices


@pytest.mark.parametrize(
    "lines",
    [
        "Updated: 3 December 2016 10:00 GMT\nPublished: 1 December 2016 09:00 GMT",
        "Published: 1 December 2016 09:00 GMT\nUpdated: 3 December 2016 10:00 GMT",
        "3 December 2016\nPublished: 1 December 2016 09:00 GMT",
    ],
)
def test_the_line_of_the_publication_wins_in_any_order(lines: str) -> None:
    article = read(f"{TITLE}\n{lines}\n\n{BODY}")
    assert (str(article.published), article.body) == ("2016-12-01T09:00+00:00", BODY)


def test_a_line_of_a_change_alone_is_told() -> None:
    article = read(f"{TITLE}\nUpdated: 3 December 2016\n\n{BODY}")
    assert (article.published, article.body) == (None, BODY)
    assert article.notices == ("only the date of a change is stated: 'Updated: 3 December 2016'",)

"""The sample archive: what is planned to be there is there, and what is wrong in it is wrong on purpose."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import corpus
import searcher
from corpus import Article, Rejected, sample

from .articles import add

PAGES = sample.path() / "pages"
DATE_LINE = re.compile(r"^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2}, \d{4} \d\d:\d\d:\d\d\r?$", re.MULTILINE)
DAY_IN_TEXT = re.compile(r"\b([A-Z][a-z]+day),? (\d{1,2} [A-Z][a-z]+)\b")
DUMP = re.compile(r'string\((\d+)\) "(\[\{.*\}\])"')
REAL_OUTLETS = re.compile(
    r"\b(reuters|associated press|afp|agence france|bbc|cnn|al jazeera|press tv|alalam|guardian"
    r"|new york times|washington post|le monde|el país|xinhua|tass|irna|bloomberg|dpa|ansa|deutsche welle)\b",
    re.IGNORECASE,
)


def text_of(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252")


def page(words: str) -> Path:
    """The captured page whose name holds ``words``."""
    (found,) = PAGES.rglob(f"*{words}*.txt")
    return found


@pytest.fixture(scope="module")
def found() -> list[Article | Rejected]:
    return [
        entry
        for source in sample.INPUTS
        for entry in corpus.read(sample.path() / source.path, outlet=source.outlet)
    ]


@pytest.fixture(scope="module")
def articles(found: list[Article | Rejected]) -> list[Article]:
    return [one for one in found if isinstance(one, Article)]


@pytest.fixture(scope="module")
def archive(
    found: list[Article | Rejected], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[searcher.Archive]:
    path = tmp_path_factory.mktemp("sample") / "sample.archive"
    add(path, found)
    with searcher.open(path) as opened:
        yield opened


def entitled(articles: list[Article], start: str) -> Article:
    (one,) = [article for article in articles if article.title.startswith(start)]
    return one


def test_every_file_yields_its_articles(articles: list[Article]) -> None:
    places = Counter(Path(article.origin.split(":")[0]).name for article in articles)
    assert places.pop("wire.jsonl") == 25
    assert places.pop("gazette.csv") == 12
    assert places == Counter(path.name for path in PAGES.rglob("*.txt"))
    assert places.total() == 25
    assert len({article.id for article in articles}) == len(articles)


def test_only_the_broken_line_is_rejected(found: list[Article | Rejected]) -> None:
    (rejected,) = [one for one in found if isinstance(one, Rejected)]
    assert rejected.source.endswith("wire.jsonl:12")
    assert "not JSON" in rejected.reason


def test_ids_of_exports_are_kept(articles: list[Article]) -> None:
    with (sample.path() / "gazette.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows].count("") == 1, "one row is blank"
    given = {row["id"] for row in rows if row["id"]}
    assert {article.id for article in articles if "gazette.csv" in article.origin} == given
    assert all(article.id.isdecimal() for article in articles if "wire.jsonl" in article.origin)


def test_articles_are_short_and_whole(articles: list[Article]) -> None:
    for article in articles:
        assert article.title, article.origin
        assert 60 <= len(article.body.split()) <= 250, article.origin
        assert not re.search(r'string\(|"id":|contenttypeid', article.body), article.origin
        assert article.title not in article.body, article.origin


def test_dates_are_of_one_year_or_missing_on_purpose(articles: list[Article]) -> None:
    undated = {article.title for article in articles if not article.published}
    assert undated == {
        "How to Clean Four Centuries in Eight Months",
        "Letter from Trieste: an election without enemies",
    }
    dated = [article.published for article in articles if article.published]
    assert {published.day.year for published in dated} == {2024}
    assert {published.day.month for published in dated} == set(range(1, 13))
    assert [str(published) for published in dated if published.precision == "month"] == ["2024-06"]
    # The night of an election: one day on the clock of the place, the day before in UTC.
    assert sum(1 for date in dated if date.instant and date.instant.date() < date.local.date()) == 3


def test_each_notice_is_planned(articles: list[Article]) -> None:
    noticed = {article.title: article.notices for article in articles if article.notices}
    expected = {
        "Stranded Lorries": "cut off",
        "Café Bill": "Windows-1252",
        "Letter from Trieste": "05/06/2024",
    }
    assert len(noticed) == len(expected)
    for start, words in expected.items():
        (notice,) = entitled(articles, start).notices
        assert words in notice


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.txt")), ids=lambda path: path.stem)
def test_weekdays_on_pages_are_right(path: Path) -> None:
    lines = DATE_LINE.findall(text_of(path))
    assert len(lines) == (0 if "how-to-clean" in path.name else 1)
    for line in lines:
        stamp = line.strip()
        assert f"{datetime.strptime(f'{stamp} +0000', '%a %b %d, %Y %H:%M:%S %z'):%a}" == stamp[:3]


def test_weekdays_in_texts_are_right(articles: list[Article]) -> None:
    mentions = [mention for article in articles for mention in DAY_IN_TEXT.findall(article.body)]
    assert mentions
    for weekday, day in mentions:
        assert f"{datetime.strptime(f'{day} 2024 +0000', '%d %B %Y %z'):%A}" == weekday


def test_links_are_read_from_dumps_and_lists(articles: list[Article]) -> None:
    links = [link for article in articles for link in article.links]
    assert len(links) == 111
    assert {link.title for link in links if link.media == "video"} == {
        "VIDEO: Dordrecht from the Air after the Flood",
        "VIDEO: Ship Horns over Trieste",
    }
    assert 'Baker Reopens with "Flood Loaf" on Weir Street' in {link.title for link in links}
    assert len(entitled(articles, "Stranded Lorries").links) == 3, "the fourth is cut off"
    ids = {article.id for article in articles}
    assert sum(link.id in ids for link in links) > 40


def test_ten_linked_articles_are_wanted(archive: searcher.Archive) -> None:
    everything = archive.search(limit=0, related=0, undated="include")
    links = [link for hit in everything for link in hit.related]
    wanted = {link.title: str(link.published) for link in links if link.id is None}
    assert wanted == {
        'Baker Reopens with "Flood Loaf" on Weir Street': "2024-01-12",
        "Bergen Museum Begins to List 40,000 Objects": "2024-01-30",
        "Circus Waits for a Ferry in Split": "2024-03-02",
        "Heron Dyke: A History in Seven High Waters": "2023-12-19",
        "Replacement ferry timetable published for Split and Bari": "2024-05-24",
        "The Man Who Sends the Faxes": "2024-04-18",
        "VIDEO: Dordrecht from the Air after the Flood": "2024-01-09",
        "VIDEO: Ship Horns over Trieste": "2024-06-05",
        "What Is Stem Rust?": "2024-05-09",
        "Who Reads the Log? Five Questions after the Heron Dyke Report": "2024-09-17",
    }


@pytest.mark.parametrize(
    ("original", "whole", "cut"),
    [
        (
            "Flood water enters 214 homes",
            "Flood Water Enters 214 Homes",
            "Neighbours, not sirens, woke flooded Dordrecht",
        ),
        ("Pleiad Lines seeks protection", "Pleiad Lines Seeks Protection", "Crews Learned of Ferry Company"),
    ],
)
def test_wire_copies_repeat_the_agency(articles: list[Article], original: str, whole: str, cut: str) -> None:
    def words(start: str) -> str:
        text = re.sub(r"^[A-Z]+, \w+ \d+ \(Delta Wire\) - ", "", entitled(articles, start).body)
        return " ".join(re.findall(r"[\w.]+", text.removesuffix("(Delta Wire)")))

    assert words(whole) == words(original)
    assert words(original).startswith(words(cut))
    assert len(words(cut)) < 0.75 * len(words(original))
    for copy in (whole, cut):
        assert entitled(articles, copy).body.endswith("(Delta Wire)")


def test_faults_of_bytes_have_survived() -> None:
    """Git, an editor or a build may have 'repaired' them."""
    crlf = page("new-mayor").read_bytes()
    assert crlf.count(b"\r\n") == crlf.count(b"\n") > 10
    for path in PAGES.rglob("*.txt"):
        content = path.read_bytes()
        assert (b"\r" in content) == ("new-mayor" in path.name), path
        if "cafe-bill" in path.name:
            with pytest.raises(UnicodeDecodeError):
                content.decode()
            assert {"é", "“", "”"} <= set(content.decode("cp1252"))
        else:
            content.decode()


def test_one_dump_declares_a_wrong_length() -> None:
    wrong, right = [], 0
    for path in PAGES.rglob("*.txt"):
        for length, dump in DUMP.findall(text_of(path)):
            if int(length) == len(dump.encode()):
                right += 1
            else:
                wrong.append(path)
    assert wrong == [page("relay-failed-twice")]
    assert right == 21  # of 23; one is cut off


def test_pages_are_laid_out_as_planned() -> None:
    once = [path for path in PAGES.rglob("*.txt") if not _headline_repeated(path)]
    assert once == [page("last-witness")]
    early = [path for path in PAGES.rglob("*.txt") if text_of(path).find("string(") in range(400)]
    assert early == [page("marcovaldi-and-stancovich")]


def _headline_repeated(path: Path) -> bool:
    first, *rest = text_of(path).splitlines()
    return first in rest


def test_no_real_outlet_is_named() -> None:
    for path in sample.path().rglob("*"):
        if path.is_file():
            assert not REAL_OUTLETS.search(text_of(path)), path
            assert not re.search(r"https?://(?![a-z]+\.example/)", text_of(path)), path


def asked(archive: searcher.Archive, question: sample.DemoQuestion) -> searcher.Results:
    flags = {
        flag.removeprefix("--"): value
        for flag, value in zip(question.options[::2], question.options[1::2], strict=True)
    }
    facets = tuple(filter(None, flags.pop("facets", "").split(",")))
    limit = int(flags.pop("limit", "10"))
    return archive.search(question.words, limit=limit, facets=facets, **flags)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "total", "first"),
    [
        (0, 4, "Water board chair promises open inquiry"),
        (1, 2, "“Louder Than the Horns”"),
        (2, 8, "Wheat rust reported on farms near Nakuru"),
        (3, 8, ""),
        (4, 0, ""),
    ],
)
def test_questions_show_what_they_promise(
    archive: searcher.Archive, number: int, total: int, first: str
) -> None:
    results = asked(archive, sample.QUESTIONS[number])
    assert results.total == total
    assert not first or results.hits[0].title.startswith(first)


def test_the_phrase_leaves_out_its_traps(archive: searcher.Archive) -> None:
    question = sample.QUESTIONS[0]
    apart = dataclasses.replace(question, words=question.words.replace('"', ""))
    traps = {hit.title for hit in asked(archive, apart)} - {hit.title for hit in asked(archive, question)}
    assert traps == {
        "Crews Still Pumping at Dordrecht Railway Station",
        "Ferry Kept in Trieste Yard as Engineers Find Rust in Hull",
    }


def test_receipts_tell_what_was_left_out(archive: searcher.Archive) -> None:
    assert asked(archive, sample.QUESTIONS[1]).receipt.undated == 1
    receipt = asked(archive, sample.QUESTIONS[4]).receipt
    assert receipt.rejected_inputs == 1
    assert receipt.unmatched == ()
    assert [count.articles for count in receipt.terms] == [1, 18]


def test_facets_tell_the_story_of_the_painting(archive: searcher.Archive) -> None:
    facets = asked(archive, sample.QUESTIONS[3]).facets
    assert facets["places"][0] == ("Bergen", 8)
    assert {"Halvard Nesse", "Ingrid Solbakk"} <= {name for name, _ in facets["people"]}
    assert len(facets["month"]) == 6

"""One article read in several forms, places and years: nothing is lost, and it is one article."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import corpus
import index
import searcher
from corpus import Article
from corpus.errors import DatelineError
from index import Report
from index.ingest.identity import Comparison, compare_texts
from index.ingest.report import Line

URL = "https://www.courier.example/2016/12/01/flood"
PARAGRAPHS = [
    f"On the {day} day the river {verb} the {place} quarter, and {count} families were brought to the school."
    for day, verb, place, count in (
        ("first", "reached", "lower", 12),
        ("second", "covered", "market", 40),
        ("third", "left", "harbour", 9),
        ("fourth", "entered", "northern", 31),
        ("fifth", "spared", "upper", 3),
    )
]
SECOND_PAGE = [
    f"Engineers said that {thing} would cost the town {sum_} crowns and take until {month}."
    for thing, sum_, month in (
        ("the new dyke", "four million", "March"),
        ("repairs to the mill", "ninety thousand", "June"),
        ("a second pumping station", "two million", "autumn"),
    )
]


def page(
    title: str, texts: list[str], url: str = URL, *, canonical: str = "", day: str = "2016-12-01"
) -> str:
    stated = {"@type": "NewsArticle", "headline": title, "datePublished": day, "url": canonical or url}
    stated |= {"publisher": {"name": "Courier"}}
    return (
        f'<html><head><title>{title}</title><link rel="canonical" href="{canonical or url}">'
        f'<script type="application/ld+json">{json.dumps(stated)}</script></head>'
        f"<body><article><h1>{title}</h1>"
        f"{''.join(f'<p>{text}</p>' for text in texts)}</article></body></html>"
    )


def feed(title: str, summary: str, url: str = URL) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title><item>'
        f"<title>{title}</title><link>{url}</link><description>{summary}</description>"
        "<pubDate>Thu, 01 Dec 2016 10:00:00 GMT</pubDate></item></channel></rss>"
    )


def rows(*articles: dict[str, object]) -> str:
    return "".join(json.dumps(each) + "\n" for each in articles)


class Desk:
    """A folder of inputs, and an archive that they are read into."""

    def __init__(self, folder: Path) -> None:
        self.inputs = folder / "inputs"
        self.inputs.mkdir()
        self.path = folder / "news.archive"
        self.lines: list[Line] = []

    def read(self, *names: str, again: bool = False, outlet: str = "") -> Report:
        self.lines.clear()
        open_ = index.open if self.path.exists() else index.create
        with open_(self.path) as archive:
            found = corpus.read(*(str(self.inputs / name) for name in names), outlet=outlet)
            return archive.add(found, each=self.lines.append, again=again)

    def save(self, name: str, content: str) -> None:
        (self.inputs / name).write_text(content, "utf-8")

    def articles(self) -> list[Article]:
        with searcher.open(self.path) as archive:
            return [archive.get(hit.id) for hit in archive.search("*", limit=100)]

    def only(self) -> Article:
        (article,) = self.articles()
        return article

    def article(self, id_: str) -> Article:
        with searcher.open(self.path) as archive:
            return archive.get(id_)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_stub_never_takes_the_place_of_the_text(desk: Desk) -> None:
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS))
    desk.save("b.xml", feed("Flood closes bridge", PARAGRAPHS[0][:60]))
    desk.read("a.html")
    report = desk.read("b.xml")
    assert (report.added, report.updated, report.unchanged, report.fuller) == (0, 0, 1, 1)
    assert "less text" in desk.lines[0].note
    assert PARAGRAPHS[4] in desk.only().body


def test_a_summary_in_other_words_is_a_stub_too(desk: Desk) -> None:
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS))
    desk.save("b.xml", feed("Flood closes bridge", "What happened in the town this week."))
    desk.read("a.html")
    desk.read("b.xml")
    assert PARAGRAPHS[4] in desk.only().body


@pytest.mark.parametrize("names", [("a.xml", "b.html"), ("b.html", "a.xml")])
def test_in_whichever_order_the_text_stays_and_nothing_moves_again(
    desk: Desk, names: tuple[str, str]
) -> None:
    desk.save("a.xml", feed("Flood closes bridge", "A short summary."))
    desk.save("b.html", page("Flood closes bridge", PARAGRAPHS))
    desk.read(*names)
    assert PARAGRAPHS[2] in desk.only().body
    for _ in range(2):
        again = desk.read(*names, again=True)
        assert (again.added, again.updated) == (0, 0)


def test_pages_of_one_article_are_joined(desk: Desk) -> None:
    desk.save("p1.html", page("Flood closes bridge", PARAGRAPHS))
    desk.save("p2.html", page("Flood closes bridge", SECOND_PAGE, f"{URL}?page=2", canonical=URL))
    report = desk.read("p1.html", "p2.html")
    assert (report.added, report.updated, report.joined) == (1, 1, 1)
    body = desk.only().body
    assert body.index(PARAGRAPHS[4]) < body.index(SECOND_PAGE[0])
    again = desk.read("p1.html", "p2.html", again=True)
    assert (again.added, again.updated) == (0, 0)
    assert desk.only().body == body


def test_a_bulletin_of_another_day_is_another_article(desk: Desk) -> None:
    desk.save("a.html", page("Morning bulletin", PARAGRAPHS))
    desk.save("b.html", page("Morning bulletin", SECOND_PAGE, day="2016-12-02"))
    desk.read("a.html", "b.html")
    assert len(desk.articles()) == 2


def test_a_changed_headline_is_a_new_version(desk: Desk) -> None:
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS))
    desk.read("a.html")
    before = desk.only().id
    desk.save("later.html", page("Town counts the cost", [*PARAGRAPHS, "The bridge is open again."]))
    report = desk.read("later.html")
    assert (report.added, report.updated, report.retitled) == (0, 1, 1)
    assert "Flood closes bridge" in desk.lines[0].note
    assert (desk.only().id, desk.only().title) == (before, "Town counts the cost")
    assert desk.read("a.html", again=True).unchanged == 1
    assert desk.only().title == "Town counts the cost"


SPELLINGS = [
    "http://courier.example/2016/12/01/flood",
    "https://courier.example/2016/12/01/flood/",
    f"{URL}?utm_source=mail&fbclid=x",
    f"{URL}#comments",
    f"{URL}/amp",
]


def test_spellings_of_an_address_are_one_article(desk: Desk) -> None:
    for number, url in enumerate([URL, *SPELLINGS]):
        desk.save(f"{number}.html", page("Flood closes bridge", PARAGRAPHS, url))
    desk.read("")
    assert desk.only().title == "Flood closes bridge"
    with searcher.open(desk.path) as archive:
        for url in SPELLINGS:
            assert archive.search(f'url:"{url}"').total == 1, url


def test_an_export_with_ids_of_its_own_meets_the_page(desk: Desk) -> None:
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS))
    desk.save(
        "b.jsonl", rows({"id": "A17", "title": "Flood closes bridge", "text": PARAGRAPHS[0], "url": URL})
    )
    desk.read("a.html", "b.jsonl")
    assert PARAGRAPHS[4] in desk.only().body
    assert desk.article("A17") == desk.only()


def test_exports_that_count_from_0_are_kept_apart(desk: Desk) -> None:
    one = [{"id": n, "title": f"{text[:20]} {n}", "text": text} for n, text in enumerate(PARAGRAPHS)]
    two = [{"id": n, "title": f"{text[:20]} {n}", "text": text} for n, text in enumerate(SECOND_PAGE)]
    desk.save("true.jsonl", rows(*one))
    desk.save("fake.jsonl", rows(*two))
    report = desk.read("true.jsonl", "fake.jsonl")
    assert (report.added, report.updated) == (8, 0)
    assert desk.article("fake-jsonl:0").body == SECOND_PAGE[0]
    assert desk.read("true.jsonl", "fake.jsonl", again=True).unchanged == 8


def test_rows_that_all_name_the_page_of_a_list_are_kept_apart(desk: Desk) -> None:
    texts = [
        "Ferries will not sail on Friday, the harbour master said.",
        "A school choir won the regional prize in Aldermouth.",
        "Bread is dearer than a year ago; bakers blame the price of wheat.",
    ]
    listed = "https://courier.example/latest"
    desk.save("a.jsonl", rows(*({"title": text[:20], "text": text, "url": listed} for text in texts)))
    assert desk.read("a.jsonl").added == 3
    assert {article.body for article in desk.articles()} == set(texts)
    assert desk.read("a.jsonl", again=True).unchanged == 3


def test_exports_of_one_name_in_three_folders_are_kept_apart(desk: Desk) -> None:
    for number, text in enumerate((PARAGRAPHS[0], SECOND_PAGE[0], "Ferries will not sail on Friday.")):
        (desk.inputs / str(number)).mkdir()
        desk.save(f"{number}/export.jsonl", rows({"id": 0, "title": text[:25], "text": text}))
    assert desk.read("").added == 3
    assert len(desk.articles()) == 3
    assert desk.read("", again=True).unchanged == 3


def test_an_outlet_that_is_named_later_makes_no_second_article(desk: Desk) -> None:
    desk.save("a.jsonl", rows(*({"title": text[:30], "text": text} for text in PARAGRAPHS)))
    desk.read("a.jsonl")
    before = [article.id for article in desk.articles()]
    report = desk.read("a.jsonl", outlet="Harbour Courier")
    assert (report.added, report.updated) == (0, 5)
    assert {desk.article(id_).source for id_ in before} == {"Harbour Courier"}
    assert len(desk.articles()) == 5


def test_what_a_page_lacks_is_taken_from_a_feed_and_said(desk: Desk) -> None:
    url = "https://www.courier.example/flood-closes-bridge"
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS, url, day=""))
    desk.save("b.xml", feed("Flood closes bridge", "A short summary.", url))
    desk.read("a.html", "b.xml")
    article = desk.only()
    assert article.published
    assert str(article.published.day) == "2016-12-01"
    assert any("its date is from" in notice for notice in article.notices)


def test_a_moved_file_is_where_it_is_now(desk: Desk) -> None:
    desk.save("a.html", page("Flood closes bridge", PARAGRAPHS))
    desk.read("")
    (desk.inputs / "a.html").rename(desk.inputs / "z.html")
    assert desk.read("").unchanged == 1
    assert desk.only().origin.endswith("z.html")


@pytest.mark.parametrize(
    ("there", "new", "expected"),
    [
        ("a b c", "a  b\nc", Comparison.SAME),
        ("one two three four", "two three", Comparison.LESS),
        ("two three", "one two three four", Comparison.MORE),
        (" ".join(PARAGRAPHS), " ".join(SECOND_PAGE), Comparison.UNLIKE),
        (" ".join(PARAGRAPHS), " ".join([*PARAGRAPHS[:4], "The end."]), Comparison.MORE),
        (" ".join(PARAGRAPHS), " ".join(["So.", *PARAGRAPHS[:2]]), Comparison.LESS),
        ("", "", Comparison.SAME),
        ("a", "", Comparison.LESS),
        ("", "a", Comparison.MORE),
    ],
)
def test_texts_are_compared(there: str, new: str, expected: Comparison) -> None:
    assert compare_texts(there, new) is expected


def prepared(desk: Desk, number: int = 12) -> None:
    for n in range(number):
        desk.save(f"{n}.txt", f"Ferry number {n} sails\n\n{PARAGRAPHS[n % 5]} This was told on pier {n}.")
    desk.read("")


def prune(desk: Desk, *folders: Path, even_many: bool = False) -> tuple[str, ...]:
    with index.open(desk.path) as archive:
        return archive.prune(*folders, even_many=even_many)


def test_articles_whose_files_are_gone_are_removed_on_request(desk: Desk) -> None:
    prepared(desk)
    (desk.inputs / "3.txt").unlink()
    assert len(desk.articles()) == 12
    assert prune(desk, desk.inputs) == (str(desk.inputs / "3.txt"),)
    assert len(desk.articles()) == 11
    assert prune(desk, desk.inputs) == ()


def test_more_than_a_tenth_is_removed_only_if_that_is_meant(desk: Desk) -> None:
    prepared(desk)
    for n in range(2):
        (desk.inputs / f"{n}.txt").unlink()
    with pytest.raises(DatelineError, match="more than a tenth"):
        prune(desk, desk.inputs)
    assert len(desk.articles()) == 12
    assert len(prune(desk, desk.inputs, even_many=True)) == 2


def test_an_empty_or_missing_folder_removes_nothing(desk: Desk) -> None:
    prepared(desk)
    for file in desk.inputs.iterdir():
        file.unlink()
    with pytest.raises(DatelineError, match="is empty"):
        prune(desk, desk.inputs, even_many=True)
    desk.inputs.rmdir()
    with pytest.raises(DatelineError, match="no folder"):
        prune(desk, desk.inputs, even_many=True)
    with pytest.raises(DatelineError, match="No folder"):
        prune(desk)
    assert len(desk.articles()) == 12


def test_what_lies_elsewhere_or_within_a_container_is_not_gone(desk: Desk) -> None:
    prepared(desk, 2)
    with zipfile.ZipFile(desk.inputs / "a.zip", "w") as packed:
        packed.writestr("in.txt", "A mill burns\n\nThe mill at Aldermouth burnt down on Sunday night.")
    other = desk.inputs.parent / "others"
    other.mkdir()
    (other / "x.txt").write_text("A choir sings\n\nNothing else happened in the town hall.")
    desk.read("a.zip", "../others")
    (other / "x.txt").unlink()
    assert prune(desk, desk.inputs) == ()
    assert len(desk.articles()) == 4

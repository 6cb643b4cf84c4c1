"""The facade: pages, order, facets, receipts, threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import searcher
from corpus import Entity, Published, Rejected
from corpus.errors import ArchiveDamagedError, DateError, DatelineError
from index.engine.embedded.execute import ScoredPart, patterns
from index.engine.embedded.segment import columns
from searcher.results import Entities, Hit, Hits

from .articles import add, article, series, stamp

NOW = datetime(2016, 12, 1, 12, tzinfo=UTC)


def month(text: str) -> Published:
    return Published(datetime.fromisoformat(f"{text}-01"), "month", origin="test", raw=text)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Archive]:
    path = tmp_path_factory.mktemp("archive") / "a"
    ghent, mara = Entity("place", "Ghent", "Ghent"), Entity("person", "Mara Ellison", "Ellison")
    add(
        path,
        [
            article(
                "a",
                "Dam breaks",
                "Water in Ghent.",
                published="2016-03-31",
                source="Wire",
                entities=(ghent, mara),
            ),
            article(
                "b",
                "Dam mended",
                "Water gone.",
                published=stamp("2016-10-22T09:00:00"),
                source="Wire",
                entities=(ghent,),
            ),
            article("c", "Dam inquiry", "Water law.", published=month("2016-10"), source="Post"),
            article("d", "Dam memories", "Water and time.", source="Post"),
            article("e", "Mill", "No river.", published="2016-07-01", source="Post"),
            Rejected("broken.txt", "empty file"),
        ],
        extractor="none",
    )
    with searcher.open(path, clock=lambda: NOW) as opened:
        yield opened


def test_pages_are_cut_from_one_order(tmp_path: Path) -> None:
    add(tmp_path / "a", series(25), extractor="none")
    with searcher.open(tmp_path / "a") as a:
        pages = [
            [hit.id for hit in a.search("common", sort="oldest", page=n, related=0)] for n in (1, 2, 3, 4)
        ]
        assert [len(page) for page in pages] == [10, 10, 5, 0]
        assert [id_ for page in pages for id_ in page] == [f"s{i}" for i in range(25)]
        assert a.search("common", page=3).total == 25
        assert len(a.search("common", limit=0, page=2)) == 0
        assert len(a.search("common", limit=0)) == 25


def test_equals_are_in_order_of_id(tmp_path: Path) -> None:
    add(tmp_path / "a", [article(id_, "Same", "same text") for id_ in ("b", "c", "a")], extractor="none")
    with searcher.open(tmp_path / "a") as a:
        assert [hit.id for hit in a.search("same")] == ["a", "b", "c"]


def test_a_word_in_the_headline_ranks_before_a_mention(tmp_path: Path) -> None:
    texts = [
        article("mention", "Other news", "The dam was seen."),
        article("topic", "The dam", "It was seen there."),
    ]
    add(tmp_path / "a", texts, extractor="none")
    with searcher.open(tmp_path / "a") as a:
        assert [hit.id for hit in a.search("dam")] == ["topic", "mention"]


def test_without_words_nothing_is_scored(archive: searcher.Archive) -> None:
    assert {hit.score for hit in archive.search("", place="Ghent")} == {0.0}
    assert all(hit.score > 0 for hit in archive.search("dam"))


def test_facets_count_all_that_match_not_only_the_page(archive: searcher.Archive) -> None:
    facets = archive.search("dam", limit=1, facets=True).facets
    assert facets == {
        "people": (("Mara Ellison", 1),),
        "organisations": (),
        "places": (("Ghent", 2),),
        "source": (("Post", 2), ("Wire", 2)),
        "month": (("2016-03", 1), ("2016-10", 2)),
    }
    assert set(archive.search("dam", facets=("month",)).facets) == {"month"}


def test_a_receipt_says_what_the_answer_rests_on(archive: searcher.Archive) -> None:
    receipt = archive.search("dam zeppelin & water", since="2016-03-31", until="22 October 2016").receipt
    assert receipt.query == "dam AND zeppelin AND water AND published:2016-03-31..2016-10-22"
    assert (receipt.since, receipt.until) == ("2016-03-31", "2016-10-22")
    assert receipt.archive_articles == 5
    assert [(term.text, term.articles) for term in receipt.terms] == [
        ("dam", 4),
        ("zeppelin", 0),
        ("water", 4),
    ]
    assert receipt.unmatched == ("zeppelin",)
    assert receipt.dropped == ("&",)
    assert receipt.rejected_inputs == 1
    assert (receipt.coverage.first, receipt.coverage.last) == ("2016-03-31", "2016-10-22")
    assert receipt.coverage.empty_months == ("2016-04", "2016-05", "2016-06", "2016-08", "2016-09")


def test_what_a_range_cannot_place_is_left_out_and_counted(archive: searcher.Archive) -> None:
    results = archive.search("dam", since="2016-03-01", until="2016-10-25")
    assert {hit.id for hit in results} == {"a", "b"}
    assert (results.receipt.undated, results.receipt.imprecise) == (1, 1)
    included = archive.search("dam", since="2016-03-01", until="2016-10-25", undated="include")
    assert {hit.id for hit in included} == {"a", "b", "c", "d"}
    assert (included.receipt.undated, included.receipt.imprecise) == (0, 0)
    only = archive.search("dam", since="2016-03-01", undated="only")
    assert {hit.id for hit in only} == {"d"}


def test_without_a_range_nothing_is_left_out(archive: searcher.Archive) -> None:
    results = archive.search("dam")
    assert results.total == 4
    assert (results.receipt.undated, results.receipt.imprecise) == (0, 0)


def test_a_name_nobody_carries_leads_to_longer_ones(archive: searcher.Archive) -> None:
    notes = archive.search("", person="Ellison").receipt.notes
    assert "Mara Ellison (1)" in notes[0]


def test_the_clock_decides_what_last_week_is(archive: searcher.Archive) -> None:
    receipt = archive.search("", last="30 days").receipt
    assert (receipt.since, receipt.until) == ("2016-11-01", "2016-12-01")
    assert archive.search("", on="July 1").total == 1


def test_days_may_be_given_as_dates(archive: searcher.Archive) -> None:
    assert archive.search("", since=date(2016, 7, 1), until=date(2016, 7, 1)).total == 1


def test_ranges_that_share_no_day_are_an_error(archive: searcher.Archive) -> None:
    with pytest.raises(DateError, match="No day lies in all"):
        archive.search("published:2015", since="2016-01-01")
    with pytest.raises(DateError) as caught:
        archive.search("dam", since="2016-02-01", until="2016-01-01")
    assert caught.value.text == "since 2016-02-01, until 2016-01-01"


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "random"},
        {"match": "some"},
        {"undated": "maybe"},
        {"facets": ("colour",)},
        {"limit": -1},
        {"page": 0},
        {"related": -1},
        {"since": "soon"},
        {"last": "while"},
    ],
)
def test_an_impossible_option_is_a_typed_error(archive: searcher.Archive, options: dict[str, object]) -> None:
    with pytest.raises(DatelineError):
        archive.search("dam", **options)  # type: ignore[arg-type]


def test_a_wildcard_that_stands_for_too_much_is_refused(
    archive: searcher.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MOST_EXPANSIONS", 2)
    with pytest.raises(DatelineError, match="more than 2 different words"):
        archive.search("*a*")


def test_a_failing_engine_is_never_no_results(
    archive: searcher.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ValueError("bad posting")

    monkeypatch.setattr(ScoredPart, "evaluate", stumble)
    with pytest.raises(ArchiveDamagedError, match="bad posting"):
        archive.search("dam")


def test_threads_share_an_archive(archive: searcher.Archive) -> None:
    totals: list[int] = []
    expected = {query: list(archive.search(query, facets=True)) for query in ("dam", "water", "mill")}

    def ask() -> None:
        for query in ("dam", "water", "mill") * 5:
            results = archive.search(query, facets=True)
            assert list(results) == expected[query]
            assert results.receipt.terms[0].articles == results.total
            totals.append(results.total)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(totals) == [1] * 20 + [4] * 40


def test_statistics_count_the_whole_archive(archive: searcher.Archive) -> None:
    statistics = archive.statistics()
    assert (statistics.articles, statistics.undated, statistics.links) == (5, 1, 0)
    assert statistics.sources == (("Post", 3), ("Wire", 2))
    assert statistics.months == (("2016-03", 1), ("2016-07", 1), ("2016-10", 2))
    assert statistics.extractor.startswith("none ")
    assert statistics.rejected == (Rejected("broken.txt", "empty file"),)


def test_a_closed_archive_answers_no_more_but_its_results_stay(tmp_path: Path) -> None:
    add(tmp_path / "a", series(2), extractor="none")
    with searcher.open(tmp_path / "a") as a:
        results = a.search("common")
    assert [hit.id for hit in results] == list(results.ids)
    assert results.receipt.archive_articles == 2
    for use in (lambda: a.search("common"), lambda: a.get("s0"), a.refresh):
        with pytest.raises(DatelineError, match="was closed"):
            use()
    a.close()


def test_results_outlive_a_refresh(tmp_path: Path) -> None:
    add(tmp_path / "a", series(2), extractor="none")
    with searcher.open(tmp_path / "a") as a:
        results = a.search("common")
        add(tmp_path / "a", series(3))
        a.refresh()
        assert [hit.id for hit in results] == list(results.ids)
        assert results.receipt.archive_articles == 2
        assert a.search("common").total == 3


def test_conditions_inside_alternatives_add_nothing_to_a_score(archive: searcher.Archive) -> None:
    plain = {hit.id: hit.score for hit in archive.search("dam")}
    mixed = {hit.id: hit.score for hit in archive.search("dam OR place:Ghent OR published:2016 OR NOT mill")}
    assert {id_: round(mixed[id_], 6) for id_ in plain} == {id_: round(s, 6) for id_, s in plain.items()}


def test_ids_read_all_together_are_those_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(tmp_path / "a", series(30), extractor="none")
    add(tmp_path / "a", [article(f"é{i}", "Report", "common") for i in range(9)])
    with searcher.open(tmp_path / "a") as a:
        one_by_one = a.search("common", limit=0).ids
        monkeypatch.setattr(columns, "_MANY", 1)
        assert a.search("common", limit=0).ids == one_by_one
        assert a.search("common", limit=0, sort="oldest").ids[:2] == ("s0", "s1")


def test_a_hit_that_cannot_be_read_hides_no_other() -> None:
    """Neither one before it nor one after it, though hits are built together."""

    def build(positions: Sequence[int]) -> list[Hit]:
        if 2 in positions:
            raise ArchiveDamagedError("torn", "a")
        return [Hit(str(n), "", None, "", "", 0.0, "", Entities(), ()) for n in positions]

    hits = Hits([str(n) for n in range(50)], build)
    assert [hits[n].id for n in (0, 1, 3, 19, 20, 49, -1)] == ["0", "1", "3", "19", "20", "49", "49"]
    assert [hit.id for hit in hits[3:6]] == ["3", "4", "5"]
    with pytest.raises(ArchiveDamagedError, match="torn"):
        hits[2]
    found = iter(hits)
    assert [next(found).id, next(found).id] == ["0", "1"]
    with pytest.raises(ArchiveDamagedError, match="torn"):
        next(found)


def test_names_are_told_by_how_they_begin(tmp_path: Path) -> None:
    named = [Entity("person", name, name) for name in ("Éva Sárosi", "Eva Braun", "Adam Eva")]
    add(
        tmp_path / "a",
        [article("1", entities=tuple(named)), article("2", entities=(named[0],), source="Eva's")],
        extractor="none",
    )
    with searcher.open(tmp_path / "a") as archive:
        assert archive.names_beginning("eva", "people") == ("Éva Sárosi", "Eva Braun")
        assert archive.names_beginning("EVA", "people", most=1) == ("Éva Sárosi",)
        assert archive.names_beginning("e", "source") == ("Eva's",)
        assert archive.names_beginning("x", "places") == ()


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ('dam published:"summer 2016"', {}),
        ("dam", {"on": "summer 2016"}),
        ("dam", {"since": "summer 2016"}),
        ("dam", {"until": "summer 2016"}),
        ("dam", {"last": "summer"}),
    ],
)
def test_how_a_date_was_read_is_told_with_the_hits(
    archive: searcher.Archive, query: str, options: dict[str, str]
) -> None:
    assert any("as in the north" in note for note in archive.search(query, **options).receipt.notes)

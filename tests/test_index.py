"""Adding, updating and deleting articles."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus import Article, Entity, Link, Published, Rejected, entities
from corpus.errors import ArticleNotFoundError, DatelineError, StorageError
from corpus.ids import derive_id
from index.articles.documents import article_as_read, article_of, document, fingerprint
from index.engine.embedded.build import document_pool as making
from index.ingest import batch, indexer, intake, versions
from index.ingest.report import Line

from . import faults
from .articles import add, article, series, stamp


def ids(path: Path, query: str = "") -> list[str]:
    with searcher.open(path) as archive:
        return sorted(hit.id for hit in archive.search(query, limit=0, related=0))


def test_an_article_comes_back_as_it_was_added(tmp_path: Path) -> None:
    original = article(
        "x",
        "Title",
        "Body — with “quotes”, \n\nparagraphs and 漢字.",
        published=stamp("2016-12-01T22:09:14+03:30"),
        source="Delta Wire",
        url="https://delta.example/x",
        authors=("A", "B"),
        language="en",
        links=(Link("Other", "7", "", Published(stamp("2016-11-24").local, "day", None, "picture path")),),
        origin="wire.jsonl:3",
        notices=("something",),
    )
    add(tmp_path / "a", [original], extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        assert archive.get("x") == original


def test_every_input_has_its_line(tmp_path: Path) -> None:
    lines: list[Line] = []
    with index.create(tmp_path / "a") as archive:
        archive.add(series(3))
        changed = replace(series(1)[0], body="Changed.")
        inputs = [changed, series(2)[1], article("new"), Rejected("bad.txt", "empty file")]
        report = archive.add(inputs, each=lines.append)
    assert [(line.outcome, line.id) for line in lines] == [
        ("updated", "s0"),
        ("unchanged", "s1"),
        ("added", "new"),
        ("rejected", ""),
    ]
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    assert report.rejected == [Rejected("bad.txt", "empty file")]
    assert report.total == len(inputs)
    assert report.undated == 1


def test_an_updated_article_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("x", body="zebra")])
    add(tmp_path / "a", [article("x", body="giraffe")])
    assert ids(tmp_path / "a", "zebra") == []
    assert ids(tmp_path / "a", "giraffe") == ["x"]


def test_where_it_was_read_makes_no_difference(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("x", origin="here.txt")])
    assert add(tmp_path / "a", [article("x", origin="there.txt")]).unchanged == 1


def test_the_same_id_twice_in_a_run_is_one_article(tmp_path: Path) -> None:
    report = add(tmp_path / "a", [article("x", body="first"), article("y"), article("x", body="second")])
    assert (report.added, report.updated, report.repeated) == (2, 1, 1)
    assert ids(tmp_path / "a") == ["x", "y"]
    assert ids(tmp_path / "a", "first") == []


def test_the_same_article_twice_in_a_run_is_unchanged(tmp_path: Path) -> None:
    report = add(tmp_path / "a", [article("x"), article("x")])
    assert (report.added, report.unchanged, report.repeated) == (1, 1, 0)


def test_outlets_may_use_the_same_ids(tmp_path: Path) -> None:
    both = [article("17", source="Delta Wire"), article("17", source="Harbour Courier")]
    assert add(tmp_path / "a", both).added == 2
    assert ids(tmp_path / "a") == ["17", "harbour-courier:17"]
    again = add(tmp_path / "a", both)
    assert again.unchanged == 2
    changed = add(tmp_path / "a", [replace(both[1], body="New text.")])
    assert changed.updated == 1
    assert ids(tmp_path / "a") == ["17", "harbour-courier:17"]


@pytest.mark.parametrize(
    "bad",
    [
        article(" "),
        article("x", body="half a pair \ud800"),
        article("x", title="half a pair \udfff"),
        article("x\ud800"),
        article("x", origin="page\udcff.txt"),
    ],
)
def test_a_bad_article_harms_no_other(tmp_path: Path, bad: Article) -> None:
    report = add(tmp_path / "a", [article("before"), bad, article("after")])
    assert report.added == 2
    assert len(report.rejected) == 1
    assert ids(tmp_path / "a") == ["after", "before"]
    assert ids(tmp_path / "a", "half") == []


def test_a_text_that_is_too_long_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LONGEST_ARTICLE", 100)
    report = add(tmp_path / "a", [article("x", body="word " * 30), article("y")])
    assert "100 characters" in report.rejected[0].reason
    assert ids(tmp_path / "a") == ["y"]


def test_batches_are_committed_as_they_fill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "BATCH_ARTICLES", 4)

    def broken_after(count: int):
        yield from series(count)
        raise KeyboardInterrupt

    with index.create(tmp_path / "a") as archive, pytest.raises(KeyboardInterrupt):
        archive.add(broken_after(10))
    assert len(ids(tmp_path / "a")) == 8
    report = add(tmp_path / "a", series(10))
    assert (report.added, report.unchanged) == (2, 8)
    assert len(ids(tmp_path / "a")) == 10


def test_articles_are_deleted_by_id(tmp_path: Path) -> None:
    add(tmp_path / "a", series(4))
    with index.open(tmp_path / "a") as archive:
        assert archive.delete("s1", "s3", "absent") == 2
    assert ids(tmp_path / "a") == ["s0", "s2"]
    with searcher.open(tmp_path / "a") as archive, pytest.raises(ArticleNotFoundError):
        archive.get("s1")
    assert add(tmp_path / "a", series(4)).added == 2


def test_rejected_inputs_are_kept_until_they_can_be_read(tmp_path: Path) -> None:
    bad, worse = Rejected("a.txt", "empty file"), Rejected("b.txt", "binary")
    add(tmp_path / "a", [bad, worse])
    with searcher.open(tmp_path / "a") as archive:
        assert archive.statistics().rejected == (bad, worse)
        assert archive.search("").receipt.rejected_inputs == 2
    add(tmp_path / "a", [article("a", origin="a.txt")])
    with searcher.open(tmp_path / "a") as archive:
        assert archive.statistics().rejected == (worse,)


def test_rejected_inputs_are_kept_with_the_batch_they_came_in(tmp_path: Path) -> None:
    with index.create(tmp_path / "a", extractor="none") as archive:
        with faults.on(faults.Refusing(errno.EIO)), pytest.raises(StorageError):
            archive.add([article("x"), Rejected("bad.txt", "empty file")])
        archive.add([article("y")])
    with searcher.open(tmp_path / "a") as opened:
        assert opened.statistics().rejected == ()
    add(tmp_path / "a", [Rejected("bad.txt", "empty file")])
    with faults.on(faults.Refusing(errno.EIO)), pytest.raises(StorageError):
        add(tmp_path / "a", [article("z", origin="bad.txt")])
    add(tmp_path / "a", [article("z")])
    with searcher.open(tmp_path / "a") as opened:
        assert opened.statistics().rejected == (Rejected("bad.txt", "empty file"),)


def test_what_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path / "a", series(20), extractor="none")
    before = (tmp_path / "a" / "archive.json").read_bytes()
    monkeypatch.setattr(versions, "article_as_read", None)
    monkeypatch.setattr(batch, "row_of", None)
    assert add(tmp_path / "a", series(20)).unchanged == 20
    assert (tmp_path / "a" / "archive.json").read_bytes() == before


def test_articles_are_made_in_other_processes_as_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "usable_processes", lambda: 3)
    given = [
        article(f"a{n % 400}", body=f"body {n} of Anna Weber in Berlin", title=f"t{n}") for n in range(500)
    ]
    stored = []
    for worth in (10_000, 50):
        monkeypatch.setattr(making, "WORTH_PROCESSES", worth)
        report = add(tmp_path / str(worth), given)
        assert (report.added, report.updated, report.repeated) == (400, 100, 100)
        with searcher.open(tmp_path / str(worth)) as archive:
            stored.append({f"a{n}": archive.get(f"a{n}") for n in range(400)})
            assert archive.search("body").total == 400
    assert stored[0] == stored[1]


@pytest.mark.parametrize("worth", [0, 10_000])
def test_an_article_of_which_no_document_can_be_made_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worth: int
) -> None:
    class Stumbling(entities.NoExtractor):
        name = "stumbling"

        def extract(self, article: Article) -> tuple[Entity, ...]:
            if "poison" in article.body:
                raise ValueError("too much")
            return ()

    monkeypatch.setitem(entities.EXTRACTORS, "stumbling", Stumbling)
    monkeypatch.setattr(making, "WORTH_PROCESSES", worth)
    add(tmp_path / "a", [article("kept", body="old")], extractor="stumbling")
    bad = [article("kept", body="poison"), article("new", body="poison"), article("good", body="fine")]
    report = add(tmp_path / "a", bad)
    assert (report.added, report.updated) == (1, 0)
    assert [rejected.reason for rejected in report.rejected] == ["ValueError: too much"] * 2
    with searcher.open(tmp_path / "a") as archive:
        assert archive.search("old OR fine").total == 2


def test_a_long_run_keeps_the_segments_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "BATCH_ARTICLES", 3)
    add(tmp_path / "a", series(100), extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        found = [hit.id for hit in archive.search("common", limit=0, sort="oldest", related=0)]
    assert found == [f"s{n}" for n in range(100)]
    assert len(list((tmp_path / "a").glob("*.segment"))) <= 7
    assert index.check(tmp_path / "a") == index.Check(100, ())


def test_a_document_holds_its_article() -> None:
    one = article("x", published="2016-10-01")
    named = (Entity("place", "Ghent", "Ghent", 0, 5),)
    stored = document(one, named, fingerprint(one))
    assert article_as_read(stored["article"]) == one
    assert article_of(stored["article"], stored["entities"]) == one.with_entities(named)
    assert stored["first_day"] == stored["last_day"]


def page(text: str, origin: str = "page.txt", title: str = "Storm") -> Article:
    """An article as a captured page gives it: without an id or an address."""
    return Article(derive_id(title, text, None, "", ""), title, text, origin=origin)


def test_a_page_saved_anew_replaces_itself(tmp_path: Path) -> None:
    add(tmp_path / "a", [page("The first version."), page("Another page.", "other.txt")])
    report = add(tmp_path / "a", [page("The second version."), page("Another page.", "other.txt")])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    assert len(ids(tmp_path / "a")) == 2
    assert ids(tmp_path / "a", "first") == []


def test_a_page_is_known_by_its_file_though_its_text_was_anothers(tmp_path: Path) -> None:
    """What one page held a moment ago, another holds now: both are updates."""
    add(tmp_path / "a", [page("One.", "f.txt", "Live"), page("Two.", "g.txt", "Live")])
    report = add(tmp_path / "a", [page("Three.", "f.txt", "Live"), page("One.", "g.txt", "Live")])
    assert (report.added, report.updated) == (0, 2)
    assert len(ids(tmp_path / "a")) == 2


def test_no_two_articles_share_an_id_whatever_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is to be replaced by another, of which no document can be made, and then comes again itself."""
    add(tmp_path / "a", [page("One.", "f.txt", "Live")])
    real = indexer.document_of_row

    def failing(line: bytes, extractor: Any) -> Any:
        if b"Two." in line:
            raise ValueError("no document")
        return real(line, extractor)

    monkeypatch.setattr(indexer, "document_of_row", failing)
    add(tmp_path / "a", [page("Two.", "f.txt", "Live"), page("One.", "g.txt", "Live")])
    found = ids(tmp_path / "a")
    assert len(found) == len(set(found)) == 1


@pytest.mark.parametrize("wrong", [1, None, b"x"])
def test_an_id_is_a_text(tmp_path: Path, wrong: Any) -> None:
    add(tmp_path / "a", series(1))
    with index.open(tmp_path / "a") as archive, pytest.raises(DatelineError, match="id is a text"):
        archive.delete(wrong)


def test_pages_with_one_headline_stay_apart(tmp_path: Path) -> None:
    pages = [
        page("One.", "1.txt"),
        page("Two.", "2.txt"),
        page("Three.", "x.jsonl:1"),
        page("Four.", "x.jsonl:2"),
    ]
    assert add(tmp_path / "a", pages).added == 4
    assert add(tmp_path / "a", pages).unchanged == 4


def test_another_headline_in_the_same_file_is_another_article(tmp_path: Path) -> None:
    add(tmp_path / "a", [page("First.", "latest.txt", "Storm")])
    assert add(tmp_path / "a", [page("Second.", "latest.txt", "Calm")]).added == 1
    assert len(ids(tmp_path / "a")) == 2


@pytest.mark.parametrize("swapped", [False, True])
def test_pages_that_change_places_are_not_lost(tmp_path: Path, swapped: bool) -> None:  # noqa: FBT001
    add(tmp_path / "a", [page("Xenon.", "a.txt"), page("Yttrium.", "b.txt")])
    now = [page("Zinc.", "a.txt"), page("Xenon.", "b.txt")]
    add(tmp_path / "a", now[::-1] if swapped else now)
    for word in ("xenon", "zinc"):
        assert len(ids(tmp_path / "a", word)) == 1, word

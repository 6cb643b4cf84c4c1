"""01/02/2016 is read as its outlet writes the dates that have one meaning only, or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import corpus
import index
from corpus import Article, Rejected
from corpus.dates import read_published
from corpus.dates.day_order import LEAST, DayOrderTally
from corpus.reading import date_order
from corpus.reading.files import File
from corpus.reading.pool import Job, Readers
from corpus.reading.read import entries_of
from corpus.reading.shard import Pieces

DAY_FIRST = ["13/02/2016", "14/02/2016", "25/12/2016"]
MONTH_FIRST = ["02/13/2016", "02/14/2016", "12/25/2016"]


class Pipe(io.RawIOBase):
    """Bytes that can be read but once, a few at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, 100) if size >= 0 else size)


def lines(dates: Iterable[str], **more: str) -> bytes:
    """An export with an article for each date."""
    rows = ({"title": f"{date} {number}", "date": date} | more for number, date in enumerate(dates))
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def articles(source: Any, **options: Any) -> list[Article]:
    return [found for found in corpus.read(source, **options) if isinstance(found, Article)]


def first(source: Any, **options: Any) -> tuple[str, tuple[str, ...]]:
    """The date of the first article, and its notices."""
    article = articles(source, **options)[0]
    return str(article.published), article.notices


@pytest.mark.parametrize(
    ("others", "expected", "notice"),
    [
        (DAY_FIRST, "2016-02-01", "'01/02/2016' was read as 1 February, as its outlet writes 3 of 3 others"),
        (MONTH_FIRST, "2016-01-02", "'01/02/2016' was read as 2 January, as its outlet writes 3 of 3 others"),
        (DAY_FIRST * 10 + MONTH_FIRST[:1], "2016-02-01", "1 February, as its outlet writes 30 of 31 others"),
        (DAY_FIRST * 6 + MONTH_FIRST[:1], "None", "ambiguous"),
        (DAY_FIRST[:2], "None", "ambiguous"),
        (["13.02.2016", "14.02.2016", "25.12.2016"], "None", "ambiguous"),
        (["2016-02-13", "13 February 2016", "02/02/2016", "Mosul"], "None", "ambiguous"),
        (["Mon 01/02/2016", "Thu 04/02/2016", "Fri 05/02/2016"], "2016-02-01", "3 of 3"),
        ([], "None", "ambiguous"),
    ],
)
@pytest.mark.parametrize("opened", [io.BytesIO, Pipe])
def test_the_majority_of_an_outlet_decides(
    others: list[str], expected: str, notice: str, opened: type[io.BytesIO | Pipe]
) -> None:
    found, (said,) = first(opened(lines(["01/02/2016", *others], source="Quay")))
    assert found == expected
    assert notice in said


def test_outlets_decide_for_themselves() -> None:
    export = (
        lines(["01/02/2016"], source="Quay")
        + lines(["01/02/2016", *MONTH_FIRST], source="Harbour")
        + lines(DAY_FIRST, source="QUAY")
        + lines(["01/02/2016"], source="Pier")
    )
    found = [str(each.published) for each in articles(io.BytesIO(export)) if each.title == "01/02/2016 0"]
    assert found == ["2016-02-01", "2016-01-02", "None"]


def test_without_an_outlet_the_file_decides() -> None:
    _, (notice,) = first(io.BytesIO(lines(["01/02/2016", *DAY_FIRST])))
    assert notice == "'01/02/2016' was read as 1 February, as its file writes 3 of 3 others"


@pytest.mark.parametrize(("day_first", "expected"), [(True, "2016-02-01"), (False, "2016-01-02")])
def test_what_the_caller_says_comes_first(*, day_first: bool, expected: str) -> None:
    for others in (DAY_FIRST, MONTH_FIRST):
        found = first(io.BytesIO(lines(["01/02/2016", *others])), day_first=day_first)
        assert found == (expected, ())


def test_the_date_keeps_its_origin_and_its_raw_text() -> None:
    (article, *_) = articles(io.BytesIO(lines(["01/02/2016 10:00Z", *DAY_FIRST])))
    assert article.published is not None
    assert (article.published.origin, article.published.raw) == ("field", "01/02/2016 10:00Z")
    assert str(article.published) == "2016-02-01T10:00+00:00"


def test_csv_is_settled_too(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("Title;Date\n" + "".join(f"T{d};{d}\n" for d in ["01/02/2016", *DAY_FIRST]))
    assert first(path)[0] == "2016-02-01"


def test_the_neighbours_of_a_file_tell_of_its_outlet(tmp_path: Path) -> None:
    for number, date in enumerate(["01/02/2016", *DAY_FIRST]):
        (tmp_path / f"{number}.json").write_bytes(lines([date], source="Quay"))
    assert first(tmp_path)[0] == "2016-02-01"
    assert first(tmp_path / "0.json")[0] == "None"
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes().replace(b'"Quay"', b'""'))
    (tmp_path / "changed").mkdir()
    assert first(tmp_path)[0] == "None"
    assert first(tmp_path, outlet="Harbour")[0] == "2016-02-01"


def date_of(entry: Article | Rejected) -> bytes:
    assert isinstance(entry, Article)
    return str(entry.published).encode()


@pytest.mark.parametrize("processes", [1, 2])
def test_files_rewritten_in_place_are_read_as_they_now_are(tmp_path: Path, processes: int) -> None:
    """A folder does not change with them; a date of before would be wrong by a month."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(["03/04/2024"], source="Quay"))

    def date_beside(written: str) -> str:
        for number in range(12):
            (folder / f"b{number:02}.jsonl").write_bytes(lines([written], source="Quay"))
        reading = corpus.read(folder)
        with Readers(reading, date_of, processes=processes) as readers:
            answer = next(readers.read(Job(each) for each in reading.inputs()))
        assert answer.entry
        return (answer.entry if isinstance(answer.entry, bytes) else date_of(answer.entry)).decode()

    assert date_beside("13/04/2024") == "2024-04-03"
    assert date_beside("04/13/2024") == "2024-03-04"


def test_a_folder_is_surveyed_once_a_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    neighbours = date_order._neighbours  # noqa: SLF001 -- counted here, and then called
    monkeypatch.setattr(date_order, "_neighbours", lambda *of: (asked.append(of[0]), neighbours(*of))[1])
    for number in range(20):
        (tmp_path / f"{number:02}.jsonl").write_bytes(lines([DAY_FIRST[0], "01/02/2016"], source="Quay"))
    for readings in (1, 2):
        assert {str(each.published) for each in articles(tmp_path)} == {"2016-02-13", "2016-02-01"}
        assert asked == [str(tmp_path)] * readings


def test_what_is_read_does_not_depend_on_where_reading_begins(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(lines([*DAY_FIRST, "01/02/2016", *DAY_FIRST]))
    reading = corpus.read(path)
    (one,) = reading.inputs()
    assert isinstance(one.target, File)
    whole = [each for each in reading if isinstance(each, Article)]
    shares = [list(entries_of(one.target, one.directions, None, Pieces(number, 3, 1))) for number in range(3)]
    assert sorted(each.origin for share in shares for each in share if isinstance(each, Article)) == sorted(
        each.origin for each in whole[1:]
    )
    assert all(each in whole for share in shares for each in share)


@pytest.mark.parametrize("processes", [1, 2])
def test_an_archive_is_the_same_however_many_processes_read(tmp_path: Path, processes: int) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.jsonl").write_bytes(lines([*DAY_FIRST, "01/02/2016"], source=f"Quay {number}"))
    with index.create(tmp_path / "a.archive", extractor="none") as opened:
        report = opened.add(corpus.read(folder), processes=processes)
    assert (report.added, report.undated) == (12, 0)


def test_a_pipe_is_read_once_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(date_order, "KEPT", 300)
    dates = [*DAY_FIRST, "01/02/2016"] + DAY_FIRST * 50
    found = articles(Pipe(lines(dates)))
    assert [each.title.split()[0] for each in found] == dates
    assert str(found[3].published) == "2016-02-01"


def test_a_pipe_that_breaks_says_so_in_its_turn() -> None:
    class Broken(Pipe):
        def read(self, size: int = -1) -> bytes:
            part = super().read(size)
            if not part:
                raise OSError(5, "Input/output error")
            return part

    broken: Any = Broken(lines(["01/02/2016", *DAY_FIRST]))
    *found, rejected = corpus.read(broken)
    assert [isinstance(each, Article) for each in found] == [True] * 4
    assert "Input/output error" in str(rejected)


def test_nothing_is_read_twice_where_all_is_clear(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(date_order, "_tally", lambda *_: pytest.fail("read twice"))
    path = tmp_path / "news.jsonl"
    path.write_bytes(lines([*DAY_FIRST, "2016-01-02", "Mosul"]))
    assert len(articles(path)) == 5


def test_a_tally_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.dates.day_order.MOST_OUTLETS", 1)
    tally = DayOrderTally()
    for _ in range(LEAST):
        for outlet in ("Quay", "Pier"):
            tally.count(outlet, read_published("13/02/2016", origin="field"))
    assert tally.order("quay", "/") == (True, 3, 3)
    assert tally.order("pier", "/") is None

"""The benchmarks in small: contenders answer alike, questions are what they say, the report is written."""

from __future__ import annotations

import contextlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import relevance
from benchmarks.engine import chart, report
from benchmarks.engine.collection import Row, read, resampled, write
from benchmarks.engine.contender import NAMES, Contender, contender
from benchmarks.engine.indexing import Indexed, index_here, turned
from benchmarks.engine.latency import ask_in_turns, mean_ratio, percentile, ratios
from benchmarks.engine.measured import Collected, Measured, from_json, machine, to_json
from benchmarks.engine.queries import CLASSES, Ask, Words, drawn

ARTICLES = 50


def rows() -> list[Row]:
    """Invented articles: article n holds "harbour", every second one "grain", and its own "wordN"."""
    return [
        Row(
            f"a{n}",
            f"Port report {n}",
            f"The harbour was open. {'Grain ships' if n % 2 else 'Oil tankers'} came in, word{n} said."
            f" {'A storm held them.' if n % 10 == 3 else ''}",
            ("grain",) if n % 2 else ("crude", "ship"),
            725_000 + n,
        )
        for n in range(ARTICLES)
    ]


EXPECTED = {
    Ask(every=("harbour",)): 50,
    Ask(every=("harbour", "grain")): 25,
    Ask(some=("grain", "storm")): 25,
    Ask(every=("harbour",), without=("grain",)): 25,
    Ask(phrase=("grain", "ships")): 25,
    Ask(phrase=("ships", "grain")): 0,
    Ask(prefix="harb"): 50,
    Ask(every=("harbour",), days=(725_010, 725_014)): 5,
    Ask(every=("harbour",), topic="crude"): 25,
}


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return write(tmp_path / "invented.jsonl", rows())


@pytest.fixture(params=sorted(NAMES))
def filled(request: pytest.FixtureRequest, collection: Path, tmp_path: Path) -> Iterator[Contender]:
    """A contender that has indexed the invented articles; skipped, visibly, where it is not installed."""
    try:
        kind = contender(request.param)
    except ImportError as error:
        pytest.skip(f"{request.param} is not installed: {error}")
    folder = tmp_path / request.param
    folder.mkdir()
    run = index_here(request.param, collection, ARTICLES, folder, 1)
    assert run.documents == ARTICLES
    assert run.size > 0
    opened = kind(folder)
    with contextlib.closing(opened):
        opened.open()
        yield opened


def test_every_contender_finds_what_is_there(filled: Contender) -> None:
    assert {ask: filled.count(ask) for ask in EXPECTED} == EXPECTED


def test_contenders_that_know_nearness_count_alike(filled: Contender) -> None:
    """Between *oil* and *came* stands one word; *harbour* is further from them."""
    near = {("came", "oil"): 25, ("oil", "harbour"): 25, ("ships", "said"): 25, ("storm", "harbour"): 0}
    for words, count in near.items():
        ask = Ask(near=words)
        if filled.prepared(ask) is not None:
            assert filled.count(ask) == count, words


def test_every_contender_answers_with_at_most_ten(filled: Contender) -> None:
    for ask, count in EXPECTED.items():
        answer = filled.prepared(ask)
        assert answer
        assert len(answer()) == min(10, count), ask


def test_every_contender_knows_the_newest_and_the_topics(filled: Contender) -> None:
    newest = filled.prepared(Ask(every=("harbour",), wanted="newest"))
    topics = filled.prepared(Ask(every=("harbour",), wanted="topics"))
    assert newest
    assert topics
    numbers = [getattr(document, "doc", document) for document, _ in newest()]
    assert numbers == list(range(numbers[0], numbers[0] - 10, -1))  # articles were added by age
    assert numbers[0] >= ARTICLES - 1
    assert dict(topics()) == {"grain": 25, "crude": 25, "ship": 25}


def test_a_resample_is_the_same_every_time_and_of_no_two_equal_articles() -> None:
    once, again = list(resampled(rows(), 200)), list(resampled(rows(), 200))
    assert once == again
    assert len({row.id for row in once}) == 200
    assert len({row.body for row in once}) > ARTICLES


def test_a_collection_comes_back_as_it_was_written(collection: Path) -> None:
    assert list(read(collection)) == rows()
    assert list(read(collection, 3)) == rows()[:3]


def test_questions_are_the_same_every_time_and_differ_within_a_class() -> None:
    asked = drawn(Words(rows()), 5)
    assert asked == drawn(Words(rows()), 5)
    assert set(asked) == set(CLASSES)
    assert all(len(set(questions)) == len(questions) for questions in asked.values())


def test_a_question_comes_back_as_it_was_sent() -> None:
    ask = Ask(every=("a", "b"), days=(1, 2), wanted="newest")
    assert Ask.from_json(ask.to_json()) == ask


def test_turns_give_everyone_every_place() -> None:
    assert [turned("abc", n)[0] for n in range(4)] == list("abca")
    assert sorted(turned("abc", 1)) == list("abc")


def test_percentiles_are_measured_values() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(list(range(1, 101)), 0.95) == 95


def test_ratios_say_how_much_longer_the_other_takes() -> None:
    latency = figures().collections["invented"].latency
    assert ratios(latency, "dateline", "whoosh") == {"term": 8.0, "phrase": 2.0}
    assert mean_ratio({"term": 8.0, "phrase": 2.0}) == pytest.approx(4.0)


def test_asking_in_turns_measures_every_contender_that_can_answer() -> None:
    measured = ask_in_turns(
        [Still("one"), Still("two", knows=False)], {"term": [Ask(every=("x",))]}, 3, at_a_time=2
    )
    assert set(measured["term"]) == {"one"}
    assert 0 <= measured["term"]["one"].p50 <= measured["term"]["one"].p95


class Still:
    """A contender that answers at once, or not at all."""

    workers = (1,)

    def __init__(self, name: str, *, knows: bool = True) -> None:
        self.name = name
        self.knows = knows

    def prepared(self, _: Ask) -> type[list] | None:
        return list if self.knows else None


def figures() -> Measured:
    """Invented figures."""
    measured = Measured(machine(), 3)
    collected = Collected(ARTICLES)
    collected.indexing = {
        "dateline": Indexed(50, 1.0, 1.0, 9, 9, 1),
        "whoosh": Indexed(50, 4.0, 4.0, 9, 9, 1),
    }
    collected.latency = (
        from_json(
            {
                "machine": {},
                "rounds": 1,
                "collections": {
                    "x": {
                        "documents": 1,
                        "indexing": {},
                        "opening": {},
                        "segments": {},
                        "agreement": {},
                        "scattered": {},
                        "latency": {
                            kind: {"dateline": {"p50": 1.0, "p95": 2.0}, "whoosh": {"p50": slow, "p95": 9.0}}
                            for kind, slow in (("term", 8.0), ("phrase", 2.0))
                        },
                    }
                },
                "stages": None,
                "pages": [],
                "memory": {},
            }
        )
        .collections["x"]
        .latency
    )
    measured.collections["invented"] = collected
    return measured


def test_the_report_shows_ratios_and_their_mean() -> None:
    text = report.tables(figures())
    assert "| term | 1.000 / 2.000 | 8.000 / 9.000 | ×8.00 |" in text
    assert re.search(r"geometric mean.*×4\.00", text)
    assert "whoosh takes ×4.00 as long" in report.summary(figures())


def test_figures_come_back_from_json() -> None:
    assert from_json(json.loads(json.dumps(to_json(figures())))) == figures()


def test_the_chart_is_well_formed_and_names_every_class() -> None:
    texts = [element.text for element in ET.fromstring(chart.svg(figures(), "invented")).iter()]
    assert {"term", "phrase", "whoosh"} <= set(texts)


def test_only_the_figures_between_the_marks_are_rewritten() -> None:
    document = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    written = report.rewritten(document, "new\n")
    assert written == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    assert report.rewritten(written, "new\n") == written
    with pytest.raises(ValueError, match="must be one"):
        report.rewritten("no marks", "new")


def test_the_documents_have_a_place_for_figures(project: Path) -> None:
    report.rewritten((project / "docs" / "benchmarks.md").read_text("utf-8"), "")


def test_average_precision_and_gain_by_hand() -> None:
    wanted = frozenset({"a", "c", "gone"})
    assert relevance.average_precision(["a", "b", "c"], wanted) == pytest.approx((1 + 2 / 3) / 3)
    ideal = 1 + 1 / 1.584962500721156 + 0.5
    assert relevance.gain(["a", "b", "c"], wanted) == pytest.approx(1.5 / ideal)
    assert relevance.gain(["b"] * 10 + ["a"], wanted) == 0


@pytest.mark.data
@pytest.mark.parametrize("name", sorted(relevance.BARS))
def test_the_best_come_first_as_well_as_by_a_good_bm25(name: str, data_dir: Path) -> None:
    measured = relevance.measure(data_dir / name)
    assert relevance.passed(measured, name), measured

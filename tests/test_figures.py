"""Figures that differ: numbers with what they count, found as they are written, and set side by side."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searcher
from corpus import Article
from corpus.errors import ArticleNotFoundError, CostError, DeadlineError
from searcher.figures.contrast import FigureGroup, differing_figures
from searcher.figures.counting import figures_in
from searcher.figures.nouns import noun_key

from .articles import add, article
from .news import run_on

Written = list[tuple[str, str]]


class Pair(NamedTuple):
    """Two texts, each with its figures as they are written; and what is counted otherwise in them."""

    texts: tuple[tuple[str, Written], ...]
    differing: list[str]


def pairs() -> Iterator[Pair]:
    """The pairs of figure_pairs.txt, whose head says how they are written."""
    blocks = Path(__file__).with_name("figure_pairs.txt").read_text("utf-8").split("\n\n")
    for block in blocks:
        texts: list[tuple[str, Written]] = []
        differing: list[str] = []
        for line in block.splitlines():
            if line.startswith("  "):
                number, _, noun = line.strip().partition(" | ")
                texts[-1][1].append((number, noun))
            elif line.startswith("="):
                differing = line[1:].replace(",", " ").split()
            elif not line.startswith("#"):
                texts.append((line.replace(" / ", "\n\n"), []))
        if texts:
            yield Pair(tuple(texts), differing)


PAIRS = list(pairs())


def found(text: str) -> Written:
    return [(count.figure.number, count.figure.noun) for count in figures_in(text)]


def test_there_are_sixty_pairs_of_two() -> None:
    assert len(PAIRS) == 60
    assert all(len(pair.texts) == 2 for pair in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.texts[0][0][:30])
def test_every_number_of_a_pair_is_found_with_its_noun_and_none_is_invented(pair: Pair) -> None:
    for text, written in pair.texts:
        assert found(text) == written
    told = [article(str(n), "-", text, source=str(n)) for n, (text, _) in enumerate(pair.texts)]
    nouns = {noun_key(group.noun.split()[-1]) for group in differing_figures(told)}
    assert nouns == set(map(noun_key, pair.differing))


PIECES = """
54 1,200 50–60 3-1 2016 $3m 12% 0 007 half a dozen two hundred and of the between to or one every in men
civilians people killed were women . , : | ’ “ toll rises arrested
"""
ANY_TEXT = st.lists(st.sampled_from([*PIECES.split(), "\n", "\u2009", "x" * 400]), max_size=60).map(" ".join)


@given(st.one_of(ANY_TEXT, st.text(max_size=200)))
def test_of_any_text_a_figure_is_what_stands_there(text: str) -> None:
    for count in figures_in(text):
        figure = count.figure
        assert text[figure.passage_start :].startswith(figure.passage)
        stretch = text[figure.start : figure.end]
        assert figure.number in stretch
        assert figure.noun in stretch
        assert stretch in figure.passage


@pytest.mark.parametrize(
    "piece", ["a ", "1 ", "1 of ", "one hundred and ", "between 1 and ", "toll , ", "1,"]
)
def test_a_long_text_takes_no_longer_for_what_it_repeats(piece: str) -> None:
    assert len(figures_in(piece * (100_000 // len(piece)))) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("54 civilians", "Fifty-four civilians"),
        ("At least 54 civilians", "54 civilians"),
        ("a dozen women", "twelve women"),
        ("2,400,000 birds", "2.4 million birds"),
        ("one hundred and twenty men", "120 men"),
        ("One man was killed", "1 man was killed"),
        ("50 to 60 homes", "Between 50 and 60 homes"),
        ("dozens of homes", "Dozens of homes"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    (count,), (other_count,) = figures_in(one), figures_in(other)
    assert (count.key, count.values) == (other_count.key, other_count.values)


def told(*texts: str, **fields: list[str]) -> tuple[FigureGroup, ...]:
    """What articles give different numbers of, each of an outlet of its own unless another is said."""
    sources = fields.get("sources", [f"Outlet {n}" for n in range(len(texts))])
    days = fields.get("days", ["2024-03-01"] * len(texts))
    some = [article(str(n), "-", text, source=sources[n], published=days[n]) for n, text in enumerate(texts)]
    random.Random(len(texts)).shuffle(some)
    return differing_figures(some)


def test_only_of_different_outlets_or_days() -> None:
    texts = "54 men came.", "60 men came."
    assert [group.noun for group in told(*texts)] == ["men"]
    assert told(*texts, sources=["The Wire", "the wire"]) == ()
    assert told(*texts, sources=["Wire", "Wire"], days=["2024-03-01", "2024-03-02"])


def test_who_tells_more_does_not_differ() -> None:
    assert told("54 men came, and 12 men left.", "54 men came.") == ()
    (group,) = told("54 men came, and 12 men left.", "60 men came, and 12 men left.")
    assert [(figure.id, figure.number) for figure in group.figures] == [
        ("0", "54"), ("0", "12"), ("1", "60"), ("1", "12"),
    ]  # fmt: skip


def test_what_is_counted_is_its_noun_alone() -> None:
    assert told("54 civilians died.", "There were 60 civilian deaths.") == ()
    assert [group.noun for group in told("54 wounded soldiers", "One soldier was killed.")] == ["soldiers"]


def test_lengths_and_times_are_not_compared() -> None:
    assert told("Karrow is 30 miles off; it took 3 days.", "Vell is 50 miles off; it took 4 days.") == ()


def test_the_first_groups_are_those_of_most_articles_and_their_figures_in_order_of_time() -> None:
    days = ["2024-03-03", "2024-03-01", "2024-03-02"]
    women, men = told("3 men, 4 women", "5 men, 6 women", "7 women", days=days)
    assert (women.noun, [figure.id for figure in women.figures]) == ("women", ["1", "2", "0"])
    assert (men.noun, [figure.id for figure in men.figures]) == ("men", ["1", "0"])


def test_other_languages_are_passed_over() -> None:
    some = [article(str(n), "-", f"{n + 4} bodies", source=str(n), language="nl") for n in range(2)]
    assert differing_figures(some) == ()


# In an archive

WIRE = (
    "The ferry ran aground in the Karrow strait before dawn, and rescuers from four villages rowed out to it"
    " in small boats while the wind rose. Nobody could say why the lights of the strait were dark."
    " The captain said that the pumps had failed one after the other."
    " The harbour office will hold an inquiry in the coming week. {} passengers were brought ashore."
)


@pytest.fixture
def ferry(tmp_path: Path) -> searcher.Archive:
    held: list[Article] = [
        article("1", "Ferry aground", WIRE.format("85"), source="Delta Wire", published="2024-03-01"),
        article("2", "Ferry on rocks", WIRE.format("Over 90"), source="Courier", published="2024-03-02"),
        article("3", "All ashore", WIRE.format("85"), source="Gazette", published="2024-03-02"),
    ]
    held += [article(f"f{n}", f"Council{n}", f"Budget{n} was read.") for n in range(20)]
    add(tmp_path / "a", held, extractor="none")
    return searcher.open(tmp_path / "a")


def test_the_figures_of_some_articles(ferry: searcher.Archive) -> None:
    (group,) = ferry.figures(["2", "1", "1"])
    assert group.noun == "passengers"
    assert [(each.number, each.source) for each in group.figures] == [
        ("85", "Delta Wire"),
        ("Over 90", "Courier"),
    ]
    first = group.figures[0]
    text = ferry.get("1").text
    assert text[first.start : first.end] == "85 passengers"
    assert text[first.passage_start :].startswith(first.passage)
    with pytest.raises(ArticleNotFoundError):
        ferry.figures(["nobody"])
    with pytest.raises(DeadlineError):
        ferry.figures(["1"], timeout=1e-9)


@pytest.mark.parametrize("command", ["story", "related"])
def test_the_figures_of_a_story_and_of_a_family(ferry: searcher.Archive, command: str) -> None:
    run = run_on(Path(ferry.path))
    page = run(command, "1", "--figures").stdout
    assert (
        "\npassengers\n"
        "  85 2024-03-01, Delta Wire [1] (+1)\n    **85 passengers** were brought ashore.\n"
        "  Over 90 2024-03-02, Courier [2]\n    **Over 90 passengers** were brought ashore.\n"
    ) in page
    value = json.loads(run(command, "1", "--figures", "--json").stdout)
    assert [figure["id"] for figure in value["figures"][0]["figures"]] == ["1", "2", "3"]
    assert "figures" not in json.loads(run(command, "1", "--json").stdout)
    rows = [json.loads(line) for line in run(command, "1", "--figures", "--jsonl").stdout.splitlines()]
    assert [(row["group"], row["number"], row["id"]) for row in rows] == [
        ("passengers", "85", "1"),
        ("passengers", "Over 90", "2"),
        ("passengers", "85", "3"),
    ]
    assert run(command, "1", "--figures", "--ids").stdout == run(command, "1", "--ids").stdout


def test_a_text_of_numbers_costs_by_its_numbers(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("table", body="7 8 9 10 " * 5_000)])
    with searcher.open(tmp_path / "a", budget=searcher.Budget(0.3)) as archive, pytest.raises(CostError):
        archive.figures(["table"])

"""How names are found, step by step: runs of capitalised words, their pieces, and what stands around them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.entities.context import follows_place_word, follows_the, hints
from corpus.entities.headlines import is_headline, is_shouted
from corpus.entities.mentions import holds_organisation, is_full_name, name
from corpus.entities.name_split import pieces
from corpus.entities.rules import classify
from corpus.entities.runs import LONGEST_RUN, Run, opens, runs, words, wraps


def runs_of(text: str) -> list[Run]:
    return list(runs(text, words(text, [(0, len(text))])))


def named(text: str) -> list[tuple[str | None, str]]:
    """What the rules take the pieces of a text for, before the rest of an article is asked."""
    mentions = [each for run in runs_of(text) for piece in pieces(run, text) for each in classify(piece)]
    return [(mention.kind, mention.name) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Anna Jordan in Rome.", ["He", "Anna Jordan", "Rome"]),
        ("The Bank of England and Karim bin Salman", ["The Bank of England and Karim bin Salman"]),
        ("from Rome, Paris", ["Rome", "Paris"]),
        ("the US-led force near Al-Qaeda and Ban Ki-moon", ["US", "Al-Qaeda and Ban Ki-moon"]),
        ("Russia-Ukraine talks", ["Russia", "Ukraine"]),
        ("a@Home #Tag", []),
    ],
)
def test_runs_are_capitalised_words_and_what_joins_them(text: str, expected: list[str]) -> None:
    assert [name(run, text) for run in runs_of(text)] == expected


@given(st.text(st.sampled_from("Aa Bé.-’'\n,of"), max_size=300))
def test_words_stand_where_they_say_and_runs_are_bounded(text: str) -> None:
    found = runs_of(text)
    flat = [word for run in found for word in run]
    assert all(text[word.start : word.end].startswith(word.word[:1]) for word in flat)
    assert all(one.end <= other.start for one, other in pairwise(flat))
    assert all(len(run) <= LONGEST_RUN for run in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday Angela Merkel spoke", ["Angela Merkel"]),
        ("The Syrian Observatory for Human Rights", ["Syrian Observatory for Human Rights"]),
        ("met Syrian President Bashar Assad", ["President Bashar Assad"]),
        ("met British Airways", ["British Airways"]),
        ("on 5 May Anna Jordan", ["Anna Jordan"]),
    ],
)
def test_a_run_is_cut_at_days_peoples_and_openers(text: str, expected: list[str]) -> None:
    assert [piece.name for piece in pieces(runs_of(text)[-1], text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("said Foreign Minister Bahram Ghasemi", [("person", "Bahram Ghasemi")]),
        ("near Anbar Province", [("place", "Anbar Province")]),
        ("the Ministry of Justice", [("organisation", "Ministry of Justice")]),
        ("in Northern Afghanistan", [("place", "Northern Afghanistan")]),
        ("the IAEA", [("organisation", "IAEA")]),
        ("a rise of GDP", []),
        ("a Quellmar spokesman", [(None, "Quellmar")]),
    ],
)
def test_the_first_rule_that_has_an_answer_wins(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("fighting in Quellmar province", {"place"}),
        ("Quellmar, who was born there", {"person"}),
        ("shares of the company Quellmar employees hold", {"organisation"}),
        ("the Quellmar of old", set()),
    ],
)
def test_the_words_around_a_name_speak_for_a_kind(text: str, kinds: set[str]) -> None:
    (run,) = [run for run in runs_of(text) if run[0].word == "Quellmar"]
    found = hints(run, text)
    assert {kind for kind, weight in found.items() if weight == max(found.values())} == kinds


def test_what_stands_before_a_name_is_told() -> None:
    for text, the, place in [
        ("the Quellmar", True, False),
        ("breathe Quellmar", False, False),
        ("the city of Quellmar", False, True),
        ("Quellmar airport", False, True),
    ]:
        (run,) = [run for run in runs_of(text) if run[-1].word == "Quellmar"]
        assert (follows_the(run, text), follows_place_word(run, text)) == (the, place)


def test_a_run_tells_by_itself_what_it_holds() -> None:
    (person,), (bank,) = runs_of("met Anna Jordan"), runs_of("met World Bank")
    assert is_full_name(person)
    assert not holds_organisation(person)
    assert holds_organisation(bank)


def test_capitals_at_the_beginning_of_a_sentence_prove_nothing() -> None:
    text = "Rain fell. Storms came - Floods too, and Boats"
    assert [opens(text, text.index(word)) for word in ("Rain", "Storms", "Floods", "Boats")] == [
        *(True, True, True),
        False,
    ]


def test_a_line_that_wraps_is_no_end() -> None:
    text = f"{'x' * 60}\nand on\n\nEnd"
    assert wraps(text, 60)
    assert not wraps(text, 67)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Storm Hits Harbour Town", (True, False)),
        ("Storm hits the harbour town", (False, False)),
        ("Storm Hits Harbour Town.", (False, False)),
        ("STORM HITS TOWN", (True, True)),
        ("STORM", (False, False)),
    ],
)
def test_headlines_are_known_by_their_capitals(line: str, expected: tuple[bool, bool]) -> None:
    assert (is_headline(line), is_shouted(line)) == expected

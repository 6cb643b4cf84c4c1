"""Text to terms."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analysis import exact_terms, fold, name_key, stem, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US-led coalition", "the us led coalition"),
        ("U.S. and U.N. troops", "us and un troops"),
        ("the U.S.-led raid", "the us led raid"),
        ("5 a.m.", "5 am"),
        ("Syria's Aleppo", "syria s aleppo"),
        ("it’s", "it s"),
        ("Café MÜNCHEN ﬁne", "cafe munchen fine"),
        ("1,750 or 5.93", "1750 or 5 93"),
        (
            "3'000 and 3’000 and 3\xa0000 and 3\u2009000 and 3\u202f000",
            "3000 and 3000 and 3000 and 3000 and 3000",
        ),
        ("3 000", "3 000"),
        ("1.234.567 or 1.234", "1234567 or 1 234"),
        ("12,34,567", "12 34 567"),
        ("1234,567 or 1,2345", "1234 567 or 1 2345"),
        ("200,000m", "200000m"),
        ("٣٬٠٠٠ and ３，０００", "3000 and 3000"),
        ("1½ and 10² km² CO₂", "1 1⁄2 and 10 2 km2 co2"),
        ("2016¹ said", "2016 1 said"),
        ("Словʼянськ", "слов янськ"),
        ('צה"ל and צה״ל and "שלום"', "צהל and צהל and שלום"),
        ("שָׁלוֹם", "שלום"),
        ("தமிழ்நாடு தி.மு.க", "தமிழ்நாடு திமுக"),
        ("ముఖ్యమంత్రి ကို", "ముఖ్యమంత్రి ကို"),
        ("ශ්\u200dරී", "ශ්රී"),
        ("Auf\u200clage", "auflage"),
        ("か\u3099", "が"),
        ("l'attentat, Türkiye'de", "l attentat turkiye de"),
        ("snake_case", "snake case"),
        ("www.example.com", "www example com"),
        ("آتش‌سوزی", "اتش سوزی"),
        ("Straße", "strasse"),
        ("", ""),
        ("— … &", ""),
    ],
)
def test_a_text_is_cut_into_folded_terms(text: str, expected: str) -> None:
    assert " ".join(exact_terms(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bombardment", "bombardments"),
        ("strike", "strikes"),
        ("flooded", "flooding"),
        ("casualty", "casualties"),
    ],
)
def test_inflections_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("us", "used"), ("us", "use"), ("news", "new")])
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_of_other_scripts_are_their_own_stems() -> None:
    assert stem("بازار") == "بازار"


def test_names_are_compared_without_case_accents_and_marks() -> None:
    assert name_key("  Angéla   MERKEL-Smith ") == "angela merkel smith"


@given(st.text("aZ7_ .,'’-:\"\t$é", max_size=60))
def test_a_name_s_key_is_its_terms(name: str) -> None:
    assert name_key(name) == " ".join(term.exact for term in terms(name))


@given(st.text())
def test_terms_say_where_they_stand(text: str) -> None:
    found = list(terms(text))
    assert [term.exact for term in found] == exact_terms(text)
    assert all(0 <= term.start < term.end <= len(text) for term in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_terms_are_their_own_terms(text: str) -> None:
    for term in exact_terms(text):
        assert "".join(exact_terms(term)) == term

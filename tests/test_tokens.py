"""Batch tokenising finds the terms that the analysis finds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.embedded.build import tokens
from index.engine.embedded.build.tokens import Vocabulary
from index.text.analysis import exact_terms, stem

# What the fast path cuts at, keeps, or could trip over; and some of everything else.
PIECES = st.sampled_from(
    [
        "U.S.",
        "u.s.a",
        "e.g.x",
        "a.b.1",
        "...",
        ". .",
        ".5",
        "1.50",
        "a_b",
        "_",
        "\x00",
        "\x01",
        "\x1f",
        "\x85",
        "\xa0",
        "\xff",
        "ÿ",
        "\u2028",
        "\u0301",
        "e\u0301",
        "\u0903",
        "\u200c",
        "’",
        "“",
        "…",
        "İ",
        "ſ",
        "ß",
        "ﬁ",
        "⑴",
        "²",
        "\u212a",
        "𝒜",
        "\ud800",
        "على",
        ",",
        ",000",
        "'",
        "3'000",
        "3\xa0000",
        "\u2009",
        "٣",
        "٬",
        "000",
        "½",
        "\u2044",
        'ה"ל',
        "ה",
        '"',
        "\u02bc",
        "\u200d",
        "க்",
        "日本語",
        " ",
        "\n",
        "Word",
        "x",
        "9",
    ]
)
TEXTS = st.one_of(
    st.text(), st.lists(PIECES).map("".join), st.lists(st.one_of(PIECES, st.text())).map("".join)
)


def tokenised(vocabulary: Vocabulary, texts: Sequence[str]) -> list[list[str]]:
    """The exact terms of each text, by the fast path."""
    numbers, counts = vocabulary.numbers(texts)
    found = iter([vocabulary.terms[number] for number in numbers.tolist()])
    cut = [[next(found) for _ in range(count)] for count in counts.tolist()]
    assert not list(found)
    return cut


@given(st.lists(TEXTS))
def test_a_batch_has_the_terms_of_the_analysis(texts: list[str]) -> None:
    assert tokenised(Vocabulary(), texts) == [exact_terms(text) for text in texts]


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_terms_keep_their_numbers(texts: list[str], more: list[str]) -> None:
    vocabulary = Vocabulary()
    tokenised(vocabulary, texts)
    before = list(vocabulary.terms)
    assert tokenised(vocabulary, more + texts) == [exact_terms(text) for text in more + texts]
    assert vocabulary.terms[: len(before)] == before
    assert len(set(vocabulary.terms)) == len(vocabulary.terms)


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_stems_are_those_of_the_analysis(texts: list[str], more: list[str]) -> None:
    vocabulary = Vocabulary()
    for batch in (texts, more):
        vocabulary.numbers(batch)
        stems, stem_of = vocabulary.stems()
        assert [stems[number] for number in stem_of] == [stem(term) for term in vocabulary.terms]
        assert len(set(stems)) == len(stems)


WORDS = st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz0")).map("".join)
ENDINGS = st.sampled_from(
    ("ization", "ational", "fulness", "iveness", "iviti", "alism", "lessli", "ogi", "bli", "ator", "ement")
)


@given(st.lists(st.one_of(WORDS, st.builds(str.__add__, WORDS, ENDINGS))))
def test_words_that_are_not_stemmed_are_their_own_stems(words: list[str]) -> None:
    vocabulary = Vocabulary()
    vocabulary.numbers([" ".join(words)])
    stems, stem_of = vocabulary.stems()
    assert {stems[number] for number in stem_of} == {stem(word) for word in words if word}


@pytest.mark.parametrize("character", [chr(byte) for byte in range(256)], ids=lambda c: f"{ord(c):02x}")
def test_every_byte_of_latin_1_stands_between_and_beside_words(character: str) -> None:
    texts = [f"Ab{character}Cd", f"a.{character}b", f"{character}x {character} y{character}", character]
    assert tokenised(Vocabulary(), texts) == [exact_terms(text) for text in texts]


@given(st.lists(TEXTS))
def test_long_texts_and_many_chunks_make_no_difference(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_LARGEST_BATCH", 5)
        patch.setattr(tokens, "_MOST_CHUNKS", 3)
        patch.setattr(tokens, "_LONGEST_CHUNK", 4)
        assert tokenised(Vocabulary(), texts) == [exact_terms(text) for text in texts]


def test_a_long_text_without_blanks_is_tokens_of_a_bounded_length() -> None:
    pieces = ["a" * 255] * 10_000 + ["a" * 7]
    assert tokenised(Vocabulary(), ["one", "".join(pieces), "two"]) == [["one"], pieces, ["two"]]


def test_nothing_has_no_tokens() -> None:
    numbers, counts = Vocabulary().numbers([])
    assert (numbers.tolist(), counts.tolist()) == ([], [])

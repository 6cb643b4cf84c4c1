"""British and American spellings of one word meet, and those of others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.text import english
from index.text.english import beginnings, english_stem, snowball_stem, spellings_of

TABLE = (Path(english.__file__).with_name("spellings.txt")).read_text("ascii").splitlines()


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colours", "color"),
        ("centre", "centers"),
        ("organisation", "organizations"),
        ("realised", "realize"),
        ("analyse", "analyzed"),
        ("defence", "defense"),
        ("programmes", "program"),
        ("metres", "meter"),
        ("labour", "labor"),
        ("recognised", "recognizes"),
        ("privatisation", "privatized"),
        ("travelled", "traveled"),
        ("theatre", "theaters"),
        ("jewellery", "jewelry"),
    ],
)
def test_two_spellings_of_one_word_meet(british: str, american: str) -> None:
    assert english_stem(british) == english_stem(american)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cheque", "check"),
        ("tyre", "tired"),
        ("storey", "story"),
        ("wilful", "will"),
        ("litre", "literal"),
        ("privatisation", "private"),
        ("nationalized", "national"),
        ("prize", "prise"),
    ],
)
def test_two_words_do_not(one: str, other: str) -> None:
    assert english_stem(one) != english_stem(other)


@pytest.mark.parametrize("word", ["added", "evening", "intern", "international", "organic", "size"])
def test_all_other_stems_are_those_of_snowball(word: str) -> None:
    from snowballstemmer.english_stemmer import EnglishStemmer

    assert english_stem(word) == snowball_stem(word) == EnglishStemmer().stemWord(word)


def test_an_american_stem_is_no_british_one() -> None:
    rows = dict((*line.split(), "")[:2] for line in TABLE)
    assert not set(rows.values()) & rows.keys()
    for british, american in rows.items():
        assert british in spellings_of(american or british)
        assert any(british.startswith(start) for start in beginnings(american or british))

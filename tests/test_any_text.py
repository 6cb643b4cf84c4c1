"""Texts of any script, with marks and controls: indexed, found by their own words, and no untyped error."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import searcher
from corpus.errors import DatelineError
from index.engine.embedded.build.tokens import Vocabulary
from index.text.analysis import exact_terms, stem, terms, written_tokens
from index.text.languages import STEMMERS, stems
from searcher.language import FIELDS, Match

from .articles import add, article

VANISHING = "ـﾞﾟ"
"""Letters by Unicode, of which a folded word keeps nothing; so do Arabic vowel signs that stand alone."""
ODD = (
    *("文\u0301", "文\u064e", "ｶﾞ", "文ـ", "ﾞ", "ـ", "ـ.ـ", "文.字", "㊀㊁", "ゟ", "ﷺ", "\u064e", "\u0301文"),
    *(
        "\u0e33",
        "क\u094d",
        "\u3099か",
        "ｋﾞ",
        "İ",
        "ß",
        "ŉ",
        "½",
        "⑴",
        "U.S.",
        "٣.٤",
        "\ufc5e",
        "가\u0301",
        "\u1100\u1161",
    ),
)
SCRIPTS = (
    *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x586)),
    *((0x5D0, 0x5EA), (0x620, 0x64A), (0x671, 0x6D3), (0x904, 0x939), (0x985, 0x9B9), (0xB85, 0xBB9)),
    *((0xE01, 0xE2E), (0x10D0, 0x10FA), (0x1100, 0x11FF), (0x1200, 0x1248), (0x1E00, 0x1EFF)),
    *((0x3041, 0x3096), (0x30A1, 0x30FF), (0x3105, 0x312F), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)),
    *((0xF900, 0xFAFF), (0xFB50, 0xFDFB), (0xFE70, 0xFEFC), (0xFF10, 0xFF9F), (0x10400, 0x1044F)),
    *((0x1D400, 0x1D7FF), (0x1F600, 0x1F64F), (0x20000, 0x2A6DF), (0x0, 0x10FFFF)),
)
MARKS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")]
CONTROLS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cf")]


def word(draw: random.Random) -> str:
    """Letters of one script, some with marks on them, some with a control between them."""
    if draw.random() < 0.05:
        return draw.choice(ODD)
    first, last = draw.choice(SCRIPTS)
    letters: list[str] = []
    for _ in range(draw.randint(1, 8)):
        letters.append(chr(draw.randint(first, last)))
        letters += draw.choices(MARKS, k=draw.choice((0, 0, 0, 1, 2)))
        letters += draw.choices(CONTROLS, k=draw.choice((0, 0, 0, 0, 0, 0, 1)))
    return "".join(letters).replace('"', "").encode("utf-8", "ignore").decode()


def is_searchable(text: str) -> bool:
    """Whether there is a letter or a figure that a word can be known by."""
    return any(letter.isalnum() and letter not in VANISHING and not is_vowel_sign(letter) for letter in text)


def is_vowel_sign(letter: str) -> bool:
    """Whether Unicode has a letter for what are only vowel signs, on a blank or a stretching line."""
    rest = unicodedata.normalize("NFKD", letter)
    return rest != letter and all(c in " ـ" or unicodedata.combining(c) for c in rest)


def asked(draw: random.Random, text: str) -> Iterator[str]:
    """Questions that are made of a text."""
    yield text
    yield f"{text}*"
    yield f"{text[:1]}?{text[1:]} OR -{text}"
    yield f"{draw.choice(list(FIELDS))}:{text}"


def failures(path: Path, count: int, seed: int) -> list[str]:
    """Index texts and ask for their words: what was not found, or met an error that is not ours."""
    draw = random.Random(seed)
    texts = [[word(draw) for _ in range(draw.randint(1, 6))] for _ in range(count)]
    tags = ["", "en", "ja", *STEMMERS]
    report = add(
        path,
        (
            article(f"t{i}", each[0], " ".join(each), language=draw.choice(tags))
            for i, each in enumerate(texts)
        ),
    )
    found = [f"rejected: {one}" for one in report.rejected]
    with searcher.open(path) as archive:
        for number, each in enumerate(texts):
            own = draw.choice(each)
            found += not_found(archive, own, f"t{number}")
            for question in asked(draw, own):
                found += untyped(archive, question, draw)
    return found


def not_found(archive: searcher.Archive, own: str, id_: str) -> list[str]:
    """Whether an article is not found by a word of its own, as a phrase."""
    try:
        ids = archive.search(f'"{own}" id:{id_}', limit=1).ids
    except DatelineError as error:
        return [f"{own!r}: {error}"] if is_searchable(own) else []
    return [] if id_ in ids else [f"{own!r} does not find {id_}"]


def untyped(archive: searcher.Archive, question: str, draw: random.Random) -> list[str]:
    """Whether a question meets an error that is not one of ours."""
    try:
        results = archive.search(question, match=draw.choice(("all", "any")), limit=2)
        _ = [hit.snippet for hit in results], results.receipt
    except DatelineError:
        return []
    except Exception as error:  # noqa: BLE001 -- what is looked for
        return [f"{question!r}: {type(error).__name__}: {error}"]
    return []


@pytest.mark.parametrize("seed", range(2))
def test_any_text_is_found_by_its_own_words(tmp_path: Path, seed: int) -> None:
    assert failures(tmp_path, 150, seed) == []


@pytest.mark.parametrize("text", ODD, ids=ascii)
@pytest.mark.parametrize("match", ["all", "any"])
def test_odd_words_are_asked_for_without_harm(tmp_path: Path, text: str, match: Match) -> None:
    add(tmp_path, [article("own", body=f"before {text} after")])
    with searcher.open(tmp_path) as archive:
        try:
            results = archive.search(f"{text} the", match=match)
        except DatelineError:
            assert not is_searchable(text)
        else:
            assert ("own" in results.ids) is (match == "any" and is_searchable(text))


def test_no_character_makes_an_empty_term() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        assert all(exact_terms(character)), ascii(character)
        if unicodedata.category(character) not in ("Lo", "Cn", "Co", "Cs"):
            assert all(exact_terms(f"文{character}.{character}")), ascii(character)


@pytest.mark.parametrize("seed", range(2))
def test_all_ways_to_cut_a_text_agree(seed: int) -> None:
    draw = random.Random(seed)
    texts = [" ".join(word(draw) for _ in range(4)) for _ in range(500)]
    for text in texts:
        found = exact_terms(text)
        assert all(found)
        assert [term.exact for term in terms(text)] == found
        assert [exact_terms(token) for token in written_tokens(text)] == [[term] for term in found]
        assert all(map(stem, found))
        own = stems(text, draw.choice(list(STEMMERS)))
        assert all(own)
        assert len(own) == len(found)
    vocabulary = Vocabulary()
    numbers, _ = vocabulary.numbers(texts)
    batch = [vocabulary.terms[number] for number in numbers.tolist()]
    assert batch == [term for text in texts for term in exact_terms(text)]

"""Cleaning and decoding text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import LATIN_NOTICE, MIXED_NOTICE, clean, decode, in_quotes, inert, one_line, paragraphs

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("nul\x00 bell\x07 escape\x1b[31m c1\x9b del\x7f", "nul bell escape[31m c1 del"),
        ("lone \ud800 surrogate", "lone � surrogate"),
        ("bidi \u202eoverride\u202c \u2066isolate\u2069 \u200fmark", "bidi override isolate mark"),
        (
            "soft\u00adhyphen zero\u200bwidth \ufeffbom word\u2060joiner",
            "softhyphen zerowidth bom wordjoiner",
        ),
        ("می\u200cشود", "می\u200cشود"),
        ("क्\u200dष", "क्\u200dष"),
        ("Cafe\u0301", "Café"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(any_text)
def test_clean_text_is_inert_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(c) for c in cleaned if c not in "\t\n"} & {"Cc", "Cs", "Zl", "Zp"}
    cleaned.encode()


@given(any_text)
def test_one_line_holds_no_line_ends(text: str) -> None:
    assert one_line(text) == " ".join(one_line(text).splitlines()).strip()


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n \t\n\u00a0\nb", "a\n\nb"),
        ("\n\n a\nb \n", "a\nb"),
        ("a\n\n    indented", "a\n\n    indented"),
    ],
)
def test_paragraphs_stand_one_blank_line_apart(raw: str, tidy: str) -> None:
    assert paragraphs(raw) == tidy


def test_inert_paths_keep_their_length() -> None:
    assert inert("a\nb\x1b[0m\udcff/é") == "a�b�[0m�/é"


def test_quoted_text_is_short() -> None:
    assert in_quotes("x" * 100, 3) == "'xxx…'"
    assert in_quotes("x\n") == "'x�'"


@pytest.mark.parametrize(
    ("encoded", "text", "notice"),
    [
        (b"plain", "plain", ""),
        ("Zürich, “Genf”".encode(), "Zürich, “Genf”", ""),
        ("Zürich, “Genf”".encode("cp1252"), "Zürich, “Genf”", LATIN_NOTICE),
        (b"caf\xe9", "café", LATIN_NOTICE),
        (b"not in Windows-1252 either: \x81\xe9", "not in Windows-1252 either: \x81é", LATIN_NOTICE),
        ("“cut off”".encode()[:-1], "“cut off", ""),
        ("یک خبر".encode() + b" \xe9.", "یک خبر é.", MIXED_NOTICE),
        ("یک خبر دیگر".encode() + b" \x93q\x94 ", "یک خبر دیگر “q” ", MIXED_NOTICE),
        ("é".encode() + b"\x93q\x94", "Ã©“q”", LATIN_NOTICE),
    ],
)
def test_decode(encoded: bytes, text: str, notice: str) -> None:
    assert decode(encoded) == (text, notice)


@given(st.binary())
def test_any_bytes_can_be_decoded(encoded: bytes) -> None:
    clean(decode(encoded)[0]).encode()


@pytest.mark.parametrize(
    "unit",
    ["\u0301\u0327", "a\u0301\u0327\u0316", "\r\n", "\x00a", "\ud800", "\n ", "\u0344\u0327", "\u200b"],
)
def test_cleaning_takes_time_linear_in_length(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    paragraphs(clean(text))
    assert time.process_time() - begun < 3

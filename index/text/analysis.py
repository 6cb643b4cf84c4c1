"""How text becomes terms: one analysis for indexing, for querying and for marking matches.

A token is a run of letters or digits (``US-led`` is two, ``Syria's`` is two), or an acronym with dots,
which loses them (``U.S.`` is ``us``, as ``US`` is). Chinese and Japanese leave no blanks between words: each
of their characters, with the marks upon it, is a token, and a word of several is found as a phrase. What
folding leaves nothing of, such as a stretched line without letters, is no token. Every token keeps its
position: there is no stop list, because ``us``, ``may`` and ``who`` are words that people search for. Terms
are folded: lower case, without accents and compatibility forms, in western digits, with one form for letters
that look alike in Arabic and Persian. An *exact* term is a folded token; a *stem* is its English stem
(Porter2, the Snowball project's), so that a word finds its inflections. The older Porter stems will not do:
they make ``used`` one with ``us``, and ``news`` with ``new``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

_ACRONYM = r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
# Marks that belong to the letter before them; Python's \\w leaves them out.
_FOLDED_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
_KEPT_MARKS = "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TOKEN = re.compile(rf"{_ACRONYM}|(?:[^\W_]|[{_KEPT_MARKS}])(?:[^\W_]++|[{_FOLDED_MARKS}{_KEPT_MARKS}])*+")
# With the numerals in circles and brackets that fold to such a character.
_CJK = (
    "\u3005-\u3007\u3038-\u303a\u3040-\u30ff\u3192-\u3195\u31f0-\u31ff\u3220-\u3229\u3280-\u3289"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_SOUND_MARKS = "\uff9e\uff9f"  # of half-width katakana: letters to Unicode, yet part of the one before
# Letters to Unicode of which folding leaves nothing: tatweel, vowel signs that stand alone, sound marks.
_VANISHING = f"\u0640\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f{_SOUND_MARKS}"
_ODD = re.compile(f"[{_CJK}{_VANISHING}]")
_PIECE = re.compile(f"[{_CJK}][{_FOLDED_MARKS}{_SOUND_MARKS}]*+|[^{_CJK}]++")
_ALIKE = {
    # Arabic and Persian: alef, heh, kaf and yeh in all their forms; the stretching tatweel is no letter.
    **dict.fromkeys(map(ord, "يىېے"), "ی"),
    **dict.fromkeys(map(ord, "كڪ"), "ک"),
    **dict.fromkeys(map(ord, "ةہھە"), "ه"),
    **dict.fromkeys(map(ord, "ٱ"), "ا"),
    ord("ـ"): None,
    # Letters that Unicode does not take apart.
    **{ord(letter): plain for letter, plain in zip("øłđħıŧ", "oldhit", strict=True)},
    **{ord(letter): plain for letter, plain in (("æ", "ae"), ("œ", "oe"), ("ð", "d"), ("þ", "th"))},
    **{first + digit: str(digit) for first in (0x660, 0x6F0, 0x966, 0x9E6) for digit in range(10)},
}
_COMBINING = re.compile(f"[{_FOLDED_MARKS}]+")
_NO_LETTER = re.compile(f"(?:(?![{_KEPT_MARKS}])[\\W_])+")
_LONGEST_WORD = 40
"""Longer tokens are not words: stemming them would only cost time, and remembering them memory."""
LONGEST_TERM = 255
"""Letters of a term, as in Lucene. A longer token is several terms of so many letters, one after another: it
is found as a phrase, and no dictionary holds a text that somebody wrote without blanks."""
_SURELY_SHORT = LONGEST_TERM // 18
"""Folding makes 18 letters of one (U+FDFA), at most."""


class Term(NamedTuple):
    """A token as it is indexed: its folded form, and where it stands (offsets in the text)."""

    exact: str
    start: int
    end: int


def fold(text: str) -> str:
    """Fold case, compatibility forms and accents: ``Café`` and ``CAFE`` are both ``cafe``."""
    if text.isascii():
        return text.lower()
    # Compatibility forms can hide capitals, and folding can compose anew: twice settles both.
    for _ in range(2):
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_ALIKE)
    return unicodedata.normalize("NFC", text)


def fold_token(token: str) -> str:
    """The exact term of one token."""
    return _folded_word(token) if len(token) <= _LONGEST_WORD else _NO_LETTER.sub("", fold(token))


def stem(exact: str) -> str:
    """The stem of an exact term; words of other scripts and very long tokens are their own stems."""
    return _stemmed_word(exact) if len(exact) <= _LONGEST_WORD and exact.isascii() else exact


@lru_cache(maxsize=1 << 16)
def _folded_word(token: str) -> str:
    return _NO_LETTER.sub("", fold(token))


@lru_cache(maxsize=1 << 16)
def _stemmed_word(exact: str) -> str:
    return _english()(exact)


@lru_cache(maxsize=1)
def _english() -> Callable[[str], str]:
    from whoosh.lang.snowball.english import EnglishStemmer

    stemmed: Callable[[str], str] = EnglishStemmer().stem
    return stemmed


def terms(text: str, start: int = 0) -> Iterator[Term]:
    """The terms of a text, in order; a term's position is its index, and none is empty.

    From ``start`` on, if one begins there: the same as when all are read.
    """
    for match in _TOKEN.finditer(text, start):
        token, at = match[0], match.start()
        if token.isascii() or not _ODD.search(token):
            for piece in _pieces(token):
                yield Term(fold_token(piece), at, match.end())
            continue
        for run in _PIECE.finditer(token):
            for piece in _pieces(run[0]):
                if exact := fold_token(piece):
                    yield Term(exact, at + run.start(), at + run.end())


def exact_terms(text: str) -> list[str]:
    """The exact terms of a text, in order; none is empty."""
    return [fold_token(token) for token in written_tokens(text)]


def written_tokens(text: str) -> list[str]:
    """The tokens of a text as they were written, in order; one that is too long for a term, in pieces.

    What folding leaves nothing of is none.
    """
    tokens = _whole_tokens(text)
    if len(text) <= _SURELY_SHORT or max(map(len, tokens), default=0) <= _SURELY_SHORT:
        return tokens
    return [piece for token in tokens for piece in _pieces(token)]


def _pieces(token: str) -> list[str]:
    """A token in pieces, of which each is a term: folded, unless it is one piece."""
    if len(token) <= _SURELY_SHORT or (len(token) <= LONGEST_TERM and token.isascii()):
        return [token]
    folded = fold_token(token)
    if len(folded) <= LONGEST_TERM:
        return [token]
    return [folded[first : first + LONGEST_TERM] for first in range(0, len(folded), LONGEST_TERM)]


def _whole_tokens(text: str) -> list[str]:
    """The tokens of a text as they were written, in order, of any length."""
    tokens: list[str] = _TOKEN.findall(text)
    if text.isascii() or not _ODD.search(text):
        return tokens
    pieces = (piece for token in tokens for piece in _PIECE.findall(token))
    return [piece for piece in pieces if fold_token(piece)]


def name_key(name: str) -> str:
    """The form by which names, outlets and headlines are compared: exact terms, one blank between.

    Here they may be of any length.
    """
    return " ".join(map(fold_token, _whole_tokens(name)))


def wildcard_pattern(wildcard: str) -> re.Pattern[str]:
    """A wildcard as a regular expression that goes on from the first place that fits."""
    pieces = re.sub(r"\*+", "*", wildcard).split("*")
    first, *others = ("".join("." if c == "?" else re.escape(c) for c in piece) for piece in pieces)
    if not others:
        return re.compile(first, re.DOTALL)
    *inner, last = others
    middle = "".join(f"(?>.*?{piece})" for piece in inner)
    return re.compile(f"{first}{middle}.*{last}", re.DOTALL)

"""How text becomes terms: one analysis for indexing, for querying and for marking matches.

What a token is, token_pattern.py says. Every token keeps its position: there is no stop list, because
``us``, ``may`` and ``who`` are words that people search for. Terms are folded: lower case, in compatibility
forms, without the accents and points that readers of their script do without (Latin, Greek, Cyrillic, Hebrew,
Arabic), in western digits, with one form for letters that look alike in Arabic and Persian. The vowel signs
of other scripts stay: they are what tells words apart. What folding leaves nothing of, such as a stretched
line without letters, is no token. An *exact* term is a folded token; a *stem* is its English stem
(english.py), so that a word finds its inflections.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .english import english_stem
from .marks import MARKS
from .token_pattern import ACCENTS, APOSTROPHES, CHARACTER_OR_RUN, JOINTS, ODD, TOKEN

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
_COMBINING = f"[{ACCENTS}]+"
_APOSTROPHE = f"[{APOSTROPHES}]"
# A mark needs a letter before it; the stroke of a fraction stands between its numbers.
_NO_LETTER = (
    rf"\A[\W_{APOSTROPHES}]+|(?:(?![{MARKS}]|(?<=\d)\u2044(?=\d))[\W_{APOSTROPHES}]|[{APOSTROPHES}])+"
)
_PLAIN = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""Of each ASCII character what a name's key has of it …"""
_JOINED = re.compile(r"[.,'](?:(?<=[A-Za-z]\.)[A-Za-z]|(?<=[0-9][.,'])[0-9])")
"""… but where it may stand inside an acronym or a number."""
_LONGEST_WORD = 40
"""Longer tokens are not words: stemming them would only cost time, and remembering them memory."""
_LONGEST_RUN = 10_000
"""Longer ones stand in no question."""
_LONGEST_NAME = 60
"""Longer names and headlines seldom come again: their keys are not remembered."""
LONGEST_TERM = 255
"""Letters of a term, as in Lucene. A longer token is several terms of so many letters, one after another: it
is found as a phrase, and no dictionary holds a text that somebody wrote without blanks."""
_SURELY_SHORT = LONGEST_TERM // 18
"""Folding makes 18 letters of one (U+FDFA), at most."""
_ENOUGH = 4
"""Letters of a term that show whether it goes on a number or an acronym: three digits, and no more."""
_SLICE = rf"(?s:[^\W_].{{0,{LONGEST_TERM - 1}}})"


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
        text = re.sub(_COMBINING, "", unicodedata.normalize("NFKD", text).casefold()).translate(_ALIKE)
    return unicodedata.normalize("NFC", text)


def fold_token(token: str) -> str:
    """The exact term of one token."""
    if len(token) <= _LONGEST_WORD:
        return _folded_word(token)
    return _folded_run(token) if len(token) <= _LONGEST_RUN else _letters_of(fold(token))


def stem(exact: str) -> str:
    """The stem of an exact term; numbers, words of other scripts and very long tokens are their own stems."""
    is_word = len(exact) <= _LONGEST_WORD and exact.isascii() and not exact[-1:].isdigit()
    return english_stem(exact) if is_word else exact


@lru_cache(maxsize=1 << 16)
def _folded_word(token: str) -> str:
    return _letters_of(fold(token))


@lru_cache(maxsize=8)
def _folded_run(token: str) -> str:
    """A question of one run of letters is looked at from several sides, and folds to 18 times as many."""
    return _letters_of(fold(token))


def _letters_of(folded: str) -> str:
    """A folded token without what is no letter of it; most are nothing but letters."""
    is_plain = folded.isalnum() and (folded.isascii() or not re.search(_APOSTROPHE, folded))
    return folded if is_plain else re.sub(_NO_LETTER, "", folded)


def terms(text: str, start: int = 0) -> Iterator[Term]:
    """The terms of a text, in order; a term's position is its index, and none is empty.

    From ``start`` on, if one begins there: the same as when all are read.
    """
    for match in TOKEN.finditer(text, start):
        token, at = match[0], match.start()
        if token.isascii() or not re.search(ODD, token):
            for piece in _pieces(token):
                yield Term(fold_token(piece), at, match.end())
            continue
        for run in re.finditer(CHARACTER_OR_RUN, token):
            for piece in _pieces(run[0]):
                if exact := fold_token(piece):
                    yield Term(exact, at + run.start(), at + run.end())


def term_at(text: str, start: int) -> Term:
    """The first term from ``start`` on, where one begins."""
    match = TOKEN.match(text, start)
    if match and match.end() - start <= _SURELY_SHORT and match[0].isascii():
        return Term(_folded_word(match[0]), start, match.end())
    return next(terms(text, start))


def begins_term(text: str, place: int) -> bool:
    """Whether a term begins where a run of letters or digits does: not so inside ``U.S.`` or ``3,000``."""
    if place < 2 or text[place - 1] not in JOINTS or not text[place - 2].isalnum():  # noqa: PLR2004 -- one before the joint
        return True
    least = max(0, place - _LONGEST_WORD)
    start = max(least, *(text.rfind(blank, least, place) + 1 for blank in " \n\t"))
    matches = TOKEN.finditer(text, start, place + _ENOUGH)
    return next((match.start() == place for match in matches if match.end() > place), False)


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
    return [token] if len(folded) <= LONGEST_TERM else re.findall(_SLICE, folded)


def _whole_tokens(text: str) -> list[str]:
    """The tokens of a text as they were written, in order, of any length."""
    tokens: list[str] = TOKEN.findall(text)
    if text.isascii() or not re.search(ODD, text):
        return tokens
    pieces = (piece for token in tokens for piece in re.findall(CHARACTER_OR_RUN, token))
    return [piece for piece in pieces if fold_token(piece)]


def name_key(name: str) -> str:
    """The form by which names, outlets and headlines are compared: exact terms, one blank between.

    Here they may be of any length.
    """
    return _short_name_key(name) if len(name) <= _LONGEST_NAME else _name_key(name)


def _name_key(name: str) -> str:
    if name.isascii() and not _JOINED.search(name):  # as most are: it takes a third of the time
        return " ".join(name.translate(_PLAIN).split())
    return " ".join(map(fold_token, _whole_tokens(name)))


_short_name_key = lru_cache(maxsize=1 << 15)(_name_key)


def wildcard_pattern(wildcard: str) -> re.Pattern[str]:
    """A wildcard as a regular expression that goes on from the first place that fits."""
    pieces = re.sub(r"\*+", "*", wildcard).split("*")
    first, *others = ("".join("." if c == "?" else re.escape(c) for c in piece) for piece in pieces)
    if not others:
        return re.compile(first, re.DOTALL)
    *inner, last = others
    middle = "".join(f"(?>.*?{piece})" for piece in inner)
    return re.compile(f"{first}{middle}.*{last}", re.DOTALL)

"""Which language is a text analysed in, and what are the stems of its words?

Every article is stemmed in its own language; a stem of another language than English carries that language
(``es:ciudad``), so that no two languages' stems are taken for one. English, and whatever has no stemmer
here, is stemmed as English: no mark. The stemmers are the Snowball project's, taken from snowballstemmer's
own modules, so that stems do not change with what else is installed.

A word is stemmed as it was written, accents and all, and its stem folded then: what an ending is can depend
on an accent (*présentées*).
"""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from .analysis import fold, fold_token, stem, written_tokens

STEMMERS: Mapping[str, str] = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Language tag → the Snowball algorithm of that name."""

_ARABIC_LETTERS = str.maketrans("یک", "يك")
_PERSIAN_LETTERS = str.maketrans("يىك", "ییک")
_TURKISH_LETTERS = str.maketrans("Iİ", "ıi")
_LETTERS: Mapping[str, Mapping[int, str | int | None]] = {
    "ar": _ARABIC_LETTERS,
    "fa": _PERSIAN_LETTERS,
    "tr": _TURKISH_LETTERS,
}
"""How a language writes letters of which it shares the look, not the code, with another."""
_LONGEST_WORD = 40
"""Longer tokens are not stemmed, as in ``analysis``."""


def analysed_in(tag: str) -> str:
    """The language, of those in ``STEMMERS``, that a text with this tag is analysed in; "" for English."""
    base = tag.lower().replace("_", "-").replace(" ", "-").partition("-")[0]
    return base if base in STEMMERS else ""


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order.

    Args:
        text: of any length.
        language: as ``analysed_in`` gives it.
    """
    return [stem_in(token, language) for token in written_tokens(text)]


def stem_in(token: str, language: str) -> str:
    """The stem of one token, as it was written, in a language."""
    if not language:
        return stem(fold_token(token))
    return _marked_stem(token, language) if len(token) <= _LONGEST_WORD else fold_token(token)


@lru_cache(maxsize=1 << 17)
def _marked_stem(token: str, language: str) -> str:
    written = unicodedata.normalize("NFC", token.translate(_LETTERS.get(language, {}))).lower()
    if not any(map(str.isalpha, written)):
        return fold_token(token)  # a number is one in every language
    stemmed = fold(_stemmer(STEMMERS[language])(written))
    return f"{language}:{stemmed}" if stemmed else fold_token(token)


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    module = importlib.import_module(f"snowballstemmer.{algorithm}_stemmer")
    stemmed: Callable[[str], str] = getattr(module, f"{algorithm.capitalize()}Stemmer")().stemWord
    return stemmed

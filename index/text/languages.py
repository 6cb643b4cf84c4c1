"""Which language is a text analysed in, and what are the stems of its words?

Every article is stemmed in its own language; a stem of another language than English carries that language
(``es:ciudad``), so that no two languages' stems are taken for one. English, and whatever has no stemmer
here, is stemmed as English: no mark. The stemmers are the Snowball project's (snowball.py); Korean has rules
of our own (korean.py), and Arabic one before the stemmer.

A word is stemmed as it was written, accents and all, and its stem folded then: what an ending is can depend
on an accent (*présentées*).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from .analysis import exact_terms, fold_token, stem, written_tokens
from .korean import without_particles
from .snowball import stemmer
from .token_pattern import with_commas

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
LANGUAGES = frozenset({*STEMMERS, "ko"})
"""Those with stems of their own, English aside."""

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
_AND_THE = re.compile(r"و(?=ال\w{3})(?!الد(?:[تي]?(?:ه|ها|هم|نا|ك)|تي|ين|ان|ات)$|الي(?:ها|هم|نا)$)")
"""The Arabic conjunction before an article and three letters; not in *wālid*, parent, or *wālī*, ruler."""
_FEMININE_PLURAL = re.compile(r"(?:[بكف]?ال|لل)?(?P<word>\w{3,}(?=ات)|\w\wات)(?:ات)?")
"""With an article or without: Snowball's stemmer knows it behind an article alone, and *elections* would not
be *the elections*. Two letters are too few for a word."""
_HARAKAT = re.compile("[\u0640\u064b-\u0652]+")
_JOINERS = {0x200C: None, 0x200D: None}


def analysed_in(tag: str) -> str:
    """The language, of ``LANGUAGES``, that a text with this tag is analysed in; "" for English."""
    base = tag.lower().replace("_", "-").replace(" ", "-").partition("-")[0]
    return base if base in LANGUAGES else ""


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order.

    Args:
        text: of any length.
        language: as ``analysed_in`` gives it.
    """
    return [stem_in(token, language) for token in written_tokens(with_commas(text, language))]


def exact_terms_in(text: str, language: str) -> list[str]:
    """The exact terms of a text in a language, in order: as many as ``stems`` gives."""
    return exact_terms(with_commas(text, language))


def count_terms(text: str, language: str) -> int:
    """How many terms a text has, of either kind: the positions that it takes."""
    return len(written_tokens(with_commas(text, language)))


def stem_in(token: str, language: str) -> str:
    """The stem of one token, as it was written, in a language."""
    if not language:
        return stem(fold_token(token))
    return _marked_stem(token, language) if len(token) <= _LONGEST_WORD else fold_token(token)


@lru_cache(maxsize=1 << 17)
def _marked_stem(token: str, language: str) -> str:
    written = unicodedata.normalize(
        "NFC", token.translate(_JOINERS).translate(_LETTERS.get(language, {}))
    ).lower()
    if not any(map(str.isalpha, written)):
        return fold_token(token)  # a number is one in every language
    stemmed = fold_token(_stemmer(language)(written))
    return f"{language}:{stemmed}" if stemmed else fold_token(token)


def _stemmer(language: str) -> Callable[[str], str]:
    if language == "ko":
        return without_particles
    return _arabic_stem if language == "ar" else stemmer(STEMMERS[language])


def _arabic_stem(word: str) -> str:
    bare = _HARAKAT.sub("", word)
    bare = bare[1:] if _AND_THE.match(bare) else bare
    plural = _FEMININE_PLURAL.fullmatch(bare)
    return stemmer("arabic")(plural["word"] if plural else bare)

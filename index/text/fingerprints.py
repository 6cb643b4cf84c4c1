"""Fingerprints of stems: an archive is asked in the stems in which it was written, or not at all.

The stems of a language change with the stemmer, with its table of spellings and with what is folded. Whether
they have is told by the stems of a hundred words or so of each language (probes.txt, made by
tools/write_probes.py): one for each of the ways in which its words are changed most often. So an upgrade that
leaves the stems of a language as they are leaves its fingerprint as it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

ENGLISH = "en"
"""The language of which every archive may hold stems: those without a mark."""


@cache
def stems_fingerprint(language: str) -> str:
    """The fingerprint of a language's stems, 16 hexadecimal digits; "" of one that is not stemmed here."""
    import hashlib

    from .languages import LANGUAGES, stem_in

    if language not in LANGUAGES | {ENGLISH}:
        return ""
    analysed = "" if language == ENGLISH else language
    stems = " ".join(stem_in(word, analysed) for word in _probes()[language])
    return hashlib.blake2b(stems.encode(), digest_size=8).hexdigest()


@cache
def _probes() -> dict[str, list[str]]:
    lines = Path(__file__).with_name("probes.txt").read_text("utf-8").splitlines()
    return {tag: words.split() for tag, _, words in (line.partition("\t") for line in lines)}

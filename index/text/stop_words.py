"""Words that nearly every text of a language holds."""

from __future__ import annotations

from functools import cache
from importlib import resources

from .analysis import exact_terms

_LISTED_AS = {"": "en", "nb": "no", "nn": "no"}
"""Languages that Whoosh has under another tag."""


@cache
def common_words(tag: str = "") -> frozenset[str]:
    """The terms of the list of stop words of a language: Whoosh's, or else the one in small-words.txt.

    Args:
        tag: of the language; "" for English. Where there is no list of it, none is a stop word.
    """
    from whoosh.lang.stopwords import stoplists

    base = tag.lower().replace("_", "-").partition("-")[0]
    words = stoplists.get(_LISTED_AS.get(base, base)) or _listed_words().get(base, ())
    return frozenset(term for word in words for term in exact_terms(word))


@cache
def _listed_words() -> dict[str, list[str]]:
    """The words of the languages of which Whoosh has no list."""
    lines = resources.files(__package__).joinpath("small-words.txt").read_text("utf-8").splitlines()
    return {tag: words.split() for tag, _, words in (line.partition("\t") for line in lines)}

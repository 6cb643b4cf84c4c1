"""Words that nearly every text of a language holds."""

from __future__ import annotations

from functools import cache

from .analysis import exact_terms

_LISTED_AS = {"": "en", "nb": "no", "nn": "no"}
"""Languages, as ``languages.analysed_in`` gives them, that Whoosh has under another tag."""


@cache
def common_words(language: str = "") -> frozenset[str]:
    """The terms of Whoosh's list of stop words of a language (``languages.analysed_in``), if it has one."""
    from whoosh.lang.stopwords import stoplists

    words = stoplists.get(_LISTED_AS.get(language, language), ())
    return frozenset(term for word in words for term in exact_terms(word))

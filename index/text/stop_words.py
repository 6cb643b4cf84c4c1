"""Words that nearly every English text holds."""

from __future__ import annotations

from functools import lru_cache

from .analysis import exact_terms


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The terms of Whoosh's list of English stop words."""
    from whoosh.lang.stopwords import stoplists

    return frozenset(term for word in stoplists["en"] for term in exact_terms(word))

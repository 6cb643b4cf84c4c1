"""A word in any inflection, among exact terms: scored as one term that stands wherever one of them does."""

from __future__ import annotations

import numpy as np
from whoosh import query

from ....text.beginnings import beginnings
from ...budget import NAME, SCORE, meter
from ...plan import Inflections
from ..segment.postings import Postings
from . import sets
from .kernel import NOTHING, Documents, Matches, Scores, kernel
from .part import ScoredPart
from .patterns import EXPANSIONS, Numbers, documents_with, expand

_MOST_KNOWN = 2_000
"""Words of which a segment's inflections are remembered."""
_STEMMED = 4_000
"""Work of stemming a word that was stemmed before, or is one of few; others take five times as long."""


@kernel(Inflections)
def inflections(part: ScoredPart, q: Inflections, *, scored: bool) -> Matches:
    """The documents that hold a word in any inflection."""
    documents = documents_with(part, q)
    if not scored:
        return documents, None
    return (documents, inflection_scores(part, q, documents)) if len(documents) else NOTHING


def inflection_scores(part: ScoredPart, q: Inflections, documents: Documents) -> Scores:
    """Scores of documents that hold such a word, as of one term; in a field that is not scored, the boost."""
    expanded = expand(part, q)
    assert expanded
    postings, numbers = expanded
    if not postings.scored:
        return np.full(len(documents), q.boost, np.float32)
    collection = part.collection
    with_term = sum(len(documents_with(each, q)) for each in collection.parts)
    weight = (
        collection.weighting.idf(collection.documents, with_term) * (collection.weighting.k1 + 1) * q.boost
    )
    of_all = postings.documents_of_all(numbers)
    meter().spend(SCORE * len(of_all), q)
    rows, places = sets.places(part, documents, of_all)
    each = postings.frequencies_of_all(numbers)[places]
    frequencies = np.bincount(rows, each, len(documents)).astype(np.float32)
    return frequencies / (frequencies + part.norms(q.fieldname, postings)[documents]) * np.float32(weight)


def _forms(part: ScoredPart, postings: Postings, q: Inflections) -> Numbers:
    """The terms with these stems; those that were asked for lately are remembered."""
    name = q.fieldname, q.stems, q.stemmed
    known = part.forms.get(name)
    if known is None:
        if len(part.forms) >= _MOST_KNOWN:
            part.forms.clear()
        known = part.forms[name] = _read_forms(postings, _of_stems_held(part, q))
    return known


def _of_stems_held(part: ScoredPart, q: Inflections) -> Inflections:
    """The same without stems of other languages than English that no document holds.

    In an archive of many languages most words are of one of them: they need not be stemmed in all.
    """
    return q.among(lambda stem: any(_holds(each, q.stemmed, stem) for each in part.collection.parts))


def _holds(part: ScoredPart, field: str, term: str) -> bool:
    """Whether a document that is not deleted holds a term."""
    documents, _ = part.evaluate(query.Term(field, term), scored=False)
    return bool(len(documents) if part.live is None else part.live[documents].any())


def _read_forms(postings: Postings, q: Inflections) -> list[int]:
    """The terms with these stems; they are looked for where such terms can begin."""
    terms = postings.terms
    found: set[int] = set()
    for first, last in _ranges(postings, q):
        meter().spend((NAME + _STEMMED) * (last - first), q)
        words = enumerate(terms.slice(first, last), first)
        found.update(number for number, word in words if q.fits(word.decode("utf-8", "replace")))
    return sorted(found)


def _ranges(postings: Postings, q: Inflections) -> set[tuple[int, int]]:
    """The numbers of the terms that begin as inflections may."""
    starts = {
        beginning.encode("utf-8", "surrogatepass")
        for language, _, stem in (stem.rpartition(":") for stem in q.stems)
        for beginning in beginnings(stem, language)
    }
    shortest = {
        start for start in starts if not any(start[:length] in starts for length in range(len(start)))
    }
    return {postings.terms.with_prefix(start) for start in shortest}


EXPANSIONS[Inflections] = _forms

"""A term; on a number column, the number it stands for."""

from __future__ import annotations

from whoosh import query

from .kernel import NOTHING, Matches, kernel
from .part import ScoredPart
from .ranges import equal_number


@kernel(query.Term)
def term(part: ScoredPart, q: query.Term, *, scored: bool) -> Matches:
    """The documents that hold a term; in a field that is not scored, each counts the boost."""
    postings = part.term_postings(q)
    if postings is None:
        return equal_number(part, q, scored=scored) if part.numbers(q.fieldname) else NOTHING
    documents = postings.documents()
    return documents, postings.scores(documents) if scored else None

"""Queries that stand for many terms: prefixes, wildcards, near spellings, ranges of terms.

With ``constantscore``, as is Whoosh's default, a document counts the query's boost, however many of the terms
it holds. (Stock Whoosh's score depends on the size of the segment.) Without, the scores of the terms are
added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh import query

from corpus.errors import CostError, QueryError

from ...budget import DOCUMENT, FREE, LETTER, NAME, NODE, WORD, meter
from ..segment.postings import Postings
from . import sets
from .constant import every
from .kernel import NO_DOCUMENTS, NOTHING, Documents, Matches, constant, kernel
from .part import ScoredPart
from .ranges import numeric_range
from .spellings import near_terms
from .wildcards import fitting_terms

MOST_EXPANSIONS = 5_000
"""Different terms of a snapshot that one pattern may stand for; more would mean nothing."""
FARTHEST = 2
"""Edits that a near spelling may need; more would make any two short words alike."""

LONGEST_SPELLING = 63
"""Letters of a word whose near spellings are looked for."""

_BOUNDED = (query.Prefix, query.Wildcard, query.FuzzyTerm)
"""Queries that may stand for ``MOST_EXPANSIONS`` terms; a range of terms is asked for on purpose."""
_ANYTHING = ("", "*")
"""Patterns that every term fits: they are answered as ``Every``."""
_MANY = 256
"""Terms from which on it is faster to read their postings in one go than the first ones of each."""
_NUMBER = 36
"""Bytes of a number in a list of Python's."""

Numbers = range | list[int]
"""Numbers of terms, ascending."""


@kernel(query.Prefix)
def prefix(part: ScoredPart, q: query.Prefix, *, scored: bool) -> Matches:
    """The documents with a term that begins so."""
    if not q.text:
        return every(part, query.Every(q.fieldname, boost=q.boost), scored=scored)
    return _any_of(part, q, scored=scored)


@kernel(query.Wildcard)
def pattern(part: ScoredPart, q: query.Wildcard, *, scored: bool) -> Matches:
    """The documents with a term that fits a pattern."""
    if q.text == "*":
        return every(part, query.Every(q.fieldname, boost=q.boost), scored=scored)
    return _any_of(part, q, scored=scored)


@kernel(query.FuzzyTerm)
def near_spelling(part: ScoredPart, q: query.FuzzyTerm, *, scored: bool) -> Matches:
    """The documents with a term that is at most ``maxdist`` edits away."""
    return _any_of(part, q, scored=scored)


@kernel(query.TermRange)
def term_range(part: ScoredPart, q: query.TermRange, *, scored: bool) -> Matches:
    """The documents with a term between two others; on a number column, with a number between."""
    if part.numbers(q.fieldname):
        return numeric_range(part, q, scored=scored)
    return _any_of(part, q, scored=scored)


def _with_prefix(_: ScoredPart, postings: Postings, q: query.Prefix) -> Numbers:
    return range(*postings.terms.with_prefix(q.text.encode("utf-8", "surrogatepass")))


def _near(_: ScoredPart, postings: Postings, q: query.FuzzyTerm) -> Numbers:
    if q.maxdist > FARTHEST or len(q.text) > LONGEST_SPELLING:
        raise QueryError(
            f"Spellings up to {q.maxdist} letters away from so many letters are not looked for.",
            q.text,
            hint=f"{FARTHEST} away from {LONGEST_SPELLING} letters are the most.",
        )
    start = q.text[: q.prefixlength].encode()
    first, last = postings.terms.with_prefix(start) if start else (0, len(postings.terms))
    blob, offsets = postings.terms.blob_between(first, last)
    meter().spend(WORD * len(offsets) + LETTER * len(q.text) * len(blob), q)
    near = near_terms(blob, offsets, q.text, q.maxdist)
    near += first
    found: list[int] = near.tolist()
    return found


def _between(part: ScoredPart, postings: Postings, q: query.TermRange) -> Numbers:
    terms, field = postings.terms, part.field(q.fieldname)
    first, last = 0, len(terms)
    if field is None:
        return range(0)
    if q.start is not None:
        start = field.to_bytes(q.start)
        first = terms.lower_bound(start)
        first += q.startexcl and terms.find(start) >= 0
    if q.end is not None:
        end = field.to_bytes(q.end)
        last = terms.lower_bound(end)
        last += not q.endexcl and terms.find(end) >= 0
    return range(first, max(first, last))


def _fitting(_: ScoredPart, postings: Postings, q: query.Wildcard) -> Numbers:
    terms, cost = postings.terms, meter()
    start = q._find_prefix(q.text)  # noqa: SLF001 -- Whoosh's, and the same in every release
    first, last = terms.with_prefix(start.encode("utf-8", "surrogatepass")) if start else (0, len(terms))
    if "[" not in q.text:
        fits = fitting_terms(*terms.blob_between(first, last), q.text, cost, q)
        fits += first
        found: list[int] = fits.tolist()
        return found
    cost.spend(NAME * (last - first), q)
    matches = _compile(q).match
    words = enumerate(terms.slice(first, last), first)
    return [number for number, word in words if matches(word.decode("utf-8", "replace"))]


EXPANSIONS: dict[type[query.Query], Callable[[ScoredPart, Postings, Any], Numbers]] = {
    query.Prefix: _with_prefix,
    query.Wildcard: _fitting,
    query.FuzzyTerm: _near,
    query.TermRange: _between,
}
"""Which terms of a field a query stands for."""


def expand(part: ScoredPart, q: query.MultiTerm) -> tuple[Postings, Numbers] | None:
    """The terms that a query stands for in a part; None: there is none."""
    postings = part.postings(q.fieldname)
    if postings is None:
        return None
    numbers = _numbers(part, postings, q)
    if q.__class__ in _BOUNDED and _is_too_much(part, q, len(numbers)):
        raise CostError(
            f"This stands for more than {MOST_EXPANSIONS:,} different words.",
            q.text,
            hint="Write more of its letters.",
            fault=q,
        )
    return (postings, numbers) if len(numbers) else None


def _numbers(part: ScoredPart, postings: Postings, q: query.MultiTerm) -> Numbers:
    """The numbers of these terms; what was found for this question before is remembered."""
    name = "terms", part.index, q
    known: Numbers | None = meter().recall(name)
    if known is None:
        known = EXPANSIONS[q.__class__](part, postings, q)
        meter().remember(name, known, 0 if isinstance(known, range) else _NUMBER * len(known))
    return known


def _is_too_much(part: ScoredPart, q: query.MultiTerm, here: int) -> bool:
    """Whether a query stands for too many terms of the whole snapshot, however that is cut into segments.

    It is found out once for a question. What is asked of the engine itself, which nothing is remembered for,
    is bounded segment by segment.

    Args:
        part: where the query is evaluated.
        q: the query.
        here: how many terms it stands for there.
    """
    cost, name = meter(), ("bounded", q)
    parts = part.collection.parts
    if here > MOST_EXPANSIONS or len(parts) == 1 or cost is FREE or cost.recall(name):
        return here > MOST_EXPANSIONS
    if _distinct_terms(parts, q) > MOST_EXPANSIONS:
        return True
    cost.remember(name, True, 0)  # noqa: FBT003 -- a mark
    return False


def _distinct_terms(parts: Sequence[ScoredPart], q: query.MultiTerm) -> int:
    """How many terms of all parts a query stands for; beyond ``MOST_EXPANSIONS``, at least.

    Terms are united only where their numbers in the parts, taken together, leave it open.
    """
    having = [(part, postings) for part in parts if (postings := part.postings(q.fieldname)) is not None]
    in_all = sum(len(postings.terms) for _, postings in having)
    if in_all <= MOST_EXPANSIONS:
        return in_all
    expanded = [(postings, _numbers(part, postings, q)) for part, postings in having]
    in_all = sum(len(numbers) for _, numbers in expanded)
    if in_all <= MOST_EXPANSIONS:
        return in_all
    distinct: set[bytes] = set()
    for postings, numbers in expanded:
        if max(len(numbers), len(distinct)) > MOST_EXPANSIONS:
            return MOST_EXPANSIONS + 1
        meter().spend(NAME * len(numbers), q)
        distinct.update(map(postings.terms.__getitem__, numbers))
    return len(distinct)


def _any_of(part: ScoredPart, q: query.MultiTerm, *, scored: bool) -> Matches:
    """The documents that hold any of the terms that a query stands for."""
    if scored and not q.constantscore:
        return _sum_of(part, q)
    return constant(documents_with(part, q), q.boost, scored=scored)


def _sum_of(part: ScoredPart, q: query.MultiTerm) -> Matches:
    """The documents that hold any of a query's terms, with the sums of the terms' scores."""
    expanded = expand(part, q)
    if expanded is None:
        return NOTHING
    postings, numbers = expanded
    terms = (query.Term(q.fieldname, postings.terms[number], boost=q.boost) for number in numbers)
    return sets.total(part, [part.evaluate(term, scored=True) for term in terms])


def documents_with(part: ScoredPart, q: query.MultiTerm) -> Documents:
    """The documents that hold any of a query's terms; they are remembered for the question."""
    name = part.index, q
    known: Documents | None = meter().recall(name)
    if known is None:
        expanded = expand(part, q)
        known = _read(part, q, *expanded) if expanded else NO_DOCUMENTS
        meter().remember(name, known, known.nbytes)
    return known


def _read(part: ScoredPart, q: query.MultiTerm, postings: Postings, numbers: Numbers) -> Documents:
    """The documents that hold any of some terms."""
    cost, found = meter(), _postings(postings, numbers)
    cost.spend(DOCUMENT * found + NODE, q)
    size = 3 * np.dtype(np.intp).itemsize * found  # read, and put together
    cost.hold(size, q)
    if isinstance(numbers, range):
        documents = postings.documents_between(numbers.start, numbers.stop)
    else:
        documents = postings.documents_of_all(numbers)
    cost.release(size)
    return sets.once(part, [documents])


def _postings(postings: Postings, numbers: Numbers) -> int:
    """How many postings some terms have."""
    if isinstance(numbers, range):
        return postings.span(numbers.stop - 1)[1] - postings.span(numbers.start)[0]
    return sum(map(postings.document_frequency, numbers))


def is_alike(part: ScoredPart, q: query.Query) -> bool:
    """Whether a query stands for terms, and all its documents have the same score."""
    if q.__class__ not in EXPANSIONS or not q.constantscore or part.numbers(q.fieldname):
        return False
    return q.__class__ is query.TermRange or q.text not in _ANYTHING


def first_of(part: ScoredPart, q: query.MultiTerm, wanted: int) -> Matches:
    """The first documents of a query that is alike: they are among the first of each term."""
    expanded = expand(part, q)
    if expanded is None:
        return NOTHING
    postings, numbers = expanded
    if len(numbers) > _MANY:
        return _any_of(part, q, scored=True)
    found = sets.distinct(postings.documents_of_all(numbers, wanted))[:wanted]
    return constant(found, q.boost, scored=True)


def _compile(q: query.Wildcard) -> re.Pattern[str]:
    try:
        return re.compile(q._get_pattern())  # noqa: SLF001 -- Whoosh's, and the same in every release
    except re.error as error:
        raise QueryError(f"This is no pattern ({error}).", q.text) from error

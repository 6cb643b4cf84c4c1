"""Queries that stand for many terms: prefixes, wildcards, regular expressions, spellings, ranges of terms.

With ``constantscore``, as is Whoosh's default, a document counts the query's boost, however many of the terms
it holds. (Stock Whoosh's score depends on the size of the segment.) Without, the scores of the terms are
added.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.lang import morph_en

from corpus.errors import QueryError
from index.segment.postings import Postings

from . import sets
from .constant import every
from .kernel import NOTHING, Matches, constant, kernel
from .part import ScoredPart
from .ranges import numeric_range

MOST_EXPANSIONS = 5_000
"""Words that one pattern may stand for; more would mean nothing."""
FARTHEST = 2
"""Edits that a near spelling may need; more would make any two short words alike."""

Numbers = range | list[int]
"""Numbers of terms, ascending."""


@kernel(query.Prefix)
def prefix(part: ScoredPart, q: query.Prefix, *, scored: bool) -> Matches:
    """The documents with a term that begins so."""
    if not q.text:
        return every(part, query.Every(q.fieldname, boost=q.boost), scored=scored)
    postings = part.postings(q.fieldname)
    if postings is None:
        return NOTHING
    numbers = range(*postings.terms.with_prefix(q.text.encode()))
    return _any_of(part, q, postings, numbers, scored=scored)


@kernel(query.Wildcard, query.Regex)
def pattern(part: ScoredPart, q: query.Wildcard, *, scored: bool) -> Matches:
    """The documents with a term that fits a pattern."""
    if q.text == ("*" if q.__class__ is query.Wildcard else ".*"):
        return every(part, query.Every(q.fieldname, boost=q.boost), scored=scored)
    postings = part.postings(q.fieldname)
    if postings is None:
        return NOTHING
    numbers = matching_terms(postings, _compiled(q).match, q._find_prefix(q.text))  # noqa: SLF001 -- Whoosh's
    return _any_of(part, q, postings, numbers, scored=scored)


@kernel(query.FuzzyTerm)
def near_spelling(part: ScoredPart, q: query.FuzzyTerm, *, scored: bool) -> Matches:
    """The documents with a term that is at most ``maxdist`` edits away."""
    if q.maxdist > FARTHEST:
        raise QueryError(
            f"Spellings up to {q.maxdist} letters away would match nearly anything.",
            q.text,
            hint=f"{FARTHEST} is the most.",
        )
    postings = part.postings(q.fieldname)
    if postings is None:
        return NOTHING
    start = q.text[: q.prefixlength].encode()
    first, last = postings.terms.with_prefix(start) if start else (0, len(postings.terms))
    words = [word.decode("utf-8", "replace") for word in postings.terms.slice(first, last)]
    near = near_words(words, q.text, q.maxdist)
    return _any_of(part, q, postings, [first + index for index in near], scored=scored)


@kernel(query.TermRange)
def term_range(part: ScoredPart, q: query.TermRange, *, scored: bool) -> Matches:
    """The documents with a term between two others; on a number column, with a number between."""
    if part.numbers(q.fieldname):
        return numeric_range(part, q, scored=scored)
    postings, field = part.postings(q.fieldname), part.field(q.fieldname)
    if postings is None or field is None:
        return NOTHING
    terms = postings.terms
    first, last = 0, len(terms)
    if q.start is not None:
        start = field.to_bytes(q.start)
        first = terms.lower_bound(start)
        first += q.startexcl and terms.find(start) >= 0
    if q.end is not None:
        end = field.to_bytes(q.end)
        last = terms.lower_bound(end)
        last += not q.endexcl and terms.find(end) >= 0
    return _any_of(part, q, postings, range(first, max(first, last)), scored=scored)


@kernel(query.Variations)
def variations(part: ScoredPart, q: query.Variations, *, scored: bool) -> Matches:
    """The documents with an English word of the same family; the scores of the words are added."""
    words = sorted(morph_en.variations(q.text))
    terms = [query.Term(q.fieldname, word, boost=q.boost) for word in words]
    return part.evaluate(query.Or(terms), scored=scored)


def matching_terms(postings: Postings, fits: Callable[[str], object], start: str = "") -> list[int]:
    """Numbers of the terms that fit, among those that begin so."""
    terms = postings.terms
    first, last = terms.with_prefix(start.encode()) if start else (0, len(terms))
    words = terms.slice(first, last)
    return [first + index for index, word in enumerate(words) if fits(word.decode("utf-8", "replace"))]


def near_words(words: list[str], wanted: str, most: int) -> list[int]:
    """Indices of the words that are at most so many edits away, by Wagner and Fischer's table."""
    close = [index for index, word in enumerate(words) if abs(len(word) - len(wanted)) <= most]
    if not close or not wanted:
        return close
    longest = max(len(words[index]) for index in close)
    letters = np.array([words[index] for index in close], f"<U{longest}").view(np.uint32)
    letters = letters.reshape(len(close), longest)
    lengths = np.array([len(words[index]) for index in close])
    distances = _distances(letters, lengths, np.array([ord(letter) for letter in wanted], np.uint32))
    return [close[index] for index in np.flatnonzero(distances <= most).tolist()]


def _distances(
    letters: NDArray[np.uint32], lengths: NDArray[np.int64], wanted: NDArray[np.uint32]
) -> NDArray[np.int32]:
    """Edits between each word and the wanted one, [words]."""
    row = np.tile(np.arange(len(wanted) + 1, dtype=np.int32), (len(letters), 1))
    found = row[:, -1].copy()
    for column in range(letters.shape[1]):
        changed = row[:, :-1] + (letters[:, column : column + 1] != wanted)
        next_row = np.empty_like(row)
        next_row[:, 0] = column + 1
        np.minimum(changed, row[:, 1:] + 1, out=next_row[:, 1:])
        for place in range(1, len(wanted) + 1):
            np.minimum(next_row[:, place], next_row[:, place - 1] + 1, out=next_row[:, place])
        row = next_row
        ends = lengths == column + 1
        found[ends] = row[ends, -1]
    return found


def _any_of(
    part: ScoredPart, q: query.MultiTerm, postings: Postings, numbers: Numbers, *, scored: bool
) -> Matches:
    """The documents that hold any of some terms."""
    if len(numbers) > MOST_EXPANSIONS and q.__class__ in _BOUNDED:
        raise QueryError(
            f"This stands for more than {MOST_EXPANSIONS:,} different words.",
            q.text,
            hint="Write more of its letters.",
        )
    if not len(numbers):
        return NOTHING
    if scored and not q.constantscore:
        terms = (query.Term(q.fieldname, postings.terms[number], boost=q.boost) for number in numbers)
        return sets.total(part, [part.evaluate(term, scored=True) for term in terms])
    return constant(_documents(part, postings, numbers), q.boost, scored=scored)


def _documents(part: ScoredPart, postings: Postings, numbers: Numbers) -> NDArray[np.intp]:
    if isinstance(numbers, range):
        return sets.union(part, [postings.documents_between(numbers.start, numbers.stop)])
    return sets.union(part, [postings.documents_of(number) for number in numbers])


_BOUNDED = (query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm)


def _compiled(q: query.Wildcard) -> re.Pattern[str]:
    try:
        return re.compile(q._get_pattern())  # noqa: SLF001 -- Whoosh's, and the same in every release
    except re.error as error:
        raise QueryError(f"This is no pattern ({error}).", q.text) from error

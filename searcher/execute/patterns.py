"""Queries that stand for many terms: prefixes, wildcards, regular expressions, spellings, ranges of terms.

With ``constantscore``, as is Whoosh's default, a document counts the query's boost, however many of the terms
it holds. (Stock Whoosh's score depends on the size of the segment.) Without, the scores of the terms are
added.
"""

from __future__ import annotations

import re

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

LONGEST_SPELLING = 63
"""Letters of a word whose near spellings are looked for."""

_SIMPLE = re.compile(r"[\w*?]+", re.ASCII)
"""Wildcards of letters, ``*`` and ``?`` alone."""

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
    return _any_of(part, q, postings, matching_terms(postings, q), scored=scored)


@kernel(query.FuzzyTerm)
def near_spelling(part: ScoredPart, q: query.FuzzyTerm, *, scored: bool) -> Matches:
    """The documents with a term that is at most ``maxdist`` edits away."""
    if q.maxdist > FARTHEST or len(q.text) > LONGEST_SPELLING:
        raise QueryError(
            f"Spellings up to {q.maxdist} letters away from so many letters are not looked for.",
            q.text,
            hint=f"{FARTHEST} away from {LONGEST_SPELLING} letters are the most.",
        )
    postings = part.postings(q.fieldname)
    if postings is None:
        return NOTHING
    start = q.text[: q.prefixlength].encode()
    first, last = postings.terms.with_prefix(start) if start else (0, len(postings.terms))
    near = first + near_terms(*postings.terms.joined(first, last), q.text, q.maxdist)
    return _any_of(part, q, postings, near.tolist(), scored=scored)


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


def matching_terms(postings: Postings, q: query.Wildcard) -> list[int]:
    """Numbers of the terms that fit a pattern."""
    terms = postings.terms
    start = q._find_prefix(q.text)  # noqa: SLF001 -- Whoosh's, and the same in every release
    first, last = terms.with_prefix(start.encode()) if start else (0, len(terms))
    words = terms.slice(first, last)
    line = b"\n".join(words)
    if _SIMPLE.fullmatch(q.text) and line.isascii() and line.count(b"\n") == len(words) - 1:
        return [first + index for index in _matching_lines(line, q.text)]
    fits = _compiled(q).match
    return [first + index for index, word in enumerate(words) if fits(word.decode("utf-8", "replace"))]


def _matching_lines(lines: bytes, wildcard: str) -> list[int]:
    """Numbers of the lines that fit a wildcard: one search of all is many times faster than one of each."""
    first, *others = (part.replace("?", r"[^\n]") for part in wildcard.split("*"))
    # Atomic groups, so that no line is tried in more ways than it is long.
    middle = "".join(rf"(?>[^\n]*?{part})" for part in others[:-1])
    written = first + middle + "".join(rf"[^\n]*{part}" for part in others[-1:])
    ends = [found.end() for found in re.finditer(rf"^{written}$".encode(), lines, re.MULTILINE)]
    breaks = np.flatnonzero(np.frombuffer(lines, np.uint8) == ord("\n"))
    found: list[int] = np.searchsorted(breaks, ends).tolist()
    return found


def near_terms(blob: bytes, offsets: NDArray[np.int64], wanted: str, most: int) -> NDArray[np.int64]:
    """Which of some terms in one piece are at most so many edits away from a word."""
    lengths = np.diff(offsets)
    # A letter takes one byte to four: most words are left out by their bytes.
    fits = (lengths >= len(wanted) - most) & (lengths <= 4 * (len(wanted) + most))
    if blob.isascii() and wanted:
        close = np.flatnonzero(fits & (lengths <= len(wanted) + most))
        return close[_distances(_letters(blob, offsets[close], lengths[close]), wanted) <= most]
    close = np.flatnonzero(fits)
    ends = zip(offsets[close].tolist(), offsets[close + 1].tolist(), strict=True)
    words = [blob[begin:end].decode("utf-8", "replace") for begin, end in ends]
    return close[near_words(words, wanted, most)]


def _letters(blob: bytes, begins: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Words of ASCII as rows of letters; 0 where a word has no more, [words, longest]."""
    places = np.arange(max(1, lengths.max(initial=0)))
    letters = np.frombuffer(blob + b"\0", np.uint8)[np.minimum(begins[:, None] + places, len(blob))]
    return np.where(places < lengths[:, None], letters, 0).astype(np.uint32)


def near_words(words: list[str], wanted: str, most: int) -> list[int]:
    """Indices of the words that are at most so many edits away."""
    close = [index for index, word in enumerate(words) if abs(len(word) - len(wanted)) <= most]
    if not close or not wanted:
        return close
    longest = max(1, *(len(words[index]) for index in close))
    letters = np.array([words[index] for index in close], f"<U{longest}").view(np.uint32)
    near = _distances(letters.reshape(len(close), longest), wanted) <= most
    return [close[index] for index in np.flatnonzero(near).tolist()]


def _distances(letters: NDArray[np.uint32], wanted: str) -> NDArray[np.int64]:
    """Edits between each word and the wanted one, [words]; letters that a word does not have are 0.

    Myers' and Hyyrö's bit vectors: a column of Wagner and Fischer's table in two numbers, for all words.
    """
    alike = np.zeros(letters.shape, np.uint64)
    for place, letter in enumerate(wanted):
        alike |= (letters == ord(letter)).astype(np.uint64) << np.uint64(place)
    up = np.full(len(letters), (1 << len(wanted)) - 1, np.uint64)
    down = np.zeros(len(letters), np.uint64)
    one, last = np.uint64(1), np.uint64(len(wanted) - 1)
    distance = np.full(len(letters), len(wanted), np.int64)
    found = distance.copy()
    for column in range(letters.shape[1]):
        vertical = alike[:, column] | down
        horizontal = (((alike[:, column] & up) + up) ^ up) | alike[:, column]
        more, fewer = down | ~(horizontal | up), up & horizontal
        distance += ((more >> last) & one).astype(np.int64) - ((fewer >> last) & one).astype(np.int64)
        more, fewer = (more << one) | one, fewer << one
        up, down = fewer | ~(vertical | more), more & vertical
        found = np.where(letters[:, column] != 0, distance, found)
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

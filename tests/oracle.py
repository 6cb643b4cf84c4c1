"""What stock Whoosh answers, over its own index of the same documents, in the sense that our kernels have.

Stock Whoosh is the oracle of everything but a few cases in which it is wrong, or in which its answer depends
on the size of a segment. Each case is one function here that gives another query in the place of the one
asked: its docstring says what stock does, and what we mean instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import permutations
from typing import Any

from whoosh import fields, matching, query, scoring
from whoosh.query import spans
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from index.engine.plan import Inflections

UNIONS = query.Or.DEFAULT_MATCHER

Meaning = Callable[[Any, Searcher], query.Query]


def answers(searcher: Searcher, q: query.Query, key: str = "id") -> dict[str, float]:
    """The keys of all documents that match, with their scores."""
    results = searcher.search(as_meant(q, searcher), limit=None)
    return {searcher.stored_fields(number)[key]: score for score, number in results.top_n}


def as_meant(q: query.Query, searcher: Searcher) -> query.Query:
    """The query for which stock Whoosh answers what we mean by another one."""
    for types, meaning in MEANINGS:
        if isinstance(q, types):
            return meaning(q, searcher)
    raise NotImplementedError(q)


# Queries whose matchers are put together from Whoosh's


class Constant(query.Query):
    """A query whose documents all have one score; zero, too."""

    def __init__(self, child: query.Query, score: float) -> None:
        self.child, self.score = child, score

    def __repr__(self) -> str:
        return f"Constant({self.child!r}, {self.score})"

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:  # noqa: ARG002 -- Whoosh's
        unscored = searcher.context(needs_current=True, weighting=None)
        return matching.ConstantScoreWrapperMatcher(self.child.matcher(searcher, unscored), self.score)


class Boosted(query.Query):
    """A query whose scores are multiplied."""

    def __init__(self, child: query.Query, boost: float) -> None:
        self.child, self.boost = child, boost

    def __repr__(self) -> str:
        return f"Boosted({self.child!r}, {self.boost})"

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:
        return matching.WrappingMatcher(self.child.matcher(searcher, context), boost=self.boost)


class Combined(query.Query):
    """Several queries, with a score made of the scores of those that match a document."""

    def __init__(self, parts: list[query.Query], combine: Callable[[list[float]], float]) -> None:
        self.parts, self.combine = parts, combine

    def __repr__(self) -> str:
        return f"Combined({self.parts!r})"

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:
        scores: dict[int, list[float]] = {}
        for part in self.parts:
            each = part.matcher(searcher, context)
            while each.is_active():
                scores.setdefault(each.id(), []).append(each.score())
                each.next()
        found = sorted(scores)
        return matching.ListMatcher(found, weights=[self.combine(scores[number]) for number in found])


# The cases


def words(q: query.Term, searcher: Searcher) -> query.Query:
    """In a field that is not scored, stock counts how often a document holds the term; we count 1."""
    field = _field(q, searcher)
    if field is None or field.scorable:
        return q
    return Constant(q, q.boost)


def _field(q: Any, searcher: Searcher) -> fields.FieldType | None:
    known = q.fieldname in searcher.schema
    return searcher.schema[q.fieldname] if known else None


def _boosted(parts: list[query.Query], joined: query.Query, boost: float) -> query.Query:
    """Stock forgets the boost of a compound that has one part."""
    if len(parts) == 1:
        return parts[0] if boost == 1 else Boosted(parts[0], boost)
    return joined


def conjunction(q: query.And, searcher: Searcher) -> query.Query:
    """A Not adds 1 to the score in stock; we take it for what it is, a condition.

    A conjunction of nothing but Not is what is left of all documents, each of which counts 1.
    """
    parts = [
        Constant(_left_by(as_meant(child.query, searcher)), 0.0)
        if isinstance(child, query.Not)
        else as_meant(child, searcher)
        for child in q.subqueries
    ]
    if parts and all(isinstance(child, query.Not) for child in q.subqueries):
        parts.append(query.Every())
    return _boosted(parts, query.And(parts, boost=q.boost), q.boost)


def disjunction(q: query.Or, searcher: Searcher) -> query.Query:
    """In small segments stock adds scores up in an array, which loses documents with the score 0."""
    parts = [as_meant(child, searcher) for child in q.subqueries]
    if q.scale and len(parts) > 1:
        return _coordinated(q, parts)
    joined = query.Or(parts, boost=q.boost)
    joined.matcher_type = UNIONS
    return _boosted(parts, joined, q.boost)


def _coordinated(q: query.Or, parts: list[query.Query]) -> query.Query:
    """The bonus for matching several parts depends in stock on how many of them stand in the segment.

    Ours is for the parts as they are asked for, whatever else is in the segment.
    """

    def score(scores: list[float]) -> float:
        bonus = (len(scores) - 1) / (len(parts) - q.scale) ** 2
        return (sum(scores) + bonus) * (len(parts) - 1) / len(parts) * q.boost

    return Combined(parts, score)


def best(q: query.DisjunctionMax, searcher: Searcher) -> query.Query:
    """Stock takes the other part's score though that one stands on another document."""
    parts = [as_meant(child, searcher) for child in q.subqueries]
    return Combined(parts, lambda scores: max(scores) * q.boost)


def exclusion(q: query.AndNot, searcher: Searcher) -> query.Query:
    """Stock lets documents through that are excluded."""
    return query.And([as_meant(q.a, searcher), Constant(_left_by(as_meant(q.b, searcher)), 0.0)])


def requirement(q: query.Require, searcher: Searcher) -> query.Query:
    """Stock 2.7.4 takes it for an AndNot."""
    return query.And([as_meant(q.a, searcher), Constant(as_meant(q.b, searcher), 0.0)])


def option(q: query.AndMaybe, searcher: Searcher) -> query.Query:
    """Stock stumbles when the optional part matches nothing, or nothing more."""
    a, b = as_meant(q.a, searcher), as_meant(q.b, searcher)
    both = query.And([a, b])
    alone = query.And([a, Constant(_left_by(b), 0.0)])
    return query.Or([both, alone])


def alternative(q: query.Otherwise, searcher: Searcher) -> query.Query:
    """Stock decides for each segment; we decide for all of them together."""
    first = as_meant(q.a, searcher)
    return first if len(searcher.search(first, limit=None)) else as_meant(q.b, searcher)


def inverse(q: query.Not, searcher: Searcher) -> query.Query:
    """Stock forgets the boost."""
    return Constant(_left_by(as_meant(q.query, searcher)), q.boost)


def _left_by(q: query.Query) -> query.Query:
    """Stock's Not lets deleted documents through after the last one that it excludes."""
    return query.And([query.Every(), query.Not(q)])


def everything(q: query.Every, searcher: Searcher) -> query.Query:
    """Stock raises an error for a field that does not exist, and a boost of 0 counts 1."""
    named = q.fieldname and q.fieldname != "*"
    return (
        query.NullQuery
        if named and q.fieldname not in searcher.schema
        else Constant(query.Every(q.fieldname), q.boost)
    )


def constant(q: query.ConstantScoreQuery, searcher: Searcher) -> query.Query:
    """The score 0 counts 1 in stock, and whoever asks for spans gets the scores of the part."""
    return Constant(as_meant(q.child, searcher), q.score)


def many_terms(q: query.MultiTerm, searcher: Searcher) -> query.Query:
    """With constantscore, stock's score is 1, a boost or BM25, by the size of the segment; ours is the boost.

    Without, stock forgets the boost where a segment has but one of the terms. Numbers have no words, and a
    field that does not exist has none: stock raises an error, or compares the bytes it keeps of a number.
    """
    field = _field(q, searcher)
    whole = getattr(q, "text", None) == {query.Wildcard: "*", query.Prefix: ""}.get(type(q), ())
    if whole:
        return everything(query.Every(q.fieldname, boost=q.boost), searcher)
    if field is None or isinstance(field, fields.NUMERIC):
        return query.NullQuery
    expanded = {term for reader, _ in searcher.reader().leaf_readers() for term in _expanded(q, reader)}
    found = [query.Term(q.fieldname, term, boost=q.boost) for term in sorted(expanded)]
    terms = disjunction(query.Or(found), searcher)
    return Constant(terms, q.boost) if q.constantscore else terms


def _expanded(q: Any, reader: IndexReader) -> set[bytes]:
    """The terms in one segment.

    To the reader of one segment a swap of two letters is two edits, to that of any other index one, as it is
    to us. The first also stumbles over a near spelling that is shorter than its prefix.
    """
    field = reader.schema[q.fieldname]
    if isinstance(q, query.FuzzyTerm):
        words = IndexReader.terms_within(reader, q.fieldname, q.text, q.maxdist, q.prefixlength)
        return set(map(field.to_bytes, words))
    return {term if isinstance(term, bytes) else field.to_bytes(term) for term in q._btexts(reader)}  # noqa: SLF001 -- there is no other way to ask


class OneTerm(query.Query):
    """Several terms, scored as one that stands wherever one of them does; ``holding`` documents have any."""

    def __init__(self, field: str, terms: list[bytes], holding: int, boost: float) -> None:
        self.field_, self.terms_, self.holding, self.boost = field, terms, holding, boost

    def __repr__(self) -> str:
        return f"OneTerm({self.field_!r}, {self.terms_!r}, {self.holding}, {self.boost})"

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:  # noqa: ARG002 -- Whoosh's
        whole, reader = searcher.get_parent(), searcher.reader()
        idf = math.log(whole.doc_count_all() / (self.holding + 1)) + 1
        average, k1, b = whole.avg_field_length(self.field_), whole.weighting.K1, whole.weighting.B
        places: dict[int, list[int]] = {}
        for term in self.terms_:
            if (self.field_, term) in reader:
                _take_places(reader.postings(self.field_, term), places)
        found: dict[int, tuple[float, list[spans.Span]]] = {}
        for number, at in sorted(places.items()):
            length = reader.doc_field_length(number, self.field_)
            score = scoring.bm25(idf, len(at), length, average, b, k1) * self.boost
            found[number] = score, [spans.Span(place) for place in sorted(at)]
        return _Listed(found)


def _take_places(matcher: matching.Matcher, places: dict[int, list[int]]) -> None:
    """Add to the places in each document those that a matcher has."""
    while matcher.is_active():
        places.setdefault(matcher.id(), []).extend(matcher.value_as("positions"))
        matcher.next()


def inflections(q: Inflections, searcher: Searcher) -> query.Query:
    """To stock, the sum of the terms' scores; to us they are one term. Statistics count deleted documents."""
    if _field(q, searcher) is None:
        return query.NullQuery
    terms, holding = set(), 0
    for leaf, _ in searcher.reader().leaf_readers():
        here, places = set(q._btexts(leaf)), {}  # noqa: SLF001 -- there is no other way to ask
        for term in here:
            _take_places(leaf._terms.matcher(q.fieldname, term, leaf.schema[q.fieldname].format), places)  # noqa: SLF001 -- as above
        terms, holding = terms | here, holding + len(places)
    return OneTerm(q.fieldname, sorted(terms), holding, q.boost)


def term_range(q: query.TermRange, searcher: Searcher) -> query.Query:
    """As all queries of many terms; of numbers, it is a range of numbers."""
    if isinstance(_field(q, searcher), fields.NUMERIC):
        q = query.NumericRange(q.fieldname, q.start, q.end, q.startexcl, q.endexcl, boost=q.boost)
        return numeric_range(q, searcher)
    return many_terms(q, searcher)


def numeric_range(q: query.NumericRange, searcher: Searcher) -> query.Query:
    """Stock loses the upper bound of numbers without a sign, and may count 1 for a boost.

    For a field that is none of numbers it raises an error; we find nothing.
    """
    field = _field(q, searcher)
    if not isinstance(field, fields.NUMERIC):
        return query.NullQuery
    if field.signed:
        return Constant(query.NumericRange(q.fieldname, q.start, q.end, q.startexcl, q.endexcl), q.boost)
    return Constant(_one_by_one(q, field, searcher.reader()), q.boost)


def _one_by_one(q: query.NumericRange, field: fields.NUMERIC, reader: IndexReader) -> query.Query:
    """The numbers of a range, each for itself."""
    numbers = {field.from_bytes(term) for term in reader.lexicon(q.fieldname) if not term[0]}
    found = [
        query.Term(q.fieldname, field.to_bytes(number))
        for number in sorted(numbers)
        if (q.start is None or number > q.start or (number == q.start and not q.startexcl))
        and (q.end is None or number < q.end or (number == q.end and not q.endexcl))
    ]
    return query.Or(found)


def phrase(q: query.Phrase, searcher: Searcher) -> query.Query:  # noqa: ARG001 -- as every case
    """As stock has it."""
    return q


def nothing(q: query.Query, searcher: Searcher) -> query.Query:  # noqa: ARG001 -- as every case
    """As stock has it."""
    return q


# Spans: as stock has them, of parts as they are meant


class Spanned(query.Query):
    """A query of places. Stock cannot put most of them into an And or an Or: it does not estimate their size.

    It also asks those that have come to their end for their places, and takes the last ones, or stumbles.
    """

    def __init__(self, child: query.Query) -> None:
        self.child = child

    def __repr__(self) -> str:
        return repr(self.child)

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:
        each = self.child.matcher(searcher, context)
        found: dict[int, tuple[float, list[spans.Span]]] = {}
        while each.is_active():
            found[each.id()] = each.score(), each.spans()
            each.next()
        return _Listed(found)


class _Listed(matching.ListMatcher):
    def __init__(self, found: dict[int, tuple[float, list[spans.Span]]]) -> None:
        super().__init__(list(found), weights=[score for score, _ in found.values()])
        self._found = found

    def id(self) -> int:
        return super().id() if self.is_active() else -1

    def spans(self) -> list[spans.Span]:
        return self._found[self.id()][1]


class _AnyOf(query.Query):
    """Queries of places of which all give a document the same score."""

    def __init__(self, children: list[Spanned]) -> None:
        self.children_ = children

    def __repr__(self) -> str:
        return repr(self.children_[0])

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count_all()

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:
        scores: dict[int, float] = {}
        places: dict[int, set[spans.Span]] = {}
        for child in self.children_:
            each = child.matcher(searcher, context)
            while each.is_active():
                scores[each.id()] = each.score()
                places.setdefault(each.id(), set()).update(each.spans())
                each.next()
        return _Listed({number: (scores[number], sorted(places[number])) for number in sorted(scores)})


def near(q: spans.SpanNear, searcher: Searcher) -> query.Query:
    a, b = _all((q.a, q.b), searcher)
    return Spanned(spans.SpanNear(a, b, q.slop, q.ordered, q.mindist))


def near_each(q: spans.SpanNear2, searcher: Searcher) -> query.Query:
    """In any order, stock joins parts from left to right, and misses what stands between the ones before.

    It also misses a phrase that begins further before a part than it may end.
    """
    parts = _all(q.qs, searcher)
    orders = [parts] if q.ordered else list(permutations(parts))
    return _AnyOf([Spanned(spans.SpanNear2(each, q.slop, mindist=q.mindist)) for each in orders])


def first(q: spans.SpanFirst, searcher: Searcher) -> query.Query:
    return Spanned(spans.SpanFirst(*_all((q.q,), searcher), q.limit))


def any_span(q: spans.SpanOr, searcher: Searcher) -> query.Query:
    return Spanned(spans.SpanOr(_all(q.subqs, searcher)))


def two_spans(q: spans.SpanBiQuery, searcher: Searcher) -> query.Query:
    return Spanned(type(q)(*_all((q.a, q.b), searcher)))


def sequence(q: query.Sequence, searcher: Searcher) -> query.Query:
    return Spanned(query.Sequence(_all(q.subqueries, searcher), q.slop, q.ordered, q.boost))


def _all(parts: Iterable[query.Query], searcher: Searcher) -> list[query.Query]:
    return [Spanned(as_meant(part, searcher)) for part in parts]


MEANINGS: list[tuple[type | tuple[type, ...], Meaning]] = [
    (query.Term, words),
    (query.And, conjunction),
    (query.Or, disjunction),
    (query.DisjunctionMax, best),
    (query.AndNot, exclusion),
    (query.Require, requirement),
    (query.AndMaybe, option),
    (query.Otherwise, alternative),
    (query.Not, inverse),
    (query.Every, everything),
    (query.ConstantScoreQuery, constant),
    (query.TermRange, term_range),
    (Inflections, inflections),
    (query.MultiTerm, many_terms),
    (query.NumericRange, numeric_range),
    (query.Phrase, phrase),
    (spans.SpanNear, near),
    (spans.SpanNear2, near_each),
    (spans.SpanFirst, first),
    (spans.SpanOr, any_span),
    (spans.SpanBiQuery, two_spans),
    (query.Sequence, sequence),
    (type(query.NullQuery), nothing),
]

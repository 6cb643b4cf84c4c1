"""Words and phrases near one another: each part once, so many places at most between each two neighbours.

Each part has *spans*, the stretches of a text that it takes: of a word one place, of a phrase several. Parts
in their order are joined one after another: what was found so far is where such a joining ends. In any order,
what was found is kept for each selection of parts that can have been met so far, so that no order is tried
by itself (as Held and Karp's algorithm has it for ways through towns): n parts take n · 2ⁿ⁻¹ such steps, and
equal ones fewer. Each step is linear in the places of a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from whoosh import query
from whoosh.query import spans

from corpus.errors import QueryError

from ...budget import DOCUMENT, POSITION, meter
from ...plan import EndsBefore, Inflections
from ..segment.postings import KEY_POSITION, POSITIONS
from . import sets
from .inflections import inflection_scores
from .kernel import NO_DOCUMENTS, NOTHING, Documents, Matches, Scores, kernel
from .part import ScoredPart, TermPostings
from .patterns import EXPANSIONS, expand
from .phrases import AT_A_TIME, READ, Keys, Rows, rows_of
from .ranges import in_column

_STEP = 30_000
"""Work of joining two lists of spans, however short: some calls of numpy."""
_JOINED = 8 * 6
"""Bytes for each span that is made of two."""
_COMPOUND = (query.Or, spans.SpanNear2, EndsBefore)
_PAIR = 2
_FARTHEST = 1 << 30
"""More places than a document has, and fewer than lie between two."""


class Spans(NamedTuple):
    """Stretches of texts, by where they end: documents and positions as one number (``postings.keys_of``).

    Attributes:
        first: where each begins.
        last: where each ends, ascending.
    """

    first: Keys
    last: Keys


_NO_SPANS = Spans(np.empty(0, np.int64), np.empty(0, np.int64))


@kernel(spans.SpanNear2)
def nearness(part: ScoredPart, q: spans.SpanNear2, *, scored: bool) -> Matches:
    """The documents in which all parts stand near one another."""
    if not has_spans(q):
        return _stepwise(part, q, scored=scored)
    name = "near", part.index, q
    known: tuple[Documents, list[Any]] | None = meter().recall(name)
    if known is None:
        known = _search(part, q)
        meter().remember(name, known, known[0].nbytes * (len(known[1]) + 1))
    found, places = known
    if not len(found):
        return NOTHING
    return found, _scores(part, q, found, places) if scored else None


@kernel(EndsBefore)
def early_ends(part: ScoredPart, q: EndsBefore, *, scored: bool) -> Matches:
    """The documents in which a match ends before their own place."""
    if not has_spans(q.child):
        raise QueryError(f"{q.child!r} has no places of its own.", "")
    _check_positions(part, q)
    documents, scores = part.evaluate(q.child, scored=scored)
    term = part.term_postings(q.child) if q.child.__class__ is query.Term else None
    ends = in_column(part, q.end, documents, missing=0)
    kept = np.zeros(len(documents), np.bool_)
    for stretch in _stretches([term or documents], len(documents)):
        last = _SpanReader(part, q.child, documents[stretch]).ends()
        rows = last >> KEY_POSITION
        kept[stretch] = rows_of(rows[last & POSITIONS < ends[stretch][rows]], len(kept[stretch]))
    return documents[kept], None if scores is None else scores[kept]


def has_spans(q: query.Query) -> bool:
    """Whether the stretches that a query takes are known here."""
    if q.__class__ is query.Or:
        return all(map(has_spans, q.subqueries))
    if q.__class__ is spans.SpanNear2:
        return q.mindist == 1 and bool(q.qs) and all(map(has_spans, q.qs))
    return q.__class__ in (query.Term, query.Phrase) or q.__class__ in EXPANSIONS


def _stepwise(part: ScoredPart, q: spans.SpanNear2, *, scored: bool) -> Matches:
    """As Whoosh has it, document by document; in any order: in each of the orders."""
    from .fallback import by_matcher, in_each_order  # Whoosh's searcher with it, which few questions need

    if q.ordered or not q.qs:
        return by_matcher(part, q, scored=scored)
    return part.evaluate(query.DisjunctionMax(in_each_order(q)), scored=scored)


def _different_parts(q: spans.SpanNear2) -> list[query.Query]:
    return list(dict.fromkeys(q.qs))


def _search(part: ScoredPart, q: spans.SpanNear2) -> tuple[Documents, list[Any]]:
    """The documents, and their places among those of each distinct part."""
    _check_positions(part, q)
    lists: list[Documents | TermPostings] = []
    for child in _different_parts(q):
        listed = _documents_of(part, child)
        if listed is None:
            return NO_DOCUMENTS, []
        lists.append(listed)
    found, places = sets.common(part, lists)
    kept = np.zeros(len(found), np.bool_)
    for stretch in _stretches(lists, len(found)):
        kept[stretch] = _SpanReader(part, q, found[stretch]).rows()
    return found[kept], [at[kept] for at in places]


def _check_positions(part: ScoredPart, q: query.Query) -> None:
    """Refuse a field of which it is not known where its terms stand."""
    for child in q.children():
        _check_positions(part, child)
    postings = None if q.__class__ in _COMPOUND else part.postings(q.fieldname)
    if postings is not None and not postings.positional:
        raise QueryError(f"The field {q.fieldname} keeps no positions: nothing is near in it.", "")


def _documents_of(part: ScoredPart, q: query.Query) -> Documents | TermPostings | None:
    """The documents of a part of the query; None: there are none."""
    if q.__class__ is query.Term:
        return part.term_postings(q)
    documents, _ = part.evaluate(q, scored=False)
    return documents if len(documents) else None


def _scores(part: ScoredPart, q: spans.SpanNear2, found: Documents, places: Sequence[Any]) -> Scores:
    """The sums of the scores of the parts, added in their order."""
    known = {}
    for child, at in zip(_different_parts(q), places, strict=True):
        term = part.term_postings(child) if child.__class__ is query.Term else None
        if term is not None:
            known[child] = term.scores(found, at)
        elif child.__class__ is Inflections:
            known[child] = inflection_scores(part, child, found)
        else:
            _, scores = part.evaluate(child, scored=True)
            assert scores is not None
            known[child] = scores[at]
    first, *others = q.qs
    total = known[first]
    for child in others:
        total = total + known[child]
    return total


def _stretches(lists: Sequence[Documents | TermPostings], documents: int) -> Iterator[slice]:
    """The documents in stretches of so many positions as are held at a time, about."""
    positions = sum(
        term.postings.most_positions(term.number) if isinstance(term, TermPostings) else len(term)
        for term in lists
    )
    step = max(1, documents * AT_A_TIME // max(positions, AT_A_TIME))
    for first in range(0, documents, step):
        yield slice(first, first + step)


class _SpanReader:
    """Reads the spans of a query's parts in some documents of a segment."""

    def __init__(self, part: ScoredPart, q: query.Query, found: Documents) -> None:
        self._part = part
        self._q = q
        self._found = found
        self._cost = meter()

    def rows(self) -> Rows:
        """In which of the documents the parts stand near one another."""
        near = self._near_pair() if not self._q.ordered and len(self._q.qs) == _PAIR else None
        return rows_of((self.ends() if near is None else near) >> KEY_POSITION, len(self._found))

    def ends(self) -> Keys:
        """Where in the documents the query's stretches end."""
        is_near = self._q.__class__ is spans.SpanNear2
        return (self._near(self._q, _follow) if is_near else self.spans_of(self._q)).last

    def _near_pair(self) -> Keys | None:
        """Where one of two words stands near the other; None: these are no words, or may be the same ones."""
        one, other = map(self.spans_of, self._q.qs)
        if one.first is not one.last or other.first is not other.last:
            return None
        self._cost.spend(_STEP + POSITION * (len(one.last) + len(other.last)), self._q)
        return _neighbours(one.last, other.last, min(self._q.slop, _FARTHEST))

    def spans_of(self, q: query.Query) -> Spans:
        """The stretches that a query takes."""
        if q.__class__ is query.Or:
            return _merge([self.spans_of(child) for child in q.subqueries])
        if q.__class__ is spans.SpanNear2:
            return self._near(q, _join)
        if q.__class__ is query.Phrase:
            return self._near(
                spans.SpanNear2([query.Term(q.fieldname, word) for word in q.words], q.slop), _join
            )
        return self._places_of_term(q) if q.__class__ is query.Term else self._places_of_any(q)

    def _places_of_term(self, q: query.Term) -> Spans:
        term = self._part.term_postings(q)
        if term is None:
            return _NO_SPANS
        rows, places = sets.intersect(self._part, self._found, term.documents())
        keys = term.postings.keys_of(term.number, places)
        self._cost.spend(READ + POSITION * len(keys), self._q)
        return _of_words(_in_rows(keys, rows) if len(rows) < len(self._found) else keys)

    def _places_of_any(self, q: query.MultiTerm) -> Spans:
        """Where any of the terms stands that a query stands for."""
        expanded = expand(self._part, q)
        if expanded is None:
            return _NO_SPANS
        postings, numbers = expanded
        documents = postings.documents_of_all(numbers)
        self._cost.spend(2 * DOCUMENT * len(documents), self._q)
        rows, places = sets.places(self._part, self._found, documents)
        begins = np.cumsum([0, *map(postings.document_frequency, numbers)])
        lengths = np.diff(places.searchsorted(begins))
        places -= np.repeat(begins[:-1], lengths)
        keys = _in_rows(postings.keys_of_all(numbers, places, lengths.tolist()), rows)
        self._cost.spend(READ * len(numbers) + POSITION * len(keys), self._q)
        keys.sort(kind="stable")  # as many runs as there are terms
        return _of_words(keys)

    def _near(self, q: spans.SpanNear2, step: Step) -> Spans:
        """The stretches from the first part to the last, wherever all stand near one another."""
        slop = min(q.slop, _FARTHEST)
        children = _different_parts(q)
        of = dict(zip(children, map(self.spans_of, children), strict=True))
        if not all(len(each.last) for each in of.values()):
            return _NO_SPANS
        if q.ordered:
            return self._in_order([of[child] for child in q.qs], slop, step)
        counts = [sum(child == other for other in q.qs) for child in children]
        return self._in_any_order(list(of.values()), counts, slop, step)

    def _in_order(self, parts: Sequence[Spans], slop: int, step: Step) -> Spans:
        so_far, *others = parts
        for each in others:
            so_far = self._step(so_far, each, slop, step)
        return so_far

    def _in_any_order(self, parts: Sequence[Spans], counts: Sequence[int], slop: int, step: Step) -> Spans:
        """Each part as often as it is counted."""
        reached: dict[tuple[int, ...], list[Spans]] = {(0,) * len(parts): []}
        size = 0
        for length in range(sum(counts)):
            further: dict[tuple[int, ...], list[Spans]] = {}
            before, size = size, 0
            for met, ways in reached.items():
                so_far = _merge(ways) if length else None
                for number, each in enumerate(parts):
                    if met[number] < counts[number]:
                        found = each if so_far is None else self._step(so_far, each, slop, step)
                        if len(found.last):
                            more = (*met[:number], met[number] + 1, *met[number + 1 :])
                            further.setdefault(more, []).append(found)
                            self._cost.hold(found.last.nbytes, self._q)
                            size += found.last.nbytes
            reached = further
            self._cost.release(before)
        self._cost.release(size)
        return _merge([found for ways in reached.values() for found in ways])

    def _step(self, so_far: Spans, each: Spans, slop: int, step: Step) -> Spans:
        if not len(so_far.last):
            return _NO_SPANS
        self._cost.spend(_STEP + POSITION * len(each.last), self._q)
        return step(so_far, each, slop)


Step = Callable[[Spans, Spans, int], Spans]
"""The spans that go on from others, at most so many places after their end."""


def _neighbours(one: Keys, other: Keys, slop: int) -> Keys | None:
    """The keys that stand near one of another list, before or after it; None: some are in both lists.

    The nearest of the other list is a neighbour among all, or there is none between: one sort finds them.
    """
    merged = np.concatenate((one, other))
    merged <<= 1
    merged[len(one) :] |= 1
    merged.sort(kind="stable")  # two runs
    keys, of_other = merged >> 1, (merged & 1).astype(np.bool_)
    distances = keys[1:] - keys[:-1]
    near = of_other[1:] != of_other[:-1]
    if (near & (distances == 0)).any():
        return None
    found: Keys = keys[1:][near & (distances <= slop)]
    return found


def _follow(so_far: Spans, each: Spans, slop: int) -> Spans:
    """The ends of those of the second spans that stand near the end of one of the first."""
    before = so_far.last.searchsorted(each.first) - 1
    near = before >= 0
    near &= each.first - so_far.last[before] <= slop
    return _of_words(each.last[near])


def _join(so_far: Spans, each: Spans, slop: int) -> Spans:
    """All pairs of the first and the second spans that stand near one another, from end to end."""
    start = so_far.last.searchsorted(each.first - slop)
    counts = so_far.last.searchsorted(each.first) - start
    total = int(counts.sum())
    meter().spend(POSITION * total)
    meter().hold(total * _JOINED)
    meter().release(total * _JOINED)
    ends = counts.cumsum()
    chosen = np.arange(total) + np.repeat(start - (ends - counts), counts)
    return _once(Spans(so_far.first[chosen], np.repeat(each.last, counts)))


def _in_rows(keys: Keys, rows: Documents) -> Keys:
    """Keys whose documents are places in a list, with the rows that stand there instead; changed in place."""
    keys += (rows - np.arange(len(rows)))[keys >> KEY_POSITION] << KEY_POSITION
    return keys


def _of_words(keys: Keys) -> Spans:
    """The spans of single words."""
    return Spans(keys, keys)


def _once(found: Spans) -> Spans:
    """Spans by their end, each once."""
    order = np.lexsort(found)
    first, last = found.first[order], found.last[order]
    if not len(last):
        return found
    new = np.append(True, (first[1:] != first[:-1]) | (last[1:] != last[:-1]))
    return Spans(first[new], last[new])


def _merge(several: Sequence[Spans]) -> Spans:
    """The spans of several lists."""
    if len(several) == 1:
        return several[0]
    if not several:
        return _NO_SPANS
    if all(each.first is each.last for each in several):
        return _of_words(np.sort(np.concatenate([each.last for each in several]), kind="stable"))
    first, last = (np.concatenate(keys) for keys in zip(*several, strict=True))
    order = last.argsort(kind="stable")
    return Spans(first[order], last[order])

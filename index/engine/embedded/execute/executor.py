"""Questions to documents: all that match, or the first of them, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from corpus.errors import ArchiveDamagedError, DatelineError

from ...budget import FREE, NODE, SCANNED, meter
from ...plan import Plan
from ...protocol import Order
from ..store.view import View
from .conditions import condition_of
from .kernel import Documents, Scores, filter_matches, is_constant, is_everything
from .part import CollectionStatistics, ScoredPart
from .pruning import pruner_of
from .ranges import in_column
from .ranking import TopDocuments, best_documents, leading_places
from .weighting import PRODUCT, Weighting

Keys = NDArray[Any]
"""Sort keys of documents, the greatest first, [documents]."""


_LAST = np.iinfo(np.int64).min + 1
"""Key of what comes last; its negative is an int64, too."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _guard(answer: Callable[Concatenate[Executor, _P], _R]) -> Callable[Concatenate[Executor, _P], _R]:
    """Turn damage into an error of ours; leave nothing behind of a question that is cut short.

    Whatever a damaged file makes the engine stumble over is damage.
    """

    @wraps(answer)
    def guarded_answer(self: Executor, /, *args: _P.args, **named: _P.kwargs) -> _R:
        try:
            return answer(self, *args, **named)
        except BaseException as error:  # an interrupt too: the next answer would be wrong without a word
            self.renew_scratch()
            if not isinstance(error, Exception) or isinstance(error, (DatelineError, RecursionError)):
                raise
            raise ArchiveDamagedError(
                f"The index in {self.archive} cannot be read ({type(error).__name__}: {error}).",
                self.archive,
                "See what it costs with: dateline check; keep the rest with: dateline rebuild --salvage",
            ) from error

    return guarded_answer


class Executor:
    """Answers queries on one view; threads may share it.

    Attributes:
        archive: its directory, as errors name it.
    """

    def __init__(self, view: View, archive: Path, weighting: Weighting = PRODUCT) -> None:
        self._view = view
        self.archive = archive
        self._collection = CollectionStatistics(view, weighting)

    def renew_scratch(self) -> None:
        """Forget what a question of this thread that was cut short left behind."""
        for part in self._collection.parts:
            part.renew_scratch()

    # Plans

    @_guard
    def matching(self, plan: Plan) -> list[Documents]:
        """All documents that match a plan: for each part its own numbers, ascending."""
        everything = _as_one(plan)
        self._count(plan)
        return [_alive(part, part.evaluate(everything, scored=False)[0]) for part in self._collection.parts]

    def count(self, plan: Plan) -> int:
        """How many documents match a plan."""
        return sum(map(len, self.matching(plan)))

    @_guard
    def rank(self, plan: Plan, order: Order, limit: int | None) -> TopDocuments:
        """The first documents that match a plan, or all of them, in order; equals by id."""
        if limit is not None and limit <= 0:
            return TopDocuments((), (), ())
        if not order.field and not is_everything(plan.scored):
            return self._by_score(plan, limit)
        return self._by_number(plan, order, limit)

    def _by_score(self, plan: Plan, limit: int | None) -> TopDocuments:
        found: list[tuple[float, str, int]] = []
        to_beat = 0.0
        for part in self._collection.parts:
            if limit is None:
                documents, scores = _all_of(part, plan.scored, plan.filters, plan.excluded)
            else:
                documents, scores = _best_of(part, plan.scored, limit, to_beat, plan.filters, plan.excluded)
                documents, scores = _fewer(part, documents, scores, limit)
            found += zip(
                (-scores).tolist(), self._ids(part, documents), _global(part, documents), strict=True
            )
            if limit is not None and len(found) > limit:
                found = sorted(found)[:limit]
            if limit is not None and len(found) == limit:
                to_beat = -max(found)[0]
        found.sort()
        return _ranking(found, [-score for score, *_ in found])

    def _by_number(self, plan: Plan, order: Order, limit: int | None) -> TopDocuments:
        """By a number field, for equal keys by id; without a field, by id alone."""
        everything = _as_one(plan)
        found: list[tuple[int, str, int]] = []
        for part in self._collection.parts:
            documents = _alive(part, part.evaluate(everything, scored=False)[0])
            keys = _keys(part, documents, order)
            if limit is not None:
                documents, keys = _fewer(part, *_first_by_key(documents, keys, limit), limit)
            found += zip((-keys).tolist(), self._ids(part, documents), _global(part, documents), strict=True)
        found.sort()
        return _ranking(found[:limit])

    def _count(self, plan: Plan) -> None:
        """Count what each part of a plan costs in each segment, however little it finds: now, and ranked."""
        cost = meter()
        if cost is not FREE:
            parts = sum(map(_size, (plan.scored, *plan.filters, *plan.excluded)))
            view = self._collection
            cost.spend(2 * parts * (NODE * len(view.parts) + SCANNED * view.documents))

    # Documents

    @_guard
    def numbers(self, field: str, term: str) -> tuple[int, ...]:
        """The documents that hold a whole term, ascending."""
        return tuple(self._view.holding(field, term.encode("utf-8", "surrogatepass")))

    @_guard
    def id(self, number: int) -> str:
        """The id of a document."""
        part = next(part for part in reversed(self._collection.parts) if part.base <= number)
        return _id(part, number - part.base)

    def _ids(self, part: ScoredPart, documents: Documents) -> Sequence[str]:
        tags = part.tags("id")
        return tags.first_of(documents) if tags else [""] * len(documents)

    # Queries, as of a Whoosh searcher

    @_guard
    def search(
        self,
        q: query.Query,
        limit: int | None = 10,
        *,
        filters: Sequence[query.Query] = (),
        excluded: Sequence[query.Query] = (),
        sortedby: str | None = None,
        reverse: bool = False,
    ) -> list[tuple[int, float]]:
        """The documents of a Whoosh query with their scores, the best first; equals by number.

        Args:
            q: the query.
            limit: how many, at most; None: all.
            filters: queries that a document must match as well.
            excluded: queries that it must not match.
            sortedby: a number column to order by, instead of scores; documents without a number last.
            reverse: the greatest number first.
        """
        if limit is not None and limit <= 0:
            return []
        found: list[tuple[float, int]] = []
        to_beat = 0.0
        for part in self._collection.parts:
            if sortedby is not None:
                documents, keys = _first_by_column(
                    part, q, (filters, excluded), sortedby, limit, reverse=reverse
                )
            elif limit is None:
                documents, keys = _all_of(part, q, filters, excluded)
            else:
                found_here = _best_of(part, q, limit, to_beat, filters, excluded, by_number=True)
                documents, keys = _earliest(*found_here, limit)
            found += zip((-keys).tolist(), _global(part, documents), strict=True)
            if limit is not None and len(found) >= limit:
                found = sorted(found)[:limit]
                to_beat = -found[-1][0]
        found.sort()
        scored = sortedby is None
        return [(number, -key if scored else 0.0) for key, number in found]

    @_guard
    def ask(self, answer: Callable[[CollectionStatistics], _R]) -> _R:
        """The answer of a function of the collection, for questions that are no queries."""
        return answer(self._collection)


def _best_of(
    part: ScoredPart,
    q: query.Query,
    limit: int,
    to_beat: float,
    filters: Sequence[query.Query],
    excluded: Sequence[query.Query],
    *,
    by_number: bool = False,
) -> tuple[Documents, Scores]:
    """The best documents of a part, with those that equal the last of them.

    With ``by_number``, those with greater numbers than are wanted may be missing.
    """
    way = pruner_of(q, part, by_number=by_number)
    if way is None:
        return best_documents(*_all_of(part, q, filters, excluded), limit)
    documents, scores = way(part, q, limit, to_beat, condition_of(part, filters, excluded))
    assert scores is not None
    return best_documents(documents, scores, limit)


def _all_of(
    part: ScoredPart, q: query.Query, filters: Sequence[query.Query], excluded: Sequence[query.Query]
) -> tuple[Documents, Scores]:
    """All documents of a part that match."""
    return filter_matches(part.evaluate(q, scored=True), condition_of(part, filters, excluded))


def _size(q: query.Query) -> int:
    """Parts of a query, itself and the words of its phrases among them."""
    if q.__class__ is query.Term:
        return 1
    if q.__class__ is query.Phrase:
        return 1 + len(q.words)
    return 1 + sum(map(_size, q.children()))


def _as_one(plan: Plan) -> query.Query:
    """A plan as one query, whose scores mean nothing."""
    wanted = [q for q in (plan.scored, *plan.filters) if not is_everything(q)]
    excluded = [query.Not(q) for q in plan.excluded]
    if len(wanted) == 1 and not excluded:
        return wanted[0]
    return query.And([*wanted, *excluded]) if wanted or excluded else query.Every()


def _alive(part: ScoredPart, documents: Documents) -> Documents:
    return documents if part.live is None else documents[part.live[documents]]


def _global(part: ScoredPart, documents: Documents) -> list[int]:
    numbers: list[int] = (documents + part.base).tolist()
    return numbers


def _ranking(found: Sequence[tuple[float, str, int]], scores: Sequence[float] | None = None) -> TopDocuments:
    numbers, ids = tuple(number for *_, number in found), tuple(id_ for _, id_, _ in found)
    return TopDocuments(numbers, ids, (0.0,) * len(found) if scores is None else tuple(scores))


def _keys(part: ScoredPart, documents: Documents, order: Order) -> NDArray[np.int64]:
    """Keys of which the greatest comes first."""
    if not order.field:
        return np.zeros(len(documents), np.int64)
    numbers = in_column(part, order.field, documents, missing=_LAST)
    keys = numbers if order.descending else -numbers
    is_last = numbers == _LAST if order.absent is None else (numbers == _LAST) | (numbers == order.absent)
    keys[is_last] = _LAST
    return keys


def _first_by_key(
    documents: Documents, keys: NDArray[np.int64], limit: int
) -> tuple[Documents, NDArray[np.int64]]:
    places = leading_places(keys, limit)
    return documents[places], keys[places]


def _earliest(documents: Documents, keys: Keys, limit: int) -> tuple[Documents, Keys]:
    """No more documents than asked for: of equal ones, those with the lowest numbers."""
    if len(documents) <= limit:
        return documents, keys
    order = slice(limit) if is_constant(keys) else np.lexsort((documents, -keys))[:limit]
    return documents[order], keys[order]


def _fewer(part: ScoredPart, documents: Documents, keys: Keys, limit: int) -> tuple[Documents, Keys]:
    """No more documents than asked for: of those that equal the last one, the first by id."""
    if len(documents) <= limit:
        return documents, keys
    last = keys.min()
    ahead, equals = np.flatnonzero(keys > last), np.flatnonzero(keys == last)
    needed = limit - len(ahead)
    tags = part.tags("id")
    if tags:
        order = np.argpartition(tags.ordinals[tags.first[documents[equals]]], needed - 1)
        equals = equals[order]
    chosen = np.concatenate((ahead, equals[:needed]))
    return documents[chosen], keys[chosen]


def _first_by_column(
    part: ScoredPart,
    q: query.Query,
    condition: tuple[Sequence[query.Query], Sequence[query.Query]],
    field: str,
    limit: int | None,
    *,
    reverse: bool,
) -> tuple[Documents, Keys]:
    """The first documents of a part by a number column, and their keys, of which the greatest comes first."""
    documents, _ = part.evaluate(q, scored=False)
    fulfils = condition_of(part, *condition)
    if fulfils:
        documents = documents[fulfils(documents)]
    last = np.iinfo(np.int64).max
    keys = in_column(part, field, documents, missing=-last if reverse else last)
    keys = keys if reverse else -keys
    if limit is not None:
        places = leading_places(keys, limit)
        documents, keys = documents[places], keys[places]
    return documents, keys


def _id(part: ScoredPart, document: int) -> str:
    tags = part.tags("id")
    found = tags.of(document) if tags else []
    return found[0] if found else ""

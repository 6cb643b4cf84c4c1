"""A question's documents, ranked or in order of time: everything that matches, always.

Stock Whoosh collects only as many hits as are asked for, and over several segments can drop a true one; so
every match is collected here, and pages are cut from the whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from whoosh import query
from whoosh.searching import Searcher

from corpus.errors import DatelineError, QueryError
from index import storage
from index.schema import UNDATED_MOMENT

from .translate import Plan

Sort = Literal["relevance", "newest", "oldest"]

MOST_EXPANSIONS = 5_000
"""Words that one wildcard may stand for; more would cost minutes and mean nothing."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matching documents in order.

    Attributes:
        documents: document numbers.
        scores: the score of each, 0.0 where nothing was scored.
    """

    documents: tuple[int, ...]
    scores: tuple[float, ...]

    def page(self, number: int, size: int) -> Ranking:
        """One page of it, counted from 1; for size 0 the first page is all of it."""
        whole = slice(None) if number == 1 else slice(0)
        part = slice((number - 1) * size, number * size) if size else whole
        return Ranking(self.documents[part], self.scores[part])


class Executor:
    """Runs plans on one snapshot."""

    def __init__(self, searcher: Searcher, archive: Path) -> None:
        self._searcher = searcher
        self._archive = archive
        reader = searcher.reader()
        with engine_errors(archive):
            self._ids = reader.column_reader("id") if reader.doc_count() else None
            self._moments = reader.column_reader("moment") if reader.doc_count() else None

    def rank(self, plan: Plan, sort: Sort) -> Ranking:
        """All documents that match, in the order asked for; equals by id."""
        with engine_errors(self._archive):
            pairs = self._matches(plan)
        pairs.sort(key=self._keys(sort))
        return Ranking(
            tuple(number for number, _ in pairs),
            tuple(score for _, score in pairs),
        )

    def id(self, number: int) -> str:
        """The id of a document."""
        assert self._ids is not None
        raw: str | bytes = self._ids[number]
        return raw.decode() if isinstance(raw, bytes) else raw

    def count(self, plan: Plan) -> int:
        """How many documents match."""
        with engine_errors(self._archive):
            return len(self._matches(plan))

    def _matches(self, plan: Plan) -> list[tuple[int, float]]:
        self._bound(plan)
        filters = query.And(list(plan.filters)) if plan.filters else None
        excluded = query.Or(list(plan.excluded)) if plan.excluded else None
        results = self._searcher.search(plan.scored, filter=filters, mask=excluded, limit=None)
        unscored = isinstance(plan.scored, query.Every)
        return [(number, 0.0 if unscored else score) for score, number in results.top_n]

    def _bound(self, plan: Plan) -> None:
        """Refuse wildcards that stand for too many words, before they are looked up."""
        reader = self._searcher.reader()
        for tree in (plan.scored, *plan.filters, *plan.excluded):
            for leaf in tree.leaves():
                if not isinstance(leaf, query.Prefix | query.Wildcard):
                    continue
                words = islice(leaf.expanded_terms(reader), MOST_EXPANSIONS + 1)
                if sum(1 for _ in words) > MOST_EXPANSIONS:
                    raise QueryError(
                        f"This stands for more than {MOST_EXPANSIONS:,} different words.",
                        leaf.text,
                        hint="Write more of its letters.",
                    )

    def _keys(self, sort: Sort):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- the key's shape varies
        ids, moments = self._ids, self._moments
        if ids is None or moments is None:
            return None
        match sort:
            case "newest":
                return lambda pair: (-moments[pair[0]], ids[pair[0]])  # undated: the smallest moment, so last
            case "oldest":
                return lambda pair: (
                    moments[pair[0]] == UNDATED_MOMENT,
                    moments[pair[0]],
                    ids[pair[0]],
                )
            case _:
                return lambda pair: (-pair[1], ids[pair[0]])


@contextlib.contextmanager
def engine_errors(archive: Path) -> Iterator[None]:
    """Turn whatever a damaged file makes the engine stumble over into an error of ours."""
    try:
        yield
    except (DatelineError, RecursionError):
        raise
    except Exception as error:
        raise storage.damaged(archive, error) from error

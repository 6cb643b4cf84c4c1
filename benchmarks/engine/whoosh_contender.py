"""Stock Whoosh 2.7.4 with its own files and BM25F: what the work began with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, sorting
from whoosh.analysis import StemmingAnalyzer
from whoosh.query.spans import SpanNear2

from .collection import row_of
from .contender import HEAP, TOP, Answer
from .queries import WITHIN, Ask


class StockWhoosh:
    """Stems (Porter) of all words with positions, keywords, a sortable number, stored text."""

    name = "whoosh"
    workers = (1,)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = StemmingAnalyzer(stoplist=None, minsize=1)

    def index(self, rows: Iterable[bytes], workers: int) -> None:  # noqa: ARG002 -- its processes break on current Pythons
        """In this process."""
        schema = fields.Schema(
            id=fields.ID(),
            title=fields.TEXT(self._analyzer, stored=True),
            body=fields.TEXT(self._analyzer, stored=True),
            topics=fields.KEYWORD(commas=True),
            day=fields.NUMERIC(int, bits=32, signed=True, sortable=True),
        )
        writer = index.create_in(self._folder, schema).writer(limitmb=HEAP // 1_000_000)
        for row in map(row_of, rows):
            writer.add_document(
                id=row.id, title=row.title, body=row.body, topics=",".join(row.topics), day=row.day
            )
        writer.commit()

    def open(self) -> None:
        """One searcher."""
        self._searcher = index.open_dir(self._folder).searcher()

    def close(self) -> None:
        """The searcher."""
        self._searcher.close()

    def segments(self) -> int:
        """Of the searcher."""
        return len(self._searcher.leaf_searchers())

    def prepared(self, ask: Ask) -> Callable[[], Answer]:
        """Ten hits, by its own collectors."""
        asked, search = self._query(ask), self._searcher.search
        if ask.wanted == "topics":
            facet = sorting.FieldFacet("topics", allow_overlap=True)
            counting = {"groupedby": facet, "maptype": sorting.Count}
            return lambda: _groups(search(asked, limit=TOP, **counting))
        if ask.wanted == "newest":
            return lambda: _hits(search(asked, limit=TOP, sortedby="day", reverse=True))
        return lambda: _hits(search(asked, limit=TOP))

    def count(self, ask: Ask) -> int:
        """All that match: collected without a limit, since a limit can drop some."""
        return len(self._searcher.search(self._query(ask), limit=None))

    def _query(self, ask: Ask) -> query.Query:
        must: list[query.Query] = [self._term(word) for word in ask.every]
        if ask.some:
            must.append(query.Or([self._term(word) for word in ask.some]))
        if ask.phrase:
            must.append(query.Phrase("body", [self._stem(word) for word in ask.phrase]))
        if ask.near:
            must.append(SpanNear2([self._term(word) for word in ask.near], slop=WITHIN, ordered=False))
        if ask.prefix:
            must.append(query.Prefix("body", ask.prefix))
        if ask.pattern:
            must.append(query.Wildcard("body", ask.pattern))
        if ask.fuzzy:
            must.append(query.FuzzyTerm("body", ask.fuzzy, maxdist=1, prefixlength=1))
        if ask.days:
            must.append(query.NumericRange("day", *ask.days))
        if ask.topic:
            must.append(query.Term("topics", ask.topic))
        must += [query.Not(self._term(word)) for word in ask.without]
        return must[0] if len(must) == 1 else query.And(must)

    def _term(self, word: str) -> query.Query:
        return query.Term("body", self._stem(word))

    def _stem(self, word: str) -> str:
        return next(str(token.text) for token in self._analyzer(word))


def _hits(results: Any) -> Answer:  # noqa: ANN401 -- Whoosh ships no types
    return [(number, score) for score, number in results.top_n]


def _groups(results: Any) -> Answer:  # noqa: ANN401 -- Whoosh ships no types
    groups = results.groups("topics")
    return sorted(groups.items(), key=lambda pair: -pair[1])[:TOP]

"""Our engine, without the product around it: store, writer, executor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, query
from whoosh.query.spans import SpanNear2

from index.engine.embedded.build.document_pool import DocumentPool
from index.engine.embedded.execute import Executor
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.embedded.store.writer import FLUSH_TOKENS
from index.engine.fields import Keys, Words
from index.engine.plan import Plan
from index.text.analysis import stem

from .collection import row_of
from .contender import TOP, Answer
from .queries import WITHIN, Ask

_BYTES_OF_A_TOKEN = 12
"""Of a row: two fields hold a token for each word of its text."""


class Dateline:
    """Two fields of stems with positions, tags as keys and as a column, a number column, stored text."""

    name = "dateline"
    workers = (1, 2)

    def __init__(self, folder: Path) -> None:
        schema = fields.Schema(
            id=Keys(),
            title=Words(stemmed=True, positions=True, stored=True),
            body=Words(stemmed=True, positions=True, stored=True),
            topics=Keys(sortable=True),
            day=fields.NUMERIC(int, bits=32, signed=True),
        )
        self._folder = folder
        self._store = Store(folder, schema)

    def index(self, rows: Iterable[bytes], workers: int) -> None:
        """In this process, or in several that each write segments."""
        Store.create(self._folder, self._store.schema)
        with self._store.writer(lock=True) as writer:
            if workers == 1:
                for row in rows:
                    writer.add_document(**_document(row))
                return
            with DocumentPool(self._store.schema, _document, processes=workers) as pool:
                waiting = 0
                for row in rows:
                    pool.add(row.rstrip(b"\n"))
                    waiting += len(row)
                    if waiting >= FLUSH_TOKENS * _BYTES_OF_A_TOKEN:
                        _adopt(writer, pool)
                        waiting = 0
                _adopt(writer, pool)

    def open(self) -> None:
        """One view."""
        self._view: View = self._store.view()
        self._executor = Executor(self._view, self._folder)

    def close(self) -> None:
        """The view."""
        self._view.close()

    def segments(self) -> int:
        """Of the view."""
        return len(self._view.parts)

    def prepared(self, ask: Ask) -> Callable[[], Answer]:
        """The executor's search; topics from the tag column of what matches."""
        plan = plan_of(ask)
        if ask.wanted == "topics":
            return lambda: self._topics(plan)
        scored, filters, excluded = plan.scored, plan.filters, plan.excluded
        search = self._executor.search
        if ask.wanted == "newest":
            return lambda: search(
                scored, TOP, filters=filters, excluded=excluded, sortedby="day", reverse=True
            )
        return lambda: search(scored, TOP, filters=filters, excluded=excluded)

    def count(self, ask: Ask) -> int:
        """All that match."""
        return self._executor.count(plan_of(ask))

    def _topics(self, plan: Plan) -> Answer:
        total: Counter[bytes] = Counter()
        for part, documents in zip(self._view.parts, self._executor.matching(plan), strict=True):
            column = part.segment.tags("topics")
            if column is None:
                continue
            counts = column.counts(documents)
            for ordinal in np.flatnonzero(counts).tolist():
                total[column.terms[ordinal]] += int(counts[ordinal])
        return [(topic.decode(), count) for topic, count in total.most_common(TOP)]


def plan_of(ask: Ask) -> Plan:
    """What the executor is asked: words to score, filters, exclusions."""
    must: list[query.Query] = [_term(word) for word in ask.every]
    if ask.some:
        must.append(query.Or([_term(word) for word in ask.some]))
    if ask.phrase:
        must.append(query.Phrase("body", [stem(word) for word in ask.phrase]))
    if ask.near:
        must.append(SpanNear2([_term(word) for word in ask.near], slop=WITHIN, ordered=False))
    if ask.prefix:
        must.append(query.Prefix("body", ask.prefix))
    if ask.pattern:
        must.append(query.Wildcard("body", ask.pattern))
    if ask.fuzzy:
        must.append(query.FuzzyTerm("body", ask.fuzzy, maxdist=1, prefixlength=1))
    filters: list[query.Query] = []
    if ask.days:
        filters.append(query.NumericRange("day", *ask.days))
    if ask.topic:
        filters.append(query.Term("topics", ask.topic))
    return Plan(
        must[0] if len(must) == 1 else query.And(must),
        filters=tuple(filters),
        excluded=tuple(map(_term, ask.without)),
    )


def _term(word: str) -> query.Query:
    return query.Term("body", stem(word))


def _document(row: bytes) -> dict[str, object]:
    one = row_of(row)
    return {
        "id": [one.id],
        "title": one.title,
        "body": one.body,
        "topics": list(one.topics),
        "day": one.day,
    }


def _adopt(writer: Any, pool: DocumentPool) -> None:  # noqa: ANN401 -- a SegmentWriter
    for written in pool.write(writer.new_path):
        assert not written.failed, written.reasons
        if written.path:
            writer.adopt(written.path)

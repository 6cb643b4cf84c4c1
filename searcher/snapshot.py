"""One consistent view of an archive: what was committed when it was opened, whatever is written since."""

from __future__ import annotations

import contextlib
import weakref
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh import query

from corpus import Article
from index import lifecycle, rejections
from index.documents import article_of

from .execute import Executor, Ranking, Sort, engine_errors
from .translate import Plan


class Snapshot:
    """Articles by number, by id and by question. Document numbers mean nothing outside their snapshot."""

    def __init__(self, archive: Path) -> None:
        self.path = archive
        stack = contextlib.ExitStack()
        self.manifest, self._searcher = stack.enter_context(lifecycle.reading(archive))
        # Closed when nobody looks at the snapshot any more: neither an archive nor results drawn from it.
        weakref.finalize(self, stack.close)
        self._reader = self._searcher.reader()
        self.executor = Executor(self._searcher, archive)
        self.rejected_inputs = rejections.read(archive)

    @property
    def articles(self) -> int:
        """How many there are."""
        count: int = self._reader.doc_count()
        return count

    def rank(self, plan: Plan, sort: Sort) -> Ranking:
        """All documents that match a plan, in order."""
        return self.executor.rank(plan, sort)

    def count(self, plan: Plan) -> int:
        """How many documents match a plan."""
        return self.executor.count(plan)

    def number(self, id_: str) -> int | None:
        """The document number of an article, or None when it is not here."""
        numbers = self.numbers("id", id_)
        return numbers[0] if numbers else None

    def numbers(self, field: str, term: str) -> tuple[int, ...]:
        """The documents that hold a term, ascending."""
        return tuple(sorted(self.rank(Plan(query.Term(field, term)), "relevance").documents))

    def id(self, number: int) -> str:
        """The id of a document's article."""
        return self.executor.id(number)

    def article(self, number: int) -> Article:
        """The article of a document."""
        return article_of(self._stored(number))

    def facets(self, number: int) -> dict[str, list[str]]:
        """Display names that a document is counted under; see index/documents.py."""
        names: dict[str, list[str]] = self._stored(number)["facets"]
        return names

    def names_with(self, field: str, key: str, most: int) -> list[tuple[str, int]]:
        """Names in a field that hold these words among others, the most frequent first."""
        found = []
        with engine_errors(self.path):
            for term in self._reader.lexicon(field):
                name = term.decode()
                if f" {key} " in f" {name} ":
                    found.append((name, self._reader.doc_frequency(field, name)))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """First possible day of every dated article, ascending."""
        if not self.articles:
            return ()
        with engine_errors(self.path):
            column = self._reader.column_reader("first_day")
            ordinals = sorted(column[number] for number in self._reader.all_doc_ids())
        return tuple(date.fromordinal(ordinal) for ordinal in ordinals if ordinal > 0)

    def every(self) -> tuple[int, ...]:
        """All documents, in the order in which they were added."""
        return tuple(self._reader.all_doc_ids())

    def _stored(self, number: int) -> dict[str, Any]:
        with engine_errors(self.path):
            fields: dict[str, Any] = self._reader.stored_fields(number)
            return fields

"""One consistent view of an archive: what was committed when it was opened, whatever is written since."""

from __future__ import annotations

import contextlib
import json
import weakref
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus import Article, EntityKind, Rejected
from corpus.errors import ArchiveDamagedError
from corpus.frozen import frozen
from index.articles.documents import FIELD_OF_KIND, Card, article_as_read, article_of, card_of
from index.articles.schema import schema
from index.engine.budget import NAME, meter
from index.engine.embedded.execute import WHOOSH, Executor, Ranking, Sort
from index.engine.embedded.execute.similar import Likeness, Sought
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import Part
from index.engine.plan import Plan
from index.text.languages import analysed_in

from .translate import FIRST_DAY

if TYPE_CHECKING:
    from index.engine.embedded.segment.columns import TagColumn

Matching = Sequence[np.ndarray]
"""Documents that match a plan: for each part of a view their numbers in it, ascending."""

_MANY = 1_000
"""Documents of which the ids are read all together, and not one by one."""
_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS_TO_EPOCH = 1970 * 12


@frozen
class Days:
    """When the articles of an archive were published.

    Attributes:
        first, last: the earliest and the latest first possible day of a dated article.
        months: those in which one lies, as year * 12 + month - 1.
    """

    first: date
    last: date
    months: frozenset[int]


class Snapshot:
    """Articles by number, by id and by question. Document numbers mean nothing outside their snapshot.

    Threads may share it: nothing in it changes.
    """

    def __init__(self, archive: Path) -> None:
        self.path = archive
        stack = contextlib.ExitStack()
        self.view = stack.enter_context(contextlib.closing(Store(archive, schema()).view()))
        # Closed when nobody looks at the snapshot any more: neither an archive nor results drawn from it.
        weakref.finalize(self, stack.close)
        self.executor = Executor(self.view, archive)
        self._shown_names: dict[int, dict[EntityKind, TagColumn | None]] = {}  # of each part, by its base

    @cached_property
    def _headlines(self) -> Executor:
        """By the weights that likeness was measured with (docs/related.md)."""
        return Executor(self.view, self.path, WHOOSH)

    @cached_property
    def _likeness(self) -> Likeness:
        return self._headlines.ask(Likeness)

    @property
    def articles(self) -> int:
        """How many there are."""
        return self.view.articles

    @property
    def rejected_inputs(self) -> tuple[Rejected, ...]:
        """Inputs that did not become articles."""
        return self.view.rejected

    def matching(self, plan: Plan) -> Matching:
        """All documents that match a plan."""
        return self.executor.matching(plan)

    def rank(self, plan: Plan, sort: Sort, limit: int | None) -> Ranking:
        """The first documents that match a plan, or all of them, in order."""
        return self.executor.rank(plan, sort, limit)

    def count(self, plan: Plan) -> int:
        """How many documents match a plan."""
        return self.executor.count(plan)

    def like(self, sought: Sought) -> list[tuple[int, float]]:
        """The documents with headlines like one, the nearest first, with their nearness."""
        return self._headlines.ask(lambda _: self._likeness.nearest(sought))

    def number(self, id_: str) -> int | None:
        """The document number of an article, or None when it is not here."""
        numbers = self.numbers("id", id_)
        return numbers[0] if numbers else None

    def numbers(self, field: str, term: str) -> tuple[int, ...]:
        """The documents that hold a term, ascending."""
        return self.executor.numbers(field, term)

    def id(self, number: int) -> str:
        """The id of a document's article."""
        return self.executor.id(number)

    def ids(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The ids of documents' articles."""
        if len(numbers) < _MANY:
            return tuple(map(self.id, numbers))
        asked = np.asarray(numbers, np.intp)
        found = np.empty(len(asked), object)
        for part in self.view.parts:
            is_inside = (asked >= part.base) & (asked < part.base + part.segment.documents)
            column = part.segment.tags("id")
            if column is not None and is_inside.any():
                ids = np.array([_text(id_) for id_ in column.terms.slice(0, len(column.terms))], object)
                found[is_inside] = ids[column.ordinals[column.first[asked[is_inside] - part.base]]]
        return tuple(found)

    def article(self, number: int) -> Article:
        """The article of a document."""
        with self._reading(number):
            stored = {field: self.view.stored(field, number) for field in ("article", "entities")}
            return article_of(stored)

    def article_as_read(self, number: int) -> Article:
        """The article of a document, without the names that were found in it."""
        with self._reading(number):
            return article_as_read({"article": self._text("article", number)})

    def names(self, number: int) -> dict[EntityKind, tuple[str, ...]]:
        """The canonical names in an article, of every kind, each in the order of the article."""
        part, document = self.view.locate(number)
        columns = self._shown_names.get(part.base)
        if columns is None:
            columns = {kind: part.segment.tags(f"{field}_shown") for kind, field in FIELD_OF_KIND.items()}
            self._shown_names[part.base] = columns
        return {kind: tuple(column.of(document)) if column else () for kind, column in columns.items()}

    def names_in_order(self, number: int) -> tuple[str, ...]:
        """The canonical names in an article, of all kinds together, in the order of the article."""
        with self._reading(number):
            return tuple(
                dict.fromkeys(entity["name"] for entity in json.loads(self._text("entities", number)))
            )

    def card(self, number: int) -> Card:
        """What a list of articles shows of one."""
        with self._reading(number):
            return card_of({"card": self._text("card", number)})

    @cached_property
    def first_days(self) -> np.ndarray:
        """The first possible day of every document, as an ordinal; of an undated one, less than FIRST_DAY."""
        columns = [values(part, "first_day", slice(None)) for part in self.view.parts]
        return np.concatenate([np.zeros(0, np.int64), *columns])

    @cached_property
    def all_dated(self) -> bool:
        """Whether every document has a date, deleted ones included."""
        return bool((self.first_days >= FIRST_DAY).all())

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages other than English in which articles are stemmed, in alphabetical order."""
        found = set()
        for part in self.view.parts:
            postings = part.segment.postings("language")
            tags = postings.terms.slice(0, len(postings.terms)) if postings else ()
            found |= {analysed_in(tag.decode()) for tag in tags}
        return tuple(sorted(found - {""}))

    @property
    def links(self) -> int:
        """How many links the outlets of all articles stated."""
        found = 0
        for part, live in zip(self.view.parts, self.everything, strict=True):
            found += int(values(part, "links", live).sum())
            found += sum(self._links(part.base + each) for each in _uncounted(part, live).tolist())
        return found

    def _links(self, number: int) -> int:
        with self._reading(number):
            return len(json.loads(self._text("article", number))["links"])

    def names_with(self, field: str, key: str, most: int) -> list[tuple[str, int]]:
        """Names in a field that hold these words among others, the most frequent first."""
        wanted = f" {key} ".encode()
        found: set[bytes] = set()
        for part in self.view.parts:
            postings = part.segment.postings(field)
            meter().spend(NAME * len(postings.terms) if postings else 0)
            names = postings.terms.slice(0, len(postings.terms)) if postings else ()
            found.update(name for name in names if wanted in b" %b " % name)
        counted = [(name, len(self.numbers(field, name))) for name in {_text(name) for name in found}]
        present = [pair for pair in counted if pair[1]]
        return sorted(present, key=lambda pair: (-pair[1], pair[0]))[:most]

    @cached_property
    def everything(self) -> Matching:
        """All documents."""
        return [
            np.arange(part.segment.documents) if part.live is None else np.flatnonzero(part.live)
            for part in self.view.parts
        ]

    @cached_property
    def days(self) -> Days | None:
        """When its articles were published; None where none is dated."""
        columns = [
            values(part, "first_day", documents)
            for part, documents in zip(self.view.parts, self.everything, strict=True)
        ]
        ordinals = np.concatenate([np.zeros(0, np.int64), *columns])
        ordinals = ordinals[ordinals >= FIRST_DAY]
        if not len(ordinals):
            return None
        months = (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return Days(
            date.fromordinal(int(ordinals.min())),
            date.fromordinal(int(ordinals.max())),
            frozenset((_present(months) + _MONTHS_TO_EPOCH).tolist()),
        )

    def _text(self, field: str, number: int) -> str:
        text = self.view.stored(field, number)
        if not isinstance(text, str):
            raise TypeError(f"no {field}")
        return text

    @contextlib.contextmanager
    def _reading(self, number: int) -> Iterator[None]:
        """Turn whatever a damaged file makes the reading of an article stumble over into an error of ours."""
        try:
            yield
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ArchiveDamagedError(
                f"The article {self.id(number)!r} in {self.path} cannot be read"
                f" ({type(error).__name__}: {error}).",
                self.path,
                "Restore the archive from a copy, or index its sources anew.",
            ) from error


def values(part: Part, field: str, documents: np.ndarray | slice) -> np.ndarray:
    """The numbers that documents of a part have in a field, int64; 0 for those that have none."""
    column = part.segment.numbers(field)
    if column is None:
        return np.zeros(part.segment.documents, np.int64)[documents]
    found: np.ndarray = column.values[documents].astype(np.int64)
    if column.present is not None:
        found[~column.present[documents]] = 0
    return found


def _uncounted(part: Part, live: np.ndarray) -> np.ndarray:
    """Those of some documents that have links, but not their number: an older Dateline wrote them."""
    column = part.segment.numbers("links")
    if column is not None:
        live = live[:0] if column.present is None else live[~column.present[live]]
    documents = [
        postings.documents_between(0, len(postings.terms))
        for field in ("link_id", "link_url", "link_headline")
        if (postings := part.segment.postings(field))
    ]
    return np.intersect1d(live, np.concatenate([*documents, np.zeros(0, np.intp)]))


def _present(months: np.ndarray) -> np.ndarray:
    """Each number once; numpy's own way takes longer to import than this to count."""
    least = months.min()
    once: np.ndarray = np.flatnonzero(np.bincount(months - least)) + least
    return once


def _text(term: bytes) -> str:
    return term.decode("utf-8", "replace")

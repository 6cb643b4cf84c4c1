"""One commit of an index in a folder, as the protocol has it: ids and values out, no array and no number."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
from whoosh import query

from ..budget import DOCUMENT, NAME, PAIR, meter
from ..common_hashes import Pair, Pairing, Sharer, Sharing
from ..plan import Plan
from ..protocol import (
    Alike,
    Answer,
    Counts,
    DocumentChoice,
    Likeness,
    Lookup,
    Order,
    Selection,
    Tally,
)
from .execute import Executor, ScoredPart
from .execute.conditions import condition_of
from .execute.kernel import Documents
from .execute.pairing import NumberedPairs, pairs_sharing
from .execute.part import CollectionStatistics
from .execute.selections import choose, count_chosen, count_holding, tags_of_chosen
from .execute.sharing import Holders, rarity
from .execute.similar import SimilarTexts
from .execute.tallies import count_tags
from .segment.columns import TagColumn
from .store.view import View, ViewSegment

_REMEMBERED = 1 << 17
"""Numbers of documents that are remembered by id."""
_PAIR_SIZE = 300
"""Bytes of a pair of documents, as it is told."""
_DENSE = 4
"""Numbers that lie so close are counted, not sorted: at most so many to one that is there …"""
_FEW = 1 << 16
"""… or so many in all."""

T = TypeVar("T")


class EmbeddedSnapshot:
    """What one commit left in a folder; see ``protocol.Snapshot``. Threads may share it.

    Attributes:
        executor: answers Whoosh's queries with numbers of documents.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.executor = Executor(view, view.path)
        self._numbers: dict[str, int] = {}
        self._id_of: dict[int, str] = {}  # the same, by number
        self._columns: dict[tuple[int, str], TagColumn | None] = {}  # of each part, by its base, and field
        self._similar: dict[str, SimilarTexts] = {}  # by field
        # Closed when nobody looks at the snapshot any more: neither an archive nor results drawn from it.
        weakref.finalize(self, view.close)

    @property
    def address(self) -> str:
        """The path of the index's folder."""
        return str(self.view.path)

    @property
    def about(self) -> Mapping[str, str]:
        """What the caller said of the index when it was made."""
        return self.view.manifest.about

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return self.view.alive

    def attachments(self, name: str) -> Sequence[bytes]:
        """The pieces of an attachment, the oldest first."""
        return self.view.attachments(name)

    # Questions

    def answer(
        self,
        plan: Plan,
        *,
        order: Order = Order(),  # noqa: B008 -- frozen
        skip: int = 0,
        most: int | None = 0,
        tallies: Sequence[Tally] = (),
    ) -> Answer:
        """The hits of a plan."""
        matching = self.executor.matching(plan)
        ranking = self.executor.rank(plan, order, most and skip + most)
        ids = ranking.ids[skip:]
        self._remember(ids, ranking.documents[skip:])
        return Answer(
            sum(map(len, matching)),
            ids,
            ranking.scores[skip:],
            self._read(lambda: tuple(count_tags(self.view.parts, matching, tally) for tally in tallies)),
        )

    def counts(self, plans: Sequence[Plan]) -> list[int]:
        """How many documents match each plan."""
        return [self.executor.count(plan) for plan in plans]

    def counts_within(self, plan: Plan, conditions: Sequence[query.Query]) -> list[int]:
        """Of the documents that match a plan, how many fulfil each condition."""
        matching = self.executor.matching(plan)
        return self.executor.ask(
            lambda collection: [_count_within(collection.parts, matching, each) for each in conditions]
        )

    def choose(self, choices: Sequence[DocumentChoice]) -> list[Selection]:
        """The documents of each choice."""
        return self.executor.ask(lambda collection: choose(self.view, collection.parts, choices))

    def count_chosen(self, plan: Plan, selections: Sequence[Selection]) -> list[int]:
        """Of the documents that match a plan, how many each selection has."""
        matching = self.executor.matching(plan)
        return self._read(lambda: count_chosen(self.view, matching, selections))

    def tags_of_chosen(self, selections: Sequence[Selection], field: str) -> list[dict[str, int]]:
        """Of each selection: key of a tag → how many documents hold it."""
        return self._read(lambda: tags_of_chosen(self.view, selections, field))

    def similar(self, requests: Sequence[Likeness]) -> list[list[Alike]]:
        """The documents that are most like another one, for each request."""
        return [self._nearest(request) for request in requests]

    def _nearest(self, request: Likeness) -> list[Alike]:
        own = self._number(request.id)
        if own is None:
            return []
        found = self.executor.ask(lambda collection: self._texts(collection, request).nearest(request, own))
        numbers = [number for number, _, _ in found]
        ids = self._ids(numbers)
        self._remember(ids, numbers)
        near = [Alike(id_, nearness, shared) for id_, (_, nearness, shared) in zip(ids, found, strict=True)]
        return sorted(near, key=lambda each: (-each.nearness, each.id))[: request.most]

    def sharing(self, request: Sharing) -> list[list[Sharer]]:
        """The documents that share marks, for each set of them."""
        return self._read(lambda: self._sharers(Holders(self.view, request), request))

    def _sharers(self, holders: Holders, request: Sharing) -> list[list[Sharer]]:
        found = [holders.sharers_of(number) for number in range(len(request.sets))]
        numbers = list({number for each in found for number in each})
        id_of = dict(zip(numbers, self._ids(numbers), strict=True))
        self._remember(list(id_of.values()), numbers)
        sharers = [
            [Sharer(id_of[number], tuple(sorted(shared))) for number, shared in each.items()]
            for each in found
        ]
        return [sorted(each, key=_rarest_first)[: request.most] for each in sharers]

    def pairs(self, plan: Plan, request: Pairing) -> list[Pair]:
        """The pairs of documents that match a plan and share hashes."""
        matching = self.executor.matching(plan)
        return self._read(lambda: self._with_ids(pairs_sharing(self.view, matching, request)))

    def _with_ids(self, pairs: NumberedPairs) -> list[Pair]:
        meter().spend(PAIR * len(pairs.one))
        meter().hold(_PAIR_SIZE * len(pairs.one))
        numbers = _distinct(np.concatenate((pairs.one, pairs.other)))
        ids = self._ids_of_many(numbers)
        self._remember(ids, numbers.tolist())
        named = np.array(ids, object)
        one, other = (named[np.searchsorted(numbers, each)].tolist() for each in (pairs.one, pairs.other))
        return pairs.with_ids(one, other)

    def _ids_of_many(self, numbers: np.ndarray) -> list[str]:
        """The ids of some documents, which ascend."""
        meter().spend(NAME * len(numbers))
        ids: list[str] = []
        for part in self.view.parts:
            column = self._column(part, "id")
            here = numbers[(numbers >= part.base) & (numbers < part.base + part.segment.documents)]
            if column and len(here):
                ids += column.first_of(here - part.base)
        return ids

    def _texts(self, collection: CollectionStatistics, request: Likeness) -> SimilarTexts:
        known = self._similar.get(request.field)
        if known is None:
            known = self._similar[request.field] = SimilarTexts(collection, request.field)
        return known

    # Documents

    def find(self, terms: Sequence[Lookup], most: int | None = None) -> list[tuple[str, ...]]:
        """The ids of the documents that hold each term."""
        return [self._find(Lookup(*term), most) for term in terms]

    def _find(self, term: Lookup, most: int | None) -> tuple[str, ...]:
        if term.field == "id" and term.number is None:
            return () if self._number(term.text) is None else (term.text,)
        found = sorted(self._read(lambda: list(self._holding(term, most))))[:most]
        ids = tuple(id_ for id_, _ in found)
        self._remember(ids, [number for _, number in found])
        return ids

    def _holding(self, term: Lookup, most: int | None) -> Iterator[tuple[str, int]]:
        """Documents that hold a term, by id and number: of each part, those that may be among the first."""
        for part in self.view.parts:
            documents = part.documents_with(term.field, term.text.encode("utf-8", "surrogatepass"))
            meter().spend(DOCUMENT * len(documents))
            if term.number and len(documents):
                documents = documents[_have_number(part, *term.number, documents)]
            column = self._column(part, "id") if len(documents) else None
            if column:
                documents = documents if most is None else column.least_of(documents, most)
                meter().spend(NAME * len(documents))
                ids = column.first_of(documents)
                yield from zip(ids, (documents + part.base).tolist(), strict=True)

    def stored_texts(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[str, ...] | None]:
        """The stored values of each document, in the order of the fields."""
        return [self._of(id_, lambda number: self._stored_texts(number, fields)) for id_ in ids]

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The stored values of every document, in the order of their numbers."""
        for part in self.view.parts:
            documents = part.documents()
            yield from zip(*(_texts_of(part, field, documents) for field in fields), strict=True)

    def _stored_texts(self, number: int, fields: Sequence[str]) -> tuple[str, ...]:
        part, document = self.view.locate(number)
        return tuple(_text_of(part, document, field) for field in fields)

    def tags(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[tuple[str, ...], ...] | None]:
        """The values of each document's tag fields."""
        return [self._of(id_, lambda number: self._tags(number, fields)) for id_ in ids]

    def _tags(self, number: int, fields: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        part, document = self.view.locate(number)
        columns = (self._column(part, field) for field in fields)
        return tuple(tuple(column.of(document)) if column else () for column in columns)

    def _column(self, part: ViewSegment, field: str) -> TagColumn | None:
        key = part.base, field
        if key not in self._columns:
            self._columns[key] = part.segment.tags(field)
        return self._columns[key]

    def _of(self, id_: str, read: Callable[[int], T]) -> T | None:
        meter().spend(0)  # the deadline may have passed
        number = self._number(id_)
        return None if number is None else self._read(lambda: read(number))

    # Fields

    def terms(self, field: str) -> tuple[str, ...]:
        """The terms of a field, ascending."""
        return self._read(
            lambda: tuple(sorted(term.decode("utf-8", "replace") for term in self._terms(field)))
        )

    def _terms(self, field: str) -> set[bytes]:
        terms: set[bytes] = set()
        for part in self.view.parts:
            postings = part.segment.postings(field)
            if postings:
                meter().spend(NAME * len(postings.terms))
                terms.update(postings.terms.slice(0, len(postings.terms)))
        return terms

    def term_counts(self, field: str, terms: Sequence[str]) -> list[int]:
        """How many documents hold each of some whole terms."""
        return self._read(lambda: count_holding(self.view, field, terms))

    def terms_with(self, field: str, words: str, most: int) -> Counts:
        """Terms that hold these words, between blanks."""
        wanted = f" {words} ".encode()
        terms = [term.decode() for term in self._read(lambda: self._terms(field)) if wanted in b" %b " % term]
        counts = ((term, len(self.executor.numbers(field, term))) for term in terms)
        present = [(term, count) for term, count in counts if count]
        return tuple(sorted(present, key=lambda pair: (-pair[1], pair[0]))[:most])

    def numbers(self, field: str) -> tuple[int, ...]:
        """The numbers that documents have in a field, each once, ascending."""
        return self._read(lambda: tuple(_distinct(np.concatenate(self._numbers_of(field))).tolist()))

    def total(self, field: str) -> int:
        """The sum of a number field over all documents."""
        return self._read(lambda: sum(int(numbers.sum()) for numbers in self._numbers_of(field)))

    def _numbers_of(self, field: str) -> list[np.ndarray]:
        """The numbers of a field in each part, without those of deleted documents."""
        numbers = [np.zeros(0, np.int64)]
        for part in self.view.parts:
            column = part.segment.numbers(field)
            if column is not None:
                kept = _and(part.live, column.present)
                numbers.append((column.values if kept is None else column.values[kept]).astype(np.int64))
        return numbers

    # Numbers of documents, which mean nothing outside

    def numbers_with_id(self, id_: str) -> tuple[int, ...]:
        """The numbers of the documents with an id: one, unless an index was not ours."""
        return self.executor.numbers("id", id_)

    def _number(self, id_: str) -> int | None:
        number = self._numbers.get(id_)
        if number is None:
            numbers = self.executor.numbers("id", id_)
            if not numbers:
                return None
            number = numbers[0]
            self._remember((id_,), (number,))
        return number

    def _ids(self, numbers: Sequence[int]) -> list[str]:
        known = self._id_of
        return [known.get(number) or self.executor.id(number) for number in numbers]

    def _remember(self, ids: Sequence[str], numbers: Sequence[int]) -> None:
        if len(self._numbers) + len(ids) > _REMEMBERED:
            self._numbers, self._id_of = {}, {}
        self._numbers.update(zip(ids[:_REMEMBERED], numbers, strict=False))
        self._id_of.update(zip(numbers, ids[:_REMEMBERED], strict=False))

    def _read(self, read: Callable[[], T]) -> T:
        """Read from the files; whatever a damaged one makes that stumble over is an error of ours."""
        return self.executor.ask(lambda _: read())


def _rarest_first(sharer: Sharer) -> tuple[int, str]:
    return -rarity(sharer.holders), sharer.id


def _count_within(parts: Sequence[ScoredPart], matching: Sequence[Documents], condition: query.Query) -> int:
    count = 0
    for part, documents in zip(parts, matching, strict=True):
        fulfils = condition_of(part, (condition,), ())
        count += len(documents) if fulfils is None else int(np.count_nonzero(fulfils(documents)))
    return count


def _have_number(part: ViewSegment, field: str, number: int, documents: Documents) -> np.ndarray:
    """Which of some documents have a number in a field, bool[documents]."""
    column = part.segment.numbers(field)
    if column is None:
        return np.zeros(len(documents), np.bool_)
    equal: np.ndarray = column.values[documents] == number
    return equal if column.present is None else equal & column.present[documents]


def _text_of(part: ViewSegment, document: int, field: str) -> str:
    return _as_text(field, part.segment.stored_value(field, document))


def _texts_of(part: ViewSegment, field: str, documents: Sequence[int]) -> Iterator[str]:
    """The stored texts of some documents, in ascending order."""
    return map(partial(_as_text, field), part.segment.scan_stored(field, documents))


def _as_text(field: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"no {field}")
    return value


def _and(one: np.ndarray | None, other: np.ndarray | None) -> np.ndarray | None:
    if one is None or other is None:
        return other if one is None else one
    both: np.ndarray = one & other
    return both


def _distinct(numbers: np.ndarray) -> np.ndarray:
    """Each number once, ascending; numpy's own way takes longer to import than this to count."""
    if not len(numbers):
        return numbers
    least, greatest = int(numbers.min()), int(numbers.max())
    if greatest - least < max(_FEW, _DENSE * len(numbers)):
        once: np.ndarray = np.flatnonzero(np.bincount(numbers - least)) + least
        return once
    numbers = np.sort(numbers)
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]

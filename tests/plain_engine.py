"""A second engine, as plain as can be: every document is looked at for every question.

It is the protocol to be read in one go: what each query means, how it scores, in which order answers come.
Scores rest on the documents that are there; the embedded engine counts deleted ones until it has merged them.
"""

from __future__ import annotations

import math
import re
import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import chain, combinations, count, permutations
from typing import Any

from whoosh import query
from whoosh.fields import FieldType, Schema
from whoosh.query import spans
from whoosh.support.levenshtein import damerau_levenshtein

from corpus.errors import ArchiveExistsError, ArchiveLockedError, ArchiveNotFoundError
from index.engine import common_hashes, protocol
from index.engine.budget import meter
from index.engine.fields import column_number, field_parts, hashes_of, keys_of
from index.engine.plan import EndsBefore, Inflections, Plan

B, K1, LENGTHS = 0.75, 1.2, [round((1.033**byte - 1) * 27) for byte in range(256)]
IDF: Mapping[str, Callable[[int, int], float]] = {
    "Lucene": lambda documents, holding: math.log(1 + (documents - holding + 0.5) / (holding + 0.5)),
    "Whoosh": lambda documents, holding: math.log(documents / (holding + 1)) + 1,
}
Order, Tallies = protocol.Order, Sequence[protocol.Tally]
SCORE = Order()


class Document:
    """Of each field the terms with their positions (any, if none is kept), number, tags, what is stored."""

    def __init__(self, schema: Schema, values: Mapping[str, Any]) -> None:
        given = [(n, value, field_parts(schema[n])) for n, value in values.items() if value is not None]
        self.terms = {name: _terms(schema[name], value) for name, value, has in given if has.terms}
        self.numbers = {name: column_number(schema[name], value) for name, value, has in given if has.numbers}
        self.tags = {name: tuple(keys_of(value)) for name, value, has in given if has.tags}
        self.hashes = {name: frozenset(hashes_of(value)) for name, value, has in given if has.hashes}
        self.stored = {name: value for name, value, has in given if has.stored}
        self.length = {name: sum(map(len, terms.values())) for name, terms in self.terms.items()}
        (self.id,) = self.tags["id"]

    def places(self, name: str, term: str, n: tuple[str, int] | None = None) -> Sequence[int]:
        return () if n and self.numbers.get(n[0]) != n[1] else self.terms.get(name, {}).get(term, ())

    def rank(self, order: Order) -> tuple[bool, int]:
        value = self.numbers.get(order.field, order.absent)
        return (True, 0) if value == order.absent else (False, -value if order.descending else value)

    def left(self, fading: protocol.Fading) -> float:
        day = self.numbers.get(fading.field, fading.least - 1)
        left = 1 - fading.part + fading.part * math.exp(-abs(day - fading.day) / fading.days)
        return fading.undated if day < fading.least else left


def _terms(type_: FieldType, value: object) -> dict[str, Sequence[int]]:
    decode = type_.format.decode_positions if field_parts(type_).positions else None
    return {t.decode(): decode(at) if decode else range(n) for t, n, _, at in type_.index(value) if t}


class PlainSnapshot:
    """What one commit left: nothing of it changes. The score of what does not match is None."""

    def __init__(self, address: str, schema: Schema, state: State) -> None:
        self.address, self.about, self.documents = address, state.about, len(state.documents)
        self.state, self.idf, self._schema, self._get = state, IDF["Lucene"], schema, state.documents.get
        self._all = [state.documents[id_] for id_ in sorted(state.documents)]
        self._lengths = sum((Counter(each.length) for each in self._all), Counter())
        self._holding, self._forms = defaultdict(Counter), {}
        for name, terms in chain.from_iterable(each.terms.items() for each in self._all):
            self._holding[name].update(terms.keys())

    def score(self, q: query.Query, document: Document) -> float | None:  # noqa: C901, PLR0912 -- a case a type
        match q:
            case query.Term(fieldname=name, text=term):
                return self._bm25(name, term, document) * q.boost if document.places(name, term) else None
            case query.Every(fieldname=name):
                is_there = name is None or name in document.numbers or document.terms.get(name)
                return q.boost if is_there else None
            case query.Phrase(fieldname=name, words=[_, *_]):
                is_there = self.stretches(q, document)
                return (
                    sum(self._bm25(name, word, document) for word in q.words) * q.boost if is_there else None
                )
            case spans.SpanNear2():
                is_there = self.stretches(q, document)
                return sum(self.score(part, document) for part in q.qs) if is_there else None
            case EndsBefore():
                end = document.numbers.get(q.end, 0)
                is_there = any(last < end for _, last in self.stretches(q.child, document))
                return self.score(q.child, document) if is_there else None
            case Inflections(fieldname=name):
                forms, holding = self._inflected(q)
                is_there = any(document.places(name, term) for term in forms)
                return self._bm25_of_one(name, forms, holding, document) * q.boost if is_there else None
            case query.Prefix() | query.Wildcard() | query.FuzzyTerm():
                return q.boost if any(map(fitting(q), document.terms.get(q.fieldname, ()))) else None
            case query.NumericRange():
                start = -math.inf if q.start is None else q.start
                end = math.inf if q.end is None else q.end
                return q.boost if start <= document.numbers.get(q.fieldname, math.nan) <= end else None
            case query.And():
                scores = [self.score(part, document) for part in q.subqueries] or [None]
                return None if None in scores else sum(scores) * q.boost
            case query.Not():  # adds nothing
                return 0.0 if self.score(q.query, document) is None else None
            case query.Or() | query.DisjunctionMax():
                scores = [part for each in q.subqueries if (part := self.score(each, document)) is not None]
                joined = max if isinstance(q, query.DisjunctionMax) else sum
                return joined(scores) * q.boost if scores else None
            case query.AndMaybe():
                score = self.score(q.a, document)
                return None if score is None else (score + (self.score(q.b, document) or 0)) * q.boost
            case query.ConstantScoreQuery():
                return None if self.score(q.child, document) is None else q.score
        raise TypeError(f"{q!r} is no query of a plan.")

    def stretches(self, q: query.Query, document: Document) -> set[tuple[int, int]]:
        """From where to where a query stands in a document, each time that it does."""
        match q:
            case query.Or():
                return set().union(*(self.stretches(part, document) for part in q.subqueries))
            case query.Phrase():
                words = [query.Term(q.fieldname, word) for word in q.words]
                return self.stretches(spans.SpanNear2(words, q.slop), document)
            case spans.SpanNear2():
                parts = [self.stretches(part, document) for part in q.qs]
                orders = [parts] if q.ordered else permutations(parts)
                return set().union(*(reduce(partial(_joined, slop=q.slop), order) for order in orders))
        fits = set(self._inflected(q)[0]).__contains__ if isinstance(q, Inflections) else fitting(q)
        terms = filter(fits, document.terms.get(q.fieldname, ()))
        return {(place, place) for term in terms for place in document.places(q.fieldname, term)}

    def _bm25(self, name: str, term: str, document: Document) -> float:
        return self._bm25_of_one(name, [term], self._holding[name][term], document)

    def _inflected(self, q: Inflections) -> tuple[list[str], int]:
        """The forms of a word that there are, and how many documents hold any."""
        if q not in self._forms:
            stemmed = self._holding.get(q.stemmed, {})
            asked = q.among(lambda stem: bool(stemmed.get(stem)))
            forms = set(filter(asked.fits, self._holding[q.fieldname]))
            holding = sum(not forms.isdisjoint(each.terms.get(q.fieldname, ())) for each in self._all)
            self._forms[q] = list(forms), holding
        return self._forms[q]

    def _bm25_of_one(self, name: str, forms: Sequence[str], holding: int, document: Document) -> float:
        """Of several terms, as if they were one."""
        if not self._schema[name].scorable:
            return 1.0
        return self._bm25_of(name, sum(len(document.places(name, term)) for term in forms), holding, document)

    def _bm25_of(self, name: str, often: int, holding: int, document: Document) -> float:
        """Of a term that stands in a document so often."""
        average = self._lengths[name] / self.documents
        length = _rounded(document.length[name])
        norm = K1 * (1 - B + B * length / average)
        return self.idf(self.documents, holding) * (K1 + 1) * often / (often + norm)

    def _matching(self, plan: Plan) -> list[tuple[Document, float]]:
        meter().spend(0)  # the deadline may have passed
        filters = [query.ConstantScoreQuery(part, 0) for part in plan.filters]
        q = query.And([plan.scored, *filters, *map(query.Not, plan.excluded)])
        return [(each, score) for each in self._all if (score := self.score(q, each)) is not None]

    def answer(
        self, plan: Plan, *, order: Order = SCORE, skip: int = 0, most: int | None = 0, tallies: Tallies = ()
    ) -> protocol.Answer:
        is_scored = not order.field and not isinstance(plan.scored, query.Every)
        found = [(document, score if is_scored else 0.0) for document, score in self._matching(plan)]
        found.sort(key=lambda pair: (-pair[1], *pair[0].rank(order)))  # equals stay in the order of ids
        page = found[skip:] if most is None else found[skip : skip + most]
        ids, scores = tuple(document.id for document, _ in page), tuple(score for _, score in page)
        tags = [[tag for each, _ in found for tag in each.tags.get(tally.field, ())] for tally in tallies]
        counts = (_most_tagged(Counter(of), tally.most) for of, tally in zip(tags, tallies, strict=True))
        return protocol.Answer(len(found), ids, scores, tuple(counts))

    def counts(self, plans: Sequence[Plan]) -> list[int]:
        return [len(self._matching(plan)) for plan in plans]

    def counts_within(self, plan: Plan, conditions: Sequence[query.Query]) -> list[int]:
        return self.counts([plan.with_filter(condition) for condition in conditions])

    def choose(self, choices: Sequence[protocol.DocumentChoice]) -> list[frozenset[str]]:
        return [frozenset(each.id for each in self._all if self._is_chosen(c, each)) for c in choices]

    def _is_chosen(self, choice: protocol.DocumentChoice, document: Document) -> bool:
        def holds(held: protocol.Lookup | frozenset[str]) -> bool:
            return document.id in held if isinstance(held, frozenset) else bool(document.places(*held))

        if not any(map(holds, choice.any)) or any(map(holds, choice.none)):
            return False
        return choice.within is None or self.score(choice.within, document) is not None

    def count_chosen(self, plan: Plan, selections: Sequence[frozenset[str]]) -> list[int]:
        ids = {document.id for document, _ in self._matching(plan)}
        return [len(ids & selection) for selection in selections]

    def tags_of_chosen(self, selections: Sequence[frozenset[str]], field: str) -> list[dict[str, int]]:
        tags = [[tag for id_ in each for tag in self._get(id_).tags.get(field, ())] for each in selections]
        return [dict(Counter(tag.partition("\0")[0] for tag in each)) for each in tags]

    def find(self, terms: Sequence[protocol.Lookup], most: int | None = None) -> list[tuple[str, ...]]:
        return [tuple(each.id for each in self._all if each.places(*term))[:most] for term in terms]

    def stored_texts(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[str, ...] | None]:
        return [each and tuple(each.stored.get(name, "") for name in fields) for each in map(self._get, ids)]

    def tags(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[tuple[str, ...], ...] | None]:
        found = [each and [each.tags.get(name, ()) for name in fields] for each in map(self._get, ids)]
        return [each and tuple(tuple(map(_shown, tags)) for tags in each) for each in found]

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
        return (tuple(each.stored.get(name, "") for name in fields) for each in self.state.documents.values())

    def terms(self, field: str) -> tuple[str, ...]:
        return tuple(sorted(self._holding[field]))

    def term_counts(self, field: str, terms: Sequence[str]) -> list[int]:
        return [self._holding[field].get(term, 0) for term in terms]

    def terms_with(self, field: str, words: str, most: int) -> protocol.Counts:
        found = {term: n for term, n in self._holding[field].items() if f" {words} " in f" {term} "}
        return _most_frequent(found, most)

    def numbers(self, field: str) -> tuple[int, ...]:
        return tuple(sorted({each.numbers[field] for each in self._all if field in each.numbers}))

    def total(self, field: str) -> int:
        return sum(each.numbers.get(field, 0) for each in self._all)

    def attachments(self, name: str) -> Sequence[bytes]:
        return self.state.attachments.get(name, ())

    def similar(self, requests: Sequence[protocol.Likeness]) -> list[list[protocol.Alike]]:
        return [self.nearest(request) for request in requests]

    def nearest(self, request: protocol.Likeness) -> list[protocol.Alike]:
        own, near, fading = self._get(request.id), [], request.fading
        if own is None:
            return []
        words = self._telling(request)

        def score(of: Document) -> float:
            each = (query.Term(request.field, term, boost) for term, boost in words.items())
            return sum(self.score(q, of) or 0.0 for q in each)

        said = {word.term: word.frequency for word in request.words}
        holding = self._holding[request.field]
        itself = sum(
            self._bm25_of(request.field, said[term], holding[term], own) * boost
            for term, boost in words.items()
        )
        itself = itself or math.inf
        for each in self._all:
            shared = tuple(term for term in words if term in each.terms.get(request.field, {}))
            if shared and each is not own and len(shared) >= request.shared:
                left = each.left(fading) if isinstance(fading, protocol.Fading) else fading
                near.append(protocol.Alike(each.id, score(each) / itself * left, shared))
        near = [each for each in near if each.nearness >= request.least]
        return sorted(near, key=lambda each: -each.nearness)[: request.most]

    def _telling(self, request: protocol.Likeness) -> Mapping[str, float]:
        """The words that are looked for, with their weights, those first that say most."""
        holding, house = self._holding[request.field], self._house(request)
        said = {word.term: word.weight for word in request.words if holding[word.term]}
        says = {term: weight * self._rarity(request, term) for term, weight in said.items()}
        words = sorted(says, key=lambda term: (-round(says[term], protocol.TIED), term))
        if house:
            words = words[: request.most_words * 4 // 3]
            kept = {term: self._kept_in(house, request, term) for term in words}
            words.sort(key=lambda term: (-round(says[term] * kept[term], protocol.TIED), term))
            said, says = ({term: of[term] * kept[term] for term in words} for of in (said, says))
        words = words[: request.most_words]
        mean = sum(says[term] for term in words) / max(1, len(words))
        return {term: said[term] for term in words if says[term] and says[term] >= mean * protocol.LEAST_SAID}

    def _rarity(self, request: protocol.Likeness, term: str) -> float:
        return self.idf(self.documents, self._holding[request.field][term])

    def _house(self, request: protocol.Likeness) -> list[Document]:
        found = [each for each in self._all if request.house and each.places(*request.house)]
        return found if protocol.LEAST_HOUSE <= len(found) <= self.documents // 2 else []

    def _kept_in(self, house: list[Document], request: protocol.Likeness, term: str) -> float:
        there = sum(term in each.terms.get(request.field, {}) for each in house)
        part = max(0.0, math.log(len(house) / (there + 1))) / math.log(len(house))
        return min(1.0, part * math.log(self.documents) / self._rarity(request, term))

    def sharing(self, request: common_hashes.Sharing) -> list[list[common_hashes.Sharer]]:
        held = {each.id: each.hashes.get(request.field, frozenset()) for each in self._all}
        holders = Counter(chain.from_iterable(held.values()))
        sharers = (self._sharers(request, hashes, held, holders) for hashes in request.sets)
        return [sorted(each, key=_rarest_first)[: request.most] for each in sharers]

    def _sharers(
        self,
        asked: common_hashes.Sharing,
        hashes: Iterable[int],
        held: Mapping[str, frozenset[int]],
        holders: Mapping[int, int],
    ) -> Iterator[common_hashes.Sharer]:
        rare = {each for each in hashes if 1 < holders[each] <= asked.common}
        telling = [each for each in sorted(hashes)[: asked.told] if holders[each] <= asked.widest]
        is_crowded = sum(holders[each] > asked.crowd for each in telling) >= asked.part * len(telling)
        several = {each for each in telling if is_crowded and holders[each] > 1}
        for id_, theirs in held.items():
            say, tell = (sorted(holders[each] for each in of & theirs) for of in (rare, several))
            if len(say) >= asked.fewest and sum(10**6 // n for n in say) >= asked.rarity * 10**6:
                yield common_hashes.Sharer(id_, tuple(say))
            elif len(tell) >= asked.fewest and len(tell) >= asked.part * len(telling):
                yield common_hashes.Sharer(id_, tuple(tell))

    def pairs(self, plan: Plan, request: common_hashes.Pairing) -> list[common_hashes.Pair]:
        found = sorted((document for document, _ in self._matching(plan)), key=lambda each: each.id)
        return list(filter(None, (self._pair(*two, request) for two in combinations(found, 2))))

    def _pair(
        self, one: Document, other: Document, asked: common_hashes.Pairing
    ) -> common_hashes.Pair | None:
        held, others = (each.hashes.get(asked.field, frozenset()) for each in (one, other))
        of_all = Counter(chain.from_iterable(each.hashes.get(asked.field, ()) for each in self._all))
        shared = held if held == others else {each for each in held & others if of_all[each] <= asked.widest}
        holders = tuple(sorted(of_all[each] for each in shared))
        rare = tuple(count for count in holders if count <= asked.common)
        fewer = min(len(held), len(others))
        by_rare = len(rare) >= max(asked.fewest, asked.part * fewer)
        by_rare = by_rare and sum(10**6 // count for count in rare) >= asked.rarity * 10**6
        if not holders or not (by_rare or len(holders) >= max(asked.fewest, asked.told * fewer)):
            return None
        lengths = (_rounded(each.length.get(asked.text, 0)) for each in (one, other))
        told = rare if by_rare else holders
        return common_hashes.Pair(one.id, other.id, len(held), len(others), *lengths, told)


def _rounded(length: int) -> int:
    return LENGTHS[min(bisect_left(LENGTHS, length), 255)]


def _rarest_first(sharer: common_hashes.Sharer) -> tuple[int, str]:
    return -sum(10**6 // count for count in sharer.holders), sharer.id


def fitting(q: query.Query) -> Callable[[str], bool]:
    """Which terms a query of one word stands for."""
    match q:
        case query.Term():
            return q.text.__eq__
        case Inflections():
            return q.fits
        case query.FuzzyTerm():
            start = q.text[: q.prefixlength]
            return lambda term: term.startswith(start) and damerau_levenshtein(term, q.text) <= q.maxdist
    pattern = re.escape(q.text + "*" * isinstance(q, query.Prefix))
    fits = re.compile(pattern.replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL).fullmatch
    return lambda term: fits(term) is not None


def _joined(before: set[tuple[int, int]], after: set[tuple[int, int]], slop: int) -> set[tuple[int, int]]:
    return {(first, end) for first, last in before for start, end in after if 0 < start - last <= slop}


def _shown(tag: str) -> str:
    return tag.partition("\0")[2] if "\0" in tag else tag


def _most_tagged(counts: Mapping[str, int], most: int | None) -> protocol.Counts:
    """The keys of most documents, each as most of its tags are shown."""
    keys, spellings = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for tag, number in counts.items():
        key = tag.partition("\0")[0]
        keys[key] += number
        spellings[key][_shown(tag)] += number
    shown = {key: _most_frequent(spellings[key], 1)[0][0] for key in keys}
    return tuple((shown[key], count) for key, count in _most_frequent(keys, most))


def _most_frequent(counts: Mapping[str, int], most: int | None) -> protocol.Counts:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


@dataclass
class PlainPool(AbstractContextManager[Any]):
    """Documents that were made, or why they were not, by their places."""

    make: Callable[[protocol.Row], Document]
    made: dict[protocol.Place, Document | str] = field(default_factory=dict)
    rows: Iterator[int] = field(default_factory=count)

    def add(self, row: protocol.Row) -> protocol.Place:
        place = protocol.Place(0, next(self.rows))
        try:
            self.made[place] = self.make(row)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not harm the other rows
            self.made[place] = f"{type(error).__name__}: {error}"
        return place

    def forget(self, *_: object) -> None:
        self.made = {}

    __exit__ = forget


@dataclass
class State:
    """All of an index as a commit left it; before that, the commit."""

    about: Mapping[str, str]
    documents: dict[str | protocol.Place, Document]
    attachments: dict[str, Sequence[bytes]]

    def take(self, pool: PlainPool) -> Mapping[protocol.Place, str]:
        made, pool.made = pool.made, {}
        self.documents |= {place: each for place, each in made.items() if isinstance(each, Document)}
        return {place: reason for place, reason in made.items() if isinstance(reason, str)}

    def delete(self, names: Iterable[str | protocol.Place]) -> None:
        for name in names:
            self.documents.pop(name, None)

    drop = delete

    def attach(self, name: str, content: bytes) -> None:
        self.attachments[name] = (content,) if content else ()

    def append(self, name: str, content: bytes, combine: protocol.Combine) -> None:  # noqa: ARG002 -- not needed
        self.attachments[name] = (*self.attachments.get(name, ()), content)


class PlainStorage:
    """An index, and its lock."""

    def __init__(self, address: str, schema: Schema, state: State) -> None:
        self.address, self._schema, self.lock = address, schema, threading.Lock()
        self.state, self.about = state, state.about

    def snapshot(self) -> PlainSnapshot:
        return PlainSnapshot(self.address, self._schema, self.state)

    def pool(self, make: protocol.Make, *, processes: int | None = None) -> PlainPool:  # noqa: ARG002 -- all here
        return PlainPool(lambda row: Document(self._schema, make(row)))

    def commit(self, base: PlainSnapshot) -> AbstractContextManager[State]:
        return self.renewal(base, base.about, base.state.documents)

    @contextmanager
    def renewal(self, base: PlainSnapshot, about: Mapping[str, str], left: Any = ()) -> Iterator[State]:
        commit = State({**base.about, **about}, dict(left), dict(base.state.attachments))
        yield commit
        if self.state is not base.state:
            raise ArchiveLockedError("Another writer has committed since.", self.address, "another writer")
        commit.documents = {document.id: document for document in commit.documents.values()}
        self.state, self.about = commit, commit.about

    def close(self) -> None:
        self.lock = threading.Lock()


@dataclass
class PlainEngine:
    """Keeps indexes for as long as it lives."""

    scheme = "plain"
    folder = staticmethod(lambda _: None)
    kept: dict[str, PlainStorage] = field(default_factory=dict)

    def snapshot(self, address: str, schema: Schema) -> PlainSnapshot:
        if address not in self.kept:
            raise ArchiveNotFoundError(f"There is no archive at {address}.", address)
        return PlainSnapshot(address, schema, self.kept[address].state)

    def create(self, address: str, schema: Schema, about: Mapping[str, str], *, wait: float) -> PlainStorage:
        if address in self.kept:
            raise ArchiveExistsError(f"There is an archive at {address} already.", address)
        self.kept[address] = PlainStorage(address, schema, State(about, {}, {}))
        return self.open(address, schema, wait=wait)

    def open(
        self,
        address: str,
        schema: Schema,
        *,
        wait: float,
        older: bool = False,  # noqa: ARG002 -- all are ours
    ) -> PlainStorage:
        self.snapshot(address, schema)
        if not self.kept[address].lock.acquire(timeout=wait):
            raise ArchiveLockedError(f"{address} is being written to.", address, "another writer")
        return self.kept[address]

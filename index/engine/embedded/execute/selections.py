"""Documents that are chosen once and counted many times: by the terms they hold, many choices at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...budget import DOCUMENT, LOOKUP, NAME, SCANNED, TAG, meter
from ...protocol import DocumentChoice, Lookup, Selection
from ..segment.columns import TagColumn
from ..segment.dictionaries import spread
from ..segment.postings import Postings
from ..store.view import View, ViewSegment
from .conditions import condition_of
from .kernel import Documents
from .part import ScoredPart

Array = NDArray[np.intp]

_NONE: Array = np.zeros(0, np.intp)
_CHOICE = 10_000
"""Work of a choice, however little it finds."""


class ChosenDocuments:
    """What was chosen from a view.

    Attributes:
        numbers: the view's numbers of the documents, ascending, each once.
    """

    __slots__ = ("numbers",)

    def __init__(self, numbers: Array) -> None:
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)


def choose(view: View, parts: Sequence[ScoredPart], choices: Sequence[DocumentChoice]) -> list[Selection]:
    """The documents of each choice; what several of them ask for is looked up once."""
    asked: dict[str, dict[str, None]] = {}
    for choice in choices:
        for held in (*choice.any, *choice.none):
            if isinstance(held, Lookup):
                asked.setdefault(held.field, {})[held.text] = None
    holding = {field: documents_holding(view, field, [*texts]) for field, texts in asked.items()}
    marks = np.zeros(view.documents, np.bool_)
    return [ChosenDocuments(_documents_of_choice(parts, choice, holding, marks)) for choice in choices]


def _documents_of_choice(
    parts: Sequence[ScoredPart],
    choice: DocumentChoice,
    holding: Mapping[str, Mapping[str, Array]],
    marks: NDArray[np.bool_],
) -> Array:
    """The documents of one choice; ``marks`` are all clear, before and after."""
    meter().spend(_CHOICE)
    found, *further = [_documents_of(each, holding) for each in choice.any] or [_NONE]
    if any(map(len, further)):
        together = np.sort(np.concatenate([found, *further]))
        found = together[np.concatenate(([True], together[1:] != together[:-1]))]
    if len(found) and choice.none:
        others = [_documents_of(each, holding) for each in choice.none]
        meter().spend(DOCUMENT * sum(map(len, others)))
        for documents in others:
            marks[documents] = True
        left = found[~marks[found]]
        for documents in others:
            marks[documents] = False
        found = left
    if len(found) and choice.within is not None:
        found = np.concatenate([_part_of_choice(part, found, choice) for part in parts])
    return found


def _documents_of(held: Lookup | Selection, holding: Mapping[str, Mapping[str, Array]]) -> Array:
    if isinstance(held, Lookup):
        return holding[held.field].get(held.text, _NONE)
    assert isinstance(held, ChosenDocuments), held
    return held.numbers


def _part_of_choice(part: ScoredPart, found: Array, choice: DocumentChoice) -> Array:
    first, last = found.searchsorted((part.base, part.base + part.documents))
    documents: Array = found[first:last]
    fulfils = (
        condition_of(part, (choice.within,), ()) if choice.within is not None and len(documents) else None
    )
    return documents if fulfils is None else documents[fulfils(documents - part.base)]


def documents_holding(view: View, field: str, texts: Sequence[str]) -> Mapping[str, Array]:
    """Term → the view's numbers of the documents that hold it; terms that none holds may be missing."""
    of_terms, of_documents = [_NONE], [_NONE]
    for part, postings, numbers in _numbers_of(view, field, texts):
        places = np.flatnonzero(numbers >= 0)
        if len(places):
            terms = np.repeat(places, postings.document_frequencies(numbers[places]))
            meter().spend(DOCUMENT * len(terms))
            pairs = part.live_pairs(terms, postings.documents_of_all(numbers[places].tolist()))
            of_terms.append(pairs[0])
            of_documents.append(pairs[1])
    terms = np.concatenate(of_terms)
    order = np.argsort(terms, kind="stable")
    documents = np.concatenate(of_documents)[order]
    ends = np.cumsum(np.bincount(terms, minlength=len(texts))).tolist()
    pieces = zip(texts, pairwise((0, *ends)), strict=True)
    return {text: documents[start:end] for text, (start, end) in pieces if start < end}


def count_holding(view: View, field: str, texts: Sequence[str]) -> list[int]:
    """How many documents hold each of some terms."""
    counts = np.zeros(len(texts), np.int64)
    for part, postings, numbers in _numbers_of(view, field, texts):
        places = np.flatnonzero(numbers >= 0)
        frequencies = postings.document_frequencies(numbers[places])
        if part.live is not None and len(places):
            is_live = part.live[postings.documents_of_all(numbers[places].tolist())]
            owners = np.repeat(np.arange(len(places)), frequencies)
            frequencies = np.bincount(owners[is_live], minlength=len(places))
        counts[places] += frequencies
    found: list[int] = counts.tolist()
    return found


def _numbers_of(
    view: View, field: str, texts: Sequence[str]
) -> Iterable[tuple[ViewSegment, Postings, Array]]:
    """The parts that hold a field, with the numbers of some terms there, -1 where there is none."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    for part in view.parts:
        postings = part.segment.postings(field)
        if postings and len(postings.terms):
            meter().spend(LOOKUP * len(texts))
            yield part, postings, postings.terms.find_all(encoded)


def count_chosen(view: View, matching: Sequence[Documents], chosen: Sequence[Selection]) -> list[int]:
    """How many documents of each selection match, given for each part by its own numbers."""
    numbers, ends = _together(chosen)
    meter().spend(SCANNED * view.documents + DOCUMENT * len(numbers))
    sums = np.concatenate(([0], np.cumsum(view.flags_of(matching)[numbers])))[ends]
    counts: list[int] = np.diff(sums, prepend=0).tolist()
    return counts


def tags_of_chosen(view: View, chosen: Sequence[Selection], field: str) -> list[dict[str, int]]:
    """Of each selection: key of a tag → how many documents have it."""
    numbers, ends = _together(chosen)
    owners = np.repeat(np.arange(len(chosen)), np.diff(ends, prepend=0))
    found: list[dict[str, int]] = [{} for _ in chosen]
    for part in view.parts:
        column = part.segment.tags(field)
        inside = (numbers >= part.base) & (numbers < part.base + part.segment.documents)
        if column is not None and inside.any():
            _add_tags(found, column, numbers[inside] - part.base, owners[inside])
    return found


def _add_tags(found: Sequence[dict[str, int]], column: TagColumn, documents: Array, owners: Array) -> None:
    first = column.first
    owners = np.repeat(owners, (first[documents + 1] - first[documents]).astype(np.int64))
    keys = column.keys.numbers_of(column.ordinals[spread(first, documents)])
    meter().spend(TAG * len(keys))
    size = int(keys.max(initial=0)) + 1
    pairs, counts = np.unique(owners * size + keys, return_counts=True)
    meter().spend(NAME * len(pairs))
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        owner, key = divmod(pair, size)
        name = column.keys.name(key).decode("utf-8", "replace")
        found[owner][name] = found[owner].get(name, 0) + count


def _together(chosen: Collection[Selection]) -> tuple[Array, Array]:
    """The numbers of all selections, one after another, and where each ends."""
    numbers = [each.numbers for each in chosen if isinstance(each, ChosenDocuments)]
    assert len(numbers) == len(chosen), "of another snapshot"
    return np.concatenate([_NONE, *numbers]), np.cumsum([*map(len, numbers)], dtype=np.intp)

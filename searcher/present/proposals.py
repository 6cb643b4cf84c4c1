"""Questions near one that found nothing, which do find something."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import CostError, DeadlineError

from ..question import OPTIONS, Question
from ..results import Receipt, Results

if TYPE_CHECKING:
    from ..archive import Archive

_PROPOSALS = 3
_TRIALS = 12  # questions asked to find proposals that help
_PATIENCE = 2.0  # seconds for all of them
_DISPLAY = ("collapse", "sort", "limit", "page", "facets", "passages", "related", "timeout")
"""Options that only govern how an answer is shown."""
_NAMES = ("person", "org", "place", "source")


class Proposal(NamedTuple):
    """A question to try next, and how many articles it finds."""

    question: Question
    articles: int


def propose(results: Results, archive: Archive) -> list[Proposal]:
    """Up to three questions near that of an answer, each of which finds something.

    Args:
        results: the answer.
        archive: the archive that gave it; asked again, for two seconds at most.
    """
    return list(islice(_helpful(results, archive), _PROPOSALS))


def _helpful(results: Results, archive: Archive) -> Iterator[Proposal]:
    until = time.monotonic() + _PATIENCE
    for question in islice(_neighbours(results.question, results.receipt), _TRIALS):
        left = until - time.monotonic()
        if left <= 0:
            return
        try:
            total = archive.ask(replace(question, limit=1, related=0, timeout=left)).total
        except (CostError, DeadlineError):
            return
        if total:
            yield Proposal(question, total)


def _neighbours(question: Question, receipt: Receipt) -> Iterator[Question]:
    """Questions that ask a little less, those that lose least first."""
    question = replace(question, **{name: OPTIONS[name].default for name in _DISPLAY})
    if receipt.undated or receipt.imprecise or question.undated == "only":
        yield replace(question, undated="include")
    if question.is_dated:
        yield replace(question, since=None, until=None, on=None, last=None)
    yield from _with_one_name_less(question)
    yield from _with_one_word_less(question, receipt.unmatched)
    if question.match == "all" and len(question.query.split()) > 1:
        yield replace(question, match="any")


def _with_one_name_less(question: Question) -> Iterator[Question]:
    """The same, without one of the names or outlets, for each of them."""
    for option in _NAMES:
        names = getattr(question, option)
        for place in range(len(names)):
            yield replace(question, **{option: names[:place] + names[place + 1 :]})


def _with_one_word_less(question: Question, unmatched: tuple[str, ...]) -> Iterator[Question]:
    """The same, without one of these words, where the query is of words alone."""
    words = question.query.split()
    if all(word.isalnum() and word not in ("AND", "OR", "NOT") for word in words):
        for word in unmatched:
            rest = [other for other in words if other.casefold() != word.casefold()]
            if rest and len(rest) < len(words):
                yield replace(question, query=" ".join(rest))

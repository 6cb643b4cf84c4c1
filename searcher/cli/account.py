"""What an answer rests on, told on standard error: counts, what was left out, what to try next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from corpus.errors import CostError, DeadlineError

from ..results import Receipt, Results
from .asked import Asked
from .terminal import counted, note

if TYPE_CHECKING:
    from ..archive import Archive

_PROPOSALS = 3
_TRIALS = 12  # questions asked to find proposals that help
_PATIENCE = 2.0  # seconds for all of them
_MONTHS = 12  # listed by name


def account(
    asked: Asked,
    results: Results,
    archive: Archive,
    typed_archive: str,
    *,
    explained: bool = False,
    paged: bool = True,
) -> None:
    """Tell what an answer rests on.

    Args:
        asked: the question.
        results: its answer.
        archive: the archive that gave it; asked again where nothing was found.
        typed_archive: the archive's directory, where it must stand in a command to try next.
        explained: whether to tell how the question was understood, and what the archive holds.
        paged: whether the answer is a page of hits.
    """
    receipt = results.receipt
    found = counted(results.total, "article") if results.total else "No articles match"
    shown = _shown(asked, results) if paged and results.total else ""
    note(f"{found}{_condition(asked, receipt)}{shown}.")
    explained = explained or not results.total
    if explained:
        note(f"Understood as: {receipt.query}")
        _count_terms(receipt)
    for line in (*_surprises(receipt), *_left_out(receipt)):
        note(line)
    if explained:
        _describe_archive(receipt)
    if not results.total:
        _propose(asked, receipt, archive, typed_archive)


def _propose(asked: Asked, receipt: Receipt, archive: Archive, typed_archive: str) -> None:
    found = list(islice(_proposals(asked, receipt, archive), _PROPOSALS))
    if found:
        note("Try:")
    for proposal, total in found:
        note(f"  {proposal.typed(typed_archive)}   # {counted(total, 'article')}")


def _condition(asked: Asked, receipt: Receipt) -> str:
    """What holds of the dates of all articles found."""
    if asked.undated == "only":
        return " without a date"
    if not (receipt.since or receipt.until):
        return ""
    is_day = receipt.since == receipt.until
    return f" published {receipt.since if is_day else f'{receipt.since}..{receipt.until}'}"


def _shown(asked: Asked, results: Results) -> str:
    if len(results) == results.total:
        return ""
    pages = -(-results.total // asked.limit)
    if not len(results):
        return f", none of them on page {asked.page}; the last page is {pages}"
    first = (asked.page - 1) * asked.limit + 1
    following = f"; --page {asked.page + 1} for more" if asked.page < pages else ""
    last = first + len(results) - 1
    return f" ({f'{first:,}' if first == last else f'{first:,}–{last:,}'} shown{following})"


def _surprises(receipt: Receipt) -> Iterator[str]:
    yield from (f"Note: {sentence}" for sentence in receipt.notes)
    if receipt.aliases:
        yield f"Aliases: {'; '.join(receipt.aliases)}"
    if receipt.dropped:
        yield f"Nothing to search by in: {' '.join(receipt.dropped)}"


def _left_out(receipt: Receipt) -> Iterator[str]:
    if receipt.undated:
        yield f"{_articles_match(receipt.undated, 'undated ')} too: --undated include"
    if receipt.imprecise:
        count = counted(receipt.imprecise, "article")
        yield f"{count} dated by month or year alone may belong here: --undated include"


def _articles_match(number: int, kind: str) -> str:
    return f"{number:,} {kind}{'article matches' if number == 1 else 'articles match'}"


def _count_terms(receipt: Receipt) -> None:
    """Each part of the question, with the articles that it matches by itself."""
    if not receipt.terms:
        return
    wide = max(len(term.text) for term in receipt.terms)
    note("By itself, each part matches, in the whole archive:")
    for term in receipt.terms:
        note(f"  {term.text:<{wide}}  {term.articles:>7,}")


def _describe_archive(receipt: Receipt) -> None:
    coverage = receipt.coverage
    days = f", dated {coverage.first}..{coverage.last}" if coverage.first else ""
    note(f"The archive holds {counted(receipt.archive_articles, 'article')}{days}.")
    if receipt.rejected_inputs:
        unread = counted(receipt.rejected_inputs, "input")
        note(f"{unread} could not be read when it was made: dateline stats --rejected")
    months = coverage.empty_months
    if months and (receipt.since or receipt.until):
        more = f" and {len(months) - _MONTHS:,} more" if len(months) > _MONTHS else ""
        note(f"Months of this range without any article: {', '.join(months[:_MONTHS])}{more}")


def _proposals(asked: Asked, receipt: Receipt, archive: Archive) -> Iterator[tuple[Asked, int]]:
    """Questions near this one that do find something, with the number of articles."""
    until = time.monotonic() + _PATIENCE
    for other in islice(_neighbours(asked, receipt), _TRIALS):
        left = until - time.monotonic()
        if left <= 0:
            return
        try:
            total = replace(other, timeout=left).of(archive).total
        except (CostError, DeadlineError):
            return
        if total:
            yield other, total


def _neighbours(asked: Asked, receipt: Receipt) -> Iterator[Asked]:
    asked = replace(asked, limit=1, page=1, facets=(), related=0)
    if receipt.undated or receipt.imprecise or asked.undated == "only":
        yield asked.undated_included()
    if asked.is_dated:
        yield asked.at_any_time()
    yield from asked.with_one_name_less()
    yield from asked.with_one_word_less(receipt.unmatched)
    if asked.match == "all" and len(asked.query.split()) > 1:
        yield asked.matching_any()

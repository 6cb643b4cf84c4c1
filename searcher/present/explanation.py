"""What an answer rests on, in sentences: counts, how the question was understood, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..question import Question
from ..results import Receipt, Results
from .wording import count_phrase

_MONTHS = 12  # listed by name


class Sentence(NamedTuple):
    """One sentence about an answer.

    Attributes:
        subject: what it is about: ``"total"``, ``"query"``, ``"terms"``, ``"note"``, ``"aliases"``,
            ``"dropped"``, ``"undated"``, ``"imprecise"``, ``"archive"``, ``"rejected"``, ``"months"``.
        text: the sentence.
        typed: the same with what to type on the command line, where that helps; else "".
    """

    subject: str
    text: str
    typed: str = ""


def explain(results: Results, *, in_full: bool = False, paged: bool = True) -> Iterator[Sentence]:
    """What an answer rests on.

    Args:
        results: the answer.
        in_full: whether to tell how the question was understood, and what the archive holds; where nothing
            was found, that is told always, and the first wherever it is not plainly what was typed.
        paged: whether the answer is shown as a page of hits.
    """
    receipt = results.receipt
    in_full = in_full or not results.total
    yield _total(results, paged=paged)
    if in_full or not receipt.is_plain:
        yield Sentence("query", f"Understood as: {receipt.query}")
    if in_full:
        yield from _term_counts(receipt)
    yield from _surprises(receipt)
    yield from _left_out(receipt)
    if in_full:
        yield from _archive(receipt)


def _total(results: Results, *, paged: bool) -> Sentence:
    found = count_phrase(results.total, "article") if results.total else "No articles match"
    if results.without_copies and results.total:
        found = f"{found}, {results.without_copies.total:,} without copies"
    condition = _condition(results.question, results.receipt)
    shown, following = _page(results) if paged and results.total else ("", "")
    text = f"{found}{condition}{shown}."
    typed = f"{found}{condition}{shown.removesuffix(')')}{following})." if following else ""
    return Sentence("total", text, typed)


def _condition(question: Question, receipt: Receipt) -> str:
    """What holds of the dates of all articles found."""
    if question.undated == "only":
        return " without a date"
    if not (receipt.since or receipt.until):
        return ""
    is_day = receipt.since == receipt.until
    return f" published {receipt.since if is_day else f'{receipt.since}..{receipt.until}'}"


def _page(results: Results) -> tuple[str, str]:
    """Which of the hits are shown, and how the next are asked for."""
    question = results.question
    if len(results) == results.hit_total:
        return "", ""
    pages = -(-results.hit_total // question.limit)
    if not len(results):
        return f", none of them on page {question.page}; the last page is {pages}", ""
    first = (question.page - 1) * question.limit + 1
    last = first + len(results) - 1
    following = f"; --page {question.page + 1} for more" if question.page < pages else ""
    return f" ({f'{first:,}' if first == last else f'{first:,}–{last:,}'} shown)", following


def _surprises(receipt: Receipt) -> Iterator[Sentence]:
    yield from (Sentence("note", f"Note: {sentence}") for sentence in receipt.notes)
    if receipt.aliases:
        yield Sentence("aliases", f"Aliases: {'; '.join(receipt.aliases)}")
    if receipt.dropped:
        yield Sentence("dropped", f"Nothing to search by in: {' '.join(receipt.dropped)}")


def _left_out(receipt: Receipt) -> Iterator[Sentence]:
    undated = receipt.undated
    if undated:
        text = f"{undated:,} undated {'article matches' if undated == 1 else 'articles match'} too"
        yield Sentence("undated", f"{text}.", f"{text}: --undated include")
    if receipt.imprecise:
        count = count_phrase(receipt.imprecise, "article")
        text = f"{count} dated by month or year alone may belong here"
        yield Sentence("imprecise", f"{text}.", f"{text}: --undated include")


def _term_counts(receipt: Receipt) -> Iterator[Sentence]:
    """Each part of the question, with the articles that it matches by itself."""
    if not receipt.terms:
        return
    wide = max(len(term.text) for term in receipt.terms)
    yield Sentence("terms", "By itself, each part matches, in the whole archive:")
    for term in receipt.terms:
        yield Sentence("terms", f"  {term.text:<{wide}}  {term.articles:>7,}")


def _archive(receipt: Receipt) -> Iterator[Sentence]:
    """What the archive holds, and what it lacks."""
    coverage = receipt.coverage
    days = f", dated {coverage.first}..{coverage.last}" if coverage.first else ""
    yield Sentence("archive", f"The archive holds {count_phrase(receipt.archive_articles, 'article')}{days}.")
    if receipt.rejected_inputs:
        text = f"{count_phrase(receipt.rejected_inputs, 'input')} could not be read when it was made"
        yield Sentence("rejected", f"{text}.", f"{text}: dateline stats --rejected")
    months = coverage.empty_months
    if months and (receipt.since or receipt.until):
        more = f" and {len(months) - _MONTHS:,} more" if len(months) > _MONTHS else ""
        listed = ", ".join(months[:_MONTHS])
        yield Sentence("months", f"Months of this range without any article: {listed}{more}")

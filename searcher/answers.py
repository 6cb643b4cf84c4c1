"""How a question is answered: understood, looked for, counted; and explained where somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import CostError, DateError
from index.engine.budget import Budget, Meter
from index.engine.plan import Plan
from index.engine.protocol import Answer

from . import when
from .aliases import Aliases
from .articles import Articles
from .copies.families import families_among
from .copies.folding import Folding, count_once
from .facets import facets_of, recount_values, tallies_of
from .faults import place_of
from .hits import hit_builder
from .language import ParsedQuery, read_query
from .planning import ORDERS, asked_days, plan_under
from .question import Question
from .receipt import receipt
from .results import Hits, Receipt, Results
from .tree import Dated, Name, Node, Or, all_of, conjuncts

if TYPE_CHECKING:
    from corpus.entities.archive_names import ArchiveNames


def answer(
    question: Question, articles: Articles, names: ArchiveNames | None, *, now: datetime, budget: Budget
) -> Results:
    """What some articles answer.

    Args:
        question: that is asked.
        articles: of a snapshot.
        names: the archive's own table of them, if it has one.
        now: the moment from which relative dates are reckoned.
        budget: what the question may cost; so much again its receipt.

    Raises:
        As of ``Archive.ask``.
    """
    meter = Meter(budget)
    with meter.running(question.timeout):  # to settle whom a surname means costs, too
        return _Asked(question, articles, names, now, meter).results()


class _Asked:
    """A question as it was understood."""

    def __init__(
        self,
        question: Question,
        articles: Articles,
        names: ArchiveNames | None,
        now: datetime,
        meter: Meter,
    ) -> None:
        self._question = question
        self._articles = articles
        self._names = names
        self._surnames = None if question.strict_names else articles.surnames
        self._meter = meter
        self._parsed = self._read(now)

    def results(self) -> Results:
        """The answer; its hits and its receipt are made when they are looked at."""
        question = self._question
        with self._pointing():
            plan = self._plan()
            folding = Folding(families_among(self._articles, plan) if question.collapse else ())
            found = folding.answer(
                partial(self._articles.snapshot.answer, plan, order=ORDERS[question.sort]),
                skip=(question.page - 1) * question.limit,
                most=question.limit or (None if question.page == 1 else 0),
                tallies=tallies_of(question.facets, self._surnames),
            )
            return self._results_of(plan, found, folding)

    def _results_of(self, plan: Plan, found: Answer, folding: Folding) -> Results:
        question, widening = self._question, self._aliases()
        facets, more = facets_of(
            question.facets,
            found.tallies,
            lambda name, values: recount_values(
                name,
                values,
                widening,
                self._articles.by_name,
                lambda chosen: self._articles.snapshot.count_chosen(plan, chosen),
            ),
        )
        without_copies = (
            count_once(self._articles, plan, found, folding, facets, widening) if question.collapse else None
        )
        return Results(
            total=found.total,
            ids=found.ids,
            hits=Hits(found.ids, hit_builder(self._articles, found, self._parsed.tree, question, folding)),
            draw_up=lambda: self._receipt(found.total, folding),
            facets=facets,
            more=more,
            page=question.page,
            question=question,
            without_copies=without_copies,
        )

    def _receipt(self, total: int, folding: Folding) -> Receipt:
        question = self._question
        self._meter.extend()
        with self._meter.running(question.timeout), self._pointing():
            drawn = receipt(
                self._articles,
                self._parsed,
                self._plan(),
                found=total,
                left_out=question.undated == "exclude",
                strict=question.strict_names,
                folded=folding.folded if question.collapse else None,
            )
        self._meter.forget()
        return drawn

    def _read(self, now: datetime) -> ParsedQuery:
        question, aliases = self._question, self._aliases()
        parsed = read_query(question.query, now=now, match=question.match, aliases=aliases)
        filters = _filters(question, _days(question, now))
        filters = [aliases.with_forms(part) if isinstance(part, Name) else part for part in filters]
        parsed = replace(parsed, tree=all_of(parsed.tree, *filters), aliases=aliases.sentences)
        _refuse_no_days(parsed.tree, question.query)
        return parsed

    def _aliases(self) -> Aliases:
        return Aliases(self._names, self._surnames)

    def _plan(self) -> Plan:
        return plan_under(self._parsed.tree, self._question.undated, self._articles.languages)

    @contextmanager
    def _pointing(self) -> Iterator[None]:
        """Let an error of cost point at the part of the query that costs most."""
        try:
            yield
        except CostError as error:
            place = place_of(error.fault, self._parsed, self._question.query, self._articles.languages)
            raise CostError(error.message, *place, error.hint, fault=error.fault) from None


def _filters(question: Question, days: when.Range) -> list[Node]:
    """What the options ask for, as parts of the question."""
    filters: list[Node] = [Name("people", name) for name in question.person]
    filters += [Name("organisations", name) for name in question.org]
    filters += [Name("places", name) for name in question.place]
    outlets = tuple(Name("source", name) for name in question.source)
    if outlets:
        filters.append(outlets[0] if len(outlets) == 1 else Or(outlets))
    if days.since or days.until:
        filters.append(Dated(days))
    return filters


def _refuse_no_days(tree: Node, text: str) -> None:
    if asked_days(tree).is_empty:
        ranges = ", ".join(str(part.range) for part in conjuncts(tree) if isinstance(part, Dated))
        raise DateError(f"No day lies in all the ranges asked for: {ranges}.", text)


def _days(question: Question, now: datetime) -> when.Range:
    """The days that the options ask for."""
    days = when.Range(None, None)
    if question.since:
        days = days.intersection(when.range_since(question.since, now))
    if question.until:
        days = days.intersection(when.range_until(question.until, now))
    if question.on:
        days = days.intersection(when.read_range(question.on, now))
    if question.last:
        days = days.intersection(when.read_last(question.last, now))
    if days.is_empty:
        options = {name: getattr(question, name) for name in ("since", "until", "on", "last")}
        asked = ", ".join(f"{name} {value}" for name, value in options.items() if value)
        raise DateError(
            "No day lies in all of these.", asked, hint="The first day must not come after the last."
        )
    return days

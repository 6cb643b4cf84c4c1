"""What an answer rests on: how the question was read, what was left out, what the archive covers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.engine.plan import Plan

from .articles import Articles
from .bearers import FIELD
from .language import ParsedQuery
from .near_terms import near_parts
from .planning import UNDATED, asked_days, at_any_time, overlapping, plan, translate
from .results import Coverage, Receipt, TermCount
from .script_notes import notes_on_scripts
from .surnames import shown_surname
from .tree import And, Dated, Everything, Leaf, Name, Node, Not, leaves, query_text
from .when import Range

_MOST_SUGGESTIONS = 5  # parts of a question
_PATIENCE = 0.3  # seconds after which nothing more is looked for


def receipt(
    articles: Articles,
    question: ParsedQuery,
    asked: Plan,
    *,
    found: int,
    left_out: bool,
    strict: bool,
    folded: int | None,
) -> Receipt:
    """The receipt of a question.

    Args:
        articles: those that were asked for.
        question: the question.
        asked: its plan.
        found: how many articles match it.
        left_out: whether articles were left out that a range of dates cannot place.
        strict: whether surnames that stand alone do not count.
        folded: how many of the articles found stand behind a copy of theirs; None: copies are not collapsed.
    """
    tree = question.tree
    days = asked_days(tree)
    terms = _count_parts(articles, tree, found if left_out else None)
    unmatched = [part for part, count in terms if not count]
    is_bounded = bool(days.since or days.until)
    undated, imprecise = _count_unplaced(articles, tree, days, found) if left_out and is_bounded else (0, 0)
    last = days.last
    return Receipt(
        query=query_text(tree),
        since=days.since.isoformat() if days.since else "",
        until=last.isoformat() if last else "",
        archive_articles=len(articles),
        terms=tuple(TermCount(query_text(part), count) for part, count in terms),
        unmatched=tuple(query_text(part) for part in unmatched),
        dropped=question.dropped,
        undated=undated,
        imprecise=imprecise,
        rejected_inputs=len(articles.rejected_inputs),
        coverage=coverage(articles, days),
        aliases=(*question.aliases, *_surnames_told(articles, tree, asked)),
        is_plain=question.is_plain,
        notes=(
            *question.notes,
            *_notes_on_copies(folded),
            *_notes_on_dates(tree),
            *notes_on_scripts(tree, articles.snapshot),
            *(() if strict else _surnames_of_several(articles, tree)),
            *_suggestions(articles, unmatched),
        ),
    )


def _count_parts(articles: Articles, tree: Node, found: int | None) -> list[tuple[Leaf, int]]:
    """The parts of a question, with the articles that each matches by itself; of the whole, ``found``."""
    parts = _parts(tree)
    if found is not None and parts == [tree]:
        return [(parts[0], found)]
    counts = articles.snapshot.counts([plan(part, articles.languages) for part in parts])
    return list(zip(parts, counts, strict=True))


def _notes_on_dates(tree: Node) -> tuple[str, ...]:
    """How dates were read, where that may surprise, each once."""
    dated = [part for part in leaves(tree, negated=True) if isinstance(part, Dated)]
    return tuple(dict.fromkeys(note for part in dated for note in part.range.notes))


def _notes_on_copies(folded: int | None) -> Iterator[str]:
    if folded:
        stand = "article found stands" if folded == 1 else "articles found stand"
        yield f"copies are folded: {folded:,} {stand} behind another that says the same"
    elif folded is not None:
        yield "copies are folded, but no article found says the same as another"


def _surnames_told(articles: Articles, tree: Node, asked: Plan) -> Iterator[str]:
    """Who was looked for by the surname alone, too, and how many of the articles found have no more."""
    names = [part for part in _parts(tree) if isinstance(part, Name) and part.surname]
    alone = [translate(And((name, Not(replace(name, surname=None))))) for name in names]
    counts = articles.snapshot.counts_within(asked, alone) if alone else ()
    for name, count in zip(names, counts, strict=True):
        surname = shown_surname(name.text)
        yield f'"{name.text}" also as "{surname}" alone: {count:,} of the articles found'


def _surnames_of_several(articles: Articles, tree: Node) -> Iterator[str]:
    """Which articles have no more than the surname of a person asked for, and may mean another one."""
    for part in _parts(tree):
        if isinstance(part, Name) and part.field == FIELD and not part.surname:
            several = articles.surnames.several(part.text)
            if several:
                names = ", ".join(f"{name} ({count:,})" for name, count in several.people)
                yield (
                    f"{several.alone:,} {'article has' if several.alone == 1 else 'articles have'} only"
                    f' "{shown_surname(part.text)}", which several people are called: {names}'
                )


def _parts(tree: Node) -> list[Leaf]:
    """What the question asks for, each once, without dates."""
    parts = dict.fromkeys(leaves(tree, negated=True))
    return [part for part in parts if not isinstance(part, Everything | Dated)]


def coverage(articles: Articles, days: Range) -> Coverage:
    """What the archive holds of a range of days."""
    held = articles.days
    if not held:
        return Coverage()
    since = max(days.since, held.first) if days.since else held.first
    last = min(days.last, held.last) if days.last else held.last
    empty = (
        f"{month // 12}-{month % 12 + 1:02}"
        for month in range(_month(since), _month(last) + 1)
        if month not in held.months
    )
    return Coverage(held.first.isoformat(), held.last.isoformat(), tuple(empty))


def _count_unplaced(articles: Articles, tree: Node, days: Range, found: int) -> tuple[int, int]:
    """Of the articles that match all but the range: how many are undated, how many dated too coarsely."""
    anytime = plan(at_any_time(tree), articles.languages)
    undated, possible = articles.snapshot.counts_within(anytime, [UNDATED, overlapping(days)])
    return undated, possible - found


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _suggestions(articles: Articles, parts: Sequence[Leaf]) -> Iterator[str]:
    """For parts that match nothing: what the archive holds that is near."""
    until = time.monotonic() + _PATIENCE
    for part in parts[:_MOST_SUGGESTIONS]:
        near = near_parts(articles.snapshot, part) if time.monotonic() < until else ()
        if near:
            names = ", ".join(f"{name} ({count:,})" for name, count in near)
            yield f"no article matches {query_text(part)}; near it: {names}"

"""What an answer rests on: how the question was read, what was left out, what the archive covers."""

from __future__ import annotations

from datetime import date

import numpy as np
from whoosh import query

from index.text.analysis import name_key

from .language import Question
from .results import Coverage, Receipt, TermCount
from .snapshot import Snapshot, values
from .translate import FIRST_DAY, KIND_OF_FIELD, plan
from .tree import Dated, Everything, Leaf, Name, Node, all_of, conjuncts, leaves, written
from .when import Range

_MOST_SUGGESTIONS = 3
UNDATED = query.Term("undated", "1")
"""Articles without a publication date."""


def receipt(snapshot: Snapshot, question: Question, *, found: int, left_out: bool) -> Receipt:
    """The receipt of a question.

    Args:
        snapshot: what was asked.
        question: the question.
        found: how many articles match it.
        left_out: whether articles were left out that a range of dates cannot place.
    """
    tree = question.tree
    days = asked_days(tree)
    terms = [
        (part, found if part == tree and left_out else snapshot.count(plan(part, snapshot.languages)))
        for part in _parts(tree)
    ]
    unmatched = [part for part, count in terms if not count]
    undated, imprecise = _unplaced(snapshot, tree, days, found) if left_out and _bounded(days) else (0, 0)
    last = days.last
    return Receipt(
        query=written(tree),
        since=days.since.isoformat() if days.since else "",
        until=last.isoformat() if last else "",
        archive_articles=snapshot.articles,
        terms=tuple(TermCount(written(part), count) for part, count in terms),
        unmatched=tuple(written(part) for part in unmatched),
        dropped=question.dropped,
        undated=undated,
        imprecise=imprecise,
        rejected_inputs=len(snapshot.rejected_inputs),
        coverage=coverage(snapshot, days),
        aliases=question.aliases,
        notes=(*question.notes, *(note for part in unmatched if (note := _suggestion(snapshot, part)))),
    )


def _parts(tree: Node) -> list[Leaf]:
    """What the question asks for, each once, without dates."""
    parts = dict.fromkeys(leaves(tree, negated=True))
    return [part for part in parts if not isinstance(part, Everything | Dated)]


def asked_days(tree: Node) -> Range:
    """The days that every hit must lie in."""
    days = Range(None, None)
    for part in conjuncts(tree):
        if isinstance(part, Dated):
            days = days.intersection(part.range)
    return days


def coverage(snapshot: Snapshot, days: Range) -> Coverage:
    """What the archive holds of a range of days."""
    held = snapshot.days
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


def overlapping(days: Range) -> query.Query:
    """Articles whose publication date can lie within a range: it does for most, it may for coarse ones."""
    parts = []
    if days.since:
        parts.append(query.NumericRange("last_day", days.since.toordinal(), None))
    if days.until:
        parts.append(query.NumericRange("first_day", FIRST_DAY, days.until.toordinal() - 1))
    return query.And(parts) if parts else query.NumericRange("first_day", FIRST_DAY, None)


def _unplaced(snapshot: Snapshot, tree: Node, days: Range, found: int) -> tuple[int, int]:
    """Of the articles that match all but the range: how many are undated, how many dated too coarsely."""
    without_days = all_of(*(part for part in conjuncts(tree) if not isinstance(part, Dated)))
    undated = possible = 0
    for part, documents in zip(
        snapshot.view.parts, snapshot.matching(plan(without_days, snapshot.languages)), strict=True
    ):
        first = values(part, "first_day", documents)
        last = values(part, "last_day", documents)
        is_dated = first >= FIRST_DAY
        undated += int(np.count_nonzero(~is_dated))
        if days.since:
            is_dated &= last >= days.since.toordinal()
        if days.until:
            is_dated &= first < days.until.toordinal()
        possible += int(np.count_nonzero(is_dated))
    return undated, possible - found


def _bounded(days: Range) -> bool:
    return bool(days.since or days.until)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _suggestion(snapshot: Snapshot, part: Node) -> str:
    """For a name that no article carries: longer names that hold it."""
    if not isinstance(part, Name) or part.field not in KIND_OF_FIELD:
        return ""
    key = name_key(part.text)
    near = snapshot.names_with(part.field, key, _MOST_SUGGESTIONS) if key else []
    if not near:
        return ""
    names = ", ".join(f"{name} ({count})" for name, count in near)
    return f"no article names exactly {part.text!r} among its {part.field}; names that hold it: {names}"

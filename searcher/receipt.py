"""What an answer rests on: how the question was read, what was left out, what the archive covers."""

from __future__ import annotations

from datetime import date, timedelta

from whoosh import query

from index.analysis import name_key

from .language import Question
from .results import Coverage, Receipt, TermCount
from .snapshot import Snapshot
from .translate import FIRST_DAY, KIND_OF_FIELD, plan
from .tree import Dated, Everything, Name, Node, all_of, conjuncts, leaves, written
from .when import Range

_MOST_SUGGESTIONS = 3
UNDATED = query.Term("undated", "1")
"""Articles without a publication date."""


def receipt(snapshot: Snapshot, question: Question, *, left_out: bool) -> Receipt:
    """The receipt of a question; ``left_out`` is whether undated articles were."""
    days = asked_days(question.tree)
    parts = list(dict.fromkeys(leaf for leaf in leaves(question.tree, negated=True)))
    terms = [(part, snapshot.count(plan(part))) for part in parts if not isinstance(part, Everything | Dated)]
    unmatched = [part for part, count in terms if not count]
    without_days = all_of(*(part for part in conjuncts(question.tree) if not isinstance(part, Dated)))
    last = days.last
    return Receipt(
        query=written(question.tree),
        since=days.since.isoformat() if days.since else "",
        until=last.isoformat() if last else "",
        archive_articles=snapshot.articles,
        terms=tuple(TermCount(written(part), count) for part, count in terms),
        unmatched=tuple(written(part) for part in unmatched),
        dropped=question.dropped,
        undated=_count(snapshot, without_days, UNDATED) if left_out and _bounded(days) else 0,
        imprecise=_imprecise(snapshot, without_days, days) if left_out and _bounded(days) else 0,
        rejected_inputs=len(snapshot.rejected_inputs),
        coverage=coverage(snapshot, days),
        notes=(*question.notes, *(note for part in unmatched if (note := _suggestion(snapshot, part)))),
    )


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
    since = max(days.since, held[0]) if days.since else held[0]
    last = min(days.last, held[-1]) if days.last else held[-1]
    present = {(day.year, day.month) for day in held}
    empty = [month for month in _months(since, last) if month not in present]
    return Coverage(
        held[0].isoformat(), held[-1].isoformat(), tuple(f"{year}-{month:02}" for year, month in empty)
    )


def overlapping(days: Range) -> query.Query:
    """Articles whose publication date can lie within a range: it does for most, it may for coarse ones."""
    parts = []
    if days.since:
        parts.append(query.NumericRange("last_day", days.since.toordinal(), None))
    if days.until:
        parts.append(query.NumericRange("first_day", FIRST_DAY, days.until.toordinal() - 1))
    return query.And(parts) if parts else query.NumericRange("first_day", FIRST_DAY, None)


def _imprecise(snapshot: Snapshot, tree: Node, days: Range) -> int:
    return _count(snapshot, tree, overlapping(days)) - snapshot.count(plan(all_of(tree, Dated(days))))


def _count(snapshot: Snapshot, tree: Node, condition: query.Query) -> int:
    return snapshot.count(plan(tree).narrowed(condition))


def _bounded(days: Range) -> bool:
    return bool(days.since or days.until)


def _months(since: date, last: date) -> list[tuple[int, int]]:
    months = []
    day = since.replace(day=1)
    while day <= last:
        months.append((day.year, day.month))
        day = (day + timedelta(days=31)).replace(day=1)
    return months


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

"""Numbers and ranges of them, by comparing whole columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.fields import DATETIME, FieldType

from corpus.errors import DatelineError

from ...fields import column_number
from ..segment.columns import NumberColumn
from .kernel import NOTHING, Documents, Matches, constant, kernel
from .part import ScoredPart

RANGES = (query.NumericRange, query.DateRange)


@kernel(*RANGES)
def numeric_range(part: ScoredPart, q: query.NumericRange, *, scored: bool) -> Matches:
    """The documents whose number lies in a range; each counts the boost."""
    column = part.numbers(q.fieldname)
    if column is None:
        return NOTHING
    least, greatest = range_ends(part, q)
    return constant(_between(column, least, greatest), q.boost, scored=scored)


def lies_in(part: ScoredPart, q: query.NumericRange, documents: Documents) -> NDArray[np.bool_]:
    """Which of some documents a range matches, [documents]: without looking at the others."""
    column = part.numbers(q.fieldname)
    if column is None:
        return np.zeros(len(documents), np.bool_)
    least, greatest = range_ends(part, q)
    inside = _compare(column.values[documents], column, least, greatest)
    return inside if column.present is None else inside & column.present[documents]


def equal_number(part: ScoredPart, q: query.Term, *, scored: bool) -> Matches:
    """The documents that have one number."""
    column, field = part.numbers(q.fieldname), part.field(q.fieldname)
    if column is None or field is None:
        return NOTHING
    try:
        value = column_number(field, q.text)
    except DatelineError:
        return NOTHING
    return constant(_between(column, value, value), q.boost, scored=scored)


def range_ends(part: ScoredPart, q: query.NumericRange) -> tuple[int | None, int | None]:
    """The least and the greatest number of a range, both included; None: it is open."""
    field = part.field(q.fieldname)
    start = None if q.start is None else _number(field, q.start) + bool(q.startexcl)
    end = None if q.end is None else _number(field, q.end) - bool(q.endexcl)
    return start, end


def _number(field: FieldType, value: object) -> int:
    """An end as the column holds it; a ``DateRange`` has its moments in that form already."""
    return value if isinstance(value, int) and isinstance(field, DATETIME) else column_number(field, value)


def in_column(part: ScoredPart, field: str, documents: Documents, *, missing: int) -> NDArray[np.int64]:
    """The numbers of some documents, [documents]; ``missing`` for those that have none."""
    column = part.numbers(field)
    if column is None:
        return np.full(len(documents), missing, np.int64)
    values = column.values[documents].astype(np.int64)
    if column.present is not None:
        values[~column.present[documents]] = missing
    return values


def _between(column: NumberColumn, least: int | None, greatest: int | None) -> Documents:
    if column.least is None or column.greatest is None:
        return NOTHING[0]
    inside = _compare(column.values, column, least, greatest)
    if column.present is not None:
        inside = inside & column.present
    return np.flatnonzero(inside)


def _compare(
    values: NDArray[np.signedinteger], column: NumberColumn, least: int | None, greatest: int | None
) -> NDArray[np.bool_]:
    """Which values lie between two ends; an end that cuts nothing off is not compared with."""
    assert column.least is not None
    assert column.greatest is not None
    if (least is not None and least > column.greatest) or (greatest is not None and greatest < column.least):
        return np.zeros(len(values), np.bool_)
    inside: NDArray[np.bool_] | None = None
    if least is not None and least > column.least:
        inside = values >= least
    if greatest is not None and greatest < column.greatest:
        below = values <= greatest
        inside = below if inside is None else inside & below
    return np.ones(len(values), np.bool_) if inside is None else inside

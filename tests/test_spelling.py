"""How far two spellings are apart."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from index.text.spelling import are_near

WORDS = st.text(st.sampled_from("abc"), max_size=7)


def distance(one: str, other: str) -> int:
    """The same by its definition, without bounds."""

    @cache
    def of(row: int, column: int) -> int:
        if not row or not column:
            return row + column
        best = min(
            of(row - 1, column - 1) + (one[row - 1] != other[column - 1]),
            of(row - 1, column) + 1,
            of(row, column - 1) + 1,
        )
        if row > 1 < column and one[row - 2 : row] == other[column - 2 : column][::-1]:
            best = min(best, of(row - 2, column - 2) + 1)
        return best

    return of(len(one), len(other))


@given(WORDS, WORDS, st.integers(0, 4))
def test_words_are_near_if_so_few_edits_lead_from_one_to_the_other(one: str, other: str, edits: int) -> None:
    assert are_near(one, other, edits) == (distance(one, other) <= edits)

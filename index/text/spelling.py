"""How far two spellings are apart."""

from __future__ import annotations


def are_near(one: str, other: str, edits: int) -> bool:
    """Whether so many edits at most make one word of another.

    An edit puts a letter in, takes one out, changes one, or swaps two neighbours, none of them twice: the
    optimal string alignment distance (Damerau 1964; Wagner and Fischer 1974), of which no more is computed
    than the diagonals that so few edits can reach.
    """
    if abs(len(one) - len(other)) > edits:
        return False
    far = edits + 1
    before: list[int] = []
    last = [min(column, far) for column in range(len(other) + 1)]
    for row, letter in enumerate(one, 1):
        following = [far] * (len(other) + 1)
        following[0] = min(row, far)
        for column in range(max(1, row - edits), min(len(other), row + edits) + 1):
            same = letter == other[column - 1]
            best = min(last[column - 1] + (not same), last[column] + 1, following[column - 1] + 1)
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == other[column - 1]:
                best = min(best, before[column - 2] + 1)
            following[column] = min(best, far)
        before, last = last, following
    return last[-1] <= edits

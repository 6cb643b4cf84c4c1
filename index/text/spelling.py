"""How many edits make one word of another: one law for finding near spellings, marking and proposing them.

An edit puts a letter in, takes one out, changes one, or swaps two neighbours; no letter is edited twice. This
is the distance of Damerau (1964) as *optimal string alignment*, and that of Whoosh's ``terms_within``.
"""

from __future__ import annotations


def edits(one: str, other: str) -> int:
    """The edits between two words, in time that is the product of their lengths."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        two_before, before, row = before, row, [place]
        for at, wanted in enumerate(other, 1):
            least = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != wanted))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == wanted:
                least = min(least, two_before[at - 2] + 1)
            row.append(least)
    return row[-1]


def is_near(word: str, wanted: str, most: int) -> bool:
    """Whether so many edits at most make one word of another."""
    if abs(len(word) - len(wanted)) > most:
        return False
    return _is_one_away(word, wanted) if most == 1 else edits(word, wanted) <= most


def _is_one_away(word: str, wanted: str) -> bool:
    """As ``is_near`` of one edit: what follows the first letter that differs is alike."""
    same = 0
    for one, other in zip(word, wanted, strict=False):
        if one != other:
            break
        same += 1
    beyond = same + 1
    return (
        word[beyond:] == wanted[beyond:]
        or word[beyond:] == wanted[same:]
        or word[same:] == wanted[beyond:]
        or (word[same : same + 2] == wanted[same : same + 2][::-1] and word[same + 2 :] == wanted[same + 2 :])
    )

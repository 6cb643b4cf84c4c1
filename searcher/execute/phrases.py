"""Words side by side, or at most some places apart, in their order.

As Whoosh's ``SpanNear2`` has it: each word stands one to ``slop`` places after the one before it. The score
is that of all the words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from corpus.errors import QueryError
from index.segment.postings import KEY_POSITION

from . import sets
from .boolean import boosted, summed
from .kernel import NOTHING, Matches, kernel
from .part import Held, ScoredPart

_MANY_TIMES = 16
"""Of two lists, a so many times longer one is searched rather than read."""


@kernel(query.Phrase)
def phrase(part: ScoredPart, q: query.Phrase, *, scored: bool) -> Matches:
    """The documents that hold a phrase."""
    words = [part.held(query.Term(q.fieldname, word)) for word in q.words]
    held = [word for word in words if word is not None]
    if not held or len(held) < len(words):
        return NOTHING
    if not held[0].postings.positional:
        raise QueryError(f"The field {q.fieldname} keeps no positions: no phrase can be found in it.", "")
    found, places = sets.common(part, held)
    if len(held) > 1:
        kept = _side_by_side(held, places, q.slop, len(found))
        found, places = found[kept], [at[kept] for at in places]
    if not scored:
        return found, None
    addends = [word.scores(found, at) for word, at in zip(held, places, strict=True)]
    return found, boosted(summed(addends), q.boost)


def _side_by_side(
    held: list[Held], places: list[NDArray[np.intp]], slop: int, documents: int
) -> NDArray[np.bool_]:
    """In which documents the words follow one another, [documents]."""
    kept = np.zeros(documents, np.bool_)
    ends: NDArray[np.int64] | None = None  # where what was found so far ends: document and position as one
    for word, at in zip(held, places, strict=True):
        keys = word.postings.keys_of(word.number, at)
        ends = keys if ends is None else _following(ends, keys, slop)
        if not len(ends):
            return kept
    if ends is not None:
        kept[ends >> KEY_POSITION] = True
    return kept


def _following(ends: NDArray[np.int64], keys: NDArray[np.int64], slop: int) -> NDArray[np.int64]:
    """The keys that stand at most ``slop`` after an end."""
    if slop == 1:
        few, many = (keys, ends + 1) if len(keys) < len(ends) else (ends + 1, keys)
        return _in_both(few, many)
    first = np.searchsorted(ends, keys - slop, "left")
    last = np.searchsorted(ends, keys - 1, "right")
    near: NDArray[np.int64] = keys[last > first]
    return near


def _in_both(few: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    """The keys that are in two lists that ascend."""
    if len(few) * _MANY_TIMES < len(many):
        place = many.searchsorted(few)
        place[place == len(many)] = 0
        looked_up: NDArray[np.int64] = few[many[place] == few]
        return looked_up
    # To merge two runs is what this sort is best at. The last bit tells the lists apart.
    merged = np.concatenate((few, many))
    merged <<= 1
    merged[len(few) :] |= 1
    merged.sort(kind="stable")
    alike = merged[1:] ^ merged[:-1] == 1
    found: NDArray[np.int64] = merged[1:][alike] >> 1
    return found

"""The best of many: which documents come first, without sorting them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kernel import Documents, Scores, is_constant

_GROUPS = 8
"""Groups of scores per wanted document, when a threshold is looked for."""
_SMALL = 512
"""Keys that are partitioned outright: a threshold would take as long to find."""


@dataclass(frozen=True, slots=True)
class TopDocuments:
    """Matching documents in order.

    Attributes:
        documents: document numbers.
        ids: of the same.
        scores: the score of each, 0.0 where nothing was scored.
    """

    documents: tuple[int, ...]
    ids: tuple[str, ...]
    scores: tuple[float, ...]


def threshold(keys: NDArray[Any], wanted: int) -> Any:  # noqa: ANN401 -- of the keys' type
    """A lower bound of the ``wanted``-th greatest key: exact for few keys, near for many.

    The greatest keys of as many groups are different ones, so that the ``wanted``-th of these is a bound.
    They are found at the speed of reading, which a partition of all is not.
    """
    width = len(keys) // (wanted * _GROUPS)
    if len(keys) <= _SMALL or width < _GROUPS:
        return _nth(keys, wanted)
    groups = wanted * _GROUPS
    return _nth(np.maximum.reduce(keys[: groups * width].reshape(width, groups), axis=0), wanted)


def _nth(keys: NDArray[Any], wanted: int) -> Any:  # noqa: ANN401 -- of the keys' type
    """The ``wanted``-th greatest key."""
    parted = keys.copy()
    parted.partition(len(parted) - wanted)
    return parted[-wanted]


def leading_places(keys: NDArray[Any], wanted: int) -> NDArray[np.intp]:
    """Places of the ``wanted`` greatest keys, and of all that equal the last of them; not in order."""
    if len(keys) <= wanted or is_constant(keys):
        return np.arange(len(keys))
    near: NDArray[np.intp] = (keys >= threshold(keys, wanted)).nonzero()[0]
    if len(near) == wanted or len(keys) <= _SMALL:
        return near
    closer = keys[near]
    found: NDArray[np.intp] = near[closer >= _nth(closer, wanted)]
    return found


def best_documents(documents: Documents, scores: Scores, wanted: int) -> tuple[Documents, Scores]:
    """The documents with the greatest scores, with all that equal the last of them."""
    if len(documents) <= wanted or is_constant(scores):
        return documents, scores
    places = leading_places(scores, wanted)
    return documents[places], scores[places]

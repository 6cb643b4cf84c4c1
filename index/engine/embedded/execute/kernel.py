"""What a kernel is: the answer of one segment to one type of Whoosh query, for all its documents at once.

A kernel takes the part, the query, and whether scores are wanted. It gives the documents that match,
ascending and each once, deleted ones included; and their scores, or None. To add one, write such a function
in the module that it belongs to, and put ``@kernel`` with its query type before it. A type without a kernel
is answered by Whoosh's own matchers (fallback.py), which are many times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh import query

if TYPE_CHECKING:
    from .part import ScoredPart

Documents = NDArray[np.intp]
"""A segment's numbers of documents, ascending, each once."""
Scores = NDArray[np.float32]
Matches = tuple[Documents, Scores | None]
Condition = Callable[[Documents], NDArray[np.bool_]]
"""Which of some documents fulfil something, [documents]."""


class Kernel(Protocol):
    """A function that answers one type of query."""

    def __call__(self, part: ScoredPart, q: Any, /, *, scored: bool) -> Matches:  # noqa: ANN401 -- the kernel's own
        """The documents of a part that match, and their scores."""


KERNELS: dict[type[query.Query], Kernel] = {}
"""The kernel of each type of query."""

NO_DOCUMENTS: Documents = np.empty(0, np.intp)
NO_SCORES: Scores = np.empty(0, np.float32)
NOTHING: Matches = (NO_DOCUMENTS, NO_SCORES)


def kernel(*types: type[query.Query]) -> Callable[[Kernel], Kernel]:
    """Make a function the kernel of some types of query."""

    def register(function: Kernel) -> Kernel:
        KERNELS.update(dict.fromkeys(types, function))
        return function

    return register


def constant(documents: Documents, score: float, *, scored: bool) -> Matches:
    """Documents that all have the same score: it is held once, for all of them."""
    if not scored:
        return documents, None
    # As ``np.broadcast_to``, which takes longer than many an answer.
    return documents, np.ndarray(len(documents), np.float32, np.float32(score).tobytes(), 0, (0,))


def filter_matches(matches: Matches, condition: Condition | None) -> tuple[Documents, Scores]:
    """The scored matches that fulfil a condition."""
    documents, scores = matches
    assert scores is not None
    if condition is None or not len(documents):
        return documents, scores
    kept = condition(documents)
    documents = documents[kept]
    return documents, scores[: len(documents)] if is_constant(scores) else scores[kept]


def is_constant(scores: NDArray[Any]) -> bool:
    """Whether scores were made by ``constant``."""
    return scores.strides == (0,)


def is_everything(q: query.Query) -> bool:
    """Whether a query is of all documents, not of those that have something in a field."""
    return q.__class__ is query.Every and q.fieldname in (None, "", "*")

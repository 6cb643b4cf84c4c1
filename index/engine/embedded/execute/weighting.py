"""How much a term says: BM25, as Whoosh reckons it, and with the inverse document frequency of Lucene.

A term's score in a document is boost · idf · tf · (K1 + 1) / (tf + K1 · (1 - B + B · length / average)).
Lengths are those that fit in a byte (segment/lengths.py). Averages and frequencies are those of the
whole view, deleted documents included, so that a document's score does not depend on which segment it lies
in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..segment.inverter import K1, B


def whoosh_idf(documents: int, with_term: int) -> float:
    """Whoosh's: never below 1 but for a term of all documents."""
    return math.log(documents / (with_term + 1)) + 1


def lucene_idf(documents: int, with_term: int) -> float:
    """Lucene's, of BM25 by Robertson and Spärck Jones: next to nothing for a word of all documents."""
    return math.log(1 + (documents - with_term + 0.5) / (with_term + 0.5))


@dataclass(frozen=True, slots=True)
class Weighting:
    """BM25 with its parameters.

    Attributes:
        idf: of the number of documents and how many of them hold a term.
        k1: how soon a term's repetitions count less.
        b: how much a document's length counts.
    """

    idf: Callable[[int, int], float] = whoosh_idf
    k1: float = K1
    b: float = B

    @property
    def is_bounded(self) -> bool:
        """Whether the bounds in the segments are for these parameters."""
        return (self.k1, self.b) == (K1, B)


WHOOSH = Weighting()
PRODUCT = Weighting(lucene_idf)
"""The weighting of an archive's searches; measured in docs/benchmarks.md."""

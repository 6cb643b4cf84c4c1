"""How are a question's documents found, scored and ordered? A kernel for each type of Whoosh query."""

from ...budget import UNBOUNDED, Budget, Meter
from . import (  # noqa: F401 -- each brings its kernels
    boolean,
    constant,
    inflections,
    nearness,
    patterns,
    phrases,
    ranges,
    terms,
)
from .executor import Executor
from .kernel import KERNELS, Matches, kernel
from .part import ScoredPart
from .ranking import TopDocuments
from .weighting import PRODUCT, WHOOSH, Weighting

__all__ = [
    "KERNELS",
    "PRODUCT",
    "UNBOUNDED",
    "WHOOSH",
    "Budget",
    "Executor",
    "Matches",
    "Meter",
    "ScoredPart",
    "TopDocuments",
    "Weighting",
    "kernel",
]

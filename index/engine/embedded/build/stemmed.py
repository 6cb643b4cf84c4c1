"""The stems of documents in other languages than English, held until their segment is written.

English is tokenised and stemmed in batches (tokens.py); these few are cut and stemmed one by one.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....text.languages import stems
from ...fields import PASSAGE_GAP, Passages


@dataclass(frozen=True, slots=True)
class StemmedTokens:
    """Tokens of one field, in any order of documents.

    Attributes:
        terms: distinct.
        numbers: of each token's term.
        documents: of each token.
        positions: of each token in its document.
    """

    terms: list[str]
    numbers: NDArray[np.int32]
    documents: NDArray[np.uint32]
    positions: NDArray[np.uint32]


class StemmedDocuments:
    """Documents that are stemmed one by one."""

    def __init__(self) -> None:
        self._number_of: dict[str, int] = {}
        self._numbers = array("i")
        self._documents = array("I")
        self._positions = array("I")

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def add(self, document: int, text: Passages) -> int:
        """Take in a document; how many tokens it has."""
        before, position = len(self._numbers), 0
        for passage in text:
            found = stems(passage, text.language)
            self._numbers.extend(self._number_of.setdefault(term, len(self._number_of)) for term in found)
            self._positions.extend(range(position, position + len(found)))
            position += len(found) + PASSAGE_GAP
        added = len(self._numbers) - before
        self._documents.extend([document] * added)
        return added

    def tokens(self) -> StemmedTokens:
        """The tokens of all documents so far."""
        return StemmedTokens(
            list(self._number_of),
            np.array(self._numbers, np.int32),
            np.array(self._documents, np.uint32),
            np.array(self._positions, np.uint32),
        )

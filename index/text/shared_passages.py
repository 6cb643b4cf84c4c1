"""Where a text has passages in common with another one, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .shingles import Shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDEST_GAP = 8
"""Words between two shared passages that are a place where they differ; more are another text."""


@dataclass(frozen=True, slots=True)
class Run:
    """Shared shingles that follow one another: how many, and how much of the text follows, 0 to 1."""

    length: int
    after: float


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs in a text from another one, in the places between what they share.

    Attributes:
        new: words of a kind that stand in these places, and nowhere in the other text.
        kept: those in what is shared.
        other_new: words of other kinds in these places.
        other_kept: those in what is shared.
    """

    new: int
    kept: int
    other_new: int
    other_kept: int


class SharedPassages:
    """What of a text another one has, too."""

    def __init__(self, text: Shingles, other: Shingles) -> None:
        self._text = text
        self._other = other

    def __len__(self) -> int:
        """How many shingles the text has."""
        return self._text.count

    @cached_property
    def _flags(self) -> NDArray[Any]:
        return self._text.find_shared(self._other)

    def share(self, first: float, last: float) -> float:
        """How much is shared of the text from one place to another, both 0 to 1 of it."""
        count = len(self._flags)
        part = self._flags[int(count * first) : int(count * last)]
        return float(part.sum()) / max(1, len(part))

    @cached_property
    def longest(self) -> Run:
        """The longest passage."""
        import numpy as np

        ends = np.flatnonzero(np.diff(self._flags, prepend=False, append=False))
        lengths = ends[1::2] - ends[::2]
        if not len(lengths):
            return Run(0, 1.0)
        longest = int(lengths.argmax())
        return Run(int(lengths[longest]), 1 - int(ends[2 * longest + 1]) / len(self._flags))

    @property
    def figures(self) -> Differences:
        """What differs: figures, and other words."""
        return self._differences(self._text.figures)

    @property
    def particulars(self) -> Differences:
        """What differs: figures and names, and other words."""
        return self._differences(self._text.particulars)

    def _differences(self, of_kind: NDArray[Any]) -> Differences:
        in_gaps = of_kind[self._gaps]
        kept = int((of_kind & self._common_words).sum())
        return Differences(
            new=int((in_gaps & self._is_new).sum()),
            kept=kept,
            other_new=int((~in_gaps).sum()),
            other_kept=int(self._common_words.sum()) - kept,
        )

    @cached_property
    def _common_words(self) -> NDArray[Any]:
        """Which words stand in a shared passage."""
        import numpy as np

        held = np.zeros(len(self._text.words), np.bool_)
        for first in range(3):
            held[first : first + len(self._flags)] |= self._flags
        return held

    @cached_property
    def _gaps(self) -> NDArray[Any]:
        """The numbers of the words in short places between such passages."""
        import numpy as np

        gaps = np.zeros_like(self._common_words)
        ends = np.flatnonzero(self._common_words[1:] != self._common_words[:-1]) + 1
        for start, end in pairwise(ends.tolist()):
            gaps[start:end] = not self._common_words[start] and end - start <= _WIDEST_GAP
        return np.flatnonzero(gaps)

    @cached_property
    def _is_new(self) -> NDArray[Any]:
        """Which of these words the other text does not have."""
        import numpy as np

        others = set(self._other.words.tolist())
        words: list[int] = self._text.words[self._gaps].tolist()
        return np.array([word not in others for word in words], np.bool_)

"""The parts of one file: which are to be read here, and which by others or were read before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Pieces:
    """The pieces of a file that are to be read here; asked once for each piece, in order.

    A piece is whatever can be passed over cheaply: a container's member, a record of a crawl, a line. Files
    that have none are one whole.

    Attributes:
        number: which of the processes this is that share a file.
        of: how many they are; a file that cannot be shared is the first one's.
        first: the first piece that was not read before.
        at: the piece that is being read; -1 before the first.
        passed: whether anything was passed over.
        begun: called when another piece is to be read.
    """

    number: int = 0
    of: int = 1
    first: int = 0
    at: int = -1
    passed: bool = False
    begun: Callable[[], None] | None = None

    def take(self) -> bool:
        """Whether the next piece is to be read."""
        self.at += 1
        if self.at < self.first or not self.is_ours:
            self.passed = True
            return False
        if self.begun:
            self.begun()
        return True

    def leave(self) -> bool:
        """Whether a file that cannot be shared is left to another process."""
        if self.number:
            self.passed = True
            return True
        self.of = 1
        return False

    @property
    def is_ours(self) -> bool:
        """Whether the current piece is to be read here; what comes before the first counts as that."""
        return max(self.at, 0) % self.of == self.number

"""Postings that were decoded a moment ago: terms that are asked for again need not be decoded again.

What is kept is of single terms, never of a whole question, and does not depend on what else is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from numpy.typing import NDArray

MOST_BYTES = 32 << 20
"""Most bytes that a view keeps."""
_LARGEST = 8
"""An array that would take more than this part of it is not kept."""

Array = NDArray[Any]


class PostingsCache:
    """Arrays by name, those kept longest given up first; threads may share it.

    Attributes:
        size: bytes of what is kept.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.size = 0
        self._most = most
        self._arrays: dict[Hashable, Array] = {}
        self._lock = threading.Lock()

    def of(self, name: Hashable, decode: Callable[[], Array]) -> Array:
        """An array that cannot be written to, decoded now or before."""
        found = self._arrays.get(name)
        if found is None:
            found = decode()
            found.flags.writeable = False
            if found.nbytes * _LARGEST <= self._most:
                self._keep(name, found)
        return found

    def _keep(self, name: Hashable, array: Array) -> None:
        with self._lock:
            if name in self._arrays:  # by another thread
                return
            self.size += array.nbytes
            while self.size > self._most:
                self.size -= self._arrays.pop(next(iter(self._arrays))).nbytes
            self._arrays[name] = array

    def clear(self) -> None:
        """Keep nothing of what is there."""
        with self._lock:
            self._arrays.clear()
            self.size = 0

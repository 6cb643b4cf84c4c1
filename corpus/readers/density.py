"""How small the inputs of one source are: each of millions of crumbs costs as much as an article."""

from __future__ import annotations

from ..errors import InputError

COUNTED_FREELY = 20_000
"""Inputs of a source that may have any size."""

LEAST_BYTES = 32
"""Bytes that the inputs of a larger source have on average. Each costs some 100 microseconds to be read and
indexed, so 10 MB of them take some 30 s. A headline with its date has twice as many."""


class Density:
    """Counts the inputs of one source, and their bytes."""

    def __init__(self) -> None:
        self._inputs = self._bytes = 0

    def count(self, size: int) -> None:
        """One more input, of ``size`` bytes or characters.

        Raises:
            InputError: there are very many, and on average they are too small.
        """
        self._inputs += 1
        self._bytes += size
        check_density(self._inputs, self._bytes)


def check_density(inputs: int, size: int) -> None:
    """Nothing, where so many inputs may have so many bytes together.

    Raises:
        InputError: there are very many, and on average they are too small.
    """
    if inputs > COUNTED_FREELY and size < LEAST_BYTES * inputs:
        raise InputError(
            f"more than {COUNTED_FREELY:,} inputs, of fewer than {LEAST_BYTES} bytes on average; "
            "what follows was not read"
        )

"""How small the inputs of one source are: each of millions of crumbs costs as much as an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..unpacking import UnpackingBudget

COUNTED_FREELY = 20_000
"""Inputs of a source that may have any size."""

LEAST_BYTES = 32
"""Bytes that the inputs of a larger source have on average. Each costs some 100 to 400 microseconds to be
read and indexed. A headline with its date has twice as many."""

ITEM_BYTES = 200
"""The same of a wire's items in ninjs or XML, which state an identifier, a version and a rubric each: they
have a kilobyte and more. As they take longer, fewer of them are free."""


class Density:
    """Counts the inputs of one source, and their bytes.

    Args:
        budget: what the source cost so far, by which those are bounded that come out of what was packed.
    """

    def __init__(self, budget: UnpackingBudget | None = None) -> None:
        self._budget = budget
        self._inputs = self._bytes = 0

    def count(self, size: int, *, inputs: int = 1, least: int = LEAST_BYTES) -> None:
        """One more input, or several, of ``size`` bytes or characters together.

        Raises:
            InputError: there are very many, and on average they are too small.
        """
        self._inputs += inputs
        self._bytes += size
        if self._budget and self._budget.unpacked:
            self._budget.count_inputs(inputs)
        freely = COUNTED_FREELY * LEAST_BYTES // least
        if self._inputs > freely and self._bytes < least * self._inputs:
            raise InputError(
                f"more than {freely:,} inputs, of fewer than {least} bytes on average; "
                "what follows was not read"
            )

    def count_elements(self, page: bytes) -> None:
        """Those of a page.

        Raises:
            InputError: what was packed holds too many.
        """
        if self._budget:
            self._budget.count_elements(page)

    def within(self) -> Density:
        """One for what a single input lists: its bytes count anew, and what was packed bounds it, too."""
        return Density(self._budget)

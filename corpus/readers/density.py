"""How small the entries of one input are: each of millions of crumbs costs as much as an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..unpacking import UnpackingBudget

COUNTED_FREELY = 20_000
"""Entries of an input that may have any size."""

LEAST_BYTES = 32
"""Bytes that the entries of a larger input have on average. Each costs some 100 to 400 microseconds to be
read and indexed. A headline with its date has twice as many."""

ITEM_BYTES = 200
"""The same of a wire's items in ninjs or XML, which state an identifier, a version and a rubric each: they
have a kilobyte and more. As they take longer, fewer of them are free."""


class Density:
    """Counts the entries of one input, and their bytes.

    Args:
        budget: what the input cost so far, by which the entries of a packed one are bounded.
    """

    def __init__(self, budget: UnpackingBudget | None = None) -> None:
        self._budget = budget
        self._entries = self._bytes = 0

    def count(self, size: int, *, entries: int = 1, least: int = LEAST_BYTES) -> None:
        """Count an entry, or several, of ``size`` bytes or characters together.

        Raises:
            InputError: there are very many, and on average they are too small.
        """
        self._entries += entries
        self._bytes += size
        if self._budget and self._budget.unpacked:
            self._budget.count_entries(entries)
        freely = COUNTED_FREELY * LEAST_BYTES // least
        if self._entries > freely and self._bytes < least * self._entries:
            raise InputError(
                f"more than {freely:,} inputs, of fewer than {least} bytes on average; "
                "what follows was not read"
            )

    def count_elements(self, page: bytes) -> None:
        """Count the elements of a page.

        Raises:
            InputError: a packed input holds too many.
        """
        if self._budget:
            self._budget.count_elements(page)

    def add_file(self, size: int) -> None:
        """Note that another file of ``size`` bytes is read with the input: what bounds its time grows."""
        if self._budget:
            self._budget.holds(self._budget.packed + size)

    def within(self) -> Density:
        """A counter for what a single entry lists: bytes count anew; the bounds of a packed input stay."""
        return Density(self._budget)

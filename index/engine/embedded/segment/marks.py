"""Marks: which documents hold a number. Pairs of both in a row, for a mark mostly has one holder or two."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import SegmentFile, SegmentFileWriter

Array = NDArray[Any]

_U2_DOCUMENTS = 1 << 16


def put_marks(
    file: SegmentFileWriter, field: str, marks: Array, holders: Array, documents: int
) -> dict[str, Any]:
    """Write pairs of a mark and a document that holds it.

    Args:
        file: what is written to.
        field: the field's name.
        marks: u4[pairs], in any order.
        holders: int[pairs], the document of each; of one mark they ascend.
        documents: how many there are in all.

    Returns:
        The field's entry in the segment's directory.
    """
    order = np.argsort(marks, kind="stable")
    file.put(f"{field}/marks", marks[order].astype("<u4"))
    small = documents <= _U2_DOCUMENTS
    file.put(f"{field}/marks/documents", holders[order].astype("<u2" if small else "<u4"))
    return {"kind": "marks"}


class MarkColumn:
    """The pairs of a field; threads may share it.

    Attributes:
        marks: u4[pairs], ascending.

    Raises:
        ArchiveDamagedError: it is not as it was written; so do all methods.
    """

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self.marks = file.section(f"{field}/marks", "u4").whole()
        self._holders = file.section(f"{field}/marks/documents", "u2" if file.documents <= _U2_DOCUMENTS else "u4")
        if self._holders.count != len(self.marks) or np.any(self.marks[1:] < self.marks[:-1]):
            raise file.damage_error(f"its marks of {field} contradict themselves")

    def spans(self, marks: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the pairs of some marks begin, and how many each has.

        Args:
            marks: u4, in any order.
        """
        starts = np.searchsorted(self.marks, marks)
        return starts, np.searchsorted(self.marks, marks, "right") - starts

    def holders(self, starts: Array, counts: Array) -> NDArray[np.intp]:
        """The documents of some spans, one span after another, ascending in each."""
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
        return self._checked(self._holders.whole()[places])

    def all_holders(self) -> NDArray[np.intp]:
        """The document of each pair."""
        return self._checked(self._holders.whole())

    def _checked(self, found: Array) -> NDArray[np.intp]:
        if found.size and int(found.max()) >= self._file.documents:
            raise self._file.damage_error("a mark is that of a document that is not there")
        return found.astype(np.intp)

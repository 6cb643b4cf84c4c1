"""Hashes: which documents hold a number. Pairs of both in a row, for one mostly has one holder or two."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import SegmentFile, SegmentFileWriter

Array = NDArray[Any]

_U2_DOCUMENTS = 1 << 16


def put_hashes(
    file: SegmentFileWriter, field: str, hashes: Array, holders: Array, documents: int
) -> dict[str, Any]:
    """Write pairs of a hash and a document that holds it.

    Args:
        file: what is written to.
        field: the field's name.
        hashes: u4[pairs], in any order.
        holders: int[pairs], the document of each; of one hash they ascend.
        documents: how many there are in all.

    Returns:
        The field's entry in the segment's directory.
    """
    order = np.argsort(hashes, kind="stable")
    file.put(f"{field}/hashes", hashes[order].astype("<u4"))
    small = documents <= _U2_DOCUMENTS
    file.put(f"{field}/hashes/documents", holders[order].astype("<u2" if small else "<u4"))
    return {"kind": "hashes"}


class HashColumn:
    """The pairs of a field; threads may share it.

    Attributes:
        hashes: u4[pairs], ascending.

    Raises:
        ArchiveDamagedError: it is not as it was written; so do all methods.
    """

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self.hashes = file.section(f"{field}/hashes", "u4").whole()
        self._holders = file.section(
            f"{field}/hashes/documents", "u2" if file.documents <= _U2_DOCUMENTS else "u4"
        )
        if self._holders.count != len(self.hashes) or np.any(self.hashes[1:] < self.hashes[:-1]):
            raise file.damage_error(f"its hashes of {field} contradict themselves")

    def spans(self, hashes: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the pairs of some hashes begin, and how many each has.

        Args:
            hashes: u4, in any order.
        """
        starts = np.searchsorted(self.hashes, hashes)
        return starts, np.searchsorted(self.hashes, hashes, "right") - starts

    def holders(self, starts: Array, counts: Array) -> NDArray[np.intp]:
        """The documents of some spans, one span after another, ascending in each."""
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
        return self._verify_holders(self._holders.whole()[places])

    def holders_between(self, first: int, last: int) -> NDArray[np.intp]:
        """The documents of the pairs from ``first`` up to ``last``."""
        return self._verify_holders(self._holders.whole()[first:last])

    def all_holders(self) -> NDArray[np.intp]:
        """The document of each pair."""
        return self._verify_holders(self._holders.whole())

    def _verify_holders(self, found: Array) -> NDArray[np.intp]:
        if found.size and int(found.max()) >= self._file.documents:
            raise self._file.damage_error("a hash is that of a document that is not there")
        return found.astype(np.intp)

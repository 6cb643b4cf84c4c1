"""Which files were read, and how far: so that the next run need not open them again.

Each commit adds what it brought to its end, in a file that never changes; small ones are put together, so
that there are few. Of several records for a path the last one counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamagedError
from corpus.reading.inputs import Directions, FileStamp

RECORD = np.dtype(
    [
        ("path", "S16"),
        ("directions", "S8"),
        ("size", "<u8"),
        ("mtime", "<i8"),
        ("piece", "<u4"),
        ("rest", "<u4"),
        ("articles", "<u4"),
        ("whole", "<u4"),
    ]
)
"""The row of a file: 56 bytes; see docs/format.md."""

Records = NDArray[np.void]

_REMEDY = "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage"

ATTACHMENT = "ledger"
"""Its name in a commit."""

_MOST = (1 << 32) - 1
"""What the numbers of a row can hold; a file with more is read again."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """How far a file was read.

    Attributes:
        path: its absolute path.
        directions: how it was read.
        stamp: its stamp then.
        piece: up to which of its pieces it was read.
        rest: how many articles and rejections came of that piece by now.
        articles: how many articles came of the file by now.
        whole: whether that is all.
    """

    path: str
    directions: Directions
    stamp: FileStamp
    piece: int
    rest: int
    articles: int
    whole: bool


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far an earlier run read a file that has not changed since.

    Attributes:
        piece: up to which of its pieces it was read; see corpus/reading/shard.py.
        rest: how many articles and rejections came of that piece; 0: it was not read.
        articles: how many articles came of the file.
        whole: whether that is all of them.
    """

    piece: int = 0
    rest: int = 0
    articles: int = 0
    whole: bool = False


class Ledger:
    """The records of an archive as they were when it was opened."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._paths = np.ascontiguousarray(records["path"])

    @classmethod
    def empty(cls) -> Ledger:
        """One that knows nothing: everything is read again."""
        return cls(np.empty(0, RECORD))

    @classmethod
    def of_pieces(cls, pieces: Iterable[bytes], address: str) -> Ledger:
        """The ledger whose attachment has these pieces.

        Raises:
            ArchiveDamagedError: one is no ledger.
        """
        return cls(merge_records([decode_records(piece, address) for piece in pieces]))

    def __len__(self) -> int:
        return len(self._records)

    def of(self, path: str, directions: Directions, stamp: FileStamp) -> FileProgress:
        """How far a file was read that is still as it was then, and is to be read in the same way."""
        record = self._record(path, stamp)
        if record is None or bytes(record["directions"]) != _directions_mark(directions).rstrip(b"\0"):
            return FileProgress()
        return FileProgress(
            int(record["piece"]), int(record["rest"]), int(record["articles"]), bool(record["whole"])
        )

    def knows(self, path: str, stamp: FileStamp) -> bool:
        """Whether a file was read, in whichever way, that is still as it was then."""
        return self._record(path, stamp) is not None

    def _record(self, path: str, stamp: FileStamp) -> np.void | None:
        """The row of a file; None if there is none, or the file has changed."""
        mark = _path_mark(path)
        number = int(np.searchsorted(self._paths, mark))
        if number == len(self._paths) or bytes(self._paths[number]) != mark.rstrip(b"\0"):
            return None
        record: np.void = self._records[number]
        same = int(record["size"]) == stamp.size and int(record["mtime"]) == stamp.mtime_ns
        return record if same else None


def encode_records(new: Sequence[FileRecord]) -> bytes:
    """The content of a ledger's file with these records."""
    rows = [
        (
            _path_mark(each.path),
            _directions_mark(each.directions),
            each.stamp.size,
            each.stamp.mtime_ns,
            each.piece,
            each.rest,
            each.articles,
            each.whole,
        )
        for each in new
        if max(each.piece, each.rest, each.articles) <= _MOST
    ]
    return merge_records([np.array(rows, RECORD)]).tobytes()


def decode_records(piece: bytes, address: str) -> Records:
    """The records of a piece, ascending by path.

    Raises:
        ArchiveDamagedError: it is no ledger.
    """
    if len(piece) % RECORD.itemsize:
        raise ArchiveDamagedError(f"The ledger of {address} is none.", Path(address), _REMEDY)
    return np.frombuffer(piece, RECORD)


def combine_pieces(pieces: Sequence[bytes]) -> bytes:
    """Several pieces as one."""
    return merge_records([np.frombuffer(piece, RECORD) for piece in pieces]).tobytes()


def merge_records(parts: Iterable[Records]) -> Records:
    """Several ledgers as one, ascending by path; of a path, the last record."""
    together = np.concatenate([np.empty(0, RECORD), *parts])[::-1]
    _, last = np.unique(together["path"], return_index=True)
    return together[last]


def _path_mark(path: str) -> bytes:
    return hashlib.blake2b(os.fsencode(path), digest_size=16).digest()


def _directions_mark(directions: Directions) -> bytes:
    text = json.dumps(directions.to_json(), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).digest()

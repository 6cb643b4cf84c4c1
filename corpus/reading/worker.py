"""What a process does that reads for another: files to frames of rows."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from .files import File
from .inputs import Directions, FilePosition, ReadInput
from .shard import Pieces

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from ..article import Article, Rejected

MOST_MEMORY = 2 * 1024**3
"""Bytes that a process may take beyond those that it begins with."""
END = b"."
"""Stands in the place of a row after the last one of a file."""

_FRAME_ROWS, _FRAME_BYTES = 64, 256 * 1024  # at which a frame is sent
_FRAME_SECONDS = 0.5  # after which it is sent, however little is in it: well below ``pool.LONGEST_SECONDS``
_PIECE_SECONDS = 0.02  # of one piece, after which the next one is announced


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A file to read, or a part of it.

    Attributes:
        file: which; None: the stream.
        directions: how.
        number, of: which of so many processes this is that share it.
        first: the first piece to read.
        skip: how many entries of it are to be passed over.
        careful: whether to tell of each piece before it is read.
    """

    file: File | None
    directions: Directions
    number: int = 0
    of: int = 1
    first: int = 0
    skip: int = 0
    careful: bool = False

    def to_json(self) -> dict[str, Any]:
        """The request as JSON-ready values."""
        file = [self.file.path, self.file.named, self.file.shown] if self.file else None
        numbers = [self.number, self.of, self.first, self.skip, self.careful]
        return {"file": file, "directions": self.directions.to_json(), "numbers": numbers}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> ReadRequest:
        """The request that ``to_json`` wrote."""
        file = File(*value["file"]) if value["file"] else None
        return cls(file, Directions.from_json(value["directions"]), *value["numbers"])


@dataclass(frozen=True, slots=True)
class RowFrame:
    """Rows that are sent together.

    Attributes:
        within: how many bytes of the file were read by now.
        at: the piece that is being read; -1 where there are none.
        rows: of entries, each with the number of its piece; or None, after the last one of a file.
    """

    within: int
    at: int
    rows: list[tuple[int, bytes | None]]

    @classmethod
    def from_message(cls, message: bytes) -> RowFrame:
        """The frame in a message."""
        head, _, body = message.partition(b"\n")
        within, at = map(int, head.split())
        return cls(within, at, [_row(line) for line in body.split(b"\n")] if body else [])


def serve(
    line: Connection,
    read_input: ReadInput,
    pack: Callable[[Article | Rejected], bytes],
    stream: BinaryIO | None = None,
) -> None:
    """Read files, or a stream, for the process at the other end of the pipe."""
    _bound_memory()
    while True:
        for value in json.loads(line.recv_bytes()):
            order = ReadRequest.from_json(value)
            pieces = Pieces(order.number, order.of, order.first)
            sender = _Sender(line, pieces, 0.0 if order.careful else _PIECE_SECONDS)
            pieces.begun = sender.begin
            skip = order.skip
            target = order.file or stream
            assert target
            for entry in read_input(target, order.directions, sender.place.follow, pieces):
                if not pieces.is_ours:
                    continue  # what is wrong with the file as a whole is said once
                if skip and max(pieces.at, 0) == order.first:
                    skip -= 1
                    sender.tell()
                else:
                    sender.add(pack(entry))
            sender.add(END)
            sender.send()


@dataclass(slots=True)
class _Sender:
    """Sends rows early, so that silence means a stuck file."""

    line: Connection
    pieces: Pieces
    patience: float
    place: FilePosition = field(default_factory=FilePosition)
    _rows: list[bytes] = field(default_factory=list)
    _bytes: int = 0
    _sent: float = field(default_factory=time.monotonic)
    _has_begun: bool = False

    def begin(self) -> None:
        """Begin a piece; the first one is announced, and each after a slow one."""
        if not self._has_begun or time.monotonic() - self._sent >= self.patience:
            self.send()
        self._has_begun = True

    def add(self, row: bytes) -> None:
        """Add a row; send all rows if it is time."""
        self._rows.append(b"%d " % max(self.pieces.at, 0) + row)
        self._bytes += len(row)
        if len(self._rows) >= _FRAME_ROWS or self._bytes >= _FRAME_BYTES:
            self.send()
        else:
            self.tell()

    def tell(self) -> None:
        """Send what there is, possibly nothing, if the last message is old."""
        if time.monotonic() - self._sent > _FRAME_SECONDS:
            self.send()

    def send(self) -> None:
        """Send the rows, with the position in the file."""
        head = b"%d %d\n" % (self.place.within, self.pieces.at)
        self.line.send_bytes(head + b"\n".join(self._rows))
        self._rows, self._bytes, self._sent = [], 0, time.monotonic()


def _row(line: bytes) -> tuple[int, bytes | None]:
    number, _, row = line.partition(b" ")
    return int(number), None if row == END else row


def _bound_memory() -> None:
    """Bound this process's memory, so that a greedy file fails by itself."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 -- not a file of anyone's
            held = int(file.read().split()[5]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = held + MOST_MEMORY
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    except (OSError, ValueError, IndexError):
        return  # not on Linux

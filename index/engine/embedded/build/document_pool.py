"""Documents are made of rows and become segments, here or in processes of their own.

A *row* is whatever bytes a ``Make`` understands; what is slow about it is done where its document is made.
Nothing but bytes goes to and fro (corpus/reading/channel.py), never a pickle. Where processes cannot be
forked, all is made here.
"""

from __future__ import annotations

import json
import os
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from whoosh.fields import Schema

from corpus.errors import DatelineError
from corpus.reading.channel import Worker, may_fork, usable_processes

from ...protocol import Make, Place, Row
from .builder import SegmentBuilder

NewPath = Callable[[], Path]
"""Where a segment may be written: SegmentWriter.new_path."""

WORTH_PROCESSES = 1024
"""Rows that are made here before it is worth the while to start processes."""
FEWEST_ROWS, MOST_ROWS = 16, 512
"""Rows that a process is sent at a time: as many as it makes documents of in some hundredths of a second."""
_SHORT, _LONG = 0.02, 0.1
"""Seconds: a process that answers sooner is sent more rows at a time, one that takes longer fewer."""
_MOST_BYTES = 1 << 20
"""Bytes of rows that a process is sent at a time."""
_LONGEST_QUEUE = 3
"""Rows wait for a process up to so many times those that it is sent at a time, or their bytes."""
_DEALT = 16
"""Rows that one process is given before the next one is chosen."""
_WRITE = b"write\n"
_ROWS = b"rows\n"


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """A segment that a maker wrote.

    Attributes:
        maker: which one.
        path: the file; None: none of its rows became a document.
        failed: the rows that became no document, ascending.
        reasons: why not.
    """

    maker: int
    path: Path | None
    failed: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()

    def document(self, row: int) -> int | None:
        """The number of a row's document in the segment; None: there is none."""
        before = bisect_left(self.failed, row)
        return None if before < len(self.failed) and self.failed[before] == row else row - before

    def reason(self, row: int) -> str:
        """Why a row became no document; "" where it did."""
        return dict(zip(self.failed, self.reasons, strict=True)).get(row, "")


class DocumentPool:
    """Makes documents of rows, and segments of documents; a context manager.

    Args:
        schema: of the documents.
        make: the fields of a row's document.
        processes: how many to use besides this one; None: as many as are of use.
    """

    def __init__(self, schema: Schema, make: Make, *, processes: int | None = None) -> None:
        self._schema = schema
        self._make = make
        self._processes = usable_processes() if processes is None else processes
        self._worth = WORTH_PROCESSES if processes is None else 0
        self._rows = 0
        self._here = _Maker(schema, make)
        self._pool: list[_Process] = []
        self._dealt = self._chosen = 0

    def add(self, row: Row) -> Place:
        """Make one more document, now or soon."""
        self._rows += 1
        if not self._pool and not self._may_fork():
            self._here.add([row])
            return Place(0, self._here.rows - 1)
        if not self._pool:
            self._start()
        if not self._dealt % _DEALT:
            self._choose()
        self._dealt += 1
        return Place(self._chosen + 1, self._pool[self._chosen].add(row))

    def _choose(self) -> None:
        """Find the process whose rows are few, and wait where there are enough for all of them."""
        _go_on(self._pool)
        while all(process.is_full for process in self._pool):
            _go_on(self._pool, wait=True)
        wanting = [index for index, process in enumerate(self._pool) if not process.is_full]
        self._chosen = min(wanting, key=lambda index: self._pool[index].bytes)

    def write(self, new_path: NewPath) -> list[WrittenSegment]:
        """Write the documents of all rows since the last time, as a segment of each maker.

        Raises:
            OSError: the disk refused.
            DatelineError: a process ended unexpectedly. After either, ``forget``.
        """
        while any(process.queue or process.busy for process in self._pool):
            _go_on(self._pool, wait=True, all_rows=True)
        paths = [new_path() if process.documents else None for process in self._pool]
        for process, path in zip(self._pool, paths, strict=True):
            if path:
                process.send_write(path)
        written = [self._here.write(new_path() if self._here.documents else None)]
        while any(process.busy for process in self._pool):
            _go_on(self._pool, wait=True)
        pairs = enumerate(zip(self._pool, paths, strict=True), start=1)
        return [*written, *(process.finish_segment(index, path) for index, (process, path) in pairs)]

    def forget(self) -> None:
        """Drop what was made and not written, and begin anew."""
        self.close()
        self._here = _Maker(self._schema, self._make)

    def close(self) -> None:
        """End the processes. Closing twice is no error."""
        pool, self._pool = self._pool, []
        for process in pool:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _may_fork(self) -> bool:
        return self._processes > 1 and self._rows > self._worth and may_fork()

    def _start(self) -> None:
        self._dealt = 0
        for _ in range(self._processes):
            self._pool.append(_Process(self._schema, self._make))


class _Maker:
    """Makes documents in the process that it is in.

    Attributes:
        rows: how many it was given since the last segment.
        failed: those that became no document, with the reason.
    """

    def __init__(self, schema: Schema, make: Make) -> None:
        self.rows = 0
        self.failed: dict[int, str] = {}
        self._make = make
        self._builder = SegmentBuilder(schema)

    @property
    def documents(self) -> int:
        return self._builder.documents

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            try:
                self._builder.add(self._make(row))
            except Exception as error:  # noqa: BLE001 -- whatever it is, it must not harm the other rows
                self.failed[self.rows] = f"{type(error).__name__}: {error}"
            self.rows += 1

    def write(self, path: Path | None) -> WrittenSegment:
        if path:
            self._builder.write(path)
        written = WrittenSegment(0, path, tuple(self.failed), tuple(self.failed.values()))
        self.rows, self.failed = 0, {}
        return written


class _Process:
    """A process that makes documents, as it is seen from this one.

    It is sent something only when it waits for it, so that neither end can wait for the other for ever.

    Attributes:
        queue: rows that it has not been sent.
        bytes: of these.
        busy: whether it owes an answer.
    """

    def __init__(self, schema: Schema, make: Make) -> None:
        self.queue: deque[Row] = deque()
        self.bytes = 0
        self.busy = False
        self._most = FEWEST_ROWS
        self._sent = 0.0
        self._rows = 0
        self._failed: dict[int, str] = {}
        self._worker = Worker(partial(_serve, schema=schema, make=make))
        self.line = self._worker.line

    @property
    def documents(self) -> int:
        return self._rows - len(self._failed)

    @property
    def is_full(self) -> bool:
        """Whether it has enough rows."""
        return len(self.queue) >= _LONGEST_QUEUE * self._most or self.bytes >= _LONGEST_QUEUE * _MOST_BYTES

    @property
    def is_due(self) -> bool:
        """Whether it has as many rows as it is sent at a time."""
        return len(self.queue) >= self._most or self.bytes >= _MOST_BYTES

    def add(self, row: Row) -> int:
        self.queue.append(row)
        self.bytes += len(row)
        self._rows += 1
        return self._rows - 1

    def send_rows(self) -> None:
        chunk: list[Row] = []
        size = 0
        while self.queue and len(chunk) < self._most and size < _MOST_BYTES:
            chunk.append(self.queue.popleft())
            size += len(chunk[-1])
        self.bytes -= size
        self._sent = time.monotonic()
        self._send(_ROWS + b"\n".join(chunk))

    def send_write(self, path: Path) -> None:
        self._send(_WRITE + os.fsencode(path))

    def finish_segment(self, maker: int, path: Path | None) -> WrittenSegment:
        failed, self._failed, self._rows = self._failed, {}, 0
        return WrittenSegment(maker, path, tuple(failed), tuple(failed.values()))

    def receive(self) -> None:
        """Take the answer that is there."""
        try:
            answer = json.loads(self.line.recv_bytes())
        except (EOFError, OSError):
            raise _worker_death() from None
        self.busy = False
        if "errno" in answer:
            raise OSError(answer["errno"], answer["message"])
        self._failed |= {int(row): reason for row, reason in answer["failed"].items()}
        if self.queue:
            self._adapt(time.monotonic() - self._sent)

    def _adapt(self, taken: float) -> None:
        """Send more rows at a time, or fewer, by how long it took for the last ones."""
        if taken < _SHORT:
            self._most = min(2 * self._most, MOST_ROWS)
        elif taken > _LONG:
            self._most = max(self._most // 2, FEWEST_ROWS)

    def close(self) -> None:
        self._worker.close()

    def _send(self, message: bytes) -> None:
        try:
            self.line.send_bytes(message)
        except OSError:
            raise _worker_death() from None
        self.busy = True


def _go_on(pool: Sequence[_Process], *, wait: bool = False, all_rows: bool = False) -> None:
    """Take answers, and give work to those that wait; with ``wait``, not before there is an answer."""
    busy = [process.line for process in pool if process.busy]
    ready = set(connection.wait(busy, None if wait else 0)) if busy else set()
    for process in pool:
        if process.line in ready:
            process.receive()
        if not process.busy and process.queue and (all_rows or process.is_due):
            process.send_rows()


def _serve(line: Connection, schema: Schema, make: Make) -> None:
    """Make documents for the process at the other end of a line."""
    maker = _Maker(schema, make)
    while True:
        line.send_bytes(json.dumps(_answer(line.recv_bytes(), maker)).encode())


def _answer(message: bytes, maker: _Maker) -> dict[str, object]:
    """Do what a message asks: the rows that failed, each with its reason, or what the disk said."""
    failed: dict[str, str] = {}
    try:
        if message.startswith(_ROWS):
            before = set(maker.failed)
            maker.add(message.removeprefix(_ROWS).split(b"\n"))
            failed = {str(row): reason for row, reason in maker.failed.items() if row not in before}
        else:
            maker.write(Path(os.fsdecode(message.removeprefix(_WRITE))))
    except OSError as error:
        return {"errno": error.errno, "message": error.strerror or str(error)}
    return {"failed": failed}


def _worker_death() -> DatelineError:
    return DatelineError(
        "A process that made documents ended unexpectedly, maybe for want of memory.",
        "Run the command again: what was committed before is whole.",
    )

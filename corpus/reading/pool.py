"""Inputs read in several processes, and their entries in the order in which one process would give them.

To read a page is slow: its text must be told from its furniture. So small files go to workers a few at a
time, of large ones each gets every n-th piece, and all comes back as rows of bytes. What becomes of them is
decided here, in order: the result is the same however many processes there are. A worker that ends, or is
stuck, costs the file or the piece that it was reading.
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Self

from ..article import Article, Rejected
from .channel import Worker, may_fork, usable_processes
from .files import File
from .inputs import Input, Reading
from .shard import Pieces
from .worker import ReadRequest, RowFrame, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WORTH_BYTES = 1024**2
"""Bytes of files that are read here before it is worth the while to start processes."""
LARGE_BYTES = 1024**2
"""A file of so many bytes is shared by all processes, if it has pieces."""
LONGEST_SECONDS = 60.0
"""How long a worker may be silent: what takes longer is rejected."""

_TASK_FILES, _TASK_BYTES = 8, 1024**2  # of a message: enough that it costs little, few enough to share out
_AHEAD_BYTES = 4 * 1024**2  # of rows that wait for their turn; a part that has more is not read on
_TICK_SECONDS = 0.5  # between two looks at the clock while no worker answers


@dataclass(frozen=True, slots=True)
class Job:
    """An input to read.

    Attributes:
        input: which.
        size: its bytes; 0 where they are not known.
        first: the first of its pieces that is to be read.
        skip: how many entries of that piece are to be passed over.
        account: whatever the caller knows it by.
    """

    input: Input
    size: int = 0
    first: int = 0
    skip: int = 0
    account: Any = None


class JobAnswer(NamedTuple):
    """An entry of a job, read here or as a row; None after the last one; and the number of its piece."""

    job: Job
    entry: Article | Rejected | bytes | None
    piece: int


class Readers:
    """A pool that reads inputs in this process or in several; a context manager.

    Args:
        reading: whose inputs they are; its position is kept.
        pack: makes a row of an entry, in the process that read it: not empty, and without a line feed.
        processes: how many to use besides this one; None: as many as are of use.
        tick: called now and then while there is nothing to give.
        guarded: whether files and standard input are never read in this process where others can be forked:
            then none of them can take more than its time, however small it is.
    """

    def __init__(
        self,
        reading: Reading,
        pack: Callable[[Article | Rejected], bytes],
        *,
        processes: int | None = None,
        tick: Callable[[], None] | None = None,
        guarded: bool = False,
    ) -> None:
        self._reading = reading
        self._stream = _own_stream(reading.streams()) if guarded else None
        self._serve = partial(serve, read_input=reading.read_input, pack=pack, stream=self._stream)
        self._processes = usable_processes() if processes is None else processes
        self._worth = WORTH_BYTES if processes is None and not guarded else 0
        self._guarded = guarded
        self._tick = tick
        self._pool: list[_Hand] = []

    def read(self, jobs: Iterable[Job]) -> Iterator[JobAnswer]:
        """The entries of all jobs in order, each job's followed by None."""
        coming = iter(jobs)
        size = 0
        for job in coming:
            size += job.size
            if (self._processes > 1 or self._guarded) and size >= self._worth and may_fork():
                yield from self._read_elsewhere(chain([job], coming))
            else:
                yield from self._read_here(job)

    def close(self) -> None:
        """End the processes. Closing twice is no error."""
        pool, self._pool = self._pool, []
        for hand in pool:
            hand.worker.close()
        if self._stream:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_here(self, job: Job) -> Iterator[JobAnswer]:
        pieces, skip = Pieces(first=job.first), job.skip
        for entry in self._reading.entries_of(job.input, pieces):
            if skip and max(pieces.at, 0) == job.first:
                skip -= 1
            else:
                yield JobAnswer(job, entry, max(pieces.at, 0))
        yield JobAnswer(job, None, 0)

    def _read_elsewhere(self, jobs: Iterator[Job]) -> Iterator[JobAnswer]:
        tasks: deque[_Task] = deque()
        coming = _tasks(jobs, self._processes, stream=self._stream is not None)
        while True:
            tasks.extend(islice(coming, max(0, 2 * self._processes - len(tasks))))
            if not tasks:
                return
            if not tasks[0].parts:
                yield from self._read_here(tasks[0].jobs[0])
                tasks.popleft()
                continue
            self._go_on(tasks)
            yield from self._known_answers(tasks[0])
            if tasks[0].is_given:
                tasks.popleft()

    def _known_answers(self, task: _Task) -> Iterator[JobAnswer]:
        """The answers of a task that have arrived; the position follows."""
        position = self._reading.position
        for answer in task.ready():
            if position.current != answer.job.input.origin:
                position.begin(answer.job.input.origin, answer.job.size)
            position.within = task.within
            if answer.entry is None:
                position.end()
            yield answer

    def _go_on(self, tasks: deque[_Task]) -> None:
        """Hand out parts and receive frames until the first task has an answer."""
        first = tasks[0]
        while True:
            self._assign(tasks)
            is_ready = first.is_ready or first.is_given
            heard = [hand for hand in self._pool if hand.part and hand.part.may_grow]
            ready = connection.wait([hand.worker.line for hand in heard], 0 if is_ready else _TICK_SECONDS)
            for hand in heard:
                if hand.worker.line in ready:
                    self._receive(hand)
                elif time.monotonic() - hand.heard > LONGEST_SECONDS:
                    hand.worker.kill()
                    self._lose(hand, f"took longer than {LONGEST_SECONDS:g} s")
            if first.is_ready or first.is_given:
                return
            if not ready and self._tick:
                self._tick()

    def _assign(self, tasks: Iterable[_Task]) -> None:
        """Hand the parts that no worker has to idle workers."""
        waiting = (part for task in tasks for part in task.parts if not (part.is_taken or part.is_done))
        for part in waiting:
            hand = next((hand for hand in self._pool if hand.part is None), None)
            if hand is None and len(self._pool) < self._processes:
                hand = _Hand(Worker(self._serve))
                self._pool.append(hand)
            if hand is None:
                return
            try:
                hand.begin(part)
            except OSError:
                self._lose(hand, hand.worker.how_it_ended())

    def _receive(self, hand: _Hand) -> None:
        part = hand.part
        assert part
        try:
            frame = RowFrame.from_message(hand.worker.line.recv_bytes())
        except (EOFError, OSError):
            self._lose(
                hand, f"the process that read it {hand.worker.how_it_ended()}, maybe for want of memory"
            )
            return
        hand.heard = time.monotonic()
        part.take(frame)
        if part.is_done:
            hand.part, part.is_taken = None, False

    def _lose(self, hand: _Hand, reason: str) -> None:
        """Drop a lost worker; what it was reading is tried again or rejected, the rest goes to another."""
        self._pool.remove(hand)
        if hand.part:
            hand.part.fail(reason)


@dataclass(slots=True)
class _TaskPart:
    """What one worker is to read: files one after another, or its share of one.

    Attributes:
        jobs: the files.
        number, of: which share it is.
        done: how many of the files were read.
        answers: what came of them and was not given on.
        waiting: bytes of that.
        within: how far the current file was read.
        at: the piece of it that is being read; -1 where there are none.
        piece, taken: the piece of the last row, and how many rows it has by now.
        first: where to go on after a worker was lost; None: at the beginning.
        is_careful: whether a worker was lost at this place before.
        is_taken: whether a worker has it.
    """

    jobs: list[Job]
    number: int = 0
    of: int = 1
    done: int = 0
    answers: deque[JobAnswer] = field(default_factory=deque)
    waiting: int = 0
    within: int = 0
    at: int = -1
    piece: int = 0
    taken: int = 0
    first: int | None = None
    is_careful: bool = False
    is_taken: bool = False

    @property
    def is_done(self) -> bool:
        return self.done == len(self.jobs)

    @property
    def may_grow(self) -> bool:
        return self.waiting < _AHEAD_BYTES

    def take(self, frame: RowFrame) -> None:
        """Queue the rows of a frame."""
        self.within, self.at = frame.within, frame.at
        for piece, row in frame.rows:
            self.answers.append(JobAnswer(self.jobs[self.done], row, piece))
            self.waiting += len(row or b"")
            self.taken = self.taken + 1 if piece == self.piece else 1
            self.piece = piece
            if row is None:
                self._end()

    def fail(self, reason: str) -> None:
        """Note that the worker is gone."""
        self.is_taken = False
        job = self.jobs[self.done]
        if self.at < 0 or not isinstance(job.input.target, File):  # a stream cannot be gone back in
            self.answers += (
                JobAnswer(job, Rejected(job.input.origin, reason), 0),
                JobAnswer(job, None, 0),
            )
            self._end()
        elif self.is_careful:  # for the second time: now it is known where
            where = f"{job.input.origin} (part {self.at + 1})"
            self.answers.append(JobAnswer(job, Rejected(where, reason), self.at))
            self.first, self.piece, self.taken, self.is_careful = self.at + 1, self.at + 1, 0, False
        else:
            self.first, self.is_careful = max(self.piece, job.first), True

    def message(self) -> bytes:
        """The request to send to a worker."""
        return json.dumps([self._order(job).to_json() for job in self.jobs[self.done :]]).encode()

    def _order(self, job: Job) -> ReadRequest:
        target = job.input.target
        file = target if isinstance(target, File) else None
        first, skip = job.first, job.skip
        if self.first is not None and job is self.jobs[self.done]:
            first, skip = self.first, self.taken + (skip if self.first == first else 0)
        return ReadRequest(file, job.input.directions, self.number, self.of, first, skip, self.is_careful)

    def _end(self) -> None:
        """End the current file."""
        self.done += 1
        self.at, self.piece, self.taken, self.first, self.is_careful = -1, 0, 0, None, False


@dataclass(slots=True)
class _Task:
    """Jobs that are read together, and in one part or several.

    Attributes:
        jobs: a few small files, or a large one.
        parts: one, or as many as there are shares; none: it is to be read in this process.
    """

    jobs: list[Job]
    parts: list[_TaskPart]
    _ended: int = 0
    _given: bool = False

    @property
    def is_given(self) -> bool:
        """Whether all answers were given."""
        return self._ended == len(self.jobs)

    @property
    def within(self) -> int:
        """The number of bytes read of the current file."""
        return max(part.within for part in self.parts)

    @property
    def is_ready(self) -> bool:
        """Whether the next answer is known; with several shares, the one of the lowest piece."""
        return all(part.answers or part.is_done for part in self.parts) and any(
            part.answers for part in self.parts
        )

    def ready(self) -> Iterator[JobAnswer]:
        """The known answers, in order."""
        while self.is_ready:
            part = min((part for part in self.parts if part.answers), key=_order_of_first)
            answer = part.answers.popleft()
            part.waiting -= len(answer.entry) if isinstance(answer.entry, bytes) else 0
            if answer.entry is not None:
                self._given = True
                yield answer
            elif len(self.parts) == 1 or not any(part.answers for part in self.parts):
                if not self._given and not answer.job.first and not answer.job.skip:
                    yield JobAnswer(answer.job, Rejected(answer.job.input.origin, "it holds no article"), 0)
                self._ended += 1
                self._given = False
                yield answer


def _order_of_first(part: _TaskPart) -> tuple[bool, int]:
    """A sort key for parts by their next answers: the lowest piece first, ends last."""
    return part.answers[0].entry is None, part.answers[0].piece


@dataclass(slots=True)
class _Hand:
    """A worker, what it is doing, and when it was last heard of."""

    worker: Worker
    part: _TaskPart | None = None
    heard: float = 0.0

    def begin(self, part: _TaskPart) -> None:
        self.part, part.is_taken = part, True
        self.heard = time.monotonic()
        self.worker.line.send_bytes(part.message())


def _own_stream(streams: list[BinaryIO]) -> BinaryIO | None:
    """A duplicate of standard input for a worker, which closes its own; None if it has no descriptor."""
    for stream in streams:
        try:
            return os.fdopen(os.dup(stream.fileno()), "rb")
        except (AttributeError, OSError, ValueError):
            continue
    return None


def _tasks(jobs: Iterator[Job], processes: int, *, stream: bool = False) -> Iterator[_Task]:
    """Tasks: small files in groups that are worth a message, large files in shares, anything else by itself.

    Args:
        jobs: what is to be read.
        processes: how many share a large file.
        stream: whether a process can read a stream, as one whole.
    """
    group: list[Job] = []
    for job in jobs:
        is_file = isinstance(job.input.target, File)
        alone = not is_file or job.size >= LARGE_BYTES
        if group and (alone or len(group) >= _TASK_FILES or sum(j.size for j in group) >= _TASK_BYTES):
            yield _Task(group, [_TaskPart(group)])
            group = []
        if not alone:
            group.append(job)
        else:
            shares = processes if is_file else int(stream and not isinstance(job.input.target, Rejected))
            yield _Task([job], [_TaskPart([job], number, shares) for number in range(shares)])
    if group:
        yield _Task(group, [_TaskPart(group)])

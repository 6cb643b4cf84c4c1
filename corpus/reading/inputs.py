"""What there is to read, one input after another, and how far reading has come."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ..article import Article, Rejected
from .files import File
from .folders import files_in
from .shard import Pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .date_order import FolderTallies

# A file that is changed again within the clock's tick keeps its stamp: of file systems that count in
# nanoseconds it is that of the kernel, of those that count in seconds up to two of them.
_FINE_TICK, _COARSE_TICK = 50_000_000, 2_000_000_000
_LEAST_SLEEP = 0.001  # seconds beyond what is left of a tick


@dataclass(frozen=True, slots=True)
class Directions:
    """How inputs are to be read; see ``corpus.read``.

    Attributes:
        reader: the name of the reader to use, or None: content decides.
        fields: our field name → the export's key.
        outlet: whose articles those are that name no source.
        day_first: how ``01/02/2016`` is to be read, or None.
        encoding: the name of the encoding that overrules all others, or "".
    """

    reader: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    outlet: str = ""
    day_first: bool | None = None
    encoding: str = ""

    def to_json(self) -> dict[str, Any]:
        """The directions that differ from the defaults, as JSON-ready values in a fixed order."""
        said = {
            "reader": self.reader,
            "fields": dict(sorted(self.fields.items())),
            "outlet": self.outlet,
            "day_first": self.day_first,
            "encoding": self.encoding,
        }
        return {name: value for name, value in said.items() if value not in (None, {}, "")}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Directions:
        """The directions that ``to_json`` wrote."""
        return cls(**{name: value[name] for name in cls.__slots__ if name in value})


@dataclass(frozen=True, slots=True)
class FileStamp:
    """The size and the modification time of a file, by which a change is noticed.

    Attributes:
        size: bytes.
        mtime_ns: nanoseconds since 1970.
    """

    size: int
    mtime_ns: int

    def settles(self) -> bool:
        """Whether the clock has moved on, so that a later change would show.

        Waits for that where it takes no longer than the fine tick: what becomes of a file must not depend
        on how soon after its writing it was read.
        """
        tick = _FINE_TICK if self.mtime_ns % 1_000_000_000 else _COARSE_TICK
        left = self.mtime_ns + tick - time.time_ns()
        if 0 <= left <= _FINE_TICK:
            time.sleep(left / 1e9 + _LEAST_SLEEP)
        return time.time_ns() - self.mtime_ns > tick


@dataclass(frozen=True, slots=True)
class Input:
    """One file or stream to read, or the reason why there is none.

    Attributes:
        target: a file, a stream, or why there is nothing to read.
        directions: how it is to be read.
    """

    target: File | BinaryIO | Rejected
    directions: Directions

    @property
    def origin(self) -> str:
        """The origin that its articles state."""
        match self.target:
            case File() | Rejected():
                return self.target.origin
            case _:
                return "-"

    @property
    def path(self) -> str:
        """The absolute path of a file; "" for anything else."""
        return os.path.abspath(self.target.path) if isinstance(self.target, File) else ""  # noqa: PTH100 -- Path.absolute keeps ".."

    def stamp(self) -> FileStamp | None:
        """The stamp of a file; None for anything else."""
        if not isinstance(self.target, File):
            return None
        try:
            status = os.stat(self.target.path, follow_symlinks=self.target.named)  # noqa: PTH116 -- once a file: a Path costs as much
        except (OSError, ValueError):
            return None
        return FileStamp(status.st_size, status.st_mtime_ns)


class ReadInput(Protocol):
    """Reads one file or stream: ``corpus.reading.read.entries_of``."""

    def __call__(
        self,
        target: File | BinaryIO,
        directions: Directions,
        opened: Callable[[BinaryIO], None] | None = None,
        pieces: Pieces | None = None,
        folders: FolderTallies | None = None,
    ) -> Iterator[Article | Rejected]:
        """The articles and rejections of an input; see ``corpus.reading.read.entries_of``."""
        ...


@dataclass(slots=True)
class Position:
    """The progress of a reading, in bytes of files.

    Attributes:
        done: bytes of the files that are done with.
        passed: how many of these were not read, as they have not changed.
        current: the origin of the file that is being read, or "".
        size: its bytes.
        within: how many of them were read.
    """

    done: int = 0
    passed: int = 0
    current: str = ""
    size: int = 0
    within: int = 0

    def begin(self, origin: str, size: int) -> None:
        """Begin a file."""
        self.current, self.size, self.within = origin, size, 0

    def end(self) -> None:
        """End the current file."""
        self.done += self.size
        self.begin("", 0)

    def pass_over(self, size: int) -> None:
        """Count a file that is not read."""
        self.done += size
        self.passed += size

    @property
    def read(self) -> int:
        """Bytes of finished files, and those read of the current one."""
        return self.done + min(self.within, self.size)


class Reading:
    """An iterator over the articles of inputs, and a ``Rejected`` for each input that is none.

    It knows its inputs, so that who wants to can leave out some of them, or read several at a time.

    Attributes:
        position: how far it has come.
    """

    def __init__(self, targets: Sequence[tuple[File | BinaryIO, Directions]], read_input: ReadInput) -> None:
        self.position = Position()
        self.read_input: ReadInput = partial(read_input, folders={})
        self._targets = targets
        self._entries: Iterator[Article | Rejected] | None = None

    def __iter__(self) -> Iterator[Article | Rejected]:
        return self

    def __next__(self) -> Article | Rejected:
        if self._entries is None:
            self._entries = self._read()
        return next(self._entries)

    @property
    def is_begun(self) -> bool:
        """Whether an entry has been taken."""
        return self._entries is not None

    def inputs(self) -> Iterator[Input]:
        """All inputs in order, folders that cannot be walked included."""
        for target, directions in self._targets:
            for found in files_in(target) if isinstance(target, File) else (target,):
                yield Input(found, directions)

    def streams(self) -> list[BinaryIO]:
        """The inputs that are streams."""
        return [target for target, _ in self._targets if not isinstance(target, File)]

    def size(self) -> int | None:
        """The total size of all files in bytes; None if there are streams."""
        if not all(isinstance(target, File) for target, _ in self._targets):
            return None
        stamps = (each.stamp() for each in self.inputs())
        return sum(stamp.size for stamp in stamps if stamp)

    def entries_of(self, one: Input, pieces: Pieces | None = None) -> Iterator[Article | Rejected]:
        """The entries of one input, or of some of its pieces; ``position`` follows."""
        target = one.target
        if isinstance(target, Rejected):
            yield target
            return
        stamp = one.stamp()
        self.position.begin(one.origin, stamp.size if stamp else 0)
        place = FilePosition()
        for entry in self.read_input(target, one.directions, place.follow, pieces):
            self.position.within = place.within
            yield entry
        self.position.end()

    def _read(self) -> Iterator[Article | Rejected]:
        for one in self.inputs():
            yield from self.entries_of(one)


class FilePosition:
    """The read position of an open file."""

    def __init__(self) -> None:
        self._file: BinaryIO | None = None

    def follow(self, file: BinaryIO) -> None:
        """Follow this open file."""
        self._file = file

    @property
    def within(self) -> int:
        """The number of bytes read of the file."""
        try:
            return self._file.tell() if self._file else 0
        except (OSError, ValueError):
            return 0

"""What there is to read, one input after another, and how far reading has come."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ..article import Article, Rejected
from .files import File, files_in
from .shard import Pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .date_order import FolderTallies

# A file that is changed again within the clock's tick keeps its stamp: of file systems that count in
# nanoseconds it is that of the kernel, of those that count in seconds up to two of them.
_FINE_TICK, _COARSE_TICK = 50_000_000, 2_000_000_000


@dataclass(frozen=True, slots=True)
class Directions:
    """What a caller says of how sources are to be read; see ``corpus.read``.

    Attributes:
        reader: the name of the reader to use, or None: content decides.
        fields: our field name → the export's key.
        outlet: the source of articles that name none.
        day_first: how ``01/02/2016`` is to be read, or None.
    """

    reader: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    outlet: str = ""
    day_first: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """What was said, as JSON-ready values in a fixed order; nothing where nothing was said."""
        said = {
            "reader": self.reader,
            "fields": dict(sorted(self.fields.items())),
            "outlet": self.outlet,
            "day_first": self.day_first,
        }
        return {name: value for name, value in said.items() if value not in (None, {}, "")}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Directions:
        """The directions that ``to_json`` wrote."""
        return cls(**{name: value[name] for name in cls.__slots__ if name in value})


@dataclass(frozen=True, slots=True)
class FileStamp:
    """By what a file that has not changed is known.

    Attributes:
        size: bytes.
        mtime_ns: nanoseconds since 1970.
    """

    size: int
    mtime_ns: int

    @property
    def is_settled(self) -> bool:
        """Whether a change from now on would show in it."""
        tick = _FINE_TICK if self.mtime_ns % 1_000_000_000 else _COARSE_TICK
        return time.time_ns() - self.mtime_ns > tick


@dataclass(frozen=True, slots=True)
class Input:
    """One file or stream to read, or what cannot be read at all.

    Attributes:
        source: a file, a stream, or why there is nothing to read.
        directions: how it is to be read.
    """

    source: File | BinaryIO | Rejected
    directions: Directions

    @property
    def origin(self) -> str:
        """Where its articles say that they were read."""
        match self.source:
            case File():
                return self.source.origin
            case Rejected():
                return self.source.source
            case _:
                return "-"

    @property
    def path(self) -> str:
        """The absolute path of a file; "" for what is none."""
        return os.path.abspath(self.source.path) if isinstance(self.source, File) else ""  # noqa: PTH100 -- Path.absolute keeps ".."

    def stamp(self) -> FileStamp | None:
        """What tells whether a file has changed; None for all else."""
        if not isinstance(self.source, File):
            return None
        try:
            status = os.stat(self.source.path, follow_symlinks=self.source.named)  # noqa: PTH116 -- once a file: a Path costs as much
        except (OSError, ValueError):
            return None
        return FileStamp(status.st_size, status.st_mtime_ns)


class ReadSource(Protocol):
    """Reads one file or stream: ``corpus.reading.read.entries_of``."""

    def __call__(
        self,
        source: File | BinaryIO,
        directions: Directions,
        opened: Callable[[BinaryIO], None] | None = None,
        pieces: Pieces | None = None,
        folders: FolderTallies | None = None,
    ) -> Iterator[Article | Rejected]:
        """Its articles and rejections; see ``corpus.reading.read.entries_of``."""
        ...


@dataclass(slots=True)
class Position:
    """How far reading has come.

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
        """Another file."""
        self.current, self.size, self.within = origin, size, 0

    def end(self) -> None:
        """The current file is done with."""
        self.done += self.size
        self.begin("", 0)

    def pass_over(self, size: int) -> None:
        """A file is done with that is not to be read."""
        self.done += size
        self.passed += size

    @property
    def read(self) -> int:
        """Bytes of files that are done with or were read in the current one."""
        return self.done + min(self.within, self.size)


class Reading:
    """The articles of sources, and a ``Rejected`` for each input that is none: an iterator.

    It knows its inputs, so that who wants to can leave out some of them, or read several at a time.

    Attributes:
        position: how far it has come.
    """

    def __init__(
        self, sources: Sequence[tuple[File | BinaryIO, Directions]], read_source: ReadSource
    ) -> None:
        self.position = Position()
        self.read_source: ReadSource = partial(read_source, folders={})
        self._sources = sources
        self._entries: Iterator[Article | Rejected] | None = None

    def __iter__(self) -> Iterator[Article | Rejected]:
        return self

    def __next__(self) -> Article | Rejected:
        if self._entries is None:
            self._entries = self._read()
        return next(self._entries)

    @property
    def is_begun(self) -> bool:
        """Whether some of it has been taken already."""
        return self._entries is not None

    def inputs(self) -> Iterator[Input]:
        """All there is to read, in order; what cannot be walked among it."""
        for source, directions in self._sources:
            for found in files_in(source) if isinstance(source, File) else (source,):
                yield Input(found, directions)

    def streams(self) -> list[BinaryIO]:
        """Those of the sources that are no files."""
        return [source for source, _ in self._sources if not isinstance(source, File)]

    def size(self) -> int | None:
        """Bytes of all files; None where there are streams, of which nobody knows."""
        if not all(isinstance(source, File) for source, _ in self._sources):
            return None
        stamps = (each.stamp() for each in self.inputs())
        return sum(stamp.size for stamp in stamps if stamp)

    def entries_of(self, one: Input, pieces: Pieces | None = None) -> Iterator[Article | Rejected]:
        """What is in one input, or in these pieces of it; ``position`` follows."""
        source = one.source
        if isinstance(source, Rejected):
            yield source
            return
        stamp = one.stamp()
        self.position.begin(one.origin, stamp.size if stamp else 0)
        place = FilePosition()
        for entry in self.read_source(source, one.directions, place.follow, pieces):
            self.position.within = place.within
            yield entry
        self.position.end()

    def _read(self) -> Iterator[Article | Rejected]:
        for one in self.inputs():
            yield from self.entries_of(one)


class FilePosition:
    """How far an open file was read."""

    def __init__(self) -> None:
        self._file: BinaryIO | None = None

    def follow(self, file: BinaryIO) -> None:
        """The file is open."""
        self._file = file

    @property
    def within(self) -> int:
        """Bytes that were read of it."""
        try:
            return self._file.tell() if self._file else 0
        except (OSError, ValueError):
            return 0

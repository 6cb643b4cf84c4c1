"""Looking at an input a second time, for what only all of it can tell: how its dates are written.

This is done at the first date that has two meanings, and never where there is none. What a file tells does
not depend on how many processes read it, nor on where reading began.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ..article import Article
from ..dates.day_order import DayOrders, DayOrderTally
from ..unpacking import read_once
from .files import File
from .streams import is_seekable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import DirEntry

    from .inputs import Directions
    from .shard import Pieces

    Read = Callable[[File | BinaryIO, Directions], Iterator[object]]

KEPT = 16 * 1024**2
"""Bytes of a pipe's beginning that are kept, so that they can be read twice."""
NEIGHBOURS, NEIGHBOURS_BYTES = 1_000, 64 * 1024**2
"""Files of a folder, and their bytes, that are asked how an outlet writes its dates."""

_ALIVE_EVERY = 256  # articles; who waits for a process wants to hear of it
_FOLDERS = 8  # whose tallies are kept at a time: files come folder by folder

FolderTallies = dict[tuple[str, str, str], DayOrderTally]
"""How the files of a folder write their dates, by folder, suffix and directions: each asks for the same.

One reading owns one, in each process that takes part in it. What was read before has no say in it, not even
where files were rewritten in place since, which a folder's time of change does not show.
"""


class RewindablePipe:
    """A stream that cannot seek, with its beginning kept so that it can be read twice.

    Args:
        target: the stream.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._read = read_once(target)
        self._beginning = bytearray()
        self._at = 0
        self._failure: Exception | None = None

    def read(self, size: int) -> bytes | None:
        """The next bytes of the stream, those read ahead included."""
        if self._at < len(self._beginning):
            part: bytes | None = bytes(self._beginning[self._at : self._at + size])
        elif self._failure:
            raise self._failure
        else:
            part = self._read(size)
            if part and self._at == len(self._beginning) and self._at + len(part) <= KEPT:
                self._beginning += part
        self._at += len(part or b"")
        return part

    def beginning(self) -> bytes:
        """The first bytes of the stream, up to ``KEPT``."""
        while self._at <= len(self._beginning) < KEPT and not self._failure:
            try:
                part = self._read(KEPT - len(self._beginning))
            except Exception as error:  # noqa: BLE001 -- whatever a stream raises is raised again in its turn
                self._failure = error
            else:
                if not part:
                    break
                self._beginning += part
        return bytes(self._beginning)


def with_date_order(
    target: File | BinaryIO,
    directions: Directions,
    pieces: Pieces | None,
    read: Read,
    folders: FolderTallies,
) -> tuple[File | BinaryIO, DayOrders | None]:
    """The input to read, and how its outlets order day and month.

    Args:
        target: a file or stream, not yet read.
        directions: how it is to be read; where they tell the order, nothing is to be found out.
        pieces: told now and then that reading goes on.
        read: reads it without a survey.
        folders: what is known of folders by now.
    """
    if directions.day_first is not None:
        return target, None
    if isinstance(target, File):
        own = partial(_tally, partial(read, target, directions), pieces)
        return target, DayOrders(own, partial(_tally_of_folder, target, directions, pieces, read, folders))
    if is_seekable(target):
        start = target.tell()
        return target, DayOrders(partial(_tally, partial(_again, target, start, directions, read), pieces))
    kept = RewindablePipe(target)
    beginning = partial(_beginning, kept, directions, read)
    return cast("BinaryIO", kept), DayOrders(partial(_tally, beginning, pieces))  # all it takes to be read


def _tally(entries: Callable[[], Iterator[object]], pieces: Pieces | None) -> DayOrderTally:
    tally = DayOrderTally()
    for number, entry in enumerate(entries()):
        if isinstance(entry, Article) and entry.published:
            tally.count(entry.source, entry.published)
        if pieces and pieces.begun and not number % _ALIVE_EVERY:
            pieces.begun()
    return tally


def _again(target: BinaryIO, start: int, directions: Directions, read: Read) -> Iterator[object]:
    """The entries of a stream from ``start`` on; its position is restored."""
    place = target.tell()
    target.seek(start)
    try:
        yield from read(target, directions)
    finally:
        target.seek(place)


def _beginning(kept: RewindablePipe, directions: Directions, read: Read) -> Iterator[object]:
    yield from read(io.BytesIO(kept.beginning()), directions)


def _tally_of_folder(
    file: File, directions: Directions, pieces: Pieces | None, read: Read, folders: FolderTallies
) -> DayOrderTally:
    """The tally of the files in the same folder; an empty one if the file was named by itself."""
    if file.named:
        return DayOrderTally()
    folder, _, name = file.path.rpartition("/")
    suffix = Path(name).suffix
    key = folder, suffix, json.dumps(directions.to_json())
    if key not in folders:
        while len(folders) >= _FOLDERS:
            del folders[next(iter(folders))]
        folders[key] = _tally(partial(_in_files, folder, suffix, directions, read), pieces)
    return folders[key]


def _in_files(folder: str, suffix: str, directions: Directions, read: Read) -> Iterator[object]:
    for name in _neighbours(folder, suffix):
        yield from read(File(f"{folder}/{name}"), directions)


def _neighbours(folder: str, suffix: str) -> list[str]:
    """The first files of a folder with a suffix, hidden ones excepted, up to a total size."""

    def is_like(entry: DirEntry[str]) -> bool:
        return entry.name.endswith(suffix) and entry.name[0] != "." and entry.is_file(follow_symlinks=False)

    chosen: list[str] = []
    size = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(filter(is_like, entries), key=lambda entry: entry.name)[:NEIGHBOURS]:
            size += entry.stat(follow_symlinks=False).st_size
            if size > NEIGHBOURS_BYTES:
                break
            chosen.append(entry.name)
    return chosen

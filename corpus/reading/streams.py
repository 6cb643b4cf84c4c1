"""What is in one stream: its articles; or, where it is a container, those of its members, however nested."""

from __future__ import annotations

import time
import zlib
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from ..article import Article, Rejected
from ..errors import InputError
from ..readers import can_share, choose
from ..readers.charsets import TextEncoding
from ..readers.density import Density
from ..readers.text_stream import Opened, as_utf8, open_text
from ..text import in_quotes
from ..unpacking import (
    COMPRESSED_SUFFIXES,
    SEPARATOR,
    Level,
    Refused,
    UnpackingBudget,
    container_kind,
    limits,
    members,
    read_once,
)
from ..unpacking.spool import spool
from ..unpacking.zip_container import first_names, is_office_document
from .page_parts import wanted_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ..readers import Options, Reader
    from ..unpacking import Readable


def read_stream(
    stream: BinaryIO, name: str, reader: Reader | None, options: Options
) -> Iterator[Article | Rejected]:
    """The articles in an open input, and a rejection for anything else. Raises nothing.

    Args:
        stream: the bytes, perhaps compressed, perhaps a container.
        name: the file's name, for readers.
        reader: the one to use, or None: its content, then its name, decides.
        options: what the readers are told.
    """
    whole = _Whole(stream, stream.tell()) if is_seekable(stream) else _Whole()
    budget = UnpackingBudget(whole.size())
    counted = _CountedStream(budget.count_packed(read_once(stream)))
    options = replace(options, density=Density(budget))
    return _in_time(_read(counted, name, reader, options, Level(budget), whole), budget, options.origin)


def reason(error: Exception) -> str:
    """The reason that a rejection gives for an error."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, EOFError | zlib.error):
        return f"damaged data, read as far as they go: {error}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, MemoryError):
        return "too large for the memory there is; split it"
    return f"the reader failed: {type(error).__name__}: {in_quotes(str(error), 200)}"


@dataclass(frozen=True, slots=True)
class _CountedStream:
    """A stream whose bytes are counted."""

    read: Callable[[int], bytes | None]


class _Whole:
    """The input itself, if it can seek, and the offset at which it begins."""

    def __init__(self, file: BinaryIO | None = None, start: int = 0) -> None:
        self.file = file
        self._start = start

    def size(self) -> int:
        """Its size in bytes; 0 if it is unknown."""
        if not self.file:
            return 0
        size = self.file.seek(0, 2) - self._start
        self.file.seek(self._start)
        return max(0, size)

    def from_its_start(self, level: Level) -> BinaryIO:
        """The input at its beginning, with its size known to the budget."""
        assert self.file
        level.budget.holds(self.file.seek(0, 2) - self._start)
        self.file.seek(self._start)
        return self.file


def _in_time(
    entries: Iterator[Article | Rejected], budget: UnpackingBudget, origin: str
) -> Iterator[Article | Rejected]:
    """The entries, until the time is used up; time that the caller takes does not count.

    The clock tells what reading took at most, and so does the thread's own time, which is dear to ask for.
    """
    start, spent, began = time.thread_time(), 0.0, time.perf_counter()
    for entry in entries:
        spent += time.perf_counter() - began
        yield entry
        if spent > limits.SECONDS_FREELY and budget.is_slow(min(spent, time.thread_time() - start)):
            yield Rejected(origin, f"reading it took {spent:.0f} s; what follows was not read; split it")
            return
        began = time.perf_counter()


def _read(
    stream: Readable,
    name: str,
    reader: Reader | None,
    options: Options,
    level: Level,
    whole: _Whole,
) -> Iterator[Article | Rejected]:
    is_read = False
    try:
        for found in _read_unpacked(stream, name, reader, options, level, whole):
            yield found
            is_read = True
    except Exception as error:  # noqa: BLE001 -- whatever a reader makes of one input, the others follow
        yield Rejected(options.origin, reason(error))
    else:
        if not is_read and not (options.pieces and options.pieces.passed):
            yield Rejected(options.origin, "it holds no article")


def _read_unpacked(
    stream: Readable,
    name: str,
    reader: Reader | None,
    options: Options,
    level: Level,
    whole: _Whole,
) -> Iterator[Article | Rejected]:
    opened = open_text(stream, level)
    kind = container_kind(opened.head)
    if kind == "ZIP":
        whole = _Whole() if opened.is_packed else whole
        place: AbstractContextManager[BinaryIO] = (
            nullcontext(whole.from_its_start(level)) if whole.file else spool(opened.stream)
        )
        with place as file:
            start = file.tell()
            names = first_names(file, start)
            file.seek(start)
            if is_office_document(names):  # a ZIP archive in name only; a reader of one's own may know better
                yield from _read_text(open_text(file, level), name, reader, options)
            else:
                within = opened.level.in_container()
                yield from _members(kind, file, reader, options, within, wanted_members(names))
    elif kind:
        yield from _members(kind, opened.stream, reader, options, opened.level.in_container())
    else:
        yield from _read_text(opened, name, reader, options)


def _members(
    kind: str,
    container: BinaryIO,
    reader: Reader | None,
    options: Options,
    level: Level,
    is_wanted: Callable[[str], bool] = bool,
) -> Iterator[Article | Rejected]:
    """The entries of a container's members, each of which is an input by itself."""
    for member in members(kind, container, level):
        if member.shown and not is_wanted(member.shown):
            continue
        if options.pieces and not options.pieces.take():
            continue
        origin = f"{options.origin}{SEPARATOR}{member.shown}" if member.shown else options.origin
        if isinstance(member, Refused):
            yield Rejected(origin, member.reason)
        else:
            within = replace(options, origin=origin, pieces=None, beside=None)
            yield from _read(member, member.name, reader, within, level, _Whole())
            level.budget.check()


def _read_text(
    opened: Opened, name: str, reader: Reader | None, options: Options
) -> Iterator[Article | Rejected]:
    encoding = options.encoding
    if encoding.is_wide and not opened.is_utf8:
        opened = as_utf8(opened, encoding.named)
    options = replace(options, encoding=TextEncoding("" if opened.is_utf8 else encoding.named))
    is_empty = not opened.head and not opened.stream.peek()  # which raises what kept the head from being read
    chosen = "empty file" if is_empty else choose(opened.head, bare_name(name), reader)
    if isinstance(chosen, str):
        yield Rejected(options.origin, chosen)
        return
    if options.pieces and not can_share(chosen) and options.pieces.leave():
        return
    for found in chosen.read(opened.stream, options):
        yield _with_reader_name(found, chosen.name, options.origin)


def _with_reader_name(found: object, reader: str, origin: str) -> Article | Rejected:
    """The article with the reader's name; a rejection if the reader gave something else."""
    match found:
        case Rejected():
            return found
        case Article():
            return replace(found, reader=found.reader or reader)
        case _:
            return Rejected(origin, f"the reader failed: an Article is expected, not {type(found).__name__}")


def bare_name(name: str) -> str:
    """``name`` without suffixes of compression."""
    while name.lower().endswith(COMPRESSED_SUFFIXES):
        name = name.rpartition(".")[0]
    return name


def is_seekable(stream: BinaryIO) -> bool:
    """Whether a stream can seek back to where it is."""
    try:
        return bool(stream.seekable()) and stream.tell() >= 0
    except (AttributeError, OSError, ValueError):
        return False

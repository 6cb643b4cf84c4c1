"""Disks that refuse, and disks that lose power: stand-ins for the module ``os`` in ``index.disk``."""

from __future__ import annotations

import gc
import os
import random
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus.archive_folder import ARCHIVE_FILE
from index.engine.embedded.store import disk, lock, manifest

CALLS = ("open", "write", "pwrite", "fsync", "replace", "unlink", "mkdir")


class Stand:
    """The module ``os``, with every call that changes the disk passed through ``call``."""

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real
        return lambda *args: self.call(name, real, args)

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:  # noqa: ARG002 -- for others
        return real(*args)


class Refusing(Stand):
    """Refuses the calls from one on, for ever or just that one.

    Args:
        number: the errno.
        after: how many calls succeed first.
        only: the calls that count.
        once: whether later ones succeed again.
    """

    def __init__(
        self, number: int, after: int = 0, only: tuple[str, ...] = CALLS, *, once: bool = False
    ) -> None:
        self.number, self.after, self.only, self.once = number, after, only, once
        self.calls = self.refused = 0

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if name in self.only:
            self.calls += 1
            if self.calls > self.after and not (self.once and self.refused):
                self.refused += 1
                raise OSError(self.number, os.strerror(self.number))
        return real(*args)


class Short(Stand):
    """Writes one byte less than it is asked to."""

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if name in ("write", "pwrite") and len(args[1]) > 1:
            args = (args[0], args[1][:-1], *args[2:])
        return real(*args)


class PowerLoss(Stand):
    """Remembers what a disk that keeps no more than it must would hold after a loss of power.

    A file keeps what it held at its last fsync, a directory the names it had at its own. Of what was done to
    names since then, a crash may keep any part that ``states`` gives: all, none, or all but the last.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.synced: dict[int, bytes] = {}  # inode -> content
        self.names: dict[str, int] = {}  # what the directory's last fsync made sure of
        for path in directory.iterdir():
            self.names[path.name] = path.stat().st_ino
            self.synced[path.stat().st_ino] = path.read_bytes()
        self.later: list[dict[str, int]] = []
        self.kept: list[tuple[str, dict[str, bytes]]] = []

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        result = real(*args)
        if name == "fsync":
            self._sync(args[0])
        if name in ("open", "replace", "unlink"):
            self.later.append({path.name: path.stat().st_ino for path in self.directory.iterdir()})
        self.kept += [(name, state) for state in self.states()]
        return result

    def _sync(self, descriptor: int) -> None:
        found = os.fstat(descriptor)
        if found.st_ino == self.directory.stat().st_ino:
            self.names, self.later = (self.later or [self.names])[-1], []
        else:
            self.synced[found.st_ino] = os.pread(descriptor, found.st_size, 0)

    def states(self) -> Iterator[dict[str, bytes]]:
        """What may be there after a crash at this moment: contents by name."""
        for names in (self.names, *self.later[-2:]):
            yield {name: self.synced.get(inode, b"") for name, inode in names.items()}


@contextmanager
def on(stand: Stand) -> Iterator[Stand]:
    """Put a stand-in in the place of the disk's ``os``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", stand)
        yield stand


def lay_out(directory: Path, contents: dict[str, bytes]) -> Path:
    """A directory with these files."""
    directory.mkdir(parents=True)
    for name, content in contents.items():
        (directory / name).write_bytes(content)
    return directory


class Unsynced(Stand):
    """Counts the calls, and spares the disk the syncing, which only a loss of power would tell.

    Attributes:
        names: the calls so far.
    """

    def __init__(self) -> None:
        self.names: list[str] = []

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        self.names.append(name)
        return None if name == "fsync" else self.tried(name, real, args)

    def tried(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:  # noqa: ARG002 -- for others
        """Do a call that is not a syncing."""
        return real(*args)


class Failing(Unsynced):
    """Refuses one call, or that one and all later ones until it is lifted; syncing can be refused as well.

    Args:
        number: the errno.
        at: the number of the call, from 0.
        lasting: whether later ones are refused too.
    """

    def __init__(self, number: int, at: int, *, lasting: bool = False) -> None:
        super().__init__()
        self.number, self.at, self.lasting = number, at, lasting
        self.refused = 0

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        turn = len(self.names)
        if turn == self.at or (self.lasting and turn > self.at):
            self.names.append(name)
            self.refused += 1
            if name in ("write", "pwrite") and not self.lasting:  # some of it may have been written
                real(args[0], bytes(memoryview(args[1])[: len(args[1]) // 2]), *args[2:])
            raise OSError(self.number, os.strerror(self.number))
        return super().call(name, real, args)


class Crashing(Unsynced):
    """Ends the process before one of the calls, or in the middle of it where that is a writing.

    Args:
        at: the number of the call, from 0.
        torn: whether half of a writing reaches the file.
    """

    def __init__(self, at: int, *, torn: bool = False) -> None:
        super().__init__()
        self.at, self.torn = at, torn

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if len(self.names) == self.at:
            if self.torn and name in ("write", "pwrite"):
                real(args[0], bytes(memoryview(args[1])[: len(args[1]) // 2]), *args[2:])
            os._exit(CRASHED)
        return super().call(name, real, args)


CRASHED = 77
"""How a process ends that a stand-in ended."""


def forked(work: Callable[[], object]) -> int:
    """Do something in a process of its own; how that ended: 0 when it was done, -n by signal n."""
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking where there are threads
        child = os.fork()
    if child == 0:
        status = 1
        gc.disable()  # it would copy every page that the two processes share
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 -- shown in the test's output
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# A disk that loses its power


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to a directory on a disk.

    Attributes:
        kind: create, write, sync (a file), rename, unlink, settle (the directory was synced), mark.
        name: of a file; of the renamed one; what a mark says.
        target: the new name of the renamed one.
        file: a number for the file, which stays the same whatever its name.
        offset, data: of what was written.
    """

    kind: str
    name: str = ""
    target: str = ""
    file: int = 0
    offset: int = 0
    data: bytes = b""


class Recording(Unsynced):
    """Writes a log of everything that is done to the files of one directory.

    Attributes:
        log: the events, in their order.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.directory = directory
        self.log: list[Event] = []
        self._files: dict[int, int] = {}  # descriptor -> number of the file; -1: the directory
        self._names: dict[str, int] = {}  # name -> number of the file
        for path in sorted(directory.iterdir()):
            self._names[path.name] = len(self._names)
        self.before = {number: (directory / name).read_bytes() for name, number in self._names.items()}
        self.names_before = dict(self._names)
        self._next = len(self._names)

    def mark(self, name: str) -> None:
        """Note a moment."""
        self.log.append(Event("mark", name))

    def call(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        result = super().call(name, real, args)
        getattr(self, f"_{name}", lambda *_: None)(result, *args)
        return result

    def _open(self, descriptor: int, path: Path, flags: int, *_: int) -> None:
        if Path(path) == self.directory:
            self._files[descriptor] = -1
        elif flags & os.O_CREAT:
            name = Path(path).name
            if name not in self._names:
                self._names[name] = self._next
                self._next += 1
            self._files[descriptor] = self._names[name]
            self.log.append(Event("create", name, file=self._names[name]))

    def _write(self, written: int, descriptor: int, data: Any) -> None:
        number = self._files[descriptor]
        at = os.lseek(descriptor, 0, os.SEEK_CUR) - written
        self.log.append(Event("write", file=number, offset=at, data=bytes(memoryview(data)[:written])))

    def _pwrite(self, written: int, descriptor: int, data: Any, offset: int) -> None:
        number = self._files[descriptor]
        self.log.append(Event("write", file=number, offset=offset, data=bytes(memoryview(data)[:written])))

    def _fsync(self, _: None, descriptor: int) -> None:
        number = self._files[descriptor]
        self.log.append(Event("settle") if number < 0 else Event("sync", file=number))

    def _replace(self, _: None, source: Path, target: Path) -> None:
        number = self._names.pop(Path(source).name)
        self._names[Path(target).name] = number
        self.log.append(Event("rename", Path(source).name, Path(target).name, number))

    def _unlink(self, _: None, path: Path) -> None:
        self.log.append(Event("unlink", Path(path).name, file=self._names.pop(Path(path).name)))


class Disk:
    """A disk that keeps for certain only what was synced; the model that a recording is played on.

    Of the rest a loss of power may leave any part: of what was done to names any of the steps, of what was
    written to a file nothing, a beginning, blocks here and there, or zeros.
    """

    def __init__(self, recording: Recording) -> None:
        self._synced = {number: bytes(content) for number, content in recording.before.items()}
        self._current = {number: bytearray(content) for number, content in recording.before.items()}
        self._names = dict(recording.names_before)
        self._steps: list[Event] = []

    def play(self, event: Event) -> None:
        """Do what was done."""
        match event.kind:
            case "create":
                self._current[event.file] = bytearray()
                self._steps.append(event)
            case "write":
                content = self._current[event.file]
                content.extend(bytes(max(0, event.offset + len(event.data) - len(content))))
                content[event.offset : event.offset + len(event.data)] = event.data
            case "sync":
                self._synced[event.file] = bytes(self._current[event.file])
            case "rename" | "unlink":
                self._steps.append(event)
            case "settle":
                for step in self._steps:
                    _apply(step, self._names)
                self._steps.clear()

    def states(self, dice: random.Random, drawn: int) -> Iterator[dict[str, bytes]]:
        """Contents by name, after a loss of power now: the extremes, and some drawn ones."""
        count = len(self._steps)
        chosen = [[True] * count, [False] * count]
        chosen += [[dice.random() < 0.5 for _ in range(count)] for _ in range(drawn)]
        for which in chosen:
            for loss in ("all", "nothing", "zeros") if which in chosen[:2] else (None,):
                yield self._state(which, loss, dice)

    def _state(self, which: Sequence[bool], loss: str | None, dice: random.Random) -> dict[str, bytes]:
        names = dict(self._names)
        for step, seen in zip(self._steps, which, strict=True):
            if seen:
                _apply(step, names)
        return {name: self._left(number, loss or dice.choice(LOSSES), dice) for name, number in names.items()}

    def _left(self, number: int, loss: str, dice: random.Random) -> bytes:
        """What may be left of a file."""
        current, synced = bytes(self._current[number]), self._synced.get(number, b"")
        match loss:
            case _ if current == synced and number in self._synced:
                return synced
            case "nothing":
                return current
            case "all":
                return synced
            case "zeros":
                return synced[: len(current)] + bytes(max(0, len(current) - len(synced)))
            case "end":
                return current[: dice.randint(0, len(current))]
            case _:
                older = synced[: len(current)].ljust(len(current), b"\0")
                blocks = range(0, len(current), _SECTOR)
                return b"".join(dice.choice((current, older))[at : at + _SECTOR] for at in blocks)


LOSSES = ("all", "nothing", "zeros", "end", "blocks")
_SECTOR = 512


def _apply(step: Event, names: dict[str, int]) -> None:
    match step.kind:
        case "create":
            names[step.name] = step.file
        case "rename":
            if names.get(step.name) == step.file:
                del names[step.name]
            names[step.target] = step.file
        case "unlink":
            names.pop(step.name, None)


# What an archive holds


@dataclass(frozen=True)
class Holding:
    """All that an archive answers.

    Attributes:
        articles: ids and texts.
        rejected: the sources of inputs that did not become articles.
    """

    articles: frozenset[tuple[str, str]]
    rejected: tuple[str, ...]


def holding(path: Path) -> Holding:
    """What an archive holds, by every way to it: lists, words, ids, and the check of every byte."""
    with searcher.open(path) as archive:
        ids = archive.search("", limit=0).ids
        articles = [archive.get(id_) for id_ in ids]
        assert [article.id for article in articles] == list(ids)
        assert len(set(ids)) == len(ids)
        with_word = {article.id for article in articles if "common" in article.body}
        assert set(archive.search("common", limit=0).ids) == with_word
        statistics = archive.statistics()
        assert statistics.articles == len(ids)
        rejected = tuple(sorted(each.source for each in statistics.rejected))
    assert index.check(path) == index.Check(len(ids), ())
    return Holding(frozenset((article.id, article.body) for article in articles), rejected)


def strangers(path: Path) -> set[str]:
    """Files in an archive's directory that are not part of it."""
    known = {ARCHIVE_FILE, lock.NAME, manifest.RESERVE}
    return {entry.name for entry in path.iterdir()} - known - manifest.read(path).names

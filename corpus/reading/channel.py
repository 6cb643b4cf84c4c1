"""Processes that work for this one: forked, with a line to each on which nothing but bytes goes to and fro.

Forking is safe while there is one thread; ``may_fork`` says whether that is so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_PROCESSES = 8
"""However many processors there are: what the processes send is put in order by one."""

_lines: set[Connection] = set()
"""Our ends of all lines. A child that kept one would not notice when we are gone."""


class Worker:
    """A forked process at the other end of a pipe; it ends when the pipe is closed.

    Args:
        serve: what it does, given its end of the line, until that raises EOFError or OSError.

    Attributes:
        line: our end.
    """

    def __init__(self, serve: Callable[[Connection], None]) -> None:
        context = get_context("fork")
        self.line, theirs = context.Pipe()
        _lines.add(self.line)
        self._process = context.Process(target=_work, args=(serve, theirs), daemon=True)
        with _without_interruption():
            self._process.start()
        theirs.close()

    def close(self) -> None:
        """End the process. Closing twice is no error."""
        _lines.discard(self.line)
        self.line.close()
        self._process.terminate()
        self._process.join()

    def kill(self) -> int | None:
        """End a process that may be stuck; its exit code as in ``multiprocessing``, negative for a signal."""
        _lines.discard(self.line)
        self.line.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode

    def how_it_ended(self) -> str:
        """How the process ended, in words; called once its pipe is broken."""
        self._process.join(1)
        code = self._process.exitcode
        _lines.discard(self.line)
        self.line.close()
        if code is None or code >= 0:
            return "ended unexpectedly"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return f"was ended by {name}"


def may_fork() -> bool:
    """Whether this process can be forked safely: another thread could hold a lock that the child needs."""
    return hasattr(os, "fork") and threading.active_count() == 1


def usable_processes() -> int:
    """The number of processes that can run at the same time, bounded."""
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        available = os.cpu_count() or 1
    return min(available, MOST_PROCESSES)


@contextlib.contextmanager
def _without_interruption() -> Iterator[None]:
    """Defer SIGINT: during a fork it would be lost, or end the child with a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(serve: Callable[[Connection], None], line: Connection) -> None:
    """Serve the process at the other end of the pipe until it closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the parent's to handle
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    for other in _lines:
        other.close()
    _lines.clear()
    with contextlib.suppress(EOFError, OSError):
        serve(line)

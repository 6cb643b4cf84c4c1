"""Threads that share a writer take turns; a process that was forked from its own has none."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import DatelineError


class Turns:
    """Turns of the threads that use an archive's writer, one after the other, until it is closed.

    Args:
        archive: its address, as errors name it.
    """

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._holder: int | None = None  # the thread whose turn it is
        self._is_open = True

    @contextmanager
    def take(self) -> Iterator[None]:
        """Use the writer while the block runs, as soon as no other thread does.

        Raises:
            DatelineError: it is another process's, it is closed, or this thread is using it already.
        """
        self._refuse_others()
        with self._lock:
            self._holder = threading.get_ident()
            try:
                if not self._is_open:
                    raise self._error("was closed", "Open it again with index.open.")
                yield
            finally:
                self._holder = None

    def end(self) -> bool:
        """Let nobody use the writer any more; whether it is this process's, and was open until now."""
        if self._process != os.getpid():
            return False
        self._refuse_others()
        with self._lock:
            was_open, self._is_open = self._is_open, False
            return was_open

    def _refuse_others(self) -> None:
        if self._process != os.getpid():
            raise self._error(
                f"was opened for writing by process {self._process}, from which this one was forked",
                "Open it anew in this process; one of the two can write at a time.",
            )
        if self._holder == threading.get_ident():
            raise self._error("is in the middle of an add or a delete", "Wait until that has returned.")

    def _error(self, what: str, hint: str) -> DatelineError:
        return DatelineError(f"The archive {self._archive} {what}.", hint)

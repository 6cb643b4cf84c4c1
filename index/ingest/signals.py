"""Ctrl-C at a moment of our choosing: between two inputs, so that what is whole can be committed."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Waits for Ctrl-C while a run goes on; a context manager.

    Where nobody else handles it, the first Ctrl-C is remembered, and raised at once only within
    ``awaiting``: while the next input is awaited. The second one is raised wherever it comes.

    Attributes:
        is_asked: whether there was one.
    """

    def __init__(self) -> None:
        self.is_asked = False
        self._is_awaiting = False
        self._is_ours = False

    def __enter__(self) -> Self:
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._take)
            self._is_ours = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextlib.contextmanager
    def awaiting(self) -> Iterator[None]:
        """While the next input is awaited, which can take for ever, Ctrl-C is raised at once.

        Raises:
            KeyboardInterrupt: there was one, now or before.
        """
        self._is_awaiting = True
        try:
            self.check()
            yield
        finally:
            self._is_awaiting = False

    def check(self) -> None:
        """Raise what was remembered.

        Raises:
            KeyboardInterrupt: there was a Ctrl-C.
        """
        if self.is_asked:
            raise KeyboardInterrupt

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        again, self.is_asked = self.is_asked, True
        if again or self._is_awaiting:
            raise KeyboardInterrupt

"""What a question may cost: work that is counted, memory that is held, and a deadline.

Work is counted, not measured, so that the same question of the same archive is always answered or always
refused. It is reckoned from what is known before a step is taken: how many documents hold a term, how many
positions there are, how long a dictionary is. A unit is a nanosecond of one core of 2020 or later; the
constants say how many a step takes at most, not on average, so that a question that is allowed 2 seconds
commonly takes no more than one. The deadline is by the clock, and apart from all this.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from corpus.errors import CostError, DeadlineError

NODE = 30_000
"""Work of evaluating one part of a query in one segment, where it finds but ``FEW`` documents."""
FEW = 2_000
"""Documents that are not counted by themselves: to count them would take a part of the time that they do."""
SCANNED = 0.5
"""Work for each document of a segment, of each part of a query: marks are set and looked for."""
DOCUMENT = 6
"""Work for each document that a part of a query matches: decoded, compared with those of other parts."""
SCORE = 10
"""Work of scoring a term in a document."""
POSITION = 60
"""Work for each position of a word that is read, and compared with those of the word before it."""
WORD = 6
"""Work for each word of a dictionary that a step of looking for a pattern looks at."""
LOOKUP = 24 * WORD
"""Work for each term, or hash, that is looked up by halves in a sorted list."""
LETTER = 1.5
"""Work for each letter of the words that such a step looks at."""
TAG = 8
"""Work for each tag that is counted for a facet."""
MEETING = 40
"""Work for each term that two documents share, where all pairs that share some are looked for."""
PAIR = 5_000
"""Work for each pair of documents that is told, and looked at."""
NAME = 150
"""Work for each name of a dictionary that is read and looked at by itself."""
ARTICLE = 100_000
"""Work of reading an article whose links are looked at."""
TEXT = 250_000
"""Work of reading an article whose text is compared with others, word by word."""

_SECOND = 1e9
_MEGABYTE = 1 << 20
_RESERVE = 0.25
"""The part of a budget that a receipt may cost beyond the rest of the question."""
_LARGEST_MEMORY = 16
"""The part of the memory a question may hold that is used to remember what was found: one in so many."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that each question may cost.

    Attributes:
        seconds: of one core, as they are reckoned; infinite: no bound.
        memory: bytes held at a time for what was found so far; infinite: no bound.
    """

    seconds: float = 2.0
    memory: float = 256.0 * _MEGABYTE


UNBOUNDED = Budget(float("inf"), float("inf"))
"""No bound."""


class Meter:
    """The cost of one question, so far.

    Attributes:
        work: units spent.
        held: bytes held.
    """

    def __init__(self, budget: Budget) -> None:
        self.work = 0.0
        self.held = 0
        self._budget = budget
        self._most = budget.seconds * _SECOND
        self._until: float | None = None
        self._dear: dict[int, tuple[Any, float]] = {}
        self._known: dict[Hashable, Any] = {}
        self._size = 0

    def spend(self, work: float, q: object = None) -> None:
        """Count work that is to be done.

        Args:
            work: units.
            q: the part of the query that it is done for, where that can be dear by itself.

        Raises:
            CostError: with it, the question costs more than it may.
            DeadlineError: the deadline has passed.
        """
        self.work += work
        if q is not None:
            _, before = self._dear.get(id(q), (q, 0.0))
            self._dear[id(q)] = q, before + work
        if self.work > self._most:
            raise self._too_much_work()
        if self._until is not None and time.monotonic() > self._until:
            raise _late()

    def hold(self, size: int, q: object = None) -> None:
        """Count bytes that are held from now on.

        Raises:
            CostError: with them, the question holds more than it may.
        """
        self.held += size
        if self.held > self._budget.memory:
            raise self._too_much_memory(q)

    def release(self, size: int) -> None:
        """Count bytes that are held no more."""
        self.held -= size

    # What was found for this question, and is asked for again by another of its steps

    def recall(self, name: Hashable) -> Any:  # noqa: ANN401 -- what was remembered
        """The value that was remembered under a name, or None."""
        return self._known.get(name)

    def remember(self, name: Hashable, value: object, size: int) -> None:
        """Remember something that takes so many bytes, if there is room."""
        if (self._size + size) * _LARGEST_MEMORY <= self._budget.memory:
            self._size += size
            self._known[name] = value

    def forget(self) -> None:
        """Remember nothing of what was found."""
        self._known.clear()
        self._size = 0

    def running(self, timeout: float | None = None) -> Self:
        """A block in which what is done is counted for this question.

        Args:
            timeout: seconds from now until the deadline; None: there is none.
        """
        self._until = None if timeout is None else time.monotonic() + timeout
        return self

    def __enter__(self) -> Self:
        self._token = _CURRENT.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._until = None
        _CURRENT.reset(self._token)

    def extend(self) -> None:
        """Allow as much more as a receipt may cost."""
        self._most = max(self._most, self.work) + _RESERVE * self._budget.seconds * _SECOND

    def _too_much_work(self) -> CostError:
        fault, work = max(self._dear.values(), key=lambda each: each[1], default=(None, 0.0))
        if work * 2 < self.work and len(self._dear) > 1:
            what = f", spread over {len(self._dear)} phrases and patterns"
        else:
            what = ""
        return CostError(
            f"This costs too much: {self.work / _SECOND:.1f} s of a core, if not more{what};"
            f" {self._budget.seconds:g} s are allowed.",
            "",
            hint=_advice(fault),
            fault=fault,
        )

    def _too_much_memory(self, q: object) -> CostError:
        return CostError(
            f"This costs too much: {self.held / _MEGABYTE:,.0f} MB of memory, if not more;"
            f" {self._budget.memory / _MEGABYTE:,.0f} MB are allowed.",
            "",
            hint=_advice(q),
            fault=q,
        )


class _Free(Meter):
    """Counts nothing: what is asked of the engine itself, and no question of a user's."""

    def __init__(self) -> None:
        super().__init__(UNBOUNDED)

    def spend(self, work: float, q: object = None) -> None:
        """Count no work."""

    def hold(self, size: int, q: object = None) -> None:
        """Count no memory."""

    def release(self, size: int) -> None:
        """Count no memory."""

    def remember(self, name: Hashable, value: object, size: int) -> None:
        """Remember nothing."""


FREE = _Free()
"""Counts nothing; what is done outside ``Meter.running`` is counted here."""

_CURRENT: ContextVar[Meter] = ContextVar("meter", default=FREE)

meter = _CURRENT.get
"""The meter of the question that is being answered in this thread."""


_ADVICE = {
    "Phrase": "Ask for fewer words side by side, or for rarer ones.",
    "Prefix": "Write more of its letters.",
    "SpanNear2": "Ask for fewer words near one another, or for rarer ones.",
    "Wildcard": "Write more letters before the first star, or fewer stars.",
}


def _advice(q: object) -> str:
    help_ = _ADVICE.get(type(q).__name__, "Ask several shorter questions.")
    return f"{help_} A greater budget allows more."


def _late() -> DeadlineError:
    return DeadlineError(
        "The time that was given for this question has passed.", "Give more time, or ask for less."
    )

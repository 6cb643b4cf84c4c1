"""How long answers take: in one process that holds all indexes, warm, the contenders taking turns."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import geometric_mean, median

from .contender import Answer, Contender
from .indexing import turned
from .queries import Ask

CLOSE = 0.02
"""Share by which the numbers of matches of two contenders may differ: their stemmers are not the same."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Of one class of questions.

    Attributes:
        p50, p95: milliseconds, over all questions and rounds.
    """

    p50: float
    p95: float


Latencies = dict[str, dict[str, Latency]]
"""By class, then by contender."""


def ask_in_turns(
    contenders: Sequence[Contender], asks: Mapping[str, Sequence[Ask]], rounds: int, *, at_a_time: int
) -> Latencies:
    """Put every question to every contender, after one round that is not counted.

    Args:
        contenders: who is asked.
        asks: the questions of each class.
        rounds: how often each is put.
        at_a_time: how many questions a contender answers before it is the next one's turn.
    """
    measured = {}
    for kind, questions in asks.items():
        prepared = {
            contender.name: found
            for contender in contenders
            if (found := _prepared(contender, questions)) is not None
        }
        _rounds(prepared, 1, at_a_time)
        with _no_collection():
            samples = _rounds(prepared, rounds, at_a_time)
        measured[kind] = {
            name: Latency(median(times), percentile(times, 0.95)) for name, times in samples.items()
        }
    return measured


def _prepared(contender: Contender, questions: Sequence[Ask]) -> list[Callable[[], Answer]] | None:
    answers = [contender.prepared(ask) for ask in questions]
    found = [answer for answer in answers if answer]
    return found if len(found) == len(questions) else None


def _rounds(
    prepared: Mapping[str, Sequence[Callable[[], Answer]]], rounds: int, at_a_time: int
) -> dict[str, list[float]]:
    """Milliseconds of every answer."""
    samples: dict[str, list[float]] = {name: [] for name in prepared}
    clock = time.perf_counter
    questions = max(map(len, prepared.values()), default=0)
    for number in range(rounds):
        for first in range(0, questions, at_a_time):
            for name in turned(list(prepared), number + first // at_a_time):
                for answer in prepared[name][first : first + at_a_time]:
                    began = clock()
                    answer()
                    samples[name].append((clock() - began) * 1000)
    return samples


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without Python's garbage collector, whose pauses would hit whoever is at it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def ratios(latencies: Latencies, own: str, other: str) -> dict[str, float]:
    """The other's median over our own, for every class that both answer: above 1, ours is quicker."""
    return {
        kind: found[other].p50 / found[own].p50
        for kind, found in latencies.items()
        if own in found and other in found
    }


def mean_ratio(found: Mapping[str, float]) -> float | None:
    """Geometric mean over classes."""
    return geometric_mean(found.values()) if found else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far contenders find the same number of documents.

    Attributes:
        matches: documents that a question matches, the average of each contender.
        alike: of how many questions each contender's number is within ``CLOSE`` of the median, a share.
    """

    matches: dict[str, float]
    alike: dict[str, float]


def agreement(contenders: Sequence[Contender], asks: Mapping[str, Sequence[Ask]]) -> dict[str, Agreement]:
    """Compare the numbers of matches, class by class."""
    found = {}
    for kind, questions in asks.items():
        counts = {
            contender.name: [contender.count(ask) for ask in questions]
            for contender in contenders
            if _prepared(contender, questions[:1]) is not None
        }
        middles = [median(each) for each in zip(*counts.values(), strict=True)]
        found[kind] = Agreement(
            {name: sum(numbers) / len(numbers) for name, numbers in counts.items()},
            {name: sum(map(_close, numbers, middles)) / len(numbers) for name, numbers in counts.items()},
        )
    return found


def _close(count: float, middle: float) -> bool:
    return abs(count - middle) <= max(1, CLOSE * middle)

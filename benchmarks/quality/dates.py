"""Dates: 20,000 stamps, true, slipped and senseless, in three time zones; nothing but DateError is raised."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.article import Published
from corpus.dates import read_date_line, read_published
from corpus.errors import AmbiguousDateError, DateError
from tests.stamps import fuzzed

STAMPS = 20_000
ZONES = ("UTC", "Asia/Tehran", "America/New_York")
LEAP = (
    "2016-12-31T23:59:60Z",
    "Sat, 31 Dec 2016 23:59:60 GMT",
    "2017-01-01T03:29:60+03:30",
    "20161231T235960Z",
)


def report(folder: Path) -> str:  # noqa: ARG001 -- as all parts are asked
    """Counts for each zone, and what differs between them."""
    stamps = list(fuzzed(STAMPS))
    lines = [f"Dates: {STAMPS:,} fuzzed stamps in {len(ZONES)} time zones"]
    outcomes = []
    for zone in ZONES:
        with _machine_in(zone):
            began = time.perf_counter()
            found = [_outcome(stamp) for stamp in stamps]
            seconds = time.perf_counter() - began
        outcomes.append(found)
        counts = Counter("read" if isinstance(each, Published) else each for each in found)
        shown = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
        lines.append(f"  {zone:<17} {shown}; {STAMPS / seconds:,.0f} stamps a second")
    different = sum(len(set(each)) > 1 for each in zip(*outcomes, strict=True))
    instants = {read_published(stamp, origin="field").instant for stamp in LEAP}
    lines.append(
        f"  read differently in another zone: {different}; one leap second is {len(instants)} instant"
    )
    return "\n".join(lines)


def _outcome(stamp: str) -> Published | str:
    try:
        read_date_line(stamp)
        return read_published(stamp, origin="field")
    except AmbiguousDateError:
        return "ambiguous"
    except DateError:
        return "refused"
    except Exception as error:  # noqa: BLE001 -- it is to be counted
        return f"FAILED with {type(error).__name__}"


@contextmanager
def _machine_in(zone: str) -> Iterator[None]:
    """The process as if the machine stood there."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()

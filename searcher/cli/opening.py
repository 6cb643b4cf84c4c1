"""Archives opened for the command line: with its clock, and made where there is none."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArchiveExistsError, ArchiveNotFoundError, DateError, DatelineError

if TYPE_CHECKING:
    from index import Index
    from index.engine.budget import Budget

    from ..archive import Archive, Clock

CLOCK = "DATELINE_NOW"
"""The environment variable that sets the clock, so that an answer can be had again."""


def open_archive(path: Path | str, budget: float | None = None) -> Archive:
    """An archive open for searching.

    Args:
        path: its directory, or another address.
        budget: seconds of a core that a question may cost, and memory in proportion; 0: no bound.
    """
    from .. import open as open_reader

    return open_reader(path, clock=_clock(), budget=None if budget is None else _budget(budget))


def _budget(seconds: float) -> Budget:
    from index.engine.budget import UNBOUNDED, Budget

    usual = Budget()
    return Budget(seconds, usual.memory * seconds / usual.seconds) if seconds else UNBOUNDED


def open_index(path: Path | str, *, extractor: str | None, wait: float) -> Index:
    """An archive open for writing, made if there is none.

    Raises:
        DatelineError: another extractor is asked for than the one that the archive was made with.
    """
    import index

    try:
        opened = index.open(path, wait=wait)
    except ArchiveNotFoundError:
        return _create_index(path, extractor or "cues", wait)
    if extractor and extractor != opened.extractor:
        opened.close()
        raise DatelineError(
            f"The archive {path} was made with the extractor {opened.extractor!r}, which it keeps.",
            f"Leave out --extractor, or make another archive with --extractor {extractor}.",
        )
    return opened


def _create_index(path: Path | str, extractor: str, wait: float) -> Index:
    import index

    try:
        return index.create(path, extractor=extractor, wait=wait)
    except ArchiveExistsError:
        try:
            return index.open(path, wait=wait)  # another process may just have made it
        except ArchiveNotFoundError:
            pass
        raise


def _clock() -> Clock | None:
    stamp = os.environ.get(CLOCK)
    if not stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
        moment = moment if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError):
        raise DateError(
            f"${CLOCK} is no ISO 8601 stamp.", stamp, hint="Write it like 2016-12-01T12:00:00+00:00."
        ) from None
    return lambda: moment

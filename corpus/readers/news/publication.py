"""What IPTC's formats mean alike: when an item was published, and when its publisher has withdrawn it."""

from __future__ import annotations

from contextlib import suppress

from ...dates import read_published
from ...errors import DateError

WITHDRAWN = frozenset(("canceled", "cancelled", "withheld"))
"""Statuses of items that are no longer, or not yet, to be used."""

LATER_VERSION = "dated by the version it is in, as its first one is not dated"


def publication(created: str, embargoed: str, versioned: str, version: str) -> tuple[str, tuple[str, ...]]:
    """The publication stamp of an item, or "", and notices.

    That of its first version, but not before an embargo ended; else that of this version, with a notice
    where there were earlier ones.
    """
    if created:
        return (embargoed if _is_later(embargoed, created) else created), ()
    is_first = version.strip() in ("", "0", "1")
    return versioned, () if is_first or not versioned else (LATER_VERSION,)


def _is_later(stamp: str, other: str) -> bool:
    """Whether both stamps are moments, and the first is the later one."""
    with suppress(DateError):
        one, two = (read_published(written, origin="field") for written in (stamp, other))
        return one.instant > two.instant if one.instant and two.instant else one.local > two.local
    return False

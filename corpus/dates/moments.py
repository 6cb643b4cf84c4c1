"""Moments that machines write, in UTC: of crawls, of saving, of archives' copies. They date no article."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_not_digit = re.compile(r"\D")


def iso_moment(written: str) -> datetime | None:
    """A moment as ISO 8601 writes it; None for anything else."""
    try:
        return in_utc(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return None


def mail_moment(written: str) -> datetime | None:
    """A moment as mail and HTTP write it (RFC 5322); None for anything else."""
    try:
        return in_utc(parsedate_to_datetime(written))
    except (ValueError, TypeError, OverflowError):
        return None


def digits_moment(written: str) -> datetime | None:
    """A moment of twelve or fourteen digits, whatever parts them; None for anything else."""
    return formed_moment(_not_digit.sub("", written).ljust(14, "0"), "%Y%m%d%H%M%S")


def formed_moment(written: str, form: str) -> datetime | None:
    """A moment in a form of ``strptime``; None for anything else."""
    try:
        return in_utc(datetime.strptime(written, form))  # noqa: DTZ007 -- one without a zone is in UTC
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC; one without a zone is.

    Raises:
        OverflowError: it is beyond the calendar.
    """
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

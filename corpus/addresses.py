"""Addresses of articles on the web: an outlet's own, whichever archive's copy they were taken from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from .dates.moments import digits_moment

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST = 4096  # characters; longer ones are looked at no further

# A copy's address is the archive's, a moment, perhaps what is shown of it ("id_"), and the whole address of
# the original: so archive.org, Archive-It, national libraries (pywb, OpenWayback) and archive.today write it.
# The archive's own part may be missing in links.
_copy = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+)?(?:/[^/?#\s]+){0,3}?/"
    r"(?P<moment>\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/(?P<original>https?:/{1,2}[^/\s].*)",
    re.IGNORECASE,
)
_brief_copy = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+)?/web/(?P<moment>\d{1,14})(?:[a-z]{2}_)?/(?P<original>https?:/{1,2}[^/\s].*)",
    re.IGNORECASE,
)
_one_slash = re.compile(r"\A(https?):/(?!/)", re.IGNORECASE)


class Capture(NamedTuple):
    """What an address is a copy of.

    Attributes:
        original: the original's address; the given one where it is no copy's.
        moment: when the copy was made, in UTC; None where that is not said.
    """

    original: str
    moment: datetime | None = None


def original_address(url: str) -> str:
    """The address of what ``url`` is an archive's copy of; ``url`` itself where it is none."""
    return capture_of(url).original


def capture_of(url: str) -> Capture:
    """What ``url`` is an archive's copy of, and when that was made."""
    if len(url) > _LONGEST:
        return Capture(url)
    found = _copy.match(url) or _brief_copy.match(url)
    if not found:
        return Capture(url)
    original = _one_slash.sub(r"\1://", found["original"])
    return Capture(original_address(original), digits_moment(found["moment"]))


def join_address(url: str, base: str) -> str:
    """``url`` made whole by the address of what it stands in; as it is where that makes no sense."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def is_web_address(url: str) -> bool:
    """Whether it is a whole address of something on the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def is_home_page(url: str) -> bool:
    """Whether an address names a whole site, and nothing on it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not (parts.path.strip("/") or parts.query)

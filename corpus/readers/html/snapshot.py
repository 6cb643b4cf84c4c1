"""Snapshots of ArchiveBox: a folder with one page in many forms, and an index that describes it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from ...addresses import is_web_address
from ...article import Article, Rejected
from ...dates.moments import iso_moment
from ...errors import InputError
from ...text import one_line
from .page import read_page
from .tree import PAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

SNAPSHOT_INDEX = "index.json"
"""The name of the file that describes a snapshot."""

_PAGES = ("singlefile.html", "output.html", "readability/content.html", "mercury/content.html")
"""The page in forms that hold all of its text, the best one first; what wget kept stands after the second."""
_INDEX_LIMIT = 16 * 1024**2  # bytes
_key = re.compile(rb'"(url|timestamp|history|archive_path|base_url|canonical)"\s*+:')
_LEAST_KEYS = 3
_MOMENTS = ("timestamp", "updated", "newest_archive_date")
_NO_FOLDER = "the index of a snapshot of ArchiveBox; unpack its folder and read that"
_NO_PAGE = "a snapshot of ArchiveBox without a page that can be read"


class ArchiveBox:
    """Reads the page of a snapshot of ArchiveBox, once, from the best of its forms that is an article."""

    name = "archivebox"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- many files are called index.json
        """Whether it is the index of a snapshot."""
        return describes_snapshot(head)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The article, or its rejection.

        Raises:
            InputError: the index is damaged, or lies in no folder.
        """
        index = _read_index(stream.read(_INDEX_LIMIT + 1))
        url = one_line(str(index.get("url") or ""))
        moments = (_moment(index.get(name)) for name in _MOMENTS)
        within = replace(
            options,
            url=url if is_web_address(url) else "",
            fetched=max((each for each in moments if each), default=None),
        )
        found: Article | Rejected = Rejected(options.origin, _NO_PAGE)
        for page in _pages(index, options):
            found = read_page(page, within)
            if isinstance(found, Article):
                break
        if isinstance(found, Article) and not found.title:
            found = replace(found, title=one_line(str(index.get("title") or "")))
        yield found


def describes_snapshot(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is the index of a snapshot of ArchiveBox."""
    if not head.lstrip().startswith(b"{"):
        return False
    keys = set(_key.findall(head))
    return len(keys) >= _LEAST_KEYS and not keys.isdisjoint((b"history", b"archive_path"))


def holds_page(names: set[str]) -> bool:
    """Whether a folder that holds these names, the index among them, holds the page that it describes."""
    return any(name.partition("/")[0] in names for name in _PAGES)


def _read_index(encoded: bytes) -> dict[str, Any]:
    try:
        index = json.loads(encoded) if len(encoded) <= _INDEX_LIMIT else None
    except (ValueError, RecursionError):
        index = None
    if not isinstance(index, dict):
        raise InputError("the index of a snapshot of ArchiveBox, damaged or too large")
    return index


def _pages(index: dict[str, Any], options: Options) -> Iterator[bytes]:
    """The bytes of the page in its forms, as far as they are there."""
    if options.beside is None:
        raise InputError(_NO_FOLDER)
    canonical = index.get("canonical")
    wget = canonical.get("wget_path") if isinstance(canonical, dict) else None
    for name in (*_PAGES[:2], *([wget] if isinstance(wget, str) and wget else []), *_PAGES[2:]):
        try:
            with options.beside(name) as file:
                page = file.read(PAGE_LIMIT + 1)
        except (OSError, InputError):
            continue
        options.density.add_file(len(page))
        if len(page) <= PAGE_LIMIT:
            yield page


def _moment(stated: object) -> datetime | None:
    """A moment in UTC, from seconds since 1970 or as ISO 8601 writes it."""
    text = str(stated or "").strip()
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return iso_moment(text)

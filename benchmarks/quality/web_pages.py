"""Saved pages of many sites, in collections that each say what should be read from them."""

from __future__ import annotations

import tarfile
from pathlib import Path


def files_of(folder: Path, collection: str) -> dict[str, bytes]:
    """The files of one collection, ``gold.jsonl`` among them, by their paths in it."""
    prefix = f"{collection}/"
    found: dict[str, bytes] = {}
    with tarfile.open(folder / "web_pages_dev.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file and member.name.startswith(prefix):
                found[member.name.removeprefix(prefix)] = file.read()
    return found

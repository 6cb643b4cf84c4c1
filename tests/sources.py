"""Sources of many kinds for tests of reading them: small, settled, and the same every time."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

LONG_AGO = 1_000_000_000


def settle(*paths: Path) -> None:
    """Give files a stamp of long ago, so that a change would show."""
    for path in paths:
        os.utime(path, (LONG_AGO, LONG_AGO))


def page(name: str) -> str:
    """A page saved as text."""
    return f"Headline of {name}\n\nThe ferry {name} came in late, said the harbour master.\n"


def lines(name: str, count: int) -> str:
    """An export of so many articles."""
    values = ({"id": f"{name}-{n}", "title": f"Tide {n}", "body": f"Water {n}."} for n in range(count))
    return "".join(json.dumps(value) + "\n" for value in values)


def write(folder: Path, *, pages: int = 12, rows: int = 40, members: int = 30) -> int:
    """Pages, an export with a broken line, and an archive of pages; how many articles they hold."""
    (folder / "pages").mkdir(parents=True)
    for n in range(pages):
        (folder / "pages" / f"p{n:03}.txt").write_text(page(f"p{n}"))
    (folder / "export.jsonl").write_text(lines("row", rows) + "{\n")
    with zipfile.ZipFile(folder / "saved.zip", "w") as archive:
        for n in range(members):
            archive.writestr(f"m{n:03}.txt", page(f"m{n}"))
        archive.writestr("more.jsonl", lines("member", 5))
    settle(*(path for path in folder.rglob("*") if path.is_file()))
    return pages + rows + members + 5

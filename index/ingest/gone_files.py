"""Articles whose files are gone from a folder that was read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError
from corpus.unpacking import SEPARATOR

from ..articles.documents import article_as_read
from ..engine.protocol import Snapshot
from .identity import file_of

GONE_FREELY = 0.1
"""Share of a folder's articles that is removed without more ado: of more, a disk may be missing."""


@dataclass(frozen=True, slots=True)
class GoneArticles:
    """The articles of some folders whose files are no longer there.

    Attributes:
        ids: of them.
        origins: where they were read.
        total: how many articles of these folders the archive has.
    """

    ids: tuple[str, ...]
    origins: tuple[str, ...]
    total: int

    @property
    def are_few(self) -> bool:
        """Whether they are so few that their files may well have been deleted on purpose."""
        return len(self.ids) <= GONE_FREELY * self.total


def check_folders(folders: Sequence[str]) -> None:
    """Whether folders are there to be compared with what the archive has of them.

    Raises:
        InputError: one is missing, empty, or no folder: then nothing tells that its files were deleted.
    """
    if not folders:
        raise InputError("No folder is given to prune.", "Name the folders whose deleted files are meant.")
    for folder in folders:
        if not Path(folder).is_dir():
            raise InputError(f"{folder} is no folder: only of a folder can be told what is gone from it.")
        if not os.listdir(folder):  # noqa: PTH208 -- names alone are asked for
            raise InputError(
                f"{folder} is empty: its disk may be missing.",
                "To remove articles all the same, name them: dateline search … --ids, and Index.delete.",
            )


def gone_articles(snapshot: Snapshot, folders: Sequence[str]) -> GoneArticles:
    """The articles of an archive that were read from files in these folders which are not there any more.

    What was read by a relative path is looked for from the current folder, as when it was read.
    """
    roots = [os.path.join(os.path.abspath(folder), "") for folder in folders]  # noqa: PTH100, PTH118 -- once an article
    is_there: dict[str, bool] = {}
    gone: list[tuple[str, str]] = []
    total = 0
    for (text,) in snapshot.scan(("article",)):
        article = article_as_read(text)
        if not article.origin or not os.path.abspath(article.origin).startswith(tuple(roots)):  # noqa: PTH100 -- likewise
            continue
        total += 1
        file = file_of(article.origin)
        if file not in is_there:
            is_there[file] = any(map(_exists, _paths_in(article.origin)))
        if not is_there[file]:
            gone.append((article.id, article.origin))
    return GoneArticles(tuple(id_ for id_, _ in gone), tuple(origin for _, origin in gone), total)


def _paths_in(origin: str) -> Iterator[str]:
    """The paths that an origin may mean: whole, without the place in the file, without the member."""
    yield origin
    path = file_of(origin)
    yield path
    while SEPARATOR in path:
        path = path.rpartition(SEPARATOR)[0]
        yield path


def _exists(path: str) -> bool:
    """Whether there is a file, or whether that cannot be told."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True

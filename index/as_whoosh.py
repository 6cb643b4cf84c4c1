"""An archive as a Whoosh index: for programs that know Whoosh, and for schemas of their own.

What is returned is a Whoosh ``Index``: it gives Whoosh's ``searcher()`` and ``reader()``, and a ``writer()``
that is a Whoosh ``IndexWriter``. The names are Whoosh's own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .articles.schema import schema as schema_of_articles
from .engine.embedded.store import disk
from .engine.embedded.store.store import Store

if TYPE_CHECKING:
    from whoosh.fields import Schema


def open_dir(path: str | os.PathLike[str], schema: Schema | None = None) -> Store:
    """The index in a folder.

    Args:
        path: the folder.
        schema: of its documents, which the folder does not keep; None: that of an archive.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
    """
    store = Store(Path(path), schema_of_articles() if schema is None else schema)
    store.view().close()
    return store


def create_in(path: str | os.PathLike[str], schema: Schema) -> Store:
    """Make an index in a folder, with a schema of your own.

    Raises:
        ArchiveExistsError: there is one already.
    """
    folder = Path(path)
    with disk.errors(folder):
        disk.make_directory(folder)
        return Store.create(folder, schema)

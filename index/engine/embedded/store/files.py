"""Files of an archive, opened to be read: only regular files, and never through a link.

An archive may come from a stranger: a link in it could lead anywhere, and a pipe would wait for ever.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from corpus.errors import ArchiveDamagedError
from corpus.reading.file_kinds import refusal

REMEDY = "Find out who put it there, and take it out of the folder."


def open_file(path: Path) -> BinaryIO:
    """A file of an archive, to be read.

    Raises:
        ArchiveDamagedError: something else than a regular file is there.
        OSError: there is nothing, or the system refuses to open it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        refuse_all_but_files(path)  # a link and a socket cannot be opened: say that, not why
        raise
    try:
        _refuse(path, os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def refuse_all_but_files(path: Path) -> None:
    """Make sure that there is a regular file at a path, or nothing.

    Raises:
        ArchiveDamagedError: something else is there.
    """
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    _refuse(path, mode)


def _refuse(path: Path, mode: int) -> None:
    reason = re.split("[,;]", refusal(mode))[0]
    if reason:
        what = f"{path} is {reason}, where a file of the archive belongs."
        raise ArchiveDamagedError(what, path.parent, REMEDY)

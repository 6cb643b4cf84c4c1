"""Every error that Dateline raises, drawn once.

    DatelineError
    ├── InputError                 an input cannot be read at all
    ├── TextError                  a text cannot be understood; knows where in it
    │   ├── DateError              … as a date
    │   │   └── AmbiguousDateError … that could be two days
    │   └── QueryError             … as a query
    │       └── CostError          … that costs more than is allowed
    ├── DeadlineError              the time that was given for a question has passed
    ├── ArticleNotFoundError       the archive holds no article of that id
    └── ArchiveError               an archive, as a whole
        ├── ArchiveNotFoundError   there is none at that path
        ├── ArchiveExistsError     there is something already
        ├── ArchiveLockedError     another writer holds it
        ├── ArchiveDamagedError    a file of it is missing or not as it was written
        ├── ArchiveFormatError     it was written by another version
        ├── ArchiveFullError       it holds as many documents as an archive can
        └── StorageError           the disk refused: full, read-only, input/output error

Each says what happened, where, and what to do about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .article import Published


class DatelineError(Exception):
    """Root of all errors raised on purpose.

    Attributes:
        message: one sentence: what happened and where.
        hint: what to do about it, or "".
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """The message, and the hint after it."""
        return f"{self.message} {self.hint}".strip()


class InputError(DatelineError):
    """An input named by the caller cannot be read at all."""


class TextError(DatelineError):
    """A text that cannot be understood, and where in it the trouble stands.

    Attributes:
        text: the whole text.
        start: offset of the token at fault.
        end: offset just after it.
    """

    def __init__(
        self, message: str, text: str, start: int = 0, end: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.text = text
        self.start = start
        self.end = len(text) if end is None else end

    def pointer(self) -> str:
        """Two lines for a terminal: the text, and carets under the token at fault."""
        width = max(1, self.end - self.start)
        return f"{self.text}\n{' ' * self.start}{'^' * width}"


class DateError(TextError):
    """A text that cannot be read as a date or a range of dates."""


class AmbiguousDateError(DateError):
    """A date that means one day or another, such as ``01/02/2016``.

    Attributes:
        day_first: what it means where the day stands first.
        month_first: what it means where the month does.
    """

    def __init__(
        self, message: str, text: str, *, day_first: Published, month_first: Published, hint: str = ""
    ) -> None:
        super().__init__(message, text, hint=hint)
        self.day_first = day_first
        self.month_first = month_first


class QueryError(TextError):
    """A query that cannot be understood, or costs more than is allowed."""


class CostError(QueryError):
    """A query that costs more than is allowed: more work, or more memory.

    Attributes:
        fault: the part of the query that costs most, as the engine was asked for it; None: none stands out.
    """

    def __init__(
        self,
        message: str,
        text: str,
        start: int = 0,
        end: int | None = None,
        hint: str = "",
        *,
        fault: object = None,
    ) -> None:
        super().__init__(message, text, start, end, hint)
        self.fault = fault


class DeadlineError(DatelineError):
    """The time that was given for a question has passed."""


class ArticleNotFoundError(DatelineError):
    """The archive holds no article of that id."""


class ArchiveError(DatelineError):
    """Something is wrong with an archive as a whole.

    Attributes:
        path: the archive's directory, or its address ``scheme://…``, which would lose a slash as a path.
    """

    def __init__(self, message: str, path: str | Path, hint: str = "") -> None:
        super().__init__(message, hint)
        self.path = path if "://" in str(path) else Path(path)


class ArchiveNotFoundError(ArchiveError):
    """There is no archive at that path."""


class ArchiveExistsError(ArchiveError):
    """There is something at the path where an archive was to be made."""


class ArchiveLockedError(ArchiveError):
    """Another writer holds the archive.

    Attributes:
        holder: who, as far as is known, such as ``"process 4711 on alpha since 12:30:01"``.
    """

    def __init__(self, message: str, path: str | Path, holder: str, hint: str = "") -> None:
        super().__init__(message, path, hint)
        self.holder = holder


class ArchiveDamagedError(ArchiveError):
    """A file of the archive is missing, or not as it was written."""


class ArchiveFormatError(ArchiveError):
    """The archive was written in a format that this version does not read."""


class ArchiveFullError(ArchiveError):
    """An archive holds as many documents, or segments, as one can; articles can be deleted from it."""


class StorageError(ArchiveError):
    """The disk refused a read or a write: full, read-only, or an input/output error."""

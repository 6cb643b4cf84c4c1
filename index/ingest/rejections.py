"""Inputs that did not become articles: kept in the archive, so that an answer can say what it lacks."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus import Rejected
from corpus.errors import ArchiveDamagedError
from corpus.reading.files import File

if TYPE_CHECKING:
    from corpus.reading.inputs import Directions, Input

    from ..engine.protocol import Snapshot

ATTACHMENT = "rejected"
"""Their name in a commit."""
MOST_KEPT = 10_000
"""Later ones are only reported, not kept; the file stays small enough to be read with every question."""


class Retry(NamedTuple):
    """How to read an input again.

    Attributes:
        path: of the file or folder, absolute.
        named: whether a caller named it; see ``File``.
        shown: the path as it was given.
        directions: how it was read.
    """

    path: str
    named: bool
    shown: str
    directions: Directions

    @classmethod
    def of(cls, one: Input) -> Retry | None:
        """How to read an input again; None for a stream, which is read once."""
        from corpus.reading.inputs import Input  # who only searches reads no sources

        match one.target:
            case File(path, named, shown):
                return cls(one.path, named, shown or path, one.directions)
            case Rejected(source):
                folder = File(source)  # one that could not be walked
                return cls(Input(folder, one.directions).path, folder.named, source, one.directions)
            case _:
                return None

    @property
    def file(self) -> File:
        """The file or folder, to be read again."""
        return File(self.path, self.named, self.shown)

    def to_json(self) -> dict[str, Any]:
        """JSON-ready values; what goes without saying is left out."""
        value: dict[str, Any] = {"path": self.path}
        if self.named:
            value["named"] = True
        if self.shown != self.path:
            value["shown"] = self.shown
        return value | self.directions.to_json()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Retry:
        """The retry that ``to_json`` wrote.

        Raises:
            ValueError, TypeError, KeyError: it did not write that.
        """
        from corpus.reading.inputs import Directions

        path, shown = value["path"], value.get("shown", value["path"])
        directions = Directions.from_json(value)
        names = [directions.outlet, directions.reader or "", directions.encoding]
        texts = [path, shown, *names, *directions.fields.values()]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        return cls(path, value.get("named") is True, shown, directions)


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that did not become an article, and what it takes to try again; None: nobody can."""

    rejected: Rejected
    retry: Retry | None


def kept_in(snapshot: Snapshot) -> tuple[Rejection, ...]:
    """The inputs that earlier runs could not read; errors as of ``decode_rejections``."""
    return decode_rejections(b"".join(snapshot.attachments(ATTACHMENT)), snapshot.address)


def rejected_in(snapshot: Snapshot) -> tuple[Rejected, ...]:
    """The same inputs, without what it takes to read them again: who only searches reads no inputs."""
    content = b"".join(snapshot.attachments(ATTACHMENT))
    with _legible(snapshot.address):
        return tuple(Rejected(str(each[0]), str(each[1])) for each in json.loads(content or b"[]"))


def decode_rejections(content: bytes, archive: str) -> tuple[Rejection, ...]:
    """The inputs that earlier runs could not read, in the order in which they were met.

    Args:
        content: of the attachment; b"" where there is none.
        archive: the archive's address, for the error.

    Raises:
        ArchiveDamagedError: it is no such list.
    """
    with _legible(archive):
        return tuple(_rejection_from_json(*each) for each in json.loads(content or b"[]"))


@contextlib.contextmanager
def _legible(archive: str) -> Iterator[None]:
    """Whatever a list that is none makes the reading of it stumble over is damage."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise ArchiveDamagedError(
            f"The list of rejected inputs of {archive} cannot be read.",
            archive,
            "Restore the archive from a copy, or keep what can be read: dateline rebuild --salvage",
        ) from None


def _rejection_from_json(source: object, reason: object, retry: Mapping[str, Any] | None = None) -> Rejection:
    return Rejection(Rejected(str(source), str(reason)), None if retry is None else Retry.from_json(retry))


class Rejections:
    """The list during a batch: an input that is read again leaves it, whatever becomes of it."""

    def __init__(self, committed: tuple[Rejection, ...]) -> None:
        self._kept = {each.rejected.origin: each for each in committed}
        self._committed = dict(self._kept)
        self._sources: dict[str, list[str]] = {}  # of the files that had rejections before
        for each in committed:
            if each.retry:
                self._sources.setdefault(each.retry.path, []).append(each.rejected.origin)

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is committed."""
        return self._kept != self._committed

    def forget(self, source: str) -> None:
        """The input has become an article after all."""
        self._kept.pop(source, None)

    def forget_file(self, path: str) -> None:
        """A file is read anew: what was wrong with it is forgotten until it is met again."""
        for source in self._sources.pop(path, ()):
            self._kept.pop(source, None)

    def remember(self, rejected: Rejected, retry: Retry | None = None) -> None:
        """The input did not become an article."""
        if len(self._kept) < MOST_KEPT or rejected.origin in self._kept:
            self._kept[rejected.origin] = Rejection(rejected, retry)

    def to_bytes(self) -> bytes:
        """The content of the list's file; b"" for an empty list."""
        if not self._kept:
            return b""
        values = [_rejection_to_json(each) for each in self._kept.values()]
        try:
            return json.dumps(values, ensure_ascii=False, indent=0).encode()
        except UnicodeEncodeError:  # a path in no known encoding
            return json.dumps(values, indent=0).encode()


def _rejection_to_json(each: Rejection) -> list[object]:
    value: list[object] = [_whole(each.rejected.origin), _whole(each.rejected.reason)]
    return [*value, each.retry.to_json()] if each.retry else value


def _whole(text: str) -> str:
    """A text without halves of surrogate pairs, which are no characters."""
    return text.encode("utf-8", "replace").decode()

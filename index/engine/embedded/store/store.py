"""The documents of an archive: views of what is committed, writers, and the one step that commits."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh import index as whoosh_index
from whoosh.fields import Schema

from corpus.archive_folder import ARCHIVE_FILE, WAIT_SECONDS
from corpus.errors import ArchiveDamagedError, ArchiveError, ArchiveExistsError, ArchiveLockedError

from . import deletions, disk, manifest
from .deletions import Mask
from .lock import exclusive
from .manifest import Manifest, SegmentEntry
from .small_files import REMEDY
from .view import View, open_segment, seal_of

if TYPE_CHECKING:
    from ..build.builder import SegmentBuilder
    from ..segment.limits import Extent
    from ..segment.segment import Segment
    from .writer import SegmentWriter

_BLOCK = 4096
"""Bytes that a file system commonly gives at a time."""
_LONGEST_COMMIT = 60.0
"""Seconds after which a manifest that did not come into its place is that of a writer that was killed."""


class Store(whoosh_index.Index):  # type: ignore[misc] # Whoosh ships no types
    """A Whoosh index in an archive's directory.

    Attributes:
        path: the directory.
        schema: of the documents; the caller's, for the directory does not keep it.
        is_alone: whether the lock that is held keeps other writers out; on some file systems none does.
        older: whether an index of an older version, or with other stems, is read too: to be made anew.
    """

    def __init__(self, path: Path, schema: Schema, *, is_alone: bool = True, older: bool = False) -> None:
        self.path = path
        self.schema = schema
        self.is_alone = is_alone
        self.older = older
        self.builders: list[SegmentBuilder] = []  # an empty one, which knows the words of earlier documents

    @classmethod
    def create(
        cls,
        path: Path,
        schema: Schema,
        *,
        extractor: str = "",
        extractor_version: str = "",
        created: str = "",
    ) -> Store:
        """Make an empty index in a directory that is there.

        Raises:
            ArchiveExistsError: there is an index in it, or what is left of one.
        """
        if (path / ARCHIVE_FILE).exists() or manifest.numbered_files(path):
            raise ArchiveExistsError(f"There is an index in {path} already.", path, "Choose another path.")
        new = Manifest(1, 1, (), None, extractor, extractor_version, created)
        manifest.write(path, new, [b""])
        return cls(path, schema)

    @property
    def manifest(self) -> Manifest:
        """Of the last commit."""
        return manifest.read(self.path, older=self.older)

    def view(self) -> View:
        """The view of the last commit.

        Raises:
            ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError, StorageError
        """
        with disk.errors(self.path):
            while True:
                current = self.manifest
                try:
                    return View.open(self.path, current, self.schema)
                except FileNotFoundError as error:
                    # A commit may have removed the file between our two looks; then there is a newer list.
                    if self.manifest == current:
                        raise self._missing(error) from error

    def open_segment(self, file: SegmentEntry) -> Segment:
        """A segment's reader, for a holder of the lock; see ``view.open_segment``."""
        try:
            return open_segment(self.path, file)
        except FileNotFoundError as error:
            raise self._missing(error) from error

    def read_deletions(self, file: SegmentEntry) -> Mask | None:
        """A segment's deletions, for a holder of the lock; see ``deletions.read``."""
        try:
            return deletions.read(self.path, file)
        except FileNotFoundError as error:
            raise self._missing(error) from error

    def writer(self, *, lock: bool = False, wait: float = WAIT_SECONDS, **options: Any) -> SegmentWriter:  # noqa: ANN401 -- SegmentWriter's own
        """A writer of documents.

        Args:
            lock: take the archive's lock until the writer ends; False where the caller holds it.
            wait: seconds to wait for another holder of the lock.
            options: ``flush_tokens``, ``base``, ``replaces``; see ``SegmentWriter``.

        Raises:
            ArchiveLockedError: another writer still holds the archive.
        """
        from .writer import SegmentWriter

        with contextlib.ExitStack() as stack:
            if lock:
                self.is_alone = stack.enter_context(exclusive(self.path, wait))
                self.remove_unnamed()
            writer = SegmentWriter(self, **options)
            writer.release = stack.pop_all().close
        return writer

    def reader(self, reuse: object = None) -> Any:  # noqa: ANN401, ARG002 -- a Whoosh reader; none is reused
        """A Whoosh reader of what is committed now."""
        from ..whoosh.reader import reader_of

        return reader_of(self.view())

    def publish(self, new: Manifest, replaces: Collection[bytes]) -> None:
        """Commit: from now on the archive is what the manifest names.

        Its files are synced by now. After a crash at any moment there is the old commit or the new one,
        whole: nothing is removed before the disk has the manifest that no longer names it. An error after
        the manifest was put in place leaves the new commit in place, unsynced.

        Args:
            new: names the archive's files.
            replaces: what the manifest that is replaced may hold; see ``manifest.write``. The lock guards a
                folder, not its name, and does not exclude everywhere: what is there now may be another
                archive, or another commit.

        Raises:
            ArchiveLockedError: it is another one; nothing was changed.
        """
        disk.sync_directory(self.path)
        self._clear_way()
        manifest.write(self.path, new, replaces)
        self.remove_unnamed()
        self._renew_reserve(new)

    def remove_unnamed(self) -> None:
        """Remove files of ours that are not part of the archive, as far as that can be done now.

        Where another writer may be at work, only those that no commit can name any more.
        """
        with contextlib.suppress(OSError, ArchiveError):
            current = self.manifest
            names = manifest.unexplained_files(self.path, current)
            if not self.is_alone:
                names = {name for name in names if manifest.is_outdated(name, current)}
            if names:
                disk.sync_directory(self.path)
            for name in sorted(names):
                disk.discard(self.path / name)
        self._clear_way()

    def _clear_way(self) -> None:
        """Remove a manifest that did not come into its place."""
        beside = self.path / (ARCHIVE_FILE + disk.BESIDE)
        if os.path.lexists(beside) and (self.is_alone or _is_left_behind(beside)):
            disk.discard(beside)

    def free_path(self, number: int, named: Callable[[int], str]) -> tuple[int, Path]:
        """The path for a new file from a number on, and the number after it.

        One that is there was left by a writer that was killed, or is another one's: it is passed over.
        """
        path = self.path / named(number)
        while os.path.lexists(path):
            number += 1
            path = self.path / named(number)
        return number + 1, path

    def spend_reserve(self) -> bool:
        """Free the space that is kept for deleting on a full disk; False: there is none."""
        try:
            disk.remove(self.path / manifest.RESERVE)
        except OSError:
            return False
        return True

    def merge(self, *, everything: bool = False) -> None:
        """Merge the segments that are due, in a commit of its own; the caller holds the lock.

        A full disk leaves them for a later commit, and so does another writer's commit meanwhile: their
        documents are safe as they are.

        Args:
            everything: into one segment, due or not; into several where one cannot number them.
        """
        view = self.view()
        try:
            current = view.manifest
            for due in _due(view, everything=everything):
                current = self._replace(view, due, current)
        except (ArchiveLockedError, FileExistsError):
            self.is_alone = False  # what another writer has here is not ours to remove
        except OSError as error:
            self.remove_unnamed()
            if self.is_alone and error.errno not in disk.FULL:
                raise
        except BaseException:
            self.remove_unnamed()
            raise
        finally:
            view.close()

    def _replace(self, view: View, due: Sequence[int], current: Manifest) -> Manifest:
        """Write segments of a view as one, and commit it in the place of the first."""
        from ..segment.merge import merge

        number, path = self.free_path(current.next, manifest.segment_name)
        merge([(view.parts[i].segment, view.parts[i].live) for i in due], path)
        size, table = seal_of(path)
        replaced = [view.manifest.segments[i] for i in due]
        merged = SegmentEntry(path.name, size, sum(file.live_documents for file in replaced), None, table)
        segments = [
            merged if file == replaced[0] else file
            for file in current.segments
            if file == replaced[0] or file not in replaced
        ]
        new = manifest.next_manifest(current, segments=tuple(segments), next=number)
        self.publish(new, [manifest.encode_manifest(current)])
        return new

    def _renew_reserve(self, current: Manifest) -> None:
        """Keep as much space as deleting from every segment takes: a full disk must not keep a document."""
        bitmaps = sum(segment.documents // 8 + 2 * _BLOCK for segment in current.segments)
        needed = bitmaps + 2 * len(manifest.encode_manifest(current)) + 4 * _BLOCK
        path = self.path / manifest.RESERVE
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_size >= needed:
                return
        disk.discard(path)
        for size in (2 * needed, needed):
            with contextlib.suppress(OSError), disk.NewFile(path) as file:
                file.write(bytes(size))
                return

    def _missing(self, error: FileNotFoundError) -> ArchiveDamagedError:
        return ArchiveDamagedError(f"{error.filename} is missing.", self.path, REMEDY)

    def is_empty(self) -> bool:
        """Whether there is no document at all."""
        return not self.manifest.segments

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return sum(segment.documents for segment in self.manifest.segments)

    def doc_count(self) -> int:
        """How many documents there are that are not deleted."""
        return sum(segment.live_documents for segment in self.manifest.segments)

    def latest_generation(self) -> int:
        """Number of the last commit."""
        return self.manifest.commit

    def optimize(self) -> None:
        """Merge all segments into one; into several where one cannot number what they hold."""
        self.writer().commit(optimize=True)


def _is_left_behind(beside: Path) -> bool:
    """Whether a manifest on its way has been so for longer than a commit takes."""
    try:
        return time.time() - beside.lstat().st_mtime > _LONGEST_COMMIT
    except OSError:
        return False


def _due(view: View, *, everything: bool) -> list[tuple[int, ...]]:
    """The segments of a view that are to become one, in one group or several."""
    from .merge_policy import all_to_merge, to_merge

    deleted = [part.deleted for part in view.parts]
    if everything:
        return all_to_merge(deleted, _extents(view))
    live = [part.segment.documents - part.deleted for part in view.parts]
    due = to_merge(live, deleted, _extents(view))
    return [due] if due else []


def _extents(view: View) -> list[Extent]:
    """The extent of each segment; of segments that are small together it is not looked at, and {}."""
    from ..segment import limits

    size = sum(file.bytes for file in view.manifest.segments)
    if max(size, view.documents) <= limits.MOST_ELEMENTS:  # an element is a byte at least
        return [{} for _ in view.parts]
    return [limits.extent_of(part.segment) for part in view.parts]

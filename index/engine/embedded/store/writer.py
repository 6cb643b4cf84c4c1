"""Documents in batches to segments; deletions to bitmaps; all of it in one commit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from corpus.errors import ArchiveLockedError, DatelineError

from ....text.fingerprints import ENGLISH, stems_fingerprint
from ....text.languages import LANGUAGES
from ...fields import Words, column_number, field_parts
from ...protocol import ATTACHMENTS, Combine
from ..build.builder import SegmentBuilder
from ..segment.segment import Segment
from . import deletions, disk, manifest, small_files
from .deletions import Mask
from .manifest import DeletedFile, Manifest, SegmentEntry, SmallFile
from .view import View, ViewSegment, seal_of

if TYPE_CHECKING:
    from .store import Store

FLUSH_TOKENS = 4_000_000
"""Tokens that are held in memory before they become a segment."""


@dataclass(slots=True)
class _PendingSegment:
    """A segment of the commit to be.

    Attributes:
        file: as it is on the disk.
        base: number of its first document.
        segment: its reader, once it was needed.
        live: bool[documents], True where a document is not deleted, once it was needed.
        changed: whether ``live`` is not what ``file`` says.
    """

    file: SegmentEntry
    base: int
    segment: Segment | None = None
    live: Mask | None = None
    changed: bool = False


class SegmentWriter(IndexWriter):  # type: ignore[misc] # Whoosh ships no types
    """Writes documents into an archive; what it did is seen after ``commit``, or never.

    As a Whoosh writer, with these differences: ``update_document`` and the deletions also reach documents
    that were added by the same writer, and the schema is the store's. A writer whose commit fails has
    ended: the archive is as it was, and the store gives another one.

    Args:
        store: the archive; its lock is held.
        base: what to go on from, instead of the last commit: its segments are part of the next one.
        replaces: the content of the manifest that the commit is to replace, where the caller has looked at
            the archive before; None: the last commit's.
        flush_tokens: how many tokens are held in memory before they become a segment.

    Attributes:
        release: called once, when the writer has ended.
    """

    def __init__(
        self,
        store: Store,
        *,
        base: Manifest | None = None,
        replaces: bytes | None = None,
        flush_tokens: int = FLUSH_TOKENS,
    ) -> None:
        self.schema = store.schema
        self.release: Callable[[], object] = lambda: None
        self._keys = tuple(name for name, field in store.schema.items() if field.unique)
        self._store = store
        self._base = base or store.manifest
        self._anew = base is not None
        self._replaces = [manifest.encode_manifest(self._base) if replaces is None else replaces]
        self._next = self._base.next
        self._flush_tokens = flush_tokens
        self._builder = store.builders.pop() if store.builders else SegmentBuilder(store.schema)
        self._segments: list[_PendingSegment] = []
        self._attached: dict[str, bytes] = {}
        self._appended: dict[str, tuple[bytes, Combine]] = {}
        self._written: list[Path] = []  # files of this writer
        self._unique: list[tuple[int, str, object]] = []  # values of buffered documents, by their number
        self._unique_numbers: dict[tuple[str, bytes | int], list[int]] = {}
        self._doomed: set[int] = set()  # buffered documents that were deleted again
        self._groups = 0
        self._adding = self._publishing = False
        self._open = True
        for file in self._base.segments:
            self._hold(file)

    # Documents

    def add_document(self, **fields: Any) -> None:  # noqa: ANN401 -- what a field takes is the schema's matter
        """Add a document; one that cannot be added leaves no trace."""
        self._check_open()
        builder = self._builder
        builder.add(fields)
        for name in self._keys:
            if name in fields:
                self._unique.append((self.doc_count_all() - 1, name, fields[name]))
        if builder.weight >= self._flush_tokens and not self._groups:
            self.flush()

    def update_document(self, **fields: Any) -> None:  # noqa: ANN401 -- as above
        """Add a document in place of those that have the same value in a unique field."""
        self._check_open()
        replaced = {
            document
            for name in self._unique_fields(fields)
            for term in _terms(self.schema[name], fields[name])
            for document in self._holding(name, term)
        }
        self.add_document(**fields)
        for document in replaced:
            self.delete_document(document)

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # noqa: FBT001, FBT002 -- Whoosh's
        """Delete a document by its number in the last commit; numbers of added ones follow on those."""
        self._check_open()
        if not 0 <= docnum < self.doc_count_all():
            raise DatelineError(f"There is no document with the number {docnum}.")
        if docnum >= self._flushed_documents:
            (self._doomed.add if delete else self._doomed.discard)(docnum)
            return
        held = self._segments[bisect_right(self._segments, docnum, key=lambda held: held.base) - 1]
        live = self._live(held)
        if live[docnum - held.base] == delete:
            live[docnum - held.base] = not delete
            held.changed = True

    def delete_by_term(self, fieldname: str, text: object, searcher: Searcher | None = None) -> int:
        """Delete the documents that hold a term; how many there were."""
        if searcher:
            return int(super().delete_by_term(fieldname, text, searcher))
        self.flush()
        field = self.schema[fieldname]
        term = column_number(field, text) if field_parts(field).numbers else field.to_bytes(text)
        numbers = self._holding(fieldname, term)
        for document in numbers:
            self.delete_document(document)
        return len(numbers)

    def delete_by_query(self, q: Any, searcher: Searcher | None = None) -> int:  # noqa: ANN401 -- a Whoosh query
        """Delete the documents that match a query; how many there were."""
        self.flush()
        return int(super().delete_by_query(q, searcher))

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document was deleted, here or before."""
        if docnum >= self._flushed_documents:
            return docnum in self._doomed
        held = self._segments[bisect_right(self._segments, docnum, key=lambda held: held.base) - 1]
        return not self._live(held)[docnum - held.base]

    def doc_count_all(self) -> int:
        """How many documents there would be, deleted ones included."""
        return self._flushed_documents + self._builder.documents

    def start_group(self) -> None:
        """The documents up to ``end_group`` go into one segment."""
        self._groups += 1

    def end_group(self) -> None:
        """End a group that ``start_group`` began."""
        self._groups -= 1

    # Attachments

    def attach(self, name: str, content: bytes) -> None:
        """Put an attachment in the place of the one of that name; b"": have none."""
        self._attached[name] = content

    def append(self, name: str, content: bytes, combine: Combine) -> None:
        """Add a piece to an attachment, and combine it with as many of the last pieces as is due."""
        self._appended[name] = content, combine

    # Segments

    def flush(self) -> None:
        """Write the documents that are held in memory to a segment."""
        self._check_open()
        documents = self._builder.documents
        if not documents:
            return
        path = self.new_path()
        self._builder.write(path)
        self._take(path, documents)

    def new_path(self) -> Path:
        """Where a new segment may be written, here or in another process; removed if it is not adopted."""
        self._adding = True
        return self._new(manifest.segment_name)

    def adopt(self, path: Path) -> None:
        """Make a segment's file part of the commit; it was written and synced at a ``new_path``.

        Its documents get the numbers after those of all others.
        """
        self.flush()
        segment = Segment(path)
        documents = segment.documents
        segment.close()
        self._take(path, documents)

    def reader(self, **_: object) -> Any:  # noqa: ANN401 -- a Whoosh reader
        """A Whoosh reader of the commit to be, as far as it is written to segments."""
        from ..whoosh.reader import reader_of

        self._check_open()
        parts = [self._view_of(held) for held in self._segments]
        return reader_of(View(self._store.path, self._base, self.schema, parts))

    def add_reader(self, reader: object) -> None:
        """Refused: a reader does not have what a document was made of."""
        raise DatelineError(f"The documents of {reader!r} cannot be copied.", "Add the documents themselves.")

    def add_field(self, fieldname: str, fieldtype: object, **_: object) -> None:
        """Refused: the schema is the store's."""
        raise DatelineError(f"A writer adds no field {fieldname!r} ({fieldtype!r}).", "Open a Store with it.")

    def remove_field(self, fieldname: str, **_: object) -> None:
        """Refused: the schema is the store's."""
        raise DatelineError(f"A writer removes no field {fieldname!r}.", "Open a Store without it.")

    # The end

    def commit(self, mergetype: None = None, optimize: bool = False, merge: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 -- Whoosh's
        """Make all of it part of the archive, in one step that survives a loss of power.

        Args:
            mergetype: not used; which segments are merged is settled in merge_policy.py.
            optimize: merge all segments into one afterwards.
            merge: merge those that are due afterwards. A merge that a full disk forbids is left for later.

        Raises:
            OSError: the disk refused; the archive is as it was, unless only a merge failed.
        """
        self._check_open()
        try:
            self.flush()
            self._publish()
        except BaseException as error:
            self._abandon(error)
            raise
        try:
            if merge or optimize:
                self._store.merge(everything=optimize)
        finally:
            self._finish()

    def cancel(self) -> None:
        """Forget all of it, and remove the files. Cancelling what has ended does nothing."""
        if not self._open:
            return
        try:
            if self._publishing:  # a commit that failed late may have made them part of the archive
                self._store.remove_unnamed()
            else:
                self._discard()
        finally:
            self._finish()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or cancel on an exception, unless that was done."""
        if error:
            self._abandon(error)
        elif self._open:
            self.commit()

    def _abandon(self, error: BaseException) -> None:
        """Cancel; where another writer was met, without removing what may be its own."""
        if isinstance(error, (FileExistsError, ArchiveLockedError)):
            self._store.is_alone = False
        self.cancel()

    def _publish(self) -> None:
        """Commit; where a full disk keeps us from deleting, in the space that is kept for that."""
        try:
            self._publish_once()
        except OSError as error:
            if self._adding or error.errno not in disk.FULL or not self._store.spend_reserve():
                raise
            self._store.remove_unnamed()
            self._publish_once()

    def _publish_once(self) -> None:
        segments = tuple(self._files())
        rejected, log = (self._files_of(name) for name in ATTACHMENTS)
        if not self._anew and (segments, rejected, log) == (
            self._base.segments,
            *self._base.attachments.values(),
        ):
            self._discard()
            return
        new = manifest.next_manifest(
            self._base,
            segments=segments,
            rejected=next(iter(rejected), None),
            ledger=log,
            stems=self._stems(),
            next=self._next,
        )
        manifest.check_room(self._store.path, self._base, new)
        self._publishing = True
        try:
            self._store.publish(new, self._replaces)
        finally:
            self._replaces.append(manifest.encode_manifest(new))  # a commit that failed late may be there

    def _stems(self) -> tuple[tuple[str, str], ...]:
        """The languages that documents are stemmed in, those of new segments too, with their fingerprints."""
        known = {language for language, _ in self._base.stems}
        before = set(self._base.segments)
        new = [self._segment(held) for held in self._segments if held.file not in before]
        held = {language for segment in new for language in _languages_in(segment, self.schema)}
        return tuple((language, stems_fingerprint(language)) for language in sorted(known | held))

    def _files(self) -> Iterator[SegmentEntry]:
        for held in self._segments:
            file, live = held.file, held.live
            if not held.changed or live is None:
                yield file
            elif live.any():
                deleted = None if live.all() else self._deleted_file(file, ~live)
                yield SegmentEntry(file.name, file.bytes, file.documents, deleted, file.table)

    def _deleted_file(self, segment: SegmentEntry, deleted: Mask) -> DeletedFile:
        path = self._new(lambda number: manifest.deleted_name(segment.name, number))
        return deletions.write(path, deleted)

    def _files_of(self, name: str) -> tuple[SmallFile, ...]:
        """The pieces of an attachment, with what was added; as many of the last as is due are combined."""
        before = self._base.attachments[name]
        if name in self._attached:
            content = self._attached[name]
            return (self._small_file(name, content),) if content else ()
        if name not in self._appended:
            return before
        content, combine = self._appended[name]
        stay = len(before) - small_files.count_to_combine(before, len(content))
        pieces = [small_files.read(self._store.path, file) for file in before[stay:]]
        return *before[:stay], self._small_file(name, combine([*pieces, content]) if pieces else content)

    def _small_file(self, name: str, content: bytes) -> SmallFile:
        return small_files.write(self._new(lambda number: manifest.attachment_name(name, number)), content)

    def _finish(self) -> None:
        self._open = False
        if not self._builder.documents:
            self._store.builders.append(self._builder)
        for held in self._segments:
            if held.segment:
                held.segment.close()
        self.release()

    # What is held

    @property
    def _flushed_documents(self) -> int:
        """Number of the first document that is held in memory."""
        return self._segments[-1].base + self._segments[-1].file.documents if self._segments else 0

    def _hold(self, file: SegmentEntry) -> _PendingSegment:
        self._segments.append(_PendingSegment(file, self._flushed_documents))
        return self._segments[-1]

    def _take(self, path: Path, documents: int) -> None:
        """Hold a segment that was just written, with the deletions of its documents."""
        size, table = seal_of(path)
        held = self._hold(SegmentEntry(path.name, size, documents, None, table))
        if self._doomed:
            held.live = np.ones(documents, np.bool_)
            held.live[np.fromiter(self._doomed, np.intp) - held.base] = False
            held.changed = True
            self._doomed.clear()
        self._unique.clear()
        self._unique_numbers.clear()

    def _view_of(self, held: _PendingSegment) -> ViewSegment:
        live = self._live(held)
        return ViewSegment(self._segment(held), held.base, live, live.size - int(np.count_nonzero(live)))

    def _segment(self, held: _PendingSegment) -> Segment:
        if held.segment is None:
            held.segment = self._store.open_segment(held.file)
        return held.segment

    def _live(self, held: _PendingSegment) -> Mask:
        if held.live is None:
            self._segment(held)  # is the manifest right about how many documents there are?
            deleted = self._store.read_deletions(held.file)
            held.live = np.ones(held.file.documents, np.bool_) if deleted is None else ~deleted
        return held.live

    def _holding(self, field: str, term: bytes | int) -> list[int]:
        """The documents with a term, the added ones too."""
        for document, name, value in self._unique:
            for each in _terms(self.schema[name], value):
                self._unique_numbers.setdefault((name, each), []).append(document)
        self._unique.clear()
        added = self._unique_numbers.get((field, term), ())
        found = [document for held in self._segments for document in self._view_of(held).holding(field, term)]
        return found + [document for document in added if document not in self._doomed]

    def _new(self, named: Callable[[int], str]) -> Path:
        """The path of a new file of this writer."""
        self._next, path = self._store.free_path(self._next, named)
        self._written.append(path)
        return path

    def _discard(self) -> None:
        for path in self._written if self._store.is_alone else ():
            disk.discard(path)

    def _check_open(self) -> None:
        if not self._open:
            raise DatelineError("This writer has ended.", "Ask the index for another one.")


def _languages_in(segment: Segment, schema: Schema) -> Iterator[str]:
    """The languages whose stems a segment holds; English stems have no mark of their own."""
    for name, field in schema.items():
        postings = segment.postings(name) if isinstance(field, Words) and field.stemmed else None
        if postings is None:
            continue
        yield ENGLISH
        for language in LANGUAGES:
            first, last = postings.terms.with_prefix(f"{language}:".encode())
            if first < last:
                yield language


def _terms(field: FieldType, value: object) -> list[bytes | int]:
    """The terms, or the number, by which a unique value is found."""
    return (
        [column_number(field, value)]
        if field_parts(field).numbers
        else [entry[0] for entry in field.index(value)]
    )

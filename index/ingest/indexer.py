"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from corpus import Article, Rejected
from corpus.entities import Extractor
from corpus.reading.inputs import Reading
from corpus.reading.read import entries_of

from ..articles.documents import Card, article_from_json, card_of, document_of_row, namespaced_id, row, row_of
from ..engine.protocol import Lookup, Place, Pool, Snapshot, Storage
from ..text.analysis import name_key
from . import ledger, rejections
from .intake import Account, Entry, Intake
from .ledger import FileRecord, Ledger
from .rejections import Rejections, Retry
from .report import Each, Line, Outcome, Progress, Report
from .signals import Interruption

LOOKED_UP = 64
"""Articles that are looked up in the archive at once, unless they come slowly."""
BATCH_ARTICLES = 4096
BATCH_CHARACTERS = 64_000_000
BATCH_SECONDS = 15.0
"""A batch is committed when it holds this many articles or characters, or has been gathered for this long:
an interrupted run keeps the rest."""

_Taken = tuple[Entry | Rejected, Account | None]
"""An input, and the file that it is of."""

_PROGRESS_EVERY = 256
_PROGRESS_SECONDS = 0.25
"""Progress is reported after so many inputs, or so long after the last report."""


@dataclass(slots=True)
class _StoredArticle:
    """An article of the archive; what its list shows of it is read only where its fingerprint does not do."""

    id: str
    fingerprint: str
    snapshot: Snapshot
    card: Card | None = None

    @property
    def title(self) -> str:
        return self._read_card().title

    @property
    def source(self) -> str:
        return self._read_card().source

    def _read_card(self) -> Card:
        if self.card is None:
            stored = self.snapshot.stored_texts((self.id,), ("card",))[0]
            assert stored
            self.card = card_of(stored[0])
        return self.card


class _ProgressCounter:
    """Counts the inputs that are done, and says so now and then."""

    def __init__(self, progress: Progress | None) -> None:
        self._done = 0
        self._told = time.monotonic()
        self._progress = progress

    def take(self) -> None:
        """Count an input, and report now and then."""
        self._done += 1
        if not self._done % _PROGRESS_EVERY or time.monotonic() - self._told > _PROGRESS_SECONDS:
            self.tell()

    def tell(self) -> None:
        """Report how many inputs are done."""
        self._told = time.monotonic()
        if self._progress:
            self._progress(self._done, None)


class Indexer:
    """Puts articles into an archive's store; the caller holds the archive's lock."""

    def __init__(self, storage: Storage, extractor: Extractor) -> None:
        self._storage = storage
        self._make = partial(document_of_row, extractor=extractor)

    def add(
        self,
        articles: Iterable[Article | Rejected],
        *,
        each: Each | None,
        progress: Progress | None,
        processes: int | None = None,
        again: bool = False,
        guarded: bool = False,
    ) -> Report:
        """Add articles, replacing those of the same id; see ``Index.add``."""
        report = Report()
        seen: set[str] = set()
        steps = _ProgressCounter(progress)
        known = Ledger.empty() if again else self._ledger()
        with (
            Intake(articles, known, processes=processes, tick=steps.tell, guarded=guarded) as intake,
            self._storage.pool(self._make, processes=processes) as pool,
            Interruption() as interruption,
        ):
            while not intake.is_empty:
                for line in self._commit(intake, seen, pool, steps, interruption):
                    report.count(line)
                    if each:
                        each(line)
                interruption.check()
        report.pass_over(intake.passed + intake.resumed)
        if progress:
            progress(report.total, report.total)
        return report

    def rejected_inputs(self) -> Reading:
        """The files in the list of rejected inputs, each once, to be read again."""
        kept = rejections.kept_in(self._storage.snapshot())
        found = {each.retry.path: each.retry for each in reversed(kept) if each.retry}
        return Reading([(retry.file, retry.directions) for retry in reversed(found.values())], entries_of)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles; how many of them there were."""
        base = self._storage.snapshot()
        there = [
            id_ for found in base.find([Lookup("id", id_) for id_ in dict.fromkeys(ids)]) for id_ in found
        ]
        if there:
            with self._storage.commit(base) as commit:
                commit.delete(there)
        return len(there)

    def _ledger(self) -> Ledger:
        snapshot = self._storage.snapshot()
        return Ledger.of_pieces(snapshot.attachments(ledger.ATTACHMENT), snapshot.address)

    def _commit(
        self, intake: Intake, seen: set[str], pool: Pool, steps: _ProgressCounter, interruption: Interruption
    ) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs.

        Raises:
            KeyboardInterrupt: after the commit of what was whole.
        """
        try:
            batch = _Batch(self._storage.snapshot(), seen, pool)
            for chunk in _chunks_of(_until_full(intake, interruption)):
                batch.look_up([entry for entry, _ in chunk if not isinstance(entry, Rejected)])
                for entry, account in chunk:
                    batch.lines.append(_line(entry, account, batch))
                    steps.take()
            records = intake.records()
            if batch.placed or batch.rejections.is_changed or records:
                self._write(batch, pool, records)
        except BaseException:
            pool.forget()
            raise
        return batch.lines

    def _write(self, batch: _Batch, pool: Pool, records: list[FileRecord]) -> None:
        """Replace the outdated documents by those that were made, in one commit."""
        with self._storage.commit(batch.base) as commit:
            failed = commit.take(pool)
            for placed in batch.placed:
                if placed.place in failed:
                    batch.reject(placed, failed[placed.place])
                else:
                    batch.made.add(placed.place)
                    commit.delete(set(batch.ids_replaced_by(placed)))
                    commit.drop(batch.versions_replaced_by(placed))
            if records:
                commit.append(ledger.ATTACHMENT, ledger.encode_records(records), ledger.combine_pieces)
            if batch.rejections.is_changed:
                commit.attach(rejections.ATTACHMENT, batch.rejections.to_bytes())


@dataclass(frozen=True, slots=True)
class _PlacedArticle:
    """An article on its way.

    Attributes:
        id: of it.
        place: where its document is being made.
        line: index of its line in the batch's report.
        replaces: id of the archive's article that it replaces.
        before: its version before, in the same batch.
        retry: what it takes to read it again; None: nobody can.
    """

    id: str
    place: Place
    line: int
    replaces: str | None
    before: _PlacedArticle | None
    retry: Retry | None


class _Batch:
    """Articles on their way into the index, and the documents that they replace.

    Attributes:
        base: what is committed.
        pending: the last version of each, by id, without its text.
        placed: all that are being made, with those that were replaced in this same batch.
        made: the places of the documents that were made.
        outdated: ids of the archive's articles that are replaced.
        lines: the report of the batch's inputs.
        rejections: the archive's list, as the batch changes it.
    """

    def __init__(self, base: Snapshot, seen: set[str], pool: Pool) -> None:
        self.pending: dict[str, Entry] = {}
        self.placed: list[_PlacedArticle] = []
        self.made: set[Place] = set()
        self.outdated: set[str] = set()
        self.lines: list[Line] = []
        self.rejections = Rejections(rejections.kept_in(base))
        self.base = base
        self._last: dict[str, _PlacedArticle] = {}
        self._pool = pool
        self._seen = seen  # ids of all articles of the run
        self._stored: dict[str, _StoredArticle | None] = {}
        self._at_origin: dict[str, list[_StoredArticle]] = {}

    def look_up(self, entries: Sequence[Entry]) -> None:
        """Read of the archive, all at once, what decides about some entries."""
        self._look_up_ids([entry.id for entry in entries])
        origins = list(dict.fromkeys(entry.own_file for entry in entries if entry.own_file))
        found = self.base.find([Lookup("origin", origin) for origin in origins]) if origins else []
        self._look_up_ids([id_ for ids in found for id_ in ids])
        for origin, ids in zip(origins, found, strict=True):
            self._at_origin[origin] = [stored for id_ in ids if (stored := self._stored[id_])]

    def _look_up_ids(self, ids: Sequence[str]) -> None:
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._stored]
        found = self.base.stored_texts(wanted, ("fingerprint",)) if wanted else []
        for id_, stored in zip(wanted, found, strict=True):
            self._stored[id_] = _StoredArticle(id_, stored[0], self.base) if stored else None

    def place(self, entry: Entry, retry: Retry | None) -> Line:
        """Give an article the id that it has in the archive, and decide what becomes of it."""
        known = self._version_of(entry.id)
        if known and known.fingerprint != entry.fingerprint and _of_other_outlets(known, entry):
            entry = _with_namespaced_id(entry)
            known = self._version_of(entry.id)
        if known and known.fingerprint == entry.fingerprint:
            return self._report_line("unchanged", entry)
        replaced = entry.id if self._in_archive(entry.id) else None
        if known is None:
            replaced = self._earlier_version(entry)
        if replaced is not None:
            self.outdated.add(replaced)
        self._make(entry, replaced, retry)
        return self._report_line("added" if known is None and replaced is None else "updated", entry)

    def _make(self, entry: Entry, replaces: str | None, retry: Retry | None) -> None:
        """Have a document made of an article."""
        place = self._pool.add(_row(entry))
        placed = _PlacedArticle(entry.id, place, len(self.lines), replaces, self._last.get(entry.id), retry)
        self.pending[entry.id], self._last[entry.id] = replace(entry, article=b""), placed
        self.placed.append(placed)

    def ids_replaced_by(self, placed: _PlacedArticle) -> Iterator[str]:
        """The archive's articles that one which was made replaces, for it and for versions before it."""
        if self._stored.get(placed.id):  # whatever else was to replace it: no two documents share an id
            yield placed.id
        version: _PlacedArticle | None = placed
        while version:
            if version.replaces is not None:
                yield version.replaces
            version = version.before
            if version and version.place in self.made:
                return  # it deleted what it replaced when its turn was

    def versions_replaced_by(self, placed: _PlacedArticle) -> Iterator[Place]:
        """The last version of it, of the same batch, that was made."""
        version = placed.before
        while version and version.place not in self.made:
            version = version.before
        if version:
            yield version.place

    def reject(self, placed: _PlacedArticle, reason: str) -> None:
        """No document could be made of an article: what it was to replace stays."""
        line = self.lines[placed.line]
        rejected = Rejected(line.origin or line.id, reason)
        self.lines[placed.line] = Line("rejected", "", rejected.origin, rejected.reason)
        self.rejections.remember(rejected, placed.retry)

    def _report_line(self, outcome: Outcome, entry: Entry) -> Line:
        repeated = outcome == "updated" and entry.id in self._seen
        self._seen.add(entry.id)
        return Line(
            outcome,
            entry.id,
            entry.origin,
            entry.note,
            dated=entry.dated_by is not None,
            repeated=repeated,
            reader=entry.reader,
            source=entry.source,
            language=entry.language,
            dated_by=entry.dated_by or "",
        )

    def _version_of(self, id_: str) -> Entry | _StoredArticle | None:
        """The article of that id in the batch, else in the archive."""
        return self.pending[id_] if id_ in self.pending else self._in_archive(id_)

    def _in_archive(self, id_: str) -> _StoredArticle | None:
        """The archive's article of that id, unless it is about to be replaced."""
        self._look_up_ids((id_,))
        return None if id_ in self.outdated else self._stored[id_]

    def _earlier_version(self, entry: Entry) -> str | None:
        """The id of the same page, read from the same file under the same headline before."""
        for earlier in self._at_origin.get(entry.own_file, ()):
            same = name_key(earlier.title) == name_key(entry.title)
            if same and earlier.id not in self._seen and earlier.id not in self.outdated:
                return earlier.id
        return None


def _line(entry: Entry | Rejected, account: Account | None, batch: _Batch) -> Line:
    """Decide what becomes of one input, and say it in a line."""
    retry = account.retry if account else None
    if account and account.anew:
        batch.rejections.forget_file(account.input.path)
        account.anew = False
    if isinstance(entry, Rejected):
        batch.rejections.remember(entry, retry)
        return Line("rejected", "", entry.origin, entry.reason)
    batch.rejections.forget(entry.origin)
    return batch.place(entry, retry)


def _chunks_of(taken: Iterator[_Taken]) -> Iterator[list[_Taken]]:
    """Inputs in lists, which are short where inputs come slowly."""
    while chunk := list(islice(taken, 1)):
        began = time.monotonic()
        while len(chunk) < LOOKED_UP and time.monotonic() - began < _PROGRESS_SECONDS:
            more = next(taken, None)
            if more is None:
                break
            chunk.append(more)
        yield chunk


def _until_full(intake: Intake, interruption: Interruption) -> Iterator[_Taken]:
    """The inputs of a batch, as they come; fewer where there was a Ctrl-C."""
    articles = characters = 0
    began = time.monotonic()
    while articles < BATCH_ARTICLES and characters < BATCH_CHARACTERS:
        taken = _next(intake, interruption)
        if taken is None:
            return
        articles += 1
        characters += 0 if isinstance(taken[0], Rejected) else taken[0].characters
        yield taken
        if time.monotonic() - began > BATCH_SECONDS:
            return


def _next(intake: Intake, interruption: Interruption) -> _Taken | None:
    """The next input; None: there is none, or a Ctrl-C came before it."""
    try:
        with interruption.awaiting():
            return next(intake, None)
    except KeyboardInterrupt:
        if not interruption.is_asked:
            raise
        return None


def _row(entry: Entry) -> bytes:
    """The row of an article's document."""
    if isinstance(entry.article, Article):
        return row(entry.article, entry.fingerprint)
    return row_of(entry.article, entry.fingerprint)


def _with_namespaced_id(entry: Entry) -> Entry:
    """Outlets count alike: where another outlet's article has the id, the source goes before it."""
    id_ = namespaced_id(entry.source, entry.id)
    read = entry.article if isinstance(entry.article, Article) else article_from_json(entry.article)
    return replace(entry, id=id_, article=replace(read, id=id_))


def _of_other_outlets(one: Entry | _StoredArticle, other: Entry) -> bool:
    sources = one.source, other.source
    return all(sources) and name_key(sources[0]) != name_key(sources[1])

"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from corpus import Article, Rejected
from corpus.entities import Extractor
from corpus.reading.inputs import Reading
from corpus.reading.read import entries_of

from ..articles.documents import document_of_row
from ..engine.protocol import Lookup, Pool, Storage
from . import ledger, rejections
from .batch import Batch
from .gone_files import GoneArticles, gone_articles
from .intake import Account, Entry, Intake
from .ledger import FileRecord, Ledger
from .report import Each, Line, Progress, Report
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
        with (
            Intake(
                articles, self._ledger(), again=again, processes=processes, tick=steps.tell, guarded=guarded
            ) as intake,
            self._storage.pool(self._make, processes=processes) as pool,
            Interruption() as interruption,
        ):
            while not intake.is_empty:
                with Batch(self._storage.snapshot(), seen, pool) as batch:
                    lines = self._commit(intake, batch, pool, steps, interruption)
                for line in lines:
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

    def gone_articles(self, folders: Sequence[str]) -> GoneArticles:
        """The articles whose files are gone from these folders."""
        return gone_articles(self._storage.snapshot(), folders)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles; how many of them there were."""
        base = self._storage.snapshot()
        terms = [Lookup(field, id_) for id_ in dict.fromkeys(ids) for field in ("id", "other_id")]
        there = {id_ for found in base.find(terms) for id_ in found}
        if there:
            with self._storage.commit(base) as commit:
                commit.delete(there)
        return len(there)

    def _ledger(self) -> Ledger:
        snapshot = self._storage.snapshot()
        return Ledger.of_pieces(snapshot.attachments(ledger.ATTACHMENT), snapshot.address)

    def _commit(
        self, intake: Intake, batch: Batch, pool: Pool, steps: _ProgressCounter, interruption: Interruption
    ) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs.

        Raises:
            KeyboardInterrupt: after the commit of what was whole.
        """
        try:
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

    def _write(self, batch: Batch, pool: Pool, records: list[FileRecord]) -> None:
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


def _line(entry: Entry | Rejected, account: Account | None, batch: Batch) -> Line:
    """Decide what becomes of one input, and say it in a line."""
    retry = account.retry if account else None
    if account and account.anew:
        batch.rejections.forget_file(account.input.path)
        account.anew = False
    if isinstance(entry, Rejected):
        batch.rejections.remember(entry, retry)
        return Line("rejected", "", entry.origin, entry.reason)
    batch.rejections.forget(entry.origin)
    return batch.place(entry, account)


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

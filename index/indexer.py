"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, partial

from corpus import Article, Rejected
from corpus.entities import Extractor
from corpus.reading.inputs import Reading
from corpus.reading.read import entries_of

from .analysis import name_key
from .documents import (
    article_as_read,
    article_from_json,
    document_of_row,
    namespaced_id,
    row,
    row_of,
)
from .intake import Account, Entry, Intake
from .interruption import Interruption
from .ledger import Ledger, Record
from .making import Makers, Place, Written
from .manifest import encoded
from .rejections import Rejections, Retry
from .report import Each, Line, Outcome, Progress, Report
from .store import Store
from .view import View
from .writer import SegmentWriter

BATCH_ARTICLES = 4096
BATCH_CHARACTERS = 64_000_000
BATCH_SECONDS = 15.0
"""A batch is committed when it holds this many articles or characters, or has been gathered for this long:
an interrupted run keeps the rest."""

_PROGRESS_EVERY = 256
_PROGRESS_SECONDS = 0.25


class _Stored:
    """An article of the archive; its text is read only where its fingerprint does not do."""

    def __init__(self, view: View, number: int) -> None:
        self._view = view
        self._number = number

    @cached_property
    def fingerprint(self) -> str:
        return str(self._view.stored("fingerprint", self._number))

    @property
    def id(self) -> str:
        return self._article.id

    @property
    def title(self) -> str:
        return self._article.title

    @property
    def source(self) -> str:
        return self._article.source

    @cached_property
    def _article(self) -> Article:
        return article_as_read({"article": self._view.stored("article", self._number)})


class _Steps:
    """Counts the inputs that are done, and says so now and then."""

    def __init__(self, progress: Progress | None) -> None:
        self._done = 0
        self._told = time.monotonic()
        self._progress = progress

    def take(self) -> None:
        """One more."""
        self._done += 1
        if not self._done % _PROGRESS_EVERY or time.monotonic() - self._told > _PROGRESS_SECONDS:
            self.tell()

    def tell(self) -> None:
        """Say how many there are by now."""
        self._told = time.monotonic()
        if self._progress:
            self._progress(self._done, None)


class Indexer:
    """Puts articles into an archive's store; the caller holds the archive's lock."""

    def __init__(self, store: Store, extractor: Extractor) -> None:
        self._store = store
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
        steps = _Steps(progress)
        ledger = Ledger.empty() if again else self._store.ledger()
        with (
            Intake(articles, ledger, processes=processes, tick=steps.tell, guarded=guarded) as intake,
            Makers(self._store.schema, self._make, processes=processes) as makers,
            Interruption() as interruption,
        ):
            while not intake.is_empty:
                for line in self._commit(intake, seen, makers, steps, interruption):
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
        with closing(self._store.view()) as view:
            found = {each.retry.path: each.retry for each in reversed(view.rejections_kept) if each.retry}
        return Reading([(retry.file, retry.directions) for retry in reversed(found.values())], entries_of)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles; how many of them there were."""
        with closing(self._store.view()) as view:
            numbers = [
                n
                for id_ in dict.fromkeys(ids)
                for n in view.holding("id", id_.encode("utf-8", "surrogatepass"))
            ]
            committed = encoded(view.manifest)
        if numbers:
            with self._store.writer(replaces=committed) as writer:
                for number in numbers:
                    writer.delete_document(number)
        return len(numbers)

    def _commit(
        self, intake: Intake, seen: set[str], makers: Makers, steps: _Steps, interruption: Interruption
    ) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs.

        Raises:
            KeyboardInterrupt: after the commit of what was whole.
        """
        try:
            with closing(self._store.view()) as view:
                batch = _Batch(view, seen, makers)
                for entry, account in _until_full(intake, interruption):
                    batch.lines.append(_line(entry, account, batch))
                    steps.take()
            records = intake.records()
            if batch.placed or batch.rejections.changed or records:
                self._write(batch, makers, records)
        except BaseException:
            makers.forget()
            raise
        return batch.lines

    def _write(self, batch: _Batch, makers: Makers, records: list[Record]) -> None:
        """Replace the outdated documents by those that were made, in one commit."""
        with self._store.writer(replaces=encoded(batch.view.manifest)) as writer:
            made = {written.maker: written for written in makers.write(writer.new_path)}
            bases = {maker: _adopted(written, writer) for maker, written in made.items()}
            for placed in batch.placed:
                maker, made_of = placed.place
                number = made[maker].document(made_of)
                if number is None:
                    batch.reject(placed, made[maker].reason(made_of))
                    continue
                batch.numbers[placed.place] = bases[maker] + number
                # By number: the lock is ours, so they are what they were.
                for outdated in batch.outdated_by(placed):
                    writer.delete_document(outdated)
            writer.records = records
            if batch.rejections.changed:
                writer.rejected = batch.rejections.encoded()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An article on its way.

    Attributes:
        place: where its document is being made.
        line: index of its line in the batch's report.
        replaces: number of the document that it replaces.
        before: its version before, in the same batch.
        retry: what it takes to read it again; None: nobody can.
    """

    place: Place
    line: int
    replaces: int | None
    before: _Placed | None
    retry: Retry | None


class _Batch:
    """Articles on their way into the index, and the documents that they replace.

    Attributes:
        pending: the last version of each, by id, without its text.
        placed: all that are being made, with those that were replaced in this same batch.
        numbers: of the documents that were made, by their places.
        outdated: numbers of the archive's documents that are replaced.
        lines: the report of the batch's inputs.
        rejections: the archive's list, as the batch changes it.
    """

    def __init__(self, view: View, seen: set[str], makers: Makers) -> None:
        self.pending: dict[str, Entry] = {}
        self.placed: list[_Placed] = []
        self.numbers: dict[Place, int] = {}
        self.outdated: set[int] = set()
        self.lines: list[Line] = []
        self._last: dict[str, _Placed] = {}
        self._makers = makers
        self.rejections = Rejections(view.rejections_kept)
        self.view = view
        self._seen = seen  # ids of all articles of the run

    def place(self, entry: Entry, retry: Retry | None) -> Line:
        """Give an article the id that it has in the archive, and decide what becomes of it."""
        known = self._known(entry.id)
        if known and known.fingerprint != entry.fingerprint and _of_other_outlets(known, entry):
            entry = _namespaced(entry)
            known = self._known(entry.id)
        if known and known.fingerprint == entry.fingerprint:
            return self._told("unchanged", entry)
        replaced = self._number(entry.id)
        if known is None:
            replaced = self._earlier_version(entry)
        if replaced is not None:
            self.outdated.add(replaced)
        self._make(entry, replaced, retry)
        return self._told("added" if known is None and replaced is None else "updated", entry)

    def _make(self, entry: Entry, replaces: int | None, retry: Retry | None) -> None:
        """Have a document made of an article."""
        place = self._makers.add(_row(entry))
        placed = _Placed(place, len(self.lines), replaces, self._last.get(entry.id), retry)
        self.pending[entry.id], self._last[entry.id] = replace(entry, article=b""), placed
        self.placed.append(placed)

    def outdated_by(self, placed: _Placed) -> Iterator[int]:
        """The documents that one which was made replaces: the archive's, and earlier ones of the batch."""
        version: _Placed | None = placed
        while version:
            if version.replaces is not None:
                yield version.replaces
            version = version.before
            if version and version.place in self.numbers:
                yield self.numbers[version.place]
                return  # it deleted what it replaced when its turn was

    def reject(self, placed: _Placed, reason: str) -> None:
        """No document could be made of an article: what it was to replace stays."""
        line = self.lines[placed.line]
        rejected = Rejected(line.origin or line.id, reason)
        self.lines[placed.line] = Line("rejected", "", rejected.source, rejected.reason)
        self.rejections.remember(rejected, placed.retry)

    def _told(self, outcome: Outcome, entry: Entry) -> Line:
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

    def _known(self, id_: str) -> Entry | _Stored | None:
        """The article of that id in the batch, else in the archive."""
        if id_ in self.pending:
            return self.pending[id_]
        number = self._number(id_)
        return None if number is None else _Stored(self.view, number)

    def _earlier_version(self, entry: Entry) -> int | None:
        """The document of the same page, read from the same file under the same headline before."""
        if not entry.own_file:
            return None
        for number in self.view.holding("origin", entry.own_file.encode()):
            earlier = _Stored(self.view, number)
            same = name_key(earlier.title) == name_key(entry.title)
            if same and earlier.id not in self._seen and number not in self.outdated:
                return number
        return None

    def _number(self, id_: str) -> int | None:
        """The document of that id, unless it is about to be replaced."""
        term = id_.encode()
        numbers = (number for part in self.view.parts for number in part.holding("id", term))
        return next((number for number in numbers if number not in self.outdated), None)


def _line(entry: Entry | Rejected, account: Account | None, batch: _Batch) -> Line:
    """What becomes of one input."""
    retry = account.retry if account else None
    if account and account.anew:
        batch.rejections.forget_file(account.input.path)
        account.anew = False
    if isinstance(entry, Rejected):
        batch.rejections.remember(entry, retry)
        return Line("rejected", "", entry.source, entry.reason)
    batch.rejections.forget(entry.origin)
    return batch.place(entry, retry)


def _adopted(written: Written, writer: SegmentWriter) -> int:
    """Take a maker's segment; the number of its first document."""
    base = writer.doc_count_all()
    if written.path:
        writer.adopt(written.path)
    return base


def _until_full(
    intake: Intake, interruption: Interruption
) -> Iterator[tuple[Entry | Rejected, Account | None]]:
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


def _next(intake: Intake, interruption: Interruption) -> tuple[Entry | Rejected, Account | None] | None:
    """The next input; None: there is none, or a Ctrl-C came before it."""
    try:
        with interruption.awaiting():
            return next(intake, None)
    except KeyboardInterrupt:
        if not interruption.is_asked:
            raise
        return None


def _row(entry: Entry) -> bytes:
    """What a document is made of."""
    if isinstance(entry.article, Article):
        return row(entry.article, entry.fingerprint)
    return row_of(entry.article, entry.fingerprint)


def _namespaced(entry: Entry) -> Entry:
    """Outlets count alike: where another outlet's article has the id, the source goes before it."""
    id_ = namespaced_id(entry.source, entry.id)
    read = entry.article if isinstance(entry.article, Article) else article_from_json(entry.article)
    return replace(entry, id=id_, article=replace(read, id=id_))


def _of_other_outlets(one: Entry | _Stored, other: Entry) -> bool:
    sources = one.source, other.source
    return all(sources) and name_key(sources[0]) != name_key(sources[1])

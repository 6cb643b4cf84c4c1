"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, partial

from corpus import Article, Rejected
from corpus.entities import Extractor

from .analysis import name_key
from .documents import article_as_read, document_of_row, fingerprint, namespaced_id, own_file, row
from .making import Makers, Place, Written
from .rejections import Rejections
from .report import Each, Line, Outcome, Progress, Report
from .store import Store
from .view import View
from .writer import SegmentWriter

BATCH_ARTICLES = 4096
BATCH_CHARACTERS = 64_000_000
"""A batch is committed when it holds this many articles or characters: an interrupted run keeps the rest."""
LONGEST_ARTICLE = 10_000_000
"""Characters. Longer texts are not articles but whole collections in one file."""

_PROGRESS_EVERY = 256


@dataclass(frozen=True, slots=True)
class _Marked:
    """An article and its fingerprint as it was read."""

    article: Article
    fingerprint: str


class _Stored:
    """An article of the archive; its text is read only where its fingerprint does not do."""

    def __init__(self, view: View, number: int) -> None:
        self._view = view
        self._number = number

    @cached_property
    def fingerprint(self) -> str:
        return str(self._view.stored("fingerprint", self._number))

    @cached_property
    def article(self) -> Article:
        return article_as_read({"article": self._view.stored("article", self._number)})


class _Steps:
    """Counts the inputs that are done, and says so now and then."""

    def __init__(self, done: int, progress: Progress | None) -> None:
        self._done = done
        self._progress = progress

    def take(self) -> None:
        self._done += 1
        if self._progress and not self._done % _PROGRESS_EVERY:
            self._progress(self._done, None)


class Indexer:
    """Puts articles into an archive's store; the caller holds the archive's lock."""

    def __init__(self, store: Store, extractor: Extractor) -> None:
        self._store = store
        self._make = partial(document_of_row, extractor=extractor)

    def add(
        self, articles: Iterable[Article | Rejected], *, each: Each | None, progress: Progress | None
    ) -> Report:
        """Add articles, replacing those of the same id; see ``Index.add``."""
        report = Report()
        seen: set[str] = set()
        with Makers(self._store.schema, self._make) as makers:
            for entries in _batches(articles):
                for line in self._commit(entries, seen, makers, _Steps(report.total, progress)):
                    report.count(line)
                    if each:
                        each(line)
        if progress:
            progress(report.total, report.total)
        return report

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles; how many of them there were."""
        with closing(self._store.view()) as view:
            numbers = [
                n
                for id_ in dict.fromkeys(ids)
                for n in view.holding("id", id_.encode("utf-8", "surrogatepass"))
            ]
        if numbers:
            with self._store.writer() as writer:
                for number in numbers:
                    writer.delete_document(number)
        return len(numbers)

    def _commit(
        self, entries: list[Article | Rejected], seen: set[str], makers: Makers, steps: _Steps
    ) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs."""
        try:
            with closing(self._store.view()) as view:
                batch = _Batch(view, seen, makers)
                for entry in entries:
                    batch.lines.append(_line(entry, batch))
                    steps.take()
            if batch.placed or batch.rejections.changed:
                self._write(batch, makers)
        except BaseException:
            makers.forget()
            raise
        return batch.lines

    def _write(self, batch: _Batch, makers: Makers) -> None:
        """Replace the outdated documents by those that were made, in one commit."""
        with self._store.writer() as writer:
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
    """

    place: Place
    line: int
    replaces: int | None
    before: _Placed | None


class _Batch:
    """Articles on their way into the index, and the documents that they replace.

    Attributes:
        pending: the last version of each, by id.
        placed: all that are being made, with those that were replaced in this same batch.
        numbers: of the documents that were made, by their places.
        outdated: numbers of the archive's documents that are replaced.
        lines: the report of the batch's inputs.
        rejections: the archive's list, as the batch changes it.
    """

    def __init__(self, view: View, seen: set[str], makers: Makers) -> None:
        self.pending: dict[str, _Marked] = {}
        self.placed: list[_Placed] = []
        self.numbers: dict[Place, int] = {}
        self.outdated: set[int] = set()
        self.lines: list[Line] = []
        self._last: dict[str, _Placed] = {}
        self._makers = makers
        self.rejections = Rejections(view.rejected)
        self._view = view
        self._seen = seen  # ids of all articles of the run

    def place(self, marked: _Marked) -> Line:
        """Give an article the id that it has in the archive, and decide what becomes of it."""
        known = self._known(marked.article.id)
        if known and known.fingerprint != marked.fingerprint and _of_other_outlets(known, marked):
            marked = _namespaced(marked)
            known = self._known(marked.article.id)
        if known and known.fingerprint == marked.fingerprint:
            return self._told("unchanged", marked)
        replaced = self._number(marked.article.id)
        if known is None:
            replaced = self._earlier_version(marked.article)
        if replaced is not None:
            self.outdated.add(replaced)
        self._make(marked, replaced)
        return self._told("added" if known is None and replaced is None else "updated", marked)

    def _make(self, marked: _Marked, replaces: int | None) -> None:
        """Have a document made of an article."""
        id_ = marked.article.id
        place = self._makers.add(row(marked.article, marked.fingerprint))
        placed = _Placed(place, len(self.lines), replaces, self._last.get(id_))
        self.pending[id_], self._last[id_] = marked, placed
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
        self.rejections.remember(rejected)

    def _told(self, outcome: Outcome, marked: _Marked) -> Line:
        article = marked.article
        repeated = outcome == "updated" and article.id in self._seen
        self._seen.add(article.id)
        return Line(
            outcome,
            article.id,
            article.origin,
            "; ".join(article.notices),
            dated=article.published is not None,
            repeated=repeated,
        )

    def _known(self, id_: str) -> _Marked | _Stored | None:
        """The article of that id in the batch, else in the archive."""
        if id_ in self.pending:
            return self.pending[id_]
        number = self._number(id_)
        return None if number is None else _Stored(self._view, number)

    def _earlier_version(self, article: Article) -> int | None:
        """The document of the same page, read from the same file under the same headline before."""
        file = own_file(article)
        if not file:
            return None
        for number in self._view.holding("origin", file.encode()):
            earlier = _Stored(self._view, number).article
            same = name_key(earlier.title) == name_key(article.title)
            if same and earlier.id not in self._seen and number not in self.outdated:
                return number
        return None

    def _number(self, id_: str) -> int | None:
        """The document of that id, unless it is about to be replaced."""
        term = id_.encode()
        numbers = (number for part in self._view.parts for number in part.holding("id", term))
        return next((number for number in numbers if number not in self.outdated), None)


def _line(entry: Article | Rejected, batch: _Batch) -> Line:
    """What becomes of one input."""
    checked = _checked(entry)
    if isinstance(checked, Rejected):
        batch.rejections.remember(checked)
        return Line("rejected", "", checked.source, checked.reason)
    batch.rejections.forget(checked.article.origin)
    return batch.place(checked)


def _adopted(written: Written, writer: SegmentWriter) -> int:
    """Take a maker's segment; the number of its first document."""
    base = writer.doc_count_all()
    if written.path:
        writer.adopt(written.path)
    return base


def _batches(articles: Iterable[Article | Rejected]) -> Iterator[list[Article | Rejected]]:
    batch: list[Article | Rejected] = []
    characters = 0
    for entry in articles:
        batch.append(entry)
        characters += len(entry.body) if isinstance(entry, Article) else 0
        if len(batch) >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _checked(entry: Article | Rejected) -> _Marked | Rejected:
    """The article with its fingerprint, or why it cannot be a document: found before the engine sees it."""
    if isinstance(entry, Rejected):
        return entry
    where = entry.origin or entry.id
    if not entry.id.strip():
        return Rejected(where, "an article without an id")
    if len(entry.text) > LONGEST_ARTICLE:
        return Rejected(where, f"longer than {LONGEST_ARTICLE:,} characters: split it into its articles")
    try:
        entry.origin.encode()
        return _Marked(entry, fingerprint(entry))
    except UnicodeEncodeError:
        return Rejected(where, "holds half of a surrogate pair, which is no character")


def _namespaced(marked: _Marked) -> _Marked:
    """Outlets count alike: where another outlet's article has the id, the source goes before it."""
    id_ = namespaced_id(marked.article.source, marked.article.id)
    return replace(marked, article=replace(marked.article, id=id_))


def _of_other_outlets(one: _Marked | _Stored, other: _Marked) -> bool:
    sources = one.article.source, other.article.source
    return all(sources) and name_key(sources[0]) != name_key(sources[1])

"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

from corpus import Article, Rejected
from corpus.entities import Extractor

from .analysis import name_key
from .documents import article_as_read, document, fingerprint, namespaced_id, own_file
from .rejections import Rejections
from .report import Each, Line, Outcome, Progress, Report
from .store import Store
from .view import View

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
        self._extractor = extractor

    def add(
        self, articles: Iterable[Article | Rejected], *, each: Each | None, progress: Progress | None
    ) -> Report:
        """Add articles, replacing those of the same id; see ``Index.add``."""
        report = Report()
        seen: set[str] = set()
        for batch in _batches(articles):
            for line in self._commit(batch, seen, _Steps(report.total, progress)):
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

    def _commit(self, entries: list[Article | Rejected], seen: set[str], steps: _Steps) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs."""
        lines = []
        with closing(self._store.view()) as view:
            batch = _Batch(view, seen)
            for entry in entries:
                lines.append(_line(entry, batch))
                if lines[-1].outcome in ("unchanged", "rejected"):
                    steps.take()
        if batch.pending or batch.rejections.changed:
            self._write(batch, steps)
        return lines

    def _write(self, batch: _Batch, steps: _Steps) -> None:
        """Replace the outdated documents by the pending ones, in one commit."""
        # All documents are made before the writer sees the first: a failing one harms no other.
        documents = [
            document(marked.article, self._extractor.extract(marked.article), marked.fingerprint)
            for marked in batch.pending.values()
        ]
        with self._store.writer() as writer:
            if batch.rejections.changed:
                writer.rejected = batch.rejections.encoded()
            # By number: the lock is ours, so they are what they were.
            for number in batch.outdated:
                writer.delete_document(number)
            for fields in documents:
                writer.add_document(**fields)
                steps.take()


class _Batch:
    """Articles on their way into the index, and the documents that they replace.

    Attributes:
        pending: what must be written, by id.
        outdated: numbers of the documents that it replaces.
        rejections: the archive's list, as the batch changes it.
    """

    def __init__(self, view: View, seen: set[str]) -> None:
        self.pending: dict[str, _Marked] = {}
        self.outdated: set[int] = set()
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
        self.pending[marked.article.id] = marked
        return self._told("added" if known is None and replaced is None else "updated", marked)

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

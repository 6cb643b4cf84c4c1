"""From articles to documents: add, update, delete; one line of report for every article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from whoosh.searching import Searcher

from corpus import Article, Rejected
from corpus.entities import Extractor

from . import storage
from .analysis import name_key
from .documents import article_of, document, fingerprint
from .rejections import Rejections
from .report import Each, Line, Progress, Report

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
    """Puts articles into one index directory; the caller holds the archive's lock."""

    def __init__(self, directory: Path, extractor: Extractor, rejections: Rejections) -> None:
        self._directory = directory
        self._extractor = extractor
        self._rejections = rejections

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
        with storage.searching(self._directory) as searcher:
            numbers = _numbers(ids, searcher)
        if numbers:
            with storage.writing(self._directory) as writer:
                for number in numbers:
                    writer.delete_document(number)
        return len(numbers)

    def _commit(self, batch: list[Article | Rejected], seen: set[str], steps: _Steps) -> list[Line]:
        """Bring one batch into the index in one commit; the lines of its inputs."""
        pending: dict[str, _Marked] = {}
        lines = []
        with storage.searching(self._directory) as searcher:
            for entry in batch:
                lines.append(self._line(entry, pending, seen, searcher))
                if lines[-1].outcome in ("unchanged", "rejected"):
                    steps.take()
            outdated = _numbers(pending, searcher)
        if pending:
            self._write(pending, outdated, steps)
        self._rejections.save()
        return lines

    def _line(
        self, entry: Article | Rejected, pending: dict[str, _Marked], seen: set[str], searcher: Searcher
    ) -> Line:
        """What becomes of one input; an article that must be written joins ``pending``."""
        checked = _checked(entry)
        if isinstance(checked, Rejected):
            self._rejections.remember(checked)
            return Line("rejected", "", checked.source, checked.reason)
        self._rejections.forget(checked.article.origin)
        marked, outcome = _placed(checked, pending, searcher)
        article = marked.article
        repeated = outcome == "updated" and article.id in seen
        seen.add(article.id)
        if outcome != "unchanged":
            pending[article.id] = marked
        return Line(
            outcome,
            article.id,
            article.origin,
            "; ".join(article.notices),
            dated=article.published is not None,
            repeated=repeated,
        )

    def _write(self, pending: dict[str, _Marked], outdated: list[int], steps: _Steps) -> None:
        """Replace the outdated documents by the pending ones, in one commit."""
        # All documents are made before the writer sees the first: a failing one harms no other.
        documents = [
            document(marked.article, self._extractor.extract(marked.article), marked.fingerprint)
            for marked in pending.values()
        ]
        with storage.writing(self._directory) as writer:
            # By number: the lock is ours, so they are what they were. By term, Whoosh opens the whole
            # index anew for each.
            for number in outdated:
                writer.delete_document(number)
            for fields in documents:
                writer.add_document(**fields)
                steps.take()


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


def _numbers(ids: Iterable[str], searcher: Searcher) -> list[int]:
    """The document numbers of those articles that the archive holds."""
    numbers = (searcher.document_number(id=id_) for id_ in dict.fromkeys(ids))
    return [number for number in numbers if number is not None]


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
        return _Marked(entry, fingerprint(entry))
    except UnicodeEncodeError:
        return Rejected(where, "holds half of a surrogate pair, which is no character")


def _placed(
    marked: _Marked, pending: dict[str, _Marked], searcher: Searcher
) -> tuple[_Marked, Literal["added", "updated", "unchanged"]]:
    """The article under the id it has in the archive, and what becomes of it.

    Outlets count alike: where the id is taken by another outlet's article, the source goes before it.
    """
    known = _known(marked.article.id, pending, searcher)
    if known and known.fingerprint != marked.fingerprint and _of_other_outlets(known, marked):
        outlet = name_key(marked.article.source).replace(" ", "-")
        marked = replace(marked, article=replace(marked.article, id=f"{outlet}:{marked.article.id}"))
        known = _known(marked.article.id, pending, searcher)
    if known is None:
        return marked, "added"
    return marked, "unchanged" if known.fingerprint == marked.fingerprint else "updated"


def _of_other_outlets(one: _Marked, other: _Marked) -> bool:
    sources = one.article.source, other.article.source
    return all(sources) and name_key(sources[0]) != name_key(sources[1])


def _known(id_: str, pending: dict[str, _Marked], searcher: Searcher) -> _Marked | None:
    """The article of that id in the pending batch, else in the archive."""
    if id_ in pending:
        return pending[id_]
    number = searcher.document_number(id=id_)
    if number is None:
        return None
    stored = searcher.stored_fields(number)
    return _Marked(article_of(stored), stored["fingerprint"])

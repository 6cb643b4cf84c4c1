"""The product around the engine: what each stage of indexing costs, and how long a page of results takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

import corpus
import index
import searcher
from corpus import Article, Published, entities
from index.articles import documents, schema
from index.engine.embedded.build.builder import SegmentBuilder
from searcher.question import RELATED

from .collection import Row, read
from .latency import percentile
from .queries import COMMON, MIDDLE, Words

FACETS = ("people", "organisations", "places", "month")
QUESTIONS = 40
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stages:
    """Where the time of ``dateline index`` goes.

    Attributes:
        articles: how many.
        cpu: seconds of each stage, one after the other in one process.
        wall: seconds of the whole as the product does it.
    """

    articles: int
    cpu: dict[str, float]
    wall: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ten hits with snippets, counts by three kinds of names and by month, and related articles.

    Attributes:
        articles: in the archive.
        p50, p95: milliseconds, from the text of the query to the last hit.
        without_related: median without the related articles.
        open_first: milliseconds to open the archive and build a first page.
    """

    articles: int
    p50: float
    p95: float
    without_related: float
    open_first: float


def stages(source: Path, most: int | None = None) -> Stages:
    """Put articles through the stages, all of them through one before the next."""
    cpu: dict[str, float] = {}
    articles = _timed(cpu, "reading", lambda: _articles(source, most))
    extractor = entities.get()
    extractor.extract(articles[0])
    found = _timed(cpu, "entities", lambda: [extractor.extract(article) for article in articles])
    prints = _timed(cpu, "fingerprints", lambda: list(map(documents.fingerprint, articles)))
    made = _timed(cpu, "links and documents", lambda: list(map(documents.document, articles, found, prints)))
    builder = SegmentBuilder(schema.schema())
    _timed(cpu, "analysing", lambda: _add_all(builder, made))
    with tempfile.TemporaryDirectory() as scratch:
        _timed(cpu, "inverting and storing", lambda: builder.write(Path(scratch) / "1.segment"))
    return Stages(len(articles), cpu, 0.0)


def whole(source: Path, path: Path, most: int | None = None) -> tuple[int, float]:
    """Index as the product does; articles and wall seconds."""
    began = time.perf_counter()
    with index.create(path) as archive:
        report = archive.add(entry for _, entry in zip(_numbers(most), corpus.read(source), strict=False))
    return report.added, time.perf_counter() - began


def fill(path: Path, collection: Path) -> None:
    """Index the rows of a collection as the product indexes articles."""
    with index.create(path) as archive:
        archive.add(map(article_of, read(collection)))


def article_of(row: Row) -> Article:
    """The article that a row stands for."""
    day = datetime.combine(date.fromordinal(row.day), datetime.min.time())
    return Article(row.id, row.title, row.body, Published(day, "day"), source="Reuters")


def pages(path: Path, words: Words, rounds: int) -> Page:
    """Build pages of results from text to the last related article."""
    questions = [" ".join(words.together(COMMON, MIDDLE)) for _ in range(QUESTIONS)]
    began = time.perf_counter()
    archive = searcher.open(path)
    _page(archive, questions[0], RELATED)
    first = time.perf_counter() - began
    with archive:
        full = _page_times(archive, questions, rounds, RELATED)
        bare = _page_times(archive, questions, rounds, 0)
        articles = archive.statistics().articles
    return Page(articles, median(full), percentile(full, 0.95), median(bare), first * 1000)


def _page_times(
    archive: searcher.Archive, questions: Sequence[str], rounds: int, related: int
) -> list[float]:
    times = []
    for number in range(rounds + 1):
        for question in questions:
            began = time.perf_counter()
            _page(archive, question, related)
            if number:  # the first round warms
                times.append((time.perf_counter() - began) * 1000)
    return times


def _page(archive: searcher.Archive, question: str, related: int) -> None:
    results = archive.search(question, facets=FACETS, related=related)
    for hit in results:
        assert hit.snippet is not None
        assert hit.related is not None


def _articles(source: Path, most: int | None) -> list[Article]:
    entries = (entry for _, entry in zip(_numbers(most), corpus.read(source), strict=False))
    return [entry for entry in entries if isinstance(entry, Article)]


def _numbers(most: int | None) -> Sequence[int]:
    return range(most if most is not None else 1 << 62)


def _add_all(builder: SegmentBuilder, made: Iterable[Mapping[str, object]]) -> None:
    for fields in made:
        builder.add(fields)


def _timed(cpu: dict[str, float], stage: str, work: Callable[[], T]) -> T:
    began = time.process_time()
    done = work()
    cpu[stage] = time.process_time() - began
    return done

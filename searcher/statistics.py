"""What an archive holds, in numbers."""

from __future__ import annotations

from corpus import Rejected
from corpus.frozen import frozen

from .facets import counts
from .snapshot import Snapshot


@frozen
class Statistics:
    """Counts over a whole archive.

    Attributes:
        articles: all of them.
        undated: those without a publication date.
        first, last: days of the oldest and newest dated article, ISO 8601; "" when none is dated.
        sources: outlet → articles, most first; "" stands for unknown.
        months: month → articles, in order; articles of which only the year is known stand under it.
        links: stated links in all articles.
        extractor: which entity extractor the archive uses, with its version.
        rejected: inputs that could not be read, each with its reason.
    """

    articles: int
    undated: int
    first: str
    last: str
    sources: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    links: int
    extractor: str
    rejected: tuple[Rejected, ...]


def statistics(snapshot: Snapshot) -> Statistics:
    """Count from the columns of the index."""
    everything = snapshot.everything
    sources = counts(snapshot, everything, "source")
    months = counts(snapshot, everything, "month")
    unknown = snapshot.articles - sources.total()
    if unknown:
        sources[""] = unknown
    days = snapshot.days
    manifest = snapshot.view.manifest
    return Statistics(
        articles=snapshot.articles,
        undated=snapshot.articles - months.total(),
        first=days.first.isoformat() if days else "",
        last=days.last.isoformat() if days else "",
        sources=tuple(sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))),
        months=tuple(sorted(months.items())),
        links=snapshot.links,
        extractor=f"{manifest.extractor} {manifest.extractor_version}",
        rejected=snapshot.rejected_inputs,
    )

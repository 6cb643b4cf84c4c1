"""What an archive holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Rejected
from index.engine.protocol import Tally

from .articles import Articles
from .planning import EVERYTHING


@dataclass(frozen=True, slots=True)
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


def statistics(articles: Articles) -> Statistics:
    """Count from the columns of the index."""
    tallies = [Tally("source_shown"), Tally("month_shown")]
    sources, months = articles.snapshot.answer(EVERYTHING, tallies=tallies).tallies
    unknown = len(articles) - sum(count for _, count in sources)
    if unknown:
        sources = (*sources, ("", unknown))
    days = articles.days
    about = articles.snapshot.about
    return Statistics(
        articles=len(articles),
        undated=len(articles) - sum(count for _, count in months),
        first=days.first.isoformat() if days else "",
        last=days.last.isoformat() if days else "",
        sources=tuple(sorted(sources, key=lambda pair: (-pair[1], pair[0]))),
        months=tuple(sorted(months)),
        links=articles.links,
        extractor=f"{about['extractor']} {about['extractor_version']}",
        rejected=articles.rejected_inputs,
    )

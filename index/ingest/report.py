"""What became of the articles of a run: counts, and a line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from corpus import Rejected

Outcome = Literal["added", "updated", "unchanged", "rejected"]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one input.

    Attributes:
        outcome: ``"added"``, ``"updated"``, ``"unchanged"`` or ``"rejected"``.
        id: the article's id in the archive; "" for a rejected input.
        origin: where it was read.
        note: a reason, or what the reader noticed; often "".
        dated: whether the article has a publication date.
        repeated: whether it replaced an article of the same id that was read in this same run.
        reader: the name of the reader that read it, or "".
        source: the outlet, or "".
        language: a tag, or "".
        dated_by: where its publication date came from, or "".
        retitled: whether it replaced a version under another headline.
        joined: whether it was joined with another page of its article.
        fuller: whether the archive had more of its text, which was kept.
    """

    outcome: Outcome
    id: str
    origin: str
    note: str = ""
    dated: bool = True
    repeated: bool = False
    reader: str = ""
    source: str = ""
    language: str = ""
    dated_by: str = ""
    retitled: bool = False
    joined: bool = False
    fuller: bool = False


@dataclass(slots=True)
class Report:
    """Counts of a run.

    Attributes:
        added: articles that were not in the archive.
        updated: articles that replaced an earlier version of themselves.
        unchanged: articles that were in the archive as they are.
        rejected: inputs that did not become articles, each with its reason.
        undated: how many of the articles have no publication date.
        repeated: how many replaced an article of the same id that was read in this same run.
        retitled: how many replaced a version under another headline; their lines say which.
        joined: how many were joined with another page of their article.
        fuller: how many of the unchanged have less text than the archive has of them, which was kept.
        lost: what could not be kept of a damaged archive, one sentence each.
        kept: the folder in which the files of a damaged archive were kept; None: nothing was damaged.
        unopened: how many of the unchanged were passed over: they were read before, from files as they are.
        readers: how many of the articles that were read came through each reader; "" where it is unknown.
        sources: … are of each outlet; "" where none is named.
        languages: … are in each language; "" where it is unknown.
        date_sources: … have their date from each kind of place; undated ones are not among them.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    undated: int = 0
    repeated: int = 0
    retitled: int = 0
    joined: int = 0
    fuller: int = 0
    lost: tuple[str, ...] = ()
    kept: Path | None = None
    unopened: int = 0
    readers: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    date_sources: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All inputs of the run."""
        return self.added + self.updated + self.unchanged + len(self.rejected)

    def count(self, line: Line) -> None:
        """Count one more input."""
        match line.outcome:
            case "added":
                self.added += 1
            case "updated":
                self.updated += 1
            case "unchanged":
                self.unchanged += 1
            case "rejected":
                self.rejected.append(Rejected(line.origin, line.note))
                return
        self.repeated += line.repeated
        self.retitled += line.retitled
        self.joined += line.joined
        self.fuller += line.fuller
        self.describe(line.reader, line.source, line.language, line.dated_by if line.dated else None)

    def describe(self, reader: str, source: str, language: str, dated_by: str | None) -> None:
        """Count what one more article is; ``dated_by`` is None where it has no date."""
        self.readers[reader] += 1
        self.sources[source] += 1
        self.languages[language] += 1
        if dated_by is None:
            self.undated += 1
        else:
            self.date_sources[dated_by] += 1

    def pass_over(self, articles: int) -> None:
        """Count articles that were not read, as they have not changed."""
        self.unchanged += articles
        self.unopened += articles


Each = Callable[[Line], None]
"""Called once per input as soon as its fate is known."""

Progress = Callable[[int, int | None], None]
"""Called with the number of inputs or articles done, and of all; None where that is unknown."""

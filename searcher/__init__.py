"""How does a question become an answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

if TYPE_CHECKING:
    from index.engine.addresses import Address
    from index.engine.budget import Budget

    from .archive import Archive, Clock
    from .language.literal import quote
    from .question import Question
    from .results import (
        ArticleCopy,
        Coverage,
        DifferentPassage,
        Entities,
        Family,
        Hit,
        Mark,
        MissingArticle,
        MissingArticles,
        Passage,
        Receipt,
        Related,
        Results,
        SideBySide,
        TermCount,
    )
    from .stories.telling import Story


def open(  # noqa: A001 -- read as searcher.open
    path: Address, *, clock: Clock | None = None, budget: Budget | None = None
) -> Archive:
    """Open an archive for searching.

    Args:
        path: the archive's directory, or an engine's ``scheme://…``.
        clock: tells the present moment, from which "last week" is reckoned; this machine's by default.
        budget: what each question may cost; by default what ``Budget()`` says.

    Raises:
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError: see corpus/errors.py.
    """
    from .archive import Archive, local_now

    return Archive(path, clock=clock or local_now, budget=budget)


__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".archive": ("Archive",),
        "index.engine.budget": ("Budget",),
        ".language.literal": ("quote",),
        ".question": ("Question",),
        ".results": (
            "ArticleCopy",
            "Coverage",
            "DifferentPassage",
            "Entities",
            "Family",
            "Hit",
            "Mark",
            "MissingArticle",
            "MissingArticles",
            "Passage",
            "Receipt",
            "Related",
            "Results",
            "SideBySide",
            "TermCount",
        ),
        ".stories.telling": ("Story",),
    },
)


__all__ = [
    "Archive",
    "ArticleCopy",
    "Budget",
    "Coverage",
    "DifferentPassage",
    "Entities",
    "Family",
    "Hit",
    "Mark",
    "MissingArticle",
    "MissingArticles",
    "Passage",
    "Question",
    "Receipt",
    "Related",
    "Results",
    "SideBySide",
    "Story",
    "TermCount",
    "open",
    "quote",
]

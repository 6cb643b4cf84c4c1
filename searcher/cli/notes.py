"""What an answer rests on and what to try next, as notes on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..present.explanation import explain
from ..present.proposals import propose
from ..present.wording import count_phrase
from ..results import Results
from .terminal import note

if TYPE_CHECKING:
    from ..archive import Archive


def note_explanation(
    results: Results, archive: Archive, typed_archive: str, *, in_full: bool = False, paged: bool = True
) -> None:
    """Tell what an answer rests on; where nothing was found, what to try next as well.

    Args:
        results: the answer.
        archive: the archive that gave it.
        typed_archive: the archive's directory, where it must stand in a command to try next.
        in_full: as of ``explain``.
        paged: as of ``explain``.
    """
    for sentence in explain(results, in_full=in_full, paged=paged):
        note(sentence.typed or sentence.text)
    if results.total:
        return
    proposals = propose(results, archive)
    if proposals:
        note("Try:")
    for question, articles in proposals:
        note(f"  {question.to_command(typed_archive)}   # {count_phrase(articles, 'article')}")

"""What can be told of a run of words without looking around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .spans import Run

_FIRST_AND_LAST = 2  # words


def name(run: Run, text: str) -> str:
    """The run as one line of text."""
    return run[0].word if len(run) == 1 else " ".join(text[run[0].start : run[-1].end].split())


def holds_plain(run: Run) -> bool:
    """Whether one of the words is a common English one."""
    for token in run:  # noqa: SIM110 -- asked of every name; a generator for any() takes thrice the time
        if token.known.plain:
            return True
    return False


def is_all_plain(run: Run) -> bool:
    """Whether all words are common English ones."""
    return all(token.known.plain for token in run)


def holds_organisation(run: Run) -> bool:
    """Whether a word of the run makes it an organisation's name."""
    for token in run:  # noqa: SIM110 -- as above
        if token.known.head:
            return True
    return False


def is_full_name(run: Run) -> bool:
    """Whether the lists have both words, one first and one last name: "Anna Jordan", "Chad Smith"."""
    return len(run) == _FIRST_AND_LAST and run[0].known.given and run[1].known.family

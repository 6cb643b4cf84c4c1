"""What can be told of a run of words without looking around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tables

if TYPE_CHECKING:
    from .spans import Run, Token

_FIRST_AND_LAST = 2  # words


def name(run: Run, text: str) -> str:
    """The run as one line of text."""
    return run[0].word if len(run) == 1 else " ".join(text[run[0].start : run[-1].end].split())


def bare(token: Token) -> str:
    """The word without the full stop of an abbreviation."""
    return token.word.rstrip(".")


def is_plain(token: Token) -> bool:
    """Whether this is a common English word."""
    return token.lower in tables.gazetteer().common_words


def holds_plain(run: Run) -> bool:
    """Whether one of the words is a common English one."""
    return any(is_plain(token) for token in run)


def holds_organisation(run: Run) -> bool:
    """Whether a word of the run makes it an organisation's name."""
    heads = tables.cues().organisation_heads
    return any(bare(token) in heads for token in run)


def is_people(word: str) -> bool:
    """Whether this names a people, a faith or a party's people."""
    demonyms = tables.cues().demonyms
    return word in demonyms or (word[-1:] == "s" and word[:-1] in demonyms)


def is_given_name(token: Token) -> bool:
    """Whether people bear this as their first name."""
    return token.word in tables.gazetteer().given_names


def is_family_name(token: Token) -> bool:
    """Whether people bear this as their last name."""
    return token.word in tables.gazetteer().family_names


def is_full_name(run: Run) -> bool:
    """Whether the lists have both words, one first and one last name: "Anna Jordan", "Chad Smith"."""
    return len(run) == _FIRST_AND_LAST and is_given_name(run[0]) and is_family_name(run[1])


def is_initial(token: Token) -> bool:
    """Whether this is one letter: "J."."""
    return len(bare(token)) == 1


def is_unheard_of(token: Token) -> bool:
    """Whether no list of plain words, titles or heads has it, so that it can be a name by itself."""
    cues, word = tables.cues(), bare(token)
    listed = (cues.titles, cues.roles, cues.organisation_heads, cues.place_heads, cues.acts, cues.compass)
    return not is_plain(token) and not any(word in words for words in listed)

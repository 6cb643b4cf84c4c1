"""What the rules are asked about, what they answer, and what a run of words tells by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .alias_table import kind_of

if TYPE_CHECKING:
    from ..article import EntityKind
    from .runs import Run

PARTING = frozenset({"and", "&", "on", "and the", "on the", "y", "e"})  # links between two names
OF = frozenset({"of", "for", "of the", "for the"})  # links to an office or a member's body

_FIRST_AND_LAST = 2  # words


class Mention(NamedTuple):
    """A piece of text that names something.

    Attributes:
        kind: what it names, or None where only the rest of the article can tell.
        run: its words.
        name: they as one line of text.
    """

    kind: EntityKind | None
    run: Run
    name: str


class Rest(NamedTuple):
    """A part of a piece that a rule leaves to the other rules."""

    run: Run


class Piece:
    """Several words in their text, with properties that more than one rule asks for.

    Attributes:
        run: the words.
        text: the whole text.
        name: the words as one line.
        linked: small words stand between some of them.
        titled: one of them is a title.
        headed: one of them makes an organisation's name.
        plain: one of them is a common English word.
        parted: a date or a people may part them.
        kind: of which a table holds the name, or None.
    """

    __slots__ = ("headed", "kind", "linked", "name", "parted", "plain", "run", "text", "titled")

    def __init__(self, run: Run, text: str) -> None:
        self.run = run
        self.text = text
        self.name = name(run, text)
        self.kind = kind_of(self.name)
        self.linked = self.titled = self.headed = self.plain = self.parted = False
        for token in run:
            known = token.known
            self.linked |= bool(token.link)
            self.titled |= known.title
            self.headed |= known.head
            self.plain |= known.plain
            self.parted |= known.parts

    def all_as(self, kind: EntityKind | None) -> Answer:
        """The whole piece as one mention."""
        return (Mention(kind, self.run, self.name),)

    def split(self, i: int) -> Answer:
        """The words before index ``i`` and those from it on, each part by itself."""
        return (Rest(self.run[:i]), Rest(self.run[i:]))


Named = tuple["EntityKind", str]  # what something is, and its canonical name
Answer = tuple[Mention | Rest, ...]  # () says: this names nothing that counts
Rule = Callable[[Piece], Answer | None]  # None says: ask the next rule


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

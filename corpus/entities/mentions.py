"""What the rules are asked about, and what they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .traits import name

if TYPE_CHECKING:
    from ..article import EntityKind
    from .spans import Run


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text that names something.

    Attributes:
        kind: what it names, or None where only the rest of the article can tell.
        run: its words.
    """

    kind: EntityKind | None
    run: Run


@dataclass(frozen=True, slots=True)
class Rest:
    """A part of a piece that a rule leaves to the other rules."""

    run: Run


class Piece:
    """A run in its text, and its name."""

    __slots__ = ("name", "run", "text")

    def __init__(self, run: Run, text: str) -> None:
        self.run = run
        self.text = text
        self.name = name(run, text)

    def all_as(self, kind: EntityKind | None) -> Answer:
        """The whole piece as one mention."""
        return (Mention(kind, self.run),)

    def split(self, i: int) -> Answer:
        """The words before and from this one, each for itself."""
        return (Rest(self.run[:i]), Rest(self.run[i:]))


Named = tuple["EntityKind", str]  # what something is, and its canonical name
Answer = tuple[Mention | Rest, ...]  # () says: this names nothing that counts
Rule = Callable[[Piece], Answer | None]  # None says: ask the next rule

PARTING = frozenset({"and", "&", "on", "and the", "on the", "y", "e"})  # links between two names
OF = frozenset({"of", "for", "of the", "for the"})  # links to an office or a member's body

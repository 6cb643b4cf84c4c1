"""What is told of a query while it is read: notes, places, what was dropped; and how much may be read."""

from __future__ import annotations

from corpus.errors import QueryError

from ..tree import Near, Node, Or
from .tokens import QueryToken
from .typed_text import TypedText

LONGEST_QUERY = 10_000
DEEPEST_NESTING = 50
MOST_PARTS = 1_000
"""Words, phrases, names and dates in one query, those of a phrase counted one by one."""
MOST_WILDCARDS = 30
"""Each is compared with every word of the archive; so are near spellings."""


class ReadingNotes:
    """What is told of one query, and counted in it.

    Attributes:
        typed: the query.
        sentences: on how something was read where that may surprise.
        dropped: parts that hold nothing to search by.
        is_plain: whether all was understood just as it was typed.
        places: where leaves stand in what was typed.
    """

    def __init__(self, typed: TypedText) -> None:
        self.typed = typed
        self.sentences: list[str] = []
        self.dropped: list[str] = []
        self.is_plain = True
        self.places: dict[Node, tuple[int, int]] = {}
        self._depth = self._parts = self._wildcards = 0

    def note(self, sentence: str) -> None:
        """Tell how something was read, once."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def drop(self, text: str) -> None:
        """Tell that something holds nothing to search by."""
        self.dropped.append(text)

    def place(self, part: Node | None, first: QueryToken, last: QueryToken | None = None) -> None:
        """Remember where a part stands."""
        for leaf in part.parts if isinstance(part, Or) else (part,):
            if leaf:
                self.places.setdefault(leaf, self.typed.span(first.start, (last or first).end))
            for inner in leaf.parts if isinstance(leaf, Near) else ():
                self.places.setdefault(inner, self.typed.span(first.start, (last or first).end))

    def refusal(self, token: QueryToken, message: str, hint: str) -> QueryError:
        """The error that points at a token, to be raised."""
        return QueryError(message, self.typed.typed, *self.typed.span(token.start, token.end), hint)

    def deepen(self, token: QueryToken) -> None:
        """Go one level further in."""
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise self.refusal(token, f"More than {DEEPEST_NESTING} parts inside each other.", "Simplify.")

    def leave(self) -> None:
        """Come back out of it."""
        self._depth -= 1

    def count(self, token: QueryToken, *, parts: int = 1, wildcards: int = 0) -> None:
        """Count what is to be looked for."""
        self._parts += parts
        self._wildcards += wildcards
        if self._parts > MOST_PARTS:
            raise self.refusal(token, f"More than {MOST_PARTS:,} words.", "Ask several shorter questions.")
        if self._wildcards > MOST_WILDCARDS:
            raise self.refusal(
                token, f"More than {MOST_WILDCARDS} wildcards.", "Ask several shorter questions."
            )

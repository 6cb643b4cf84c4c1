"""Words near each other: what stands around NEAR and PRE, as one part of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from ..tree import Near, Node, Or, Phrase, Similar, Wildcard, Word
from .foreign import MOST_WITHIN
from .reading_notes import ReadingNotes
from .tokens import QueryToken

_MOST_CHOICES = 50

NearPart = Word | Phrase | Wildcard | Similar


def near(
    parts: Sequence[Node | None], within: int, token: QueryToken, notes: ReadingNotes, *, ordered: bool
) -> Node:
    """Articles that hold parts near each other; of an Or, any of its parts.

    Args:
        parts: as they were understood.
        within: how far apart they may be, in words.
        token: the operator, for errors.
        notes: of the query.
        ordered: whether they must stand in this order.
    """
    if not 1 <= within <= MOST_WITHIN:
        raise notes.refusal(token, f"Words are 1 to {MOST_WITHIN:,} apart.", "Write a number of these.")
    choices = [_choices(part, token, notes) for part in parts]
    if len({choice.field for each in choices for choice in each}) > 1:
        raise notes.refusal(
            token, "Words are near each other in one field alone.", "Write: title:(one NEAR/5 other)."
        )
    if prod(map(len, choices)) > _MOST_CHOICES:
        raise notes.refusal(
            token,
            f"More than {_MOST_CHOICES} pairs of words to be near each other.",
            "Ask several shorter questions.",
        )
    found = [Near(tuple(chosen), within, ordered) for chosen in product(*choices)]
    return found[0] if len(found) == 1 else Or(tuple(found))


def _choices(part: Node | None, token: QueryToken, notes: ReadingNotes) -> list[NearPart]:
    """What may stand in a place; parts of an Or that is within an Or as well."""
    match part:
        case Word() | Phrase() | Wildcard() | Similar():
            return [part]
        case Or(parts):
            return [choice for inner in parts for choice in _choices(inner, token, notes)]
        case Near():
            hint = "Write one number in a row: a NEAR/5 b NEAR/5 c."
            raise notes.refusal(token, "What is near each other cannot be near something else.", hint)
    raise notes.refusal(
        token,
        f"{token.text.partition('/')[0]} stands between words, phrases or alternatives of these.",
        "Write: one NEAR/5 (other OR another).",
    )

"""Which part of a query is at fault, where the engine refused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .language import ParsedQuery
from .planning import Languages, translate
from .tree import Leaf, leaves, query_text


def place_of(fault: object, question: ParsedQuery, text: str, languages: Languages) -> tuple[str, int, int]:
    """A text, and the offsets in it of what is at fault.

    Args:
        fault: the part of the plan that was refused; None: none in particular.
        question: as it was understood.
        text: of the query.
        languages: as the plan was made with.

    Returns:
        The query; or what was asked for beside it, such as a name, in the query language.
    """
    leaf = _leaf_of(fault, question, languages)
    if leaf is None:
        return text, 0, len(text)
    for known, start, end in question.places:
        if known == leaf:
            return text, start, end
    return query_text(leaf), 0, len(query_text(leaf))


def _leaf_of(fault: object, question: ParsedQuery, languages: Languages) -> Leaf | None:
    if fault is None:
        return None
    found = (
        leaf
        for leaf in leaves(question.tree, negated=True)
        if any(part == fault for part in _parts(translate(leaf, languages)))
    )
    return next(found, None)


def _parts(q: Any) -> Iterator[object]:  # noqa: ANN401 -- a query of a plan
    yield q
    for child in q.children():
        yield from _parts(child)

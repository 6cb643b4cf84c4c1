"""The query language: text to a tree, or an error that points at the token at fault.

Written down for users in docs/query-language.md; ``FORMS`` is its table, printed by ``dateline syntax``.
What is typed is understood as its writer meant it; or refused, with the form that works; or, where two
readings are honest, read in one way and noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

if TYPE_CHECKING:
    from ..question import Match
    from .cheat_sheet import FORMS
    from .field_names import FIELDS
    from .literal import quote
    from .reading_notes import DEEPEST_NESTING, LONGEST_QUERY, MOST_PARTS, MOST_WILDCARDS
    from .syntax import ParsedQuery, read_query

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        "searcher.question": ("Match",),
        ".cheat_sheet": ("FORMS",),
        ".field_names": ("FIELDS",),
        ".literal": ("quote",),
        ".reading_notes": ("DEEPEST_NESTING", "LONGEST_QUERY", "MOST_PARTS", "MOST_WILDCARDS"),
        ".syntax": ("ParsedQuery", "read_query"),
    },
)

__all__ = [
    "DEEPEST_NESTING",
    "FIELDS",
    "FORMS",
    "LONGEST_QUERY",
    "MOST_PARTS",
    "MOST_WILDCARDS",
    "Match",
    "ParsedQuery",
    "quote",
    "read_query",
]

"""The query language: text to a tree, or an error that points at the token at fault.

Written down for users in docs/query-language.md; ``FORMS`` is its table, printed by ``dateline syntax``.
What is typed is understood as its writer meant it; or refused, with the form that works; or, where two
readings are honest, read in one way and noted.
"""

from __future__ import annotations

from ..question import Match
from .cheat_sheet import FORMS
from .field_names import FIELDS
from .grammar import ParsedQuery, read_query
from .literal import quote
from .reading_notes import DEEPEST_NESTING, LONGEST_QUERY, MOST_PARTS, MOST_WILDCARDS

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

"""What an engine is asked: queries of Whoosh's, of a closed set of types, and how they bear on an answer.

The types are ``Every``, ``Term``, ``Phrase``, ``Prefix``, ``Wildcard``, ``NumericRange``, ``And``, ``Or``,
``Not`` (inside ``And`` only), ``AndMaybe``, ``DisjunctionMax`` and ``ConstantScoreQuery``. Terms are as the
documents hold them: an engine analyses no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from whoosh import query


@dataclass(frozen=True, slots=True)
class Plan:
    """A question for an engine.

    Attributes:
        scored: query whose matches are found and scored.
        filters: queries that every hit must match as well, without weight.
        excluded: queries that no hit may match.
    """

    scored: query.Query
    filters: tuple[query.Query, ...] = ()
    excluded: tuple[query.Query, ...] = ()

    @property
    def parts(self) -> Iterator[query.Query]:
        """Its queries: the scored one, the filters, the excluded ones."""
        return iter((self.scored, *self.filters, *self.excluded))

    def with_filter(self, condition: query.Query) -> Plan:
        """The plan with one more filter."""
        return replace(self, filters=(*self.filters, condition))

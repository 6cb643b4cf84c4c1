"""What an engine is asked: queries of Whoosh's, of a closed set of types, and how they bear on an answer.

The types are ``Every`` (of all documents, or of those that hold something in a field), ``Term``, ``Phrase``,
``Prefix``, ``Wildcard``, ``NumericRange``, ``And``, ``Or``, ``Not`` (what a query does not match; in an
``And`` it adds nothing), ``AndMaybe``, ``DisjunctionMax`` and ``ConstantScoreQuery``. Terms are texts as the
documents hold them: an engine analyses nothing. In wildcards ``*`` and ``?`` alone are special; ranges are of
integers and include their ends; ``And`` and ``Or`` of nothing match nothing. Of what else Whoosh's queries
carry, ``boost`` and a phrase's ``slop`` count.

A term in a text is scored by BM25 (K1 = 1.2, B = 0.75; lengths rounded to a byte as Whoosh rounds them; the
factor K1 + 1 is kept; the
inverse document frequency of Lucene, ``ln(1 + (N - n + 0.5) / (n + 0.5))``); a term in any other field, a
prefix, a wildcard and a range count 1, all times their boost. A phrase is the sum of its words, ``And`` and
``Or`` the sum of what matches, ``DisjunctionMax`` the best; ``AndMaybe`` adds what also matches.
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

"""What an engine is asked: queries of Whoosh's, of a closed set of types, and how they bear on an answer.

The types are ``Every`` (of all documents, or of those that hold something in a field), ``Term``, ``Phrase``,
``Prefix``, ``Wildcard``, ``NumericRange``, ``And``, ``Or``, ``Not`` (what a query does not match; in an
``And`` it adds nothing), ``AndMaybe``, ``DisjunctionMax`` and ``ConstantScoreQuery``; ``FuzzyTerm``, the
terms that so many edits at most make of one (a letter put in, taken out, changed or swapped with its
neighbour; ``prefixlength`` letters kept), and ``spans.SpanNear2`` of terms, phrases, prefixes, wildcards,
near spellings, inflections, and ``Or`` of these: matches of all within ``slop`` - 1 words between each two
neighbours, in order or in any. ``Inflections`` is our own. Terms are texts as the
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
from typing import Any

from whoosh import query

from ..text.languages import stem_in


class Inflections(query.MultiTerm):  # type: ignore[misc] # Whoosh ships no types
    """The exact terms of a field whose stem is one of several: a word in any inflection, with positions.

    Args:
        fieldname: of a field of exact terms.
        stems: as fields of stems hold them, ``es:ciudad`` for another language than English.
        boost: times which each match counts.
    """

    def __init__(self, fieldname: str, stems: tuple[str, ...], boost: float = 1.0) -> None:
        self.fieldname, self.stems, self.boost = fieldname, stems, boost

    def _btexts(self, reader: Any) -> Iterator[bytes]:  # noqa: ANN401 -- Whoosh ships no types
        wanted = [stem.rpartition(":") for stem in self.stems]
        for term in reader.lexicon(self.fieldname):
            text = term.decode()
            if any(stem_in(text, language) == f"{language}{mark}{stem}" for language, mark, stem in wanted):
                yield term


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

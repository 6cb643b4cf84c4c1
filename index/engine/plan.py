"""What an engine is asked: queries of Whoosh's, of a closed set of types, and how they bear on an answer.

The types are ``Every`` (of all documents, or of those that hold something in a field), ``Term``, ``Phrase``,
``Prefix``, ``Wildcard``, ``FuzzyTerm``, ``NumericRange``, ``spans.SpanNear2``, ``And``, ``Or``, ``Not`` (what
a query does not match; in an ``And`` it adds nothing), ``AndMaybe``, ``DisjunctionMax`` and
``ConstantScoreQuery``; and ``Inflections`` and ``EndsBefore``, our own. Terms are texts as the documents
hold them: an engine analyses nothing. In wildcards ``*`` and ``?`` alone are special; ranges are of integers
and include their ends; ``And`` and ``Or`` of nothing match nothing. Of what else Whoosh's queries carry,
``boost`` and a phrase's ``slop`` count.

``FuzzyTerm`` stands for the terms that ``maxdist`` edits (2 at most) make of its text, of which
``prefixlength`` letters are kept. An edit puts a letter in, takes one out, changes one, or swaps two
neighbours (index/text/spelling.py); to some of stock Whoosh's readers a swap is two edits.

``SpanNear2`` is of ``Term``, ``Phrase``, ``Prefix``, ``Wildcard``, ``FuzzyTerm``, ``Inflections``, ``Or`` of
these, and ``SpanNear2`` again. It matches where each part stands once, apart from the others, with at most
``slop`` - 1 words between each two neighbours: in the order of the parts, or in whichever. A phrase, and a
``SpanNear2`` inside, reach from their first word to their last. (Stock Whoosh joins parts that may stand in
any order from left to right: it misses the third of them between the first two.) Between two passages of a
field there are ``fields.PASSAGE_GAP`` places.

A term in a text is scored by BM25 (K1 = 1.2, B = 0.75; lengths rounded to a byte as Whoosh rounds them; the
factor K1 + 1 is kept; the inverse document frequency of Lucene, ``ln(1 + (N - n + 0.5) / (n + 0.5))``).
``Inflections`` are scored as one term, which stands wherever one of them does. A term in any other field, a
prefix, a wildcard, a near spelling and a range count 1, all times their boost. A phrase is the sum of its
words, ``SpanNear2`` of its parts, ``And`` and ``Or`` the sum of what matches, ``DisjunctionMax`` the best;
``AndMaybe`` adds what also matches; ``EndsBefore`` is as the query in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        stemmed: the field of the stems of the same words, if there is one: a stem of another language than
            English that no document holds there stands for no word.

    Attributes:
        languages: of the stems, as ``languages.stem_in`` takes them; "" is English.
    """

    constantscore = False

    def __init__(self, fieldname: str, stems: tuple[str, ...], boost: float = 1.0, stemmed: str = "") -> None:
        self.fieldname, self.stems, self.boost, self.stemmed = fieldname, tuple(stems), boost, stemmed
        self.languages = tuple(dict.fromkeys(stem.rpartition(":")[0] for stem in self.stems))

    def __repr__(self) -> str:
        return f"Inflections({self.fieldname!r}, {self.stems!r}, boost={self.boost:g})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inflections) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str, tuple[str, ...], float, str]:
        return self.fieldname, self.stems, self.boost, self.stemmed

    def fits(self, term: str) -> bool:
        """Whether a term is an inflection of these."""
        return any(stem_in(term, language) in self.stems for language in self.languages)

    def among(self, is_held: Callable[[str], bool]) -> Inflections:
        """The same without stems of other languages than English that are not held in ``stemmed``."""
        if not self.stemmed or len(self.stems) == 1:
            return self
        held = (stem for stem in self.stems if ":" not in stem or is_held(stem))
        return Inflections(self.fieldname, tuple(held), self.boost)

    def _btexts(self, reader: Any) -> Iterator[bytes]:  # noqa: ANN401 -- Whoosh ships no types
        return (term for term in reader.lexicon(self.fieldname) if self.fits(term.decode()))


class EndsBefore(query.Query):  # type: ignore[misc] # Whoosh ships no types
    """A query of words, of which one match ends before a place that each document has of its own.

    Args:
        child: as a part of ``SpanNear2``.
        end: a number field: the position, in the field of the words, before which a match must end.
    """

    def __init__(self, child: query.Query, end: str) -> None:
        self.child, self.end = child, end

    def __repr__(self) -> str:
        return f"EndsBefore({self.child!r}, {self.end!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EndsBefore) and (self.child, self.end) == (other.child, other.end)

    def __hash__(self) -> int:
        return hash((self.child, self.end))

    def is_leaf(self) -> bool:
        """It holds a query."""
        return False

    def children(self) -> Iterator[query.Query]:
        """The query of words."""
        return iter((self.child,))


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

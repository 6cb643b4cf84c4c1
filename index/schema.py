"""Every field of a document: what it holds, and why.

A document is one article. Fields are given as lists of terms, in the order of their positions: text is
analysed in one place (analysis.py), not by the engine.
"""

from __future__ import annotations

from whoosh import fields
from whoosh.formats import Existence, Format, Frequency, Positions

BOUNDARY = "\x1f"
"""A term that no text holds, put between title and body so that no phrase runs from one into the other."""

UNDATED_DAY = UNDATED_MOMENT = 0
"""Stand in the columns ``first_day`` and ``moment`` of an article without a date: earlier than any."""


def schema() -> fields.Schema:
    """The fields of an archive, format version 1."""
    return fields.Schema(
        # Which article: the key of updates and deletes. A column too, for it breaks ties.
        id=_terms(Existence(), unique=True, sortable=True),
        # Words in all their inflections, title and body together, as stems: what a plain word matches.
        text=_terms(Frequency()),
        # The same tokens unstemmed, with positions: phrases, wildcards and `"word"`.
        exact=_terms(Positions()),
        # Stems of the title alone: `title:`, the extra weight of a word in the headline, and
        # what computed relations compare.
        title=_terms(Frequency()),
        # The title's tokens unstemmed, with positions: `title:"…"`.
        title_exact=_terms(Positions()),
        # Names by their comparison key (analysis.name_key), one term a name: filters and facets.
        people=_terms(Existence()),
        organisations=_terms(Existence()),
        places=_terms(Existence()),
        authors=_terms(Existence()),
        source=_terms(Existence()),
        language=_terms(Existence()),
        # First and last local day that the publication date can mean, as proleptic Gregorian ordinals
        # (1 is 1 January of year 1). They differ where only a month or a year is known. The first is a
        # column too: what the archive covers is read from it. Undated: UNDATED_DAY, and no last day.
        first_day=fields.NUMERIC(int, bits=32, signed=True, sortable=True, default=UNDATED_DAY),
        last_day=fields.NUMERIC(int, bits=32, signed=True),
        # The order of time, a column: seconds since year 1 (documents.moment), UNDATED_MOMENT where undated.
        moment=fields.NUMERIC(int, bits=64, signed=False, sortable=True, default=UNDATED_MOMENT),
        # "1" on articles without a date, so that they can be asked for.
        undated=_terms(Existence()),
        # The file it was read from, where that holds nothing else: a page saved anew replaces itself.
        origin=_terms(Existence()),
        # Comparison key of the headline, and the address: stated links are resolved by them.
        headline=_terms(Existence()),
        url=_terms(Existence()),
        # What the article's stated links point at: backlinks are found by them.
        link_id=_terms(Existence()),
        link_url=_terms(Existence()),
        link_headline=_terms(Existence()),
        # Hash of the article as it was read: an unchanged one costs one look-up.
        fingerprint=fields.STORED(),
        # Display names to count the article under (documents.facets).
        facets=fields.STORED(),
        # The article as it was read, and all names found in it or listed by its export: JSON texts.
        article=fields.STORED(),
        entities=fields.STORED(),
    )


def _terms(postings: Format, *, unique: bool = False, sortable: bool = False) -> fields.FieldType:
    """A field of terms; what each posting keeps is the format's choice, scored where it counts them."""
    scored = not isinstance(postings, Existence)
    return fields.FieldType(postings, None, scorable=scored, unique=unique, sortable=sortable)

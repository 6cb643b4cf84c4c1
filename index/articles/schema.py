"""Every field of a document: what it holds, and why.

A document is one article. Text is given in passages and analysed in one place (analysis.py); names and
addresses are given as whole terms.
"""

from __future__ import annotations

from whoosh import fields

from ..engine.fields import Hashes, Keys, Tags, Words

UNDATED_DAY = UNDATED_MOMENT = 0
"""Stand in the columns ``first_day`` and ``moment`` of an article without a date: earlier than any."""


def schema() -> fields.Schema:
    """The fields of an archive, format version 3."""
    return fields.Schema(
        # Which article: the key of updates and deletes. A tag too, for it breaks ties.
        id=Keys(unique=True, sortable=True),
        # Words in all their inflections, title and body together, as stems: what a plain word matches, and
        # what computed relations compare.
        text=Words(stemmed=True, positions=False),
        # The same tokens unstemmed, with positions: phrases, wildcards and `"word"`.
        exact=Words(stemmed=False, positions=True),
        # Stems of the title alone: `title:`, and the extra weight of a word in the headline.
        title=Words(stemmed=True, positions=False),
        # The title's tokens unstemmed, with positions: `title:"…"`.
        title_exact=Words(stemmed=False, positions=True),
        # The position in `exact` where headline and first paragraph (documents.lead_of) have ended: `lead:`.
        lead_end=fields.NUMERIC(int, bits=32, signed=True),
        # Further ids that lead to it.
        other_id=Keys(),
        # Names by their comparison key (analysis.name_key), one term a name: filters.
        people=Keys(),
        organisations=Keys(),
        places=Keys(),
        authors=Keys(),
        source=Keys(),
        section=Keys(),
        language=Keys(),
        # The host of its address, and each domain that this is in: `site:bbc.co.uk`.
        site=Keys(),
        # First and last local day that the publication date can mean, as proleptic Gregorian ordinals
        # (1 is 1 January of year 1). They differ where only a month or a year is known. What the archive
        # covers is read from them too. Undated: UNDATED_DAY, and no last day.
        first_day=fields.NUMERIC(int, bits=32, signed=True),
        last_day=fields.NUMERIC(int, bits=32, signed=True),
        # The order of time: seconds since year 1 (documents.moment), UNDATED_MOMENT where undated.
        moment=fields.NUMERIC(int, bits=64, signed=True),
        # "1" on articles without a date, so that they can be asked for.
        undated=Keys(),
        # The file it was read from, where that holds nothing else: a page saved anew replaces itself.
        origin=Keys(),
        # Comparison key of the headline, and the address, as it is written and by its key
        # (corpus/addresses.py): versions of an article and stated links are found by them.
        headline=Keys(),
        url=Keys(),
        # What the article's stated links point at: backlinks are found by them.
        link_id=Keys(),
        link_url=Keys(),
        link_headline=Keys(),
        # How many of them there are, where there are any.
        links=fields.NUMERIC(int, bits=32, signed=True),
        # A sample of the runs of three words of its body (text/shingles.py): copies are found by them.
        shingles=Hashes(),
        # What the article is counted under: names with the keys that filters compare, the month.
        people_shown=Tags(),
        organisations_shown=Tags(),
        places_shown=Tags(),
        source_shown=Tags(),
        month_shown=Tags(),
        # Hash of the article as it was read: an unchanged one costs one look-up.
        fingerprint=fields.STORED(),
        # What a list of related articles says of it (documents.Card): a JSON text.
        card=fields.STORED(),
        # The article as it was read, and all names found in it or listed by its export: JSON texts.
        article=fields.STORED(),
        entities=fields.STORED(),
    )

"""What other systems write, and what is written here instead: refused, so that nothing else is read of it.

Their documents: Lexis+ "Terms & Connectors", Factiva "Using operators", ProQuest "Search syntax", Google's
refinements, Lucene's query parser (docs/coming-from.md).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .field_names import FIELDS
from .typed_text import whole_number


class Refusal(NamedTuple):
    """Why something is not read, and the form that works."""

    message: str
    hint: str


_FUNCTION_HINTS = {
    **{name: f"Write: {name}:({{inside}})." for name in FIELDS},
    **dict.fromkeys(("date", "published"), "Write: published:2016, published:>2016 or published:2014..2016."),
    "hlead": "Write: lead:({inside}).",
    "headline": "Write: title:({inside}).",
    "intitle": "Write: title:({inside}).",
    "ti": "Write: title:({inside}).",
    "hd": "Write: title:({inside}).",
    "hlp": "Write: lead:({inside}).",
    "au": "Write: author:({inside}).",
    "byline": "Write: author:({inside}).",
    "publication": "Write: source:({inside}).",
    "pub": "Write: source:({inside}).",
    "caps": "Upper and lower case are one here. For a name: person:, org: or place:.",
    "allcaps": "Upper and lower case are one here. For a name: person:, org: or place:.",
    "nocaps": "Upper and lower case are one here. For a name: person:, org: or place:.",
    "around": "Write NEAR/5 between the words.",
    "near": "Write NEAR/5 between the words.",
    "length": "Articles cannot be asked for by their length.",
    "term": "Articles have no index terms here; for names: person:, org: or place:.",
    "ab": "Write: lead:({inside}).",
    "ft": "Write the words alone: the whole text is searched.",
    "body": "Write the words alone: headline and text are searched.",
    "text": "Write the words alone: headline and text are searched.",
}
FUNCTIONS = (*sorted(_FUNCTION_HINTS, key=len, reverse=True), r"at ?least\d+")
"""Names before a parenthesis, as regular expressions."""

_OPERATOR_HINTS = {
    "title": ("hd", "hl", "headline", "title", "ti", "intitle", "allintitle", "intext"),
    "lead": ("hlp", "lp", "hlead", "lead"),
    "author": ("by", "au", "author", "byline"),
    "source": ("sn", "sc", "source", "outlet", "rst", "pub"),
    "section": ("se", "section"),
    "language": ("la", "lang", "language"),
    "published": ("pd", "date", "published", "pubdate"),
    "person": ("person", "pe"),
    "org": ("org", "co"),
    "place": ("place", "re"),
    "url": ("url", "inurl", "allinurl"),
    "site": ("site",),
    "id": ("id", "an"),
}
_OURS = {theirs: ours for ours, names in _OPERATOR_HINTS.items() for theirs in names}
_NUMBER = r"(?P<number>\d+)"
_NEAR = "Write the words with NEAR/{number} between them, or PRE/{number} for this order."
_NEAR_ANY = "Write NEAR/5 between the words, with the number of words that you mean."

_WORDS: tuple[tuple[str, str, str], ...] = (
    (rf"(?:w|n|p|within|adj|onear|/n)/{_NUMBER}/?", "", _NEAR),
    (rf"(?:near|adj|onear|pre){_NUMBER}", "", _NEAR),
    (rf"/{_NUMBER}", "", _NEAR),
    (r"(?:near|pre|within|adj)/", "The number stands right after the stroke.", "Write NEAR/5 or PRE/5."),
    (rf"/[nfw]{_NUMBER}/?", "", _NEAR),
    (r"w/(?:s|p|seg|sent|para|sentence|paragraph)|/[sp]|/para|/sent", "", _NEAR_ANY),
    (rf"at ?least{_NUMBER}", "", "How often a word stands in an article cannot be asked for."),
    (r"and-?not|but-?not", "", "Write NOT."),
    (r"(?:[^\W_].*)?\^\d+(?:\.\d+)?", "A word has no weight here.", "Leave out ^ and what follows it."),
    (r"[^\W\d_].*~\d*\.\d*", "", "Write ~1 or ~2: so many letters may differ."),
    (r"_exists_:(?P<name>\w+)", "", "Write: {name}:* for articles that have it."),
)
_EQUATION = rf"(?P<name>{'|'.join(_OURS)})(?P<sign>=|[<>]=?)(?P<value>.*)"
_PREFIXES = frozenset(("intitle", "allintitle", "inurl", "allinurl", "hlead", "hd", "byline"))
_SIGNS_OF_DATES = {"before": "<", "after": ">", "since": ">=", "until": "<="}
_BARE = {
    "NEAR": _NEAR_ANY,
    "WITHIN": _NEAR_ANY,
    "ADJ": "Write PRE/5 between the words, with the number of words that you mean.",
}
MOST_WITHIN = 1_000
"""Words that two may be apart that are near each other, at most."""
_ENDING = re.compile(r"[a-z]{3,}[!$#]")


def refusal_of_word(word: str, *, is_first: bool) -> Refusal | None:
    """Why a word is none, if it is an operator or a form of another system.

    Args:
        word: as it was typed.
        is_first: whether nothing stands before it that an operator could join.
    """
    if word in _BARE and not is_first:
        return Refusal(f"{word} needs a number of words.", _BARE[word])
    if word == "XOR" and not is_first:
        return Refusal("XOR is an operator of other systems.", "Write: (one NOT other) OR (other NOT one).")
    if word.isalpha() and not word.lower().endswith("not"):  # most are, and none of the forms
        return None
    for pattern, why, hint in _WORDS:  # compiled when first used
        match = re.fullmatch(pattern, word, re.IGNORECASE)
        if match and not (is_first and word.startswith("/")):
            parts = match.groupdict()
            if parts.get("number"):
                parts["number"] = _number_here(parts["number"])
            return Refusal(why or f"{word} is an operator of other systems.", hint.format(**parts))
    match = re.fullmatch(_EQUATION, word, re.IGNORECASE)
    if match:
        return Refusal("A field is followed by a colon.", _field_hint(**match.groupdict()))
    return None


def _number_here(figures: str) -> str:
    """A number of words that NEAR takes, for one that is asked for elsewhere."""
    return str(min(max(1, whole_number(figures)), MOST_WITHIN))


def our_field(name: str) -> str:
    """Our name of a field of another system; "" for none."""
    return _OURS.get(name.lower(), "")


def refusal_of_prefix(name: str) -> Refusal | None:
    """Why a prefix is none of ours, if it is one of another system's."""
    ours = our_field(name) if name.lower() in _PREFIXES else ""
    if sign := _SIGNS_OF_DATES.get(name.lower()):
        return Refusal(f"{name}: is a field of other systems.", f"Write: published:{sign}2016-03-31.")
    return Refusal(f"{name}: is a field of other systems.", f"Write {ours}: in its place.") if ours else None


def refusal_of_call(name: str, inside: str) -> Refusal:
    """Why a function is none: its name, and what stands in its parentheses."""
    hint = _FUNCTION_HINTS.get(name.lower(), "How often a word stands in an article cannot be asked for.")
    return Refusal(f"{name}(…) is a form of other systems.", hint.format(inside=inside or "…"))


def has_foreign_ending(word: str) -> bool:
    """Whether a word ends as truncated ones do elsewhere: ``merk!``, ``merk$``, ``merk#``."""
    return bool(_ENDING.fullmatch(word))


def _field_hint(name: str, sign: str, value: str) -> str:
    ours = _OURS[name.lower()]
    if ours in ("url", "id") and sign != "=":
        sign = "="
    if not value:
        return f"Write {ours}: in its place."
    return f"Write: {ours}:{'' if sign == '=' else sign}{value}"

"""What the tables say of one word, looked up once for all the times that it is met."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from . import tables

if TYPE_CHECKING:
    from ..article import EntityKind

_MOST = 20_000  # words that are remembered; an archive's names are many, its common ones few
_CONTRACTIONS = tuple(f"{mark}{end}" for mark in "'’" for end in ("ve", "ll", "re", "m", "d", "t"))
_SHORTEST_SHOUT = 3  # letters


class Alone(NamedTuple):
    """What a word names without its context.

    Attributes:
        kind: what it names, or None where only the rest of the article can tell.
        is_word: it is a common word, too: at the beginning of a sentence it names nothing.
        is_code: it may be a postal code after a town, and then names nothing.
    """

    kind: EntityKind | None
    is_word: bool = False
    is_code: bool = False


NOTHING = Alone(None)


class KnownWord:
    """A capitalised word, and what the tables say of it.

    Attributes:
        text: the word as written, without a possessive.
        lower: it in small letters.
        bare: it without the full stop of an abbreviation.
        words: that, as the only word of a name.
        is_none: it is a contraction, or of a script without capitals: no name's word.
        is_odd: it may go on after a mark, or be two words.
        is_special: it is one of both.
        plain: a common English word.
        opener: the same, and with no more than its first letter large: it may merely begin a sentence.
        people: a people, a faith or a party's people.
        ends_people: the last word of a people's name of two: "Ricans".
        given, family: people bear it as their first, as their last name.
        head: it makes an organisation's name.
        title, role, cut, starter, territory, place_head, act, event: that section of the tables has it.
        parts: it is no part of a name before or after it, if it is a date or a people.
        initial: one letter, such as "J.".
        shouts: in capitals, without full stops, too long for initials.
        alone: what it names by itself, once that was asked (rules.py).
        unheard_of: no list of plain words, titles or heads has it, so that it can be a name by itself.
    """

    __slots__ = (
        "act",
        "alone",
        "bare",
        "cut",
        "ends_people",
        "event",
        "family",
        "given",
        "head",
        "initial",
        "is_none",
        "is_odd",
        "is_special",
        "lower",
        "opener",
        "parts",
        "people",
        "place_head",
        "plain",
        "role",
        "shouts",
        "starter",
        "territory",
        "text",
        "title",
        "unheard_of",
        "words",
    )

    def __init__(self, text: str) -> None:
        cues, names = tables.cues(), tables.gazetteer()
        self.text, self.lower, self.bare = text, text.lower(), text.rstrip(".")
        self.alone: Alone | None = None
        bare = self.bare
        self.words = (bare,)
        self.is_none = not (text[0].isupper() or text[0].isascii()) or text.endswith(_CONTRACTIONS)
        self.is_odd = "-" in text or text in cues.abbreviations or f"{text}'s" in cues.organisations
        self.is_special = self.is_none or self.is_odd
        self.plain = self.lower in names.common_words
        self.opener = self.plain and not (len(text) > 1 and text.isupper())
        self.people = is_people(text)
        self.ends_people = text in _people_ends() or (text[-1:] == "s" and text[:-1] in _people_ends())
        self.given, self.family = text in names.given_names, text in names.family_names
        self.head = bare in cues.organisation_heads
        self.title, self.role, self.cut = tables.is_title(bare), bare in cues.roles, bare in cues.cuts
        self.parts = self.cut or self.people or self.ends_people or text == "May"
        self.starter = text in cues.starters
        self.territory, self.place_head = text in names.territories, text in cues.place_heads
        self.act, self.event = text in cues.acts, text in cues.events
        self.initial = len(bare) == 1
        self.shouts = len(text) >= _SHORTEST_SHOUT and text.isupper() and "." not in text
        listed = self.title or self.role or self.head or bare in cues.place_heads
        self.unheard_of = not (self.plain or listed or bare in cues.acts or bare in cues.compass)


class _Lexicon(dict[str, KnownWord]):
    """Text → word; words met before are a dictionary look-up."""

    def __missing__(self, text: str) -> KnownWord:
        if len(self) >= _MOST:
            self.clear()
        word = self[text] = KnownWord(text)
        return word


LEXICON = _Lexicon()


def is_people(word: str) -> bool:
    """Whether this names a people, a faith or a party's people."""
    demonyms = tables.cues().demonyms
    return word in demonyms or (word[-1:] == "s" and word[:-1] in demonyms)


@cache
def _people_ends() -> frozenset[str]:
    return frozenset(name.rsplit(" ", 1)[1] for name in tables.cues().demonyms if " " in name)

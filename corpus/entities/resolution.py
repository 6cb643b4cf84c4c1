"""What one part of an article says about another: surnames, acronyms, and words met alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from . import tables
from .alias_table import canonical, kind_of
from .clubs import is_on_sports, plays
from .context import follows_place_word, follows_the, hints, is_of_a_case, stands_among_places
from .runs import opens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..article import EntityKind
    from .mentions import Mention, Named
    from .runs import Run

_IN_BRACKETS = re.compile(r"\s?\(([A-Z][A-Za-z&.\-]{1,9})\)")
_LOOK = 24  # characters before a bracket
_TITLED = 4  # the weight of a title before a word; other cues weigh 1 to 4
_ENOUGH = 3  # the weight that makes an unknown word a name
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})


class Cast:
    """The full names in one article, by which its short names are resolved."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self._people: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        self._first_names: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        self._named: dict[str, Named] = {}
        self._short: dict[str, Named] = {}
        self._heads: dict[str, Named | None] = {}
        self._terms: dict[str, bool] = {}
        self._surely_people: set[str] = set()
        self._titled: set[str] = set()
        self._cases: set[str] = set()
        self._clubs: set[str] = set()
        self._on_sports: bool | None = None
        self._seen: frozenset[str] | None = None
        self._kinds: dict[str, dict[EntityKind, int]] = defaultdict(dict)
        for mention in mentions:
            self._learn(mention)

    def _learn(self, mention: Mention) -> None:
        """Record one mention."""
        if mention.kind is None:
            if mention.run[0].known.unheard_of:
                self._learn_word(mention.run)
        elif mention.kind == "person":
            self._learn_person(mention)
        else:
            self._learn_other(mention.kind, mention.run, mention.name)

    def _learn_word(self, run: Run) -> None:
        word = run[0].word
        if is_of_a_case(run, self._text):
            self._cases.add(word)
        found = hints(run, self._text)
        if found.get("person", 0) >= _TITLED:
            self._surely_people.add(word)
        if self._plays(run):
            found["organisation"] = found.get("organisation", 0) + _TITLED
        if found:
            self._weigh(word, found)

    def _weigh(self, word: str, found: dict[EntityKind, int]) -> None:
        kinds = self._kinds[word]
        for kind, weight in found.items():
            kinds[kind] = kinds.get(kind, 0) + weight

    def _learn_person(self, mention: Mention) -> None:
        run = mention.run
        words = _words(run)
        if len(words) == 1:
            self._weigh(words[0], {"person": _TITLED})
            self._surely_people.add(words[0])
            self._titled.add(words[0])
            return
        entry = (run[0].start, self._full_name(run) or canonical("person", mention.name))
        for i in range(len(words)):
            self._people[words[i:]].append(entry)
            self._first_names[words[: i + 1]].append(entry)
        if words[1:-1]:
            self._people[words[0], words[-1]].append(entry)  # "Barbara Lee" after "Barbara Jean Lee"

    def _learn_other(self, kind: EntityKind, run: Run, written: str) -> None:
        if kind == "place" and written not in tables.gazetteer().territories and self._plays(run):
            self._clubs.add(written)
        what = kind, canonical(kind, written)
        self._named.setdefault(written, what)
        if len(run) > 1:
            self._learn_short(run, what)
        elif written not in self._terms:
            self._terms[written] = written.isupper() and _stands_for_words(run, self._text)

    def _learn_short(self, run: Run, what: Named) -> None:
        """Record a long name's short forms: letters in brackets, its first word, "the" and its last."""
        bracket = _IN_BRACKETS.match(self._text, run[-1].end)
        if bracket and bracket[1][0].lower() in [token.known.lower[0] for token in run]:
            self._named[bracket[1]] = what
        if what[0] != "organisation":
            return
        word = run[0].word
        known = run[0].known
        if known.unheard_of and not known.family and not kind_of(word):
            self._short.setdefault(word, what)
        if self._heads.setdefault(run[-1].word, what) != what:
            self._heads[run[-1].word] = None  # two of them: "the Committee" may be either

    def resolve(self, mention: Mention) -> Named | None:
        """The kind and canonical name of a mention; None if it names nothing."""
        written = mention.name
        if mention.kind is None:
            return self._decide(mention.run, written)
        if mention.kind == "person":
            return "person", self._full_name(mention.run) or canonical("person", written)
        if mention.kind == "organisation" and self._terms.get(written):
            return None
        if self._is_rather_person(mention.run):
            return "person", self._full_name(mention.run) or written
        if written in self._clubs and not follows_place_word(mention.run, self._text):
            return "organisation", canonical("organisation", written)
        return self._named.get(written) or (mention.kind, canonical(mention.kind, written))

    def _is_rather_person(self, run: Run) -> bool:
        """Whether another name is the surname of somebody in the article: *Jordan*, *Washington*, *Ford*."""
        words = _words(run)
        is_person = words in self._people or (len(run) == 1 and words[0] in self._titled)
        return is_person and not follows_place_word(run, self._text)

    def _decide(self, run: Run, written: str) -> Named | None:
        """The entity behind a single word: somebody named in full, a name met elsewhere, or by its cues."""
        if written in self._cases and written not in self._surely_people:
            return None
        the = follows_the(run, self._text)
        full = "" if the else self._full_name(run)
        if full and not self._only_opens(run):
            return "person", full
        if written in self._named:
            return self._named[written]
        if the and written in self._heads:
            return self._heads[written]
        if written in self._short:
            return self._settle_short(run, written)
        if not run[0].known.unheard_of or self._stands_small(run[0].known.lower):
            return None
        if stands_among_places(run, self._text):
            return "place", canonical("place", written)
        kind = self._kind_by_cues(run[0].word, the=the)
        return kind and (kind, canonical(kind, written))

    def _plays(self, run: Run) -> bool:
        """Whether a name is a team's, in an article on sports."""
        if self._on_sports is None:
            self._on_sports = is_on_sports(self._text)
        return self._on_sports and plays(run, self._text)

    def _settle_short(self, run: Run, written: str) -> Named:
        """A word with which a longer name begins: that name, unless what stands around it says otherwise."""
        own = hints(run, self._text)
        if own.get("place", 0) >= _ENOUGH:
            return "place", canonical("place", written)
        if written in self._surely_people and own.get("organisation", 0) < _ENOUGH:
            return "person", canonical("person", written)
        return self._short[written]

    def _only_opens(self, run: Run) -> bool:
        """Whether a plain word, such as *Grant*, begins a sentence and no cue speaks for a person."""
        plain = run[0].known.plain and opens(self._text, run[0].start)
        return plain and "person" not in hints(run, self._text)

    def _stands_small(self, word: str) -> bool:
        """Whether the word also occurs in small letters, between blanks."""
        if word not in self._text:
            return False  # so it is for most names, and the words need not be counted
        if self._seen is None:
            self._seen = frozenset(self._text.split())
        return word in self._seen

    def _kind_by_cues(self, word: str, *, the: bool) -> EntityKind | None:
        kinds = self._kinds.get(word, {})
        if word in tables.gazetteer().family_names and not the:
            return "place" if kinds.get("place", 0) > kinds.get("person", 0) + 1 else "person"
        best = max(kinds, key=lambda kind: kinds[kind], default=None)
        return best if best and kinds[best] >= _ENOUGH else None

    def _full_name(self, run: Run) -> str:
        """The full name that these words stand for; "" for none.

        Of several people who share a surname it is the one named last before, or else first after.
        """
        words = _words(run)
        entries = self._people.get(words) or self._first_names.get(words)
        if not entries:
            return ""
        if len(words) > 1:
            return entries[0][1]
        before = bisect_right(entries, (run[0].start, "\U0010ffff"))
        return entries[max(0, before - 1)][1]


def _words(run: Run) -> tuple[str, ...]:
    if len(run) == 1:
        return run[0].known.words
    words = tuple([token.known.bare for token in run])
    return words[:-1] if words[-1] in _SUFFIXES else words


def _stands_for_words(run: Run, text: str) -> bool:
    """Whether letters stand in brackets after small words, or a law: "gross domestic product (GDP)"."""
    before = text[max(0, run[0].start - _LOOK) : run[0].start]
    if not before.endswith(" ("):
        return False
    word = before[:-2].rsplit(" ", 1)[-1]
    return word.islower() or word in tables.cues().acts

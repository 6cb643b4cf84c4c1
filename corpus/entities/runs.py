"""Runs of capitalised words: the candidates that the rules look at.

Every step is linear in the text: one regular expression finds words one by one, each bounded in
length, and a run is cut after ``LONGEST_RUN`` words.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from . import tables
from .alias_table import kind_of
from .lexicon import LEXICON, KnownWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_RUN = 30  # words; no name is longer

_UPPER = "[^a-z\\W\\d_ß-öø-ÿ]"  # a letter that is not a plain small one; isupper() checks the rest
_REST = "\\w{0,40}(?:[-'’&](?!s\\b)\\w{1,40}){0,4}"
_INITIALS = f"\\.(?:{_UPPER}\\.){{0,5}}(?:{_UPPER}(?![\\w'’]))?"
_GLUED = f"\\.{_UPPER}[^\\W\\d_A-Z]{_REST}"  # an initial without a blank: "L.Oyun-Erdene"
_WORD = re.compile(
    f"{_UPPER}(?<![\\w@#].)(?:{_GLUED}|{_INITIALS}|{_REST})(?![\\w$])"
)  # a set first: it is skipped to
_ARTICLE = re.compile("\\b(?:al|el|ul|ad|as|ash|ar|an|at|az|d|l)[-'’]$")
_LONGEST_ARTICLE = 4  # characters, the mark included
_LIST_GOES_ON = re.compile(r"(?: [A-Z]\w{1,30}){0,2}(?:,? and(?: the)? [A-Z]|, [A-Z])")
_JOINING_MARKS = frozenset("-'’")
_ADDRESS_MARKS = frozenset("/-_=?&%.")
_LONGEST_ADDRESS = 300  # characters
_MARKS_AFTER = frozenset(".'’")
_LONGEST_SYLLABLE = 5  # letters; "led" and "run" follow longer names, or known ones
_SHORTEST_TAIL = 3  # letters of a plain word that is cut off: of "US-led", not of "Jae-in"
_LONGEST_GAP = 12  # characters, spaces included
_WRAPPED_LINE = range(45, 101)  # characters in a line that goes on in the next
_SENTENCE_ENDS = frozenset(".!?:;…•*|–—")
_OPENING_MARKS = " \t\u00a0\"'“‘«"


class CapitalisedWord(NamedTuple):
    """One capitalised word of the text: a tuple, because every article has a hundred.

    Attributes:
        word: the word, without a possessive.
        start: its offset in the text.
        end: offset just after it.
        known: what the tables say of it.
        link: the small words between it and the word before, in the same run; "" for none.
    """

    word: str
    start: int
    end: int
    known: KnownWord
    link: str = ""


Run = tuple[CapitalisedWord, ...]
_new_word = partial(tuple.__new__, CapitalisedWord)  # half the time of a call of the class


def words(text: str, parts: Iterable[tuple[int, int]]) -> Iterator[CapitalisedWord]:
    """The capitalised words in parts of a text, each part given by its two offsets."""
    for start, end in parts:
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            known = LEXICON[word]
            begin, stop = match.span()
            mark = text[begin - 1]
            if mark != " ":
                if mark in _ADDRESS_MARKS and _is_in_address(text, begin):
                    continue
                if mark in _JOINING_MARKS:
                    article = _ARTICLE.search(text, max(start, begin - _LONGEST_ARTICLE), begin)
                    if article:
                        begin = article.start()
                        word = text[begin:stop]
                        known = LEXICON[word]
            if not known.is_special:
                yield _new_word((word, begin, stop, known, ""))
            elif known.is_odd and not known.is_none:
                yield from _split_word(text, word, begin, stop)


def _is_in_address(text: str, begin: int) -> bool:
    """Whether a word is part of a web address, as after a slash in ``https://…/Iran-in-talks``."""
    return begin > 0 and "://" in text[max(0, begin - _LONGEST_ADDRESS) : begin].rsplit(None, 1)[-1]


def _split_word(text: str, word: str, begin: int, stop: int) -> Iterator[CapitalisedWord]:
    """A word that may go on after a mark, or be two words: ``US-led`` is *US*, ``Russia-Ukraine`` two names.

    ``Al-Qaeda`` and ``Ban Ki-moon`` stay whole.
    """
    if text[stop : stop + 1] in _MARKS_AFTER:
        stop = _whole(text, word, stop)
        word = text[begin:stop]
    head, _, tail = word.partition("-")
    middle = begin + len(head)
    if not tail or word in tables.gazetteer().places:
        yield CapitalisedWord(word, begin, stop, LEXICON[word])
    elif tail.split("-", 1)[0] in tables.gazetteer().common_words and not _is_given_name(head, tail):
        yield CapitalisedWord(head, begin, middle, LEXICON[head])
    elif _of_a_country(head) and _of_a_country(tail):
        yield CapitalisedWord(head, begin, middle, LEXICON[head])
        yield CapitalisedWord(tail, middle + 1, stop, LEXICON[tail])
    else:
        yield CapitalisedWord(word, begin, stop, LEXICON[word])


def _is_given_name(head: str, tail: str) -> bool:
    """Whether two syllables are a Korean or Chinese given name, whatever word the second is: *Hee-sun*."""
    if len(tail) < _SHORTEST_TAIL:
        return True
    known = LEXICON[head]
    short = max(len(head), len(tail)) <= _LONGEST_SYLLABLE and not head.isupper()
    return short and not (known.plain or known.territory or known.people or head in tables.gazetteer().places)


def _whole(text: str, word: str, end: int) -> int:
    """Where the word ends, with the full stop of "Gen." and the possessive of "Moody's"."""
    if word in tables.cues().abbreviations and text.startswith(".", end):
        return end + 1
    if text.startswith(("'s", "’s"), end) and f"{word}'s" in tables.cues().organisations:
        return end + 2
    return end


def _of_a_country(word: str) -> bool:
    return word in tables.gazetteer().places or word in tables.cues().demonyms or word in {"US", "UK", "EU"}


def opens(text: str, start: int) -> bool:
    """Whether a sentence may begin here, after a full stop, a dash or a line: its capital proves nothing."""
    before = text[max(0, start - 4) : start]
    if before.endswith(("- ", "– ", "— ")):
        return True
    rest = before.rstrip(_OPENING_MARKS)
    if rest.endswith("\n") and wraps(text, start - len(before) + len(rest) - 1):
        rest = rest[:-1].rstrip()
    return not rest or rest[-1] in _SENTENCE_ENDS or rest[-1] in "\n\r"


def wraps(text: str, newline: int) -> bool:
    """Whether a line end is only a wrap, as in hard-wrapped agency copy."""
    if text[newline + 1 : newline + 2].isspace():
        return False
    begin = text.rfind("\n", max(0, newline - _WRAPPED_LINE.stop), newline)
    return newline - begin in _WRAPPED_LINE


def runs(text: str, tokens: Iterable[CapitalisedWord]) -> Iterator[Run]:
    """Runs of adjacent words, small joining words such as "of" and "bin" allowed between them."""
    run: list[CapitalisedWord] = []
    last = 0
    for token in tokens:
        _, start, end, known, _ = token
        link = None
        if start - last <= _LONGEST_GAP and run and len(run) < LONGEST_RUN:
            gap = text[last:start]
            if gap == " " and not known.starter:
                link = ""
            elif gap == ", ":
                link = "," if _lists_topics(text, run, token) else None
            else:
                link = _link(text, gap, run[-1], token)
        if link is None:
            if run:
                yield tuple(run)
            run = [token]
        else:
            run.append(token._replace(link=link) if link else token)
        last = end
    if run:
        yield tuple(run)


def _lists_topics(text: str, run: list[CapitalisedWord], right: CapitalisedWord) -> bool:
    """Whether a comma goes on with what an office deals with: "Ministry of Trade, Industry and Energy"."""
    if tables.cues().offices.isdisjoint([token.word for token in run]) or not any(
        token.link in ("of", "for") for token in run
    ):
        return False
    known = right.known
    if known.starter or known.shouts or known.head or known.given or kind_of(right.word):
        return False
    return bool(_LIST_GOES_ON.match(text, right.end))


def _link(text: str, gap: str, left: CapitalisedWord, right: CapitalisedWord) -> str | None:
    """The small words between two words of one name; None if the two are not one name."""
    if gap == " ":
        return None if right.known.starter and left.word.endswith(".") else ""
    if gap[:2] in {"'s", "’s", "' ", "’ "} and left.word in tables.cues().owners:
        gap = gap[1:].removeprefix("s")
    if not gap or not (gap[0].isspace() and gap[-1].isspace()) or gap.count("\n") > 1:
        return None
    if "\n" in gap and not wraps(text, left.end + gap.index("\n")):
        return None
    link = " ".join(gap.split())
    return link if not link or link in tables.cues().links else None

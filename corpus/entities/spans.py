"""Runs of capitalised words: the candidates that the rules look at.

Every step is linear in the text: one regular expression finds words one by one, each bounded in
length, and a run is cut after ``LONGEST_RUN`` words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from . import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_RUN = 30  # words; no name is longer

_UPPER = "[^\\W\\d_a-zß-öø-ÿ]"  # a letter that is not a plain small one; isupper() checks the rest
_REST = "\\w{0,40}(?:[-'’&](?!s\\b)\\w{1,40}){0,4}"
_INITIALS = f"\\.(?:{_UPPER}\\.){{0,5}}(?:{_UPPER}(?![\\w'’]))?"
_WITH_ARTICLE = f"(?:al|el|ul|ad|as|ash|ar|an|at|az|d|l)[-'’]{_UPPER}{_REST}"
_WORD = re.compile(f"\\b(?:{_UPPER}(?<![@#].)(?:{_INITIALS}|{_REST})|{_WITH_ARTICLE})(?!\\w)")
_CONTRACTIONS = tuple(f"{mark}{end}" for mark in "'’" for end in ("ve", "ll", "re", "m", "d", "t"))
_MARKS_AFTER = frozenset(".'’")
_SHORTEST_TAIL = 3  # letters of a plain word that is cut off: of "US-led", not of "Jae-in"
_LONGEST_GAP = 12  # characters, spaces included
_WRAPPED_LINE = range(45, 101)  # characters in a line that goes on in the next
_SENTENCE_ENDS = frozenset(".!?:;…•*|–—")
_OPENING_MARKS = " \t\u00a0\"'“‘«"


class Token(NamedTuple):
    """One capitalised word of the text: a tuple, because every article has a hundred.

    Attributes:
        word: the word, without a possessive.
        start: its offset in the text.
        end: offset just after it.
        link: the small words between it and the word before, in the same run; "" for none.
    """

    word: str
    start: int
    end: int
    link: str = ""

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.word.lower()


Run = tuple[Token, ...]


def words(text: str, start: int, end: int) -> Iterator[Token]:
    """The capitalised words between two offsets."""
    for match in _WORD.finditer(text, start, end):
        word, (begin, stop) = match.group(), match.span()
        if not word[0].isupper() and not word[0].isascii():
            continue  # a letter of a script without capitals, or a small one beyond Latin-1
        if word.endswith(_CONTRACTIONS):
            continue
        if text[stop : stop + 1] in _MARKS_AFTER:
            stop = _whole(text, word, stop)
            word = text[begin:stop]
        if "-" in word:
            yield from _halves(Token(word, begin, stop))
        else:
            yield Token(word, begin, stop)


def _whole(text: str, word: str, end: int) -> int:
    """Where the word ends, with the full stop of "Gen." and the possessive of "Moody's"."""
    if word in tables.cues().abbreviations and text.startswith(".", end):
        return end + 1
    if text.startswith(("'s", "’s"), end) and f"{word}'s" in tables.cues().organisations:
        return end + 2
    return end


def _halves(token: Token) -> Iterator[Token]:
    """``US-led`` is *US*, ``Russia-Ukraine`` two names; ``Al-Qaeda`` and ``Ban Ki-moon`` stay whole."""
    head, _, tail = token.word.partition("-")
    middle = token.start + len(head)
    if token.word in tables.gazetteer().places:
        yield token
    elif len(tail) >= _SHORTEST_TAIL and tail.split("-", 1)[0] in tables.gazetteer().common_words:
        yield token._replace(word=head, end=middle)
    elif _of_a_country(head) and _of_a_country(tail):
        yield token._replace(word=head, end=middle)
        yield Token(tail, middle + 1, token.end)
    else:
        yield token


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
    """Whether the line that ends here only goes on in the next, as in hard-wrapped agency copy."""
    if text[newline + 1 : newline + 2].isspace():
        return False
    begin = text.rfind("\n", max(0, newline - _WRAPPED_LINE.stop), newline)
    return newline - begin in _WRAPPED_LINE


def runs(text: str, tokens: Iterable[Token]) -> Iterator[Run]:
    """Words side by side, or with small joining words such as "of" and "bin" between them."""
    run: list[Token] = []
    for token in tokens:
        link = _link(text, run[-1], token) if run and len(run) < LONGEST_RUN else None
        if link is None and run:
            yield tuple(run)
            run = []
        run.append(token._replace(link=link) if link else token)
    if run:
        yield tuple(run)


def _link(text: str, left: Token, right: Token) -> str | None:
    """The small words between two words of one name; None where no name can hold both."""
    if right.start - left.end > _LONGEST_GAP:
        return None
    gap = text[left.end : right.start]
    if gap == " ":
        return None if _ends_sentence(left, right) else ""
    if gap[:2] in {"'s", "’s", "' ", "’ "} and left.word in tables.cues().owners:
        gap = gap[1:].removeprefix("s")
    if not gap or not (gap[0].isspace() and gap[-1].isspace()) or gap.count("\n") > 1:
        return None
    if "\n" in gap and not wraps(text, left.end + text[left.end : right.start].index("\n")):
        return None
    link = " ".join(gap.split())
    return link if not link or link in tables.cues().links else None


def _ends_sentence(left: Token, right: Token) -> bool:
    return left.word.endswith(".") and right.word in tables.cues().starters

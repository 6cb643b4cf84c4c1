"""The passage to show of a hit, and what to mark in it: always the same for one article and question.

Only what may match is analysed. Every word with a given stem begins like the stem (``beginnings``), so the
places where a match can begin are found by searching the text, folded character by character, for a few
short strings. Where folding cannot keep every character in its place, the whole text is analysed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus import Article
from index.text.analysis import (
    Term,
    begins_term,
    exact_terms,
    fold,
    fold_token,
    stem,
    terms,
    wildcard_pattern,
    written_tokens,
)
from index.text.english import beginnings
from index.text.languages import analysed_in, stem_in

from .tree import Node, Phrase, Wildcard, Word, leaves

MARK = "**"
"""Stands before and after what matched."""

LENGTH = 240
"""Characters of a snippet, about."""

_MOST_PLACES = 20_000
"""Where a match may begin: a passage further down a huge text is not looked for."""
_LEAST_PLACES = 20
"""… of each beginning, however many there are."""
_MOST_COMPARED = 20_000
"""Words that are compared with those of phrases, and with patterns, likewise."""
_MOST_TERMS = 50_000
"""The same where the whole text must be analysed: its first terms."""
_ELLIPSIS = "…"
_RUN = re.compile(r"[^\W_]*")


class Match(NamedTuple):
    """A stretch of a text, as offsets, and which part of the question it matches."""

    start: int
    end: int
    wanted: int


class Marker:
    """Finds the matches of one question in texts."""

    def __init__(self, tree: Node) -> None:
        words = (leaf for leaf in leaves(tree) if isinstance(leaf, Word | Phrase | Wildcard))
        parts = list(dict.fromkeys(word for word in words if not word.field))
        self._words = {written_tokens(p.text)[0]: i for i, p in enumerate(parts) if isinstance(p, Word)}
        self._stems = self._stems_in("")
        self._of_language: dict[str, dict[str, int]] = {}
        phrases = [(exact_terms(p.text), i) for i, p in enumerate(parts) if isinstance(p, Phrase)]
        self._phrases: dict[str, list[tuple[list[str], int]]] = {}
        for phrase, i in phrases:
            self._phrases.setdefault(phrase[0], []).append((phrase, i))
        wildcards = [(fold(p.pattern), i) for i, p in enumerate(parts) if isinstance(p, Wildcard)]
        self._patterns = [(wildcard_pattern(wildcard), i) for wildcard, i in wildcards]
        self._of_pattern: dict[str, int | None] = {}
        self._compared = 0  # in the text at hand
        self._beginnings = tuple(
            dict.fromkeys(
                (
                    *(start for wanted in self._stems for start in beginnings(wanted)),
                    *self._phrases,
                    *(re.split(r"[*?]", wildcard, maxsplit=1)[0] for wildcard, _ in wildcards),
                )
            )
        )

    def snippet(self, article: Article) -> str:
        """The passage of the body that matches most parts of the question, matches marked.

        Where nothing of the body matches, its beginning; where there is no body, the headline.
        """
        text = article.body or article.title
        matches = self.matches(text, analysed_in(article.language))
        start, end = _window(text, matches)
        return _marked_passage(text, start, end, matches)

    def matches(self, text: str, language: str = "") -> list[Match]:
        """What matches, by where it begins; a word before the phrases that begin with it.

        Args:
            text: of an article.
            language: in which it is stemmed, as ``index.languages.analysed_in`` gives it.
        """
        found = []
        self._compared = 0
        for term in terms_of(text) if language else self._candidates(text):
            wanted = self._part_of_stem(text, term, language) if language else self._part_of_term(term.exact)
            if wanted is not None:
                found.append(Match(term.start, term.end, wanted))
            for phrase, number in self._phrases.get(term.exact, ()):
                end = self._phrase_end(phrase, text, term)
                if end:
                    found.append(Match(term.start, end, number))
            if self._compared > _MOST_COMPARED:
                break
        return found

    def _phrase_end(self, phrase: Sequence[str], text: str, first: Term) -> int:
        """Where a phrase ends that begins with a term; 0 if none does."""
        following = terms(text, first.start)
        for alike, wanted in enumerate(phrase):
            term = next(following, None)
            if term is None or term.exact != wanted:
                self._compared += alike
                return 0
        assert term
        self._compared += len(phrase)
        return term.end

    def _stems_in(self, language: str) -> dict[str, int]:
        return {stem_in(word, language): number for word, number in self._words.items()}

    def _part_of_term(self, exact: str) -> int | None:
        """Which part of the question a word matches by itself."""
        if not exact.startswith(self._beginnings):
            return None
        wanted = self._stems.get(stem(exact)) if self._stems else None
        return self._part_of_pattern(exact) if wanted is None else wanted

    def _part_of_stem(self, text: str, term: Term, language: str) -> int | None:
        """The same for a word of another language, which is stemmed as it was written."""
        if language not in self._of_language:
            typed = {fold_token(word): number for word, number in self._words.items()}
            self._of_language[language] = typed | self._stems_in(language)
        wanted = self._of_language[language]
        number = wanted.get(stem_in(text[term.start : term.end], language)) if wanted else None
        number = wanted.get(term.exact) if number is None else number
        return self._part_of_pattern(term.exact) if number is None else number

    def _part_of_pattern(self, exact: str) -> int | None:
        if not self._patterns:
            return None
        if exact not in self._of_pattern:
            if len(self._of_pattern) >= _MOST_COMPARED:
                self._of_pattern.clear()
            fits = (number for pattern, number in self._patterns if pattern.fullmatch(exact))
            self._of_pattern[exact] = next(fits, None)
            self._compared += len(self._patterns)
        return self._of_pattern[exact]

    def _candidates(self, text: str) -> Iterator[Term]:
        """The terms where a match may begin, in order, and perhaps others."""
        can_be_sought = all(beginning and beginning.isascii() for beginning in self._beginnings)
        folded = _fold_in_place(text) if can_be_sought else None
        if folded is None:
            yield from terms_of(text)
            return
        starts: set[int] = set()
        most = max(_LEAST_PLACES, _MOST_PLACES // max(1, len(self._beginnings)))
        for beginning in self._beginnings:
            shortest = beginning[:1] if beginning.isdecimal() else beginning  # 3000 may be 3,000
            for written in {shortest, ".".join(beginning)}:  # U.S. is us
                starts.update(_starts(folded, written, most))
        for start in sorted(starts):
            yield next(terms(text, start))


def terms_of(text: str) -> Iterator[Term]:
    """The first terms of a text, as many as are looked at."""
    return islice(terms(text), _MOST_TERMS)


def _starts(folded: str, beginning: str, most: int) -> Iterator[int]:
    """Where the terms stand that begin like this, in so many places at most."""
    place = 0
    for _ in range(most):
        place = folded.find(beginning, place)
        if place < 0:
            return
        if not (place and folded[place - 1].isalnum()) and begins_term(folded, place):
            yield place
        run = _RUN.match(folded, place)
        place = max(place + 1, run.end() if run else 0)


def _fold_in_place(text: str) -> str | None:
    """The text in lower case, with ASCII letters for those that fold to them, every character in its place.

    None where that cannot be: for ``ß``, which is two letters, and marks, which are none.
    """
    if text.isascii():
        return text.lower()
    plain = text
    for character in {c for c in set(text) if not c.isascii()}:
        replacement = _plain(character)
        if replacement is None:
            return None
        if replacement != character:
            plain = plain.replace(character, replacement)
    plain = plain.lower()
    return plain if len(plain) == len(text) else None


@lru_cache(maxsize=1 << 12)
def _plain(character: str) -> str | None:
    """The one ASCII letter that a character folds to; itself where it folds to none; None where to more."""
    if not character.isalnum():
        return None if unicodedata.category(character).startswith("M") else character
    folded = fold_token(character)
    if not any(c.isascii() for c in folded):
        return character if folded else None
    is_alike = len(folded) == 1 and folded.isdecimal() == character.isdecimal()
    return folded if is_alike else None


def _window(text: str, matches: Sequence[Match]) -> tuple[int, int]:
    """Offsets of the passage with the most different parts of the question, then the most matches."""
    if not matches:
        return 0, _word_end(text, LENGTH)
    best, best_worth = matches[0], (0, 0)
    inside: Counter[int] = Counter()
    last = 0
    for index, match in enumerate(matches):
        while last < len(matches) and matches[last].start < match.start + LENGTH:
            inside[matches[last].wanted] += 1
            last += 1
        worth = len(inside), last - index
        if worth > best_worth:
            best, best_worth = match, worth
        inside[match.wanted] -= 1
        if not inside[match.wanted]:
            del inside[match.wanted]
    start = _sentence_start(text, best.start)
    return start, _word_end(text, max(start + LENGTH, best.end))


def _sentence_start(text: str, offset: int) -> int:
    """Beginning of the sentence around an offset, or a word somewhat before it in a long one."""
    earliest = max(0, offset - LENGTH // 2)
    before = text[earliest:offset]
    ends = [match.end() for match in re.finditer(r"[.!?؟۔]['\"”’)]*\s+|[。！？][」』）]*|\n\s*\n\s*", before)]
    if ends:
        return earliest + ends[-1]
    if earliest == 0:
        return 0
    blank = text.find(" ", max(0, offset - LENGTH // 4), offset)
    return offset if blank < 0 else blank + 1


def _word_end(text: str, offset: int) -> int:
    if offset >= len(text):
        return len(text)
    blank = text.rfind(" ", offset - LENGTH // 4, offset + 1)
    return offset if blank < 0 else blank


def _marked_passage(text: str, start: int, end: int, matches: Sequence[Match]) -> str:
    pieces = [_ELLIPSIS if start > 0 else ""]
    at = start
    for first, last in _join_matches(text, matches):
        if first < at or last > end:
            continue
        pieces += [text[at:first], MARK, text[first:last], MARK]
        at = last
    pieces += [text[at:end], _ELLIPSIS if end < len(text.rstrip()) else ""]
    return " ".join("".join(pieces).split())


def _join_matches(text: str, matches: Sequence[Match]) -> list[tuple[int, int]]:
    """Matches that overlap, or have nothing but a blank between them, as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((match.start, match.end) for match in matches):
        if joined and (first <= joined[-1][1] or text[joined[-1][1] : first] == " "):
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined

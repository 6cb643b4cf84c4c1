"""The passage to show of a hit, and what to mark in it: always the same for one article and question."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from corpus import Article
from index.analysis import Term, exact_terms, fold, stem, terms

from .tree import Node, Phrase, Wildcard, Word, leaves

MARK = "**"
"""Stands before and after what matched."""

LENGTH = 240
"""Characters of a snippet, about."""

_MOST_TERMS = 50_000
"""Of an article, from its beginning: a passage further down is not looked for."""
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Match:
    first: int  # index of its first term
    last: int  # … of its last
    wanted: int  # which part of the question it matches


class Marker:
    """Finds the matches of one question in texts."""

    def __init__(self, tree: Node) -> None:
        words = (leaf for leaf in leaves(tree) if isinstance(leaf, Word | Phrase | Wildcard))
        parts = list(dict.fromkeys(word for word in words if not word.field))
        self._stems = {stem(exact_terms(p.text)[0]): i for i, p in enumerate(parts) if isinstance(p, Word)}
        self._phrases = [(exact_terms(p.text), i) for i, p in enumerate(parts) if isinstance(p, Phrase)]
        self._patterns = [(_pattern(p.pattern), i) for i, p in enumerate(parts) if isinstance(p, Wildcard)]

    def snippet(self, article: Article) -> str:
        """The passage of the body that matches most parts of the question, matches marked.

        Where nothing of the body matches, its beginning; where there is no body, the headline.
        """
        text = article.body or article.title
        found = list(islice(terms(text), _MOST_TERMS))
        matches = self._matches(found)
        start, end = _window(text, found, matches)
        return _shown(text, start, end, [(found[m.first].start, found[m.last].end) for m in matches])

    def _matches(self, found: list[Term]) -> list[_Match]:
        matches = []
        for index, term in enumerate(found):
            wanted = self._stems.get(stem(term.exact))
            if wanted is None:
                wanted = next((i for pattern, i in self._patterns if pattern.fullmatch(term.exact)), None)
            if wanted is not None:
                matches.append(_Match(index, index, wanted))
            for phrase, i in self._phrases:
                if (
                    term.exact == phrase[0]
                    and [t.exact for t in found[index : index + len(phrase)]] == phrase
                ):
                    matches.append(_Match(index, index + len(phrase) - 1, i))
        return matches


def _pattern(wildcard: str) -> re.Pattern[str]:
    letters = {"*": r"\w*", "?": r"\w"}
    return re.compile("".join(letters.get(c) or re.escape(c) for c in re.sub(r"\*+", "*", fold(wildcard))))


def _window(text: str, found: list[Term], matches: list[_Match]) -> tuple[int, int]:
    """Offsets of the passage with the most different parts of the question, then the most matches."""
    if not matches:
        return 0, _word_end(text, LENGTH)
    starts = [found[match.first].start for match in matches]
    best, best_worth = 0, (0, 0)
    for index, start in enumerate(starts):
        inside = matches[index : bisect_left(starts, start + LENGTH)]
        worth = len({match.wanted for match in inside}), len(inside)
        if worth > best_worth:
            best, best_worth = index, worth
    start = _sentence_start(text, starts[best])
    end = max(start + LENGTH, found[matches[best].last].end)
    return start, _word_end(text, end)


def _sentence_start(text: str, offset: int) -> int:
    """Beginning of the sentence around an offset, or a word somewhat before it in a long one."""
    earliest = max(0, offset - LENGTH // 2)
    before = text[earliest:offset]
    ends = [match.end() for match in re.finditer(r"[.!?]['\"”’)]*\s+|\n\s*\n\s*", before)]
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


def _shown(text: str, start: int, end: int, matches: list[tuple[int, int]]) -> str:
    pieces = [_ELLIPSIS if start > 0 else ""]
    at = start
    for first, last in _joined(text, matches):
        if first < at or last > end:
            continue
        pieces += [text[at:first], MARK, text[first:last], MARK]
        at = last
    pieces += [text[at:end], _ELLIPSIS if end < len(text.rstrip()) else ""]
    return " ".join("".join(pieces).split())


def _joined(text: str, matches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Matches that overlap, or have nothing but a blank between them, as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(matches):
        if joined and (first <= joined[-1][1] or text[joined[-1][1] : first] == " "):
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined

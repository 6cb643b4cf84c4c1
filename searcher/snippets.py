"""The passages to show of an article, and what is marked in them.

A passage is data: pieces of text, each with the part of the question that it matches.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus import Article

from .matches import Marker, Match
from .results import Mark, Passage, Pieces

LENGTH = 240
"""Characters of a passage, about."""

Weights = Callable[[], Sequence[float]]
"""How much each part of a question tells of an article, the rarer the more; asked for where it matters."""

_ELLIPSIS = ("…", "")
_MOST_PASSAGES = 1_000
_STEPS = 1_000  # of a weight: sums of whole numbers do not depend on their order
_SENTENCE_END = re.compile(r"[.!?؟۔]['\"”’)]*\s+|[。！？][」』）]*|\n\s*\n\s*")
_PARAGRAPH_END = re.compile(r"\n(?:[^\S\n]*+\n)++")


class Excerpts(NamedTuple):
    """What is shown of an article.

    Attributes:
        title: the headline, matches marked.
        best: the passage of the body that says most of what is asked for. Where nothing of the body matches,
            its beginning; where there is no body, the headline.
        passages: if they are wanted, all passages of the body that match.
    """

    title: Pieces
    best: Pieces
    passages: tuple[Passage, ...] = ()


class Window(NamedTuple):
    """A stretch of a text that is worth showing, as offsets: each part that it has matches in it."""

    start: int
    end: int


class Snippets:
    """Makes excerpts of what answers one question.

    Args:
        marker: finds what matches.
        weights: of the marker's parts; None: all alike.
    """

    def __init__(self, marker: Marker, weights: Weights | None = None) -> None:
        self._marker = marker
        self._weights = weights
        self._integral: Sequence[int] | None = None

    @property
    def need_names(self) -> bool:
        """Whether articles must come with the names that were found in them."""
        return self._marker.need_names

    def excerpts(self, article: Article, *, every: bool = False) -> Excerpts:
        """What to show of an article; with ``every``, all its passages."""
        title, body = self._marker.matches(article)
        headline = self._pieces(article.title, 0, len(article.title), title)
        if not article.body:
            return Excerpts(headline, headline)
        start, end = _around(article.body, self._best_window(body))
        best = self._pieces(article.body, start, end, body)
        return Excerpts(headline, best, tuple(self._passages(article, body)) if every else ())

    def marks(self, article: Article) -> Iterator[Mark]:
        """Everything in an article that matches, in order."""
        title, body = self._marker.matches(article)
        ahead = len(article.text) - len(article.body)
        for match in apart(title):
            yield self._mark(article.title, match, 0, 0)
        paragraph, counted = 1, 0
        for match in apart(body):
            paragraph += _paragraphs_between(article.body, counted, match.start)
            counted = match.start
            yield self._mark(article.body, match, paragraph, ahead)

    def _mark(self, text: str, match: Match, paragraph: int, ahead: int) -> Mark:
        part = self._marker.names[match.wanted]
        return Mark(text[match.start : match.end], part, paragraph, ahead + match.start, ahead + match.end)

    def _best_window(self, matches: Sequence[Match]) -> Window | None:
        """Of several windows, weights tell only where none has all parts in it."""
        if not matches or max(match.end for match in matches) - matches[0].start <= LENGTH:
            return _window_from(matches, 0)
        parts = {match.wanted for match in matches}
        window, worth = best_window(matches, [1] * len(self._marker.parts))
        if self._weights is None or worth == len(parts):
            return window
        self._integral = self._integral or [1 + round(weight * _STEPS) for weight in self._weights()]
        return best_window(matches, self._integral)[0]

    def _passages(self, article: Article, matches: Sequence[Match]) -> Iterator[Passage]:
        """The passages of the body in which something matches, from the first on."""
        text = article.body
        ahead = len(article.text) - len(text)
        end = counted = made = 0
        paragraph = 1
        following = deque(matches)
        while following and made < _MOST_PASSAGES:
            first = following[0]
            start, end = _around(text, Window(first.start, first.end), earliest=end)
            inside: list[Match] = []
            while following and following[0].start < end:
                inside.append(following.popleft())
                end = max(end, inside[-1].end)
            paragraph += _paragraphs_between(text, counted, first.start)
            counted = first.start
            made += 1
            yield Passage(self._pieces(text, start, end, inside), paragraph, ahead + start, ahead + end)

    def _pieces(self, text: str, start: int, end: int, matches: Iterable[Match]) -> Pieces:
        """A stretch of a text, on one line; ``…`` where text is left out before and after it."""
        if not matches and start == 0 and end == len(text):
            return _on_one_line([(text, "")])
        shown = [match for match in matches if start <= match.start and match.end <= end]
        pieces = [_ELLIPSIS] if start > 0 else []
        at = start
        for match in apart(shown) if len(shown) > 1 else shown:
            pieces.append((text[at : match.start], ""))
            pieces.append((text[match.start : match.end], self._marker.names[match.wanted]))
            at = match.end
        pieces.append((text[at:end], ""))
        line = _on_one_line(pieces)
        return (*line, _ELLIPSIS) if text[end:].strip() else line


def best_window(matches: Sequence[Match], weights: Sequence[int]) -> tuple[Window | None, int]:
    """The window of ``LENGTH`` characters with the weightiest parts, then most matches; the first of equals.

    Args:
        matches: in order.
        weights: of the parts.

    Returns:
        The window, None where nothing matches; and the sum of its parts' weights.
    """
    ends = [min(match.end, match.start + LENGTH) for match in matches]
    by_end = sorted(range(len(matches)), key=ends.__getitem__)
    inside = [0] * len(weights)
    first, best = 0, (0, 0)
    worth = held = entered = 0
    for index, match in enumerate(matches):
        while entered < len(by_end) and ends[by_end[entered]] <= match.start + LENGTH:
            if by_end[entered] >= index:
                other = matches[by_end[entered]].wanted
                worth += 0 if inside[other] else weights[other]
                inside[other] += 1
                held += 1
            entered += 1
        if (worth, held) > best:
            first, best = index, (worth, held)
        inside[match.wanted] -= 1
        held -= 1
        worth -= 0 if inside[match.wanted] else weights[match.wanted]
    return _window_from(matches, first), best[0]


def _window_from(matches: Sequence[Match], first: int) -> Window | None:
    """From a match on, as far as there is a part that has not been matched before."""
    seen: set[int] = set()
    start = end = matches[first].start if matches else 0
    for match in matches[first:]:
        if match.start > start + LENGTH:
            break
        if match.wanted not in seen and min(match.end, match.start + LENGTH) <= start + LENGTH:
            seen.add(match.wanted)
            end = max(end, match.end)
    return Window(start, end) if matches else None


def _paragraphs_between(text: str, start: int, end: int) -> int:
    """How many paragraphs end in a stretch of a text."""
    return sum(1 for _ in _PARAGRAPH_END.finditer(text, start, end))


def _around(text: str, window: Window | None, earliest: int = 0) -> tuple[int, int]:
    """Offsets of what is shown of a text: the window, from the beginning of its sentence if there is room."""
    if window is None:
        return 0, _word_end(text, LENGTH)
    room = min(LENGTH // 2, LENGTH - (window.end - window.start))
    start = _sentence_start(text, window.start, max(earliest, window.start - max(0, room)))
    return start, max(window.end, _word_end(text, start + LENGTH))


def _sentence_start(text: str, offset: int, earliest: int) -> int:
    """Beginning of the sentence around an offset, or a word somewhat before it in a long one."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, offset)]
    if ends:
        return ends[-1]
    if earliest == 0:
        return 0
    blank = text.find(" ", max(earliest, offset - LENGTH // 4), offset)
    return offset if blank < 0 else blank + 1


def _word_end(text: str, offset: int) -> int:
    if offset >= len(text):
        return len(text)
    blank = text.rfind(" ", offset - LENGTH // 4, offset + 1)
    return offset if blank < 0 else blank


def apart(matches: Iterable[Match]) -> Iterator[Match]:
    """Matches without overlaps: those that overlap as one, which counts as the longest of them."""
    last: Match | None = None
    longest = 0
    for match in sorted(matches):
        if last and match.start < last.end:
            wanted = match.wanted if match.end - match.start > longest else last.wanted
            longest = max(longest, match.end - match.start)
            last = Match(last.start, max(last.end, match.end), wanted)
            continue
        if last:
            yield last
        last, longest = match, match.end - match.start
    if last:
        yield last


def _on_one_line(pieces: Sequence[tuple[str, str]]) -> Pieces:
    """Pieces without empty ones, with single blanks for blanks and line ends, and none at either end."""
    if len(pieces) == 1:
        text = " ".join(pieces[0][0].split())
        return ((text, pieces[0][1]),) if text else ()
    line: list[tuple[str, str]] = []
    blank = ""  # before the next word
    for piece, part in pieces:
        words = piece.split()
        if not words:
            blank = blank or (" " if piece and line else "")
            continue
        if piece[0].isspace() and line:
            blank = " "
        if blank and part:
            before = line.pop()[0] if line and not line[-1][1] else ""
            line.append((before + blank, ""))
            blank = ""
        line.append((blank + " ".join(words), part))
        blank = " " if piece[-1].isspace() else ""
    return tuple(line)

"""What was compared lately: it is asked for again with the next page, or with a family."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from corpus import Article
from index.text.shingles import Shingles

_MOST_CHARACTERS = 2_000_000
"""Of texts that are remembered: some 20 MB with their shingles."""
_MOST_PAIRS = 1 << 15
"""Pairs of which it is remembered whether they are copies; then all are forgotten."""


class ComparedText(NamedTuple):
    """An article as it was read, and the shingles of its text."""

    article: Article
    shingles: Shingles


class TextMemory:
    """The texts of a snapshot that were compared last, and what came of it; threads may share it."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, ComparedText] = OrderedDict()
        self._characters = 0
        self._copies: dict[tuple[str, str], bool] = {}
        self._lock = threading.Lock()

    def get(self, id_: str) -> ComparedText | None:
        """The text of an article, if it is remembered."""
        with self._lock:
            found = self._texts.get(id_)
            if found:
                self._texts.move_to_end(id_)
            return found

    def is_copy(self, id_: str, other: str, compare: Callable[[], bool]) -> bool:
        """Whether two articles are copies, as they were compared before or are now."""
        pair = id_, other
        found = self._copies.get(pair)
        if found is None:
            if len(self._copies) >= _MOST_PAIRS:
                self._copies.clear()
            found = self._copies[pair] = compare()
        return found

    def keep(self, article: Article) -> ComparedText:
        """The text of an article, remembered from now on."""
        made = ComparedText(article, Shingles(article.body))
        with self._lock:
            before = self._texts.pop(article.id, None)
            self._characters += len(article.body) - (len(before.article.body) if before else 0)
            self._texts[article.id] = made
            while self._characters > _MOST_CHARACTERS:
                _, forgotten = self._texts.popitem(last=False)
                self._characters -= len(forgotten.article.body)
        return made

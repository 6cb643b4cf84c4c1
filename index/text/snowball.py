"""The stemmers of the Snowball project, taken from snowballstemmer's own modules.

So stems do not change with what else is installed; snowballstemmer itself prefers another package.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any

_Ending = tuple[str, Any]


@cache
def stemmer(algorithm: str) -> Callable[[str], str]:
    """The stemmer of an algorithm, such as ``english``: a word in lower case to its stem."""
    module = importlib.import_module(f"snowballstemmer.{algorithm}_stemmer")
    generated = getattr(module, f"{''.join(map(str.capitalize, algorithm.split('_')))}Stemmer")
    stem: Callable[[str], str] = type("Stemmer", (_Endings, generated), {})().stemWord
    return stem


class _Endings:
    """Finds the longest of several endings by its last letter, in place of a search letter by letter.

    Snowball's generated code asks for endings through these two methods of its runtime. The answers are the
    same, in half of the time: what most words are asked for ends in another letter.
    """

    current: str
    cursor: int
    limit: int
    limit_backward: int

    def find_among_b(self, among: tuple[Any, ...]) -> int:
        """The result of the longest string of a table that ends at the cursor; else 0."""
        end, least, text = self.cursor, self.limit_backward, self.current
        by_last = _by_letter(among, -1)
        for string, entry in by_last.get(text[end - 1], by_last[""]) if end > least else by_last[""]:
            if text.endswith(string, least, end):
                self.cursor = end - len(string)
                if entry.method is None or self._takes(entry, self.cursor):
                    return entry.result  # type: ignore[no-any-return] # as all of the entry
        return 0

    def find_among(self, among: tuple[Any, ...]) -> int:
        """The result of the longest string of a table that begins at the cursor; else 0."""
        start, most, text = self.cursor, self.limit, self.current
        by_first = _by_letter(among, 0)
        for string, entry in by_first.get(text[start], by_first[""]) if start < most else by_first[""]:
            if text.startswith(string, start, most):
                self.cursor = start + len(string)
                if entry.method is None or self._takes(entry, self.cursor):
                    return entry.result  # type: ignore[no-any-return] # as above
        return 0

    def _takes(self, entry: Any, cursor: int) -> bool:  # noqa: ANN401 -- snowballstemmer ships no types
        """Whether an entry's own condition holds at a cursor, which it may move meanwhile."""
        holds = bool(entry.method(self))
        if holds:
            self.cursor = cursor
        return holds


_by_letters: dict[tuple[int, int], dict[str, list[_Ending]]] = {}


def _by_letter(among: tuple[Any, ...], place: int) -> dict[str, list[_Ending]]:
    """The entries of a table by their last or first letter, the longest first; "": those without any."""
    key = id(among), place  # tables are constants of classes, and live as long as these
    found = _by_letters.get(key)
    if found is None:
        longest_first = sorted(among, key=lambda entry: -len(entry.s))
        letters = {entry.s[place] for entry in among if entry.s}
        found = _by_letters[key] = {
            letter: [(entry.s, entry) for entry in longest_first if not entry.s or entry.s[place] == letter]
            for letter in ("", *letters)
        }
    return found

"""A stretch of a question, with its place in what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from corpus.dates.names import fold, western_digits
from corpus.errors import DateError
from corpus.text import in_quotes

LONGEST = 200  # characters
HINT = "Forms that work: 2016-03-31, March 2016, last week, since 2014, 2016-03-31..2016-10-22."


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A stretch of what the user typed.

    Attributes:
        typed: the whole text, as typed.
        folded: the whole text in lower case, without accents, with western digits and single blanks.
        places: for each character of ``folded``, its offset in ``typed``.
        now: the moment of asking.
        start: where the stretch begins in ``folded``.
        end: where it ends.
        depth: of how many stretches within each other it is the innermost.
        notes: on how it was read, where that may surprise; one list for all stretches of a text.
    """

    typed: str
    folded: str
    places: tuple[int, ...]
    now: datetime
    start: int
    end: int
    depth: int = 0
    notes: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, typed: str, now: datetime) -> DatePhrase:
        """The whole of a text.

        Raises:
            DateError: it is empty, or too long to be read.
        """
        if len(typed) > LONGEST:
            raise DateError(f"A date of {len(typed)} characters is too long.", typed, hint=HINT)
        letters: list[str] = []
        places: list[int] = []
        for place, character in enumerate(typed):
            for letter in _fold_character(character):
                if letter != " " or (letters and letters[-1] != " "):
                    letters.append(letter)
                    places.append(place)
        folded = "".join(letters).rstrip()
        if not folded:
            raise DateError("There is no date here.", typed, hint=HINT)
        return cls(typed, folded, tuple(places), now, 0, len(folded))

    @property
    def today(self) -> date:
        """The day of asking, by the asker's own clock."""
        return self.now.date()

    @property
    def typed_part(self) -> str:
        """The stretch, as typed."""
        return self.typed[slice(*self.span)]

    def __str__(self) -> str:
        """The stretch, folded."""
        return self.folded[self.start : self.end]

    @property
    def states_year(self) -> bool:
        """Whether a year is named in it."""
        return bool(re.search(r"\d{4}|['’‘]\d\d\b|\byear\b", str(self)))

    @property
    def span(self) -> tuple[int, int]:
        """Where the stretch begins and ends in ``typed``."""
        if self.start == self.end:  # nothing, before or after a range's dots
            return len(self.typed), len(self.typed)
        return self.places[self.start], self.places[self.end - 1] + 1

    def match(self, pattern: str) -> re.Match[str] | None:
        """A match of the whole stretch, in ``folded``."""
        return _pattern(pattern).fullmatch(self.folded, self.start, self.end)

    def part(self, match: re.Match[str], group: str) -> DatePhrase:
        """The stretch that a group of a match covers."""
        return replace(self, start=match.start(group), end=match.end(group), depth=self.depth + 1)

    def note(self, how: str) -> None:
        """Tell how this stretch is read."""
        self.notes.append(f"{in_quotes(self.typed_part)}: {how}")

    def refusal(self, why: str = "", hint: str = HINT) -> DateError:
        """The error that says why this stretch is not a date, to be raised."""
        reason = f": {why}" if why else ""
        return DateError(
            f"{in_quotes(self.typed_part)} cannot be read as a date{reason}.", self.typed, *self.span, hint
        )


def _fold_character(character: str) -> str:
    return " " if character.isspace() else fold(western_digits(character))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)

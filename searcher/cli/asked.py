"""A question as asked on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from corpus.frozen import frozen

if TYPE_CHECKING:
    from ..archive import Archive
    from ..results import Results


@frozen
class Asked:
    """The words and options of a search; they mean what they mean to ``Archive.search``.

    Attributes:
        words: the query, as the shell split it.
    """

    words: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    on: str | None = None
    last: str | None = None
    person: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    undated: Literal["exclude", "include", "only"] = "exclude"
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    limit: int = 10
    page: int = 1
    facets: tuple[str, ...] = ()
    related: int = 3
    timeout: float | None = None

    @property
    def query(self) -> str:
        """The query as one text."""
        return " ".join(self.words)

    @property
    def is_dated(self) -> bool:
        """Whether an option asks for a range of dates."""
        return bool(self.since or self.until or self.on or self.last)

    def of(self, archive: Archive) -> Results:
        """The answer of an archive."""
        return archive.search(
            self.query,
            since=self.since,
            until=self.until,
            on=self.on,
            last=self.last,
            person=self.person,
            org=self.org,
            place=self.place,
            source=self.source,
            match=self.match,
            undated=self.undated,
            sort=self.sort,
            limit=self.limit,
            page=self.page,
            facets=self.facets,
            related=self.related,
            timeout=self.timeout,
        )

    def typed(self, archive: str = "") -> str:
        """The command that asks this, without what only governs how the answer is shown."""
        import shlex

        options = self._options() if not archive else [*self._options(), "--archive", archive]
        if any(word.startswith("--") for word in self.words):
            return shlex.join(["dateline", "search", *options, "--", *self.words])
        return shlex.join(["dateline", "search", *self.words, *options])

    def undated_included(self) -> Asked:
        """The same, with articles that the range cannot place."""
        return replace(self, undated="include")

    def at_any_time(self) -> Asked:
        """The same, without a range of dates."""
        return replace(self, since=None, until=None, on=None, last=None)

    def matching_any(self) -> Asked:
        """The same, for any of the words."""
        return replace(self, match="any")

    def with_one_name_less(self) -> Iterator[Asked]:
        """The same, without one of the names or outlets, for each of them."""
        for number in range(len(self.person)):
            yield replace(self, person=_without(self.person, number))
        for number in range(len(self.org)):
            yield replace(self, org=_without(self.org, number))
        for number in range(len(self.place)):
            yield replace(self, place=_without(self.place, number))
        for number in range(len(self.source)):
            yield replace(self, source=_without(self.source, number))

    def with_one_word_less(self, unmatched: tuple[str, ...]) -> Iterator[Asked]:
        """The same, without one of these words, where the query is of words alone."""
        words = self.query.split()
        if all(word.isalnum() and word not in ("AND", "OR", "NOT") for word in words):
            for word in unmatched:
                rest = tuple(other for other in words if other.casefold() != word.casefold())
                if rest and len(rest) < len(words):
                    yield replace(self, words=rest)

    def _options(self) -> list[str]:
        given: list[str] = []
        for name in ("since", "until", "on", "last"):
            value = getattr(self, name)
            given += [f"--{name}", value] if value else []
        for name in ("person", "org", "place", "source"):
            for value in getattr(self, name):
                given += [f"--{name}", value]
        given += ["--any"] if self.match == "any" else []
        given += [] if self.undated == "exclude" else ["--undated", self.undated]
        return given


def _without(names: tuple[str, ...], number: int) -> tuple[str, ...]:
    return names[:number] + names[number + 1 :]

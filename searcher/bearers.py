"""Who bears a surname, and when and where it means one of them: settled for many people at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from index.engine.protocol import DocumentChoice, Lookup, Selection, Snapshot

from .tree import Surname
from .when import Range

FIELD = "people"

_BY_FAR = 9  # times as many articles as have all others who bear the surname
_AHEAD = 2  # times as many, from which on it is counted how many name both
_MOST_RIVALS = 4  # people who each may be the best known at another time
_LEAST = 3  # articles that name a person in full, who may then be the one by far at a time, or in an outlet
_FEW = 10  # articles that have a surname alone; of fewer, it is not asked in which outlets
_TWICE = 2  # articles of an outlet that have a surname alone: of one, nothing can be told
_EXPECTED = 20  # of them that would be expected to name the person in full; where few do, it is somebody else
_RARELY = 10  # times fewer than expected are few
_AROUND = 6  # months before and after a month, in which one person is by far the best known

_Keys = tuple[str, ...]


class Bearer(NamedTuple):
    """One person who bears a surname, under one first name.

    Attributes:
        key: of the form of the name that most articles carry.
        keys: of all forms: with and without middle names, and with a short first name.
        articles: how many carry one.
    """

    key: str
    keys: tuple[str, ...]
    articles: int


class Case(NamedTuple):
    """A surname that stands alone, and one who bears it.

    Attributes:
        forms: keys of the surname alone that articles carry.
        alone: how many carry one; one that carries two of them is counted twice.
        bearer: the one.
        bearers: all who bear it.
    """

    forms: tuple[str, ...]
    alone: int
    bearer: Bearer
    bearers: Sequence[Bearer]

    @property
    def others(self) -> list[Bearer]:
        """The others who bear it."""
        return [each for each in self.bearers if each is not self.bearer]

    @property
    def other_keys(self) -> tuple[str, ...]:
        """Keys of the others."""
        return tuple(key for each in self.others for key in each.keys)

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Keys of all who bear it."""
        return tuple(key for each in self.bearers for key in each.keys)


class Settlement:
    """Whom surnames mean where they stand alone, by what a snapshot holds; it is asked for many at once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._chosen: dict[_Keys, Selection] = {}

    def meanings(self, cases: Sequence[Case]) -> list[Surname | None]:
        """Of each case, where the surname means the one who bears it; None: nowhere."""
        by_far = self._find_by_far(cases)
        wanted = [each for each in cases if each.bearer.key in by_far or each.bearer.articles >= _LEAST]
        days = self._days([each for each in wanted if each.bearer.key not in by_far])
        outlets = self._outlets([each for each in wanted if each.alone >= _FEW], days)
        found = {each.bearer.key: _meaning(each, days, outlets) for each in wanted}
        return [found.get(each.bearer.key) for each in cases]

    def _find_by_far(self, cases: Sequence[Case]) -> set[str]:
        """The keys of those who are by far the best known."""
        rivals = {each.bearer.key: sum(other.articles for other in each.others) for each in cases}
        close = [
            each
            for each in cases
            if _BY_FAR * rivals[each.bearer.key] > each.bearer.articles >= _AHEAD * rivals[each.bearer.key]
        ]
        without = [DocumentChoice(_lookups(each.other_keys), _lookups(each.bearer.keys)) for each in close]
        for each, chosen in zip(close, self._snapshot.choose(without) if close else (), strict=True):
            rivals[each.bearer.key] = len(chosen)  # many of them name both
        return {
            each.bearer.key for each in cases if rivals[each.bearer.key] * _BY_FAR <= each.bearer.articles
        }

    def _days(self, cases: Sequence[Case]) -> dict[str, tuple[Range, ...]]:
        """Key of a bearer → when the surname means that one."""
        close = [each for each in cases if _rest(each) * _BY_FAR <= each.bearer.articles]
        found: dict[str, tuple[Range, ...]] = {each.bearer.key: () for each in cases}
        asked = [bearer.keys for case in close for bearer in (case.bearer, *case.others[:_MOST_RIVALS])]
        months = {keys: _months(counts) for keys, counts in self._counts(asked, "month_shown").items()}
        return found | {each.bearer.key: _days_of(each, months) for each in close}

    def _outlets(
        self, cases: Sequence[Case], days: Mapping[str, tuple[Range, ...]]
    ) -> Mapping[_Keys, Mapping[str, int]]:
        """Names → key of an outlet → how many of its articles carry one; of all names that cases ask for."""
        asked: list[_Keys] = []
        for case in cases:
            if days.get(case.bearer.key) == ():
                asked += case.bearer.keys, case.all_keys
            elif not _is_unrivalled(case):
                asked += case.forms, case.bearer.keys, case.all_keys
        return self._counts(asked, "source_shown")

    def _counts(self, names: Iterable[_Keys], field: str) -> dict[_Keys, dict[str, int]]:
        asked = list(dict.fromkeys(names))
        new = [keys for keys in asked if keys not in self._chosen]
        if new:
            chosen = self._snapshot.choose([DocumentChoice(_lookups(keys)) for keys in new])
            self._chosen.update(zip(new, chosen, strict=True))
        selections = [self._chosen[keys] for keys in asked]
        counts = self._snapshot.tags_of_chosen(selections, field) if asked else ()
        return dict(zip(asked, counts, strict=True))


def _meaning(
    case: Case, days: Mapping[str, tuple[Range, ...]], outlets: Mapping[_Keys, Mapping[str, int]]
) -> Surname | None:
    own_days = days.get(case.bearer.key)
    if own_days == ():
        own = _own_outlets(case, outlets) if case.alone >= _FEW else ()
        return Surname(case.forms, case.other_keys, outlets=own) if own else None
    elsewhere = _elsewhere(case, outlets) if case.alone >= _FEW else ()
    return Surname(case.forms, case.other_keys, own_days, elsewhere=elsewhere)


def _own_outlets(case: Case, outlets: Mapping[_Keys, Mapping[str, int]]) -> tuple[str, ...]:
    """The outlets that name a person by far the most often of all who bear a surname."""
    named = outlets[case.all_keys]
    return tuple(
        outlet
        for outlet, articles in outlets[case.bearer.keys].items()
        if articles >= _LEAST and (named[outlet] - articles) * _BY_FAR <= articles
    )


def _is_unrivalled(case: Case) -> bool:
    """Whether nobody else is known, and too little to tell where the surname is another's."""
    return len(case.bearers) == 1 and case.bearer.articles < _EXPECTED


def _elsewhere(case: Case, outlets: Mapping[_Keys, Mapping[str, int]]) -> tuple[str, ...]:
    """The outlets where a surname is another's: the person is named there seldom, or less than another.

    How often is too seldom, the archive tells: by how many articles have the full name for one that has
    the surname alone.
    """
    if _is_unrivalled(case):
        return ()
    alone, own, named = outlets[case.forms], outlets[case.bearer.keys], outlets[case.all_keys]
    for_one = case.bearer.articles / max(1, sum(alone.values()))
    return tuple(
        outlet
        for outlet, articles in alone.items()
        if named.get(outlet, 0) - own.get(outlet, 0) > max(_LEAST, _BY_FAR * own.get(outlet, 0))
        or (articles >= _TWICE and articles * for_one >= max(_EXPECTED, own.get(outlet, 0) * _RARELY))
    )


def _rest(case: Case) -> int:
    """Articles of those who are too many to be looked at month by month."""
    return sum(each.articles for each in case.others[_MOST_RIVALS:])


def _days_of(case: Case, months: Mapping[_Keys, Mapping[int, int]]) -> tuple[Range, ...]:
    """The months around which a person is by far the best known of a surname, as ranges of days."""
    rest, own = _rest(case), months[case.bearer.keys]
    if not own:
        return ()
    first, last = min(own) - _AROUND, max(own) + _AROUND + 1
    of_rivals = [_sums_around(months[each.keys], first, last) for each in case.others[:_MOST_RIVALS]]
    ranges = []
    since = None
    for month, articles, *rivalling in zip(
        range(first, last + 1), _sums_around(own, first, last), *of_rivals, strict=True
    ):
        meant = articles and (sum(rivalling) + rest) * _BY_FAR <= articles
        if meant and since is None:
            since = month
        elif not meant and since is not None:
            ranges.append(Range(_first_day(since), _first_day(month)))
            since = None
    return tuple(ranges)


def _sums_around(counts: Mapping[int, int], first: int, last: int) -> list[int]:
    """Of each month from ``first`` to ``last``, the articles of the months around it."""
    months = range(first - _AROUND, last + _AROUND + 1)
    before = [0, *accumulate(counts.get(month, 0) for month in months)]
    around = 2 * _AROUND + 1
    return [after - earlier for earlier, after in zip(before, before[around:], strict=False)]


def _months(counts: Mapping[str, int]) -> dict[int, int]:
    """Month, as year * 12 + month - 1 → its articles."""
    return {
        int(month[:-3]) * 12 + int(month[-2:]) - 1: articles
        for month, articles in counts.items()
        if month[-3:-2] == "-"
    }


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _lookups(keys: Iterable[str]) -> tuple[Lookup, ...]:
    return tuple(Lookup(FIELD, key) for key in keys)

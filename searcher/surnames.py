"""What a surname alone means in an archive: the one person whom it names in full, or the one by far.

Settled when a question is asked, from what the archive holds then, so that articles come and go without a
trace. An article that names a person in full needs none of this: there a surname went with the full name
when the article was read (``corpus/entities``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from index.engine.protocol import Counts, Lookup, Snapshot, Tally
from index.text.analysis import name_key

from .near_terms import shown_name
from .planning import holding_any, name_keys
from .tree import Surname
from .when import Range

FIELD = "people"

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_PARTICLES = frozenset(
    ("al", "ben", "bin", "da", "de", "del", "der", "dos", "du", "el", "la", "le", "van", "von")
)
_IN_FULL = dict(
    re.findall(
        r"(\w+)/(\w+)",
        """bob/robert bill/william dick/richard mike/michael chuck/charles jim/james joe/joseph tom/thomas
        ted/edward ed/edward bernie/bernard dan/daniel dave/david ron/ronald tim/timothy ben/benjamin
        sam/samuel steve/stephen steven/stephen greg/gregory jeff/jeffrey ken/kenneth larry/lawrence
        matt/matthew nick/nicholas tony/anthony andy/andrew don/donald doug/douglas jerry/gerald
        jon/jonathan liz/elizabeth sue/susan debbie/deborah fred/frederick hank/henry ray/raymond
        pat/patrick""",
    )
)
"""Short first names in English → the full ones: two forms of one person's name."""
_BY_FAR = 9  # times as many articles as have all others who bear the surname
_MOST_BEARERS = 300  # of a surname; where it is commoner, nobody is meant by it
_AHEAD = 2  # times as many, from which on it is counted how many name both
_MOST_RIVALS = 4  # people who each may be the best known at another time
_SHOWN = 4  # of several people
_LEAST = 3  # articles that name a person in full, who may then be the one by far at a time, or in an outlet
_FEW = 10  # articles that have a surname alone; of fewer, it is not asked in which outlets
_TWICE = 2  # articles of an outlet that have a surname alone: of one, nothing can be told
_EXPECTED = 20  # of them that would be expected to name the person in full; where few do, it is somebody else
_RARELY = 10  # times fewer than expected are few
_AROUND = 6  # months before and after a month, in which one person is by far the best known


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


class Several(NamedTuple):
    """Several people whom a surname may mean.

    Attributes:
        alone: how many articles have the surname alone.
        people: the best known of them, each with the articles that have the full name.
    """

    alone: int
    people: Counts


class Surnames:
    """The surnames of one snapshot; remembers who bears those that were asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, tuple[Bearer, ...]] = {}
        self._settled: dict[str, Surname | None] = {}
        self._by_month: dict[tuple[str, ...], dict[int, int]] = {}
        self._by_outlet: dict[tuple[str, ...], dict[str, int]] = {}

    def of(self, name: str) -> Surname | None:
        """The surname by which a person is meant where it stands alone; None where it may be anybody."""
        self._learn([name])
        keys = name_keys(FIELD, name)
        bearers = self._known.get(surname_of(keys[0]), ()) if keys else ()
        bearer = next((each for each in bearers if each.key in keys), None)
        return self._meaning(bearer) if bearer else None

    def person_of_title(self, name: str) -> str:
        """Whom a title and a surname mean, *President Ibex*, where that is one person at all times; or ""."""
        canonical, *asked = name_keys(FIELD, name)
        if not asked or surname_of(canonical):
            return ""
        people = self.people_meant([canonical]).get(canonical, ())
        surname = self.of(people[0]) if len(people) == 1 else None
        return people[0] if surname and surname.days is None else ""

    def several(self, name: str) -> Several | None:
        """Who else may be meant by a person's surname where it stands alone; None where nobody else may."""
        surname = surname_of(name_key(name))
        self._learn([name])
        bearers = self._known.get(surname, ())
        if len(bearers) < 2 or not any(surname_of(key) for key in name_keys(FIELD, name)):  # noqa: PLR2004
            return None
        forms = {form for bearer in bearers for form in surname_forms(bearer.key)}
        alone = self._snapshot.counts([holding_any(FIELD, sorted(forms))])[0]
        people = [
            (shown_name(self._snapshot, FIELD, bearer.key), bearer.articles) for bearer in bearers[:_SHOWN]
        ]
        return Several(alone, tuple(people)) if alone else None

    def who_bear(self, surnames: Sequence[str]) -> dict[str, Counts]:
        """Of some surnames → the best known who bear them, each with the articles that have the full name."""
        self._learn(surnames)
        found = {}
        for surname in surnames:
            bearers = self._known.get(name_key(surname), ())[:_SHOWN]
            found[surname] = tuple(
                (shown_name(self._snapshot, FIELD, each.key), each.articles) for each in bearers
            )
        return found

    def people_meant(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of names as articles carry them, surnames alone → the people whom they may mean, as shown."""
        self._learn(names)
        keys = {name_key(name): name for name in names}
        meant = {}
        for key, name in keys.items():
            bearers = () if surname_of(key) else self._known.get(key.rpartition(" ")[2], ())
            people = [each.key for each in bearers if key in getattr(self._meaning(each), "keys", ())]
            if people:
                meant[name] = tuple(
                    keys.get(each) or shown_name(self._snapshot, FIELD, each) for each in people
                )
        return meant

    def _meaning(self, bearer: Bearer) -> Surname | None:
        if bearer.key not in self._settled:
            forms = self._standing_alone(surname_forms(bearer.key))
            bearers = self._known[surname_of(bearer.key)]
            self._settled[bearer.key] = self._settle(forms, bearer, bearers) if forms else None
        return self._settled[bearer.key]

    def _learn(self, names: Iterable[str]) -> None:
        """Learn which surnames stand alone, and who bears these: in one walk through the archive's people."""
        forms = {
            form: surname
            for name in names
            for key in name_keys(FIELD, name)
            for form, surname in _forms_of(key)
        }
        new = {form: surname for form, surname in forms.items() if surname not in self._known}
        wanted = {new[form] for form in self._standing_alone(list(new))} if new else set()
        self._known |= dict.fromkeys(set(new.values()) - wanted, ())
        if not wanted:
            return
        found: dict[str, list[str]] = {surname: [] for surname in wanted}
        for term in self._snapshot.terms(FIELD):
            last = term.rpartition(" ")[2]
            if last in wanted or last in _SUFFIXES:
                surname = surname_of(term)
                if surname in wanted:
                    found[surname].append(term)
        for surname, terms in found.items():
            self._known[surname] = self._bearers(terms) if len(terms) <= _MOST_BEARERS else ()

    def _bearers(self, terms: Sequence[str]) -> tuple[Bearer, ...]:
        forms: dict[str, list[tuple[int, str]]] = {}
        for term, count in zip(terms, self._snapshot.term_counts(FIELD, terms), strict=True):
            if count:
                first = term.partition(" ")[0]
                forms.setdefault(_IN_FULL.get(first, first), []).append((-count, term))
        made = [
            Bearer(min(each)[1], tuple(term for _, term in sorted(each)), -sum(count for count, _ in each))
            for each in forms.values()
        ]
        return tuple(sorted(made, key=lambda bearer: (-bearer.articles, bearer.key)))

    def _standing_alone(self, forms: Sequence[str]) -> tuple[str, ...]:
        """Those of some forms that articles carry as a whole name."""
        counts = self._snapshot.term_counts(FIELD, forms)
        return tuple(form for form, count in zip(forms, counts, strict=True) if count)

    def _settle(self, forms: tuple[str, ...], bearer: Bearer, bearers: Sequence[Bearer]) -> Surname | None:
        others = [each for each in bearers if each is not bearer]
        keys = tuple(key for each in others for key in each.keys)
        rivals = sum(each.articles for each in others)
        if _BY_FAR * rivals > bearer.articles >= _AHEAD * rivals:  # many of them name both
            rivals = len(self._articles_of(keys) - self._articles_of(bearer.keys))
        by_far = rivals * _BY_FAR <= bearer.articles
        if not by_far and bearer.articles < _LEAST:
            return None
        days = None if by_far else self._days_of(bearer, others)
        many = sum(self._snapshot.term_counts(FIELD, forms)) >= _FEW
        if days == ():
            outlets = self._outlets_of(bearer, bearers) if many else ()
            return Surname(forms, keys, outlets=outlets) if outlets else None
        return Surname(forms, keys, days, elsewhere=self._elsewhere(forms, bearer, bearers) if many else ())

    def _outlets_of(self, bearer: Bearer, bearers: Sequence[Bearer]) -> tuple[str, ...]:
        """The outlets that name a person by far the most often of all who bear a surname."""
        named = self._outlets(tuple(key for each in bearers for key in each.keys))
        return tuple(
            outlet
            for outlet, articles in self._outlets(bearer.keys).items()
            if articles >= _LEAST and (named[outlet] - articles) * _BY_FAR <= articles
        )

    def _elsewhere(
        self, forms: tuple[str, ...], bearer: Bearer, bearers: Sequence[Bearer]
    ) -> tuple[str, ...]:
        """The outlets where a surname is another's: the person is named there seldom, or less than another.

        How often is too seldom, the archive tells: by how many articles have the full name for one that has
        the surname alone.
        """
        if len(bearers) == 1 and bearer.articles < _EXPECTED:
            return ()
        alone, own = self._outlets(forms), self._outlets(bearer.keys)
        named = self._outlets(tuple(key for each in bearers for key in each.keys))
        for_one = bearer.articles / max(1, sum(alone.values()))
        return tuple(
            outlet
            for outlet, articles in alone.items()
            if named.get(outlet, 0) - own.get(outlet, 0) > max(_LEAST, _BY_FAR * own.get(outlet, 0))
            or (articles >= _TWICE and articles * for_one >= max(_EXPECTED, own.get(outlet, 0) * _RARELY))
        )

    def _outlets(self, keys: tuple[str, ...]) -> dict[str, int]:
        """Outlet → articles that carry one of some names."""
        if keys not in self._by_outlet:
            asked = holding_any(FIELD, keys)
            counts = self._snapshot.answer(asked, tallies=[Tally("source_shown")]).tallies[0]
            self._by_outlet[keys] = {name_key(outlet): articles for outlet, articles in counts}
        return self._by_outlet[keys]

    def _articles_of(self, keys: Iterable[str]) -> set[str]:
        """The ids of the articles that carry one of some names."""
        return set().union(*self._snapshot.find([Lookup(FIELD, key) for key in keys]))

    def _days_of(self, bearer: Bearer, others: Sequence[Bearer]) -> tuple[Range, ...]:
        """The months around which a person is by far the best known of a surname, as ranges of days."""
        rivals = others[:_MOST_RIVALS]
        rest = sum(each.articles for each in others[_MOST_RIVALS:])
        if rest * _BY_FAR > bearer.articles:
            return ()
        own, *of_rivals = [self._months(each.keys) for each in (bearer, *rivals)]
        ranges = []
        since = None
        for month in range(min(own) - _AROUND, max(own) + _AROUND + 2) if own else ():
            around = range(month - _AROUND, month + _AROUND + 1)
            articles = sum(own.get(each, 0) for each in around)
            rivalling = sum(months.get(each, 0) for months in of_rivals for each in around)
            meant = articles and (rivalling + rest) * _BY_FAR <= articles
            if meant and since is None:
                since = month
            elif not meant and since is not None:
                ranges.append(Range(_first_day(since), _first_day(month)))
                since = None
        return tuple(ranges)

    def _months(self, keys: tuple[str, ...]) -> dict[int, int]:
        """Month, as year * 12 + month - 1 → articles that carry one of some names."""
        if keys not in self._by_month:
            asked = holding_any(FIELD, keys)
            counts = self._snapshot.answer(asked, tallies=[Tally("month_shown")]).tallies[0]
            self._by_month[keys] = {
                int(month[:-3]) * 12 + int(month[-2:]) - 1: articles
                for month, articles in counts
                if month[-3:-2] == "-"
            }
        return self._by_month[keys]


def surname_of(key: str) -> str:
    """The last word of the key of a full name, without what tells father and son apart; "" for one word."""
    words = _words(key)
    return words[-1] if len(words) > 1 and not _PARTICLES.issuperset(words[:-1]) else ""


def surname_forms(key: str) -> list[str]:
    """Keys by which a full name may stand alone: of ``bashar al assad``, ``assad`` and ``al assad``."""
    if not surname_of(key):
        return []
    words = _words(key)
    begin = len(words) - 1
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    return [" ".join(words[first:]) for first in range(len(words) - 1, begin - 1, -1)]


def _forms_of(key: str) -> Iterator[tuple[str, str]]:
    """The forms in which a name may stand alone, each with its surname: of a surname alone, itself."""
    surname = surname_of(key)
    if not surname:
        yield key, key.rpartition(" ")[2]
    for form in surname_forms(key):
        yield form, surname


def shown_surname(name: str) -> str:
    """The surname of a full name, as it is written."""
    words = [word for word in name.split() if name_key(word) not in _SUFFIXES]
    return words[-1] if words else name


def _words(key: str) -> list[str]:
    words = key.split(" ")
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)

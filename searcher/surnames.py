"""What a surname alone means in an archive: the one person whom it names in full, or the one by far.

Settled when a question is asked, from what the archive holds then, so that articles come and go without a
trace. An article that names a person in full needs none of this: there a surname went with the full name
when the article was read (``corpus/entities``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.engine.protocol import Counts, Snapshot
from index.text.analysis import name_key

from .bearers import FIELD, Bearer, Case, Settlement
from .near_terms import shown_name
from .planning import holding_any, name_keys
from .tree import Surname

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
_MOST_BEARERS = 300  # of a surname; where it is commoner, nobody is meant by it
_SHOWN = 4  # of several people
_MOST_PLAIN = 1 << 17  # names that are remembered to be no more than themselves


class Several(NamedTuple):
    """Several people whom a surname may mean.

    Attributes:
        alone: how many articles have the surname alone.
        people: the best known of them, each with the articles that have the full name.
    """

    alone: int
    people: Counts


class NameMeaning(NamedTuple):
    """What the people of an archive make of a name that is more than itself.

    Attributes:
        key: of the name.
        person: whom a title and a surname mean, *President Ibex*, where that is one person at all times, as
            shown; or "".
        surname: by which the person is meant where it stands alone; None where it may be anybody.
        people: keys of those whom it may mean, where it is a surname alone.
    """

    key: str
    person: str = ""
    surname: Surname | None = None
    people: tuple[str, ...] = ()


class Surnames:
    """The surnames of one snapshot; remembers who bears those that were asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._plain: set[str] = set()  # names that are no more than themselves
        self._meanings: dict[str, NameMeaning] = {}  # of the others
        self._looked_up: set[str] = set()  # forms of surnames, standing alone or not
        self._known: dict[str, tuple[Bearer, ...]] = {}
        self._settled: dict[str, Surname | None] = {}
        self._shown: dict[str, str] = {}

    def meanings(self, names: Sequence[str]) -> dict[str, NameMeaning]:
        """Those of some names that are more than themselves, and what they are."""
        new = [name for name in names if name not in self._plain and name not in self._meanings]
        if new:
            self._find_meanings(new)
        return {name: meaning for name in names if (meaning := self._meanings.get(name))}

    def _find_meanings(self, names: Sequence[str]) -> None:
        keys = {name: name_keys(FIELD, name) for name in names}
        self._learn(key for each in keys.values() for key in each)
        bearers = {name: bearer for name, each in keys.items() if (bearer := self._bearer(each))}
        own = {name: name_key(name) for name in names}
        bare = {name: may_be for name, key in own.items() if (may_be := self._may_mean(key))}
        self._settle([*bearers.values(), *(each for may_be in bare.values() for each in may_be)])
        titled = {name: each[0] for name, each in keys.items() if len(each) > 1 and not surname_of(each[0])}
        people_of_titles = self._people_of_titles(titled) if titled else {}
        found = {}
        for name, key in own.items():
            surname = self._settled[bearers[name].key] if name in bearers else None
            people = tuple(each.key for each in bare.get(name, ()) if key in self._forms_meaning(each.key))
            if surname or people or name in people_of_titles or self._settled.get(key):
                found[name] = NameMeaning(key, people_of_titles.get(name, ""), surname, people)
        if len(self._plain) + len(names) > _MOST_PLAIN:
            self._plain = set()
        self._meanings |= found
        self._plain |= keys.keys() - found.keys()

    def _people_of_titles(self, titled: Mapping[str, str]) -> dict[str, str]:
        """Name with a title → the one who is meant by what is left without it; of names and such keys."""
        meant = self.people_meant(list(titled.values()))
        only = {name: meant[key][0] for name, key in titled.items() if len(meant.get(key, ())) == 1}
        meanings = self.meanings(list(only.values()))
        surnames = {person: meaning.surname for person, meaning in meanings.items()}
        return {
            name: person
            for name, person in only.items()
            if (surname := surnames.get(person)) and surname.days is None
        }

    def _forms_meaning(self, key: str) -> tuple[str, ...]:
        surname = self._settled[key]
        return surname.keys if surname else ()

    def _bearer(self, keys: Sequence[str]) -> Bearer | None:
        last = keys[0].rpartition(" ")[2] if keys else ""
        if last not in self._known and last not in _SUFFIXES:  # most names
            return None
        bearers = self._known.get(surname_of(keys[0]), ())
        return next((each for each in bearers if each.key in keys), None)

    def _may_mean(self, key: str) -> Sequence[Bearer]:
        """Who bears a surname that stands alone."""
        bearers = self._known.get(key.rpartition(" ")[2], ())
        return () if bearers and surname_of(key) else bearers

    def several(self, name: str) -> Several | None:
        """Who else may be meant by a person's surname where it stands alone; None where nobody else may."""
        surname = surname_of(name_key(name))
        self._learn(name_keys(FIELD, name))
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
        self._learn(key for surname in surnames for key in name_keys(FIELD, surname))
        found = {}
        for surname in surnames:
            bearers = self._known.get(name_key(surname), ())[:_SHOWN]
            found[surname] = tuple(
                (shown_name(self._snapshot, FIELD, each.key), each.articles) for each in bearers
            )
        return found

    def people_meant(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of names as articles carry them, surnames alone → the people whom they may mean, as shown."""
        meanings = self.meanings(names)
        shown = {meaning.key: name for name, meaning in meanings.items()}
        return {
            name: tuple(shown.get(key) or self._show(key) for key in meaning.people)
            for name, meaning in meanings.items()
            if meaning.people
        }

    def _show(self, key: str) -> str:
        if key not in self._shown:
            self._shown[key] = shown_name(self._snapshot, FIELD, key)
        return self._shown[key]

    def _settle(self, bearers: Iterable[Bearer]) -> None:
        """Settle whom surnames mean, of all these at once."""
        new = {each.key: each for each in bearers if each.key not in self._settled}
        if not new:
            return
        forms = {key: surname_forms(key) for key in new}
        asked = list({form: None for each in forms.values() for form in each})
        counts = dict(zip(asked, self._snapshot.term_counts(FIELD, asked), strict=True))
        cases = []
        for key, bearer in new.items():
            alone = tuple(form for form in forms[key] if counts[form])
            if alone:
                number = sum(counts[form] for form in alone)
                cases.append(Case(alone, number, bearer, self._known[surname_of(key)]))
        found = Settlement(self._snapshot).meanings(cases)
        meanings = {case.bearer.key: meaning for case, meaning in zip(cases, found, strict=True)}
        self._settled |= {key: meanings.get(key) for key in new}

    def _learn(self, keys: Iterable[str]) -> None:
        """Learn which surnames stand alone, and who bears these: in one walk through the archive's people."""
        new = {
            form: surname for key in keys for form, surname in _forms_of(key) if form not in self._looked_up
        }
        if not new:
            return
        counts = self._snapshot.term_counts(FIELD, list(new))
        wanted = {surname for surname, count in zip(new.values(), counts, strict=True) if count}
        wanted -= self._known.keys()
        if wanted:
            self._known |= self._who_bear(wanted)
        self._looked_up |= new.keys()

    def _who_bear(self, surnames: Collection[str]) -> dict[str, tuple[Bearer, ...]]:
        found: dict[str, list[str]] = {surname: [] for surname in surnames}
        for term in self._snapshot.terms(FIELD):
            last = term.rpartition(" ")[2]
            if last in found or last in _SUFFIXES:
                surname = surname_of(term)
                if surname in found:
                    found[surname].append(term)
        few = {surname: terms for surname, terms in found.items() if len(terms) <= _MOST_BEARERS}
        terms = [term for each in few.values() for term in each]
        counts = dict(zip(terms, self._snapshot.term_counts(FIELD, terms), strict=True))
        return dict.fromkeys(found, ()) | {
            surname: _bearers({term: counts[term] for term in each}) for surname, each in few.items()
        }


def _bearers(counts: Mapping[str, int]) -> tuple[Bearer, ...]:
    """The people of some names of one surname, the best known first; of each name, its articles."""
    forms: dict[str, list[tuple[int, str]]] = {}
    for term, count in counts.items():
        if count:
            first = term.partition(" ")[0]
            forms.setdefault(_IN_FULL.get(first, first), []).append((-count, term))
    made = [
        Bearer(min(each)[1], tuple(term for _, term in sorted(each)), -sum(count for count, _ in each))
        for each in forms.values()
    ]
    return tuple(sorted(made, key=lambda bearer: (-bearer.articles, bearer.key)))


def surname_of(key: str) -> str:
    """The last word of the key of a full name, without what tells father and son apart; "" for one word."""
    words = _words(key)
    return words[-1] if len(words) > 1 and not _PARTICLES.issuperset(words[:-1]) else ""


def surname_forms(key: str) -> list[str]:
    """Keys by which a full name may stand alone: of ``bashar al assad``, ``assad`` and ``al assad``."""
    words = _words(key)
    if len(words) == 1 or _PARTICLES.issuperset(words[:-1]):
        return []
    begin = len(words) - 1
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    return [" ".join(words[first:]) for first in range(len(words) - 1, begin - 1, -1)]


def _forms_of(key: str) -> Iterator[tuple[str, str]]:
    """The forms in which a name may stand alone, each with its surname: of a surname alone, itself."""
    forms = surname_forms(key)
    surname = forms[0] if forms else key.rpartition(" ")[2]
    for form in forms or [key]:
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

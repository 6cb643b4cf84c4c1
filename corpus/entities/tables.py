"""The tables that names are recognised by, each read once, on first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_Words = frozenset[str]
_PAST = 3  # characters of "ex-"
_PASTS = frozenset({"ex-", "co-"})


@dataclass(frozen=True, slots=True)
class Cues:
    """The sections of cues.txt; each says there what it means."""

    titles: _Words
    roles: _Words
    organisation_heads: _Words
    place_heads: _Words
    place_openers: _Words
    compass: _Words
    places: _Words
    towns: _Words
    organisations: _Words
    demonyms: _Words
    cuts: _Words
    never: _Words
    acts: _Words
    events: _Words
    postal_codes: _Words
    starters: _Words
    abbreviations: _Words
    owners: _Words
    links: _Words
    topics: _Words
    partners: _Words
    surnames_too: _Words
    furniture: _Words
    sports: _Words
    offices: _Words
    opponents: _Words


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and words that are known before the text is read.

    Attributes:
        territories: countries, their regions, the states of the United States, our own places.
        places: the territories and the large cities.
        given_names: first names of people, of many countries.
        family_names: last names of people.
        common_words: the commonest English words, in lower case.
    """

    territories: _Words
    places: _Words
    given_names: _Words
    family_names: _Words
    common_words: _Words


def read(name: str) -> str:
    """The text of one table."""
    from importlib.resources import files

    return files(__package__).joinpath("tables", name).read_text(encoding="utf-8")


def rows(name: str) -> list[str]:
    """The lines of one table, without comments and empty lines."""
    return [line for line in read(name).splitlines() if line and not line.startswith("#")]


@cache
def cues() -> Cues:
    """The hand-written cues."""
    sections: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in rows("cues.txt"):
        if line.startswith("["):
            entries = sections.setdefault(line.strip("[]").replace(" ", "_"), [])
        else:
            entries.append(line)
    return Cues(**{name: _entries(" ".join(lines)) for name, lines in sections.items()})


def is_title(word: str) -> bool:
    """Whether a person follows this word, or did: *President*, *Ex-President*."""
    titles = cues().titles
    return word in titles or ("-" in word and word[:_PAST].lower() in _PASTS and word[_PAST:] in titles)


def _entries(text: str) -> _Words:
    return frozenset(entry.strip() for entry in text.split(",") if entry.strip())


@cache
def gazetteer() -> Gazetteer:
    """The tables that tools/build_gazetteer.py derives, and our own places."""
    territories = cues().places.union(rows("territories.txt"))
    return Gazetteer(
        territories=territories,
        places=territories.union(cues().towns, rows("cities.txt")),
        given_names=frozenset(rows("given-names.txt")),
        family_names=frozenset(rows("family-names.txt")),
        common_words=frozenset(rows("common-words.txt")),
    )

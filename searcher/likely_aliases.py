"""Names of an archive that may be one: surnames that stand alone, spellings a letter apart, outlets.

They are proposed to whoever keeps the archive, with counts; none of them is taken for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.engine.protocol import Counts, Tally
from index.text.analysis import name_key
from index.text.spelling import is_near

from .articles import Articles
from .bearers import FIELD
from .planning import EVERYTHING, KIND_OF_FIELD

MOST = 50
"""Of each sort, unless asked otherwise."""

_MOST_COMPARED = 5_000  # names of a kind: those of most articles
_LEAST = 2  # articles that have an alias
_SHORTEST = 6  # letters of a name of which one may be misspelt
_SHORT_WORD = 4  # letters; in such a word another letter makes another word
_RARE = 10  # times fewer articles than the best known of a surname has: not meant by it
_HOST = re.compile(r"^www\.|\.(?:com?|org|net|gov|info|news)?(?:\.[a-z]{2,3})?$")


class LikelyAlias(NamedTuple):
    """Two names that may be one.

    Attributes:
        name: the one in more articles, or the full one.
        alias: the other.
        kind: ``"person"``, ``"organisation"``, ``"place"`` or ``"outlet"``.
        reason: ``"surname"``, ``"spelling"`` or ``"outlet"``.
        articles: how many carry the name.
        alias_articles: how many carry the alias.
    """

    name: str
    alias: str
    kind: str
    reason: str
    articles: int
    alias_articles: int


def likely_aliases(articles: Articles, *, most: int = MOST) -> tuple[LikelyAlias, ...]:
    """The likeliest of each sort: those whose alias most articles carry."""
    fields = (*KIND_OF_FIELD, "source")
    asked = [Tally(f"{field}_shown", _MOST_COMPARED) for field in fields]
    counts = dict(
        zip(fields, articles.snapshot.answer(EVERYTHING, most=0, tallies=asked).tallies, strict=True)
    )
    sorts = [_surnames(articles, counts[FIELD]), _outlets(counts["source"])]
    sorts += [_spellings(kind, counts[field]) for field, kind in KIND_OF_FIELD.items()]
    return tuple(each for sort in sorts for each in sorted(sort, key=_foremost)[:most])


def _foremost(alias: LikelyAlias) -> tuple[int, str, int, str]:
    return -alias.alias_articles, alias.alias, -alias.articles, alias.name


def _surnames(articles: Articles, counts: Counts) -> Iterator[LikelyAlias]:
    """Surnames that stand alone, with the best known who bear them."""
    alone = {name: count for name, count in counts if count >= _LEAST and " " not in name_key(name)}
    for name, people in articles.surnames.who_bear(list(alone)).items():
        for person, count in people:
            if count >= _LEAST and count * _RARE >= people[0][1]:
                yield LikelyAlias(person, name, "person", "surname", count, alone[name])


def _spellings(kind: str, counts: Counts) -> Iterator[LikelyAlias]:
    """Names that differ by one letter."""
    shown = {name_key(name): (name, count) for name, count in counts if count >= _LEAST}
    alike: dict[str, list[str]] = {}
    for key in shown:
        if len(key) >= _SHORTEST:
            for each in {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}:
                alike.setdefault(each, []).append(key)
    pairs = {(one, other) for keys in alike.values() for one in keys for other in keys if one < other}
    for pair in pairs:
        if is_near(*pair, 1) and _is_misspelt(kind, *pair):
            (name, articles), (alias, fewer) = sorted((shown[key] for key in pair), key=lambda each: -each[1])
            yield LikelyAlias(name, alias, kind, "spelling", articles, fewer)


def _is_misspelt(kind: str, one: str, other: str) -> bool:
    """Whether a letter's difference is a slip, and no other name: *Rob* and *Bob*, *Iran* and *Iraq*."""
    first, second = one.split(), other.split()
    if any(char.isdigit() for char in one + other) or (
        kind == "person" and min(len(first), len(second)) == 1
    ):
        return False
    if one + "s" == other or other + "s" == one:
        return False  # several of a kind
    if len(first) != len(second):
        return True
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return all(
        left[0] == right[0] and (len(left) != len(right) or len(left) > _SHORT_WORD)
        for left, right in differing
    )


def _outlets(counts: Counts) -> Iterator[LikelyAlias]:
    """Outlets of one name but for "The", an address's ends and blanks."""
    alike: dict[str, list[tuple[str, int]]] = {}
    for name, count in counts:
        plain = _HOST.sub("", name.strip().casefold()) if "." in name else name_key(name)
        alike.setdefault(re.sub(r"^the |\W", "", plain), []).append((name, count))
    for (name, articles), *others in alike.values():
        for alias, fewer in others:
            yield LikelyAlias(name, alias, "outlet", "outlet", articles, fewer)

"""Counts over all articles that match: who, which organisations, where, which outlet, which month.

Spellings that a filter takes for one name are one value, shown in the most frequent of them; its count is that
of the articles which the filter finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.engine.protocol import Counts, Tally
from index.text.analysis import name_key

from .planning import name_keys
from .question_fields import facet_size
from .results import Facets
from .tree import Name

MOST_VALUES = 20
"""Values of each facet, unless asked otherwise; months are always all there."""

_SPARE = 10
"""Further values that are counted: spellings that were not may put them before the last one shown."""
_SPELLINGS = 3
"""Spellings that are read for each value wanted."""


class Counted(NamedTuple):
    """Facets, and the names of those that have further values."""

    facets: Facets
    more: tuple[str, ...]


def tallies_of(asked: Sequence[str]) -> list[Tally]:
    """What an engine is to count for facets."""
    return [Tally(f"{name}_shown", _most_spellings(size)) for name, size in map(_sized, asked)]


def facets_of(
    asked: Sequence[str],
    counts: Sequence[Counts],
    *,
    with_forms: Callable[[Name], Name],
    count_names: Callable[[Sequence[Name]], list[int]],
) -> Counted:
    """Facets from what an engine counted: months in order of time, other values by their articles.

    Args:
        asked: names of facets, each perhaps with its size, as of ``Question.facets``.
        counts: what was counted for ``tallies_of`` them.
        with_forms: adds to a name those under which a filter looks for it, too.
        count_names: of the articles that match, how many each of some filters by a name would leave.
    """
    facets, more = {}, []
    for (name, size), spellings in zip(map(_sized, asked), counts, strict=True):
        if name == "month":
            facets[name] = tuple(sorted(spellings))
            continue
        names = [with_forms(Name(name, spelling)) for spelling, _ in spellings]
        values = _values(names, spellings, are_all=len(spellings) != _most_spellings(size))
        wanted = values if size is None else values[: size + _SPARE]
        facets[name] = _most_frequent(wanted, count_names)[:size]
        if size is not None and len(values) > size:
            more.append(name)
    return Counted(facets, tuple(more))


class _Value(NamedTuple):
    """A value of a facet.

    Attributes:
        name: the filter by it, in its most frequent spelling.
        articles: how many have one of the spellings that were read, at most.
        is_sure: whether just so many articles are found by the filter.
    """

    name: Name
    articles: int
    is_sure: bool


def _values(names: Sequence[Name], spellings: Counts, *, are_all: bool) -> list[_Value]:
    """What filters take for one name, those of most articles first.

    Args:
        names: the filters by the spellings.
        spellings: those of most articles first.
        are_all: whether there are no others.
    """
    values: dict[str, _Value] = {}
    for name, (spelling, articles) in zip(names, spellings, strict=True):
        key = name_key(spelling)
        known = values.get(key)
        if known:
            values[key] = known._replace(articles=known.articles + articles, is_sure=False)
        elif key:  # a name without a letter or digit is none to a filter
            is_sure = are_all and not name.also and name_keys(name.field, spelling) == (key,)
            values[key] = _Value(name, articles, is_sure)
    return sorted(values.values(), key=lambda value: (-value.articles, value.name.text))


def _most_frequent(values: Sequence[_Value], count_names: Callable[[Sequence[Name]], list[int]]) -> Counts:
    """The values that filters find, with the number of articles that they find."""
    unsure = [value.name for value in values if not value.is_sure]
    found = dict(zip(unsure, count_names(unsure), strict=True)) if unsure else {}
    counts = [(value.name.text, found.get(value.name, value.articles)) for value in values]
    return tuple(sorted((pair for pair in counts if pair[1]), key=lambda pair: (-pair[1], pair[0])))


def _sized(asked: str) -> tuple[str, int | None]:
    """A facet's name, and how many of its values are wanted; None: all."""
    name, size = facet_size(asked)
    return name, None if name == "month" else MOST_VALUES if size is None else size or None


def _most_spellings(size: int | None) -> int | None:
    return None if size is None else _SPELLINGS * (size + _SPARE)

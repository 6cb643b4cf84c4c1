"""Counts over the answer, whatever parts the archive has."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import searcher
from corpus import Article, Entity, Published
from index.engine.embedded.execute.tallies import TagCounts, most_frequent
from searcher.facets import MOST_VALUES
from searcher.question import FACETS

from .articles import add, article


class Column:
    """Stands in for the values of one part, each with how many articles have it."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = {name.encode(): counts[name] for name in counts}
        self._names = sorted(self._counts)

    def many_names(self, numbers: np.ndarray) -> list[bytes]:
        return [self._names[number] for number in numbers]

    def name(self, ordinal: int) -> bytes:
        return self._names[ordinal]

    def ordinal(self, name: bytes) -> int:
        place = bisect_left(self._names, name)
        return place if self._names[place : place + 1] == [name] else -1

    def tag_counts(self, documents: None) -> np.ndarray:
        assert documents is None
        return np.array([self._counts[name] for name in self._names], np.int64)

    def sums(self, of_tags: np.ndarray) -> np.ndarray:
        return of_tags


def tally(counts: dict[str, int]) -> TagCounts:
    return TagCounts(Column(counts), None)  # type: ignore[arg-type] # the stand-in


_COUNTS = st.dictionaries(st.text("abé", max_size=3), st.integers(0, 9), max_size=30)


@given(st.lists(_COUNTS, max_size=4), st.integers(1, 6))
def test_the_most_frequent_values_are_those_of_the_sums(parts: list[dict[str, int]], most: int) -> None:
    total: Counter[str] = Counter()
    for counts in parts:
        total.update({name: count for name, count in counts.items() if count})
    expected = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    assert list(most_frequent([tally(part) for part in parts], most)) == expected


def many(count: int) -> list[Article]:
    """Articles with names of which some are in each, some in few, and some in one."""
    return [
        article(
            f"{i:03}",
            body="common" + " third" * (i % 3 == 0),
            source=("Wire", "Post", "")[i % 3],
            published=None if i % 7 == 0 else month(i) if i % 5 == 0 else f"2016-{i % 12 + 1:02}-15",
            entities=(
                Entity("person", f"Person {i % 30:02}", "x"),
                Entity("person", f"Person {i % 11:02}", "x"),
                Entity("place", f"Place {i}", "x"),
            ),
        )
        for i in range(count)
    ]


def month(number: int) -> Published:
    local = datetime(2016, number % 12 + 1, 1)
    return Published(local, "year" if number % 2 else "month", origin="test", raw="")


def expected_facets(articles: list[Article]) -> dict[str, tuple[tuple[str, int], ...]]:
    counters: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    fields = {"person": "people", "organisation": "organisations", "place": "places"}
    for one in articles:
        for kind, name in {(entity.kind, entity.name) for entity in one.entities}:
            counters[fields[kind]][name] += 1
        counters["source"].update([one.source] if one.source else [])
        counters["month"].update([str(one.published)[:7]] if one.published else [])
    facets = {
        name: tuple(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES])
        for name, counter in counters.items()
    }
    return facets | {"month": tuple(sorted(counters["month"].items()))}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return many(120)


@pytest.fixture(scope="module", params=["one run", "several runs"])
def path(request: pytest.FixtureRequest, articles: list[Article], tmp_path_factory) -> Path:  # noqa: ANN001 -- pytest's factory
    """The same articles in one segment, and in several with deleted ones among them."""
    archive = tmp_path_factory.mktemp("facets") / "a"
    if request.param == "one run":
        add(archive, articles, extractor="none")
    else:
        add(archive, [*articles[:80], article("extra", "common third", source="Gone")], extractor="none")
        add(archive, articles[80:110])
        add(archive, articles[110:])
        with index.open(archive) as opened:
            opened.delete("extra")
    return archive


@pytest.mark.parametrize("query", ["", "third", "common -third"])
def test_facets_count_what_matches(path: Path, articles: list[Article], query: str) -> None:
    third = [one for one in articles if "third" in one.body]
    rest = [one for one in articles if "third" not in one.body]
    matching = {"": articles, "third": third, "common -third": rest}[query]
    with searcher.open(path, clock=lambda: datetime(2016, 12, 1, tzinfo=UTC)) as archive:
        results = archive.search(query, facets=True, limit=1)
    assert results.total == len(matching)
    assert results.facets == expected_facets(matching)


def test_statistics_count_every_article(path: Path, articles: list[Article]) -> None:
    with searcher.open(path) as archive:
        statistics = archive.statistics()
    assert statistics.articles == len(articles)
    assert statistics.undated == sum(one.published is None for one in articles)
    assert dict(statistics.sources) == Counter(one.source for one in articles)
    assert dict(statistics.months) == Counter(str(one.published)[:7] for one in articles if one.published)


def test_months_without_articles_are_known(path: Path) -> None:
    with searcher.open(path) as archive:
        coverage = archive.search("", since="2015-11-01", until="2016-02-28").receipt.coverage
    assert coverage.first.startswith("2016-01")
    assert coverage.empty_months == ()


SPELLINGS = ("Kim Jong-nam", "Kim Jong Nam", "Kim Jong-Nam")


@pytest.fixture(scope="module")
def spelled(tmp_path_factory) -> Path:  # noqa: ANN001 -- pytest's factory
    """Names and outlets in several spellings, in two segments; one article has two of them."""
    articles = [
        article(
            f"{number:02}",
            body="common" + " odd" * (number % 2),
            source=("The Post", "The post", "Wire")[number % 3],
            entities=(
                Entity("person", SPELLINGS[(number > 3) + (number > 8)], "x"),
                Entity("person", "&", "x"),
            ),
        )
        for number in range(12)
    ]
    both = (Entity("person", SPELLINGS[0], "x"), Entity("person", SPELLINGS[1], "x"))
    archive = tmp_path_factory.mktemp("spelled") / "a"
    add(archive, [*articles[:7], article("both", body="common odd", entities=both)], extractor="none")
    add(archive, articles[7:])
    return archive


@pytest.mark.parametrize("query", ["", "odd", "common -odd"])
def test_spellings_of_a_name_are_one_value_with_the_articles_of_its_filter(spelled: Path, query: str) -> None:
    with searcher.open(spelled) as archive:
        facets = archive.search(query, facets=("people", "source"), limit=1).facets
        assert len(facets["people"]) == 1
        for option, name in (("person", "people"), ("source", "source")):
            for value, count in facets[name]:
                assert archive.search(query, limit=1, **{option: value}).total == count


def test_the_most_frequent_spelling_is_shown(spelled: Path) -> None:
    with searcher.open(spelled) as archive:
        assert archive.search("", facets="people", limit=1).facets["people"] == (("Kim Jong Nam", 13),)
        assert archive.search("", facets="source", limit=1).facets["source"] == (("The Post", 8), ("Wire", 4))


def test_a_merged_segment_counts_the_same(spelled: Path) -> None:
    with searcher.open(spelled) as archive:
        before = archive.search("common", facets=True, limit=1).facets
    index.rebuild(spelled)
    with searcher.open(spelled) as archive:
        assert archive.search("common", facets=True, limit=1).facets == before


def test_as_many_values_as_are_asked_for(path: Path) -> None:
    with searcher.open(path) as archive:
        results = archive.search("", facets=["place:3", "person:all", "outlet"], limit=1)
        default = archive.search("", facets="places", limit=1)
    assert {name: len(values) for name, values in results.facets.items()} == {
        "places": 3,
        "people": 30,
        "source": 2,
    }
    assert results.more == ("places",)
    assert results.to_dict()["more"] == ["places"]
    assert (len(default.facets["places"]), default.more) == (MOST_VALUES, ("places",))
    assert results.facets["places"] == default.facets["places"][:3]

"""A surname that stands alone: whom it means, in which articles, and what receipt and facets say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
import searcher
from corpus import Article, Entity
from index.articles.schema import schema
from index.engine.addresses import engine_of
from index.engine.budget import FREE, Budget, meter
from index.engine.protocol import Counts, Snapshot, Tally
from searcher.aliases import Aliases
from searcher.articles import Articles
from searcher.planning import EVERYTHING, translate
from searcher.surnames import NameMeaning, Surnames, surname_forms, surname_of
from searcher.tree import And, Name, Not

from .articles import article

FULL, ALONE = "Joan Ibex", "Ibex"
_NUMBERS = count()
Make = Callable[..., searcher.Archive]


def named(id_: str, *people: str, day: str = "2016-05-02", source: str = "") -> Article:
    """An article that names some people."""
    entities = tuple(Entity("person", person, person) for person in people)
    return article(id_, published=day or None, entities=entities, source=source)


def several(times: int, *people: str, day: str = "2016-05-02", source: str = "") -> list[Article]:
    ids = [f"{people[0]} {day} {source} {number}" for number in range(times)]
    return [named(each, *people, day=day, source=source) for each in ids]


@pytest.fixture
def make(address: Callable[[str], str]) -> Make:
    def made(*articles: Article) -> searcher.Archive:
        path = address(f"news{next(_NUMBERS)}")
        with index.create(path, extractor="none") as opened:
            opened.add(articles, processes=1)
        return searcher.open(path)

    return made


def found(archive: searcher.Archive, person: str, *, strict: bool = False) -> set[str]:
    return set(archive.search(person=person, limit=0, strict_names=strict).ids)


def test_a_surname_alone_means_the_only_one_who_bears_it(make: Make) -> None:
    news = make(named("full", FULL), named("alone", ALONE), named("other", "Osric Tallow"))
    assert found(news, FULL) == {"alone", "full"}
    assert set(news.search('person:"Joan Ibex"').ids) == {"alone", "full"}
    assert set(news.search('NOT person:"Joan Ibex"').ids) == {"other"}
    assert found(news, FULL, strict=True) == {"full"}
    assert found(news, ALONE) == {"alone"}
    assert found(news, "Joan I*") == {"full"}


def test_a_title_and_a_surname_ask_for_the_one_who_bears_it(make: Make) -> None:
    news = make(
        named("full", FULL), named("alone", ALONE), named("ann", "Ann Vell"), named("tom", "Tom Vell")
    )
    assert found(news, "President Ibex") == {"alone", "full"}
    assert found(news, "President Ibex", strict=True) == {"alone"}
    assert news.search(person="President Ibex").receipt.aliases == ('"President Ibex" also as "Joan Ibex"',)
    assert found(news, "President Vell") == set()


def test_the_receipt_says_how_many_have_the_surname_alone(make: Make) -> None:
    news = make(named("full", FULL), named("alone", ALONE), named("dry", ALONE))
    receipt = news.search(person=FULL).receipt
    assert receipt.aliases == ('"Joan Ibex" also as "Ibex" alone: 2 of the articles found',)
    assert [term.articles for term in receipt.terms] == [3]
    assert news.search(person=FULL, strict_names=True).receipt.aliases == ()


def test_of_several_the_one_by_far_is_meant(make: Make) -> None:
    news = make(
        *several(18, FULL), named("tom", "Tom Ibex"), named("alone", ALONE), named("two", ALONE, "Tom Ibex")
    )
    assert len(found(news, FULL)) == 19
    assert found(news, "Tom Ibex") == {"tom", "two"}


def test_of_several_none_is_meant_and_the_receipt_says_who_may_be(make: Make) -> None:
    news = make(*several(3, FULL), named("tom", "Tom Ibex"), named("alone", ALONE))
    assert len(found(news, FULL)) == 3
    receipt = news.search(person=FULL).receipt
    assert receipt.aliases == ()
    assert receipt.notes == (
        '1 article has only "Ibex", which several people are called: Joan Ibex (3), Tom Ibex (1)',
    )


def test_who_is_named_beside_the_other_does_not_rival(make: Make) -> None:
    news = make(*several(5, FULL, "Tom Ibex"), *several(5, FULL, day="2016-06-01"), named("alone", ALONE))
    assert "alone" in found(news, FULL)


def test_of_several_the_one_of_that_time_is_meant(make: Make) -> None:
    news = make(
        *several(3, "George Ibex", day="1990-05-02"),
        *several(3, FULL, day="2005-05-02"),
        named("then", ALONE, day="1990-08-01"),
        named("later", ALONE, day="2005-03-01"),
        named("between", ALONE, day="1998-01-01"),
        named("undated", ALONE, day=""),
    )
    assert {"then", "later", "between", "undated"} & found(news, "George Ibex") == {"then"}
    assert {"then", "later", "between", "undated"} & found(news, FULL) == {"later"}


def test_of_several_the_one_of_that_outlet_is_meant(make: Make) -> None:
    news = make(
        *(*several(4, FULL, source="Ledger"), *several(4, "Tom Ibex", source="Herald")),
        *(*several(6, ALONE, source="Ledger"), *several(5, ALONE, source="Herald")),
        named("elsewhere", ALONE, source="Courier"),
    )
    assert len(found(news, FULL)) == 10
    assert len(found(news, "Tom Ibex")) == 9
    people = news.search(facets=["people:all"]).facets["people"]
    assert people == (("Ibex", 12), ("Joan Ibex", 10), ("Tom Ibex", 9))
    assert all(news.search(person=name).total == articles for name, articles in people)


def test_an_outlet_that_never_names_the_person_in_full_means_another(make: Make) -> None:
    news = make(
        *(*several(60, FULL, source="Ledger"), *several(8, ALONE, source="Ledger")),
        *several(5, ALONE, source="Herald"),
        named("once", ALONE, source="Courier"),
    )
    assert len(found(news, FULL)) == 69
    assert "once" in found(news, FULL)


def test_to_settle_a_surname_is_counted_for_the_question(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    news = make(named("full", FULL), named("alone", ALONE))
    metered: list[bool] = []
    meanings = Surnames.meanings

    def counted(self: Surnames, names: Sequence[str]) -> dict[str, NameMeaning]:
        metered.append(meter() is not FREE)
        return meanings(self, names)

    monkeypatch.setattr(Surnames, "meanings", counted)
    news.search(person=FULL)
    news.search('person:"Joan Ibex"', facets=["people"])
    assert metered
    assert all(metered)


def test_middle_names_make_no_other_person(make: Make) -> None:
    news = make(*several(2, FULL), named("middle", "Joan Q. Ibex"), named("alone", ALONE))
    assert "alone" in found(news, FULL)
    assert found(news, "Joan Q. Ibex") == {"middle"}


def test_a_short_first_name_makes_no_other_person(make: Make) -> None:
    news = make(*several(3, "Bob Vell"), *several(2, "Robert Vell"), named("alone", "Vell"))
    assert "alone" in found(news, "Bob Vell")


def test_facets_count_what_their_filters_find(make: Make) -> None:
    news = make(
        *(*several(2, FULL), *several(3, ALONE), *several(4, "Osric Tallow")),
        *(named("tom", "Tom Vell"), named("ann", "Ann Vell"), named("vell", "Vell")),
    )
    people = news.search(facets=["people:all"]).facets["people"]
    assert people == (("Joan Ibex", 5), ("Osric Tallow", 4), ("Ann Vell", 1), ("Tom Vell", 1), ("Vell", 1))
    assert all(news.search(person=name).total == articles for name, articles in people)
    first = news.search(facets=["people:1"])
    assert first.facets["people"] == (("Joan Ibex", 5),)
    assert first.more == ("people",)
    strict = news.search(facets=["people:2"], strict_names=True).facets["people"]
    assert strict == (("Osric Tallow", 4), ("Ibex", 3))


def test_to_count_people_by_surnames_costs_little(tmp_path: Path) -> None:
    surnames = [f"{one}{other}ibex" for one in "abcde" for other in "abcde"]
    articles = [
        each
        for surname in surnames
        for names, day in ((f"Joan {surname}", "1990-05-02"), (f"Tom {surname}", "2005-05-02"))
        for each in (*several(3, names, day=day), *several(1, surname, day=day))
    ]
    with index.create(tmp_path / "news", extractor="none") as opened:
        opened.add(articles, processes=1)
    with searcher.open(tmp_path / "news", budget=Budget(0.004)) as news:
        people = news.search(facets=["people:all"]).facets["people"]
    assert people == tuple(sorted((f"{first} {name}", 4) for first in ("Joan", "Tom") for name in surnames))


_PEOPLE = st.lists(
    st.sampled_from(["Joan Ibex", "Tom Ibex", "Ibex", "Ann Vell", "Vell"]), max_size=2, unique=True
)
_DAYS = st.sampled_from(["1990-05-02", "2005-05-02", ""])
_OUTLETS = st.sampled_from(["Ledger", "Herald"])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(_PEOPLE, _DAYS, _OUTLETS), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_an_archive_that_grew_and_shrank_answers_as_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, rows: Sequence[tuple[Sequence[str], str, str]], gone: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("grown")
    articles = [
        named(str(number), *people, day=day, source=source)
        for number, (people, day, source) in enumerate(rows)
    ]
    kept = [each for number, each in enumerate(articles) if number not in gone]
    with (
        index.create(folder / "grown", extractor="none") as grown,
        index.create(folder / "new", extractor="none") as new,
    ):
        for part in (articles[::2], articles[1::2]):
            grown.add(part, processes=1)
        for number in gone & set(range(len(rows))):
            grown.delete(str(number))
        new.add(kept, processes=1)
    with pytest.MonkeyPatch.context() as patch:
        for bound in ("_FEW", "_EXPECTED", "_LEAST"):
            patch.setattr(f"searcher.bearers.{bound}", 2)  # so that few articles settle something
        answers = [_answers(folder / name) for name in ("grown", "new")]
    assert answers[0] == answers[1]


def _answers(path: Path) -> list[object]:
    """What an archive answers; facets are what their filters find."""
    articles = Articles(engine_of(path).snapshot(str(path), schema()))
    with searcher.open(path) as archive:
        results = archive.search(facets=["people:all"], limit=0)
        people = results.facets["people"]
        assert all(archive.search(person=name).total == articles for name, articles in people)
        names = ("Joan Ibex", "Tom Ibex", "Ann Vell")
        for size in (None, 1, 3):
            asked = f"people:{size or 'all'}"
            assert archive.search(facets=[asked]).facets["people"] == _by_conditions(articles, size)
        _assert_settled_alike(articles.snapshot)
        return [people, *(found(archive, name) for name in names)]


def _by_conditions(articles: Articles, size: int | None) -> Counts:
    """A facet of people, a condition for each value: what it has to be, whatever makes it cheap."""
    aliases = Aliases(None, articles.surnames)
    (values,) = articles.snapshot.answer(
        EVERYTHING, tallies=[Tally("people_shown", size and 2 * size + 1)]
    ).tallies
    counts = dict(values)
    meant = aliases.people_meant(list(counts))
    for person in (person for people in meant.values() for person in people):
        counts.setdefault(person, 0)
    names = {value: aliases.with_forms(Name("people", value)) for value in counts}
    left = [And((names[bare], *(Not(names[person]) for person in people))) for bare, people in meant.items()]
    asked = [translate(part) for part in (*names.values(), *left)]
    numbers = articles.snapshot.counts_within(EVERYTHING, asked)
    counts = dict(zip(names, numbers, strict=False))
    for bare, number in zip(meant, numbers[len(names) :], strict=True):
        if not number:
            del counts[bare]
    found = [(value, number) for value, number in counts.items() if number]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:size])


def _assert_settled_alike(snapshot: Snapshot) -> None:
    """Surnames mean the same, asked for one by one or all at once."""
    names = ["Vell", "Joan Ibex", "Ibex", "Tom Ibex", "Ann Vell", "President Vell"]
    alone = [Surnames(snapshot).meanings([name]) for name in names]
    assert Surnames(snapshot).meanings(names) == {name: each[name] for each in alone for name in each}


@pytest.mark.parametrize(
    ("key", "surname", "forms"),
    [
        ("joan ibex", "ibex", ["ibex"]),
        ("joan ibex jr", "ibex", ["ibex"]),
        ("bashar al assad", "assad", ["assad", "al assad"]),
        ("anna van der vell", "vell", ["vell", "der vell", "van der vell"]),
        ("al assad", "", []),
        ("ibex", "", []),
        ("jr", "", []),
        ("", "", []),
    ],
)
def test_the_surname_of_a_name(key: str, surname: str, forms: list[str]) -> None:
    assert (surname_of(key), surname_forms(key)) == (surname, forms)

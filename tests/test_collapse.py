"""Copies collapsed in answers: one hit of a family, and everything counted both ways."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
import searcher
from corpus import Article, Entity
from corpus.errors import CostError
from index.engine.embedded.execute import pairing
from searcher import Budget, Question, Results
from searcher.copies import families
from searcher.copies.families import is_one_voice

from .articles import add, article
from .news import run_on

WORDS = [
    a + b for a in ("ba", "do", "kel", "mir", "sta", "tun") for b in ("n", "ra", "sil", "vo", "gent", "li")
]
OUTLETS = ("Northern Wire", "The Lammen Post", "Ostrand Echo")
MONTHS = ("2016-01-04", "2016-02-03", "2016-02-20", "")


def text(seed: object, words: int = 90) -> str:
    """A text of invented words, another for each seed."""
    draw = random.Random(str(seed))
    return " ".join(f"{draw.choice(WORDS)}{draw.choice(WORDS)}" for _ in range(words))


class Drawn(NamedTuple):
    """An article drawn from one of a few texts: which, how long that is, and how it was changed."""

    source: int
    words: int
    first: float
    changed: float
    joined: int
    outlet: int
    month: int

    def article(self, id_: str) -> Article:
        words = text(self.source, self.words).split()[int(self.first * self.words) :]
        draw = random.Random(id_)
        body = [draw.choice(WORDS) if draw.random() < self.changed else word for word in words]
        body += text(self.joined, 80).split() if self.joined else []
        names = [
            Entity("person", name, name) for name in ("Mara Ellison", "Jon Okoro") if draw.random() < 0.5
        ]
        return article(
            id_,
            body=" ".join([*body, "common"[: 6 * (draw.random() < 0.9)]]),
            source=OUTLETS[self.outlet],
            published=MONTHS[self.month] or None,
            entities=tuple(names),
        )


DRAWN = st.builds(
    Drawn,
    st.integers(1, 3),
    st.sampled_from([12, 60, 90, 400]),
    st.sampled_from([0.0, 0.0, 0.2, 0.45, 0.6]),
    st.sampled_from([0.0, 0.0, 0.05, 0.15]),
    st.sampled_from([0, 0, 0, 4]),
    st.integers(0, 2),
    st.integers(0, 3),
)


def joined(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Each id → the ids that pairs lead to from it, itself among them."""
    part = {id_: frozenset([id_]) for id_ in ids}
    for one, other in pairs:
        both = part[one] | part[other]
        part |= dict.fromkeys(both, both)
    return part


def voices(archive: searcher.Archive, ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The families among some articles as ``Archive.copies`` tells them, pair by pair."""

    def is_folded(copy: searcher.ArticleCopy) -> bool:
        less, more = sorted((copy.share, copy.copy_share))
        return copy.id in ids and more >= 0.5 and less * 2 > more

    return joined(ids, ((id_, copy.id) for id_ in ids for copy in archive.copies(id_) if is_folded(copy)))


def count_by(
    held: Mapping[str, Article],
    family_of: Mapping[str, frozenset[str]],
    values_of: Callable[[Article], Iterable[str]],
) -> dict[str, int]:
    """How many families hold each value: counted plainly."""
    of_value: dict[str, set[frozenset[str]]] = {}
    for id_, family in family_of.items():
        for value in values_of(held[id_]):
            of_value.setdefault(value, set()).add(family)
    return {value: len(found) for value, found in of_value.items()}


def month_of(each: Article) -> list[str]:
    return [str(each.published)[:7]] if each.published else []


def check(archive: searcher.Archive, held: Mapping[str, Article], query: str, sort: str) -> Results:
    """Hold a collapsed answer against one that is not, and against a plain count."""
    options = {"sort": sort, "limit": 0, "related": 0, "undated": "include", "facets": True}
    whole = archive.ask(Question.from_dict({"query": query, **options}))
    results = archive.ask(Question.from_dict({"query": query, "collapse": True, **options}))
    family_of = voices(archive, whole.ids)
    once = results.without_copies
    assert once is not None
    assert (results.total, results.facets, results.more) == (whole.total, whole.facets, whole.more)
    assert once.total == len(results) == results.hit_total == len(set(family_of.values()))
    first = [id_ for id_ in whole.ids if min(family_of[id_], key=whole.ids.index) == id_]
    assert list(results.ids) == first
    assert [hit.folded for hit in results] == [tuple(sorted(family_of[id_] - {id_})) for id_ in first]
    for name, values_of in (
        ("source", lambda each: [each.source]),
        ("month", month_of),
        ("people", lambda each: [entity.name for entity in each.entities]),
    ):
        assert dict(once.facets[name]) == count_by(held, family_of, values_of), name
        assert [value for value, _ in once.facets[name]] == [value for value, _ in results.facets[name]]
    assert once.undated == len({family_of[id_] for id_ in family_of if not held[id_].published})
    pages = [
        archive.search(query, **{**options, "limit": 2, "page": page}, collapse=True) for page in (1, 2, 3)
    ]
    assert [id_ for page in pages for id_ in page.ids] == first[:6]
    return results


@given(
    st.lists(DRAWN, min_size=2, max_size=8), st.sampled_from(["relevance", "newest", "oldest"]), st.randoms()
)
@settings(max_examples=8, deadline=None)
def test_families_are_what_copies_connect(
    tmp_path_factory: pytest.TempPathFactory, drawn: Sequence[Drawn], sort: str, shuffling: random.Random
) -> None:
    """In one segment or many, in any order, with articles deleted since."""
    folder = tmp_path_factory.mktemp("drawn")
    held = {f"a{number}": each.article(f"a{number}") for number, each in enumerate(drawn)}
    order = list(held.values())
    shuffling.shuffle(order)
    gone = Drawn(1, 90, 0.0, 0.0, 0, 0, 0).article("gone")
    add(folder / "a", held.values(), extractor="none")
    for some in (order[:1], [gone, *order[1:3]], order[3:]):
        add(folder / "b", some, extractor="none")
    with index.open(folder / "b") as writer:
        writer.delete("gone")
    with searcher.open(folder / "a") as one, searcher.open(folder / "b") as other:
        for query in ("common", ""):
            results = check(one, held, query, sort)
            again = other.search(query, sort=sort, limit=0, undated="include", facets=True, collapse=True)
            assert again.without_copies == results.without_copies
            assert [(hit.id, hit.folded) for hit in again] == [(hit.id, hit.folded) for hit in results]


WIRE = text("wire", 45)
"""Short enough that the texts are read, where samples are alike."""
LONG = text("long", 600)
SURNAMES = (Entity("person", "Mara Ellison", "Mara Ellison"), Entity("person", "Ellison", "Ellison"))
HELD = [
    article("a", "Ferry aground", WIRE, source="Wire", published="2016-01-04", entities=SURNAMES[:1]),
    article(
        "b", "212 rescued", f"{WIRE} More soon.", source="Post", published="2016-01-05", entities=SURNAMES[1:]
    ),
    article("c", "Ferry, again", WIRE, source="Post", published="2016-02-01"),
    article("d", "A half", " ".join(WIRE.split()[:20]), source="Echo", published="2016-02-02"),
    article("e", "Two in one", f"{text('other')} {WIRE} {text('third')}", source="Echo"),
    article("f", "Inquiry", LONG, source="Echo", published="2016-02-03", entities=SURNAMES[:1]),
    article("g", "Inquiry", f"{LONG} Ends.", source="Wire", published="2016-02-04", entities=SURNAMES[:1]),
    article("h", "Weather", text("weather"), source="Post", published="2016-02-05", entities=SURNAMES[1:]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("held") / "archive"
    add(path, HELD, extractor="none")
    return path


def test_everything_is_counted_both_ways(folder: Path) -> None:
    with searcher.open(folder) as archive:
        results = archive.search(sort="oldest", facets=True, undated="include", collapse=True)
    once = results.without_copies
    assert once is not None
    assert (results.total, once.total, results.hit_total) == (8, 5, 5)
    assert [(hit.id, hit.folded) for hit in results] == [
        ("a", ("b", "c")),
        ("d", ()),
        ("f", ("g",)),
        ("h", ()),
        ("e", ()),
    ]
    assert results.facets["source"] == (("Echo", 3), ("Post", 3), ("Wire", 2))
    assert once.facets["source"] == (("Echo", 3), ("Post", 2), ("Wire", 2))
    assert results.facets["month"] == (("2016-01", 2), ("2016-02", 5))
    assert once.facets["month"] == (("2016-01", 1), ("2016-02", 4))
    assert once.undated == 1
    value = results.to_dict()
    assert (value["total"], value["without_copies"], value["query"]["collapse"]) == (8, 5, True)
    assert value["facets"]["source"][1] == {"value": "Post", "articles": 3, "without_copies": 2}
    assert value["hits"][0]["folded"] == ["b", "c"]
    assert results.receipt.notes == (
        "copies are folded: 3 articles found stand behind another that says the same",
    )


def test_counts_without_copies_are_those_that_their_filters_find(folder: Path) -> None:
    """A person whose surname stands alone in a copy among them."""
    with searcher.open(folder) as archive:
        once = archive.search(facets=("people", "source"), undated="include", collapse=True).without_copies
        assert once is not None
        assert once.facets["people"] == (("Mara Ellison", 3),)
        for option, facet in (("person", "people"), ("source", "source")):
            for value, articles in once.facets[facet]:
                found = archive.ask(
                    Question.from_dict({option: [value], "undated": "include", "collapse": True})
                )
                assert found.hit_total == articles, value


def test_without_it_an_answer_is_as_it_was(folder: Path) -> None:
    with searcher.open(folder) as archive:
        results = archive.search(facets=["source"])
    value = results.to_dict()
    assert results.without_copies is None
    assert results.hit_total == results.total
    assert "without_copies" not in value
    assert value["facets"]["source"][0] == {"value": "Echo", "articles": 3}
    assert {hit.folded for hit in results} == {()}
    assert results.receipt.notes == ()


def test_where_nothing_is_a_copy_that_is_said(folder: Path) -> None:
    with searcher.open(folder) as archive:
        results = archive.search("id:h OR id:f", collapse=True)
    assert results.receipt.notes == ("copies are folded, but no article found says the same as another",)


def test_what_samples_tell_is_what_the_texts_tell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    class Read(families.Shingles):
        def __init__(self, body: str) -> None:
            read.append(body)
            super().__init__(body)

    monkeypatch.setattr(families, "Shingles", Read)
    with searcher.open(folder) as archive:
        by_samples = archive.search(undated="include", collapse=True)
        assert LONG not in read
        assert WIRE in read
        monkeypatch.setattr(families, "_SURE", 2)
        by_texts = archive.search(undated="include", collapse=True)
        assert LONG in read
    assert [(hit.id, hit.folded) for hit in by_samples] == [(hit.id, hit.folded) for hit in by_texts]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_however_many_texts_are_held_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(families, "_AT_ONCE", at_once)
    monkeypatch.setattr(pairing, "AT_ONCE", at_once)
    with searcher.open(folder) as archive:
        assert archive.search(undated="include", collapse=True).hit_total == 5


def test_too_many_articles_to_fold_are_refused(folder: Path) -> None:
    with searcher.open(folder, budget=Budget(seconds=0.001)) as archive:
        assert archive.search(undated="include").total == 8
        with pytest.raises(CostError) as refused:
            archive.search(undated="include", collapse=True)
    assert refused.value.hint == (
        "Narrow the question, or ask without collapse. A greater budget allows more."
    )


@pytest.mark.parametrize(
    ("shares", "together"),
    [((1, 1), 1), ((0.5, 0.3), 1), ((0.5, 0.25), 0), ((0.49, 0.49), 0), ((1, 0.5), 0)],
)
def test_two_texts_are_one_voice(shares: tuple[float, float], together: int) -> None:
    assert is_one_voice(*shares) == is_one_voice(*shares[::-1]) == bool(together)


# On the command line


def test_formats_agree(folder: Path) -> None:
    run = run_on(folder)
    asked = ("search", "--collapse", "--sort", "oldest", "--undated", "include")
    assert run(*asked, "--ids").stdout.split() == ["a", "d", "f", "h", "e"]
    assert run(*asked, "--ids", "-n", "2", "--page", "2").stdout.split() == ["f", "h"]
    table = run(*asked, "--csv").stdout.splitlines()
    assert (table[0].split(",")[-1], table[1].split(",")[-1], len(table)) == ("folded", "b; c", 6)
    rows = [json.loads(line) for line in run(*asked, "--jsonl").stdout.splitlines()]
    assert [row["folded"] for row in rows] == [["b", "c"], [], ["g"], [], []]
    whole = json.loads(run(*asked, "--json", "--facets").stdout)
    assert (whole["total"], whole["without_copies"], len(whole["hits"])) == (8, 5, 5)
    assert "folded" not in run("search", "--csv").stdout.splitlines()[0]


def test_a_page_says_how_many_copies_stand_behind_a_hit(folder: Path) -> None:
    done = run_on(folder)("search", "--collapse", "--sort", "oldest", "-n", "1", "--facets", "source,month")
    assert "2016-01-04 · Wire · a · +2 copies" in done.stdout
    assert "= 212 rescued" not in done.stdout  # it is among those two
    assert "= Two in one" in done.stdout
    assert "  Post 3 2 █████████████░░░░░░░" in done.stdout
    assert "8 articles, 5 without copies (1 shown; --page 2 for more)." in done.stderr
    assert "Note: copies are folded: 3 articles found stand behind another that says the same" in done.stderr


def test_a_timeline_counts_both_ways(folder: Path) -> None:
    run = run_on(folder)
    asked = ("timeline", "--collapse", "--undated", "include")
    done = run(*asked)
    assert done.stdout.splitlines() == [
        "2016-01 2 1 ████░░░░",
        "2016-02 5 4 ████████████████░░░░",
        "All articles, then those without copies; ░ are the copies.",
    ]
    assert "Undated, and so in no month: 1, 1 without copies." in done.stderr
    assert run(*asked, "--csv").stdout.splitlines() == [
        "month,articles,without_copies",
        "2016-01,2,1",
        "2016-02,5,4",
    ]
    value = json.loads(run(*asked, "--json").stdout)
    assert (value["total"], value["without_copies"]) == (8, 5)
    assert (value["undated"], value["undated_without_copies"]) == (1, 1)
    assert value["months"][0] == {"month": "2016-01", "articles": 2, "without_copies": 1}
    assert "without_copies" not in run("timeline", "--csv").stdout


def test_a_text_carried_word_for_word_is_folded_however_many_carry_it(tmp_path: Path) -> None:
    long, short = text("carried"), text("flash", 30)
    carried = [article(f"c{number:03}", body=long, source=f"Outlet {number}") for number in range(300)]
    flashes = [article(f"f{number:03}", body=short) for number in range(300)]
    add(tmp_path / "a", [*carried, article("other", body=text("other"))])
    add(tmp_path / "a", flashes)
    with searcher.open(tmp_path / "a") as archive:
        results = archive.search("", collapse=True, limit=0, facets="source")
    assert results.without_copies is not None
    assert (results.total, results.without_copies.total) == (601, 3)
    assert sorted(len(hit.folded) for hit in results) == [0, 299, 299]

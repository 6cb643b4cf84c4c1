"""What outlets link to and the archive lacks: counted as ``related`` finds it, the most wanted first."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus import Article, Link
from corpus.errors import DatelineError
from index.engine.plan import Plan
from searcher import MissingArticle, Question
from searcher.planning import plan_under
from searcher.relations import most_wanted

from .articles import add, article, day
from .news import run_on

PLAN = "https://delta.example/plan"


def opened(path: Path, *articles: Article) -> searcher.Archive:
    add(path / "a", articles, extractor="none")
    return searcher.open(path / "a")


def linking(id_: str, *links: Link, **fields: Any) -> Article:
    return article(id_, f"Heading of {id_} alone", links=links, **fields)


def named(found: tuple[MissingArticle, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.title or each.url, each.linked_from) for each in found]


def test_the_most_wanted_come_first_then_those_of_most_outlets(tmp_path: Path) -> None:
    once, twice, both = (Link(name, url=f"https://x.example/{name}") for name in ("once", "twice", "both"))
    with opened(
        tmp_path,
        linking("1", once, twice, source="Wire"),
        linking("2", twice, both, source="Wire"),
        linking("3", both, source="Post"),
    ) as archive:
        found = archive.wanted()
    assert named(found.articles) == [("both", ("2", "3")), ("twice", ("1", "2")), ("once", ("1",))]
    assert found.articles[0].outlets == ("Post", "Wire")
    assert found.total == 3


@pytest.mark.parametrize(
    "written",
    [
        "http://www.delta.example/plan/",
        "https://delta.example/plan?utm_source=post&utm_medium=mail",
        "https://delta.example/plan#comments",
        "https://web.archive.org/web/20240301120000/https://delta.example/plan",
    ],
)
def test_spellings_of_an_address_are_one_article(tmp_path: Path, written: str) -> None:
    with opened(
        tmp_path, linking("1", Link("The plan", url=PLAN)), linking("2", Link("A plan", url=written))
    ) as archive:
        (plan,) = archive.wanted().articles
    assert (plan.title, plan.url, plan.linked_from) == ("The plan", PLAN, ("1", "2"))


def test_what_an_outlet_calls_by_an_id_is_another_s_no_more(tmp_path: Path) -> None:
    link = Link("Plan", "77")
    with opened(
        tmp_path,
        linking("1", link, source="Wire"),
        linking("2", link, source="The wire"),
        linking("3", link, source="wire"),
    ) as archive:
        found = archive.wanted().articles
    assert named(found) == [("Plan", ("1", "3")), ("Plan", ("2",))]
    assert {each.outlet_id for each in found} == {"77"}


def test_each_particular_is_of_the_first_link_that_tells_it(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        linking("1", Link("", url=PLAN)),
        linking("2", Link("The plan", url=PLAN)),
        linking("3", Link("Plan", "9", PLAN, day("2024-03-01"), "video")),
    ) as archive:
        (plan,) = archive.wanted().articles
    assert (plan.title, plan.outlet_id, str(plan.published)) == ("The plan", "9", "2024-03-01")


def test_what_has_arrived_is_wanted_no_more_and_what_was_deleted_is_again(tmp_path: Path) -> None:
    with opened(tmp_path, linking("1", Link("Plan", url=PLAN))) as archive:
        assert archive.wanted().total == 1
        add(tmp_path / "a", [article("plan", url=f"{PLAN}/?utm_source=x")])
        assert archive.wanted().total == 1
        archive.refresh()
        assert archive.wanted().total == 0
        with index.open(tmp_path / "a") as store:
            store.delete("plan")
        archive.refresh()
        assert archive.wanted().total == 1


def test_links_of_deleted_articles_and_earlier_versions_do_not_count(tmp_path: Path) -> None:
    plan, map_ = Link("Plan", url=PLAN), Link("Map", url="https://delta.example/map")
    with opened(tmp_path, linking("1", plan), linking("2", plan, map_)):
        pass
    with index.open(tmp_path / "a") as store:
        store.delete("1")
        store.add([linking("2", map_)])
    with searcher.open(tmp_path / "a") as archive:
        assert named(archive.wanted().articles) == [("Map", ("2",))]


def test_an_article_does_not_want_itself(tmp_path: Path) -> None:
    own = [Link("x", "1"), Link("y", url=f"{PLAN}#top"), Link("Heading of 1 alone")]
    with opened(tmp_path, linking("1", *own, url=PLAN)) as archive:
        assert archive.wanted().total == 0


def test_only_the_links_of_what_a_question_finds_and_only_to_a_site(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        linking("1", Link("Plan", url=PLAN), source="Wire"),
        linking("2", Link("Plan", url=PLAN), Link("Map", url="https://maps.example.org/1"), source="Post"),
    ) as archive:
        assert named(archive.wanted(Question(source="post")).articles) == [("Plan", ("2",)), ("Map", ("2",))]
        assert named(archive.wanted(Question("heading", source="Wire")).articles) == [("Plan", ("1",))]
        assert named(archive.wanted(site="example.org").articles) == [("Map", ("2",))]
        assert named(archive.wanted(site="https://delta.example/").articles) == [("Plan", ("1", "2"))]
        assert archive.wanted(Question(source="nobody")).total == 0
        for site in ("example", "a b.c", "delta.example/plan", 7):
            with pytest.raises(DatelineError, match="site takes a host"):
                archive.wanted(site=site)  # type: ignore[arg-type]
        for limit in (-1, "x"):
            with pytest.raises(DatelineError):
                archive.wanted(limit=limit)  # type: ignore[arg-type]


def test_what_a_question_finds_and_what_that_lacks_are_of_one_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread may refresh the archive meanwhile."""
    with opened(tmp_path, linking("1", Link("Plan", url=PLAN))) as archive:

        def plan_late(*args: Any) -> Plan:
            with index.open(tmp_path / "a") as store:
                store.delete("1")
            archive.refresh()
            return plan_under(*args)

        monkeypatch.setattr("searcher.archive.plan_under", plan_late)
        assert named(archive.wanted(Question("heading")).articles) == [("Plan", ("1",))]
        assert archive.wanted().total == 0


def test_a_headline_that_went_with_its_article_leads_nowhere(tmp_path: Path) -> None:
    link = Link("The heading of old", url=PLAN)
    with opened(tmp_path, linking("1", link), article("2", "The heading of old")) as archive:
        assert archive.wanted().total == 0
        with index.open(tmp_path / "a") as store:
            store.delete("2")
        archive.refresh()
        assert archive.wanted().total == 1


# Against what ``related`` says of each article

OUTLETS = ("", "Wire", "Post")


def any_link(draw: random.Random) -> Link:
    number = draw.randrange(25)
    url = draw.choice(
        ["", "", f"https://x.example/{number}", f"http://www.x.example/{number}/?utm_source=a", f"/{number}"]
    )
    id_ = draw.choice(["", "", str(number), f"wire:{number}"])
    title = draw.choice([f"Story {number}", f"STORY {number}!", f"Tale {draw.randrange(3)}", "…"])
    hint = draw.choice([None, f"2024-01-{draw.randrange(1, 9):02}"])
    return Link(title, id_, url, day(hint) if hint else None)


def any_article(draw: random.Random, number: int) -> Article:
    return article(
        draw.choice([str(number), f"wire:{number}"]),
        draw.choice([f"Story {number}", f"Tale {draw.randrange(3)}"]),
        f"Text{number}.",
        source=draw.choice(OUTLETS),
        url=draw.choice(["", f"https://x.example/{number}"]),
        published=draw.choice([None, f"2024-01-{draw.randrange(1, 9):02}"]),
        links=tuple(any_link(draw) for _ in range(draw.randrange(6))),
    )


def as_related_says(archive: searcher.Archive) -> dict[tuple[str, str, str], set[str]]:
    """What links of all articles lead to and is missing, with the ids of these articles."""
    wanted = defaultdict(set)
    for id_ in archive.search("", limit=0).ids:
        outlet = archive.get(id_).source
        for link in archive.related(id_, kinds=("stated",)):
            if link.id is not None:
                continue
            if link.url.startswith("http"):
                key = link.url.rpartition("x.example/")[2].partition("/")[0], "", ""
            elif link.url:
                key = link.url, "", outlet
            elif link.outlet_id:
                key = link.outlet_id, "id", outlet
            else:
                key = link.title.casefold().strip("!…"), "title", ""
            wanted[key].add(id_)
    return wanted


@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_related_says_of_every_article(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several segments, with deleted and changed articles; however many are looked at together."""
    monkeypatch.setattr(most_wanted, "_AT_ONCE", 3)
    monkeypatch.setattr(most_wanted, "_REMEMBERED", 5)
    draw = random.Random(seed)
    for _ in range(3):
        some = [any_article(draw, draw.randrange(20)) for _ in range(8)]
        add(tmp_path / "a", some, extractor="none")
        with index.open(tmp_path / "a") as store:
            store.delete(*draw.sample(sorted({each.id for each in some}), 2))
    with searcher.open(tmp_path / "a") as archive:
        found = archive.wanted(limit=0)
        expected = as_related_says(archive)
        held = [archive.get(id_) for id_ in archive.search("", limit=0).ids]
        first = archive.wanted(limit=4)
    assert sorted(sorted(each.linked_from) for each in found.articles) == sorted(
        map(sorted, expected.values())
    )
    counts = [(len(each.linked_from), len(each.outlets)) for each in found.articles]
    assert counts == sorted(counts, reverse=True)
    assert (first.total, first.articles) == (found.total, found.articles[:4])
    add(tmp_path / "anew", reversed(held), extractor="none")
    with searcher.open(tmp_path / "anew") as archive:
        assert archive.wanted(limit=0) == found


# The command


def test_the_page_of_what_is_wanted(tmp_path: Path) -> None:
    links = [Link("Plan", "7", PLAN, day("2024-03-01"), "video"), Link("Map")]
    with opened(tmp_path, *(linking(f"a{n}", *links[: 1 + (n == 2)], source="Wire") for n in range(5))):
        run = run_on(tmp_path / "a")
    result = run("wanted", "-n", "1")
    assert result.stdout == (
        f"⇢ Plan (2024-03-01, video)\n    {PLAN}\n    from 5 articles of Wire: a0, a1, a2 (+2)\n"
    )
    assert result.stderr == "1 of 2 wanted articles: --limit 0 for all.\n"
    assert run("wanted", "-n", "0", "heading").stderr == ""
    none = run("wanted", "--source", "Post")
    assert (none.exit_code, none.stdout) == (1, "")
    assert run("wanted", "--site", "x").exit_code == 2


def test_what_is_wanted_for_programs(tmp_path: Path) -> None:
    links = [Link("Plan", "7", PLAN, day("2024-03-01")), Link("Map")]
    with opened(tmp_path, linking("1", *links, source="Wire"), linking("2", links[0])):
        run = run_on(tmp_path / "a")
    value = json.loads(run("wanted", "--json").stdout)
    assert (value["schema"], value["total"]) == ("dateline.wanted/1", 2)
    assert value["wanted"][0] == {
        "articles": 2,
        "title": "Plan",
        "url": PLAN,
        "published": "2024-03-01",
        "media": "article",
        "outlet_id": "7",
        "linked_from": ["1", "2"],
        "outlets": ["Wire"],
    }
    assert run("wanted", "--csv").stdout.splitlines()[1] == f"2,1,Plan,2024-03-01,{PLAN},article,7,1; 2"
    assert run("wanted", "--ids").stdout == f"{PLAN}\n"
    assert [json.loads(line)["title"] for line in run("wanted", "--jsonl").stdout.splitlines()] == [
        "Plan",
        "Map",
    ]

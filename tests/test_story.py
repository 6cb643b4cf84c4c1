"""The story that an article belongs to: what comes in, what stays out, and how it is told."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import searcher
from corpus import Article, Entity, Link, Published
from corpus.errors import ArticleNotFoundError, CostError, DatelineError, DeadlineError
from searcher import Budget, Story
from searcher.stories.ties import NEAREST

from .articles import add, article, day
from .news import Run, run_on

FILLER = [
    article(f"f{i}", f"Council number{i} debates budget{i}", f"Figures{i} were read.", published="2024-01-01")
    for i in range(20)
]
FERRY = "ferry aground Karrow strait rescue"
MILL = "mill fire Ostrand arson inquiry"


def opened(path: Path, *articles: Article, budget: Budget | None = None) -> searcher.Archive:
    add(path / "a", [*articles, *FILLER], extractor="none")
    return searcher.open(path / "a", budget=budget)


def report(
    id_: str, subject: str, published: str | Published | None = "2024-03-01", **fields: Any
) -> Article:
    """An article of which headline and text are about a subject, no other one word for word."""
    body = fields.pop("body", f"{subject} {subject}. This is what {id_} reports, and it alone.")
    return article(id_, f"{subject} {id_}", body, published=published, **fields)


def text(seed: str, words: str = "one of the wire said") -> str:
    """Of forty words in an order of its own: long enough that who has it, too, has copied it."""
    draw = random.Random(seed)
    return " ".join(f"{draw.choice(words.split())}{draw.randrange(100)}" for _ in range(40))


def names(*pairs: tuple[Any, str]) -> tuple[Entity, ...]:
    return tuple(Entity(kind, name, name) for kind, name in pairs)


def ids(story: Story) -> list[str]:
    return [each.id for each in story.articles]


# What belongs to a story


def test_articles_that_hang_together_are_one_story_from_whichever_it_is_asked(tmp_path: Path) -> None:
    ferry = [report(f"k{n}", FERRY, f"2024-03-0{n}") for n in range(1, 5)]
    mill = [report(f"m{n}", MILL, f"2024-03-0{n}") for n in range(1, 5)]
    with opened(tmp_path, *ferry, *mill) as archive:
        for asked in ("k1", "k3"):
            assert ids(archive.story(asked)) == ["k1", "k2", "k3", "k4"]
        assert ids(archive.story("m2")) == ["m1", "m2", "m3", "m4"]
        assert ids(archive.story("f3")) == ["f3"]


def test_a_bridge_leads_into_no_other_story(tmp_path: Path) -> None:
    """An article that links to another story has one tie with it: that is not enough."""
    mill = [report(f"m{n}", MILL) for n in range(4)]
    ferry = [report(f"k{n}", FERRY, links=(Link("", f"m{n}"),) if n == 0 else ()) for n in range(4)]
    with opened(tmp_path, *ferry, *mill) as archive:
        assert ids(archive.story("k2")) == ["k0", "k1", "k2", "k3"]
        assert ids(archive.story("k0")) == ["k0", "k1", "k2", "k3"]
        assert ids(archive.story("m0")) == ["m0", "m1", "m2", "m3"]


def test_links_are_followed_both_ways(tmp_path: Path) -> None:
    """Of articles that link to one another in a ring of four, each hangs together with two more."""
    ring = [
        article(
            f"r{n}", f"Heading{n} alone", links=(Link("", f"r{(n + 1) % 4}"), Link("", f"r{(n + 2) % 4}"))
        )
        for n in range(4)
    ]
    with opened(tmp_path, *ring) as archive:
        for asked in ("r0", "r3"):
            story = archive.story(asked)
            assert sorted(ids(story)) == ["r0", "r1", "r2", "r3"]
            assert {tie.kind for each in story.articles for tie in each.ties} == {"stated"}


@pytest.mark.parametrize("linking", ["a", "b"])
def test_a_link_of_the_article_itself_counts_where_shared_names_bear_it_out(
    tmp_path: Path, linking: str
) -> None:
    both = names(("person", "Ann Lee"), ("place", "Karrow"))
    link = {linking: (Link("", "b" if linking == "a" else "a"),)}
    one = article("a", "Captain heard", entities=both, links=link.get("a", ()))
    two = article("b", "Verdict awaited", entities=both, links=link.get("b", ()))
    with opened(tmp_path, one, two) as archive:
        assert ids(archive.story("a")) == ids(archive.story("b")) == ["a", "b"]


def test_a_link_alone_makes_no_story(tmp_path: Path) -> None:
    one = article("a", "Captain heard", links=(Link("", "b"),), entities=names(("place", "Karrow")))
    two = article("b", "Recipe for soup", entities=names(("place", "Karrow")))
    with opened(tmp_path, one, two) as archive:
        assert ids(archive.story("a")) == ["a"]


def test_copies_are_one_voice(tmp_path: Path) -> None:
    """Five copies that link to an article of another story are one tie with it, not five."""
    mill = [report(f"m{n}", MILL) for n in range(4)]
    ferry = [report(f"k{n}", FERRY) for n in range(3)]
    wire = [report(f"w{n}", FERRY, body=text("wire"), links=(Link("", "m0"),)) for n in range(5)]
    with opened(tmp_path, *ferry, *mill, *wire) as archive:
        assert not {"m0", "m1", "m2", "m3"} & {*ids(archive.story("k0"))}


def test_copies_leave_room_for_what_others_say(tmp_path: Path) -> None:
    """More copies, changed here and there and under other headlines, than are looked at of what is near."""
    wire = f"{FERRY} {FERRY}. {text('wire')}"
    told = [f"{wire.replace(old, 'x', 1)}" for old in (" ", *wire.split()[-NEAREST:])]
    copies = [article(f"w{n}", f"Heading{n} alone", body) for n, body in enumerate(told)]
    with opened(tmp_path, *(report(f"k{n}", FERRY) for n in range(3)), *copies) as archive:
        story = archive.story("w3")
        assert {*ids(story)} == {"k0", "k1", "k2", *(copy.id for copy in copies)}
        assert story.undated
        (first,) = story.undated.articles
        assert len(first.copies) == NEAREST


def test_what_is_joined_of_two_articles_joins_no_stories(tmp_path: Path) -> None:
    mill, ferry = (text(subject, subject) for subject in (MILL, FERRY))
    held = [article("m", "Night", mill), article("k", "Noon", ferry), article("j", "Both", f"{mill} {ferry}")]
    with opened(tmp_path, *held) as archive:
        assert "m" not in ids(archive.story("k"))
        assert "k" not in ids(archive.story("m"))


NODES = range(7)


def test_of_links_alone_a_story_is_what_the_rule_says(tmp_path: Path) -> None:
    """Against the rule applied to whole graphs, drawn at random, in an archive of two segments."""
    draw = random.Random(3)
    graphs: list[tuple[set[tuple[int, int]], list[str]]] = []
    articles: list[Article] = []
    for graph in range(12):
        links = {(draw.choice(NODES), draw.choice(NODES)) for _ in range(draw.randrange(6, 20))}
        bodies = [text(f"twice{graph}") if graph % 2 and n < 2 else f"alone{graph}x{n}" for n in NODES]
        graphs.append((links, bodies))
        for n in NODES:
            stated = tuple(Link("", f"{graph}n{to}") for by, to in sorted(links) if by == n)
            articles.append(article(f"{graph}n{n}", f"head{graph}x{n}", bodies[n], links=stated))
    add(tmp_path / "a", articles[:40], extractor="none")
    add(tmp_path / "a", articles[40:])
    with searcher.open(tmp_path / "a") as archive:
        for graph, (links, bodies) in enumerate(graphs):
            for n in NODES:
                expected = {f"{graph}n{each}" for each in by_the_rule(n, links, bodies)}
                told = archive.story(f"{graph}n{n}")
                assert ({*ids(told)}, told.cut) == (expected, ())


def by_the_rule(first: int, links: set[tuple[int, int]], bodies: list[str]) -> set[int]:
    """The story of an article: a link is a tie and never a strong one, copies are one voice."""

    def voices(one: int, among: set[int]) -> int:
        tied = {bodies[o] for o in among if (one, o) in links or (o, one) in links}
        return len(tied - {bodies[one]})

    def near(one: int, among: set[int]) -> bool:
        return any((one, o) in links or (o, one) in links or bodies[o] == bodies[one] for o in among)

    circle = {o for o in NODES if o != first and near(o, {first})}
    story = {first} | {o for o in circle if bodies[o] == bodies[first] or voices(o, circle | {first}) > 1}
    while True:
        told = {bodies[o] for o in story}
        wanted = max(2, -(-2 * len(told) // 5))
        found = {
            o
            for o in {*NODES} - story
            if near(o, story) and (bodies[o] in told or voices(o, story) >= wanted)
        }
        if not found:
            return story
        story |= found


# How it is told


@pytest.fixture
def strait(tmp_path: Path) -> Iterator[searcher.Archive]:
    ann, karrow = ("person", "Ann Lee"), ("place", "Karrow")
    board, ben = ("organisation", "Ferry Board"), ("person", "Ben Roe")
    wire = "The ferry ran aground in the strait, and nobody was hurt. All aboard were brought ashore by noon."
    gone = Link("Plan of the strait", url="https://delta.example/plan/")
    also = Link("The plan", url="http://www.delta.example/plan", published=day("2024-02-27"))
    with opened(
        tmp_path,
        report("1", FERRY, "2024-03-01", body=wire, source="Delta Wire", entities=names(ann, karrow)),
        article("c", "All brought ashore", f"{wire}\n", published="2024-03-02", source="Harbour Courier"),
        report("2", FERRY, "2024-03-02", source="Harbour Courier", entities=names(ann, board), links=(gone,)),
        report("3", FERRY, "2024-03-05", entities=names(ben, karrow), links=(Link("On film"), also)),
        report("m", FERRY, None, entities=names(ben, ("person", "Cy Oda"))),
        report("u", FERRY, None, entities=names(ben, ("person", "Di Pell"))),
        article("x", "Elsewhere", published="2024-03-02", entities=names(("person", "Nobody"))),
    ) as archive:
        yield archive


def test_a_story_is_told_day_by_day_undated_ones_apart(strait: searcher.Archive) -> None:
    story = strait.story("3")
    assert [(part.day, [each.id for each in part.articles]) for part in story.days] == [
        ("2024-03-01", ["1"]),
        ("2024-03-02", ["2"]),
        ("2024-03-05", ["3"]),
    ]
    assert story.undated
    assert [each.id for each in story.undated.articles] == ["m", "u"]


def test_names_enter_on_the_day_that_is_the_first_to_name_them(strait: searcher.Archive) -> None:
    story = strait.story("1")
    entering = [(part.names.people, part.names.organisations, part.names.places) for part in story.parts]
    assert entering == [
        (("Ann Lee",), (), ("Karrow",)),
        ((), ("Ferry Board",), ()),
        (("Ben Roe",), (), ()),
        (("Cy Oda", "Di Pell"), (), ()),
    ]


def test_copies_are_folded_into_the_earliest(strait: searcher.Archive) -> None:
    for asked in ("1", "c"):
        first = strait.story(asked).days[0].articles[0]
        assert (first.id, [copy.id for copy in first.copies]) == ("1", ["c"])


def test_what_it_links_to_and_the_archive_lacks_is_told_once(strait: searcher.Archive) -> None:
    plan, film = strait.story("1").missing
    assert (plan.title, plan.linked_from) == ("Plan of the strait", ("2", "3"))
    assert (film.title, film.url, film.linked_from) == ("On film", "", ("3",))


def test_every_article_but_a_lone_one_has_a_reason(strait: searcher.Archive) -> None:
    story = strait.story("2")
    leading = [each for part in story.parts for each in part.articles]
    assert all(each.ties for each in leading)
    assert {"ferry", "aground"} <= {*leading[1].ties[0].shared}
    assert strait.story("x").days[0].articles[0].ties == ()


def test_a_month_comes_before_its_days_and_names_only_whom_no_day_names(tmp_path: Path) -> None:
    month = Published(datetime(2024, 3, 1), "month", origin="test", raw="March 2024")
    ann, ben = ("person", "Ann Lee"), ("person", "Ben Roe")
    with opened(
        tmp_path,
        *(report(f"k{n}", FERRY, "2024-03-04", entities=names(ann)) for n in range(3)),
        report("v", FERRY, published=month, entities=names(ann, ben)),
    ) as archive:
        days = archive.story("k0").days
    assert [(each.day, each.names.people) for each in days] == [
        ("2024-03", ("Ben Roe",)),
        ("2024-03-04", ("Ann Lee",)),
    ]


# Bounds


def test_a_long_silence_ends_a_story(tmp_path: Path) -> None:
    early = [report(f"k{n}", FERRY, f"2024-03-0{n}") for n in range(1, 4)]
    late = [report(f"l{n}", FERRY, f"2024-06-0{n}") for n in range(1, 3)]
    with opened(tmp_path, *early, *late) as archive:
        story = archive.story("k1")
        assert (ids(story), story.cut, story.beyond) == (["k1", "k2", "k3"], ("gap",), 2)
        for gap in (120, None):
            longer = archive.story("k1", gap_days=gap)
            assert (len(longer.articles), longer.cut, longer.beyond) == (5, (), 0)


def test_no_more_articles_than_asked_for(tmp_path: Path) -> None:
    with opened(tmp_path, *(report(f"k{n}", FERRY) for n in range(8))) as archive:
        story = archive.story("k3", limit=3)
        assert (len(story.articles), story.cut) == (3, ("articles",))
        assert "k3" in ids(story)
        assert archive.story("k3", limit=8).cut == ()


def test_a_story_that_costs_too_much_is_cut_and_says_so(tmp_path: Path) -> None:
    articles = [report(f"k{n:02}", FERRY, links=(Link("", f"k{n + 1:02}"),)) for n in range(20)]
    with opened(tmp_path, *articles) as archive:
        whole = archive.story("k00")
    assert "work" not in whole.cut
    found = set()
    for thousandths in (1, 2, 4, 8, 16, 32, 64):
        with searcher.open(tmp_path / "a", budget=Budget(seconds=thousandths / 1000)) as archive:
            try:
                story = archive.story("k00")
            except CostError:
                continue
            assert {*ids(story)} <= {*ids(whole)}
            assert story == archive.story("k00")  # work is counted, not measured
            found.add("work" in story.cut)
    assert found == {True, False}


def test_errors_are_typed(tmp_path: Path) -> None:
    with opened(tmp_path, report("k", FERRY)) as archive:
        with pytest.raises(ArticleNotFoundError):
            archive.story("nobody")
        for options in ({"limit": 0}, {"limit": "x"}, {"gap_days": 0}, {"timeout": -1}):
            with pytest.raises(DatelineError):
                archive.story("k", **options)
        with pytest.raises(DeadlineError):
            archive.story("k", timeout=1e-9)


# The command


@pytest.fixture
def run(strait: searcher.Archive) -> Run:
    return run_on(Path(strait.path))


def test_the_page_of_a_story(run: Run) -> None:
    result = run("story", "2")
    assert result.exit_code == 0
    assert result.stdout.startswith("6 articles of 2 outlets, 2024-03-01..2024-03-05, 1 copy among them\n")
    assert (
        f"\n2024-03-01\n  - {FERRY} 1 · Delta Wire [1]\n    +1 copy: Harbour Courier, 2024-03-02 [c]\n"
        in (result.stdout)
    )
    assert f"  ▸ {FERRY} 2 · Harbour Courier [2]\n  new: Ferry Board\n" in result.stdout
    assert "\nUndated\n" in result.stdout
    assert "  ⇢ Plan of the strait (2024-02-27) https://delta.example/plan/ [from 2, 3]\n" in result.stdout
    assert result.stderr == ""


def test_where_it_was_cut_is_told_with_what_to_type(run: Run) -> None:
    assert run("story", "2", "--limit", "2").stderr == "Cut at 2 articles: --limit 20 for more.\n"
    alone = run("story", "x")
    assert alone.exit_code == 1
    assert alone.stderr.endswith("what is near: dateline related x\n")


def test_a_story_for_programs(run: Run) -> None:
    value = json.loads(run("story", "2", "--json").stdout)
    assert (value["schema"], value["id"], value["articles"]) == ("dateline.story/1", "2", 6)
    assert [part["day"] for part in value["days"]] == ["2024-03-01", "2024-03-02", "2024-03-05"]
    assert value["undated"]["day"] == ""
    assert value["days"][0]["articles"][0]["copies"][0]["id"] == "c"
    assert run("story", "2", "--ids").stdout.split() == ["1", "c", "2", "3", "m", "u"]
    rows = [json.loads(line) for line in run("story", "2", "--jsonl").stdout.splitlines()]
    assert [(row["id"], row["copy_of"]) for row in rows][:2] == [("1", ""), ("c", "1")]

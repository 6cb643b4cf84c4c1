"""Copies of articles: the same text, a part of it, or a passage, under whatever headline."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
import searcher
from corpus import Article
from corpus.credits import agency_credited
from index.text.shingles import WINDOW, Shingles
from searcher.copies.comparison import compare
from searcher.copies.finder import COMMON

from .articles import add, article

SYLLABLES = ("ba", "do", "ka", "lin", "mer", "no", "pil", "ros", "sta", "tun", "vel", "wig")


def text(seed: object, words: int = 120) -> str:
    """A text of invented words, another for each seed."""
    draw = random.Random(str(seed))
    return " ".join("".join(draw.choices(SYLLABLES, k=draw.randint(1, 3))) for _ in range(words))


def changed(body: str, part: float, seed: int = 0) -> str:
    draw = random.Random(seed)
    return " ".join(
        "".join(draw.choices(SYLLABLES, k=4)) if draw.random() < part else word for word in body.split()
    )


def cut(body: str, first: int, last: int) -> str:
    return " ".join(body.split()[first:last])


Open = Callable[..., searcher.Archive]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens an archive of some bodies, known as a, b, c …, among articles that say something else."""
    archives: list[searcher.Archive] = []

    def make(*bodies: str) -> searcher.Archive:
        held = [article(chr(ord("a") + n), f"Headline {n}", body) for n, body in enumerate(bodies)]
        others = [article(f"o{n}", body=text(f"other {n}")) for n in range(20)]
        add(tmp_path / "a", [*held, *others], extractor="none")
        archives.append(searcher.open(tmp_path / "a"))
        return archives[-1]

    yield make
    for archive in archives:
        archive.close()


def copies(archive: searcher.Archive, id_: str) -> list[str]:
    return sorted(copy.id for copy in archive.copies(id_))


BODY = text("body", 160)


@pytest.mark.parametrize(
    "copy",
    [
        BODY,
        BODY.upper().replace(" ", " — ", 9),
        cut(BODY, 0, 80),
        cut(BODY, 80, 160),
        cut(BODY, 40, 104),
        f"{text('another', 200)}\n\n{BODY}",
        f"{cut(text('around', 200), 0, 90)} {cut(BODY, 50, 115)} {cut(text('around', 200), 90, 200)}",
        *(changed(BODY, part / 100, part) for part in (5, 10, 15, 20, 25)),
    ],
    ids=[
        "whole", "other signs", "first half", "second half", "excerpt", "joined", "passage",
        *(f"{part} % changed" for part in (5, 10, 15, 20, 25)),
    ],
)  # fmt: skip
def test_a_copy_is_found_from_both_sides(opened: Open, copy: str) -> None:
    archive = opened(BODY, copy)
    assert (copies(archive, "a"), copies(archive, "b")) == (["b"], ["a"])


def test_how_much_is_shared_is_said_of_both(opened: Open) -> None:
    (copy,) = opened(BODY, cut(BODY, 0, 80)).copies("a")
    assert copy.share == pytest.approx(78 / 158)
    assert copy.copy_share == 1


@pytest.mark.parametrize(
    "other",
    [text("else", 160), f"{cut(BODY, 0, 20)} {text('else', 140)}", cut(BODY, 0, 8)],
    ids=["another text", "a sentence in common", "too short to tell"],
)
def test_what_is_no_copy(opened: Open, other: str) -> None:
    assert copies(opened(BODY, other), "a") == []


def test_standing_passages_make_no_copies(opened: Open) -> None:
    """Of two outlets' articles, and of those of one that says who it is under each of its articles."""
    about = text("about us", 70)
    archive = opened(*(f"{text(n, 150)}\n\n{about}" for n in range(6)))
    assert copies(archive, "a") == []


def test_forms_make_no_copies(opened: Open) -> None:
    """What is filled in differs: names and figures."""
    form = text("form", 90).split()
    forms = [
        " ".join(f"{seed}{n}" if n % 6 == 0 else word for n, word in enumerate(form))
        for seed in range(10, 22)
    ]
    assert copies(opened(*forms), "a") == []


def test_a_passage_of_a_whole_archive_makes_no_copies(tmp_path: Path) -> None:
    standing = text("standing", 60)
    held = [article(f"s{n}", body=f"{text(n)} {standing}") for n in range(COMMON + 1)]
    add(
        tmp_path / "a",
        [*held, article("x", body=f"{BODY} {standing}"), article("y", body=BODY)],
        extractor="none",
    )
    with searcher.open(tmp_path / "a") as archive:
        assert copies(archive, "x") == ["y"]
        assert copies(archive, "s1") == []


def test_what_very_many_outlets_carry_is_found_from_each(tmp_path: Path) -> None:
    """More than those beyond which a passage is a standing one."""
    carried = [article(f"c{n}", f"Headline {n}", BODY) for n in range(80)]
    add(tmp_path / "a", [*carried, article("o", body=text("other"))], extractor="none")
    ids = {each.id for each in carried}
    with searcher.open(tmp_path / "a") as archive:
        for id_ in ("c0", "c41", "c79"):
            assert set(copies(archive, id_)) == ids - {id_}
            assert {member.id for member in archive.family(id_).members} == ids


def test_a_copy_is_shown_as_such_and_not_as_computed(tmp_path: Path) -> None:
    title = "Pumping station fails, flood reaches Ghent"
    in_another_order = " ".join(sorted(BODY.split()))
    held = [article("1", title, BODY), article("2", title, BODY), article("3", title, in_another_order)]
    add(tmp_path / "a", held, extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        assert [to.id for to in archive.related("1")] == ["3"]
        assert copies(archive, "1") == ["2"]
        hit = archive.search("id:1").hits[0]
        assert ([to.id for to in hit.copies], [to.id for to in hit.related]) == (["2"], ["3"])


def test_a_family_is_in_order_of_time_with_its_credit(tmp_path: Path) -> None:
    wire = f"GHENT (Reuters) - {BODY}"
    held = [
        article("late", body=wire, published="2024-03-02"),
        article("half", body=cut(wire, 0, 90), published="2024-03-03"),
        article("rest", body=cut(wire, 70, 180), published="2024-03-04"),
        article("first", body=wire, published="2024-03-01"),
        article("undated", body=BODY),
        article("other", body=text("other")),
    ]
    add(tmp_path / "a", held, extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        family = archive.family("half")
        assert [member.id for member in family.members] == ["first", "late", "half", "rest", "undated"]
        assert family.earliest == family.members[0]
        assert family.credit == "Reuters"
        assert family.copies == archive.copies("half")
        assert [member.id for member in archive.family("other").members] == ["other"]


def test_what_differs_stands_side_by_side(tmp_path: Path) -> None:
    held = [
        article("1", "One", "The ferry left at noon. It was late. Nobody was hurt, the harbour master said."),
        article(
            "2",
            "Two",
            "The ferry left at dawn. It was late, nobody was hurt, the harbour master said. More soon.",
        ),
        article("3", "Three", "Something else entirely happened elsewhere."),
    ]
    add(tmp_path / "a", held, extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        comparison = archive.compare("1", "2")
        assert [(each.one, each.other) for each in comparison.passages] == [
            ("noon", "dawn"),
            ("", "More soon"),
        ]
        one, other = archive.get("1").text, archive.get("2").text
        for each in comparison.passages:
            assert one[each.start :].startswith(each.one)
            assert other[each.other_start :].startswith(each.other)
        assert 0.5 < comparison.other_share < comparison.share < 1
        assert archive.compare("1", "1").passages == ()
        assert archive.compare("1", "3").share == 0


@given(*(st.lists(st.sampled_from("abcdefg"), max_size=40) for _ in range(2)))
@settings(max_examples=200, deadline=None)
def test_what_is_the_same_and_what_differs_is_the_whole_text(one: list[str], other: list[str]) -> None:
    bodies = " ".join(one), " ".join(other)
    passages = compare(article("1", body=bodies[0] or "."), article("2", body=bodies[1] or ".")).passages
    left = [Counter(words) for words in (one, other)]
    for each in passages:
        for words, text_ in zip(left, (each.one, each.other), strict=True):
            words.subtract(text_.split())
    assert left[0] == left[1]
    assert min(left[0].values(), default=0) >= 0


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        ("LONDON (Reuters) - Ferries were late.", "Reuters"),
        ("PARIS, March 3 (AFP) — Ferries were late.", "AFP"),
        ("(AP) Ferries were late.", "AP"),
        ("Ferries were late.\n\n— AP", "AP"),
        ("Ferries were late. /dpa", "dpa"),
        ("Ferries were late.\nAssociated Press", "AP"),
        ("Reuters said that ferries were late.", ""),
        ("The owner of AP (a bank) was late.", ""),
        ("", ""),
    ],
)
def test_a_credit_line_names_the_agency(body: str, agency: str) -> None:
    assert agency_credited(body) == agency


@given(st.integers(0, 99), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=30, deadline=None)
def test_texts_with_a_passage_in_common_have_a_hash_in_common(seed: int, before: int, after: int) -> None:
    """The law of winnowing."""
    passage = text(seed, WINDOW + 2)
    one = Shingles(f"{text('b', before)} {passage} {text('a', after)}")
    other = Shingles(f"{text('c', after)} {passage} {text('d', before)}")
    assert {*one.sample()} & {*other.sample()}


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_has_shingles(any_text: str) -> None:
    found = Shingles(any_text)
    assert len({*found.sample()}) == len(found.sample()) <= max(found.count, 0)
    assert found.find_shared(found).all()
    assert found.count_shared(found) == found.distinct
    assert not Shingles("").find_shared(found).any()


Steps = Sequence[tuple[int, int, bool]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=8, deadline=None)
def test_incremental_equals_a_rebuild(tmp_path_factory: pytest.TempPathFactory, steps: Steps) -> None:
    """Added, changed and deleted in any order, in many segments: as made at once of what is left."""
    folder = tmp_path_factory.mktemp("steps")
    left: dict[str, Article] = {}
    index.create(folder / "a", extractor="none").close()
    for number, which, is_deletion in steps:
        id_ = f"n{number}"
        with index.open(folder / "a") as writer:
            if is_deletion and id_ in left:
                writer.delete(id_)
                del left[id_]
            else:
                source = text(which, 90)
                left[id_] = article(id_, body=f"{cut(source, number * 2, 90)} {text((id_, which), 10)}")
                writer.add([left[id_]])
    add(folder / "b", left.values(), extractor="none")
    with searcher.open(folder / "a") as one, searcher.open(folder / "b") as other:
        for id_ in left:
            assert one.copies(id_) == other.copies(id_)
            assert one.family(id_) == other.family(id_)

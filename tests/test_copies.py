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


BOND = """{name} is issuing a {mln} mln crown eurobond due {day} 1992 paying an indicated coupon of
{coupon} pct and priced at par, lead manager Harbour Bank said. The issue is guaranteed by
{bank} and will be listed in Ghent. The selling concession is one pct while management and
underwriting combined pay half a pct. It is available in denominations of 5000 crowns. Payment
date is {day} and final terms will be set on {later}."""
PRICES = """Grain prices in Ghent rose to {0} crowns a tonne from {1} last week, the exchange said. Stocks
fell to {2} tonnes from {3}. The exchange expects {4} tonnes to arrive next week."""
GRANT = """Senator Rosa Quint said that {0} has been given a grant of the Federal Flight Office to widen
its runway. Airports bring trade and visitors to our towns, and this grant will keep {0} safe
for those who fly, said Quint. The grant will go to {0} within a year, and work is to begin when
the winter is over and the ground is dry enough for heavy machines to work on it."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            BOND.format(
                name="Verhaege Mills", mln=40, day="May 27", coupon="4-1/2", bank="Lys Bank", later="May 8"
            ),
            BOND.format(
                name="Ost Paper", mln=85, day="July 9", coupon="3-5/8", bank="Elbe Bank", later="June 3"
            ),
        ),
        (
            PRICES.format("155.40", "149.10", "12,300", "14,800", "2,150"),
            PRICES.format("171.25", "162.90", "9,700", "11,600", "3,480"),
        ),
        (GRANT.format("Lys Airport"), GRANT.format("Ostmark Field")),
    ],
    ids=["a bond", "prices of another week", "a grant for another town"],
)
def test_a_form_that_is_filled_in_anew_is_no_copy(opened: Open, one: str, other: str) -> None:
    """Whoever else used it: nobody here, so that only names and figures tell."""
    assert copies(opened(one, other), "a") == []


def test_a_report_with_one_figure_corrected_is_a_copy(opened: Open) -> None:
    words = [*BODY.split()[:30], "Losses", "are", "65", "mln", "crowns", *BODY.split()[30:100]]
    corrected = " ".join(words).replace("65", "81")
    assert copies(opened(" ".join(words), corrected), "a") == ["b"]


@pytest.mark.parametrize("words", [15, 20, 30, 40])
@pytest.mark.parametrize("outlets", [2, 12])
def test_a_brief_is_found_however_many_carry_it(tmp_path: Path, words: int, outlets: int) -> None:
    brief = text("brief", words)
    held = [article(f"c{n:02}", f"Headline {n}", brief) for n in range(outlets)]
    add(tmp_path / "a", [*held, *(article(f"o{n}", body=text(n)) for n in range(9))], extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        assert copies(archive, "c00") == [each.id for each in held[1:]]


def test_what_ends_two_texts_is_background(opened: Open) -> None:
    """As what an outlet said before on a matter; amid another text, the same words are a passage."""
    background = text("background", 80)
    ended = [f"{text(n, 150)} {background} {text((n, 'tail'), 12)}" for n in range(2)]
    amid = f"{text('host', 150)} {background} {text('host tail', 150)}"
    archive = opened(*ended, amid)
    assert copies(archive, "a") == ["c"]
    assert copies(archive, "b") == ["c"]


JAPANESE = "港の局長は水曜日新橋来年開通発表市民歓迎工事遅延費用増加議会承認地元新聞報道川沿道路渋滞解消期待"
CHINESE = "市长周三宣布新桥明年通车居民表示欢迎工程延误费用上涨议会批准当地报纸报道沿河道路拥堵缓解期待"
THAI = "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอเแโใไะาิีุู"


def without_blanks(characters: str, seed: object, count: int = 300) -> str:
    """A text of sentences whose words nothing parts, another for each seed."""
    draw = random.Random(f"{characters}{seed}")
    words = ["".join(draw.choices(characters, k=draw.randint(2, 5))) for _ in range(200)]
    sentences = ("".join(draw.choices(words, k=draw.randint(4, 12))) for _ in range(count // 20))
    return "。".join(sentences) if characters is not THAI else " ".join(sentences)


@pytest.mark.parametrize("characters", [JAPANESE, CHINESE, THAI], ids=["Japanese", "Chinese", "Thai"])
def test_copies_are_found_where_words_stand_without_blanks(opened: Open, characters: str) -> None:
    body, around = (without_blanks(characters, seed) for seed in ("body", "around"))
    half, third = len(body) // 2, len(body) // 3
    wrapped = "\n".join(body[start : start + 20] for start in range(0, len(body), 20))
    changed_body = "".join("x" if place % 40 == 0 else each for place, each in enumerate(body))
    bodies = [body, body[:half], body[third:], wrapped, f"{around}\n{body}", changed_body]
    archive = opened(*bodies, without_blanks(characters, "else"))
    assert copies(archive, "a") == ["b", "c", "d", "e", "f"]
    assert copies(archive, "g") == []


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


def test_a_report_that_many_carry_and_cut_is_found_from_each(tmp_path: Path) -> None:
    """Each ends it elsewhere, and some with words of their own."""
    wire = text("wire", 300)
    held = [
        article(f"c{n}", f"Headline {n}", f"{cut(wire, 0, 140 + 4 * n)} {text(('own', n), 40 * (n % 2))}")
        for n in range(40)
    ]
    add(tmp_path / "a", [*held, *(article(f"o{n}", body=text(n, 250)) for n in range(60))], extractor="none")
    with searcher.open(tmp_path / "a") as archive:
        for n in (0, 1, 20, 39):
            assert set(copies(archive, f"c{n}")) == {f"c{other}" for other in range(40)} - {f"c{n}"}


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

"""Related articles: stated by the outlet, or computed from texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus import Article, Entity, EntityKind, Link
from corpus.errors import ArticleNotFoundError, DatelineError, DeadlineError
from index.engine.embedded.segment.lengths import LENGTH_OF_BYTE
from index.engine.embedded.snapshot import EmbeddedSnapshot
from index.engine.protocol import Alike
from index.text.analysis import exact_terms, stem
from index.text.stop_words import common_words
from searcher.relations import computed

from .articles import add, article, day

FILLER = [article(f"f{i}", f"Council number{i} debates budget{i}", published="2024-01-01") for i in range(20)]


def opened(tmp_path: Path, *articles) -> searcher.Archive:  # noqa: ANN002
    add(tmp_path / "a", [*articles, *FILLER], extractor="none")
    return searcher.open(tmp_path / "a")


def links(archive: searcher.Archive, id_: str, limit: int = 0) -> list[tuple[str, str | None]]:
    return [(link.title, link.id) for link in archive.related(id_, limit=limit)]


def test_a_stated_link_is_resolved_by_id(tmp_path: Path) -> None:
    with opened(
        tmp_path, article("1", links=(Link("As the outlet called it", "2"),)), article("2", "Real title")
    ) as a:
        assert links(a, "1") == [("Real title", "2")]


def test_then_by_address(tmp_path: Path) -> None:
    url = "https://delta.example/2"
    with opened(
        tmp_path, article("1", links=(Link("Called otherwise", "99", url),)), article("2", url=url)
    ) as a:
        assert links(a, "1") == [("Title of 2", "2")]


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        ("2024-03-01", "near"),
        ("2024-03-03", "near"),
        ("2024-05-30", "far"),
        ("2024-04-15", None),
        (None, None),
    ],
)
def test_then_by_headline_and_a_near_date(tmp_path: Path, hint: str | None, found: str | None) -> None:
    link = Link("FLOOD “closes” the bridge", "77", published=day(hint) if hint else None)
    with opened(
        tmp_path,
        article("1", links=(link,)),
        article("near", 'Flood "closes" the Bridge', published="2024-03-02"),
        article("far", "Flood closes the bridge", published="2024-06-01"),
    ) as a:
        assert [id_ for _, id_ in links(a, "1")] == [found]


def test_a_headline_alone_will_do_when_only_one_article_has_it(tmp_path: Path) -> None:
    with opened(
        tmp_path, article("1", links=(Link("Ferry firm fails"),)), article("2", "Ferry firm fails")
    ) as a:
        assert links(a, "1") == [("Ferry firm fails", "2")]


def test_another_outlets_id_says_nothing(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        article("1", source="Delta Wire", links=(Link("Ours", "7"), Link("Twice used", "8"))),
        article("7", "Theirs", source="Harbour Courier"),
        article("8", "Also theirs", source="Harbour Courier"),
        article("8", "Twice used by us", source="Delta Wire"),
    ) as a:
        assert links(a, "1") == [("Ours", None), ("Twice used by us", "delta-wire:8")]


def test_an_unresolved_link_is_shown_with_what_is_known(tmp_path: Path) -> None:
    wanted = Link("VIDEO: the raid", "5", published=day("2024-02-01"), media="video")
    with opened(tmp_path, article("1", links=(wanted,))) as a:
        (link,) = a.related("1", limit=0)
    assert link.outlet_id == "5"
    assert (link.kind, link.id, link.title, str(link.published), link.media) == (
        "stated",
        None,
        "VIDEO: the raid",
        "2024-02-01",
        "video",
    )


def test_stated_links_keep_the_outlets_order_each_once_never_the_article_itself(tmp_path: Path) -> None:
    stated = (
        Link("Gone"),
        Link("x", "3"),
        Link("Title of 2"),
        Link("y", "3"),
        Link("self", "1"),
        Link("Gone"),
    )
    with opened(tmp_path, article("1", links=stated), article("2"), article("3")) as a:
        assert [id_ for _, id_ in links(a, "1")] == [None, "3", "2"]


@pytest.fixture
def flood(tmp_path: Path) -> Iterator[searcher.Archive]:
    named = (Entity("place", "Ghent", "Ghent"),)
    with opened(
        tmp_path,
        article(
            "1",
            "Pumping station fails, flood reaches Ghent",
            published="2024-03-01",
            links=(Link("", "2"),),
            entities=named,
        ),
        article("2", "Ghent pumping station failed twice before flood", published="2024-03-02"),
        article("3", "Flood inquiry hears of Ghent pumping station", published="2024-03-20", entities=named),
        article("4", "Flood at Ghent pumping station: a year on", published="2029-03-01"),
        article("5", "Painting found in museum store", published="2024-03-01"),
        article("6", "Ghent", "Nothing else.", published="2024-03-01"),
    ) as archive:
        yield archive


def test_computed_relations_follow_the_stated_ones(flood: searcher.Archive) -> None:
    related = flood.related("1", limit=5)
    assert [(link.id, link.kind) for link in related] == [
        ("2", "stated"),
        ("3", "computed"),
        ("4", "computed"),
    ]
    assert all(0 < (link.score or 0) <= 1 for link in related[1:])


def test_a_computed_relation_says_why(flood: searcher.Archive) -> None:
    """By words, those first that say most; then by names, whose words are not said twice."""
    assert flood.related("1")[1].shared == ("flood", "Pumping", "station", "Ghent")


def test_nearness_fades_with_time_unless_told_otherwise(flood: searcher.Archive) -> None:
    def scores(decay: float | None) -> dict[str | None, float]:
        return {link.id: link.score or 0 for link in flood.related("1", decay_days=decay)}

    assert scores(30)["4"] < scores(None)["4"]
    assert scores(1)["3"] < scores(1000)["3"]


def test_at_most_as_many_as_asked(flood: searcher.Archive) -> None:
    assert len(flood.related("1", limit=1)) == 2
    assert len(flood.related("1", limit=0)) == 1


def test_related_articles_are_in_every_hit(flood: searcher.Archive) -> None:
    (hit,) = flood.search("title:reaches", related=1)
    assert [(link.id, link.kind) for link in hit.related] == [("2", "stated"), ("3", "computed")]


def test_of_many_articles_with_a_headline_the_nearest_is_found_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without reading all of them: neither a page nor a deadline waits for that."""
    days = [date(2010, 1, 1) + timedelta(n // 3) for n in range(1500)]
    brief = [article(f"b{n:04}", "News in brief", published=str(each)) for n, each in enumerate(days)]
    dated = article("l", links=(Link("News in Brief", published=day("2011-01-01")), Link("News in brief")))
    add(tmp_path / "a", [*brief, dated], extractor="none")
    read: list[str] = []
    real = EmbeddedSnapshot.stored_texts

    def reading(one: EmbeddedSnapshot, ids: list[str], fields: list[str]) -> Any:
        read.extend(ids)
        return real(one, ids, fields)

    monkeypatch.setattr(EmbeddedSnapshot, "stored_texts", reading)
    with searcher.open(tmp_path / "a") as archive:
        assert [link.id for link in archive.related("l", limit=0)] == ["b1095", None]
        assert len(read) < 10
        with pytest.raises(DeadlineError):
            archive.related("l", limit=0, timeout=1e-9)


def test_backlinks_are_of_a_kind_of_their_own(tmp_path: Path) -> None:
    with opened(tmp_path, article("1", links=(Link("x", "2"),)), article("2", links=(Link("y", "1"),))) as a:
        assert [link.kind for link in a.backlinks("1")] == ["backlink"]
        assert [(link.kind, link.id) for link in a.related("1", limit=0)] == [("stated", "2")]
        assert [link.kind for link in a.related("1", limit=0, kinds="backlink")] == ["backlink"]
        for wrong in (5, [["x"]], b"x", ["none"]):
            with pytest.raises(DatelineError, match="relation"):
                a.related("1", kinds=wrong)  # type: ignore[arg-type] # on purpose


def test_backlinks_are_the_articles_that_state_a_link_here(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        article("1", links=(Link("", "9"),)),
        article("2", links=(Link("Title of 9"),)),
        article("3", links=(Link("Title of 9", published=day("1999-01-01")),)),
        article("9", published="2024-01-01", links=(Link("self", "9"),)),
    ) as a:
        assert [link.id for link in a.backlinks("9")] == ["1", "2"]
        assert a.backlinks("1") == ()


def test_relations_of_an_absent_article_are_an_error(flood: searcher.Archive) -> None:
    with pytest.raises(ArticleNotFoundError):
        flood.related("nobody")


@pytest.fixture(scope="module")
def briefings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Archive]:
    """Headlines that are alike, some word for word, over ten years."""
    topics = ("markets", "weather", "traffic")
    same = [
        article(
            f"{topic}-{year}-{month:02}",
            f"Morning briefing {topic} {'today' if month % 2 else ''}",
            published=f"{year}-{month:02}-01" if month != 7 else None,
        )
        for topic in topics
        for year in range(2014, 2024)
        for month in range(1, 13)
    ]
    path = tmp_path_factory.mktemp("briefings") / "a"
    add(path, [*same, *FILLER], extractor="none")
    with searcher.open(path) as archive:
        yield archive


def oracle(archive: searcher.Archive, id_: str, limit: int) -> list[tuple[str | None, float]]:
    """The nearest articles of docs/related.md: BM25 of every text, one after the other."""
    own = archive.get(id_)
    everything = [archive.get(other) for other in archive.search(limit=0, undated="include").ids]
    texts = {each.id: Counter(map(stem, exact_terms(f"{each.title} {each.body}"))) for each in everything}
    average = sum(text.total() for text in texts.values()) / len(texts)
    small = {stem(word) for word in common_words()}

    def rarity(word: str) -> float:
        holding = sum(word in other for other in texts.values())
        return math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))

    def said_by(words: Counter[str], headline: str) -> dict[str, float]:
        in_headline = set(map(stem, exact_terms(headline)))
        said = {word: often * 11 / (often + 10) + (word in in_headline) for word, often in words.items()}
        return {word: much for word, much in said.items() if word not in small and len(word) > 1}

    def kept_by_time(other: Article) -> float:
        if not (own.published and other.published):
            return 0.9
        return 0.5 + 0.5 * math.exp(-abs((own.published.day - other.published.day).days) / 30)

    def nearest(said: dict[str, float], least: float) -> list[tuple[Article, float]]:
        says = {word: much * rarity(word) for word, much in said.items()}
        says = {word: much for word, much in says.items() if much >= sum(says.values()) / len(says) / 4}

        def score(text: Counter[str]) -> float:
            length = LENGTH_OF_BYTE[LENGTH_OF_BYTE.searchsorted(text.total())]
            norm = 1.2 * (0.25 + 0.75 * length / average)
            return sum(much * 2.2 * text[word] / (text[word] + norm) for word, much in says.items())

        # Of the words that it borrowed, each stands in the article once.
        whole = texts[id_] | Counter(dict.fromkeys(says.keys() - texts[id_].keys(), 1))
        longer = LENGTH_OF_BYTE[LENGTH_OF_BYTE.searchsorted(texts[id_].total())]
        norm = 1.2 * (0.25 + 0.75 * longer / average)
        itself = sum(much * 2.2 * whole[word] / (whole[word] + norm) for word, much in says.items())
        near = [
            (other, score(texts[other.id]) / itself * kept_by_time(other))
            for other in everything
            if other.id != id_ and len(texts[other.id].keys() & says.keys()) > 1
        ]
        return sorted(
            ((other, nearness) for other, nearness in near if nearness >= least),
            key=lambda pair: (-round(pair[1], 6), pair[0].id),
        )

    said = said_by(texts[id_], own.title)
    lent = Counter[str]()
    for other, nearness in nearest(said, 0.15)[:5]:
        for word, much in said_by(Counter(map(stem, exact_terms(other.title))), other.title).items():
            lent[word] += 0.4 * min(1.0, nearness) * much
    near = nearest({word: said.get(word, 0) + lent[word] for word in said.keys() | lent.keys()}, 0.1)
    shared = ((other, nearness) for other, nearness in near if texts[other.id].keys() & said.keys())
    return [(other.id, min(1.0, nearness)) for other, nearness in shared][:limit]


@pytest.mark.parametrize("id_", ["markets-2014-01", "weather-2019-07", "traffic-2023-12", "f3"])
@pytest.mark.parametrize("limit", [1, 5, 30])
def test_no_nearer_article_is_overlooked(briefings: searcher.Archive, id_: str, limit: int) -> None:
    """What the index adds up is what scoring every text finds."""
    found = [(link.id, link.score or 0) for link in briefings.related(id_, limit=limit)]
    expected = oracle(briefings, id_, limit)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)
    # Of equally near ones the oracle has others; all that are nearer than the last are the same.
    last = min((score for _, score in found), default=0) * 1.00001
    assert {id_ for id_, score in found if score > last} == {id_ for id_, score in expected if score > last}


def test_names_are_shared_whatever_their_kind_in_the_order_of_the_article(tmp_path: Path) -> None:
    def naming(id_: str, *names: tuple[EntityKind, str]) -> Article:
        entities = tuple(Entity(kind, name, name) for kind, name in names)
        said = ", ".join(name for _, name in names)
        return article(id_, "River reaches record flood level", said, entities=entities)

    one = naming("1", ("place", "Ardmill"), ("person", "Ann Lee"), ("place", "Delta"), ("person", "Delta"))
    two = naming("2", ("person", "Ann Lee"), ("place", "Ardmill"), ("organisation", "Delta"), ("place", "X"))
    with opened(tmp_path, one, two, naming("3", ("place", "Delta"))) as a:
        shared = {link.id: link.shared[5:] for link in a.related("1")}
        assert shared == {"2": ("Ardmill", "Ann Lee", "Delta"), "3": ("Delta",)}
        assert {link.id: link.shared[5:] for link in a.related("3")} == {"1": ("Delta",), "2": ("Delta",)}


def test_deleted_articles_are_related_to_nothing(tmp_path: Path) -> None:
    alike = [article(str(n), "River reaches record flood level") for n in range(9)]
    opened(tmp_path, *alike).close()
    with index.open(tmp_path / "a") as writer:
        writer.delete("1", "2", "5")
    with searcher.open(tmp_path / "a") as a:
        assert [link.id for link in a.related("0", limit=4)] == ["3", "4", "6", "7"]
        assert [link.id for link in a.related("0", limit=9)] == ["3", "4", "6", "7", "8"]


FERRY = (
    "The ferry Aurelia lost both engines off Kestrel Point on Monday and drifted for three hours before a "
    "tug reached it. All 212 passengers of the ferry were unhurt, the harbour master of Kestrel Point said."
)


def computed_ids(archive: searcher.Archive, id_: str, limit: int = 3) -> list[str | None]:
    return [link.id for link in archive.related(id_, limit=limit)]


@pytest.mark.parametrize("title", ["Engines fail at sea", "-"])
def test_the_same_is_told_under_another_headline_or_under_none(tmp_path: Path, title: str) -> None:
    told = "Passengers spent three hours adrift off Kestrel Point when the Aurelia's engines stopped."
    with opened(
        tmp_path,
        article("wire", title, FERRY),
        article("other", "Adrift for an afternoon", told),
        article(
            "chance", "Engines of growth", "Exports were the engines of growth, the minister said on Monday."
        ),
    ) as a:
        assert computed_ids(a, "wire") == ["other"]
        assert computed_ids(a, "other") == ["wire"]
        assert {"Kestrel", "Aurelia"} <= set(a.related("wire")[0].shared)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Minister invited to the annual meeting", "Garda chief invited to attend the committee"),
        ("de", "Minister zu der Tagung nach Mainz eingeladen", "Zeuge wurde zu der Sitzung eingeladen"),
        ("pl", "Minister zaproszony na zjazd w Radomiu", "Komendant zaproszony na posiedzenie w sejmie"),
    ],
)
def test_small_words_never_count_as_shared(tmp_path: Path, language: str, one: str, other: str) -> None:
    """Those of a list where there is one for the language, and else those that most texts hold."""
    small = [
        article(f"s{n}", f"Wort{n}", f"na{n} na w zu der {n}", language=language, published="2024-01-01")
        for n in range(30)
    ]
    pair = [
        article(id_, title, f"{title}.", language=language, published="2024-01-01")
        for id_, title in (("1", one), ("2", other))
    ]
    with opened(tmp_path, *pair, *small) as a:
        assert computed_ids(a, "1") == []


def test_what_an_outlet_says_in_all_its_articles_relates_none_of_them(tmp_path: Path) -> None:
    office = "From the desk of Senator Mara Ellison of Westmark, ranking member of the harbours committee:"
    released = [
        article(
            f"r{n}", f"Ellison speaks of topic{n}", f"{office} topic{n} matters.", source="Ellison Office"
        )
        for n in range(60)
    ]
    dredging = [
        article(
            id_,
            f"Ellison: dredge {word} channel",
            f"{office} the dredging permit for Ardmill.",
            source=source,
        )
        for id_, word, source in (
            ("1", "the", "Ellison Office"),
            ("2", "our", "Ellison Office"),
            ("3", "a", "Wire"),
        )
    ]
    others = [article(f"w{n}", f"Wire report number{n}", source="Wire") for n in range(90)]
    with opened(tmp_path, *released, *dredging, *others) as a:
        assert computed_ids(a, "r7") == []
        assert set(computed_ids(a, "1")) == {"2", "3"}


def test_a_long_text_is_as_near_to_itself_as_a_short_one(tmp_path: Path) -> None:
    in_other_orders = (reversed(FERRY.split()), sorted(FERRY.split()))  # copies are no relations
    long, other = (f"{' '.join(words)} {'Nobody knew why. ' * 5000}" for words in in_other_orders)
    with opened(
        tmp_path, article("1", "Ferry", FERRY), article("2", "Adrift", long), article("3", "-", other)
    ) as a:
        assert computed_ids(a, "2") == ["3", "1"]
        assert 0.7 < (a.related("2")[0].score or 0) <= 1


def test_a_headline_that_shares_a_name_alone_is_found_by_what_the_nearest_say(tmp_path: Path) -> None:
    """It borrows their words: not found is what shares the name and is about something else."""
    titles = {
        "1": "Aurelia adrift off Kestrel Point",
        "2": "Aurelia adrift: tug reaches ferry at Kestrel Point",
        "3": "Tug tows ferry Aurelia from Kestrel Point into harbour",
        "4": "Ferry in harbour after tug reaches Aurelia",
        "5": "Opera stages Aurelia",
        "6": "Orchestra plays at opera premiere",
    }
    with opened(
        tmp_path, *(article(id_, title, "", published="2024-01-01") for id_, title in titles.items())
    ) as a:
        assert computed_ids(a, "1", 10) == ["2", "3", "4"]
        assert next(link for link in a.related("1") if link.id == "4").shared == ("Aurelia",)


@pytest.mark.parametrize(
    ("language", "one", "same", "chance"),
    [
        (
            "ja",
            "霧島港で渡し船の機関故障、乗客救助 港湾当局が調査",
            "渡し船の乗客を全員救助 霧島港沖で機関故障",
            "査問の局、乗馬の客人と会う 関門と湾の障子",
        ),
        (
            "zh",
            "雾岛港渡轮发动机故障 乘客获救",
            "渡轮乘客全部获救 雾岛港发动机故障",
            "港岛发电机动工 客车乘车故事获奖",
        ),
    ],
)
def test_words_are_shared_not_characters_where_there_are_no_blanks(
    tmp_path: Path, language: str, one: str, same: str, chance: str
) -> None:
    told = [
        article(id_, title, "", language=language, published="2024-01-01")
        for id_, title in (("1", one), ("2", same), ("3", chance))
    ]
    with opened(tmp_path, *told) as a:
        assert computed_ids(a, "1") == ["2"]
        assert all(len(word) > 1 for word in a.related("1")[0].shared)


@pytest.mark.parametrize(
    ("nearness", "headline", "kept"),
    [
        (0.5, "Council meets", True),
        (0.4, "Council meets", False),
        (0.4, "Ferry towed", True),
        (0.3, "Ferry towed", False),
        (0.3, "Ferry towed off Kestrel Point", True),
        (0.3, "-", True),
    ],
)
def test_what_is_not_very_near_is_borne_out_by_its_headline(
    nearness: float, headline: str, *, kept: bool
) -> None:
    """By words that both share; an article without a headline has none to say otherwise."""
    shared = tuple(map(stem, ("ferry", "kestrel", "engines")))
    near = computed.NearArticle(Alike("2", nearness, shared), ())
    own = article("1", "Ferry drifts", f"{FERRY} {' '.join(map('hull{}'.format, range(9)))}")
    assert computed.is_borne_out(near, headline, own) is kept

"""People, organisations and places, found in the text of an article."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.entities import gold
from corpus import Article, Entity
from corpus.entities import CueExtractor, get
from corpus.errors import InputError

Named = tuple[str, str]


def article(body: str, title: str = "", entities: tuple[Entity, ...] = ()) -> Article:
    return Article(id="1", title=title, body=body, entities=entities)


def named(body: str, title: str = "") -> list[Named]:
    """Kind and canonical name of every entity, in order."""
    return [(entity.kind, entity.name) for entity in get().extract(article(body, title))]


def person(name: str) -> Named:
    return ("person", name)


def organisation(name: str) -> Named:
    return ("organisation", name)


def place(name: str) -> Named:
    return ("place", name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # people
        ("Yesterday Joan Ibex spoke.", [person("Joan Ibex")]),
        ("It was said by Mr Ibexov.", [person("Ibexov")]),
        ("Then Gen. Ivor Quill left.", [person("Ivor Quill")]),
        ("The crowd met Prime Minister Ana Torvald there.", [person("Ana Torvald")]),
        (
            "Foreign Ministry Spokesman Oran Vale spoke.",
            [organisation("Foreign Ministry"), person("Oran Vale")],
        ),
        ("They met Ana Torvald and Ivor Quill.", [person("Ana Torvald"), person("Ivor Quill")]),
        (
            "We asked Ana Torvald of the Harbour Party.",
            [person("Ana Torvald"), organisation("Harbour Party")],
        ),
        ("A painter, Osric bin Tallow, agreed.", [person("Osric bin Tallow")]),
        # organisations
        ("It told the Foreign Ministry.", [organisation("Foreign Ministry")]),
        ("It told the Ministry of Tides and Harbours.", [organisation("Ministry of Tides and Harbours")]),
        ("The IAEA agreed.", [organisation("International Atomic Energy Agency")]),
        ("A letter to the UN followed.", [organisation("United Nations")]),
        ("It was on Press TV and Al Jazeera.", [organisation("Press TV"), organisation("Al Jazeera")]),
        ("A report by Reuters followed.", [organisation("Reuters")]),
        ("This Amnesty International said.", [organisation("Amnesty International")]),
        ("A vote in the People's Assembly failed.", [organisation("People's Assembly")]),
        ("It was rated by Moody's again.", [organisation("Moody's")]),
        # places
        ("It rained in France and in Peru.", [place("France"), place("Peru")]),
        ("A flood near the Syrian city of Manbij ended.", [place("Manbij")]),
        ("It happened in Quellmar province.", [place("Quellmar")]),
        ("They camped by Lake Orrin.", [place("Lake Orrin")]),
        ("The U.S. agreed, and the UK did not.", [place("United States"), place("United Kingdom")]),
        (
            "The US-led talks in Russia-Ukraine terms.",
            [place("United States"), place("Russia"), place("Ukraine")],
        ),
        ("MANILA, June 3 - It rained.", [place("Manila")]),
        # neither
        ("They let us go. Give us bread.", []),
        ("The Syrian and French soldiers were Muslims.", []),
        ("In October the January snow, on Monday.", []),
        ("The GDP grew, said the CEO of it. Chapter XIV ends.", []),
        ("However, many agreed. Meanwhile, others slept.", []),
        ("I've said so. They’re here. Don't ask.", []),
        ("They passed the Clean Harbours Act again.", []),
    ],
)
def test_what_a_sentence_names(text: str, expected: list[Named]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It was Peru’s turn.", "Peru"),
        ("It was Peru's turn.", "Peru"),
        ("He saw President Ana Torvald.", "Ana Torvald"),
        ("He saw the “Foreign Ministry”.", "Foreign Ministry"),
    ],
)
def test_possessives_titles_and_quotes_are_not_part_of_a_name(text: str, written: str) -> None:
    (entity,) = get().extract(article(text))
    assert entity.written == written
    assert entity.start == text.index(written)


def test_a_surname_means_the_full_name_of_the_same_article() -> None:
    body = "Barbara Lee spoke first. Then Lee sat down. Congresswoman Lee had been brief."
    assert named(body) == [person("Barbara Lee")] * 3
    assert named("Congresswoman Lee had been brief.") == [person("Lee")]


def test_of_two_who_share_a_surname_the_one_named_last_is_meant() -> None:
    body = "Barbara Lee spoke first, and Lee was brief. Then Spencer Lee spoke, and Lee was not."
    names = [name for _, name in named(body)]
    assert names == ["Barbara Lee", "Barbara Lee", "Spencer Lee", "Spencer Lee"]


def test_a_surname_may_be_the_name_of_a_place() -> None:
    assert named("Anna Jordan spoke. Later Jordan left.")[1] == person("Anna Jordan")
    assert named("Anna Jordan spoke. It rained in Jordan again.")[1] == place("Jordan")
    assert named("Later Jordan and Syria agreed.") == [place("Jordan"), place("Syria")]


def test_letters_in_brackets_mean_the_name_before_them() -> None:
    body = "The Harbour Defence League (HDL) met. Later the HDL agreed."
    assert set(named(body)) == {organisation("Harbour Defence League")}
    assert named("A gross tidal product (GTP) rose. The GTP fell.") == []


def test_the_head_alone_means_the_one_body_that_has_it() -> None:
    body = "The National Assembly met. Then the Assembly rose."
    assert named(body) == [organisation("National Assembly")] * 2


def test_a_headline_names_only_what_the_body_or_a_table_knows() -> None:
    title = "US Harbour Inspectors Count Dozens: Torvald Accuses Quell Harbour"
    body = "Ana Torvald accused the US of it."
    assert named(body, title)[:2] == [place("United States"), person("Ana Torvald")]
    assert {name for _, name in named(body, title)} == {"United States", "Ana Torvald"}


def test_a_headline_in_capitals_is_read_without_them() -> None:
    body = "Barbara Lee flew to Peru."
    assert named(body, "CONGRESSWOMAN LEE TELLS US WHO FLEW TO PERU")[:2] == [
        person("Barbara Lee"),
        place("Peru"),
    ]


def test_a_headline_in_sentence_case_is_read_as_a_sentence() -> None:
    assert named("It rained.", "Flood kills a dozen near the town of Quellmar") == [place("Quellmar")]


def test_a_name_goes_on_in_the_next_line_of_wrapped_copy() -> None:
    body = "It was decided on the second day of the meeting by the Bank of\nEngland and others."
    assert named(body) == [organisation("Bank of England")]
    assert organisation("Bank of England") not in named("Bank of\nEngland")


def test_what_an_export_listed_is_kept_once_and_under_its_canonical_name() -> None:
    listed = (
        Entity("place", "usa", "usa"),
        Entity("place", "france", "france"),
        Entity("organisation", "U.N.", "U.N."),
        Entity("organisation", "UN", "UN"),
    )
    found = get().extract(article("It rained in France.", entities=listed))
    assert [(entity.name, entity.start) for entity in found] == [
        ("France", 13),
        ("United States", None),
        ("United Nations", None),
    ]


def test_a_place_in_the_text_that_an_export_gave_is_kept_where_it_holds() -> None:
    right, wrong = Entity("person", "Rain", "rained", 3, 9), Entity("person", "Snow", "snowed", 3, 9)
    found = get().extract(article("It rained in France.", entities=(right, wrong)))
    assert [(entity.name, entity.start) for entity in found] == [("Rain", 3), ("France", 13), ("Snow", None)]


def test_extracting_again_changes_nothing() -> None:
    first = article("Barbara Lee spoke in Peru. Then Lee left the UN.", "Lee Leaves the UN for Good")
    once = get().extract(first)
    assert get().extract(first.with_entities(once)) == once


def test_none_finds_nothing() -> None:
    extractor = get("none")
    assert extractor.name == "none"
    assert extractor.extract(article("Barbara Lee flew to Peru.")) == ()
    listed = article("It rained.", entities=(Entity("place", "usa", "usa"),))
    assert [entity.name for entity in extractor.extract(listed)] == ["United States"]


def test_an_unknown_extractor_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'oracle'.*cues, none, spacy:MODEL"):
        get("oracle")


def test_importing_reads_no_table() -> None:
    code = (
        "import corpus.entities, corpus.entities.tables as t;"
        "print(t.cues.cache_info().currsize + t.gazetteer.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


WORDS = """Barbara Lee Lee’s U.S. US-led Al-Qaeda al-Assad Mr. Gen. President of the and bin Bank Ministry
    UN (UN) Syria's Paris, SYRIA The In May 3 “ ” - é İstanbul ß Ban Ki-moon A. A&B I’ve O'Brien 中国"""
NAMES = st.sampled_from([*WORDS.split(), "\n", "\n\n", "\ud800", "\x00"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(NAMES, max_size=60).map(" ".join))


@given(TEXTS, TEXTS)
def test_offsets_are_exact_ordered_and_apart(title: str, body: str) -> None:
    one = article(body, title)
    entities = get().extract(one)
    assert entities == get().extract(one)
    end = 0
    for entity in entities:
        assert entity.start is not None
        assert entity.end is not None
        assert end <= entity.start < entity.end
        assert one.text[entity.start : entity.end] == entity.written
        assert entity.name
        end = entity.end


LONG = 5_000_000
HOSTILE = {
    "capitals": "A" * LONG,
    "capital words": "Abc " * (LONG // 4),
    "initials": "A. " * (LONG // 3),
    "hyphens": "Al-" * (LONG // 3),
    "articles": "al-" * (LONG // 3),
    "apostrophes": "A'" * (LONG // 2),
    "joined": "John Smith and " * (LONG // 15),
    "owned": "People's " * (LONG // 9),
    "titles": "President of " * (LONG // 13),
    "shouted": "UNITED STATES OF\n" * (LONG // 17),
    "spaces": "Bank" + " " * LONG + "of England",
    "newlines": "\n" * LONG,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CueExtractor, "longest", 60_000)
    begin = time.process_time()
    get().extract(article(HOSTILE[kind]))
    assert time.process_time() - begin < 3


def test_only_the_head_of_an_endless_text_is_read() -> None:
    assert CueExtractor.longest >= 200_000
    body = "word " * (CueExtractor.longest // 5) + "It rained in Peru."
    assert named("It rained in Peru. " + body) == [place("Peru")]


@pytest.mark.data
def test_the_captured_page_gives_the_facets_a_reader_expects(data_dir: Path) -> None:
    lines = (data_dir / "captured" / "press-article.txt").read_text(encoding="utf-8").splitlines()
    body = "\n".join(line for line in lines[4:] if not line.startswith("string("))
    found = set(named(body, lines[0]))
    places = {"Iraq", "Syria", "Manbij", "United States"}
    bodies = {
        "Amnesty International",
        "Islamic State",
        "Press TV",
        "United Nations",
        "Syrian Foreign Ministry",
    }
    assert found == {*map(place, places), *map(organisation, bodies), place("Washington")}


@pytest.mark.data
def test_enough_is_found_in_annotated_news(data_dir: Path) -> None:
    right = found = wanted = 0
    for one, expected in list(gold(data_dir))[::5]:
        spans = {(entity.start, entity.end, entity.kind) for entity in get().extract(one)}
        right, found, wanted = right + len(spans & expected), found + len(spans), wanted + len(expected)
    assert 2 * right / (found + wanted) > 0.76


def test_who_brings_an_article_is_an_organisation_whatever_it_looks_like() -> None:
    credited = article("NAKURU, May 2 (Delta Wire) - Rust was found, Delta Wire has learned.")
    signed = Article("1", "", "It was told to Jasper Post on Monday.", source="Jasper Post")
    outlets = {(e.kind, e.name) for one in (credited, signed) for e in get().extract(one)}
    assert {organisation("Delta Wire"), organisation("Jasper Post")} <= outlets
    assert not {person("Delta Wire"), person("Jasper Post")} & outlets


def test_a_dyke_is_a_place() -> None:
    assert named("The water rose at Heron Dyke.") == [place("Heron Dyke")]


def test_in_other_languages_only_known_names_count() -> None:
    body = "Am Freitag sprach Angela Merkel in Berlin. "
    body += "Die Lage der Bürger besserte sich, sagte Merkel. Sie lobte die NATO."
    found = CueExtractor().extract(Article("x", "", body, language="de-DE"))
    assert [(e.kind, e.name) for e in found] == [
        ("person", "Angela Merkel"),
        ("place", "Berlin"),
        ("person", "Angela Merkel"),
        ("organisation", "NATO"),
    ]

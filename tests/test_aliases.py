"""One name for each person, organisation and place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import EntityKind
from corpus.entities import aliases, canonical
from corpus.entities import tables as table_files

KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((form, "United States") for form in ("US", "U.S.", "U.S", "USA", "U.S.A.", "the United States")),
        *((form, "United States") for form in ("United States of America", "usa", "us", "America")),
        *((form, "United Kingdom") for form in ("UK", "U.K.", "uk", "Britain", "Great Britain", "Britain's")),
        *((form, "Myanmar") for form in ("Burma", "Myanmar", "burma")),
        *((form, "North Korea") for form in ("DPRK", "D.P.R.K.", "north-korea", "North Korea")),
        *((form, "Soviet Union") for form in ("USSR", "U.S.S.R.", "ussr", "the Soviet Union")),
        *((form, "West Germany") for form in ("west-germany", "Federal Republic of Germany")),
        *((form, "Ivory Coast") for form in ("Côte d’Ivoire", "Cote d'Ivoire", "ivory-coast")),
        *((form, "Turkey") for form in ("Türkiye", "Turkiye", "TURKEY")),
        *((form, "Washington") for form in ("Washington, D.C.", "DC", "District of Columbia")),
        ("Zaire", "Democratic Republic of the Congo"),
        ("yemen-demo-republic", "South Yemen"),
        ("Kiev", "Kyiv"),
        ("The Hague", "The Hague"),
        ("Den Haag", "The Hague"),
    ],
)
def test_a_place_has_one_name(written: str, name: str) -> None:
    assert canonical("place", written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(
            (form, "Islamic State")
            for form in ("ISIS", "Isis", "ISIL", "Daesh", "Da'esh", "the Islamic State")
        ),
        *((form, "United Nations") for form in ("UN", "U.N.", "the United Nations", "un")),
        *((form, "European Union") for form in ("EU", "E.U.", "the EU")),
        *((form, "NATO") for form in ("Nato", "NATO", "North Atlantic Treaty Organization")),
        *((form, "Amnesty International") for form in ("Amnesty", "amnesty international")),
        *((form, "Hezbollah") for form in ("Hizbollah", "Hizbullah", "Hezbullah")),
        *((form, "Al-Qaeda") for form in ("al-Qaida", "Al Qaeda", "al-Qa’ida", "Qaeda")),
        ("WHO", "World Health Organization"),
        ("IMF", "International Monetary Fund"),
        ("IAEA", "International Atomic Energy Agency"),
        ("A.F.P.", "Agence France-Presse"),
        ("New York Times", "The New York Times"),
        ("Moody's", "Moody's"),
    ],
)
def test_an_organisation_has_one_name(written: str, name: str) -> None:
    assert canonical("organisation", written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("President Joan Ibex", "Joan Ibex"),
        ("Lt. Gen. Joan Ibex", "Joan Ibex"),
        ("Joan\n  Ibex’s", "Joan Ibex"),
        ("“Joan Ibex”", "Joan Ibex"),
        ("President", "President"),
        ("Ayatollah Khamenei", "Ali Khamenei"),
        ("Muammar Qaddafi", "Muammar Gaddafi"),
        ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("", ""),
    ],
)
def test_a_person_is_named_without_titles(written: str, name: str) -> None:
    assert canonical("person", written) == name


@pytest.mark.parametrize("name", ["Georgia", "Jordan", "Congo", "Korea", "Brussels"])
def test_a_name_of_two_meanings_is_not_decided(name: str) -> None:
    assert canonical("place", name) == name


@pytest.mark.parametrize("body", ["European Union", "United Nations", "Eurozone"])
def test_a_body_of_states_is_no_place(body: str) -> None:
    assert body not in table_files.gazetteer().places


def test_a_state_that_ended_is_not_its_successor() -> None:
    ended = ["Soviet Union", "Yugoslavia", "Czechoslovakia", "East Germany", "South Vietnam"]
    assert [canonical("place", name) for name in ended] == ended


def test_aliases_lists_the_other_names_in_the_order_of_the_table() -> None:
    assert aliases("place", "United Kingdom")[:3] == ("UK", "Britain", "Great Britain")
    assert aliases("place", "Nowhere") == ()
    assert aliases("organisation", "United Kingdom") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_alias_leads_to_its_name_and_the_name_to_itself(kind: EntityKind) -> None:
    for row in table_files.rows("aliases.tsv"):
        name, alias, row_kind = row.split("\t")
        if row_kind == kind:
            assert canonical(kind, alias) == canonical(kind, name) == name


def test_the_table_is_large_enough_and_says_nothing_twice() -> None:
    rows = table_files.rows("aliases.tsv")
    assert len(rows) >= 400
    assert len(rows) == len(set(rows))
    assert {row.split("\t")[2] for row in rows} == set(KINDS)


def test_every_table_has_its_licence_stated() -> None:
    folder = Path(table_files.__file__).parent / "tables"
    stated = (folder / "LICENCES.md").read_text(encoding="utf-8")
    tables = [path for path in folder.iterdir() if path.suffix != ".md"]
    assert all(path.name in stated for path in tables)
    assert sum(path.stat().st_size for path in tables) < 700_000


@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_a_canonical_name_is_its_own(kind: EntityKind, written: str) -> None:
    name = canonical(kind, written)
    assert canonical(kind, name) == name
    assert name == " ".join(name.split())


@pytest.mark.data
def test_every_country_tag_of_the_reuters_collection_is_known(data_dir: Path) -> None:
    with gzip.open(data_dir / "reuters21578.jsonl.gz", "rt", encoding="utf-8") as lines:
        tags = {tag for line in lines for tag in json.loads(line).get("places", [])}
    assert len(tags) > 100
    assert [tag for tag in tags if canonical("place", tag) == tag] == []

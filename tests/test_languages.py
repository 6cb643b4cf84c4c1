"""Languages: told by the outlet or from the text; each article stemmed in its own, and shown unbroken."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import index
import searcher
from corpus import languages
from corpus.languages import language_of
from index.text import languages as languages_of_stems
from index.text.analysis import exact_terms, terms, written_tokens
from index.text.fingerprints import stems_fingerprint
from index.text.languages import STEMMERS, analysed_in, exact_terms_in, stem_in, stems

from .articles import add, article

SCENARIO = Path(__file__).parent / "scenarios" / "languages" / "articles.jsonl"
TEXTS = {row["id"]: row["body"] for row in map(json.loads, SCENARIO.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Archive]:
    path = tmp_path_factory.mktemp("languages") / "a.archive"
    with index.create(path) as opened:
        opened.add(corpus.read(SCENARIO))
    with searcher.open(path) as searching:
        yield searching


@pytest.fixture
def without_detector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "pycld2", None)
    languages._detector.cache_clear()  # noqa: SLF001 -- what it found once is remembered
    yield
    languages._detector.cache_clear()  # noqa: SLF001 -- as above


@pytest.mark.parametrize(
    ("query", "id_", "marked"),
    [
        ("puentes cerrar", "es", ["cerraron", "puentes"]),
        ("présenté", "fr", ["présentées"]),
        ("Stadt Haus", "de", ["Stadt", "Häuser", "Städten"]),
        ("город", "ru", ["города", "городов"]),
        ("şehir", "tr", ["Şehirlerde"]),
        ("مدينة", "ar", ["المدينة"]),
        ("كتابخانه", "fa", ["کتابخانه"]),
        ("桥梁", "zh", ["桥梁"]),
        ("市長 ダム", "ja", ["ダム", "市長"]),
    ],
)
def test_a_snippet_marks_words_in_their_inflections(
    archive: searcher.Archive, query: str, id_: str, marked: list[str]
) -> None:
    snippet = next(hit.snippet for hit in archive.search(query) if hit.id == id_)
    assert snippet.split("**")[1::2] == marked
    assert snippet.replace("**", "").strip("…") in TEXTS[id_]


@pytest.mark.parametrize("id_", sorted(set(TEXTS) - {"none"}))
def test_a_long_text_is_shown_in_whole_characters(tmp_path: Path, id_: str) -> None:
    body = TEXTS[id_] * 30
    word = written_tokens(TEXTS[id_])[-1]
    with index.create(tmp_path / "a") as opened:
        opened.add([corpus.Article(id_, "", body, language=id_)])
    with searcher.open(tmp_path / "a") as searching:
        (hit,) = searching.search(word)
    shown = " ".join(hit.snippet.replace("**", "").strip("…").split())
    assert shown in " ".join(body.split())


@pytest.mark.parametrize("id_", sorted(set(TEXTS) - {"none"}))
def test_the_language_of_a_text_is_told(id_: str) -> None:
    assert language_of(TEXTS[id_] * 3).partition("-")[0] == id_


@pytest.mark.usefixtures("without_detector")
@pytest.mark.parametrize("id_", ["ru", "ar", "fa", "zh", "ja"])
def test_without_a_detector_the_script_tells(id_: str) -> None:
    assert language_of(TEXTS[id_]) == id_


@pytest.mark.usefixtures("without_detector")
def test_without_a_detector_what_the_script_leaves_open_stays_open() -> None:
    assert language_of(TEXTS["es"] * 3) == ""
    assert language_of(TEXTS["es"] * 3, "en") == "en"


def test_what_an_outlet_says_counts() -> None:
    assert language_of(TEXTS["es"], "pt-BR") == "pt-BR"
    assert language_of("Corta", "en-GB") == "en-GB"


def test_english_is_doubted_where_the_text_is_another() -> None:
    assert language_of(TEXTS["es"] * 3, "en") == "es"
    assert language_of(TEXTS["ru"] * 3, "en-US") == "ru"
    assert language_of(TEXTS["en"] * 3, "en-GB") == "en-GB"


@pytest.mark.parametrize("text", ["", "12 345", "…", "\ud800" * 300, "a\ud800" * 300])
def test_of_nothing_no_language_is_told(text: str) -> None:
    assert language_of(text) == ""


def test_an_article_shows_the_language_that_was_told(tmp_path: Path) -> None:
    with index.create(tmp_path / "a") as opened:
        report = opened.add([corpus.Article("x", "", TEXTS["es"] * 3)])
        again = opened.add([corpus.Article("x", "", TEXTS["es"] * 3)])
    assert (report.added, again.unchanged) == (1, 1)
    with searcher.open(tmp_path / "a") as searching:
        assert searching.get("x").language == "es"
        assert searching.search("language:es").total == 1


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("pt_BR", "pt"),
        ("PT br", "pt"),
        ("en", ""),
        ("en-GB", ""),
        ("xx", ""),
        ("", ""),
    ],
)
def test_a_tag_names_its_stemmer(tag: str, language: str) -> None:
    assert analysed_in(tag) == language


@pytest.mark.parametrize("language", sorted(STEMMERS))
def test_every_stemmer_is_there(language: str) -> None:
    assert stem_in("abc", language).startswith(f"{language}:")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "الحكومة", "والحكومة"),
        ("ar", "اليمن", "واليمن"),
        ("ar", "انتخابات", "الانتخابات"),
        ("ar", "انتخابات", "والانتخابات"),
        ("ar", "قوات", "القوات"),
        ("ar", "قوات", "للقوات"),
        ("ar", "شركة", "الشركات"),
        ("ar", "شركة", "شركات"),
        ("ko", "서울", "서울에서는"),
        ("ko", "대통령", "대통령은"),
        ("ko", "NATO", "NATO는"),
        ("ko", "전문가", "전문가를"),
        ("ta", "கால்கள்", "கால்"),
    ],
)
def test_what_is_written_onto_a_word_comes_off(language: str, one: str, other: str) -> None:
    assert stem_in(one, language) == stem_in(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("ar", "والد", "الد"), ("ar", "والدين", "الدين"), ("ko", "집에서", "집"), ("ko", "서울", "부산")],
)
def test_what_belongs_to_a_word_stays(language: str, one: str, other: str) -> None:
    assert stem_in(one, language) != stem_in(other, language)


@pytest.mark.parametrize("language", ["", "fr", "en"])
def test_one_full_stop_in_a_number_is_its_languages_matter(language: str) -> None:
    assert exact_terms_in("1.234 Euro", language) == ["1", "234", "euro"]
    assert exact_terms_in("1.234 Euro, 1.50", "de") == ["1234", "euro", "1", "50"]
    assert stems("1.234", "de") == ["1234"]


def test_a_changed_stem_changes_the_fingerprint_of_its_language_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = {language: stems_fingerprint(language) for language in ("pl", "fr")}
    assert len(set(before.values())) == len(before)
    asked = languages_of_stems.stem_in
    monkeypatch.setattr(
        languages_of_stems, "stem_in", lambda token, tag: asked(token, tag) + "x" * (tag == "pl")
    )
    stems_fingerprint.cache_clear()
    try:
        assert stems_fingerprint("pl") != before["pl"]
        assert stems_fingerprint("fr") == before["fr"]
    finally:
        stems_fingerprint.cache_clear()


def test_the_archive_says_in_which_stems_it_was_written(tmp_path: Path) -> None:
    with index.create(tmp_path / "a") as opened:
        opened.add([corpus.Article("x", "", TEXTS["es"] * 3, language="es")])
        opened.add([corpus.Article("y", "", TEXTS["fr"] * 3, language="fr")])
    written = json.loads((tmp_path / "a" / "archive.json").read_text())["stems"]
    assert written == {language: stems_fingerprint(language) for language in ("en", "es", "fr")}


def test_words_side_by_side_are_inflected_in_languages_that_hold_them(tmp_path: Path) -> None:
    """*mines* is *min* to the French stemmer: that counts where a French article has such a word."""
    articles = [
        article("en", body="The mines max out.", language="en"),
        article("fr", body="Bonjour, dit le ministre.", language="fr"),
    ]
    add(tmp_path / "a.archive", articles)
    with searcher.open(tmp_path / "a.archive") as archive:
        assert list(archive.search("min-max").ids) == []
    add(tmp_path / "a.archive", [article("more", body="Des mines max.", language="fr")])
    with searcher.open(tmp_path / "a.archive") as archive:
        assert "more" in archive.search("min-max").ids


def test_numbers_are_the_same_in_every_language() -> None:
    assert {stem_in("١٩٨٧", language) for language in ("", *STEMMERS)} == {"1987"}


@given(st.text(), st.sampled_from(sorted(STEMMERS)))
def test_there_is_a_stem_for_every_token(text: str, language: str) -> None:
    assert len(stems(text, language)) == len(exact_terms(text))


@given(st.text(st.sampled_from("桥梁ダムabc。 、々ー\u3099é.U1")))
def test_characters_without_blanks_between_are_cut_where_they_stand(text: str) -> None:
    found = list(terms(text))
    assert [text[term.start : term.end] for term in found] == written_tokens(text)
    assert [term.exact for term in found] == exact_terms(text)


def test_headlines_are_compared_in_their_own_language(tmp_path: Path) -> None:
    def told(id_: str, title: str, language: str) -> corpus.Article:
        return corpus.Article(id_, title, "Texto.", language=language)

    with index.create(tmp_path / "a") as opened:
        opened.add(
            [
                told("1", "Ciudades del norte cierran sus puentes", "es"),
                told("2", "La ciudad cierra otro puente en el norte", "es"),
                told("3", "Norte Sus Del Puentesque", "en"),
                *(told(f"n{n}", f"Noticia número {n} de hoy {n * 7}", "es") for n in range(20)),
            ]
        )
    with searcher.open(tmp_path / "a") as searching:
        (related,) = searching.related("1")
    assert (related.id, related.kind) == ("2", "computed")
    assert {"puentes", "norte"} <= set(related.shared)

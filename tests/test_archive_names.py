"""An archive's own names: aliases.tsv in its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import index
import searcher
from corpus import Article, Entity
from corpus.entities import archive_names, of_archive
from corpus.entities import tables as table_files
from corpus.errors import InputError
from searcher.cli import main

TABLE = """# our names
name\talias\tkind
Islamic State\tDaesh\torganisation
Harbour Watch\tThe Old Watch\torg

Tidewater\tTW\tplace
Joan Ibex\tthe ferry queen\tperson
Lantern Treaty\tTreaty of Quellmar
"""
TEXTS = {
    "named": "Fighters of Islamic State left.",
    "alias": "Daesh left the town. It was seen by The Old Watch, and by the ferry queen.",
    "place": "It rained in TW again.",
    "treaty": "The Lantern Treaty was kept.",
    "quellmar": "A treaty was kept, and Quellmar was glad.",
}


def made(folder: Path, table: str | None = TABLE) -> Path:
    """An archive of the texts, with a table in its folder."""
    path = folder / "news.archive"
    path.mkdir()
    if table is not None:
        (path / archive_names.FILE).write_text(table, encoding="utf-8")
    with index.create(path) as opened:
        opened.add([Article(id=id_, title="", body=text) for id_, text in TEXTS.items()], processes=1)
    return path


def found(path: Path, query: str = "", **options: object) -> tuple[set[str], tuple[str, ...]]:
    """Ids, and what the receipt says of aliases."""
    with searcher.open(path) as archive:
        results = archive.search(query, **options)  # type: ignore[arg-type] -- a test's options are of any type
        return set(results.ids), results.receipt.aliases


@pytest.mark.parametrize(
    ("query", "options", "ids", "told"),
    [
        ("Daesh", {}, {"named", "alias"}, ('"Daesh" also as "Islamic State"',)),
        ("daesh's", {}, {"named", "alias"}, ('"daesh" also as "Islamic State"',)),
        ("title:Daesh", {}, set(), ('"Daesh" also as "Islamic State"',)),
        ("-Daesh", {}, {"place", "treaty", "quellmar"}, ('"Daesh" also as "Islamic State"',)),
        ("treaty of quellmar", {}, {"treaty"}, ('"treaty of quellmar" also as "Lantern Treaty"',)),
        ("TW", {}, {"place"}, ('"TW" also as "Tidewater"',)),
        ("org:Daesh", {}, {"named", "alias"}, ('"Daesh" also as "Islamic State"',)),
        ('org:"the old watch"', {}, {"alias"}, ('"the old watch" also as "Harbour Watch"',)),
        ("", {"org": "islamic state"}, {"named", "alias"}, ('"islamic state" also as "Daesh"',)),
        ("", {"person": "Ferry Queen"}, {"alias"}, ('"Ferry Queen" also as "Joan Ibex"',)),
        ("", {"place": "TW"}, {"place"}, ('"TW" also as "Tidewater"',)),
        # never in quotes, never by halves, never beyond its kind, never a small word for letters in capitals
        ('"Daesh"', {}, {"alias"}, ()),
        ("tw", {}, {"place"}, ()),
        ("treaty", {}, {"treaty", "quellmar"}, ()),
        ("title:treaty of quellmar", {}, set(), ()),
        ("-treaty of quellmar", {}, set(), ()),
        ("treaty AND of AND quellmar", {}, set(), ()),
        ("place:Daesh", {}, set(), ()),
        ("org:Dae*", {}, set(), ()),
        ("Islamic State", {}, {"named"}, ()),
    ],
)
def test_a_question_is_widened_and_says_so(
    tmp_path: Path, query: str, options: dict[str, str], ids: set[str], told: tuple[str, ...]
) -> None:
    assert found(made(tmp_path), query, **options) == (ids, told)


def test_any_of_several_words_stays_any_of_them(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert found(path, "treaty of quellmar", match="any")[0] == {"treaty", "quellmar"}
    assert found(path, "org:Daesh rained", match="any")[0] == set()


def test_names_are_found_in_articles_under_their_own_name(tmp_path: Path) -> None:
    path = made(tmp_path)
    with searcher.open(path) as archive:
        entities = archive.get("alias").entities
    assert [(e.kind, e.name, e.written) for e in entities] == [
        ("organisation", "Islamic State", "Daesh"),
        ("organisation", "Harbour Watch", "The Old Watch"),
        ("person", "Joan Ibex", "the ferry queen"),
    ]
    assert all(TEXTS["alias"][e.start : e.end] == e.written for e in entities)


def test_an_own_name_comes_before_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / archive_names.FILE).write_text("Burma\tMyanmar\tplace\n", encoding="utf-8")
    listed = (Entity("place", "Myanmar", "Myanmar"),)
    for name in ("cues", "none"):
        extractor = of_archive(name, tmp_path)
        article = Article(id="1", title="", body="It rained in Burma.", entities=listed)
        assert {entity.name for entity in extractor.extract(article)} == {"Burma"}
        assert extractor.name == name


def test_the_table_counts_at_once_for_questions_and_after_a_rebuild_for_articles(tmp_path: Path) -> None:
    path = made(tmp_path, table=None)
    assert found(path, "the old watch") == ({"alias"}, ())
    assert found(path, org="Harbour Watch")[0] == set()
    (path / archive_names.FILE).write_text(TABLE, encoding="utf-8")
    assert found(path, "", org="Islamic State")[0] == {"named", "alias"}
    index.rebuild(path)
    assert found(path, "", org="Harbour Watch")[0] == {"alias"}
    assert (path / archive_names.FILE).read_text(encoding="utf-8") == TABLE


def test_the_archive_never_touches_the_table(tmp_path: Path) -> None:
    path = made(tmp_path)
    with index.open(path) as opened:
        opened.add([Article(id="more", title="", body="It rained in Peru.")], processes=1)
        opened.delete("named")
    index.rebuild(path)
    index.rebuild(path, salvage=True)
    assert index.check(path).problems == ()
    with index.open(path):
        pass
    assert (path / archive_names.FILE).read_text(encoding="utf-8") == TABLE


def test_a_refresh_reads_the_table_anew(tmp_path: Path) -> None:
    path = made(tmp_path)
    with searcher.open(path) as archive:
        (path / archive_names.FILE).write_text("Peru\tDaesh\n", encoding="utf-8")
        assert archive.search("Daesh").receipt.aliases == ('"Daesh" also as "Islamic State"',)
        archive.refresh()
        assert archive.search("Daesh").receipt.aliases == ('"Daesh" also as "Peru"',)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Islamic State\n", "line 1 has 1 columns"),
        (b"a\tb\tplace\tmore\n", "line 1 has 4 columns"),
        (b"a\tb\nIslamic State\tDaesh\tband\n", "line 2: 'band' is none of"),
        (b"Islamic State\t\n", "line 1: a name must begin"),
        (b"Islamic State\t-\n", "line 1: a name must begin"),
        (b"Islamic\x1b[2J State\tDaesh\n", "line 1: a name holds control characters"),
        (b"Islamic State\t" + b"x" * 201, "line 1: a name of more than 200"),
        (b"\xff\xfe\x00\n", "not text in UTF-8"),
        (b"one\ttwo\nthree\tTwo\n", "'Two' leads to both 'one' and 'three'"),
        (b"one\ttwo\tplace\nthree\ttwo\n", "leads to both"),
        (b"one\ttwo\ntwo\tone\n", "'one' is the name of one row and leads to 'two'"),
        (b"one\ttwo\ntwo\tthree\nthree\tone\n", "leads to"),
        (b"".join(b"name\talias %d\n" % i for i in range(10_001)), "more than 10,000 rows"),
        (b"x" * (2 << 20) + b"yz", "larger than 2 MB"),
    ],
)
def test_a_bad_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = made(tmp_path, table=None)
    (path / archive_names.FILE).write_bytes(content)
    for use in (searcher.open, index.open, index.rebuild):
        with pytest.raises(InputError, match=r"aliases\.tsv") as refused:
            use(path)
        assert reason in refused.value.message
        assert refused.value.hint


@pytest.mark.parametrize(
    "line", ["Islamic State", "a\tb\tplace\tmore", "Islamic State\tDaesh\tband", "Islamic State\t-", "\tUS"]
)
def test_what_is_wrong_with_a_line_names_the_columns_in_their_order(tmp_path: Path, line: str) -> None:
    table = tmp_path / archive_names.FILE
    table.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1") as refused:
        archive_names.read(table)
    assert "A row is name, alias and, where it is known, kind, parted by tabs." in refused.value.hint
    assert "stands last" not in refused.value.hint


@pytest.mark.parametrize("kind", ["place", "Organisation", "org", "person"])
def test_a_kind_that_stands_first_is_known_for_one(tmp_path: Path, kind: str) -> None:
    table = tmp_path / archive_names.FILE
    table.write_text(f"{kind}\tUnited States\tUS\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: 'US' is none of person, organisation, place") as refused:
        archive_names.read(table)
    assert f"The kind, {kind!r}, stands last." in refused.value.hint


def test_the_shipped_table_can_be_that_of_an_archive(tmp_path: Path) -> None:
    """Who takes it for a model is understood."""
    table = tmp_path / archive_names.FILE
    table.write_text(
        "\n".join(row for row in table_files.rows("aliases.tsv") if row.endswith("place")), "utf-8"
    )
    assert archive_names.read(table).canonical("place", "USA") == "United States"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(InputError, match="is not a file"):
            archive_names.read(path)


def test_a_name_that_holds_aliases_of_its_own_kind_only_is_no_contradiction(tmp_path: Path) -> None:
    table = tmp_path / archive_names.FILE
    table.write_text("Jordan\tHKJ\tplace\nAnna Jordan\tJordan\tperson\n", encoding="utf-8")
    names = archive_names.read(table)
    assert names.canonical("place", "jordan") == "Jordan"
    assert names.canonical("person", "jordan") == "Anna Jordan"
    assert names.canonical("organisation", "jordan") == ""


PIECES = st.text(st.sampled_from("aB é\t\n#-\x07ß"), max_size=30)


@given(PIECES, PIECES)
def test_any_text_is_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str, of: str
) -> None:
    table = tmp_path_factory.getbasetemp() / "any.tsv"
    table.write_text(text, encoding="utf-8")
    try:
        names = archive_names.read(table)
    except InputError as error:
        assert str(table) in error.message
        return
    for name in names.names_in(of):
        assert names.canonical(name.kind, of[name.start : name.end]) == name.name
    for kind in ("person", "organisation", "place"):
        forms = names.forms(kind, of.strip())
        assert all(names.canonical(kind, form) == forms[0] for form in forms)


def test_show_tells_where_each_name_stands(tmp_path: Path) -> None:
    path = made(tmp_path)
    done = CliRunner().invoke(main, ["show", "alias", "--entities", "--archive", str(path)])
    shown = " ".join(done.stdout.split())
    assert "36–49 …left the town. It was seen by [The Old Watch], and by the ferry queen." in shown
    searched = CliRunner().invoke(main, ["search", "Daesh", "--archive", str(path)])
    assert 'Aliases: "Daesh" also as "Islamic State"' in searched.stderr

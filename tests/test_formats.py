"""Data for other programs: complete, faithful, and always in the same shape."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus import Entity, Link
from searcher.cli import main
from searcher.cli.output_formats import (
    FORMATS,
    CommandOutput,
    OutputFormat,
    Row,
    RowFormat,
    cell_text,
    json_text,
)
from searcher.cli.terminal import inert

from .articles import add, article

HAZARDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
TEXTS = st.text(st.characters(), max_size=40)
CLEAN = TEXTS.map(inert)

Data = Callable[..., str]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of thirty articles."""
    names = (Entity("person", "Mara Ellison", "Ellison"), Entity("person", "Ada Lowe", "Lowe"))
    first = article(
        "a00",
        'The "dam", mended',
        "One paragraph.\n\nAnother\tone.",
        published="2016-03-31",
        source="=Wire",
        url="https://wire.example/a00",
        entities=(*names, Entity("place", "Ghent", "Ghent")),
        links=(Link("Report 1", "a01"), Link("Lost", url="https://wire.example/lost", media="video")),
    )
    others = [article(f"a{n:02}", f"Report {n}", "The dam again.") for n in range(1, 30)]
    archive = tmp_path_factory.mktemp("formats") / "a"
    add(archive, [first, *others], extractor="none")
    return archive


@pytest.fixture(scope="module")
def data(path: Path) -> Data:
    """What a command prints."""

    def printed(*args: str) -> str:
        result = CliRunner().invoke(main, [*args, "--archive", str(path)])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return printed


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def format_named(name: str) -> OutputFormat:
    plain, _, bom = name.partition(" --")
    chosen = FORMATS[plain].for_spreadsheets if bom else FORMATS[plain]
    assert chosen
    return chosen


def write_rows(name: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    format_named(name).write(
        CommandOutput(text=lambda: None, value=lambda: None, columns=columns, rows=lambda: rows)
    )


# The forms themselves


@given(st.lists(TEXTS | st.none() | st.integers() | st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=3))
def test_json_is_inert_and_says_the_same(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not HAZARDS.search(text)


@given(st.lists(st.tuples(CLEAN, CLEAN), max_size=5))
def test_csv_gives_back_what_was_written(pairs: list[tuple[str, str]]) -> None:
    with contextlib.redirect_stdout(io.StringIO(newline="")) as stdout:
        write_rows("csv", ("one", "two"), [{"one": one, "two": two} for one, two in pairs])
    assert [(row["one"], row["two"]) for row in rows(stdout.getvalue())] == pairs


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_tsv_has_one_line_for_a_row_and_all_columns(pairs: list[tuple[str, str]]) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as stdout:
        write_rows("tsv", ("one", "two"), [{"one": one, "two": two} for one, two in pairs])
    lines = stdout.getvalue().split("\n")
    assert lines[0] == "one\ttwo"
    assert lines.pop() == ""
    assert [line.count("\t") for line in lines] == [1] * (len(pairs) + 1)


@given(TEXTS)
def test_inert_text_is_a_fixed_point_without_controls(text: str) -> None:
    assert not HAZARDS.search(inert(text).replace("\n", "").replace("\t", ""))
    assert inert(inert(text)) == inert(text)


def test_a_row_is_written_as_soon_as_it_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    add_row = format_named("csv").sheet(("id", "names"))
    add_row({"id": "a", "names": ["Ada", "Mara"], "more": 1})
    assert capsys.readouterr().out == "id,names\na,Ada; Mara\n"
    add_row({"id": None})
    assert capsys.readouterr().out == ",\n"


def test_numbers_that_json_has_not_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text(float("nan"))


# The forms for spreadsheets

FORMULA_BEGINNINGS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("form", ["csv --bom", "tsv --bom"])
@given(pairs=st.lists(st.tuples(TEXTS, st.sampled_from(FORMULA_BEGINNINGS), TEXTS), max_size=5))
def test_no_cell_of_a_spreadsheet_begins_as_a_formula_does(form: str, pairs: list[tuple[str, ...]]) -> None:
    texts = ["".join(pair) for pair in pairs] + ["".join(pair[1:]) for pair in pairs]
    with contextlib.redirect_stdout(io.StringIO(newline="")) as stdout:
        write_rows(form, ("one", "two"), [{"one": text, "two": [text, text]} for text in texts])
    written = stdout.getvalue()
    assert written.startswith("\ufeffone")
    if form == "csv --bom":
        for row, text in zip(rows(written[1:]), texts, strict=True):
            is_safe = not re.search(f"(^|;)\\s*[{re.escape(FORMULA_BEGINNINGS)}]", inert(text))
            assert (row["one"] == inert(text)) is is_safe
            assert row["one"].replace("'", "") == inert(text).replace("'", "")
    for line in written[1:].replace("\n", "\t" if form == "tsv --bom" else "\n").split("\t"):
        assert not line.strip().startswith(tuple(FORMULA_BEGINNINGS)) or form == "csv --bom"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("Ann;=cmd|' /C calc'!A0", "Ann;'=cmd|' /C calc'!A0"),
        (["Ann", "-Bob"], "Ann;' -Bob"),
        ("a=b", "a=b"),
        ("2016-12-01T22:09:14+03:30", "2016-12-01T22:09:14+03:30"),
        ("", ""),
        (-1.5, "-1.5"),
        (None, ""),
    ],
)
def test_only_texts_that_would_be_formulas_are_changed(
    value: object, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rows("tsv --bom", ("value",), [{"value": value}])
    assert capsys.readouterr().out == f"\ufeffvalue\n{cell}\n"


@pytest.mark.parametrize("order", [("--bom", "--csv"), ("--csv", "--bom")])
def test_a_spreadsheet_is_the_same_table_made_safe(data: Data, order: tuple[str, str]) -> None:
    plain, safe = data("search", "dam", "--csv"), data("search", "dam", *order)
    assert safe[0] == "\ufeff"
    assert "=Wire" in plain
    assert rows(plain)[0]["source"] == "=Wire"
    assert [row | {"source": row["source"].removeprefix("'")} for row in rows(safe[1:])] == rows(plain)
    assert "'=Wire" in safe


def test_every_command_with_a_table_has_one_for_spreadsheets(path: Path) -> None:
    tables = {name: {each.name for each in command.params} for name, command in main.commands.items()}
    tables = {name: options for name, options in tables.items() if "csv" in options}
    assert {"search", "show", "stats", "timeline", "check", "index", "syntax"} <= {*tables}
    operands = {name: ["a00"] for name in ("show", "related", "story")}
    operands |= {"compare": ["a00", "a01"], "delete": ["none"], "aliases": ["suggest"]}
    for name, options in tables.items():
        where = ["--archive", str(path)] if "archive" in options else []
        arguments = [name, *operands.get(name, []), *where, "--bom"]
        assert CliRunner().invoke(main, arguments).exit_code == 2
        if name not in ("delete", "index", "rebuild", "demo"):
            assert CliRunner().invoke(main, [*arguments, "--tsv"]).stdout.startswith("\ufeff")


@pytest.mark.parametrize("form", [[], ["--json"], ["--jsonl"], ["--ids"]])
def test_what_is_no_table_has_no_byte_order_mark(path: Path, form: list[str]) -> None:
    result = CliRunner().invoke(main, ["search", "dam", *form, "--bom", "--archive", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0] == "dateline: --bom goes with --csv or --tsv."


# What commands print


def test_search_prints_one_object(data: Data) -> None:
    value = json.loads(
        data("search", "dam", "--person", "Mara Ellison", "--facets", "--json", "--related", "0")
    )
    assert value["schema"] == "dateline.search/1"
    assert value["query"] == {
        "text": "dam",
        "interpreted": 'dam AND people:"Mara Ellison"',
        "since": None,
        "until": None,
        "match": "all",
        "sort": "relevance",
        "page": 1,
        "limit": 10,
        "person": ["Mara Ellison"],
        "org": [],
        "place": [],
        "source": [],
        "undated": "exclude",
        "strict_names": False,
        "collapse": False,
    }
    assert value["total"] == 1
    (hit,) = value["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "id": "a00",
        "title": 'The "dam", mended',
        "published": "2016-03-31",
        "source": "=Wire",
        "url": "https://wire.example/a00",
        "snippet": "One paragraph. Another one.",
        "entities": {"people": ["Mara Ellison", "Ada Lowe"], "organisations": [], "places": ["Ghent"]},
        "copies": [],
        "folded": [],
        "related": [
            {
                "title": "Report 1",
                "id": "a01",
                "url": "",
                "published": None,
                "kind": "stated",
                "media": "article",
                "score": None,
                "shared": [],
                "outlet_id": "a01",
            },
            {
                "title": "Lost",
                "id": None,
                "url": "https://wire.example/lost",
                "published": None,
                "kind": "stated",
                "media": "video",
                "score": None,
                "shared": [],
                "outlet_id": "",
            },
        ],
        "passage": [["One paragraph. Another one.", ""]],
        "marked_title": [['The "', ""], ["dam", "dam"], ['", mended', ""]],
        "passages": [],
    }
    assert value["facets"]["places"] == [{"value": "Ghent", "articles": 1}]
    assert value["receipt"]["terms"][0] == {"text": "dam", "articles": 30}
    assert value["receipt"]["coverage"] == {"first": "2016-03-31", "last": "2016-03-31", "empty_months": []}


def test_every_form_holds_all_hits_in_one_order(data: Data) -> None:
    args = ("search", "dam", "--limit", "0")
    ids = data(*args, "--ids").splitlines()
    assert len(ids) == 30
    assert [hit["id"] for hit in json.loads(data(*args, "--json"))["hits"]] == ids
    assert [json.loads(line)["id"] for line in data(*args, "--jsonl").splitlines()] == ids
    assert [row["id"] for row in rows(data(*args, "--csv"))] == ids
    assert [line.split("\t")[0] for line in data(*args, "--tsv").splitlines()[1:]] == ids


def test_a_line_of_json_is_a_hit(data: Data) -> None:
    args = ("search", "mended")
    assert json.loads(data(*args, "--jsonl")) == json.loads(data(*args, "--json"))["hits"][0]


def test_search_prints_a_table(data: Data) -> None:
    (row,) = rows(data("search", "mended", "--csv"))
    assert list(row) == [
        "id",
        "title",
        "published",
        "source",
        "url",
        "score",
        "snippet",
        "people",
        "organisations",
        "places",
        "related",
    ]
    assert row["title"] == 'The "dam", mended'
    assert row["source"] == "=Wire"  # as it is: no form changes what was written
    assert row["people"] == "Mara Ellison; Ada Lowe"
    assert row["related"].split("; ")[0] == "a01"


def test_show_prints_the_article_whole(data: Data) -> None:
    value = json.loads(data("show", "a00", "--json"))
    assert value.pop("schema") == "dateline.article/1"
    assert value == json.loads(data("show", "a00", "--jsonl"))
    assert value["body"] == "One paragraph.\n\nAnother\tone."
    (row,) = rows(data("show", "a00", "--csv"))
    assert (row["body"], row["published"]) == (value["body"], "2016-03-31")
    assert data("show", "a00", "--tsv").splitlines()[1].endswith("\tOne paragraph. Another one.")
    assert data("show", "a00", "--ids") == "a00\n"


def test_rows_of_related_tell_their_kind(data: Data) -> None:
    stated = rows(data("related", "a00", "--limit", "0", "--csv"))
    assert [(row["kind"], row["id"], row["media"]) for row in stated] == [
        ("stated", "a01", "article"),
        ("stated", "", "video"),
    ]
    assert rows(data("related", "a01", "--csv"))[-1]["kind"] == "backlink"
    assert data("related", "a00", "--limit", "0", "--ids") == "a01\n"
    computed = json.loads(data("related", "a01", "--json"))
    assert list(computed) == ["schema", "id", "title", "copies", "family", "credit", "related", "backlinks"]


def test_stats_and_timeline_print_rows(data: Data) -> None:
    assert rows(data("timeline", "mended", "--csv")) == [{"month": "2016-03", "articles": "1"}]
    assert data("timeline", "mended", "--tsv") == "month\tarticles\n2016-03\t1\n"
    stats = rows(data("stats", "--csv"))
    assert stats[:2] == [
        {"kind": "all", "name": "", "articles": "30"},
        {"kind": "undated", "name": "", "articles": "29"},
    ]
    value = json.loads(data("stats", "--json"))
    assert value["schema"] == "dateline.stats/1"
    assert value["months"] == [{"month": "2016-03", "articles": 1}]
    assert (value["articles"], value["links"], value["rejected"]) == (30, 2, [])
    assert json.loads(data("stats", "--rejected", "--json")) == {
        "schema": "dateline.rejected/1",
        "rejected": [],
    }
    assert json.loads(data("check", "--json")) == {
        "schema": "dateline.check/1",
        "articles": 30,
        "problems": [],
    }


def test_index_prints_a_row_for_each_input(tmp_path: Path) -> None:
    lines = [json.dumps({"id": id_, "title": "Dam", "body": "Water."}) for id_ in "ab"]
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join([*lines, "{"]))
    later = time.time() + 3600  # it may still be written to: so it is read again
    os.utime(export, (later, later))
    args = ["index", str(export), "--archive", str(tmp_path / "a")]
    result = CliRunner().invoke(main, [*args, "--jsonl"])
    assert result.exit_code == 3
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["outcome"], row["id"]) for row in told] == [("added", "a"), ("added", "b"), ("rejected", "")]
    assert told[2]["note"]
    value = json.loads(CliRunner().invoke(main, [*args, "--json"]).stdout)
    assert (value["schema"], value["added"], value["unchanged"]) == ("dateline.index/1", 0, 2)
    assert list(value["rejected"][0]) == ["source", "origin", "reason"]


def test_nothing_found_is_an_object_or_an_empty_table(path: Path) -> None:
    runner = CliRunner()
    found = runner.invoke(main, ["search", "zebra", "--archive", str(path), "--json"])
    assert (found.exit_code, found.stderr) == (1, "")
    assert json.loads(found.stdout)["receipt"]["unmatched"] == ["zebra"]
    table = runner.invoke(main, ["search", "zebra", "--archive", str(path), "--csv"])
    assert (table.exit_code, table.stdout.count("\n")) == (1, 1)


# A format of one's own


class Shouted(RowFormat):
    """The first column, in capitals."""

    name = "shouted"
    help = "Print it loud."

    def sheet(self, columns: Sequence[str]) -> Callable[[Row], object]:
        return lambda row: click.echo(cell_text(row.get(columns[0])).upper())


def test_a_registered_format_is_an_option_of_every_command(
    data: Data, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "shouted", Shouted())
    assert data("search", "mended", "--shouted") == "A00\n"
    assert data("timeline", "mended", "--shouted") == "2016-03\n"
    assert CliRunner().invoke(main, ["syntax", "--shouted"]).stdout.startswith("QUERY\n")
    assert "--shouted" in CliRunner().invoke(main, ["search", "--help"]).stdout
    both = CliRunner().invoke(main, ["search", "x", "--json", "--shouted", "--archive", str(path)])
    assert (both.exit_code, "--json and --shouted exclude each other" in both.stderr) == (2, True)
    monkeypatch.delitem(FORMATS, "shouted")
    assert CliRunner().invoke(main, ["search", "x", "--shouted", "--archive", str(path)]).exit_code == 2

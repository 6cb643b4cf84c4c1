"""The command line: what each command prints, and where."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
from pathlib import Path

import pytest

import corpus
from searcher.cli import terminal

from . import news
from .news import Run, found, run_on


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.make(tmp_path_factory.mktemp("news") / "news.archive")


@pytest.fixture
def run(archive: Path) -> Run:
    return run_on(archive)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return news.make_three(tmp_path / "fresh")


# Searching


def test_hits_go_to_standard_output_and_counts_to_standard_error(run: Run) -> None:
    result = run("search", "river", "--sort", "oldest", "--related", "0")
    assert result.exit_code == 0
    assert "1. Dam breaks near Ghent\n   2016-03-31T06:30:00+02:00 · Wire · dam\n" in result.stdout
    assert "The **river** broke the dam." in result.stdout
    assert "Mara Ellison · Ghent" in result.stdout
    assert result.stderr == "4 articles.\n"


def test_a_hit_shows_five_links_and_where_the_others_are(run: Run) -> None:
    lines = run("search", "mills", "flooded").stdout.splitlines()
    links = [line.strip() for line in lines if line.strip()[:1] in "→⇢≈" and line.strip()]
    assert links[:2] == [
        "→ Dam mended (2016-10-22) [mended]",
        "⇢ A flood on film (2016-04-02, video) not in the archive",
    ]
    assert len(links) == 5
    assert any(re.fullmatch(r"   \+\d+ more: dateline related dam", line) for line in lines)


def test_the_signs_of_related_articles_are_told(run: Run) -> None:
    told = run("search", "mills", "flooded").stdout.splitlines()[-1]
    assert told == "Related: → stated by its outlet, ⇢ stated, but not in the archive"
    assert "Related:" not in run("search", "market", "--related", "0").stdout


def test_all_passages_of_a_hit_are_shown_on_demand(run: Run) -> None:
    text = run("search", "broke", "mills", "--passages", "all").stdout
    assert "\n   ¶1 The river **broke** the dam. Two **mills** were flooded, said Ellison.\n" in text
    (hit,) = json.loads(run("search", "broke", "mills", "--passages", "all", "--json").stdout)["hits"]
    assert [passage["paragraph"] for passage in hit["passages"]] == [1]
    assert [part for _, part in hit["passages"][0]["pieces"] if part] == ["broke", "mills"]


def test_an_article_is_shown_with_marks_and_their_places(run: Run) -> None:
    text = run("show", "dam", "--mark", 'dam person:"Mara Ellison"').stdout
    assert text.startswith("**Dam** breaks near Ghent\n")
    assert "The river broke the **dam**. Two mills were flooded, said **Ellison**." in text
    assert "\n¶0 0–3         Dam (dam)\n" in text
    value = json.loads(run("show", "dam", "--mark", "mills", "--json").stdout)
    whole = f"{value['title']}\n\n{value['body']}"
    (mark,) = value["marks"]
    assert (mark["part"], mark["paragraph"], whole[mark["start"] : mark["end"]]) == ("mills", 1, "mills")
    assert "Nothing in it matches." in run("show", "dam", "--mark", "zebra").stdout
    assert run("show", "dam", "--mark", "(").exit_code == 2


def test_marks_on_a_terminal_are_those_of_matches(capsys: pytest.CaptureFixture[str]) -> None:
    page = terminal.Screen(width=20, styled=True)
    page.pieces(
        (("He said f**k the big ", ""), ("flood", "flood"), ("s. **No**", "")), "  ", style=terminal.BOLD
    )
    bold, marked, end = "\x1b[1m", "\x1b[1;4m", "\x1b[0m"
    assert capsys.readouterr().out == (
        f"  {bold}He said f**k the{end}\n  {bold}big {end}{marked}flood{end}{bold}s. **No**{end}\n"
    )


@pytest.mark.parametrize("columns", ["40", "60"])
def test_lines_end_where_the_page_does(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for args in (
        ("search", "river", "--facets", "--explain", "--since", "2015"),
        ("show", "dam", "--entities", "--mark", "dam"),
        ("related", "dam"),
        ("story", "dam"),
        ("timeline",),
        ("stats",),
        ("syntax",),
        ("search", "("),
    ):
        result = run(*args)
        for line in (result.stdout + result.stderr).splitlines():
            assert len(line) <= int(columns) or " " not in line.strip() or "dateline " in line, line


def test_facets_are_bars(run: Run) -> None:
    result = run("search", "river", "--facets", "source,month")
    assert re.search(r"^source\n  Post 3 █{20}\n  Wire 1 █{7}$", result.stdout, re.MULTILINE)
    assert "\nmonth\n  2016-03 1 " in result.stdout
    assert "people" not in result.stdout


def test_pages_say_where_the_rest_is(run: Run) -> None:
    first, second, third = (run("search", "market", "--page", n) for n in "123")
    assert "12 articles (1–10 shown; --page 2 for more)." in first.stderr
    assert second.stdout.startswith("11. ")
    assert "12 articles (11–12 shown)." in second.stderr
    assert (third.exit_code, third.stdout) == (1, "")
    assert "none of them on page 3; the last page is 2" in third.stderr
    assert len(found(run("search", "market", "--limit", "0", "--ids"))) == 12


def test_the_range_and_what_it_leaves_out_are_told(run: Run) -> None:
    result = run("search", "river", "--since", "2016-03-31", "--until", "2016-10-22", "--ids")
    assert sorted(found(result)) == ["dam", "mended"]
    assert "2 articles published 2016-03-31..2016-10-22." in result.stderr
    assert "1 undated article matches too: --undated include" in result.stderr
    assert "1 article dated by month or year alone may belong here: --undated include" in result.stderr


def test_nothing_found_is_explained_and_every_proposal_finds_something(run: Run) -> None:
    result = run("search", "river", "zebra", "--place", "Ghent", "--since", "2017", "--source", "Gazette")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No articles match published 2017-01-01.." in result.stderr
    assert re.search(r"^  river +4$", result.stderr, re.MULTILINE)
    assert re.search(r"^  zebra +0$", result.stderr, re.MULTILINE)
    assert "The archive holds 16 articles, dated 2016-03-31..2018-01-12." in result.stderr
    assert "1 input could not be read" in result.stderr

    result = run("search", "river", "zebra", "--place", "Ghent")
    proposals = result.stderr.partition("Try:\n")[2].splitlines()
    assert "  dateline search river --place Ghent   # 2 articles" in proposals
    for line in proposals:
        command, _, count = line.partition("#")
        again = run(*shlex.split(command)[1:], "--limit", "0", "--ids")
        assert len(found(again)) == int(count.split()[0]) > 0


def test_a_proposal_names_the_archive_that_was_named(run: Run, archive: Path) -> None:
    result = run("search", "river zebra", "--archive", str(archive))
    assert f"dateline search river --archive {shlex.quote(str(archive))} " in result.stderr


def test_explain_tells_how_the_question_was_understood(run: Run) -> None:
    result = run("search", "river", "-mill", "&", "--explain")
    assert "Understood as: river AND NOT mill" in result.stderr
    assert re.search(r"^  mill +13$", result.stderr, re.MULTILINE)
    assert "Nothing to search by in: &" in result.stderr


def test_what_was_read_otherwise_than_typed_is_told_with_the_hits(run: Run) -> None:
    assert "Understood as" not in run("search", "river", "-mill").stderr
    assert "Understood as: river AND NOT mill" in run("search", "river", "–mill").stderr
    noted = run("search", "river not mill").stderr
    assert "Note: 'not' was read as a word" in noted
    assert "Understood as: river AND not AND mill" in noted


def test_a_literal_query_is_a_text_as_it_stands(run: Run) -> None:
    asked = json.loads(run("search", "--json", "--literal", "--", "the river* (", "-mill").stdout)["query"]
    assert asked["text"] == '"the river mill"'
    assert run("search", "--literal", "--", "*").exit_code == 2


QUERIES = [
    (("--undated", "flood"), "flood", "only"),
    (("--undated", "only", "flood"), "flood", "only"),
    (("--undated=include", "flood"), "flood", "include"),
    (("flood", "--undated"), "flood", "only"),
    (("--undated", "--facets", "flood"), "flood", "only"),
    (("--facets", "flood"), "flood", "exclude"),
    (("--facets", "people,month", "flood"), "flood", "exclude"),
    (("--related", "2", "flood"), "flood", "exclude"),
    (("--related", "flood"), "flood", "exclude"),
    (("--related", "2016", "flood"), "2016 flood", "exclude"),
    (("flood", "-Russia"), "flood -Russia", "exclude"),
    (("flood", '-"civil war"'), 'flood -"civil war"', "exclude"),
    (("--person", "-x", "-Russia"), "-Russia", "exclude"),
    (("--", "--undated", "-limit"), "--undated -limit", "exclude"),
    (('"two mills"', "flood"), '"two mills" flood', "exclude"),
    ((), "", "exclude"),
]


@pytest.mark.parametrize(("args", "query", "undated"), QUERIES)
def test_words_of_the_query_are_told_from_options(
    run: Run, args: tuple[str, ...], query: str, undated: str
) -> None:
    asked = json.loads(run("search", "--json", *args).stdout)["query"]
    assert (asked["text"], asked["undated"]) == (query, undated)


def test_bare_facets_are_all_of_them(run: Run) -> None:
    facets = json.loads(run("search", "--facets", "river", "--json").stdout)["facets"]
    assert list(facets) == ["people", "organisations", "places", "source", "month"]


def test_nothing_found_prints_nothing(run: Run) -> None:
    assert run("search", "zebra", "--facets").stdout == ""
    assert run("search", "zebra", "--undated", "only").stderr.startswith("No articles match without a date.")


def test_an_excluded_word_excludes(run: Run) -> None:
    assert sorted(found(run("search", "dam", "-inquiry", "-memories", "--ids"))) == ["dam", "mended"]


def test_any_and_repeated_names(run: Run) -> None:
    assert len(found(run("search", "inquiry", "mended", "--any", "--ids"))) == 2
    assert found(run("search", "--person", "Mara Ellison", "--place", "Ghent", "--ids")) == ["dam"]
    assert len(found(run("search", "river", "--source", "Wire", "--source", "Post", "--ids"))) == 4


def test_the_clock_can_be_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_NOW", "2016-11-02T12:00:00+00:00")
    asked = json.loads(run("search", "--on", "last month", "--json").stdout)["query"]
    assert (asked["since"], asked["until"]) == ("2016-10-01", "2016-10-31")
    monkeypatch.setenv("DATELINE_NOW", "noon")
    assert run("search", "river").exit_code == 2


# One article, months, numbers


def test_show_tells_what_is_known_of_an_article(run: Run) -> None:
    text = run("show", "dam").stdout
    assert "published      2016-03-31T06:30:00+02:00 (to the second, zone stated; from" in text
    assert "authors        Ada Lowe" in text
    assert "organisations" not in text
    assert "\n⇢ Lost report 0 not in the archive\n" in text
    body = "\n\nThe river broke the dam. Two mills were flooded, said Ellison.\n\n"
    assert 0 < text.index("published") < text.index(body) < text.index("⇢ Lost report 0")


def test_related_tells_stated_from_computed_and_links_back(run: Run) -> None:
    assert "  → Dam mended (2016-10-22) [mended]" in run("related", "dam").stdout
    back = json.loads(run("related", "mended", "--json").stdout)
    assert [link["id"] for link in back["backlinks"]] == ["dam"]
    assert "dam" in found(run("related", "mended", "--limit", "0", "--ids"))
    assert run("related", "memories", "--limit", "0").exit_code == 1


def test_the_timeline_has_no_gaps(run: Run) -> None:
    value = json.loads(run("timeline", "--json").stdout)
    assert [m["month"] for m in value["months"]][:3] == ["2016-03", "2016-04", "2016-05"]
    assert len(value["months"]) == 23
    assert sum(m["articles"] for m in value["months"]) + value["undated"] == value["total"] == 16
    text = run("timeline")
    assert "⋮       14 months without articles\n2018-01 12 ████" in text.stdout
    assert "Undated, and so in no month: 1." in text.stderr
    assert run("timeline", "zebra").exit_code == 1


def test_stats_count(run: Run) -> None:
    text = run("stats").stdout
    assert "articles   16\n" in text
    assert "  2018 12 ████" in text
    assert run("stats", "--rejected").stdout == "broken.txt: empty file\n"


# Writing


def test_index_makes_an_archive_and_goes_on_with_it(run: Run, tmp_path: Path) -> None:
    source, archive = tmp_path / "export.csv", str(tmp_path / "new")
    source.write_text("title,body,date,number\nDam,Water.,2016-03-31,4711\nMill,Corn.,,4712\n")
    args = ("index", str(source), "--archive", archive, "--field", "id=number", "--outlet", "Wire")
    first = run(*args)
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == (
        "2 added, 0 updated, 0 unchanged; 1 undated, 0 rejected.\n"
        "  readers   csv 2\n  sources   Wire 2\n  languages unknown 2\n  dates     field 1\n"
    )
    assert "0 added, 0 updated, 2 unchanged" in run(*args).stderr
    hit = json.loads(run("search", "dam", "--archive", archive, "--json").stdout)["hits"][0]
    assert (hit["id"], hit["source"]) == ("4711", "Wire")


def test_index_counts_what_it_read(run: Run, tmp_path: Path) -> None:
    lines = [
        {"id": str(n), "title": "Dam", "body": "Water.", "outlet": f"Wire {n % 12}", "language": "en"}
        for n in range(30)
    ]
    source, archive = tmp_path / "export.jsonl", str(tmp_path / "new")
    source.write_text("\n".join(map(json.dumps, lines)))
    os.utime(source, (1e9, 1e9))
    result = run("index", str(source), "--archive", archive, "--json", "--processes", "2")
    value = json.loads(result.stdout)
    assert (value["readers"], value["languages"], value["date_sources"]) == ({"jsonl": 30}, {"en": 30}, {})
    assert len(value["sources"]) == 12
    assert value["undated"] == 30
    assert "Wire 0 3, Wire 1 3, Wire 2 3, Wire 3 3, Wire 4 3, Wire 5 3, Wire 10 2" in result.stderr
    assert ", and 2 more\n" in result.stderr
    again = run("index", str(source), "--archive", archive)
    assert again.stderr == (
        "0 added, 0 updated, 30 unchanged; 0 undated, 0 rejected.\n"
        "Of the unchanged, 30 are in files that have not changed and were not opened.\n"
    )
    assert json.loads(run("index", str(source), "--archive", archive, "--again", "--json").stdout)["readers"]


def test_what_was_rejected_is_tried_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s").mkdir()
    monkeypatch.chdir(tmp_path)
    page, export = tmp_path / "s" / "page.txt", tmp_path / "export.csv"
    page.write_text("")
    export.write_text("Kopf,date\nDam,2016-03-31\n")
    args = ("index", "s", "export.csv", "--archive", "new", "--reader", "csv", "--outlet", "Wire")
    assert run(*args).exit_code == 3
    page.write_text("title,body\nMill,Corn.\n")
    export.write_text("title,date\nDam,2016-03-31\n")
    monkeypatch.chdir("s")
    result = run("index", "--retry", "--archive", "../new", "--jsonl")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["outcome"], row["origin"]) for row in rows] == [
        ("added", "s/page.txt:2"),
        ("added", "export.csv:2"),
    ]
    assert "  sources   Wire 2\n" in result.stderr
    assert run("stats", "--rejected", "--archive", "../new").stdout == ""
    assert run("index", "--retry", "--archive", "../new").stderr.endswith(
        "Nothing was found in the sources.\n"
    )


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((), "Missing argument 'SOURCE...'"),
        (("x", "--retry"), "--retry and SOURCE exclude each other"),
        (("--dry-run", "--retry"), "--retry and --dry-run exclude each other"),
    ],
)
def test_index_takes_sources_or_retries(run: Run, args: tuple[str, ...], reason: str) -> None:
    result = run("index", *args)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_progress_tells_what_is_read_and_the_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    export = tmp_path / "export.jsonl"
    export.write_text("".join(json.dumps({"id": str(n), "title": "x" * 1000}) + "\n" for n in range(1000)))
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    monkeypatch.setattr(terminal, "_REDRAW_SECONDS", 0)
    monkeypatch.setattr(terminal, "_RATE_SECONDS", 0)
    monkeypatch.setenv("COLUMNS", "500")
    reading = corpus.read(export)
    with terminal.ProgressLine("indexing", reading=reading) as progress:
        for n, _ in enumerate(reading):
            if n == 500:
                progress(n)
    line = shown.getvalue().split("\r")[1]
    assert re.fullmatch(rf"indexing 500, 0 s; \d\d% read, 0 s left; reading {export}\x1b\[K", line), line


def test_index_reads_standard_input(run: Run, tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "title": "Dam", "body": "Water."})
    args = ("index", "-", "--archive", str(tmp_path / "new"), "--ids")
    result = run(*args, stdin=line)
    assert found(result) == ["a"]
    assert found(run(*args, stdin=line)) == []


def test_rejected_inputs_are_told_with_their_reasons(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"id": "a", "title": "Dam", "body": "Water."}), *["{"] * 25]
    source = tmp_path / "export.jsonl"
    source.write_text("\n".join(lines))
    result = run("index", str(source), "--archive", str(tmp_path / "new"), "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["added"] == 1
    assert len(json.loads(result.stdout)["rejected"]) == 25
    assert result.stderr.count(f"  {source}:") == 20
    assert "  and 5 more; dateline stats --rejected lists them" in result.stderr


def test_articles_that_replace_each_other_are_a_warning(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"id": "a", "title": title, "body": "Water."}) for title in ("Dam", "Mill")]
    result = run("index", "-", "--archive", str(tmp_path / "new"), stdin="\n".join(lines))
    assert "Warning: 1 article replaced one of the same id read in this run" in result.stderr
    assert "--outlet" in result.stderr


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "export.jsonl"
    source.write_text(json.dumps({"id": "a", "title": "Dam", "body": "Water."}))
    result = run("index", str(source), "--archive", str(tmp_path / "new"), "--dry-run", "--verbose", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["read"] == 1
    assert f"read      a {source}:1" in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_source_mistyped_makes_no_archive(run: Run, tmp_path: Path) -> None:
    result = run("index", str(tmp_path / "nothing"), "--archive", str(tmp_path / "new"))
    assert result.exit_code == 2
    assert result.stderr.startswith("dateline: ")
    assert not (tmp_path / "new").exists()


def test_an_archive_keeps_its_extractor(run: Run, fresh: Path, tmp_path: Path) -> None:
    source = tmp_path / "export.jsonl"
    source.write_text(json.dumps({"id": "a", "title": "Dam", "body": "Water."}))
    args = ("index", str(source), "--archive", str(fresh), "--extractor")
    assert run(*args, "none").exit_code == 0
    result = run(*args, "cues")
    assert result.exit_code == 2
    assert "was made with the extractor 'none'" in result.stderr


def test_a_strangers_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("index", str(tmp_path / "notes.txt"), "--archive", str(tmp_path))
    assert (result.exit_code, result.stderr.count("is not empty")) == (2, 1)


def test_delete_tells_what_was_there(run: Run, fresh: Path) -> None:
    result = run("delete", "one", "nine", "--archive", str(fresh), "--json")
    assert json.loads(result.stdout) == {
        "schema": "dateline.delete/1",
        "deleted": ["one"],
        "missing": ["nine"],
    }
    assert result.exit_code == 0
    assert run("delete", "one", "--archive", str(fresh)).exit_code == 1
    assert found(run("delete", "-", "--archive", str(fresh), "--ids", stdin="two\nthree\n")) == [
        "two",
        "three",
    ]
    assert run("delete", "two", "--archive", str(fresh / "none")).exit_code == 2


def test_rebuild_and_check(run: Run, fresh: Path) -> None:
    result = run("rebuild", "--archive", str(fresh))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 articles in the fresh index; 3 undated." in result.stderr
    checked = run("check", "--archive", str(fresh))
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "3 articles read; all is well." in checked.stderr


def test_an_outlet_goes_by_two_names(run: Run, tmp_path: Path) -> None:
    for command in ("search", "timeline"):
        one = run(command, "--source", "Post", "--csv")
        assert one.stdout.count("\n") > 1
        assert run(command, "--outlet", "Post", "--csv").stdout == one.stdout
    page = tmp_path / "page.jsonl"
    page.write_text('{"id": "1", "title": "Dam", "body": "Water."}')
    for name in ("--outlet", "--source"):
        told = json.loads(run("index", str(page), name, "Herald", "--dry-run", "--json").stdout)
        assert told["sources"] == {"Herald": 1}
    refused = run("index", str(page), "--outlet", "Herald", "--source", "Gazette", "--dry-run")
    assert refused.exit_code == 2
    assert "It is one outlet, not 2." in refused.stderr

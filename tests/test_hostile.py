"""Bad input from end to end: it is refused with a reason or kept with a notice, and harms nothing else."""

from __future__ import annotations

import json
import os
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import corpus
import searcher
from corpus import Article, Rejected
from searcher.cli import main

PAGE = "Storm closes the bridge\n\nStorm closes the bridge\nThu Dec 1, 2016 22:09:14\n\n{}\n"
GOOD = {"id": "good", "title": "Good article", "body": "It must survive all of this.", "date": "2016-12-01"}
FIFTY_MEGABYTES = 50_000_000


def _lines(*values: object) -> bytes:
    return b"".join((v if isinstance(v, bytes) else json.dumps(v).encode()) + b"\n" for v in values)


def _fill(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\x00" * 500)
    (folder / "latin.txt").write_bytes(PAGE.format("The café of Señor Peña stayed open.").encode("cp1252"))
    (folder / "utf16.txt").write_bytes(PAGE.format("Sixteen bits of sleet.").encode("utf-16"))
    (folder / "huge.txt").write_bytes(PAGE.format("gale " * (FIFTY_MEGABYTES // 5)).encode())
    (folder / "lines.jsonl").write_bytes(
        _lines(
            GOOD,
            b'{"id": "broken", "title": "Broken',
            {"id": "surrogate", "title": "Half \ud800 a pair", "body": "Kept without the half."},
            {"id": "nul", "title": "N\x00UL", "body": "Zero\x00 bytes\x00 inside."},
            {"id": "nothing"},
            {"id": "year0", "title": "Year nought", "body": "Undated.", "date": "0000-01-01"},
            {"id": "year9999", "title": "Year last", "body": "Undated too.", "date": "9999-12-31"},
            {"id": "twice", "title": "First", "body": "The first of two."},
            {"id": "twice", "title": "Second", "body": "The second of two."},
            b'{"id": "nan", "title": NaN}',
            [1, 2, 3],
            {"id": "wrong", "title": {"not": "a title"}},
            {"id": "last", "title": "Last article", "body": "It survives as well."},
        )
    )
    (folder / "table.csv").write_bytes(
        b'id,title,text\nc1,Row one,Text one\nc2,"Row two,Text two\nc3,Row three,Text\n'
    )
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)
    (folder / "unreadable.txt").write_text(PAGE.format("Nobody may read this."))
    (folder / "unreadable.txt").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed" / "inside.txt").write_text(PAGE.format("Nobody may look in here."))
    (folder / "closed").chmod(0)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object], int]:
    folder = tmp_path_factory.mktemp("hostile") / "in"
    folder.mkdir()
    _fill(folder)
    archive = folder.parent / "a"
    result = CliRunner().invoke(main, ["index", str(folder), "--archive", str(archive), "--json"])
    (folder / "closed").chmod(0o755)
    return archive, json.loads(result.stdout), result.exit_code


def test_the_run_ends_well_and_says_that_it_was_partial(indexed: tuple[Path, dict[str, object], int]) -> None:
    _, report, status = indexed
    assert status == 3
    assert report["rejected"]


def test_every_bad_input_has_its_reason(indexed: tuple[Path, dict[str, object], int]) -> None:
    rejected = {Path(one["source"]).name: one["reason"] for one in indexed[1]["rejected"]}  # type: ignore[attr-defined]
    expected = {
        "empty.txt": "empty",
        "binary.txt": "",
        "picture.jpg": "JPEG",
        "huge.txt": "characters",
        "lines.jsonl:2": "not JSON",
        "lines.jsonl:5": "no title and no text",
        "lines.jsonl:10": "no title and no text",
        "lines.jsonl:11": "object",
        "lines.jsonl:12": "title",
        "pipe": "",
        "loop": "symbolic link",
    }
    if os.geteuid() != 0:  # root may read everything
        expected |= {"unreadable.txt": "ermission", "closed": "ermission"}
    for name, reason in expected.items():
        assert reason in rejected[name], name
    assert all(rejected.values())


def test_everything_good_is_there(indexed: tuple[Path, dict[str, object], int]) -> None:
    with searcher.open(indexed[0]) as archive:
        for id_ in ("good", "surrogate", "nul", "year0", "year9999", "twice", "last"):
            assert archive.get(id_).id == id_
        assert archive.get("twice").title == "Second"
        assert archive.search('"must survive all"').ids == ("good",)
        assert archive.search("café peña").total == 1
        assert archive.search('"sixteen bits"').total == 1
        assert archive.search('"zero bytes inside"').ids == ("nul",)


def test_no_date_is_invented(indexed: tuple[Path, dict[str, object], int]) -> None:
    with searcher.open(indexed[0]) as archive:
        for id_, raw in (("year0", "0000-01-01"), ("year9999", "9999-12-31")):
            article = archive.get(id_)
            assert article.published is None
            assert raw in article.notices[0]


def test_indexing_it_all_again_changes_nothing(indexed: tuple[Path, dict[str, object], int]) -> None:
    with searcher.open(indexed[0]) as archive:
        before = archive.search("", limit=0).ids
    folder = indexed[0].parent / "in"
    again = CliRunner().invoke(
        main, ["index", str(folder), "--archive", str(indexed[0]), "--again", "--json"]
    )
    report = json.loads(again.stdout)
    with searcher.open(indexed[0]) as archive:
        now = set(archive.search("", limit=0).ids)
        assert set(before) <= now
    assert report["added"] == len(now) - len(before)
    assert report["updated"] == 2  # the two of one id, in turn


# Files that are made to harm; `benchmarks/hostile.py` measures them in full size, with their memory.

LAUGHS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 26))
    + b']>\n<rss version="2.0"><channel><item><title>&z;</title></item></channel></rss>'
)
EXTERNAL = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    b'<rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'
)


def _read(path: Path) -> tuple[list[Article], list[Rejected]]:
    found = list(corpus.read(path))
    return (
        [one for one in found if isinstance(one, Article)],
        [one for one in found if isinstance(one, Rejected)],
    )


def _page_in_zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*members, ("good.txt", PAGE.format("It survives.").encode())):
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("entities", [LAUGHS, EXTERNAL])
def test_entities_are_never_expanded(entities: bytes, tmp_path: Path) -> None:
    articles, rejected = _read(_page_in_zip(tmp_path / "a.zip", ("bad.xml", entities)))
    assert [article.title for article in articles] == ["Storm closes the bridge"]
    assert [one.source for one in rejected] == [f"{tmp_path}/a.zip!/bad.xml"]
    assert "root:" not in rejected[0].reason


def test_a_bomb_in_an_archive_in_an_archive_costs_itself(tmp_path: Path) -> None:
    inner = _page_in_zip(tmp_path / "inner.zip", ("bomb.txt", b" " * 40 * 1024**2)).read_bytes()
    noise = random.Random(1).randbytes(400_000).hex().encode()
    outer = _page_in_zip(tmp_path / "outer.zip", ("inner.zip", inner), ("noise.txt", b"Noise\n\n" + noise))
    articles, rejected = _read(outer)
    assert [article.origin.partition("!/")[2] for article in articles] == [
        "inner.zip!/good.txt",
        "noise.txt",
        "good.txt",
    ]
    assert [one.source.partition("!/")[2] for one in rejected] == ["inner.zip!/bomb.txt"]
    assert "decompression bomb" in rejected[0].reason


def test_nothing_is_written_where_a_member_says(tmp_path: Path) -> None:
    names = ["../../x", "/tmp/x", "a/../../x", "..\\x"]
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    articles, rejected = _read(_page_in_zip(path, *((name, b"A page") for name in names)))
    assert (len(articles), len(rejected)) == (1, 4)
    assert sorted(tmp_path.rglob("*")) == [path.parent, path]


def test_thousands_of_tiny_members_are_read_one_by_one(tmp_path: Path) -> None:
    path = _page_in_zip(tmp_path / "a.zip", *((f"{n}.jsonl", b'{"title": "t"}') for n in range(1000)))
    with zipfile.ZipFile(path) as archive, tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        for name in archive.namelist():
            info = tarfile.TarInfo(name)
            info.size = archive.getinfo(name).file_size
            tar.addfile(info, archive.open(name))
    for one in (path, tmp_path / "a.tar.gz"):
        articles, rejected = _read(one)
        assert (len(articles), len(rejected)) == (1001, 0)


def test_a_csv_value_of_very_many_lines_is_refused_and_the_next_row_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'title,body\none,"' + b"a line\n" * 280_000 + b'"\ntwo,x\nthree,y\n')
    articles, rejected = _read(path)
    assert "two" in {article.title for article in articles}
    assert [one.source for one in rejected][:1] == [f"{path}:2"]
